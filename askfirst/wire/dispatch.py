"""Sending: the only place that calls a connector's `send`.

claim → hear → ask again → begin → send → settle → record.  Each step is committed before the next one begins.

Messages of lists are claimed by the batch, asked about together, and handed over a few at a time: before each few it is heard
what came in, and asked again where anything happened to anybody's consent, or a second has passed.  What is said to one person
is asked about by itself, and again where anything about that very person was written down since, or a few seconds have passed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import Prefetch
from django.utils import timezone

from askfirst.brand import changes, files, ready_made
from askfirst.brand.models import Channel, Notification
from askfirst.campaigns import running
from askfirst.consent import chain
from askfirst.gate import health as health_of_lists
from askfirst.gate import list_mail, many, outbox, outcomes, overdue, release, tickets
from askfirst.gate.models import Delivery
from askfirst.inbox import public, talk
from askfirst.networks.base import (
    Attachment,
    Audience,
    BadSettings,
    Envelope,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
    Receipt,
    Unsupported,
)
from askfirst.networks.optins import OptIn
from askfirst.people import speaking
from askfirst.sentence import Sentence, words_of
from askfirst.wall import talk as wall
from askfirst.wire import answers, connectors, loop, routing, strands, telling, visitor_push
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import StoredFile
    from askfirst.networks.base import Network

log = logging.getLogger(__name__)

LONGEST_SEND = 45
"""Seconds; shorter than a lease, so that no other worker takes over what is still under way."""
AT_ONCE = 8
"""So many are on the wire at a time: servers turn away who opens many more connections."""
LONGEST_HEARING = 10
HEARING_PAUSE = 0.02
"""Seconds; with the longest send still shorter than a lease."""
FRESH = 1.0
"""Seconds for which what the gate said of a list's message may be relied on, as long as nothing has happened since."""
FRESH_ALONE = 5.0
"""The same for a message that was asked about by itself."""
MANY = 1000
OWN_PAGE = "page"
"""Where a browser may be told also of a list's message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A delivery that may leave now, with all that its connector needs."""

    delivery: Delivery
    network: Network | NetworkError
    letter: Envelope


def send_due() -> int:
    """Send what may leave now.  Returns how many deliveries were taken up."""
    claimed = outbox.claim()
    hand = _Hand(claimed)
    ready = hand.next()
    while ready or hand.left:
        on_the_wire = hand.give(ready) if ready else None
        try:
            ready = hand.next()
        finally:
            if on_the_wire:
                on_the_wire.settle()
    record_left()
    return len(claimed)


@dataclass(frozen=True, kw_only=True, slots=True)
class _OnTheWire:
    """What was handed over, and what its networks will say of each."""

    deliveries: list[Delivery]
    answers: Future[list[Receipt | NetworkError]]

    def settle(self) -> None:
        """Wait for the answers, and write down what came of each."""
        answers.settle(self.deliveries, loop.outcome(self.answers))


