"""Reports: how much came in and went out, how soon it was answered and brought to an end; as pictures, tables and CSV."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Thread
from askfirst.networks.exports import cells
from askfirst.web import charts, periods, words
from askfirst.web.members import for_members
from askfirst.work import hours
from askfirst.work import reports as verbs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from askfirst.web.members import MemberRequest
    from askfirst.work.reports import Report, Row, Times

REMEMBERED = 2
"""Seconds for each day of a period for which a report is not counted anew: a year of a million messages takes seconds."""


@for_members
@require_safe
def reports(request: MemberRequest) -> HttpResponse:
    """The page.  What is wrong with the days that were asked for is said, and the last thirty are shown."""
    require(request.user, Right.READ_INBOX)
    first, last, error = periods.shown(request)
    found = _report(request, first, last)
    context = periods.fields(request, first, last, error) | {
        "report": found,
        "bars": charts.bars(_days(found)),
        "heat": charts.heat(found.week, _day_names(), _("%(day)s, %(hour)s: %(many)s came in")),
        "day_names": [(number * charts.CELL, name) for number, name in enumerate(_day_names())],
        "hour_names": [(hour * charts.CELL, f"{hour:02}") for hour in range(0, verbs.HOURS, 3)],
        "week": list(zip(_day_names(), found.week, strict=True)),
        "hours": [f"{hour:02}" for hour in range(verbs.HOURS)],
        "replies": _spoken(found.replies),
        "resolutions": _spoken(found.resolutions),
        "tables": [
            (_("By channel"), "channels", [_line(one) for one in found.channels]),
            (_("By member"), "members", [_line(one) for one in found.members]),
            (_("By label"), "labels", [_line(one) for one in found.labels]),
        ],
        "states": [
            (word, found.states.get(value, 0), found.entered.get(value, 0))
            for value, word in Thread.State.choices
        ],
    }
    return render(request, "work/reports.html", context)


@for_members
@require_safe
def table(request: MemberRequest, what: str) -> HttpResponse:
    """One table of it, for a spreadsheet."""
    require(request.user, Right.READ_INBOX)
    rows = _TABLES.get(what)
    if rows is None:
        raise Http404(_("there is no such table"))
    try:
        first, last = periods.asked(request)
    except periods.NoPeriod as why:
        return HttpResponse(str(why), status=422, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="{what}-{first.isoformat()}-{last.isoformat()}.csv"'
    )
    answer.write("\ufeff")  # by which a spreadsheet knows the letters
    csv.writer(answer).writerows(
        [cells.safe(cell) for cell in row] for row in rows(_report(request, first, last))
    )
    return answer


def _report(request: MemberRequest, first: date, last: date) -> Report:
    key = f"report:{request.user.brand_id}:{first}:{last}:{request.user.brand.time_zone}:{get_language()}"
    found: Report | None = cache.get(key)
    if found is None:
        found = verbs.report(request.user, first, last)
        cache.set(key, found, REMEMBERED * len(found.days))
    return found


def _days(found: Report) -> list[tuple[str, str, int, int]]:
    said = _("%(day)s: %(theirs)s in, %(ours)s out")
    names = periods.named([one.day for one in found.days])
    return [
        (said % {"day": name, "theirs": one.theirs, "ours": one.ours}, short, one.theirs, one.ours)
        for (name, short), one in zip(names, found.days, strict=True)
    ]


def _day_names() -> list[str]:
    return [hours.day_name(day) for day in range(verbs.DAYS)]


def _spoken(measured: Times) -> dict[str, Any]:
    return {"count": measured.count, "median": _length(measured.median), "most": _length(measured.most)}


def _length(seconds: float | None) -> str:
    return "" if seconds is None else words.length(timedelta(seconds=seconds))


def _line(row: Row) -> dict[str, Any]:
    return {"row": row, "replies": _spoken(row.replies), "ended": _spoken(row.ended)}


def _csv_days(found: Report) -> Iterable[list[object]]:
    yield [_("Day"), _("In"), _("Out")]
    yield from ([one.day.isoformat(), one.theirs, one.ours] for one in found.days)


def _csv_week(found: Report) -> Iterable[list[object]]:
    yield [_("Day"), *[f"{hour:02}:00" for hour in range(verbs.HOURS)]]
    yield from ([name, *counts] for name, counts in zip(_day_names(), found.week, strict=True))


def _csv_rows(rows: Callable[[Report], list[Row]]) -> Callable[[Report], Iterable[list[object]]]:
    def lines(found: Report) -> Iterable[list[object]]:
        yield [
            _("Name"), _("In"), _("Out"), _("Conversations"),
            _("Replies"), _("Median of reply, seconds"), _("Nine of ten replied within, seconds"),
            _("Brought to an end"), _("Median to the end, seconds"), _("Nine of ten at an end within, seconds"),
        ]  # fmt: skip
        for one in rows(found):
            taken = [
                part
                for measured in (one.replies, one.ended)
                for part in (measured.count, _whole(measured.median), _whole(measured.most))
            ]
            yield [one.name, one.theirs, one.ours, one.conversations, *taken]

    return lines


def _whole(seconds: float | None) -> int | str:
    return "" if seconds is None else round(seconds)


_TABLES: dict[str, Callable[[Report], Iterable[list[object]]]] = {
    "days": _csv_days,
    "week": _csv_week,
    "channels": _csv_rows(lambda found: found.channels),
    "members": _csv_rows(lambda found: found.members),
    "labels": _csv_rows(lambda found: found.labels),
}
