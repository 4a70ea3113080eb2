"""Who may do what: one table, read by every view and verb."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from askfirst.brand.models import Member


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    CARE = "care", _("Care")
    MARKETING = "marketing", _("Marketing")
    RECRUITER = "recruiter", _("Recruiter")
    WRITER = "writer", _("Writer")
    VIEWER = "viewer", _("Viewer")


class Right(StrEnum):
    READ_INBOX = gettext_noop("read the inbox")
    REPLY = gettext_noop("write to people")
    APPROVE = gettext_noop("say yes to what waits for approval")
    NOTE = gettext_noop("write notes for colleagues")
    DRAFT = gettext_noop("draft personal notes")
    PUBLISH = gettext_noop("publish on the wall")
    MODERATE = gettext_noop("hide what stands on the wall")
    EDIT_PAGE = gettext_noop("edit the page and switch messages on and off")
    SUPPRESS = gettext_noop("record that a person wants no messages")
    CHANNELS = gettext_noop("connect channels")
    MEMBERS = gettext_noop("invite and remove members")
    RULES = gettext_noop("write the house rules")
    JOIN = gettext_noop("say which addresses are one person's")
    PERSONAL = gettext_noop("export and forget what is known of a person")
    LISTS = gettext_noop("set up the lists that people join")
    COMPOSE = gettext_noop("write a text to many")
    SEND_TO_MANY = gettext_noop("send a text to many")
    SORT = gettext_noop("set up labels, macros, rules for the inbox and business hours")


_ALL = frozenset(Right)
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: _ALL - {Right.RULES},
    Role.CARE: frozenset(
        {
            Right.READ_INBOX,
            Right.REPLY,
            Right.NOTE,
            Right.DRAFT,
            Right.MODERATE,
            Right.SUPPRESS,
            Right.JOIN,
        }
    ),
    Role.MARKETING: frozenset(
        {
            Right.READ_INBOX,
            Right.REPLY,
            Right.NOTE,
            Right.DRAFT,
            Right.PUBLISH,
            Right.MODERATE,
            Right.SUPPRESS,
            Right.JOIN,
            Right.LISTS,
            Right.COMPOSE,
            Right.SEND_TO_MANY,
        }
    ),
    Role.RECRUITER: frozenset(
        {Right.READ_INBOX, Right.REPLY, Right.NOTE, Right.DRAFT, Right.SUPPRESS, Right.JOIN}
    ),
    Role.WRITER: frozenset({Right.NOTE, Right.DRAFT, Right.COMPOSE}),
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
        raise PermissionDenied(gettext("this does not exist, or belongs to somebody else"))
    if not may(member, right):
        raise PermissionDenied(
            gettext("the role %(role)s may not %(right)s")
            % {"role": member.get_role_display(), "right": gettext(right)}
        )
