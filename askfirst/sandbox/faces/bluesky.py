"""Bluesky's face: an account's own server, the index of the network behind it, and the service of chats behind both.

All three answer at one host, as they do for clients: `atproto-proxy` says that a call is for the chats.
Written after the lexicons of github.com/bluesky-social/atproto and packages/pds for limits and what errors are called.
Own state: numbers of acts by whom they concern, logs of chats, records that are not posts, uploads, counters.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.responses import Response

from askfirst.sandbox.face import Choice, Face, Path, Refusal, Refused
from askfirst.sandbox.faces import bluesky_chats, bluesky_records
from askfirst.sandbox.faces.bluesky_things import (
    DECLARATION,
    NETWORK,
    basic,
    cid,
    detailed,
    edge_uri,
    file_cid,
    handle,
    post_view,
    session,
    split,
    tid_at,
    token_text,
)
from askfirst.sandbox.faces.bluesky_told import Told
from askfirst.sandbox.limits import Limit
from askfirst.sandbox.rules import bluesky as rules
from askfirst.sandbox.things import Act, Deed, Kind, Profile, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from askfirst.sandbox.call import Call

PASSWORD = "harbour-app-pass"  # noqa: S105 -- of the sandbox's own account
_ACCESS, _REFRESH, _GRACE = timedelta(hours=2), timedelta(days=90), timedelta(hours=2)
_REQUESTS = (3_000, 300)
_LOGINS = ((30, 300), (300, 86_400))
_POINTS = ((5_000, 3_600), (35_000, 86_400))
_MOST_LISTED = 100

_ROWS: dict[str, tuple[int, str, str]] = {
    "invalid": (400, "InvalidRequest", "{says}"),
    "unknown": (400, "InvalidRequest", "{says}"),
    "scope": (400, "InvalidToken", "Bad token method"),
    "password": (401, "AuthenticationRequired", "Invalid identifier or password"),
    "factor": (401, "AuthFactorTokenRequired", "A sign in code has been sent to your email address"),
    "takedown": (401, "AccountTakedown", "Account has been taken down"),
    "no_chats": (501, "MethodNotImplemented", "Method Not Implemented"),
    "blocked_actor": (400, "BlockedActor", "block between recipient and sender"),
    "blocked_subject": (400, "BlockedSubject", "block between sender and recipient"),
    "disabled": (400, "MessagesDisabled", "recipient has disabled incoming messages"),
    "not_followed": (
        400,
        "NotFollowedBySender",
        "recipient requires incoming messages to come from someone they follow",
    ),
    "recipient": (400, "RecipientNotFound", "recipient not found"),
    "suspended": (400, "AccountSuspended", "account is suspended"),
    "convo": (400, "InvalidConvo", "invalid convo"),
    "locked": (400, "ConvoLocked", "convo is locked"),
    "reply_target": (400, "ReplyTargetNotFound", "reply target not found"),
    "too_long": (400, "InvalidRequest", "text must not be longer than {most}"),
    "record": (400, "RecordNotFound", "Could not locate record: {says}"),
    "actor": (400, "InvalidRequest", "Profile not found"),
    "actor_not_found": (400, "ActorNotFound", "Actor not found: {says}"),
    "handle": (400, "InvalidRequest", "Unable to resolve handle"),
    "too_many": (429, "RateLimitExceeded", "Rate Limit Exceeded"),
    "busy": (503, "NotEnoughResources", "Not Enough Resources"),
    "upstream": (502, "UpstreamFailure", "Upstream Failure"),
    "mistake": (500, "InternalServerError", "Internal Server Error"),
    "missing": (501, "MethodNotImplemented", "Method Not Implemented"),
}
"""Name: status, what `error` says, and the sentence."""
_TOKEN = {
    "missing": (401, "AuthMissing", "Authentication Required"),
    "unknown": (400, "InvalidToken", "Token could not be verified"),
    "revoked": (400, "ExpiredToken", "Token has been revoked"),
    "expired": (400, "ExpiredToken", "Token has expired"),
}


class Bluesky(Face):
    """See the module."""

    name = NETWORK
    title = "Bluesky"
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.MUTE, Kind.LIKE, Kind.POST, Kind.COMMENT, Kind.SHARE),
        *(Kind.WRITE, Kind.READ, Kind.REACT, Kind.ACCEPT, Kind.DROP, Kind.DELETE, Kind.REPORT),
    )
    choices = (
        Choice(
            name=rules.SETTING,
            title="Who may write to me",
            values={"following": "People I follow", "all": "Everybody", "none": "Nobody"},
        ),
    )
    hosts = ("bsky.social", "api.bsky.chat", "public.api.bsky.app", "cdn.bsky.app")
    rows: ClassVar[Mapping[str, Any]] = {**_ROWS, "token": _TOKEN["expired"]}

    def routes(self) -> Sequence[Path]:
        """Where it answers."""
        here: dict[str, tuple[str, Callable[[Call], Response]]] = {
            "com.atproto.server.createSession": ("POST", self.login),
            "com.atproto.server.refreshSession": ("POST", self.refresh),
            "com.atproto.server.getSession": ("GET", self.whoami),
            "com.atproto.server.deleteSession": ("POST", self.logout),
            "com.atproto.identity.resolveHandle": ("GET", self.resolve),
            "app.bsky.actor.getProfile": ("GET", self.profile),
            "app.bsky.actor.getProfiles": ("GET", self.profiles),
            "app.bsky.graph.getRelationships": ("GET", self.relationships),
            "app.bsky.graph.getFollowers": ("GET", self.followers),
            "app.bsky.graph.getFollows": ("GET", self.follows),
            "app.bsky.feed.getPosts": ("GET", self.posts),
            "app.bsky.feed.getAuthorFeed": ("GET", self.feed),
            "app.bsky.notification.listNotifications": ("GET", self.notifications),
            "app.bsky.notification.getUnreadCount": ("GET", self.unread),
            "app.bsky.notification.updateSeen": ("POST", self.seen),
        }
        found = {**here, **bluesky_records.methods(self), **bluesky_chats.methods(self)}
        return [
            *(Path(method, f"/xrpc/{name}", handler) for name, (method, handler) in found.items()),
            Path("GET", "/img/{size}/plain/{did}/{file}", self.picture),
        ]

    # -- who calls -------------------------------------------------------------------------------------------------

    def caller(self, call: Call, kind: str = "access") -> Token:
        """The session of a call, counted against the limit of requests."""
        token = self.token(call.bearer)
        if token.kind != kind:
            raise Refused("scope")
        if self.world.setting(NETWORK, token.profile, "is_suspended"):
            raise Refused("takedown")
        self.spend(f"{NETWORK}.requests.{token.profile}", (_REQUESTS,))
        return token

    def spend(self, name: str, windows: Sequence[tuple[int, int]], cost: int = 1) -> None:
        """Use up `cost` of every window, or refuse with the time at which there is more again."""
        limits = [Limit(name=f"{name}.{seconds}", most=most, seconds=seconds) for most, seconds in windows]
        for limit in limits:
            if limit.left(self.world) < cost:
                raise Refused(
                    "too_many", limit=limit.most, reset=limit.reset(self.world), seconds=limit.seconds
                )
        for limit in limits:
            for _ in range(cost):
                self.world.use(limit.name)

    def spend_points(self, did: str, cost: int) -> None:
        """A change of a repository costs 3, 2 or 1."""
        self.spend(f"{NETWORK}.points.{did}", _POINTS, cost)

    def login(self, call: Call) -> Response:
        """A session for handle and password."""
        given = call.json if isinstance(call.json, dict) else {}
        profile = self.found(str(given.get("identifier", "")))
        self.spend(f"{NETWORK}.logins.{given.get('identifier', '')}", _LOGINS)
        if (
            profile is None
            or not profile.more.get("password")
            or profile.more["password"] != given.get("password")
        ):
            raise Refused("password")
        if profile.settings.get("is_suspended"):
            raise Refused("takedown")
        return self.json(session(profile, *self._issue(profile, profile.more.get("scope", "privileged"))))

    def refresh(self, call: Call) -> Response:
        """A fresh session for the token that is kept for it; the old one is good for two hours more."""
        old = self.caller(call, "refresh")
        old.expires_at = min(old.expires_at or self.now + _GRACE, self.now + _GRACE)
        profile = self.world.profile(NETWORK, old.profile)
        return self.json(session(profile, *self._issue(profile, str(old.more.get("scope", "privileged")))))

    def _issue(self, profile: Profile, scope: str) -> tuple[Token, Token]:
        made = []
        for kind, lasts in (("access", _ACCESS), ("refresh", _REFRESH)):
            count = self.world.count_up(f"{NETWORK}.session")
            said = "com.atproto.refresh" if kind == "refresh" else "com.atproto.appPassPrivileged"
            value = token_text(profile.id, said, self.now, self.now + lasts, count)
            made.append(
                self.world.issue(
                    NETWORK,
                    profile.id,
                    lasts=lasts,
                    value=value,
                    kind=kind,
                    scopes=["chat"] if scope == "privileged" else [],
                    more={"scope": scope},
                )
            )
        return made[0], made[1]

    def logout(self, call: Call) -> Response:
        """The session ends."""
        self.world.revoke(self.caller(call, "refresh"), "person")
        return Response(status_code=200)

    def whoami(self, call: Call) -> Response:
        """Whose session it is."""
        profile = self.world.profile(NETWORK, self.caller(call).profile)
        return self.json({"did": profile.id, "handle": handle(profile), "active": True})

    # -- people ----------------------------------------------------------------------------------------------------

    def found(self, actor: str) -> Profile | None:
        """Somebody by id or handle."""
        known = self.world.profiles.get((NETWORK, actor))
        name = actor.removeprefix("@")
        return (
            known
            or self.world.named(NETWORK, name)
            or self.world.named(NETWORK, name.removesuffix(".bsky.social"))
        )

    def somebody(self, actor: str, row: str = "actor") -> Profile:
        """The same; refused with that row where there is nobody."""
        profile = self.found(actor)
        if profile is None:
            raise Refused(row, says=actor)
        return profile

    def resolve(self, call: Call) -> Response:
        """The id behind a handle."""
        return self.json({"did": self.somebody(call.query.get("handle", ""), "handle").id})

    def profile(self, call: Call) -> Response:
        """Somebody's page."""
        viewer = self.caller(call).profile
        return self.json(detailed(self.world, self.somebody(call.query.get("actor", "")), viewer))

    def profiles(self, call: Call) -> Response:
        """Several; who is not found is left out."""
        viewer = self.caller(call).profile
        found = [self.found(value) for name, value in call.query_list if name == "actors"]
        return self.json({"profiles": [detailed(self.world, one, viewer) for one in found if one]})

    def relationships(self, call: Call) -> Response:
        """What stands between one and up to thirty others; asks for no session."""
        actor = self.somebody(call.query.get("actor", ""), "actor_not_found").id
        others = [value for name, value in call.query_list if name == "others"]
        if len(others) > 30:
            raise Refused("invalid", says="Error: others must not have more than 30 elements")
        return self.json(
            {"actor": actor, "relationships": [self._relationship(actor, one) for one in others]}
        )

    def _relationship(self, actor: str, name: str) -> dict[str, Any]:
        other = self.found(name)
        if other is None:
            return {"$type": "app.bsky.graph.defs#notFoundActor", "actor": name, "notFound": True}
        words = {
            "following": edge_uri(self.world, "follow", actor, other.id),
            "followedBy": edge_uri(self.world, "follow", other.id, actor),
            "blocking": edge_uri(self.world, "block", actor, other.id),
            "blockedBy": edge_uri(self.world, "block", other.id, actor),
        }
        known = {word: address for word, address in words.items() if address}
        return {"$type": "app.bsky.graph.defs#relationship", "did": other.id, **known}

    def followers(self, call: Call) -> Response:
        """Who follows somebody."""
        return self._edges(call, "followers")

    def follows(self, call: Call) -> Response:
        """Whom somebody follows."""
        return self._edges(call, "follows")

    def _edges(self, call: Call, word: str) -> Response:
        viewer = self.caller(call).profile
        subject = self.somebody(call.query.get("actor", ""))
        if word == "followers":
            found = [edge.source for edge in self.world.edges_to(NETWORK, "follow", subject.id)]
        else:
            found = [edge.target for edge in self.world.edges_from(NETWORK, "follow", subject.id)]
        start, limit = int(call.query.get("cursor") or 0), self.limit(call)
        views = [basic(self.world, self.world.profile(NETWORK, one), viewer) for one in found[::-1]]
        answer = {"subject": basic(self.world, subject, viewer), word: views[start : start + limit]}
        return self.json(answer | ({"cursor": str(start + limit)} if len(views) > start + limit else {}))

    # -- what is read ----------------------------------------------------------------------------------------------

    def posts(self, call: Call) -> Response:
        """Posts by their addresses; who is gone is left out."""
        viewer = self.caller(call).profile
        names = [split(value)[2] for name, value in call.query_list if name == "uris"]
        known = [self.world.posts.get((NETWORK, one)) for one in names]
        return self.json(
            {"posts": [post_view(self.world, one, viewer) for one in known if one and not one.deleted_at]}
        )

    def feed(self, call: Call) -> Response:
        """What somebody has posted, newest first."""
        viewer = self.caller(call).profile
        posts = self.world.wall(NETWORK, self.somebody(call.query.get("actor", "")).id)
        return self.json(
            {"feed": [{"post": post_view(self.world, one, viewer)} for one in posts[: self.limit(call)]]}
        )

    def notifications(self, call: Call) -> Response:
        """What happened to the account, newest first."""
        did = self.caller(call).profile
        before = call.query.get("cursor") or str(len(self.world.acts) + 1)
        if not before.isdigit():
            raise Refused("invalid", says="Malformed cursor")
        found, following = self.told.notifications(did, int(before), self.limit(call))
        wanted = {value for name, value in call.query_list if name == "reasons"}
        listed = [one for one in found if not wanted or one["reason"] in wanted]
        return self.json(
            {"notifications": listed, "priority": False} | ({"cursor": following} if following else {})
        )

    def unread(self, call: Call) -> Response:
        """How many since the last `updateSeen`."""
        did = self.caller(call).profile
        seen = str(self.own.get("seen", {}).get(did, ""))
        found, _ = self.told.notifications(did, len(self.world.acts) + 1, _MOST_LISTED)
        return self.json({"count": sum(one["indexedAt"] > seen for one in found)})

    def seen(self, call: Call) -> Response:
        """Up to when the account has looked."""
        self.own.setdefault("seen", {})[self.caller(call).profile] = str(call.given.get("seenAt", ""))
        self.changed()
        return Response(status_code=200)

    def picture(self, call: Call) -> Response:
        """A file that was uploaded, as readers are given it."""
        return bluesky_records.picture(self, call)

    @property
    def told(self) -> Told:
        """What accounts are told."""
        return Told(self.world, self.own)

    @staticmethod
    def limit(call: Call) -> int:
        """How many are asked for."""
        said = call.query.get("limit", "50")
        if not said.isdigit() or not 1 <= int(said) <= _MOST_LISTED:
            raise Refused("invalid", says="Error: limit can not be greater than 100")
        return int(said)

    # -- the face --------------------------------------------------------------------------------------------------

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        """An error as XRPC writes it."""
        del call
        status, error, sentence = _TOKEN[str(more.get("why", "expired"))] if name == "token" else _ROWS[name]
        said = {"says": "", "most": "300 graphemes", **more}
        headers = {}
        if name == "too_many":
            reset = more.get("reset", self.now + timedelta(seconds=300))
            seconds = int(more.get("seconds", 300))
            headers = limit_headers(int(more.get("limit", 3_000)), 0, reset, seconds)
        return self.json({"error": error, "message": sentence.format(**said)}, status, **headers)

    def missing(self, call: Call) -> Response:
        """No such method."""
        if call.path.startswith("/xrpc/"):
            return self.row("missing", call, {})
        return Response("Not Found", 404)

    def finish(self, call: Call, answer: Response) -> Response:
        """Every answer to a session says how much of the limit is left."""
        token = self.world.tokens.get(call.bearer)
        if token is not None and "ratelimit-limit" not in answer.headers:
            most, seconds = _REQUESTS
            limit = Limit(name=f"{NETWORK}.requests.{token.profile}.{seconds}", most=most, seconds=seconds)
            left = limit.left(self.world)
            for header, value in limit_headers(most, left, limit.reset(self.world), seconds).items():
                answer.headers[header] = value
        return answer

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        """By its rules."""
        return rules.may(self.world, deed, at)

    def heard(self, act: Act) -> None:
        """Note whom it concerns."""
        self.told.hear(act)
        self.changed()

    def new_id(self, word: str, at: datetime) -> str:
        """People have an id that tells nothing; all else one that sorts by time."""
        if word == "profile":
            return f"did:plc:{cid([self.world.seed, self.world.count_up('bluesky.did')])[10:34]}"
        return tid_at(at, self.world.count_up(f"{NETWORK}.tid"))

    def seed(self) -> None:
        """Our account, and what it logs in with."""
        if self.world.named(NETWORK, "harbour") is None:
            made = self.world.account(NETWORK, "harbour", "Harbour Coffee", settings={rules.SETTING: "all"})
            made.more["password"] = PASSWORD

    def declare(self, did: str, value: Mapping[str, Any]) -> None:
        """From whom somebody takes messages: a record of theirs, and a setting of the world."""
        said = {rules.SETTING: str(value.get("allowIncoming", "following"))}
        self.faces.play(Deed(network=NETWORK, kind=Kind.SET, source=did, more=said, about=DECLARATION))

    def keep_upload(self, content: bytes, kind: str) -> dict[str, Any]:
        """A file, as records point to it."""
        name = self.world.keep_file(content)
        link = file_cid(content)
        self.own.setdefault("blobs", {})[link] = {"file": name, "type": kind}
        return {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": len(content)}


def limit_headers(most: int, left: int, reset: datetime, seconds: int) -> dict[str, str]:
    """The four headers of a limit; the reset is in seconds of the epoch."""
    return {
        "ratelimit-limit": str(most),
        "ratelimit-remaining": str(left),
        "ratelimit-reset": str(int(reset.timestamp())),
        "ratelimit-policy": f"{most};w={seconds}",
    }
