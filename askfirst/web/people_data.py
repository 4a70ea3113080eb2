"""What a person may ask of the brand: everything that is known of them, and to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand.roles import Right, require
from askfirst.people import access
from askfirst.people.models import Forgetting
from askfirst.web.members import for_members
from askfirst.wire import forgetting, portrait

if TYPE_CHECKING:
    from askfirst.web.members import MemberRequest


@for_members
@require_safe
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """A zip with everything that is known of them."""
    contact = access.contact(request.user, pk)
    made = portrait.archive(request.user, contact)
    answer = HttpResponse(made, content_type="application/zip")
    name = f"person-{contact.pk}-{timezone.localdate():%Y-%m-%d}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: MemberRequest, pk: int) -> HttpResponse:
    """What would go and what would stay; then, typed once more, it goes."""
    contact = access.contact(request.user, pk)
    require(request.user, Right.PERSONAL)
    reason = request.POST.get("reason", "")[: forgetting.LONGEST_REASON]
    and_stop = request.method != "POST" or request.POST.get("and_stop") == "yes"
    error = ""
    try:
        if request.method == "POST" and request.POST.get("sure") == "yes":
            forgetting.forget(request.user, contact, reason=reason, and_stop=and_stop)
            messages.success(request, _("They are forgotten. This is the report."))
            return redirect("person-forgotten", contact.pk)
        report = forgetting.look(request.user, contact)
    except forgetting.CannotForget as refused:
        messages.error(request, str(refused))
        return redirect("person", contact.pk)
    if request.method == "POST":
        error = _("Nothing was changed. Tick that you are sure: it cannot be undone.")
    context = {
        "contact": contact,
        "report": report,
        "reason": reason,
        "and_stop": and_stop,
        "error": error,
    }
    return render(request, "people/forget.html", context, status=422 if error else 200)


@for_members
@require_safe
def forgotten(request: MemberRequest, pk: int) -> HttpResponse:
    """The report of a forgetting, to be read, kept and printed."""
    require(request.user, Right.PERSONAL)
    rows = Forgetting.objects.select_related("member", "brand").filter(brand=request.user.brand_id)
    report = get_object_or_404(rows, contact=pk)
    return render(request, "people/forgotten.html", {"report": report})
