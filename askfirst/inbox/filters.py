"""Which conversations a list shows: a tab, and whatever it is narrowed by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.inbox import access, search
from askfirst.inbox.models import Mention, Thread
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.brand.models import Member

LARGEST_ID = 2**63 - 1

VIEWS = ("mine", "unassigned", "all", "mentions", "later", "done")
"""The tabs of the inbox, as they stand in addresses."""
SORTS = ("newest", "waiting", "closing")
"""Newest first; who has waited longest, the VIPs before the others; what closes soonest."""
SPANS = {"any": None, "1h": timedelta(hours=1), "4h": timedelta(hours=4), "24h": timedelta(hours=24)}
"""For how long somebody has waited at least, and within what time it closes; None: however long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What to list.  Of several channels, kinds and so on any one will do; what is empty narrows nothing."""

    view: str = "all"
    sort: str = "newest"
    words: str = ""
    channels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    labels: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    """To whom it was given."""
    teams: tuple[int, ...] = ()
    priorities: tuple[int, ...] = ()
    waiting: str = ""
    """One of `SPANS`: somebody waits for us, at least so long."""
    closing: str = ""
    """One of `SPANS`: it may be answered until then and no longer."""
    is_vip: bool = False
    public: tuple[int, ...] = ()
    """The conversations in which the words were said in public, as `work.finding` knows."""
    saved: int = 0
    """The saved view with which it began, by id; it narrows nothing."""

    @property
    def is_narrowed(self) -> bool:
        """It is more than a tab and an order."""
        return replace(self, view="all", sort="newest", saved=0) != Filter()


def narrowed(member: Member, wanted: Filter) -> QuerySet[Thread]:
    """The conversations that are wanted, in no order.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    rows = _of_view(access.threads(member), member, wanted)
    rows = _of_kind(rows, wanted)
    rows = _of_time(rows, wanted)
    if wanted.is_vip:
        rows = rows.filter(contact__in=vips(member))
    return rows.filter(search.matching(member, wanted.words, wanted.public)) if wanted.words else rows


def vips(member: Member) -> QuerySet[Contact]:
    """The people of this member's brand whom the team looks after first."""
    return Contact.objects.filter(brand_id=member.brand_id, is_vip=True)


def _of_view(rows: QuerySet[Thread], member: Member, wanted: Filter) -> QuerySet[Thread]:
    """The tab.  Where words are searched for, or states are named, the tabs of what is to be done hide nothing ended."""
    if wanted.view == "later":
        return rows.filter(stage=Thread.Stage.LATER)
    if wanted.view == "done":
        return rows.filter(stage=Thread.Stage.ENDED)
    if wanted.view == "mentions":
        return rows.filter(pk__in=Mention.objects.filter(member=member).values("thread"))
    if wanted.view == "mine":
        rows = rows.filter(assignee=member)
    elif wanted.view == "unassigned":
        rows = rows.filter(assignee=None)
    return rows if wanted.states or wanted.words else rows.filter(stage=Thread.Stage.NOW)


def _of_kind(rows: QuerySet[Thread], wanted: Filter) -> QuerySet[Thread]:
    if wanted.channels:
        rows = rows.filter(channel__in=_ids(wanted.channels))
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.labels:
        put_on = Thread.labels.through.objects.filter(label__in=_ids(wanted.labels))
        rows = rows.filter(pk__in=put_on.values("thread_id"))
    if wanted.members:
        rows = rows.filter(assignee__in=_ids(wanted.members))
    if wanted.teams:
        rows = rows.filter(team__in=_ids(wanted.teams))
    if wanted.priorities:
        rows = rows.filter(priority__in=wanted.priorities)
    return rows


def _of_time(rows: QuerySet[Thread], wanted: Filter) -> QuerySet[Thread]:
    now = timezone.now()
    if wanted.waiting:
        span = SPANS[wanted.waiting]
        rows = rows.filter(waiting_since__lte=now - span) if span else rows.exclude(waiting_since=None)
    if wanted.closing:
        span = SPANS[wanted.closing]
        rows = rows.filter(closes_at__gt=now)
        rows = rows.filter(closes_at__lte=now + span) if span else rows
    return rows


def _ids(given: Iterable[int]) -> list[int]:
    """Those that an id can be."""
    return [one for one in given if 0 < one <= LARGEST_ID]
