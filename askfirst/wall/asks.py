"""Questions: asked on our page or a network that has them, on no wall until somebody of the team answers them there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from askfirst.brand.changes import announce
from askfirst.brand.roles import Right, require
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.networks.base import Form
from askfirst.wall import heard, talk
from askfirst.wall.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.brand.models import Brand, Channel, Member
    from askfirst.drafts.models import Draft
    from askfirst.people.models import Contact
    from askfirst.wall.models import Page

HINTS = {
    "link": gettext_lazy("It holds a link."),
    "repeated": gettext_lazy("The same words were asked before, in the last thirty days."),
    "fast": gettext_lazy("It was written faster than a person writes."),
}
"""Why a question may be no honest one.  A hint decides nothing: it is shown to whoever answers."""
SHORTEST = 3
"""Seconds that a person needs at least to open a form and ask something."""
LETTERS_A_SECOND = 25
"""More than the fastest typist; who pastes a prepared text is faster."""
REMEMBERED = timedelta(days=30)
COMPARED = 500
SHOWN = 20
_LINK = re.compile(
    r"https?://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|online)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as whoever asked it sees it, with what became of it."""

    ask: Post
    answers: tuple[Comment, ...] = ()
    is_private: bool = False
    """It was answered in a conversation of theirs."""

    @property
    def state(self) -> str:
        """`published`, `private`, `declined` or `waiting`."""
        if self.answers:
            return "published"
        if self.is_private:
            return "private"
        return "declined" if self.ask.declined_at else "waiting"


def hinted(channel: Channel, said: heard.Said, seconds: object) -> heard.Said:
    """The same question with the hints that it may be no honest one.  `seconds`: how long the form was before them."""
    hints = []
    if _LINK.search(said.text):
        hints.append("link")
    if _is_repeated(channel, said):
        hints.append("repeated")
    if isinstance(seconds, int) and seconds < max(SHORTEST, len(said.text) / LETTERS_A_SECOND):
        hints.append("fast")
    return replace(said, hints=tuple(hints))


def waiting(brand: Brand) -> QuerySet[Post]:
    """Questions that nobody has answered or declined, oldest first."""
    rows = Post.objects.filter(brand=brand, kind=Post.Kind.ASK, declined_at=None, spam_at=None)
    return (
        rows.filter(hidden_at=None, taken_back_at=None).exclude(is_answered(brand)).order_by("said_at", "pk")
    )


def is_answered(brand: Brand) -> Q:
    """The questions that were answered, or whose answer is on its way."""
    answered = Delivery.objects.filter(brand=brand, form__in=(Form.PUBLIC_REPLY, Form.PRIVATE_REPLY))
    about = answered.exclude(state__in=NEVER_LEFT).exclude(about="").values("about")
    return Q(published_at__isnull=False) | Q(external_id__in=about)


def publish_answer(member: Member, ask: Post, text: str, *, key: str) -> Draft:
    """Answer in public, through the gate.  Once it has left, question and answer stand on the wall.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
        ValueError: it is no question.
    """
    _require(member, ask)
    return talk.answer(member, ask, text, key=key)


def decline(member: Member, ask: Post, *, is_declined: bool = True) -> None:
    """It gets no answer: whoever asked sees so.  `is_declined=False` takes that back.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
        ValueError: it is no question.
    """
    _require(member, ask)
    with transaction.atomic():
        ask.declined_at = timezone.now() if is_declined else None
        ask.save(update_fields=["declined_at"])
        heard.show_post(ask)


def mark_spam(member: Member, ask: Post, *, is_spam: bool = True) -> None:
    """It is no honest question: it leaves the queue, and whoever wrote it hears nothing of that.

    `is_spam=False` takes that back.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
        ValueError: it is no question.
    """
    _require(member, ask)
    with transaction.atomic():
        ask.spam_at = timezone.now() if is_spam else None
        ask.save(update_fields=["spam_at"])
        announce(ask.brand, "thread", post=ask.pk)


def asked(page: Page, people: Sequence[Contact], nameless: Iterable[str] = ()) -> list[Asked]:
    """What these people asked on the page, newest first; `nameless`: ids of what this browser asked without a name."""
    theirs = Q(contact__in=people) | Q(contact=None, external_id__in=list(nameless))
    rows = Post.objects.filter(theirs, page=page, kind=Post.Kind.ASK, taken_back_at=None)
    found = list(rows.order_by("-said_at", "-pk")[:SHOWN])
    if not found:
        return []
    answers: dict[int, list[Comment]] = {}
    ours = Comment.objects.filter(
        post__in=found, contact=None, is_anonymous=False, hidden_at=None, taken_back_at=None
    )
    for comment in ours.order_by("said_at", "pk"):
        answers.setdefault(comment.post_id, []).append(comment)
    private = Delivery.objects.filter(channel=page.channel_id, form=Form.PRIVATE_REPLY)
    told = set(
        private.filter(about__in=[ask.external_id for ask in found])
        .exclude(recorded_at=None)
        .values_list("about", flat=True)
    )
    return [
        Asked(ask=ask, answers=tuple(answers.get(ask.pk, ())), is_private=ask.external_id in told)
        for ask in found
    ]


def asked_since(page: Page, people: Sequence[Contact], since: datetime) -> int:
    """How many questions these people have asked under their name since then."""
    return Post.objects.filter(page=page, kind=Post.Kind.ASK, contact__in=people, said_at__gte=since).count()


def _require(member: Member, ask: Post) -> None:
    require(member, Right.REPLY, ask.brand_id)
    if ask.kind != Post.Kind.ASK:
        raise ValueError("this is no question, so it is not answered as one")


def _is_repeated(channel: Channel, said: heard.Said) -> bool:
    words = _normal(said.text)
    rows = Post.objects.filter(channel=channel, kind=Post.Kind.ASK, said_at__gte=timezone.now() - REMEMBERED)
    others = rows.exclude(external_id=said.external_id).order_by("-pk").values_list("text", flat=True)
    return any(_normal(text) == words for text in others[:COMPARED])


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
