"""A Mastodon server at social.example, version 4.6: what an account's program needs, with the server's own limits.

People follow, like, share, answer and write; who lives elsewhere has `more["server"]`.  `WRITE` is a status for those who
are mentioned only.  Refusals that a server keeps to itself (a block, a filter that drops) are answered 200 here as well, with
a status that nobody gets.  There is no stream: `streaming` addresses are not answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.responses import Response

from askfirst.sandbox.call import Call
from askfirst.sandbox.face import Choice, Path, Refusal, Refused
from askfirst.sandbox.faces import mastodon_shapes as shapes
from askfirst.sandbox.faces.mastodon_signing import Signing
from askfirst.sandbox.faces.mastodon_statuses import ADDRESS_COUNTS, FILES, TEXT, Statuses, many
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.rules import mastodon as rules
from askfirst.sandbox.things import Act, Deed, Kind, Post, Token

if TYPE_CHECKING:
    from datetime import datetime

MASTODON = "mastodon"
TOKEN = "mastodon-harbour-token"  # noqa: S105 -- of the sandbox's own account
SCOPES = ["read", "write", "follow", "push"]

Answering = Callable[[Call, Token], Response]


class MastodonFace(Statuses):
    """See the module."""

    name = MASTODON
    title = "Mastodon"
    hosts = (shapes.HOST,)
    offers = (
        *(
            Kind.FOLLOW,
            Kind.UNFOLLOW,
            Kind.REQUEST,
            Kind.UNREQUEST,
            Kind.BLOCK,
            Kind.LIKE,
            Kind.POST,
            Kind.COMMENT,
            Kind.SHARE,
        ),
        *(Kind.WRITE, Kind.EDIT, Kind.DELETE, Kind.REPORT),
    )
    choices = (
        Choice(
            name="inbound",
            title="Private mentions of people I do not follow",
            values={
                "everyone": "Take them",
                "followers": "Take those of my followers",
                "followed_only": "Drop them",
                "none": "Drop all that I did not begin",
            },
        ),
        Choice(
            name="followers",
            title="Who may follow us",
            values={"anybody": "Anybody", "approved": "Whom we have approved"},
            is_ours=True,
        ),
        Choice(
            name="standing",
            title="The moderators",
            values={
                "good": "Have nothing against it",
                "limited": "Have limited it",
                "suspended": "Have suspended it",
            },
            is_ours=True,
        ),
    )
    rows: ClassVar[Mapping[str, tuple[int, str]]] = {
        "token": (401, "The access token is invalid"),
        "scope": (403, "This action is outside the authorized scopes"),
        "not_allowed": (403, "This action is not allowed"),
        "suspended": (403, "Your login is currently disabled"),
        "unknown": (404, "Record not found"),
        "gone": (410, "Gone"),
        "too_large": (413, "Payload Too Large"),
        "blank": (422, "Validation failed: Text can't be blank"),
        "too_long": (422, "Validation failed: Text character limit of 500 exceeded"),
        "invalid": (422, "Validation failed: {why}"),
        "not_ready": (422, "Cannot attach files that have not finished processing. Try again in a moment!"),
        "too_many_files": (422, "Validation failed: Cannot attach more than 4 files"),
        "bad_file": (422, "Validation failed: File content type is invalid, File is invalid"),
        "reply_gone": (404, "The post you are trying to reply to does not appear to exist."),
        "too_many": (429, "Too many requests"),
        "internal": (500, "Internal Server Error"),
        "over": (503, "There was a temporary problem serving your request, please try again"),
        "grant": (400, "invalid_grant"),
        "bad_scope": (400, "invalid_scope"),
        "client": (401, "invalid_client"),
        "not_yours": (403, "unauthorized_client"),
    }
    oauth_rows: ClassVar[Mapping[str, str]] = {
        "grant": "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used "
        "in the authorization request, or was issued to another client.",
        "bad_scope": "The requested scope is invalid, unknown, or malformed.",
        "client": "Client authentication failed due to unknown client, no client authentication included, or unsupported "
        "authentication method.",
        "not_yours": "You are not authorized to revoke this token",
    }

    def routes(self) -> Sequence[Path]:
        signed = self._signed
        paths = [
            *Signing(self).routes(),
            Path("GET", "/api/v1/instance", self.old_instance),
            Path("GET", "/api/v2/instance", self.instance),
            Path("GET", "/api/v1/accounts/verify_credentials", signed("read:accounts", self.me)),
            Path("GET", "/api/v1/accounts/lookup", signed("read:accounts", self.lookup)),
            Path("GET", "/api/v1/accounts/relationships", signed("read:follows", self.relationships)),
            Path(
                "GET", "/api/v1/accounts/familiar_followers", signed("read:follows", self.familiar_followers)
            ),
            Path("GET", "/api/v1/follow_requests", signed("read:follows", self.requests)),
            Path("POST", "/api/v1/follow_requests/{id}/{deed}", signed("write:follows", self.answer_request)),
            Path("GET", "/avatars/{id}", self.file),
            Path("GET", "/api/v1/accounts/{id}", signed("read:accounts", self.account)),
            Path("GET", "/api/v1/accounts/{id}/statuses", signed("read:statuses", self.statuses_of)),
            Path("GET", "/api/v1/accounts/{id}/{side}", signed("read:accounts", self.circle)),
            Path("POST", "/api/v1/accounts/{id}/{deed}", signed("write:follows", self.relate)),
            Path("POST", "/api/v1/statuses", signed("write:statuses", self.write)),
            Path("GET", "/api/v1/statuses/{id}", signed("read:statuses", self.status)),
            Path("GET", "/api/v1/statuses/{id}/context", signed("read:statuses", self.context)),
            Path("PUT", "/api/v1/statuses/{id}", signed("write:statuses", self.edit)),
            Path("DELETE", "/api/v1/statuses/{id}", signed("write:statuses", self.delete)),
            Path("POST", "/api/v1/statuses/{id}/favourite", signed("write:favourites", self.favourite)),
            Path("POST", "/api/v1/media", signed("write:media", self.upload)),
            Path("POST", "/api/v2/media", signed("write:media", self.upload)),
            Path("GET", "/api/v1/media/{id}", signed("write:media", self.uploaded)),
            Path("GET", "/media_attachments/{id}/{name}", self.file),
            Path("GET", "/api/v1/notifications", signed("read:notifications", self.notifications)),
            Path("GET", "/api/v1/conversations", signed("read:statuses", self.conversations)),
        ]
        # Rails takes a slash at the end as well, and Mastodon.py sends one now and then.
        return [*paths, *(Path("|".join(one.methods), f"{one.pattern}/", one.handler) for one in paths)]

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:  # noqa: ARG002 -- words and numbers are all
        status, words = self.rows.get(name, self.rows["internal"])
        content = {"error": words.replace("{why}", str(more.get("why", "it is invalid")))}
        if name in self.oauth_rows:
            content["error_description"] = self.oauth_rows[name]
        return self.json(content, status)

    def missing(self, call: Call) -> Response:
        return self.row("unknown", call, {})

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return rules.may(self.world, deed, at)

    def new_id(self, word: str, at: datetime) -> str:
        number = self.world.count_up(f"mastodon.{word}")
        if word in {"message", "post", "comment", "share"}:
            return str((int(at.timestamp() * 1000) << 16) + self.world.count_up("mastodon.said") % 65_536)
        return str(109_000_000_000_000_000 + number) if word == "profile" else super().new_id(word, at)

    def seed(self) -> None:
        if self.world.named(MASTODON, "harbour") is None:
            made = self.world.account(MASTODON, "harbour", "Harbour Coffee")
            self.world.issue(MASTODON, made.id, value=TOKEN, scopes=SCOPES)

    def owner(self) -> str:
        """Who agrees where an app asks: our first account."""
        return next(id for network, id in self.world.accounts if network == MASTODON)

    # -- tokens and limits -----------------------------------------------------------------------------------------

    def user_token(self, call: Call) -> Token:
        return self.token(call.bearer)

    def _signed(self, scope: str, answer: Answering) -> Callable[[Call], Response]:
        """With a token that covers `scope`, counted against the account's limits."""

        def handler(call: Call) -> Response:
            token = self.user_token(call)
            if not {scope, scope.partition(":")[0]} & set(token.scopes) or not token.profile:
                raise Refused("scope", scope=scope)
            for limit in _limits(call, token):
                if limit.left(self.world) == 0:
                    raise Refused("too_many")
                self.world.use(limit.name)
            return answer(call, token)

        return handler

    def finish(self, call: Call, answer: Response) -> Response:
        token = self.world.tokens.get(call.bearer)
        if token is not None:
            limit = min(_limits(call, token), key=lambda one: one.left(self.world))
            answer.headers["x-ratelimit-limit"] = str(limit.most)
            answer.headers["x-ratelimit-remaining"] = str(limit.left(self.world))
            answer.headers["x-ratelimit-reset"] = shapes.moment(limit.reset(self.world))
        return answer

    # -- the server and its accounts -------------------------------------------------------------------------------

    def instance(self, _call: Call) -> Response:
        return self.json(
            {
                "domain": shapes.HOST,
                "title": "Social",
                "version": "4.6.0",
                "source_url": "https://github.com/mastodon/mastodon",
                "description": "",
                "usage": {"users": {"active_month": 1}},
                "thumbnail": {"url": f"https://{shapes.HOST}/thumbnail.png"},
                "icon": [],
                "languages": ["en"],
                "configuration": {"urls": {"streaming": f"wss://{shapes.HOST}"}, **_configuration()},
                "registrations": {"enabled": False, "approval_required": True, "message": None},
                "api_versions": {"mastodon": 10},
                "contact": {"email": "", "account": None},
                "rules": [],
            }
        )

    def old_instance(self, _call: Call) -> Response:
        return self.json(
            {
                "uri": shapes.HOST,
                "title": "Social",
                "short_description": "",
                "description": "",
                "email": "",
                "version": "4.6.0",
                "urls": {"streaming_api": f"wss://{shapes.HOST}"},
                "stats": {"user_count": 1, "status_count": 0, "domain_count": 1},
                "thumbnail": None,
                "languages": ["en"],
                "registrations": False,
                "approval_required": True,
                "invites_enabled": False,
                "configuration": _configuration(),
                "contact_account": None,
                "rules": [],
            }
        )

    def me(self, call: Call, token: Token) -> Response:
        profile = self.world.profile(MASTODON, token.profile)
        return self.json(self.shown(call, token).account(profile, is_own=True))

    def lookup(self, call: Call, token: Token) -> Response:
        name, _, server = call.query.get("acct", "").removeprefix("@").partition("@")
        profile = shapes.named(self.world, name, server or None)
        if profile is None:
            raise Refused("unknown")
        return self.json(self.shown(call, token).account(profile))

    def account(self, call: Call, token: Token) -> Response:
        return self.json(self.shown(call, token).account(self.profile_of(call.params["id"])))

    def relationships(self, call: Call, token: Token) -> Response:
        asked = [value for name, value in call.query_list if name in {"id[]", "id"}]
        there = [one for one in asked if (MASTODON, one) in self.world.profiles]
        return self.json([self._relation(token.profile, one) for one in there])

    def circle(self, call: Call, token: Token) -> Response:
        profile, side = self.profile_of(call.params["id"]), call.params["side"]
        if side not in {"followers", "following"}:
            raise Refused("unknown")
        if side == "followers":
            found = [edge.source for edge in self.world.edges_to(MASTODON, "follow", profile.id)]
        else:
            found = [edge.target for edge in self.world.edges_from(MASTODON, "follow", profile.id)]
        shown = self.shown(call, token)
        return self.paged(
            call, [(one, shown.account(self.profile_of(one))) for one in reversed(found)], 40, 80
        )

    def relate(self, call: Call, token: Token) -> Response:
        kind = {"follow": Kind.FOLLOW, "unfollow": Kind.UNFOLLOW, "block": Kind.BLOCK, "unblock": Kind.UNBLOCK,
                "mute": Kind.MUTE, "unmute": Kind.UNMUTE}.get(call.params["deed"])  # fmt: skip
        if kind is None:
            raise Refused("unknown")
        target = self.profile_of(call.params["id"])
        if kind is Kind.FOLLOW and rules.is_locked(self.world, target.id):
            kind = Kind.REQUEST
        self.faces.play(
            Deed(network=MASTODON, kind=kind, source=token.profile, target=target.id, app=token.app)
        )
        return self.json(self._relation(token.profile, target.id))

    def requests(self, call: Call, token: Token) -> Response:
        """Who asks to follow, newest first."""
        found = [edge.source for edge in self.world.edges_to(MASTODON, "request", token.profile)]
        shown = self.shown(call, token)
        return self.paged(
            call, [(one, shown.account(self.profile_of(one))) for one in reversed(found)], 40, 80
        )

    def answer_request(self, call: Call, token: Token) -> Response:
        """Authorize or reject; where nobody asks there is no such record."""
        asker, us = self.profile_of(call.params["id"]), token.profile
        if (
            call.params["deed"] not in {"authorize", "reject"}
            or self.world.edge(MASTODON, "request", asker.id, us) is None
        ):
            raise Refused("unknown")
        between: dict[str, Any] = {"network": MASTODON, "source": asker.id, "target": us, "app": token.app}
        if call.params["deed"] == "authorize":
            self.faces.play(Deed(kind=Kind.FOLLOW, more={"is_authorized": True}, **between))
        self.faces.play(Deed(kind=Kind.UNREQUEST, **between))
        return self.json(self._relation(us, asker.id))

    def familiar_followers(self, call: Call, token: Token) -> Response:
        """Of each, whom we follow and who follow them."""
        asked = [value for name, value in call.query_list if name in {"id[]", "id"}]
        ours = {edge.target for edge in self.world.edges_from(MASTODON, "follow", token.profile)}
        shown = self.shown(call, token)
        return self.json(
            [
                {
                    "id": one,
                    "accounts": [
                        shown.account(self.profile_of(edge.source))
                        for edge in self.world.edges_to(MASTODON, "follow", one)
                        if edge.source in ours
                    ],
                }
                for one in asked
                if (MASTODON, one) in self.world.profiles
            ]
        )

    def _relation(self, us: str, them: str) -> dict[str, Any]:
        world = self.world
        return {
            "id": them,
            "following": world.follows(MASTODON, us, them),
            "showing_reblogs": True,
            "notifying": False,
            "followed_by": world.follows(MASTODON, them, us),
            "blocking": world.blocks(MASTODON, us, them),
            "blocked_by": world.blocks(MASTODON, them, us),
            "muting": world.edge(MASTODON, "mute", us, them) is not None,
            "muting_notifications": False,
            "requested": world.edge(MASTODON, "request", us, them) is not None,
            "requested_by": world.edge(MASTODON, "request", them, us) is not None,
            "domain_blocking": False,
            "endorsed": False,
            "note": "",
        }

    # -- what happened ---------------------------------------------------------------------------------------------

    def notifications(self, call: Call, token: Token) -> Response:
        shown = self.shown(call, token)
        kinds = set(many(call, "types")) or None
        without = set(many(call, "exclude_types"))
        found = []
        for note in reversed(self.own.get("notes", {}).get(token.profile, [])):
            if (kinds is not None and note["type"] not in kinds) or note["type"] in without:
                continue
            said = self._note(note, shown)
            if said is not None:
                found.append((note["id"], said))
        return self.paged(call, found, 40, 80)

    def _note(self, note: Mapping[str, str], shown: shapes.Shown) -> dict[str, Any] | None:
        said: dict[str, Any] = {
            "id": note["id"],
            "type": note["type"],
            "created_at": note["at"],
            "group_key": f"ungrouped-{note['id']}",
            "account": shown.account(self.world.profile(MASTODON, note["source"])),
        }
        if not note["status"]:
            return said
        status = shown.thing(note["status"])
        return (
            {**said, "status": status} if status else None
        )  # a status that was deleted takes its notifications along

    def conversations(self, call: Call, token: Token) -> Response:
        """Newest word first; a page is counted by the numbers of last statuses."""
        shown = self.shown(call, token)
        found = []
        for thread in self.world.threads_of(MASTODON, token.profile):
            said = [one for one in self.world.messages_in(MASTODON, thread.id) if one.deleted_at is None]
            if not said:
                continue
            other = next(one for one in thread.members if one != token.profile)
            read = thread.read.get(token.profile)
            shape = {
                "id": str(418_000 + abs(int(thread.id)) % 1000),
                "unread": said[-1].sender != token.profile and (read is None or read < said[-1].at),
                "accounts": [shown.account(self.world.profile(MASTODON, other))],
                "last_status": shown.direct(said[-1]),
            }
            found.append((said[-1].id, shape))
        found.sort(key=lambda one: int(one[0]), reverse=True)
        return self.paged(call, found, 20, 40)

    def heard(self, act: Act) -> None:
        """What becomes a notification of one of ours."""
        deed = act.deed
        if deed.kind is Kind.WRITE:
            for one in dict.fromkeys([deed.target, *deed.more.get("mentions", [])]):
                self._notify(one, "mention", act, act.made)
        elif deed.kind is Kind.FOLLOW:
            self._notify(deed.target, "follow", act)
        elif deed.kind is Kind.REQUEST:
            self._notify(deed.target, "follow_request", act)
        elif deed.kind is Kind.UNREQUEST:
            self._unnotify(deed.target, "follow_request", deed.source)
        elif deed.kind in {Kind.POST, Kind.COMMENT}:
            self._said(act, self.world.post(MASTODON, act.made))
        elif deed.kind is Kind.LIKE and (post := self.world.posts.get((MASTODON, deed.about))):
            self._notify(post.author, "favourite", act, post.id)
        elif deed.kind is Kind.SHARE and (post := self.world.posts.get((MASTODON, deed.about))):
            self._notify(post.author, "reblog", act, post.id)

    def _said(self, act: Act, post: Post) -> None:
        parent = self.world.posts.get((MASTODON, post.parent))
        wall = [act.deed.target] if act.deed.kind is Kind.POST and act.deed.target else []
        to = [*wall, *([parent.author] if parent else []), *post.mentions]
        if post.more.get("visibility", "public") != "direct":
            for one in dict.fromkeys(to):
                self._notify(one, "mention", act, post.id)

    def _unnotify(self, whom: str, kind: str, source: str) -> None:
        """What it told of is gone, and so is the notification."""
        notes = self.own.get("notes", {})
        notes[whom] = [one for one in notes.get(whom, []) if (one["type"], one["source"]) != (kind, source)]
        self.changed()

    def _notify(self, whom: str, kind: str, act: Act, status: str = "") -> None:
        if not self.world.is_ours(MASTODON, whom) or act.deed.source == whom:
            return
        note = {
            "id": str(34_975_000 + self.world.count_up("mastodon.note")),
            "type": kind,
            "at": shapes.moment(act.at),
            "source": act.deed.source,
            "status": status,
        }
        self.own.setdefault("notes", {}).setdefault(whom, []).append(note)
        self.changed()


def _limits(call: Call, token: Token) -> list[Limit]:
    """MA-03: 300 calls in five minutes; 30 files and 30 deletions in half an hour."""
    who = token.profile or token.app
    found = [Limit(name=f"mastodon.calls.{who}", most=300, seconds=300, is_fixed=True)]
    if call.method == "POST" and call.path.endswith("/media"):
        found.append(Limit(name=f"mastodon.media.{who}", most=30, seconds=1_800, is_fixed=True))
    if call.method == "DELETE":
        found.append(Limit(name=f"mastodon.deletes.{who}", most=30, seconds=1_800, is_fixed=True))
    return found


def _configuration() -> dict[str, Any]:
    return {
        "translation": {"enabled": False},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": TEXT,
            "max_media_attachments": FILES,
            "characters_reserved_per_url": ADDRESS_COUNTS,
        },
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "video/mp4", "audio/mpeg"],
            "image_size_limit": 16_777_216,
            "video_size_limit": 103_809_024,
            "image_matrix_limit": 33_177_600,
            "video_matrix_limit": 8_294_400,
            "video_frame_rate_limit": 120,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
    }
