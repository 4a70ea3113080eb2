"""A conversation as it stands on the screen: days, bubbles, notes, the line above what is new, and what is not said yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand import earlier as forms
from askfirst.brand.spoken import spoken
from askfirst.drafts.models import Draft
from askfirst.gate import doubts
from askfirst.gate.models import Delivery
from askfirst.inbox import mentions, talk, timeline
from askfirst.web.act_words import ShownAct, shown_act
from askfirst.web.verdict import ShownReason, shown_reason
from askfirst.wire import connectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.utils.functional import _StrOrPromise as StrOrPromise

    from askfirst.brand.models import Earlier, Member
    from askfirst.inbox.models import Act, Message, Note, Reply, Thread
    from askfirst.inbox.timeline import Window
    from askfirst.web import wall_desk

RUN_SECONDS = 300
MOST_ACTS = 2
"""Of more things done one after the other, the last is shown and the others unfold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The one message that another answers.  `pk` 0: it stands there no more, or further up than is shown."""

    pk: int
    author: str
    text: str
    is_ours: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing in the stream: `kind` is `day`, `new`, `message`, `note`, `acts`, or what a strand has beside."""

    kind: str
    at: datetime
    message: Message | None = None
    note: Note | None = None
    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    """Of a note: its words, each with whether they name somebody, and whether that is the reader."""
    acts: list[ShownAct] = field(default_factory=list)
    """What was done one after the other, with nothing said between."""
    said: wall_desk.Item | None = None
    """What stands in public."""
    others: list[wall_desk.Item] = field(default_factory=list)
    """What other people said there one after the other."""
    quote: Quote | None = None
    goes_on: bool = False
    """The same person as just above, moments later: no name again."""
    is_seen: bool = False
    """Ours, and the newest that they have seen."""
    is_new: bool = False
    """Theirs, said after the reader last looked."""
    before: list[Earlier] = field(default_factory=list)
    """What a message said before it was changed, oldest first."""

    @property
    def is_folded(self) -> bool:
        """So many small things that only the last is shown at once."""
        return len(self.acts) > MOST_ACTS


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
    """Of `withdraw`, `approve`, `hurry`, `put_away`, `again`, `arrived`, `resend`, `undo`, `later`."""
    retry_at: datetime | None = None
    leaves_at: datetime | None = None
    """Until then it can be undone; or its hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """All that the timeline fragment needs."""

    items: list[Item]
    begin: str
    has_earlier: bool
    replies: list[ShownReply]


def stream(thread: Thread, reader: Member, *, begin: str = "", seen_upto: int = 0) -> Stream:
    """The window from `begin` on, as `reader` sees it.  `seen_upto` is how far they had read when they opened it.

    Raises:
        ValueError: `begin` is not something that a stream said.
    """
    found = timeline.window(thread, begin)
    return Stream(
        items=list(in_days(_items(found, reader, seen_upto, thread.their_read))),
        begin=found.begin,
        has_earlier=found.has_earlier and not begin,
        replies=shown_replies(thread),
    )


def earlier(thread: Thread, reader: Member, before: str) -> Stream:
    """What stands before `before`.  Raises ValueError as `stream` does."""
    found = timeline.earlier(thread, before)
    items = list(in_days(_items(found, reader, 0, 0)))
    return Stream(items=items, begin=found.begin, has_earlier=found.has_earlier, replies=[])


def shown_replies(thread: Thread) -> list[ShownReply]:
    """What we try to say and what does not stand there yet."""
    return [shown_reply(reply) for reply in timeline.replies(thread)]


def beside(notes: Iterable[Note], acts: Iterable[Act], reader: Member) -> list[Item]:
    """What nobody but the team sees, to be put between what was said."""
    noted = [Item(kind="note", at=note.created_at, note=note, pieces=_pieces(note, reader)) for note in notes]
    done = [Item(kind="acts", at=act.at, acts=[shown_act(act, reader)]) for act in acts]
    return [*noted, *done]


def _items(found: Window, reader: Member, seen_upto: int, their_read: int) -> list[Item]:
    last_seen = max((m.pk for m in found.messages if m.is_ours and m.pk <= their_read), default=0)
    quotes = _quotes(found.messages)
    before = forms.of(found.messages)
    said = [
        Item(
            kind="message",
            at=message.said_at,
            message=message,
            quote=quotes.get(message.answers),
            is_seen=message.pk == last_seen,
            is_new=seen_upto > 0 and not message.is_ours and message.pk > seen_upto,
            before=before.get((message.channel_id, message.external_id), []),
        )
        for message in found.messages
    ]
    return [*said, *beside(found.notes, found.acts, reader)]


def in_days(items: Iterable[Item]) -> Iterator[Item]:
    """In the order in which it happened: a line for each day, one above the first new thing, small things together."""
    is_new_shown = False
    before: Item | None = None
    for item in gathered(sorted(items, key=attrgetter("at"))):
        if before is None or _day(before.at) != _day(item.at):
            yield Item(kind="day", at=item.at)
            before = None
        if item.is_new and not is_new_shown:
            yield Item(kind="new", at=item.at)
            is_new_shown, before = True, None
        yield replace(item, goes_on=_goes_on(item, before))
        before = item


def gathered(items: Iterable[Item]) -> Iterator[Item]:
    """What was done one thing after the other on one day becomes one item; so does what others said."""
    held: Item | None = None
    for item in items:
        if held and held.kind == item.kind in {"acts", "others"} and _day(held.at) == _day(item.at):
            held = replace(held, acts=[*held.acts, *item.acts], others=[*held.others, *item.others])
            continue
        if held:
            yield held
        held = item
    if held:
        yield held


def _quotes(messages: list[Message]) -> dict[str, Quote]:
    """What the messages answer, by the network's id: what stands in the window from there, the rest in one query."""
    wanted = {message.answers for message in messages} - {""}
    here = {message.external_id: message for message in messages if message.external_id in wanted}
    missing = wanted - here.keys()
    if missing:
        rows = timeline.named(messages[0], missing)
        here |= {message.external_id: message for message in rows}
    return {name: quote_of(here.get(name)) for name in wanted}


