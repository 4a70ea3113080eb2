"""Settings: how each channel is received: gauges against the network's limits, the last days, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import spoken, told
from askfirst.gate import health
from askfirst.gate.models import Health, Signal, Turn
from askfirst.sentence import Sentence
from askfirst.web import charts, page_complete
from askfirst.web.members import for_members
from askfirst.wire import domains

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.web.members import MemberRequest

WIDTH = 320
"""Of a gauge, in units of its own."""
NEEDLE = 3
TURNS = 20
EVERY = 5
"""Each so many days the chart names one."""
_STATES = {
    "ok": ("circle-check", gettext_lazy("As usual")),
    "slowed": ("clock", gettext_lazy("Slowed down")),
    "stopped": ("octagon-x", gettext_lazy("Stopped")),
}
_TITLES = {
    "spf": gettext_lazy("Which servers may send for your domain (SPF)"),
    "dkim": gettext_lazy("Signature of your mail (DKIM)"),
    "dmarc": gettext_lazy("What receivers do with forgeries (DMARC)"),
    "mx": gettext_lazy("Mail to your domain arrives (MX)"),
    "reverse": gettext_lazy("The name of your mail server, there and back (reverse DNS)"),
    "rate": gettext_lazy("The rate of complaints as the provider counts it"),
}
_WHY = {
    ("spf", "missing"): gettext_lazy("Nothing is published. Receivers cannot tell your servers from others."),
    ("spf", "several"): gettext_lazy("There are several records; receivers then use none. Keep one."),
    ("spf", "everybody"): gettext_lazy("It lets everybody send for you. End it with -all or ~all."),
    ("dkim", "missing"): gettext_lazy("The key is not published yet. Put this into your DNS:"),
    ("dkim", "other"): gettext_lazy(
        "Another key is published under this name, so signatures fail. It should be:"
    ),
    ("dkim", "key"): gettext_lazy("The private key cannot be read. Give it again."),
    ("dkim", "elsewhere"): gettext_lazy(
        "Not checked: mail is not signed here, and whether your mail server signs it cannot be seen from here."
    ),
    ("dmarc", "missing"): gettext_lazy("Nothing is published. Gmail and Yahoo ask for it. To begin with:"),
    ("mx", "missing"): gettext_lazy("No server takes mail for your domain: answers and reports are lost."),
    ("reverse", "missing"): gettext_lazy(
        "The address of your mail server leads to no name that leads back to it."
    ),
    ("rate", "theirs"): gettext_lazy(
        "Not checked: only the provider sees it, as in Gmail's Postmaster Tools."
    ),
}
_SEEN = gettext_lazy("It is there.")
_UNSEEN = gettext_lazy("Not checked: no server answered.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A gauge as it is drawn: where slowing and stopping begin, and where the channel stands."""

    gauge: health.Gauge
    title: str
    state: str
    slow: float
    stop: float
    here: float
    why: str
    rate: str
    """In per cent; empty: too few have left to say."""
    slow_at: str
    stop_at: str
    width: int = WIDTH


