"""A list that somebody brings along: tried out, read and taken back, a batch at a time.

What a batch changes and how far the import came are one transaction: whoever dies in the middle has done each line once or
not at all, and whoever goes on begins with the next.  The file is read by the room `wire`, which hands over lines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import bulk, files, notify
from askfirst.brand.changes import announce, held_back
from askfirst.brand.models import Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.consent import import_judging, import_undoing, import_writing
from askfirst.consent.models import Import, ImportLine
from askfirst.sentence import Sentence, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand, Member, StoredFile
    from askfirst.consent.models import List
    from askfirst.networks.exports.list_fields import Field
    from askfirst.networks.exports.list_lines import Line

State = Import.State
UNDER_WAY = (State.TRYING, State.RUNNING, State.UNDOING)
BATCH = 1000
"""Lines in one transaction: nobody who writes waits for longer than these take."""
FORGOTTEN_AT_ONCE = 20_000
EXAMPLES = 5
"""Lines that are named for each reason; all of them stand in the report."""
UNDO_FOR = timedelta(days=30)
LONG = timedelta(seconds=20)
"""Who began what takes longer is told when it is over: they may be somewhere else by then."""
FILE_FOR = timedelta(days=7)
"""So long a file is kept that nobody has had read."""
LONGEST_HOW, LONGEST_WORDS, LONGEST_BECAUSE = 200, 5000, 200


class CannotImport(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was changed; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


class Overtaken(Exception):  # noqa: N818 -- it says what the matter is
    """Somebody else went on with it, or it was stopped: what was read for it is worth nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """A file as it was looked over."""

    name: str
    sha256: str
    file: StoredFile
    sheets: Sequence[dict[str, Any]]
    fields: Mapping[str, Field]
    how: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How it is to be read, as somebody wishes it."""

    fields: Mapping[str, str]
    """Which column tells what; columns that are not named are not read."""
    standings: Mapping[int, str]
    """How everybody in a table stands, by its place."""
    how: str = ""
    words: str = ""
    order: str = "ymd"
    is_only_list: bool = False
    shared_because: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """How far an import has come: the turn, and the lines of its table that are behind us."""

    turn: int
    line: int


def begin(member: Member | None, on: List, brought: Brought) -> Import:
    """Keep a file that people are to be read out of.  Nothing is read yet.

    Raises:
        PermissionDenied: the role may not set up lists and record stops, or the list is another brand's.
        CannotImport: the list is closed.
    """
    if member:
        require(member, Right.LISTS, on.brand_id)
        require(member, Right.SUPPRESS, on.brand_id)
    if on.closed_at:
        raise CannotImport(
            _("“%(list)s” is closed. Use it again first, or bring them onto another.") % {"list": on}
        )
    return Import.objects.create(
        brand_id=on.brand_id,
        list=on,
        member=member,
        name=brought.name,
        sha256=brought.sha256,
        file=brought.file,
        sheets=list(brought.sheets),
        fields={name: str(told) for name, told in brought.fields.items()},
        how=brought.how,
        total=sum(sheet["lines"] for sheet in brought.sheets),
    )


def access(member: Member, pk: int, on: List | None = None) -> Import:
    """One import of the member's brand; `on`: into this list.

    Raises:
        PermissionDenied: the role may not set up lists.
        Http404: there is none.
    """
    require(member, Right.LISTS)
    rows = imports_of(member.brand)
    found = (rows.filter(list=on) if on else rows).filter(pk=pk).first()
    if found is None:
        raise Http404(_("there is no such import in this brand"))
    return found


def imports_of(brand: Brand) -> QuerySet[Import]:
    """All of a brand's, the newest first, with what pages show of them."""
    rows = Import.objects.filter(brand=brand).select_related("list__brand", "brand", "member", "file")
    return rows.order_by("-pk")


def set_up(held: Import, wanted: Reading) -> None:
    """Say how it is to be read.  What a dry run found before is forgotten with its lines.

    Raises:
        CannotImport: it was read already, or nothing says which column holds the address.
    """
    if held.state not in {State.OPEN, State.TRIED}:
        raise CannotImport(
            _("This file is being read or was read: bring it once more to read it in another way.")
        )
    fields = {name: told for name, told in wanted.fields.items() if told}
    if not {"address", "digest"} & set(fields.values()):
        raise CannotImport(_("Say which column holds the address."), "fields")
    twice = [told for told, many in Counter(fields.values()).items() if many > 1]
    if twice:
        raise CannotImport(_("Two columns tell the same thing: choose one of them."), "fields")
    for place, standing in wanted.standings.items():
        held.sheets[place]["standing"] = standing
    held.fields, held.order, held.is_only_list = fields, wanted.order, wanted.is_only_list
    held.how = plain(wanted.how).strip()[:LONGEST_HOW]
    held.words = plain(wanted.words).strip()[:LONGEST_WORDS]
    held.shared_because = plain(wanted.shared_because).strip()[:LONGEST_BECAUSE]
    held.save()


