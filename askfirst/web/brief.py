"""The brief of one person as a page to read, print and lay beside a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from askfirst.brand.models import Channel
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.people import access, looks
from askfirst.people.models import Handle
from askfirst.web.members import for_members
from askfirst.web.verdict import Shown, shown
from askfirst.wire import brief as wire_brief

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.people.models import Contact
    from askfirst.web.members import MemberRequest

NOTE_PURPOSE = "service"
"""For what a personal note is asked about until its writer says that it is something else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the gate says of a personal note on one channel, as it would be with a yes of somebody who may give it."""

    channel: Channel
    verdict: Shown


@for_members
@require_safe
def brief(request: MemberRequest, pk: int) -> HttpResponse:
    """One page about one person, before anything is written to them."""
    contact = access.contact(request.user, pk)
    if contact.pk != pk:
        return redirect("person-brief", contact.pk)
    if contact.forgotten_at:
        raise Http404(gettext("this person asked to be forgotten, and was"))
    looks.look(request.user, contact)
    return render(request, "people/brief.html", brief_context(contact))


def brief_context(contact: Contact, *, is_narrow: bool = False) -> dict[str, Any]:
    """What the page and the fold beside an editor show.  `is_narrow`: for somebody who may not read the inbox."""
    return {
        "contact": contact,
        "brief": wire_brief.of(contact, is_narrow=is_narrow),
        "answers": answers(contact, None),
    }


def answers(contact: Contact, member: Member | None, purpose: str = NOTE_PURPOSE) -> list[Answer]:
    """What the gate says of a note that somebody has approved, on each channel where an address of theirs is known."""
    networks = Handle.objects.filter(contact=contact).values("network")
    channels = Channel.objects.select_related("brand").filter(brand_id=contact.brand_id, network__in=networks)
    return [
        Answer(channel=channel, verdict=verdict_of(channel, contact, member, purpose))
        for channel in channels.order_by("pk")
    ]


def verdict_of(
    channel: Channel, contact: Contact, member: Member | None, purpose: str, text: str = ""
) -> Shown:
    """What the gate would answer now to an approved note."""
    asked = Question(
        channel=channel, contact=contact, purpose=purpose, text=text, member=member, is_approved=True
    )
    return shown(explained(asked))
