"""When and how a campaign goes out, the last look before it does, and the buttons that hold it back or end it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.campaigns import access, approving, running, testing, writing
from askfirst.campaigns.models import Campaign, Review
from askfirst.policy.model import Verdict
from askfirst.web.campaign_audience import in_words
from askfirst.web.campaign_dry_run import answer_of
from askfirst.web.campaign_frame import page
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.campaigns.models import Version
    from askfirst.web.members import MemberRequest

State = Campaign.State


class _NoTime(ValueError):  # noqa: N818 -- it says what the matter is
    """What was typed is no day and hour."""


@for_members
@require_http_methods(["GET", "POST"])
def send(request: MemberRequest, pk: int) -> HttpResponse:
    """Say when it goes and what becomes of it for whom has had enough; then look at it for the last time."""
    held = access.campaign(request.user, pk)
    if request.method == "GET":
        return _shown(request, held, _kept(held))
    require(request.user, Right.COMPOSE, held.brand_id)
    try:
        writing.settle(request.user, held, _settings(request, held))
    except (_NoTime, writing.CannotChange) as why:
        return _shown(request, held, _typed(request), error=told(why))
    messages.success(request, _("Saved."))
    return redirect("campaign-send", pk)


@for_members
@require_POST
def run(request: MemberRequest, pk: int) -> HttpResponse:
    """Send it, hold it back, let it go on, or end it."""
    held = access.campaign(request.user, pk)
    require(request.user, Right.SEND_TO_MANY, held.brand_id)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        messages.warning(request, _("Nothing was done: choose what to do."))
        return redirect("campaign", pk)
    try:
        act(request.user, held)
    except writing.CannotChange as why:
        messages.warning(request, told(why))
        is_before = held.state in writing.OPEN
        return redirect("campaign-send" if is_before else "campaign-results", pk)
    messages.success(request, _said(held))
    return redirect("campaign-send" if held.state == State.APPROVED else "campaign-results", pk)


@for_members
@require_POST
def test(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the newest version to the member who asks, as a mail to themselves."""
    held = access.campaign(request.user, pk)
    try:
        asked = testing.ask(request.user, held)
    except writing.CannotChange as why:
        messages.warning(request, told(why))
    else:
        messages.success(request, _("A test is on its way to %(email)s.") % {"email": asked.to})
    return redirect("campaign-write", pk)


def _start(member: Member, held: Campaign) -> None:
    running.start(member, held)


def _unschedule(member: Member, held: Campaign) -> None:
    running.unschedule(member, held)


def _pause(member: Member, held: Campaign) -> None:
    running.pause(member, held)


def _resume(member: Member, held: Campaign) -> None:
    running.resume(member, held)


def _stop(member: Member, held: Campaign) -> None:
    running.stop(member, held)


_ACTS: dict[str, Callable[[Member, Campaign], None]] = {
    "start": _start,
    "unschedule": _unschedule,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
}


def _said(held: Campaign) -> str:
    return {
        State.APPROVED: _("It does not go out at its hour any more. It waits for somebody to press Send."),
        State.SCHEDULED: _("It waits for its hour. Each person is asked about once more then."),
        State.RUNNING: _("It is being sent. Each person is asked about once more at their turn."),
        State.PAUSED: _("It is paused: nothing more leaves, what waits in the queue included."),
        State.STOPPED: _("It is stopped for good. What has left has left; nothing more does."),
    }[State(held.state)]


def _settings(request: MemberRequest, held: Campaign) -> writing.Settings:
    """What the form says.  Raises _NoTime where day or hour cannot be read."""
    said = request.POST
    at = None
    if said.get("when") in {"hour", "local"}:
        try:
            at = datetime.fromisoformat(said.get("at", "")).replace(tzinfo=timezone.get_current_timezone())
        except ValueError as wrong:
            raise _NoTime(_("Choose the day and the hour.")) from wrong
        if at <= timezone.now() and at != held.scheduled_at:
            raise _NoTime(_("This hour is over. Choose one that is still to come."))
    return writing.Settings(
        name=said.get("name", held.name),
        capped=said.get("capped", ""),
        defer_days=whole(said.get("defer_days")) or 0,
        scheduled_at=at,
        is_local=said.get("when") == "local",
    )


def _kept(held: Campaign) -> dict[str, Any]:
    when = ("local" if held.is_local else "hour") if held.scheduled_at else "now"
    at = timezone.localtime(held.scheduled_at).strftime("%Y-%m-%dT%H:%M") if held.scheduled_at else ""
    return {
        "name": held.name,
        "when": when,
        "at": at,
        "capped": held.capped,
        "defer_days": held.defer_days,
    }


def _typed(request: MemberRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "")[:200] for name in ("name", "when", "at", "capped", "defer_days")}


def _shown(request: MemberRequest, held: Campaign, typed: dict[str, Any], *, error: str = "") -> HttpResponse:
    newest = access.version(held)
    context = {
        "typed": typed,
        "error": error,
        "capped": Campaign.Capped.choices,
        "longest_defer": writing.LONGEST_DEFER,
        "zone": held.brand.time_zone,
        "audience_words": in_words(held, newest.audience) if newest else "",
        "yes": _yes(held, newest) if newest else None,
        **_counted(held, newest),
    }
    return page(request, held, "send", context, is_refused=bool(error))


def _yes(held: Campaign, newest: Version) -> Review | None:
    """Who said yes to the newest version."""
    if not approving.is_approved(held):
        return None
    rows = held.reviews.filter(version=newest, kind=Review.Kind.APPROVED)
    return rows.select_related("member").order_by("-pk").first()


def _counted(held: Campaign, newest: Version | None) -> dict[str, Any]:
    """What the dry run says, where it is quick or was asked just now."""
    if newest is None or held.state not in writing.OPEN:
        return {}
    try:
        answer = answer_of(held, newest, is_wanted=False)
    except writing.CannotChange as why:
        return {"wrong_audience": told(why)}
    return {"answer": answer, "counts": {str(one): answer.count(one) for one in Verdict}}