def start(held: Import, *, is_try: bool) -> None:
    """Let the worker read it: to see what would come of it, or for good.

    Raises:
        CannotImport: it was read already, or its file is gone, or nobody said how to read it.
    """
    if held.state not in {State.OPEN, State.TRIED} or held.file is None:
        raise CannotImport(_("This file is being read or was read. Bring it once more to read it again."))
    if not {"address", "digest"} & set(held.fields.values()):
        raise CannotImport(_("Say which column holds the address."), "fields")
    _forget_lines(ImportLine.objects.filter(of=held))
    with transaction.atomic():
        held.state = State.TRYING if is_try else State.RUNNING
        held.turn = held.at_line = held.read = 0
        held.began_at, held.ended_at = timezone.now(), None
        if is_try:
            held.tried = {}
        else:
            held.found = {}
        held.save()
        _tell(held)


def undo(member: Member | None, held: Import) -> None:
    """Take back what it did, through the ledger.  Who confirmed, wrote or said no since stays as they are.

    Raises:
        PermissionDenied: the role may not set up lists; or somebody else brought it and the role may not approve.
        CannotImport: it did nothing yet, was taken back already, or too long ago.
    """
    if member:
        require(member, Right.LISTS, held.brand_id)
        if held.member_id != member.pk and not may(member, Right.APPROVE):
            raise PermissionDenied(
                _(
                    "Who brought the list along takes it back, or somebody who says yes to what waits for approval."
                )
            )
    if held.state not in {State.RUNNING, State.DONE, State.FAILED} or not held.found:
        raise CannotImport(_("There is nothing to take back."))
    if not can_be_undone(held):
        raise CannotImport(_("It was read more than 30 days ago, and stays."))
    with transaction.atomic():
        held.state, held.undone_upto, held.undone = State.UNDOING, 0, {}
        held.save(update_fields=["state", "undone_upto", "undone"])
        _tell(held)


def can_be_undone(held: Import) -> bool:
    """Whether it can be taken back still."""
    return bool(held.found) and (held.ended_at or timezone.now()) > timezone.now() - UNDO_FOR


def drop(held: Import) -> None:
    """Do not read it: the file goes.

    Raises:
        CannotImport: it is being read or was read.
    """
    if held.state not in {State.OPEN, State.TRIED, State.TRYING}:
        raise CannotImport(_("It is being read or was read. Take it back instead."))
    with transaction.atomic():
        held.state = State.DROPPED
        _let_go(held)
        held.save()
    _forget_lines(ImportLine.objects.filter(of=held))


def take(pk: int, at: Place, lines: Sequence[Line], upto: Place, *, read: int = 0) -> Import:
    """Judge these lines and, unless it is a dry run, do what follows; then it stands at `upto`.

    Args:
        pk: the import.
        at: where it stands as far as whoever read the lines knows.
        lines: those of `at.turn` behind it, in their order.
        upto: where it stands after them.
        read: about how many lines are done with these.

    Raises:
        Overtaken: it stands elsewhere by now, was stopped, or another worker has it in hand.
    """
    with transaction.atomic(), held_back():
        held = _in_hand(pk, (State.TRYING, State.RUNNING))
        if held is None or (held.turn, held.at_line) != (at.turn, at.line):
            raise Overtaken
        is_try, now = held.state == State.TRYING, timezone.now()
        judged = import_judging.judge(held, lines, now, is_try=is_try)
        _count(held.tried if is_try else held.found, judged)
        held.turn, held.at_line, held.read = upto.turn, upto.line, held.read + read
        held.save(update_fields=["turn", "at_line", "read", "tried", "found"])
        bulk.insert([_kept(held, one, is_try=is_try) for one in judged])
        _tell(held)
        if not is_try:
            import_writing.take(held, judged, now)
    return held


