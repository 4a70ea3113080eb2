"""Mail to members about what they have not seen, by their own rules.

It is system mail, like a password reset: it goes out by ASKFIRST_MAIL to the members of the brand and to nobody else.
A note is taken off the list before the mail leaves, so that nothing is told twice; what a worker loses by dying in between
stands in the bell.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand import attention
from askfirst.brand.models import Member, Notification
from askfirst.brand.spoken import in_language_of, spoken

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

log = logging.getLogger(__name__)

BATCH = 20
AGAIN = timedelta(minutes=5)
"""After the mail server could not be reached, or said no."""
LATE = timedelta(days=7)
"""What is older is no news."""
_RULES = "/settings/notifications/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What there is to tell of one conversation, or of one other thing."""

    link: str
    notes: list[Notification]

    @property
    def address(self) -> str:
        return f"{settings.ADDRESS}{self.link}"


def mail_due() -> int:
    """Send each member what is due.  Returns how many mails left; for the worker to call every few seconds."""
    now = timezone.now()
    waiting = Notification.objects.filter(mail_due_at__lte=now).order_by().values("member")
    members = Member.objects.select_related("brand").filter(pk__in=waiting)
    return sum(_mail(member, now) for member in members.order_by("pk")[:BATCH])


def _mail(member: Member, now: datetime) -> int:
    notes = [note for note in _taken(member, now) if note.seen_at is None and note.created_at > now - LATE]
    if not notes or not member.is_active:
        return 0
    try:
        connection = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _put_back(notes, now, error)
    try:
        with in_language_of(member):
            letter = _letter(member, _groups(notes))
        letter.connection = connection
        letter.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _put_back(notes, now, error)
    except (OSError, smtplib.SMTPException) as error:
        # Nobody knows whether it was taken: told twice is worse than told by the bell alone.
        log.warning("a mail to member %s may not have left: %s; it stands in the bell", member.pk, error)
        return 0
    finally:
        connection.close()
    return 1


def _taken(member: Member, now: datetime) -> list[Notification]:
    """What is due and may be told now, taken off the list; what falls in quiet hours waits for their end."""
    found = []
    for note in Notification.objects.filter(member=member, mail_due_at__lte=now).order_by("created_at"):
        later = attention.quiet_until(member, now, is_urgent=note.is_urgent)
        mine = Notification.objects.filter(pk=note.pk, mail_due_at=note.mail_due_at)
        if mine.update(mail_due_at=later) and later is None:
            found.append(note)
    return found


def _put_back(notes: list[Notification], now: datetime, error: Exception) -> int:
    log.warning("mail to a member could not leave: %s; trying again in five minutes", error)
    rows = Notification.objects.filter(pk__in=[note.pk for note in notes], mail_due_at=None)
    rows.update(mail_due_at=now + AGAIN)
    return 0


def _groups(notes: list[Notification]) -> list[Group]:
    """By conversation, the urgent ones first, then as they came."""
    by_link = dict[str, list[Notification]]()
    for note in notes:
        by_link.setdefault(note.link, []).append(note)
    groups = [Group(link=link, notes=found) for link, found in by_link.items()]
    return sorted(groups, key=lambda group: not any(note.is_urgent for note in group.notes))


def _letter(member: Member, groups: list[Group]) -> EmailMultiAlternatives:
    count = sum(note.count for group in groups for note in group.notes)
    subject = ngettext("%(count)s new thing at %(brand)s", "%(count)s new things at %(brand)s", count) % {
        "count": count,
        "brand": member.brand,
    }
    letter = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=_plain(groups),
        to=[member.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(_html(groups), "text/html")
    return letter


def _foot() -> str:
    return _("You get this because you chose it. What you hear of, and when:")


def _title(note: Notification) -> str:
    title = spoken(note.title)
    return f"{title} ({note.count})" if note.count > 1 else title


def _plain(groups: list[Group]) -> str:
    parts = []
    for group in groups:
        lines = [
            line
            for note in group.notes
            for line in (_title(note), note.excerpt and f"  {spoken(note.excerpt)}")
        ]
        parts.append("\n".join([*filter(None, lines), group.address]))
    return "\n\n".join([*parts, f"--\n{_foot()}\n{settings.ADDRESS}{_RULES}\n"])


def _html(groups: list[Group]) -> SafeString:
    parts = format_html_join(
        "",
        '<div style="margin:0 0 24px">{}<a href="{}">{}</a></div>',
        ((_notes(group), group.address, _("Open")) for group in groups),
    )
    return format_html(
        '<!doctype html><meta charset="utf-8"><body style="font-family:sans-serif;line-height:1.5;max-width:36rem" dir="{}">'
        '{}<p style="color:#666;font-size:14px">{} <a href="{}">{}</a></p></body>',
        "rtl" if translation.get_language_bidi() else "ltr",
        parts,
        _foot(),
        f"{settings.ADDRESS}{_RULES}",
        _("Your notifications"),
    )


def _notes(group: Group) -> SafeString:
    return format_html_join(
        "",
        '<p dir="auto" style="margin:0 0 4px"><strong>{}</strong><br>{}</p>',
        ((_title(note), spoken(note.excerpt)) for note in group.notes),
    )
