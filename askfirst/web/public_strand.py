"""A conversation in public as its screen shows it: the post, what this person said under it, our answers, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.inbox import timeline
from askfirst.wall.models import Comment, Post
from askfirst.web import wall_desk
from askfirst.web.timeline import Item, ShownReply, beside, in_days, shown_replies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread

SHOWN = 300
"""Comments of one post, the newest; the wall shows the earlier ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicStream:
    """All that the stream of a public conversation needs."""

    post: wall_desk.Item
    is_their_post: bool
    items: list[Item]
    replies: list[ShownReply]
    targets: list[wall_desk.Item]
    """What of theirs stands there and can be answered, oldest first."""
    is_cut: bool = False
    """More stands under the post than is shown here."""
    begin: str = ""
    has_earlier: bool = False

    def target(self, name: str, about: str = "") -> wall_desk.Item | None:
        """What a form names, such as `comment-5`; else what has the network's id `about`.

        Else the newest that nobody has answered, else the newest.
        """
        named = [one for one in self.targets if name_of(one) == name]
        meant = [one for one in self.targets if about and one.said.external_id == about]
        unanswered = [one for one in self.targets if one.is_open]
        return next(iter([*named, *meant, *unanswered[-1:], *self.targets[-1:]]), None)


def name_of(item: wall_desk.Item) -> str:
    """How a form names something that stands on the wall."""
    return f"{item.kind}-{item.said.pk}"


def stream(thread: Thread, reader: Member, seen_upto: int = 0) -> PublicStream | None:
    """What stands there now, in a number of queries that does not grow with it.  None: the post itself is gone."""
    post = Post.objects.select_related("channel__brand", "contact", "delivery").filter(pk=thread.post).first()
    if post is None:
        return None
    rows = Comment.objects.filter(post=post).select_related("channel", "contact", "delivery")
    newest = list(rows.prefetch_related("files").order_by("-said_at", "-pk")[: SHOWN + 1])
    top, *comments = wall_desk.judged([post, *newest[:SHOWN][::-1]])
    for one in comments:
        if isinstance(one.said, Comment):
            one.said.post = post
    theirs = [one for one in [top, *comments] if _is_theirs(one, thread)]
    fresh = thread.last_inbound - seen_upto if seen_upto else 0
    said = list(_placed(comments, theirs, theirs[-fresh:] if fresh > 0 else []))
    between = beside(timeline.notes_of(thread), timeline.acts_of(thread), reader)
    return PublicStream(
        post=top,
        is_their_post=top in theirs,
        items=list(in_days([*said, *between])),
        replies=shown_replies(thread),
        targets=[one for one in theirs if not one.said.taken_back_at],
        is_cut=len(newest) > SHOWN,
    )


def _is_theirs(one: wall_desk.Item, thread: Thread) -> bool:
    return not one.is_brand and one.said.contact_id == thread.contact_id


def _placed(
    comments: Iterable[wall_desk.Item], theirs: list[wall_desk.Item], fresh: list[wall_desk.Item]
) -> Iterable[Item]:
    """Their words and our answers to them each for itself; what is between others stands together."""
    ids = {one.said.external_id for one in theirs}
    is_their_post = any(isinstance(one.said, Post) for one in theirs)
    for one in comments:
        answers = one.said.answers if isinstance(one.said, Comment) else ""
        is_ours_to_them = one.is_brand and (answers in ids or (is_their_post and not answers))
        if one in theirs or is_ours_to_them:
            yield Item(kind="said", at=one.said.said_at, said=one, is_new=one in fresh)
        else:
            yield Item(kind="others", at=one.said.said_at, others=[one])
