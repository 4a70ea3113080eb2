"""Leaving: one list, or all that is written unasked.

It holds from the moment it is written: what waits to be sent is asked about again just before it leaves, and stays.

Leaving needs no reason and no proof of who it is: whoever has the message may reduce what its address gets.  For the same
reason it can be taken back at once, by whoever pressed it (`take_back`), and later only by joining anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry, List, Membership
from askfirst.people.models import Contact
from askfirst.people.resolve import theirs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askfirst.brand.models import Member

PURPOSES = tuple(List.Purpose.values)
"""Of what is written unasked."""
LONGEST_PLACE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class How:
    """By what they said it, where, and what shows it, in the words of the ledger."""

    mechanism: str
    place: str
    evidence: str
    endpoint: str = ""
    """Keyed digest of the address that it was said about; empty: nobody knows."""
    at: datetime | None = None
    """When they said it, where that was earlier."""
    member: Member | None = None
    """Who recorded it for them; None: they did it themselves."""


def leave(contact: Contact, on: List, how: How) -> list[Entry]:
    """They leave this list.  Who has left it already leaves it no second time: no line is written."""
    with transaction.atomic():
        person = held(contact)
        now = _state(person, on.purpose, on)
        # What a file said of them is not their own word yet: it can be taken back, and theirs cannot.
        if now.state in {"left", "blocked"} and now.by is None:
            return []
        return _write(person, [entry_for(person, Entry.Act.WITHDRAWN, how, on=on)])


def leave_everything(contact: Contact, how: How) -> list[Entry]:
    """They object to all that is written unasked, on every list and beside them.  Answers to them remain possible."""
    with transaction.atomic():
        person = held(contact)
        if _has_objected(person):
            return []
        return _write(person, [entry_for(person, Entry.Act.OBJECTED, how)])


def leave_what_was_joined_there(contact: Contact, how: How) -> list[Entry]:
    """They leave the lists that they joined by the address of which `how` speaks, before it was said."""
    with transaction.atomic():
        person = held(contact)
        lines = Entry.objects.filter(theirs(person), act__in=_YES, list__isnull=False).select_related("list")
        newest = {line.list_id: line for line in lines.order_by("occurred_at", "pk")}
        at = how.at or timezone.now()
        there = [
            one.list for one in newest.values() if one.endpoint == how.endpoint and one.occurred_at <= at
        ]
        return [line for on in there if on for line in leave(person, on, how)]


def take_back(written: Sequence[int], how: How) -> list[List | None]:
    """Whoever just left, by these lines of the ledger, did not mean it: what held before holds again.

    Returns what they are told of again (None: what is no list's); empty where they left anew since, or never were on it.
    """
    with transaction.atomic():
        lines = list(Entry.objects.select_related("contact__brand", "list").filter(pk__in=written))
        if not lines:
            return []
        person = held(lines[0].contact)
        first = min(line.number for line in lines)
        if Entry.objects.filter(theirs(person), number__gt=max(line.number for line in lines)).exists():
            return []
        again = [_again(person, before, how) for before in _agreed(person, _touched(person, lines), first)]
        _write(person, again)
    return [line.list for line in again]


def has_left_everything(contact: Contact) -> bool:
    """Nothing unasked may be sent to them: they objected, or stopped everything, and did not come back."""
    return _has_objected(kept(contact))


def kept(contact: Contact) -> Contact:
    """Who somebody turned out to be."""
    while contact.merged_into_id:
        contact = Contact.objects.select_related("brand").get(pk=contact.merged_into_id)
    return contact


def held(contact: Contact) -> Contact:
    """The person, whose ledger nobody else writes meanwhile: pressed twice at once it is one line."""
    rows = Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("brand")
    return rows.get(pk=kept(contact).pk)


def _state(person: Contact, purpose: str, on: List | None = None) -> standing.State:
    return standing.states([person], purpose, on=on)[person.pk]


def _has_objected(person: Contact) -> bool:
    whole = [_state(person, purpose) for purpose in PURPOSES]
    if any(one.state not in {"left", "blocked"} or one.objected_at is None or one.by for one in whole):
        return False
    standing_on = Membership.objects.filter(contact=person).exclude(
        state__in=[Membership.State.LEFT, Membership.State.BLOCKED]
    )
    return not standing_on.exists()


def entry_for(person: Contact, act: str, how: How, *, on: List | None = None) -> Entry:
    """A line of the ledger that says this of them, not written yet."""
    return Entry(
        brand_id=person.brand_id,
        contact=person,
        act=act,
        purpose=on.purpose if on else "",
        list=on,
        endpoint=how.endpoint,
        mechanism=how.mechanism,
        place=plain(how.place)[:LONGEST_PLACE],
        actor="member" if how.member else "person",
        member=how.member,
        evidence=plain(how.evidence),
        occurred_at=how.at or timezone.now(),
    )


def _write(person: Contact, lines: list[Entry]) -> list[Entry]:
    written = ledger.write(lines)
    if written:
        announce(person.brand, "consent", contact=person.pk)
    return written


def _touched(person: Contact, lines: Sequence[Entry]) -> list[tuple[str, List | None]]:
    """The purposes and lists of which these lines say something."""
    lists = [line.list for line in lines if line.list]
    if any(line.list is None for line in lines):
        lists = [one.list for one in Membership.objects.filter(contact=person).select_related("list")]
    whole = [(purpose, None) for purpose in PURPOSES if any(line.list is None for line in lines)]
    return [*whole, *((one.purpose, one) for one in lists)]


def _agreed(person: Contact, subjects: Sequence[tuple[str, List | None]], first: int) -> list[Entry]:
    """The lines by which they stood on each of these, before a line of the ledger; none for what they did not stand on."""
    found = []
    for purpose, on in subjects:
        rows = Entry.objects.filter(theirs(person), standing.about(purpose, on), number__lt=first)
        lines = list(rows.order_by("occurred_at", "pk"))
        if standing.after(lines).state != "active":
            continue
        yes = [line for line in lines if line.act in _YES]
        found.append(yes[-1])
    return found


def _again(person: Contact, before: Entry, how: How) -> Entry:
    """What they had agreed to, said again in the same words and with the same end."""
    line = entry_for(person, before.act, how, on=before.list)
    line.purpose, line.notice_id, line.exchange = before.purpose, before.notice_id, before.exchange
    line.expires_at = before.expires_at
    agreed = f"{before.occurred_at:%-d %B %Y}"
    line.evidence = f"{line.evidence}; what was agreed on {agreed} holds as before".removeprefix("; ")
    return line


_YES = (Entry.Act.CONFIRMED, Entry.Act.JOINED, Entry.Act.IMPORTED)
