"""A person is marked as a VIP, or is none any more: on their page and in their conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from askfirst.people import access
from askfirst.people import vips as verbs
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_POST
def vip(request: MemberRequest, pk: int) -> HttpResponse:
    """Look after this person first, or like after everybody else; `is_vip` says which."""
    contact = access.contact(request.user, pk)
    verbs.mark(request.user, contact, is_vip=request.POST.get("is_vip") == "yes")
    if request.htmx:
        return render(request, "work/vip.html", {"contact": contact, "may_reply": True})
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("person", pk)
