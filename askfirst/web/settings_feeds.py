"""Settings: the team's blogs, whose new entries become drafts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand.roles import Right, require
from askfirst.drafts import access
from askfirst.drafts import feeds as verbs
from askfirst.drafts.models import Feed
from askfirst.web.members import MemberRequest, for_members

if TYPE_CHECKING:
    from django.http import HttpResponse


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: MemberRequest) -> HttpResponse:
    """Every blog with how it goes, and a form for a new one."""
    require(request.user, Right.EDIT_PAGE)
    if request.method != "POST":
        return _shown(request)
    try:
        verbs.add(request.user, request.POST.get("address", ""))
    except verbs.CannotRead as why:
        return _shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(why))
    messages.success(request, _("Its feed is being looked for. This page shows when it is found."))
    return redirect("settings-feeds")


@for_members
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Pause, go on, read now, read another feed of the site, or remove."""
    feed = access.feed(request.user, pk)
    do = request.POST.get("do", "")
    if do == "pause":
        verbs.pause(request.user, feed)
        messages.success(request, _("Paused: it is not asked until you let it go on."))
    elif do == "resume":
        verbs.resume(request.user, feed)
        messages.success(request, _("It is asked now."))
    elif do == "choose":
        if not verbs.choose(request.user, feed, request.POST.get("address", "")):
            messages.error(request, _("That feed is read already, or the site names it no more."))
    elif do == "remove":
        verbs.remove(request.user, feed)
        messages.success(request, _("Removed. Drafts that somebody has changed stay."))
    else:
        raise Http404(_("there is no such act"))
    return redirect("settings-feeds")


def _shown(request: MemberRequest, status: int = HTTPStatus.OK, error: str = "") -> HttpResponse:
    found = Feed.objects.filter(brand=request.user.brand).order_by("pk")
    context = {
        "feeds": found,
        "is_looking": any(feed.state == Feed.State.LOOKING for feed in found),
        "error": error,
        "typed": request.POST.get("address", ""),
    }
    template = "settings/feed_list.html" if request.htmx else "settings/feeds.html"
    return render(request, template, context, status=status)
