"""The list of threads, in three orders: always by key and not by offset, and with as many queries for forty as for two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Subquery, Value, When
from django.db.models import OuterRef as Outer
from django.db.models.functions import Coalesce

from askfirst.brand.models import Member
from askfirst.inbox import access
from askfirst.inbox.filters import Filter, narrowed, vips
from askfirst.inbox.models import Mention, Reading, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Channel
    from askfirst.people.models import Contact

PAGE = 25
"""As many as fill a tall screen; the next come when one scrolls near them."""
MOST_ABOUT = 40
MOST_SHOWN = 400
"""The longest list that is brought up to date at once."""
MOST_COUNTED = 100
MOST_MATCHING = 10_000
"""How many conversations may be chosen at once."""
_OVER = frozenset({Thread.State.DONE, Thread.State.NO_REPLY})

__all__ = [
    "MOST_MATCHING",
    "MOST_SHOWN",
    "PAGE",
    "Filter",
    "Page",
    "about",
    "count",
    "count_unread",
    "latest",
    "matching",
    "one",
    "page",
    "to_do",
    "unread",
]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of threads.  `after` continues it; empty at the end."""

    threads: list[Thread]
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """A stretch of a list that is one walk along an index."""

    rows: QuerySet[Thread]
    key: str
    is_falling: bool = False

    def keys(self, after: tuple[datetime, int] | None, most: int) -> list[tuple[datetime, int]]:
        """The next so many places behind `after`."""
        rows = self.rows
        if after:
            at, pk = after
            way = "lt" if self.is_falling else "gt"
            behind = Q(**{f"{self.key}__{way}": at}) | Q(**{f"pk__{way}": pk})
            rows = rows.filter(behind, **{f"{self.key}__{way}e": at})
        sign = "-" if self.is_falling else ""
        return list(rows.order_by(f"{sign}{self.key}", f"{sign}pk").values_list(self.key, "pk")[:most])


def page(member: Member, wanted: Filter, after: str = "", most: int = PAGE) -> Page:
    """So many threads in the wanted order.  `after` is what the page before said.

    Raises:
        PermissionDenied: the role may not read the inbox.
        ValueError: `after` is not something that a page said.
    """
    places = _places(member, wanted, after, most + 1)
    rows = _rows(member, [pk for _part, (_at, pk) in places[:most]])
    if len(places) <= most:
        return Page(rows, "")
    part, (at, pk) = places[most - 1]
    return Page(rows, f"{part}.{at.isoformat()}_{pk}")


