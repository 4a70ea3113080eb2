"""Sending something by hand: where, how, and what the person says of it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.gate import by_hand
from askfirst.gate.models import Delivery
from askfirst.inbox import access, replies
from askfirst.networks.base import BadSettings, HandOff, Unsupported
from askfirst.web.inbox_acts import TOO_LATE
from askfirst.web.members import for_members
from askfirst.web.typed import clean
from askfirst.wire import connectors, dispatch

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.inbox.models import Reply
    from askfirst.web.members import MemberRequest

STOPPED = gettext_lazy("It may not be said any more; the conversation says why. Nothing was sent.")


@for_members
@require_http_methods(["GET", "POST"])
def page(request: MemberRequest, pk: int) -> HttpResponse:
    """What to do, with the text to copy; the gate is asked again each time it is looked at."""
    held = access.reply(request.user, pk)
    require(request.user, Right.REPLY)
    delivery = held.draft.delivery
    if delivery is None or delivery.state != Delivery.State.HANDED:
        return redirect("thread", held.thread_id)
    if request.method == "POST":
        return _said(request, held)
    if not by_hand.still_allowed(delivery):
        messages.warning(request, STOPPED)
        return redirect("thread", held.thread_id)
    steps, trouble = _steps(delivery)
    context = {"reply": held, "thread": held.thread, "delivery": delivery, "steps": steps, "trouble": trouble}
    return render(request, "inbox/by_hand.html", context)


def _said(request: MemberRequest, held: Reply) -> HttpResponse:
    if request.POST.get("act") == "sent":
        text = clean(request.POST.get("text", "")) or held.draft.text
        is_done = replies.sent_by_hand(request.user, held, text)
        dispatch.record_left()
    else:
        is_done = replies.withdraw(request.user, held)
    if not is_done:
        messages.warning(request, TOO_LATE)
    return redirect("thread", held.thread_id)


def _steps(delivery: Delivery) -> tuple[HandOff | None, str]:
    """How the network has it done; and why it names no way, where it does not."""
    try:
        return connectors.of(delivery.channel).handoff(dispatch.envelope(delivery)), ""
    except (Unsupported, BadSettings) as error:
        return None, told(error)
