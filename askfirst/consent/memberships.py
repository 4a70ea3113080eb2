"""Who stands on which list today: kept beside the ledger so that a million people can be counted, and computed from it.

`renew` is called with every line that is written; `rebuild` computes all of it anew, and must find the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.consent import standing
from askfirst.consent.models import Entry, List, Membership
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from askfirst.brand.models import Brand

MANY = 2000
"""People who are computed at once."""
_FIELDS = ("state", "basis", "given_at", "expires_at", "objected_at")


def renew(entries: Sequence[Entry]) -> None:
    """Bring up to date what these new lines may have changed."""
    touched: dict[int, set[int]] = defaultdict(set)  # list -> people
    for entry in entries:
        if entry.list_id:
            touched[entry.list_id].add(entry.contact_id)
    whole = {entry.contact_id for entry in entries if entry.list_id is None and entry.act in standing.FOR_ALL}
    for list_, contact in Membership.objects.filter(contact__in=whole).values_list("list", "contact"):
        touched[list_].add(contact)
    _write_all(touched)


def renew_people(contacts: Iterable[Contact]) -> None:
    """Bring up to date everything about these people, who were merged or told apart."""
    people = {contact.pk for contact in contacts}
    told = Entry.objects.filter(
        Q(contact__in=people) | Q(contact__merged_into__in=people), list__isnull=False
    )
    touched: dict[int, set[int]] = defaultdict(set)
    for list_ in told.values_list("list", flat=True).distinct():
        touched[list_] |= people
    for list_, contact in Membership.objects.filter(contact__in=people).values_list("list", "contact"):
        touched[list_].add(contact)
    _write_all(touched)


def rebuild(brand: Brand) -> int:
    """Compute every membership of the brand from the ledger.  Returns how many people stand on a list, in whatever state."""
    lists = List.objects.filter(brand=brand)
    total = 0
    for one in lists:
        told = Entry.objects.filter(list=one).values_list("contact", flat=True).distinct()
        people = set(told)
        Membership.objects.filter(list=one).exclude(contact__in=people).delete()
        for some in _in_parts(sorted(people)):
            total += _write(one, some)
    return total


def of(contact: Contact) -> list[Membership]:
    """Every list that this person stands on or stood on, those of whom they turned out to be included: one query."""
    rows = Membership.objects.filter(contact=contact).select_related("list").order_by("list__name", "pk")
    return list(rows)


def _write_all(touched: Mapping[int, set[int]]) -> None:
    for one in List.objects.filter(pk__in=touched):
        _write(one, _and_kept(touched[one.pk]))


def _and_kept(people: set[int]) -> set[int]:
    """These people, and those whom some of them turned out to be."""
    kept = Contact.objects.filter(pk__in=people, merged_into__isnull=False)
    return people | {one.merged_into_id for one in kept if one.merged_into_id}


def _write(one: List, people: Iterable[int]) -> int:
    states = standing.of_ids(people, one.purpose, on=one)
    rows = [
        Membership(
            brand_id=one.brand_id,
            list_id=one.pk,
            contact_id=contact,
            **{name: getattr(state, name) for name in _FIELDS},
        )
        for contact, state in states.items()
    ]
    Membership.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["list", "contact"],
        update_fields=list(_FIELDS),
        batch_size=MANY,
    )
    return len(rows)


def _in_parts(people: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(people), MANY):
        yield people[first : first + MANY]
