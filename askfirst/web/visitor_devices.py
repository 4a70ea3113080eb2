"""The browsers in which a visitor is told of answers while the page is not open: switched on and off by themselves."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.devices import public_key
from askfirst.people import devices
from askfirst.people.models import Handle
from askfirst.web import installed
from askfirst.web.settings_devices import named
from askfirst.web.visit import visiting
from askfirst.web.visitor import NETWORK
from askfirst.wire import visitor_grants, visitor_push

if TYPE_CHECKING:
    from django.http import HttpRequest

    from askfirst.web.visit import Visit


@require_POST
@visiting
def add(visit: Visit) -> HttpResponse:
    """This browser subscribed: tell them here too.  A script asks; a refusal is a sentence."""
    visit.counted()
    post = visit.request.POST
    handle = _handle(visit)
    if handle is None:
        return _no(_("Nobody knows you here yet. Write something first, then switch this on."))
    if not visit.place(visitor_push.FEATURE).is_open:
        return _no(_("This has not come to everybody yet, and not to you. Nothing was switched on."))
    told = (post.get("endpoint", ""), post.get("key", ""), post.get("secret", ""))
    try:
        devices.add(handle, told, named(visit.request.headers.get("User-Agent", "")), visit.who.country)
    except ValueError as why:
        return _no(str(why))
    visitor_grants.settle_devices([handle.contact], "let a browser tell them of answers", visit.request.path)
    return visit.render("visitor/devices.html", **context(visit))


@require_POST
@visiting
def leave(visit: Visit) -> HttpResponse:
    """This browser unsubscribed.  Nothing is wrong with one that was never known."""
    devices.remove_here(visit.people, visit.request.POST.get("endpoint", ""))
    visitor_grants.settle_devices(visit.people, "switched it off in the browser", visit.request.path)
    return visit.render("visitor/devices.html", **context(visit))


@require_POST
@visiting
def remove(visit: Visit, pk: int) -> HttpResponse:
    """Tell them in that browser no more."""
    if not devices.remove(visit.people, pk):
        raise Http404(_("this device is not among yours any more"))
    visitor_grants.settle_devices(visit.people, "removed the browser", visit.request.path)
    messages.success(visit.request, _("Removed. Nothing is pushed to that browser any more."))
    return redirect("you", visit.brand.slug)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- its address is its scope
    """The script that shows what is pushed.  It is fetched by who switches that on, and stands between nobody and the network."""
    return installed.push_worker()


def context(visit: Visit) -> dict[str, Any]:
    """What the list of devices needs."""
    pushed = visitor_push.told(visit.people)
    return {
        "devices": devices.of(visit.people),
        "push_key": public_key(),
        "pushed": [(one, visitor_push.why_token(one)) for one in pushed],
    }


def _handle(visit: Visit) -> Handle | None:
    rows = Handle.objects.select_related("contact").filter(brand=visit.brand, network=NETWORK)
    return rows.filter(key=visit.visitor.address).first() if visit.visitor.is_known else None


def _no(sentence: str) -> HttpResponse:
    return HttpResponse(
        sentence, status=HTTPStatus.UNPROCESSABLE_ENTITY, content_type="text/plain; charset=utf-8"
    )
