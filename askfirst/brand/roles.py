"""Who may do what: one table, read by every view and verb."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models

if TYPE_CHECKING:
    from askfirst.brand.models import Member


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    CARE = "care", "Care"
    MARKETING = "marketing", "Marketing"
    RECRUITER = "recruiter", "Recruiter"
    WRITER = "writer", "Writer"
    VIEWER = "viewer", "Viewer"


class Right(StrEnum):
    READ_INBOX = "read the inbox"
    REPLY = "write to people"
    APPROVE = "say yes to what waits for approval"
    NOTE = "write notes for colleagues"
    PUBLISH = "publish on the wall"
    MODERATE = "hide what stands on the wall"
    EDIT_PAGE = "edit the page and switch messages on and off"
    SUPPRESS = "record that a person wants no messages"
    CHANNELS = "connect channels"
    MEMBERS = "invite and remove members"
    RULES = "write the house rules"
    JOIN = "say which addresses are one person's"
    PERSONAL = "export and forget what is known of a person"
    SORT = "set up labels, macros, rules for the inbox and business hours"


_ALL = frozenset(Right)
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: _ALL - {Right.RULES},
    Role.CARE: frozenset(
        {Right.READ_INBOX, Right.REPLY, Right.NOTE, Right.MODERATE, Right.SUPPRESS, Right.JOIN}
    ),
    Role.MARKETING: frozenset(
        {
            Right.READ_INBOX,
            Right.REPLY,
            Right.NOTE,
            Right.PUBLISH,
            Right.MODERATE,
            Right.SUPPRESS,
            Right.JOIN,
        }
    ),
    Role.RECRUITER: frozenset({Right.READ_INBOX, Right.REPLY, Right.NOTE, Right.SUPPRESS, Right.JOIN}),
    Role.WRITER: frozenset({Right.NOTE}),
    Role.VIEWER: frozenset({Right.READ_INBOX}),
}


def may(member: Member, right: Right) -> bool:
    """Whether `member` has `right` in their brand."""
    return member.is_active and right in _RIGHTS.get(member.role, frozenset())


def require(member: Member, right: Right, brand: int | None = None) -> None:
    """Go on only if `member` has `right`; `brand` is the id of the brand to which the thing in hand belongs.

    Raises:
        PermissionDenied: with a sentence that names the role and what it may not do, or says that the thing is not theirs.
    """
    if brand is not None and member.brand_id != brand:
        raise PermissionDenied("this does not exist, or belongs to somebody else")
    if not may(member, right):
        raise PermissionDenied(f"the role {member.get_role_display()} may not {right}")
