"""The face of a network: what its API hosts answer, and what it pushes.

How to add one:

`askfirst/sandbox/faces/<name>.py`::

    class Example(Face):
        name = "example"                                   # the network's name in the world
        hosts = ("api.example.com", "*.example.org")

        def routes(self):
            return [
                Path("POST", "/v1/messages", self.send),   # {id} catches a segment, {rest:path} everything
                Path("GET", "/v1/messages/{id}", self.show),
            ]

        def send(self, call: Call) -> Response:            # plain function: called with `world.lock` held
            token = self.token(call.bearer)                # a living token, or raises Refused("token")
            deed = Deed(network=self.name, kind=Kind.WRITE, source=token.profile, target=call.given["to"],
                        text=call.given["text"], app=token.app)
            act = self.faces.play(deed)                    # rules, then the world; raises Refused
            return self.json({"id": act.made}, 201)

        def row(self, name, call, more):                   # an error row in the network's own words
            ...
        def missing(self, call): ...                       # no such address
        def heard(self, act): self.push(hook, {...})       # something happened in the world: push it
        def envelope(self, hook, events): ...              # several events -> the bytes of one push
        def sign(self, hook, body): ...                    # -> headers
        def knock(self, hook): ...                         # the handshake
        def new_id(self, word, at): ...                    # ids in the network's shape
        def seed(self): ...                                # our app, account and token in a fresh world

    `title`, `offers` (what a person can do there by hand) and `choices` (settings) are what the console shows and the
    crowd uses; `joins` says on which networks people have profiles.

Rules stand in `askfirst/sandbox/rules/<name>.py` (`may`), and one line in `FACES` below makes the face known.
A handler that must wait (long polling, streams) is an `async def`; it takes `world.lock` itself, and only for a moment.
A handler's answer goes out with `Date` from the world's clock.  What a person does in the console, what the crowd does and
what comes through the API are all deeds: they meet the same rules and reach `heard` in the same way.
Own state of a face (drafts of uploads, subscriptions): `self.own`, a dict of plain JSON values that is saved with the world.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from starlette.responses import PlainTextResponse, Response
from starlette.routing import compile_path

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.things import Act, Deed, Hook, Kind, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.pushes import Pushes
    from askfirst.sandbox.world import World

__all__ = [
    "FACES",
    "Act",
    "Choice",
    "Deed",
    "Face",
    "Faces",
    "Hook",
    "Kind",
    "Knock",
    "Path",
    "Refusal",
    "Refused",
    "Retry",
]

FACES: dict[str, str] = {
    "bluesky": "askfirst.sandbox.faces.bluesky:Bluesky",
    "facebook": "askfirst.sandbox.faces.facebook:Facebook",
    "instagram": "askfirst.sandbox.faces.instagram:Instagram",
    "linkedin": "askfirst.sandbox.faces.linkedin:LinkedIn",
    "mastodon": "askfirst.sandbox.faces.mastodon:MastodonFace",
    "matrix": "askfirst.sandbox.faces.matrix:Matrix",
    "telegram": "askfirst.sandbox.faces.telegram:TelegramFace",
    "tumblr": "askfirst.sandbox.faces.tumblr:Tumblr",
    "whatsapp": "askfirst.sandbox.faces.whatsapp:WhatsApp",
    "x": "askfirst.sandbox.faces.x:XFace",
}
"""Name: `module:Class`, imported when the sandbox starts.  One line per face, in the order of the alphabet."""


class Refused(Exception):  # noqa: N818 -- a statement about the call
    """The network says no: answered with the face's error row of that name."""

    def __init__(self, row: str, *, refusal: Refusal | None = None, **more: Any) -> None:
        """`row`: name of the error row; `more`: what the row needs to know."""
        super().__init__(refusal.says if refusal else row)
        self.row = row
        self.refusal = refusal
        self.more = {**(refusal.more if refusal else {}), **more}


class Path:
    """A method and a pattern of paths, and who answers there."""

    def __init__(self, method: str, pattern: str, handler: Callable[[Call], Any]) -> None:
        """`method`: `GET`, or several as `GET|POST`, or `*` for any."""
        self.methods = frozenset(method.split("|"))
        self.pattern = pattern
        self.handler = handler
        self._regex, _, self._convertors = compile_path(pattern)

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """What the pattern caught; `None` where it does not fit."""
        if "*" not in self.methods and method not in self.methods:
            return None
        found = self._regex.match(path)
        return None if found is None else found.groupdict()


