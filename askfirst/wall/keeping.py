"""What a network lets us keep for a while only: its words go when their time is over, and that there was something stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand import earlier, files
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel

MOST = 500
"""Rows of each kind in one go: nobody waits long for the lock."""
_THEIRS = Q(contact__isnull=False) | Q(is_anonymous=True)


def forget_words(channel: Channel, before: datetime, why: str) -> int:
    """Take the words and files out of what others said before then; `why` stands in their place.  Returns how many."""
    posts, comments = (
        model.objects.filter(_THEIRS, channel=channel, said_at__lt=before).exclude(text="", files=None)
        for model in (Post, Comment)
    )
    rows: list[Post | Comment] = [*posts.order_by("pk")[:MOST], *comments.order_by("pk")[:MOST]]
    for row in rows:
        row.text, row.remarks = "", [why]
        row.save(update_fields=["text", "remarks"])
        earlier.forget(row)
        for file in row.files.all():
            files.forget(file)
    return len(rows)


def forget_names(channel: Channel, before: datetime) -> int:
    """Take the names off what others said before then.  Returns how many."""
    return sum(
        model.objects.filter(_THEIRS, channel=channel, said_at__lt=before)
        .exclude(author="")
        .update(author="")
        for model in (Post, Comment)
    )