def finish(pk: int, problem: str = "") -> None:
    """It is read to the end, or breaks off because of `problem`; what was read for good keeps its lines, not its file."""
    with transaction.atomic(), held_back():
        held = _in_hand(pk, (State.TRYING, State.RUNNING))
        if held is None:
            return
        is_try = held.state == State.TRYING
        held.state = State.FAILED if problem else State.TRIED if is_try else State.DONE
        held.problem, held.ended_at = problem, timezone.now()
        if not is_try or problem:
            _let_go(held)
        held.total = held.read
        held.save()
        _tell(held)
        _tell_member(held)
        if not is_try:
            announce(held.brand, "consent")


def take_back(pk: int) -> int:
    """The next batch of what is taken back.  Returns how many lines of the ledger it looked at, 0 at the end."""
    with transaction.atomic(), held_back():
        held = _in_hand(pk, (State.UNDOING,))
        if held is None:
            return 0
        done = import_undoing.step(held, BATCH)
        held.save(update_fields=["undone_upto", "undone"])
        if not done:
            held.state, held.undone_at = State.UNDONE, timezone.now()
            _let_go(held)
            held.save()
            announce(held.brand, "consent")
        _tell(held)
    return done


def forget_old() -> int:
    """Let go of files that nobody had read, and of reports that nobody can take anything back by.  Returns how many."""
    now = timezone.now()
    many = 0
    for held in Import.objects.filter(state__in=[State.OPEN, State.TRIED], created_at__lt=now - FILE_FOR):
        drop(held)
        many += 1
    over = Import.objects.filter(ended_at__lt=now - UNDO_FOR).exclude(state__in=UNDER_WAY)
    return many + _forget_lines(ImportLine.objects.filter(of__in=over))


def _in_hand(pk: int, states: Sequence[str]) -> Import | None:
    """The import, held until the transaction is over; None: it is in no such state, or somebody else has it in hand."""
    rows = Import.objects.select_related("list__brand", "brand", "member").filter(pk=pk, state__in=states)
    has_skip = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=has_skip).first()


def _forget_lines(rows: QuerySet[ImportLine]) -> int:
    """Delete them in parts, so that nobody who writes waits for a million.  Returns how many there were."""
    many = 0
    while part := list(rows.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        many += rows.filter(pk__lte=part[-1]).delete()[0]
    return many


def _kept(held: Import, one: import_judging.Judged, *, is_try: bool) -> ImportLine:
    return ImportLine(
        of_id=held.pk,
        is_try=is_try,
        file=one.line.file,
        number=one.line.number,
        key=one.key(),
        outcome=one.outcome,
        reason=one.reason,
    )


def _count(counts: dict[str, Any], judged: Sequence[import_judging.Judged]) -> None:
    """Numbers by outcome and reason, and the first lines of each: `{"held": {"no_day": {"many": 2, "lines": [[0, 5]]}}}`."""
    for one in judged:
        found = counts.setdefault(str(one.outcome), {}).setdefault(one.reason, {"many": 0, "lines": []})
        found["many"] += 1
        if len(found["lines"]) < EXAMPLES:
            found["lines"].append([one.line.file, one.line.number])


def _let_go(held: Import) -> None:
    """The file goes, and the people in its first lines that were shown."""
    stored, held.file = held.file, None
    held.sheets = [
        {**sheet, "columns": [{"name": column["name"]} for column in sheet["columns"]]}
        for sheet in held.sheets
    ]
    held.save(update_fields=["file", "sheets"])
    if stored:
        files.forget(stored)


def _tell(held: Import) -> None:
    announce(held.brand, "import", subject=held.pk)


def _tell_member(held: Import) -> None:
    """It is over, and took so long that whoever began it may be somewhere else by now."""
    if held.member is None or held.began_at is None or timezone.now() - held.began_at < LONG:
        return
    titles = {
        State.TRIED: Sentence("“%(name)s” is tried out: see what would come of it", name=held.name),
        State.DONE: Sentence("“%(name)s” is read", name=held.name),
        State.FAILED: Sentence("“%(name)s” could not be read to its end", name=held.name),
    }
    added = sum(one["many"] for one in held.found.get(ImportLine.Outcome.ADDED, {}).values())
    came = counted("%(number)s person is on the list now.", "%(number)s people are on the list now.", added)
    news = notify.News(
        kind=Notification.Kind.BATCH,
        title=titles[State(held.state)],
        excerpt=held.problem or (came if held.state == State.DONE else ""),
        link=f"/settings/lists/{held.list_id}/import/{held.pk}/",
        subject=f"import:{held.pk}",
    )
    notify.notify(held.brand, [held.member], news)
