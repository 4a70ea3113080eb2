"""Settings: when the team answers, and what people are told at other times."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.web.members import for_members
from askfirst.web.typed import clean
from askfirst.work import hours as verbs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest
    from askfirst.work.models import Hours

SPANS = 2
"""Times of presence that one day of the form has places for."""


@for_members
@require_http_methods(["GET", "POST"])
def hours(request: MemberRequest) -> HttpResponse:
    """The week, the holidays and the away text."""
    require(request.user, Right.SORT)
    held = verbs.of(request.user.brand_id)
    if request.method == "GET":
        return _shown(request, _kept(held), held)
    try:
        verbs.save(
            request.user,
            _week(request),
            _holidays(request),
            is_away_on=request.POST.get("is_away_on") == "yes",
            away_text=clean(request.POST.get("away_text", "")),
        )
    except verbs.CannotOpen as why:
        return _shown(request, _typed(request), held, error=str(why))
    except PermissionDenied as why:
        return _shown(request, _typed(request), held, error=f"{why}.")
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("settings-hours")


def _week(request: MemberRequest) -> dict[str, list[tuple[str, str]]]:
    """What was typed; a half of a span is kept, so that it can be said what is missing."""
    return {str(day): [span for span in _spans(request, day) if any(span)] for day in range(verbs.DAYS)}


def _spans(request: MemberRequest, day: int) -> list[tuple[str, str]]:
    opens, closes = request.POST.getlist(f"opens-{day}"), request.POST.getlist(f"closes-{day}")
    pairs = list(zip(opens, closes, strict=False))[:SPANS]
    return [(one.strip()[:5], other.strip()[:5]) for one, other in pairs]


def _holidays(request: MemberRequest) -> list[dict[str, str]]:
    """One a line: a day, and what it is."""
    lines = clean(request.POST.get("holidays", "")).splitlines()
    pairs = [line.strip().partition(" ") for line in lines if line.strip()]
    return [{"day": day, "name": name.strip()} for day, _space, name in pairs]


def _kept(held: Hours | None) -> dict[str, Any]:
    week = held.week if held else {}
    return {
        "days": [_day(day, [tuple(span) for span in week.get(str(day), [])]) for day in range(verbs.DAYS)],
        "holidays": "\n".join(f"{one['day']} {one['name']}".strip() for one in held.holidays) if held else "",
        "is_away_on": bool(held and held.is_away_on),
        "away_text": held.away_text if held else "",
    }


def _typed(request: MemberRequest) -> dict[str, Any]:
    return {
        "days": [_day(day, _spans(request, day)) for day in range(verbs.DAYS)],
        "holidays": request.POST.get("holidays", ""),
        "is_away_on": request.POST.get("is_away_on") == "yes",
        "away_text": request.POST.get("away_text", ""),
    }


def _day(day: int, spans: list[tuple[str, str]]) -> dict[str, Any]:
    places = [*spans, *[("", "")] * SPANS][:SPANS]
    return {"number": day, "name": verbs.day_name(day), "spans": places}


def _shown(
    request: MemberRequest, typed: dict[str, Any], held: Hours | None, *, error: str = ""
) -> HttpResponse:
    context = typed | {
        "error": error,
        "held": held,
        "time_zone": request.user.brand.time_zone,
        "away": verbs.is_away(request.user.brand_id),
        "has_hours": bool(held and any(held.week.values())),
        "limit": verbs.LONGEST_TEXT,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "work/hours.html", context, status=status)
