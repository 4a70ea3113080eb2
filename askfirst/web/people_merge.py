"""Two entries are one person: choose the other, look at what it would change, say yes, or take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, require
from askfirst.people import access, suggest
from askfirst.web.members import for_members
from askfirst.web.people import LONGEST_WORDS
from askfirst.wire import merge_preview, merging

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_safe
def choose(request: MemberRequest, pk: int) -> HttpResponse:
    """Who else this person may be: those who look alike, with the reasons, and a search."""
    contact = access.contact(request.user, pk)
    require(request.user, Right.JOIN)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    page = access.page(request.user, access.Filter(words=words)) if words else None
    context = {
        "contact": contact,
        "words": words,
        "found": [one for one in page.contacts if one.pk != contact.pk] if page else [],
        "alike": suggest.same(contact),
    }
    return render(request, "people/merge_choose.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MemberRequest, pk: int, other: int) -> HttpResponse:
    """What would change, and the button that does it.  What was typed as proof is never lost."""
    kept, gone = access.contact(request.user, pk), access.contact(request.user, other)
    require(request.user, Right.JOIN)
    typed = request.POST.get("evidence", "")
    error = ""
    if request.method == "POST":
        try:
            held = merging.merge(request.user, kept, gone, evidence=typed)
        except merging.CannotMerge as refused:
            error = str(refused)
        else:
            messages.success(
                request,
                _("They are one person now. You can undo this until %(day)s.")
                % {"day": f"{held.merged_at + merging.UNDO:%d.%m.%Y}"},
            )
            return redirect("person", kept.pk)
    try:
        preview = merge_preview.preview(request.user, kept, gone)
    except merging.CannotMerge as refused:
        messages.error(request, str(refused))
        return redirect("person", kept.pk)
    context = {
        "contact": kept,
        "other": gone,
        "preview": preview,
        "typed": typed[: merging.LONGEST_EVIDENCE],
        "error": error,
        "days": merging.UNDO.days,
    }
    return render(request, "people/merge.html", context, status=422 if error else 200)


@for_members
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take apart again what was merged."""
    held = access.merge(request.user, pk)
    try:
        back = merging.undo(request.user, held)
    except merging.CannotMerge as refused:
        messages.error(request, str(refused))
        return redirect("person", held.kept_id)
    messages.success(request, _("These are two people again. What they forbade meanwhile holds for both."))
    return redirect("person", back.pk)
