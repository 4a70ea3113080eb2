"""What people choose in polls: one vote a person, changed as often as they like until the end, and who sees what came of it.

A vote is something that they did.  It is no consent: whoever wants to be written to says so apart, and confirms it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from askfirst.brand.changes import To, announce
from askfirst.wall.models import Choice, Poll, Post, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Channel
    from askfirst.people.models import Contact, Handle

LONGEST_WORDS = 1000
"""Characters that somebody may say with their vote."""
MOST_WORDS = 200
"""So many comments stand below the results."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A vote as it comes in.  `chosen`: ids of choices; none where it is taken back."""

    external_id: str
    at: datetime
    chosen: Sequence[str]
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """What came of a poll: how many chose each choice, by its id, and how many people voted."""

    many: dict[int, int]
    voters: int


def reference(poll: Poll, handle: Handle) -> str:
    """By which a vote stands among what a person did: however often they change it, they did one thing."""
    return f"poll-{poll.pk}-{handle.pk}"


def receive(channel: Channel, handle: Handle, target: str, said: Said) -> Poll | None:
    """Write down a vote, or the newer form of one.  None: it came after the end, so it does not count.

    In whatever order the forms of a vote come in, the newest stands.

    Raises:
        LookupError: this channel's page has no such poll.
        ValueError: something else was chosen than the poll offers, or more than it takes.
    """
    poll = Poll.objects.select_related("brand", "draft__delivery__post").filter(
        page__channel=channel, pk=int(target) if target.isdecimal() else 0
    )
    held = poll.first()
    if held is None or post_of(held) is None:
        raise LookupError(f"this page has no poll `{target}`")
    chosen = chosen_of(held, said.chosen)
    if is_over(held, said.at):
        return None
    with transaction.atomic():
        vote, is_new = Vote.objects.get_or_create(
            poll=held,
            handle=handle,
            defaults={
                "brand_id": held.brand_id,
                "contact_id": handle.contact_id,
                "external_id": said.external_id,
                "text": said.text[:LONGEST_WORDS] if held.takes_comments else "",
                "voted_at": said.at,
            },
        )
        if not is_new:
            vote = Vote.objects.select_for_update(of=("self",), no_key=True).get(pk=vote.pk)
            if (said.at, said.external_id) <= (vote.voted_at, vote.external_id):
                return held
            vote.external_id, vote.voted_at = said.external_id, said.at
            vote.text = said.text[:LONGEST_WORDS] if held.takes_comments else ""
            vote.save(update_fields=["external_id", "voted_at", "text"])
        vote.choices.set(chosen)
        # That somebody has voted is told to everybody only where everybody sees what they chose.
        is_public = held.shows == Poll.Shows.ALWAYS
        announce(held.brand, "poll", To(everybody=is_public, contact=handle.contact_id), poll=held.pk)
    return held


def chosen_of(poll: Poll, ids: Iterable[str]) -> list[Choice]:
    """The choices of this poll that have these ids.

    Raises:
        ValueError: one of them is none of this poll's, or they are more than it takes.
    """
    wanted = set(ids)
    offered = {str(one.pk): one for one in poll.choices.all()}
    if strange := wanted - set(offered):
        raise ValueError(f"the poll {poll.pk} does not offer `{min(strange)[:40]}`")
    if len(wanted) > 1 and not poll.is_multiple:
        raise ValueError(f"the poll {poll.pk} takes one choice, and {len(wanted)} were made")
    return [one for pk, one in offered.items() if pk in wanted]


def post_of(poll: Poll) -> Post | None:
    """The post that carries it; None: it is not out yet."""
    delivery = poll.draft.delivery if poll.draft else None
    return getattr(delivery, "post", None) if delivery else None


def is_over(poll: Poll, at: datetime | None = None) -> bool:
    """It has ended by then: by its own time, or because somebody closed it."""
    at = at or timezone.now()
    return any(end is not None and at >= end for end in (poll.closes_at, poll.closed_at))


def may_see(poll: Poll, *, has_voted: bool, at: datetime | None = None) -> bool:
    """Whether a visitor sees the results.  Whatever shows them to visitors asks this first."""
    match Poll.Shows(poll.shows):
        case Poll.Shows.ALWAYS:
            return True
        case Poll.Shows.VOTED:
            return has_voted or is_over(poll, at)
        case Poll.Shows.ENDED:
            return is_over(poll, at)
        case Poll.Shows.TEAM:
            return False


def counted(polls: Iterable[Poll]) -> QuerySet[Vote]:
    """The votes that count: of each person the newest, unless they took it back."""
    newer = Vote.objects.filter(poll=OuterRef("poll"), contact=OuterRef("contact")).filter(
        Q(voted_at__gt=OuterRef("voted_at")) | Q(voted_at=OuterRef("voted_at"), pk__gt=OuterRef("pk"))
    )
    chosen = Vote.choices.through.objects.filter(vote=OuterRef("pk"))
    return Vote.objects.filter(~Exists(newer), Exists(chosen), poll__in=[one.pk for one in polls])


def results(polls: Sequence[Poll]) -> dict[int, Results]:
    """What came of each, by its id: two queries for any number of them.  For eyes that may see it (`may_see`)."""
    if not polls:
        return {}
    rows = counted(polls)
    voters = dict(rows.order_by().values_list("poll").annotate(many=Count("pk")))
    many: dict[int, dict[int, int]] = defaultdict(dict)
    chosen = Vote.choices.through.objects.filter(vote__in=rows.order_by().values("pk"))
    for poll, choice, number in chosen.values_list("choice__poll", "choice").annotate(many=Count("pk")):
        many[poll][choice] = number
    return {one.pk: Results(many=many[one.pk], voters=voters.get(one.pk, 0)) for one in polls}


def own(polls: Sequence[Poll], people: Sequence[Contact]) -> dict[int, Vote]:
    """The newest vote of these people, who are one, in each poll by its id; with its choices."""
    if not polls or not people:
        return {}
    rows = Vote.objects.filter(poll__in=polls, contact__in=people).prefetch_related("choices")
    return {vote.poll_id: vote for vote in rows.order_by("voted_at", "pk")}


def said_with(poll: Poll, *, is_team: bool) -> list[Vote]:
    """What people said with their votes, the newest first; for visitors without what is hidden."""
    rows = counted([poll]).exclude(text="").select_related("contact")
    if not is_team:
        rows = rows.filter(hidden_at=None)
    return list(rows.order_by("-voted_at", "-pk")[:MOST_WORDS])


def carried(posts: Iterable[int]) -> dict[int, Poll]:
    """The polls that the posts of these ids carry, by the id of the post."""
    rows = Poll.objects.filter(draft__delivery__post__in=list(posts))
    rows = rows.select_related("on", "draft__delivery__post").prefetch_related("choices__on")
    return {post.pk: one for one in rows if (post := post_of(one))}
