"""Behind a counted link of a list's mail: on to where it says, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.campaigns import clicks
from askfirst.web.own_frame import brand_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_safe
def go(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """One of the links that stood in the message, and no other address.  It says nothing of whom it was sent to."""
    brand = brand_of(slug)
    headers = request.headers
    press = clicks.Press(
        agent=headers.get("User-Agent", "")[:200],
        is_look=request.method == "HEAD"
        or "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")),
        is_by_hand=headers.get("Sec-Fetch-User") == "?1" and headers.get("Sec-Fetch-Mode") == "navigate",
    )
    leads = clicks.follow(brand, token, press)
    if leads is None:
        raise Http404(_("this link leads nowhere any more"))
    answer = HttpResponseRedirect(leads) if leads else redirect("page", brand.slug)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
