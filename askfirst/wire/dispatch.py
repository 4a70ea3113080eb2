"""Sending: the only place that calls a connector's `send`.

claim → hear → ask again → begin → send → settle → record.  Each step is committed before the next one begins.

Messages of lists are claimed by the batch, asked about together, and handed over a few at a time: before each few it is heard
what came in, and asked again where anything happened to anybody's consent, or a second has passed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction
from django.utils import timezone

from askfirst.brand import changes, files, health, notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel, Notification
from askfirst.campaigns import running
from askfirst.consent.models import Suppression
from askfirst.gate import bouncing, list_mail, many, outbox, release
from askfirst.gate import health as health_of_lists
from askfirst.gate.models import Delivery
from askfirst.inbox import public, talk
from askfirst.inbox.models import Reply
from askfirst.networks.base import (
    Attachment,
    BadSettings,
    Envelope,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
    Receipt,
    Unsupported,
)
from askfirst.networks.email.status import Trouble, classify, enhanced_code
from askfirst.people import resolve, speaking
from askfirst.sentence import Sentence, words_of
from askfirst.wall import talk as wall
from askfirst.wire import connectors, leaving, loop, routing, strands, visitor_push
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from django.db.models import QuerySet

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
MANY = 1000
OWN_PAGE = "page"
"""Where a browser may be told also of a list's message."""
SETTLE_TRIES = 30
SETTLE_PAUSE = 1.0
"""Seconds.  A database that goes away while a network answers is waited for: what we know must not become a doubt."""


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
        _settle(self.deliveries, loop.outcome(self.answers))


class _Hand:
    """What this worker has claimed and not handed over yet, with what the gate has just said of the messages of lists among it."""

    def __init__(self, claimed: list[Delivery]) -> None:
        self.left = claimed
        self._asked: set[int] = set()
        self._allowed: dict[int, Delivery] = {}
        self._networks: dict[int, Network | NetworkError] = {}
        self._mark: many.Mark = {}
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
        self._good_until = time.monotonic() + FRESH
        self._networks.clear()
        self._allowed = _asked_together(waiting)

    def _still(self, about_to_leave: list[Delivery]) -> list[Delivery]:
        """Those of which it holds at this very moment; nobody leaves a list until it is written down that they are handed over.

        Of the others those who were not asked about alone have their turn again.
        """
        moving = _but_what_stands_still(about_to_leave)
        of_lists = [one for one in moving if one.on_id]
        mark = many.mark((one.channel_id for one in of_lists), is_held=True)
        if mark.items() <= self._mark.items() and time.monotonic() <= self._good_until:
            return moving
        self._good_until = 0.0
        allowed = _asked_together(of_lists)
        self.left = [one for one in of_lists if one.pk not in allowed] + self.left
        return [one for one in moving if one.pk in allowed or not one.on_id]

    def _prepared(self, claimed: Delivery) -> Prepared | None:
        """The delivery, asked about and ready to be handed over.  Whatever is wrong with one stops no other."""
        allowed = self._allowed.get(claimed.pk)
        delivery = allowed or _loaded().get(pk=claimed.pk)
        delivery.lease_until = claimed.lease_until
        try:
            if delivery.channel.state == Channel.State.OFF:
                outbox.put_back(delivery, Sentence("its channel is switched off"))
                return None
            if allowed is None and not _is_still_allowed(delivery):
                return None
            network = self._network(delivery.channel)
            return Prepared(delivery=delivery, network=network, letter=envelope(delivery))
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            log.exception("delivery %s could not be made ready", delivery.pk)
            outbox.put_back(delivery, Sentence("it could not be made ready: %(why)s", why=words_of(error)))
            tell_screens(delivery)
            return None

    def _network(self, channel: Channel) -> Network | NetworkError:
        if channel.pk not in self._networks:
            self._networks[channel.pk] = _connector(channel)
        return self._networks[channel.pk]


def _after_hearing(claimed: list[Delivery]) -> list[Delivery]:
    """The claimed, once what came in until now is in its place: among it may be that somebody wants no more of us.

    Where that takes too long, because another worker holds it, they wait for their next try.
    """
    unheard = Event.objects.filter(brand__in={one.brand_id for one in claimed}, routed_at=None, failures=0)
    newest = unheard.order_by("-pk").values_list("pk", flat=True).first() if claimed else None
    until = time.monotonic() + LONGEST_HEARING
    while newest and unheard.filter(pk__lte=newest).exists():
        if time.monotonic() > until:
            for delivery in claimed:
                outbox.put_back(delivery, Sentence("what came in just before has not been read yet"))
                tell_screens(delivery)
            return []
        if not routing.route_pending():
            time.sleep(HEARING_PAUSE)
    return claimed


def _but_what_stands_still(claimed: list[Delivery]) -> list[Delivery]:
    """Without what belongs to a campaign that was paused or stopped after it was claimed."""
    still = running.stands_still([one.pk for one in claimed if one.on_id])
    for delivery in claimed:
        if delivery.pk in still:
            outbox.put_back(delivery, Sentence("its campaign was paused or stopped"))
    return [one for one in claimed if one.pk not in still]


def _loaded() -> QuerySet[Delivery]:
    """With all that is needed of them; what many have in common is looked up once."""
    rows = Delivery.objects.select_related("contact", "decision__member")
    shared = rows.prefetch_related("brand", "channel__brand", "on", "files")
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
            outbox.postpone(delivery, against, opens)
            tell_screens(delivery)
            return False
        outbox.stop(delivery, against)
        tell_author(delivery, Notification.Kind.STOPPED, Sentence("A message was stopped before it was sent"))
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
        list_mail.around(channel, on, delivery.key, language=language, preview=delivery.preview)
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
        references=tuple(delivery.references),
        at=delivery.created_at,
        unsubscribe=list_mail.leaving(channel, delivery.key) if on else (),
        mailing=mailing if is_mail else None,
        attachments=tuple(
            Attachment(name=file.name, content_type=file.content_type, content=files.read(file))
            for file in delivery.files.all()
        ),
    )


