"""Credits for paid first messages (InMail): a ledger that only grows and cannot be overdrawn.

A credit is set aside in the transaction of the decision that needs it, spent when the message has left and given back
when it has not.  What costs one, and when the network gives one back, is data (`credits.toml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.gate import accounts, credit_rules, lookups
from askfirst.gate.ledgers import CreditEntry
from askfirst.gate.models import Delivery
from askfirst.people.models import Engagement

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member
    from askfirst.policy.facts import Facts

TRIES = 3
"""How often a line is written anew when another one was written at the same moment."""
LATE = timedelta(days=365)
"""How long after the end of its refund window a message is still looked at: a worker may have been off."""
SKEW = timedelta(minutes=1)
"""How far apart the clocks of two machines may be."""

Kind = CreditEntry.Kind
ADDED = {Kind.ALLOWANCE: 1, Kind.PURCHASE: 1, Kind.EXPIRY: -1}
"""What a person may write down, and its sign."""


class Overdrawn(ValueError):  # noqa: N818 -- it says what the matter is
    """There are not that many credits; nothing was written.  The message says how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gain:
    """What somebody writes down: an allowance, a purchase, or (an expiry) what lapsed.  `at` None: now."""

    amount: int
    kind: str = Kind.ALLOWANCE
    note: str = ""
    at: datetime | None = None


def is_paid(network: str) -> bool:
    """Whether anything on this network costs credits."""
    return network in credit_rules.costs()


def left(channel: Channel, at: datetime, besides: int = 0) -> int | None:
    """How many credits there were at an instant; None where the network has none.  At most three queries.

    `besides`: a delivery for which one may be set aside; that one counts as left.
    """
    if not is_paid(channel.network):
        return None
    newest = _newest(channel)
    if newest is None:
        return 0
    own = bool(besides) and _steps(besides) == {Kind.USE}
    if at >= newest.recorded_at - SKEW:
        return newest.balance + own
    found = CreditEntry.objects.filter(channel=channel, at__lte=at).aggregate(sum=Sum("amount"))
    return max(found["sum"] or 0, 0) + own


def lines(channel: Channel, most: int = 50) -> list[CreditEntry]:
    """The newest lines of a channel, the newest first."""
    rows = CreditEntry.objects.filter(channel=channel).select_related("member", "delivery__contact")
    return list(rows.order_by("-number")[:most])


def add(channel: Channel, gain: Gain, member: Member | None = None) -> CreditEntry:
    """Write down what came with the plan, was bought or lapsed.  Returns the newest line.

    Where the channel's plan is known, what an allowance brings above the most that it keeps lapses at once.

    Raises:
        PermissionDenied: the member's role may not connect channels.
        ValueError: the network has no credits, the kind or amount cannot be, it lies in the future, or the plan sells
            no more.
        Overdrawn: more would lapse than there are.
    """
    if member:
        require(member, Right.CHANNELS, channel.brand_id)
    now = timezone.now()
    _require_sense(channel, gain, now)
    for more in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _added(channel, gain, member, now)
        except IntegrityError:
            # Somebody else wrote the very first line at the same moment, before there was one to stand in line at.
            if not more:
                raise
    raise AssertionError("unreachable")


def _added(channel: Channel, gain: Gain, member: Member | None, now: datetime) -> CreditEntry:
    hold(channel)
    plan = plan_of(channel)
    balance = left(channel, now) or 0
    if plan and not plan.monthly and gain.kind == Kind.PURCHASE and balance + gain.amount > plan.most:
        raise ValueError(f"this plan keeps at most {plan.most} bought credits, and there are {balance}")
    line = {"member": member, "note": gain.note[:200], "at": gain.at or now}
    written = _append(channel, gain.kind, ADDED[Kind(gain.kind)] * gain.amount, **line)
    return _lapse(channel, plan, written)


def hold(channel: Channel) -> None:
    """Stand in line for this channel's credits until the transaction ends.  The first line is the lock."""
    if is_paid(channel.network):
        rows = CreditEntry.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(channel=channel, number=1).values_list("pk"))


def use(delivery: Delivery, facts: Facts) -> CreditEntry | None:
    """Set aside what a message costs, after `hold`, in the same transaction.  None: nothing, or it has been set aside.

    Raises:
        Overdrawn: there is none left.  The decision that allowed it must be undone with everything else.
    """
    costs = credit_rules.costs().get(delivery.channel.network)
    if costs is None or not costs(facts) or _steps(delivery.pk):
        return None
    return _append(delivery.channel, Kind.USE, -1, delivery=delivery, at=delivery.created_at)


def confirm(delivery: Delivery, at: datetime) -> None:
    """The message has left: what was set aside is spent."""
    if _is_open(delivery):
        _append(delivery.channel, Kind.CONFIRMED, 0, delivery=delivery, at=at)


def give_back(delivery: Delivery, at: datetime) -> None:
    """The message will not leave: what was set aside is free again."""
    if _is_open(delivery):
        _append(delivery.channel, Kind.RELEASED, 1, delivery=delivery, at=at)


