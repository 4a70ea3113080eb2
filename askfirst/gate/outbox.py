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

from askfirst.brand import health
from askfirst.brand.models import Channel
from askfirst.gate import health as brake
from askfirst.gate import refusals, reservations
from askfirst.gate.models import Attempt, Decision, Delivery, Receipt
from askfirst.networks import catalog
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown
from askfirst.sentence import Sentence, together, words_of

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
LIST_BATCH = 128
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
_WAITING = (State.QUEUED, State.FAILED)
_KNOWN = (State.DELIVERED, State.REFUSED)
"""A later word of the network has said so; that it took the message is older news."""


def due(now: datetime) -> QuerySet[Delivery]:
    """What could leave now, rates aside."""
    return Delivery.objects.filter(state__in=_WAITING, not_before__lte=now)


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
    rows = [row for state in _WAITING for row in unheld(turn.filter(state=state))[:most]]
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
        rows = Delivery.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        leases = dict(
            rows.filter(pk__in=[one.pk for one in claimed], state=State.SENDING).values_list(
                "pk", "lease_until"
            )
        )
        going = still([one for one in claimed if one.pk in leases and leases[one.pk] == one.lease_until])
        now = timezone.now()
        Delivery.objects.filter(pk__in=[one.pk for one in going]).update(lease_until=now + LEASE)
        Attempt.objects.bulk_create([Attempt(delivery=one, started_at=now) for one in going])
    for one in going:
        one.lease_until = now + LEASE
    return going


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
    # By one statement of the ORM that tells the rows apart this would cost more than to make and sign the mails.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Delivery._meta.db_table} SET external_id = %s WHERE id = %s",  # noqa: S608, SLF001 -- our own name
            [(external_id, delivery.pk) for delivery, external_id in new],
        )
    for delivery, external_id in new:
        delivery.external_id = external_id


def settle(taken: Sequence[tuple[Delivery, Answer]]) -> set[int]:
    """The network took these.  Returns the ids of those after which somebody was asked to look in the meantime."""
    now = timezone.now()
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    with transaction.atomic():
        found = rows.filter(pk__in=[one.pk for one, _ in taken]).values(
            "pk", "state", "external_id", "sent_at"
        )
        held = {row["pk"]: row for row in found}
        changes: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
        began = [(one, one.lease_until - LEASE) for one, _ in taken if one.lease_until]
        for one, answer in taken:
            said = _took(held[one.pk], answer, now)
            changes[tuple(said.items())].append(one.pk)
            for name, value in {**held[one.pk], **said}.items():
                setattr(one, name, value)
        for same, pks in changes.items():
            Delivery.objects.filter(pk__in=pks).update(**dict(same))
        kept = {"kind": Receipt.Kind.ACCEPTED, "at": now}
        Receipt.objects.bulk_create(
            [Receipt(delivery=one, detail=answer.detail, **kept) for one, answer in taken]
        )
        reservations.confirm_many([(one, one.sent_at or now) for one, _ in taken])
        refusals.lift(began, now)
    return {pk for pk, row in held.items() if row["state"] == State.UNCERTAIN}


def _took(held: Mapping[str, Any], answer: Answer, now: datetime) -> dict[str, Any]:
    """What changes in the row of something that the network took."""
    said: dict[str, Any] = {"sent_at": held["sent_at"] or answer.accepted_at or now, "lease_until": None}
    if held["state"] not in _KNOWN:
        said |= {"state": State.DELIVERED if answer.is_delivered else State.SENT, "state_reason": ""}
    if answer.external_id and answer.external_id[:200] != held["external_id"]:
        said["external_id"] = answer.external_id[:200]
    return said


def fail(delivery: Delivery, error: NetworkError) -> None:
    """The network said no, or nobody knows.  What happens next follows from the kind of failure, never from its text."""
    if isinstance(error, OutcomeUnknown):
        lose_sight(delivery, words_of(error))
        return
    with transaction.atomic():
        held = _held(delivery)
        until = timezone.now() + (error.retry_after or _pause(_failures(held, error)))
        if _is_ours(held, delivery):
            _refuse(held, error, until)
        receipt = _keep(held, Receipt.Kind.REFUSED, together(error.code, words_of(error)))
        refusals.note(held, receipt, error, until)
        if held.state == State.REFUSED:
            reservations.give_back(held, receipt.at)
    _copy(held, delivery)
    if error.failure is Failure.CREDENTIALS:
        health.trouble(delivery.channel_id, "sending", words_of(error))
        rest(delivery.channel_id, timezone.now() + PROBE)
    elif error.failure is Failure.QUOTA:
        rest(delivery.channel_id, until)


