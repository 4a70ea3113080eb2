"""A test mail to an address from which much came back, before it is given up.

It goes through the gate as everything does.  Where it comes back too, the address is given up (`gate.bouncing`); where it
does not within a week, the address works, and all that came back is forgotten.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from askfirst.gate import bouncing, release
from askfirst.gate.models import Score
from askfirst.gate.question import Parcel, Question
from askfirst.people import speaking

if TYPE_CHECKING:
    from askfirst.gate.models import Delivery

ANSWER = timedelta(days=7)
"""Servers give up a mail after five days at the latest; what has not come back by then has arrived."""
BATCH = 50


def probe_due() -> int:
    """Send the test mails that are asked for, and forget what the sent ones have answered.  Returns how many were sent."""
    Score.objects.filter(probed_at__lt=timezone.now() - ANSWER).delete()
    waiting = Score.objects.filter(probe_at__isnull=False, probed_at=None)
    rows = waiting.select_related("last__channel__brand", "last__contact").order_by("probe_at")[:BATCH]
    return sum(map(_probe, rows))


def _probe(score: Score) -> bool:
    last = score.last
    if last.contact is None or last.contact.forgotten_at or last.contact.merged_into_id:
        return False
    with translation.override(speaking.usual(last.contact)):
        subject, text = _words(last)
    question = Question(
        channel=last.channel, contact=last.contact, purpose="account", text=text, authored_by="template"
    )
    parcel = Parcel(
        key=f"{bouncing.PROBE}{score.pk}:{score.probe_at:%Y%m%d%H%M}",
        to=last.to,
        subject=subject,
        not_after=timezone.now() + timedelta(days=2),
    )
    try:
        with transaction.atomic():
            release.release(question, parcel)
            # Asked and not allowed counts as well: the address stays as it is until mail comes back again.
            return bool(Score.objects.filter(pk=score.pk, probed_at=None).update(probed_at=timezone.now()))
    except IntegrityError:
        return False  # another worker was faster


def _words(last: Delivery) -> tuple[str, str]:
    brand = last.channel.brand.name
    subject = _("Does this address still work?")
    text = _(
        "Hello,\n\nmail from %(brand)s to this address has come back a few times. If you can read this, all is well and "
        "there is nothing to do.\n\nIf this mail comes back too, we will not write to this address any more."
    )
    return subject, text % {"brand": brand}
