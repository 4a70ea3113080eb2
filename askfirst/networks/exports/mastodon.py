"""The tables that a Mastodon account gives away under Preferences, Import and export, alone or in a zip.

Shape, as seen from 2017 to 2026 (Mastodon's `app/models/export.rb`): `following_accounts.csv` with the header
`Account address,Show boosts,Notify on new posts,Languages`, before 3.0 without one; `lists.csv` without a header,
`title,address`; followers, where a server gives them (Pleroma and its kin do), one address a line.  Nothing carries a day.
`blocked_accounts.csv`, `muted_accounts.csv` and the like tell what we did to others: they are left unread.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.exports.base import Item, Meter, Reading, Remark
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import bare_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

REMEDY = (
    "In Mastodon, go to Preferences, Import and export, Data export, and give following_accounts.csv, lists.csv or "
    "followers.csv with the name it came with, or a zip of them."
)
ADDRESS = re.compile(r"@?([\w.-]{1,64}@[\w.-]{1,189})")
HEADERS = {"account address", "account", "acct"}
KINDS = {"follower": EventKind.FOLLOW, "following": EventKind.WE_FOLLOW, "lists": EventKind.KNOWN}
"""By how a file's name begins."""


class Mastodon:
    """Who is followed, who follows, and who stands on a list of the account.

    The tables do not say whose they are; the first of `owner` is taken for it.
    """

    name = "mastodon"
    label = "Mastodon tables"
    network = "mastodon"

    def recognise(self, path: Path) -> bool:
        """Whether it has one of the names, and begins with an account's address."""
        try:
            _check_beginnings(_source(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:
        """Check how each table begins, then read line by line (see `Export.read`)."""
        source = _source(path)
        source.verify()
        _check_beginnings(source)
        meter = Meter(total=source.size)
        ours = next(iter(owner), "").strip().removeprefix("@")
        return Reading(meter, chain(source.remarks("follows and lists are"), _items(source, meter, ours)))


def _source(path: Path) -> Source:
    source = Source.of(
        path, is_wanted=lambda member: _is_known(member.name), missing=f"has none of them. {REMEDY}"
    )
    if source.members == ("",) and not _is_known(path.name):
        raise BadInput(f"{path} does not say by its name what it holds. {REMEDY}")
    return source


def _is_known(name: str) -> bool:
    return name.casefold().startswith(tuple(KINDS)) and name.casefold().endswith(".csv")


def _kind(file: str) -> EventKind:
    name = file.rpartition("/")[2].casefold()
    return next(kind for beginning, kind in KINDS.items() if name.startswith(beginning))


def _check_beginnings(source: Source) -> None:
    """Each table begins with a header or an account; an empty one is of somebody who follows nobody."""
    for member in source.members:
        file = source.label(member)
        with source.opened(member, Meter(0)) as stream:
            first = next(bare_rows(stream, file, REMEDY), None)
        if isinstance(first, Remark) or (
            first and not _is_header(first[1]) and not _address(first[1], _kind(file))
        ):
            raise BadInput(f"{source.place(member)} does not begin with the address of an account. {REMEDY}")


def _is_header(cells: list[str]) -> bool:
    return cells[0].casefold() in HEADERS


def _address(cells: list[str], kind: EventKind) -> str:
    """The account of a line: it stands first, and last where the table is of lists (a title may hold anything)."""
    match = ADDRESS.fullmatch(cells[-1] if kind is EventKind.KNOWN else cells[0])
    return match[1].casefold() if match else ""


def _items(source: Source, meter: Meter, ours: str) -> Iterator[Item]:
    for member in source.members:
        file = source.label(member)
        with source.opened(member, meter) as stream:
            for row in bare_rows(stream, file, REMEDY):
                if isinstance(row, Remark):
                    yield row
                elif row[0] > 1 or not _is_header(row[1]):
                    yield _account(file, *row, ours)


def _account(file: str, line: int, cells: list[str], ours: str) -> Item:
    """One line; no day stands in it, so since when is not known."""
    kind = _kind(file)
    who = _address(cells, kind)
    if not who:
        return Remark(file=file, line=line, sentence=f"{cells[-1][:80]!r} is no account: left out")
    if kind is EventKind.KNOWN:
        title = cells[0]
        return Event(kind=kind, external_id=f"list:{title}:{who}", actor=who, extra={"list": title})
    is_ours = kind is EventKind.WE_FOLLOW
    return Event(
        kind=kind,
        external_id=f"{'following' if is_ours else 'follower'}:{who}",
        actor=ours if is_ours else who,
        target=who if is_ours else ours,
    )
