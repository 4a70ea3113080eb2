"""Ways to reach: what each network is open for, today or on any other day, with the days on which that changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from askfirst.brand.models import Channel
from askfirst.gate import policies
from askfirst.networks.catalog import label
from askfirst.policy.compare import diff
from askfirst.policy.explain import day as said_day
from askfirst.policy.model import midnight
from askfirst.policy.reach import Cell, known_networks, overview, purposes
from askfirst.policy.words import PLACEHOLDER, instant
from askfirst.web.members import MemberRequest, for_members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from askfirst.policy.model import Rule
    from askfirst.policy.program import Policy

EARLIEST, LATEST = date(1990, 1, 1), date(2035, 12, 31)
NOON = 43_200_000_000
COUNTRIES = {
    "US": gettext_lazy("United States"),
    "CA": gettext_lazy("Canada"),
    "GB": gettext_lazy("United Kingdom"),
    "DE": gettext_lazy("Germany"),
    "FR": gettext_lazy("France"),
    "AU": gettext_lazy("Australia"),
    "JP": gettext_lazy("Japan"),
}
"""Places whose laws answer differently; the brand's own is added where it is none of them."""
WORDS = {
    "allow": ("allow", "circle-check", gettext_lazy("Open")),
    "only": ("only", "signpost", gettext_lazy("Only this way")),
    "hold": ("only", "hand", gettext_lazy("Waits")),
    "deny": ("deny", "octagon-x", gettext_lazy("Not now")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One cell as it is drawn."""

    cell: Cell
    kind: str
    icon: str
    word: str

    @classmethod
    def of(cls, cell: Cell) -> Shown:
        kind, icon, word = WORDS[cell.kind]
        return cls(cell=cell, kind=kind, icon=icon, word=str(word))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One network: how it is called, whether the brand is connected there, and its cells."""

    network: str
    label: str
    is_connected: bool
    cells: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A rule that began or ended on the day asked about."""

    word: str
    says: str
    source: str
    rule: str

    @classmethod
    def of(cls, word: str, rule: Rule) -> Changed:
        source = rule.source.title if rule.source else ""
        return cls(word=word, says=PLACEHOLDER.sub("…", rule.why), source=source, rule=rule.id)


@for_members
@require_safe
def reach(request: MemberRequest) -> HttpResponse:
    """The overview; `on` is the day asked about, `country` where business and people are."""
    today = timezone.localdate()
    on, mistake = _day(request.GET.get("on", ""), today)
    brand = request.user.brand
    country = _country(request.GET.get("country", ""), brand.country)
    policy = policies.of(brand.pk)
    days = turning_days(policy)
    context: dict[str, Any] = {
        "on": on,
        "today": today,
        "mistake": mistake,
        "earliest": EARLIEST,
        "latest": LATEST,
        "country": country,
        "countries": _countries(brand.country),
        "purposes": purposes(),
        "rows": _rows(policy, on, country, _connected(brand.pk)),
        "days": days,
        "place": bisect_left(days, on),
        "before": _before(days, on),
        "after": _after(days, on),
        "changes": _changes(policy, on),
        "said_day": said_day(on),
    }
    template = "reach/found.html" if request.htmx.target == "reach" else "reach/overview.html"
    return render(request, template, context)


@lru_cache(maxsize=8)
def turning_days(policy: Policy) -> tuple[date, ...]:
    """The days on which some rule of a network begins or ends, in order."""
    dates = {at for network in known_networks(policy) for at in policy.timetable(network).dates}
    return tuple(instant(at).date() for at in sorted(dates))


@lru_cache(maxsize=64)
def _answered(policy: Policy, on: date, country: str) -> dict[str, tuple[Cell, ...]]:
    return overview(policy, midnight(on) + NOON, known_networks(policy), country)


def _rows(policy: Policy, on: date, country: str, connected: frozenset[str]) -> list[Row]:
    rows = [
        Row(
            network=name, label=label(name), is_connected=name in connected, cells=tuple(map(Shown.of, cells))
        )
        for name, cells in _answered(policy, on, country).items()
    ]
    return sorted(rows, key=lambda row: not row.is_connected)


def _connected(brand: int) -> frozenset[str]:
    return frozenset(Channel.objects.filter(brand=brand).values_list("network", flat=True))


def _changes(policy: Policy, on: date) -> list[Changed]:
    """What began or ended on that very day."""
    found = diff(policy, on - timedelta(days=1), on)
    ended = [Changed.of(_("Ended"), rule) for rule in found.ended]
    return [Changed.of(_("Began"), rule) for rule in found.began] + ended


def _before(days: Sequence[date], on: date) -> date | None:
    place = bisect_left(days, on)
    return days[place - 1] if place else None


def _after(days: Sequence[date], on: date) -> date | None:
    place = bisect_right(days, on)
    return days[place] if place < len(days) else None


def _day(text: str, today: date) -> tuple[date, str]:
    """The day asked about; today, with a sentence, where the text is none."""
    if not text:
        return today, ""
    try:
        asked = date.fromisoformat(text.strip())
    except ValueError:
        return today, _("“%(text)s” is no day. Write it as 2015-05-01. This is today's answer.") % {
            "text": text[:20]
        }
    if not EARLIEST <= asked <= LATEST:
        return today, _("Ask about a day between %(first)s and %(last)s. This is today's answer.") % {
            "first": EARLIEST.year,
            "last": LATEST.year,
        }
    return asked, ""


def _country(asked: str, home: str) -> str:
    return asked if asked in COUNTRIES or asked == home else home


def _countries(home: str) -> dict[str, str]:
    named = {code: str(name) for code, name in COUNTRIES.items()}
    return named if home in COUNTRIES or not home else {home: home, **named}
