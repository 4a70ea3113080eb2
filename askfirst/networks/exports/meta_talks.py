"""Conversations in what Facebook and Instagram call "download your information", in its JSON form.

Shape, as seen from 2018 to 2026: `…/messages/inbox/<somebody>_<number>/message_1.json` (and `archived_threads`,
`filtered_threads`, `message_requests`), at most 10,000 messages a file, newest first:
`{"participants": [{"name"}], "messages": [{"sender_name", "timestamp_ms", "content", "photos": [{"uri"}], "share": {"link"},
"reactions": [{"actor"}], "type", "is_unsent"}], "title", "thread_path"}`.

- Every text is UTF-8 whose bytes were each written as one Latin-1 letter (`Ã¼` for `ü`): `repaired` undoes it.
- People are named by what they call themselves and by nothing else, so a talk's own folder is the handle of whom it is with.
- Messages have no id: one is made of the talk, the millisecond, who wrote, and what.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.base import Item, Meter, Remark, metered, storable
from askfirst.networks.exports.records import pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from askfirst.networks.exports.archive import Archive

PART = re.compile(
    r"(?:.*/)?messages/(?:(?:inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover)/)?"
    r"(?P<talk>[^/]+)/message(?:_(?P<part>\d{1,9}))?\.json"
)
AS_PAGES = re.compile(r"(?:.*/)?(?:messages/.*message(?:_\d+)?|followers(?:_\d+)?|start_here|index)\.html")
PROFILE = re.compile(r"(?:.*/)?(?:profile_information|personal_information)\.json")
FILES = ("photos", "videos", "audio_files", "files", "gifs")
NOT_SAID = {"Call", "Subscribe", "Unsubscribe"}
"""Types of an entry that tell of a call, or of who came and went."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAIR = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """One conversation: its files, oldest last as the network orders them, and who takes part."""

    name: str
    members: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def handle(self) -> str:
        return f"talk:{self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Talks:
    """All conversations of an archive, and under which names the brand speaks in them."""

    talks: tuple[Talk, ...]
    ours: frozenset[str] = field(default=frozenset())
    """Without case."""

    @property
    def members(self) -> list[str]:
        return [member for talk in self.talks for member in talk.members]


def repaired(value: object) -> str:
    """The text as it was written.  What is no such double encoding, newer exports have some, stays as it is."""
    text = value if isinstance(value, str) else ""
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return storable(text)


def refuse_pages(archive: Archive) -> None:
    """The same archive exists as pages to look at, which nobody can read reliably.

    Raises:
        BadInput: this is that form.
    """
    if any(AS_PAGES.fullmatch(name) for name in archive.names):
        raise BadInput(
            f"{archive.path} holds pages to look at (HTML). Ask for your information again, and choose the format JSON."
        )


def profile(archive: Archive) -> frozenset[str]:
    """Every name by which the archive calls its owner, without case; empty where it does not say."""
    names = [name for name in archive.names if PROFILE.fullmatch(name)]
    found: set[str] = set()
    for name in names:
        with archive.opened(name) as stream:
            for piece in pieces(stream, name, {"profile_user"}):
                found.update(_names(piece.value))
    return frozenset(found - {""})


def _names(value: object) -> Iterator[str]:
    """Facebook says `name.full_name, username, profile_uri`; Instagram a map of labels, in the owner's language."""
    whole = _object(value)
    yield repaired(_object(whole.get("name")).get("full_name")).casefold()
    yield repaired(whole.get("username")).casefold()
    yield repaired(whole.get("profile_uri")).rstrip("/").rpartition("/")[2].casefold()
    for label in _object(whole.get("string_map_data")).values():
        yield repaired(_object(label).get("value")).casefold()


def refuse_stranger(archive: Archive, named: frozenset[str], owner: Collection[str]) -> None:
    """Raises `BadInput` where the archive says whose it is, and it is somebody else's."""
    ours = plain(owner)
    if ours and named and not ours & named:
        raise BadInput(
            f"{archive.path} is the archive of {' or '.join(sorted(named)[:3])}, not of {', '.join(sorted(owner))}. "
            "Give this account's own archive, or say with --address how it calls itself."
        )


def plain(names: Collection[str]) -> frozenset[str]:
    """Names as they are compared: without case, outer space and a leading @."""
    return frozenset(name.strip().removeprefix("@").casefold() for name in names) - {""}


def talks_of(archive: Archive) -> Talks:
    """Every conversation in the archive, by the names of the files alone."""
    members: dict[str, list[tuple[int, str]]] = {}
    for name in archive.names:
        match = PART.fullmatch(name)
        if match:
            members.setdefault(match["talk"], []).append((int(match["part"] or 1), name))
    return Talks(
        talks=tuple(
            Talk(name=talk, members=tuple(name for _, name in sorted(parts)), people=())
            for talk, parts in members.items()
        )
    )


