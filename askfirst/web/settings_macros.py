"""Settings: several steps under one name."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand.roles import Right, require
from askfirst.web import step_form
from askfirst.web.members import for_members
from askfirst.web.typed import clean
from askfirst.work import choices
from askfirst.work import macros as verbs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest
    from askfirst.web.step_form import StepForm
    from askfirst.work.models import Macro


@for_members
@require_safe
def macros(request: MemberRequest) -> HttpResponse:
    """Every macro with its steps in words."""
    require(request.user, Right.SORT)
    brand = request.user.brand
    known = choices.words(brand)
    held = [
        {"macro": one, "says": choices.sentences(brand, one.steps, known=known)}
        for one in verbs.macros(request.user)
    ]
    return render(request, "work/macros.html", {"macros": held})


@for_members
@require_http_methods(["GET", "POST"])
def macro(request: MemberRequest, pk: int = 0) -> HttpResponse:
    """Make one, change one, or give it up.  More places for steps keep all that was chosen."""
    require(request.user, Right.SORT)
    held = verbs.macro(request.user, pk) if pk else None
    brand = request.user.brand
    if request.method == "GET":
        fields = step_form.kept(brand, held.steps if held else [])
        return _shown(request, held, held.name if held else "", fields)
    if held and request.POST.get("do") == "delete":
        verbs.delete(request.user, held)
        messages.success(request, _("The macro “%(name)s” is gone. What it did stays done.") % {"name": held})
        return redirect("settings-macros")
    values, note = step_form.typed(request)
    name = clean(request.POST.get("name", ""))[:400]
    if request.POST.get("do") == "more":
        return _shown(request, held, name, step_form.shown(brand, values, note))
    try:
        kept = verbs.save(request.user, name, choices.read(brand, values, note), held)
    except (verbs.CannotKeep, choices.CannotChoose) as why:
        return _shown(request, held, name, step_form.shown(brand, values, note), error=str(why))
    messages.success(
        request, _("“%(name)s” is saved. It stands in the menu of every conversation.") % {"name": kept}
    )
    return redirect("settings-macros")


def _shown(
    request: MemberRequest, held: Macro | None, name: str, fields: StepForm, *, error: str = ""
) -> HttpResponse:
    context = {"macro": held, "name": name, "fields": fields, "error": error}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "work/macro.html", context, status=status)
