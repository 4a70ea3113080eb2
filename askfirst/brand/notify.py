"""Notes to members: one line per subject that grows while it is unseen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, CharField, DateTimeField, F, Value, When
from django.utils import timezone

from askfirst.brand import attention
from askfirst.brand.changes import To, announce
from askfirst.brand.models import Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from askfirst.brand.models import Brand


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What to tell: `subject` makes later news of the same thing one line with this one.

    `whose` is the member whose conversation it stands in, by id; 0: it is nobody's.
    """

    kind: str
    title: str
    excerpt: str = ""
    link: str
    subject: str
    whose: int = 0
    is_urgent: bool = False


_MATTERS = {
    Notification.Kind.COMMENT: "public",
    Notification.Kind.STOPPED: "stopped",
    Notification.Kind.FAILED: "stopped",
    Notification.Kind.CHANNEL: "channel",
    Notification.Kind.GIVEN: "given",
    Notification.Kind.MENTION: "mention",
    Notification.Kind.LATER: "later",
    Notification.Kind.BATCH: "batch",
    Notification.Kind.CAMPAIGN: "campaign",
    Notification.Kind.LIFTING: "lifting",
    Notification.Kind.REQUEST: "request",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """How one member is told."""

    matter: str
    bell: bool
    push_at: datetime | None
    mail_at: datetime | None

    @property
    def is_wanted(self) -> bool:
        """What happens at colleagues' is written down only for those who asked for it."""
        return self.matter != "others" or self.bell or bool(self.push_at or self.mail_at)


def readers(brand: Brand) -> list[Member]:
    """The members who may read the inbox."""
    return [
        member
        for member in Member.objects.select_related("brand").filter(brand=brand, is_active=True)
        if may(member, Right.READ_INBOX)
    ]


def notify(brand: Brand, members: Iterable[Member], news: News) -> None:
    """Tell these members by their own rules.  An unseen note about the same subject is brought up to date and counts one more."""
    now = timezone.now()
    told = {member.pk: found for member in members if (found := _told(member, news, now)).is_wanted}
    fresh: dict[str, Any] = {
        "title": _cut(news.title, 200),
        "excerpt": _cut(news.excerpt, 300),
        "created_at": now,
        "is_urgent": news.is_urgent,
    }
    unseen = Notification.objects.filter(member__in=told, subject=news.subject, seen_at=None)
    known = set(unseen.values_list("member_id", flat=True))
    if known:
        unseen.update(**fresh, **_anew({key: told[key] for key in known}), count=F("count") + 1)
    Notification.objects.bulk_create(
        [
            Notification(
                brand=brand,
                member_id=key,
                kind=news.kind,
                link=news.link,
                subject=news.subject,
                matter=how.matter,
                is_in_bell=how.bell,
                push_due_at=how.push_at,
                mail_due_at=how.mail_at,
                **fresh,
            )
            for key, how in told.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )
    announce(brand, "notification", subject=news.subject)


def _cut(words: str, most: int) -> str:
    """No longer than a line may be; a sentence of ours is none, and is kept whole."""
    return words if isinstance(words, Sentence) else plain(words)[:most]


def _told(member: Member, news: News, now: datetime) -> _Told:
    matter = _matter(member, news)
    ways = attention.of(member).of(matter)
    return _Told(
        matter=matter,
        bell=ways.bell,
        push_at=now if ways.push else None,
        mail_at=attention.mail_due(member, ways.mail, now),
    )


def _matter(member: Member, news: News) -> str:
    if news.kind in _MATTERS:
        return _MATTERS[Notification.Kind(news.kind)]
    if not news.whose:
        return "unassigned"
    return "mine" if news.whose == member.pk else "others"


def _anew(told: Mapping[int, _Told]) -> dict[str, Any]:
    """What changes in notes that stand already.  A mail that is to come keeps its hour: it says what is newest then."""
    columns: dict[str, Any] = {}
    for name, attribute, kind in (
        ("matter", "matter", CharField()),
        ("is_in_bell", "bell", BooleanField()),
        ("push_due_at", "push_at", DateTimeField()),
    ):
        groups = defaultdict[Any, list[int]](list)
        for key, how in told.items():
            groups[getattr(how, attribute)].append(key)
        whens = [
            When(member__in=keys, then=Value(value, output_field=kind)) for value, keys in groups.items()
        ]
        columns[name] = Case(*whens, default=F(name), output_field=kind)
    mails = defaultdict[Any, list[int]](list)
    for key, how in told.items():
        if how.mail_at:
            mails[how.mail_at].append(key)
    if mails:
        whens = [
            When(member__in=keys, mail_due_at=None, then=Value(at, output_field=DateTimeField()))
            for at, keys in mails.items()
        ]
        columns["mail_due_at"] = Case(*whens, default=F("mail_due_at"), output_field=DateTimeField())
    return columns


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


def forget_dues(member: Member) -> None:
    """What the member's rules do not ask for any more is neither pushed nor mailed, and the bell shows what they ask for."""
    rules = attention.of(member)
    mine = Notification.objects.filter(member=member, seen_at=None)
    for matter in attention.MATTERS:
        ways, rows = rules.of(matter.key), mine.filter(matter=matter.key)
        rows.exclude(is_in_bell=ways.bell).update(is_in_bell=ways.bell)
        if not ways.push:
            rows.exclude(push_due_at=None).update(push_due_at=None)
        if ways.mail == attention.NEVER:
            rows.exclude(mail_due_at=None).update(mail_due_at=None)
