"""Settings: what there is to set, and the page's own words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.wall import access, editing, talk
from askfirst.web.colour import Accent, accent
from askfirst.web.house_rules import old_sources
from askfirst.web.members import for_members
from askfirst.web.page_forms import email_address
from askfirst.web.typed import OneLine, Words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.wall.models import Page
    from askfirst.web.members import MemberRequest

_PLACES = (
    (
        Right.EDIT_PAGE,
        "settings-page",
        "panels-top-left",
        "Your page",
        "What visitors read, and whether they may write.",
    ),
    (
        Right.EDIT_PAGE,
        "settings-button",
        "message-circle",
        "Button for your website",
        "People write to you from your own site.",
    ),
    (Right.MEMBERS, "settings-team", "users", "Team", "Who works here, and what each may do."),
    (
        Right.CHANNELS,
        "settings-channels",
        "mail",
        "Channels",
        "Where you are reached, and how each is doing.",
    ),
    (
        Right.RULES,
        "settings-house",
        "home",
        "House rules",
        "Rules of your own, beside those of the networks and the law.",
    ),
)


class PageForm(forms.Form):
    """The page's own words."""

    tagline = OneLine(required=False, limit=160)
    about = Words(required=False)
    greeting = Words(required=False, limit=1000)
    help_email = forms.CharField(required=False, max_length=254)
    help_phone = OneLine(required=False, limit=40)
    accent = forms.CharField(max_length=7)

    def clean_help_email(self) -> str:
        address: str = "".join(self.cleaned_data["help_email"].split())
        if address:
            email_address(address)
        return address

    def clean_accent(self) -> str:
        chosen: str = self.cleaned_data["accent"].strip()
        try:
            accent(chosen)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return chosen.lower()


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """What there is to set.  What the role may not change is shown, and says why."""
    places = [
        {
            "name": name,
            "icon": icon,
            "title": title,
            "says": says,
            "right": right,
            "is_open": may(request.user, right),
        }
        for right, name, icon, title, says in _PLACES
    ]
    old = len(old_sources()) if may(request.user, Right.RULES) else 0
    return render(request, "settings/overview.html", {"places": places, "old_sources": old})


@for_members
@require_http_methods(["GET", "POST"])
def page(request: MemberRequest) -> HttpResponse:
    """About, tagline, greeting, accent; and the switch for messages."""
    held = _page(request.user)
    if request.method == "GET":
        return _shown(request, held, PageForm(initial=_words(held)))
    form = PageForm(request.POST)
    if not form.is_valid():
        return _shown(request, held, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    editing.edit(request.user, held, editing.Words(**form.cleaned_data))
    messages.success(request, "Saved. Visitors see it from now on.")
    return redirect("settings-page")


@for_members
@require_POST
def take_messages(request: MemberRequest) -> HttpResponse:
    """Switch receiving messages on or off."""
    held = _page(request.user)
    is_on = request.POST.get("on") == "yes"
    talk.take_messages(request.user, held, is_on=is_on)
    messages.success(
        request,
        "Visitors can write to you again."
        if is_on
        else "Messages are off. The button on your page says so already.",
    )
    return redirect("settings-page")


def _page(member: Member) -> Page:
    require(member, Right.EDIT_PAGE)
    return access.page(member)


def _words(held: Page) -> dict[str, Any]:
    brand = held.brand
    return {
        "tagline": held.tagline,
        "about": held.about,
        "greeting": held.greeting,
        "accent": brand.accent,
        "help_email": brand.help_email,
        "help_phone": brand.help_phone,
    }


def _shown(request: MemberRequest, held: Page, form: PageForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"page": held, "form": form, "shade": _shade(held.brand.accent)}
    return render(request, "settings/page.html", context, status=status)


def _shade(chosen: str) -> Accent | None:
    try:
        return accent(chosen)
    except ValueError:
        return None
