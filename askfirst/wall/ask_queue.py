"""The questions of all networks as a queue: narrowed, sorted, and with one person's flood folded into one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.manners import sameness
from askfirst.people.models import Engagement
from askfirst.wall import asks
from askfirst.wall.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.brand.models import Member

STATES = {
    "waiting": _("Waiting"),
    "answered": _("Answered"),
    "declined": _("Declined"),
    "spam": _("Spam"),
    "all": _("All"),
}
ORDERS = {"newest": _("Newest first"), "oldest": _("Oldest first"), "asker": _("By asker")}
WHO = {"named": _("With a name"), "anonymous": _("Without a name")}
SHOWN = 30
MANY = 4
"""So many questions of one person within a day are shown as a hint."""
A_DAY = 5
"""Questions of one person in a day that stand in the queue, where the page says nothing."""
COUNTED = 1_000
"""The numbers of the tabs stop here: what is more is a flood anyhow."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What of the queue is to be shown.  Empty: everything."""

    state: str = "waiting"
    who: str = ""
    channel: int = 0
    sender: int = 0
    """One person, unfolded."""
    words: str = ""
    order: str = "newest"
    posts: frozenset[int] | None = None
    """Only these: the questions that have a label, say.  None: all."""


class _Day(NamedTuple):
    contact: int | None
    day: object


@dataclass(kw_only=True, slots=True)
class Row:
    """One question with what speaks for and against it."""

    ask: Post
    hints: list[str] = field(default_factory=list)
    """Sentences: why it may be no honest question.  They decide nothing."""
    folded: int = 0
    """So many more of the same person and day stand behind this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Some of the queue."""

    rows: list[Row]
    has_more: bool


def ask(member: Member, pk: int) -> Post:
    """One question of this member's brand.

    Raises:
        PermissionDenied: the role may not read what comes in.
        Http404: there is none.
    """
    found = _of(member).filter(pk=pk).first()
    if found is None:
        raise Http404(gettext("this question does not exist, or belongs to somebody else"))
    return found


def chosen(member: Member, pks: Iterable[int]) -> list[Post]:
    """These questions, oldest first, without those that are another brand's.

    Raises:
        PermissionDenied: the role may not read what comes in.
    """
    return list(_of(member).filter(pk__in=list(pks)[:COUNTED]).order_by("said_at", "pk"))


def matching(member: Member, wanted: Wanted) -> QuerySet[Post]:
    """All that fits, unsorted and not folded.

    Raises:
        PermissionDenied: the role may not read what comes in.
    """
    rows = _in_state(member, wanted.state)
    if wanted.who:
        rows = rows.filter(contact__isnull=wanted.who == "anonymous")
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.sender:
        rows = rows.filter(contact=wanted.sender)
    if wanted.posts is not None:
        rows = rows.filter(pk__in=wanted.posts)
    for word in wanted.words.split()[:10]:
        rows = rows.filter(Q(text__icontains=word) | Q(author__icontains=word))
    return rows


def part(member: Member, wanted: Wanted, after: int = 0) -> Part:
    """The questions behind the first `after`, in a number of queries that does not grow with them."""
    a_day = _a_day(member)
    rows = matching(member, wanted)
    is_folded = wanted.state == "waiting" and not wanted.sender
    if is_folded:
        rows = _within_limit(rows, a_day)
    held = list(_sorted(rows, wanted.order)[after : after + SHOWN + 1])
    shown = [Row(ask=one) for one in held[:SHOWN]]
    hint(shown)
    if is_folded:
        _fold(member, shown, wanted, a_day)
    return Part(rows=shown, has_more=len(held) > SHOWN)


def similar(member: Member, wanted: Wanted) -> list[list[Post]]:
    """Waiting questions that say nearly the same, the largest group first; of the newest few hundred."""
    held = list(_sorted(matching(member, wanted), "newest")[: sameness.MOST])
    return [[held[place] for place in group] for group in sameness.alike([one.text for one in held])]


def like(member: Member, one: Post) -> list[Post]:
    """Other waiting questions that say nearly the same as this one."""
    held = list(_in_state(member, "waiting").exclude(pk=one.pk).order_by("-said_at", "-pk")[: sameness.MOST])
    return [other for other in held if sameness.likeness(one.text, other.text) >= sameness.LEAST]


def count(member: Member, state: str) -> int:
    """How many are in this state, up to a thousand."""
    return _in_state(member, state).order_by()[:COUNTED].count()


