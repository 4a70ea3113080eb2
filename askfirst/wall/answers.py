"""What the brand answered in public to what somebody said on its page, and whether they have seen it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import To, announce
from askfirst.networks.base import Form
from askfirst.wall.heard import OWN
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from askfirst.people.models import Contact
    from askfirst.wall.models import Page

SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer as whom it was given to sees it, with their own words that it answers."""

    said: Comment
    to: Post | Comment | None
    """None: nobody knows any more what it answered."""

    @property
    def is_unseen(self) -> bool:
        return self.said.seen_at is None

    @property
    def kind(self) -> str:
        """What it answers: `question`, `comment` or `post`."""
        if isinstance(self.to, Comment):
            return "comment"
        return "question" if self.said.post.kind == Post.Kind.ASK else "post"


def standing() -> QuerySet[Comment]:
    """All that was answered on a page to somebody who is known, and can be read there now."""
    rows = Comment.objects.filter(delivery__form=Form.PUBLIC_REPLY, channel__network=OWN)
    return rows.filter(
        contact=None,
        delivery__contact__isnull=False,
        hidden_at=None,
        taken_back_at=None,
        post__hidden_at=None,
    )


def unseen() -> QuerySet[Comment]:
    """Those of them that whom they were given to has not seen."""
    return standing().filter(seen_at=None)


def given(page: Page, people: Sequence[Contact]) -> list[Answer]:
    """What these people were answered on this page, the newest first."""
    rows = standing().filter(channel=page.channel_id, delivery__contact__in=people)
    found = list(rows.select_related("post", "delivery").order_by("-said_at", "-pk")[:SHOWN])
    named = {one.delivery.in_reply_to for one in found if one.delivery}
    theirs = Comment.objects.filter(channel=page.channel_id, external_id__in=named, contact__in=people)
    comments = {one.external_id: one for one in theirs} if named else {}
    return [Answer(said=one, to=_answered(one, comments)) for one in found]


def count_unseen(page: Page, people: Sequence[Contact]) -> int:
    """How many answers they have not seen yet."""
    if not people:
        return 0
    return unseen().filter(channel=page.channel_id, delivery__contact__in=people).count()


def see(page: Page, people: Sequence[Contact], post: int = 0) -> None:
    """These answers are before their eyes: all of them, or those under one post.  Every page of theirs is told."""
    rows = unseen().filter(channel=page.channel_id, delivery__contact__in=people)
    if post:
        rows = rows.filter(post=post)
    found = dict(rows.values_list("pk", "delivery__contact"))
    if not found:
        return
    with transaction.atomic():
        if Comment.objects.filter(pk__in=found, seen_at=None).update(seen_at=timezone.now()):
            for contact in sorted(set(found.values())):
                announce(page.brand, "read", To(members=False, contact=contact), by="them")


def _answered(said: Comment, comments: dict[str, Comment]) -> Post | Comment | None:
    named = said.delivery.in_reply_to if said.delivery else ""
    return comments.get(named) or (said.post if said.post.contact_id else None)
