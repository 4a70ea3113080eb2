"""The campaigns that a member may see: every view and verb takes them from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, may, require
from askfirst.campaigns.models import Campaign, Version

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member

LOOKERS = (Right.COMPOSE, Right.SEND_TO_MANY, Right.APPROVE)
"""Who has any of these may look at campaigns."""


def may_look(member: Member) -> bool:
    """Whether they may see campaigns at all."""
    return any(may(member, right) for right in LOOKERS)


def campaigns(member: Member) -> QuerySet[Campaign]:
    """All of the brand's campaigns, the newest first.

    Raises:
        PermissionDenied: the role has nothing to do with campaigns.
    """
    if not may_look(member):
        require(member, Right.COMPOSE)
    rows = Campaign.objects.filter(brand_id=member.brand_id).order_by("-created_at", "-pk")
    return rows.select_related("brand", "on", "channel__brand", "author")


def campaign(member: Member, pk: int) -> Campaign:
    """One of them.

    Raises:
        PermissionDenied: the role has nothing to do with campaigns.
        Http404: there is none, or it is another brand's.
    """
    found = campaigns(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_("there is no such campaign, or it is somebody else's"))
    return found


def version(held: Campaign, number: int | None = None) -> Version | None:
    """The version of that number; the newest unless given.  None: there is none."""
    rows = held.versions.select_related("author")
    if number is not None:
        rows = rows.filter(number=number)
    return rows.order_by("-number").first()


def require_right(member: Member, right: Right, held: Campaign) -> None:
    """Go on only if the member has the right, and the campaign is their brand's.

    Raises:
        PermissionDenied: with a sentence for them.
    """
    require(member, right, held.brand_id)


__all__ = ["PermissionDenied", "campaign", "campaigns", "may_look", "require_right", "version"]
