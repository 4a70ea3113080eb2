"""What stands on a wall, as its readers see it: posts newest first, by key and not by offset, with their newest comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from django.db.models import QuerySet

    from askfirst.networks.base import Event
    from askfirst.people.models import Contact
    from askfirst.wall.models import Page
    from askfirst.web.poll_cards import Card

POSTS = 10
COMMENTS = 5
ALL_COMMENTS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A post or a comment as it is shown.  `pk` 0: it was said a moment ago and is on its way to its place."""

    pk: int
    author: str
    text: str
    said_at: datetime
    is_brand: bool
    seed: int = 0
    is_question: bool = False
    is_to_them: bool = False
    """The brand said it to this reader, so they may ask why they got it."""


@dataclass(kw_only=True, slots=True)
class Entry:
    """A post with the comments that are shown, oldest first; `earlier` more can be opened."""

    post: Line
    external_id: str
    comments: list[Line] = field(default_factory=list)
    earlier: int = 0
    poll: Card | None = None
    """What it asks, where it carries a poll."""


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of a wall.  `after` continues it; empty at the end."""

    entries: list[Entry]
    after: str


def read(page: Page, pending: Sequence[Event] = (), after: str = "", people: Sequence[Contact] = ()) -> Wall:
    """Ten posts, in two queries however many comments they have.

    Raises:
        ValueError: `after` is not something that a page said.
    """
    rows = _posts(page)
    if after:
        moment, _, pk = after.rpartition("_")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a page says its place with a time zone")
        rows = rows.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(pk__lt=int(pk)))
    posts = list(rows[: POSTS + 1])
    last = posts[POSTS - 1] if len(posts) > POSTS else None
    entries = _entries(posts[:POSTS], pending, COMMENTS, people)
    if not after:
        entries = [*_fresh(pending, {post.external_id for post in posts}), *entries]
    place = last.published_at if last else None
    return Wall(entries, f"{place.isoformat()}_{last.pk}" if last and place else "")


def one(page: Page, pk: int, pending: Sequence[Event] = (), people: Sequence[Contact] = ()) -> Entry | None:
    """One post with all its comments; None where it is not there to be seen."""
    entries = _entries(list(_posts(page).filter(pk=pk)), pending, ALL_COMMENTS, people)
    return entries[0] if entries else None


def _posts(page: Page) -> QuerySet[Post]:
    seen = Q(comments__hidden_at=None)
    return (
        Post.objects.filter(page=page, hidden_at=None, published_at__isnull=False)
        .annotate(said=Count("comments", filter=seen))
        .order_by("-published_at", "-pk")
    )


def _entries(
    posts: list[Post], pending: Iterable[Event], most: int, people: Sequence[Contact]
) -> list[Entry]:
    lines: dict[int, list[Line]] = {post.pk: [] for post in posts}
    theirs = {one.pk for one in people}
    comments = _newest_comments(posts, most)
    for comment in reversed(comments):
        lines[comment.post_id].append(_line(comment, theirs))
    entries = [
        Entry(
            post=_line(post),
            external_id=post.external_id,
            comments=lines[post.pk],
            earlier=getattr(post, "said", 0) - len(lines[post.pk]),
        )
        for post in posts
    ]
    by_id = {entry.external_id: entry for entry in entries}
    placed = {comment.external_id for comment in comments}
    for told in pending:
        if told.kind == "comment" and told.target in by_id and told.external_id not in placed:
            by_id[told.target].comments.append(_told(told))
    return entries


def _newest_comments(posts: list[Post], most: int) -> list[Comment]:
    number = Window(RowNumber(), partition_by=F("post"), order_by=[F("said_at").desc(), F("pk").desc()])
    rows = Comment.objects.filter(post__in=posts, hidden_at=None).annotate(
        number=number, to=F("delivery__contact")
    )
    return list(rows.filter(number__lte=most).order_by("-said_at", "-pk"))


def _line(said: Post | Comment, theirs: Container[int] = ()) -> Line:
    return Line(
        pk=said.pk,
        author=said.author,
        text=said.text,
        said_at=said.said_at,
        is_brand=said.is_ours,
        seed=said.contact_id or 0,
        is_question=isinstance(said, Post) and said.kind == Post.Kind.ASK,
        is_to_them=getattr(said, "to", None) in theirs,
    )


def _told(told: Event) -> Line:
    return Line(
        pk=0,
        author=told.actor_name,
        text=told.text,
        said_at=told.occurred_at or timezone.now(),
        is_brand=False,
    )


def _fresh(pending: Iterable[Event], placed: Container[str]) -> list[Entry]:
    """Their own posts that are not in their place yet; not those that got there since `pending` was asked."""
    said = [told for told in pending if told.kind == "wall_post" and told.external_id not in placed]
    return [Entry(post=_told(told), external_id=told.external_id) for told in reversed(said)]
