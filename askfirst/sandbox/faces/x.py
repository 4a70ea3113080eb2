"""X at api.x.com and api.twitter.com: version 2, what is left of 1.1, sign-in, and X Activity pushes.

The consumer key is the id of the `App`, its consumer secret the app's secret; `more["client_id"]` and
`more["client_secret"]` belong to OAuth 2.  Tokens: kind `access` (two hours, with scopes), `refresh` (worth one use),
`app` (bearer of the app alone), `oauth1` (with a secret, without end).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from starlette.responses import Response

from askfirst.sandbox import oauth1
from askfirst.sandbox.call import Call
from askfirst.sandbox.face import Choice, Face, Knock, Path, Refusal, Refused, Retry
from askfirst.sandbox.faces import x_shapes as shapes
from askfirst.sandbox.faces.x_activity import Activity
from askfirst.sandbox.faces.x_messages import Messages
from askfirst.sandbox.faces.x_old import Old
from askfirst.sandbox.faces.x_older_pushes import OlderPushes
from askfirst.sandbox.faces.x_rows import PROBLEMS, ROWS, problem
from askfirst.sandbox.faces.x_signing import Signing
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.rules import x as rules
from askfirst.sandbox.things import Act, Deed, Hook, Kind, Media, Post, Token

X = "x"
SNOWFLAKES_FROM = 1_288_834_974_657
"""Milliseconds of the epoch at which X's growing numbers begin."""
QUARTER, DAY = 900, 86_400
SCOPES = (
    "tweet.read tweet.write users.read dm.read dm.write like.read like.write follows.read follows.write "
    "block.read mute.read media.write offline.access"
)

Answering = Callable[[Call, Token], Response]


