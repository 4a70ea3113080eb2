"""The form of one house rule, and what is wrong with it, field by field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, ngettext

from askfirst.gate import house
from askfirst.gate.house import HouseRule
from askfirst.policy.packs import PackError
from askfirst.policy.ways import bundled_ways
from askfirst.web.conditions import Condition
from askfirst.web.typed import OneLine, Words, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

EFFECTS = [
    (
        "hold",
        gettext_lazy("It waits"),
        gettext_lazy(
            "Until the condition is no longer met; with AND NOT is_approved, until somebody approves."
        ),
    ),
    ("deny", gettext_lazy("It says no"), gettext_lazy("Nothing leaves as long as the condition is met.")),
    (
        "advise",
        gettext_lazy("It only speaks"),
        gettext_lazy("The sentence stands beside the composer; nothing is stopped."),
    ),
]
UNKNOWN = [("hold", gettext_lazy("wait, and say what is missing")), ("skip", gettext_lazy("stay silent"))]
# Where a mistake in a pack is shown; what is not named here concerns the whole rule.
_FIELDS = {
    "id": "name",
    "effect": "effect",
    "from": "since",
    "until": "until",
    "why": "why",
    "instead": "instead",
}


class RuleForm(forms.Form):
    """One rule as an owner writes it."""

    name = OneLine(limit=60, empty=gettext_lazy("Give it a short name."))
    effect = forms.ChoiceField(choices=[(value, word) for value, word, _ in EFFECTS], initial="hold")
    when = Words(limit=4000, empty=gettext_lazy("Write when it speaks."))
    why = Words(limit=400, empty=gettext_lazy("Write the sentence that people read."))
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    instead = forms.MultipleChoiceField(
        required=False, choices=[(way.id, way.title) for way in bundled_ways().values()]
    )
    unknown = forms.ChoiceField(choices=UNKNOWN, initial="hold")
    note = OneLine(required=False, limit=200)

    def __init__(self, *given: Any, others: Sequence[HouseRule] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.others = others

    @classmethod
    def of(cls, rule: HouseRule) -> RuleForm:
        """The form that shows a rule as it is."""
        fields = {name: getattr(rule, name) for name in cls.base_fields if name != "note"}
        return cls(initial=fields | {"unknown": rule.unknown or "hold"})

    @property
    def condition(self) -> Condition:
        """What stands in the field now, read."""
        return Condition(clean(self["when"].value() or ""))

    def clean_name(self) -> str:
        """Small letters, digits and underscores: `No offers at night` becomes `no_offers_at_night`."""
        name = re.sub(r"[^a-z0-9_.-]+", "_", self.cleaned_data["name"].lower()).strip("_")
        if not name:
            raise ValidationError(gettext("Use letters a to z, digits and _."))
        # A name of dots alone would not survive in an address.
        if not name[0].isalnum():
            raise ValidationError(gettext("Begin with a letter or a digit."))
        if name in {rule.name for rule in self.others}:
            raise ValidationError(
                gettext("There is a rule `%(name)s` already. Give this one another name.") % {"name": name}
            )
        return name

    def clean(self) -> dict[str, Any]:
        """The whole rule must be one that the policy can read."""
        if not self.errors:
            try:
                house.checked([self.rule()])
            except PackError as wrong:
                for mistake in wrong.mistakes:
                    self._blame(mistake.key, mistake.what)
        return self.cleaned_data

    def rule(self) -> HouseRule:
        """What was typed, as a rule; only where no field has a mistake."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        return HouseRule(**typed | {"instead": tuple(typed["instead"])})

    def _blame(self, key: str, what: str) -> None:
        if key != "when":
            self.add_error(_FIELDS.get(key), what[0].upper() + what[1:] + ".")
        elif "when" not in self.errors:
            count = self.condition.count
            self.add_error(
                "when",
                ngettext("%(count)d mistake, marked below.", "%(count)d mistakes, marked below.", count)
                % {"count": count},
            )