def matching(member: Member, wanted: Filter, most: int = MOST_MATCHING) -> list[int]:
    """The ids of what a list holds, in its order, up to so many.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    return [pk for _part, (_at, pk) in _places(member, wanted, "", most)]


def count(member: Member, wanted: Filter, most: int = MOST_MATCHING) -> int:
    """How many conversations a list holds; counted up to `most`."""
    return narrowed(member, wanted)[:most].count()


def _places(member: Member, wanted: Filter, after: str, most: int) -> list[tuple[int, tuple[datetime, int]]]:
    """Where the next so many stand: the part of the list, and the key there."""
    parts = _parts(member, wanted)
    first, key = _cursor(after, len(parts)) if after else (0, None)
    found: list[tuple[int, tuple[datetime, int]]] = []
    for number, part in enumerate(parts[first:], first):
        behind = key if number == first else None
        found += [(number, place) for place in part.keys(behind, most - len(found))]
        if len(found) >= most:
            break
    return found


def _parts(member: Member, wanted: Filter) -> list[_Part]:
    """An order as stretches: what has no key in it stands behind, newest first."""
    rows = narrowed(member, wanted)
    # Among what is over nobody waits and nothing closes: looking for it would be a walk for nothing.
    is_over = wanted.view == "done" or (bool(wanted.states) and _OVER.issuperset(wanted.states))
    if wanted.sort == "waiting" and not is_over:
        waiting, theirs = rows.exclude(waiting_since=None), Q(contact__in=vips(member))
        return [
            _Part(rows=waiting.filter(theirs), key="waiting_since"),
            _Part(rows=waiting.exclude(theirs), key="waiting_since"),
            _Part(rows=rows.filter(waiting_since=None), key="last_at", is_falling=True),
        ]
    if wanted.sort == "closing" and not is_over:
        return [
            _Part(rows=rows.exclude(closes_at=None), key="closes_at"),
            _Part(rows=rows.filter(closes_at=None), key="last_at", is_falling=True),
        ]
    return [_Part(rows=rows, key="last_at", is_falling=True)]


def _cursor(text: str, parts: int) -> tuple[int, tuple[datetime, int]]:
    part, _, place = text.partition(".")
    moment, _, pk = place.rpartition("_")
    if not part.isdecimal() or int(part[:3]) >= parts:
        raise ValueError(f"`{text[:80]}` is no place in this list")
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None:
        raise ValueError(f"`{text[:80]}` is no place in the list: it has no time zone")
    return int(part[:3]), (at, int(pk))


def _rows(member: Member, keys: Sequence[int]) -> list[Thread]:
    """What a list shows of these, in their order."""
    found = {row.pk: row for row in _shown(member, access.threads(member).filter(pk__in=keys))}
    return [found[pk] for pk in keys if pk in found]


def _shown(member: Member, rows: QuerySet[Thread]) -> QuerySet[Thread]:
    """With all that a row shows; `is_unread` says that they wrote after what this member has seen."""
    is_unread = Case(When(_is_unread(member), then=Value(True)), default=Value(False))
    related = ("contact", "handle", "channel__brand", "assignee", "team")
    return rows.annotate(is_unread=is_unread).select_related(*related).prefetch_related("labels")


def one(member: Member, pk: int, wanted: Filter | None = None) -> Thread | None:
    """One row as the list shows it; None where it is not this member's to see, or not of what is wanted."""
    rows = access.threads(member) if wanted is None else narrowed(member, wanted)
    return _shown(member, rows.filter(pk=pk)).first()


def count_unread(member: Member) -> int:
    """In how many threads somebody wrote since this member last looked; counted up to a hundred."""
    return _open(member).filter(_is_unread(member))[:MOST_COUNTED].count()


def unread(member: Member, most: int = 8) -> list[Thread]:
    """The newest threads with something unseen, for the overview before opening."""
    rows = _open(member).filter(_is_unread(member))
    return list(rows.select_related("contact", "channel").order_by("-last_at", "-pk")[:most])


def _open(member: Member) -> QuerySet[Thread]:
    return access.threads(member).exclude(stage=Thread.Stage.ENDED)


def to_do(member: Member) -> dict[str, int]:
    """For the tabs where somebody must act, by their names: how many wait, up to a hundred."""
    waiting = access.threads(member).filter(state=Thread.State.OPEN, waiting_since__isnull=False)
    named = Mention.objects.filter(member=member, seen_at=None).values("thread").distinct()
    counted = {
        "mine": waiting.filter(assignee=member).values("pk"),
        "unassigned": waiting.filter(assignee=None).values("pk"),
        "mentions": named,
    }
    columns = [_UpTo(rows[:MOST_COUNTED]) for rows in counted.values()]
    found = Member.objects.filter(pk=member.pk).values_list(*columns).get()
    return dict(zip(counted, found, strict=True))


class _UpTo(Subquery):
    """How many rows a query has that ends at a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _is_unread(member: Member) -> Q:
    """They wrote something after what this member has seen."""
    upto = Reading.objects.filter(thread=Outer("pk"), member=member).values("upto")[:1]
    return Q(last_inbound__gt=Coalesce(Subquery(upto), Value(0)))


def about(member: Member, contact: Contact) -> list[Thread]:
    """The conversations with one person, newest first."""
    rows = _shown(member, access.threads(member).filter(contact=contact))
    return list(rows.order_by("-last_at", "-pk")[:MOST_ABOUT])


def latest(member: Member, contact: Contact, channel: Channel) -> Thread | None:
    """The newest conversation with one person on one channel."""
    rows = access.threads(member).filter(contact=contact, channel=channel, post=0)
    return rows.order_by("-last_at", "-pk").first()
