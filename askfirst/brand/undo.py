"""For how long a person can take back what they have just sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from askfirst.brand.models import Brand, Member

CHOICES = (0, 5, 10, 20)
"""Seconds."""


def seconds_for(member: Member) -> int:
    """Their own choice, else the brand's, else the installation's."""
    chosen = (member.undo_seconds, member.brand.undo_seconds, settings.UNDO_SECONDS)
    return next(int(one) for one in chosen if one is not None)


def choose(member: Member, seconds: int | None) -> None:
    """A member's own choice; None: as the brand says.

    Raises:
        ValueError: it is none of CHOICES.
    """
    _require_choice(seconds)
    member.undo_seconds = seconds
    member.save(update_fields=["undo_seconds"])


def choose_for_all(member: Member, brand: Brand, seconds: int | None) -> None:
    """What holds for whoever has chosen nothing; None: as the installation says.

    Raises:
        PermissionDenied: the role may not lead members.
        ValueError: it is none of CHOICES.
    """
    require(member, Right.MEMBERS, brand.pk)
    _require_choice(seconds)
    brand.undo_seconds = seconds
    brand.save(update_fields=["undo_seconds"])


def _require_choice(seconds: int | None) -> None:
    if seconds is not None and seconds not in CHOICES:
        raise ValueError("choose one of the times that are offered")
