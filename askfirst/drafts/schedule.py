"""To be said later: a draft waits for its hour, and the gate is asked at that moment and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.drafts import submit
from askfirst.drafts.models import Draft

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, Member
    from askfirst.people.models import Contact

FURTHEST = timedelta(days=365)
AUTHORED = "human_scheduled"
"""The word of the fact `authored_by` for what a person wrote earlier."""


class NoSuchHour(Exception):  # noqa: N818 -- it says what the matter is
    """Nothing can be sent at that time; the sentence says why and what to do."""


def schedule(
    member: Member, channel: Channel, contact: Contact | None, wish: submit.Wish, at: datetime
) -> Draft:
    """Keep it until `at`.

    Raises:
        NoSuchHour: that is over, or further off than a year.
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY, channel.brand_id)
    _require_ahead(at)
    state = {"state": Draft.State.SCHEDULED, "scheduled_at": at, "authored_by": AUTHORED}
    return submit.write(member, channel, contact, wish, **state)[0]


def move(draft: Draft, at: datetime) -> bool:
    """Let it wait for another hour.  False where it waits no more.

    Raises:
        NoSuchHour: as `schedule`.
    """
    _require_ahead(at)
    rows = Draft.objects.filter(pk=draft.pk, state=Draft.State.SCHEDULED)
    return bool(rows.update(scheduled_at=at))


def cancel(draft: Draft) -> bool:
    """It is not to be sent.  False where its hour has come."""
    with transaction.atomic():
        rows = Draft.objects.filter(pk=draft.pk, state=Draft.State.SCHEDULED)
        return bool(rows.update(state=Draft.State.WITHDRAWN))


def _require_ahead(at: datetime) -> None:
    now = timezone.now()
    if at <= now:
        raise NoSuchHour(_("That hour is over. Choose one that is still to come, or send it now."))
    if at > now + FURTHEST:
        raise NoSuchHour(_("That is more than a year off. Choose an hour within a year."))
