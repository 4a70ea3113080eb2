"""The wall as the team works on it: what was said, what has been answered in public or privately, what has not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message
from askfirst.networks.base import Form
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from askfirst.wall.models import Page

POSTS = 15
COMMENTS = 400
# A private answer that never left, or never will, used nothing up.
_GONE = (Delivery.State.STOPPED, Delivery.State.EXPIRED, Delivery.State.REFUSED)
SHOWN = ("all", "open", "hidden")


@dataclass(kw_only=True, slots=True)
class Item:
    """One post or comment, and how it was answered."""

    said: Post | Comment
    kind: str
    is_brand: bool
    is_answered: bool = False
    private: Delivery | None = None
    """The private answer that was let out, if there is one."""
    thread: int = 0
    """The conversation in which it stands; 0: it is on its way there."""
    is_told: bool = False
    """The public "we have written to you" is said, or on its way."""

    @property
    def is_open(self) -> bool:
        """A visitor said it, everybody sees it, and nobody has answered."""
        return not (self.is_brand or self.said.hidden_at or self.is_answered or self.private)


@dataclass(kw_only=True, slots=True)
class Strand:
    """A post with all that stands under it."""

    post: Item
    comments: list[Item] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        return [self.post, *self.comments]


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One page of the team's wall, with how much there is of each kind."""

    strands: list[Strand]
    shown: str
    count_open: int
    count_hidden: int
    before: int
    """Continues it; 0 at the end."""


def desk(page: Page, shown: str = "all", before: int = 0) -> Desk:
    """Posts, newest first, in seven queries whatever stands under them.  `before`: what the page before said."""
    rows = Post.objects.filter(page=page).select_related("contact", "delivery").order_by("-pk")
    hidden = Q(hidden_at__isnull=False) | Q(comments__hidden_at__isnull=False)
    if shown == "hidden":
        rows = rows.filter(hidden).distinct()
    if before:
        rows = rows.filter(pk__lt=before)
    if shown == "open":
        rows = rows.filter(pk__in=_open_posts(page))
    posts = list(rows[: POSTS + 1])
    return Desk(
        strands=_strands(posts[:POSTS]),
        shown=shown,
        count_open=_waiting_posts(page).count() + _waiting_comments(page).count(),
        count_hidden=Post.objects.filter(page=page, hidden_at__isnull=False).count()
        + Comment.objects.filter(post__page=page, hidden_at__isnull=False).count(),
        before=posts[POSTS - 1].pk if len(posts) > POSTS else 0,
    )


def item(said: Post | Comment) -> Item:
    """One post or comment by itself."""
    found = _item(said)
    _judge([found])
    return found


def _strands(posts: list[Post]) -> list[Strand]:
    strands = {post.pk: Strand(post=_item(post)) for post in posts}
    rows = (
        Comment.objects.filter(post__in=posts).select_related("contact", "delivery").order_by("said_at", "pk")
    )
    for comment in rows[:COMMENTS]:
        strands[comment.post_id].comments.append(_item(comment))
    _judge([one for strand in strands.values() for one in strand.items])
    return list(strands.values())


def _item(said: Post | Comment) -> Item:
    kind = "post" if isinstance(said, Post) else "comment"
    return Item(said=said, kind=kind, is_brand=said.contact_id is None)


def _judge(items: Iterable[Item]) -> None:
    """Look up, for all at once, which were answered, and how."""
    by_id = {one.said.external_id: one for one in items if not one.is_brand}
    for delivery in _let_out(by_id):
        found = by_id[delivery.about]
        if delivery.form == Form.PRIVATE_REPLY:
            found.private = delivery
        else:
            found.is_answered = True
            found.is_told = True
    private = {one.private.pk: one for one in by_id.values() if one.private}
    stands = Message.objects.filter(delivery__in=list(private)).values_list("delivery", "thread")
    for delivery_pk, thread in stands:
        private[delivery_pk].thread = thread


def _let_out(about: Iterable[str]) -> list[Delivery]:
    forms = [Form.PRIVATE_REPLY, Form.PUBLIC_REPLY]
    rows = Delivery.objects.filter(about__in=list(about), form__in=forms, channel__network="page")
    return list(rows.exclude(state__in=_GONE).order_by("pk"))


def _waiting(page: Page) -> Q:
    """What a visitor said, everybody sees, and nobody has answered."""
    forms = [Form.PRIVATE_REPLY, Form.PUBLIC_REPLY]
    answered = Delivery.objects.filter(channel=page.channel_id, form__in=forms).exclude(state__in=_GONE)
    ids = answered.exclude(about="").values("about")
    return Q(contact__isnull=False, hidden_at=None) & ~Q(external_id__in=ids)


def _waiting_posts(page: Page) -> QuerySet[Post]:
    return Post.objects.filter(_waiting(page), page=page)


def _waiting_comments(page: Page) -> QuerySet[Comment]:
    return Comment.objects.filter(_waiting(page), post__page=page)


def _open_posts(page: Page) -> set[int]:
    posts = set(_waiting_posts(page).values_list("pk", flat=True)[:1000])
    return posts | set(_waiting_comments(page).values_list("post", flat=True)[:1000])
