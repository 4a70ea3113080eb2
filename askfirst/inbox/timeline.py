"""What stands in one conversation, in the order in which it was said: a fixed number of queries for any length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.inbox.models import Act, Message, Note, Reading, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread

PAGE = 50
LONGEST = 400
"""Messages that one window shows at most, however long it has been open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of a conversation.  `begin` names its first message; `has_earlier` where there are more before it."""

    messages: list[Message]
    notes: list[Note]
    acts: list[Act]
    begin: str
    has_earlier: bool


def window(thread: Thread, begin: str = "") -> Window:
    """The newest messages, and the notes and acts among them: from `begin` on where a screen shows those, else the last fifty.

    Raises:
        ValueError: `begin` is not something that a window said.
    """
    rows = _messages(thread)
    if begin:
        at, pk = _cursor(begin)
        rows = rows.filter(Q(said_at__gt=at) | Q(said_at=at, pk__gte=pk))
        return _window(thread, list(rows[: LONGEST + 1]), LONGEST, begin)
    return _window(thread, list(rows[: PAGE + 1]), PAGE)


def earlier(thread: Thread, before: str) -> Window:
    """The fifty before `before`.

    Raises:
        ValueError: `before` is not something that a window said.
    """
    at, pk = _cursor(before)
    rows = _messages(thread).filter(Q(said_at__lt=at) | Q(said_at=at, pk__lt=pk))
    found = _window(thread, list(rows[: PAGE + 1]), PAGE)
    return Window(
        messages=found.messages,
        notes=[note for note in found.notes if note.created_at < at],
        acts=[act for act in found.acts if act.at < at],
        begin=found.begin,
        has_earlier=found.has_earlier,
    )


def replies(thread: Thread) -> list[Reply]:
    """What we try to say and what is not a message yet, oldest first."""
    rows = Reply.objects.filter(thread=thread, is_settled=False).select_related(
        "draft__author", "draft__decision", "draft__delivery__stopped_by"
    )
    return list(rows.prefetch_related("draft__files").order_by("pk"))


def notes_of(thread: Thread, since: datetime | None = None) -> list[Note]:
    """The notes of a thread, oldest first, with whom they name; since then, if it is given."""
    rows = Note.objects.filter(thread=thread).select_related("member").prefetch_related("mentions__member")
    if since:
        rows = rows.filter(created_at__gte=since)
    return list(rows.order_by("created_at", "pk"))


def acts_of(thread: Thread, since: datetime | None = None) -> list[Act]:
    """What was done with a thread, oldest first: the newest four hundred at most."""
    rows = Act.objects.filter(thread=thread).select_related("member").order_by("-pk")
    if since:
        rows = rows.filter(at__gte=since)
    return list(rows[:LONGEST])[::-1]


def named(beside: Message, external_ids: Iterable[str]) -> list[Message]:
    """The messages of the same thread that have these ids."""
    rows = Message.objects.filter(thread=beside.thread_id, channel=beside.channel_id)
    return list(rows.filter(external_id__in=external_ids))


def read_upto(member: Member, thread: Thread) -> int:
    """The id of the newest message of theirs that this member has seen; 0: none."""
    rows = Reading.objects.filter(thread=thread, member=member).values_list("upto", flat=True)
    return rows.first() or 0


def _messages(thread: Thread) -> QuerySet[Message]:
    rows = (
        Message.objects.filter(thread=thread)
        .select_related("delivery__draft")
        .prefetch_related("files", "reactions")
    )
    return rows.order_by("-said_at", "-pk")


def _window(thread: Thread, newest_first: list[Message], most: int, begin: str = "") -> Window:
    has_earlier = len(newest_first) > most
    messages = newest_first[:most][::-1]
    since = messages[0].said_at if messages and (has_earlier or begin) else None
    return Window(
        messages=messages,
        notes=notes_of(thread, since),
        acts=acts_of(thread, since),
        begin=begin or (f"{messages[0].said_at.isoformat()}_{messages[0].pk}" if messages else ""),
        has_earlier=has_earlier,
    )


def _cursor(text: str) -> tuple[datetime, int]:
    moment, _, pk = text.rpartition("_")
    return datetime.fromisoformat(moment), int(pk)
