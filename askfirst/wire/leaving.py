"""Leaving by what a message carries: the press of a mail program (RFC 8058), a mail to us, the link in its text.

What such a link may do is in `consent.links`; whose message it is and which lists it went to is read here, from its delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.campaigns.models import Recipient
from askfirst.consent import grants, leaving, ledger, links, preferences
from askfirst.consent.leaving import How
from askfirst.consent.links import Kind
from askfirst.consent.models import Entry, List
from askfirst.gate import health
from askfirst.gate.models import Delivery, Signal
from askfirst.people import speaking
from askfirst.people.models import Contact, Handle
from askfirst.people.resolve import key_of
from askfirst.wire import visitor_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from askfirst.brand.models import Brand, Channel
    from askfirst.consent.preferences import Wishes

EMAIL = "email"
_LINK = gettext_lazy("""Hello,

here is the link to what {brand} knows of you and what you wish from them, as you asked:

{link}

It works for two hours. If you did not ask for it, do nothing: nobody can see or change anything without it.
""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message of ours, as far as leaving goes."""

    delivery: Delivery
    people: tuple[Contact, ...]
    """To whom it went, and who holds its address today, where they are two."""
    lists: tuple[List, ...]
    """Whose message it was; empty: no list's."""

    @property
    def endpoint(self) -> str:
        """Keyed digest of the address to which it went; empty: it was taken out, because its person is forgotten."""
        return ledger.digest(self.delivery.channel.network, self.delivery.to) if self.delivery.to else ""

    @property
    def place(self) -> str:
        """As the ledger names it: no word of what it said."""
        return f"message {self.delivery.key}"


def letter_of(brand: Brand, kind: Kind, token: str) -> Letter | None:
    """The message whose link this is.  None: it is not complete, stands in another place, or belongs to another brand."""
    key = links.key_of(kind, token)
    if not key:
        return None
    rows = Delivery.objects.select_related("channel", "contact__brand", "on", "brand")
    delivery = rows.filter(brand=brand, key=key).first()
    return _letter(delivery) if delivery else None


def by_header(letter: Letter) -> list[Entry]:
    """The mail program's own button was pressed, or its reader did it on the page behind the same link."""
    return leave(letter, Entry.Mechanism.ONE_CLICK, "pressed the Unsubscribe of their mail program")


def by_mail(brand: Brand, token: str, evidence: str) -> list[Entry] | None:
    """A mail came to the address in the header.  None: its token is none of ours, so that it says nothing about a list.

    Who sent it is not asked: whoever has the message may reduce what its address gets, and a sender is easily forged.
    """
    letter = letter_of(brand, Kind.MAILTO, token)
    return leave(letter, Entry.Mechanism.MAIL, evidence) if letter else None


def leave(letter: Letter, mechanism: str, evidence: str) -> list[Entry]:
    """They leave the lists of this message; what was no list's is all that is written unasked."""
    how = how_of(letter, mechanism, evidence)
    written: list[Entry] = []
    with transaction.atomic():
        for person in letter.people:
            for on in letter.lists:
                written += leaving.leave(person, on, how)
            if not letter.lists:
                written += leaving.leave_everything(person, how)
        if written:
            key = f"delivery:{letter.delivery.pk}"
            health.signal(letter.delivery.channel, Signal.Kind.UNSUBSCRIBE, key=key, delivery=letter.delivery)
    return written


def leave_everything(letter: Letter, mechanism: str, evidence: str) -> list[Entry]:
    """They want nothing of the brand that they did not ask for, on any list or beside them."""
    how = how_of(letter, mechanism, evidence)
    with transaction.atomic():
        return [line for person in letter.people for line in leaving.leave_everything(person, how)]


def wish(letter: Letter, change: Callable[[Wishes], Wishes], evidence: str) -> None:
    """They wish for less of the lists of this message; of what was no list's, of all that is written unasked.

    Raises:
        CannotWish, NeedsFreshLink: as `preferences.save`; then nothing was changed.
    """
    how = how_of(letter, Entry.Mechanism.LINK, evidence)
    with transaction.atomic():
        for person in letter.people:
            for on in letter.lists or (None,):
                preferences.save(person, change(preferences.of(person, on)), how, on=on)