@dataclass(frozen=True, kw_only=True, slots=True)
class Retry:
    """What the network does when a push is not answered with 2xx."""

    delays: tuple[float, ...] = (1.0, 10.0, 60.0)
    """Seconds before each further try, by the world's clock; the last one repeats."""
    gives_up_after: timedelta = timedelta(hours=24)
    """Of trying the same push."""
    disables_after: timedelta | None = None
    """Of nothing but failures: the hook is switched off."""
    disabling_status: int = 0
    """Only this status counts for `disables_after` (410 at Telegram); 0: every failure."""
    timeout: float = 5.0
    """Seconds for an answer, by the real clock."""
    checks_every: timedelta | None = None
    """The handshake is repeated so often."""
    failed_checks: int = 1
    """So many failed handshakes in a row switch the hook off."""
    tolerates: timedelta | None = None
    """A handshake that fails for want of an answer (not a wrong one) is forgiven so long."""
    largest_batch: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A setting of a profile on the network, as the console shows it and rules read it (`World.setting`)."""

    name: str
    title: str
    """Such as `Who may write to me`."""
    values: Mapping[Any, str]
    """Value: what it says.  The first one is how it is until somebody sets it."""
    is_ours: bool = False
    """Of our account, rather than of a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Knock:
    """A handshake: what is asked of the receiver, and how its answer is judged."""

    query: Mapping[str, str]
    judge: Callable[[int, Mapping[str, str], bytes], str]
    """Status, headers (names in lower case) and body -> what is wrong with it; empty: nothing."""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)


