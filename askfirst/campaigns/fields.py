"""What can be asked of people for an audience: each field, what can be said of it, and the question to our tables.

A field that is not here cannot be asked.  Only what our own rows say is asked; that a mail was opened never is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from askfirst.campaigns.models import Campaign, Click, Recipient
from askfirst.consent.models import List, Membership
from askfirst.gate.models import NEVER_LEFT
from askfirst.people.models import Contact, Engagement, Handle, Relationship

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet
    from django.utils.functional import Promise

IS, IS_NOT, WITHIN, NOT_WITHIN, YES = "is", "is_not", "within", "not_within", "yes"
SPANS = (WITHIN, NOT_WITHIN)
_CHOICE = (IS, IS_NOT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Something that can be asked.  `asks` takes the campaign's list and the value: words, ids, or the instant since which."""

    label: str | Promise
    words: tuple[str, ...]
    asks: Callable[[List, Any], Q]
    knows: Callable[[List, Any], bool] = lambda _on, _value: True
    """Whether this is a value that can be chosen."""
    is_by_id: bool = False
    """Its values are numbers of rows of ours."""


def _of(rows: QuerySet[Any, Any], contact: str = "contact") -> Q:
    return Q(pk__in=rows.values(contact))


def _language(_on: List, spoken: list[str]) -> Q:
    """`de` is spoken by who speaks `de-AT`, too."""
    return reduce(or_, (Q(language__iexact=one) | Q(language__istartswith=f"{one}-") for one in spoken))


def _country(_on: List, countries: list[str]) -> Q:
    return Q(country__in=[one.upper() for one in countries])


def _did(kind: str) -> Callable[[List, Any], Q]:
    def asks(on: List, since: Any) -> Q:
        return _of(Engagement.objects.filter(brand_id=on.brand_id, kind=kind, occurred_at__gte=since))

    return asks


def _edge(kind: str) -> Callable[[List, Any], Q]:
    def asks(on: List, _value: Any) -> Q:
        return _of(Relationship.objects.filter(brand_id=on.brand_id, kind=kind, until=None))

    return asks


def _joined(on: List, since: Any) -> Q:
    return _of(Membership.objects.filter(list=on, given_at__gte=since))


def _on_list(on: List, lists: list[int]) -> Q:
    active = Membership.objects.filter(brand_id=on.brand_id, list__in=lists, state=Membership.State.ACTIVE)
    return _of(active)


def _is_list(on: List, pk: int) -> bool:
    return List.objects.filter(brand_id=on.brand_id, pk=pk).exists()


def _got(on: List, campaigns: list[int]) -> Q:
    sent = Recipient.objects.filter(campaign__brand_id=on.brand_id, campaign__in=campaigns)
    return _of(sent.filter(delivery__isnull=False).exclude(delivery__state__in=NEVER_LEFT), "handle__contact")


def _clicked(on: List, campaigns: list[int]) -> Q:
    """A person followed a link; what a program did for them says nothing."""
    links = Click.objects.filter(is_human=True, delivery__brand_id=on.brand_id)
    return _of(links.filter(delivery__recipients__campaign__in=campaigns), "delivery__contact")


def _is_campaign(on: List, pk: int) -> bool:
    return Campaign.objects.filter(brand_id=on.brand_id, pk=pk).exists()


def _reachable(on: List, networks: list[str]) -> Q:
    return _of(Handle.objects.filter(brand_id=on.brand_id, network__in=networks, unreachable_since=None))


FIELDS: Mapping[str, Field] = {
    "language": Field(label=_("Language"), words=_CHOICE, asks=_language),
    "country": Field(label=_("Country"), words=_CHOICE, asks=_country),
    "region": Field(
        label=_("State or province"), words=_CHOICE, asks=lambda _on, regions: Q(region__in=regions)
    ),
    "relation": Field(
        label=_("What they are to you"),
        words=_CHOICE,
        asks=lambda _on, relations: Q(relation__in=relations),
        knows=lambda _on, relation: relation in Contact.Relation.values,
    ),
    "vip": Field(label=_("Looked after first"), words=(YES,), asks=lambda _on, _value: Q(is_vip=True)),
    "named": Field(label=_("Their name is known"), words=(YES,), asks=lambda _on, _value: ~Q(name="")),
    "joined": Field(label=_("Joined the list"), words=SPANS, asks=_joined),
    "known": Field(label=_("First heard of"), words=SPANS, asks=lambda _on, since: Q(created_at__gte=since)),
    "wrote": Field(label=_("Wrote to you"), words=SPANS, asks=_did(Engagement.Kind.MESSAGE)),
    "commented": Field(label=_("Commented"), words=SPANS, asks=_did(Engagement.Kind.COMMENT)),
    "asked": Field(label=_("Asked you something"), words=SPANS, asks=_did(Engagement.Kind.ASK)),
    "liked": Field(label=_("Liked something"), words=SPANS, asks=_did(Engagement.Kind.LIKE)),
    "shared": Field(label=_("Passed something on"), words=SPANS, asks=_did(Engagement.Kind.SHARE)),
    "follows": Field(label=_("Follows you"), words=(YES,), asks=_edge(Relationship.Kind.FOLLOWS)),
    "likes": Field(label=_("Likes your page"), words=(YES,), asks=_edge(Relationship.Kind.LIKES)),
    "list": Field(label=_("Is on another list"), words=_CHOICE, asks=_on_list, knows=_is_list, is_by_id=True),
    "got": Field(label=_("Got an earlier text"), words=_CHOICE, asks=_got, knows=_is_campaign, is_by_id=True),
    "clicked": Field(
        label=_("Followed a link in an earlier text"),
        words=_CHOICE,
        asks=_clicked,
        knows=_is_campaign,
        is_by_id=True,
    ),
    "reachable": Field(label=_("Has an address on"), words=_CHOICE, asks=_reachable),
}
"""Every field by its name."""
