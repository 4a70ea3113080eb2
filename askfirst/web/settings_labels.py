"""Settings: the words that the team puts on conversations."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.inbox import labels as verbs
from askfirst.inbox.models import Label
from askfirst.web.members import for_members, whole
from askfirst.web.typed import clean

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_http_methods(["GET", "POST"])
def labels(request: MemberRequest) -> HttpResponse:
    """Every label, and a form for a new one."""
    if request.method == "GET":
        return _shown(request)
    try:
        made = verbs.save(request.user, _name(request), request.POST.get("colour", ""))
    except verbs.CannotLabel as why:
        return _shown(request, error=str(why))
    messages.success(request, _("The label “%(name)s” can be put on conversations now.") % {"name": made})
    return redirect("settings-labels")


@for_members
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name or colour; into another label; or away."""
    label = verbs.labels(request.user).filter(pk=pk).first()
    if label is None:
        raise Http404(_("there is no such label in this brand"))
    act = _ACTS.get(request.POST.get("do", "save"), _save)
    try:
        messages.success(request, act(request, label))
    except verbs.CannotLabel as why:
        return _shown(request, error=str(why), at=pk)
    return redirect("settings-labels")


def _save(request: MemberRequest, label: Label) -> str:
    verbs.save(request.user, _name(request), request.POST.get("colour", ""), label)
    return _("Saved. Conversations show it so from now on.")


def _merge(request: MemberRequest, label: Label) -> str:
    into = Label.objects.filter(pk=whole(request.POST.get("into")), brand_id=label.brand_id).first()
    if into is None:
        raise verbs.CannotLabel(_("Choose the label that stays."))
    moved = verbs.merge(request.user, label, into)
    said = ngettext(
        "%(count)d conversation bears “%(name)s” now.", "%(count)d conversations bear “%(name)s” now.", moved
    )
    return said % {"count": moved, "name": into}


def _delete(request: MemberRequest, label: Label) -> str:
    name = label.name
    borne = verbs.delete(request.user, label)
    said = ngettext(
        "“%(name)s” is gone. %(count)d conversation bore it, and stays.",
        "“%(name)s” is gone. %(count)d conversations bore it, and stay.",
        borne,
    )
    return said % {"count": borne, "name": name}


_ACTS = {"save": _save, "merge": _merge, "delete": _delete}


def _name(request: MemberRequest) -> str:
    return clean(request.POST.get("name", ""))[:400]


def _shown(request: MemberRequest, *, error: str = "", at: int = 0) -> HttpResponse:
    """All of them; `at` is the one that something was wrong with, 0 the new one: what was typed stands there still."""
    held = list(verbs.labels(request.user))
    typed = {"name": _name(request), "colour": request.POST.get("colour", Label.Colour.GREY)}
    for one in held:
        if one.pk == at and error and request.POST.get("do") == "save":
            one.name, one.colour = typed["name"], typed["colour"]
    context = {
        "labels": held,
        "colours": Label.Colour.choices,
        "typed": typed if error and not at else {"name": "", "colour": Label.Colour.GREY},
        "error": error,
        "at": at,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "work/labels.html", context, status=status)
