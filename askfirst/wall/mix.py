"""How much of what the brand says in public is offer, use, talk and person: by account, and week by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from askfirst.brand.roles import Right, require
from askfirst.manners.reading import Kind, read
from askfirst.sentence import Sentence
from askfirst.wall.figures import ours
from askfirst.wall.models import Mix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Brand, Channel, Member

COUNTED = (Kind.PITCH, Kind.VALUE, Kind.CONVERSATION, Kind.PERSONAL)
"""Kinds of the mix, in their order; jobs and help belong to none."""
NEWEST = 2_000
"""Posts of a period that are read at most, the newest."""


class WrongMix(ValueError):  # noqa: N818 -- it says what the matter is
    """This is no mix; the sentence says what to do.  Nothing was kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """How many posts are of each kind."""

    many: Mapping[Kind, int]
    left_out: int = 0
    """Jobs and help."""
    unread: int = 0
    """In languages without rules."""

    @property
    def whole(self) -> int:
        """Posts that count."""
        return sum(self.many.values())

    def share(self, kind: Kind) -> float:
        """Per cent; 0 of nothing."""
        return 100 * self.many.get(kind, 0) / self.whole if self.whole else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mixed:
    """A period."""

    all: Part
    accounts: list[tuple[Channel, Part]]
    weeks: list[tuple[date, Part]]
    """By their Mondays, also those in which nothing was said."""
    kinds: Mapping[int, Kind | None]
    """Of each post by its id; None: not checked."""


def mixed(brand: Brand, first: date, last: date) -> Mixed:
    """From one day to another, both included, by the brand's clock: two queries, whatever its size."""
    zone = ZoneInfo(brand.time_zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    rows = ours(brand).filter(said_at__gte=begin, said_at__lt=end).select_related("channel")
    found = [
        (post, kind_of(post.text)) for post in rows.order_by("-said_at", "-pk")[:NEWEST] if post.text.strip()
    ]
    by_channel: dict[Channel, list[Kind | None]] = defaultdict(list)
    by_week: dict[date, list[Kind | None]] = defaultdict(list)
    for post, kind in found:
        by_channel[post.channel].append(kind)
        by_week[_monday(post.said_at.astimezone(zone).date())].append(kind)
    weeks = range((_monday(last) - _monday(first)).days // 7 + 1)
    return Mixed(
        all=_part([kind for _post, kind in found]),
        accounts=[
            (one, _part(kinds)) for one, kinds in sorted(by_channel.items(), key=lambda row: row[0].pk)
        ],
        weeks=[
            (day, _part(by_week[day]))
            for day in (_monday(first) + timedelta(days=7 * number) for number in weeks)
        ],
        kinds={post.pk: kind for post, kind in found},
    )


@lru_cache(maxsize=4_096)
def kind_of(text: str) -> Kind | None:
    """What a public text is; None: there are no rules for its language."""
    return read(text).kind


def target(brand: Brand) -> Mix:
    """What the brand wants; what we propose where it has said nothing."""
    return Mix.objects.filter(brand=brand).first() or Mix(brand=brand)


def aim(member: Member, wanted: Mapping[Kind, int]) -> Mix:
    """Set what the brand wants.

    Raises:
        PermissionDenied: the role may not publish.
        WrongMix: the parts do not make a hundred.
    """
    require(member, Right.PUBLISH)
    if any(not 0 <= wanted.get(kind, -1) <= 100 for kind in COUNTED) or sum(wanted.values()) != 100:
        raise WrongMix(Sentence("The four parts make a hundred together. Nothing was changed."))
    kept = {str(kind): wanted[kind] for kind in COUNTED} | {
        "changed_by": member,
        "changed_at": timezone.now(),
    }
    return Mix.objects.update_or_create(brand=member.brand, defaults=kept)[0]


def _part(kinds: list[Kind | None]) -> Part:
    counted = Counter(kinds)
    return Part(
        many={kind: counted[kind] for kind in COUNTED},
        left_out=counted[Kind.RECRUITING] + counted[Kind.SERVICE],
        unread=counted[None],
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