def quote_of(message: Message | None) -> Quote:
    """The line that shows what is answered."""
    if message is None:
        return Quote(pk=0, author="", text=_("An earlier message that is not here"))
    return Quote(
        pk=message.pk, author=message.author, text=spoken(talk.preview_of(message)), is_ours=message.is_ours
    )


def _pieces(note: Note, reader: Member) -> list[tuple[str, bool, bool]]:
    people = [mention.member for mention in note.mentions.all()]
    return [
        (text, member is not None, member is not None and member.pk == reader.pk)
        for text, member in mentions.parts(note.text, people)
    ]


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
        return _undoable(reply, draft.delivery) or _on_its_way(reply, draft.delivery)
    if draft.state == Draft.State.SCHEDULED:
        return ShownReply(
            reply=reply,
            state="later",
            word=_("To be sent"),
            icon="clock",
            acts=frozenset({"later"}),
            leaves_at=draft.scheduled_at,
        )
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
            word=_("Waiting for approval"),
            icon="hourglass",
            reasons=reasons,
            acts=acts,
        )
    return ShownReply(
        reply=reply,
        state="refused",
        word=_("Not sent when its hour had come") if draft.scheduled_at else _("Not sent"),
        icon="octagon-x",
        reasons=reasons,
        acts=frozenset({"again", "put_away"}),
    )


def undo_until(delivery: Delivery) -> datetime | None:
    """Until when it waits so that it can be undone; None: it does not, or no more."""
    is_fresh = delivery.state == Delivery.State.QUEUED and delivery.attempts == 0
    return delivery.not_before if is_fresh and delivery.not_before > timezone.now() else None


def _undoable(reply: Reply, delivery: Delivery) -> ShownReply | None:
    """It was sent a moment ago and waits, so that it can be undone."""
    if undo_until(delivery) is None:
        return None
    return ShownReply(
        reply=reply,
        state="undoable",
        word=_("Sending…"),
        icon="clock",
        acts=frozenset({"undo"}),
        leaves_at=delivery.not_before,
    )


def _on_its_way(reply: Reply, delivery: Delivery) -> ShownReply:
    state = Delivery.State(delivery.state)
    word, icon, acts = _WORDS.get(state, (_("Sent"), "check", frozenset()))
    detail = spoken(delivery.state_reason)
    if doubts.has_looks_left(delivery) and connectors.can_find(reply.thread.channel):
        word, icon = _("Nobody knows yet whether it arrived"), "hourglass"
        detail = _("It is being looked for there; you are told if it cannot be found.")
    stopped_by = delivery.stopped_by if state is Delivery.State.STOPPED else None
    reasons = tuple(
        shown_reason(row)
        for row in (stopped_by.reasons if stopped_by else [])
        if row["effect"] in {"deny", "hold"}
    )
    return ShownReply(
        reply=reply,
        state=str(state),
        word=str(word),
        icon=icon,
        detail="" if reasons else detail,
        reasons=reasons,
        acts=acts,
        retry_at=delivery.not_before if state is Delivery.State.FAILED else None,
    )


_WORDS: dict[Delivery.State, tuple[StrOrPromise, str, frozenset[str]]] = {
    Delivery.State.QUEUED: (gettext_lazy("Waiting to be sent"), "clock", frozenset({"withdraw"})),
    Delivery.State.SENDING: (gettext_lazy("Being sent"), "clock", frozenset()),
    Delivery.State.FAILED: (gettext_lazy("Not sent yet"), "triangle-alert", frozenset({"hurry", "withdraw"})),
    Delivery.State.REFUSED: (
        gettext_lazy("Could not be delivered"),
        "circle-alert",
        frozenset({"again", "put_away"}),
    ),
    Delivery.State.STOPPED: (
        gettext_lazy("Stopped before it was sent"),
        "hand",
        frozenset({"again", "put_away"}),
    ),
    Delivery.State.EXPIRED: (
        gettext_lazy("Its time passed before it could be sent"),
        "clock",
        frozenset({"again", "put_away"}),
    ),
    Delivery.State.HANDED: (
        gettext_lazy("Waiting for you to send it"),
        "hand",
        frozenset({"by_hand", "withdraw"}),
    ),
    Delivery.State.UNCERTAIN: (
        gettext_lazy("Nobody knows whether it arrived"),
        "circle-help",
        frozenset({"arrived", "resend"}),
    ),
}
