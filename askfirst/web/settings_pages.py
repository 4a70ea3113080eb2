"""Settings: what there is to set, and the page's own words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.consent import lists
from askfirst.wall import access, editing, opening
from askfirst.web import page_complete, pictures
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
        gettext_lazy("Your page"),
        (
            (
                Right.EDIT_PAGE,
                "settings-page",
                "panels-top-left",
                gettext_lazy("Your page"),
                gettext_lazy("What visitors read and see, and what they may do there."),
            ),
            (
                Right.EDIT_PAGE,
                "settings-rollout",
                "user-check",
                gettext_lazy("Who has what"),
                gettext_lazy("Give a feature to some people first."),
            ),
            (
                Right.EDIT_PAGE,
                "settings-button",
                "message-circle",
                gettext_lazy("Button for your website"),
                gettext_lazy("People write to you from your own site."),
            ),
            (
                Right.EDIT_PAGE,
                "settings-feeds",
                "rss",
                gettext_lazy("Your blog"),
                gettext_lazy("Its new entries become drafts for the wall and the networks."),
            ),
        ),
    ),
    (
        gettext_lazy("People here"),
        (
            (
                Right.MEMBERS,
                "settings-team",
                "circle-user",
                gettext_lazy("Team"),
                gettext_lazy("Who works here, and what each may do."),
            ),
            (
                Right.MEMBERS,
                "settings-teams",
                "users",
                gettext_lazy("Teams"),
                gettext_lazy("Who does one kind of work together."),
            ),
        ),
    ),
    (
        gettext_lazy("Work in the inbox"),
        (
            (
                Right.REPLY,
                "settings-words",
                "zap",
                gettext_lazy("Ready words"),
                gettext_lazy("What you say often, and for how long you can undo."),
            ),
            (
                Right.SUPPRESS,
                "settings-stops",
                "hand",
                gettext_lazy("Stop list"),
                gettext_lazy("Who gets nothing, why, and who takes them off."),
            ),
            (
                Right.SORT,
                "settings-labels",
                "tag",
                gettext_lazy("Labels"),
                gettext_lazy("Words that you put on conversations."),
            ),
            (
                Right.SORT,
                "settings-macros",
                "list-checks",
                gettext_lazy("Macros"),
                gettext_lazy("Several steps in one press."),
            ),
            (
                Right.SORT,
                "settings-rules",
                "signpost",
                gettext_lazy("Rules for the inbox"),
                gettext_lazy("What is done by itself when something happens."),
            ),
            (
                Right.SORT,
                "settings-hours",
                "clock",
                gettext_lazy("Business hours"),
                gettext_lazy("When you answer, and what people are told at other times."),
            ),
        ),
    ),
    (
        gettext_lazy("How you reach people"),
        (
            (
                Right.CHANNELS,
                "settings-channels",
                "link",
                gettext_lazy("Channels"),
                gettext_lazy("Where you are reached, and how each is doing."),
            ),
            (
                Right.LISTS,
                "settings-lists",
                "mail",
                gettext_lazy("Lists"),
                gettext_lazy("What people may ask to be told of, and the words they agree to."),
            ),
            (
                Right.CHANNELS,
                "settings-health",
                "heart",
                gettext_lazy("How you are received"),
                gettext_lazy("Complaints, bounces and people who leave, and what follows from them."),
            ),
            (
                Right.RULES,
                "settings-house",
                "home",
                gettext_lazy("House rules"),
                gettext_lazy("Rules of your own, beside those of the networks and the law."),
            ),
            (
                Right.RULES,
                "settings-bands",
                "heart",
                gettext_lazy("Engagement"),
                gettext_lazy("From when on somebody is regular, engaged or devoted."),
            ),
        ),
    ),
)
"""Title of each group, and what is in it: the right, the address, the icon, what it is called, what is set there."""


_SWITCHES = (
    (
        "messages",
        gettext_lazy("Messages"),
        gettext_lazy(
            "Visitors can write to you privately. Switch it off, and the button on your page says so at once; conversations stay where they are."
        ),
        gettext_lazy("Visitors see that you take no messages at the moment."),
    ),
    (
        "asks",
        gettext_lazy("Questions"),
        gettext_lazy(
            "Visitors can ask you something. It waits for you, and stands on the wall once you answer it there."
        ),
        gettext_lazy("Visitors cannot ask you questions on your page."),
    ),
    (
        "anonymous_asks",
        gettext_lazy("Questions without a name"),
        gettext_lazy(
            "Who asks need not say who they are. Nothing leads to them, so you can answer in public only."
        ),
        gettext_lazy("Who asks gives their name."),
    ),
    (
        "comments",
        gettext_lazy("Comments"),
        gettext_lazy("Visitors can comment on what stands on your wall."),
        gettext_lazy("Nobody can comment. What was said stays."),
    ),
    (
        "posts",
        gettext_lazy("Posts by visitors"),
        gettext_lazy("Visitors can write on your wall."),
        gettext_lazy("Only you write on your wall."),
    ),
)


class PageForm(forms.Form):
    """The page's own words."""

    name = OneLine(limit=120, empty=gettext_lazy("Your page needs a name."))
    tagline = OneLine(required=False, limit=160)
    about = Words(required=False)
    greeting = Words(required=False, limit=1000)
    help_email = forms.CharField(required=False, max_length=254)
    help_phone = OneLine(required=False, limit=40)
    postal_address = Words(required=False, limit=300)
    accent = forms.CharField(max_length=7)

    def clean_help_email(self) -> str:
        address: str = "".join(self.cleaned_data["help_email"].split())
        if address:
            email_address(address)
        return address

    def clean_postal_address(self) -> str:
        lines = (line.strip(" ,") for line in self.cleaned_data["postal_address"].splitlines())
        return ", ".join(filter(None, lines))

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
    groups = [
        {
            "title": title,
            "places": [
                {
                    "name": name,
                    "icon": icon,
                    "title": called,
                    "says": says,
                    "right": right,
                    "is_open": may(request.user, right),
                }
                for right, name, icon, called, says in places
            ],
        }
        for title, places in _PLACES
    ]
    old = len(old_sources()) if may(request.user, Right.RULES) else 0
    return render(
        request,
        "settings/overview.html",
        {"groups": groups, "old_sources": old} | page_complete.context(request.user),
    )


