"""From the walls to the inbox: what somebody says in public is there to be answered, beside everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.inbox import public
from askfirst.inbox.models import Thread
from askfirst.people.resolve import who_did
from askfirst.wall import standing
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.gate.models import Delivery
    from askfirst.people.models import Contact

_KINDS = {
    Post.Kind.POST.value: Thread.Kind.WALL_POST,
    Post.Kind.MENTION.value: Thread.Kind.MENTION,
    Post.Kind.ASK.value: Thread.Kind.ASK,
    "comment": Thread.Kind.COMMENT,
}


def bring_up(row: Post | Comment | None, *, is_new: bool = False, is_history: bool = False) -> Thread | None:
    """The thread to which `row` belongs reads as the wall stands now.  None: what is the brand's own answers nobody.

    `is_new`: they have just said it.  `is_history`: it comes out of an export.
    """
    if row is None:
        return None
    post = row if isinstance(row, Post) else row.post
    whose = standing.answered(row) if isinstance(row, Comment) and row.is_ours else row
    if whose.is_ours:
        return None
    return _written(post, whose.contact, is_new=is_new and whose is row, is_history=is_history)


def recount(post: Post, contact: Contact | None) -> Thread | None:
    """How it stands with this person under this post is counted anew, after whose words they are was corrected."""
    return _written(post, contact, is_new=False, is_history=False)


def answered_privately(delivery: Delivery) -> None:
    """A public word of theirs was answered privately: nobody waits for us there any more."""
    bring_up(standing.found(delivery.channel, delivery.about))


def changed(channel: Channel, external_id: str, *, are_words_gone: bool = False) -> None:
    """Something on a wall reads otherwise, is hidden, or was taken back."""
    row = standing.found(channel, external_id)
    bring_up(row)
    if row and are_words_gone:
        public.forget_words(channel, row.pk if isinstance(row, Post) else row.post_id, row.contact)


def adopt(row: Comment, alone: int) -> None:
    """What had stood by itself under the id `alone` stands under the post of `row` now, with whoever speaks there."""
    public.moved(row.channel, alone, row.post_id)
    for contact in public.people_under(row.channel, row.post_id):
        _written(row.post, contact, is_new=False, is_history=False)


def alone(channel: Channel, external_id: str) -> int:
    """The id of the post that has stood by itself under this id until now; 0: none has."""
    row = standing.found(channel, external_id)
    return row.pk if isinstance(row, Post) else 0


def _written(post: Post, contact: Contact | None, *, is_new: bool, is_history: bool) -> Thread | None:
    stands = standing.standing(post, contact)
    if stands is None:
        public.gone(post.channel, post.pk, contact)
        return None
    return public.bring_up(
        post.channel,
        public.Standing(
            kind=_KINDS[stands.kind],
            post=post.pk,
            contact=contact,
            handle=who_did(post.channel, contact, stands.about) if contact else None,
            author=stands.author,
            about=stands.about,
            preview=stands.preview,
            last_at=stands.last_at,
            is_last_ours=stands.is_last_ours,
            waiting_since=stands.waiting_since,
        ),
        is_new=is_new,
        is_history=is_history,
    )
