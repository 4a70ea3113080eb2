"""An answer to one message among many: which one, and whether its network shows it so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from askfirst.inbox.models import Message
from askfirst.web.members import whole
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from askfirst.drafts.submit import Wish
    from askfirst.inbox.models import Thread
    from askfirst.web.members import MemberRequest


def quoted(thread: Thread, chosen: str) -> Message | None:
    """The message of this thread that a form names; None where it names none, or the network has no such answers."""
    pk = whole(chosen)
    if not pk or thread.is_public or not can_quote(thread):
        return None
    return Message.objects.filter(thread=thread, pk=pk, taken_back_at=None).first()


def can_quote(thread: Thread) -> bool:
    """Its network shows which one message is answered."""
    return capabilities(thread.channel).has_quotes


def answering(request: MemberRequest, thread: Thread, wish: Wish) -> Wish:
    """The wish, as the answer to the one message that was chosen, if one was."""
    message = quoted(thread, request.POST.get("quote", ""))
    return replace(wish, in_reply_to=message.external_id) if message else wish
