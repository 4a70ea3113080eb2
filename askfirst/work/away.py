"""What people are told who write while nobody is there: once in an absence, through the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.inbox.models import Reply
from askfirst.work import hours, saying

if TYPE_CHECKING:
    from askfirst.inbox.models import Message, Thread
    from askfirst.work.models import Hours

BY = "the away text"


def answer(thread: Thread, said: Message) -> str:
    """Tell them when somebody is there again, if nobody is now.  Returns why nothing was said; empty: it was, or need not be."""
    held = hours.of(thread.brand_id)
    if held is None or not held.is_away_on or said.created_at < held.saved_at:
        return ""
    gone = hours.absence(held, said.created_at)
    if gone is None:
        return ""
    if held.author is None or not held.author.is_active:
        return "who wrote the away text works here no longer"
    key = f"away:{thread.contact_id}:{gone.since.timestamp():.0f}"
    if Reply.objects.filter(draft__brand=thread.brand_id, draft__key=key).exists():
        return ""
    words = saying.Ready(text=filled(held, gone))
    speaker = saying.Speaker(member=held.author, is_rule=True, approved=frozenset({words.digest}), named=BY)
    try:
        return saying.say(speaker, thread, words, key=key).remark
    except saying.CannotSay as why:
        return str(why)


def filled(held: Hours, gone: hours.Absence) -> str:
    """The away text with the hour of return where it says `{back}`."""
    return held.away_text.replace("{back}", hours.back(held, gone))
