"""The gate for many at once: the same question about each person, and the facts of all of them looked up together.

What comes of each is what `release` would have made of it.  Where the network stops at a number or something is paid for,
they are released one by one: the first of them may take what the second would need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from askfirst.brand import ready_made
from askfirst.consent import chain
from askfirst.gate import counters, credits, policies, release, tickets  # noqa: A004 -- the word for it
from askfirst.gate.facts import gather
from askfirst.gate.ledgers import Slot
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact
from askfirst.policy import engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askfirst.brand.models import Channel
    from askfirst.gate.question import Parcel, Question
    from askfirst.policy.facts import Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """What came of one: the decision, and the delivery where it says allow."""

    decision: Decision
    delivery: Delivery | None


def hold(contacts: Sequence[int]) -> None:
    """Stand in line for these people until the transaction ends: whoever releases something to one of them waits."""
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts)
    list(rows.order_by("pk").values_list("pk"))


def release_many(asked: Sequence[tuple[Question, Parcel]]) -> list[Released]:
    """Decide each, and put what may leave into the outbox: all of it or nothing.  In the order in which it was asked.

    All questions concern one channel and one list, each another person, and no member pressed a button.

    Raises:
        ValueError: they do not.
    """
    if not asked:
        return []
    _require_one_kind([question for question, _ in asked])
    channel = asked[0][0].channel
    if counters.is_capped(channel.network) or credits.is_paid(channel.network):
        return [_alone(question, parcel) for question, parcel in asked]
    with transaction.atomic():
        hold([question.contact.pk for question, _ in asked if question.contact])
        _hold_counters(channel, [parcel.to for _, parcel in asked])
        now = timezone.now()
        questions = [replace(question, to=parcel.to) for question, parcel in asked]
        policy = policies.of(channel.brand_id)
        policies.keep(policy)
        answers = [engine.decide(policy, facts) for facts in gather(questions, now)]
        decisions = Decision.objects.bulk_create(
            [
                release.decision_of(question, policy, answer, Decision.Stage.RELEASE)
                for question, answer in zip(questions, answers, strict=True)
            ]
        )
        deliveries = _enqueue(asked, decisions, now)
        known = {one.pk: answer.facts for one, answer in zip(decisions, answers, strict=True)}
        made = [(row, known[pk]) for pk, row in deliveries.items()]
        counters.reserve_many(made)
        tickets.reserve_many(made)
    return [Released(decision=one, delivery=deliveries.get(one.pk)) for one in decisions]


Mark = dict[int, tuple[Any, ...]]
"""Of each channel what is another value as soon as something has happened there."""


def mark(channels: Iterable[int], *, is_held: bool = False) -> Mark:
    """Another one as soon as anybody left, agreed or wished something at the brands of these channels, or a channel stopped.

    Lines of a ledger are written one after the other, so that its length tells of each that was committed.  `is_held`: until
    the transaction of the caller ends, none is written.
    """
    asked = sorted(set(channels))
    if not asked:
        return {}
    heads = (
        "SELECT brand_id, number FROM consent_chainhead"
        " WHERE brand_id IN (SELECT brand_id FROM brand_channel WHERE id IN %s) ORDER BY brand_id"
    )
    lengths = dict(ready_made.rows(heads + (ready_made.held() if is_held else ""), asked))
    found = ready_made.rows(
        "SELECT channel.id, channel.brand_id, channel.state, health.state FROM brand_channel AS channel"
        " LEFT JOIN gate_health AS health ON health.channel_id = channel.id WHERE channel.id IN %s",
        asked,
    )
    if is_held:  # of a brand whose ledger is still empty nobody must write the first line either
        without = {brand for _, brand, _, _ in found} - lengths.keys()
        lengths |= {brand: chain.hold(brand).number for brand in sorted(without)}
    return {pk: (lengths.get(brand, 0), state, health) for pk, brand, state, health in found}


def still_allowed(deliveries: Sequence[Delivery]) -> set[int]:
    """Of these messages of lists those, by id, that may still leave.  The others are asked about alone: then it is written down why.

    What they count against by now is set aside too, as `recheck` does; who has no ticket any more is asked about alone.
    """
    asked = _one_each(deliveries)
    lacking = tickets.without(asked)
    asked = [one for one in asked if one.pk not in lacking]
    if not asked or counters.is_capped(asked[0].channel.network):
        return set()
    policy = policies.of(asked[0].channel.brand_id)
    questions = [release.as_released(one) for one in asked]
    facts = gather(questions, timezone.now(), besides=[one.pk for one in asked])
    answers = [engine.decide(policy, one) for one in facts]
    fine = [
        (one, answer.facts) for one, answer in zip(asked, answers, strict=True) if answer.verdict == "allow"
    ]
    _set_aside([pair for pair in fine if counters.counts(*pair)])
    return {one.pk for one, _facts in fine}


def _set_aside(counting: Sequence[tuple[Delivery, Facts]]) -> None:
    """A place for each that has none yet.  Where all have theirs nobody waits for anybody."""
    if not _without_place(counting):
        return
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(pk__in=[one.pk for one, _ in counting]).order_by("pk").values_list("pk"))
        _hold_counters(counting[0][0].channel, [one.to for one, _ in counting])
        counters.reserve_many(_without_place(counting))


def _without_place(counting: Sequence[tuple[Delivery, Facts]]) -> list[tuple[Delivery, Facts]]:
    pks = [one.pk for one, _ in counting]
    has_place = (
        set(Slot.objects.filter(delivery__in=pks).values_list("delivery", flat=True)) if pks else set()
    )
    return [pair for pair in counting if pair[0].pk not in has_place]


def _one_each(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those of one channel, one for each person, for networks on which nothing is paid."""
    found: dict[int, Delivery] = {}
    for one in deliveries:
        if one.contact_id and one.on_id and one.channel_id == deliveries[0].channel_id:
            found.setdefault(one.contact_id, one)
    is_paid = credits.is_paid(deliveries[0].channel.network) if deliveries else False
    return [] if is_paid else list(found.values())


def _hold_counters(channel: Channel, addresses: Iterable[str]) -> None:
    for domain in sorted({address.rpartition("@")[2] for address in addresses}):
        counters.hold(channel, None, f"@{domain}")


def _enqueue(
    asked: Sequence[tuple[Question, Parcel]], decisions: Sequence[Decision], now: datetime
) -> dict[int, Delivery]:
    rows = [
        release.delivery_of(decision, question, parcel, now)
        for (question, parcel), decision in zip(asked, decisions, strict=True)
        if decision.verdict == "allow"
    ]
    return {row.decision_id: row for row in Delivery.objects.bulk_create(rows)}


def _alone(question: Question, parcel: Parcel) -> Released:
    decision = release.release(question, parcel)
    return Released(decision=decision, delivery=Delivery.objects.filter(decision=decision).first())


def _require_one_kind(questions: Sequence[Question]) -> None:
    people = [question.contact.pk for question in questions if question.contact]
    kinds = {(question.channel.pk, question.on.pk if question.on else 0) for question in questions}
    if len(set(people)) < len(questions) or len(kinds) > 1 or any(one.member for one in questions):
        raise ValueError("many are asked about at once for one channel and list, each person once, by nobody")
    release.require_one_brand(questions)
