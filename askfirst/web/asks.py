"""The queue of questions for the team: look through a flood of them, and decide about one or about many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.inbox.models import Label
from askfirst.wall import ask_queue
from askfirst.web import ask_rows
from askfirst.web.inbox_bulk import batch_context
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.work import asking, batches

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.ask_rows import Asked
    from askfirst.work.steps import Step

JUDGED = ("decline", "spam", "wait")


@for_members
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """The questions that fit what the address asks for."""
    require(request.user, Right.READ_INBOX)
    context = _list(request)
    if request.htmx.target == "asks":
        return render(request, "asks/list.html", context)
    return render(request, "asks/queue.html", context | _around(request))


@for_members
@require_POST
def bulk(request: MemberRequest) -> HttpResponse:
    """Decline, call spam or put back what is ticked, or everything that fits."""
    require(request.user, Right.REPLY)
    asked = ask_rows.asked(request.user, QueryDict(request.POST.get("query", "").lstrip("?")))
    back = redirect(reverse("asks") + asked.query())
    if request.POST.get("everything"):
        rows = ask_queue.matching(request.user, asked.wanted)
        chosen = list(rows.order_by("-said_at", "-pk")[: batches.MOST])
    else:
        chosen = ask_queue.chosen(request.user, [whole(one) for one in request.POST.getlist("ask")])
    do = request.POST.get("do", "")
    if do not in JUDGED or not chosen:
        messages.warning(request, _("Nothing was done: tick the questions first, then choose what to do."))
        return back
    judge(request, do, [one.pk for one in chosen])
    return back


def judge(request: MemberRequest, what: str, pks: list[int]) -> None:
    """Decide about these questions, in a batch that can be undone.  What no conversation stands for cannot be done."""
    said = {
        "decline": ngettext("Question declined", "Questions declined", len(pks)),
        "spam": _("Marked as spam"),
        "wait": _("Put back into the queue"),
    }
    start(request, [{"do": "judge_ask", "as": what}], pks, says=said[what])


def start(request: MemberRequest, steps: list[Step], pks: list[int], *, says: str) -> None:
    """Do these steps to the conversations of these questions; the queue shows how far it is."""
    chosen = ask_queue.chosen(request.user, pks)
    known = asking.threads_of(chosen)
    try:
        batches.start(request.user, steps, [known[one.pk] for one in chosen if one.pk in known], says=says)
    except ValueError:
        messages.warning(
            request, _("These questions stand in no conversation any more, so nothing was done.")
        )


def _list(request: MemberRequest) -> dict[str, Any]:
    asked = ask_rows.asked(request.user, request.GET)
    is_alike = request.GET.get("view") == "alike"
    context: dict[str, Any] = {
        "asked": asked,
        "wanted": asked.wanted,
        "query": asked.query(view="alike") if is_alike else asked.query(),
        "is_alike": is_alike,
        "may_reply": may(request.user, Right.REPLY),
        **batch_context(batches.latest(request.user) if may(request.user, Right.REPLY) else None),
    }
    if is_alike:
        return context | {"groups": ask_queue.similar(request.user, asked.wanted)}
    part = ask_queue.part(request.user, asked.wanted, asked.after)
    return context | {
        "lines": ask_rows.lines(part.rows),
        "next": asked.query(after=asked.after + ask_queue.SHOWN) if part.has_more else "",
        "previous": asked.query(after=max(0, asked.after - ask_queue.SHOWN)) if asked.after else "",
        "matching": _count(request, asked) if part.has_more or asked.after else 0,
    }


def _count(request: MemberRequest, asked: Asked) -> int:
    return ask_queue.matching(request.user, asked.wanted).order_by()[: ask_queue.COUNTED].count()


def _around(request: MemberRequest) -> dict[str, Any]:
    """What stands around the list: numbers, and what it can be narrowed by."""
    return {
        "states": ask_queue.STATES,
        "orders": ask_queue.ORDERS,
        "people": ask_queue.WHO,
        "channels": ask_queue.channels(request.user),
        "labels": list(Label.objects.filter(brand_id=request.user.brand_id).order_by("name")),
        "count_waiting": ask_queue.count(request.user, "waiting"),
        "may_edit_page": may(request.user, Right.EDIT_PAGE),
    }
