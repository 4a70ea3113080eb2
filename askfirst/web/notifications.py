"""What came in, wherever the member is: the bell, the overview before opening, and the notice in the corner."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from askfirst.brand import notify
from askfirst.brand.models import Notification
from askfirst.web.members import MemberRequest, for_members, whole

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from askfirst.brand.models import Member

OVERVIEW = 8
PAGE = 50
TOASTS = 3


@for_members
@require_safe
def everything(request: MemberRequest) -> HttpResponse:
    """All notes of this member, newest first."""
    rows = _mine(request.user)
    before = whole(request.GET.get("before"))
    if before:
        rows = rows.filter(pk__lt=before)
    notes = list(rows.order_by("-pk")[: PAGE + 1])
    more = notes[PAGE - 1].pk if len(notes) > PAGE else 0
    return render(request, "notifications/all.html", {"notes": notes[:PAGE], "more": more})


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Who wrote, their first words and when: read before anything is opened."""
    return render(request, "notifications/overview.html", {"notes": _newest(request.user)})


@for_members
@require_POST
def seen(request: MemberRequest) -> HttpResponse:
    """Empty the badge."""
    notify.see(request.user)
    if not request.htmx:
        return redirect("notifications")
    return render(request, "notifications/overview.html", {"notes": _newest(request.user), "oob": True})


@for_members
@require_safe
def news(request: MemberRequest) -> HttpResponse:
    """Both badges as they are now, and a notice for each thing that came in since `since`."""
    since = _instant(request.GET.get("since", ""))
    rows = _mine(request.user).filter(seen_at=None)
    fresh = list(rows.filter(created_at__gt=since).order_by("created_at")[:TOASTS]) if since else []
    newest = fresh[-1].created_at if fresh else since or timezone.now()
    answer = render(request, "notifications/news.html", {"fresh": fresh})
    return trigger_client_event(answer, "news", {"since": newest.isoformat()})


@for_members
@require_safe
def bar(request: MemberRequest) -> HttpResponse:
    """The line above a member's own public page: what is new elsewhere, asked for again from time to time."""
    return render(request, "page/own_bar.html")


def _mine(member: Member) -> QuerySet[Notification]:
    return Notification.objects.filter(member=member, is_in_bell=True)


def _newest(member: Member) -> list[Notification]:
    return list(_mine(member).order_by("-created_at")[:OVERVIEW])


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
