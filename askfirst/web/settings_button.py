"""Settings: the button for the brand's own website, ready to paste."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, require
from askfirst.wall import access
from askfirst.wall.button import allow_sites
from askfirst.web.members import for_members
from askfirst.web.typed import Words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from askfirst.wall.models import Page
    from askfirst.web.members import MemberRequest


class SitesForm(forms.Form):
    """Where the dialog may be shown in a frame."""

    sites = Words(required=False, limit=4000)


@for_members
@require_http_methods(["GET", "POST"])
def button(request: MemberRequest) -> HttpResponse:
    """What to paste into the website, and the sites that may show the dialog."""
    require(request.user, Right.EDIT_PAGE)
    held = access.page(request.user)
    if request.method == "GET":
        return _shown(request, held, SitesForm(initial={"sites": "\n".join(held.button_sites)}))
    form = SitesForm(request.POST)
    if form.is_valid():
        try:
            allow_sites(request.user, held, form.cleaned_data["sites"].splitlines())
        except ValueError as error:
            form.add_error("sites", str(error))
        else:
            messages.success(request, _("Saved. What you paste below fits it."))
            return redirect("settings-button")
    return _shown(request, held, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def snippet(page: Page) -> SafeString:
    """The one script tag that puts the button into the corner of every page of a website."""
    return format_html(
        '<script src="{}{}" data-page="{}" data-label="Message {}" data-opens="{}" data-colour="{}" async></script>',
        settings.ADDRESS,
        static("askfirst/button.js"),
        _place(page),
        page.brand.name,
        _opens(page),
        page.brand.accent,
    )


def link(page: Page) -> SafeString:
    """A link for a place of the website's own, which works by itself and opens the same with the script."""
    return format_html(
        '<a href="{}" data-askfirst="{}" target="_blank" rel="noopener">Message {}</a>\n<script src="{}{}" async></script>',
        _place(page),
        _opens(page),
        page.brand.name,
        settings.ADDRESS,
        static("askfirst/button.js"),
    )


def _place(page: Page) -> str:
    return f"{settings.ADDRESS}{reverse('message', args=[page.brand.slug])}"


def _opens(page: Page) -> str:
    return "frame" if page.button_sites else "window"


def _shown(request: MemberRequest, held: Page, form: SitesForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"page": held, "form": form, "snippet": snippet(held), "link": link(held)}
    return render(request, "settings/button.html", context, status=status)
