"""How each channel is received, and what follows: list messages slow down, then stop by themselves; answers go on.

    signal(channel, Signal.Kind.COMPLAINT, key=…)    something came back
    look(channel)                                    what follows from all that came back lately
    rearm(member, channel, why)                      a person lets it run again; nothing else does

It is counted from what came back (`Signal`) against what left; nothing is estimated, and opens are never used.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel, Member, Notification
from askfirst.brand.roles import Right, may, require
from askfirst.gate.models import Decision, Delivery, Health, Signal, Turn
from askfirst.people.models import Engagement
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from askfirst.gate.question import Question

FILE = Path(__file__).parent / "health_limits.toml"
SLOW_PACE = 10
"""Slowed down, a message leaves where as many would have."""
LEAST_RATE_MAILS = 200
"""Mails of a day from which on a rate of complaints says something."""
UNANSWERED_SPAN, WAITED = timedelta(days=30), timedelta(days=3)
"""What is looked at, and how long people have to answer before it counts as unanswered."""
COMPLAINTS_HIGH = 3
"""Complaints in a thousand mails from which on Gmail stops delivering."""
State = Health.State
_WORSE = {State.OK: 0, State.SLOWED: 1, State.STOPPED: 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """What one network bears with of one kind of signal, per mille of the list messages that left."""

    kind: str
    slow: int
    stop: int
    days: int
    least: int
    """So many have to have left before a rate says anything."""
    fewest: int
    """So many have to have come back before it stops: one press of one person is no rate."""
    why: str
    since: date | None
    source: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """One limit and where a channel stands against it."""

    limit: Limit
    came_back: int
    left: int

    @property
    def per_mille(self) -> float | None:
        """None: too few have left to say."""
        return 1000 * self.came_back / self.left if self.left >= self.limit.least else None

    @property
    def asks_for(self) -> Health.State:
        """What follows from it alone."""
        rate = self.per_mille
        if rate is None or not self.came_back:
            return State.OK
        if rate >= self.limit.stop and self.came_back >= self.limit.fewest:
            return State.STOPPED
        return State.SLOWED if rate >= self.limit.slow else State.OK


@dataclass(frozen=True, kw_only=True, slots=True)
class Unanswered:
    """What we wrote to people unasked on a channel lately, and how much of it nobody answered."""

    left: int
    unanswered: int

    @property
    def per_mille(self) -> float | None:
        """None: nothing was written unasked."""
        return 1000 * self.unanswered / self.left if self.left else None


def signal(  # noqa: PLR0913 -- what a row of it says
    channel: Channel,
    kind: str,
    *,
    key: str,
    delivery: Delivery | None = None,
    detail: str = "",
    at: datetime | None = None,
) -> bool:
    """Write down that something came back, and let follow what follows.  False: it was known already."""
    row = {
        "delivery": delivery,
        "kind": kind,
        "is_of_list": delivery is not None and delivery.on_id is not None,
        "detail": detail[:300],
        "at": at or timezone.now(),
    }
    _, is_new = Signal.objects.get_or_create(channel=channel, key=f"{kind}:{key}"[:200], defaults=row)
    if is_new and row["is_of_list"]:
        look(channel)
    return is_new


def gauges(channel: Channel, at: datetime | None = None) -> list[Gauge]:
    """Where the channel stands against each limit of its network."""
    now = at or timezone.now()
    held = Health.objects.filter(channel=channel).first()
    found = []
    counts: dict[int, tuple[dict[str, int], int]] = {}
    for limit in limits(channel.network):
        if limit.days not in counts:
            since = now - timedelta(days=limit.days)
            if held and held.counted_from:
                since = max(since, held.counted_from)
            counts[limit.days] = _counted(channel, since, now)
        came, left = counts[limit.days]
        found.append(Gauge(limit=limit, came_back=came.get(limit.kind, 0), left=left))
    return found


def _counted(channel: Channel, since: datetime, until: datetime) -> tuple[dict[str, int], int]:
    rows = Signal.objects.filter(channel=channel, is_of_list=True, at__gt=since, at__lte=until)
    came = dict(rows.values_list("kind").annotate(Count("pk")))
    left = Delivery.objects.filter(
        channel=channel, on__isnull=False, sent_at__gt=since, sent_at__lte=until
    ).count()
    refused = came.get(Signal.Kind.REPUTATION, 0)  # what was refused at the door has not left
    return came, left + refused


def look(channel: Channel) -> str:
    """What follows from all that came back lately.  It only gets stricter: a person alone makes it milder."""
    found = gauges(channel)
    worst = max(found, key=lambda gauge: _WORSE[gauge.asks_for], default=None)
    if worst is None:
        return str(State.OK)
    with transaction.atomic():
        held = _held(channel)
        _remember_complaints(held, found)
        if _WORSE[worst.asks_for] > _WORSE[State(held.state)]:
            _turn(held, worst.asks_for, _reason(worst))
            _tell(channel, held)
    return held.state


def look_all() -> int:
    """`look` at each channel by which something of a list left or came back lately.  For the worker.  Returns 0."""
    since = timezone.now() - timedelta(days=2)
    rows = Delivery.objects.filter(on__isnull=False, sent_at__gt=since).order_by()
    for channel in Channel.objects.select_related("brand").filter(pk__in=rows.values("channel").distinct()):
        look(channel)
    return 0


def days(channel: Channel, many: int = 30) -> list[tuple[date, int, int]]:
    """Of each of the last days, the oldest first: the list messages that left, and what came back of them."""
    zone = timezone.get_current_timezone()
    today = timezone.localdate()
    since = timezone.now() - timedelta(days=many)
    mails = Delivery.objects.filter(channel=channel, on__isnull=False, sent_at__gt=since)
    signals = Signal.objects.filter(channel=channel, is_of_list=True, at__gt=since)
    left = dict(mails.values_list(TruncDate("sent_at", tzinfo=zone)).annotate(Count("pk")))
    came = dict(signals.values_list(TruncDate("at", tzinfo=zone)).annotate(Count("pk")))
    span = [today - timedelta(days=ago) for ago in reversed(range(many))]
    return [(day, left.get(day, 0), came.get(day, 0)) for day in span]


def rearm(member: Member, channel: Channel, why: str) -> None:
    """Let the messages of lists leave as usual again; what came back until now is not counted any more.

    Raises:
        PermissionDenied: the role may not connect channels, or it is another brand's.
        ValueError: there is no reason given, or nothing was slowed down.
    """
    require(member, Right.CHANNELS, channel.brand_id)
    said = " ".join(why.split())[:300]
    if not said:
        raise ValueError(Sentence("say in a sentence what has changed"))
    with transaction.atomic():
        held = _held(channel)
        if held.state == State.OK:
            raise ValueError(Sentence("nothing is slowed down here"))
        held.counted_from, held.slow_until = timezone.now(), None
        _turn(held, State.OK, said, member)
        notify.take_back(channel.brand, f"health:{channel.pk}")


def facts_about(channel: Channel, questions: Sequence[Question]) -> dict[str, Any]:
    """The facts about the account that come of it; nothing is looked up for answers, which go on whatever they are."""
    if not any(question.on or question.is_promotional for question in questions):
        return {}
    rate = complaints_yesterday(channel) if channel.network == "email" else None
    known = {} if rate is None else {"complaints_per_mille": rate}
    held = Health.objects.filter(channel=channel).first()
    if held is None:
        return known
    return known | {
        "list_sending": held.state,
        "complaints_high_at": held.complaints_high_at,
        "is_domain_authenticated": is_authenticated(held.domain),
    }


def complaints_yesterday(channel: Channel, at: datetime | None = None) -> int | None:
    """How many of a thousand list messages of the last whole day (UTC) drew a complaint, as far as we were told; rounded down.

    None: too few left to say, or a single person complained, which is no rate.
    """
    today = (at or timezone.now()).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = (today - timedelta(days=1), today)
    told = Signal.objects.filter(channel=channel, is_of_list=True, kind=Signal.Kind.COMPLAINT)
    came = told.filter(at__gte=yesterday[0], at__lt=yesterday[1]).count()
    if not came:
        return 0
    fewest = next(one.fewest for one in limits(channel.network) if one.kind == Signal.Kind.COMPLAINT)
    mails = Delivery.objects.filter(channel=channel, on__isnull=False)
    left = mails.filter(sent_at__gte=yesterday[0], sent_at__lt=yesterday[1]).count()
    return 1000 * came // left if left >= LEAST_RATE_MAILS and came >= fewest else None


def unanswered(channel: Channel, at: datetime | None = None) -> Unanswered:
    """Of what we wrote to people in private without their having asked, how much nobody has answered, by `WAITED` at least.

    What belongs to a list, and answers of ours, are no such words.  No network names a limit, so nothing follows by itself.
    """
    now = at or timezone.now()
    unasked = Delivery.objects.filter(
        channel=channel,
        on=None,
        contact__isnull=False,
        form__in=["direct", "private_reply"],
        sent_at__gt=now - UNANSWERED_SPAN,
        sent_at__lte=now - WAITED,
    ).exclude(purpose="reply")
    theirs = Engagement.objects.filter(
        contact=OuterRef("contact"),
        channel=channel,
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gte=OuterRef("sent_at"),
    )
    found = unasked.annotate(is_answered=Exists(theirs)).aggregate(
        left=Count("pk"), answered=Count("pk", filter=Q(is_answered=True))
    )
    return Unanswered(left=found["left"], unanswered=found["left"] - found["answered"])


def is_authenticated(lines: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether mail passes SPF and DKIM and DMARC is published, as the domain was found; None: not all of it could be seen."""
    states = [line["state"] for line in lines if line["what"] in {"spf", "dkim", "dmarc"}]
    if "bad" in states:
        return False
    return True if states == ["ok"] * 3 else None


