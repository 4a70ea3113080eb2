"""An answer in public: it leaves through the wall, and stands in the conversation with its state until it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.inbox import collision, public
from askfirst.inbox.models import Thread
from askfirst.wall import talk
from askfirst.wall.models import Comment

if TYPE_CHECKING:
    from askfirst.brand.models import Member, StoredFile
    from askfirst.drafts.models import Draft
    from askfirst.inbox.collision import Known
    from askfirst.wall.models import Post


def answer(  # noqa: PLR0913 -- what is said, to what, and how far its writer had read
    member: Member,
    said: Post | Comment,
    text: str,
    *,
    key: str,
    files: tuple[StoredFile, ...] = (),
    seen: Known | None = None,
) -> Draft:
    """Answer a post or a comment in public, through the gate.

    `seen`: how far the writer had seen what we said in its conversation; None: they send it whatever was said since.

    Raises:
        PermissionDenied: the role may not write to people.
        AnsweredMeanwhile: a colleague has answered since; nothing was stored.
    """
    with transaction.atomic():
        thread = thread_of(said)
        if thread and seen:
            collision.require_unanswered(member, thread, seen, key=key)
        draft = talk.answer(member, said, text, key=key, files=files)
        if thread:
            public.hold(member, thread, draft)
    return draft


def thread_of(said: Post | Comment) -> Thread | None:
    """The conversation to which a public word belongs; None for our own, and for what was never brought up."""
    if said.is_ours:
        return None
    post = said.post_id if isinstance(said, Comment) else said.pk
    rows = Thread.objects.select_related("brand")
    return rows.filter(channel=said.channel_id, post=post, contact=said.contact_id).first()
