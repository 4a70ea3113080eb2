"""What a visitor does, handed to the wire exactly as any network's event: nothing here writes to the inbox or the wall."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from askfirst.networks import page as network
from askfirst.wire import intake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from askfirst.networks.base import Event
    from askfirst.wall.models import Page
    from askfirst.web.visitor import Visitor


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """One thing that a visitor did.  `key` is the form's own: the same form sent twice is one deed."""

    kind: network.Kind
    key: str
    text: str = ""
    target: str = ""
    choices: tuple[str, ...] = ()
    files: tuple[UploadedFile[Any], ...] = ()
    time_zone: str = ""
    is_nameless: bool = False
    """Nothing that leads to the visitor is handed over."""
    seconds: int | None = None
    """How long the form was before them; None: nobody knows."""


def do(page: Page, visitor: Visitor, deed: Deed) -> str:
    """Hand it over; committed when this returns.  Returns the id under which it will stand.

    Raises:
        BadInput: the files are larger than a message may be, with a sentence that says so.
    """
    external_id = _id(visitor, deed)
    raw = network.write(
        network.Said(
            kind=deed.kind,
            id=external_id,
            visitor="" if deed.is_nameless else visitor.address,
            at=timezone.now(),
            name="" if deed.is_nameless else visitor.name,
            text=deed.text,
            target=deed.target,
            choices=deed.choices,
            time_zone=deed.time_zone,
            language="" if deed.is_nameless else get_language() or "",
            seconds=deed.seconds,
            files=tuple(_file(one) for one in deed.files),
        )
    )
    intake.accept(page.channel, raw, external_id)
    return external_id


def pending(page: Page, visitor: Visitor, *kinds: network.Kind) -> list[Event]:
    """What they did a moment ago and what is not in its place yet, so that they see it at once."""
    if not visitor.is_known:
        return []
    return [told for told in intake.pending(page.channel, visitor.address) if str(told.kind) in kinds]


def too_large(files: Iterable[UploadedFile[Any]]) -> str:
    """The sentence for files that do not fit; empty where they do."""
    size = sum(one.size or 0 for one in files)
    if size <= network.ATTACHMENT_LIMIT:
        return ""
    return _(
        "These files have %(size)s MB, and %(most)s MB fit in one message. Choose smaller ones; your words are kept."
    ) % {"size": f"{size / 1e6:.0f}", "most": f"{network.ATTACHMENT_LIMIT / 1e6:.0f}"}


def _file(upload: UploadedFile[Any]) -> network.File:
    return network.File(
        name=upload.name or "file", content_type=upload.content_type or "", content=upload.read()
    )


def _id(visitor: Visitor, deed: Deed) -> str:
    """The same for the same words from the same form; other words from that form (after going back) are another deed."""
    whose = "" if deed.is_nameless else visitor.address
    parts = (whose, deed.kind, deed.key, deed.target, deed.text, *deed.choices)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
