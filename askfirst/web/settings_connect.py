"""Settings: connecting an account of a network, by what its guide says is needed; and one channel with how it is."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.gate.models import Delivery
from askfirst.networks.base import BadSettings, Form
from askfirst.networks.catalog import connector
from askfirst.networks.http import HttpNetwork
from askfirst.web.members import for_members
from askfirst.wire import agreeing, connect, intake, join, offers

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.networks.joining import Field
    from askfirst.web.members import MemberRequest
    from askfirst.wire.offers import Choice

ASKED = "connecting"
"""Where the session keeps the question that is put to the owner of an account."""
ASKED_SECONDS = 900
FORMS = {
    Form.DIRECT: gettext_lazy("private messages"),
    Form.PRIVATE_REPLY: gettext_lazy("private answers to comments"),
    Form.PUBLIC_REPLY: gettext_lazy("public answers"),
    Form.PUBLIC_POST: "posts",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as the page draws it."""

    field: BoundField
    type: str
    help: str
    is_choice: bool


@for_members
@require_safe
def choose(request: MemberRequest) -> HttpResponse:
    """Every network that can be connected: what it can do here, and what nobody can do there."""
    require(request.user, Right.CHANNELS)
    cards = [
        {"name": one.name, "label": one.label, "can": _can(one), "limits": one.guide.limits}
        for one in offers.choices()
    ]
    return render(request, "settings/connect.html", {"cards": cards, "sandbox": settings.SANDBOX_URL})


@for_members
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, network: str) -> HttpResponse:
    """What one network needs, and the form for it."""
    require(request.user, Right.CHANNELS)
    return _filled(request, _choice(network), None)


@for_members
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """The same for a channel that there is: what is left empty stays as it is kept."""
    channel = _channel(request.user, pk)
    return _filled(request, _choice(channel.network), channel)


@for_members
@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """A channel: how it is, what was found, and what its network needs from us."""
    channel = _channel(request.user, pk)
    if request.method == "POST":
        return _acted(request, channel, request.POST.get("act", ""))
    return render(request, "settings/channel.html", _health(channel))


@for_members
@require_safe
def checks(request: MemberRequest, pk: int) -> HttpResponse:
    """How a channel is, as a part of its page that fills in while somebody looks."""
    return render(request, "settings/channel_body.html", _health(_channel(request.user, pk)))


@for_members
@require_safe
def agree(request: MemberRequest, pk: int) -> HttpResponse:
    """The way to the network, where the owner of the account agrees.  A link: no form may lead out of here."""
    channel = _channel(request.user, pk)
    chosen = _choice(channel.network)
    asked = _asked_of(request, channel)
    if asked is None or chosen.guide.oauth is None:
        return redirect("settings-channels-change", channel.pk)
    context: dict[str, Any] = {"channel": channel, "choice": chosen, "is_running": _is_running(channel)}
    if not context["is_running"]:
        given = offers.given_of(channel) if channel.is_provisional else vault.unseal(asked["given"])
        network = connector(chosen.name, given)
        assert isinstance(network, HttpNetwork)  # noqa: S101 -- nobody agrees anywhere else
        question = agreeing.ask(network, chosen.guide.oauth, given, _back())
        sealed = vault.seal({"verifier": question.verifier, "given": given})
        request.session[ASKED] = {**asked, "state": question.state, "sealed": sealed}
        context["address"] = question.address
    return render(request, "settings/agree.html", context)


@for_members
@require_safe
def agreed(request: MemberRequest) -> HttpResponse:
    """The owner comes back: their answer counts once, in the browser that asked, for a quarter of an hour."""
    require(request.user, Right.CHANNELS)
    asked = request.session.pop(ASKED, {})
    state = str(asked.get("state", ""))
    is_ours = bool(state) and secrets.compare_digest(state.encode(), request.GET.get("state", "").encode())
    if not is_ours or asked.get("until", 0) < time.time():
        messages.error(
            request,
            _("That answer does not belong to a question of this browser, or is too old. Begin once more."),
        )
        return redirect("settings-channels")
    channel = _channel(request.user, asked["channel"])
    code = request.GET.get("code", "")
    if not code:
        why = request.GET.get("error_description") or request.GET.get("error") or _("nothing was agreed to")
        messages.error(
            request,
            _("%(label)s says: %(why)s. Nothing was changed.")
            % {"label": _choice(channel.network).label, "why": why[:300]},
        )
        return redirect("settings-channels-change", channel.pk)
    kept = vault.unseal(asked["sealed"])
    answer = agreeing.Agreed(code=code, verifier=kept["verifier"], back=_back())
    connect.connect_soon(channel, kept["given"], answer)
    return redirect("settings-channels-one", channel.pk)


def _filled(request: MemberRequest, chosen: Choice, channel: Channel | None) -> HttpResponse:
    typed = {field.name: request.POST.get(field.name, "").strip() for field in _fields(chosen)}
    if request.method == "GET":
        return _form_page(request, chosen, channel, _initial(chosen, channel))
    will_agree = request.POST.get("act") == "agree" and chosen.guide.oauth is not None
    try:
        kept = offers.kept_of(channel, chosen.guide, typed) if channel else None
        given = offers.completed(chosen, typed, kept, will_agree=will_agree)
    except (BadSettings, vault.VaultClosed) as trouble:
        return _form_page(request, chosen, channel, typed, told(trouble))
    target = channel or join.begin(request.user, request.user.brand, chosen, given)
    if not will_agree:
        connect.connect_soon(target, given)
        return redirect("settings-channels-one", target.pk)
    return _to_agree(request, chosen, target, given)


