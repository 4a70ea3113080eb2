"""Settings: the channels, how each is doing, and the form of a mail channel."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand import vault
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.networks.base import BadSettings
from askfirst.web.members import for_members
from askfirst.wire import connect

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.web.members import MemberRequest

_SECURITY = [
    ("starttls", "STARTTLS"),
    ("tls", "TLS from the start"),
    ("none", gettext_lazy("none (this machine only)")),
]


class EmailChannel(forms.Form):
    """One mailbox and the way to it; the connector itself judges what is given."""

    address = forms.CharField(
        max_length=254,
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("The sender of your mail; mail to it is read."),
    )
    display_name = forms.CharField(max_length=120, required=False, label=gettext_lazy("Name beside it"))
    smtp_host = forms.CharField(max_length=253, label=gettext_lazy("Server for sending (SMTP)"))
    smtp_port = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=65535,
        label=gettext_lazy("Port"),
        help_text=gettext_lazy("Empty: the usual one."),
    )
    smtp_security = forms.ChoiceField(choices=_SECURITY, initial="starttls", label=gettext_lazy("Security"))
    imap_host = forms.CharField(
        max_length=253,
        required=False,
        label=gettext_lazy("Server for reading (IMAP)"),
        help_text=gettext_lazy("Empty: this channel only sends."),
    )
    imap_port = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=65535,
        label=gettext_lazy("Port"),
        help_text=gettext_lazy("Empty: the usual one."),
    )
    imap_security = forms.ChoiceField(choices=_SECURITY, initial="tls", label=gettext_lazy("Security"))
    username = forms.CharField(
        max_length=254,
        required=False,
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("Empty: the address."),
    )
    password = forms.CharField(
        max_length=512,
        required=False,
        strip=False,
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    dkim_selector = forms.CharField(
        max_length=63,
        required=False,
        label=gettext_lazy("Name of the key (selector)"),
        help_text=gettext_lazy("Under which your domain publishes it. Empty: mail is not signed here."),
    )
    dkim_key = forms.CharField(max_length=8000, required=False, label=gettext_lazy("Private key"))


@for_members
@require_safe
def channels(request: MemberRequest) -> HttpResponse:
    """Every channel with its state, the reason, and when something last came in."""
    template = "settings/channel_list.html" if request.htmx else "settings/channels.html"
    return render(request, template, {"channels": _channels(request.user)})


@for_members
@require_http_methods(["GET", "POST"])
def email(request: MemberRequest, pk: int = 0) -> HttpResponse:
    """A mail channel: new, changed, checked anew, or switched."""
    channel = _email_channel(request.user, pk) if pk else None
    if request.method == "GET":
        return _shown(request, EmailChannel(initial=_initial(channel)), channel)
    if channel and request.POST.get("act") in {"check", "on", "off"}:
        return _act(request, channel, request.POST["act"])
    form = EmailChannel(request.POST)
    if not form.is_valid():
        return _shown(request, form, channel, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = connect.connect_email(request.user, form.cleaned_data, channel)
    except BadSettings as trouble:
        form.add_error(None, told(trouble))
        return _shown(request, form, channel, HTTPStatus.UNPROCESSABLE_ENTITY)
    connect.check_soon(kept)
    messages.success(request, _("%(address)s is kept and is being checked.") % {"address": kept.address})
    return redirect("settings-channels")


def _act(request: MemberRequest, channel: Channel, act: str) -> HttpResponse:
    if act != "check":
        connect.switch(request.user, channel, is_on=act == "on")
    if act != "off":
        connect.check_soon(channel)
        messages.info(
            request, _("%(address)s is being checked. It takes a few seconds.") % {"address": channel.address}
        )
    return redirect("settings-channels")


def _channels(member: Member) -> QuerySet[Channel]:
    require(member, Right.CHANNELS)
    return Channel.objects.filter(brand_id=member.brand_id).order_by("network", "pk")


def _email_channel(member: Member, pk: int) -> Channel:
    found = _channels(member).select_related("brand").filter(pk=pk, network="email").first()
    if found is None:
        raise Http404(_("there is no such mail channel in this brand"))
    return found


def _initial(channel: Channel | None) -> dict[str, Any]:
    if channel is None:
        return {}
    try:
        user = vault.open_credentials(channel).get("username", "")
    except vault.VaultClosed:
        user = ""
    return {**channel.settings, "address": channel.address, "username": user}


def _shown(
    request: MemberRequest, form: EmailChannel, channel: Channel | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    require(request.user, Right.CHANNELS)
    context = {
        "form": form,
        "channel": channel,
        "has_password": bool(channel and channel.sealed_credentials),
        "has_key": bool(channel and channel.settings.get("dkim_selector")),
    }
    return render(request, "settings/email.html", context, status=status)
