"""Who asks to be connected, out of the brand's own exports, where no network lets a program hear of it.

LinkedIn's `Invitations.csv`, alone or inside the zip of "Get a copy of your data": a header `From,To,Sent At,Message,
Direction,inviterProfileUrl,inviteeProfileUrl`, then one invitation a line.  Only those that came in and still wait are
in it.

Facebook's `friend_requests_received.json` in the JSON form of "download your information": `{"received_requests_v2":
[{"name": "…", "timestamp": 1700000000}]}`.  It names people by what they call themselves and by nothing else, and two may
share a name, so whoever asks is known by name and moment together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports import linkedin
from askfirst.networks.exports.base import Item, Meter, Reading, Remark
from askfirst.networks.exports.meta_talks import repaired
from askfirst.networks.exports.records import pieces
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import Row, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

INVITATIONS = "invitations.csv"
RECEIVED = frozenset({"friend_requests_received.json", "received_friend_requests.json"})
LISTS = ("received_requests_v2", "received_requests", "friend_requests_received_v2")
INVITATIONS_REMEDY = (
    "In LinkedIn, with its language set to English, go to Settings, Data privacy, Get a copy of your data, "
    "choose Invitations, and give the file unchanged."
)
RECEIVED_REMEDY = (
    "In Facebook's Accounts Center, go to Your information and permissions, Download your information, choose Friends "
    "and followers and the format JSON, and give the zip unchanged."
)
SHAPE = Shape(
    needed=("from", "sent at", "direction", "inviterprofileurl"),
    described="From, Sent At, Direction and inviterProfileUrl",
    remedy=INVITATIONS_REMEDY,
    preamble=50,
)
MOMENTS = ("%m/%d/%y, %I:%M %p", "%m/%d/%Y, %I:%M %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
CAME_IN = "incoming"


class LinkedInInvitations:
    """Invitations to connect that wait for an answer.  The file does not say whose it is, so `owner` is not used."""

    name = "linkedin-invitations"
    label = "LinkedIn invitations"
    network = "linkedin"

    def recognise(self, path: Path) -> bool:
        """Whether the header stands near the top, here or in the zip."""
        try:
            _check_headers(_invitations(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:  # noqa: ARG002 -- the protocol's word
        """Check the header, then read line by line (see `Export.read`)."""
        source = _invitations(path)
        source.verify()
        _check_headers(source)
        meter = Meter(total=source.size)
        return Reading(meter, chain(source.remarks("invitations are"), _invited(source, meter)))


class FacebookRequests:
    """Friend requests that wait for an answer.  `owner` is not used: the file names the others alone."""

    name = "facebook-requests"
    label = "Facebook friend requests"
    network = "facebook"

    def recognise(self, path: Path) -> bool:
        """Whether this is the list, alone or in the zip."""
        try:
            _require_list(_received(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:  # noqa: ARG002 -- the protocol's word
        """Check the file, then read name by name (see `Export.read`)."""
        source = _received(path)
        source.verify()
        _require_list(source)
        meter = Meter(total=source.size)
        return Reading(meter, chain(source.remarks("friend requests are"), _asked(source, meter)))


# ── LinkedIn ──


def _invitations(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.name.casefold() == INVITATIONS,
        missing=f"has no Invitations.csv. {INVITATIONS_REMEDY}",
    )


def _check_headers(source: Source) -> None:
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            Table(stream, source.place(member), SHAPE)


def _invited(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        label, ours = source.label(member), 0
        with source.opened(member, meter) as stream:
            for row in Table(stream, label, SHAPE):
                if not isinstance(row, Remark) and row.text("direction").casefold() != CAME_IN:
                    ours += 1
                else:
                    yield row if isinstance(row, Remark) else _invitation(row)
        if ours:
            said = f"{ours:,} invitations were sent by this account, or are of no known direction: left out"
            yield Remark(file=label, line=None, sentence=said)


def _invitation(row: Row) -> Item:
    name, url = row.text("from"), row.text("inviterprofileurl")
    slug = linkedin.slug(url)
    if not slug:
        return row.remark(
            f"{name or 'somebody without a name'} has no profile address: cannot be known again, left out"
        )
    sent = row.text("sent at")
    at = _moment(sent)
    undated = f"the day {sent!r} could not be read: kept without one" if sent and at is None else ""
    return Event(
        kind=EventKind.REQUEST,
        external_id=f"invitation:{slug}:{at:%Y-%m-%dT%H:%M}" if at else f"invitation:{slug}",
        occurred_at=at,
        actor=slug,
        actor_name=name,
        text=row.text("message"),
        remarks=(undated,) if undated else (),
        extra={"url": url},
    )


def _moment(text: str) -> datetime | None:
    """The file names no time zone: the hour is kept as if it were UTC, and is right within a day."""
    said = " ".join(text.replace("\u202f", " ").split())
    for form in MOMENTS:
        try:
            return datetime.strptime(said, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


# ── Facebook ──


def _received(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: PurePosixPath(member).name.casefold() in RECEIVED,
        missing=f"has no list of friend requests (friends/friend_requests_received.json). {RECEIVED_REMEDY}",
    )


def _require_list(source: Source) -> None:
    """Raises `BadInput` where no list of requests stands in it."""
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            first = next(pieces(stream, source.place(member), LISTS), None)
        if first is not None and first.key not in LISTS:
            raise BadInput(f"{source.place(member)} is no list of friend requests. {RECEIVED_REMEDY}")


def _asked(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        label = source.label(member)
        with source.opened(member, meter) as stream:
            for piece in pieces(stream, label, LISTS):
                if piece.key in LISTS:
                    yield _friend(piece.value, label, piece.line)


def _friend(value: Any, file: str, line: int) -> Item:
    entry = value if isinstance(value, dict) else {}
    name, at = repaired(entry.get("name")).strip(), _second(entry.get("timestamp"))
    if not name:
        return Remark(
            file=file, line=line, sentence="a request without a name: cannot be known again, left out"
        )
    known_by = f"{name} ({at:%Y-%m-%d %H:%M})" if at else name
    return Event(
        kind=EventKind.REQUEST,
        external_id=f"friend-request:{known_by}"[:190],
        occurred_at=at,
        actor=known_by[:250],
        actor_name=name,
        remarks=() if at else ("the file does not say when",),
    )


def _second(value: object) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 4_102_444_800:
        return None
    return datetime.fromtimestamp(value, tz=UTC)
