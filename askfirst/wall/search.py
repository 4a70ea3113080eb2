"""Find what was said in public by its words: what this member may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from askfirst.brand import word_search
from askfirst.brand.roles import Right, require
from askfirst.brand.word_search import Asked
from askfirst.wall.models import Comment, Post
from askfirst.wall.words import COMMENTS, POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member
    from askfirst.brand.query import Query

PAGE = 20
_END = "end"
_MOST_STRANDS = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Among:
    """Where to look, beside what the words say.  None: everywhere."""

    channels: tuple[int, ...] | None = None
    contacts: tuple[int, ...] | None = None
    is_ours: bool = False
    months: tuple[str, ...] = ()
    between: dict[str, Any] | None = None
    strands: tuple[tuple[int, int | None], ...] | None = None
    """A post, and who spoke under it."""

    @property
    def marks(self) -> list[tuple[str, ...]]:
        """What the indexes know of it."""
        groups: list[tuple[str, ...]] = []
        if self.channels is not None:
            groups.append(tuple(f"c{pk}" for pk in self.channels))
        if self.contacts is not None:
            groups.append(tuple(f"u{pk}" for pk in self.contacts))
        elif self.is_ours:
            groups.append(("ours",))
        if self.months:
            groups.append(self.months)
        if self.strands is not None:
            groups.append(tuple(f"p{post}" for post in {post for post, _contact in self.strands}))
        return groups

    def fits(self, said: Post | Comment) -> bool:
        """It was said in one of the strands, where only those are looked for."""
        post = said.pk if isinstance(said, Post) else said.post_id
        return self.strands is None or (post, said.contact_id) in self.strands


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Some of what was found.  `below` continues it; empty: there is no more."""

    rows: list[Post | Comment]
    below: str


def said(member: Member, query: Query, among: Among, most: int = PAGE, below: str = "") -> Found:
    """Posts and comments with these words.

    Raises:
        PermissionDenied: the role may not read what comes in.
        ValueError: `below` is not something that an earlier answer said.
    """
    require(member, Right.READ_INBOX)
    places = below.split(".") if below else ["0", "0"]
    if len(places) != 2:
        raise ValueError(f"`{below}` is no place among what was found")
    if query.is_empty:
        return Found(rows=[], below="")
    asked = _asked(member, query, among)
    posts, posts_below = _of(Post, asked, member, among, (places[0], most))
    comments, comments_below = _of(Comment, asked, member, among, (places[1], most))
    rows = sorted([*posts, *comments], key=lambda row: row.said_at, reverse=True)[:most]
    rest = [
        _rest(posts, [row for row in rows if isinstance(row, Post)], places[0], posts_below),
        _rest(comments, [row for row in rows if isinstance(row, Comment)], places[1], comments_below),
    ]
    return Found(rows=rows, below="" if rest == [_END, _END] else ".".join(rest))


def strands(member: Member, query: Query, among: Among) -> list[tuple[int, int | None]]:
    """Under which posts, and by whom, these words were said; the newest thousand of each kind."""
    require(member, Right.READ_INBOX)
    asked = _asked(member, query, among)
    found: set[tuple[int, int | None]] = set()
    for rows, name, post in (
        (Post.objects.all(), POSTS.name, "pk"),
        (Comment.objects.all(), COMMENTS.name, "post_id"),
    ):
        listed = rows.filter(pk__in=word_search.newest(name, asked, _MOST_STRANDS))
        theirs = listed.filter(Q(contact__isnull=False) | Q(is_anonymous=True))
        found.update(theirs.filter(brand_id=member.brand_id).values_list(post, "contact_id"))
    return list(found)


def _of(
    model: type[Post | Comment], asked: Asked, member: Member, among: Among, part: tuple[str, int]
) -> tuple[list[Post | Comment], str]:
    place, most = part
    if place == _END:
        return [], _END
    if not place.isdecimal() or len(place) > 18:
        raise ValueError(f"`{place}` is no place among what was found")
    rows = _rows(model).filter(brand_id=member.brand_id, taken_back_at=None, **(among.between or {}))
    rows = rows.select_related("contact", "channel").prefetch_related("files")

    def fitting(ids: list[int]) -> dict[int, Post | Comment]:
        return {pk: row for pk, row in rows.in_bulk(ids).items() if among.fits(row)}

    name = POSTS.name if model is Post else COMMENTS.name
    found, below = word_search.pick(name, asked, most, int(place), fitting)
    return found, str(below) if below else _END


def _rows(model: type[Post | Comment]) -> Any:
    return Post.objects.all() if model is Post else Comment.objects.select_related("post")


def _asked(member: Member, query: Query, among: Among) -> Asked:
    files: list[Iterable[str]] = [("file",)] if query.has_file else []
    return Asked.of(query, (f"b{member.brand_id}",), *among.marks, *files)


def _rest(found: list[Any], shown: list[Any], place: str, below: str) -> str:
    """From where one kind goes on: behind the last of it that is shown."""
    if len(shown) == len(found):
        return below
    return str(min(row.pk for row in shown)) if shown else place
