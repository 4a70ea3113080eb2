"""The ways to what stands on a wall: by member for the team, by slug for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.wall.models import Comment, Page, Poll, Post, Vote

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Brand, Member

_GONE = gettext_lazy("this does not exist, or belongs to somebody else")


# What somebody needs who does something and is sent on: anything else is looked up when it is asked for.
_FOR_A_DEED = (
    "brand__slug",
    "brand__is_rolling_out",
    "takes_asks",
    "takes_anonymous_asks",
    "takes_comments",
    "takes_posts",
    "asks_a_day",
    "channel__brand",
    "channel__network",
    "channel__state",
    "channel__takes_messages",
)


def public_page(slug: str, *, for_a_deed: bool = False) -> Page:
    """The page that everybody may see at `/@slug/`; without its words where nothing is shown.

    Raises:
        Http404: there is no such page, or it is switched off.
    """
    rows = Page.objects.filter(brand__slug=slug)
    if for_a_deed:
        rows = rows.select_related("brand", "channel").only(*_FOR_A_DEED)
    else:
        rows = rows.select_related("brand", "channel", "face", "face_small", "cover", "cover_small")
    found = next(iter(rows[:1]), None)
    if found is None or found.channel.state == Channel.State.OFF:
        raise Http404(_("there is no such page"))
    found.channel.brand = found.brand
    return found


def page(member: Member) -> Page:
    """The page of this member's brand.

    Raises:
        PermissionDenied: the role may not read what comes in.
        Http404: the brand has no page.
    """
    require(member, Right.READ_INBOX)
    found = Page.objects.select_related("brand", "channel__brand").filter(brand_id=member.brand_id).first()
    if found is None:
        raise Http404(_("this brand has no page yet"))
    return found


def post(member: Member, pk: int) -> Post:
    """One post.  Raises PermissionDenied or Http404 as `page` does."""
    require(member, Right.READ_INBOX)
    found = (
        Post.objects.select_related("channel__brand", "contact")
        .filter(pk=pk, brand_id=member.brand_id)
        .first()
    )
    if found is None:
        raise Http404(_GONE)
    return found


def comment(member: Member, pk: int) -> Comment:
    """One comment.  Raises PermissionDenied or Http404 as `page` does."""
    require(member, Right.READ_INBOX)
    rows = Comment.objects.select_related("channel__brand", "post", "contact")
    found = rows.filter(pk=pk, brand_id=member.brand_id).first()
    if found is None:
        raise Http404(_GONE)
    return found


def polls(member: Member) -> QuerySet[Poll]:
    """All polls of this member's brand, the newest first.  Raises PermissionDenied as `page` does."""
    require(member, Right.READ_INBOX)
    return polls_of(member.brand)


def polls_of(brand: Brand) -> QuerySet[Poll]:
    """All polls of a brand, the newest first: for the command line, whose user sees everything of it."""
    return _polls().filter(brand=brand).order_by("-pk")


def poll(member: Member, pk: int) -> Poll:
    """One poll.  Raises PermissionDenied or Http404 as `page` does."""
    found = polls(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_GONE)
    return found


def vote(member: Member, poll: Poll, pk: int) -> Vote:
    """One vote in a poll of theirs.  Raises PermissionDenied or Http404 as `page` does."""
    require(member, Right.READ_INBOX, poll.brand_id)
    found = Vote.objects.select_related("poll__brand").filter(pk=pk, poll=poll).first()
    if found is None:
        raise Http404(_GONE)
    return found


def public_poll(page: Page, pk: int) -> Poll:
    """A poll that everybody may see on this page.

    Raises:
        Http404: there is none, it is not out yet, or its post was taken off the wall.
    """
    rows = _polls().filter(
        page=page,
        draft__delivery__post__published_at__isnull=False,
        draft__delivery__post__hidden_at=None,
        draft__delivery__post__taken_back_at=None,
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("there is no such poll"))
    return found


def _polls() -> QuerySet[Poll]:
    rows = Poll.objects.select_related("brand", "page__channel", "on", "draft__delivery__post")
    return rows.prefetch_related("choices__on")
