"""What a person says on a network with their own hands, because no program may: decided like everything else.

allowed → handed over → the person says that they sent it (and what), or that they did not, or nothing for a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.gate import accounts, outcomes, release, reservations
from askfirst.gate.models import Delivery, Receipt
from askfirst.gate.question import digest_of
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, Member
    from askfirst.networks.base import Form


def is_meant(channel: Channel, form: Form) -> bool:
    """Whether this form is written by hand there: the network knows it and opens it to no program."""
    try:
        if form in catalog.capabilities(channel.network).forms:
            return False
        return form in catalog.connector(channel.network, accounts.settings_of(channel)).by_hand
    except BadSettings:
        return False


def still_allowed(delivery: Delivery) -> bool:
    """Ask again before a person goes there: what they were handed an hour ago may be wrong by now."""
    if delivery.state != Delivery.State.HANDED:
        return False
    with transaction.atomic():
        against = release.recheck(delivery)
        if against is None:
            return True
        outcomes.stop_handed(delivery, against)
    return False


def said_sent(delivery: int, text: str, member: Member) -> bool:
    """A person says that they sent it, in these words.  Nothing is known of it but that.

    False where it was not theirs to send any more; then nothing is written down.
    """
    now = timezone.now()
    said = {
        "state": Delivery.State.SENT,
        "state_reason": "",
        "sent_at": now,
        "text": text,
        "text_digest": digest_of(text),
    }
    with transaction.atomic():
        if not Delivery.objects.filter(pk=delivery, state=Delivery.State.HANDED).update(**said):
            return False
        row = Delivery.objects.select_related("channel").get(pk=delivery)
        Receipt.objects.create(
            delivery=row,
            kind=Receipt.Kind.BY_HAND,
            detail=Sentence("as %(name)s says", name=str(member)),
            at=now,
        )
        reservations.confirm(row, now)
    return True
