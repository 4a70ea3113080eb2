"""Writing a public post: once for several accounts, each with its verdict beforehand; kept, let out, or let out later."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, may, require
from askfirst.drafts import access, posts
from askfirst.drafts.feeds import places
from askfirst.drafts.models import Draft
from askfirst.drafts.posts import Changed, NotReady, Part, Written
from askfirst.drafts.schedule import NoSuchHour, first_reason
from askfirst.web import guard, hours, post_forms
from askfirst.web.composer import CannotSend
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.page_forms import new_key

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.drafts.models import Composition


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """An empty page, with our own page chosen; what is typed into it is kept."""
    require(request.user, Right.COMPOSE)
    if request.method == "POST":
        return _typed(request, None)
    own = [channel.pk for channel in places(request.user.brand) if channel.network == "page"]
    return _shown(request, None, Written(text="", parts={pk: Part() for pk in own}))


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """One that is being written."""
    composition = access.composition(request.user, pk)
    if composition.let_out_at:
        messages.info(request, _("This was let out already. Here you see what became of it."))
        return redirect("posts")
    if request.method == "POST":
        return _typed(request, composition)
    return _shown(request, composition, post_forms.written_of(composition))


def _typed(request: MemberRequest, composition: Composition | None) -> HttpResponse:
    """Keep what was typed, whatever else is wished: nothing is lost by a press that comes to nothing."""
    try:
        written = post_forms.typed(request.user.brand, request.POST)
    except CannotSend as why:
        kept = post_forms.written_of(composition) if composition else Written(text="")
        return _shown(request, composition, kept, HTTPStatus.UNPROCESSABLE_ENTITY, error=str(why))
    try:
        if composition is None:
            composition = posts.begin(request.user, written, request.POST.get("key", ""))
        composition = posts.keep(
            request.user, composition, written, whole(request.POST.get("version")) or composition.version
        )
    except Changed as theirs:
        return _changed(request, written, theirs)
    except NotReady as why:
        messages.warning(request, str(why))
        return redirect("posts")
    return _go_on(request, composition, written)


def _changed(request: MemberRequest, written: Written, theirs: Changed) -> HttpResponse:
    if request.htmx:
        return JsonResponse({"changed": True}, status=HTTPStatus.CONFLICT)
    return _shown(request, theirs.theirs, written, HTTPStatus.CONFLICT, theirs=theirs.theirs)


def _go_on(request: MemberRequest, composition: Composition, written: Written) -> HttpResponse:
    do = request.POST.get("do", "out")
    if "insist" in request.POST:
        do = request.POST.get("then", "out")
    if do == "keep":
        return _kept(request, composition)
    if do == "away":
        posts.put_away(request.user, composition, is_away=True)
        messages.success(request, _("Put away. You find it again at the foot of this page for a week."))
        return redirect("posts")
    require(request.user, Right.PUBLISH)
    errors = post_forms.problems(request.user.brand, written)
    if errors:
        return _shown(request, composition, written, HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    said = post_forms.texts(written)
    turn = (
        guard.turn(request, places(request.user.brand)[0], None, "\n\n".join(said), *said) if said else None
    )
    if turn:
        return _shown(request, composition, written, HTTPStatus.CONFLICT, turn=turn)
    try:
        drafts = posts.let_out(request.user, composition, _hour(request) if do == "later" else None)
    except (NotReady, NoSuchHour) as why:
        return _shown(request, composition, written, HTTPStatus.UNPROCESSABLE_ENTITY, error=str(why))
    _tell(request, drafts)
    return redirect("posts")


def _kept(request: MemberRequest, composition: Composition) -> HttpResponse:
    address = reverse("post", args=[composition.pk])
    if request.htmx:
        return JsonResponse({"version": composition.version, "address": address})
    messages.success(request, _("Kept. Nothing has left."))
    return redirect(address)


def _hour(request: MemberRequest) -> datetime:
    by = hours.for_person(None, request.user.brand)
    return hours.chosen(request.POST.get("at", hours.OWN), request.POST.get("at_hour", ""), by)


def _tell(request: MemberRequest, drafts: list[Draft]) -> None:
    """One sentence for what became of each account."""
    state = Draft.State
    out = [draft for draft in drafts if draft.state == state.RELEASED]
    later = [draft for draft in drafts if draft.state == state.SCHEDULED]
    if out:
        said = ngettext(
            "It is on its way to %(count)d account.", "It is on its way to %(count)d accounts.", len(out)
        )
        messages.success(request, said % {"count": len(out)})
    if later:
        said = ngettext(
            "It waits for its hour on %(count)d account. The gate is asked again then.",
            "It waits for its hour on %(count)d accounts. The gate is asked again then.",
            len(later),
        )
        messages.success(request, said % {"count": len(later)})
    for draft in drafts:
        if draft.state == state.WAITING:
            said = _("On %(name)s it waits for somebody with the right to approve it.")
            messages.warning(request, said % {"name": draft.channel.name})
        elif draft.state == state.REFUSED:
            said = _("On %(name)s it may not stand now: %(why)s Its words are kept below.")
            messages.warning(request, said % {"name": draft.channel.name, "why": first_reason(draft)})


def _shown(
    request: MemberRequest,
    composition: Composition | None,
    written: Written,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    turn = more.get("turn")
    context = {
        "composition": composition,
        "written": written,
        "rows": post_forms.rows(request.user, written, more.pop("errors", {})),
        "purposes": post_forms.purposes(),
        "hours": hours.for_person(None, request.user.brand),
        "key": request.POST.get("key") or new_key(),
        "may_publish": may(request.user, Right.PUBLISH),
        "then": request.POST.get("do", "out") if turn else "",
        "at": request.POST.get("at", ""),
        "at_hour": request.POST.get("at_hour", ""),
        **more,
    }
    return render(request, "posts/write.html", context, status=status)
