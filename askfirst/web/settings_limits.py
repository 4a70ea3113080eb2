"""Settings: what one channel has left: its credits, line by line, and how much of each limit is used."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.gate import accounts, counters, credits  # noqa: A004 -- the word for it
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.web.members import MemberRequest

LINES = 30
_KINDS = [
    ("allowance", gettext_lazy("They came with the plan")),
    ("purchase", gettext_lazy("They were bought")),
    ("expiry", gettext_lazy("They lapsed")),
]


class Credits(forms.Form):
    """Credits that somebody writes down; the ledger itself judges them."""

    amount = forms.IntegerField(min_value=1, max_value=10**6, label=gettext_lazy("How many"))
    kind = forms.ChoiceField(choices=_KINDS, label=gettext_lazy("Why"))
    note = forms.CharField(max_length=200, required=False, label=gettext_lazy("Note"))


@for_members
@require_http_methods(["GET", "POST"])
def limits(request: MemberRequest, pk: int) -> HttpResponse:
    """The credits and limits of one channel; an owner writes down credits that came or lapsed."""
    channel = _channel(request.user, pk)
    if request.method == "GET":
        return _shown(request, channel, Credits())
    form = Credits(request.POST)
    if form.is_valid():
        try:
            line = credits.add(channel, credits.Gain(**form.cleaned_data), request.user)
        except ValueError as wrong:
            form.add_error(None, _("Nothing was written down: %(wrong)s.") % {"wrong": wrong})
        else:
            messages.success(
                request,
                ngettext(
                    "Written down. %(count)d credit is left.",
                    "Written down. %(count)d credits are left.",
                    line.balance,
                )
                % {"count": line.balance},
            )
            return redirect("settings-channels-limits", pk)
    return _shown(request, channel, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _channel(member: Member, pk: int) -> Channel:
    require(member, Right.CHANNELS)
    rows = Channel.objects.select_related("brand").filter(brand_id=member.brand_id)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("there is no such channel in this brand"))
    return found


def _shown(
    request: MemberRequest, channel: Channel, form: Credits, status: int = HTTPStatus.OK
) -> HttpResponse:
    now = timezone.now()
    context = {
        "channel": channel,
        "form": form,
        "left": credits.left(channel, now),
        "lines": credits.lines(channel, LINES),
        "standings": counters.standings(channel, now),
        "account": dict(accounts.said_of(channel)),
    }
    return render(request, "settings/limits.html", context, status=status)
