"""The test network: it remembers what it was given and answers as it was told.  It passes the same contract as the others.

network = Memory()
network.answers.append(NetworkError("busy", failure=Failure.RETRY))    # the next send is refused,
network.answers.append(Lost("busy"))                                   # the one after is carried out, but nobody learns it
await network.send(envelope)
network.sent                                                           # what was carried out, each key once
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 -- msgspec reads the annotation
from typing import TYPE_CHECKING

import msgspec

from askfirst.networks.base import (
    BadInput,
    BadSettings,
    Capabilities,
    Envelope,
    Event,
    EventKind,
    Form,
    Network,
    OutcomeUnknown,
    Receipt,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Delay:
    """Answer only after so many seconds, then as usual."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Lost:
    """Carry it out, then break the connection before the answer: `OutcomeUnknown`."""

    message: str = "the connection broke before the answer came"


Answer = Exception | Delay | Lost


class Happened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the test network sends in: one event, as JSON."""

    kind: EventKind
    external_id: str
    occurred_at: datetime | None = None
    actor: str = ""
    actor_name: str = ""
    target: str = ""
    text: str = ""
    in_reply_to: str = ""


def write(happened: Happened) -> bytes:
    """The wire form, as `Memory.parse` reads it."""
    return msgspec.json.encode(happened)


class Memory(Network):
    """Everything stays in this object.  The one connector with a state: it is the network as well."""

    name = "memory"
    label = "Memory"
    capabilities = Capabilities(
        forms=frozenset(Form),
        text_limit=10_000,
        attachment_limit=1_000_000,
        has_subject=True,
        has_idempotency=True,
        reports_delivery=True,
        reports_reading=True,
        has_typing=True,
    )

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        """What the next sends get, first come first served; afterwards everything is accepted."""
        self.sent: list[Envelope] = []
        """Carried out, in order, each key once."""
        self.tries: list[Envelope] = []
        """Every envelope that was handed over, refused and repeated ones included."""

    def external_id(self, key: str) -> str:
        """The id under which the test network keeps what was sent with this key."""
        return hashlib.sha256(f"memory:{key}".encode()).hexdigest()[:20]

    def build(self, envelope: Envelope) -> Envelope:
        """Nothing to translate."""
        return envelope

    async def post(self, request: Envelope) -> Receipt:
        """Answer as told, otherwise accept."""
        self.tries.append(request)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Delay):
            await asyncio.sleep(answer.seconds)
        if request.key not in {envelope.key for envelope in self.sent}:
            self.sent.append(request)
        if isinstance(answer, Lost):
            raise OutcomeUnknown(answer.message)
        return Receipt(external_id=self.external_id(request.key))

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Read what `write` wrote."""
        try:
            happened = msgspec.json.decode(raw, type=Happened)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"this is not an event of the test network: {error}") from error
        return [Event(**msgspec.structs.asdict(happened))]


def connector(settings: Mapping[str, object]) -> Memory:
    """The test network needs no settings."""
    if settings:
        raise BadSettings(
            f"the test network takes no settings; remove {', '.join(f'`{name}`' for name in settings)}"
        )
    return Memory()
