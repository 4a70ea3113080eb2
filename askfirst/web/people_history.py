"""The long lists of a person's page, page by page: what they did, said and agreed to, what was decided, whose addresses were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from askfirst.consent.models import Entry
from askfirst.gate.models import Decision
from askfirst.inbox import access as inbox
from askfirst.people import access
from askfirst.people.models import Engagement, Link
from askfirst.web.members import for_members, whole
from askfirst.web.verdict import shown_stored

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from askfirst.people.models import Contact
    from askfirst.web.members import MemberRequest

PAGE = 40
TITLES = {
    "did": _("What they did"),
    "conversations": _("Conversations"),
    "agreed": _("What they agreed to and forbade"),
    "decided": _("What was decided about them"),
    "addresses": _("Whose their addresses were, and why"),
}


@for_members
@require_safe
def history(request: MemberRequest, pk: int, what: str) -> HttpResponse:
    """One list in full, forty at a time, the newest first."""
    contact = access.contact(request.user, pk)
    if what not in TITLES:
        raise Http404(gettext("there is no such list"))
    rows = _rows(request, contact, what)
    after = whole(request.GET.get("after"))
    found: list[Any] = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "contact": contact,
        "what": what,
        "title": TITLES[what],
        "rows": [(row, shown_stored(row)) for row in shown] if what == "decided" else shown,
        "after": shown[-1].pk if len(found) > PAGE else 0,
    }
    return render(request, "people/history.html", context)


def _rows(request: MemberRequest, contact: Contact, what: str) -> QuerySet[Any]:
    brand, theirs = {"brand_id": request.user.brand_id}, Q(contact=contact)
    with_merged = theirs | Q(contact__merged_into=contact)
    rows: dict[str, QuerySet[Any]] = {
        "did": Engagement.objects.filter(theirs, **brand).select_related("channel"),
        "conversations": inbox.threads(request.user).filter(theirs).select_related("channel", "assignee"),
        "agreed": Entry.objects.filter(with_merged, **brand).select_related("member"),
        "decided": Decision.objects.filter(with_merged, **brand).select_related("channel", "member"),
        "addresses": Link.objects.filter(theirs | Q(was=contact), **brand).select_related(
            "handle", "member", "contact", "was"
        ),
    }
    return rows[what]
