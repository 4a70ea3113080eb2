"""Saved views: the list that is shown, kept under a name; and the page on which they are named anew and taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askfirst.web.inbox_filters import ORDERS, TABS, Known, groups, query_of, wanted
from askfirst.web.inbox_list import list_context
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.work import views

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.work.models import View


@for_members
@require_safe
def everything(request: MemberRequest) -> HttpResponse:
    """All views that this member can choose from."""
    return render(request, "inbox/views.html", _page(request))


@for_members
@require_POST
def save(request: MemberRequest) -> HttpResponse:
    """Keep the list that is shown."""
    asked = QueryDict(request.POST.get("query", "").lstrip("?"))
    query, name = query_of(replace(wanted(asked), saved=0)), request.POST.get("name", "")
    try:
        views.save(request.user, name, query, is_shared=bool(request.POST.get("shared")))
    except ValueError as error:
        context = list_context(request, asked) | {"view_error": str(error), "view_name": name}
        return render(request, "inbox/inbox.html", context, status=422)
    return redirect(reverse("inbox") + query)


@for_members
@require_POST
def show_instead(request: MemberRequest, pk: int) -> HttpResponse:
    """It shows the list that its filters were changed to; or, where that was a mistake, what it showed before."""
    held = views.view(request.user, pk)
    if request.POST.get("undo"):
        views.show_as_before(request.user, held)
    else:
        asked = QueryDict(request.POST.get("query", "").lstrip("?"))
        views.show_instead(request.user, held, query_of(replace(wanted(asked), saved=0)))
    filter_ = replace(wanted(QueryDict(held.query.lstrip("?"))), saved=held.pk)
    return redirect(reverse("inbox") + query_of(filter_, kept="" if request.POST.get("undo") else 1))


@for_members
@require_POST
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name."""
    held, name = views.view(request.user, pk), request.POST.get("name", "")
    try:
        views.change(request.user, held, name=name)
    except ValueError as error:
        context = _page(request, wrong=held.pk, typed=name, error=str(error))
        return render(request, "inbox/views.html", context, status=422)
    return redirect("inbox-views")


@for_members
@require_POST
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it away; the page offers to bring it back."""
    held = views.view(request.user, pk)
    views.delete(request.user, held)
    return redirect(f"{reverse('inbox-views')}?gone={held.pk}")


@for_members
@require_POST
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    """It stands again."""
    try:
        views.bring_back(request.user, views.view(request.user, pk))
    except ValueError as error:
        messages.warning(request, str(error))
    return redirect("inbox-views")


def _page(request: MemberRequest, **more: Any) -> dict[str, Any]:
    known = Known(request.user)
    gone = whole(request.GET.get("gone"))
    return {
        "rows": [(view, _said(known, view)) for view in views.of(request.user)],
        "may_share": views.may_share(request.user),
        "gone": views.view(request.user, gone) if gone else None,
    } | more


def _said(known: Known, view: View) -> str:
    """What a view shows, in words."""
    filter_ = wanted(QueryDict(view.query.lstrip("?")))
    said = [str(TABS[filter_.view])]
    said += [choice.word for group in groups(known, filter_) for choice in group.chosen]
    if filter_.words:
        said.append(_("holds “%(words)s”") % {"words": filter_.words})
    if filter_.sort != "newest":
        said.append(str(ORDERS[filter_.sort]))
    return " · ".join(said)
