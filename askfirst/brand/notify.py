"""Notes to members: one line per subject that grows while it is unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from askfirst.brand.changes import To, announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Brand


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What to tell: `subject` makes later news of the same thing one line with this one."""

    kind: str
    title: str
    excerpt: str = ""
    link: str
    subject: str


def readers(brand: Brand) -> list[Member]:
    """The members who may read the inbox."""
    return [
        member
        for member in Member.objects.filter(brand=brand, is_active=True)
        if may(member, Right.READ_INBOX)
    ]


def notify(brand: Brand, members: Iterable[Member], news: News) -> None:
    """Tell these members.  An unseen note about the same subject is brought up to date and counts one more."""
    members = list(members)
    fresh = {
        "title": plain(news.title)[:200],
        "excerpt": plain(news.excerpt)[:300],
        "created_at": timezone.now(),
    }
    unseen = Notification.objects.filter(member__in=members, subject=news.subject, seen_at=None)
    known = set(unseen.values_list("member_id", flat=True))
    unseen.update(**fresh, count=F("count") + 1)
    Notification.objects.bulk_create(
        [
            Notification(
                brand=brand, member=member, kind=news.kind, link=news.link, subject=news.subject, **fresh
            )
            for member in members
            if member.pk not in known
        ],
        ignore_conflicts=True,
    )
    announce(brand, "notification", subject=news.subject)


def take_back(brand: Brand, subject: str) -> None:
    """What these notes said is no longer so: nobody need look at them."""
    if Notification.objects.filter(brand=brand, subject=subject, seen_at=None).update(seen_at=timezone.now()):
        announce(brand, "notification", subject=subject)


def forget_words(brand: Brand, subject: str) -> None:
    """What was said there was taken back: the notes go on saying that something was said, and not what."""
    if Notification.objects.filter(brand=brand, subject=subject).exclude(excerpt="").update(excerpt=""):
        announce(brand, "notification", subject=subject)


def see(member: Member, subject: str | None = None) -> int:
    """Take notes out of the badge: those about `subject`, or all.  Returns how many."""
    mine = Notification.objects.filter(member=member, seen_at=None)
    if subject is not None:
        mine = mine.filter(subject=subject)
    seen = mine.update(seen_at=timezone.now())
    if seen:
        announce(member.brand, "notification", To(member=member.pk))
    return seen
