"""Rows by what a person calls them: a brand's short name, somebody's name, handle or id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand.models import Brand, Channel
from askfirst.cli.exits import Failed
from askfirst.consent.models import List
from askfirst.people.models import Contact
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMED = 10


def brand(slug: str) -> Brand:
    """The brand of that short name; the only one there is where none is named.

    Raises:
        Failed: there is none, or more than one to choose from.
    """
    if slug:
        found = Brand.objects.filter(slug=slug.removeprefix("@")).first()
        if found is None:
            raise Failed(f"There is no brand `{slug}`. {_known()}")
        return found
    brands = list(Brand.objects.order_by("slug")[:2])
    if len(brands) != 1:
        raise Failed(f"Say which brand with --brand. {_known()}" if brands else _known())
    return brands[0]


def contact(brand: Brand, person: str) -> Contact:
    """Somebody by id, handle or name; a part of a name is enough where it fits one person only.

    Raises:
        Failed: nobody, or several people, are called that.
    """
    people = Contact.objects.filter(brand=brand, merged_into=None, forgotten_at=None)
    if person.isdecimal() and (by_id := people.filter(Q(pk=int(person)) | Q(merged__pk=int(person))).first()):
        return by_id
    exact = people.filter(Q(handles__key=key_of(person.removeprefix("@"))) | Q(name__iexact=person))
    for rows in (exact, people.filter(name__icontains=person)):
        found = list(rows.distinct().order_by("pk")[: MOST_NAMED + 1])
        if len(found) == 1:
            return found[0]
        if found:
            raise Failed(f"`{person}` fits several people. Say which by id: {_named(found)}")
    raise Failed(
        f"{brand} knows nobody called `{person}`. Give a name, a handle (an address, a user name) or an id."
    )


def list_of(brand: Brand, short: str) -> List:
    """A list of the brand by its short name.

    Raises:
        Failed: there is none; the sentence names those there are.
    """
    rows = List.objects.select_related("brand").filter(brand=brand)
    found = rows.filter(slug=short).first()
    if found is None:
        known = ", ".join(rows.order_by("slug").values_list("slug", flat=True)) or "none"
        raise Failed(f"{brand} has no list `{short}`. There is: {known}.")
    return found


def channel(brand: Brand, network: str, address: str = "") -> Channel:
    """The brand's channel on a network; the address says which, where it has several.

    Raises:
        Failed: there is none, or more than one to choose from.
    """
    rows = Channel.objects.filter(brand=brand, network=network)
    found = list(rows.filter(address__iexact=address) if address else rows)
    if len(found) == 1:
        return found[0]
    said = ", ".join(one.address for one in rows) or "none"
    raise Failed(f"Say which {network} channel of {brand} with --address. There is: {said}.")


def _known() -> str:
    slugs = list(Brand.objects.order_by("slug").values_list("slug", flat=True)[:MOST_NAMED])
    return (
        f"There is: {', '.join(slugs)}."
        if slugs
        else "There is no brand yet: make one with `askfirst brand add`."
    )


def _named(people: Iterable[Contact]) -> str:
    listed = [f"{one.pk} ({one})" for one in people]
    more = ", and more" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more
