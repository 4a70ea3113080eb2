"""What is done to many conversations at once: what is chosen in the list, how far it is, and how it is undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Right, require
from askfirst.inbox import listing
from askfirst.inbox.models import Label, Thread
from askfirst.web import putting_off, words
from askfirst.web.inbox_filters import PRIORITIES, Known, query_of, wanted_by
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.work import batches
from askfirst.work.models import Batch, Macro

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from askfirst.work.steps import Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What the bar below the list offers."""

    labels: list[Label]
    teams: list[Team]
    colleagues: list[Member]
    macros: list[Macro]
    priorities: list[tuple[int, str]]
    pauses: list[putting_off.Choice]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Deed:
    """What is to be done, as steps and in words; `by` is the macro that says so."""

    steps: list[Step]
    says: str
    by: str = ""


def choices(known: Known) -> Choices:
    """Everything that can be done with what is chosen."""
    brand = known.member.brand_id
    return Choices(
        labels=known.labels,
        teams=known.teams,
        colleagues=known.colleagues,
        macros=list(Macro.objects.filter(brand_id=brand).order_by("name")),
        priorities=[(int(rank), str(word)) for rank, word in PRIORITIES.items()],
        pauses=putting_off.choices(timezone.now(), timezone.get_current_timezone()),
    )


@for_members
@require_POST
def bulk(request: MemberRequest) -> HttpResponse:
    """Do one thing to everything that is ticked, or to all that the list holds."""
    require(request.user, Right.REPLY)
    shown = wanted_by(request.user, QueryDict(request.POST.get("query", "").lstrip("?")))
    try:
        deed = _deed(request)
        chosen = (
            listing.matching(request.user, shown, listing.MOST_MATCHING)
            if request.POST.get("everything")
            else [whole(one) for one in request.POST.getlist("thread")]
        )
        done = batches.start(request.user, deed.steps, chosen, says=deed.says, by=deed.by)
    except ValueError as error:
        return _refused(request, str(error), query_of(shown))
    if request.htmx:
        return _shown(request, done)
    return redirect(reverse("inbox") + query_of(shown))


