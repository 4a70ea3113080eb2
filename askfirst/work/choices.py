"""The steps that one may choose: how each is written in a form, read from it, and said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Right, may
from askfirst.inbox.models import Label, Thread
from askfirst.work.models import CannedReply
from askfirst.work.steps import MOST, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.brand.models import Brand

PAUSES = (1, 4, 24, 72, 168)
"""Hours for which a step may put something off."""
LONGEST_NOTE = 2000
Group = tuple[str, list[tuple[str, str]]]


class CannotChoose(Exception):  # noqa: N818 -- it says what the matter is
    """These steps cannot be kept; the sentence says why and what to do."""


def groups(brand: Brand, *, is_rule: bool = False) -> list[Group]:
    """Everything that a step can do for this brand, in groups: a value for the form and the words.

    `is_rule`: a rule has no hand of its own, so it can take nothing over itself.
    """
    members = Member.objects.filter(brand=brand, is_active=True).order_by("name", "pk")
    people = [
        (f"assign:{one.pk}", _("give it to %(name)s") % {"name": one})
        for one in members
        if may(one, Right.READ_INBOX)
    ]
    mine = [] if is_rule else [("assign:me", _("take it over"))]
    teams = [
        (f"team:{one.pk}", _("give it to the team %(name)s") % {"name": one})
        for one in Team.objects.filter(brand=brand).order_by("name")
    ]
    labels = list(Label.objects.filter(brand=brand).order_by("name"))
    canned = CannedReply.objects.filter(brand=brand, member=None).order_by("name")
    found: list[Group] = [
        (_("State"), _states()),
        (_("Put off"), [(f"later:{hours}", _pause(hours)) for hours in PAUSES]),
        (_("Whose it is"), [*mine, *people, ("assign:", _("make it nobody’s"))]),
        (_("Team"), [*teams, ("team:", _("make it no team’s"))] if teams else []),
        (
            _("Put a label on"),
            [(f"label:{one.pk}", _("label it %(name)s") % {"name": one}) for one in labels],
        ),
        (
            _("Take a label off"),
            [(f"unlabel:{one.pk}", _("take the label %(name)s off") % {"name": one}) for one in labels],
        ),
        (
            _("Priority"),
            [
                (f"priority:{value}", _("priority: %(word)s") % {"word": word})
                for value, word in Thread.Priority.choices
            ],
        ),
        (_("Answer"), [(f"reply:{one.pk}", _("answer with “%(name)s”") % {"name": one}) for one in canned]),
    ]
    return [group for group in found if group[1]]


def _states() -> list[tuple[str, str]]:
    return [
        ("state:done", _("mark it as done")),
        ("state:no_reply", _("mark it as needing no reply")),
        ("state:waiting", _("wait for them")),
        ("state:open", _("open it again")),
    ]


def _pause(hours: int) -> str:
    if hours < 48:
        return ngettext("put it off for %(count)d hour", "put it off for %(count)d hours", hours) % {
            "count": hours
        }
    days = hours // 24
    return ngettext("put it off for %(count)d day", "put it off for %(count)d days", days) % {"count": days}


def read(brand: Brand, values: Sequence[str], note: str = "", *, is_rule: bool = False) -> list[Step]:
    """What was chosen in a form, as steps.  Empty choices are left out.

    Raises:
        CannotChoose: a choice is not among `groups`, there are too many, or nothing was chosen.
    """
    known = {value for _name, choices in groups(brand, is_rule=is_rule) for value, _words in choices}
    chosen = [value for value in values if value]
    for value in chosen:
        if value not in known:
            raise CannotChoose(_("One of the steps cannot be chosen any more. Choose it anew."))
    if len(chosen) > MOST:
        raise CannotChoose(_("These are more than %(most)s steps: leave some out.") % {"most": MOST})
    if sum(value.startswith("reply:") for value in chosen) > 1:
        raise CannotChoose(_("It would answer twice. Choose one answer."))
    steps = [_step(value) for value in chosen]
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise CannotChoose(
            _("The note has more than %(most)s characters: shorten it.") % {"most": LONGEST_NOTE}
        )
    if note:
        steps.append({"do": "note", "text": note})
    if not steps:
        raise CannotChoose(_("Choose at least one step: as it is, nothing would be done."))
    return steps


def _step(value: str) -> Step:
    do, _colon, what = value.partition(":")
    if do == "state":
        return {"do": do, "to": what}
    if do == "later":
        return {"do": do, "hours": int(what)}
    if do == "priority":
        return {"do": do, "to": int(what)}
    name = {"assign": "member", "team": "team", "reply": "canned"}.get(do, "label")
    return {"do": do, name: what if what == "me" else int(what) if what else None}


def written(step: Step) -> str:
    """A step as its value in the form; empty for a note, which has a field of its own."""
    do = str(step.get("do", ""))
    if do == "note":
        return ""
    what: Any = step.get(
        {
            "state": "to",
            "priority": "to",
            "later": "hours",
            "assign": "member",
            "team": "team",
            "reply": "canned",
        }.get(do, "label")
    )
    return f"{do}:{'' if what is None else what}"


def note_of(steps: Sequence[Step]) -> str:
    """The note that the steps leave; empty: none."""
    return next((str(step.get("text", "")) for step in steps if step.get("do") == "note"), "")


def sentences(brand: Brand, steps: Sequence[Step], *, known: dict[str, str] | None = None) -> list[str]:
    """The steps in words, in their order.  `known`: the words of every choice, where many are said at once."""
    known = words(brand) if known is None else known
    said = []
    for step in steps:
        if step.get("do") == "note":
            said.append(_("leave the note “%(text)s”") % {"text": str(step.get("text", ""))[:60]})
        else:
            said.append(known.get(written(step), _("a step whose label, team, person or words are gone")))
    return said


def words(brand: Brand) -> dict[str, str]:
    """The words of every choice, by its value."""
    return {value: said for _name, choices in groups(brand) for value, said in choices}