def _to_agree(
    request: MemberRequest, chosen: Choice, channel: Channel, given: dict[str, Any]
) -> HttpResponse:
    oauth = chosen.guide.oauth
    until = time.time() + ASKED_SECONDS
    request.session[ASKED] = {"channel": channel.pk, "given": vault.seal(given), "until": until}
    if oauth and not given.get(oauth.client_id) and channel.is_provisional:
        connect.prepare_soon(channel, _back())
    return redirect("settings-channels-agree", channel.pk)


def _asked_of(request: MemberRequest, channel: Channel) -> dict[str, Any] | None:
    asked: dict[str, Any] = request.session.get(ASKED, {})
    is_meant = asked.get("channel") == channel.pk and asked.get("until", 0) > time.time()
    return asked if is_meant else None


def _back() -> str:
    return f"{settings.ADDRESS}{reverse('settings-channels-agreed')}"


def _acted(request: MemberRequest, channel: Channel, act: str) -> HttpResponse:
    if act == "discard" and join.discard(request.user, channel):
        messages.info(request, _("It was taken away. Nothing had been kept of it."))
        return redirect("settings-channels")
    if act in {"on", "off"}:
        connect.switch(request.user, channel, is_on=act == "on")
    if act in {"on", "check"}:
        connect.check_soon(channel)
    return redirect("settings-channels-one", channel.pk)


def _form_page(
    request: MemberRequest, chosen: Choice, channel: Channel | None, values: dict[str, Any], error: str = ""
) -> HttpResponse:
    is_kept = bool(channel and channel.sealed_credentials)
    secret = offers.secret_names(chosen.guide)
    form = _form(chosen, values)
    filled = set(chosen.guide.oauth.keeps.values()) if chosen.guide.oauth else set()
    shown = [_shown(form, field, is_kept=is_kept and field.name in secret) for field in _fields(chosen)]
    context = {
        "choice": chosen,
        "channel": channel,
        "needed": [one for one in shown if one.field.name not in filled],
        "instead": [one for one in shown if one.field.name in filled],
        "error": error,
        "sandbox": settings.SANDBOX_URL if channel is None else channel.settings.get("through", ""),
        "back": _back(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "settings/connect_form.html", context, status=status)


def _fields(chosen: Choice) -> list[Field]:
    """Those that a person is asked for."""
    return [field for field in chosen.guide.fields if not field.is_ours]


def _form(chosen: Choice, values: dict[str, Any]) -> forms.Form:
    made = type("Given", (forms.Form,), {field.name: _drawn(field) for field in _fields(chosen)})
    form: forms.Form = made(initial=values)
    return form


def _drawn(field: Field) -> forms.Field:
    if field.choices:
        return forms.ChoiceField(label=field.label, choices=list(field.choices.items()))
    return forms.CharField(label=field.label, required=field.is_required)


def _shown(form: forms.Form, field: Field, *, is_kept: bool) -> Shown:
    if is_kept:
        form.fields[field.name].required = False
    kept = _("One is kept, encrypted. Empty: it stays.") if is_kept else ""
    help_text = " ".join(filter(None, [field.help, kept]))
    return Shown(
        form[field.name], "password" if field.is_secret else "text", help_text, is_choice=bool(field.choices)
    )


def _initial(chosen: Choice, channel: Channel | None) -> dict[str, Any]:
    """What a person gave before, without secrets."""
    if channel is None:
        return {}
    secret = offers.secret_names(chosen.guide)
    return {name: value for name, value in channel.settings.items() if name not in secret}


def _health(channel: Channel) -> dict[str, Any]:
    refused = Delivery.objects.filter(channel=channel, state=Delivery.State.REFUSED)
    hook = join.hook_of(channel)
    is_joined = any(one.name == channel.network for one in offers.choices())
    return {
        "channel": channel,
        "choice": _choice(channel.network) if is_joined else None,
        "is_running": _is_running(channel),
        "findings": channel.checked.get("findings", []),
        "checked_at": parse_datetime(str(channel.checked.get("at", ""))),
        "was_kept": channel.checked.get("is_kept", True),
        "hook": hook,
        "verify_token": join.shown_to_us(channel) if hook else "",
        "refused": refused.order_by("-not_before")[:5],
        "strange": intake.strange(channel),
        "waiting": Delivery.objects.filter(
            channel=channel, state__in=[Delivery.State.QUEUED, Delivery.State.FAILED]
        ).count(),
    }


def _is_running(channel: Channel) -> bool:
    return bool(channel.checked.get("is_running")) and not join.is_stale(channel)


def _can(chosen: Choice) -> str:
    forms_of = [str(words) for form, words in FORMS.items() if form in chosen.capabilities.forms]
    files = [_("files")] if chosen.capabilities.attachment_limit else []
    return ", ".join([*forms_of, *files])


def _choice(network: str) -> Choice:
    try:
        return offers.choice(network)
    except BadSettings as error:
        raise Http404(told(error)) from error


def _channel(member: Member, pk: int) -> Channel:
    require(member, Right.CHANNELS)
    rows = Channel.objects.select_related("brand").filter(brand_id=member.brand_id, pk=pk)
    found = rows.exclude(network="page").first()
    if found is None:
        raise Http404(_("there is no such channel in this brand"))
    return found
