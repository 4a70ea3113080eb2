"""Settings: the lists that people join, the words they agree to, and where the form for them is put."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may, require
from askfirst.consent import counting, join_keys
from askfirst.consent import lists as verbs
from askfirst.consent.models import List
from askfirst.networks import catalog
from askfirst.wall.models import Page
from askfirst.web.members import for_members
from askfirst.web.typed import OneLine, Words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from askfirst.brand.models import Brand
    from askfirst.consent.models import Notice
    from askfirst.web.members import MemberRequest

_NUMBER = gettext_lazy("Write a whole number.")


def _whole(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(error_messages={"required": _NUMBER, "invalid": _NUMBER}, **more)


class ListForm(forms.Form):
    """All that is set of a list; what it means is checked by the verbs."""

    name = OneLine(
        limit=verbs.LONGEST_NAME, empty=gettext_lazy("Give the list a name: people read it before they join.")
    )
    about = Words(required=False, limit=verbs.LONGEST_ABOUT)
    purpose = forms.ChoiceField(choices=List.Purpose.choices)
    most = _whole()
    days = _whole()
    networks = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Choose where it is sent: at least one.")}
    )
    keyword = OneLine(required=False, limit=verbs.LONGEST_KEYWORD)
    months = _whole(required=False)
    is_internal = forms.BooleanField(required=False)
    is_open = forms.BooleanField(required=False)
    counts_links = forms.BooleanField(required=False)
    single_because = OneLine(required=False, limit=verbs.LONGEST_REASON)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks: Any = self.fields["networks"]
        networks.choices = choices

    def wanted(self) -> verbs.Wanted:
        """What the verbs take."""
        given = self.cleaned_data
        return verbs.Wanted(**{**given, "networks": tuple(given["networks"])})


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every list, and how many people are on it."""
    held = verbs.lists(request.user)
    many = counting.on_each(held)
    rows = [{"list": one, "many": many.get(one.pk, 0), "promise": verbs.promise(one)} for one in held]
    mailed = [one for one in held if one.closed_at is None]
    return render(request, "settings/lists.html", {"rows": rows, **_postal(request, mailed)})


@for_members
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Make a list, with the words that people agree to."""
    require(request.user, Right.LISTS)
    brand = request.user.brand
    choices = _networks(brand)
    if request.method == "GET":
        first = {"most": 1, "days": 7, "networks": ["email"], "is_open": True}
        return _new(request, ListForm(choices, initial=first), {})
    form = ListForm(choices, request.POST)
    if form.is_valid():
        try:
            made = verbs.make(request.user, brand, form.wanted(), _words(request))
        except verbs.CannotKeep as why:
            _explain(form, why)
        else:
            messages.success(request, _("“%(list)s” can be joined now.") % {"list": made})
            return redirect("settings-lists-one", made.pk)
    return _new(request, form, _words(request), HTTPStatus.UNPROCESSABLE_ENTITY)


@for_members
@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """How a list is doing, its words, where it is joined, and what is set of it."""
    held = verbs.access(request.user, pk)
    choices = _networks(held.brand, held)
    if request.method == "GET":
        return _one(request, held, ListForm(choices, initial=_kept(held)))
    form = ListForm(choices, request.POST)
    if form.is_valid():
        try:
            verbs.change(request.user, held, form.wanted())
        except verbs.CannotKeep as why:
            _explain(form, why)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("settings-lists-one", pk)
    return _one(request, held, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@for_members
@require_POST
def reword(request: MemberRequest, pk: int) -> HttpResponse:
    """New words that people agree to, as a new version."""
    held = verbs.access(request.user, pk)
    before = next((notice.version for notice in verbs.notices(held).values()), 0)
    try:
        version = verbs.reword(request.user, held, _words(request))
    except verbs.CannotKeep as why:
        form = ListForm(_networks(held.brand, held), initial=_kept(held))
        return _one(request, held, form, str(why), HTTPStatus.UNPROCESSABLE_ENTITY)
    if version == before:
        messages.info(request, _("These are the words that hold already."))
    else:
        messages.success(
            request,
            _(
                "Version %(version)d holds from now on. Who joined before agreed to the earlier words, which are kept."
            )
            % {"version": version},
        )
    return redirect("settings-lists-one", pk)


@for_members
@require_POST
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Use it no more, or again."""
    held = verbs.access(request.user, pk)
    if request.POST.get("do") == "open":
        verbs.open_again(request.user, held)
        messages.success(request, _("“%(list)s” is used again.") % {"list": held})
    else:
        verbs.close(request.user, held)
        messages.success(request, _("“%(list)s” is closed. Nobody joins it and nothing is sent to it; its people and their proof are kept.") % {"list": held})  # fmt: skip
    return redirect("settings-lists-one", pk)


