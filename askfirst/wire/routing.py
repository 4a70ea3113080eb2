"""From what a network told us to where it belongs: one step for each kind of event.

A step may be taken twice and in any order: it looks before it writes, and the tables' own constraints are the guard.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from askfirst.brand import files, notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel, Notification
from askfirst.brand.plain import plain
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.gate import echoes, outbox
from askfirst.gate.models import Delivery, Receipt
from askfirst.inbox import marks, talk
from askfirst.inbox.models import Message
from askfirst.networks.base import EventKind
from askfirst.networks.email import html
from askfirst.people import resolve
from askfirst.people.models import Engagement, Handle, Relationship
from askfirst.wall import heard as wall
from askfirst.wire import intake
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import StoredFile
    from askfirst.networks import base

log = logging.getLogger(__name__)

BATCH = 50
PATIENCE = 8
FIRST_PAUSE = timedelta(seconds=1)


class Unheard(LookupError):  # noqa: N818 -- it says what the matter is
    """A report about something that we do not know to have said.  Given up after some hours: another tool said it."""


def route_pending() -> int:
    """Put what waits into its place, oldest first.  Returns how many events were taken up."""
    taken = 0
    for pk in _due().values_list("pk", flat=True)[:BATCH]:
        taken += route(pk)
    return taken


def route(pk: int) -> int:
    """One event, in one transaction.  What cannot be routed stays, says why, and is tried again, later each time."""
    try:
        with transaction.atomic():
            event = _mine(pk)
            if event is None:
                return 0
            Event.objects.filter(pk=pk).update(routed_at=timezone.now(), failure="")
            for told in _stops_first(intake.events(event.channel, bytes(event.raw))):
                apply(event.channel, told)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the event must not be lost and the others must go on
        _put_off(pk, error)
        return 1
    # After the commit: nobody who works with the channel waits for this.
    Channel.objects.filter(pk=event.channel_id).update(last_event_at=timezone.now())
    return 1


def _stops_first(told: list[base.Event]) -> list[base.Event]:
    """What somebody forbade is in the ledger before what they wrote is shown to anybody."""
    return sorted(
        told, key=lambda one: one.kind not in {EventKind.STOP, EventKind.BLOCK, EventKind.COMPLAINT}
    )


def _due() -> QuerySet[Event]:
    return Event.objects.filter(routed_at=None, try_after__lte=timezone.now()).order_by("pk")


def _mine(pk: int) -> Event | None:
    rows = Event.objects.select_related("channel__brand").filter(pk=pk, routed_at=None)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _put_off(pk: int, error: Exception) -> None:
    is_expected = isinstance(error, (ValueError, LookupError))
    said = plain(str(error) if is_expected else f"{type(error).__name__}: {error}")[:2000]
    log.warning("event %s could not be routed: %s", pk, said, exc_info=not is_expected)
    event = Event.objects.get(pk=pk)
    event.failures += 1
    event.failure = said
    event.try_after = timezone.now() + FIRST_PAUSE * 4 ** min(event.failures - 1, PATIENCE)
    if isinstance(error, Unheard) and event.failures > PATIENCE:
        event.routed_at = timezone.now()
    event.save(update_fields=["failures", "failure", "try_after", "routed_at"])


def apply(channel: Channel, told: base.Event, *, is_history: bool = False) -> None:
    """Do what one event means.  `is_history`: it comes out of an export, so nobody is called.

    Raises:
        LookupError: it answers something that we do not have (yet).
    """
    _STEPS[told.kind](channel, told, is_history)


_FIRST = {
    EventKind.MESSAGE: "wrote to us",
    EventKind.COMMENT: "commented",
    EventKind.WALL_POST: "wrote on the wall",
    EventKind.LIKE: "liked the page",
    EventKind.FOLLOW: "follows us",
    EventKind.WE_FOLLOW: "is followed by us",
    EventKind.CONNECT: "is connected with us",
    EventKind.KNOWN: "stood on a list of ours",
}
"""How we first met somebody, in words."""


def _who(channel: Channel, told: base.Event) -> Handle:
    seen = resolve.Seen(
        address=told.actor,
        name=told.actor_name,
        time_zone=str(told.extra.get("time_zone", "")),
        evidence=f"{_FIRST.get(told.kind, told.kind)}: {channel}, {_at(told):%-d %B %Y}",
    )
    return resolve.resolve(channel, seen)


def _at(told: base.Event) -> datetime:
    """When it happened; a clock that runs ahead of ours is not believed."""
    now = timezone.now()
    return min(told.occurred_at or now, now)


def _source(told: base.Event) -> str:
    """By which a second word about the same thing is known; what only dates it is part of the fact itself."""
    return f"{told.kind} {told.external_id}"


def _message(channel: Channel, told: base.Event, is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    handle = _who(channel, told)
    external_id = talk.own_id(channel, handle, told.external_id)
    if _opens_a_window(told, is_history=is_history):
        resolve.engage(channel, handle.contact, Engagement.Kind.MESSAGE, reference=external_id, at=_at(told))
    if not talk.is_known(channel, external_id):
        told = replace(told, external_id=external_id)
        talk.receive(channel, handle, _said(channel, told, told.actor_name or handle.address, is_history))


def _opens_a_window(told: base.Event, *, is_history: bool) -> bool:
    """Whether the person themselves wrote to us, at a time that is known.

    A machine that answers for them did not, nor did somebody who uses their address or ours.
    """
    if told.extra.get("is_automatic") or told.extra.get("is_from_us"):
        return False
    if told.extra.get("is_verified") is False:
        return False
    return told.occurred_at is not None or not is_history


def _echo(channel: Channel, told: base.Event, is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    ours = echoes.recognise(channel, told)
    if ours:
        # What left is put in its place by `dispatch.record_left`; whoever was asked to look need not any more.
        notify.take_back(channel.brand, f"delivery:{ours.pk}")
        return
    if talk.is_known(channel, told.external_id):
        return
    seen = resolve.Seen(
        address=told.target, evidence=f"we wrote to them on {channel.network}: {told.external_id}"
    )
    talk.echo(channel, resolve.resolve(channel, seen), _said(channel, told, channel.brand.name, is_history))


def _said(channel: Channel, told: base.Event, author: str, is_history: bool) -> talk.Said:  # noqa: FBT001
    stored, remarks = _files(channel, told)
    if told.occurred_at is None:
        remarks.append("Nobody says when this was written; it stands where it was read.")
    # Whoever only pretends to be somebody does not get into their thread, whatever it says to answer.
    is_forged = told.extra.get("is_verified") is False
    answers = () if is_forged else (told.in_reply_to, *reversed(told.references))
    return talk.Said(
        external_id=told.external_id,
        at=_at(told),
        author=author,
        text=told.text,
        quoted=str(told.extra.get("quoted", "")),
        html=html.clean(told.html) if told.html else "",
        subject=told.subject,
        remarks=[*told.remarks, *remarks],
        files=stored,
        answers=tuple(one for one in answers if one),
        is_history=is_history,
    )


def _files(channel: Channel, told: base.Event) -> tuple[tuple[StoredFile, ...], list[str]]:
    stored: list[StoredFile] = []
    remarks: list[str] = []
    for attachment in told.attachments:
        if len(attachment.content) > settings.UPLOAD_BYTES:
            size = len(attachment.content) // 1_000_000
            remarks.append(
                f"{files.plain_name(attachment.name)} ({size} MB) is larger than we keep: it was left out"
            )
            continue
        stored.append(files.keep(channel.brand, attachment.name, attachment.content))
    return tuple(stored), remarks


def _comment(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    handle = _who(channel, told)
    said = _public(told, handle)
    resolve.engage(channel, handle.contact, Engagement.Kind.COMMENT, reference=said.external_id, at=said.at)
    wall.receive_comment(channel, said)


def _wall_post(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    handle = _who(channel, told)
    said = _public(told, handle)
    resolve.engage(channel, handle.contact, Engagement.Kind.WALL_POST, reference=said.external_id, at=said.at)
    wall.receive_post(channel, said)


def _public(told: base.Event, handle: Handle) -> wall.Said:
    return wall.Said(
        external_id=told.external_id,
        at=_at(told),
        author=told.actor_name or str(handle.contact),
        text=told.text,
        contact=handle.contact,
        target=told.target,
        in_reply_to=told.in_reply_to,
    )


def _edge(kind: str, *, holds: bool) -> Callable[[Channel, base.Event, bool], None]:
    def step(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
        if kind == Relationship.Kind.FOLLOWED and told.target:  # our own act: the person is whom it was done to
            told = replace(told, actor=told.target, actor_name="")
        contact = _who(channel, told).contact
        at = _at(told) if told.occurred_at else None
        if holds:
            resolve.relate(channel, contact, kind, since=at, source=_source(told))
        else:
            resolve.unrelate(channel, contact, kind, until=at, source=_source(told))

    return step


def _like(channel: Channel, told: base.Event, is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    """Of the page itself it is an edge; of a post it is something they did."""
    if not told.target:
        _edge(Relationship.Kind.LIKES, holds=True)(channel, told, is_history)
    contact = _who(channel, told).contact
    resolve.engage(channel, contact, Engagement.Kind.LIKE, reference=told.external_id, at=_at(told))


def _unlike(channel: Channel, told: base.Event, is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    """Of the page itself it ends the edge; that a post was liked once remains so."""
    if not told.target:
        _edge(Relationship.Kind.LIKES, holds=False)(channel, told, is_history)


def _stop(reason: str) -> Callable[[Channel, base.Event, bool], None]:
    def step(channel: Channel, told: base.Event, is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
        contact = _who(channel, told).contact
        evidence = f"{told.text}\n({_source(told)} on {channel.network})".strip()
        if told.occurred_at is None and is_history and ledger.is_stopped_by(contact, evidence):
            return  # without a day of its own it would be a new line at each import
        said = Suppression.Reason.COMPLAINT if told.extra.get("is_complaint") else reason
        ledger.stop(contact, reason=said, evidence=evidence, at=_at(told))

    return step


def _complaint(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    delivery = _ours(channel, told)
    if delivery and delivery.contact:
        evidence = f"{told.reason} ({_source(told)} on {channel.network})".strip()
        ledger.stop(delivery.contact, reason=Suppression.Reason.COMPLAINT, evidence=evidence, at=_at(told))


def _ours(channel: Channel, told: base.Event) -> Delivery | None:
    """The delivery that a report is about.  None: the report itself shows that it is about nothing of ours.

    Raises:
        Unheard: we know of none (yet: a report may be faster than the answer that brings the id).
    """
    rows = Delivery.objects.select_related("contact").filter(channel=channel, external_id=told.target)
    found = rows.order_by("pk").first() if told.target else None
    if found is None and told.extra.get("is_ours") is not False:
        raise Unheard(f"a {told.kind} about `{told.target}`, which we did not send")
    if found is None:
        log.info("a %s on %s names `%s`, which we did not send", told.kind, channel, told.target)
    return found


def _bounce(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    if _ours(channel, told) is None:
        return
    delivery = outbox.report(channel, told.target, Receipt.Kind.BOUNCED, told.reason)
    if delivery is None or delivery.contact is None:
        return
    if told.is_permanent:
        resolve.unreachable(channel, delivery.contact, delivery.to, since=_at(told))
    notify.notify(
        channel.brand,
        notify.readers(channel.brand),
        notify.News(
            kind=Notification.Kind.FAILED,
            title=f"Your message to {delivery.to} came back",
            excerpt=told.reason,
            link=f"/people/{delivery.contact_id}/",
            subject=f"delivery:{delivery.pk}",
        ),
    )
    announce(channel.brand, "delivery", delivery=delivery.pk)


def _receipt(kind: str) -> Callable[[Channel, base.Event, bool], None]:
    def step(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
        if _ours(channel, told) is None:
            return
        delivery = outbox.report(channel, told.target, kind, told.reason)
        if delivery is None:
            return
        if kind == Receipt.Kind.READ:
            _mark_read(delivery)
        announce(channel.brand, "delivery", delivery=delivery.pk)

    return step


def _mark_read(delivery: Delivery) -> None:
    message = (
        Message.objects.select_related("thread__brand", "thread__contact").filter(delivery=delivery).first()
    )
    if message:
        marks.read_by_them(message.thread.contact, message.thread, upto=message.pk)
    elif delivery.recorded_at is None:
        raise Unheard("it was read before it stood in its thread")


def _mention(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    contact = _who(channel, told).contact
    resolve.engage(channel, contact, Engagement.Kind.MENTION, reference=told.external_id, at=_at(told))


def _known(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    """Standing on a list is no consent: a person, and nothing more."""
    _who(channel, told)


def _unblock(channel: Channel, told: base.Event, _is_history: bool) -> None:  # noqa: FBT001 -- one shape for all steps
    """Unblocking is not asking to be written to: only the person lifts a suppression, and says so."""
    _who(channel, told)


_Kind = Relationship.Kind
_STEPS: dict[EventKind, Callable[[Channel, base.Event, bool], None]] = {
    EventKind.MESSAGE: _message,
    EventKind.ECHO: _echo,
    EventKind.COMMENT: _comment,
    EventKind.WALL_POST: _wall_post,
    EventKind.MENTION: _mention,
    EventKind.LIKE: _like,
    EventKind.UNLIKE: _unlike,
    EventKind.FOLLOW: _edge(_Kind.FOLLOWS, holds=True),
    EventKind.UNFOLLOW: _edge(_Kind.FOLLOWS, holds=False),
    EventKind.WE_FOLLOW: _edge(_Kind.FOLLOWED, holds=True),
    EventKind.WE_UNFOLLOW: _edge(_Kind.FOLLOWED, holds=False),
    EventKind.CONNECT: _edge(_Kind.CONNECTED, holds=True),
    EventKind.KNOWN: _known,
    EventKind.STOP: _stop(Suppression.Reason.ASKED),
    EventKind.BLOCK: _stop(Suppression.Reason.BLOCKED),
    EventKind.UNBLOCK: _unblock,
    EventKind.COMPLAINT: _complaint,
    EventKind.BOUNCE: _bounce,
    EventKind.DELAY: _receipt(Receipt.Kind.DELAYED),
    EventKind.DELIVERED: _receipt(Receipt.Kind.DELIVERED),
    EventKind.READ: _receipt(Receipt.Kind.READ),
}