class XFace(Face):
    """See the module."""

    name = X
    title = "X"
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.MUTE, Kind.LIKE, Kind.POST, Kind.COMMENT, Kind.SHARE),
        *(Kind.WRITE, Kind.READ, Kind.DELETE, Kind.REPORT),
    )
    choices = (
        Choice(
            name="inbound",
            title="Who may write to me",
            values={
                "followed_only": "People I follow",
                "followers": "My followers (autumn 2013)",
                "everyone": "Everybody",
                "verified_only": "Verified people",
            },
        ),
        Choice(
            name="is_protected", title="My posts", values={False: "For everybody", True: "For my followers"}
        ),
    )
    hosts = ("api.x.com", "api.twitter.com", "upload.twitter.com", "x.com", "ton.twitter.com")
    retry = Retry(
        checks_every=timedelta(hours=1),
        tolerates=timedelta(hours=28),
        gives_up_after=timedelta(hours=4),
        timeout=10.0,
    )
    rows = ROWS

    def routes(self) -> Sequence[Path]:
        """Version 2; sign-in, hooks and version 1.1 have files of their own."""
        self.activity, self.older = Activity(self), OlderPushes(self)
        self.signing, self.old = Signing(self), Old(self)
        messages = Messages(self)
        limited, users = self.limited, "/2/users"
        return [
            Path("GET", f"{users}/me", limited("me", 75, self.me, "users.read")),
            Path("GET", f"{users}/by/username/{{name}}", limited("users", 900, self.by_name, "users.read")),
            Path("GET", f"{users}/{{id}}/followers", limited("followers", 300, self.edges, "follows.read")),
            Path("GET", f"{users}/{{id}}/following", limited("following", 300, self.edges, "follows.read")),
            Path("GET", f"{users}/{{id}}/mentions", limited("mentions", 300, self.mentions, "tweet.read")),
            Path("GET", f"{users}/{{id}}/tweets", limited("tweets", 900, self.timeline, "tweet.read")),
            Path("POST", f"{users}/{{id}}/following", limited("follow", 50, self.follow, "follows.write")),
            Path("POST", f"{users}/{{id}}/likes", limited("like", 50, self.like, "like.write")),
            Path("GET", f"{users}/{{id}}", limited("users", 900, self.by_id, "users.read")),
            Path("GET", users, limited("users", 900, self.by_ids, "users.read")),
            Path("GET", "/2/tweets/{id}/liking_users", limited("liking", 75, self.liking, "like.read")),
            Path("GET", "/2/tweets/{id}", limited("tweet", 900, self.show, "tweet.read")),
            Path("POST", "/2/tweets", limited("post", 100, self.publish, "tweet.write")),
            Path("DELETE", "/2/tweets/{id}", limited("unpost", 50, self.remove, "tweet.write")),
            Path(
                "POST",
                "/2/dm_conversations/with/{id}/messages",
                limited("dm", 15, messages.write, "dm.write", per_day=1_440),
            ),
            Path(
                "GET",
                "/2/dm_conversations/with/{id}/dm_events",
                limited("dm_with", 15, messages.talk, "dm.read"),
            ),
            Path(
                "GET", "/2/dm_conversations/{talk}/dm_events", limited("dm_of", 15, messages.talk, "dm.read")
            ),
            Path("GET", "/2/dm_events/{id}", limited("dm_one", 15, messages.message, "dm.read")),
            Path("DELETE", "/2/dm_events/{id}", limited("undm", 300, messages.unsend, "dm.write")),
            Path("GET", "/2/dm_events", limited("dm_events", 15, messages.talks, "dm.read")),
            Path("POST", "/2/media/upload", limited("media", 500, self.upload, "media.write")),
            *self.activity.routes(),
            *self.older.routes(),
            *self.signing.routes(),
            *self.old.routes(),
        ]

    # -- who calls, and how often ----------------------------------------------------------------------------------

    def who(self, call: Call, *scopes: str) -> Token:
        """The living token of an account, by OAuth 2 with those scopes, or by OAuth 1."""
        if oauth1.is_signed(call):
            signed = oauth1.check(call, self.world, X).token
            if signed is None:
                raise Refused("token", why="missing", token="")
            return signed
        token = self.token(call.bearer)
        if token.kind != "access":
            raise Refused("app_only")
        return self.token(call.bearer, *scopes)

    def limited(
        self, word: str, most: int, handler: Answering, *scopes: str, per_day: int = 0
    ) -> Callable[[Call], Response]:
        """A handler that counts per account and says in its headers what is left."""

        def answer(call: Call) -> Response:
            token = self.who(call, *scopes)
            quarter = Limit(name=f"x.{word}.{token.profile}", most=most, seconds=QUARTER, is_fixed=True)
            day = Limit(name=f"x.{word}.{token.profile}.day", most=per_day, seconds=DAY)
            if quarter.left(self.world) == 0 or (per_day and day.left(self.world) == 0):
                return self._counted(self.row("too_many", call, {}), quarter, day)
            self.world.use(quarter.name)
            if per_day:
                self.world.use(day.name)
            return self._counted(self._tried(handler, call, token), quarter, day)

        return answer

    def _tried(self, handler: Answering, call: Call, token: Token) -> Response:
        try:
            return handler(call, token)
        except Refused as no:
            return self.row(no.row, call, no.more)
        except Unknown as error:
            return self.row("unknown", call, {"says": str(error)})

    def _counted(self, answer: Response, quarter: Limit, day: Limit) -> Response:
        answer.headers["x-rate-limit-limit"] = str(quarter.most)
        answer.headers["x-rate-limit-remaining"] = str(quarter.left(self.world))
        answer.headers["x-rate-limit-reset"] = _seconds(quarter.reset(self.world))
        if day.most:
            answer.headers["x-user-limit-24hour-limit"] = str(day.most)
            answer.headers["x-user-limit-24hour-remaining"] = str(day.left(self.world))
            answer.headers["x-user-limit-24hour-reset"] = _seconds(day.reset(self.world))
        return answer

    def play(self, deed: Deed) -> Act:
        """Rules, then the world."""
        return self.faces.play(deed)

    # -- users -----------------------------------------------------------------------------------------------------

    def me(self, call: Call, token: Token) -> Response:
        return self.json({"data": self._user(call, token, token.profile)})

    def by_id(self, call: Call, token: Token) -> Response:
        return self._one(call, token, call.params["id"])

    def by_name(self, call: Call, token: Token) -> Response:
        found = self.world.named(X, call.params["name"])
        return self._one(call, token, found.id if found else call.params["name"])

    def by_ids(self, call: Call, token: Token) -> Response:
        wanted = [one for one in call.query.get("ids", "").split(",") if one]
        known = [one for one in wanted if (X, one) in self.world.profiles]
        lost = [_lost(one, "user") for one in wanted if one not in known]
        found = [self._user(call, token, one) for one in known]
        return self.json({"data": found, **({"errors": lost} if lost else {})})

    def _one(self, call: Call, token: Token, id: str) -> Response:
        if (X, id) not in self.world.profiles:
            return self.json({"errors": [_lost(id, "user")]})
        return self.json({"data": self._user(call, token, id)})

    def _user(self, call: Call, token: Token, id: str) -> dict[str, Any]:
        fields = call.query.get("user.fields", "").split(",")
        made = shapes.user(self.world, id, fields=fields)
        if "connection_status" in fields:
            made["connection_status"] = shapes.connection(self.world, token.profile, id)
        if "receives_your_dm" in fields:
            made["receives_your_dm"] = rules.can_write(self.world, token.profile, id, self.now) is None
        return made

    def edges(self, call: Call, token: Token) -> Response:
        id, is_followers = call.params["id"], call.path.endswith("followers")
        self.world.profile(X, id)
        edges = (
            self.world.edges_to(X, "follow", id) if is_followers else self.world.edges_from(X, "follow", id)
        )
        ids = [edge.source if is_followers else edge.target for edge in reversed(edges)]
        page, meta = shapes.page(call, ids, 100, 1_000)
        return self.json({"data": [self._user(call, token, one) for one in page], "meta": meta})

    def follow(self, call: Call, token: Token) -> Response:
        deed = self.deed(token, Kind.FOLLOW, target=str(call.given.get("target_user_id", "")))
        self.play(deed)
        return self.json({"data": {"following": True, "pending_follow": False}})

    # -- posts -----------------------------------------------------------------------------------------------------

    def deed(self, token: Token, kind: Kind, **more: Any) -> Deed:
        return Deed(network=X, kind=kind, source=token.profile, app=token.app, **more)

    def publish(self, call: Call, token: Token) -> Response:
        given = call.json if isinstance(call.json, dict) else {}
        text = str(given.get("text") or "")
        media = self.media((given.get("media") or {}).get("media_ids") or [])
        if not text and not media:
            raise Refused("invalid")
        if shapes.weight(text) > 280:
            raise Refused("too_long")
        answered = str((given.get("reply") or {}).get("in_reply_to_tweet_id") or "")
        quoted = str(given.get("quote_tweet_id") or "")
        kind = Kind.COMMENT if answered else Kind.SHARE if quoted else Kind.POST
        deed = self.deed(token, kind, text=text, about=answered or quoted, media=media)
        act = self.play(deed)
        made = self.world.post(X, act.made)
        return self.json({"data": {"id": made.id, "text": shapes.post(self.world, made)["text"]}}, 201)

    def media(self, ids: Sequence[Any]) -> tuple[Media, ...]:
        """What was uploaded under those ids."""
        found = []
        for id in map(str, ids):
            known = self.own.get("media", {}).get(id)
            if known is None:
                raise Refused("invalid", detail="Your media IDs are invalid.")
            found.append(Media(id=id, type=known["type"], name=known["name"], size=known["size"]))
        return tuple(found)

    def upload(self, call: Call, token: Token) -> Response:
        del token
        sent = call.files.get("media")
        content = sent.content if sent else _base64(call.given.get("media"))
        if not content:
            raise Refused("invalid")
        id = self.world.keep_file(content)
        kind = sent.type if sent else "application/octet-stream"
        self.own.setdefault("media", {})[id] = {
            "type": kind,
            "name": sent.name if sent else "",
            "size": len(content),
        }
        return self.json(
            {"data": {"id": id, "media_key": f"3_{id}", "size": len(content), "expires_after_secs": DAY}}
        )

    def remove(self, call: Call, token: Token) -> Response:
        post = self.world.post(X, call.params["id"])
        if post.author != token.profile:
            raise Refused("scope")
        self.play(self.deed(token, Kind.DELETE, about=post.id))
        return self.json({"data": {"deleted": True}})

    def show(self, call: Call, token: Token) -> Response:
        del token
        found = self.world.posts.get((X, call.params["id"]))
        if found is None or found.deleted_at is not None:
            return self.json({"errors": [_lost(call.params["id"], "tweet")]})
        return self.json({"data": self._shown(call, found), **self.includes([found.author])})

    def _shown(self, call: Call, post: Post) -> dict[str, Any]:
        """Under the names that the caller asks by: its pages say `tweet`, its OpenAPI description `post`."""
        made = shapes.post(self.world, post)
        if "post.fields" not in call.query:
            return made
        return {
            name.replace("_tweets", "_posts").replace("_tweet_", "_post_"): value
            for name, value in made.items()
        }

    def timeline(self, call: Call, token: Token) -> Response:
        """An account's own posts and replies, newest first."""
        del token
        return self._posts(call, [p for p in self.world.posts.values() if p.author == call.params["id"]])

    def mentions(self, call: Call, token: Token) -> Response:
        """Posts that name an account or answer it."""
        del token
        id, world = call.params["id"], self.world

        def concerns(post: Any) -> bool:
            parent = world.posts.get((X, post.parent)) if post.kind == "comment" else None
            return post.author != id and (id in post.mentions or (parent is not None and parent.author == id))

        found = [
            p for p in world.posts.values() if concerns(p) and not world.setting(X, p.author, "is_protected")
        ]
        return self._posts(call, found)

    def _posts(self, call: Call, posts: list[Any]) -> Response:
        since = _instant(call.query.get("start_time", ""))
        least = int(call.query.get("since_id") or 0)
        found = [
            p
            for p in posts
            if p.network == X and p.deleted_at is None and p.at >= since and int(p.id) > least
        ]
        found.sort(key=lambda one: int(one.id), reverse=True)
        page, meta = shapes.page(call, found, 10, 100)
        ends = {"newest_id": page[0].id, "oldest_id": page[-1].id} if page else {}
        listed = {"data": [self._shown(call, one) for one in page]} if page else {}
        return self.json({**listed, **self.includes([one.author for one in page]), "meta": {**meta, **ends}})

    def includes(self, ids: Sequence[str]) -> dict[str, Any]:
        users = [shapes.user(self.world, id) for id in dict.fromkeys(ids)]
        return {"includes": {"users": users}} if users else {}

    def like(self, call: Call, token: Token) -> Response:
        post = self.world.post(X, str(call.given.get("tweet_id", "")))
        self.play(self.deed(token, Kind.LIKE, target=post.author, about=post.id))
        return self.json({"data": {"liked": True}})

    def liking(self, call: Call, token: Token) -> Response:
        likes = self.world.likes_of(X, call.params["id"])
        page, meta = shapes.page(call, [like.source for like in likes], 100, 100)
        return self.json({"data": [self._user(call, token, one) for one in page], "meta": meta})

    # -- what every face fills -------------------------------------------------------------------------------------

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        del call
        status, body = self.rows[name]
        if "detail" in more:
            body = {**body, "detail": more["detail"]}
        return self.json(body, status)

    def missing(self, call: Call) -> Response:
        del call
        return self.json(problem(404, "Not Found", "Not Found")[1], 404)

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return rules.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        """Numbers that grow with time; whoever came later has a higher one."""
        del word  # one row of numbers for all: posts, replies and messages never share one
        number = self.world.count_up("x.id")
        since = max(0, int(at.timestamp() * 1000) - SNOWFLAKES_FROM)
        return str((since << 22) | (number & 0x3FFFFF))

    def heard(self, act: Act) -> None:
        self.activity.heard(act)
        self.older.heard(act)

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:
        return {"x-twitter-webhooks-signature": self._mac(hook, body)}

    def _mac(self, hook: Hook, body: bytes) -> str:
        secret = self.world.apps[X, hook.app].secret
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        return f"sha256={base64.b64encode(digest).decode()}"

    def knock(self, hook: Hook) -> Knock:
        token = self.world.digest("crc", self.world.count_up("x.crc"))[:48]
        right = self._mac(hook, token.encode())

        def judge(status: int, _headers: Mapping[str, str], body: bytes) -> str:
            if status >= 400:
                return "no answer"
            try:
                said = msgspec.json.decode(body)
            except msgspec.DecodeError:
                said = None
            is_right = status == 200 and isinstance(said, dict) and said.get("response_token") == right
            return "" if is_right else "wrong response_token"

        return Knock(query={"crc_token": token}, judge=judge)

    def seed(self) -> None:
        """Harbour's app, account and tokens, by the same values in every fresh world."""
        if (X, "harbour-x-key") in self.world.apps:
            return
        more = {"client_id": "harbour-x-client", "client_secret": "harbour-x-client-secret"}
        app = self.world.app(
            X,
            id="harbour-x-key",
            secret="harbour-x-secret",  # noqa: S106 -- of an imitation
            name="Harbour desk",
            tier="self_serve",
            more=more,
        )
        ours = self.world.account(
            X, "harbourcoffee", "Harbour Coffee", app=app.id, settings={"inbound": "everyone"}
        )
        self.world.issue(X, ours.id, app=app.id, value="harbour-x-access", scopes=SCOPES.split())
        self.world.issue(
            X, ours.id, app=app.id, value="harbour-x-refresh", kind="refresh", scopes=SCOPES.split()
        )
        self.world.issue(X, ours.id, app=app.id, value="harbour-x-app", kind="app")
        hidden = "harbour-x-token-secret"
        self.world.issue(X, ours.id, app=app.id, value="harbour-x-token", secret=hidden, kind="oauth1")


def _lost(id: str, kind: str) -> dict[str, Any]:
    return {
        "value": id,
        "detail": f"Could not find {kind} with id: [{id}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": "id",
        "resource_id": id,
        "type": f"{PROBLEMS}resource-not-found",
    }


def _instant(said: str) -> datetime:
    return datetime.fromisoformat(said) if said else datetime(2006, 3, 21, tzinfo=UTC)


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()) + 1)


def _base64(given: Any) -> bytes:
    try:
        return base64.b64decode(given, validate=True) if isinstance(given, str) else b""
    except ValueError:
        return b""