def _failures(held: Delivery, error: NetworkError) -> int:
    """How often it was tried in vain: this message or, where a quota is used up, whichever."""
    if error.failure is Failure.QUOTA:
        return refusals.in_a_row(held.channel_id) + 1
    return 0 if error.failure is Failure.CREDENTIALS else held.attempts


def _refuse(held: Delivery, error: NetworkError, until: datetime) -> None:
    held.state_reason = words_of(error)
    if error.failure is Failure.CREDENTIALS:
        # A queue is not lost because a password was changed: it waits, and the channel says what it needs.
        held.attempts = 0
    if error.is_permanent or held.attempts >= TRIES:
        held.state = State.REFUSED
        return
    held.state = State.FAILED
    held.not_before = until


def lose_sight(delivery: Delivery, why: str) -> None:
    """Nobody knows whether it was carried out.  Tried again only where the network makes the same key harmless."""
    with transaction.atomic():
        held = _held(delivery)
        if _is_ours(held, delivery):
            held.state_reason = why
            if _may_repeat(held):
                held.state = State.FAILED
                held.not_before = timezone.now() + _pause(held.attempts)
            else:
                held.state = State.UNCERTAIN
                reservations.doubt(held, _last_tried_at(held))
        _keep(held, Receipt.Kind.UNKNOWN, why)
    _copy(held, delivery)


def _last_tried_at(delivery: Delivery) -> datetime:
    newest = delivery.tries.order_by("-pk").first()
    return newest.started_at if newest else timezone.now()


def _may_repeat(delivery: Delivery) -> bool:
    network = catalog.NETWORKS.get(delivery.channel.network)
    return network is not None and network.capabilities.has_idempotency and delivery.attempts < TRIES


def put_back(delivery: Delivery, why: str) -> None:
    """It was claimed and not handed over: nothing has left.  It waits for its next try."""
    state = State.QUEUED if delivery.channel.state == Channel.State.OFF else State.FAILED
    _mine(delivery).update(
        state=state,
        state_reason=why,
        lease_until=None,
        not_before=timezone.now() + (timedelta(0) if state == State.QUEUED else _pause(delivery.attempts)),
    )
    delivery.state, delivery.state_reason = state, why


def postpone(delivery: Delivery, because: Decision, until: datetime) -> None:
    """The answer is *not now*, and time alone will change it: it waits, keeps its place, and is asked about again."""
    delivery.state, delivery.state_reason = State.QUEUED, sentence(because)
    _mine(delivery).update(
        state=State.QUEUED, state_reason=delivery.state_reason, lease_until=None, not_before=until
    )
    delivery.lease_until = None


def stop(delivery: Delivery, because: Decision) -> None:
    """The answer changed before it left: it stays here, with the decision that stopped it."""
    _stop(_mine(delivery), delivery, because)


def stop_handed(delivery: Delivery, because: Decision) -> None:
    """The same, for what a person was to send by hand."""
    _stop(Delivery.objects.filter(pk=delivery.pk, state=State.HANDED), delivery, because)


def _stop(rows: QuerySet[Delivery], delivery: Delivery, because: Decision) -> None:
    delivery.state, delivery.stopped_by, delivery.state_reason = State.STOPPED, because, sentence(because)
    stopped = rows.update(
        state=State.STOPPED, stopped_by=because, state_reason=delivery.state_reason, lease_until=None
    )
    if stopped:
        reservations.give_back(delivery, timezone.now())
    delivery.lease_until = None


def sentence(decision: Decision) -> str:
    """Why a decision is not a yes: the rules that spoke against it or, where none did, the layers that kept silent."""
    against = [reason["says"] for reason in decision.reasons if reason["effect"] in {"deny", "hold"}]
    silent = [layer["otherwise"] for layer in decision.layers if layer["verdict"] != "allow"]
    return " ".join(against or filter(None, silent))


