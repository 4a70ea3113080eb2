"""A visitor's own conversations with a brand: what they may see of the inbox, by who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from askfirst.inbox import marks
from askfirst.inbox.models import Message, Thread
from askfirst.web.visitor import NETWORK

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.networks.base import Event
    from askfirst.people.models import Contact
    from askfirst.web.visitor import Visitor

SHOWN = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """One conversation as its visitor sees it: what was said, oldest first, then what they said a moment ago."""

    thread: Thread | None
    messages: list[Message]
    pending: list[Event]
    has_earlier: bool = False
    seen: int = 0
    """Id of their newest message that somebody of the team has read; 0: none."""

    @property
    def answered(self) -> dict[str, Message]:
        """The messages here that others may answer, by the id under which those name them."""
        return {one.external_id: one for one in self.messages if one.text}

    @property
    def last_mine(self) -> int:
        """Id of their newest message, under which "Seen" stands."""
        return next((one.pk for one in reversed(self.messages) if not one.is_ours), 0)

    @property
    def is_seen(self) -> bool:
        return bool(self.last_mine) and self.seen >= self.last_mine

    @property
    def newest_of_brand(self) -> int:
        """Id of the newest message of the brand; 0: none."""
        return next((one.pk for one in reversed(self.messages) if one.is_ours), 0)

    @property
    def began_at(self) -> datetime | None:
        return self.messages[0].said_at if self.messages else None


def threads(people: list[Contact], visitor: Visitor) -> QuerySet[Thread]:
    """Their conversations: those of this browser's handles, and those by mail where the browser came out of that mailbox.

    Who talked somebody into confirming an address for them can still not read what its holder writes by mail.
    """
    mine = Q(handle__network=NETWORK, handle__key__in=visitor.addresses)
    if visitor.has_mail:
        mine |= ~Q(handle__network=NETWORK) & Q(handle__verified_at__isnull=False)
    # A private reply that was refused leaves a thread in which nothing was said.
    said = Exists(Message.objects.filter(thread=OuterRef("pk")))
    return (
        Thread.objects.filter(mine, said, contact__in=people, post=0)
        .select_related("brand", "channel", "handle", "contact")
        .order_by("-last_at", "-pk")
    )


def listed(people: list[Contact], visitor: Visitor) -> list[Thread]:
    """Their conversations, newest first, each with `is_unread`."""
    fresh = Message.objects.filter(thread=OuterRef("pk"), is_ours=True, pk__gt=OuterRef("their_read"))
    return list(threads(people, visitor).annotate(is_unread=Exists(fresh)))


def count_unread(people: list[Contact], visitor: Visitor) -> int:
    """How many messages of the brand they have not seen yet."""
    if not people:
        return 0
    fresh = Message.objects.filter(is_ours=True, pk__gt=F("thread__their_read"))
    return fresh.filter(thread__in=threads(people, visitor).order_by()).count()


def current(people: list[Contact], visitor: Visitor) -> Thread | None:
    """The conversation in which the Message button writes; None before the first message has its place."""
    return threads(people, visitor).filter(handle__network=NETWORK, handle__key=visitor.address).first()


def read(thread: Thread | None, pending: list[Event], before: int = 0) -> Talk:
    """The newest part of a conversation, or the part before the message `before`."""
    if thread is None:
        return Talk(thread=None, messages=[], pending=pending)
    rows = Message.objects.filter(thread=thread).select_related("delivery").prefetch_related("files")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    messages = sorted(found[:SHOWN], key=lambda one: (one.said_at, one.pk))
    placed = {one.external_id for one in found}  # some got to their place since `pending` was asked
    return Talk(
        thread=thread,
        messages=messages,
        pending=[] if before else [told for told in pending if told.external_id not in placed],
        has_earlier=len(found) > SHOWN,
        seen=marks.team_read(thread),
    )
