"""A conversation as it stands on the screen: days, bubbles, notes, the line above what is new, and what is not said yet."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.drafts.models import Draft
from askfirst.gate import doubts
from askfirst.gate.models import Delivery
from askfirst.inbox import timeline
from askfirst.web.verdict import ShownReason, shown_reason
from askfirst.wire import connectors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askfirst.inbox.models import Message, Note, Reply, Thread
    from askfirst.inbox.timeline import Window

RUN_SECONDS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing in the stream: `kind` is `day`, `new`, `message` or `note`."""

    kind: str
    at: datetime
    message: Message | None = None
    note: Note | None = None
    goes_on: bool = False
    """The same person as just above, moments later: no name again."""
    is_seen: bool = False
    """Ours, and the newest that they have seen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownReply:
    """A reply that is not a message, with its state in words and what may be done about it."""

    reply: Reply
    state: str
    word: str
    icon: str
    detail: str = ""
    reasons: tuple[ShownReason, ...] = ()
    acts: frozenset[str] = frozenset()
    """Of `withdraw`, `approve`, `hurry`, `put_away`, `again`, `arrived`, `resend`."""
    retry_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """All that the timeline fragment needs."""

    items: list[Item]
    begin: str
    has_earlier: bool
    replies: list[ShownReply]


def stream(thread: Thread, *, begin: str = "", seen_upto: int = 0) -> Stream:
    """The window from `begin` on.  `seen_upto` is how far this member had read when they opened it.

    Raises:
        ValueError: `begin` is not something that a stream said.
    """
    found = timeline.window(thread, begin)
    return Stream(
        items=list(_items(found, seen_upto, thread.their_read)),
        begin=found.begin,
        has_earlier=found.has_earlier and not begin,
        replies=[shown_reply(reply) for reply in timeline.replies(thread)],
    )


def earlier(thread: Thread, before: str) -> Stream:
    """What stands before `before`.  Raises ValueError as `stream` does."""
    found = timeline.earlier(thread, before)
    items = list(_items(found, 0, 0))
    return Stream(items=items, begin=found.begin, has_earlier=found.has_earlier, replies=[])


def _items(found: Window, seen_upto: int, their_read: int) -> Iterator[Item]:
    said = [Item(kind="message", at=message.said_at, message=message) for message in found.messages]
    noted = [Item(kind="note", at=note.created_at, note=note) for note in found.notes]
    last_seen = max((m.pk for m in found.messages if m.is_ours and m.pk <= their_read), default=0)
    is_new_shown = seen_upto == 0
    before: Item | None = None
    for item in sorted([*said, *noted], key=attrgetter("at")):
        if before is None or _day(before.at) != _day(item.at):
            yield Item(kind="day", at=item.at)
            before = None
        if not is_new_shown and item.message and not item.message.is_ours and item.message.pk > seen_upto:
            yield Item(kind="new", at=item.at)
            is_new_shown, before = True, None
        shown = _placed(item, before, last_seen)
        yield shown
        before = shown


def _placed(item: Item, before: Item | None, last_seen: int) -> Item:
    if item.message is None:
        return item
    return Item(
        kind=item.kind,
        at=item.at,
        message=item.message,
        goes_on=_goes_on(item, before),
        is_seen=item.message.pk == last_seen,
    )


def _goes_on(item: Item, before: Item | None) -> bool:
    if before is None or before.message is None or item.message is None:
        return False
    is_same = (before.message.is_ours, before.message.author) == (item.message.is_ours, item.message.author)
    return is_same and (item.at - before.at).total_seconds() < RUN_SECONDS


def _day(at: datetime) -> object:
    return timezone.localtime(at).date()


def shown_reply(reply: Reply) -> ShownReply:
    """A reply's state, read through its draft, its decision and its delivery."""
    draft = reply.draft
    if draft.delivery:
        return _on_its_way(reply, draft.delivery)
    decision = draft.decision
    reasons = tuple(
        shown_reason(row)
        for row in (decision.reasons if decision else [])
        if row["effect"] in {"deny", "hold"}
    )
    if draft.state == Draft.State.WAITING:
        acts = frozenset({"approve", "withdraw", "again"})
        return ShownReply(
            reply=reply,
            state="held",
            word="Waiting for approval",
            icon="hourglass",
            reasons=reasons,
            acts=acts,
        )
    return ShownReply(
        reply=reply,
        state="refused",
        word="Not sent",
        icon="octagon-x",
        reasons=reasons,
        acts=frozenset({"again", "put_away"}),
    )


def _on_its_way(reply: Reply, delivery: Delivery) -> ShownReply:
    state = Delivery.State(delivery.state)
    word, icon, acts = _WORDS.get(state, ("Sent", "check", frozenset()))
    detail = delivery.state_reason
    if doubts.has_looks_left(delivery) and connectors.can_find(reply.thread.channel):
        word, icon = "Nobody knows yet whether it arrived", "hourglass"
        detail = "It is being looked for there; you are told if it cannot be found."
    stopped_by = delivery.stopped_by if state is Delivery.State.STOPPED else None
    reasons = tuple(
        shown_reason(row)
        for row in (stopped_by.reasons if stopped_by else [])
        if row["effect"] in {"deny", "hold"}
    )
    return ShownReply(
        reply=reply,
        state=str(state),
        word=word,
        icon=icon,
        detail="" if reasons else detail,
        reasons=reasons,
        acts=acts,
        retry_at=delivery.not_before if state is Delivery.State.FAILED else None,
    )


_WORDS: dict[Delivery.State, tuple[str, str, frozenset[str]]] = {
    Delivery.State.QUEUED: ("Waiting to be sent", "clock", frozenset({"withdraw"})),
    Delivery.State.SENDING: ("Being sent", "clock", frozenset()),
    Delivery.State.FAILED: ("Not sent yet", "triangle-alert", frozenset({"hurry", "withdraw"})),
    Delivery.State.REFUSED: ("Could not be delivered", "circle-alert", frozenset({"again", "put_away"})),
    Delivery.State.STOPPED: ("Stopped before it was sent", "hand", frozenset({"again", "put_away"})),
    Delivery.State.EXPIRED: (
        "Its time passed before it could be sent",
        "clock",
        frozenset({"again", "put_away"}),
    ),
    Delivery.State.HANDED: ("Waiting for you to send it", "hand", frozenset({"by_hand", "withdraw"})),
    Delivery.State.UNCERTAIN: (
        "Nobody knows whether it arrived",
        "circle-help",
        frozenset({"arrived", "resend"}),
    ),
}
