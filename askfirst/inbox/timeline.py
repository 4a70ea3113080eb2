"""What stands in one conversation, in the order in which it was said: a fixed number of queries for any length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.inbox.models import Message, Note, Reading, Reply

if TYPE_CHECKING:
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
    begin: str
    has_earlier: bool


def window(thread: Thread, begin: str = "") -> Window:
    """The newest messages and the notes among them: from `begin` on where a screen shows those, else the last fifty.

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
        begin=found.begin,
        has_earlier=found.has_earlier,
    )


def replies(thread: Thread) -> list[Reply]:
    """What we try to say and what is not a message yet, oldest first."""
    rows = Reply.objects.filter(thread=thread, is_settled=False).select_related(
        "draft__author", "draft__decision", "draft__delivery__stopped_by"
    )
    return list(rows.prefetch_related("draft__files").order_by("pk"))


def read_upto(member: Member, thread: Thread) -> int:
    """The id of the newest message of theirs that this member has seen; 0: none."""
    rows = Reading.objects.filter(thread=thread, member=member).values_list("upto", flat=True)
    return rows.first() or 0


def _messages(thread: Thread) -> QuerySet[Message]:
    rows = (
        Message.objects.filter(thread=thread)
        .select_related("delivery")
        .prefetch_related("files", "reactions")
    )
    return rows.order_by("-said_at", "-pk")


def _window(thread: Thread, newest_first: list[Message], most: int, begin: str = "") -> Window:
    has_earlier = len(newest_first) > most
    messages = newest_first[:most][::-1]
    notes = Note.objects.filter(thread=thread).select_related("member").order_by("created_at", "pk")
    if messages and (has_earlier or begin):
        notes = notes.filter(created_at__gte=messages[0].said_at)
    return Window(
        messages=messages,
        notes=list(notes),
        begin=begin or (f"{messages[0].said_at.isoformat()}_{messages[0].pk}" if messages else ""),
        has_earlier=has_earlier,
    )


def _cursor(text: str) -> tuple[datetime, int]:
    moment, _, pk = text.rpartition("_")
    return datetime.fromisoformat(moment), int(pk)
