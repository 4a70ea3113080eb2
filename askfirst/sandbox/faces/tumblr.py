"""Tumblr at api.tumblr.com: blogs, posts in both formats, asks, activity, followers, limits.  Nothing is pushed.

The consumer key is the id of the `App`, its consumer secret the app's secret; tokens are of kind `oauth1`, with a secret.
Every answer has Tumblr's envelope, refusals too, and says what is left of the key's hour and day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.sandbox import oauth1
from askfirst.sandbox.face import Act, Choice, Deed, Face, Kind, Path, Refusal, Refused
from askfirst.sandbox.faces import tumblr_shapes as shapes
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.rules import tumblr as rules
from askfirst.sandbox.things import Media

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Ask, Post, Token

TUMBLR = "tumblr"
PER_HOUR, PER_DAY = 1_000, 5_000
BLOCK_LIMIT, MOST_BLOCKS = 4_096, 1_000
PAGE = 20

Row = tuple[int, str, int]
"""Status, its words, and a subcode or 0."""
ROWS: Mapping[str, Row] = {
    "token": (401, "Unauthorized", 0),
    "scope": (403, "Forbidden", 0),
    "unknown": (404, "Not Found", 0),
    "no_such": (404, "Not Found", 0),
    "invalid": (400, "Bad Request", 0),
    "npf": (400, "Bad Request", 8001),
    "bad_parent": (400, "Bad Request", 8002),
    "bad_file": (400, "Bad Request", 8005),
    "answer": (400, "Bad Request", 8016),
    "anonymous": (400, "Bad Request", 8016),
    "blocked": (403, "Forbidden", 0),
    "not_followed": (403, "Forbidden", 0),
    "not_long_enough": (403, "Forbidden", 0),
    "asks_off": (403, "Forbidden", 0),
    "daily_pictures": (403, "Forbidden", 8004),
    "transcoding": (403, "Forbidden", 8010),
    "daily_videos": (403, "Forbidden", 8011),
    "queue_full": (403, "Forbidden", 8022),
    "daily_posts": (403, "Forbidden", 8023),
    "limit": (429, "Limit Exceeded", 0),
    "upload": (500, "Internal Server Error", 8006),
    "internal": (500, "Internal Server Error", 0),
    "closed": (503, "Service Unavailable", 0),
}


class Tumblr(Face):
    """See the module."""

    name = TUMBLR
    title = "Tumblr"
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.LIKE, Kind.COMMENT, Kind.SHARE, Kind.ASK),
        *(Kind.WRITE, Kind.DELETE, Kind.REPORT),
    )
    choices = (
        Choice(
            name="inbound",
            title="Who may write to me",
            values={"everyone": "Everybody", "followed_only": "Tumblrs I follow"},
        ),
        Choice(name="ask", title="Asks", values={False: "Not taken", True: "Taken"}, is_ours=True),
        Choice(
            name="ask_anon", title="Anonymous asks", values={False: "Not taken", True: "Taken"}, is_ours=True
        ),
    )
    hosts = ("api.tumblr.com",)
    rows = ROWS

    def routes(self) -> Sequence[Path]:
        blog, signed = "/v2/blog/{blog}", self.signed
        return [
            Path("GET", "/v2/user/info", signed(self.me)),
            Path("GET", "/v2/user/limits", signed(self.limits)),
            Path("POST", "/v2/user/like", signed(self.like)),
            Path("POST", "/v2/user/follow", signed(self.follow)),
            Path("GET", f"{blog}/info", self.keyed(self.info)),
            Path("GET", f"{blog}/followers", signed(self.followers)),
            Path("GET", f"{blog}/followed_by", signed(self.followed_by)),
            Path("GET", f"{blog}/notifications", signed(self.notifications)),
            Path("GET", f"{blog}/posts/submission", signed(self.submissions)),
            Path("GET", f"{blog}/posts/{{id}}", signed(self.show)),
            Path("PUT", f"{blog}/posts/{{id}}", signed(self.edit)),
            Path("POST", f"{blog}/posts", signed(self.publish)),
            Path("POST", f"{blog}/posts/", signed(self.publish)),
            Path("GET", f"{blog}/posts", self.keyed(self.posts)),
            Path("GET", f"{blog}/notes", self.keyed(self.notes)),
            Path("POST", f"{blog}/post", signed(self.publish_older)),
            Path("POST", f"{blog}/post/delete", signed(self.remove)),
        ]

    # -- who calls, and how often ----------------------------------------------------------------------------------

    def signed(self, handler: Callable[[Call, Token], Response]) -> Callable[[Call], Response]:
        """A handler for signed calls only."""

        def answer(call: Call) -> Response:
            token = oauth1.check(call, self.world, TUMBLR).token
            if token is None:
                raise Refused("token", why="missing")
            self._use(token.app)
            return handler(call, token)

        return answer

    def keyed(self, handler: Callable[[Call], Response]) -> Callable[[Call], Response]:
        """A handler that is content with an `api_key`."""

        def answer(call: Call) -> Response:
            app = self._key(call)
            if (TUMBLR, app) not in self.world.apps:
                raise Refused("token", why="app")
            self._use(app)
            return handler(call)

        return answer

    def _key(self, call: Call) -> str:
        if oauth1.is_signed(call):
            return oauth1.check(call, self.world, TUMBLR).app.id
        return call.query.get("api_key", "")

    def _limits(self, app: str) -> tuple[Limit, Limit]:
        hour = Limit(name=f"tumblr.{app}.hour", most=PER_HOUR, seconds=3_600, is_fixed=True)
        return hour, Limit(name=f"tumblr.{app}.day", most=PER_DAY, seconds=86_400, is_fixed=True)

    def _use(self, app: str) -> None:
        hour, day = self._limits(app)
        if hour.left(self.world) == 0 or day.left(self.world) == 0:
            raise Refused("limit")
        self.world.use(hour.name)
        self.world.use(day.name)

    def finish(self, call: Call, answer: Response) -> Response:
        """What is left of the key's hour and day."""
        try:
            app = self._key(call)
        except Refused:
            return answer
        for name, limit in zip(("perhour", "perday"), self._limits(app), strict=True):
            seconds = max(1, int((limit.reset(self.world) - self.now).total_seconds()) + 1)
            answer.headers[f"x-ratelimit-{name}-limit"] = str(limit.most)
            answer.headers[f"x-ratelimit-{name}-remaining"] = str(limit.left(self.world))
            answer.headers[f"x-ratelimit-{name}-reset"] = str(seconds)
        return answer

    # -- blogs -----------------------------------------------------------------------------------------------------

    def blog(self, call: Call) -> str:
        """The blog of the path, by name, host or lasting id."""
        wanted = call.params["blog"].removesuffix(".tumblr.com")
        named = self.world.named(TUMBLR, wanted)
        if named is not None:
            return named.id
        for network, id in self.world.profiles:
            if network == TUMBLR and shapes.uuid(self.world, id) == wanted:
                return id
        raise Unknown(f"there is no blog {wanted!r}")

    def own_blog(self, call: Call, token: Token) -> str:
        """The same, and the token must speak for it."""
        id = self.blog(call)
        if id != token.profile:
            raise Refused("scope")
        return id

    def good(self, response: Any, status: int = 200, words: str = "OK") -> Response:
        return self.json({"meta": {"status": status, "msg": words}, "response": response}, status)

    def me(self, call: Call, token: Token) -> Response:
        del call
        profile = self.world.profile(TUMBLR, token.profile)
        blogs = [{**shapes.blog(self.world, token.profile), "primary": True, "admin": True}]
        following = len(self.world.edges_from(TUMBLR, "follow", token.profile))
        user = {"name": profile.username, "likes": 0, "following": following, "default_post_format": "html"}
        return self.good({"user": {**user, "blogs": blogs}})

    def limits(self, call: Call, token: Token) -> Response:
        del call
        world, now = self.world, self.now
        kinds = {
            "posts": (rules.POSTS_A_DAY, frozenset({Kind.POST, Kind.SHARE, Kind.ANSWER})),
            "follows": (rules.FOLLOWS_A_DAY, frozenset({Kind.FOLLOW})),
            "likes": (rules.LIKES_A_DAY, frozenset({Kind.LIKE})),
        }
        reset = int(rules.day_began(now).timestamp()) + 86_400
        user = {
            name: {
                "description": f"the number of {name} you can make per day",
                "limit": most,
                "remaining": rules.left(world, token.profile, now, most, which),
                "reset_at": reset,
            }
            for name, (most, which) in kinds.items()
        }
        return self.good({"user": user})

    def info(self, call: Call) -> Response:
        return self.good({"blog": shapes.blog(self.world, self.blog(call))})

    def followers(self, call: Call, token: Token) -> Response:
        id = self.own_blog(call, token)
        edges = self.world.edges_to(TUMBLR, "follow", id)
        users = [
            {
                "name": self.world.profile(TUMBLR, edge.source).username,
                "following": self.world.follows(TUMBLR, id, edge.source),
                "url": f"https://{self.world.profile(TUMBLR, edge.source).username}.tumblr.com",
                "updated": int(edge.since.timestamp()),
            }
            for edge in _cut(call, edges)
        ]
        return self.good({"total_users": len(edges), "users": users})

    def followed_by(self, call: Call, token: Token) -> Response:
        """Whether somebody follows the blog."""
        id, found = self.own_blog(call, token), self.world.named(TUMBLR, call.query.get("query", ""))
        if found is None:
            raise Refused("unknown")
        return self.good({"followed_by": self.world.follows(TUMBLR, found.id, id)})

    def follow(self, call: Call, token: Token) -> Response:
        name = str(call.given.get("url", "")).removeprefix("https://").strip("/").removesuffix(".tumblr.com")
        target = self.world.named(TUMBLR, name)
        if target is None:
            raise Refused("unknown")
        self.faces.play(self.deed(token, Kind.FOLLOW, target=target.id))
        return self.good({"blog": shapes.blog(self.world, target.id)})

    def notifications(self, call: Call, token: Token) -> Response:
        id, given = self.own_blog(call, token), call.query_list
        wanted = {value for name, value in given if name.partition("[")[0] == "types"}
        before = int(call.query.get("before") or 0)
        found = [
            one
            for one in shapes.activity(self.world, id)
            if (not wanted or one["type"] in wanted) and (not before or one["timestamp"] <= before)
        ]
        page = found[:PAGE]
        links = {}
        if len(found) > PAGE:
            href = f"/v2/blog/{call.params['blog']}/notifications?before={page[-1]['timestamp']}"
            links = {"_links": {"next": {"type": "action", "href": href, "method": "GET"}}}
        return self.good({"notifications": page, **links})

    # -- posts -----------------------------------------------------------------------------------------------------

    def deed(self, token: Token, kind: Kind, **more: Any) -> Deed:
        return Deed(network=TUMBLR, kind=kind, source=token.profile, app=token.app, **more)

    def posts(self, call: Call) -> Response:
        id = self.blog(call)
        standing = [one for one in self.world.wall(TUMBLR, id) if call.query.get("id", one.id) == one.id]
        if "id" in call.query and not standing:
            raise Refused("unknown")
        shown = [shapes.post(self.world, one, npf=_is_npf(call)) for one in _cut(call, standing)]
        return self.good({"blog": shapes.blog(self.world, id), "posts": shown, "total_posts": len(standing)})

    def submissions(self, call: Call, token: Token) -> Response:
        """The asks that wait, newest first."""
        id = self.own_blog(call, token)
        asks = [
            a for a in self.world.asks.values() if (a.network, a.blog) == (TUMBLR, id) and not a.answered_at
        ]
        asks.sort(key=lambda one: one.at, reverse=True)
        return self.good(
            {"posts": [shapes.waiting(self.world, one, npf=_is_npf(call)) for one in _cut(call, asks)]}
        )

    def show(self, call: Call, token: Token) -> Response:
        id = self.blog(call)
        npf = call.query.get("post_format") == "npf"
        found = self.world.posts.get((TUMBLR, call.params["id"]))
        if found is not None and found.author == id and found.deleted_at is None:
            return self.good(shapes.post(self.world, found, npf=npf))
        ask = self._ask(call.params["id"], id)
        if ask is None or id != token.profile:
            raise Refused("unknown")
        return self.good(shapes.waiting(self.world, ask, npf=npf))

    def _ask(self, id: str, blog: str) -> Ask | None:
        """One that waits."""
        found = self.world.asks.get((TUMBLR, id))
        return found if found and found.blog == blog and not found.answered_at else None

    def publish(self, call: Call, token: Token) -> Response:
        self.own_blog(call, token)
        given = _given(call)
        blocks = _blocks(given.get("content"))
        media = tuple(self._file(call, block) for block in blocks if block.get("type") == "image")
        parent = str(given.get("parent_post_id") or "")
        if parent:
            self._require_parent(parent, str(given.get("reblog_key", "")))
        if not blocks and not parent:
            raise Refused("npf", title="'content' must not be empty")
        kind, text = (Kind.SHARE if parent else Kind.POST), shapes.words(blocks)
        act = self.faces.play(self.deed(token, kind, text=text, about=parent, media=media))
        return self.good({"id": act.made, "state": "published"}, 201, "Created")

    def _require_parent(self, id: str, key: str) -> None:
        found = self.world.posts.get((TUMBLR, id))
        if found is None or found.deleted_at is not None or key != shapes.reblog_key(self.world, id):
            raise Refused("bad_parent")

    def _file(self, call: Call, block: Mapping[str, Any]) -> Media:
        media = block.get("media")
        first = media[0] if isinstance(media, list) and media and isinstance(media[0], dict) else {}
        sent = call.files.get(str(first.get("identifier", "")))
        if sent is None:
            raise Refused("bad_file")
        id = self.world.keep_file(sent.content)
        kind = str(first.get("type") or sent.type)
        return Media(id=id, type=kind, name=sent.name, size=len(sent.content))

    def edit(self, call: Call, token: Token) -> Response:
        """A post that stands gets other words; an ask that waits gets its answer."""
        blog, given = self.own_blog(call, token), _given(call)
        blocks, ask = _blocks(given.get("content")), self._ask(call.params["id"], self.blog(call))
        if ask is not None:
            return self._answer(token, ask, given, blocks)
        found = self.world.post(TUMBLR, call.params["id"])
        if found.author != blog:
            raise Refused("scope")
        self.faces.play(self.deed(token, Kind.EDIT, about=found.id, text=shapes.words(blocks)))
        return self.good({"id": found.id})

    def _answer(
        self, token: Token, ask: Ask, given: Mapping[str, Any], blocks: list[dict[str, Any]]
    ) -> Response:
        """The question must come back as it was, in its layout, before the answer."""
        layouts = [
            one for one in given.get("layout") or [] if isinstance(one, dict) and one.get("type") == "ask"
        ]
        question = shapes.text_blocks(ask.text)
        indices = layouts[0].get("blocks") if len(layouts) == 1 else None
        is_whole = indices == list(range(len(question))) and blocks[: len(question)] == question
        answer = blocks[len(question) :]
        if not is_whole or not answer or given.get("state") not in {"published", "private"}:
            raise Refused("answer")
        more = {"is_private": given.get("is_private") is True, "ask": ask.id}
        words = shapes.words(answer)
        self.faces.play(self.deed(token, Kind.ANSWER, about=ask.id, id=ask.id, text=words, more=more))
        return self.good({"id": ask.id})

    def publish_older(self, call: Call, token: Token) -> Response:
        self.own_blog(call, token)
        given = call.given
        text = "\n\n".join(
            filter(None, (str(given.get("title", "")), shapes.from_html(str(given.get("body", "")))))
        )
        if str(given.get("type", "text")) != "text" or not text:
            raise Refused("invalid")
        act = self.faces.play(self.deed(token, Kind.POST, text=text))
        made: int | str = int(act.made) if act.made.isdigit() else act.made
        return self.good({"id": made, "id_string": act.made, "state": "published"}, 201, "Created")

    def remove(self, call: Call, token: Token) -> Response:
        blog, found = self.own_blog(call, token), self.world.post(TUMBLR, str(call.given.get("id", "")))
        if found.author != blog:
            raise Refused("scope")
        self.faces.play(self.deed(token, Kind.DELETE, about=found.id))
        return self.good({"id": found.id})

    def like(self, call: Call, token: Token) -> Response:
        id = str(call.given.get("id", ""))
        post = self.world.post(TUMBLR, id)
        if call.given.get("reblog_key") != shapes.reblog_key(self.world, id):
            raise Refused("unknown")
        self.faces.play(self.deed(token, Kind.LIKE, target=post.author, about=id))
        return self.good([])

    def notes(self, call: Call) -> Response:
        """Likes and replies of a post, newest first."""
        post = self.world.post(TUMBLR, call.query.get("id", ""))
        found = [_note(self, "like", like.source, int(like.at.timestamp())) for like in self._likes(post)]
        found += [
            {**_note(self, "reply", one.author, int(one.at.timestamp())), "reply_text": one.text}
            for one in self.world.answers(TUMBLR, post.id)
        ]
        found.sort(key=lambda one: -int(one["timestamp"]))
        return self.good({"notes": found, "total_notes": len(found), "rollup_notes": []})

    def _likes(self, post: Post) -> list[Any]:
        return self.world.likes_of(TUMBLR, post.id)

    # -- what every face fills -------------------------------------------------------------------------------------

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        del call
        status, words, code = ROWS[name]
        body: dict[str, Any] = {"meta": {"status": status, "msg": words}, "response": []}
        title = str(more.get("title") or more.get("says") or words)
        body["errors"] = [{"title": title, "code": code or status, "detail": title}]
        return self.json(body, status)

    def missing(self, call: Call) -> Response:
        return self.row("unknown", call, {})

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return rules.may(self.world, deed, at)

    def heard(self, act: Act) -> None:
        """Nothing is pushed: what happened is read off the log of acts."""

    def seed(self) -> None:
        """Harbour's app, blog and keys, by the same values in every fresh world."""
        if (TUMBLR, "harbour-tumblr-key") in self.world.apps:
            return
        hidden = "harbour-tumblr-secret"
        app = self.world.app(TUMBLR, id="harbour-tumblr-key", secret=hidden, name="Harbour desk")
        settings = {"ask": True, "ask_anon": True}
        ours = self.world.account(TUMBLR, "harbourcoffee", "Harbour Coffee", app=app.id, settings=settings)
        secret = "harbour-tumblr-token-secret"  # noqa: S105 -- of an imitation
        self.world.issue(
            TUMBLR, ours.id, app=app.id, value="harbour-tumblr-token", secret=secret, kind="oauth1"
        )


