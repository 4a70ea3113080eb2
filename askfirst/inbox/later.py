"""To be said later in a conversation: it stands there with its hour, and comes back to its writer where it may not leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.roles import Right, Role, may, require
from askfirst.drafts import schedule as drafts
from askfirst.drafts.models import Draft
from askfirst.drafts.submit import come_due
from askfirst.inbox import talk
from askfirst.inbox.models import Reply, Thread
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.drafts.submit import Wish

log = logging.getLogger(__name__)

BATCH = 100


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
    return sum(_ask(reply) for reply in due.order_by("draft__scheduled_at", "pk")[:BATCH])


def _ask(reply: Reply) -> bool:
    """Whether it was taken up.  What is wrong with one keeps no other waiting."""
    try:
        with transaction.atomic():
            draft = come_due(reply.draft, reply.thread.theirs.address)
            if draft.delivery_id is None:
                _give_back(reply, _first_reason(draft))
            elif reply.thread.assignee_id is None:
                Thread.objects.filter(pk=reply.thread_id, assignee=None).update(assignee=draft.author)
            announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)
    except (DatabaseError, InterfaceError):
        raise
    except PermissionDenied as why:
        _refuse(reply, words_of(why))
    except Exception:
        log.exception("reply %s could not be put to the gate", reply.pk)
        _refuse(reply, Sentence("Something went wrong here; nothing has left."))
    return True


def _refuse(reply: Reply, why: str) -> None:
    with transaction.atomic():
        Draft.objects.filter(pk=reply.draft_id, state=Draft.State.SCHEDULED).update(state=Draft.State.WRITTEN)
        _give_back(reply, why)
        announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)


def _first_reason(draft: Draft) -> str:
    rows = draft.decision.reasons if draft.decision else []
    against = [row for row in rows if row["effect"] in {"deny", "hold"}]
    against.sort(key=lambda row: row["effect"] != "deny")
    return str(against[0]["says"]) if against else ""


def _ended(why: str) -> str:
    return why if isinstance(why, Sentence) else f"{why.rstrip('.')}."


def _give_back(reply: Reply, why: str) -> None:
    """It is a draft again: its writer hears of it, or the owners where the writer may not read here any more."""
    author = reply.draft.author
    owners = Member.objects.filter(brand=reply.thread.brand, role=Role.OWNER, is_active=True)
    news = notify.News(
        kind=Notification.Kind.LATER,
        title=Sentence("Your message to %(name)s was not sent", name=str(reply.thread.contact)),
        excerpt=Sentence("Its hour had come: %(why)s The text is kept.", why=_ended(why)),
        link=f"/inbox/{reply.thread_id}/",
        subject=f"later:{reply.pk}",
    )
    notify.notify(reply.thread.brand, [author] if may(author, Right.READ_INBOX) else owners, news)
