"""Settings of the page: how it looks, tried on before it is kept; and what is open there."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from askfirst.brand import pictures as drawing
from askfirst.brand.roles import Right, require
from askfirst.consent.models import List
from askfirst.wall import access, editing, opening
from askfirst.web import page as public
from askfirst.web import pictures
from askfirst.web.members import for_members, whole
from askfirst.web.settings_pages import PageForm, shown
from askfirst.web.visit import Visit

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Member
    from askfirst.wall.models import Page
    from askfirst.web.members import MemberRequest

NAMES: dict[str, _StrPromise] = {"face": gettext_lazy("Picture"), "cover": gettext_lazy("Cover")}
_NOW = {
    ("messages", True): gettext_lazy("Visitors can write to you again."),
    ("messages", False): gettext_lazy("Messages are off. The button on your page says so already."),
    ("asks", True): gettext_lazy(
        "Visitors can ask you questions. Nothing stands on the wall before you answer it there."
    ),
    ("asks", False): gettext_lazy(
        "Questions are closed. What was asked stays with you, and can still be answered."
    ),
    ("anonymous_asks", True): gettext_lazy(
        "Visitors can ask without their name. You can answer those in public only."
    ),
    ("anonymous_asks", False): gettext_lazy("Questions are taken with a name only."),
    ("comments", True): gettext_lazy("Visitors can comment on your wall."),
    ("comments", False): gettext_lazy("Comments are closed. Those that stand there stay."),
    ("posts", True): gettext_lazy("Visitors can write on your wall."),
    ("posts", False): gettext_lazy("Only you write on your wall. What others wrote stays."),
}


@for_members
@require_POST
def set_open(request: MemberRequest, place: str) -> HttpResponse:
    """Open or close one thing that visitors can do.  They see it at once."""
    held = _page(request.user)
    if place not in opening.PLACES:
        raise Http404(_("a page has no such switch"))
    is_on = request.POST.get("on") == "yes"
    opening.set_open(request.user, held, place, is_on=is_on)
    messages.success(request, str(_NOW[place, is_on]))
    return redirect("/settings/page/#open")


@for_members
@require_POST
def follow(request: MemberRequest) -> HttpResponse:
    """To which list somebody is led who wants the posts by mail; nothing chosen: to none."""
    held = _page(request.user)
    back = redirect("/settings/page/#follow")
    chosen = whole(request.POST.get("list"))
    on = List.objects.filter(pk=chosen, brand=held.brand).first() if chosen else None
    if chosen and on is None:
        messages.error(request, _("There is no such list: choose one of those shown."))
        return back
    try:
        editing.offer_posts_on(request.user, held, on)
    except ValueError as error:
        messages.error(request, str(error))
        return back
    messages.success(request, _("Saved. Visitors see it from now on."))
    return back


@for_members
@require_POST
def limit(request: MemberRequest) -> HttpResponse:
    """How many questions one person may ask in a day."""
    held = _page(request.user)
    typed = request.POST.get("a_day", "").strip()
    try:
        opening.limit_asks(request.user, held, whole(typed))
    except ValueError as error:
        return shown(
            request, held, status=HTTPStatus.UNPROCESSABLE_ENTITY, limit_error=str(error), a_day=typed
        )
    messages.success(request, _("Saved. It counts from the next question on."))
    return redirect("/settings/page/#open")


@for_members
@require_POST
def dress(request: MemberRequest, which: str) -> HttpResponse:
    """A picture for the page, or none any more."""
    held = _page(request.user)
    if which not in NAMES:
        raise Http404(_("a page has no such picture"))
    upload = request.FILES.get("picture")
    if request.POST.get("take_off"):
        editing.undress(request.user, held, which)
        messages.success(request, _("Taken off. Visitors no longer see it."))
        return redirect("/settings/page/#pictures")
    try:
        editing.dress(request.user, held, which, _content(upload))
    except ValueError as error:
        return shown(
            request, held, status=HTTPStatus.UNPROCESSABLE_ENTITY, picture_error=str(error), picture=which
        )
    messages.success(request, _("Saved. Visitors see it from now on."))
    return redirect("/settings/page/#pictures")


@for_members
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """The page as visitors would see it with what is typed now.  Nothing is kept, and nothing on it works."""
    held = _page(request.user)
    visit = Visit(request, held.brand.slug)
    visit.look()
    which = request.GET.get("which", "")
    problems = (
        _hold_up(visit, which, request.FILES.get("picture")) if which in NAMES else _try_on(visit, request)
    )
    answer = public.previewed(visit, problems)
    answer._csp_update = {"frame-ancestors": [SELF], "sandbox": ["allow-same-origin"]}  # type: ignore[attr-defined]  # noqa: SLF001 -- django-csp's own way
    answer._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    answer.xframe_options_exempt = True
    return answer


def _try_on(visit: Visit, request: MemberRequest) -> list[str]:
    """The page in hand reads as typed, and is never saved.  Returns what is wrong with what was typed."""
    form = PageForm(request.POST)
    if not form.is_valid():
        return [str(error[0]) for error in form.errors.values()]
    typed, page, brand = form.cleaned_data, visit.page, visit.brand
    page.tagline, page.about, page.greeting = typed["tagline"], typed["about"], typed["greeting"]
    brand.name, brand.accent = typed["name"], typed["accent"]
    brand.help_email, brand.help_phone = typed["help_email"], typed["help_phone"]
    return []


def _hold_up(visit: Visit, which: str, upload: UploadedFile[Any] | None) -> list[str]:
    """The page in hand wears a picture that is not kept.  Returns what is wrong with it."""
    try:
        large, small = drawing.redraw(_content(upload), editing.SIZES[which])
    except ValueError as error:
        return [str(error)]
    setattr(visit, which, pictures.tried_on(large, small))
    return []


def _content(upload: UploadedFile[Any] | None) -> bytes:
    """What was sent; more than a picture may have is not even read.

    Raises:
        ValueError: nothing was.
    """
    if upload is None or not upload.size:
        raise ValueError(_("Choose a picture first: PNG, JPEG, GIF or WebP."))
    content: bytes = upload.read(drawing.MOST_BYTES + 1)
    return content


def _page(member: Member) -> Page:
    require(member, Right.EDIT_PAGE)
    return access.page(member)