def report(channel: Channel, external_id: str, kind: str, detail: str) -> Delivery | None:
    """A later word from the network about something that left: accepted, delivered, read, delayed, came back."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related(
            "contact", "channel"
        )
        held = (
            rows.filter(channel=channel, external_id=external_id).order_by("pk").first()
            if external_id
            else None
        )
        if held is None:
            return None
        if kind == Receipt.Kind.BOUNCED:
            held.state, held.state_reason = State.REFUSED, detail
        elif kind in {Receipt.Kind.DELIVERED, Receipt.Kind.READ} and held.state != State.REFUSED:
            held.state, held.state_reason = State.DELIVERED, ""
        elif kind == Receipt.Kind.ACCEPTED and held.state not in {*_KNOWN, State.SENT}:
            held.state, held.state_reason = State.SENT, ""
        held.sent_at = held.sent_at or timezone.now()
        _keep(held, kind, detail)
        if kind != Receipt.Kind.DELAYED:
            reservations.confirm(held, held.sent_at)
    return held


def overdue(now: datetime) -> list[int]:
    """Ids of what may no longer be sent, and of what a dead worker held: see `expire`."""
    return list(Delivery.objects.filter(_overdue(now)).order_by("pk").values_list("pk", flat=True))


def expire(delivery: int, now: datetime) -> Delivery | None:
    """Put one away that is too late, or take it over from a worker that died.  None: somebody else did.

    For a caller with a transaction, in which it also tells whom it concerns.
    """
    rows = Delivery.objects.select_related("channel", "brand", "decision__member").filter(_overdue(now))
    held = unheld(rows.filter(pk=delivery)).first()
    if held is None:
        return None
    if held.state == State.SENDING:
        _take_over(held)
    else:
        is_handed = held.state == State.HANDED
        why = (
            Sentence("nobody said that they sent it")
            if is_handed
            else Sentence("its time passed before it could be sent")
        )
        held.state, held.state_reason = State.EXPIRED, why
        held.save(update_fields=["state", "state_reason"])
        reservations.give_back(held, now)
    return held


def _take_over(held: Delivery) -> None:
    """A dead worker claimed it: what it had not begun to hand over has its turn again, and counts as no try."""
    lease = held.lease_until or timezone.now()
    if held.tries.filter(started_at__gte=lease - LEASE).exists():
        lose_sight(held, Sentence("the program stopped while this was being sent"))
        return
    held.state, held.lease_until, held.attempts = State.QUEUED, None, max(held.attempts - 1, 0)
    held.save(update_fields=["state", "lease_until", "attempts"])


def _overdue(now: datetime) -> Q:
    too_late = Q(state__in=_WAITING, not_after__lt=now) | Q(
        state=State.HANDED, created_at__lt=now - HAND_TIME
    )
    return too_late | Q(state=State.SENDING, lease_until__lt=now)


def hurry(delivery: int) -> bool:
    """Try a failed delivery at once instead of later.  False where it is no longer waiting for another try."""
    waiting = Delivery.objects.filter(pk=delivery, state=State.FAILED)
    return bool(waiting.update(not_before=timezone.now()))


_AGAIN = Sentence("a member had it sent again")


def clear_up(delivery: int, *, has_arrived: bool, why: str = _AGAIN) -> bool:
    """Somebody has looked: it arrived, or it may be sent again.  False where nobody was in doubt any more.

    What is sent again goes through the recheck as everything does.
    """
    now = timezone.now()
    said = {"state": State.FAILED, "state_reason": why, "not_before": now}
    if has_arrived:
        said = {"state": State.SENT, "state_reason": "", "sent_at": now}
    with transaction.atomic():
        is_done = bool(Delivery.objects.filter(pk=delivery, state=State.UNCERTAIN).update(**said))
        if is_done:
            settle = reservations.confirm if has_arrived else reservations.reserve_again
            settle(Delivery.objects.select_related("channel").get(pk=delivery), now)
    return is_done


def _pause(attempts: int) -> timedelta:
    doublings: int = 2 ** min(max(attempts - 1, 0), 16)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def _held(delivery: Delivery) -> Delivery:
    """The row as it is now, locked."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("channel")
    return rows.get(pk=delivery.pk)


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as this worker still has it."""
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, lease_until=delivery.lease_until)


def _is_ours(held: Delivery, claimed: Delivery) -> bool:
    return held.state == State.SENDING and held.lease_until == claimed.lease_until


def _keep(held: Delivery, kind: str, detail: str) -> Receipt:
    if held.state != State.SENDING:
        held.lease_until = None
    held.save(
        update_fields=[
            "state",
            "state_reason",
            "external_id",
            "sent_at",
            "not_before",
            "attempts",
            "lease_until",
        ]
    )
    return Receipt.objects.create(delivery=held, kind=kind, detail=detail, at=timezone.now())


def _copy(held: Delivery, delivery: Delivery) -> None:
    """Let the caller's object say what its row says."""
    for name in ("state", "state_reason", "external_id", "sent_at", "not_before", "attempts", "lease_until"):
        setattr(delivery, name, getattr(held, name))
