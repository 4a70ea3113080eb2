"""What came of personal notes: answered, and when; nothing; or they left.  Computed from what is written down elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from askfirst.consent.models import Entry
from askfirst.drafts.models import Draft
from askfirst.gate.models import NEVER_LEFT, Delivery
from askfirst.people.models import Engagement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from askfirst.drafts.models import PersonalNote

ANSWERED, NOTHING, LEFT, UNDER_WAY, NOT_SENT = "answered", "nothing", "left", "under_way", "not_sent"
WORDS: dict[str, _StrPromise] = {
    ANSWERED: _("They answered"),
    NOTHING: _("No answer yet"),
    LEFT: _("They want no more messages"),
    UNDER_WAY: _("Under way"),
    NOT_SENT: _("It did not leave"),
}
_LEAVES = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one note: a word of `WORDS`, when it was sent and when they did something about it."""

    word: str
    sent_at: datetime | None = None
    at: datetime | None = None
    says: str = ""
    """The state of the delivery, where it has not arrived."""

    @property
    def title(self) -> str:
        """The word for people."""
        return str(WORDS[self.word])


def of(written: Sequence[PersonalNote]) -> dict[int, Outcome]:
    """The outcome of each note that was let go: two queries for any number.  Their drafts and deliveries are at hand."""
    gone = [note for note in written if note.draft_id]
    people = {note.contact_id for note in gone}
    earliest = min((at for note in gone if (at := _sent_at(note))), default=None)
    answers: dict[int, list[datetime]] = {}
    leaves: dict[int, list[datetime]] = {}
    if earliest:
        whose = Q(contact__in=people) | Q(contact__merged_into__in=people)
        words = Engagement.objects.filter(whose, kind=Engagement.Kind.MESSAGE, occurred_at__gt=earliest)
        _sort(
            answers,
            words.order_by("occurred_at").values_list("contact", "contact__merged_into", "occurred_at"),
        )
        ends = Entry.objects.filter(whose, act__in=_LEAVES, occurred_at__gt=earliest)
        _sort(
            leaves, ends.order_by("occurred_at").values_list("contact", "contact__merged_into", "occurred_at")
        )
    return {note.pk: _outcome(note, answers, leaves) for note in gone}


def _sort(found: dict[int, list[datetime]], rows: object) -> None:
    for contact, kept, at in rows:  # type: ignore[attr-defined]  # a values_list
        found.setdefault(kept or contact, []).append(at)


def _sent_at(note: PersonalNote) -> datetime | None:
    delivery = note.draft.delivery if note.draft else None
    return delivery.sent_at if delivery else None


def _outcome(
    note: PersonalNote, answers: dict[int, list[datetime]], leaves: dict[int, list[datetime]]
) -> Outcome:
    assert note.draft is not None  # noqa: S101 -- asked of those that were let go
    delivery, sent_at = note.draft.delivery, _sent_at(note)
    if delivery is None:
        word = UNDER_WAY if note.draft.state == Draft.State.WAITING else NOT_SENT
        return Outcome(word=word, says=str(note.draft.get_state_display()))
    if delivery.state in NEVER_LEFT:
        return Outcome(word=NOT_SENT, says=str(delivery.get_state_display()))
    if sent_at is None or delivery.state in {Delivery.State.FAILED, Delivery.State.REFUSED}:
        return Outcome(word=UNDER_WAY, says=str(delivery.get_state_display()))
    answered = next((at for at in answers.get(note.contact_id, ()) if at > sent_at), None)
    left = next((at for at in leaves.get(note.contact_id, ()) if at > sent_at), None)
    if left and not (answered and answered < left):
        return Outcome(word=LEFT, sent_at=sent_at, at=left)
    if answered:
        return Outcome(word=ANSWERED, sent_at=sent_at, at=answered)
    return Outcome(word=NOTHING, sent_at=sent_at)
