"""The campaigns of a brand, each with its state and its numbers, and the first step of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.brand.spoken import told
from askfirst.campaigns import access, writing
from askfirst.campaigns.models import Campaign, Recipient
from askfirst.consent.models import List, Membership
from askfirst.web.campaign_frame import mark
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest

State = Campaign.State
SHOWN = 25
LONGEST_SEARCH = 120
GROUPS = {
    "": (gettext_lazy("All"), tuple(State)),
    "writing": (gettext_lazy("Being written"), (State.DRAFT, State.WAITING, State.APPROVED)),
    "under-way": (gettext_lazy("Under way"), (State.SCHEDULED, State.RUNNING, State.PAUSED)),
    "over": (gettext_lazy("Over"), (State.DONE, State.STOPPED)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One campaign in the list."""

    campaign: Campaign
    icon: str
    colour: str
    people: int
    """Recipients so far; 0 before it began."""
    reached: int
    """Of them: it left for them, or is about to."""


@for_members
@require_safe
def campaigns(request: MemberRequest) -> HttpResponse:
    """All of them, narrowed by state and by words of the name."""
    rows = access.campaigns(request.user)
    group = request.GET.get("state", "")
    group = group if group in GROUPS else ""
    said = " ".join(plain(request.GET.get("q", "")).split())[:LONGEST_SEARCH]
    after = min(whole(request.GET.get("after")), 100_000)
    found = rows.filter(state__in=GROUPS[group][1])
    found = found.filter(name__icontains=said) if said else found
    part = list(found[after : after + SHOWN + 1])
    kept = {name: value for name, value in (("state", group), ("q", said)) if value}
    context = {
        "lines": _lines(part[:SHOWN]),
        "groups": [(name, label, name == group) for name, (label, _states) in GROUPS.items()],
        "group": group,
        "said": said,
        "next": urlencode(kept | {"after": after + SHOWN}) if len(part) > SHOWN else "",
        "previous": urlencode(kept | {"after": max(0, after - SHOWN)}) if after else "",
        "has_any": bool(part) or rows.exists(),
        "lists": _lists(request),
        "may_write": may(request.user, Right.COMPOSE),
        "may_make_lists": may(request.user, Right.LISTS),
    }
    return render(request, "campaigns/list.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Its name, the list, and the channel; everything else comes after."""
    require(request.user, Right.COMPOSE)
    error = ""
    if request.method == "POST":
        on = _lists(request).filter(pk=whole(request.POST.get("list"))).first()
        channel = _channels(request).filter(pk=whole(request.POST.get("channel"))).first()
        if on is None or channel is None:
            error = _("Choose the list and the channel.")
        else:
            try:
                made = writing.new(request.user, on, channel, request.POST.get("name", ""))
            except writing.CannotChange as why:
                error = told(why)
            else:
                return redirect("campaign-write", made.pk)
    return _form(request, error)


@for_members
@require_safe
def campaign(request: MemberRequest, pk: int) -> HttpResponse:
    """Where it goes on: at its words while it is written, at the results once it began."""
    held = access.campaign(request.user, pk)
    if held.state == State.WAITING:
        return redirect("campaign-review", pk)
    if held.state in (State.APPROVED, State.SCHEDULED):
        return redirect("campaign-send", pk)
    return redirect("campaign-write" if held.state == State.DRAFT else "campaign-results", pk)


@for_members
@require_POST
def copy(request: MemberRequest, pk: int) -> HttpResponse:
    """A new one with the same words, for the same list."""
    held = access.campaign(request.user, pk)
    try:
        made = writing.copy(request.user, held)
    except writing.CannotChange as why:
        messages.warning(request, told(why))
        return redirect("campaign", pk)
    messages.success(request, _("This is a copy of “%(name)s”, to be written on.") % {"name": held.name})
    return redirect("campaign-write", made.pk)


def _lines(rows: Iterable[Campaign]) -> list[Line]:
    """Two queries for any number of them."""
    held = list(rows)
    counted = Recipient.objects.filter(campaign__in=[one.pk for one in held]).order_by()
    people: dict[int, int] = {}
    reached: dict[int, int] = {}
    for row in counted.values("campaign", "state").annotate(many=Count("pk")):
        people[row["campaign"]] = people.get(row["campaign"], 0) + row["many"]
        if row["state"] == Recipient.State.RELEASED:
            reached[row["campaign"]] = row["many"]
    return [
        Line(
            campaign=one,
            icon=mark(one)[0],
            colour=mark(one)[1],
            people=people.get(one.pk, 0),
            reached=reached.get(one.pk, 0),
        )
        for one in held
    ]


def _form(request: MemberRequest, error: str) -> HttpResponse:
    lists = list(_lists(request))
    every = list(_channels(request))
    channels = [one for one in every if any(_goes(held, one) for held in lists)] or every
    counted = Membership.objects.filter(list__in=lists, state=Membership.State.ACTIVE).order_by()
    sizes = dict(counted.values_list("list").annotate(many=Count("pk")))
    chosen = whole(request.POST.get("list") or request.GET.get("list"))
    typed: dict[str, Any] = {
        "name": request.POST.get("name", ""),
        "list": chosen or (lists[0].pk if len(lists) == 1 else 0),
        "channel": whole(request.POST.get("channel")) or (channels[0].pk if len(channels) == 1 else 0),
    }
    context = {
        "error": error,
        "typed": typed,
        "lists": [(one, sizes.get(one.pk, 0)) for one in lists],
        "channels": channels,
        "may_make_lists": may(request.user, Right.LISTS),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "campaigns/new.html", context, status=status)


def _goes(on: List, channel: Channel) -> bool:
    """Whether the list promises to write on the network of this channel."""
    return not on.networks or channel.network in on.networks


def _lists(request: MemberRequest) -> Any:
    """Whoever writes chooses among all lists in use; to set one up is another right."""
    return List.objects.filter(brand_id=request.user.brand_id, closed_at=None).order_by("name", "pk")


def _channels(request: MemberRequest) -> Any:
    rows = Channel.objects.select_related("brand").filter(brand_id=request.user.brand_id)
    return rows.exclude(state=Channel.State.OFF).order_by("network", "pk")
