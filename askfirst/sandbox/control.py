"""The control API under `/_sandbox/`: everything that a test, a script or a person may want to change from outside, as JSON.

    GET  /_sandbox/                  what there is: networks, numbers, the clock, mistakes
    GET  /_sandbox/clock             POST {"set": instant} | {"move": seconds} | {"frozen": true} (or several of them)
    GET  /_sandbox/people            ?network=&name=&limit=      POST {"name": …, "language": …, "networks": {"x": {…}}}
    GET  /_sandbox/accounts          ours, with their apps and living tokens
    GET  /_sandbox/acts              ?network=&since=number&limit=
    POST /_sandbox/deeds             a deed as JSON; `person` instead of `source` names somebody of the world
    GET  /_sandbox/faults            POST a fault                DELETE /_sandbox/faults or /_sandbox/faults/3
    GET  /_sandbox/transcript        ?network=&method=&path=&direction=&since=&limit=      DELETE
    GET  /_sandbox/hooks             POST {"network": …, "url": …, "app": …}               DELETE /_sandbox/hooks/ID
    GET  /_sandbox/pushes            POST changes of the manner, and "names"   POST /_sandbox/pushes/flush
    POST /_sandbox/tokens            {"network": …, "profile": …, "scopes": […], "lasts": seconds}
    DELETE /_sandbox/tokens/VALUE    ?why=
    GET  /_sandbox/crowd             POST {"people": 2000, "days": 30, "seed": 7, "pace": 0}: it begins at once
    POST /_sandbox/save              POST /_sandbox/reset        forget everybody and begin anew

What is refused by a network's rules is answered 409 with the rule's id; what is badly asked, 400 with a sentence.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from starlette.responses import Response

from askfirst.sandbox.face import Path, Refused
from askfirst.sandbox.faults import SAYS, Fault
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.pushes import Manner, is_here
from askfirst.sandbox.things import Deed

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.server import Sandbox

FEW = 100


class Badly(ValueError):  # noqa: N818 -- a statement about the request
    """What was asked for cannot be understood; the sentence says what to do."""


class Asked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A crowd as it is asked for."""

    people: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 2_000
    days: Annotated[int, msgspec.Meta(ge=1, le=4_000)] = 30
    seed: int = 7
    pace: Annotated[float, msgspec.Meta(ge=0)] = 0.0


