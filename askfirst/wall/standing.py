"""How far what one person said under one post has been answered, computed from what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.networks.base import Form
from askfirst.sentence import Sentence
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel
    from askfirst.people.models import Contact

PRIVATELY = Sentence("Answered privately")
_STANDS = Q(taken_back_at=None, hidden_at=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Whose turn it is between the brand and one person under one post."""

    kind: str
    """A kind of post, or `comment` where they speak under somebody else's."""
    author: str
    about: str
    """The id of the newest thing of theirs."""
    preview: str
    last_at: datetime
    is_last_ours: bool
    waiting_since: datetime | None


def standing(post: Post, contact: Contact | None) -> Standing | None:
    """How it stands with `contact`, or with those who gave no name, under `post`.  None: nothing of theirs stands there."""
    theirs = _theirs(post, contact)
    if not theirs:
        return None
    is_their_post = any(isinstance(said, Post) for said in theirs)
    newest = theirs[-1]
    answer_at, answer = _newest_answer(
        post, [said.external_id for said in theirs], is_their_post=is_their_post
    )
    waiting = [said.said_at for said in theirs if answer_at is None or said.said_at > answer_at]
    is_last_ours = answer_at is not None and not waiting
    return Standing(
        kind=post.kind if is_their_post else "comment",
        author=newest.author,
        about=newest.external_id,
        preview=answer if is_last_ours else _words(newest),
        last_at=max(newest.said_at, answer_at or newest.said_at),
        is_last_ours=is_last_ours,
        waiting_since=waiting[0] if waiting else None,
    )


def found(channel: Channel, external_id: str) -> Post | Comment | None:
    """The post or comment that has this id on this channel."""
    named = {"channel": channel, "external_id": external_id}
    comment = Comment.objects.select_related("channel", "post__contact", "contact").filter(**named).first()
    return comment or Post.objects.select_related("channel", "contact").filter(**named).first()


def answered(comment: Comment) -> Post | Comment:
    """What a comment answers: the comment that it names, else its post."""
    if comment.answers:
        rows = Comment.objects.select_related("contact").filter(channel=comment.channel_id)
        return rows.filter(external_id=comment.answers).first() or comment.post
    return comment.post


def _theirs(post: Post, contact: Contact | None) -> list[Post | Comment]:
    who = Q(contact=contact) if contact else Q(contact=None, is_anonymous=True)
    posts = Post.objects.filter(_STANDS & who, pk=post.pk)
    comments = Comment.objects.filter(_STANDS & who, post=post)
    return sorted([*posts, *comments], key=lambda said: (said.said_at, said.external_id))


def _newest_answer(post: Post, ids: list[str], *, is_their_post: bool) -> tuple[datetime | None, str]:
    answers = Q(answers__in=ids)
    if is_their_post:
        answers |= Q(answers="")
    public = Comment.objects.filter(_STANDS & answers, post=post, contact=None, is_anonymous=False)
    said = public.order_by("said_at", "external_id").last()
    private = Delivery.objects.filter(channel=post.channel_id, about__in=ids, form=Form.PRIVATE_REPLY)
    sent = private.exclude(state__in=NEVER_LEFT).exclude(sent_at=None).order_by("sent_at").last()
    found = [(said.said_at, _words(said))] if said else []
    found += [(sent.sent_at, PRIVATELY)] if sent and sent.sent_at else []
    return max(found) if found else (None, "")


def _words(said: Post | Comment) -> str:
    if said.text:
        return said.text
    return Sentence("Sent a file") if said.files.exists() else Sentence("Said nothing")
