"""What the brand says in public, through the gate, and what it does about what others said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import To, announce
from askfirst.brand.roles import Right, require
from askfirst.drafts.submit import Wish, submit
from askfirst.networks.base import Form
from askfirst.wall import heard
from askfirst.wall.models import Comment, Page, Post

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Member, StoredFile
    from askfirst.drafts.models import Draft
    from askfirst.gate.models import Delivery


def publish(member: Member, page: Page, text: str, *, key: str) -> Draft:
    """Put a post on the wall, through the gate.

    Raises:
        PermissionDenied: the role may not publish.
    """
    require(member, Right.PUBLISH, page.brand_id)
    return submit(
        member, page.channel, None, Wish(text=text, form=Form.PUBLIC_POST, purpose="service", key=key)
    )


def answer(
    member: Member, what: Post | Comment, text: str, *, key: str, files: tuple[StoredFile, ...] = ()
) -> Draft:
    """Answer a post or a comment in public, through the gate.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    wish = Wish(
        text=text,
        form=Form.PUBLIC_REPLY,
        about="" if what.is_ours else what.external_id,
        in_reply_to=what.external_id,
        files=files,
        key=key,
    )
    return submit(member, what.channel, what.contact, wish)


def record(delivery: Delivery) -> Post | Comment | None:
    """What left stands on its wall now.  Doing it twice changes nothing; None where its network has no wall.

    Raises:
        LookupError: nothing on our page has the id that it answers.
    """
    channel = delivery.channel
    if not heard.has_wall(channel):
        return None
    said_at = delivery.sent_at or timezone.now()
    own: dict[str, Any] = {
        "brand": channel.brand,
        "author": channel.brand.name[:120],
        "text": delivery.text,
        "said_at": said_at,
        "delivery": delivery,
    }
    named = {"channel": channel, "external_id": delivery.external_id or delivery.key}
    row: Post | Comment
    with transaction.atomic():
        if delivery.form == Form.PUBLIC_POST:
            page = Page.objects.filter(channel=channel).first()
            row, is_new = Post.objects.get_or_create(
                **named, defaults=own | {"page": page, "published_at": said_at}
            )
            post = row
        else:
            post, answers = heard.place(channel, delivery.in_reply_to, "", said_at)
            row, is_new = Comment.objects.get_or_create(
                **named, defaults=own | {"post": post, "answers": answers}
            )
        if not is_new and not _is_claimed(row, own):
            return None
        row.files.add(*delivery.files.all())
        _publish_question(post, said_at)
        announce(channel.brand, "comment", To(everybody=channel.network == heard.OWN), post=post.pk)
        if row is not post and channel.network == heard.OWN and delivery.contact_id:
            announce(channel.brand, "answer", To(members=False, contact=delivery.contact_id), post=post.pk)
    return row


def _publish_question(post: Post, at: datetime) -> None:
    """A question stands on the wall from its first public answer on."""
    if post.kind == Post.Kind.ASK and post.published_at is None:
        post.published_at = at
        post.save(update_fields=["published_at"])


def _is_claimed(row: Post | Comment, own: dict[str, Any]) -> bool:
    """Our own words had come back before the answer to them did: now it is known through whom they left."""
    if row.delivery_id or not row.is_ours:
        return False
    if isinstance(row, Post) and row.is_placeholder:
        row.is_placeholder = False
        row.text = own["text"]
    row.delivery, row.author = own["delivery"], own["author"]
    row.save()
    return True


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
        announce(what.brand, "comment", To(everybody=what.channel.network == heard.OWN), post=post)
