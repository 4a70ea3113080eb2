"""How far a campaign is, and what became of it: numbers that follow what happens, with the reason of everyone who got none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from askfirst.campaigns import access, letting_go, results
from askfirst.campaigns.models import Campaign, Recipient
from askfirst.gate.models import Delivery
from askfirst.web.campaign_frame import frame, page
from askfirst.web.members import for_members
from askfirst.web.verdict import shown_reason

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest

A_PART = 20_000
"""For each so many people the numbers of what happened afterwards are counted anew at most once in so many seconds."""
OWN_WORDS = {
    letting_go.DIGEST: gettext_lazy("They get it together with the next ones, in one message."),
    letting_go.SAME_PERSON: gettext_lazy("They got it at another address of theirs."),
    letting_go.FORGOTTEN: gettext_lazy("They asked to be forgotten."),
    "stopped": gettext_lazy("It was stopped before their turn came."),
}
BANDS = (
    (Recipient.State.RELEASED, gettext_lazy("let out")),
    (Recipient.State.DEFERRED, gettext_lazy("wait for room")),
    (Recipient.State.REFUSED, gettext_lazy("not allowed")),
    (Recipient.State.DROPPED, gettext_lazy("left out")),
    (Recipient.State.WAITING, gettext_lazy("their turn comes")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """One piece of the bar of progress.  `start` and `width` in hundredths of it."""

    state: str
    label: str
    people: int
    start: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why some did not get it, in words."""

    says: str
    state: str
    people: int
    rule: str
    source: str
    address: str


@for_members
@require_safe
def shown(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole page."""
    held = access.campaign(request.user, pk)
    return page(request, held, "results", _numbers(held))


@for_members
@require_safe
def moving(request: MemberRequest, pk: int) -> HttpResponse:
    """The numbers alone, for a page that follows them."""
    held = access.campaign(request.user, pk)
    return render(request, "campaigns/moving.html", frame(request, held, "results") | _numbers(held))


def bands(found: results.Progress) -> list[Band]:
    """The bar of progress; nothing of what nobody is in."""
    made, at = [], 0.0
    for state, label in BANDS:
        people = found.states.get(state, 0)
        if people:
            width = 100 * people / found.people
            made.append(
                Band(state=state, label=str(label), people=people, start=round(at, 3), width=round(width, 3))
            )
            at += width
    return made


def why_not(held: Campaign) -> list[Why]:
    """Why people did not get it, each rule in its own words with where it comes from."""
    return [_why(one) for one in results.reasons(held)]


def _numbers(held: Campaign) -> dict[str, Any]:
    found = results.progress(held)
    states = dict(Delivery.State.choices)
    return {
        "progress": found,
        "bands": bands(found),
        "deliveries": [
            (str(states.get(state, state)), people) for state, people in sorted(found.deliveries.items())
        ],
        "why_not": why_not(held) if found.people else [],
        "afterwards": _afterwards(held, found) if found.left else None,
        "days": results.AFTERWARDS.days,
        "is_running": held.state in (Campaign.State.RUNNING, Campaign.State.SCHEDULED),
    }


def _afterwards(held: Campaign, found: results.Progress) -> results.Afterwards:
    key = f"campaign-afterwards:{held.pk}"
    kept: results.Afterwards | None = cache.get(key)
    if kept is None:
        kept = results.afterwards(held)
        if seconds := found.people // A_PART:
            cache.set(key, kept, seconds)
    return kept


def _why(one: results.Reason) -> Why:
    own = OWN_WORDS.get(one.name)
    rows = one.decision.reasons if one.decision else []
    row = next((row for row in rows if row["rule"] == one.name), None)
    told = shown_reason(row) if row else None
    says = str(own) if own else (told.says if told else _("The rule %(rule)s speaks.") % {"rule": one.name})
    return Why(
        says=says,
        state=str(dict(BANDS)[Recipient.State(one.state)]),
        people=one.people,
        rule="" if own else one.name,
        source=told.source if told else "",
        address=told.address if told else "",
    )
