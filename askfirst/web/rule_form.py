"""A rule for the inbox as a form: when, under which conditions, and what then.  It needs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.models import Channel
from askfirst.inbox.models import Label, Thread
from askfirst.web import step_form
from askfirst.web.members import whole
from askfirst.web.typed import clean
from askfirst.work import choices
from askfirst.work.automations import TIMED, Wanted
from askfirst.work.macros import CannotKeep
from askfirst.work.models import Automation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Brand
    from askfirst.web.members import MemberRequest

MOST_WORDS = 40
USUAL = 30
"""Minutes that are offered where something waits or ends."""
LONGEST_WORD = 60
UNITS = {"minutes": 1, "hours": 60, "days": 1440}
EITHER = (("", gettext_lazy("does not matter")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
HOURS = (
    ("", gettext_lazy("does not matter")),
    ("open", gettext_lazy("while we answer")),
    ("closed", gettext_lazy("while we are away")),
)


def wanted(request: MemberRequest) -> Wanted:
    """The rule as it was typed.

    Raises:
        CannotKeep, choices.CannotChoose: something in it cannot be; the sentence says what to do.
    """
    brand, sent = request.user.brand, request.POST
    values, note = step_form.typed(request)
    when = sent.get("when", "")
    unit = UNITS.get(sent.get("unit", "minutes"), 1)
    return Wanted(
        name=clean(sent.get("name", ""))[:400],
        when=when,
        minutes=whole(sent.get("span")) * unit if when in TIMED else 0,
        conditions=_conditions(request, brand),
        steps=choices.read(brand, values, note, is_rule=True),
        is_on=sent.get("is_on") == "yes",
    )


def _conditions(request: MemberRequest, brand: Brand) -> dict[str, Any]:
    sent = request.POST
    channels = Channel.objects.filter(brand=brand, pk__in=_ids(sent.getlist("channel")))
    labels = Label.objects.filter(brand=brand, pk__in=_ids(sent.getlist("label")))
    found = {
        "channel": sorted(channels.values_list("pk", flat=True)),
        "kind": [one for one in sent.getlist("kind") if one in Thread.Kind.values],
        "state": [one for one in sent.getlist("state") if one in Thread.State.values]
        if sent.get("when") == Automation.When.STATE
        else [],
        "words": _words(sent.get("words", "")),
        "label": sorted(labels.values_list("pk", flat=True)),
        "vip": _one_of(sent.get("vip", ""), EITHER),
        "language": _languages(sent.get("language", "")),
        "hours": _one_of(sent.get("hours", ""), HOURS),
        "assigned": _one_of(sent.get("assigned", ""), EITHER),
    }
    return {name: value for name, value in found.items() if value}


def _ids(given: list[str]) -> list[int]:
    return [whole(one) for one in given[:200]]


def _one_of(given: str, among: tuple[tuple[str, Any], ...]) -> str:
    return given if given in dict(among) else ""


def _words(given: str) -> list[str]:
    words = [" ".join(clean(one).split()) for one in given.replace("\n", ",").split(",")]
    found = list(dict.fromkeys(one for one in words if one.rstrip("*").strip()))
    if len(found) > MOST_WORDS:
        raise CannotKeep(
            _("These are more than %(most)s words: make two rules of it.") % {"most": MOST_WORDS}
        )
    if any(len(one) > LONGEST_WORD for one in found):
        raise CannotKeep(_("One of the words is longer than %(most)s characters.") % {"most": LONGEST_WORD})
    return found


def _languages(given: str) -> list[str]:
    codes = [one.strip().casefold() for one in clean(given).replace(",", " ").split()]
    for code in codes:
        if not code.replace("-", "").isalnum() or not 2 <= len(code) <= 12:
            raise CannotKeep(
                _("“%(code)s” is no code of a language: write them like de, en, es.") % {"code": code[:20]}
            )
    return list(dict.fromkeys(codes))


def choices_for(brand: Brand) -> dict[str, Any]:
    """What the fields offer."""
    return {
        "whens": Automation.When.choices,
        "channels": Channel.objects.filter(brand=brand).order_by("name"),
        "kinds": Thread.Kind.choices,
        "states": Thread.State.choices,
        "all_labels": Label.objects.filter(brand=brand).order_by("name"),
        "either": EITHER,
        "hours_choices": HOURS,
        "units": (("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))),
    }


def kept(rule: Automation | None) -> dict[str, Any]:
    """What the fields hold for a rule as it is kept; for a new one."""
    asked = rule.conditions if rule else {}
    span, unit = _span(rule.minutes if rule and rule.minutes else USUAL)
    return {
        "name": rule.name if rule else "",
        "when": rule.when if rule else Automation.When.MESSAGE,
        "span": span,
        "unit": unit,
        "is_on": rule.is_on if rule else True,
        "channel": asked.get("channel", []),
        "kind": asked.get("kind", []),
        "state": asked.get("state", []),
        "words": ", ".join(asked.get("words", [])),
        "label": asked.get("label", []),
        "vip": asked.get("vip", ""),
        "language": ", ".join(asked.get("language", [])),
        "hours": asked.get("hours", ""),
        "assigned": asked.get("assigned", ""),
    }


def typed(request: MemberRequest) -> dict[str, Any]:
    """What the fields hold after they were sent: all that was typed, right or wrong."""
    sent = request.POST
    return {
        **{name: sent.get(name, "")[:4000] for name in ("name", "when", "span", "unit", "words", "language")},
        **{name: sent.get(name, "") for name in ("vip", "hours", "assigned")},
        "is_on": sent.get("is_on") == "yes",
        "channel": _ids(sent.getlist("channel")),
        "label": _ids(sent.getlist("label")),
        "kind": sent.getlist("kind"),
        "state": sent.getlist("state"),
    }


def _span(minutes: int) -> tuple[int, str]:
    for unit in ("days", "hours"):
        if minutes and minutes % UNITS[unit] == 0:
            return minutes // UNITS[unit], unit
    return minutes, "minutes"


def in_words(rule: Automation, names: Mapping[str, Mapping[int, str]]) -> list[str]:
    """When the rule begins and what it asks for, as sentences.  `names`: of channels and labels, by id."""
    said = [_when(rule)]
    asked = rule.conditions
    if asked.get("state"):
        said.append(
            _("it becomes: %(what)s") % {"what": _any(str(Thread.State(one).label) for one in asked["state"])}
        )
    if asked.get("channel"):
        gone = _("a channel that is gone")
        said.append(
            _("on %(what)s") % {"what": _any(names["channel"].get(one, gone) for one in asked["channel"])}
        )
    if asked.get("kind"):
        said.append(
            _("it is: %(what)s") % {"what": _any(str(Thread.Kind(one).label) for one in asked["kind"])}
        )
    if asked.get("words"):
        said.append(_("it says %(what)s") % {"what": _any(f"“{one}”" for one in asked["words"])})
    if asked.get("label"):
        gone = _("a label that is gone")
        said.append(
            _("it bears %(what)s") % {"what": _any(names["label"].get(one, gone) for one in asked["label"])}
        )
    if asked.get("vip"):
        said.append(_("they are a VIP") if asked["vip"] == "yes" else _("they are no VIP"))
    if asked.get("language"):
        said.append(_("their language is %(what)s") % {"what": _any(asked["language"])})
    if asked.get("hours"):
        said.append(
            _("we answer at that hour") if asked["hours"] == "open" else _("we are away at that hour")
        )
    if asked.get("assigned"):
        said.append(_("it is somebody’s") if asked["assigned"] == "yes" else _("it is nobody’s"))
    return said


def _when(rule: Automation) -> str:
    said = str(Automation.When(rule.when).label)
    if rule.when not in TIMED:
        return said
    span, unit = _span(rule.minutes)
    words = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
    return f"{said} {span} {words[unit]}"


def _any(what: Any) -> str:
    return _(" or ").join(what)
