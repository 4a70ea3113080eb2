"""The archive that X (Twitter) gives each account: a zip with `data/account.js`, `data/follower.js` and so on.

Shape, as seen in archives from 2018 to 2026: every file is `window.YTD.<kind>.part<n> = [ … ]`, long ones continue in
`follower-part1.js`; accounts are named by number only; a follow carries no date; a message carries
`id, senderId, recipientId, createdAt, text` inside `dmConversation.messages[].messageCreate`.
Older archives call the file `direct-message.js` and keep it beside, not inside, `data/`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.archive import AGAIN, Archive
from askfirst.networks.exports.base import Item, Meter, Reading, Remark, metered, storable
from askfirst.networks.exports.records import Record, records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

ACCOUNT = re.compile(r"(?:.*/)?account\.js")
PART = re.compile(
    r"(?P<kind>follower|following|direct-messages?|direct-messages?-group)(?:-part(?P<part>\d+))?\.js"
)
NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
SHORT_LINK = re.compile(r"https?://t\.co/\w+", re.ASCII)
LONGEST_LINK = 4096
MANIFEST_LIMIT = 4 << 20
GENERATED = re.compile(r'"generationDate"\s*:\s*"([^"]{10,40})"')


@dataclass(frozen=True, kw_only=True, slots=True)
class _Account:
    """Whose archive this is, and the day it shows."""

    id: str
    username: str
    as_of: str
    """When X made the archive, in its own words; empty in old archives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    kind: str
    number: int
    member: str


