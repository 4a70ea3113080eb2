"""Settings: what you hear of, by which ways, and when you want quiet.  Every member's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from askfirst.brand import attention, notify
from askfirst.brand.attention import Attention, Ways
from askfirst.web import settings_devices
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest

_MAILS = (
    (attention.NEVER, gettext_lazy("No mail")),
    (attention.SOON, gettext_lazy("Mail at once")),
    (attention.HOURLY, gettext_lazy("Mail once an hour")),
    (attention.DAILY, gettext_lazy("Mail once a day")),
)


@for_members
@require_http_methods(["GET", "POST"])
def notices(request: MemberRequest) -> HttpResponse:
    """The rules, quiet hours and the member's clock."""
    if request.method == "GET":
        return _shown(request, _kept(request))
    try:
        wanted = _wanted(request)
        with transaction.atomic():
            attention.choose(request.user, wanted, request.POST.get("time_zone", "").strip()[:60])
            notify.forget_dues(request.user)
    except ValueError as why:
        return _shown(request, _typed(request), error=str(why))
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("settings-notices")


def _wanted(request: MemberRequest) -> Attention:
    post = request.POST
    quiet = attention.read_quiet(post.get("quiet_begins", ""), post.get("quiet_ends", ""))
    hour = post.get("daily_at", "8").strip()
    return Attention(
        ways={matter.key: _ways(request, matter.key) for matter in attention.MATTERS},
        quiet=quiet,
        urgent_comes_through=post.get("urgent_comes_through") == "yes",
        daily_at=whole(hour) if hour.isdecimal() else -1,
        shows_words=post.get("shows_words") == "yes",
    )


def _ways(request: MemberRequest, key: str) -> Ways:
    post = request.POST
    return Ways(
        bell=post.get(f"bell-{key}") == "yes",
        push=post.get(f"push-{key}") == "yes",
        mail=post.get(f"mail-{key}", attention.NEVER)[:10],
    )


def _kept(request: MemberRequest) -> dict[str, Any]:
    rules = attention.of(request.user)
    quiet = rules.quiet
    return {
        "lines": [
            {"key": one.key, "label": one.label, "ways": rules.of(one.key)} for one in attention.MATTERS
        ],
        "quiet_begins": quiet.begins.isoformat("minutes") if quiet else "",
        "quiet_ends": quiet.ends.isoformat("minutes") if quiet else "",
        "urgent_comes_through": rules.urgent_comes_through,
        "daily_at": str(rules.daily_at),
        "shows_words": rules.shows_words,
        "time_zone": request.user.time_zone,
    }


def _typed(request: MemberRequest) -> dict[str, Any]:
    post = request.POST
    return {
        "lines": [
            {"key": one.key, "label": one.label, "ways": _ways(request, one.key)} for one in attention.MATTERS
        ],
        "quiet_begins": post.get("quiet_begins", ""),
        "quiet_ends": post.get("quiet_ends", ""),
        "urgent_comes_through": post.get("urgent_comes_through") == "yes",
        "daily_at": post.get("daily_at", ""),
        "shows_words": post.get("shows_words") == "yes",
        "time_zone": post.get("time_zone", ""),
    }


def _shown(request: MemberRequest, typed: dict[str, Any], *, error: str = "") -> HttpResponse:
    context = (
        typed
        | settings_devices.context(request.user)
        | {
            "error": error,
            "mails": _MAILS,
            "hours": [(str(hour), f"{hour:02}:00") for hour in range(attention.HOURS)],
            "zones": sorted(available_timezones()),
            "brands_zone": request.user.brand.time_zone,
            "has_mail": bool(settings.EMAIL_HOST),
        }
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "notifications/rules.html", context, status=status)
