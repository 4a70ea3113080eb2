"""A person's addresses: write one down, take one away, or say whose it is instead; each with a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.networks.catalog import NETWORKS
from askfirst.networks.document import HIDDEN
from askfirst.people import access
from askfirst.web.members import for_members, whole
from askfirst.web.people import LONGEST_WORDS
from askfirst.wire import linking

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest

LONGEST = 500


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down an address of theirs.  A wrong one is shown again with the reason, and nothing typed is lost."""
    contact = access.contact(request.user, pk)
    require(request.user, Right.JOIN)
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in ("network", "address", "evidence")}
    error, other = "", None
    if request.method == "POST":
        try:
            linking.add(request.user, contact, typed["network"], typed["address"], evidence=typed["evidence"])
        except linking.CannotLink as refused:
            error, other = str(refused), refused.other
        else:
            messages.success(request, _("The address is kept. That they hold it is not shown by that."))
            return redirect("person", contact.pk)
    context = {
        "contact": contact,
        "networks": sorted(set(NETWORKS) - HIDDEN - {linking.OWN}),
        "typed": typed,
        "error": error,
        "other": other if other != contact else None,
    }
    return render(request, "people/address_add.html", context, status=422 if error else 200)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: int, handle: int) -> HttpResponse:
    """Take an address away from this person: it gets a person of its own, or goes to somebody who is chosen."""
    contact = access.contact(request.user, pk)
    require(request.user, Right.JOIN)
    held = access.handle(request.user, contact, handle)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    typed, error = request.POST.get("evidence", "")[:LONGEST], ""
    if request.method == "POST":
        try:
            to = whole(request.POST.get("to"))
            if to:
                whose = access.contact(request.user, to)
                linking.link(request.user, held, whose, evidence=typed)
            else:
                whose = linking.unlink(request.user, held, evidence=typed)
        except linking.CannotLink as refused:
            error = str(refused)
        else:
            messages.success(request, _("This address is theirs now, with what came by it."))
            return redirect("person", whose.pk)
    page = access.page(request.user, access.Filter(words=words)) if words else None
    context = {
        "contact": contact,
        "handle": held,
        "is_only": contact.handles.count() == 1,
        "words": words,
        "found": [one for one in page.contacts if one.pk != contact.pk][:10] if page else [],
        "typed": typed,
        "error": error,
    }
    return render(request, "people/address_change.html", context, status=422 if error else 200)
