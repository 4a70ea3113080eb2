"""Asking somebody in a conversation, by their network's own button, whether they want a list's messages there."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.consent import lists
from askfirst.inbox import access, optins
from askfirst.networks.catalog import label
from askfirst.web.composer import is_refused
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.verdict import shown

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, pk: int) -> HttpResponse:
    """The lists that this person can be asked about, each with the gate's answer; POST asks about one."""
    require(request.user, Right.REPLY)
    held = access.thread(request.user, pk)
    if not optins.can_ask(held):
        raise Http404(_("this network does not ask people itself"))
    if request.method == "POST":
        return _asked(request, held)
    return _page(request, held)


def _asked(request: MemberRequest, held: Thread) -> HttpResponse:
    wanted = request.POST.get("list", "")
    found = [one for one in lists.joinable(held.brand) if str(one.pk) == wanted]
    if not found:
        return _page(request, held, _("Choose one of these lists."))
    try:
        said = optins.ask(
            request.user, held, found[0], request.POST.get("key", "")[:64] or secrets.token_urlsafe(24)
        )
    except optins.CannotOffer as why:
        return _page(request, held, str(why))
    if is_refused(said):
        return _page(request, held, _("It was not sent: see why beside the list."))
    if said.draft.delivery_id:
        messages.success(
            request,
            _(
                "%(network)s asks them about “%(list)s”. If they press its button, they are asked onto the list."
            )
            % {"network": label(held.channel.network), "list": found[0]},
        )
    return redirect("thread", held.pk)


def _page(request: MemberRequest, held: Thread, error: str = "") -> HttpResponse:
    offers = [
        {"offer": one, "verdict": shown(one.answer), "key": secrets.token_urlsafe(24)}
        for one in optins.offers(request.user, held, timezone.now())
    ]
    context = {
        "thread": held,
        "contact": held.contact,
        "network": label(held.channel.network),
        "offers": offers,
        "error": error,
    }
    return render(request, "inbox/optins.html", context, status=422 if error else 200)
