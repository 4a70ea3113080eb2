"""The only ways to a person: each takes the member first, and asks for the right."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.people.engaged import in_band
from askfirst.people.models import Contact, Handle, Merge, Relationship

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Channel, Member

PAGE = 40
_WITH_VALUE = frozenset({"name", "engaged"})
"""Orders in which two may stand alike."""
LONGEST_ID = 19


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people.  `after` continues it; empty at the end."""

    contacts: list[Contact]
    after: str


def contacts(member: Member) -> QuerySet[Contact]:
    """Every person whom this member may see; of two who turned out to be one, the one.  Who was forgotten is not among them.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    return Contact.objects.filter(brand_id=member.brand_id, merged_into=None, forgotten_at=None)


def contact(member: Member, pk: int) -> Contact:
    """One person.  Who turned out to be somebody else is that person; who was forgotten is an entry without a name.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such person in this member's brand.
    """
    require(member, Right.READ_INBOX)
    rows = Contact.objects.filter(brand_id=member.brand_id, merged_into=None)
    rows = rows.select_related("brand", "relation_by")
    found = rows.filter(Q(pk=pk) | Q(merged__pk=pk)).distinct().first()
    if found is None:
        raise Http404(gettext("this person does not exist, or is known to somebody else"))
    return found


def handle(member: Member, contact: Contact, pk: int) -> Handle:
    """One address of a person whom the member may see.

    Raises:
        Http404: it is not theirs.
    """
    found = contacts(member).filter(pk=contact.pk, handles=pk).exists()
    if not found:
        raise Http404(gettext("this address does not exist, or is somebody else's by now"))
    return Handle.objects.select_related("contact__brand").get(pk=pk)


def merge(member: Member, pk: int) -> Merge:
    """One merge in the member's brand.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such merge in this member's brand.
    """
    require(member, Right.READ_INBOX)
    found = Merge.objects.select_related("kept", "gone").filter(pk=pk, brand_id=member.brand_id).first()
    if found is None:
        raise Http404(gettext("this merge does not exist, or belongs to somebody else"))
    return found


SORTS = {"newest": "-pk", "oldest": "pk", "name": "name", "engaged": "-score__value"}
"""The orders of the list, as they stand in addresses.  The last one lists those who did something."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Whom to list.  Empty: everybody."""

    words: str = ""
    network: str = ""
    relation: str = ""
    is_vip: bool = False
    band: str = ""
    """One of `points.Band`; `none`: those who did nothing that is weighed."""
    sort: str = "newest"


def page(member: Member, wanted: Filter | None = None, after: str = "", besides: Q | None = None) -> Page:
    """People, forty at a time; `after` is what the page before said.  `besides`: what else must hold of them.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    wanted = wanted or Filter()
    rows = _filtered(contacts(member), wanted)
    if wanted.band:
        rows = rows.filter(in_band(wanted.band, member.brand, timezone.now()))
    if wanted.sort == "engaged":
        rows = rows.filter(score__brand=member.brand_id).select_related("score")
    if besides is not None:
        rows = rows.filter(besides)
    rows = _continued(rows, wanted.sort, after).prefetch_related("handles")
    order = (SORTS[wanted.sort], "pk") if wanted.sort in _WITH_VALUE else (SORTS[wanted.sort],)
    found = list(rows.order_by(*order)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], _key(last, wanted.sort) if last else "")


def _filtered(rows: QuerySet[Contact], wanted: Filter) -> QuerySet[Contact]:
    theirs = Handle.objects.filter(contact=OuterRef("pk"))
    words = plain(wanted.words).strip()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Exists(theirs.filter(address__icontains=words)))
    if wanted.network:
        rows = rows.filter(Exists(theirs.filter(network=wanted.network)))
    if wanted.relation:
        rows = rows.filter(relation="" if wanted.relation == "none" else wanted.relation)
    return rows.filter(is_vip=True) if wanted.is_vip else rows


def _continued(rows: QuerySet[Contact], sort: str, after: str) -> QuerySet[Contact]:
    """The rows behind the last of the page before.  Anything that no page said begins anew."""
    number, _, value = after.partition("_")
    pk = int(number) if number.isdecimal() and len(number) < LONGEST_ID else 0
    if not pk:
        return rows
    if sort == "name":
        return rows.filter(Q(name__gt=value) | Q(name=value, pk__gt=pk))
    if sort == "engaged":
        least = _number(value)
        same = Q(score__value=least, pk__gt=pk)
        return rows if least is None else rows.filter(Q(score__value__lt=least) | same)
    return rows.filter(pk__lt=pk) if sort == "newest" else rows.filter(pk__gt=pk)


def _key(last: Contact, sort: str) -> str:
    if sort == "engaged":
        return f"{last.pk}_{last.score.value!r}"
    return f"{last.pk}_{last.name}" if sort == "name" else str(last.pk)


def _number(said: str) -> float | None:
    """What a page said of a score; None: no page said that."""
    try:
        found = float(said)
    except ValueError:
        return None
    return found if isfinite(found) else None


def count_fans(channel: Channel) -> int:
    """How many people like or follow this channel now."""
    kinds = (Relationship.Kind.LIKES, Relationship.Kind.FOLLOWS)
    rows = Relationship.objects.filter(channel=channel, kind__in=kinds, until=None)
    return rows.values("contact").distinct().count()