def by_signal(  # noqa: PLR0913 -- what a line of the ledger says
    channel: Channel,
    contact: Contact,
    address: str,
    reason: str,
    *,
    evidence: str,
    at: datetime | None = None,
    in_words: bool = False,
    network: str = "",
) -> None:
    """They want no more of us, as the network told of this address of theirs: nothing goes to any of theirs from now on.

    `in_words`: they said so in a message.  `network`: as for `ledger.stop`.
    """
    ledger.stop(
        contact,
        reason=reason,
        evidence=evidence,
        at=at,
        network=network,
        mechanism=Entry.Mechanism.KEYWORD if in_words else Entry.Mechanism.SIGNAL,
        place=str(channel)[: leaving.LONGEST_PLACE],
        endpoint=ledger.digest(channel.network, address) if address else "",
    )
    # Who wants no more of us has taken back what our app was granted there.
    grants.revoke(contact, channel.network, evidence=evidence, at=at, place=str(channel))


def by_unfollowing(channel: Channel, handle: Handle, evidence: str, at: datetime) -> list[Entry]:
    """They follow us no more: what they joined by that very address they leave.  What they joined elsewhere stays."""
    how = How(
        mechanism=Entry.Mechanism.SIGNAL,
        place=str(channel),
        evidence=evidence,
        endpoint=ledger.digest(handle.network, handle.address),
        at=at,
    )
    return leaving.leave_what_was_joined_there(handle.contact, how)


def take_back(written: Iterable[int], letter: Letter) -> list[List | None]:
    """Whoever just left by this message did not mean it."""
    lines = Entry.objects.filter(pk__in=list(written), brand=letter.delivery.brand_id)
    how = how_of(letter, Entry.Mechanism.LINK, "took their leaving back in the same visit")
    again: list[List | None] = []
    with transaction.atomic():
        for person in letter.people:
            again += leaving.take_back(list(lines.filter(contact=person).values_list("pk", flat=True)), how)
    return again


def how_of(letter: Letter, mechanism: str, evidence: str) -> How:
    """How the ledger names what was done by this message."""
    return How(mechanism=mechanism, place=letter.place, evidence=evidence, endpoint=letter.endpoint)


def send_fresh_link(brand: Brand, email: str) -> None:
    """A fresh link for the reader of `email`, if the brand knows the address; else nothing.  Returns at once."""
    rows = Handle.objects.select_related("brand", "contact").filter(brand=brand, network=EMAIL)
    handle = rows.filter(key=key_of(email), contact__forgotten_at=None).first()
    if handle is None:
        return
    with translation.override(speaking.language(handle.contact, handle)):
        letter = EmailMessage(
            subject=_("What you wish from %(brand)s") % {"brand": brand},
            body=_LINK.format(brand=brand, link=links.fresh_address(handle)),
            to=[handle.address],
            headers={"Auto-Submitted": "auto-generated"},
        )
    visitor_mail.post(letter)


def holder(brand: Brand, token: str) -> Handle | None:
    """Who came by a fresh link.  None: it is too old, not complete, or the address is nobody's any more."""
    fresh = links.read_fresh(token)
    if fresh is None:
        return None
    rows = Handle.objects.select_related("brand", "contact__brand").filter(brand=brand, pk=fresh.handle)
    found = rows.filter(contact__forgotten_at=None).first()
    if found is None or ledger.digest(found.network, found.address) != fresh.digest:
        return None
    return found


def _letter(delivery: Delivery) -> Letter:
    people = [leaving.kept(delivery.contact)] if delivery.contact else []
    here = Handle.objects.select_related("contact__brand").filter(
        brand=delivery.brand_id, network=delivery.channel.network, key=key_of(delivery.to)
    )
    holder = here.first() if delivery.to else None
    if holder:
        people.append(leaving.kept(holder.contact))
    lists = {delivery.on.pk: delivery.on} if delivery.on else {}
    # Several texts may have gone as one message, each of a list of its own.
    shared = Recipient.objects.filter(delivery=delivery).select_related("campaign__on")
    lists |= {one.campaign.on.pk: one.campaign.on for one in shared}
    return Letter(
        delivery=delivery,
        people=tuple({person.pk: person for person in people}.values()),
        lists=tuple(lists.values()),
    )
