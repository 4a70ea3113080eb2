"""The only ways to a row of the inbox: each takes the member first, and asks for the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Reply, Thread

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member


def threads(member: Member) -> QuerySet[Thread]:
    """Every thread that this member may read.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    require(member, Right.READ_INBOX)
    return Thread.objects.filter(brand_id=member.brand_id)


def thread(member: Member, pk: int) -> Thread:
    """One thread, with what its screen always shows.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such thread in this member's brand.
    """
    found = (
        threads(member)
        .select_related("brand", "channel", "channel__brand", "contact", "handle", "assignee", "team")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404(_("this conversation does not exist, or belongs to somebody else"))
    return found


def reply(member: Member, pk: int) -> Reply:
    """One reply of ours that is not a message yet.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is no such reply in this member's brand.
    """
    require(member, Right.READ_INBOX)
    found = (
        Reply.objects.select_related(
            "thread__brand",
            "thread__channel__brand",
            "thread__contact",
            "thread__handle",
            "draft__delivery",
            "draft__decision",
        )
        .filter(pk=pk, brand_id=member.brand_id)
        .first()
    )
    if found is None:
        raise Http404(_("this reply does not exist, or belongs to somebody else"))
    return found
