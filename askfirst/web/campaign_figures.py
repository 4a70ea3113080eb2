"""Figures: opt-ins won and lost by source, how lists grow, and what became of the campaigns; as pictures, tables and CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from askfirst.brand.roles import Right, require
from askfirst.campaigns import access, results
from askfirst.campaigns import figures as verbs
from askfirst.consent.models import Entry, List
from askfirst.networks.exports import cells
from askfirst.web import charts, sources
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.campaigns.models import Campaign
    from askfirst.web.members import MemberRequest

PERIODS = (30, 90, 365)
USUAL = 30
KEPT_SECONDS = 60
"""A ledger of a million lines is read in seconds: the answer is kept for so long."""
LATELY = 10
"""So many campaigns stand in the table."""
FEW = 14
NO_PLACE = gettext_lazy("place not noted")


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """How large the list was, day by day: a line, and the area below it, in units of the picture."""

    line: str
    area: str
    most: int
    least: int
    width: int = charts.WIDTH
    height: int = charts.HALF


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One campaign of the period."""

    campaign: Campaign
    progress: results.Progress
    afterwards: results.Afterwards


@for_members
@require_safe
def figures(request: MemberRequest) -> HttpResponse:
    """The page; with `as=csv` the days for a spreadsheet."""
    require(request.user, Right.COMPOSE)
    asked = whole(request.GET.get("days"))
    days = asked if asked in PERIODS else USUAL
    lists = list(List.objects.filter(brand_id=request.user.brand_id).order_by("name", "pk"))
    on = next((one for one in lists if one.pk == whole(request.GET.get("list"))), None)
    if on is None and whole(request.GET.get("list")):
        raise PermissionDenied(_("this list does not exist, or belongs to somebody else"))
    last = timezone.localdate()
    found = _figures(request, last - timedelta(days=days - 1), last, on)
    if request.GET.get("as") == "csv":
        return _table(found)
    context: dict[str, Any] = {
        "figures": found,
        "lists": lists,
        "on": on,
        "days": days,
        "periods": [(one, one == days) for one in PERIODS],
        "bars": charts.bars(_bars(found)),
        "growth": growth([one.size for one in found.days]),
        "won_by": [(_source(one), many) for one, many in found.won_by],
        "won_on_page": sources.won(request.user.brand, ((one.place, many) for one, many in found.won_by)),
        "lost_by": [(_source(one), many) for one, many in found.lost_by],
        "sent": _sent(request, days, on),
        "afterwards_days": results.AFTERWARDS.days,
    }
    return render(request, "campaigns/figures.html", context)


def growth(sizes: Sequence[int]) -> Growth:
    """The line through the sizes.  It begins at nothing, so that a small change does not look like a large one."""
    most = charts.round_up(max([*sizes, 1]))
    step = charts.WIDTH / max(len(sizes) - 1, 1)
    points = [
        f"{number * step:.2f} {charts.HALF - size / most * charts.HALF:.2f}"
        for number, size in enumerate(sizes)
    ]
    line = "M" + "L".join(points) if points else ""
    area = f"{line}L{charts.WIDTH} {charts.HALF}L0 {charts.HALF}Z" if points else ""
    return Growth(line=line, area=area, most=most, least=0)


def _figures(request: MemberRequest, first: date, last: date, on: List | None) -> verbs.Figures:
    brand = request.user.brand
    key = f"campaign-figures:{brand.pk}:{first}:{last}:{on.pk if on else 0}:{brand.time_zone}"
    newest = Entry.objects.filter(brand=brand).order_by("-number").values_list("number", flat=True).first()
    key = f"{key}:{newest}"
    found: verbs.Figures | None = cache.get(key)
    if found is None:
        found = verbs.figures(brand, first, last, on)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _bars(found: verbs.Figures) -> list[tuple[str, str, int, int]]:
    every = max(len(found.days) // 7, 1) if len(found.days) > FEW else 1
    said = _("%(day)s: %(won)s won, %(lost)s lost")
    return [
        (
            said % {"day": date_format(one.day, "j F Y"), "won": one.won, "lost": one.lost},
            date_format(one.day, "j M") if number % every == 0 else "",
            one.won,
            one.lost,
        )
        for number, one in enumerate(found.days)
    ]


def _source(one: verbs.Source) -> dict[str, str]:
    mechanism = dict(Entry.Mechanism.choices).get(one.mechanism, "")
    return {
        "act": str(dict(Entry.Act.choices).get(one.act, one.act)),
        "mechanism": str(mechanism),
        "place": one.place or str(NO_PLACE),
    }


def _sent(request: MemberRequest, days: int, on: List | None) -> list[Sent]:
    since = timezone.now() - timedelta(days=days)
    rows = access.campaigns(request.user).filter(began_at__gte=since)
    rows = rows.filter(on=on) if on else rows
    return [_one(held) for held in rows.order_by("-began_at")[:LATELY]]


def _one(held: Campaign) -> Sent:
    key = f"campaign-sent:{held.pk}"
    found: Sent | None = cache.get(key)
    if found is None:
        found = Sent(campaign=held, progress=results.progress(held), afterwards=results.afterwards(held))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _table(found: verbs.Figures) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="opt-ins.csv"'
    answer.write("\ufeff")  # by which a spreadsheet knows the letters
    rows: list[list[object]] = [[_("Day"), _("Won"), _("Lost"), _("On the list at its end")]]
    rows += [[one.day.isoformat(), one.won, one.lost, one.size] for one in found.days]
    rows += [[], [_("How"), _("Way"), _("Place"), _("People")]]
    for source, many in (*found.won_by, *found.lost_by):
        told = _source(source)
        rows.append([told["act"], told["mechanism"], cells.safe(told["place"]), many])
    csv.writer(answer).writerows(rows)
    return answer