class _Hand:
    """What this worker has claimed and not handed over yet, with what the gate has just said of the messages of lists among it."""

    def __init__(self, claimed: list[Delivery]) -> None:
        self.left = claimed
        self._asked: set[int] = set()
        self._allowed: dict[int, Delivery] = {}
        self._networks: dict[int, Network | NetworkError] = {}
        self._mark: many.Mark = {}
        self._lines: dict[int, int] = {}
        self._asked_at: dict[int, float] = {}
        self._good_until = 0.0
        self._most = outbox.LIST_BATCH
        self._ours_until = time.monotonic() + outbox.LEASE.total_seconds()

    def next(self) -> list[Prepared]:
        """Of the next few those that may leave now."""
        if time.monotonic() > self._ours_until:
            outbox.give_back(self.left)
            self.left = []
        waiting = _after_hearing(self.left)
        few, self.left = waiting[: outbox.IN_FLIGHT], waiting[outbox.IN_FLIGHT :]
        is_old = time.monotonic() > self._good_until
        if self._asked and is_old:  # whoever is slower than their answers last asks about fewer at once
            self._most = max(self._most // 2, outbox.IN_FLIGHT)
        if is_old or not self._asked.issuperset(one.pk for one in few):
            self._ask(waiting[: self._most])
        return [prepared for one in few if (prepared := self._prepared(one)) is not None]

    def give(self, ready: list[Prepared]) -> _OnTheWire:
        """Hand these over, all at once."""
        with transaction.atomic():
            outbox.foretell((one.delivery, _foretold(one)) for one in ready)
            begun = {one.pk for one in outbox.begin([one.delivery for one in ready], self._still)}
        going = [one for one in ready if one.delivery.pk in begun]
        answers = loop.begin(_send_all([(one.network, one.letter) for one in going]))
        return _OnTheWire(deliveries=[one.delivery for one in going], answers=answers)

    def _ask(self, waiting: list[Delivery]) -> None:
        """Ask about all of these together."""
        self._asked = {one.pk for one in waiting}
        self._mark = many.mark(one.channel_id for one in waiting if one.on_id)
        self._lines = chain.newest(one.contact_id for one in waiting if not one.on_id and one.contact_id)
        self._good_until = time.monotonic() + FRESH
        self._networks.clear()
        self._allowed = _asked_together(waiting)

    def _still(self, about_to_leave: list[Delivery]) -> list[Delivery]:
        """Those of which it holds at this very moment; nobody leaves or stops us until it is written down that they are handed over.

        Of the others those who were not asked about alone have their turn again.
        """
        moving = _but_what_stands_still(about_to_leave)
        mark = many.mark((one.channel_id for one in moving), is_held=True)
        moving = self._but_whom_to_ask_about_again(moving)
        of_lists = [one for one in moving if one.on_id]
        is_as_asked = all(mark[one.channel_id] == self._mark.get(one.channel_id) for one in of_lists)
        if not of_lists or (is_as_asked and time.monotonic() <= self._good_until):
            return moving
        self._good_until = 0.0
        allowed = _asked_together(of_lists)
        self.left = [one for one in of_lists if one.pk not in allowed] + self.left
        return [one for one in moving if one.pk in allowed or not one.on_id]

    def _but_whom_to_ask_about_again(self, moving: list[Delivery]) -> list[Delivery]:
        """Without the answers to people of whom more is written by now, or who were asked about a while ago: they have their turn again."""
        alone = [one for one in moving if not one.on_id]
        lines = chain.newest(one.contact_id for one in alone if one.contact_id) if alone else {}
        then = time.monotonic() - FRESH_ALONE
        again = [
            one
            for one in alone
            if lines.get(one.contact_id or 0) != self._lines.get(one.contact_id or 0)
            or self._asked_at[one.pk] < then
        ]
        if again:
            self._good_until = 0.0
            self.left = again + self.left
        return [one for one in moving if one not in again]

    def _prepared(self, claimed: Delivery) -> Prepared | None:
        """The delivery, asked about and ready to be handed over.  Whatever is wrong with one stops no other."""
        allowed = self._allowed.get(claimed.pk)
        self._asked_at[claimed.pk] = time.monotonic()
        delivery = allowed or _loaded().get(pk=claimed.pk)
        delivery.lease_until = claimed.lease_until
        try:
            if delivery.channel.state == Channel.State.OFF:
                outcomes.put_back(delivery, Sentence("its channel is switched off"))
                return None
            if allowed is None and not _is_still_allowed(delivery):
                return None
            network = self._network(delivery.channel)
            return Prepared(delivery=delivery, network=network, letter=envelope(delivery))
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            log.exception("delivery %s could not be made ready", delivery.pk)
            outcomes.put_back(delivery, Sentence("it could not be made ready: %(why)s", why=words_of(error)))
            telling.tell_screens(delivery)
            return None

    def _network(self, channel: Channel) -> Network | NetworkError:
        if channel.pk not in self._networks:
            self._networks[channel.pk] = _connector(channel)
        return self._networks[channel.pk]


def _after_hearing(claimed: list[Delivery]) -> list[Delivery]:
    """The claimed, once what came in until now is in its place: among it may be that somebody wants no more of us.

    Where that takes too long, because another worker holds it, they wait for their next try.
    """
    brands = sorted({one.brand_id for one in claimed})
    newest = _newest_unheard(brands) if brands else 0
    until = time.monotonic() + LONGEST_HEARING
    while newest and _is_unheard(brands, newest):
        if time.monotonic() > until:
            for delivery in claimed:
                outcomes.put_back(delivery, Sentence("what came in just before has not been read yet"))
                telling.tell_screens(delivery)
            return []
        if not routing.route_pending():
            time.sleep(HEARING_PAUSE)
    return claimed


def _newest_unheard(brands: list[int]) -> int:
    # By its sum nothing is in order: what was heard long ago is not walked through.
    found = ready_made.rows(
        "SELECT max(id + 0) FROM wire_event WHERE routed_at IS NULL AND failures = 0 AND brand_id IN %s",
        brands,
    )
    return found[0][0] or 0


def _is_unheard(brands: list[int], newest: int) -> bool:
    waiting = Event.objects.filter(brand__in=brands, routed_at=None, failures=0, pk__lte=newest)
    return waiting.exists()


def _but_what_stands_still(claimed: list[Delivery]) -> list[Delivery]:
    """Without what belongs to a campaign that was paused or stopped after it was claimed."""
    still = running.stands_still([one.pk for one in claimed if one.on_id])
    for delivery in claimed:
        if delivery.pk in still:
            outcomes.put_back(delivery, Sentence("its campaign was paused or stopped"))
    return [one for one in claimed if one.pk not in still]


def _loaded() -> QuerySet[Delivery]:
    """With all that is needed of them; what many have in common is looked up once."""
    rows = Delivery.objects.select_related("contact", "decision__member")
    files_too = Prefetch(
        "files", to_attr="enclosed"
    )  # for a mail without any nothing more is asked of the ORM
    shared = rows.prefetch_related("brand", "channel__brand", "on", files_too)
    return shared.defer("decision__layers", "decision__reasons")


def _asked_together(claimed: list[Delivery]) -> dict[int, Delivery]:
    """Of the messages of lists those that may leave, asked about again all at once.  Who is not here is asked about alone."""
    of_lists = [one.pk for one in claimed if one.on_id]
    if not of_lists:
        return {}
    rows = list(_loaded().filter(pk__in=of_lists))
    found: dict[int, Delivery] = {}
    for channel in {one.channel_id for one in rows}:
        here = [one for one in rows if one.channel_id == channel]
        try:
            allowed = many.still_allowed(here)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("deliveries of channel %s cannot be asked about together", channel)
            continue
        found |= {one.pk: one for one in here if one.pk in allowed}
    return found


def _is_still_allowed(delivery: Delivery) -> bool:
    with transaction.atomic():
        against = release.recheck(delivery)
        if against is None:
            return True
        if opens := release.opens_soon(against, delivery) or health_of_lists.waits(against, timezone.now()):
            outcomes.postpone(delivery, against, opens)
            telling.tell_screens(delivery)
            return False
        outcomes.stop(delivery, against)
        telling.tell_author(
            delivery, Notification.Kind.STOPPED, Sentence("A message was stopped before it was sent")
        )
    return False


def _foretold(prepared: Prepared) -> str:
    if isinstance(prepared.network, NetworkError):
        return ""
    return prepared.network.external_id(prepared.letter.key)


def _connector(channel: Channel) -> Network | NetworkError:
    try:
        return connectors.of(channel)
    except BadSettings as error:
        return NetworkError(words_of(error), failure=Failure.CREDENTIALS)


async def _send_all(letters: list[tuple[Network | NetworkError, Envelope]]) -> list[Receipt | NetworkError]:
    turn = asyncio.Semaphore(AT_ONCE)
    return list(await asyncio.gather(*(_sent(network, letter, turn) for network, letter in letters)))


async def _sent(
    network: Network | NetworkError, letter: Envelope, turn: asyncio.Semaphore
) -> Receipt | NetworkError:
    return network if isinstance(network, NetworkError) else await _send(network, letter, turn)


async def _send(network: Network, letter: Envelope, turn: asyncio.Semaphore) -> Receipt | NetworkError:
    has_begun = False
    try:
        async with asyncio.timeout(LONGEST_SEND), turn:
            has_begun = True
            return await network.send(letter)
    except NetworkError as error:
        return error
    except Unsupported as error:
        return NetworkError(words_of(error), failure=Failure.REFUSED)
    except TimeoutError:
        if not has_begun:
            return NetworkError(Sentence("others before it took too long"), failure=Failure.RETRY)
        return OutcomeUnknown(Sentence("no answer in %(seconds)s seconds", seconds=f"{LONGEST_SEND:g}"))
    except Exception as error:
        log.exception("sending %s failed in a way that nobody foresaw", letter.key)
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def envelope(delivery: Delivery) -> Envelope:
    """What a connector needs of a delivery.  A list's message leaves with all that belongs around it."""
    channel, on = delivery.channel, delivery.on
    language = speaking.usual(delivery.contact) if on and delivery.contact else ""
    mailing = (
        list_mail.around(
            channel, on, delivery.key, language=language, preview=delivery.preview, text=delivery.text
        )
        if on
        else None
    )
    is_mail = channel.network == list_mail.MAIL
    return Envelope(
        key=delivery.key,
        form=Form(delivery.form),
        to=delivery.to,
        to_name=delivery.contact.name if delivery.contact else "",
        text=list_mail.with_foot(delivery.text, mailing) if mailing and not is_mail else delivery.text,
        subject=delivery.subject,
        in_reply_to=delivery.in_reply_to,
        audience=Audience(delivery.audience),
        ticket=tickets.token_for(delivery),
        optin=_optin(delivery),
        references=tuple(delivery.references),
        at=delivery.created_at,
        unsubscribe=list_mail.leaving(channel, delivery.key) if on else (),
        mailing=mailing if is_mail else None,
        attachments=tuple(
            Attachment(name=file.name, content_type=file.content_type, content=files.read(file))
            for file in _enclosed(delivery)
        ),
    )


def _enclosed(delivery: Delivery) -> Iterable[StoredFile]:
    found: list[StoredFile] | None = getattr(delivery, "enclosed", None)
    return delivery.files.all() if found is None else found


def _optin(delivery: Delivery) -> OptIn | None:
    """The network's own request to opt in, where this is one."""
    asked = tickets.invitation_of(delivery)
    if asked is None:
        return None
    zone = delivery.contact.time_zone if delivery.contact else ""
    return OptIn(title=asked.title, topic=tickets.topic_of(asked.on), time_zone=zone)


def record_left() -> int:
    """Put what has left into its thread or on its wall.  Also heals what a killed worker left half-done.

    What was sent to a list stands in no thread, and is shown from its delivery.
    """
    left = Delivery.objects.filter(
        recorded_at=None, state__in=[Delivery.State.SENT, Delivery.State.DELIVERED]
    )
    nowhere = left.filter(on__isnull=False, draft=None).exclude(channel__network=OWN_PAGE)
    with transaction.atomic():
        pks = list(outbox.unheld(nowhere).order_by("pk").values_list("pk", flat=True)[:MANY])
        done = Delivery.objects.filter(pk__in=pks).update(recorded_at=timezone.now())
    rows = left.select_related("channel__brand").order_by("pk")[:100]
    return done + sum(map(_recorded, rows))


def _recorded(delivery: Delivery) -> bool:
    """Whether it stands in its place now.  One that cannot be placed does not keep the others from theirs."""
    try:
        with transaction.atomic(), changes.held_back():
            if delivery.form in {Form.PUBLIC_POST, Form.PUBLIC_REPLY}:
                strands.bring_up(wall.record(delivery))
                public.stands(delivery)
            else:
                talk.record(delivery)
            if delivery.form == Form.PRIVATE_REPLY:
                strands.answered_privately(delivery)
            visitor_push.expect(delivery)
            Delivery.objects.filter(pk=delivery.pk).update(recorded_at=timezone.now())
    except (LookupError, ValueError, IntegrityError, ObjectDoesNotExist):
        log.exception("delivery %s has left and could not be put in its place", delivery.pk)
        return False
    return True


def tidy() -> int:
    """Take over what a dead worker held, put away what is too late, and tell whom it concerns.  Returns how many."""
    now = timezone.now()
    taken = 0
    while many := overdue.take_back(now):
        taken += many
    return taken + sum(_put_away(pk, now) for pk in overdue.overdue(now))


def _put_away(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        delivery = overdue.expire(pk, now)
        if delivery is None:
            return False
        title = _AFTER.get(Delivery.State(delivery.state))
        is_looked_for = delivery.state == Delivery.State.UNCERTAIN and connectors.can_find(delivery.channel)
        if title and not is_looked_for:
            telling.tell_author(delivery, Notification.Kind.FAILED, title)
        else:
            telling.tell_screens(delivery)
    return True


PLEASE_LOOK = Sentence("Please look whether a message arrived")
_AFTER = {
    Delivery.State.UNCERTAIN: PLEASE_LOOK,
    Delivery.State.EXPIRED: Sentence("A message was not sent in time"),
}
