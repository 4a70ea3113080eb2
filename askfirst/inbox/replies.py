"""What may be done with a reply that has not become a message: approve it, take it back, try it again, put it away."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, Role, require
from askfirst.drafts import submit
from askfirst.drafts.models import Draft
from askfirst.gate import by_hand, overdue
from askfirst.gate.models import NEVER_LEFT
from askfirst.inbox.models import Reply
from askfirst.networks.base import Form
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread

log = logging.getLogger(__name__)

_HANDED_OVER = "handed over:"
"""Begins the subject of the note that a reply waits for a person now."""


def approve(member: Member, reply: Reply) -> bool:
    """Say yes to a reply that waits.  The gate is asked again; False where it holds or refuses all the same.

    Raises:
        PermissionDenied: the role may not approve.
    """
    require(member, Right.APPROVE)
    with transaction.atomic():
        draft = submit.approve(member, reply.draft, _to(reply))
        _announce(reply)
    return draft.delivery_id is not None


def release_due() -> int:
    """Ask again about replies that wait for an hour and not for a person: that hour has come.  Returns how many.

    One whose author may no longer write to people waits for a person from then on, and the owners are told, once.
    """
    subject = Concat(Value(_HANDED_OVER), Cast(OuterRef("pk"), CharField()))
    waiting = Reply.objects.select_related("thread__brand", "thread__handle", "draft__author").filter(
        ~Exists(Notification.objects.filter(subject=subject)),
        is_settled=False,
        draft__state=Draft.State.WAITING,
        draft__decision__valid_until__lte=timezone.now(),
    )
    return sum(_ask_again(reply) for reply in waiting.order_by("pk"))


def _ask_again(reply: Reply) -> bool:
    """Whether it was asked about.  What is wrong with one keeps no other waiting."""
    try:
        with transaction.atomic():
            submit.ask_again(reply.draft, _to(reply))
            _announce(reply)
    except PermissionDenied:
        _hand_over(reply)
        return False
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("reply %s could not be asked about again", reply.pk)
        return False
    return True


def _hand_over(reply: Reply) -> None:
    """It waits for a person: the note to the owners is also the sign that its hour is over."""
    news = notify.News(
        kind=Notification.Kind.STOPPED,
        title=Sentence("A reply waits for somebody to approve it"),
        excerpt=Sentence(
            "%(name)s wrote it and may no longer write to people. It was kept and has not left: approve it, or take it back.",
            name=str(reply.draft.author),
        ),
        link=f"/inbox/{reply.thread_id}/",
        subject=f"{_HANDED_OVER}{reply.pk}",
    )
    owners = Member.objects.filter(brand=reply.thread.brand, role=Role.OWNER, is_active=True)
    with transaction.atomic():
        notify.notify(reply.thread.brand, owners, news)
        _announce(reply)


def withdraw(member: Member, reply: Reply) -> bool:
    """Take a reply back before it leaves, and put it away.  False where it is too late.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    with transaction.atomic():
        if not submit.withdraw(reply.draft):
            return False
        _put_away(reply)
    return True


def put_away(member: Member, reply: Reply) -> bool:
    """Nobody needs to see any more that this did not leave.  False while it may still leave.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    delivery = reply.draft.delivery
    if delivery is None or delivery.state not in NEVER_LEFT:
        return withdraw(member, reply)
    _put_away(reply)
    return True


def put_away_refused(member: Member, thread: Thread) -> None:
    """This member tries anew: what was refused to them before in this thread need not stand there twice."""
    refused = Reply.objects.filter(
        thread=thread, draft__author=member, draft__state=Draft.State.REFUSED, is_settled=False
    )
    refused.update(is_settled=True)


def hurry(member: Member, reply: Reply) -> bool:
    """Try again now what could not be sent.  False where it is no longer waiting for another try.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    if not reply.draft.delivery_id:
        return False
    return _told(reply, done=overdue.hurry(reply.draft.delivery_id))


def sent_by_hand(member: Member, reply: Reply, text: str) -> bool:
    """A member says that they sent this on the network themselves, in these words.  False where it came too late.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    if not reply.draft.delivery_id:
        return False
    return _told(reply, done=by_hand.said_sent(reply.draft.delivery_id, plain(text), member))


def clear_up(member: Member, reply: Reply, *, has_arrived: bool) -> bool:
    """A member has looked whether it arrived.  False where nobody was in doubt any more.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    if not reply.draft.delivery_id:
        return False
    return _told(reply, done=overdue.clear_up(reply.draft.delivery_id, has_arrived=has_arrived))


def _to(reply: Reply) -> str:
    """What is said in public is said where it stands, and to no address."""
    return "" if reply.draft.form == Form.PUBLIC_REPLY else reply.thread.theirs.address


def _told(reply: Reply, *, done: bool) -> bool:
    if done:
        _announce(reply)
    return done


def _put_away(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(is_settled=True)
    _announce(reply)


def _announce(reply: Reply) -> None:
    announce(reply.thread.brand, "reply", thread=reply.thread_id, reply=reply.pk)
