"""The queue of what may leave: claim it, settle it, or say why not.

Rows are claimed with a lease and at a channel's own rate, and what is about to be handed over is written down just before
(`begin`).  A row found `sending` after its lease that nobody began waits again.  One that was begun is *uncertain*: it is tried
again only where the network carries out the same key once, and shown to a person elsewhere.

What we learn later is never undone by what we learned earlier: each word about a delivery is written under a lock, and
a worker whose lease was taken over only adds its receipt.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from askfirst.brand import ready_made
from askfirst.brand.models import Channel
from askfirst.gate import health as brake
from askfirst.gate import refusals, reservations
from askfirst.gate.models import Delivery, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.networks.base import Receipt as Answer

Row = TypeVar("Row", bound=models.Model)

IN_FLIGHT = 16
"""Of one worker: at most so many are in doubt when it dies."""
BATCH = 8
"""Of a channel: so many that somebody waits for are claimed at once."""
LIST_BATCH = 256
"""Messages of lists: what they are asked again costs little more for many than for one."""
BURST = 8
LEASE = timedelta(seconds=60)
TRIES = 9
FIRST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=6)
HAND_TIME = timedelta(days=1)
"""How long a person has to say that they sent something by hand."""
PROBE = timedelta(minutes=5)
"""How long a channel rests whose credentials were refused; then one delivery tries whether they work again."""

State = Delivery.State
WAITING = (State.QUEUED, State.FAILED)
_CLAIMED = ("brand", "channel", "contact", "on", "state", "not_before", "lease_until", "attempts")
"""What is read of a row when it is claimed: all of it when it is asked about once more."""
KNOWN = (State.DELIVERED, State.REFUSED)
"""A later word of the network has said so; that it took the message is older news."""


def due(now: datetime) -> QuerySet[Delivery]:
    """What could leave now, rates aside."""
    return Delivery.objects.filter(state__in=WAITING, not_before__lte=now)


def claim() -> list[Delivery]:
    """Take what may leave now, for this worker alone, until the lease ends.  The claim is committed before any call."""
    now = timezone.now()
    waiting = due(now).filter(channel=OuterRef("pk"))
    channels = list(Channel.objects.filter(Exists(waiting)).order_by("pk").values_list("pk", flat=True))
    return [delivery for channel in channels for delivery in _claim_channel(channel, now)]


def _claim_channel(pk: int, now: datetime) -> list[Delivery]:
    with transaction.atomic():
        channel = unheld(Channel.objects.filter(pk=pk)).first()
        allowed = _allowance(channel, now) if channel else 0
        if channel is None or not allowed:
            return []
        rows = _next(channel, now, allowed)
        rows = brake.at_their_pace(channel, rows, now + _interval(channel) * brake.SLOW_PACE)
        for delivery in rows:
            delivery.state = State.SENDING
            delivery.lease_until = now + LEASE
            delivery.attempts += 1
        claimed = Delivery.objects.filter(pk__in=[delivery.pk for delivery in rows])
        claimed.update(state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
        channel.rate_clock = max(channel.rate_clock, now) + _interval(channel) * len(rows)
        channel.save(update_fields=["rate_clock"])
    return rows


def _next(channel: Channel, now: datetime, most: int) -> list[Delivery]:
    """What is first in turn: as many as may leave, of what is no list's no more than a process may let fall."""
    turn = _in_turn(channel, now).order_by("not_before", "pk")
    # Each state by itself is read in the order of the index, however long the queue is.
    rows = [row for state in WAITING for row in unheld(turn.filter(state=state)).only(*_CLAIMED)[:most]]
    rows = sorted(rows, key=lambda row: (row.not_before, row.pk))[:most]
    others = [row for row in rows if row.on_id is None]
    return [row for row in rows if row.on_id or row in others[:BATCH]]