@for_members
@require_safe
def batch(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is, and what went wrong with which conversation."""
    found = batches.batch(request.user, pk)
    if request.htmx and found.is_put_away:  # such as a macro, of which its conversation tells
        return render(request, "inbox/batch.html", batch_context(batches.latest(request.user)))
    return _shown(request, found) if request.htmx else redirect("inbox")


@for_members
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Put back what was before."""
    done = batches.undo(request.user, batches.batch(request.user, pk))
    return _shown(request, done) if request.htmx else redirect("inbox")


@for_members
@require_POST
def put_away(request: MemberRequest, pk: int) -> HttpResponse:
    """Hear of it no longer."""
    batches.put_away(request.user, batches.batch(request.user, pk))
    if request.htmx:
        return render(request, "inbox/batch.html", {"batch": None})
    return redirect("inbox")


def batch_context(found: Batch | None) -> dict[str, Any]:
    """What the line about a batch shows."""
    if found is None:
        return {"batch": None}
    problems = batches.problems(found)
    is_short = len(problems) < batches.MOST_SAID
    return {
        "batch": found,
        "batch_problems": problems,
        "batch_problem_count": len(problems) if is_short else batches.count_problems(found),
        "batch_done": found.total - found.left if found.state == Batch.State.UNDOING else found.upto,
    }


def _shown(request: HttpRequest, found: Batch) -> HttpResponse:
    return render(request, "inbox/batch.html", batch_context(found))


def _refused(request: MemberRequest, sentence: str, query: str) -> HttpResponse:
    if request.htmx:
        return trigger_client_event(HttpResponse(status=204), "say", {"title": sentence, "text": ""})
    messages.warning(request, sentence)
    return redirect(reverse("inbox") + query)


def _deed(request: MemberRequest) -> _Deed:
    """What the form says is to be done.

    Raises:
        ValueError: it says nothing that can be done; the sentence says what to choose.
    """
    act = _DEEDS.get(request.POST.get("do", ""))
    if act is None:
        raise ValueError(_("Choose what to do with them."))
    return act(request)


def _state(state: str) -> Callable[[MemberRequest], _Deed]:
    def deed(_request: MemberRequest) -> _Deed:
        said = {"done": _("Done"), "no_reply": _("No reply needed"), "open": _("Opened again")}
        return _Deed(steps=[{"do": "state", "to": state}], says=said[state])

    return deed


def _later(request: MemberRequest) -> _Deed:
    return _put_off(later=request.POST.get("later", ""))


def _custom(request: MemberRequest) -> _Deed:
    return _put_off(later="custom", custom=request.POST.get("custom", ""))


def _put_off(**typed: str) -> _Deed:
    until = putting_off.chosen(typed)
    step = {"do": "later", "until": until.isoformat()}
    at = words.when(until, timezone.now(), timezone.get_current_timezone())
    return _Deed(steps=[step], says=_("Put off until %(moment)s") % {"moment": at})


def _assign(request: MemberRequest) -> _Deed:
    given = request.POST.get("assignee", "")
    if given == "nobody":
        return _Deed(steps=[{"do": "assign", "member": None}], says=_("Given to nobody"))
    rows = Member.objects.filter(brand_id=request.user.brand_id, is_active=True, pk=whole(given))
    colleague = rows.first()
    if colleague is None:
        raise ValueError(_("Choose the colleague to whom they are given."))
    says = _("Given to %(name)s") % {"name": colleague}
    return _Deed(steps=[{"do": "assign", "member": colleague.pk}], says=says)


def _team(request: MemberRequest) -> _Deed:
    given = request.POST.get("team", "")
    if given == "none":
        return _Deed(steps=[{"do": "team", "team": None}], says=_("Given to no team"))
    team = Team.objects.filter(brand_id=request.user.brand_id, pk=whole(given)).first()
    if team is None:
        raise ValueError(_("Choose the team to which they are given."))
    return _Deed(steps=[{"do": "team", "team": team.pk}], says=_("Given to %(name)s") % {"name": team})


def _label(request: MemberRequest, do: str = "label") -> _Deed:
    label = Label.objects.filter(brand_id=request.user.brand_id, pk=whole(request.POST.get("label"))).first()
    if label is None:
        raise ValueError(_("Choose the label first."))
    said = _("Label “%(name)s” put on") if do == "label" else _("Label “%(name)s” taken off")
    return _Deed(steps=[{"do": do, "label": label.pk}], says=said % {"name": label})


def _unlabel(request: MemberRequest) -> _Deed:
    return _label(request, "unlabel")


def _priority(request: MemberRequest) -> _Deed:
    given = request.POST.get("priority", "")
    rank = next((rank for rank in PRIORITIES if str(int(rank)) == given), None)
    if rank is None:
        raise ValueError(_("Choose how urgent they are."))
    says = _("Priority: %(priority)s") % {"priority": PRIORITIES[rank]}
    return _Deed(steps=[{"do": "priority", "to": int(rank)}], says=says)


def _macro(request: MemberRequest) -> _Deed:
    macro = Macro.objects.filter(brand_id=request.user.brand_id, pk=whole(request.POST.get("macro"))).first()
    if macro is None:
        raise ValueError(_("Choose the macro first."))
    return _Deed(steps=list(macro.steps), says=_("Macro “%(name)s”") % {"name": macro}, by=macro.name)


_DEEDS: dict[str, Callable[[MemberRequest], _Deed]] = {
    Thread.State.DONE: _state("done"),
    Thread.State.NO_REPLY: _state("no_reply"),
    Thread.State.OPEN: _state("open"),
    "later": _later,
    "custom": _custom,
    "assign": _assign,
    "team": _team,
    "label": _label,
    "unlabel": _unlabel,
    "priority": _priority,
    "macro": _macro,
}
