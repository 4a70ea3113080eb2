"""The walls of all networks as the team works on them: what was said, what has been answered and how, what has not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand import earlier
from askfirst.brand.models import Channel
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.inbox.models import Reply
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.wall.models import Comment, Post
from askfirst.web.timeline import undo_until

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.brand.models import Brand, Earlier

POSTS = 15
COMMENTS = 400
_ANSWERS = (Form.PRIVATE_REPLY, Form.PUBLIC_REPLY)
SHOWN = ("all", "open", "hidden")


@dataclass(frozen=True, kw_only=True, slots=True)
class Undo:
    """An answer that was given a moment ago and has not left: `pk` is its reply's."""

    pk: int
    leaves_at: datetime
    is_private: bool


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
    """The conversation in which it stands, or waits to be sent; 0: nobody knows."""
    is_told: bool = False
    """The public "we have written to you" is said, or on its way."""
    before: list[Earlier] = field(default_factory=list)
    """What it said before it was changed, oldest first."""
    undo: Undo | None = None
    """The newest answer to it that can still be undone."""

    @property
    def is_open(self) -> bool:
        """Somebody else said it, it stands there, and nobody has answered."""
        is_gone = self.said.hidden_at or self.said.taken_back_at
        return not (self.is_brand or is_gone or self.is_answered or self.private)

    @property
    def forms(self) -> frozenset[Form]:
        """How it can be answered on its network, whatever the gate says."""
        entry = catalog.NETWORKS.get(self.said.channel.network)
        can = entry.capabilities.forms if entry and not self.said.taken_back_at else frozenset()
        return can if self.said.contact_id else can - {Form.PRIVATE_REPLY}

    @property
    def has_public(self) -> bool:
        return Form.PUBLIC_REPLY in self.forms and not self.is_brand

    @property
    def has_private(self) -> bool:
        return Form.PRIVATE_REPLY in self.forms and not self.is_brand

    @property
    def is_on_page(self) -> bool:
        """It stands on our own page, where we can take it off."""
        return self.said.channel.network == "page"


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


def desk(brand: Brand, shown: str = "all", before: int = 0) -> Desk:
    """Posts, newest first, in a number of queries that does not grow with what stands there.  `before`: what the page before said."""
    rows = Post.objects.filter(brand=brand).select_related("channel", "contact", "delivery")
    rows = rows.prefetch_related("files").order_by("-pk")
    hidden = Q(hidden_at__isnull=False) | Q(comments__hidden_at__isnull=False)
    waiting = _waiting(brand)
    if shown == "hidden":
        rows = rows.filter(hidden).distinct()
    if before:
        rows = rows.filter(pk__lt=before)
    if shown == "open":
        rows = rows.filter(pk__in=_open_posts(waiting))
    posts = list(rows[: POSTS + 1])
    return Desk(
        strands=_strands(posts[:POSTS]),
        shown=shown,
        count_open=Post.objects.filter(waiting).count() + Comment.objects.filter(waiting).count(),
        count_hidden=Post.objects.filter(brand=brand, hidden_at__isnull=False).count()
        + Comment.objects.filter(brand=brand, hidden_at__isnull=False).count(),
        before=posts[POSTS - 1].pk if len(posts) > POSTS else 0,
    )


def item(said: Post | Comment) -> Item:
    """One post or comment by itself."""
    found = _item(said)
    _judge([found])
    return found


def judged(rows: Iterable[Post | Comment]) -> list[Item]:
    """Posts and comments, each with how it was answered: a fixed number of queries for any number of them."""
    items = [_item(said) for said in rows]
    _judge(items)
    return items


def _strands(posts: list[Post]) -> list[Strand]:
    strands = {post.pk: Strand(post=_item(post)) for post in posts}
    rows = (
        Comment.objects.filter(post__in=posts)
        .select_related("channel", "contact", "delivery")
        .prefetch_related("files")
        .order_by("said_at", "pk")
    )
    for comment in rows[:COMMENTS]:
        strands[comment.post_id].comments.append(_item(comment))
    _judge([one for strand in strands.values() for one in strand.items])
    return list(strands.values())


def _item(said: Post | Comment) -> Item:
    kind = "post" if isinstance(said, Post) else "comment"
    return Item(said=said, kind=kind, is_brand=said.is_ours)


def _judge(items: Iterable[Item]) -> None:
    """Look up, for all at once, which were answered, and how; and what they said before."""
    items = list(items)
    before = earlier.of(one.said for one in items)
    for one in items:
        one.before = before.get((one.said.channel_id, one.said.external_id), [])
    by_id = {(one.said.channel_id, one.said.external_id): one for one in items if not one.is_brand}
    let_out = _let_out(by_id)
    for delivery in let_out:
        found = by_id.get((delivery.channel_id, delivery.about))
        if found is None:
            continue  # on another network something else has the same id
        if delivery.form == Form.PRIVATE_REPLY:
            found.private = delivery
        else:
            found.is_answered = True
            found.is_told = True
    _find_replies(by_id, let_out)


def _find_replies(by_id: dict[tuple[int, str], Item], let_out: list[Delivery]) -> None:
    """In which conversation each private answer stands, and which answers can be undone: one query for all."""
    private = {one.private.pk: one for one in by_id.values() if one.private}
    fresh = {delivery.pk: delivery for delivery in let_out if undo_until(delivery)}
    rows = Reply.objects.filter(draft__delivery__in=[*private, *fresh]).order_by("pk")
    for delivery_pk, pk, thread in rows.values_list("draft__delivery", "pk", "thread"):
        if delivery_pk in private:
            private[delivery_pk].thread = thread
        delivery = fresh.get(delivery_pk)
        found = by_id.get((delivery.channel_id, delivery.about)) if delivery else None
        if found and delivery:
            is_private = delivery.form == Form.PRIVATE_REPLY
            found.undo = Undo(pk=pk, leaves_at=delivery.not_before, is_private=is_private)


def _let_out(about: Iterable[tuple[int, str]]) -> list[Delivery]:
    known = list(about)
    rows = Delivery.objects.filter(
        channel__in={channel for channel, _ in known},
        about__in=[name for _, name in known],
        form__in=_ANSWERS,
    )
    return list(rows.exclude(state__in=NEVER_LEFT).order_by("pk"))


def _waiting(brand: Brand) -> Q:
    """What somebody else said, stands there, and nobody has answered."""
    waits = Q(pk__in=[])
    for channel in Channel.objects.filter(brand=brand):
        answered = Delivery.objects.filter(channel=channel, form__in=_ANSWERS).exclude(state__in=NEVER_LEFT)
        waits |= Q(channel=channel) & ~Q(external_id__in=answered.exclude(about="").values("about"))
    return waits & (Q(contact__isnull=False) | Q(is_anonymous=True)) & Q(hidden_at=None, taken_back_at=None)


def _open_posts(waiting: Q) -> set[int]:
    posts = set(Post.objects.filter(waiting).values_list("pk", flat=True)[:1000])
    return posts | set(Comment.objects.filter(waiting).values_list("post", flat=True)[:1000])
