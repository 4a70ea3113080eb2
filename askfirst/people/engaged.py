"""How engaged people are, read: the band of somebody, who stands in one, and line by line what made it so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand.roles import Right, require
from askfirst.people import points, scores
from askfirst.people.models import Engagement, Score
from askfirst.people.points import Band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Brand, Member
    from askfirst.people.models import Contact

HIGHEST_LIMIT = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """From how many points of a day on somebody is regular, engaged and devoted."""

    regular: int
    engaged: int
    devoted: int

    @classmethod
    def of(cls, brand: Brand) -> Limits:
        """As the brand has set them."""
        return cls(regular=brand.regular_from, engaged=brand.engaged_from, devoted=brand.devoted_from)

    def falling(self) -> tuple[tuple[Band, int], ...]:
        """Each band but the lowest with its limit, the highest first."""
        return (Band.DEVOTED, self.devoted), (Band.ENGAGED, self.engaged), (Band.REGULAR, self.regular)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Deeds of one kind: how often, how many of them count, what they bring today, and when the last was."""

    kind: str
    title: str
    done: int
    counted: int
    points: float
    remarks: tuple[str, ...]
    last_at: datetime
    is_light: bool
    share: int = 0
    """Of a hundred of the longest line, for a small picture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Somebody's score of a day, and every line of which it is made.  `band` None: nothing is known that they did."""

    band: Band | None
    score: float
    words: float
    light: float
    light_counted: float
    lines: tuple[Line, ...]
    next_band: Band | None
    says_next: str
    """What is missing to the next band, in a sentence; empty in the highest."""

    @property
    def is_capped(self) -> bool:
        """Some of what took one press does not count."""
        return self.light_counted < self.light - 0.005


class WrongLimits(ValueError):  # noqa: N818 -- it says what the matter is
    """The limits cannot be these; the message says why and what to do.  Nothing was changed."""


def band_of(
    value: float | None, breadth: int | None, last_at: datetime | None, limits: Limits, at: datetime
) -> Band | None:
    """The band on that day.  None: they did nothing that is weighed, or did something later than `at`, so that it is not known."""
    if value is None or last_at is None or points.day_of(last_at) > points.day_of(at):
        return None
    score = value / points.growth(points.day_of(at))
    for band, limit in limits.falling():
        if score >= limit and (band is Band.REGULAR or (breadth or 0) >= points.LEAST_KINDS):
            return band
    return Band.NEW


def in_band(band: str, brand: Brand, at: datetime, key: str = "score") -> Q:
    """Narrows people to those of a band; `key` leads from a row to the score.  `none`: those who did nothing that is weighed."""
    if band == "none":
        return Q(**{f"{key}__isnull": True})
    limits = dict(Limits.of(brand).falling())
    grown = points.growth(points.day_of(at))
    least = {one: Q(**{f"{key}__value__gte": limit * grown}) for one, limit in limits.items()}
    several = Q(**{f"{key}__breadth__gte": points.LEAST_KINDS})
    reached = {
        Band.NEW: Q(**{f"{key}__isnull": False}),
        Band.REGULAR: least[Band.REGULAR],
        Band.ENGAGED: least[Band.ENGAGED] & several,
        Band.DEVOTED: least[Band.DEVOTED] & several,
    }
    order = list(Band)
    above = order[order.index(Band(band)) + 1 :]
    found = reached[Band(band)]
    for one in above:
        found &= ~reached[one]
    return found


def bands(people: Iterable[Contact], brand: Brand, at: datetime | None = None) -> dict[int, Band | None]:
    """The band of each of these people: one query."""
    at, limits = at or timezone.now(), Limits.of(brand)
    rows = Score.objects.filter(contact__in=[one.pk for one in people])
    return {row.contact_id: band_of(row.value, row.breadth, row.last_at, limits, at) for row in rows}


def today(row: Score, at: datetime | None = None) -> float:
    """The score of a day."""
    return float(row.value) / points.growth(points.day_of(at or timezone.now()))


def standing(contact: Contact, at: datetime | None = None) -> Standing:
    """Somebody's score with every line of it: two queries."""
    at = at or timezone.now()
    grown = points.growth(points.day_of(at))
    row = Score.objects.filter(contact=contact).first()
    lines = _lines(scores.groups(contact.pk), grown)
    words = sum(line.points for line in lines if not line.is_light)
    light = sum(line.points for line in lines if line.is_light)
    score = points.together(words, light)
    limits = Limits.of(contact.brand)
    band = band_of(row.value, row.breadth, row.last_at, limits, at) if row else None
    breadth = len({line.kind for line in lines})
    return Standing(
        band=band,
        score=score,
        words=words,
        light=light,
        light_counted=score - words,
        lines=lines,
        next_band=_next(band),
        says_next=_says_next(band, score, breadth, limits),
    )


