"""Settings: the browsers in which a member is told also while no page of ours is open there."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askfirst.brand import devices
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.web.members import MemberRequest

# The first that the browser's own line names: Edge names Chrome too, and Chrome Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@for_members
@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """This browser subscribed: tell the member here too.  A script asks; a refusal is a sentence."""
    post = request.POST
    try:
        devices.add(
            request.user,
            post.get("endpoint", ""),
            post.get("key", ""),
            post.get("secret", ""),
            named(request.headers.get("User-Agent", "")),
        )
    except ValueError as why:
        return HttpResponse(
            str(why), status=HTTPStatus.UNPROCESSABLE_ENTITY, content_type="text/plain; charset=utf-8"
        )
    return render(request, "notifications/devices.html", context(request.user))


@for_members
@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    """This browser unsubscribed.  Nothing is wrong with one that was never known."""
    devices.remove_here(request.user, request.POST.get("endpoint", ""))
    return render(request, "notifications/devices.html", context(request.user))


@for_members
@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the member in that browser no more."""
    if not devices.remove(request.user, pk):
        raise Http404(_("this device is not among yours any more"))
    messages.success(request, _("Removed. Nothing is pushed to that browser any more."))
    return redirect("settings-notices")


def context(member: Member) -> dict[str, Any]:
    """What the list of devices needs."""
    return {"devices": devices.of(member), "push_key": devices.public_key()}


def named(agent: str) -> str:
    """What a browser is called in a list, by the line with which it names itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), _("A browser"))
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
