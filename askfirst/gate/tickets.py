"""Tickets: a network asks people itself whether they want messages later, and who presses its button lets us write.

Written when it is heard that somebody pressed, stopped or resumed; set aside with the decision that needs it, used up when
the message has left, free again when it will not leave.  Whether one may be used is for the rules to say, by the facts here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q

from askfirst.brand import vault
from askfirst.brand.plain import plain
from askfirst.consent.models import List
from askfirst.gate.limits import instant
from askfirst.gate.models import NEVER_LEFT, Delivery, Invitation, Ticket, TicketUse
from askfirst.networks import catalog, optins
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from askfirst.brand.models import Channel
    from askfirst.gate.question import Question
    from askfirst.people.models import Contact
    from askfirst.policy.facts import Facts

TAG = "recurring"
"""The label, in the words of the fact `message_tag`, under which a message goes by ticket."""
PREFIX = "list:"
"""Begins the topic of a request of ours; the number of the list follows."""
PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=30)}
"""How long the older tickets, which name a rhythm, are used up by one message."""
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
_LONGEST = 200

State = TicketUse.State


class NoTicket(LookupError):  # noqa: N818 -- it says what the matter is
    """A message was to go by ticket, and none is set aside for it: it must not leave in another way."""


def has_tickets(network: str) -> bool:
    """Whether this network hands any out."""
    known = catalog.NETWORKS.get(network)
    return known is not None and known.capabilities.has_tickets


def gets_tickets(channel: Channel) -> bool:
    """Whether its network hands any out to an account that is connected as this one is."""
    if not has_tickets(channel.network):
        return False
    needed = catalog.NETWORKS[channel.network].capabilities.tickets_need
    return all(channel.settings.get(name) == value for name, value in needed.items())


def tag_for(channel: Channel) -> str:
    """The label under which a list's message goes there: by ticket where the account gets them, else under none."""
    return TAG if gets_tickets(channel) else "none"


def topic_of(one: List) -> str:
    """How a request of ours names the list, for the answer to bring back."""
    return f"{PREFIX}{one.pk}"


# -- what is heard -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A ticket as its network tells of it."""

    token: str
    topic: str
    title: str = ""
    frequency: str = ""
    until: datetime | None = None
    """None: the network does not say."""


def hear(channel: Channel, handle: Handle, heard: Heard, at: datetime) -> Ticket:
    """They pressed the button at that instant.  Heard twice, late or in another order, it comes to the same.

    Where only the mark of a token is left, it is heard again: nothing else can be learned from it.
    """
    with transaction.atomic():
        ticket = _row(channel, handle, heard.topic, heard.token)
        is_newest = ticket.given_at is None or at >= ticket.given_at
        if is_newest and not optins.is_mark(heard.token):
            ticket.title = plain(heard.title)[:_LONGEST] or ticket.title
            ticket.frequency = heard.frequency if heard.frequency in PERIODS else ""
            ticket.sealed, ticket.digest = vault.seal({"token": heard.token}), optins.digest(heard.token)
            ticket.given_at, ticket.expires_at = at, heard.until
            ticket.save()
    return ticket


def stop(channel: Channel, handle: Handle, at: datetime, *, token: str = "", topic: str = "") -> int:
    """They want no more by this ticket; by none of theirs where neither token nor topic is named.  Returns how many."""
    with transaction.atomic():
        return _switch("stopped_at", _named(channel, handle, topic, token), at)


def resume(channel: Channel, handle: Handle, at: datetime, *, token: str = "", topic: str = "") -> int:
    """They took that back by the network's own control.  Returns how many."""
    with transaction.atomic():
        return _switch("resumed_at", _named(channel, handle, topic, token), at)


def _switch(name: str, rows: Sequence[Ticket], at: datetime) -> int:
    later = [row for row in rows if (before := getattr(row, name)) is None or before < at]
    for row in later:
        setattr(row, name, at)
        row.save(update_fields=[name])
    return len(later)


def _named(channel: Channel, handle: Handle, topic: str, token: str) -> Sequence[Ticket]:
    held = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(channel=channel, handle=handle)
    if token and (known := held.filter(digest=optins.digest(token)).first()):
        return [known]
    return [_row(channel, handle, topic, token)] if token or topic else list(held.order_by("pk"))