@for_members
@require_http_methods(["GET", "POST"])
def page(request: MemberRequest) -> HttpResponse:
    """Name, about, tagline, greeting, accent; pictures; and what is open."""
    held = _page(request.user)
    if request.method == "GET":
        return shown(request, held)
    form = PageForm(request.POST)
    if not form.is_valid():
        return shown(request, held, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    editing.edit(request.user, held, editing.Words(**form.cleaned_data))
    messages.success(request, _("Saved. Visitors see it from now on."))
    return redirect("settings-page")


def _page(member: Member) -> Page:
    require(member, Right.EDIT_PAGE)
    return access.page(member)


def _words(held: Page) -> dict[str, Any]:
    brand = held.brand
    return {
        "name": brand.name,
        "tagline": held.tagline,
        "about": held.about,
        "greeting": held.greeting,
        "accent": brand.accent,
        "help_email": brand.help_email,
        "help_phone": brand.help_phone,
        "postal_address": brand.postal_address,
    }


def shown(
    request: MemberRequest,
    held: Page,
    form: PageForm | None = None,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The page on which everything of the public page is set."""
    switches = [
        {"place": place, "label": label, "on": on, "off": off, "is_on": opening.is_open(held, place)}
        for place, label, on, off in _SWITCHES
    ]
    context = {
        "page": held,
        "form": form or PageForm(initial=_words(held)),
        "shade": _shade(held.brand.accent),
        "switches": switches,
        "worn": {which: pictures.shown(held, which) for which in editing.SIZES},
        "a_day": held.asks_a_day,
        **page_complete.context(request.user),
        "lists": lists.joinable(held.brand),
        **more,
    }
    answer = render(request, "settings/page.html", context, status=status)
    answer._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001 -- the preview stands in a frame
    return answer


def _shade(chosen: str) -> Accent | None:
    try:
        return accent(chosen)
    except ValueError:
        return None
