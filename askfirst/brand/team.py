"""Who works for a brand: inviting, changing roles, letting go.  A brand is never left without an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from askfirst.brand.models import Brand, Member
from askfirst.brand.roles import Right, Role, require

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Refused(Exception):  # noqa: N818 -- it says what the matter is
    """It cannot be done; the message says why and what to do instead."""


def members(member: Member) -> QuerySet[Member]:
    """Everybody who works for this member's brand, those who left last."""
    require(member, Right.MEMBERS)
    return Member.objects.filter(brand_id=member.brand_id).order_by("-is_active", "name", "pk")


def invite(by: Member, *, email: str, name: str, role: str) -> Member:
    """A colleague without a password yet.

    Raises:
        Refused: somebody has this address already.
        PermissionDenied: the role may not invite, or may not make owners.
    """
    require(by, Right.MEMBERS)
    _only_owners_make_owners(by, role)
    try:
        with transaction.atomic():
            return Member.objects.create_user(email.lower(), None, brand=by.brand, name=name, role=role)
    except IntegrityError as error:
        raise Refused(
            _(
                "%(email)s works here already, or for another brand of this installation. Each address belongs to one person."
            )
            % {"email": email}
        ) from error


def change(by: Member, whom: Member, *, role: str, is_active: bool) -> None:
    """Another role, or no access any more.  Whoever loses access is signed out everywhere.

    Raises:
        Refused: it would leave the brand without an owner, or it is their own access.
        PermissionDenied: the role may not change members, or may not touch owners.
    """
    require(by, Right.MEMBERS)
    if (Role.OWNER in {role, whom.role} and role != whom.role) or (whom.role == Role.OWNER and not is_active):
        _only_owners_make_owners(by, Role.OWNER)
    if whom.pk == by.pk and not is_active:
        raise Refused(_("You cannot take away your own access. Ask another owner or admin."))
    with transaction.atomic():
        Brand.objects.select_for_update().get(pk=by.brand_id)
        owners = Member.objects.filter(brand_id=by.brand_id, role=Role.OWNER, is_active=True)
        stays_owner = role == Role.OWNER and is_active
        if not stays_owner and not owners.exclude(pk=whom.pk).exists():
            raise Refused(
                _("%(whom)s is the only owner. Make somebody else an owner first.") % {"whom": whom}
            )
        whom.role, whom.is_active = role, is_active
        whom.save(update_fields=["role", "is_active"])


def _only_owners_make_owners(by: Member, role: str) -> None:
    if role == Role.OWNER and by.role != Role.OWNER:
        raise Refused(_("Only an owner can make somebody an owner, or change one."))
