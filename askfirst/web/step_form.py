"""Steps as a form: one choice for each step, in their order, and a note.  It needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.web.typed import clean
from askfirst.work import choices
from askfirst.work.steps import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.brand.models import Brand
    from askfirst.web.members import MemberRequest
    from askfirst.work.choices import Group
    from askfirst.work.steps import Step

SPARE = 3
"""Empty places for more steps below those there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepForm:
    """All that the fields need."""

    values: list[str]
    groups: list[Group]
    note: str
    note_limit: int = choices.LONGEST_NOTE


def typed(request: MemberRequest) -> tuple[list[str], str]:
    """What was chosen and written."""
    values = [value[:40] for value in request.POST.getlist("step")[: MOST * 2]]
    return values, clean(request.POST.get("note", ""))


def kept(brand: Brand, steps: Sequence[Step], *, is_rule: bool = False) -> StepForm:
    """The fields for steps as they are kept."""
    values = [value for value in map(choices.written, steps) if value]
    return shown(brand, values, choices.note_of(steps), is_rule=is_rule)


def shown(brand: Brand, values: Sequence[str], note: str, *, is_rule: bool = False) -> StepForm:
    """The fields for what was chosen."""
    chosen = [value for value in values if value]
    places = min(max(len(chosen) + SPARE, 4), MOST)
    return StepForm(
        values=[*chosen, *[""] * (places - len(chosen))],
        groups=choices.groups(brand, is_rule=is_rule),
        note=note,
    )