def counts(brand: Brand) -> dict[str, int]:
    """How many people stand in each band today."""
    at = timezone.now()
    rows = Score.objects.filter(brand=brand)
    least = {band: limit * points.growth(points.day_of(at)) for band, limit in Limits.of(brand).falling()}
    several = Q(breadth__gte=points.LEAST_KINDS)
    reached = rows.aggregate(
        new=Count("pk"),
        regular=Count("pk", filter=Q(value__gte=least[Band.REGULAR])),
        engaged=Count("pk", filter=several & Q(value__gte=least[Band.ENGAGED])),
        devoted=Count("pk", filter=several & Q(value__gte=least[Band.DEVOTED])),
    )
    order = [str(band) for band in Band]
    return {
        band: reached[band] - sum(reached[one] for one in order[place + 1 : place + 2])
        for place, band in enumerate(order)
    }


def title_of(kind: str) -> str:
    """A kind of deed in words."""
    return str(dict(Engagement.Kind.choices).get(kind, kind)).capitalize()


def set_limits(member: Member, limits: Limits) -> None:
    """From where each band begins, from now on.  Nobody's score changes by it.

    Raises:
        PermissionDenied: the role may not write the house rules.
        WrongLimits: they do not rise, or are no numbers from 1 to ten thousand.
    """
    require(member, Right.RULES)
    if not 1 <= limits.regular < limits.engaged < limits.devoted <= HIGHEST_LIMIT:
        raise WrongLimits(
            _("Nothing was changed. Each band begins above the one before it, from 1 to %(most)s points.")
            % {"most": f"{HIGHEST_LIMIT:,}"}
        )
    brand = member.brand
    with transaction.atomic():
        brand.regular_from, brand.engaged_from, brand.devoted_from = (
            limits.regular,
            limits.engaged,
            limits.devoted,
        )
        brand.save(update_fields=["regular_from", "engaged_from", "devoted_from"])


def _lines(groups: list[tuple[Any, ...]], grown: float) -> tuple[Line, ...]:
    by_kind: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for group in groups:
        by_kind[group[0]].append(group)
    found = [_line(kind, some, grown) for kind, some in by_kind.items()]
    most = max([line.points for line in found], default=0) or 1
    drawn = [_with_share(line, round(100 * line.points / most)) for line in found]
    return tuple(sorted(drawn, key=lambda line: (-line.points, line.kind)))


def _line(kind: str, some: list[tuple[Any, ...]], grown: float) -> Line:
    done, counted = (int(sum(group[place] for group in some)) for place in (2, 3))
    titles = dict(Engagement.Kind.choices)
    by_tone = {int(group[1]): int(group[2]) for group in some}
    return Line(
        kind=kind,
        title=str(titles.get(kind, kind)),
        done=done,
        counted=counted,
        points=float(sum(group[4] for group in some)) / grown,
        remarks=tuple(_remarks(done - counted, by_tone)),
        last_at=max(_instant(group[5]) for group in some),
        is_light=kind in points.LIGHT,
    )


def _with_share(line: Line, share: int) -> Line:
    fields = {name: getattr(line, name) for name in line.__slots__}
    return Line(**{**fields, "share": share})


def _remarks(burst: int, by_tone: dict[int, int]) -> Iterable[str]:
    if kind := by_tone.get(1):
        yield ngettext(
            "%(count)d sounded kind and counts a quarter more",
            "%(count)d sounded kind and count a quarter more",
            kind,
        ) % {"count": kind}
    if cross := by_tone.get(-1):
        yield ngettext(
            "%(count)d sounded cross and counts half", "%(count)d sounded cross and count half", cross
        ) % {"count": cross}
    if burst:
        yield ngettext(
            "%(count)d came in a burst and does not count", "%(count)d came in bursts and do not count", burst
        ) % {"count": burst}


def _instant(value: Any) -> datetime:
    """An instant as the statement gives it: an object of PostgreSQL, of SQLite the text that stands there."""
    found = parse_datetime(value) if isinstance(value, str) else value
    assert found is not None  # noqa: S101 -- it stands in a column of instants
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _next(band: Band | None) -> Band | None:
    order = list(Band)
    if band is None:
        return Band.REGULAR
    place = order.index(band) + 1
    return order[place] if place < len(order) else None


def _says_next(band: Band | None, score: float, breadth: int, limits: Limits) -> str:
    wanted = _next(band)
    if wanted is None:
        return ""
    limit = dict(limits.falling())[wanted]
    if score >= limit and breadth < points.LEAST_KINDS:
        return _("%(band)s asks for deeds of two kinds: so far they are all of one.") % {"band": wanted.label}
    return _("%(band)s begins at %(limit)d points.") % {"band": wanted.label, "limit": limit}
