"""Settings: members who do one kind of work together."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand import teams as verbs
from askfirst.web.members import for_members, whole
from askfirst.web.typed import clean

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_http_methods(["GET", "POST"])
def teams(request: MemberRequest) -> HttpResponse:
    """Every team with its members, and a form for a new one."""
    if request.method == "GET":
        return _shown(request)
    try:
        made = verbs.save(request.user, _name(request), _members(request))
    except verbs.CannotTeam as why:
        return _shown(request, error=str(why))
    messages.success(request, _("Conversations can be given to %(name)s now.") % {"name": made})
    return redirect("settings-teams")


@for_members
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name or other members; or no team any more."""
    team = verbs.teams(request.user).filter(pk=pk).first()
    if team is None:
        raise Http404(_("there is no such team in this brand"))
    if request.POST.get("do") == "delete":
        name = team.name
        verbs.delete(request.user, team)
        messages.success(
            request, _("%(name)s is gone. Its conversations stay, as no team’s.") % {"name": name}
        )
        return redirect("settings-teams")
    try:
        verbs.save(request.user, _name(request), _members(request), team)
    except verbs.CannotTeam as why:
        return _shown(request, error=str(why), at=pk)
    messages.success(request, _("%(name)s is saved.") % {"name": team})
    return redirect("settings-teams")


def _name(request: MemberRequest) -> str:
    return clean(request.POST.get("name", ""))[:400]


def _members(request: MemberRequest) -> set[int]:
    return {whole(one) for one in request.POST.getlist("member")}


def _shown(request: MemberRequest, *, error: str = "", at: int = 0) -> HttpResponse:
    held = [
        {"team": one, "name": one.name, "in": {member.pk for member in one.members.all()}, "given": one.given}  # type: ignore[attr-defined]
        for one in verbs.teams(request.user)
    ]
    typed = {"name": _name(request), "in": _members(request)} if error else {"name": "", "in": set()}
    for one in held:
        if error and one["team"].pk == at:
            one.update(typed)
    context = {
        "teams": held,
        "candidates": verbs.candidates(request.user),
        "typed": {"name": "", "in": set()} if at else typed,
        "error": error,
        "at": at,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "work/teams.html", context, status=status)
