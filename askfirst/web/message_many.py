"""The entry that people look for and that does not exist: one private message to all fans.  It asks, and shows the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from askfirst.brand.roles import Right, require
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.people.access import count_fans
from askfirst.wall import access
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.verdict import Shown, shown

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.wall.models import Page

FEWEST = 2
"""`Many` begins here: for a page with fewer fans it is asked, and said, as for so many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """Whom somebody might want to address, and what the gate says to it."""

    id: str
    title: str
    known: str
    verdict: Shown


@for_members
@require_safe
def message_many(request: MemberRequest) -> HttpResponse:
    """What the gate says to one message to all fans and to all who attend, and what is possible instead."""
    require(request.user, Right.REPLY)
    page = access.page(request.user)
    fans = count_fans(page.channel)
    crowds = [
        Crowd(
            id="fans",
            title="Everybody who likes or follows your page",
            known=_fans(fans),
            verdict=_asked(request, page, fans),
        ),
        Crowd(
            id="attendees",
            title="Everybody who attends an event",
            known=f"Who attends is not kept here. It is asked as for {FEWEST} people; the answer is the same for 2,000.",
            verdict=_asked(request, page, FEWEST),
        ),
    ]
    return render(request, "people/message_many.html", {"crowds": crowds, "page": page, "fans": fans})


def _asked(request: MemberRequest, page: Page, count: int) -> Shown:
    question = Question(
        channel=page.channel,
        contact=None,
        purpose="marketing",
        member=request.user,
        audience_size=max(count, FEWEST),
    )
    return shown(explained(question))


def _fans(count: int) -> str:
    if count >= FEWEST:
        return f"{count:,} people like or follow your page now."
    held = "1 person likes or follows your page." if count else "Nobody likes or follows your page yet."
    return f"{held} It is asked as for {FEWEST} people, the fewest that are many."
