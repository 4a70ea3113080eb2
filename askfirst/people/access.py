"""The only ways to a person: each takes the member first, and asks for the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.people.models import Contact, Handle, Relationship

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Channel, Member

PAGE = 40


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people.  `after` continues it; 0 at the end."""

    contacts: list[Contact]
    after: int


def contacts(member: Member) -> QuerySet[Contact]:
    """Every person whom this member may see.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    return Contact.objects.filter(brand_id=member.brand_id)


def contact(member: Member, pk: int) -> Contact:
    """One person.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such person in this member's brand.
    """
    found = contacts(member).select_related("brand").filter(pk=pk).first()
    if found is None:
        raise Http404("this person does not exist, or is known to somebody else")
    return found


def page(member: Member, words: str = "", after: int = 0) -> Page:
    """People, the newest first, forty at a time; `words` are looked for in names and addresses.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    rows = contacts(member)
    words = plain(words).strip()
    if words:
        named = Handle.objects.filter(contact=OuterRef("pk"), address__icontains=words)
        rows = rows.filter(Q(name__icontains=words) | Exists(named))
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.prefetch_related("handles").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def count_fans(channel: Channel) -> int:
    """How many people like or follow this channel now."""
    kinds = (Relationship.Kind.LIKES, Relationship.Kind.FOLLOWS)
    rows = Relationship.objects.filter(channel=channel, kind__in=kinds, until=None)
    return rows.values("contact").distinct().count()
