"""What the networks refused us, as far as it closes something: the account until a reset, a person until they write.

No number is invented where a network names none: its first refusal closes, and what it takes later opens again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from askfirst.gate.ledgers import Refusal
from askfirst.networks.base import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from askfirst.brand.models import Channel
    from askfirst.gate.models import Delivery, Receipt
    from askfirst.networks.base import NetworkError

OWN = "page"
"""The network that we are ourselves: nobody there refuses anything."""

Meaning = Refusal.Meaning
_MEANINGS = {
    Failure.QUOTA: Meaning.QUOTA,
    Failure.WINDOW_CLOSED: Meaning.WINDOW_CLOSED,
    Failure.PERSON_STOPPED: Meaning.BLOCKED,
    Failure.UNREACHABLE: Meaning.NOT_REACHABLE,
}


def note(delivery: Delivery, receipt: Receipt, error: NetworkError, until: datetime | None) -> None:
    """Remember a refusal that says something about the account or the person; others say it about the message alone.

    `until`: when a refusal of the account ends by itself.
    """
    meaning = _MEANINGS.get(error.failure)
    is_of_account = meaning == Meaning.QUOTA
    if meaning is None or delivery.channel.network == OWN or not (is_of_account or delivery.contact_id):
        return
    Refusal.objects.create(
        channel_id=delivery.channel_id,
        contact_id=None if is_of_account else delivery.contact_id,
        receipt=receipt,
        meaning=meaning,
        at=receipt.at,
        until=until if is_of_account else None,
    )


def in_a_row(channel: int) -> int:
    """How often the network refused the account since it last took something."""
    return Refusal.objects.filter(channel=channel, contact=None, lifted_at=None).count()


def lift(taken: Sequence[tuple[Delivery, datetime]], at: datetime) -> None:
    """The network took these, each handed over at its instant: what it refused before then is over.  One query where it refused nothing."""
    elsewhere = [(one, began_at) for one, began_at in taken if one.channel.network != OWN]
    about = Q(contact=None) | Q(contact__in=[one.contact_id for one, _ in elsewhere])
    channels = {one.channel_id for one, _ in elsewhere}
    rows = Refusal.objects.filter(about, channel__in=channels, lifted_at=None).values_list(
        "channel", "contact"
    )
    refused = set(rows) if elsewhere else set()
    for one, began_at in elsewhere:
        if refused & {(one.channel_id, None), (one.channel_id, one.contact_id)}:
            _lift(one, began_at, at)


def _lift(delivery: Delivery, began_at: datetime, at: datetime) -> None:
    about = Q(contact=None) | Q(contact=delivery.contact_id, receipt__delivery__to=delivery.to)
    open_ones = Refusal.objects.filter(about, channel=delivery.channel_id, lifted_at=None, at__lte=began_at)
    open_ones.update(lifted_at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """What holds at an instant: the newest refusal of the account, and of each person by the address that was refused."""

    account: Refusal | None
    people: dict[int, dict[str, Refusal]]

    def of_account(self) -> dict[str, Any]:
        """The facts about the account."""
        if self.account is None:
            return {}
        return {"last_refusal": self.account.meaning, "wait_until": self.account.until}

    def of_person(
        self, contact: int, is_there: Callable[[str], bool], wrote_at: datetime | None
    ) -> dict[str, Any]:
        """The facts about a person at the addresses of which `is_there` says yes.  Who has written since is reached again."""
        theirs = [one for to, one in self.people.get(contact, {}).items() if is_there(to)]
        found = max(theirs, key=lambda one: (one.at, one.pk), default=None)
        if found is None or (wrote_at and wrote_at > found.at):
            return {}
        return {"person_refusal": found.meaning}


def look_up(channel: Channel, contacts: Sequence[int] | None, at: datetime) -> Refused:
    """What this channel was refused and has not been granted since, as of an instant: at most one query.

    `contacts` None: of everybody.
    """
    return of_each([channel], contacts, at)[channel.pk]


def of_each(
    channels: Collection[Channel], contacts: Sequence[int] | None, at: datetime
) -> dict[int, Refused]:
    """The same of several channels, by their ids: at most one query for all of them."""
    found = {channel.pk: Refused(account=None, people={}) for channel in channels}
    asked = [channel for channel in channels if channel.network != OWN]
    if not asked:
        return found
    holds = Q(lifted_at=None) | Q(lifted_at__gt=at)
    about = Q() if contacts is None else Q(contact=None) | Q(contact__in=contacts)
    rows = Refusal.objects.filter(holds, about, channel__in=asked, at__lte=at).order_by("at", "pk")
    for row in rows.annotate(went_to=F("receipt__delivery__to")):
        of_channel = found[row.channel_id]
        if row.contact_id is None:
            found[row.channel_id] = replace(of_channel, account=row)
        else:
            of_channel.people.setdefault(row.contact_id, {})[row.went_to] = row
    return found
