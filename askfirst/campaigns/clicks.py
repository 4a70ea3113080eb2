"""Links of a list's mails that were followed: by a person, or by one of the programs that follow every link of a mail.

Such programs look for viruses, or for a preview; counted as people they make every mail look loved.  What gives them away
comes together here: a link that no person sees, many links within moments, the first seconds after a mail has arrived, the
name of a program, a look without fetching.  Only what a browser calls the press of its user is a person's.  The rest nobody
can tell, and it is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.programs import is_program
from askfirst.campaigns.models import Click
from askfirst.consent import links
from askfirst.gate.models import Delivery
from askfirst.networks import weblinks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.brand.models import Brand
    from askfirst.people.models import Contact

AT_ONCE = timedelta(seconds=10)
"""Nobody has read a mail so soon after it left."""
BURST = timedelta(seconds=3)
"""Nobody follows two links of one mail within this."""
AROUND = timedelta(minutes=2)
"""What a program did is what was followed so shortly before it, too: it goes through the links one by one."""
MOST = 100
"""Rows kept of one message: what comes after them leads on and is not counted."""
LONGEST = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """How a link was followed, as far as the request tells."""

    agent: str = ""
    """The program, as it names itself."""
    is_look: bool = False
    """It asked for the headers alone, or fetched in advance."""
    is_by_hand: bool = False
    """A browser says that its user went there (`Sec-Fetch-User`)."""


def follow(brand: Brand, token: str, press: Press) -> str | None:
    """Where the link behind this token leads; that it was followed is noted.

    Empty: nowhere, it is the one that no person sees.  None: it is no link of this brand's messages, or its words are gone.
    """
    found = links.counted_of(token)
    if found is None:
        return None
    key, number = found
    delivery = Delivery.objects.filter(brand=brand, key=key).only("pk", "text", "sent_at").first()
    addresses = ["", *weblinks.of_the_web(delivery.text)] if delivery else []
    if delivery is None or not delivery.text or number >= len(addresses):
        return None
    _note(delivery, addresses[number], press, timezone.now())
    return addresses[number]


def forget(people: Iterable[Contact]) -> int:
    """Which links they followed.  Returns how many rows it was."""
    return Click.objects.filter(delivery__contact__in=list(people)).delete()[0]


def _note(delivery: Delivery, address: str, press: Press, now: datetime) -> None:
    with transaction.atomic():
        # Two links that are followed at one moment see each other.
        Delivery.objects.select_for_update(no_key=True).only("pk").get(pk=delivery.pk)
        clicks = Click.objects.filter(delivery=delivery)
        if clicks.count() >= MOST:
            return
        others = clicks.exclude(address=address[:LONGEST])
        is_burst = others.filter(at__gt=now - BURST).exists()
        why = _why(address, press, delivery.sent_at, now) or ("many links at once" if is_burst else "")
        is_human = False if why else True if press.is_by_hand else None
        if why in {"a link that no person sees", "many links at once"}:
            clicks.filter(at__gt=now - AROUND).exclude(is_human=False).update(is_human=False, why=why)
        Click.objects.create(delivery=delivery, address=address[:LONGEST], is_human=is_human, why=why, at=now)


def _why(address: str, press: Press, sent_at: datetime | None, now: datetime) -> str:
    """What shows that a program followed it; empty: nothing does."""
    if not address:
        return "a link that no person sees"
    if press.is_look:
        return "looked without fetching"
    if is_program(press.agent):
        return "the name of a program"
    if sent_at and now - sent_at < AT_ONCE:
        return "as soon as it arrived"
    return ""
