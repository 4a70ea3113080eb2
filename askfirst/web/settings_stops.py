"""Settings: the stop list.  Type an address to see whether and why it is on it; add one; take off what the team may."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may
from askfirst.consent import lifting, stop_list
from askfirst.consent.models import List
from askfirst.networks import catalog
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def stops(request: MemberRequest) -> HttpResponse:
    """The page.  An address is typed into a form that is posted, so that it stands in no log of addresses."""
    if request.method != "POST":
        return _shown(request)
    network, address = request.POST.get("network", "email"), request.POST.get("address", "")
    try:
        if request.POST.get("do") == "add":
            on = _list(request)
            stop_list.add(request.user, network, address, request.POST.get("evidence", ""), on)
            messages.success(
                request, _("It is on the stop list. It holds at once, also for what is on its way.")
            )
            return redirect("settings-stops")
        if request.POST.get("do") == "lift":
            return _lift(request, network, address)
        if request.POST.get("do") == "answer":
            return _answer(request)
        return _shown(request, found=stop_list.find(request.user, network, address))
    except stop_list.CannotStop as why:
        return _shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, error=why)


def _lift(request: MemberRequest, network: str, address: str) -> HttpResponse:
    """One member takes it off, or asks for the yes of a second."""
    found = stop_list.find(request.user, network, address)
    try:
        asked = lifting.ask(
            request.user, whole(request.POST.get("stop", "")), found.address, request.POST.get("reason", "")
        )
    except lifting.CannotLift as why:
        return _shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, found=found, lift_error=str(why))
    if asked.answer:
        messages.success(
            request, _("It is off the stop list. Whether you may write is asked for each message.")
        )
    else:
        who = ", ".join(str(one) for one in lifting.who_may_answer(asked))
        says = (
            _("It waits for a second of the team. These may say yes: %(names)s.") % {"names": who}
            if who
            else _("It waits for a second of the team. Nobody else here may approve yet: invite somebody.")
        )
        messages.info(request, says)
    return redirect("settings-stops")


def _answer(request: MemberRequest) -> HttpResponse:
    """The second member says yes or no."""
    is_yes = request.POST.get("word") == "yes"
    pk = whole(request.POST.get("lifting", ""))
    try:
        lifting.answer(request.user, pk, request.POST.get("remark", ""), is_yes=is_yes)
    except lifting.CannotLift as why:
        return _shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, answer_error=str(why), answered=pk)
    if is_yes:
        messages.success(
            request, _("It is off the stop list. Whether you may write is asked for each message.")
        )
    else:
        messages.success(request, _("It stays on the stop list."))
    return redirect("settings-stops")


def _list(request: MemberRequest) -> List | None:
    asked = request.POST.get("list", "")
    if not asked:
        return None
    rows = List.objects.filter(brand=request.user.brand_id)
    found = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    if found is None:
        raise stop_list.CannotStop(_("There is no such list: choose one of those shown."), "list")
    return found


def _shown(request: MemberRequest, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    used = set(Channel.objects.filter(brand=request.user.brand_id).values_list("network", flat=True)) | {
        "email"
    }
    waiting = lifting.waiting(request.user)
    context = {
        "counts": stop_list.counts(request.user),
        "newest": stop_list.newest(request.user),
        "networks": [name for name in catalog.NETWORKS if name in used and name != "page"],
        "lists": List.objects.filter(brand=request.user.brand_id).order_by("name"),
        "who_lifts": lifting.WHO_LIFTS,
        "by_one": [reason for reason, who in lifting.WHO.items() if who is lifting.Who.ONE],
        "by_two": [reason for reason, who in lifting.WHO.items() if who is lifting.Who.TWO],
        "waiting": waiting,
        "asked_about": {one.suppression_id for one in waiting},
        "may_answer": may(request.user, Right.APPROVE),
        "typed": request.POST,
        **more,
    }
    answer = render(request, "settings/stops.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
