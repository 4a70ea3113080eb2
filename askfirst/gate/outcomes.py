"""What becomes of a delivery that did not simply leave: refused, out of sight, put back, stopped; and each later word about it.

What we learn later is never undone by what we learned earlier: each word is written under a lock, and a worker whose lease was
taken over only adds its receipt.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand import health
from askfirst.brand.models import Channel
from askfirst.gate import outbox, refusals, reservations
from askfirst.gate.models import Decision, Delivery, Receipt
from askfirst.networks import catalog
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown
from askfirst.sentence import together, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

State = Delivery.State


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
        outbox.rest(delivery.channel_id, timezone.now() + outbox.PROBE)
    elif error.failure is Failure.QUOTA:
        outbox.rest(delivery.channel_id, until)


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
    if error.is_permanent or held.attempts >= outbox.TRIES:
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
    return network is not None and network.capabilities.has_idempotency and delivery.attempts < outbox.TRIES


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
        elif kind == Receipt.Kind.ACCEPTED and held.state not in {*outbox.KNOWN, State.SENT}:
            held.state, held.state_reason = State.SENT, ""
        held.sent_at = held.sent_at or timezone.now()
        _keep(held, kind, detail)
        if kind != Receipt.Kind.DELAYED:
            reservations.confirm(held, held.sent_at)
    return held


def _pause(attempts: int) -> timedelta:
    doublings: int = 2 ** min(max(attempts - 1, 0), 16)
    return min(outbox.FIRST_PAUSE * doublings, outbox.LONGEST_PAUSE)


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
