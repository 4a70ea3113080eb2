"""Taking back what an import alone did: a line of the ledger against each of its own, and its stops lifted.

Nothing is deleted.  Where anybody said something of the person since (they themselves, a network, a member, another
import), or they wrote to the brand, they stay as they are, and what the import said of them is no import's any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.consent import ledger
from askfirst.consent.models import Entry, Suppression
from askfirst.people.models import Engagement, Handle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.consent.models import Import

_DID = (Entry.Act.IMPORTED, Entry.Act.UNPROVEN, Entry.Act.SUPPRESSED, Entry.Act.WITHDRAWN)


def step(held: Import, many: int) -> int:
    """The next `many` lines that it wrote; for `importing`, in its transaction.  Returns how many there were, 0 at the end.

    At the end its stops are lifted, as far as nobody else said the same since.
    """
    rows = Entry.objects.filter(exchange=held.exchange, act__in=_DID, pk__gt=held.undone_upto)
    lines = list(rows.select_related("contact", "list").order_by("pk")[:many])
    if not lines:
        _lift(held)
        return 0
    kept = _who_stay(held, lines)
    _let_stand(held, kept)
    held.undone_upto = lines[-1].pk
    back = [line for line in lines if line.contact_id not in kept]
    _add(held, "taken_back", len(back))
    _add(held, "kept", len(lines) - len(back))
    ledger.write_many([_against(held, line) for line in back])
    return len(lines)


def _who_stay(held: Import, lines: Sequence[Entry]) -> set[int]:
    people = {line.contact_id for line in lines}
    first = min(line.number for line in lines)
    since = Entry.objects.filter(contact__in=people, number__gt=first).exclude(exchange=held.exchange)
    stay = set(since.values_list("contact", flat=True))
    wrote = Engagement.objects.filter(contact__in=people, recorded_at__gte=held.began_at or held.created_at)
    stay |= set(wrote.values_list("contact", flat=True))
    return stay | {
        line.contact_id for line in lines if line.contact.merged_into_id or line.contact.forgotten_at
    }


def _let_stand(held: Import, people: set[int]) -> None:
    """What keeps them on the stop list is theirs by their own word from now on."""
    handles = Handle.objects.filter(contact__in=people)
    digests = [ledger.digest(one.network, one.address) for one in handles]
    Suppression.objects.filter(exchange=held.exchange, digest__in=digests).update(exchange=None)


def _against(held: Import, line: Entry) -> Entry:
    who = f" by {held.member}" if held.member else ""
    return Entry(
        brand_id=line.brand_id,
        contact_id=line.contact_id,
        act=Entry.Act.RETRACTED,
        purpose=line.purpose,
        list=line.list,
        exchange=held.exchange,
        endpoint=line.endpoint,
        mechanism=Entry.Mechanism.IMPORT,
        place=held.name,
        actor="member" if held.member_id else "system",
        member=held.member,
        evidence=f"import {held.pk}, which had written line {line.number}, was taken back{who}",
        occurred_at=timezone.now(),
    )


def _lift(held: Import) -> None:
    rows = Suppression.objects.filter(exchange=held.exchange, lifted_at=None)
    dead = set(rows.filter(reason=Suppression.Reason.DEAD).values_list("digest", flat=True))
    if dead:
        _let_live(held, dead)
    _add(held, "lifted", rows.update(lifted_at=timezone.now()))


def _let_live(held: Import, dead: set[str]) -> None:
    """Only the file said that they are dead."""
    rows = Handle.objects.filter(brand=held.brand_id, unreachable_since__isnull=False)
    back = [one.pk for one in rows.iterator() if ledger.digest(one.network, one.address) in dead]
    Handle.objects.filter(pk__in=back).update(unreachable_since=None)


def _add(held: Import, word: str, many: int) -> None:
    held.undone[word] = held.undone.get(word, 0) + many
