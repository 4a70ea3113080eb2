"""What somebody who is forgotten said in public: name and words go, here; where it stands on a network it is theirs to take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from askfirst.brand import earlier
from askfirst.sentence import Sentence
from askfirst.wall.models import Comment, Post, Vote

if TYPE_CHECKING:
    from askfirst.people.models import Contact


def forget(people: list[Contact]) -> dict[str, int]:
    """Take words and names off what they said in public.  Returns how many posts and comments."""
    now, gone = timezone.now(), [Sentence("The words were forgotten with the person.")]
    for model in (Post, Comment):
        earlier.forget_all(model.objects.filter(contact__in=people))
    counts = [
        model.objects.filter(contact__in=people).update(text="", author="", remarks=gone, taken_back_at=now)
        for model in (Post, Comment)
    ]
    # What they chose stays in the results, as nobody's: who it was goes with their names.
    Vote.objects.filter(contact__in=people).exclude(text="").update(text="", hidden_at=now)
    return {"public": sum(counts)}