def _row(channel: Channel, handle: Handle, topic: str, token: str) -> Ticket:
    """The row of this ticket, held until the transaction ends; made when nothing was heard of it before."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(channel=channel, handle=handle)
    known = rows.filter(digest=optins.digest(token)).first() if token else None
    if known and (not topic or known.topic == plain(topic)[:_LONGEST]):
        return known
    named = plain(topic)[:_LONGEST] or optins.digest(token)
    made, _is_new = Ticket.objects.get_or_create(
        channel=channel, handle=handle, topic=named, defaults={"on": list_of(channel, named)}
    )
    return rows.get(pk=made.pk)


def list_of(channel: Channel, topic: str) -> List | None:
    """The list that a request of ours named; None: it was no request of ours, or names another brand's."""
    number = topic.removeprefix(PREFIX)
    if not topic.startswith(PREFIX) or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return List.objects.filter(brand_id=channel.brand_id, pk=int(number)).first()


# -- what the rules are told -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What one ticket is worth at an instant."""

    uses_left: int
    expires_at: datetime | None
    used_at: datetime | None

    def facts(self) -> dict[str, Any]:
        """As the rules ask for it."""
        return {
            "token_uses_left": self.uses_left,
            "token_expires_at": self.expires_at,
            "token_used_at": self.used_at,
        }


NONE = Standing(uses_left=0, expires_at=None, used_at=None)
"""They never pressed the button for this list."""


def standings(
    channel: Channel, on: List | None, who: Q, at: datetime, besides: Collection[int] = ()
) -> dict[int, Standing]:
    """What the tickets of a list are worth at an instant, by handle.  Two queries.

    `who` narrows handles; what is set aside for the deliveries `besides` does not count.
    """
    if on is None or not has_tickets(channel.network):
        return {}
    rows = Ticket.objects.filter(
        channel=channel, on=on, given_at__lte=at, handle__in=Handle.objects.filter(who)
    )
    tickets = list(rows.order_by("pk"))
    used = _used([ticket.pk for ticket in tickets], at, besides)
    found: dict[int, Standing] = {}
    for ticket in tickets:
        found[ticket.handle_id] = _standing(ticket, used.get(ticket.pk), at)
    return found


def good(channel: Channel, on: List, at: datetime) -> int:
    """How many have a ticket for this list that holds and has not ended, whether or not one may go by it just now."""
    if not has_tickets(channel.network):
        return 0
    rows = Ticket.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), channel=channel, on=on)
    return sum(_holds(ticket, at) for ticket in rows.iterator())


def _standing(ticket: Ticket, used_at: datetime | None, at: datetime) -> Standing:
    period = PERIODS.get(ticket.frequency)
    is_used_up = bool(period and used_at and at - used_at < period)
    return Standing(
        uses_left=int(_holds(ticket, at) and not is_used_up), expires_at=ticket.expires_at, used_at=used_at
    )


def _holds(ticket: Ticket, at: datetime) -> bool:
    """It was given, and their newest word about it is no stop.  Of two words at one instant the stricter counts."""
    words = [moment for moment in (ticket.given_at, ticket.resumed_at) if moment and moment <= at]
    is_stopped = ticket.stopped_at is not None and ticket.stopped_at <= at
    return bool(ticket.sealed and words) and not (is_stopped and ticket.stopped_at >= max(words))  # type: ignore[operator]


def _used(tickets: Sequence[int], at: datetime, besides: Collection[int]) -> dict[int, datetime]:
    """When each was last used.  What is on its way may leave at any moment: it counts as used now."""
    uses = TicketUse.objects.filter(ticket__in=tickets, at__lte=at).exclude(delivery__in=besides)
    last = uses.filter(state=State.CONFIRMED).order_by().values_list("ticket").annotate(Max("at"))
    found: dict[int, datetime] = dict(last)
    waiting = uses.filter(state=State.RESERVED).values_list("ticket", flat=True)
    return found | dict.fromkeys(waiting, at)


