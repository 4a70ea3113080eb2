"""What a page's own feed says: what the brand has said there to everybody, newest first, in pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.wall import votes
from askfirst.wall.models import Post

if TYPE_CHECKING:
    from askfirst.wall.models import Page, Poll
    from askfirst.wall.votes import Results

ENTRIES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One post of the brand, as anybody may read it."""

    pk: int
    text: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One page of a feed.  `before` continues it; empty at the end."""

    entries: list[Entry]
    before: str


def read(page: Page, before: str = "") -> Part:
    """Twenty posts, in a number of queries that does not grow with them.

    Nothing that visitors said, nothing hidden or taken back; the results of a poll only where everybody sees them.

    Raises:
        ValueError: `before` is not something that a page said.
    """
    rows = Post.objects.filter(
        page=page,
        kind=Post.Kind.POST,
        contact=None,
        is_anonymous=False,
        is_placeholder=False,
        hidden_at=None,
        taken_back_at=None,
        published_at__isnull=False,
    ).order_by("-published_at", "-pk")
    if before:
        moment, _, pk = before.rpartition("_")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a page says its place with a time zone")
        rows = rows.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(pk__lt=int(pk)))
    posts = list(rows[: ENTRIES + 1])
    shown = posts[:ENTRIES]
    polls = votes.carried([post.pk for post in shown])
    public = [poll for poll in polls.values() if votes.may_see(poll, has_voted=False)]
    results = votes.results(public)
    entries = [_entry(post, polls.get(post.pk), results) for post in shown]
    last = shown[-1] if len(posts) > ENTRIES else None
    place = f"{last.published_at.isoformat()}_{last.pk}" if last and last.published_at else ""
    return Part(entries=[entry for entry in entries if entry], before=place)


def _entry(post: Post, poll: Poll | None, results: dict[int, Results]) -> Entry | None:
    if post.published_at is None:
        return None
    told = results.get(poll.pk) if poll else None
    text = f"{post.text}\n\n{_counted(poll, told)}" if poll and told else post.text
    return Entry(
        pk=post.pk,
        text=text,
        published_at=post.published_at,
        updated_at=max(post.edited_at or post.published_at, post.published_at),
    )


def _counted(poll: Poll, told: Results) -> str:
    return "\n".join(f"{one.text}: {told.many.get(one.pk, 0)}" for one in poll.choices.all())
