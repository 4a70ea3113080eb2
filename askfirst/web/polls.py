"""Polls for the team: all of them, one with its results and who said what, opened, ended, hidden, taken elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.consent import counting
from askfirst.networks.base import Form
from askfirst.wall import access, poll_tables, polls, votes
from askfirst.wall.models import Poll
from askfirst.wall.poll_templates import TEMPLATES
from askfirst.wall.polls import CannotKeep, State
from askfirst.web import guard, poll_cards
from askfirst.web.list_import import as_csv
from askfirst.web.members import for_members, whole
from askfirst.web.poll_page import place
from askfirst.web.wall import tell, verdict_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from askfirst.wall.models import Choice
    from askfirst.web.members import MemberRequest

SHOWN, PEOPLE_SHOWN = 20, 50
_OUT = frozenset({State.OPEN, State.OVER, State.HIDDEN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One poll in the list.  `won`: opt-ins that were confirmed after being asked for there."""

    poll: Poll
    state: State
    voters: int
    won: int

    @property
    def word(self) -> str:
        return _(self.state)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One choice in the results, with a link that leads to it already ticked."""

    choice: Choice
    many: int
    percent: int
    link: str


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """All polls, the newest first; with templates to begin with where there is none."""
    part = Paginator(access.polls(request.user), SHOWN).get_page(whole(request.GET.get("page")) or 1)
    context = {
        "lines": _lines(list(part)),
        "part": part,
        "templates": TEMPLATES,
        "may_publish": may(request.user, Right.PUBLISH),
    }
    template = "polls/lines.html" if request.htmx.target == "polls" else "polls/list.html"
    return render(request, template, context)


@for_members
@require_safe
def poll(request: MemberRequest, pk: int) -> HttpResponse:
    """One poll: how it would look before it is opened, and what came of it afterwards."""
    return _poll(request, access.poll(request.user, pk))


@for_members
@require_POST
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Open it: its words go to the wall through the gate, after a second look at what is personal in them."""
    require(request.user, Right.PUBLISH)
    held = access.poll(request.user, pk)
    found = guard.find(held.brand, polls.words(held))
    if found and request.POST.get("insist") != found.digest:
        return _poll(request, held, HTTPStatus.CONFLICT, turn=guard.Turn(text=found.text, found=found))
    try:
        draft = polls.publish(request.user, held, request.POST.get("key", "")[:64])
    except CannotKeep as why:
        messages.warning(request, str(why))
        return redirect("poll", pk)
    tell(request, draft, _("The poll is on its way to the wall."))
    if draft.decision and draft.decision.verdict == "deny":
        messages.error(request, _("It was not let out. Nothing is lost: look at the reasons below."))
    return redirect("poll", pk)


@for_members
@require_POST
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """End it now."""
    return _done(request, pk, lambda held: polls.close(request.user, held), _("The poll has ended."))


@for_members
@require_POST
def set_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Another end, or none."""
    require(request.user, Right.PUBLISH)
    field = forms.DateTimeField(required=False)
    try:
        at = field.clean(request.POST.get("closes_at", ""))
    except forms.ValidationError:
        held = access.poll(request.user, pk)
        says = _("Write the day and the hour of the end, or leave it empty.")
        return _poll(request, held, HTTPStatus.UNPROCESSABLE_ENTITY, end_error=says)
    return _done(request, pk, lambda held: polls.set_end(request.user, held, at), _("The end is kept."))


@for_members
@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw away what was never out."""
    require(request.user, Right.PUBLISH)
    try:
        polls.remove(request.user, access.poll(request.user, pk))
    except CannotKeep as why:
        messages.warning(request, str(why))
        return redirect("poll", pk)
    messages.success(request, _("The poll is thrown away."))
    return redirect("polls")


