"""Settings: rules for the inbox.  Kept, ordered, switched, and tried out on what happened lately."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Label
from askfirst.web import rule_form, step_form
from askfirst.web.members import for_members
from askfirst.work import automations as verbs
from askfirst.work import choices, trying
from askfirst.work.macros import CannotKeep

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest
    from askfirst.work.models import Automation

SHOWN = 20
"""So many that would have fitted are shown one by one."""
LATELY = 30
"""So many runs of one rule are shown."""


@for_members
@require_safe
def rules(request: MemberRequest) -> HttpResponse:
    """Every rule in words, in the order in which they are asked."""
    held = list(verbs.automations(request.user))
    brand = request.user.brand
    known, names, stale = choices.words(brand), _names(request), verbs.stale(held)
    rows = [
        {
            "rule": one,
            "when": rule_form.in_words(one, names),
            "then": choices.sentences(brand, one.steps, known=known),
            "is_stale": one.pk in stale,
            "answers": bool(one.approved),
        }
        for one in held
    ]
    return render(request, "work/rules.html", {"rules": rows})


@for_members
@require_http_methods(["GET", "POST"])
def rule(request: MemberRequest, pk: int = 0) -> HttpResponse:
    """Make one, change one, try one out, or give it up."""
    require(request.user, Right.SORT)
    held = verbs.automation(request.user, pk) if pk else None
    if request.method == "GET":
        fields = step_form.kept(request.user.brand, held.steps if held else [], is_rule=True)
        return _shown(request, held, rule_form.kept(held), fields)
    act = request.POST.get("do", "save")
    if held and act == "delete":
        verbs.delete(request.user, held)
        says = _("The rule “%(name)s” is gone. What it did stays done.") % {"name": held}
    elif act == "more":
        return _again(request, held)
    else:
        try:
            wanted = rule_form.wanted(request)
            verbs.check(wanted)
            if act == "try":
                return _again(request, held, trial=trying.try_out(request.user, wanted))
            kept = verbs.save(request.user, wanted, held)
        except (CannotKeep, choices.CannotChoose, PermissionDenied) as why:
            return _again(request, held, error=str(why))
        says = _("“%(name)s” is saved. It concerns what happens from now on.") % {"name": kept}
    messages.success(request, says)
    return redirect("settings-rules")


@for_members
@require_POST
def act(request: MemberRequest, pk: int) -> HttpResponse:
    """Switch one on or off, or ask it earlier or later."""
    held = verbs.automation(request.user, pk)
    wanted = request.POST.get("do", "")
    if wanted in {"up", "down"}:
        verbs.move(request.user, held, up=wanted == "up")
    elif wanted in {"on", "off"}:
        verbs.switch(request.user, held, is_on=wanted == "on")
        said = _("“%(name)s” is on.") if wanted == "on" else _("“%(name)s” is off.")
        messages.success(request, said % {"name": held})
    return redirect("settings-rules")


def _names(request: MemberRequest) -> dict[str, dict[int, str]]:
    brand = request.user.brand_id
    return {
        "channel": dict(Channel.objects.filter(brand=brand).values_list("pk", "name")),
        "label": dict(Label.objects.filter(brand=brand).values_list("pk", "name")),
    }


def _again(
    request: MemberRequest, held: Automation | None, *, error: str = "", trial: trying.Trial | None = None
) -> HttpResponse:
    """The form with all that was typed."""
    values, note = step_form.typed(request)
    fields = step_form.shown(request.user.brand, values, note, is_rule=True)
    return _shown(request, held, rule_form.typed(request), fields, error=error, trial=trial)


def _shown(  # noqa: PLR0913 -- one page
    request: MemberRequest,
    held: Automation | None,
    typed: dict[str, Any],
    fields: step_form.StepForm,
    *,
    error: str = "",
    trial: trying.Trial | None = None,
) -> HttpResponse:
    context: dict[str, Any] = rule_form.choices_for(request.user.brand) | {
        "rule": held,
        "typed": typed,
        "fields": fields,
        "error": error,
        "trial": trial,
        "fitting": trial.fitting[:SHOWN] if trial else [],
        "runs": held.runs.filter(is_taken=True).select_related("thread__contact").order_by("-pk")[:LATELY]
        if held
        else [],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "work/rule.html", context, status=status)
