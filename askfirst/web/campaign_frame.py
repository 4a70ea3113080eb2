"""What stands around every page of one campaign: its name, its state, and the way from its first word to its results."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, may
from askfirst.brand.spoken import spoken
from askfirst.campaigns import access, approving, writing
from askfirst.campaigns.models import Campaign

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.campaigns.models import Version
    from askfirst.web.members import MemberRequest

State = Campaign.State
UNDER_WAY = (State.SCHEDULED, State.RUNNING, State.PAUSED)
MARKS = {
    State.DRAFT: ("pen-line", ""),
    State.WAITING: ("hourglass", "state-open"),
    State.APPROVED: ("check", "state-done"),
    State.SCHEDULED: ("clock", "state-private"),
    State.RUNNING: ("send", "state-private"),
    State.PAUSED: ("hourglass", "state-open"),
    State.STOPPED: ("octagon-x", "state-open"),
    State.DONE: ("check-check", "state-done"),
}
"""Icon and colour of each state; the word beside them says it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One page of a campaign."""

    address: str
    label: str
    is_here: bool
    is_done: bool
    """What is to be done there is done; said by a mark and a word."""


def mark(held: Campaign) -> tuple[str, str]:
    """The icon and the colour of where it stands."""
    return MARKS[State(held.state)]


def frame(request: MemberRequest, held: Campaign, here: str) -> dict[str, Any]:
    """What every page of a campaign shows, whatever stands on it.  `here`: the page, by the end of its address."""
    newest = access.version(held)
    wrong = [spoken(one) for one in writing.mistakes(held, newest)] if newest else []
    icon, colour = mark(held)
    return {
        "campaign": held,
        "newest": newest,
        "number": newest.number if newest else 0,
        "wrong": wrong,
        "is_open": held.state in writing.OPEN,
        "is_approved": approving.is_approved(held),
        "is_under_way": held.state in UNDER_WAY,
        "state_icon": icon,
        "state_colour": colour,
        "may_write": may(request.user, Right.COMPOSE),
        "may_send": may(request.user, Right.SEND_TO_MANY),
        "may_approve": may(request.user, Right.APPROVE),
        "has_subject": writing.has_subject(held.channel),
        "tabs": _tabs(held, newest, here, is_whole=bool(newest) and not wrong),
    }


def page(
    request: MemberRequest, held: Campaign, here: str, context: dict[str, Any], *, is_refused: bool = False
) -> HttpResponse:
    """One page of a campaign.  `is_refused`: something that was typed could not be kept; the page says what."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    name = here.replace("-", "_")
    return render(request, f"campaigns/{name}.html", frame(request, held, here) | context, status=status)


def _tabs(held: Campaign, newest: Version | None, here: str, *, is_whole: bool) -> list[Tab]:
    is_approved = newest is not None and held.approved_version == newest.number
    words = {
        "write": (_("Words"), is_whole),
        "audience": (_("For whom"), False),
        "dry-run": (_("Dry run"), False),
        "review": (_("Approval"), is_approved),
        "send": (_("Sending"), held.began_at is not None),
        "results": (_("Results"), held.state == State.DONE),
    }
    return [
        Tab(
            address=reverse(f"campaign-{name}", args=[held.pk]),
            label=label,
            is_here=name == here,
            is_done=is_done,
        )
        for name, (label, is_done) in words.items()
    ]