def unanswered(
    who: Q, channel: Channel, at: datetime, besides: int = 0, several: Q | None = None
) -> QuerySet[Any, Any]:
    """Each `contact` and address (`where`) to which a paid message has left, or may be about to, without an answer since.

    `who` narrows the deliveries; `besides` is one that does not count; `several` as in `lookups.where`.
    """
    free = CreditEntry.objects.filter(delivery=OuterRef("delivery"), kind=Kind.RELEASED)
    answers = Engagement.objects.filter(
        contact=OuterRef("delivery__contact"),
        channel=channel,
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gt=OuterRef("at"),
        occurred_at__lte=at,
    )
    answers = lookups.by_that(answers, several, "delivery__to")
    rows = CreditEntry.objects.filter(
        ~Exists(free),
        ~Exists(answers),
        channel=channel,
        kind__in=[Kind.USE, Kind.CONFIRMED],
        at__lte=at,
        delivery__in=Delivery.objects.filter(who).exclude(pk=besides),
    )
    found = Delivery.objects.filter(pk__in=rows.values("delivery"))
    return found.values("contact", where=lookups.where(several)).distinct()


def settle_refunds(channel: Channel, at: datetime) -> int:
    """Write down what the network gave back until `at`, by the rule of the day on which each message left.

    Returns how many came back.  Doing it again changes nothing.
    """
    if not _due(channel, at):
        return 0  # found out without the lock: releases wait for whoever has it
    with transaction.atomic():
        hold(channel)
        due = _due(channel, at)
        for when, rule, sent in due:
            _append(channel, Kind.REFUND, 1, delivery=sent.delivery, note=rule.why, at=when)
    return len(due)


def _due(channel: Channel, at: datetime) -> list[tuple[datetime, credit_rules.Refund, Any]]:
    """What came back until `at` and is not written down yet, the first first: when, by which rule, for which line."""
    rules = [rule for rule in credit_rules.refunds() if rule.network == channel.network]
    if not rules:
        return []
    longest = timedelta(days=max(rule.days for rule in rules))
    due = [
        (when, rule, sent)
        for sent in _spent(channel, at - longest - LATE, at)
        for rule in rules
        if rule.holds(sent.at) and (when := rule.due(sent.at, sent.answered_at)) and when <= at
    ]
    return sorted(due, key=lambda one: (one[0], one[2].number))


def settle_all(at: datetime) -> int:
    """`settle_refunds` for every channel that has credits.  Returns how many came back."""
    rows = CreditEntry.objects.filter(kind=Kind.CONFIRMED).values("channel")
    channels = Channel.objects.filter(network__in=credit_rules.costs(), pk__in=rows)
    return sum(settle_refunds(channel, at) for channel in channels)


def _spent(channel: Channel, since: datetime, until: datetime) -> list[Any]:
    """The lines of messages that left in that time and whose credit has not come back, with the first answer to each."""
    refunded = CreditEntry.objects.filter(delivery=OuterRef("delivery"), kind=Kind.REFUND)
    answers = Engagement.objects.filter(
        contact=OuterRef("delivery__contact"),
        channel=channel,
        kind=Engagement.Kind.MESSAGE,
        occurred_at__gt=OuterRef("at"),
        occurred_at__lte=until,
    )
    several = lookups.shared(Q(brand_id=channel.brand_id), channel.network)
    answers = lookups.by_that(answers, several, "delivery__to").order_by("occurred_at")
    rows = CreditEntry.objects.filter(channel=channel, kind=Kind.CONFIRMED, at__gt=since, at__lte=until)
    return list(
        rows.filter(~Exists(refunded))
        .annotate(answered_at=Subquery(answers.values("occurred_at")[:1]))
        .select_related("delivery__channel")
    )


def _require_sense(channel: Channel, gain: Gain, now: datetime) -> None:
    if not is_paid(channel.network):
        raise ValueError(
            f"{channel.network} has no credits; there are some on {', '.join(sorted(credit_rules.costs()))}"
        )
    if gain.kind not in ADDED:
        raise ValueError(f"credits are not added as `{gain.kind}`; choose one of {', '.join(ADDED)}")
    if not 1 <= gain.amount <= 10**6:
        raise ValueError(f"{gain.amount} credits cannot be: give a number from 1 to 1,000,000")
    if gain.at and gain.at > now + SKEW:
        raise ValueError("this lies in the future: write credits down when they are there")


def _lapse(channel: Channel, plan: credit_rules.Plan | None, written: CreditEntry) -> CreditEntry:
    """What an allowance brought above the most that the plan keeps is gone; what was bought stays."""
    if plan is None or written.kind != Kind.ALLOWANCE or written.balance <= plan.most:
        return written
    above = min(written.balance - plan.most, written.amount)
    return _append(channel, Kind.EXPIRY, -above, note=f"The plan keeps at most {plan.most}.", at=written.at)


def plan_of(channel: Channel) -> credit_rules.Plan | None:
    """The plan that the channel's settings name; None where nobody has said."""
    return credit_rules.plans().get((channel.network, accounts.said_of(channel).get("tier", "")))


def _is_open(delivery: Delivery) -> bool:
    """Whether something is set aside for it; the channel's credits are held from then on."""
    if not is_paid(delivery.channel.network):
        return False
    hold(delivery.channel)
    return _steps(delivery.pk) == {Kind.USE}


def _steps(delivery: int) -> set[str]:
    return set(CreditEntry.objects.filter(delivery=delivery).values_list("kind", flat=True))


def _newest(channel: Channel) -> CreditEntry | None:
    return CreditEntry.objects.filter(channel=channel).order_by("-number").first()


def _append(channel: Channel, kind: str, amount: int, **line: Any) -> CreditEntry:
    newest = _newest(channel)
    number, balance = (newest.number, newest.balance) if newest else (0, 0)
    if balance + amount < 0:
        raise Overdrawn(f"there are {balance} credits on {channel}, and {-amount} would be needed")
    return CreditEntry.objects.create(
        channel=channel, number=number + 1, kind=kind, amount=amount, balance=balance + amount, **line
    )