@for_members
@require_POST
def hide(request: MemberRequest, pk: int, vote: int) -> HttpResponse:
    """Take what somebody said with their vote out of what visitors see, or put it back."""
    require(request.user, Right.MODERATE)
    said = access.vote(request.user, access.poll(request.user, pk), vote)
    polls.hide(request.user, said, is_hidden=request.POST.get("on") != "no")
    return redirect(f"{reverse('poll', args=[pk])}#vote-{vote}")


@for_members
@require_safe
def export(request: MemberRequest, pk: int, kind: str) -> HttpResponseBase:
    """The poll as a file: `numbers` and `people` are tables, `json` is all of it that this role may take along."""
    held = access.poll(request.user, pk)
    if kind == "numbers":
        return as_csv(f"poll-{pk}.csv", poll_tables.numbers(held))
    if kind == "people":
        return as_csv(f"poll-{pk}-people.csv", poll_tables.people(request.user, held))
    if kind != "json":
        raise Http404(_("a poll is taken along as a table or as JSON"))
    told = poll_tables.document(held, with_people=may(request.user, Right.PERSONAL))
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="poll-{pk}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _done(request: MemberRequest, pk: int, deed: Any, says: str) -> HttpResponse:
    require(request.user, Right.PUBLISH)
    held = access.poll(request.user, pk)
    try:
        deed(held)
    except CannotKeep as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, says)
    return redirect("poll", pk)


def _lines(held: Sequence[Poll]) -> list[Line]:
    found = votes.results(held)
    places = {one.pk: place(one.brand.slug, one.pk) for one in held}
    won = counting.won_at(held[0].brand, places.values()) if held else {}
    return [
        Line(poll=one, state=polls.state(one), voters=found[one.pk].voters, won=won.get(places[one.pk], 0))
        for one in held
    ]


def _poll(request: MemberRequest, held: Poll, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    (line,) = _lines([held])
    is_out = line.state in _OUT
    is_written = line.state in {State.DRAFT, State.REFUSED}
    may_publish = may(request.user, Right.PUBLISH)
    link = f"{settings.ADDRESS}{reverse('page-poll', args=[held.brand.slug, held.pk])}"
    found = votes.results([held])[held.pk]
    context = {
        "line": line,
        "poll": held,
        "is_out": is_out,
        "is_written": is_written,
        "is_open": line.state is State.OPEN,
        "post": votes.post_of(held),
        "bars": [
            Bar(
                choice=one,
                many=found.many.get(one.pk, 0),
                percent=poll_cards.percent(found.many.get(one.pk, 0), found.voters),
                link=f"{link}?choice={one.pk}",
            )
            for one in held.choices.all()
        ],
        "link": link,
        "people": _people(request, held) if is_out else None,
        "reasons": held.draft.decision.reasons if is_written and held.draft and held.draft.decision else [],
        "may_publish": may_publish,
        "may_moderate": may(request.user, Right.MODERATE),
        "may_export": may(request.user, Right.PERSONAL),
        "verdict": verdict_for(held.page.channel, request.user, Form.PUBLIC_POST)
        if is_written and may_publish
        else None,
        "team_only": held.shows == Poll.Shows.TEAM,
        **more,
    }
    template = "polls/results.html" if request.htmx.target == "poll" else "polls/poll.html"
    return render(request, template, context, status=status)


def _people(request: MemberRequest, held: Poll) -> dict[str, Any]:
    """Who chose what, the newest first; what was said alone where that is asked for."""
    rows = (
        votes.counted([held])
        .select_related("contact")
        .prefetch_related("choices")
        .order_by("-voted_at", "-pk")
    )
    chosen = next((one for one in held.choices.all() if one.pk == whole(request.GET.get("choice"))), None)
    says_something = request.GET.get("said") == "yes"
    if chosen:
        rows = rows.filter(choices=chosen)
    if says_something:
        rows = rows.exclude(text="")
    part = Paginator(rows, PEOPLE_SHOWN).get_page(whole(request.GET.get("page")) or 1)
    return {"part": part, "chosen": chosen, "says_something": says_something}
