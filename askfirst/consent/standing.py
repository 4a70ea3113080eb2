"""What the ledger says of somebody today: read from its lines, the latest on a subject wins."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone

from askfirst.consent.models import Entry
from askfirst.people.models import Contact
from askfirst.people.resolve import theirs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from askfirst.consent.models import List


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What the ledger says of one person and one purpose at one moment."""

    state: str = "none"
    basis: str = "none"
    """What it rests on, in the words of the fact `consent_basis`."""
    given_at: datetime | None = None
    expires_at: datetime | None = None
    objected_at: datetime | None = None
    by: UUID | None = None
    """The import that brought them here; None: anything else did."""
    before: State | None = None
    """What held before that import."""


class Line(NamedTuple):
    """As much of a line of the ledger as says what holds; an Entry says it too."""

    contact_id: int
    act: str
    mechanism: str
    exchange: UUID | None
    occurred_at: datetime
    expires_at: datetime | None


def states(
    contacts: Iterable[Contact], purpose: str, *, on: List | None = None, at: datetime | None = None
) -> dict[int, State]:
    """What holds for each contact and this purpose: one query for any number.  The latest line on a subject wins.

    `on`: for messages of this list, to which only joining it agrees.  `at` is the instant at which what was agreed to may
    have ended; now unless given.
    """
    now = at or timezone.now()
    found = of_ids((contact.pk for contact in contacts), purpose, on=on)
    return {contact: aged(state, now) for contact, state in found.items()}


def of_ids(contacts: Iterable[int], purpose: str, *, on: List | None = None) -> dict[int, State]:
    """The same by ids, as long as nothing ends by itself."""
    asked = list(contacts)
    gone = merged_into(asked)
    lines: dict[int, list[Line]] = defaultdict(list)
    entries = Entry.objects.filter(about(purpose, on), contact__in=[*asked, *gone])
    for row in entries.order_by("occurred_at", "pk").values_list(*Line._fields):
        line = Line(*row)
        lines[line.contact_id].append(line)
    return {contact: _together(lines, contact, gone) for contact in asked}


def about(purpose: str, on: List | None = None) -> Q:
    """Narrows the ledger to the lines that matter for a purpose, or for a list.

    What takes back a purpose as a whole takes back each of its lists; what agrees to it agrees to none of them.
    """
    whole = Q(list=None, purpose__in=["", purpose])
    return Q(list=on) | (whole & Q(act__in=FOR_ALL)) if on else whole


def merged_into(contacts: Iterable[int]) -> dict[int, Contact]:
    """Those who turned out to be one of these people, by their ids: one query for any number."""
    return {
        one.pk: one
        for one in Contact.objects.filter(merged_into__in=list(contacts)).order_by("merged_at", "pk")
    }


def entries_of(contact: Contact) -> list[Entry]:
    """Every line about this person, the newest first, those of whom they turned out to be included: one query."""
    rows = Entry.objects.filter(theirs(contact)).select_related("member", "contact")
    return list(rows.order_by("-occurred_at", "-pk"))


def stricter(one: State, other: State) -> State:
    """What holds of somebody of whom both hold: the word that allows less, the earlier end, the later objection.

    Who never said anything has not agreed: silence is stricter than a yes.
    """
    looser, found = sorted((one, other), key=lambda state: _STRICTNESS.index(state.state))
    both = (looser, found) if looser.state == found.state else (found,)
    return State(
        state=found.state,
        basis=found.basis,
        given_at=min((state.given_at for state in both if state.given_at), default=None),
        expires_at=min((state.expires_at for state in both if state.expires_at), default=None),
        objected_at=max((state.objected_at for state in (one, other) if state.objected_at), default=None),
    )


def _together(lines: Mapping[int, list[Line]], contact: int, gone: Mapping[int, Contact]) -> State:
    """What was said of whom they turned out to be counts from the moment of the merge; then the stricter word of both.

    What they say later is about all of them.
    """
    state, own = State(), list(lines.get(contact, ()))
    for other in gone.values():
        if other.merged_into_id == contact:
            before = [entry for entry in own if other.merged_at and entry.occurred_at <= other.merged_at]
            own = own[len(before) :]
            state = stricter(reduce(_step, before, state), after(lines.get(other.pk, ())))
    return reduce(_step, own, state)


