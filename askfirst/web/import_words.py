"""What an import says to people: outcomes, reasons, and what a column can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from askfirst.consent.models import ImportLine
from askfirst.networks.exports.list_fields import Field
from askfirst.networks.exports.list_lines import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from askfirst.consent.models import Import

Outcome = ImportLine.Outcome

OUTCOMES: dict[str, tuple[str, Promise, Promise, Promise]] = {
    Outcome.ADDED: ("circle-check", _("On the list"), _("Would come onto the list"), _("What the line shows is kept in the ledger.")),
    Outcome.HELD: ("user", _("Known, not on the list"), _("Would be known, not on the list"), _("The line does not show that they agreed. Nobody is written to because of it.")),
    Outcome.STOPPED: ("hand", pgettext_lazy("person", "Stopped"), _("Would be stopped"), _("Nothing is sent to them any more.")),
    Outcome.ALREADY: ("check", _("Nothing to do"), _("Nothing to do"), _("What is known here says the same, or more.")),
    Outcome.REFUSED: ("octagon-x", _("Not added"), _("Would not be added"), _("They said no, and a file does not bring them back.")),
    Outcome.UNUSABLE: ("circle-alert", _("Cannot be used"), _("Cannot be used"), _("Mend these lines and bring them once more, or leave them.")),
}  # fmt: skip
"""By outcome: its sign, what it is called, what a dry run calls it, and what it means."""

REASONS: dict[str, Promise] = {
    "proven": _("the line shows when, how, where and with which words they agreed"),
    "mixed": _("the same; but the address has letters of several alphabets: look whether it is the real one"),
    "no_day": _("nothing says when they agreed, or the day can be read in two ways"),
    "odd_day": _("the day on which they agreed lies in the future, or before there were such lists"),
    "no_source": _("nothing says by what they agreed"),
    "no_words": _("nothing says what they read before they agreed"),
    "no_place": _("nothing says where they agreed: a page, or an address of the net"),
    "ended": _("what they agreed to has ended by now"),
    "shared": _("an address of a role, such as info@: say why it may be on the list"),
    "related": _("another address of this person is on the stop list"),
    "not_confirmed": _("they never confirmed there"),
    "odd_word": _("the file says how they stand in a word that is not known here"),
    "left": _("they left"),
    "dead": _("mail to the address came back for good"),
    "complained": _("they reported a message"),
    "on_it": _("they are on the list"),
    "asked": _("they asked to join here and have not confirmed yet"),
    "known": _("they are known, and the line shows nothing new"),
    "stopped": _("they are on the stop list"),
    "came_back": _("they agreed here after the day of which the file tells"),
    "twice": _("the address stands in the file before"),
    "left_in_file": _("the same file says that they left"),
    "faded": _("they gave no sign for so long that it no longer counts: only they can say it again"),
    "no_address": _("there is no address"),
    "not_address": _("it is no mail address that can be written to"),
    "too_long": _("no address is that long"),
    "look_alike": _("it is written with letters that only look like ordinary ones"),
    "broken": _("it is no line of a table"),
    "other_network": _("it is about a network to which this list is not sent"),
    "foreign_digest": _("the address is kept in a form that only another installation can read"),
    "own": _("it is an address of yours"),
}
"""By the words that the verbs use."""
LEFT_HERE = _("they left here")

FIELDS: dict[str, Promise] = {
    Field.ADDRESS: _("Address"),
    Field.NAME: _("Name"),
    Field.FIRST_NAME: _("First name"),
    Field.LAST_NAME: _("Last name"),
    Field.LANGUAGE: _("Language"),
    Field.COUNTRY: _("Country, two letters"),
    Field.STANDING: _("How they stand"),
    Field.AGREED_AT: _("When they agreed"),
    Field.CONFIRMED_AT: _("When they confirmed it"),
    Field.HOW: _("By what they agreed"),
    Field.WORDS: _("What they read before"),
    Field.VERSION: _("Version of this list’s words"),
    Field.WHERE: _("Where: page or address of the net"),
    Field.CONFIRMED_FROM: _("From where they confirmed"),
    Field.LEFT_AT: _("When they left"),
    Field.LEFT_WHY: _("Why they left"),
    Field.DEAD_AT: _("When mail came back"),
    Field.NETWORK: _("Network"),
    Field.DIGEST: _("Address as a digest of ours"),
}
STANDINGS: dict[str, Promise] = {
    Standing.ON: _("on the list, where a line shows it"),
    Standing.WAITING: _("known, never on the list"),
    Standing.LEFT: pgettext_lazy("person", "left"),
    Standing.DEAD: _("mail comes back"),
    Standing.COMPLAINED: _("reported a message"),
}
ORDERS: dict[str, Promise] = {
    "ymd": _("2024-05-31, or with a clear month"),
    "dmy": _("31/05/2024, the day first"),
    "mdy": _("05/31/2024, the month first"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Because:
    """Some lines of one outcome that have one reason."""

    says: str
    many: int
    lines: str
    """The first of them, with their table where there are several."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """What came of some lines, or would."""

    outcome: str
    icon: str
    label: str
    means: str
    many: int
    because: list[Because]


def reason(outcome: str, word: str) -> str:
    """One reason in words; one that is not known is shown as it is."""
    if (outcome, word) == (Outcome.REFUSED, "left"):
        return str(LEFT_HERE)
    return str(REASONS.get(word, word))


def came(held: Import, counts: Mapping[str, Any], *, is_try: bool) -> list[Came]:
    """Every outcome with its numbers, most of them first within each; also of what nothing came."""
    return [
        Came(
            outcome=outcome,
            icon=icon,
            label=str(would if is_try else did),
            means=str(means),
            many=sum(one["many"] for one in counts.get(outcome, {}).values()),
            because=_because(held, outcome, counts.get(outcome, {})),
        )
        for outcome, (icon, did, would, means) in OUTCOMES.items()
    ]


def place(held: Import, file: int, number: int) -> str:
    """Where a line stands; the table is named where there are several."""
    return f"{held.sheets[file]['name']}: {number}" if len(held.sheets) > 1 else str(number)


def _because(held: Import, outcome: str, found: Mapping[str, Any]) -> list[Because]:
    rows = [
        Because(
            says=reason(outcome, word),
            many=one["many"],
            lines=", ".join(place(held, *at) for at in one["lines"])
            + ("…" if one["many"] > len(one["lines"]) else ""),
        )
        for word, one in found.items()
    ]
    return sorted(rows, key=lambda row: -row.many)
