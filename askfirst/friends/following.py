"""Whom we invited to another network: connecting there is a task, and ends by itself when the edge appears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.friends import access
from askfirst.friends.models import Invitation

if TYPE_CHECKING:
    from askfirst.brand.models import Member


def close_connected() -> int:
    """End what an edge has ended, of every brand.  Returns how many."""
    done = 0
    for one in access.open_invitations().filter(access.connected()).select_related("brand")[:200]:
        changed = Invitation.objects.filter(pk=one.pk, connected_at=None).update(connected_at=timezone.now())
        if changed:
            announce(one.brand, "request", request=one.request_id)
        done += changed
    return done


def drop(member: Member, held: Invitation) -> None:
    """Nobody will follow this up."""
    Invitation.objects.filter(pk=held.pk, connected_at=None, dropped_at=None).update(
        dropped_at=timezone.now(), dropped_by=member
    )
    announce(held.brand, "request", request=held.request_id)