class Face:
    """Base of every face; see the top of this module."""

    name: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    """Exact names, or patterns with `*`."""
    networks: ClassVar[tuple[str, ...]] = ()
    """The networks of the world whose acts it hears and whose things it names; empty: its own name only."""
    joins: ClassVar[tuple[str, ...] | None] = None
    """The networks on which the cast and the crowd get profiles; `None`: all of its networks."""
    title: ClassVar[str] = ""
    """What people call it, such as `X`; empty: its name with a capital."""
    offers: ClassVar[tuple[Kind, ...]] = (
        Kind.FOLLOW,
        Kind.BLOCK,
        Kind.LIKE,
        Kind.COMMENT,
        Kind.WRITE,
        Kind.REPORT,
    )
    """What a person can do there by hand; the console and the crowd offer nothing else."""
    choices: ClassVar[tuple[Choice, ...]] = ()
    has_walls: ClassVar[bool] = False
    """Whether people post on somebody else's page (and like the page itself); otherwise they post on their own and mention it."""
    rows: ClassVar[Mapping[str, Any]] = {}
    """Names of its error rows, with what `row` makes of them; faults may ask for any of them."""
    retry: ClassVar[Retry] = Retry()

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.world: World = faces.world
        self.pushes: Pushes = faces.pushes
        self.paths: Sequence[Path] = self.routes()

    # -- to be filled ----------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Path]:
        """Where it answers; the first that fits is taken."""
        raise NotImplementedError

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:
        """One of its error rows, in the network's own words.  `more`: what the refusal or the fault says besides."""
        raise NotImplementedError

    def missing(self, call: Call) -> Response:
        """No such address or method."""
        return PlainTextResponse(f"no {call.method} {call.path} on {call.host}\n", 404)

    def claims(self, call: Call) -> bool:
        """Whether a call to a host that several faces share is for this one."""
        return any(path.match(call.method, call.path) is not None for path in self.paths)

    def finish(self, call: Call, answer: Response) -> Response:
        """A last look at every answer: rate headers, request ids."""
        del call
        return answer

    def heard(self, act: Act) -> None:
        """Something was done on one of its networks, by whomever and by whichever way."""

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        """Its rules: usually `rules.<name>.may(self.world, deed, at)`."""
        raise NotImplementedError

    def new_id(self, word: str, at: datetime) -> str:
        """An id for a new profile, post, comment, share, message, thread, ask or like."""
        del at
        return self.world.digits(self.name, word, self.world.count_up(f"{self.name}.{word}"))

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:
        """The body of one push with these events, at most `retry.largest_batch`."""
        del hook
        return msgspec.json.encode(events[0])

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:
        """The headers that prove where a push comes from."""
        del hook, body
        return {}

    def knock(self, hook: Hook) -> Knock | None:
        """The handshake; `None` where the network has none."""
        del hook
        return None

    def seed(self) -> None:
        """Lay down what a fresh world needs (our app, our account, a token), each only where it is not there yet."""

    # -- help ------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def own(self) -> dict[str, Any]:
        """What this face keeps for itself; saved with the world.  After a change, `self.changed()`."""
        own: dict[str, Any] = self.world.own.setdefault(self.name, {})
        return own

    def changed(self) -> None:
        """Something of `own`, or a record of the world, was changed in place: it shall be saved."""
        self.world.changes += 1

    def token(self, value: str, *scopes: str) -> Token:
        """The living token of that value.

        Raises:
            Refused: row `token` (more: `token`, `why`: missing, unknown, expired or revoked), or row `scope` (more: `scope`).
        """
        token = self.world.tokens.get(value)
        if token is None or token.network not in self.all_networks:
            raise Refused("token", token=value, why="unknown" if value else "missing")
        if not token.is_alive(self.now):
            is_revoked = token.revoked_at is not None and token.revoked_at <= self.now
            raise Refused("token", token=value, why="revoked" if is_revoked else "expired", found=token)
        for scope in scopes:
            if scope not in token.scopes:
                raise Refused("scope", scope=scope, found=token)
        return token

    def hooks(self, field_name: str = "", account: str = "") -> list[Hook]:
        """The enabled hooks that listen to a field (event type) and an account."""
        return [
            hook
            for hook in self.world.hooks.values()
            if hook.network in self.all_networks
            and hook.is_enabled
            and (not field_name or field_name in hook.fields)
            and (not account or hook.account in {"", account})
        ]

    def push(self, hook: Hook, event: Any, *, is_echo: bool = False, after: float = 0.0) -> None:
        """Send an event to a hook: in a batch, twice, late or out of order, as `Pushes.manner` says.

        Args:
            hook: Where to.
            event: What `envelope` will be given; plain JSON values.
            is_echo: It tells of something that was done through the API, to whoever did it.
            after: Seconds to wait, by the world's clock.
        """
        self.pushes.put(self.name, hook.id, event, is_echo=is_echo, after=after)

    @property
    def all_networks(self) -> tuple[str, ...]:
        return self.networks or (self.name,)

    @property
    def joined(self) -> tuple[str, ...]:
        return self.all_networks if self.joins is None else self.joins

    @staticmethod
    def json(content: Any, status: int = 200, **headers: str) -> Response:
        """A JSON answer; underscores in names of headers are written as hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(msgspec.json.encode(content), status, named, "application/json")

    def serves(self, host: str) -> bool:
        return any(fnmatchcase(host, pattern) for pattern in self.hosts)


class Faces:
    """All faces of one sandbox, and the way from a deed to the world."""

    def __init__(
        self, world: World, pushes: Pushes, which: Mapping[str, str | type[Face]] | None = None
    ) -> None:
        """`which`: the faces wanted, otherwise all of `FACES`."""
        self.world = world
        self.pushes = pushes
        pushes.faces = self
        self.all = {name: _load(one)(self) for name, one in (FACES if which is None else which).items()}
        self._by_network = {network: face for face in self.all.values() for network in face.all_networks}
        for network, face in self._by_network.items():
            world.namers[network] = _namer(face)
        world.hearers.append(self._tell)
        self.seed()

    def seed(self) -> None:
        """Let every face lay down what its network begins with."""
        with self.world.lock:
            for face in self.all.values():
                face.seed()

    def at(self, host: str) -> list[Face]:
        """The faces that answer at a host."""
        return [face for face in self.all.values() if face.serves(host)]

    def of(self, network: str) -> Face | None:
        """The face that a network of the world has."""
        return self._by_network.get(network)

    def play(self, deed: Deed) -> Act:
        """Ask the network's rules, then do it.

        Raises:
            Refused: the rules say no.
            Unknown: it concerns somebody or something that is not there.
        """
        refusal = self.may(deed)
        if refusal is not None:
            raise Refused(refusal.row, refusal=refusal)
        return self.world.do(deed)

    def may(self, deed: Deed) -> Refusal | None:
        """What the network's rules say now."""
        face = self.of(deed.network)
        return None if face is None else face.may(deed, self.world.now)

    def _tell(self, act: Act) -> None:
        face = self.of(act.deed.network)
        if face is not None:
            face.heard(act)


def _load(which: str | type[Face]) -> type[Face]:
    if not isinstance(which, str):
        return which
    module, _, name = which.partition(":")
    found: type[Face] = getattr(importlib.import_module(module), name)
    return found


def _namer(face: Face) -> Callable[[World, str, datetime], str]:
    return lambda _world, word, at: face.new_id(word, at)
