"""What was said with somebody who is forgotten: the words go, and that something was said stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from askfirst.brand import earlier
from askfirst.brand.models import Notification
from askfirst.inbox.models import Message, Note, Reaction, Thread, Unsent
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.people.models import Contact


def forget(people: list[Contact]) -> dict[str, int]:
    """Take every word out of their conversations, with the notes about them.  Returns how many rows of each kind."""
    threads = Thread.objects.filter(contact__in=people)
    pks = list(threads.values_list("pk", flat=True))
    messages = Message.objects.filter(thread__in=pks)
    gone = [Sentence("The words were forgotten with the person.")]
    counts = {
        "messages": messages.update(text="", quoted="", html="", remarks=gone),
        "notes": Note.objects.filter(thread__in=pks).count(),
        "unsent": Unsent.objects.filter(thread__in=pks).count(),
        "signs": Reaction.objects.filter(contact__in=people).count(),
    }
    earlier.forget_all(messages)
    messages.filter(is_ours=False).update(author="")
    Note.objects.filter(thread__in=pks).delete()
    Unsent.objects.filter(thread__in=pks).delete()
    Reaction.objects.filter(contact__in=people).delete()
    threads.update(
        subject="", preview="", state=Thread.State.DONE, later_until=None, waiting_since=None, look_at=None
    )
    counts["notifications"] = _forget_told(pks)
    return counts


def _forget_told(threads: list[int]) -> int:
    about = Q(pk=None)
    for pk in threads:
        about |= Q(link__startswith=f"/inbox/{pk}/")
    return Notification.objects.filter(about).delete()[0]