def asked_before(
    channel: Channel, one: List, contacts: Iterable[Contact], at: datetime, besides: Collection[int] = ()
) -> dict[int, dict[str, Any]]:
    """Of each contact how often they were asked on this channel to opt in, and when last to this list.  One query.

    The deliveries `besides` do not count.
    """
    rows = Invitation.objects.filter(
        delivery__channel=channel, delivery__contact__in=list(contacts), delivery__created_at__lte=at
    ).exclude(Q(delivery__state__in=NEVER_LEFT) | Q(delivery__in=besides))
    asked: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for contact, on, when in rows.values_list("delivery__contact", "on", "delivery__created_at"):
        asked[contact].append((on, when))
    return {contact: _asked(theirs, one, at) for contact, theirs in asked.items()}


def _asked(theirs: Sequence[tuple[int, datetime]], one: List, at: datetime) -> dict[str, Any]:
    return {
        "optin_requests_24h": sum(when > at - _A_DAY for _on, when in theirs),
        "optin_titles_7d": len({on for on, when in theirs if when > at - _A_WEEK}),
        "optin_asked_at": max((when for on, when in theirs if on == one.pk), default=None),
    }


# -- what is used ------------------------------------------------------------------------------------------------------


def goes_by_ticket(delivery: Delivery) -> bool:
    """Whether this message was permitted as one by ticket."""
    return bool(delivery.on_id) and delivery.decision.facts.get("message_tag") == TAG


def hold(channel: Channel, contact: int | None) -> None:
    """Stand in line for this person's tickets until the transaction ends."""
    if contact and has_tickets(channel.network):
        rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(channel=channel, handle__contact=contact).order_by("pk").values_list("pk"))


def reserve(delivery: Delivery, facts: Facts) -> None:
    """Set the ticket aside by which this message goes, after `hold`, in the same transaction.

    Raises:
        NoTicket: there is none, and no rule has said so.
    """
    reserve_many([(delivery, facts)])


def reserve_many(made: Sequence[tuple[Delivery, Facts]]) -> None:
    """The same for many, of one channel and list.  Three queries.

    Raises:
        NoTicket: for some of them there is none, and no rule has said so.
    """
    going = [(one, instant(facts.now)) for one, facts in made if one.on_id and facts.message_tag == TAG]
    if not going:
        return
    tickets = _tickets_for([one for one, _at in going])
    known = TicketUse.objects.filter(delivery__in=[one.pk for one, _at in going])
    held = {use.delivery_id: use for use in known}
    uses = []
    for one, at in going:
        ticket = tickets.get((one.contact_id or 0, key_of(one.to)))
        if ticket is None:
            raise NoTicket(f"delivery {one.pk} was to go by ticket, and {one.to} has none")
        use = held.get(one.pk)
        # Once it has left it stays what it was, also where somebody has it looked for once more.
        if use is None or use.state == State.RELEASED:
            uses.append(TicketUse(ticket_id=ticket, delivery=one, state=State.RESERVED, at=at))
    TicketUse.objects.bulk_create(
        uses, update_conflicts=True, unique_fields=["delivery"], update_fields=["ticket", "state", "at"]
    )


def _tickets_for(going: Sequence[Delivery]) -> dict[tuple[int, str], int]:
    """Of each person and address the ticket of their list."""
    first = going[0]
    rows = Ticket.objects.filter(
        channel_id=first.channel_id,
        on__in={one.on_id for one in going},
        handle__contact__in={one.contact_id for one in going},
    ).exclude(sealed="")
    return {
        (contact, key): pk for contact, key, pk in rows.values_list("handle__contact", "handle__key", "pk")
    }


def without(deliveries: Sequence[Delivery]) -> set[int]:
    """Of these those, by id, that go by ticket and for which none is set aside any more."""
    going = {one.pk for one in deliveries if goes_by_ticket(one)}
    if not going:
        return set()
    held = TicketUse.objects.filter(delivery__in=going, state=State.RESERVED)
    return going - set(held.values_list("delivery", flat=True))