@for_members
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Each channel, and whether messages of lists leave by it as usual."""
    held = {row.channel_id: row for row in Health.objects.filter(channel__brand=request.user.brand_id)}
    rows = [
        {"channel": channel, "held": held.get(channel.pk), **_state(held.get(channel.pk))}
        for channel in _channels(request.user)
    ]
    return render(request, "settings/health.html", {"rows": rows} | page_complete.context(request.user))


@for_members
@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """How one channel is received; there lists are let run again, and the domain is looked at."""
    channel = _channels(request.user).filter(pk=pk).first()
    if channel is None:
        raise Http404(_("there is no such channel in this brand"))
    if request.method == "GET":
        return _shown(request, channel)
    if request.POST.get("act") == "check" and channel.network == "email":
        domains.check_soon(request.user, channel)
        messages.info(request, _("Your domain is being looked at. It takes a few seconds."))
        return redirect("settings-health-channel", pk)
    typed = request.POST.get("why", "")
    try:
        health.rearm(request.user, channel, typed)
    except ValueError as wrong:
        error = _("Nothing was changed: %(wrong)s.") % {"wrong": told(wrong)}
        return _shown(request, channel, HTTPStatus.UNPROCESSABLE_ENTITY, error=error, typed=typed)
    messages.success(request, _("Messages of lists leave as usual again."))
    return redirect("settings-health-channel", pk)


def _channels(member: Member) -> QuerySet[Channel]:
    require(member, Right.CHANNELS)
    rows = Channel.objects.select_related("brand").filter(brand_id=member.brand_id)
    return rows.exclude(network="page").order_by("network", "pk")


def _shown(
    request: MemberRequest, channel: Channel, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    held = Health.objects.filter(channel=channel).first()
    context = {
        "channel": channel,
        "held": held,
        **_state(held),
        "gauges": [_drawn(gauge) for gauge in health.gauges(channel)],
        "unanswered": _unanswered(channel),
        **_trend(channel),
        "turns": Turn.objects.select_related("member").filter(channel=channel).order_by("-pk")[:TURNS],
        "strange": Signal.objects.filter(channel=channel, kind=Signal.Kind.STRANGE).count(),
        "checks": [_line(line) for line in held.domain] if held else [],
        **more,
    }
    return render(request, "settings/health_channel.html", context, status=status)


def _state(held: Health | None) -> dict[str, Any]:
    icon, words = _STATES[held.state if held else "ok"]
    return {"state": held.state if held else "ok", "state_icon": icon, "state_words": words}


def _drawn(gauge: health.Gauge) -> Drawn:
    limit, rate = gauge.limit, gauge.per_mille
    whole = limit.stop * 4 / 3
    place = WIDTH / whole
    return Drawn(
        gauge=gauge,
        title=str(Signal.Kind(limit.kind).label),
        state=str(gauge.asks_for),
        slow=round(limit.slow * place, 1),
        stop=round(limit.stop * place, 1),
        here=round(min(min(rate or 0, whole) * place, WIDTH - NEEDLE), 1),
        why=spoken(Sentence(limit.why)),
        rate="" if rate is None else _per_cent(rate),
        slow_at=_per_cent(limit.slow),
        stop_at=_per_cent(limit.stop),
    )


def _unanswered(channel: Channel) -> dict[str, Any]:
    """What we wrote unasked and nobody answered, as it is drawn; empty: nothing was written unasked."""
    found = health.unanswered(channel)
    rate = found.per_mille
    if rate is None:
        return {}
    return {"found": found, "rate": _per_cent(rate), "here": round(rate * WIDTH / 1000, 1), "width": WIDTH}


def _per_cent(per_mille: float) -> str:
    number = f"{per_mille / 10:.2f}".rstrip("0").rstrip(".")
    return _("%(number)s %%") % {"number": number}


def _trend(channel: Channel) -> dict[str, Any]:
    days = health.days(channel)
    drawn = [
        (
            _("%(day)s: %(left)d left, %(came)d came back")
            % {"day": date_format(day, "DATE_FORMAT"), "left": left, "came": came},
            date_format(day, "j M") if nth % EVERY == 0 else "",
            left,
            came,
        )
        for nth, (day, left, came) in enumerate(days)
    ]
    return {"bars": charts.bars(drawn), "days": [one for one in reversed(days) if one[1] or one[2]]}


def _line(line: dict[str, str]) -> dict[str, Any]:
    said = _SEEN if line["state"] == "ok" else _WHY.get((line["what"], line["why"]), _UNSEEN)
    icon = {"ok": "circle-check", "bad": "octagon-x"}.get(line["state"], "circle-help")
    return {**line, "title": _TITLES[line["what"]], "says": said, "icon": icon}
