"""What somebody wished to say to a person who is forgotten: the words go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.drafts.models import Approval, Draft, NoteRemark, PersonalNote
from askfirst.drafts.note_access import OPEN

if TYPE_CHECKING:
    from askfirst.people.models import Contact


def forget(people: list[Contact]) -> dict[str, int]:
    """Take the words out of every draft to them; what waited for a yes or its hour is taken back.  Returns how many."""
    rows = Draft.objects.filter(contact__in=people)
    waiting = [Draft.State.WRITTEN, Draft.State.SCHEDULED, Draft.State.WAITING]
    rows.filter(state__in=waiting).update(state=Draft.State.WITHDRAWN)
    Approval.objects.filter(draft__in=rows).update(comment="")
    personal = PersonalNote.objects.filter(contact__in=people)
    NoteRemark.objects.filter(note__in=personal).update(text="", says="")
    personal.filter(state__in=OPEN).update(state=PersonalNote.State.DROPPED)
    personal.update(text="", subject="")
    return {"drafts": rows.update(text="", subject="", in_reply_to="", references=[])}
