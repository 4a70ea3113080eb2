"""Nobody answers twice: a reply waits for a second look where a colleague has answered since its writer last looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.drafts.models import Draft
from askfirst.gate.models import NEVER_LEFT
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Reply, Thread
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.drafts.submit import Wish

_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Known:
    """How far the writer has seen what we said: the newest reply under way, and the newest message of ours."""

    reply: int = 0
    message: int = 0

    @classmethod
    def read(cls, text: str) -> Self | None:
        """As a form sends it back; None where it says nothing of the kind."""
        reply, dot, message = text.partition(".")
        if not dot or not all(_is_id(part) for part in (reply, message)):
            return None
        return cls(int(reply), int(message))

    def __str__(self) -> str:
        return f"{self.reply}.{self.message}"


class AnsweredMeanwhile(Exception):  # noqa: N818 -- it says what happened
    """A colleague's answer was let out after the writer had looked.  Nothing of this one was stored."""

    def __init__(self, author: str, text: str, at: datetime) -> None:
        super().__init__(_("%(author)s answered a moment ago") % {"author": author})
        self.author, self.text, self.at = author, text, at


def known(thread: Thread) -> Known:
    """Our newest words in this thread, under way or said."""
    replies = Reply.objects.filter(thread=OuterRef("pk")).order_by("-pk").values("pk")
    messages = Message.objects.filter(thread=OuterRef("pk"), is_ours=True).order_by("-pk").values("pk")
    newest = Thread.objects.filter(pk=thread.pk).values_list(Subquery(replies[:1]), Subquery(messages[:1]))
    return Known(*(pk or 0 for pk in newest.get()))


def reply(member: Member, thread: Thread, wish: Wish, seen: Known | None) -> Reply:
    """Answer as `talk.reply` does, unless a colleague has answered since.  `seen` None: the writer sends it all the same.

    Raises:
        AnsweredMeanwhile: with who answered, what and when.
        PermissionDenied: the member's role may not write to people.
    """
    require(member, Right.REPLY, thread.brand_id)
    with transaction.atomic():
        if seen is not None:
            require_unanswered(member, thread, seen, key=wish.key)
        return talk.reply(member, thread, wish)


def require_unanswered(member: Member, thread: Thread, seen: Known, *, key: str) -> None:
    """Go on only if no colleague has answered since.  Two who answer at once stand in line: call it in a transaction.

    Raises:
        AnsweredMeanwhile: with who answered, what and when.
    """
    if thread.contact_id:
        # The gate takes the same lock, so that one waits until the other's answer is let out, or not.
        Contact.objects.select_for_update(no_key=True).get(pk=thread.contact_id)
    else:
        Thread.objects.select_for_update(no_key=True, of=("self",)).get(pk=thread.pk)
    if Draft.objects.filter(brand_id=thread.brand_id, key=key).exists():
        return  # the same press once more
    answered = _let_out_since(member, thread, seen) or _said_since(thread, seen)
    if answered:
        raise answered


def _let_out_since(member: Member, thread: Thread, seen: Known) -> AnsweredMeanwhile | None:
    rows = Reply.objects.filter(thread=thread, pk__gt=seen.reply, draft__state=Draft.State.RELEASED)
    theirs = rows.exclude(draft__author=member).exclude(draft__delivery__state__in=NEVER_LEFT)
    found = (
        theirs.exclude(draft__authored_by=talk.BY_RULE)
        .select_related("draft__author")
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    return AnsweredMeanwhile(found.draft.author.name, found.draft.text, found.draft.created_at)


def _said_since(thread: Thread, seen: Known) -> AnsweredMeanwhile | None:
    """By another tool: nothing of it stood in our outbox."""
    rows = Message.objects.filter(thread=thread, pk__gt=seen.message, is_ours=True, delivery=None)
    found = rows.order_by("-pk").first()
    return AnsweredMeanwhile(found.author, found.text, found.said_at) if found else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS
