"""The smallest whole face: one can write, read and be pushed to.  It exists to try the sandbox's core."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from askfirst.sandbox.face import Choice, Face, Knock, Path, Refusal, Refused, Retry
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from starlette.responses import Response

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.things import Act, Hook
    from askfirst.sandbox.world import World

WINDOW = timedelta(hours=24)


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Whoever was written to within the last day may be answered."""
    if deed.kind is Kind.ASK and not world.setting("echo", deed.target, "asks", True):
        return Refusal(rule="EC-03", row="asks_closed", says="This blog takes no questions.")
    if deed.kind is not Kind.WRITE or not world.is_ours("echo", deed.source):
        return None
    if world.blocks("echo", deed.target, deed.source):
        return Refusal(rule="EC-02", row="blocked", says="They blocked you.")
    last = world.last_message("echo", deed.target, deed.source)
    if last is None or at - last.at >= WINDOW:
        return Refusal(rule="EC-01", row="window", says="They have not written within the last day.")
    return None


class Echo(Face):
    name = "echo"
    hosts = ("api.echo.test", "*.echo.example")
    title = "Echo"
    has_walls = True
    offers = (
        *(Kind.FOLLOW, Kind.BLOCK, Kind.MUTE, Kind.LIKE, Kind.POST, Kind.COMMENT, Kind.SHARE),
        *(Kind.WRITE, Kind.READ, Kind.DELETE, Kind.ASK, Kind.REPORT),
    )
    choices = (
        Choice(name="inbox", title="Who may write to me", values={"all": "Everybody", "none": "Nobody"}),
        Choice(name="asks", title="Questions", values={True: "Allowed", False: "Not allowed"}, is_ours=True),
    )
    rows: ClassVar = {
        "token": 401,
        "window": 403,
        "blocked": 403,
        "unknown": 404,
        "busy": 503,
        "asks_closed": 403,
        "scope": 403,
    }
    retry = Retry(
        delays=(10.0, 60.0),
        disables_after=timedelta(hours=1),
        gives_up_after=timedelta(hours=24),
        checks_every=timedelta(hours=2),
        failed_checks=3,
        largest_batch=10,
    )

    def routes(self) -> Sequence[Path]:
        return [
            Path("POST", "/messages", self.send),
            Path("GET", "/messages/{id}", self.show),
            Path("GET", "/break", self.smash),
        ]

    def send(self, call: Call) -> Response:
        token = self.token(call.bearer, "write")
        to, text = str(call.given.get("to", "")), str(call.given.get("text", ""))
        deed = Deed(
            network="echo", kind=Kind.WRITE, source=token.profile, target=to, text=text, app=token.app
        )
        return self.json({"id": self.faces.play(deed).made}, 201)

    def show(self, call: Call) -> Response:
        found = self.world.messages.get(("echo", call.params["id"]))
        if found is None:
            raise Refused("unknown")
        return self.json({"id": found.id, "text": found.text, "next": f"{call.base}/messages/next"})

    def smash(self, call: Call) -> Response:
        raise ZeroDivisionError(call.path)

    def row(self, name: str, call: Call, more: Mapping[str, Any]) -> Response:  # noqa: ARG002 -- as given
        return self.json({"error": name, "why": more.get("why", "")}, self.rows[name])

    def may(self, deed: Deed, at: datetime) -> Refusal | None:
        return may(self.world, deed, at)

    def heard(self, act: Act) -> None:
        if act.deed.kind is Kind.WRITE:
            is_echo = self.world.is_ours("echo", act.deed.source)
            account = act.deed.source if is_echo else act.deed.target
            for hook in self.hooks("messages", account):
                self.push(
                    hook, {"id": act.made, "from": act.deed.source, "text": act.deed.text}, is_echo=is_echo
                )

    def envelope(self, hook: Hook, events: Sequence[Any]) -> bytes:  # noqa: ARG002 -- as given
        return msgspec.json.encode({"events": events})

    def sign(self, hook: Hook, body: bytes) -> Mapping[str, str]:
        return {"x-echo-signature": hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()}

    def knock(self, hook: Hook) -> Knock:  # noqa: ARG002 -- as given
        return Knock(
            query={"word": "open"},
            judge=lambda _status, _headers, body: "" if body == b"sesame" else "wrong word",
        )
