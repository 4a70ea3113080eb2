"""The head of a conversation: whose it is, whose turn it is, how urgent, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Right, may, require
from askfirst.inbox import access, marks, sorting
from askfirst.inbox.models import Label, Thread
from askfirst.inbox.talk import ENDED
from askfirst.web import putting_off
from askfirst.web.inbox_filters import Known
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.wire import strands

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

State = Thread.State
TEAM = "team-"
"""Begins the choice of a team among the choices of members."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just done, and how it was before: one press brings that back."""

    says: _StrPromise
    state: str
    until: str = ""


_DONE: dict[str, _StrPromise] = {
    State.DONE: gettext_lazy("Marked done."),
    State.NO_REPLY: gettext_lazy("Marked as needing no reply."),
    State.LATER: gettext_lazy("Put off."),
    State.OPEN: gettext_lazy("Opened again."),
    State.WAITING: gettext_lazy("Left waiting for them."),
    State.EXPIRED: gettext_lazy("Marked expired."),
}


@for_members
@require_safe
def head(request: MemberRequest, pk: int) -> HttpResponse:
    """Whose turn it is and whose conversation."""
    held = access.thread(request.user, pk)
    return render(request, "inbox/head.html", head_context(request.user, held, **was(request)))


@for_members
@require_POST
def state(request: MemberRequest, pk: int) -> HttpResponse:
    """Done, no reply needed, put off, or open again.  How it was before can be brought back at once."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    wanted = request.POST.get("state", "")
    try:
        until = putting_off.chosen(request.POST.dict()) if wanted == State.LATER else None
    except putting_off.NoSuchHour as error:
        return _again(request, pk, error=str(error))
    if wanted not in _DONE:
        return _again(request, pk, error=_("Choose what to do with this conversation."))
    marks.set_state(request.user, held, wanted, until=until)
    if held.is_public and wanted not in ENDED:
        strands.changed(held.channel, held.about)  # since when they wait stands on the wall
    before = {"was": held.state, "was_until": held.later_until.isoformat() if held.later_until else ""}
    return _again(request, pk, **({} if request.POST.get("undo") else before))


@for_members
@require_POST
def assign(request: MemberRequest, pk: int) -> HttpResponse:
    """Whose conversation it is: a member's, a team's; an empty choice makes it nobody's."""
    held = access.thread(request.user, pk)
    chosen = request.POST.get("assignee", "")
    if chosen.startswith(TEAM):
        team = Team.objects.filter(pk=whole(chosen.removeprefix(TEAM)), brand_id=held.brand_id).first()
        if team is None:
            raise Http404(_("there is no such team in this brand"))
        sorting.set_team(request.user, held, team)
        marks.assign(request.user, held, None)
        return _again(request, pk)
    colleague = Member.objects.filter(pk=whole(chosen), brand_id=held.brand_id, is_active=True).first()
    if whole(chosen) and colleague is None:
        raise Http404(_("there is no such member in this brand"))
    try:
        marks.assign(request.user, held, colleague)
        if colleague is None:
            sorting.set_team(request.user, held, None)
    except PermissionDenied as error:
        if colleague is None or not may(request.user, Right.REPLY):
            raise
        return _again(request, pk, error=f"{error}.")
    return _again(request, pk)


@for_members
@require_POST
def sort(request: MemberRequest, pk: int) -> HttpResponse:
    """How urgent it is, and the words that the team puts on it: what is not chosen is taken off."""
    held = access.thread(request.user, pk)
    require(request.user, Right.REPLY)
    wanted = request.POST.get("priority", "")
    if wanted in {str(value) for value in Thread.Priority.values}:
        sorting.set_priority(request.user, held, int(wanted))
    if "with_labels" in request.POST:
        chosen = {whole(text) for text in request.POST.getlist("labels")}
        has = set(held.labels.values_list("pk", flat=True))
        for label in Label.objects.filter(brand_id=held.brand_id, pk__in=chosen ^ has):
            sorting.label(request.user, held, label, is_on=label.pk in chosen)
    return _again(request, pk)


def head_context(member: Member, held: Thread, known: Known | None = None, /, **more: str) -> dict[str, Any]:
    """Who may do what with it, and to whom it may be given.  `more`: how it was before, or what was wrong.

    `known` is what a list beside it has looked up already.
    """
    may_reply = may(member, Right.REPLY)
    known = known or Known(member)
    colleagues = [one for one in known.members if one.is_active]
    return {
        "thread": held,
        "may_reply": may_reply,
        "colleagues": colleagues,
        "nameable": [one for one in colleagues if may(one, Right.READ_INBOX)],
        "teams": known.teams if may_reply else [],
        "labels": list(held.labels.order_by("name")),
        "all_labels": known.labels if may_reply else [],
        "priorities": Thread.Priority.choices,
        "later": putting_off.choices(timezone.now(), timezone.get_current_timezone()),
        "is_ended": held.state in ENDED,
        "undo": _undo(held, more),
        "head_error": more.get("error", ""),
    }


def was(request: MemberRequest) -> dict[str, str]:
    """How it was before what was just done, as a screen that can still bring it back says."""
    return {name: request.GET[name] for name in ("was", "was_until") if name in request.GET}


def _undo(held: Thread, more: dict[str, str]) -> Undo | None:
    before = more.get("was", "")
    if before not in _DONE or before == held.state:
        return None
    return Undo(says=_DONE[held.state], state=before, until=more.get("was_until", ""))


def _again(request: MemberRequest, pk: int, **more: str) -> HttpResponse:
    """The head as it is now; without scripts the whole conversation, which says the same."""
    if request.htmx:
        held = access.thread(request.user, pk)
        return render(request, "inbox/head.html", head_context(request.user, held, **more))
    if error := more.get("error"):
        messages.error(request, error)
        return redirect("thread", pk)
    query = urlencode({name: value for name, value in more.items() if value})
    return redirect(reverse("thread", args=[pk]) + (f"?{query}" if query else ""))
