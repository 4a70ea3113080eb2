"""The list of conversations: its tabs, what it is narrowed by, its order, and more of it on scrolling."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from askfirst.brand.roles import Right, may
from askfirst.inbox import listing, unsent
from askfirst.web import inbox_bulk
from askfirst.web.inbox_filters import ORDERS, TABS, Known, groups, pairs_of, query_of, wanted_by
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.pills import pills
from askfirst.work import batches, views

if TYPE_CHECKING:
    from django.http import QueryDict

    from askfirst.inbox.filters import Filter
    from askfirst.work.models import View


@for_members
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """The list beside an empty conversation; the list alone where a fragment is asked for."""
    context = list_context(request)
    if request.htmx.target == "list":
        answer = render(request, "inbox/list.html", context)
        if "shown" not in request.GET:  # else it is brought up to date, and the address is as it was
            answer["HX-Push-Url"] = reverse("inbox") + context["query"]
        return answer
    return render(request, "inbox/inbox.html", context)


@for_members
@require_safe
def rows(request: MemberRequest) -> HttpResponse:
    """The next page of rows."""
    return render(request, "inbox/rows.html", rows_context(request, wanted_by(request.user, request.GET)))


@for_members
@require_safe
def row(request: MemberRequest, pk: int) -> HttpResponse:
    """One row as it is now; nothing where it does not belong into the list that is shown."""
    filter_ = wanted_by(request.user, request.GET)
    thread = listing.one(request.user, pk, filter_)
    if thread is None:
        return HttpResponse(status=204)
    context = {
        "thread": thread,
        "query": query_of(filter_),
        "pills": pills([thread]),
        "begun": unsent.of(request.user, [pk]),
        "may_reply": may(request.user, Right.REPLY),
    }
    return render(request, "inbox/row.html", context)


@for_members
@require_safe
def tabs(request: MemberRequest) -> HttpResponse:
    """The tabs with what waits under each."""
    return render(request, "inbox/tabs.html", _tabs(request, wanted_by(request.user, request.GET)))


@for_members
@require_safe
def matching(request: MemberRequest) -> HttpResponse:
    """How many conversations the list holds, in words: what is chosen with all of them."""
    found = listing.count(request.user, wanted_by(request.user, request.GET), listing.MOST_MATCHING + 1)
    if found > listing.MOST_MATCHING:
        words = _("The first %(most)s of all that match") % {"most": f"{listing.MOST_MATCHING:,}"}
    else:
        words = ngettext("The one that matches", "All %(count)s that match", found) % {"count": f"{found:,}"}
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def list_context(
    request: MemberRequest, asked: QueryDict | None = None, known: Known | None = None
) -> dict[str, Any]:
    """All that the list's templates need; `asked` where the list is not that of the address."""
    filter_ = wanted_by(request.user, request.GET if asked is None else asked)
    member = request.user
    known = known or Known(member)
    found = groups(known, filter_)
    context = rows_context(request, filter_, known) | _tabs(request, filter_)
    return (
        context
        | _saved(request, filter_)
        | {
            "groups": found,
            "chosen": [choice for group in found for choice in group.chosen],
            "orders": [(name, word, query_of(replace(filter_, sort=name))) for name, word in ORDERS.items()],
            "order": ORDERS[filter_.sort],
            "kept": _kept(filter_),
            "pairs": pairs_of(filter_),
            "cleared": query_of(listing.Filter(view=filter_.view, sort=filter_.sort)),
            "bulk": inbox_bulk.choices(known) if may(member, Right.REPLY) else None,
            "may_share": views.may_share(member),
        }
        | inbox_bulk.batch_context(batches.latest(member) if may(member, Right.REPLY) else None)
    )


def rows_context(request: MemberRequest, filter_: Filter, known: Known | None = None) -> dict[str, Any]:
    """One page of rows; as many as are on the screen where it is brought up to date."""
    most = min(max(whole(request.GET.get("shown")), listing.PAGE), listing.MOST_SHOWN)
    try:
        page = listing.page(request.user, filter_, request.GET.get("after", ""), most)
    except ValueError:
        page = listing.page(request.user, filter_, most=most)
    return {
        "filter": filter_,
        "threads": page.threads,
        "pills": pills(page.threads, known.asked if known else None),
        "begun": unsent.of(request.user, [thread.pk for thread in page.threads]),
        "more": query_of(filter_, after=page.after) if page.after else "",
        "query": query_of(filter_),
        "may_reply": may(request.user, Right.REPLY),
    }


def _tabs(request: MemberRequest, filter_: Filter) -> dict[str, Any]:
    to_do = listing.to_do(request.user)
    return {
        "tabs": [
            (
                name,
                word,
                query_of(replace(filter_, view=name, saved=0)),
                to_do.get(name, 0),
                name == filter_.view,
            )
            for name, word in TABS.items()
        ],
        "query": query_of(filter_),
    }


def _saved(request: MemberRequest, filter_: Filter) -> dict[str, Any]:
    """The views, and the one with which the list began: whether it shows something else now, and may be changed to it."""
    found = views.of(request.user)
    plain = query_of(replace(filter_, saved=0))
    begun = next((view for view in found if view.pk == filter_.saved), None)
    mine = begun if begun and views.may_change(request.user, begun) else None
    return {
        "views": [(view, _of_view(view), view.query == plain, view == begun) for view in found],
        "changed_view": mine if mine and mine.query != plain else None,
        "kept_view": mine if mine and mine.query == plain and request.GET.get("kept") else None,
    }


def _of_view(view: View) -> str:
    """The address of its list, which says whose list it is."""
    return f"{view.query}{'&' if view.query else '?'}saved={view.pk}"


def _kept(filter_: Filter) -> list[tuple[str, str]]:
    """What the form of filters does not show and must not lose."""
    return pairs_of(
        listing.Filter(view=filter_.view, sort=filter_.sort, words=filter_.words, saved=filter_.saved)
    )
