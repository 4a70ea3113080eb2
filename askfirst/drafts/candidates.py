"""Who might get a personal note: people who take part, to whom nobody writes yet, and what the gate says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.drafts.models import PersonalNote
from askfirst.drafts.note_access import OPEN
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.gate.question import Question
from askfirst.gate.ways import glance
from askfirst.people import access, engaged
from askfirst.people.points import NOTABLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.people.engaged import Standing
    from askfirst.people.models import Contact

PAGE = 12
PAUSE = timedelta(days=90)
"""After a note that they did not ask for; the house rule says the same, and is asked all the same."""
MOST_REASONS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who takes part, why one may think so, when there was last contact, and where a note could go now."""

    contact: Contact
    standing: Standing
    last_theirs: datetime | None
    last_ours: datetime | None
    open_on: tuple[Channel, ...]
    """Channels on which the gate would let an approved note out now; empty: on none."""


def page(member: Member, after: int = 0, most: int = PAGE) -> tuple[list[Candidate], bool]:
    """Those who take part most, from the place `after` on, and whether there are more.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    now = timezone.now()
    bands = engaged.in_band(NOTABLE[0], member.brand, now) | engaged.in_band(NOTABLE[1], member.brand, now)
    ours = Delivery.objects.filter(contact=OuterRef("pk"), form__in=["direct", "private_reply"])
    left = ours.exclude(state__in=NEVER_LEFT)
    unasked = left.exclude(purpose="reply").filter(created_at__gt=now - PAUSE)
    written = PersonalNote.objects.filter(contact=OuterRef("pk"), state__in=OPEN)
    newest = left.order_by().values("contact").annotate(at=Max("created_at")).values("at")
    rows = access.contacts(member).filter(
        bands, ~Exists(written), ~Exists(unasked), score__brand=member.brand_id
    )
    rows = (
        rows.select_related("brand", "score").prefetch_related("handles").annotate(ours_at=Subquery(newest))
    )
    people = list(rows.order_by("-score__value", "pk")[after : after + most + 1])
    found = people[:most]
    opened = _open_on(found)
    return [_candidate(one, opened.get(one.pk, ())) for one in found], len(people) > most


def _candidate(contact: Contact, open_on: tuple[Channel, ...]) -> Candidate:
    held = engaged.standing(contact)
    return Candidate(
        contact=contact,
        standing=held,
        last_theirs=max((line.last_at for line in held.lines), default=None),
        last_ours=contact.ours_at,  # type: ignore[attr-defined]  # annotated
        open_on=open_on,
    )


def _open_on(people: Sequence[Contact]) -> dict[int, tuple[Channel, ...]]:
    """Where each may be written to now, once somebody has said yes: all of them asked at once."""
    if not people:
        return {}
    channels = list(
        Channel.objects.select_related("brand").filter(brand_id=people[0].brand_id).order_by("pk")
    )
    asked = [
        Question(channel=channel, contact=one, purpose="service", is_approved=True)
        for one in people
        for channel in channels
        if channel.network in {handle.network for handle in one.handles.all()}
    ]
    found: dict[int, tuple[Channel, ...]] = {}
    for question, answer in zip(asked, glance(asked), strict=True):
        if answer.is_allowed and question.contact:
            found[question.contact.pk] = (*found.get(question.contact.pk, ()), question.channel)
    return found
