"""The brand's own page as one more network: what the team says there is delivered by being said.

Both ends of its wire format are in this file.  The web room records what a visitor did with `write`, and `Page.parse` reads it::

    raw = write(Said(kind="message", id="m-81", visitor="v-7f3a", name="Ana", text="Are you open on Sunday?", at=now))

The format is JSON, one object per deed, fields as in `Said`; unknown fields are refused, so that a typing error cannot be lost.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime  # noqa: TC003 -- msgspec reads the annotation
from typing import TYPE_CHECKING, Literal

import msgspec

from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Capabilities,
    Envelope,
    Event,
    EventKind,
    Form,
    Network,
    Receipt,
)
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXT_LIMIT = 5_000
"""Characters of one message, comment or post, in both directions."""
ATTACHMENT_LIMIT = 10_000_000
"""Bytes of all files of one message."""

Kind = Literal["message", "comment", "wall_post", "ask", "like", "unlike", "vote", "stop"]

_NEEDS_WORDS = frozenset({"message", "comment", "wall_post", "ask"})


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that a visitor added; on the wire its content is base64."""

    name: str
    content_type: str
    content: bytes


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one visitor did on the page, as the web room records it."""

    kind: Kind
    id: str
    """Made by the web room, once per deed: a repeated form keeps it."""
    visitor: str
    """The visitor's handle on the page; empty for a question that was asked without a name."""
    at: datetime
    """Aware."""
    name: str = ""
    text: str = ""
    target: str = ""
    """The post that was commented on or liked, or the poll; empty where the page itself was liked."""
    choices: tuple[str, ...] = ()
    """All that they chose in the poll; empty where they took their vote back."""
    in_reply_to: str = ""
    """The message or comment that this one answers."""
    time_zone: str = ""
    """Where their browser says that they are, such as `Europe/Lisbon`; empty where it does not say."""
    language: str = ""
    """In which the page spoke to them, such as `de`; empty where nobody knows."""
    seconds: int | None = None
    """How long the form was before them; None: nobody knows."""
    files: tuple[File, ...] = ()


def write(said: Said) -> bytes:
    """The wire form of one deed.

    Raises:
        BadInput: it could not be read back, for example because a text is too long.
    """
    raw = msgspec.json.encode(said)
    _read(raw)
    return raw


class Page(Network):
    """The hosted page.  It keeps nothing: what was delivered is what the inbox and the wall then show."""

    name = "page"
    label = "The page"
    capabilities = Capabilities(
        forms=frozenset(Form),
        text_limit=TEXT_LIMIT,
        attachment_limit=ATTACHMENT_LIMIT,
        attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),  # on the wall it shows words
        has_idempotency=True,
        reports_delivery=True,
        reports_reading=True,
        has_typing=True,
        has_quotes=True,
    )

    def external_id(self, key: str) -> str:
        """The id under which it will stand on the page; the same for each try of the same delivery."""
        digest = hashlib.sha256(f"page:{key}".encode())
        return base64.b32encode(digest.digest()[:15]).decode().lower()

    def build(self, envelope: Envelope) -> str:
        """Nothing travels: its id is all the page needs."""
        return self.external_id(envelope.key)

    async def post(self, request: str) -> Receipt:
        """Standing on the page is being delivered."""
        return Receipt(external_id=request, is_delivered=True)

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Read what the web room wrote."""
        said = _read(raw)
        return [
            Event(
                kind=EventKind(said.kind),
                external_id=said.id,
                occurred_at=said.at,
                actor=said.visitor,
                actor_name=said.name,
                target=said.target,
                text=said.text,
                in_reply_to=said.in_reply_to,
                extra=_extra(said),
                attachments=tuple(
                    Attachment(name=file.name, content_type=file.content_type, content=file.content)
                    for file in said.files
                ),
            )
        ]


def connector(settings: Mapping[str, object]) -> Page:
    """The page needs no settings."""
    if settings:
        raise BadSettings(
            Sentence(
                "the page takes no settings; remove %(names)s",
                names=", ".join(f"`{name}`" for name in settings),
            )
        )
    return Page()


def _extra(said: Said) -> dict[str, object]:
    told = {"time_zone": said.time_zone, "language": said.language}
    extra: dict[str, object] = {name: value for name, value in told.items() if value}
    if said.kind == "vote":
        extra["choices"] = list(said.choices)
    return extra if said.seconds is None else extra | {"seconds": said.seconds}


def _read(raw: bytes) -> Said:
    try:
        said = msgspec.json.decode(raw, type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"this is not what a visitor did on the page: {error}") from error
    for is_wrong, sentence in _faults(said):
        if is_wrong:
            raise BadInput(f"{said.kind} {said.id!r}: {sentence}")
    return said


def _faults(said: Said) -> Iterable[tuple[bool, str]]:
    size = sum(len(file.content) for file in said.files)
    yield not said.id.strip(), "`id` is empty; make one per deed"
    is_nameless = not said.visitor.strip()
    yield is_nameless and said.kind != "ask", "`visitor` is empty; it is the handle of who did it"
    yield (
        is_nameless and bool(said.name),
        "it says a name and no handle; who asks without a name gives neither",
    )
    yield said.at.tzinfo is None, "`at` has no time zone; give an aware time"
    yield len(said.text) > TEXT_LIMIT, f"`text` has {len(said.text):,} characters, at most {TEXT_LIMIT:,} fit"
    yield (
        said.kind in _NEEDS_WORDS and not (said.text.strip() or said.files),
        "nothing was said: text and files are empty",
    )
    yield said.kind == "comment" and not said.target, "`target` is empty; name the post"
    yield said.kind == "vote" and not said.target, "`target` is empty; name the poll"
    yield size > ATTACHMENT_LIMIT, f"the files have {size:,} bytes, at most {ATTACHMENT_LIMIT:,} fit"
