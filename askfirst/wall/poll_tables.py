"""A poll as tables and as one document, for who takes it elsewhere: the numbers for the team, who chose what for who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.wall import polls, votes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askfirst.brand.models import Member
    from askfirst.wall.models import Poll, Vote

FORMAT = "askfirst poll 1"


def numbers(poll: Poll) -> Iterator[Sequence[object]]:
    """How many chose each: a head, one line a choice, and how many people voted."""
    found = votes.results([poll])[poll.pk]
    yield [_("Choice"), _("Votes")]
    for one in poll.choices.all():
        yield [one.text, found.many.get(one.pk, 0)]
    yield [_("People who voted"), found.voters]


def people(member: Member | None, poll: Poll) -> Iterator[Sequence[object]]:
    """Who chose what, and said what with it: a head, and one line a person.

    Raises:
        PermissionDenied: the role may not export what is known of people, or the poll is another brand's.
    """
    if member:
        require(member, Right.PERSONAL, poll.brand_id)
    return _people(poll)


def document(poll: Poll, *, with_people: bool) -> dict[str, Any]:
    """All of a poll in plain values, times in ISO 8601; with who chose what only where whoever asks may know it."""
    found = votes.results([poll])[poll.pk]
    told = {
        "format": FORMAT,
        "poll": poll.pk,
        "question": poll.question,
        "about": poll.about,
        "takes_several": poll.is_multiple,
        "results_are_seen": poll.shows,
        "state": polls.state(poll).name.lower(),
        "closes_at": poll.closes_at.isoformat() if poll.closes_at else None,
        "closed_at": poll.closed_at.isoformat() if poll.closed_at else None,
        "voters": found.voters,
        "choices": [
            {"choice": one.pk, "text": one.text, "votes": found.many.get(one.pk, 0), "list": one.on.slug if one.on else None}
            for one in poll.choices.all()
        ],
    }  # fmt: skip
    if with_people:
        told["votes"] = [
            {
                "person": vote.contact_id,
                "name": vote.contact.name,
                "chosen": [one.pk for one in vote.choices.all()],
                "said": vote.text,
                "is_hidden": vote.hidden_at is not None,
                "at": vote.voted_at.isoformat(),
            }
            for vote in _votes(poll)
        ]
    return told


def _people(poll: Poll) -> Iterator[Sequence[object]]:
    yield [_("Person"), _("Name"), _("Chose"), _("Said with it"), _("When")]
    for vote in _votes(poll):
        chosen = "; ".join(one.text for one in vote.choices.all())
        yield [vote.contact_id, vote.contact.name, chosen, vote.text, vote.voted_at.isoformat()]


def _votes(poll: Poll) -> list[Vote]:
    rows = votes.counted([poll]).select_related("contact").prefetch_related("choices")
    return list(rows.order_by("voted_at", "pk"))
