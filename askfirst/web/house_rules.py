"""Settings: the brand's own rules, written by an owner, tried on last month before they are saved, kept as versions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, require
from askfirst.gate import house
from askfirst.gate.house import HouseRule, Outdated
from askfirst.policy.compare import read_long_ago
from askfirst.policy.document import SCOPES
from askfirst.policy.model import Layer
from askfirst.policy.packs import PackError
from askfirst.policy.program import bundled
from askfirst.web.conditions import EXAMPLES, Condition, all_facts
from askfirst.web.house_form import EFFECTS, RuleForm
from askfirst.web.house_review import Review, review
from askfirst.web.members import for_members, whole
from askfirst.web.typed import clean
from askfirst.web.verdict import link_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from askfirst.gate.models import HouseVersion
    from askfirst.policy.model import Rule
    from askfirst.web.members import MemberRequest

MOST_VERSIONS = 20
LAST_VERSION = 2**31 - 1
"""The highest number that the database can hold."""
_CHANGED_MEANWHILE = gettext_lazy(
    "Somebody saved another version in between. What you typed is kept: look at it once more, then save."
)
_LOOK_AGAIN = gettext_lazy("This is not what was tried. Look at what it would have changed, then save.")


@for_members
@require_safe
def rules(request: MemberRequest) -> HttpResponse:
    """The brand's rules, the versions of them, and the rules that stand beside them."""
    found = list(house.versions(request.user)[: MOST_VERSIONS + 1])
    newest = found[0] if found else None
    context = {
        "newest": newest,
        "before": newest.number - 1 if newest else 0,
        "rules": [_shown(rule) for rule in _rules_in(newest)],
        "versions": _history(found),
        "beside": [rule for pack in bundled().packs if pack.layer is Layer.HOUSE for rule in pack.rules],
        "old_sources": len(old_sources()),
    }
    return render(request, "house/rules.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def rule(request: MemberRequest, name: str = "") -> HttpResponse:
    """Write a rule: look at what it would have changed, then save it.  What was typed is never lost."""
    newest = house.versions(request.user).first()
    held = _rules_in(newest)
    old = next((one for one in held if one.name == name), None)
    if name and old is None:
        raise Http404(gettext("there is no such rule of your own"))
    desk = _Desk(request, newest.number if newest else 0, held, old)
    if request.method == "GET":
        return desk.shown(RuleForm.of(old) if old else RuleForm())
    if request.POST.get("act") == "remove" and old:
        return desk.saved([one for one in held if one is not old], f"`{old.name}` removed")
    return desk.judged(RuleForm(request.POST, others=[one for one in held if one is not old]))


@for_members
@require_POST
def check(request: MemberRequest) -> HttpResponse:
    """The condition as it stands: its mistakes, or what it asks about.  Asked while somebody types."""
    require(request.user, Right.RULES)
    condition = Condition(clean(request.POST.get("when", "")))
    return render(request, "house/condition.html", {"condition": condition})


@for_members
@require_http_methods(["GET", "POST"])
def version(request: MemberRequest, number: int) -> HttpResponse:
    """One version: who, when, what it changed, and the button that makes it the newest again."""
    if number > LAST_VERSION:
        raise Http404(gettext("there is no such version of your rules"))
    found = {one.number: one for one in house.versions(request.user).filter(number__in=[number, number - 1])}
    if number and number not in found:
        raise Http404(gettext("there is no such version of your rules"))
    if request.method == "POST":
        return _use_again(request, number)
    newest = house.versions(request.user).values_list("number", flat=True).first() or 0
    this, before = found.get(number), found.get(number - 1)
    context = {
        "number": number,
        "version": this,
        "newest": newest,
        "changes": _changes(_rules_in(before), _rules_in(this)),
        "rules": [_shown(rule) for rule in _rules_in(this)],
    }
    return render(request, "house/version.html", context)


@for_members
@require_safe
def sources(request: MemberRequest) -> HttpResponse:
    """The rules whose source was last read more than a year ago."""
    require(request.user, Right.RULES)
    found = [(rule, link_to(rule.source.address)) for rule in old_sources() if rule.source]
    return render(request, "house/sources.html", {"rules": found})


def old_sources() -> tuple[Rule, ...]:
    """The bundled rules whose source should be read again, the oldest reading first."""
    return read_long_ago(bundled(), timezone.localdate())


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one rule is written: on top of which version, and which rule it was, if it is not new."""

    request: MemberRequest
    number: int
    held: Sequence[HouseRule]
    old: HouseRule | None

    def judged(self, form: RuleForm) -> HttpResponse:
        """Show the mistakes, or what it would have changed; save what has been looked at."""
        if not form.is_valid():
            return self.shown(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        written = self.with_rule(form.rule())
        seen, based_on = self.request.POST.get("seen", ""), whole(self.request.POST.get("based_on"))
        if self.request.POST.get("act") != "save":
            return self.shown(form, review(self.request.user, written, form.rule()))
        if seen == _digest(house.text_of(written)) and based_on == self.number:
            return self.saved(written, form.cleaned_data["note"])
        notice = str(_LOOK_AGAIN if based_on == self.number else _CHANGED_MEANWHILE)
        return self.shown(form, review(self.request.user, written, form.rule()), notice, HTTPStatus.CONFLICT)

    def with_rule(self, rule: HouseRule) -> list[HouseRule]:
        """All rules, this one in the place of the old, or at the end."""
        if self.old is None:
            return [*self.held, rule]
        return [rule if one is self.old else one for one in self.held]

    def saved(self, rules: list[HouseRule], note: str) -> HttpResponse:
        """From the next question on these are the rules."""
        try:
            kept = house.save(self.request.user, rules, based_on=self.number, note=note)
        except Outdated:
            messages.error(self.request, _CHANGED_MEANWHILE)
        except PackError as wrong:
            messages.error(
                self.request,
                gettext("Nothing was saved. This has to be mended first: %(wrong)s") % {"wrong": wrong},
            )
        else:
            self._say_saved(kept.number, house.unreadable(rules))
        return redirect("settings-house")

    def _say_saved(self, number: int, unreadable: Sequence[HouseRule]) -> None:
        if unreadable:
            names = ", ".join(one.name for one in unreadable)
            says = gettext(
                "Saved as version %(number)s. Everything still waits: mend or remove %(names)s, which cannot be read."
            ) % {"number": number, "names": names}
            messages.warning(self.request, says)
        else:
            messages.success(
                self.request,
                gettext("Saved. Version %(number)s is in force from the next question on.")
                % {"number": number},
            )

    def shown(
        self, form: RuleForm, tried: Review | None = None, notice: str = "", status: int = HTTPStatus.OK
    ) -> HttpResponse:
        context = {
            "form": form,
            "old": self.old,
            "based_on": self.number,
            "condition": form.condition,
            "effects": EFFECTS,
            "facts": _facts(),
            "examples": EXAMPLES,
            "review": tried,
            "seen": _digest(tried.text) if tried else "",
            "notice": notice,
        }
        return render(self.request, "house/rule.html", context, status=status)


def _use_again(request: MemberRequest, number: int) -> HttpResponse:
    try:
        kept = house.use_again(request.user, number, based_on=whole(request.POST.get("based_on")))
    except Outdated:
        messages.error(
            request,
            gettext(
                "Somebody saved another version in between. Nothing was changed; look at the list again."
            ),
        )
    except PackError as wrong:
        messages.error(
            request,
            gettext("This version cannot be used any more, and nothing was changed: %(wrong)s")
            % {"wrong": wrong},
        )
    else:
        messages.success(
            request,
            gettext("Version %(number)s is in force. It says what version %(older)s said.")
            % {"number": kept.number, "older": number},
        )
    return redirect("settings-house")


def _rules_in(version: HouseVersion | None) -> tuple[HouseRule, ...]:
    return house.rules_of(version.pack.text) if version else ()


def _shown(rule: HouseRule) -> dict[str, Any]:
    """A rule of a list, with its state today."""
    today = timezone.localdate()
    if house.unreadable([rule]):
        state, word = "broken", gettext("cannot be read any more")
    elif rule.since and rule.since > today:
        state, word = "later", gettext("begins")
    elif rule.until and rule.until <= today:
        state, word = "ended", gettext("ended")
    else:
        state, word = "in-force", gettext("in force")
    return {
        "rule": rule,
        "state": state,
        "word": word,
        "effect": {value: says for value, says, _ in EFFECTS}[rule.effect],
    }


def _history(found: list[HouseVersion]) -> list[dict[str, Any]]:
    """Each version with what it changed; the last one only serves to compare with."""
    befores = (*found[1:], None)
    rows = [
        {"version": one, "changes": _changes(_rules_in(before), _rules_in(one))}
        for one, before in zip(found, befores, strict=False)
    ]
    return rows[:MOST_VERSIONS]


def _changes(before: Sequence[HouseRule], after: Sequence[HouseRule]) -> list[tuple[str, str]]:
    """What was done to which rule, in the order of the rules."""
    old, new = ({rule.name: rule for rule in rules} for rules in (before, after))
    done = [("added", name) for name in new if name not in old]
    done += [("changed", name) for name in new if name in old and new[name] != old[name]]
    return done + [("removed", name) for name in old if name not in new]


def _facts() -> list[tuple[str, list[Any]]]:
    found = all_facts()
    return [(title, [fact for fact in found if fact.scope == scope]) for scope, title in SCOPES.items()]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
