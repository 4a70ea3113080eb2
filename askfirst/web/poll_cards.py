"""A poll as one visitor sees it: what they may choose, what they chose, and the results where those are theirs to see.

Templates get a `Card` and nothing else of a poll: what is not in it can stand in no page, no fragment and no JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from askfirst.wall import votes
from askfirst.wall.models import Poll
from askfirst.web import deeds
from askfirst.web.list_forms import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from askfirst.networks.base import Event
    from askfirst.wall.models import Vote
    from askfirst.web.visit import Visit
    from askfirst.web.wall_rows import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One choice.  `many` and `percent` of the voters: None where the results are not theirs to see."""

    pk: int
    text: str
    is_chosen: bool
    """It is what they chose, or what stands in the form."""
    is_own: bool
    many: int | None = None
    percent: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What somebody said with their vote, as visitors see it: without what they chose."""

    author: str
    seed: int
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One poll before one visitor."""

    pk: int
    question: str
    about: str
    is_multiple: bool
    takes_comments: bool
    is_for_team: bool
    is_over: bool
    ends_at: datetime | None
    rows: tuple[Row, ...]
    has_voted: bool
    said: str
    """What they said with their vote."""
    voters: int | None
    """How many people voted; None where the results are not theirs to see."""
    why: str
    """Who sees the results, in a sentence."""
    remarks: tuple[Remark, ...] = ()

    @property
    def own(self) -> list[str]:
        """What they chose, in words."""
        return [row.text for row in self.rows if row.is_own]


def attach(visit: Visit, entries: Iterable[Entry]) -> None:
    """Give each post that carries a poll its card; a number of queries that does not grow with the posts."""
    by_post = {entry.post.pk: entry for entry in entries if entry.post.pk and entry.post.is_brand}
    if not by_post:
        return
    found = votes.carried(by_post)
    for pk, card in cards(visit, found).items():
        entry, poll = by_post[pk], found[pk]
        entry.poll = card
        entry.post = replace(entry.post, text="\n".join(filter(None, (poll.question, poll.about))))


def cards(visit: Visit, polls: Mapping[int, Poll]) -> dict[int, Card]:
    """The cards of these polls, by the same keys."""
    if not polls:
        return {}
    held = list(polls.values())
    # What is on its way first: what finds its place meanwhile is seen there.  Of each poll the newest stays.
    pending = {told.target: told for told in deeds.pending(visit.page, visit.visitor, "vote")}
    mine = votes.own(held, visit.people_by_now())
    counted = votes.results(held)
    visit.has_poll = visit.has_poll or any(not votes.is_over(poll) for poll in held)
    return {
        key: _card(visit, poll, mine.get(poll.pk), pending.get(str(poll.pk)), counted[poll.pk])
        for key, poll in polls.items()
    }


def with_form(card: Card, chosen: Collection[str]) -> Card:
    """The card with what stands in its form: typed a moment ago, or named by the link by which they came."""
    rows = tuple(replace(row, is_chosen=str(row.pk) in chosen) for row in card.rows)
    return replace(card, rows=rows)


def with_remarks(card: Card, poll: Poll) -> Card:
    """The card with what people said with their votes, where the results may be seen."""
    if card.voters is None or card.is_for_team:
        return card
    remarks = tuple(
        Remark(
            author=vote.contact.name or _("Somebody"), seed=vote.contact_id, text=vote.text, at=vote.voted_at
        )
        for vote in votes.said_with(poll, is_team=False)
    )
    return replace(card, remarks=remarks)


def offers(poll: Poll, chosen: set[int]) -> list[Mapping[str, Any]]:
    """What “yes, write to me” asks for here: each list once, with its words; those of the poll before those of choices."""
    choices = [(one.on, one.text) for one in poll.choices.all() if one.on]
    wanted = [(poll.on, ""), *choices] if poll.on else choices
    found: dict[int, Mapping[str, Any]] = {}
    for on, text in wanted:
        if on.pk in found or on.closed_at or not on.is_open:
            continue
        if row := shown(on, get_language() or "", chosen):
            found[on.pk] = {**row, "choice": text}
    return list(found.values())


def _card(visit: Visit, poll: Poll, vote: Vote | None, told: Event | None, found: votes.Results) -> Card:
    before = [one.pk for one in vote.choices.all()] if vote else []
    own, said = before, vote.text if vote else ""
    if told is not None:
        own = [int(pk) for pk in _choices(told) if pk.isdecimal()]
        said = told.text
        found = _moved(found, before, own)
    may_see = votes.may_see(poll, has_voted=bool(own))
    return Card(
        pk=poll.pk,
        question=poll.question,
        about=poll.about,
        is_multiple=poll.is_multiple,
        takes_comments=poll.takes_comments,
        is_for_team=poll.shows == Poll.Shows.TEAM,
        is_over=votes.is_over(poll),
        ends_at=poll.closed_at or poll.closes_at,
        rows=_rows(poll, own, found if may_see else None),
        has_voted=bool(own),
        said=said,
        voters=found.voters if may_see else None,
        why=_why(poll, visit.brand.name),
    )


def _rows(poll: Poll, own: Sequence[int], found: votes.Results | None) -> tuple[Row, ...]:
    return tuple(
        Row(
            pk=one.pk,
            text=one.text,
            is_chosen=one.pk in own,
            is_own=one.pk in own,
            many=found.many.get(one.pk, 0) if found else None,
            percent=percent(found.many.get(one.pk, 0), found.voters) if found else None,
        )
        for one in poll.choices.all()
    )


def percent(many: int, voters: int) -> int:
    """Of a hundred voters; 0 where nobody voted."""
    return round(100 * many / voters) if voters else 0


def _choices(told: Event) -> list[str]:
    given = told.extra.get("choices", [])
    return [str(one) for one in given] if isinstance(given, list) else []


def _moved(found: votes.Results, before: Sequence[int], now: Sequence[int]) -> votes.Results:
    """The results with a vote that is on its way to its place."""
    many = dict(found.many)
    for pk in before:
        many[pk] = max(0, many.get(pk, 0) - 1)
    for pk in now:
        many[pk] = many.get(pk, 0) + 1
    return votes.Results(many=many, voters=max(0, found.voters + bool(now) - bool(before)))


def _why(poll: Poll, brand: str) -> str:
    match Poll.Shows(poll.shows):
        case Poll.Shows.ALWAYS:
            return _("Everybody sees the results.")
        case Poll.Shows.VOTED:
            return _("You see the results once you have voted.")
        case Poll.Shows.ENDED:
            return _("Everybody sees the results when the poll has ended.")
        case Poll.Shows.TEAM:
            return _("Only the team of %(name)s sees the results.") % {"name": brand}
