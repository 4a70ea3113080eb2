"""Pages elsewhere that link to a post of ours, by webmention or trackback: looked at, then shown to the team, then to others.

Whoever says so is believed nothing: `wire.mentions` looks whether the link stands there.  What it says becomes a comment
that is hidden until a member shows it, with the page it comes from.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may
from askfirst.sentence import Sentence
from askfirst.wall import heard
from askfirst.wall.models import Comment, Mention, Post

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.wall.models import Page

LONGEST_EXCERPT = 600
MOST_WAITING = 500
"""Of one brand; beyond that a site is asked to come back."""
PAUSES = (timedelta(minutes=10), timedelta(hours=2), timedelta(hours=12))
"""Between two looks at a page that does not answer; after the last it is let go."""


class NotTaken(ValueError):  # noqa: N818 -- it says what the matter is
    """This is no mention of a post of ours; the sentence, in English, is for the program that sent it."""


class Busy(Exception):  # noqa: N818 -- it says what the matter is
    """Too many wait: come back later."""


def tell(page: Page, kind: Mention.Kind, source: str, target: str, **said: str) -> Mention:
    """Somebody says that `source` links to `target`.  Nothing is asked of anybody now.

    `said`: `author`, `title`, `excerpt` that a trackback claims.

    Raises:
        NotTaken: the addresses are none, or not of a post that everybody sees here.
        Busy: more wait than we look at.
    """
    source, target = _address(source, "source"), _address(target, "target")
    if not page.takes_comments:
        raise NotTaken("this page takes no comments at the moment")
    if _is_here(source):
        raise NotTaken("`source` is this very site")
    post = _post(page, target)
    if Mention.objects.filter(brand=page.brand, due_at__isnull=False).count() >= MOST_WAITING:
        raise Busy
    claims = {
        "author": _line(said.get("author", ""))[:120],
        "title": _line(said.get("title", ""))[:300],
        "excerpt": plain(said.get("excerpt", "")).strip()[:LONGEST_EXCERPT],
    }
    held, _ = Mention.objects.update_or_create(
        post=post,
        source=source,
        defaults={
            "brand_id": page.brand_id, "kind": kind, "target": target, "due_at": timezone.now(), "tries": 0, **claims,
        },
    )  # fmt: skip
    return held


def found(mention: Mention, title: str, excerpt: str) -> Comment:
    """The link stands there: it is a comment now, hidden until a member shows it.  Found again, its words follow."""
    host = urlsplit(mention.source).hostname or ""
    author = mention.author or host
    words = mention.excerpt or _line(excerpt)[:LONGEST_EXCERPT]
    text = "\n\n".join(part for part in (mention.title or _line(title)[:300], words, mention.source) if part)
    now = timezone.now()
    with transaction.atomic():
        comment, is_new = Comment.objects.get_or_create(
            channel_id=mention.post.channel_id,
            external_id=f"mention:{mention.pk}",
            defaults={
                "brand_id": mention.brand_id,
                "post_id": mention.post_id,
                "is_anonymous": True,
                "author": author[:120],
                "text": text,
                "said_at": now,
                "hidden_at": now,
                "remarks": [
                    Sentence("It came from %(host)s, which links to this post. Nobody outside sees it until you put it on the wall.", host=host)
                ],
            },
        )  # fmt: skip
        if not is_new and (comment.text != text or comment.taken_back_at):
            # What a member has shown may have become something else: it is looked at once more.
            comment.text, comment.taken_back_at = text, None
            comment.edited_at, comment.hidden_at = now, now
            comment.save(update_fields=["text", "taken_back_at", "edited_at", "hidden_at"])
        Mention.objects.filter(pk=mention.pk).update(comment=comment, due_at=None, trouble="")
        if is_new:
            _tell_team(mention, host)
        announce(comment.brand, "comment", post=mention.post_id, comment=comment.pk)
    return comment


def gone(mention: Mention, why: str) -> None:
    """The link is not there: it becomes no comment, and one that it was is taken back."""
    with transaction.atomic():
        Mention.objects.filter(pk=mention.pk).update(due_at=None, trouble=why)
        if mention.comment:
            heard.take_back(mention.post.channel, mention.comment.external_id, timezone.now())


def later(mention: Mention, why: str) -> None:
    """The page did not answer: another look, or none after the last."""
    if mention.tries >= len(PAUSES):
        Mention.objects.filter(pk=mention.pk).update(due_at=None, trouble=why)
        return
    pause = PAUSES[mention.tries]
    Mention.objects.filter(pk=mention.pk).update(
        due_at=timezone.now() + pause, tries=mention.tries + 1, trouble=why
    )


def take_due(now: datetime, lease: timedelta, most: int) -> list[Mention]:
    """What is to be looked at, each by one worker alone until its lease ends."""
    due = Mention.objects.filter(due_at__lte=now).select_related("brand", "post__channel__brand", "comment")
    rows = due.order_by("due_at", "pk")[:most]
    return [
        row for row in rows if Mention.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + lease)
    ]


def _tell_team(mention: Mention, host: str) -> None:
    news = notify.News(
        kind=Notification.Kind.COMMENT,
        title=Sentence("%(host)s wrote about a post of yours", host=host),
        excerpt=Sentence("It is hidden until you put it on the wall."),
        link="/wall/?show=hidden",
        subject=f"mention:{mention.pk}",
    )
    readers = [member for member in notify.readers(mention.brand) if may(member, Right.MODERATE)]
    notify.notify(mention.brand, readers, news)


def _post(page: Page, target: str) -> Post:
    """The post that everybody sees at this address."""
    here = re.compile(re.escape(f"{settings.ADDRESS}/@{page.brand.slug}/posts/") + r"(\d{1,18})/?")
    named = here.fullmatch(urldefrag(target).url.partition("?")[0])
    post = None
    if named:
        rows = Post.objects.filter(page=page, hidden_at=None, taken_back_at=None, published_at__isnull=False)
        post = rows.filter(pk=int(named[1])).first()
    if post is None:
        raise NotTaken("`target` is no post on this page")
    return post


def _is_here(address: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(settings.ADDRESS)[:2]


def _address(given: str, name: str) -> str:
    said = plain(given).strip()
    try:
        parts = urlsplit(said)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_web = False
    if not is_web or len(said) > 1_000 or any(map(str.isspace, said)):
        raise NotTaken(f"`{name}` is no web address of at most 1,000 characters")
    return said


def _line(text: str) -> str:
    return " ".join(plain(text).split())
