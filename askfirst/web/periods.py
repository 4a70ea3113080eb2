"""The days that a report is about, as its reader chose them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from askfirst.work.reports import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

PERIODS = (7, 30, 90, 365)
USUAL = 30
FEW = 14
"""Up to so many days each is named below the chart."""


class NoPeriod(Exception):  # noqa: N818 -- it says what the matter is
    """What was asked for is no period; the sentence says what to do."""


def asked(request: HttpRequest) -> tuple[date, date]:
    """The first and the last day; the last thirty where nothing was asked for.

    Raises:
        NoPeriod: the days are none, the wrong way round, or too many.
    """
    given = request.GET
    if "from" in given or "to" in given:
        try:
            first, final = date.fromisoformat(given.get("from", "")), date.fromisoformat(given.get("to", ""))
        except ValueError as wrong:
            raise NoPeriod(_("Choose the first and the last day, both.")) from wrong
        if first > final:
            raise NoPeriod(_("The first day is after the last one: exchange them."))
        if (final - first).days >= LONGEST:
            raise NoPeriod(_("A report covers a year at most: choose fewer days."))
        return first, final
    days = given.get("days", str(USUAL))
    if days not in {str(one) for one in PERIODS}:
        raise NoPeriod(_("Choose one of the periods, or the first and the last day."))
    return last(int(days))


def shown(request: HttpRequest) -> tuple[date, date, str]:
    """What a page shows: the days asked for, or the last thirty and the sentence that says what was wrong."""
    try:
        return *asked(request), ""
    except NoPeriod as why:
        return *last(USUAL), str(why)


def last(days: int) -> tuple[date, date]:
    """So many days, the last of which is today."""
    today = timezone.localdate()
    return today - timedelta(days=days - 1), today


def fields(request: HttpRequest, first: date, final: date, error: str) -> dict[str, Any]:
    """What the form of the period shows."""
    return {
        "error": error,
        "periods": [(days, last(days) == (first, final)) for days in PERIODS],
        "typed": {
            "from": request.GET.get("from", first.isoformat()),
            "to": request.GET.get("to", final.isoformat()),
        },
        "query": f"from={first.isoformat()}&to={final.isoformat()}",
    }


def named(days: Sequence[date]) -> list[tuple[str, str]]:
    """Of each day its full name, and its short one where there is room for it below a chart."""
    every = max(len(days) // 7, 1) if len(days) > FEW else 1
    return [
        (date_format(day, "j F Y"), date_format(day, "j M") if number % every == 0 else "")
        for number, day in enumerate(days)
    ]
