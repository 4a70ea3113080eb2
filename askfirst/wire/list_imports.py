"""Lists out of files: a file is looked over, and the worker reads it line by line into `consent.importing`.

What forbids is read first, in a turn of its own: the tables of those who left, then each table of which single lines can
say it, and only then whoever could come onto the list.  A worker that dies leaves the place at which the next goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from askfirst.brand import files
from askfirst.consent import chain, importing
from askfirst.consent.importing import BATCH, Brought, Overtaken, Place
from askfirst.consent.models import Import
from askfirst.networks.base import BadInput
from askfirst.networks.exports import list_fields, list_files, list_reading
from askfirst.networks.exports.base import Meter
from askfirst.networks.exports.list_files import Sheet
from askfirst.networks.exports.list_lines import TIGHTENS
from askfirst.networks.exports.list_reading import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.brand.models import Member, StoredFile
    from askfirst.consent.models import List
    from askfirst.networks.exports.list_lines import Line

State = Import.State
AT_A_TIME = 5
"""Batches of one import before another gets its turn."""
LITTLE = 1000
"""Lines that are read while somebody waits for the answer."""
HOW = {"mailchimp": "a form of Mailchimp", "listmonk": "a form of listmonk"}
"""By what people usually came into such a list, as a first word to whoever knows better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One table, read for those who leave or for all the others."""

    file: int
    sheet: Sheet
    is_forbidding: bool


def receive(member: Member | None, on: List, name: str, chunks: Iterable[bytes]) -> Import:
    """Keep a file and look it over: which tables it holds, and what their columns probably tell.

    Raises:
        BadInput: it is damaged or holds no table; nothing is kept.
        CannotImport, PermissionDenied: as `importing.begin`.
    """
    stored, sha256 = files.keep_large(on.brand, name, chunks)
    try:
        sheets = list_files.look(Path(stored.file.path), stored.name)
        columns = {column.name: column.samples for sheet in sheets for column in sheet.columns}
        brought = Brought(
            name=stored.name,
            sha256=sha256,
            file=stored,
            sheets=[sheet.kept() for sheet in sheets],
            fields=list_fields.guess(columns.items()),
            how=HOW.get(sheets[0].kind, ""),
        )
        return importing.begin(member, on, brought)
    except BadInput as error:
        files.forget(stored)
        raise BadInput(_named(str(error), stored)) from None
    except Exception:
        files.forget(stored)
        raise


def try_out(held: Import) -> None:
    """See what would come of it: before this returns where the file is small, else by the worker.

    Raises:
        CannotImport: as `importing.start`.
    """
    importing.start(held, is_try=True)
    a_little(held)


def a_little(held: Import) -> None:
    """Where it is little, do all that is under way with it before this returns; else the worker does."""
    if held.total <= LITTLE:
        to_the_end(held)


def to_the_end(held: Import) -> None:
    """Do all of what is under way with one import, here and now."""
    imports = Imports()
    while imports.go_on(held.pk):
        pass
    held.refresh_from_db()


class Imports:
    """The worker's own: the files that it has open, each behind the line at which it stopped."""

    def __init__(self) -> None:
        self._open: dict[int, _Reader] = {}

    def look(self) -> int:
        """Some batches of each import that is under way.  Returns how many were done."""
        under_way = Import.objects.filter(state__in=importing.UNDER_WAY).order_by("pk")
        return sum(self.go_on(pk) for pk in list(under_way.values_list("pk", flat=True)))

    def go_on(self, pk: int) -> int:
        """Some batches of one import.  Returns how many were done, 0 where nothing is left."""
        held = Import.objects.select_related("file", "list").get(pk=pk)
        if held.state == State.UNDOING:
            return importing.take_back(pk)
        if held.state not in importing.UNDER_WAY:
            return self._close(pk)
        try:
            return self._read(held)
        except Overtaken:
            return self._close(pk)
        except BadInput as error:
            importing.finish(pk, _named(str(error), held.file))
            return self._close(pk)

    def _read(self, held: Import) -> int:
        # Out of hand until it is done: whatever goes wrong with a batch, its lines are read anew.
        reader = self._open.pop(held.pk, None)
        if reader is None or not reader.stands_at(held):
            reader = _Reader(held)
        for done in range(AT_A_TIME):
            if not reader.step(held.pk):
                importing.finish(held.pk)
                return done + 1
        self._open[held.pk] = reader
        return AT_A_TIME

    def _close(self, pk: int) -> int:
        self._open.pop(pk, None)
        return 0


class _Reader:
    """One pass through the file of an import, from where it stands."""

    def __init__(self, held: Import) -> None:
        if held.file is None:
            raise BadInput("The file is gone. Bring it once more.")
        self._path = Path(held.file.file.path)
        self._plan = plan_of(held)
        self._turns = turns_of(held, self._plan)
        self._began = (held.state, held.began_at)
        self._at = Place(held.turn, held.at_line)
        self._rows: Iterator[tuple[int, Line]] | None = None

    def stands_at(self, held: Import) -> bool:
        return (self._at, self._began) == (Place(held.turn, held.at_line), (held.state, held.began_at))

    def step(self, pk: int) -> bool:
        """One batch.  False: everything is read."""
        if self._at.turn >= len(self._turns):
            return False
        if self._rows is None:
            self._rows = self._lines(self._turns[self._at.turn], self._at.line)
        found = list(islice(self._rows, BATCH))
        upto = Place(self._at.turn, found[-1][0]) if found else Place(self._at.turn + 1, 0)
        if not found:
            self._rows = None
        importing.take(pk, self._at, [line for _, line in found], upto, read=len(found))
        self._at = upto
        return True

    def _lines(self, turn: Turn, behind: int) -> Iterator[tuple[int, Line]]:
        """Those that belong to this turn, each with its place among all of the table."""
        rows = list_files.rows(self._path, turn.sheet.member, Meter(0))
        for place, row in enumerate(rows, 1):
            if place <= behind:
                continue
            line = list_reading.line(row, self._plan, turn.sheet, turn.file)
            if (line.standing in TIGHTENS) == turn.is_forbidding:
                yield place, line


def plan_of(held: Import) -> Plan:
    """How its lines are read."""
    fields = {name: list_fields.Field(told) for name, told in held.fields.items()}
    return Plan(fields=fields, how=held.how, words=held.words, order=held.order, key=digest_key())


def digest_key() -> str:
    """By what the digests of this installation are known; it tells nothing of the key itself."""
    return chain.keyed("which installation made a digest")[:8]


def turns_of(held: Import, plan: Plan) -> list[Turn]:
    """What is read in which order: all that forbids, then the rest."""
    sheets = [Sheet.of(kept) for kept in held.sheets]
    forbids = [
        Turn(file=file, sheet=sheet, is_forbidding=True)
        for file, sheet in enumerate(sheets)
        if sheet.standing in TIGHTENS or plan.says_standing()
    ]
    permits = [
        Turn(file=file, sheet=sheet, is_forbidding=False)
        for file, sheet in enumerate(sheets)
        if sheet.standing not in TIGHTENS
    ]
    return forbids + permits


def _named(says: str, stored: StoredFile | None) -> str:
    """The same with the name that the file has for people, not the one on our disk."""
    if stored is None:
        return says
    path = Path(stored.file.path)
    return says.replace(str(path), stored.name).replace(path.name, stored.name)