def after(entries: Iterable[Line | Entry]) -> State:
    """What holds after these lines of one person, in their order, as long as nothing ends by itself."""
    return reduce(_step, entries, State())


def _step(state: State, entry: Line | Entry) -> State:
    """What holds after one more line."""
    if entry.act == Entry.Act.RETRACTED:
        return state.before if state.before and state.by == entry.exchange else state
    if state.state == "blocked" and entry.act not in {Entry.Act.SUPPRESSED, Entry.Act.LIFTED}:
        # Who is on the stop list comes off it first; no form filled in by whomever does that by the way.
        return replace(state, by=None, before=None) if entry.act in TAKES_BACK else state
    found = _STEPS[Entry.Act(entry.act)](state, entry)
    if found is state or entry.mechanism != Entry.Mechanism.IMPORT:
        return found
    return replace(found, by=entry.exchange, before=state)


def _requested(state: State, _entry: Line | Entry) -> State:
    """A second request never lowers what was confirmed."""
    return state if state.state == "active" else State(state="pending", objected_at=state.objected_at)


def _lifted(state: State, _entry: Line | Entry) -> State:
    return State(state="left", objected_at=state.objected_at) if state.state == "blocked" else state


def _joined(basis: str) -> Callable[[State, Line | Entry], State]:
    def step(_state: State, entry: Line | Entry) -> State:
        return State(state="active", basis=basis, given_at=entry.occurred_at, expires_at=entry.expires_at)

    return step


def _refreshed(state: State, entry: Line | Entry) -> State:
    """Who said again what they had said is asked no sooner; nobody comes on a list by it."""
    if state.state not in {"active", "stale"}:
        return state
    return replace(state, state="active", expires_at=entry.expires_at, by=None, before=None)


def _unproven(state: State, _entry: Line | Entry) -> State:
    """An import without evidence takes nothing away and gives nothing."""
    return replace(state, state="unproven") if state.state == "none" else state


def _lapsed(state: State, _entry: Line | Entry) -> State:
    return State(objected_at=state.objected_at) if state.state == "pending" else state


def _faded(state: State, _entry: Line | Entry) -> State:
    return replace(state, state="stale") if state.state == "active" else state


def _as_it_was(state: State, _entry: Line | Entry) -> State:
    """Wishes about how and how often, and what an app was granted, are no word about being on a list."""
    return state


_STRICTNESS = ("active", "pending", "none", "unproven", "stale", "left", "blocked")
"""The states, from the one that allows most to the one that allows least."""

TAKES_BACK = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)
"""Acts that say no to what was agreed to."""

FOR_ALL = (*TAKES_BACK, Entry.Act.LIFTED, Entry.Act.RETRACTED)
"""Acts that hold for each list where they name none."""

_STEPS: dict[Entry.Act, Callable[[State, Line | Entry], State]] = {
    Entry.Act.REQUESTED: _requested,
    Entry.Act.CONFIRMED: _joined("double_opt_in"),
    Entry.Act.JOINED: _joined("express"),
    Entry.Act.IMPORTED: _joined("express"),
    Entry.Act.UNPROVEN: _unproven,
    Entry.Act.REFRESHED: _refreshed,
    Entry.Act.NARROWED: _as_it_was,
    Entry.Act.WIDENED: _as_it_was,
    Entry.Act.LAPSED: _lapsed,
    Entry.Act.FADED: _faded,
    Entry.Act.GRANTED: _as_it_was,
    Entry.Act.REVOKED: _as_it_was,
    Entry.Act.WITHDRAWN: lambda state, _: State(state="left", objected_at=state.objected_at),
    Entry.Act.OBJECTED: lambda _, entry: State(state="left", objected_at=entry.occurred_at),
    Entry.Act.SUPPRESSED: lambda _, entry: State(state="blocked", objected_at=entry.occurred_at),
    Entry.Act.LIFTED: _lifted,
}


def aged(state: State, now: datetime) -> State:
    """The same at an instant behind which what was agreed to may have ended by itself."""
    if state.state == "active" and state.expires_at and state.expires_at <= now:
        return replace(state, state="stale")
    return state
