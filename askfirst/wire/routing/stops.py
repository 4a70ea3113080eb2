"""What somebody forbids us, and what only they take back: it goes to the consent ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askfirst.consent import controls, ledger
from askfirst.consent.models import Suppression
from askfirst.gate import health, tickets
from askfirst.gate.models import Delivery, Signal
from askfirst.networks import optins
from askfirst.networks.base import EventKind
from askfirst.people.models import Relationship
from askfirst.wire import leaving
from askfirst.wire.routing import edges, reports, words
from askfirst.wire.routing.shared import Step, at, ours, source, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.networks.base import Event
    from askfirst.people.models import Contact

BECAUSE_OF_IT = timedelta(days=7)
"""A stop so soon after a list's message is taken for an answer to it."""
WITHOUT_CONTROLS = frozenset({"page", "email"})
"""Networks where nothing can take a stop back but the person's own words to us."""


def stop(reason: str) -> Step:
    """Somebody wants no more of us."""

    def step(channel: Channel, told: Event, is_history: bool) -> None:
        if token := str(told.extra.get(words.LEAVES, "")):
            leaving.by_mail(channel.brand, token, _evidence(channel, told, told.text))
            return
        handle = who(channel, told)
        contact = handle.contact
        evidence = _evidence(channel, told, told.text)
        if told.occurred_at is None and is_history and ledger.is_stopped_by(contact, evidence):
            return  # without a day of its own it would be a new line at each import
        said = Suppression.Reason.COMPLAINT if told.extra.get("is_complaint") else reason
        # What they asked for in words is not taken back by a switch, which may be about one topic only.
        in_words = bool(told.extra.get("is_in_words"))
        is_switched = told.kind is EventKind.STOP and said == reason and not in_words
        network = channel.network if is_switched and channel.network not in WITHOUT_CONTROLS else ""
        leaving.by_signal(
            channel,
            contact,
            handle.address,
            said,
            evidence=evidence,
            at=at(told),
            in_words=in_words,
            network=network,
        )
        if is_switched and tickets.has_tickets(channel.network):
            tickets.stop(channel, handle, at(told), **_ticket(told))
        if not is_history:
            _count(channel, told, contact, said)
        controls.settle(contact)  # it may be older than a word that takes it back

    return step


def _count(channel: Channel, told: Event, contact: Contact, reason: str) -> None:
    """A block or a stop after a list's message is a sign of how that list is received."""
    kinds = {
        Suppression.Reason.COMPLAINT: Signal.Kind.COMPLAINT,
        Suppression.Reason.BLOCKED: Signal.Kind.BLOCK,
    }
    rows = Delivery.objects.filter(channel=channel, contact=contact, on__isnull=False, sent_at__isnull=False)
    last = rows.filter(sent_at__gt=at(told) - BECAUSE_OF_IT, sent_at__lte=at(told)).order_by("-pk").first()
    if last:
        kind = kinds.get(Suppression.Reason(reason), Signal.Kind.UNSUBSCRIBE)
        health.signal(channel, kind, key=f"delivery:{last.pk}", delivery=last, at=at(told))


def unfollow(channel: Channel, told: Event, is_history: bool) -> None:
    """They follow us no more, and leave what they joined by that account.  Without a day an export says nothing of it."""
    edges.edge(Relationship.Kind.FOLLOWS, holds=False)(channel, told, is_history)
    if is_history and told.occurred_at is None:
        return
    handle = who(channel, told)
    left = leaving.by_unfollowing(channel, handle, _evidence(channel, told, "unfollowed us"), at(told))
    if left and not is_history:
        _count(channel, told, handle.contact, Suppression.Reason.ASKED)


def resume(channel: Channel, told: Event, _is_history: bool) -> None:
    """They took their stop back by the network's own control."""
    handle = who(channel, told)
    contact = handle.contact
    if tickets.has_tickets(channel.network):
        tickets.resume(channel, handle, at(told), **_ticket(told))
    said = f"{told.reason or 'resumed'} {told.text}".strip()
    controls.resume(contact, channel.network, evidence=_evidence(channel, told, said), at=at(told))


def _ticket(told: Event) -> dict[str, str]:
    """Which ticket it is about; neither named: all of theirs."""
    return {
        "token": str(told.extra.get(optins.TICKET, "")),
        "topic": str(told.extra.get(optins.TOPIC, "")),
    }


def complaint(channel: Channel, told: Event, _is_history: bool) -> None:
    """They reported a message of ours."""
    delivery = ours(channel, told)
    if delivery is None:
        reports.strange(channel, told)
        return
    health.signal(
        channel, Signal.Kind.COMPLAINT, key=f"delivery:{delivery.pk}", delivery=delivery, at=at(told)
    )
    if delivery.contact:
        evidence = f"{told.reason} ({source(told)} on {channel.network})".strip()
        reason = Suppression.Reason.COMPLAINT
        leaving.by_signal(channel, delivery.contact, delivery.to, reason, evidence=evidence, at=at(told))


def unblock(channel: Channel, told: Event, _is_history: bool) -> None:
    """Unblocking is not asking to be written to: only the person lifts a suppression, and says so."""
    who(channel, told)


def _evidence(channel: Channel, told: Event, words: str) -> str:
    return f"{words}\n({source(told)} on {channel.network})".strip()
