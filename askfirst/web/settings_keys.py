"""Settings: the keys that a member works with."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand import keys as verbs
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from askfirst.web.members import MemberRequest

_BEFORE = "key-"
"""Begins the name of each field; what is typed beyond so many signs is no key."""
_LONGEST = 12


@for_members
@require_http_methods(["GET", "POST"])
def keys(request: MemberRequest) -> HttpResponse:
    """Which key does what for this member, and whether keys that are pressed alone do anything."""
    if request.method == "GET":
        return _shown(request)
    if "reset" in request.POST:
        verbs.reset(request.user)
        messages.success(request, _("Every key is as usual again."))
        return redirect("settings-keys")
    typed = {
        name.removeprefix(_BEFORE): value[:_LONGEST]
        for name, value in request.POST.dict().items()
        if name.startswith(_BEFORE)
    }
    try:
        verbs.choose(request.user, typed, is_on="on" in request.POST, sends_by_enter="enter" in request.POST)
    except verbs.CannotSetKeysError as why:
        return _shown(request, typed, why.problems)
    messages.success(request, _("Saved. It holds in every browser of yours."))
    return redirect("settings-keys")


@for_members
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Keys that are pressed alone, on or off; from the list of keys itself."""
    verbs.switch(request.user, is_on="on" in request.POST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if request.htmx else redirect("settings-keys")


def _shown(
    request: MemberRequest, typed: dict[str, str] | None = None, problems: dict[str, str] | None = None
) -> HttpResponse:
    """The form; what was typed stands there still, and what is wrong stands beside it."""
    typed, problems = typed or {}, problems or {}
    groups = [
        (
            title,
            [
                {
                    "one": one,
                    "now": typed.get(one.name, verbs.key_of(request.user, one.name)),
                    "problem": problems.get(one.name, ""),
                }
                for one in verbs.SINGLE[group]
            ],
            verbs.FIXED[group],
        )
        for group, title in verbs.GROUPS.items()
    ]
    said = request.POST if problems else None
    context = {
        "groups": groups,
        "is_on": "on" in said if said is not None else verbs.are_on(request.user),
        "enter_sends": "enter" in said if said is not None else verbs.enter_sends(request.user),
        "problems": problems,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "settings/keys.html", context, status=status)