def with_people(archive: Archive, found: Talks, names: frozenset[str]) -> Talks:
    """The same conversations with who takes part, and which of them is the brand.

    Who takes part in all of several talks between two is the owner, whatever they called themselves elsewhere.

    Raises:
        BadInput: nothing tells which of the two is the brand; says how to.
    """
    talks = tuple(
        Talk(name=talk.name, members=talk.members, people=_people(archive, talk.members[0]))
        for talk in found.talks
    )
    pairs = [{name.casefold() for name in talk.people} for talk in talks if len(talk.people) == PAIR]
    common = set.intersection(*pairs) if pairs else set()
    ours = names | (common if len(common) == 1 else set())
    if pairs and not any(pair & ours for pair in pairs):
        raise BadInput(
            f"{archive.path} does not say which of {' and '.join(sorted(pairs[0]))} is you. "
            "Say with --address how you call yourself there."
        )
    return Talks(talks=talks, ours=ours)


def _people(archive: Archive, member: str) -> tuple[str, ...]:
    with archive.opened(member) as stream:
        for piece in pieces(stream, member, {"messages"}):
            if piece.key == "participants" and isinstance(piece.value, list):
                return tuple(repaired(_object(one).get("name")) for one in piece.value)
    return ()


def items(archive: Archive, found: Talks, meter: Meter) -> Iterator[Item]:
    """Every message of every talk between the brand and one other; what is left out is said for each talk."""
    for talk in found.talks:
        others = [name for name in talk.people if name.casefold() not in found.ours]
        if len(talk.people) > PAIR:
            yield _left(talk, f"is a group of {len(talk.people):,}: the inbox holds talks between two")
        elif len(others) != 1 or len(talk.people) != PAIR:
            yield _left(talk, "is not a talk between you and one other")
        else:
            yield from _said(archive, talk, (found.ours, others[0]), meter)


def _left(talk: Talk, why: str) -> Remark:
    return Remark(file=talk.members[0], line=None, sentence=f"{why}, left out")


def _said(archive: Archive, talk: Talk, who: tuple[frozenset[str], str], meter: Meter) -> Iterator[Item]:
    ours, other = who
    for member in talk.members:
        unused: Counter[str] = Counter()
        with archive.opened(member) as stream:
            for piece in pieces(metered(stream, meter), member, {"messages"}):
                if piece.key == "messages":
                    fields = _object(piece.value)
                    event = _message(fields, talk, ours, other)
                    unused[_why(fields)] += event is None
                    yield from [event] if event else []
        for why, count in unused.items():
            if count:
                yield Remark(
                    file=member, line=None, sentence=f"{count:,} of the entries ({why}) were left out"
                )


def _why(fields: dict[str, Any]) -> str:
    """Why an entry is no message, in a word or two."""
    if fields.get("is_unsent") is True:
        return "taken back"
    kind = storable(str(fields.get("type") or ""))[:40]
    return kind.lower() if kind in NOT_SAID else "without a sender, a time or a word"


def _message(fields: dict[str, Any], talk: Talk, ours: frozenset[str], other: str) -> Event | None:
    sender, text = repaired(fields.get("sender_name")), _text(fields)
    moment = _moment(fields.get("timestamp_ms"))
    count = sum(len(_list(fields, kind)) for kind in FILES) + ("sticker" in fields)
    is_left = fields.get("is_unsent") is True or str(fields.get("type")) in NOT_SAID
    if is_left or not (sender and moment and (text or count)):
        return None
    is_ours = sender.casefold() in ours
    lost = f"{count} attached file(s) stayed in the archive" if count else ""
    reactions = len(_list(fields, "reactions"))
    return Event(
        kind=EventKind.ECHO if is_ours else EventKind.MESSAGE,
        external_id=_id(talk, fields),
        occurred_at=moment,
        actor=sender if is_ours else talk.handle,
        actor_name="" if is_ours else other,
        target=talk.handle if is_ours else "",
        text=text,
        remarks=tuple(
            filter(None, (lost, f"{reactions} reaction(s) stayed in the archive" if reactions else ""))
        ),
        extra={"conversation": talk.name},
    )


def _id(talk: Talk, fields: dict[str, Any]) -> str:
    uris = [_object(one).get("uri") for kind in FILES for one in _list(fields, kind)]
    said = repr(
        (fields.get("sender_name"), fields.get("content"), uris, _object(fields.get("share")).get("link"))
    )
    digest = hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]
    return f"{talk.name}:{fields.get('timestamp_ms')}:{digest}"


def _text(fields: dict[str, Any]) -> str:
    """What was written, and the address that was shared with it."""
    text = repaired(fields.get("content"))
    link = repaired(_object(fields.get("share")).get("link"))
    return "\n".join(filter(None, (text, "" if link in text else link)))


def moment_of(seconds: object) -> datetime | None:
    """A time in whole seconds since 1970; None where it is none, or 0, which stands for unknown."""
    return _moment(seconds * 1000) if isinstance(seconds, int) else None


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or milliseconds <= 0:
        return None
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    return value if isinstance(value, list) else []
