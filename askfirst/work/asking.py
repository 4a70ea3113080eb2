"""What is done to one question out of the queue, whether to it alone or to many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from askfirst.drafts.models import Draft
from askfirst.inbox.models import Reply, Thread
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.networks.lengths import measured
from askfirst.wall import asks as verbs
from askfirst.wall.models import Post
from askfirst.work import answers
from askfirst.work import asks as work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member

PUBLIC, PRIVATE = "public", "private"
FORMS = {PUBLIC: Form.PUBLIC_REPLY, PRIVATE: Form.PRIVATE_REPLY}


class CannotAnswer(Exception):  # noqa: N818 -- it says what the matter is
    """A question cannot be answered this way now; the sentence says why."""


def question_of(thread: Thread) -> Post | None:
    """The question of this conversation; None: it is about something else, or the question is gone."""
    rows = Post.objects.select_related("channel__brand", "contact")
    return rows.filter(pk=thread.post, channel=thread.channel_id, kind=Post.Kind.ASK).first()


def threads_of(questions: Iterable[Post]) -> dict[int, int]:
    """The conversation of each question, by the question's id."""
    ids = [one.pk for one in questions]
    rows = Thread.objects.filter(post__in=ids, kind=Thread.Kind.ASK)
    return dict(rows.order_by("-pk").values_list("post", "pk"))


def answer(member: Member, ask: Post, text: str, *, way: str, key: str) -> Draft:
    """Answer one question, where everybody reads it or to its asker alone, through the gate.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
        CannotAnswer: it does not fit, or the question is gone or answered.
    """
    if ask.taken_back_at:
        raise CannotAnswer(_("They have taken their question back, so there is nothing to answer."))
    is_known = Draft.objects.filter(brand_id=ask.brand_id, key=key).exists()
    if not is_known and Post.objects.filter(verbs.is_answered(ask.brand), pk=ask.pk).exists():
        raise CannotAnswer(_("It has been answered already."))
    can = catalog.capabilities(ask.channel.network)
    limit, length = can.limit(FORMS[way]), measured(text, can.text_unit)
    if limit is not None and length > limit:
        raise CannotAnswer(
            _("This has %(length)s %(unit)s, and %(limit)s fit. Shorten it: nothing is lost.")
            % {"length": f"{length:,}", "unit": can.text_unit, "limit": f"{limit:,}"}
        )
    if way == PRIVATE:
        return work.answer_privately(member, ask, text, key=key)
    return answers.answer(member, ask, text, key=key)


def against(draft: Draft) -> str:
    """Why it has not left, in the words of the first reason; empty: it has, or will in a moment."""
    if draft.decision is None or draft.decision.verdict == "allow":
        return ""
    spoke = [one["says"] for one in draft.decision.reasons if one["effect"] == draft.decision.verdict]
    why = spoke[0] if spoke else ""
    if draft.decision.verdict == "hold":
        return _("It waits for somebody to approve it. %(why)s") % {"why": why}
    return _("It was not sent. %(why)s") % {"why": why}


def reply_of(draft: Draft) -> int:
    """The reply that stands for it in a conversation; 0: none does."""
    return Reply.objects.filter(draft=draft).values_list("pk", flat=True).first() or 0


def judge(member: Member, ask: Post, what: str) -> None:
    """`decline`, `spam`, or `wait`: back into the queue.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
    """
    if what == "spam":
        verbs.mark_spam(member, ask)
    elif what == "decline":
        verbs.decline(member, ask)
    else:
        if ask.declined_at:
            verbs.decline(member, ask, is_declined=False)
        if ask.spam_at:
            verbs.mark_spam(member, ask, is_spam=False)
        # Whose turn it is in public is read off the wall only when something happens there.
        Thread.objects.filter(channel=ask.channel_id, post=ask.pk, waiting_since=None).update(
            waiting_since=ask.said_at
        )
