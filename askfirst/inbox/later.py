"""To be said later in a conversation: it stands there with its hour, and comes back to its writer where it may not leave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.roles import Right, Role, may, require
from askfirst.drafts import schedule as drafts
from askfirst.drafts.models import Draft
from askfirst.inbox import talk
from askfirst.inbox.models import Reply, Thread
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.drafts.submit import Wish


def schedule(member: Member, thread: Thread, wish: Wish, at: datetime) -> Reply:
    """Say it at `at`, if the gate agrees at that moment.  Until then it stands in the thread.

    Raises:
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not write to people.
    """
    with transaction.atomic():
        draft = drafts.schedule(member, thread.channel, thread.them, talk.addressed(thread, wish), at)
        held, _ = Reply.objects.get_or_create(
            draft=draft, defaults={"brand_id": thread.brand_id, "thread": thread}
        )
        announce(thread.brand, "reply", thread=thread.pk, reply=held.pk)
    return held


def move(member: Member, reply: Reply, at: datetime) -> bool:
    """Another hour.  False where it waits no more.

    Raises:
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    is_done = drafts.move(reply.draft, at)
    announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)
    return is_done


def cancel(member: Member, reply: Reply) -> bool:
    """It is not to be sent; its words go back to whoever wants to go on with them.  False where its hour has come.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    with transaction.atomic():
        if not drafts.cancel(reply.draft):
            return False
        Reply.objects.filter(pk=reply.pk).update(is_settled=True)
        announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)
    return True


def send_due() -> int:
    """Put what has come due before the gate.  Returns how many."""
    due = Reply.objects.select_related(
        "thread__brand", "thread__channel", "thread__contact", "thread__handle", "draft__author"
    ).filter(draft__state=Draft.State.SCHEDULED, draft__scheduled_at__lte=timezone.now(), is_settled=False)
    replies = list(due.order_by("draft__scheduled_at", "pk")[: drafts.BATCH])
    for reply in replies:
        drafts.put_to_gate(
            reply.draft,
            reply.thread.theirs.address,
            give_back=partial(_give_back, reply),
            then=partial(_tell, reply),
        )
    return len(replies)


def _tell(reply: Reply, draft: Draft) -> None:
    """Who wrote what has left answers there from now on, where nobody did."""
    if draft.delivery_id is not None and reply.thread.assignee_id is None:
        Thread.objects.filter(pk=reply.thread_id, assignee=None).update(assignee=draft.author)
    announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)


def _give_back(reply: Reply, why: str) -> None:
    """It is a draft again: its writer hears of it, or the owners where the writer may not read here any more."""
    author = reply.draft.author
    owners = Member.objects.filter(brand=reply.thread.brand, role=Role.OWNER, is_active=True)
    news = notify.News(
        kind=Notification.Kind.LATER,
        title=Sentence("Your message to %(name)s was not sent", name=str(reply.thread.contact)),
        excerpt=Sentence("Its hour had come: %(why)s The text is kept.", why=why),
        link=f"/inbox/{reply.thread_id}/",
        subject=f"later:{reply.pk}",
    )
    notify.notify(reply.thread.brand, [author] if may(author, Right.READ_INBOX) else owners, news)