def begin(
    claimed: Sequence[Delivery], still: Callable[[list[Delivery]], list[Delivery]] = list
) -> list[Delivery]:
    """They are about to be handed over: written down before the wire is touched, so that a crash leaves evidence.

    Of those that this worker still has, `still` says which may go, in the transaction in which it is written down.
    Returns those, for another lease.
    """
    with transaction.atomic():
        going = still(_still_ours(claimed))
        now = timezone.now()
        if going:
            pks = [one.pk for one in going]
            ready_made.change("UPDATE gate_delivery SET lease_until = %s WHERE id IN %s", now + LEASE, pks)
            tries = [(pk, now) for pk in pks]
            ready_made.change("INSERT INTO gate_attempt (delivery_id, started_at) VALUES %s", tries)
    for one in going:
        one.lease_until = now + LEASE
    return going


def _still_ours(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Of these those that no other worker has taken over, held until the transaction ends."""
    by_lease: dict[datetime, list[int]] = defaultdict(list)
    for one in claimed:
        if one.lease_until:
            by_lease[one.lease_until].append(one.pk)
    ours = set()
    for lease, pks in sorted(by_lease.items()):
        question = (
            "SELECT id FROM gate_delivery WHERE id IN %s AND state = %s AND lease_until = %s ORDER BY id"
        )
        ours |= {
            pk for (pk,) in ready_made.rows(question + ready_made.held(), pks, State.SENDING.value, lease)
        }
    return [one for one in claimed if one.pk in ours]


def give_back(claimed: Sequence[Delivery]) -> None:
    """They were claimed and not begun, and it would take too long here: they have their turn again, and it counts as no try."""
    leases = {one.lease_until for one in claimed}
    mine = Delivery.objects.filter(
        pk__in=[one.pk for one in claimed], state=State.SENDING, lease_until__in=leases
    )
    mine.update(state=State.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def _in_turn(channel: Channel, now: datetime) -> QuerySet[Delivery]:
    """What could leave by this channel, but for what has to wait until an earlier word to the same person has left.

    Messages of a list wait as well where they may not leave for now: they keep their place.
    """
    earlier = Delivery.objects.filter(
        Q(state__in=[State.SENDING, State.FAILED]) | Q(state=State.QUEUED, not_before__lte=now),
        channel=channel,
        contact=OuterRef("contact"),
        pk__lt=OuterRef("pk"),
    )
    rows = due(now).filter(~Exists(earlier), channel=channel)
    return rows.filter(on=None) if brake.rests(channel, now) else rows


def unheld(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows that no other worker holds.  SQLite has one writer at a time and needs no row locks."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows


def _interval(channel: Channel) -> timedelta:
    return timedelta(minutes=1) / max(channel.sends_per_minute, 1)


def _allowance(channel: Channel, now: datetime) -> int:
    """How many may leave at once: the generic cell rate algorithm, a burst above an even pace.

    A channel that needs attention lets one delivery out, to learn whether it works again.
    """
    if channel.state == Channel.State.OFF:
        return 0
    room = now + _interval(channel) * _burst(channel) - max(channel.rate_clock, now)
    most = 1 if channel.state == Channel.State.ATTENTION else LIST_BATCH
    return max(0, min(most, int(room / _interval(channel))))


def _burst(channel: Channel) -> int:
    """How many may leave at once after a pause: on a quick channel what leaves in a second, as far as a batch goes."""
    return max(BURST, min(LIST_BATCH, channel.sends_per_minute // 60))


def rest(channel: int, until: datetime) -> None:
    """Let nothing leave by this channel before `until`."""
    with transaction.atomic():
        held = Channel.objects.select_for_update(no_key=True).get(pk=channel)
        # From then on the clock has room for exactly one.
        held.rate_clock = max(held.rate_clock, until + _interval(held) * (_burst(held) - 1))
        held.save(update_fields=["rate_clock"])


def wake(channel: int) -> None:
    """The channel works again: what waited for it may leave at once."""
    now = timezone.now()
    with transaction.atomic():
        Channel.objects.filter(pk=channel).update(rate_clock=now)
        Delivery.objects.filter(channel=channel, state=State.FAILED).update(not_before=now)


def foretell(named: Iterable[tuple[Delivery, str]]) -> None:
    """Write down under which ids the network will know these, where that is known beforehand.

    A report that comes before the answer, or after a crash, then finds its delivery.
    """
    new = [(delivery, to[:200]) for delivery, to in named if to and delivery.external_id != to[:200]]
    if not new:
        return
    pairs = [(delivery.pk, external_id) for delivery, external_id in new]
    ready_made.change(
        "UPDATE gate_delivery SET external_id = named.column2 FROM (VALUES %s) AS named WHERE id = named.column1",
        pairs,
    )
    for delivery, external_id in new:
        delivery.external_id = external_id


def settle(taken: Sequence[tuple[Delivery, Answer]]) -> set[int]:
    """The network took these.  Returns the ids of those after which somebody was asked to look in the meantime."""
    now = timezone.now()
    began = [(one, one.lease_until - LEASE) for one, _ in taken if one.lease_until]
    with transaction.atomic():
        in_doubt = set() if _settled_at_once(taken, now) else _settle_each(taken, now)
        kept = [(one.pk, Receipt.Kind.ACCEPTED.value, _kept(answer.detail), now) for one, answer in taken]
        ready_made.change("INSERT INTO gate_receipt (delivery_id, kind, detail, at) VALUES %s", kept)
        reservations.confirm_many([(one, one.sent_at or now) for one, _ in taken])
        refusals.lift(began, now)
    return in_doubt


def _settled_at_once(taken: Sequence[tuple[Delivery, Answer]], now: datetime) -> bool:
    """Whether all of them were as this worker had begun them, and only taken: then one statement says so."""
    leases = {one.lease_until for one, _ in taken}
    is_plain = all(
        answer.external_id[:200] == one.external_id and not (answer.is_delivered or answer.accepted_at)
        for one, answer in taken
    )
    if len(leases) != 1 or None in leases or not is_plain:
        return False
    pks = [one.pk for one, _ in taken]
    met = ready_made.change(
        "UPDATE gate_delivery SET state = %s, state_reason = '', sent_at = %s, lease_until = NULL"
        " WHERE id IN %s AND state = %s AND lease_until = %s AND sent_at IS NULL",
        *(State.SENT.value, now, pks, State.SENDING.value, *leases),
    )
    if met < len(
        pks
    ):  # of the others a later word is known: each is looked at, those that were met once more
        return False
    for one, _ in taken:
        one.state, one.state_reason, one.sent_at, one.lease_until = State.SENT, "", now, None
    return True


def _settle_each(taken: Sequence[tuple[Delivery, Answer]], now: datetime) -> set[int]:
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = rows.filter(pk__in=[one.pk for one, _ in taken]).values("pk", "state", "external_id", "sent_at")
    as_held = {row["pk"]: row for row in found}
    changes: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for one, answer in taken:
        said = _took(as_held[one.pk], answer, now)
        changes[tuple(said.items())].append(one.pk)
        for name, value in {**as_held[one.pk], **said}.items():
            setattr(one, name, value)
    for same, pks in changes.items():
        Delivery.objects.filter(pk__in=pks).update(**dict(same))
    return {pk for pk, row in as_held.items() if row["state"] == State.UNCERTAIN}


def _kept(detail: str) -> Any:
    return Receipt._meta.get_field("detail").get_db_prep_save(detail, connection)  # noqa: SLF001 -- as the ORM keeps it


def _took(held: Mapping[str, Any], answer: Answer, now: datetime) -> dict[str, Any]:
    """What changes in the row of something that the network took."""
    said: dict[str, Any] = {"sent_at": held["sent_at"] or answer.accepted_at or now, "lease_until": None}
    if held["state"] not in KNOWN:
        said |= {"state": State.DELIVERED if answer.is_delivered else State.SENT, "state_reason": ""}
    if answer.external_id and answer.external_id[:200] != held["external_id"]:
        said["external_id"] = answer.external_id[:200]
    return said