def beside(member: Member, one: Post) -> tuple[int, int]:
    """The waiting questions before and behind this one, newest first; 0 where there is none."""
    rows = _in_state(member, "waiting").exclude(pk=one.pk)
    is_newer = Q(said_at__gt=one.said_at) | Q(said_at=one.said_at, pk__gt=one.pk)
    newer = rows.filter(is_newer).order_by("said_at", "pk").values_list("pk", flat=True).first()
    older = rows.exclude(is_newer).order_by("-said_at", "-pk").values_list("pk", flat=True).first()
    return newer or 0, older or 0


def channels(member: Member) -> list[Channel]:
    """Where anything was ever asked."""
    asked = Post.objects.filter(brand_id=member.brand_id, kind=Post.Kind.ASK).values("channel")
    return list(Channel.objects.filter(pk__in=asked).order_by("network", "pk"))


def _of(member: Member) -> QuerySet[Post]:
    require(member, Right.READ_INBOX)
    rows = Post.objects.filter(brand_id=member.brand_id, kind=Post.Kind.ASK)
    return rows.select_related("channel__brand", "contact", "delivery")


def _in_state(member: Member, state: str) -> QuerySet[Post]:
    rows = _of(member).filter(taken_back_at=None)
    answered = asks.is_answered(member.brand)
    if state == "waiting":
        return rows.filter(declined_at=None, spam_at=None, hidden_at=None).exclude(answered)
    if state == "answered":
        return rows.filter(answered)
    if state == "declined":
        return rows.filter(spam_at=None, declined_at__isnull=False).exclude(answered)
    return rows.filter(spam_at__isnull=False) if state == "spam" else rows


def _sorted(rows: QuerySet[Post], order: str) -> QuerySet[Post]:
    if order == "oldest":
        return rows.order_by("said_at", "pk")
    if order == "asker":
        # Who gave no name stands last: they are nobody in particular.
        return rows.order_by(F("contact").asc(nulls_last=True), "-said_at", "-pk")
    return rows.order_by("-said_at", "-pk")


def _within_limit(rows: QuerySet[Post], a_day: int) -> QuerySet[Post]:
    """Of each person and day the first `a_day`; who gave no name is somebody else each time."""
    nth = Window(
        RowNumber(),
        partition_by=[Coalesce(F("contact_id"), -F("pk")), TruncDate("said_at")],
        order_by=["said_at", "pk"],
    )
    return rows.annotate(nth=nth).filter(nth__lte=a_day)


def _fold(member: Member, shown: list[Row], wanted: Wanted, a_day: int) -> None:
    """Say at the newest shown question of each person and day how many stand behind the limit."""
    people = {row.ask.contact_id for row in shown if row.ask.contact_id}
    rows = matching(member, wanted).filter(contact__in=people).order_by()
    counted = rows.annotate(day=TruncDate("said_at")).values_list("contact", "day").annotate(Count("pk"))
    over = {_Day(contact, day): number - a_day for contact, day, number in counted if number > a_day}
    zone = timezone.get_current_timezone()
    for row in sorted(shown, key=lambda one: one.ask.said_at, reverse=True):
        day = row.ask.said_at.astimezone(zone).date()
        row.folded = over.pop(_Day(row.ask.contact_id, day), 0)


def hint(shown: list[Row]) -> None:
    """Say of each why it may be no honest question."""
    people = {row.ask.contact_id for row in shown if row.ask.contact_id}
    began = Engagement.objects.filter(contact__in=people).values_list("contact").annotate(Min("occurred_at"))
    first: dict[int, datetime] = dict(began)
    asked: dict[int, list[datetime]] = {}
    since = min((row.ask.said_at for row in shown), default=timezone.now()) - timedelta(days=1)
    theirs = Post.objects.filter(kind=Post.Kind.ASK, contact__in=people, said_at__gte=since)
    for contact, at in theirs.values_list("contact", "said_at"):
        asked.setdefault(contact or 0, []).append(at)
    for row in shown:
        said = [str(asks.HINTS[key]) for key in row.ask.hints if key in asks.HINTS]
        if row.ask.contact_id:
            upto, day = row.ask.said_at, timedelta(days=1)
            number = sum(upto - day < at <= upto for at in asked.get(row.ask.contact_id, []))
            if number >= MANY:
                said.append(str(_("They asked %(number)s questions within a day.") % {"number": number}))
            if first.get(row.ask.contact_id, upto) >= upto:
                said.append(str(_("We had not heard of them before.")))
        row.hints = said


def _a_day(member: Member) -> int:
    held = Page.objects.filter(brand_id=member.brand_id).values_list("asks_a_day", flat=True).first()
    return held or A_DAY