@for_members
@require_POST
def keys(request: MemberRequest, pk: int) -> HttpResponse:
    """A new key for a program that asks people onto the list; it is shown this once."""
    held = verbs.access(request.user, pk)
    form = ListForm(_networks(held.brand, held), initial=_kept(held))
    try:
        _made, key = join_keys.make(request.user, held, request.POST.get("name", ""))
    except verbs.CannotKeep as why:
        more = {"key_error": str(why), "key_name": request.POST.get("name", "")}
        return _one(request, held, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, **more)
    answer = _one(request, held, form, new_key=key)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@for_members
@require_POST
def revoke(request: MemberRequest, pk: int, key: int) -> HttpResponse:
    """This key works no more."""
    join_keys.revoke(request.user, verbs.access(request.user, pk), key)
    messages.success(request, _("That key opens nothing any more."))
    return redirect("settings-lists-one", pk)


def snippet(held: List, notice: Notice) -> SafeString:
    """A form for the brand's own website: plain HTML that works without a script."""
    place = reverse("list-from-website", args=[held.brand.slug, held.slug])
    return format_html(
        '<form method="post" action="{}{}" accept-charset="utf-8">\n'
        '  <input type="hidden" name="notice" value="{}">\n'
        '  <div lang="{}">{}</div>\n'
        '  <p><label>{} <input name="email" type="email" autocomplete="email" required></label>\n'
        '  <input name="website" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">\n'
        "  <button>{}</button></p>\n"
        "</form>",
        settings.ADDRESS,
        place,
        notice.pk,
        notice.language,
        linebreaks_filter(notice.text, autoescape=True),
        _("Your email"),
        _("Ask to be told"),
    )


def _new(
    request: MemberRequest, form: ListForm, words: dict[str, str], status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "languages": _languages(words),
        "words_error": form.errors.get("__all__", [""])[0],
    }
    return render(request, "settings/list_new.html", context, status=status)


def _one(
    request: MemberRequest,
    held: List,
    form: ListForm,
    words_error: str = "",
    status: int = HTTPStatus.OK,
    **more: str,
) -> HttpResponse:
    now = verbs.notices(held)
    words = _words(request) if words_error else {code: notice.text for code, notice in now.items()}
    notice = verbs.notice_for(held, request.user.language or settings.LANGUAGE_CODE)
    page = Page.objects.filter(brand=held.brand_id).first()
    context = {
        "list": held,
        "form": form,
        "figures": counting.of(held),
        "promise": verbs.promise(held),
        "languages": _languages(words),
        "words_error": words_error,
        "versions": verbs.versions(held),
        "address": f"{settings.ADDRESS}{reverse('list', args=[held.brand.slug, held.slug])}" if page else "",
        "snippet": snippet(held, notice) if page and notice else "",
        "sites": page.button_sites if page else [],
        "keys": join_keys.of(held),
        **_postal(request, [held]),
        "for_programs": f"{settings.ADDRESS}{reverse('list-by-program', args=[held.brand.slug, held.slug])}",
        **more,
    }
    return render(request, "settings/list.html", context, status=status)


def _postal(request: MemberRequest, used: list[List]) -> dict[str, bool]:
    """Whether mail of one of these lists waits for the brand's postal address, and whether this member can give it."""
    is_mailed = any("email" in one.networks for one in used)
    return {
        "needs_postal_address": is_mailed and not request.user.brand.postal_address,
        "may_edit_page": may(request.user, Right.EDIT_PAGE),
    }


def _explain(form: ListForm, why: verbs.CannotKeep) -> None:
    form.add_error(why.field if why.field in form.fields else None, str(why))


def _kept(held: List) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ListForm.base_fields}


def _words(request: MemberRequest) -> dict[str, str]:
    """The notice as it was typed, by language."""
    return {code: request.POST.get(f"words-{code}", "") for code, _name in settings.LANGUAGES}


def _languages(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": name, "text": words.get(code, "")} for code, name in settings.LANGUAGES]


def _networks(brand: Brand, held: List | None = None) -> list[tuple[str, str]]:
    """Where the brand could send it: mail, what it has connected, and what was chosen before."""
    used = Channel.objects.filter(brand=brand).exclude(state=Channel.State.OFF).exclude(network="page")
    names = dict.fromkeys(["email", *used.order_by("network").values_list("network", flat=True)])
    names |= dict.fromkeys(held.networks if held else ())
    return [(name, catalog.NETWORKS[name].label) for name in names if name in catalog.NETWORKS]