def token_for(delivery: Delivery) -> str:
    """The token by which this message goes; empty: it goes by none.

    Raises:
        NoTicket: it was permitted as one by ticket, and none is set aside for it.
        VaultClosed: no key of ours opens it.
    """
    if not goes_by_ticket(delivery):
        return ""
    use = TicketUse.objects.select_related("ticket").filter(delivery=delivery, state=State.RESERVED).first()
    if use is None or not use.ticket.sealed:
        raise NoTicket(f"delivery {delivery.pk} was to go by ticket, and none is set aside for it")
    return str(vault.unseal(use.ticket.sealed)["token"])


def confirm(left: Sequence[tuple[Delivery, datetime]]) -> None:
    """These have left, or may have, each at its instant: from then on their tickets are used."""
    known = {one.pk: at for one, at in left if one.on_id and has_tickets(one.channel.network)}
    for use in TicketUse.objects.filter(delivery__in=known, state=State.RESERVED) if known else ():
        TicketUse.objects.filter(pk=use.pk).update(state=State.CONFIRMED, at=known[use.delivery_id])


def give_back(delivery: Delivery, at: datetime) -> None:
    """The message will not leave: its ticket is free again."""
    _move(delivery, State.RESERVED, State.RELEASED, at)


def reserve_again(delivery: Delivery, at: datetime) -> None:
    """It was taken for sent and has not left after all: its ticket is set aside once more.

    Where another message is on its way by it by now, this one has to be asked about first.
    """
    if not (delivery.on_id and has_tickets(delivery.channel.network)):
        return
    others = TicketUse.objects.filter(ticket__uses__delivery=delivery, state=State.RESERVED)
    _move(delivery, State.CONFIRMED, State.RELEASED if others.exists() else State.RESERVED, at)


def _move(delivery: Delivery, was: str, becomes: str, at: datetime) -> None:
    if delivery.on_id and has_tickets(delivery.channel.network):
        TicketUse.objects.filter(delivery=delivery, state=was).update(state=becomes, at=at)


def refused(delivery: Delivery, at: datetime) -> None:
    """The network says that this person has stopped what the ticket was for."""
    use = TicketUse.objects.select_related("ticket").filter(delivery=delivery).first()
    if use and (use.ticket.stopped_at is None or use.ticket.stopped_at < at):
        Ticket.objects.filter(pk=use.ticket_id).update(stopped_at=at)


# -- requests ----------------------------------------------------------------------------------------------------------


def invite(delivery: Delivery, question: Question) -> None:
    """Write down that this delivery is the network's own request to opt in, where it is one."""
    if question.asks is not None:
        Invitation.objects.create(delivery=delivery, on=question.asks, title=question.asks.name[:_LONGEST])


def invitation_of(delivery: Delivery) -> Invitation | None:
    """The request that this delivery is; None: it is none."""
    if delivery.purpose != "consent_request" or not has_tickets(delivery.channel.network):
        return None
    return Invitation.objects.select_related("on").filter(delivery=delivery).first()


# -- keeping -----------------------------------------------------------------------------------------------------------


def tidy(at: datetime) -> int:
    """Take the tokens out of tickets that have ended: nothing leaves by them any more.  Returns how many."""
    over = Ticket.objects.filter(expires_at__lte=at).exclude(sealed="")
    return over.exclude(uses__state=State.RESERVED).update(sealed="")


def forget(people: Collection[Contact]) -> int:
    """Take out the tokens of people who are forgotten.  That, when and for what they pressed stays with nobody's name."""
    rows = Ticket.objects.filter(handle__contact__in=people)
    return rows.exclude(sealed="", digest="").update(sealed="", digest="")


def reseal(keys: Sequence[str]) -> int:
    """Encrypt every token anew with the first of `keys`; the others only open.  Returns how many.

    Raises:
        VaultClosed: some cannot be opened with any of the keys; then none is changed.
    """
    with transaction.atomic():
        rows = list(Ticket.objects.select_for_update(no_key=True).exclude(sealed="").order_by("pk"))
        for row in rows:
            row.sealed = vault.resealed(row.sealed, keys)
        return Ticket.objects.bulk_update(rows, ["sealed"], batch_size=500)