class XArchive:
    """Followers, followed accounts and direct messages of one X account.

    `owner`, where given, is the account's number or name: an archive of somebody else is refused.
    """

    name = "x-archive"
    label = "X archive"
    network = "x"

    def recognise(self, path: Path) -> bool:
        """Whether this is a zip with an `account.js` and something of ours beside it."""
        try:
            with Archive(path) as archive:
                return bool(_parts(archive, _folder(archive)))
        except BadInput:
            return False

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Check the archive, then read it file by file (see `Export.read`)."""
        with Archive(path) as archive:
            folder = _folder(archive)
            parts = _parts(archive, folder)
            members = [part.member for part in parts]
            archive.verify([f"{folder}account.js", *members])
            account = _account(archive, folder)
            _refuse_stranger(path, account, owner)
            meter = Meter(total=archive.size(members))
            remarks = list(_unread(archive, folder, parts))
        return Reading(meter, chain(remarks, _items(path, parts, account, meter)))


def _folder(archive: Archive) -> str:
    """Where the files lie: `data/` since 2019, the root before, and deeper where somebody packed it again."""
    found = [name for name in archive.names if ACCOUNT.fullmatch(name)]
    if not found:
        raise BadInput(
            f"{archive.path} has no account.js, so it is not an X archive. "
            "X sends one after Settings, Your account, Download an archive of your data."
        )
    return min(found, key=len).removesuffix("account.js")


def _parts(archive: Archive, folder: str) -> list[_Part]:
    matches = [PART.fullmatch(name.removeprefix(folder)) for name in archive.names if name.startswith(folder)]
    parts = [
        _Part(kind=match["kind"], number=int(match["part"] or 0), member=folder + match.string)
        for match in matches
        if match
    ]
    return sorted(parts, key=lambda part: (part.kind, part.number))


def _account(archive: Archive, folder: str) -> _Account:
    name = f"{folder}account.js"
    with archive.opened(name) as stream:
        first = next(records(stream, name), None)
    fields = _inner(first.value, "account") if first else {}
    number = _number(fields.get("accountId"))
    if not number:
        raise BadInput(f"{name} in {archive.path} names no account. {AGAIN}")
    username = storable(str(fields.get("username") or ""))
    return _Account(id=number, username=username, as_of=_as_of(archive, f"{folder}manifest.js"))


def _as_of(archive: Archive, manifest: str) -> str:
    if manifest not in archive.names:
        return ""
    with archive.opened(manifest) as stream:
        match = GENERATED.search(stream.read(MANIFEST_LIMIT).decode("utf-8", "replace"))
    return match[1] if match and _moment(match[1]) else ""


def _refuse_stranger(path: Path, account: _Account, owner: Collection[str]) -> None:
    ours = {handle.removeprefix("@").casefold() for handle in owner}
    if ours and not ours & {account.id, account.username.casefold()}:
        raise BadInput(
            f"{path} is the archive of @{account.username} ({account.id}), not of {', '.join(sorted(owner))}. "
            "Give this account's own archive, or connect that account first."
        )


def _unread(archive: Archive, folder: str, parts: list[_Part]) -> Iterator[Remark]:
    """What the archive holds and this reader leaves alone, and what it should hold and does not."""
    read = {part.member for part in parts} | {f"{folder}account.js", f"{folder}manifest.js"}
    left = sorted(
        PurePosixPath(name).name
        for name in archive.names
        if name.startswith(folder) and name.endswith(".js") and name not in read
    )
    if left:
        yield Remark(
            file=archive.path.name,
            line=None,
            sentence=f"left unread, since only followers, followed accounts and direct messages are used: {', '.join(left)}",
        )
    for wanted in ("follower", "following", "direct-message"):
        if not any(part.kind.startswith(wanted) for part in parts):
            yield Remark(file=archive.path.name, line=None, sentence=f"has no {wanted} file: none were read")


def _items(path: Path, parts: list[_Part], account: _Account, meter: Meter) -> Iterator[Item]:
    with Archive(path) as archive:
        for part in parts:
            with archive.opened(part.member) as stream:
                for record in records(metered(stream, meter), part.member):
                    yield from _translated(record, part, account)


def _translated(record: Record, part: _Part, account: _Account) -> Iterator[Item]:
    if part.kind in {"follower", "following"}:
        yield _edge(record, part, account)
    elif part.kind.endswith("-group"):
        yield from _group(record, part)
    else:
        yield from _conversation(record, part, account)


def _edge(record: Record, part: _Part, account: _Account) -> Item:
    """Somebody follows us, or we follow them; as of the day of the archive, since when is not said."""
    number = _number(_inner(record.value, part.kind).get("accountId"))
    if not number:
        return Remark(file=part.member, line=record.line, sentence="names no account: left out")
    return Event(
        kind=EventKind.FOLLOW if part.kind == "follower" else EventKind.WE_FOLLOW,
        external_id=f"{part.kind}:{number}@{account.as_of}",
        actor=number if part.kind == "follower" else account.id,
        target=account.id if part.kind == "follower" else number,
        extra={"as_of": account.as_of} if account.as_of else {},
    )


def _group(record: Record, part: _Part) -> Iterator[Remark]:
    messages = _inner(record.value, "dmConversation").get("messages")
    count = len(messages) if isinstance(messages, list) else 0
    yield Remark(
        file=part.member,
        line=record.line,
        sentence=f"a group conversation with {count:,} entries was left out: the inbox holds talks between two",
    )


def _conversation(record: Record, part: _Part, account: _Account) -> Iterator[Item]:
    conversation = _inner(record.value, "dmConversation")
    messages = conversation.get("messages")
    if not isinstance(messages, list):
        yield Remark(file=part.member, line=record.line, sentence="is not a conversation: left out")
        return
    name = storable(str(conversation.get("conversationId") or ""))
    unused: Counter[str] = Counter()
    for entry in messages:
        event = _message(_inner(entry, "messageCreate"), name, account)
        if event is None:
            unused[_kind_of(entry)] += 1
        else:
            yield event
    for kind, count in unused.items():
        yield Remark(
            file=part.member,
            line=record.line,
            sentence=f"{count:,} of the entries of conversation {name or 'without a name'} ({kind}) were left out",
        )


def _kind_of(entry: object) -> str:
    """Why an entry is no message of ours, in one word or two."""
    if isinstance(entry, dict) and "messageCreate" in entry:
        return "a message without its id, or between others"
    return storable(", ".join(map(str, entry))[:80]) if isinstance(entry, dict) else "no object"


def _message(fields: dict[str, Any], conversation: str, account: _Account) -> Event | None:
    number, sender = _number(fields.get("id")), _number(fields.get("senderId"))
    recipient = _number(fields.get("recipientId"))
    if not (number and sender and recipient and account.id in {sender, recipient}):
        return None
    pictures = len(_list(fields, "mediaUrls"))
    moment = _moment(fields.get("createdAt"))
    lost = f"{pictures} attached file(s) stayed in the archive" if pictures else ""
    undated = "" if moment else "the archive does not say when"
    return Event(
        kind=EventKind.ECHO if sender == account.id else EventKind.MESSAGE,
        external_id=number,
        occurred_at=moment,
        actor=sender,
        target=recipient,
        text=storable(_with_full_links(fields)),
        remarks=tuple(filter(None, (lost, undated))),
        extra={"conversation": conversation},
    )


def _with_full_links(fields: dict[str, Any]) -> str:
    """The text with X's shortened links written out, as its own screens show them."""
    text = str(fields.get("text") or "")
    for link in _list(fields, "urls"):
        short, full = (link.get("url"), link.get("expanded")) if isinstance(link, dict) else (None, None)
        if (
            isinstance(short, str)
            and isinstance(full, str)
            and SHORT_LINK.fullmatch(short)
            and len(full) <= LONGEST_LINK
        ):
            text = text.replace(short, full)
    return text


def _inner(value: object, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    return value if isinstance(value, list) else []


def _number(value: object) -> str:
    return value if isinstance(value, str) and NUMBER.fullmatch(value) else ""


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