def _note(face: Tumblr, kind: str, id: str, at: int) -> dict[str, Any]:
    name = face.world.profile(TUMBLR, id).username
    named = {
        "blog_name": name,
        "blog_uuid": shapes.uuid(face.world, id),
        "blog_url": f"https://{name}.tumblr.com/",
    }
    return {"type": kind, "timestamp": at, **named}


def _is_npf(call: Call) -> bool:
    return call.query.get("npf", "").lower() == "true"


def _cut(call: Call, listed: list[Any]) -> list[Any]:
    offset, limit = int(call.query.get("offset") or 0), min(int(call.query.get("limit") or PAGE), PAGE)
    return listed[offset : offset + limit]


def _given(call: Call) -> dict[str, Any]:
    """The JSON of a post: the body, or the field `json` of a form with files."""
    if call.type == "multipart/form-data":
        try:
            found = msgspec.json.decode(call.form.get("json", ""))
        except msgspec.DecodeError:
            raise Refused("npf") from None
    else:
        found = call.json
    if not isinstance(found, dict):
        raise Refused("npf")
    return found


def _blocks(content: Any) -> list[dict[str, Any]]:
    if content is None:
        return []
    if not isinstance(content, list) or not all(isinstance(one, dict) and one.get("type") for one in content):
        raise Refused("npf", title="'content' must be an array")
    is_long = any(len(str(one.get("text", ""))) > BLOCK_LIMIT for one in content)
    if is_long or len(content) > MOST_BLOCKS:
        raise Refused("npf", title="a block is too long, or there are too many")
    return content
