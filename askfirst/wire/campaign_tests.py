"""The mail by which a member looks at a campaign before it is sent: to themselves, and to nobody else.

It is system mail, like a password reset, and goes out by ASKFIRST_MAIL.  That it is mailed is written down first: a worker
that dies in between mails no test twice, and whoever misses theirs presses the button again.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import linebreaks, urlize
from django.utils.translation import gettext as _

from askfirst.brand.spoken import in_language_of
from askfirst.campaigns import filling, writing
from askfirst.campaigns.models import Mailed, Test
from askfirst.gate import list_mail
from askfirst.networks.email import mailings
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)

BATCH = 20
LATE = timedelta(hours=1)
"""Whoever wanted a look so long ago has looked at something else since."""
LONGEST_SUBJECT = 200


def mail_due() -> int:
    """Mail the tests that were asked for.  Returns how many left; for the worker to call every second."""
    since = timezone.now() - LATE
    waiting = Test.objects.filter(mailed=None, created_at__gt=since, member__is_active=True)
    rows = waiting.select_related(
        "version", "member", "campaign__brand", "campaign__on", "campaign__channel__brand"
    )
    due = list(rows.order_by("pk")[:BATCH])
    return _mail(due) if due else 0


def _mail(due: list[Test]) -> int:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a test could not leave: %s; trying again", error)
        return 0
    try:
        return sum(_one(test, connection) for test in due)
    finally:
        connection.close()


def _one(test: Test, connection: BaseEmailBackend) -> int:
    try:
        with transaction.atomic():
            Mailed.objects.create(test=test)
    except IntegrityError:  # another worker has it
        return 0
    try:
        with in_language_of(test.member):
            letter = _letter(test)
        letter.connection = connection
        letter.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("test %s may not have left: %s", test.pk, error)
        return 0
    return 1


def _letter(test: Test) -> EmailMultiAlternatives:
    """As somebody called like the member would get it.  The links to leave are nobody's, so they do nothing."""
    held, version = test.campaign, test.version
    known = filling.values(held, Contact(name=test.member.name))
    text = filling.fill(version.text, known)
    around = list_mail.around(
        held.channel, held.on, f"test-{test.pk}", preview=filling.fill(version.preview, known)
    )
    subject = filling.fill(version.subject, known) if writing.has_subject(held.channel) else held.name
    letter = EmailMultiAlternatives(
        subject=_("[Test] %(subject)s") % {"subject": " ".join(subject.split())[:LONGEST_SUBJECT]},
        body=mailings.as_text(text, around),
        to=[test.to],
    )
    words = linebreaks(urlize(text, autoescape=True))
    letter.attach_alternative(mailings.as_page(words, around), "text/html")
    return letter
