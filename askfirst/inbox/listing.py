"""The list of threads: one query a page, by key and not by offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from askfirst.brand.plain import plain
from askfirst.inbox import access
from askfirst.inbox.models import Message, Reading, Thread
from askfirst.inbox.talk import ENDED

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Channel, Member
    from askfirst.people.models import Contact

PAGE = 40
MOST_COUNTED = 100
LARGEST_ID = 2**63 - 1

VIEWS = ("all", "mine", "unassigned", "done")
"""The tabs of the inbox, as they stand in addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What to list: a tab, a channel, words of a name."""

    view: str = "all"
    channel: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of threads.  `after` continues it; empty at the end."""

    threads: list[Thread]
    after: str


def page(member: Member, wanted: Filter, after: str = "") -> Page:
    """Threads, newest first, forty at a time.  `after` is what the page before said.

    Raises:
        PermissionDenied: the role may not read the inbox.
        ValueError: `after` is not something that a page said.
    """
    rows = _with_unread(member, _filtered(member, wanted))
    if after:
        at, pk = _cursor(after)
        rows = rows.filter(last_at__lte=at).filter(Q(last_at__lt=at) | Q(pk__lt=pk))
    found = list(
        rows.select_related("contact", "channel__brand", "assignee").order_by("-last_at", "-pk")[: PAGE + 1]
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.last_at.isoformat()}_{last.pk}" if last else "")


def one(member: Member, pk: int, wanted: Filter | None = None) -> Thread | None:
    """One row as the list shows it; None where it is not this member's to see, or not of what is wanted."""
    rows = _with_unread(member, _filtered(member, wanted or Filter()).filter(pk=pk))
    return rows.select_related("contact", "channel__brand", "assignee").first()


def count_unread(member: Member) -> int:
    """In how many threads somebody wrote since this member last looked; counted up to a hundred."""
    rows = access.threads(member).exclude(state__in=ENDED).filter(_is_unread(member))
    return rows[:MOST_COUNTED].count()


def unread(member: Member, most: int = 8) -> list[Thread]:
    """The newest threads with something unseen, for the overview before opening."""
    rows = access.threads(member).exclude(state__in=ENDED).filter(_is_unread(member))
    return list(rows.select_related("contact", "channel").order_by("-last_at", "-pk")[:most])


def _filtered(member: Member, wanted: Filter) -> QuerySet[Thread]:
    rows = access.threads(member)
    if wanted.view == "mine":
        rows = rows.filter(assignee=member).exclude(state__in=ENDED)
    elif wanted.view == "unassigned":
        rows = rows.filter(assignee=None).exclude(state__in=ENDED)
    elif wanted.view == "done":
        rows = rows.filter(state=Thread.State.DONE)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel) if abs(wanted.channel) <= LARGEST_ID else rows.none()
    words = plain(wanted.words).strip()
    if words:
        said = Message.objects.filter(thread=OuterRef("pk"), text__icontains=words)
        rows = rows.filter(Q(contact__name__icontains=words) | Q(subject__icontains=words) | Exists(said))
    return rows


def _is_unread(member: Member) -> Q:
    """They wrote something after what this member has seen."""
    upto = Reading.objects.filter(thread=OuterRef("pk"), member=member).values("upto")[:1]
    return Q(last_inbound__gt=Coalesce(Subquery(upto), Value(0)))


def _with_unread(member: Member, rows: QuerySet[Thread]) -> QuerySet[Thread]:
    """Adds `is_unread` to each row."""
    is_unread = Case(When(_is_unread(member), then=Value(True)), default=Value(False))
    return rows.annotate(is_unread=is_unread)


def _cursor(text: str) -> tuple[datetime, int]:
    moment, _, pk = text.rpartition("_")
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None:
        raise ValueError(f"`{text}` is no place in the list: it has no time zone")
    return at, int(pk)


def about(member: Member, contact: Contact) -> list[Thread]:
    """The conversations with one person, newest first."""
    rows = _with_unread(member, access.threads(member).filter(contact=contact))
    return list(
        rows.select_related("contact", "channel__brand", "assignee").order_by("-last_at", "-pk")[:PAGE]
    )


def latest(member: Member, contact: Contact, channel: Channel) -> Thread | None:
    """The newest conversation with one person on one channel."""
    rows = access.threads(member).filter(contact=contact, channel=channel, post=0)
    return rows.order_by("-last_at", "-pk").first()
