"""How much of each limit is used up: one row for each limit and owner, under whose lock it changes.

A place is set aside in the transaction of the decision that needs it.  While it is set aside it counts in every period;
when the message has left it counts in the slice of time in which it left, and when it has not, it is free again.
The policy is told how many are left (`quota_left`), and the policy decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from askfirst.gate import limits
from askfirst.gate.accounts import said_of
from askfirst.gate.ledgers import Counter, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Channel
    from askfirst.gate.limits import Limit
    from askfirst.gate.models import Delivery
    from askfirst.gate.question import Question
    from askfirst.policy.facts import Facts

PEOPLE = "people"


def is_limited(network: str) -> bool:
    """Whether anything is counted on this network."""
    return bool(limits.counted(network))


def is_capped(network: str) -> bool:
    """Whether anything is counted there up to a number at which it stops: some limits only tell what one has become."""
    return any(not limit.marks for limit in limits.counted(network))


def hold(channel: Channel, contact: int | None, to: str) -> None:
    """Stand in line for the counters of messages to this person, until the transaction ends.

    One query once they are there, none where nothing is counted.
    """
    wanted = _keys(channel, [contact], to)
    if not wanted:
        return
    if len(_locked(wanted)) < len(wanted):
        rows = [Counter(owner=owner, limit=limit) for owner, limit in sorted(wanted)]
        Counter.objects.bulk_create(rows, ignore_conflicts=True)
        _locked(wanted)


def reserve(delivery: Delivery, facts: Facts) -> None:
    """Set a place aside in every counter that this message counts against, after `hold`, in the same transaction.

    Where it has a place already, it takes no second one.
    """
    at, wanted = limits.instant(facts.now), _wanted(delivery, facts)
    if not wanted:
        return
    free = Counter.objects.filter(_any_of(wanted)).exclude(slots__delivery=delivery)
    pks = list(free.values_list("pk", flat=True))
    Counter.objects.filter(pk__in=pks).update(reserved=F("reserved") + 1)
    Slot.objects.bulk_create(
        [Slot(counter_id=pk, delivery=delivery, contact_id=delivery.contact_id, at=at) for pk in pks]
    )


def reserve_many(made: Sequence[tuple[Delivery, Facts]]) -> None:
    """The same for many that are new, with a query for each counter and not for each of them."""
    taking: dict[tuple[str, str], list[tuple[Delivery, datetime]]] = defaultdict(list)
    for delivery, facts in made:
        for key in _wanted(delivery, facts):
            taking[key].append((delivery, limits.instant(facts.now)))
    if not taking:
        return
    counters = {(row.owner, row.limit): row.pk for row in Counter.objects.filter(_any_of(taking))}
    for key, some in taking.items():
        Counter.objects.filter(pk=counters[key]).update(reserved=F("reserved") + len(some))
    Slot.objects.bulk_create(
        [
            Slot(counter_id=counters[key], delivery=delivery, contact_id=delivery.contact_id, at=at)
            for key, some in taking.items()
            for delivery, at in some
        ]
    )


def counts(delivery: Delivery, facts: Facts) -> bool:
    """Whether this message counts against anything."""
    return bool(_wanted(delivery, facts))


def _wanted(delivery: Delivery, facts: Facts) -> set[tuple[str, str]]:
    """Owner and limit of every counter that this message counts against."""
    channel = delivery.channel
    if not is_limited(channel.network):
        return set()
    account, at = said_of(channel), limits.instant(facts.now)
    apply = [limits.counted(channel.network)[place] for place in limits.applying(channel.network)(facts)]
    return {
        (limits.owner_key(limit, channel, account, delivery.contact_id), limit.id)
        for limit in apply
        if _counts(limit, delivery.to, at, account)
    }


def confirm(left: Sequence[tuple[Delivery, datetime]]) -> None:
    """These have left, or may have: their places count from now on in the time in which each was handed over."""
    known = {one.pk: (one.channel, at) for one, at in left if is_limited(one.channel.network)}
    slots: dict[int, list[Slot]] = defaultdict(list)
    if known:
        for slot in Slot.objects.filter(delivery__in=known, state=Slot.State.RESERVED):
            slots[slot.counter_id].append(slot)
    if not slots:
        return
    rows = Counter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=slots).order_by("pk")
    counters = list(rows)
    for counter in counters:
        counter.reserved -= len(slots[counter.pk])
        for slot in slots[counter.pk]:
            _count(counter, *known[slot.delivery_id])
    Counter.objects.bulk_update(counters, ["reserved", "slices", "peak"])
    at_once: dict[datetime, list[int]] = defaultdict(list)
    for slot in (one for some in slots.values() for one in some):
        at_once[known[slot.delivery_id][1]].append(slot.pk)
    for at, pks in at_once.items():
        Slot.objects.filter(pk__in=pks).update(state=Slot.State.CONFIRMED, at=at)


def give_back(delivery: Delivery, at: datetime) -> None:
    """The message will not leave: its places are free again."""
    if not is_limited(delivery.channel.network):
        return
    pks = list(_reserved(delivery).order_by("counter").values_list("counter", flat=True))
    if pks:
        rows = Counter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
        list(rows.order_by("pk").values_list("pk"))
        Counter.objects.filter(pk__in=pks).update(reserved=F("reserved") - 1)
        _reserved(delivery).update(state=Slot.State.RELEASED, at=at)


def reserve_again(delivery: Delivery, at: datetime) -> None:
    """It was counted and has not left after all: its places are set aside once more."""
    slots = {slot.counter_id: slot for slot in delivery.slots.filter(state=Slot.State.CONFIRMED)}
    if not slots:
        return
    by_id = {limit.id: limit for limit in limits.counted(delivery.channel.network)}
    rows = Counter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=slots).order_by("pk")
    counters = list(rows)
    for counter in counters:
        counter.reserved += 1
        if counter.limit in by_id:
            clock = limits.clock_of(by_id[counter.limit], said_of(delivery.channel))
            _uncount(counter, clock, slots[counter.pk].at)
    Counter.objects.bulk_update(counters, ["reserved", "slices"])
    Slot.objects.filter(pk__in=[slot.pk for slot in slots.values()]).update(state=Slot.State.RESERVED, at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One limit of a channel at an instant, for people to read."""

    limit: Limit
    owner: str
    used: int
    number: int | None
    """None: the network names none, or has lifted it."""
    frees_at: datetime | None
    """When the next place becomes free, where none is left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave:
    """What a limit leaves to everybody whose message it counts (`place` in `limits.counted`)."""

    place: int
    left: int
    known: frozenset[int]
    """Contacts who are counted already, and what is left for those."""
    left_for_known: int


class Meters:
    """The counters of one channel, looked up once for any number of questions."""

    def __init__(self, channel: Channel, contacts: Sequence[int], at: datetime, besides: int = 0) -> None:
        """`besides`: a delivery whose own places do not count."""
        self.channel = channel
        self.at = at
        self.account = said_of(channel)
        self.limits = limits.counted(channel.network)
        self.counters: dict[tuple[str, str], Counter] = {}
        self.own: set[int] = set()
        self.people: dict[int, int] = {}
        self.known: set[tuple[int, int]] = set()
        if self.limits:
            self._look_up(contacts, besides)

    def _look_up(self, contacts: Sequence[int], besides: int) -> None:
        wanted = _keys(self.channel, contacts or [None])
        rows = Counter.objects.filter(_any_of(wanted))
        self.counters = {(row.owner, row.limit): row for row in rows}
        if besides:
            self.own = set(_reserved(besides).values_list("counter", flat=True))
        of_people = {limit.id: limit for limit in self.limits if limit.counts == PEOPLE}
        for counter in self.counters.values():
            if counter.limit in of_people:
                slots = self._slots(counter, of_people[counter.limit]).exclude(delivery=besides)
                self.people[counter.pk] = slots.aggregate(n=Count("contact", distinct=True))["n"]
                found = slots.filter(contact__in=contacts).values_list("contact", flat=True)
                self.known |= {(counter.pk, contact) for contact in found if contact}

    def _slots(self, counter: Counter, limit: Limit) -> QuerySet[Slot]:
        since = limits.clock_of(limit, self.account).counts_from(self.at)
        counts = Q(state=Slot.State.CONFIRMED, at__gte=since) | Q(state=Slot.State.RESERVED)
        return Slot.objects.filter(counts, counter=counter)

    def about(self, question: Question, facts: Facts) -> dict[str, Any]:
        """The facts that counters give for one question: how many are left, and what was reached for ever."""
        if not self.limits:
            return {}
        contact = question.contact.pk if question.contact else None
        places = limits.applying(self.channel.network)(facts)
        left = [
            left
            for place in places
            if (left := self._left(self.limits[place], contact, question.to)) is not None
        ]
        found: dict[str, Any] = {"quota_left": min(left)} if left else {}
        return found | {limit.marks: True for limit in self.limits if limit.marks and self._is_reached(limit)}

    def leaves(self) -> list[Leave]:
        """What each limit that is in force leaves, whoever it is for.  One query for each that counts people."""
        found = ((place, limit, self._left(limit, None, "")) for place, limit in enumerate(self.limits))
        return [self._leave(place, limit, left) for place, limit, left in found if left is not None]

    def _leave(self, place: int, limit: Limit, left: int) -> Leave:
        counter = self._counter(limit, None)
        known: frozenset[int] = frozenset()
        if counter and limit.counts == PEOPLE:
            found = self._slots(counter, limit).values_list("contact", flat=True).distinct()
            known = frozenset(contact for contact in found if contact)
        for_known = (limits.number_of(limit, self.account) or 0) - (
            self._taken(counter, limit) if counter else 0
        )
        return Leave(place=place, left=left, known=known, left_for_known=max(for_known + 1, 1))

    def _left(self, limit: Limit, contact: int | None, to: str) -> int | None:
        number = limits.number_of(limit, self.account)
        if limit.marks or number is None or not _counts(limit, to, self.at, self.account):
            return None
        counter = self._counter(limit, contact)
        if counter is None:
            return number
        taken = self._taken(counter, limit)
        is_known = limit.counts == PEOPLE and (counter.pk, contact) in self.known
        return max(number - taken + is_known, 1 if is_known else 0)

    def _taken(self, counter: Counter, limit: Limit) -> int:
        if limit.counts == PEOPLE:
            return self.people.get(counter.pk, 0)
        past = limits.used(counter.slices, limits.clock_of(limit, self.account), self.at)
        return past + counter.reserved - (counter.pk in self.own)

    def _is_reached(self, limit: Limit) -> bool:
        counter = self._counter(limit, None)
        return counter is not None and counter.peak >= (limit.number or 0)

    def _counter(self, limit: Limit, contact: int | None) -> Counter | None:
        return self.counters.get((limits.owner_key(limit, self.channel, self.account, contact), limit.id))

    def standings(self) -> list[Standing]:
        """Every limit of the channel that is in force, those without a number too."""
        every = limits.limits_of(self.channel.network)
        return [self._standing(limit) for limit in every if limit.holds(self.at)]

    def _standing(self, limit: Limit) -> Standing:
        counter = self._counter(limit, None)
        number = limits.number_of(limit, self.account)
        taken = self._taken(counter, limit) if counter else 0
        is_full = number is not None and taken >= number and not limit.marks
        return Standing(
            limit=limit,
            owner=limits.owner_key(limit, self.channel, self.account, None),
            used=taken,
            number=number,
            frees_at=self._frees(counter, limit) if counter and is_full else None,
        )

    def _frees(self, counter: Counter, limit: Limit) -> datetime | None:
        clock = limits.clock_of(limit, self.account)
        if limit.counts == PEOPLE:
            first = self._slots(counter, limit).filter(state=Slot.State.CONFIRMED).order_by("at").first()
            return clock.frees(clock.slice_of(first.at)) if first else None
        counting = [start for start, _ in counter.slices if start >= limits.stamp(clock.counts_from(self.at))]
        return clock.frees(limits.instant(counting[0])) if counting else None


def standings(channel: Channel, at: datetime) -> list[Standing]:
    """What is used of each limit of a channel at an instant; limits by thread are listed without a count."""
    return Meters(channel, [], at).standings()


def _count(counter: Counter, channel: Channel, at: datetime) -> None:
    """One more in the slice in which it left; what counts no more is dropped.  People are counted by their places."""
    limit = next((one for one in limits.counted(channel.network) if one.id == counter.limit), None)
    if limit is None or limit.counts == PEOPLE:
        return
    clock = limits.clock_of(limit, said_of(channel))
    first, now = limits.stamp(clock.counts_from(at)), limits.stamp(clock.slice_of(at))
    kept = {start: count for start, count in counter.slices if start >= first}
    kept[now] = kept.get(now, 0) + 1
    counter.slices = sorted(kept.items())
    counter.peak = max(counter.peak, sum(kept.values()))


def _uncount(counter: Counter, clock: limits.Clock, at: datetime) -> None:
    """One less in the slice in which it was counted, where that slice is still kept."""
    slice_ = limits.stamp(clock.slice_of(at))
    left = [(start, count - (start == slice_)) for start, count in counter.slices]
    counter.slices = [pair for pair in left if pair[1]]


def _counts(limit: Limit, to: str, at: datetime, account: Any) -> bool:
    return limit.holds(at) and limit.is_for(to) and limits.number_of(limit, account) is not None


def _keys(channel: Channel, contacts: Iterable[int | None], to: str | None = None) -> set[tuple[str, str]]:
    """Owner and limit of every counter that concerns messages to these people; `to` None: to whatever address."""
    account = said_of(channel)
    people = list(contacts)
    return {
        (limits.owner_key(limit, channel, account, contact), limit.id)
        for limit in limits.counted(channel.network)
        if to is None or limit.is_for(to)
        for contact in (people if limit.owner == "thread" else [None])
    }


def _locked(wanted: Iterable[tuple[str, str]]) -> list[int]:
    rows = Counter.objects.select_for_update(of=("self",), no_key=True).filter(_any_of(wanted))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _any_of(wanted: Iterable[tuple[str, str]]) -> Q:
    owners, ids = zip(*wanted, strict=True)
    # An owner has few limits, so both lists together find little more than is wanted.
    return Q(owner__in=set(owners), limit__in=set(ids))


def _reserved(delivery: Delivery | int) -> QuerySet[Slot]:
    return Slot.objects.filter(delivery=delivery, state=Slot.State.RESERVED)
