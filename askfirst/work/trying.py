"""A rule tried out on what happened lately: which of it would have fitted.  Nothing is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils import timezone

from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Act, Message, Thread
from askfirst.work import hours, matching
from askfirst.work.models import Automation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.work.automations import Wanted

LOOKED_AT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What came of it."""

    looked_at: int
    fitting: list[matching.Situation]


def try_out(member: Member, wanted: Wanted) -> Trial:
    """Ask a rule about the last 200 things of its kind.  Labels, VIPs and whose it is are as they are now.

    Raises:
        PermissionDenied: the role may not set up rules.
    """
    require(member, Right.SORT)
    known = hours.of(member.brand_id)
    seen = list(_LATELY[wanted.when](member.brand_id, wanted))
    fitting = [one for one in seen if matching.fits(wanted.conditions, one, known)]
    return Trial(looked_at=len(seen), fitting=fitting)


def _messages(brand: int, _wanted: Wanted) -> Iterator[matching.Situation]:
    rows = Message.objects.filter(brand_id=brand, is_ours=False, taken_back_at=None).order_by("-pk")[
        :LOOKED_AT
    ]
    yield from _of_messages(list(rows))


def _waits(brand: int, wanted: Wanted) -> Iterator[matching.Situation]:
    """Each message that waited so long for a person's answer, or does now."""
    ours = Message.objects.filter(
        thread=OuterRef("thread"), is_ours=True, is_automatic=False, said_at__gt=OuterRef("said_at")
    )
    first = ours.order_by().values("thread").annotate(at=Min("said_at")).values("at")
    rows = Message.objects.filter(brand_id=brand, is_ours=False, taken_back_at=None)
    lately = list(rows.annotate(answered_at=Subquery(first)).order_by("-pk")[:LOOKED_AT])
    edge, now = timedelta(minutes=wanted.minutes), timezone.now()
    long = {one.pk for one in lately if (one.answered_at or now) - one.said_at >= edge}
    for one in _of_messages(lately):
        # Those that were answered sooner were looked at too, and fit no rule.
        yield one if one.key in long else replace(one, is_out=True)


def _of_messages(rows: Sequence[Message]) -> Iterator[matching.Situation]:
    threads = _threads([one.thread_id for one in rows])
    for one in rows:
        thread = threads.get(one.thread_id)
        if thread:
            yield _situation(thread, one.text, key=one.pk, at=one.said_at)


def _words(brand: int, _wanted: Wanted) -> Iterator[matching.Situation]:
    rows = Thread.objects.filter(brand_id=brand, post__gt=0).order_by("-last_at")[:LOOKED_AT]
    yield from _of_threads(rows.values_list("pk", flat=True))


def _closings(brand: int, wanted: Wanted) -> Iterator[matching.Situation]:
    edge = timezone.now() + timedelta(minutes=wanted.minutes)
    rows = Thread.objects.filter(brand_id=brand, closes_at__isnull=False).order_by("closes_at")[:LOOKED_AT]
    for one in _of_threads(rows.values_list("pk", flat=True)):
        is_out = (
            one.thread.closes_at is None or one.thread.closes_at > edge or one.thread.waiting_since is None
        )
        yield replace(one, is_out=is_out)


def _of_threads(keys: Iterable[int]) -> Iterator[matching.Situation]:
    found = _threads(list(keys))
    for thread in found.values():
        yield _situation(thread, thread.preview, key=thread.pk, at=thread.last_at)


def _states(brand: int, _wanted: Wanted) -> Iterator[matching.Situation]:
    by_hand = Act.objects.filter(~Q(member=None) | Q(by=""), brand_id=brand, kind=Act.Kind.STATE)
    rows = list(by_hand.order_by("-pk")[:LOOKED_AT])
    threads = _threads([one.thread_id for one in rows])
    for one in rows:
        thread = threads[one.thread_id]
        yield replace(_situation(thread, thread.preview, key=one.pk, at=one.at), state=one.after)


def _threads(keys: list[int]) -> dict[int, Thread]:
    rows = Thread.objects.filter(pk__in=set(keys)).select_related("channel", "contact")
    return {one.pk: one for one in rows.prefetch_related("labels")}


def _situation(thread: Thread, text: str, *, key: int, at: datetime) -> matching.Situation:
    return matching.Situation(
        thread=thread,
        at=at,
        text=text,
        labels=frozenset(label.pk for label in thread.labels.all()),
        state=thread.state,
        key=key,
    )


_LATELY: dict[str, Callable[[int, Wanted], Iterator[matching.Situation]]] = {
    Automation.When.MESSAGE: _messages,
    Automation.When.WORD: _words,
    Automation.When.STATE: _states,
    Automation.When.WAITING: _waits,
    Automation.When.CLOSING: _closings,
}
