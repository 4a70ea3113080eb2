"""Members who do one kind of work together: making a team, who is in it, and giving it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Right, may, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

MOST = 100
LONGEST = 60


class CannotTeam(Exception):  # noqa: N818 -- it says what the matter is
    """It cannot be done; the sentence says why and what to do instead."""


def teams(member: Member) -> QuerySet[Team]:
    """Every team of this member's brand, by name, with how many conversations are theirs as `given`.

    Raises:
        PermissionDenied: the role may not change who works here.
    """
    require(member, Right.MEMBERS)
    rows = Team.objects.filter(brand_id=member.brand_id).prefetch_related("members")
    return rows.annotate(given=Count("threads", distinct=True)).order_by("name")


def candidates(member: Member) -> list[Member]:
    """Who may be in a team: whoever works here and may read the inbox."""
    rows = Member.objects.filter(brand_id=member.brand_id, is_active=True).order_by("name", "pk")
    return [one for one in rows if may(one, Right.READ_INBOX)]


def save(member: Member, name: str, members: Iterable[int], team: Team | None = None) -> Team:
    """Make a team, or give one another name and other members, by their ids.

    Raises:
        PermissionDenied: the role may not change who works here, or the team is another brand's.
        CannotTeam: the name is empty, too long or taken; or somebody cannot be in it.
    """
    require(member, Right.MEMBERS, team.brand_id if team else None)
    name, wanted = " ".join(name.split()), set(members)
    if not name:
        raise CannotTeam(_("Write the team’s name."))
    if len(name) > LONGEST:
        raise CannotTeam(_("A team’s name has at most 60 characters: choose a shorter one."))
    rows = Team.objects.filter(brand_id=member.brand_id)
    if rows.filter(name__iexact=name).exclude(pk=team.pk if team else 0).exists():
        raise CannotTeam(_("There is a team “%(name)s” already: choose another name.") % {"name": name})
    if team is None and rows.count() >= MOST:
        raise CannotTeam(_("There are %(most)s teams already. Delete one first.") % {"most": MOST})
    found = [one for one in candidates(member) if one.pk in wanted]
    if len(found) != len(wanted):
        raise CannotTeam(_("Somebody whom you chose works here no longer, or may not read the inbox."))
    kept = team or Team(brand_id=member.brand_id)
    kept.name = name
    with transaction.atomic():
        kept.save()
        kept.members.set(found)
        announce(member.brand, "teams")
    return kept


def delete(member: Member, team: Team) -> None:
    """Give a team up.  Its conversations stay, as no team’s; whose they are stays too.

    Raises:
        PermissionDenied: the role may not change who works here, or the team is another brand's.
    """
    require(member, Right.MEMBERS, team.brand_id)
    with transaction.atomic():
        team.delete()
        announce(member.brand, "teams")
