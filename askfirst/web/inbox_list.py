"""The list of conversations: tabs, channels, search, and more of it on scrolling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from askfirst.brand.models import Channel
from askfirst.inbox import listing
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.pills import pills

if TYPE_CHECKING:
    from askfirst.brand.models import Member

TABS = {"all": "All", "mine": "Mine", "unassigned": "Unassigned", "done": "Done"}
LONGEST_SEARCH = 100


@for_members
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """The list beside an empty conversation; the list alone where a fragment is asked for."""
    context = list_context(request)
    if request.htmx.target == "list":
        return render(request, "inbox/list.html", context)
    return render(request, "inbox/inbox.html", context)


@for_members
@require_safe
def rows(request: MemberRequest) -> HttpResponse:
    """The next page of rows."""
    return render(request, "inbox/rows.html", list_context(request))


@for_members
@require_safe
def row(request: MemberRequest, pk: int) -> HttpResponse:
    """One row as it is now; nothing where it does not belong into the list that is shown."""
    filter_ = wanted(request)
    thread = listing.one(request.user, pk, filter_)
    if thread is None:
        return HttpResponse(status=204)
    context = {"thread": thread, "query": query_of(filter_), "pills": pills([thread])}
    return render(request, "inbox/row.html", context)


def wanted(request: MemberRequest) -> listing.Filter:
    """What to list, out of the address."""
    view = request.GET.get("view", "")
    return listing.Filter(
        view=view if view in TABS else "all",
        channel=whole(request.GET.get("channel")),
        words=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
    )


def query_of(filter_: listing.Filter, **changes: Any) -> str:
    """The filter as the end of an address, with its `?`; empty for the plain list."""
    values = {"view": filter_.view, "channel": filter_.channel, "q": filter_.words} | changes
    plain = {"view": "all", "channel": 0, "q": ""}
    said = {name: value for name, value in values.items() if value and value != plain.get(name)}
    return f"?{urlencode(said)}" if said else ""


def list_context(request: MemberRequest) -> dict[str, Any]:
    """All that the list's templates need."""
    filter_ = wanted(request)
    try:
        page = listing.page(request.user, filter_, request.GET.get("after", ""))
    except ValueError:
        page = listing.page(request.user, filter_)
    return {
        "filter": filter_,
        "threads": page.threads,
        "pills": pills(page.threads),
        "more": query_of(filter_, after=page.after) if page.after else "",
        "query": query_of(filter_),
        "tabs": [(name, label, query_of(filter_, view=name)) for name, label in TABS.items()],
        "channels": _channels(request.user, filter_),
    }


def _channels(member: Member, filter_: listing.Filter) -> list[tuple[Channel, str, bool]]:
    """The brand's channels, each with the address that shows it alone (or all again)."""
    found = Channel.objects.filter(brand_id=member.brand_id).order_by("pk")
    return [
        (
            channel,
            query_of(filter_, channel=0 if channel.pk == filter_.channel else channel.pk),
            channel.pk == filter_.channel,
        )
        for channel in found
    ]
