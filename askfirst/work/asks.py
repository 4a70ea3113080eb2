"""What is done with a question where both the wall, on which it may come to stand, and its conversation are concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand.roles import Right, require
from askfirst.drafts.submit import Wish, submit
from askfirst.inbox import marks, talk
from askfirst.inbox.models import Thread
from askfirst.networks.base import Form
from askfirst.people.resolve import who_did
from askfirst.wall import asks

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.drafts.models import Draft
    from askfirst.wall.models import Post


def answer_privately(member: Member, ask: Post, text: str, *, key: str) -> Draft:
    """Answer one question to its asker alone, through the gate, which says no where nobody gave a name.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
    """
    require(member, Right.REPLY, ask.brand_id)
    handle = who_did(ask.channel, ask.contact, ask.external_id) if ask.contact else None
    if handle is None:
        wish = Wish(text=text, form=Form.PRIVATE_REPLY, about=ask.external_id, key=key)
        return submit(member, ask.channel, None, wish)
    thread = talk.begin_about(ask.channel, handle, ask.external_id)
    return talk.private_reply(member, thread, text, about=ask.external_id, key=key).draft


def decline(member: Member, ask: Post, *, by: str = "") -> None:
    """It gets no answer: its asker sees so, and its conversation waits for nobody.  `by`: the macro or rule that does it.

    Raises:
        PermissionDenied: the role may not write to people, or it is another brand's.
        ValueError: it is no question.
    """
    with transaction.atomic():
        asks.decline(member, ask)
        for thread in Thread.objects.filter(channel=ask.channel_id, post=ask.pk).exclude(
            state__in=talk.ENDED
        ):
            marks.set_state(member, thread, Thread.State.NO_REPLY, by=by)