def rests(channel: Channel, now: datetime) -> bool:
    """Whether no list message may be taken up at this moment.  Asked under the lock of the channel."""
    held = Health.objects.filter(channel=channel).exclude(state=State.OK).first()
    return held is not None and (
        held.state == State.STOPPED or bool(held.slow_until and held.slow_until > now)
    )


def waits(against: Decision, now: datetime) -> datetime | None:
    """When to ask again about what was stopped by nothing but this; None: something else stands against it."""
    rules = {reason["rule"] for reason in against.reasons if reason["effect"] in {"deny", "hold"}}
    return now + timedelta(minutes=1) if rules == {"received.stopped"} else None


def at_their_pace(channel: Channel, rows: list[Delivery], until: datetime) -> list[Delivery]:
    """Of what may be taken up: where messages of lists are slowed down the first of them, and no other before `until`."""
    of_lists = [row for row in rows if row.on_id]
    slowed = Health.objects.filter(channel=channel, state=State.SLOWED)
    if not of_lists or not slowed.update(slow_until=until):
        return rows
    return [row for row in rows if row.on_id is None or row is of_lists[0]]


@cache
def limits(network: str) -> tuple[Limit, ...]:
    """The limits of one network, its own before those of all."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["limit"]
    own = [one for one in told if one["network"] == network]
    named = {one["kind"] for one in own}
    common = [one for one in told if one["network"] == "*" and one["kind"] not in named]
    if network == "email":
        common = []  # nobody blocks a mail: they complain
    return tuple(
        Limit(
            **{name: one[name] for name in ("kind", "slow", "stop", "days", "least", "fewest", "why")},
            since=one.get("from"),
            source=one.get("source"),
        )
        for one in [*own, *common]
    )


def _held(channel: Channel) -> Health:
    Health.objects.get_or_create(channel=channel)
    return Health.objects.select_for_update(no_key=True).get(channel=channel)


def _remember_complaints(held: Health, found: list[Gauge]) -> None:
    """Gmail listens again a week after complaints last stood high: the day is kept."""
    for gauge in found:
        rate = gauge.per_mille
        is_high = rate is not None and rate >= COMPLAINTS_HIGH and gauge.came_back >= gauge.limit.fewest
        if gauge.limit.kind == Signal.Kind.COMPLAINT and is_high and held.channel.network == "email":
            held.complaints_high_at = timezone.now()
            held.save(update_fields=["complaints_high_at"])


def _turn(held: Health, state: str, why: str, member: Member | None = None) -> None:
    held.state, held.why, held.since = state, why, timezone.now()
    held.save()
    Turn.objects.create(channel=held.channel, state=state, why=why, member=member, at=held.since)
    announce(held.channel.brand, "channel", channel=held.channel_id)


def _reason(gauge: Gauge) -> Sentence:
    return Sentence(
        "%(came_back)s of %(left)s messages: %(what)s",
        came_back=gauge.came_back,
        left=gauge.left,
        what=Sentence(gauge.limit.why),
    )


def _tell(channel: Channel, held: Health) -> None:
    members = [
        member
        for member in Member.objects.filter(brand=channel.brand_id, is_active=True)
        if may(member, Right.CHANNELS)
    ]
    title = (
        Sentence("Messages of lists have stopped on %(channel)s", channel=str(channel))
        if held.state == State.STOPPED
        else Sentence("Messages of lists go slowly on %(channel)s", channel=str(channel))
    )
    news = notify.News(
        kind=Notification.Kind.CHANNEL,
        title=title,
        excerpt=held.why,
        link=f"/settings/health/{channel.pk}/",
        subject=f"health:{channel.pk}",
        is_urgent=held.state == State.STOPPED,
    )
    notify.notify(channel.brand, members, news)
