"""What every page of the team asks for first: a signed-in member, and their brand's clock."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from askfirst.brand.changes import newest
from askfirst.brand.models import Member
from askfirst.brand.roles import Right, may

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase
    from django_htmx.middleware import HtmxDetails

Answer = TypeVar("Answer", bound="HttpResponseBase")


class MemberRequest(HttpRequest):
    """A request of a signed-in member."""

    user: Member
    htmx: HtmxDetails
    feed_at: int
    """The newest row of the live feed when the page was asked for: its screen goes on from there."""


def for_members(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Let only members in, and show every time in their brand's zone."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
        if not isinstance(request.user, Member) or not request.user.is_active:
            return _to_login(request)
        with timezone.override(ZoneInfo(request.user.brand.time_zone)):
            request.feed_at = 0 if request.htmx else newest()
            return view(request, *args, **kwargs)

    return guarded


def _to_login(request: Any) -> HttpResponse:
    """A whole page goes to sign in and comes back; a fragment takes the page around it along."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    here = urlsplit(request.htmx.current_url or "/")
    login = redirect_to_login(here.path, resolve_url("account_login"))
    return HttpResponseClientRedirect(login.url)


def first_screen(member: Member) -> str:
    """Where somebody begins who signs in: at the inbox; where their role may not read it, at the texts that they write."""
    return resolve_url("inbox" if may(member, Right.READ_INBOX) else "campaigns")


def whole(text: str | None) -> int:
    """A whole number out of an address; 0 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
