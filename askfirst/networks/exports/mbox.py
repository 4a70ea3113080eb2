"""Mail folders in the mbox format, as Thunderbird, Apple Mail, mutt and Gmail's Takeout write them.

A message begins with a line `From somebody Sat Nov 21 10:00:00 2026` after a blank line.  Inside a message such a line
is quoted as `>From ` (mboxo), or with one more `>` than it had (mboxrd); one `>` is taken away again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.email.headers import key_or_text
from askfirst.networks.email.parse import Reading, parse
from askfirst.networks.exports import base
from askfirst.networks.exports.base import Item, Meter, Remark
from askfirst.networks.exports.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

LARGEST_MESSAGE = 64 << 20
LONGEST_PIECE = 1 << 20
LONGEST_SEPARATOR = 500
SEPARATOR = re.compile(
    rb"From .*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{1,2}:\d\d(?::\d\d)? .*\d{4}.*\r?\n?", re.IGNORECASE
)
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
HEADER_END = re.compile(rb"\r?\n\r?\n")
MOZILLA_STATUS = re.compile(rb"^X-Mozilla-Status:\s*([0-9a-f]{4})", re.MULTILINE | re.IGNORECASE)
MOZILLA_DELETED = 0x0008
DRAFT = re.compile(rb"^X-Mozilla-Draft-Info:", re.MULTILINE | re.IGNORECASE)
GMAIL_LABELS = re.compile(rb"^X-Gmail-Labels:((?:.*\r?\n(?=[ \t]))*.*)", re.MULTILINE | re.IGNORECASE)
UNWANTED_LABELS = {
    "draft": "a draft",
    "drafts": "a draft",
    "spam": "spam",
    "trash": "in the bin",
    "chat": "a chat",
}
REMEDY = "Export the folder as mbox, and give that file or a zip of it."

READING = Reading(where="the mail folder")


@dataclass(frozen=True, slots=True)
class _Mail:
    line: int
    raw: bytes
    is_too_large: bool


class _Open:
    """A mail whose end has not come yet; one that grows too large is let go."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._size = 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > LARGEST_MESSAGE:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def closed(self) -> _Mail:
        return _Mail(self._line, b"".join(self._pieces), self._size > LARGEST_MESSAGE)


class Mbox:
    """One mail folder: who wrote to us, and what we wrote.

    `owner` is needed: the brand's own addresses tell what we wrote (ECHO) from what others wrote (MESSAGE).
    """

    name = "mbox"
    label = "Mail folder (mbox)"
    network = "email"

    def recognise(self, path: Path) -> bool:
        """Whether the first line, here or in a member `….mbox` of a zip, separates mails."""
        try:
            _check_first_lines(_source(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> base.Reading:
        """Check the first lines, then read mail by mail (see `Export.read`)."""
        ours = frozenset(key_or_text(address.strip()) for address in owner) - {""}
        if not ours:
            raise BadInput(
                f"{path} needs one thing more: which addresses are yours? They tell what you wrote from what others wrote."
            )
        source = _source(path)
        source.verify()
        _check_first_lines(source)
        meter = Meter(total=source.size)
        items = _items(source, meter, ours)
        return base.Reading(meter, chain(source.remarks("mail folders are"), items))


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.suffix.casefold() == ".mbox" or member.name == "mbox",
        missing=f"has no mail folder (no member that ends in .mbox). {REMEDY}",
    )


def _check_first_lines(source: Source) -> None:
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            first = stream.readline(LONGEST_SEPARATOR)
        if not SEPARATOR.fullmatch(first):
            raise BadInput(
                f"{source.label(member)}: the first line is not 'From somebody Sat Nov 21 10:00:00 2026', "
                f"so this is not an mbox. {REMEDY}"
            )


def _items(source: Source, meter: Meter, ours: frozenset[str]) -> Iterator[Item]:
    for member in source.members:
        with source.opened(member, meter) as stream:
            for mail in _mails(stream):
                yield from _translated(mail, source.label(member), ours)


def _mails(stream: BinaryIO) -> Iterator[_Mail]:
    """Cut the folder at its separators, holding one mail at a time; its first line is known to be one."""
    mail = _Open(1)
    for line, piece, is_separator in _lines(stream):
        if not is_separator:
            mail.add(piece)
        elif line > 1:
            yield mail.closed()
            mail = _Open(line)
    yield mail.closed()


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Line number, line, and whether it begins a mail.  A very long line comes in pieces of one number."""
    number = 0
    begins, after_blank = True, True
    while piece := stream.readline(LONGEST_PIECE):
        number += begins
        may_separate = (
            begins and after_blank and piece.startswith(b"From ") and len(piece) <= LONGEST_SEPARATOR
        )
        yield number, piece, may_separate and bool(SEPARATOR.fullmatch(piece))
        after_blank = begins and piece in {b"\n", b"\r\n"}
        begins = piece.endswith(b"\n")


def _translated(mail: _Mail, file: str, ours: frozenset[str]) -> Iterator[Item]:
    problem = _left_out(mail)
    if problem:
        yield Remark(file=file, line=mail.line, sentence=f"{problem}: left out")
        return
    try:
        events = parse(QUOTED.sub(rb"\1", mail.raw), READING)
    except BadInput as error:
        yield Remark(file=file, line=mail.line, sentence=f"{error}: left out")
        return
    for event in events:
        if event.actor not in ours:
            yield event
        elif event.kind is EventKind.MESSAGE:
            yield _echo(event, ours)
        else:
            yield Remark(
                file=file, line=mail.line, sentence=f"a {event.kind} about our own address: left out"
            )


def _left_out(mail: _Mail) -> str:
    """Why this mail is not imported; empty where it is."""
    if mail.is_too_large:
        return f"a mail of more than {LARGEST_MESSAGE:,} bytes"
    if not mail.raw.strip():
        return "an empty mail"
    head = _head(mail.raw)
    status = MOZILLA_STATUS.search(head)
    if status and int(status[1], 16) & MOZILLA_DELETED:
        return "a mail that was deleted and not yet compacted away"
    if DRAFT.search(head):
        return "a draft"
    labels = GMAIL_LABELS.search(head)
    words = (
        [word.strip().casefold() for word in labels[1].decode("ascii", "replace").split(",")]
        if labels
        else []
    )
    return next((UNWANTED_LABELS[word] for word in words if word in UNWANTED_LABELS), "")


def _head(raw: bytes) -> bytes:
    end = HEADER_END.search(raw)
    return raw[: end.start() + 1] if end else raw


def _echo(event: Event, ours: frozenset[str]) -> Event:
    """What we wrote, as an ECHO to the first addressee who is not one of us."""
    addressees = [key_or_text(address) for address in (*event.extra["to"], *event.extra["cc"])]
    target = next((address for address in addressees if address not in ours), "")
    # That a mail bears an id of ours is a warning when it comes in, and no surprise where we keep what we sent.
    remarks = tuple(remark for remark in event.remarks if not remark.startswith("This mail goes in circles"))
    if not target:
        remarks = (*remarks, "The mail does not say to whom it went.")
    return replace(event, kind=EventKind.ECHO, target=target, remarks=remarks)
