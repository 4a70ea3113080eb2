"""A member looks at a campaign in their own mail program: asked for here, and mailed by the worker (`wire.campaign_tests`)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand.roles import Right
from askfirst.campaigns import access
from askfirst.campaigns.models import Test
from askfirst.campaigns.writing import CannotChange
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.campaigns.models import Campaign

MOST = 20
"""So many tests one member asks for within an hour: a test is for a look, and goes to nobody else."""


def ask(member: Member, held: Campaign) -> Test:
    """Have the newest version mailed to this member, at their own address and at no other.

    Raises:
        PermissionDenied: the role may not write campaigns, or it is another brand's.
        CannotChange: there is no text yet, or they asked for very many within the last hour.
    """
    access.require_right(member, Right.COMPOSE, held)
    newest = access.version(held)
    if newest is None or not newest.text.strip():
        raise CannotChange(Sentence("There is no text yet."))
    lately = Test.objects.filter(member=member, created_at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() >= MOST:
        raise CannotChange(
            Sentence("Those were %(most)s tests within an hour. Wait a little for the next.", most=MOST)
        )
    return Test.objects.create(campaign=held, version=newest, member=member, to=member.email)