class Control:
    """Answers what begins with `/_sandbox/`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.paths = [
            Path("GET", "/_sandbox/", self.overview),
            Path("GET", "/_sandbox/clock", self.clock),
            Path("POST", "/_sandbox/clock", self.set_clock),
            Path("GET", "/_sandbox/people", self.people),
            Path("POST", "/_sandbox/people", self.add_person),
            Path("GET", "/_sandbox/accounts", self.accounts),
            Path("GET", "/_sandbox/acts", self.acts),
            Path("POST", "/_sandbox/deeds", self.do),
            Path("GET", "/_sandbox/faults", self.faults),
            Path("POST", "/_sandbox/faults", self.add_fault),
            Path("DELETE", "/_sandbox/faults", self.clear_faults),
            Path("DELETE", "/_sandbox/faults/{id}", self.remove_fault),
            Path("GET", "/_sandbox/transcript", self.transcript),
            Path("DELETE", "/_sandbox/transcript", self.clear_transcript),
            Path("GET", "/_sandbox/hooks", self.hooks),
            Path("POST", "/_sandbox/hooks", self.add_hook),
            Path("DELETE", "/_sandbox/hooks/{id}", self.remove_hook),
            Path("GET", "/_sandbox/pushes", self.pushes),
            Path("POST", "/_sandbox/pushes", self.set_pushes),
            Path("POST", "/_sandbox/pushes/flush", self.flush),
            Path("POST", "/_sandbox/tokens", self.issue),
            Path("DELETE", "/_sandbox/tokens/{value}", self.revoke),
            Path("GET", "/_sandbox/crowd", self.crowd),
            Path("POST", "/_sandbox/crowd", self.begin_crowd),
            Path("POST", "/_sandbox/save", self.save),
            Path("POST", "/_sandbox/reset", self.reset),
        ]

    def complain(self, error: Exception) -> Response:
        """The answer to what went wrong."""
        if isinstance(error, Refused):
            return _refused(error)
        if isinstance(error, Unknown):
            return _json({"error": str(error)}, 404)
        return _json({"error": str(error)}, 400)

    # -- the world -------------------------------------------------------------------------------------------------

    def overview(self, _call: Call) -> Response:
        world = self.world
        counted = ("people", "profiles", "edges", "posts", "threads", "messages", "asks", "acts")
        return _json(
            {
                "networks": {name: list(face.hosts) for name, face in self.sandbox.faces.all.items()},
                "numbers": {name: len(getattr(world, name)) for name in counted},
                "seed": world.seed,
                "now": world.now,
                "is_frozen": world.clock.is_frozen,
                "waiting": {"events": len(world.events), "parcels": len(world.parcels)},
                "mistakes": self.sandbox.mistakes,
            }
        )

    def clock(self, _call: Call) -> Response:
        return _json({"now": self.world.now, "is_frozen": self.world.clock.is_frozen})

    def set_clock(self, call: Call) -> Response:
        given = _object(call)
        clock = self.world.clock
        if given.get("frozen"):
            clock.freeze()
        if "set" in given:
            clock.set(_read(given["set"], datetime, "set"))
        if "move" in given:
            clock.move(timedelta(seconds=_read(given["move"], float, "move")))
        if given.get("frozen") is False:
            clock.run()
        self.world.changes += 1
        return self.clock(call)

    def people(self, call: Call) -> Response:
        network, name = call.query.get("network", ""), call.query.get("name", "").lower()
        found = [
            person
            for person in self.world.people.values()
            if (not network or network in person.profiles) and name in person.name.lower()
        ]
        return _json({"number": len(found), "people": found[: _limit(call)]})

    def add_person(self, call: Call) -> Response:
        given = _object(call)
        networks = given.pop("networks", {})
        if not str(given.get("name", "")).strip():
            raise Badly('a person needs a name, such as {"name": "Ana Ferreira"}')
        person = self.world.person(**_only(given, "name", "language", "timezone", "country", "born", "more"))
        for network, more in networks.items():
            self.world.join(person, network, **_only(more or {}, "username", "id", "settings", "more"))
        return _json(person, 201)

    def accounts(self, _call: Call) -> Response:
        world = self.world
        return _json(
            [
                {
                    "network": account.network,
                    "account": account,
                    "profile": world.profiles[account.network, account.id],
                    "app": world.apps.get((account.network, account.app)),
                    "tokens": [
                        token
                        for token in world.tokens.values()
                        if (token.network, token.profile) == (account.network, account.id)
                        and token.is_alive(world.now)
                    ],
                }
                for account in world.accounts.values()
            ]
        )

    def acts(self, call: Call) -> Response:
        since, network = int(call.query.get("since", 0)), call.query.get("network", "")
        found = [act for act in self.world.acts[since:] if not network or act.deed.network == network]
        return _json({"number": len(found), "acts": found[: _limit(call)]})

    def do(self, call: Call) -> Response:
        """The network's rules are asked first, as they are for everybody."""
        given = _object(call)
        person = given.pop("person", "")
        if person:
            somebody = self.world.people.get(person)
            if somebody is None:
                raise Unknown(f"nobody of the world has the id {person!r}")
            given["source"] = somebody.profiles.get(str(given.get("network", "")), "")
        return _json(self.sandbox.faces.play(_read(given, Deed, "the deed")))

    # -- what goes wrong, what was said ----------------------------------------------------------------------------

    def faults(self, _call: Call) -> Response:
        rows = {name: sorted(face.rows) for name, face in self.sandbox.faces.all.items()}
        return _json({"waiting": self.sandbox.faults.waiting, "kinds": SAYS, "rows": rows})

    def add_fault(self, call: Call) -> Response:
        fault = _read(_object(call), Fault, "the fault")
        faces = self.sandbox.faces.all.values()
        if fault.kind == "row" and not any(fault.row in face.rows for face in faces):
            raise Badly(
                f"no network has an error row named {fault.row!r}; GET /_sandbox/faults names them all"
            )
        return _json(self.sandbox.faults.add(fault), 201)

    def clear_faults(self, _call: Call) -> Response:
        self.sandbox.faults.clear()
        return Response(status_code=204)

    def remove_fault(self, call: Call) -> Response:
        number = call.params["id"]
        if not number.isdigit() or not self.sandbox.faults.remove(int(number)):
            raise Unknown(f"no fault waits under the number {number}")
        return Response(status_code=204)

    def transcript(self, call: Call) -> Response:
        texts = {name: call.query.get(name, "") for name in ("network", "method", "path", "direction")}
        found = self.sandbox.transcript.find(
            since=int(call.query.get("since", 0)), limit=_limit(call), **texts
        )
        return _json(found)

    def clear_transcript(self, _call: Call) -> Response:
        self.sandbox.transcript.clear()
        return Response(status_code=204)

    # -- hooks and tokens ------------------------------------------------------------------------------------------

    def hooks(self, _call: Call) -> Response:
        return _json(list(self.world.hooks.values()))

    async def add_hook(self, call: Call) -> Response:
        """With the network's handshake; a receiver that fails it is not registered."""
        given = _object(call)
        network, url, app = (str(given.get(name, "")) for name in ("network", "url", "app"))
        face = self.sandbox.faces.of(network)
        if face is None or not url:
            raise Badly(
                'a hook needs a network of this sandbox and an address: {"network": "x", "url": "http://127.0.0.1:…"}'
            )
        more = _only(given, "account", "fields", "secret", "more")
        with self.world.lock:
            hook = self.world.hook(network, url, app=app, **more)
        wrong = await self.sandbox.pushes.welcome(face, hook)
        if wrong:
            with self.world.lock:
                del self.world.hooks[hook.id]
            return _json({"error": f"the handshake failed: {wrong}"}, 409)
        return _json(hook, 201)

    def remove_hook(self, call: Call) -> Response:
        if self.world.hooks.pop(call.params["id"], None) is None:
            raise Unknown(f"there is no hook {call.params['id']}")
        self.world.changes += 1
        return Response(status_code=204)

    def pushes(self, _call: Call) -> Response:
        pushes = self.sandbox.pushes
        return _json({**msgspec.to_builtins(pushes.manner), "names": pushes.names})

    def set_pushes(self, call: Call) -> Response:
        given, pushes = _object(call), self.sandbox.pushes
        names = _read(given.pop("names", {}), dict[str, str], "names")
        for host, address in names.items():
            if not is_here(address):
                raise Badly(
                    f"`{address}` is no loopback address, so it cannot stand for {host!r}: use 127.0.0.1:PORT"
                )
        pushes.names.update(names)
        pushes.manner = _read({**msgspec.to_builtins(pushes.manner), **given}, Manner, "the manner")
        pushes.wake()
        return self.pushes(call)

    async def flush(self, _call: Call) -> Response:
        return _json({"sent": await self.sandbox.pushes.flush()})

    def issue(self, call: Call) -> Response:
        given = _object(call)
        lasts = given.pop("lasts", None)
        network, profile = str(given.get("network", "")), str(given.get("profile", ""))
        self.world.profile(network, profile)
        more = _only(given, "app", "kind", "secret", "scopes", "value", "more")
        ends = None if lasts is None else timedelta(seconds=_read(lasts, float, "lasts"))
        return _json(self.world.issue(network, profile, lasts=ends, **more), 201)

    def revoke(self, call: Call) -> Response:
        token = self.world.tokens.get(call.params["value"])
        if token is None:
            raise Unknown("there is no such token")
        self.world.revoke(token, call.query.get("why", "revoked"))
        return _json(token)

    # -- the crowd -------------------------------------------------------------------------------------------------

    def crowd(self, _call: Call) -> Response:
        """How far the latest one is."""
        crowd = self.sandbox.crowd
        return _json({"is_playing": self.sandbox.is_crowded, **(crowd.summary if crowd else {})})

    async def begin_crowd(self, call: Call) -> Response:
        asked = _read(_object(call), Asked, "the crowd")
        if self.sandbox.is_crowded:
            return _json({"error": "a crowd is there already; wait until it has gone"}, 409)
        if not self.world.accounts:
            raise Badly("no network of this sandbox has an account of ours, so a crowd would find nobody")
        self.sandbox.is_crowded = True
        self.sandbox.spawn(self.sandbox.play_crowd(**msgspec.structs.asdict(asked)))
        return _json({"is_playing": True}, 202)

    # -- the file --------------------------------------------------------------------------------------------------

    def save(self, _call: Call) -> Response:
        self.sandbox.save()
        return Response(status_code=204)

    def reset(self, call: Call) -> Response:
        if self.sandbox.is_crowded:
            return _json({"error": "a crowd is there; wait until it has gone"}, 409)
        self.sandbox.reset()
        return self.overview(call)


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def _refused(no: Refused) -> Response:
    rule = no.refusal.rule if no.refusal else ""
    return _json({"error": str(no), "rule": rule, "row": no.row}, 409)


def _object(call: Call) -> dict[str, Any]:
    if not isinstance(call.json, dict):
        raise Badly("the body must be a JSON object")
    return dict(call.json)


def _read(given: Any, kind: Any, what: str) -> Any:
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Badly(f"{what}: {error}") from error


def _only(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of the given fields that may be given.

    Raises:
        Badly: there are others.
    """
    wrong = sorted(set(given) - set(names) - {"network", "url", "app", "profile"})
    if wrong:
        raise Badly(f"there is no field {', '.join(wrong)} here; there are {', '.join(names)}")
    return {name: given[name] for name in names if name in given}


def _limit(call: Call) -> int:
    given = call.query.get("limit", "")
    return int(given) if given.isdigit() else FEW
