"""What somebody wished to say to a person who is forgotten: the words go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.drafts.models import Approval, Draft

if TYPE_CHECKING:
    from askfirst.people.models import Contact


def forget(people: list[Contact]) -> dict[str, int]:
    """Take the words out of every draft to them; what waited for a yes or its hour is taken back.  Returns how many."""
    rows = Draft.objects.filter(contact__in=people)
    waiting = [Draft.State.WRITTEN, Draft.State.SCHEDULED, Draft.State.WAITING]
    rows.filter(state__in=waiting).update(state=Draft.State.WITHDRAWN)
    Approval.objects.filter(draft__in=rows).update(comment="")
    return {"drafts": rows.update(text="", subject="", in_reply_to="", references=[])}
