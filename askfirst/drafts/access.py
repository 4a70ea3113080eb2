"""The ways to what is being written for the public: always by the member first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext_lazy

from askfirst.brand.roles import Right, require
from askfirst.drafts.models import Composition, Draft, Feed, FeedItem

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member

_GONE = gettext_lazy("this does not exist, or belongs to somebody else")


def compositions(member: Member) -> QuerySet[Composition]:
    """What is being written, newest first.  Raises PermissionDenied where the role may not write texts."""
    require(member, Right.COMPOSE)
    rows = Composition.objects.filter(brand=member.brand_id, let_out_at=None, put_away_at=None)
    return rows.select_related("item__feed", "member").order_by("-pk")


def composition(member: Member, pk: int) -> Composition:
    """One of the member's brand.

    Raises:
        PermissionDenied: the role may not write texts.
        Http404: there is none, or it is another brand's.
    """
    require(member, Right.COMPOSE)
    rows = Composition.objects.select_related("brand", "item__feed", "member")
    found = rows.filter(pk=pk, brand=member.brand_id).first()
    if found is None:
        raise Http404(_GONE)
    return found


def posts(member: Member) -> QuerySet[Draft]:
    """The posts of the brand that were let out or wait for their hour.  Raises PermissionDenied as `compositions` does."""
    require(member, Right.COMPOSE)
    rows = Draft.objects.filter(brand=member.brand_id, composition__isnull=False)
    return rows.select_related("channel", "author", "decision", "delivery")


def post(member: Member, pk: int) -> Draft:
    """One of those.  Raises PermissionDenied or Http404 as `composition` does."""
    found = posts(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_GONE)
    return found


def feed(member: Member, pk: int) -> Feed:
    """A blog of the brand.

    Raises:
        PermissionDenied: the role may not edit the page.
        Http404: there is none, or it is another brand's.
    """
    require(member, Right.EDIT_PAGE)
    found = Feed.objects.select_related("brand").filter(pk=pk, brand=member.brand_id).first()
    if found is None:
        raise Http404(_GONE)
    return found


def item(member: Member, pk: int) -> FeedItem:
    """An entry of a blog of the brand.  Raises PermissionDenied or Http404 as `composition` does."""
    require(member, Right.COMPOSE)
    found = FeedItem.objects.select_related("brand", "feed").filter(pk=pk, brand=member.brand_id).first()
    if found is None:
        raise Http404(_GONE)
    return found
