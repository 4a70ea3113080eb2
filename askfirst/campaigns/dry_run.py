"""What would come of a campaign if it were sent: who gets it, who does not, why, and what would have to be true.

It is the question that is asked about each recipient when their turn comes, asked of everybody at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.campaigns import audiences, filling, gathering, letting_go
from askfirst.campaigns.writing import CannotChange
from askfirst.gate import release
from askfirst.sentence import together

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from askfirst.campaigns.models import Campaign, Version
    from askfirst.gate.question import Question
    from askfirst.people.models import Contact
    from askfirst.policy.decision import Decision
    from askfirst.policy.sets.tally import Summary


def summary(
    held: Campaign,
    version: Version,
    *,
    at: datetime | None = None,
    out: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Summary:
    """The answer about everybody who stands on the list and fits the conditions, in numbers.

    It supposes that somebody has said yes to this version.  `at`: its hour where it has one, else now, unless given.  With
    `out`, a folder, each person's verdict is written there as Parquet.  `progress` is told how many look-ups are done, of
    how many.

    Raises:
        CannotChange: the conditions cannot be read.
    """
    from askfirst.gate import audience  # noqa: PLC0415 -- with it come engines for tables, which no other page needs

    people = _people(held, version)
    question = _question(held, version, people.count())
    return audience.decide(question, at or _moment(held), among=people, out=out, progress=progress)


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What one person would get, and whether they may have it."""

    subject: str
    preview: str
    text: str
    decision: Decision


def person(held: Campaign, version: Version, contact: Contact, *, at: datetime | None = None) -> Preview:
    """The message as this person would read it, with the answer about them.

    Raises:
        PermissionDenied: they are another brand's.
        CannotChange: the conditions cannot be read.
    """
    question = replace(_question(held, version, _people(held, version).count()), contact=contact)
    release.require_one_brand([question])
    known = filling.values(held, contact)
    text = filling.fill(version.text, known)
    addresses = gathering.addresses(held, [contact.pk])
    handle = contact.handles.filter(pk=addresses.get(contact.pk, 0)).first()
    asked = replace(question, text=text, to=handle.address if handle else "")
    return Preview(
        subject=filling.fill(version.subject, known),
        preview=filling.fill(version.preview, known),
        text=text,
        decision=release.ask(asked, at=at or _moment(held)),
    )


def examples(held: Campaign, version: Version, most: int = 20) -> list[Contact]:
    """Some people of the list who fit the conditions, to look at.

    Raises:
        CannotChange: the conditions cannot be read.
    """
    return list(_people(held, version).order_by("pk")[:most])


def _people(held: Campaign, version: Version) -> QuerySet[Contact]:
    try:
        return gathering.listed(held, version)
    except audiences.BadAudience as error:
        raise CannotChange(together(*error.args)) from error


def _question(held: Campaign, version: Version, size: int) -> Question:
    return replace(letting_go.question_of(held, version, size=size), is_approved=True)


def _moment(held: Campaign) -> datetime:
    now = timezone.now()
    return max(held.scheduled_at, now) if held.scheduled_at else now
