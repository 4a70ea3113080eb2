"""Polls to begin with: questions that a brand asks its people before it writes to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from askfirst.wall.models import Poll

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A poll that somebody may begin with; everything in it can be changed before it is opened."""

    key: str
    question: _StrPromise
    choices: tuple[_StrPromise, ...]
    why: _StrPromise
    about: _StrPromise | str = ""
    is_multiple: bool = False
    shows: str = Poll.Shows.VOTED


TEMPLATES = (
    Template(
        key="hear",
        question=_("What would you like to hear from us about?"),
        about=_("Choose whatever suits you. Nobody writes to you because you vote."),
        choices=(
            _("New things we make"),
            _("Offers"),
            _("How it is made, and by whom"),
            _("Dates and places where you can meet us"),
            _("Nothing: I look in when I like"),
        ),
        why=_("Ask before you write. Put a list beside each choice, and those who want it can join there."),
        is_multiple=True,
    ),
    Template(
        key="often",
        question=_("How often may we write to you?"),
        choices=(_("Once a week"), _("Once a month"), _("Only when there is something new"), _("Never")),
        why=_("What a list promises should be what people want: find out first."),
    ),
    Template(
        key="like",
        question=_("You like a page. Should it write to you?"),
        choices=(
            _("Yes, if it is about me"),
            _("Only if I have asked for it"),
            _("Only to answer me"),
            _("No"),
        ),
        why=_("A like is no permission. Let your people say so themselves."),
        shows=Poll.Shows.ALWAYS,
    ),
    Template(
        key="where",
        question=_("Where would you rather hear from us?"),
        choices=(_("By mail"), _("In messages on a network"), _("On this page"), _("Not at all")),
        why=_("Find the way that people look at, before you spend time on another."),
        is_multiple=True,
    ),
)
"""In the order in which they are offered."""


def template(key: str) -> Template | None:
    """The template of this name; None: there is none."""
    return next((one for one in TEMPLATES if one.key == key), None)