def _settle(deliveries: list[Delivery], answers: list[Receipt | NetworkError]) -> None:
    """What was taken is written down at once for all of it, and each refusal by itself."""
    heard_at = timezone.now()
    pairs = list(zip(deliveries, answers, strict=True))
    if taken := [(delivery, answer) for delivery, answer in pairs if isinstance(answer, Receipt)]:
        _stubbornly(lambda: arrived(taken))
    for delivery, answer in pairs:
        if isinstance(answer, NetworkError):
            _stubbornly(partial(_refused, delivery, answer, heard_at))


def _stubbornly(write: Callable[[], None]) -> None:
    for left in reversed(range(SETTLE_TRIES)):
        try:
            write()
        except (DatabaseError, InterfaceError) as error:
            if not left:
                raise
            log.warning("what became of a delivery cannot be written down yet (%s)", error)
            if not connection.in_atomic_block:
                connection.close()
            time.sleep(SETTLE_PAUSE)
        else:
            return


def _refused(delivery: Delivery, answer: NetworkError, heard_at: datetime) -> None:
    # Committed by itself and first: whatever fails after it, nobody writes to this person again.
    _believe(delivery, answer, heard_at)
    with transaction.atomic():
        outbox.fail(delivery, answer)
        if delivery.state == Delivery.State.UNCERTAIN and connectors.can_find(delivery.channel):
            tell_screens(delivery)  # it is looked for before a person is asked
        elif delivery.state in {Delivery.State.REFUSED, Delivery.State.UNCERTAIN}:
            tell_author(delivery, Notification.Kind.FAILED, Sentence("A message could not be delivered"))
        else:
            tell_screens(delivery)


def arrived(taken: Sequence[tuple[Delivery, Receipt]]) -> None:
    """The networks have these.  Whoever was asked to look need not any more, and their channels work."""
    with transaction.atomic():
        in_doubt = outbox.settle(taken)
        for delivery, _ in taken:
            if delivery.pk in in_doubt:
                notify.take_back(delivery.brand, f"delivery:{delivery.pk}")
    for channel in {delivery.channel for delivery, _ in taken}:
        if channel.troubles.get("sending") and health.well(channel.pk, "sending"):
            outbox.wake(channel.pk)


def _believe(delivery: Delivery, error: NetworkError, heard_at: datetime) -> None:
    """What a refusal says about the person goes into our books before anybody asks again."""
    if delivery.contact is None:
        return
    if error.failure is Failure.PERSON_STOPPED:
        evidence = f"{delivery.channel.network} refused delivery {delivery.pk}: {error}"
        reason = Suppression.Reason.BLOCKED
        who = (delivery.channel, delivery.contact, delivery.to)
        leaving.by_signal(*who, reason, evidence=evidence, at=heard_at)
    elif delivery.channel.network == list_mail.MAIL:
        _weigh(delivery, error, heard_at)
    elif error.failure is Failure.UNREACHABLE:
        resolve.unreachable(delivery.channel, delivery.contact, delivery.to, since=heard_at)


def _weigh(delivery: Delivery, error: NetworkError, at: datetime) -> None:
    """What a mail server's refusal at the door says of the address, or of us.  What is tried again says nothing yet."""
    if not error.is_permanent or error.failure is Failure.OUR_MISTAKE:
        return
    code = enhanced_code(error.code)
    whose = classify(code, error.code)
    if error.failure is Failure.UNREACHABLE and whose is Trouble.UNKNOWN:
        whose = Trouble.ADDRESS
    bouncing.came_back(delivery, whose, code=code, at=at, key=f"delivery:{delivery.pk}")


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
    return sum(_put_away(pk, now) for pk in outbox.overdue(now))


def _put_away(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        delivery = outbox.expire(pk, now)
        if delivery is None:
            return False
        title = _AFTER.get(Delivery.State(delivery.state))
        is_looked_for = delivery.state == Delivery.State.UNCERTAIN and connectors.can_find(delivery.channel)
        if title and not is_looked_for:
            tell_author(delivery, Notification.Kind.FAILED, title)
        else:
            tell_screens(delivery)
    return True


PLEASE_LOOK = Sentence("Please look whether a message arrived")
_AFTER = {
    Delivery.State.UNCERTAIN: PLEASE_LOOK,
    Delivery.State.EXPIRED: Sentence("A message was not sent in time"),
}


def tell_author(delivery: Delivery, kind: str, title: str) -> None:
    """A note to the member who wanted it said, and word to the screens on which it stands."""
    member = delivery.decision.member
    thread = _thread_of(delivery)
    if member:
        news = notify.News(
            kind=kind,
            title=title,
            excerpt=delivery.state_reason,
            link=f"/inbox/{thread}/" if thread else "/wall/",
            subject=f"delivery:{delivery.pk}",
        )
        notify.notify(delivery.brand, [member], news)
    announce(delivery.brand, "delivery", delivery=delivery.pk, thread=thread)


def tell_screens(delivery: Delivery) -> None:
    announce(delivery.brand, "delivery", delivery=delivery.pk, thread=_thread_of(delivery))


def _thread_of(delivery: Delivery) -> int:
    return Reply.objects.filter(draft__delivery=delivery).values_list("thread", flat=True).first() or 0
