"""What is said on the wall: by visitors, as it comes in; by the brand, through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import To, announce
from askfirst.brand.models import Notification
from askfirst.brand.roles import Right, require
from askfirst.drafts.submit import Wish, submit
from askfirst.networks.base import Form
from askfirst.wall.models import Comment, Page, Post

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, Member
    from askfirst.drafts.models import Draft
    from askfirst.gate.models import Delivery
    from askfirst.people.models import Contact


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Something a visitor said in public."""

    external_id: str
    at: datetime
    author: str
    text: str
    target: str = ""
    """The post or comment that it answers; empty for a wall post."""


def receive_post(channel: Channel, contact: Contact, said: Said) -> Post | None:
    """A visitor wrote on the wall.  None when it stood there already.

    Raises:
        LookupError: this channel has no wall.
    """
    page = _page(channel)
    with transaction.atomic():
        post, is_new = Post.objects.get_or_create(
            brand=page.brand,
            external_id=said.external_id,
            defaults={
                "page": page,
                "contact": contact,
                "author": said.author[:120],
                "text": said.text,
                "said_at": said.at,
            },
        )
        if not is_new:
            return None
        _tell(page, f"{contact} wrote on your wall", said.text, f"/wall/#post-{post.pk}", f"post:{post.pk}")
        announce(page.brand, "comment", To(everybody=True), post=post.pk)
    return post


def receive_comment(channel: Channel, contact: Contact, said: Said) -> Comment | None:
    """A visitor commented.  None when it stood there already.

    Raises:
        LookupError: nothing on this wall has the id that it answers (yet: it is tried again).
    """
    page = _page(channel)
    post, answers = _place(page, said.target)
    with transaction.atomic():
        comment, is_new = Comment.objects.get_or_create(
            brand=page.brand,
            external_id=said.external_id,
            defaults={
                "post": post,
                "contact": contact,
                "author": said.author[:120],
                "text": said.text,
                "said_at": said.at,
                "answers": answers,
            },
        )
        if not is_new:
            return None
        link = f"/wall/#comment-{comment.pk}"
        _tell(page, f"{contact} commented on your wall", said.text, link, f"post:{post.pk}")
        announce(page.brand, "comment", To(everybody=True), post=post.pk, comment=comment.pk)
    return comment


def publish(member: Member, page: Page, text: str, *, key: str) -> Draft:
    """Put a post on the wall, through the gate.

    Raises:
        PermissionDenied: the role may not publish.
    """
    require(member, Right.PUBLISH, page.brand_id)
    return submit(
        member, page.channel, None, Wish(text=text, form=Form.PUBLIC_POST, purpose="service", key=key)
    )


def answer(member: Member, what: Post | Comment, text: str, *, key: str) -> Draft:
    """Answer a post or a comment in public, through the gate.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    page = (what if isinstance(what, Post) else what.post).page
    wish = Wish(
        text=text,
        form=Form.PUBLIC_REPLY,
        about=what.external_id if what.contact_id else "",
        in_reply_to=what.external_id,
        key=key,
    )
    return submit(member, page.channel, what.contact, wish)


def record(delivery: Delivery) -> Post | Comment | None:
    """What left stands on the wall now.  Doing it twice changes nothing; None where this channel has no wall of ours."""
    page = Page.objects.select_related("brand").filter(channel=delivery.channel_id).first()
    if page is None:
        return None
    external_id = delivery.external_id or delivery.key
    said_at = delivery.sent_at or timezone.now()
    own = {
        "author": page.brand.name,
        "text": delivery.text,
        "said_at": said_at,
        "delivery": delivery,
    }
    row: Post | Comment
    with transaction.atomic():
        if delivery.form == Form.PUBLIC_POST:
            row, is_new = Post.objects.get_or_create(
                brand=page.brand, external_id=external_id, defaults=own | {"page": page}
            )
            post = row
        else:
            post, answers = _place(page, delivery.in_reply_to)
            row, is_new = Comment.objects.get_or_create(
                brand=page.brand, external_id=external_id, defaults=own | {"post": post, "answers": answers}
            )
        if not is_new:
            return None
        announce(page.brand, "comment", To(everybody=True), post=post.pk)
    return row


def hide(member: Member, what: Post | Comment, *, is_hidden: bool) -> None:
    """Take something off the wall, or put it back.  Nothing is deleted.

    Raises:
        PermissionDenied: the role may not moderate.
    """
    require(member, Right.MODERATE, what.brand_id)
    post = what.pk if isinstance(what, Post) else what.post_id
    with transaction.atomic():
        what.hidden_at = timezone.now() if is_hidden else None
        what.save(update_fields=["hidden_at"])
        announce(what.brand, "comment", To(everybody=True), post=post)


def take_messages(member: Member, page: Page, *, is_on: bool) -> None:
    """Switch receiving messages on or off; whoever looks at the page sees it at once.

    Raises:
        PermissionDenied: the role may not edit the page.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    with transaction.atomic():
        page.channel.takes_messages = is_on
        page.channel.save(update_fields=["takes_messages"])
        announce(page.brand, "page", To(everybody=True), takes_messages=is_on)


def _page(channel: Channel) -> Page:
    page = Page.objects.select_related("brand").filter(channel=channel).first()
    if page is None:
        raise LookupError(f"{channel} has no wall")
    return page


def _place(page: Page, target: str) -> tuple[Post, str]:
    """The post under which something stands, and the comment that it answers, if it answers one."""
    comment = Comment.objects.select_related("post").filter(external_id=target, post__page=page).first()
    if comment:
        return comment.post, target
    post = Post.objects.filter(external_id=target, page=page).first()
    if post is None:
        raise LookupError(f"nothing on this wall has the id `{target}`")
    return post, ""


def _tell(page: Page, title: str, excerpt: str, link: str, subject: str) -> None:
    news = notify.News(
        kind=Notification.Kind.COMMENT, title=title, excerpt=excerpt, link=link, subject=subject
    )
    notify.notify(page.brand, notify.readers(page.brand), news)
