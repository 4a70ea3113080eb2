"""What is done with a personal note: begin, write, ask for a yes, give back, put aside, let go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.models import Channel, Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.drafts.models import Draft, NoteRemark, PersonalNote
from askfirst.drafts.note_access import OPEN
from askfirst.manners import reading
from askfirst.manners.rules import RULES
from askfirst.people.models import Contact, Handle
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 10_000
LONGEST_REMARK = 2_000
RECENT = 10
"""Our last notes, with which a new one is compared."""
PURPOSES = ("service", "event", "survey")
"""For what a note may be written that promotes nothing."""
OFFER = "marketing"
_MARKS = {
    "en": "An offer from {brand}",
    "de": "Ein Angebot von {brand}",
    "es": "Una oferta de {brand}",
    "fr": "Une offre de {brand}",
    "it": "Un’offerta di {brand}",
    "pt": "Uma oferta de {brand}",
    "nl": "Een aanbod van {brand}",
}
_GRAVE = frozenset({"salutation", "sameness", "research_gap", "liking"})
"""What makes a note anybody's: it goes out only when its sender says that it shall all the same."""


class CannotWrite(ValueError):  # noqa: N818 -- it says what the matter is
    """It cannot be done now; the sentence says why and what to do.  `note`: that which is in the way, if one is."""

    def __init__(self, says: str, note: PersonalNote | None = None) -> None:
        super().__init__(says)
        self.note = note


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a writer typed.  `based_on`: the version that they had before them."""

    text: str
    subject: str = ""
    channel: int = 0
    purpose: str = "service"
    is_offer: bool = False
    based_on: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that a reader would notice about the note."""

    rule: str
    title: str
    says: str
    is_grave: bool
    words: tuple[str, ...] = ()


def begin(member: Member, contact: Contact, writer: Member | None = None) -> PersonalNote:
    """Begin a note to somebody, for oneself or for a colleague to write.  One note to a person is written at a time.

    Raises:
        PermissionDenied: the role may not, or somebody is another brand's.
        CannotWrite: somebody writes one already, the person was forgotten, or the writer may not write it.
    """
    require(member, Right.DRAFT, contact.brand_id)
    require(member, Right.READ_INBOX)
    writer = writer or member
    if writer.brand_id != member.brand_id or not may(writer, Right.DRAFT):
        raise CannotWrite(_("Nothing was begun. Choose somebody who may draft personal notes."))
    with transaction.atomic():
        held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
        if held.forgotten_at or held.merged_into_id:
            raise CannotWrite(_("Nothing was begun. This person was merged or forgotten."))
        other = PersonalNote.objects.filter(contact=held, state__in=OPEN).select_related("writer").first()
        if other:
            raise CannotWrite(
                _("Nothing was begun. %(writer)s is writing to them already.") % {"writer": other.writer},
                other,
            )
        note = PersonalNote.objects.create(
            brand_id=held.brand_id, contact=held, writer=writer, begun_by=member
        )
        _tell(note, [writer], member, Sentence("A personal note is yours to write"))
    return note


def save(member: Member, held: PersonalNote, words: Words) -> PersonalNote:
    """Keep what was written.

    Raises:
        PermissionDenied: the role may not, or it is another brand's.
        CannotWrite: it is not being written any more, or somebody else has changed it meanwhile.
    """
    require(member, Right.DRAFT, held.brand_id)
    text, subject = plain(words.text).strip(), " ".join(plain(words.subject).split())[:400]
    if len(text) > LONGEST:
        raise CannotWrite(
            _("Nothing was saved. A note has at most %(most)s characters.") % {"most": f"{LONGEST:,}"}
        )
    with transaction.atomic():
        row = _locked(held)
        if row.state != PersonalNote.State.WRITING:
            raise CannotWrite(_("Nothing was saved: this note waits for a yes, or is gone already."))
        if words.based_on != row.version:
            raise CannotWrite(
                _(
                    "Nothing was saved: somebody has changed it meanwhile. Copy your words, load the page again, and put them in."
                )
            )
        channel = _channel(row, words.channel)
        purpose = OFFER if words.is_offer else words.purpose if words.purpose in PURPOSES else PURPOSES[0]
        row.version += (row.text, row.subject) != (text, subject)
        row.text, row.subject, row.channel = text, subject, channel
        row.purpose, row.is_offer, row.changed_at = purpose, words.is_offer, timezone.now()
        row.save()
    return row


def ask(member: Member, held: PersonalNote, says: str = "") -> PersonalNote:
    """Ask for a yes.  Who can give it is told; until they have answered, the words stay as they are.

    Raises:
        PermissionDenied: the role may not, or it is another brand's.
        CannotWrite: it is empty, goes nowhere yet, or waits already.
    """
    require(member, Right.DRAFT, held.brand_id)
    with transaction.atomic():
        row = _locked(held)
        _require_state(row, PersonalNote.State.WRITING)
        require_whole(row)
        approvers = [
            one
            for one in Member.objects.select_related("brand").filter(brand=row.brand_id, is_active=True)
            if may(one, Right.APPROVE) and may(one, Right.REPLY)
        ]
        _to(row, PersonalNote.State.ASKED)
        _remark(row, member, NoteRemark.Kind.ASKED, says)
        _tell(row, approvers, member, Sentence("A personal note waits for your yes"))
    return row


def give_back(member: Member, held: PersonalNote, says: str) -> PersonalNote:
    """Say what should be another way: it is being written again.  Its writer may take it back too.

    Raises:
        PermissionDenied: the role may neither approve nor is it their own note.
        CannotWrite: nothing is said, or it does not wait.
    """
    require(member, Right.DRAFT, held.brand_id)
    if member.pk != held.writer_id:
        require(member, Right.APPROVE)
        if not plain(says).strip():
            raise CannotWrite(_("Say what should be changed."))
    with transaction.atomic():
        row = _locked(held)
        _require_state(row, PersonalNote.State.ASKED)
        _to(row, PersonalNote.State.WRITING)
        _remark(row, member, NoteRemark.Kind.BACK, says)
        _tell(row, [row.writer], member, Sentence("Please change a personal note"))
    return row


def comment(member: Member, held: PersonalNote, says: str) -> None:
    """Say something about it to whoever works on it.

    Raises:
        PermissionDenied: the role may not, or it is another brand's.
        CannotWrite: nothing is said.
    """
    require(member, Right.DRAFT, held.brand_id)
    if not plain(says).strip():
        raise CannotWrite(_("Write a comment first."))
    with transaction.atomic():
        row = _locked(held)
        _remark(row, member, NoteRemark.Kind.COMMENT, says)
        _tell(row, [row.writer, row.begun_by], member, Sentence("A comment on a personal note"))


def drop(member: Member, held: PersonalNote, says: str = "") -> PersonalNote:
    """It is not to be sent.

    Raises:
        PermissionDenied: the role may not, or it is another brand's.
        CannotWrite: it was let go already.
    """
    require(member, Right.DRAFT, held.brand_id)
    with transaction.atomic():
        row = _locked(held)
        _require_state(row, *OPEN)
        _to(row, PersonalNote.State.DROPPED)
        _remark(row, member, NoteRemark.Kind.DROPPED, says)
    return row


def let_go(member: Member, held: PersonalNote, draft: Draft, *, is_approved: bool) -> PersonalNote:
    """The gate has it: `draft` is what was put there, in the transaction of whoever calls.

    Raises:
        CannotWrite: it was let go or put aside meanwhile.
    """
    row = _locked(held)
    _require_state(row, *OPEN)
    row.draft = draft
    _to(row, PersonalNote.State.SENT)
    if is_approved:
        _remark(row, member, NoteRemark.Kind.YES, "")
    _tell(row, [row.writer], member, Sentence("A personal note of yours was let go"))
    return row


def require_whole(held: PersonalNote) -> None:
    """Refuse what nobody could send.

    Raises:
        CannotWrite: it has no words, or nobody has chosen where it goes.
    """
    if not held.text:
        raise CannotWrite(_("There is nothing to send yet. Write something first."))
    if held.channel is None:
        raise CannotWrite(_("Choose where it goes first."))


def as_sent(held: PersonalNote, language: str = "") -> str:
    """The text as it leaves: an offer says in its first line that it is one, in the language of the note."""
    if not held.is_offer:
        return held.text
    mark = _MARKS.get(language.partition("-")[0].lower(), _MARKS["en"]).format(brand=held.brand.name)
    return held.text if held.text.startswith(mark) else f"{mark}\n\n{held.text}"


def findings(held: PersonalNote, theirs: Sequence[str], language: str = "") -> tuple[list[Finding], bool]:
    """What a reader would notice, the grave things first; and whether there are rules for its language.

    `theirs`: the person's own words.  It is compared with the last ten notes to others.
    """
    if not held.text:
        return [], True
    context = reading.Context(
        language=language, name=held.contact.name, theirs=tuple(theirs), recent=tuple(recent(held))
    )
    found = reading.read(held.text, context)
    by_rule: dict[str, list[str]] = {}
    for mark in found.marks:
        by_rule.setdefault(mark.rule, []).append(held.text[mark.start : mark.end])
    told = [
        Finding(
            rule=rule,
            title=str(RULES[rule].title),
            says=str(RULES[rule].why),
            is_grave=rule in _GRAVE,
            words=tuple(dict.fromkeys(one for one in words if len(one) < len(held.text) / 2))[:4],
        )
        for rule, words in by_rule.items()
    ]
    if found.answer is reading.Answer.PITCH and not held.is_offer:
        told.append(
            Finding(
                rule="pitch",
                title=_("Reads as an offer"),
                says=_(
                    "If it is one, mark it as an offer: it then says so in its first line, and is asked about as one."
                ),
                is_grave=True,
                words=found.words[:4],
            )
        )
    return sorted(told, key=lambda one: not one.is_grave), found.is_checked


def recent(held: PersonalNote) -> list[str]:
    """The last notes of the brand to others, the newest first."""
    rows = PersonalNote.objects.filter(brand=held.brand_id).exclude(pk=held.pk).exclude(text="")
    return list(rows.order_by("-changed_at", "-pk").values_list("text", flat=True)[:RECENT])


def channels_for(contact: Contact) -> list[Channel]:
    """The brand's channels on which an address of theirs is known."""
    networks = Handle.objects.filter(contact=contact).values("network")
    rows = Channel.objects.select_related("brand").filter(brand_id=contact.brand_id, network__in=networks)
    return list(rows.order_by("pk"))


def _channel(row: PersonalNote, pk: int) -> Channel | None:
    return next((one for one in channels_for(row.contact) if one.pk == pk), None)


def _locked(held: PersonalNote) -> PersonalNote:
    rows = PersonalNote.objects.select_for_update(of=("self",))
    return rows.select_related("brand", "contact__brand", "writer", "begun_by", "channel").get(pk=held.pk)


def _require_state(row: PersonalNote, *states: str) -> None:
    if row.state not in states:
        raise CannotWrite(
            _("That came too late: this note is by now: %(state)s.") % {"state": row.get_state_display()}, row
        )


def _to(row: PersonalNote, state: str) -> None:
    row.state, row.changed_at = state, timezone.now()
    row.save()


def _remark(row: PersonalNote, member: Member, kind: str, says: str) -> None:
    NoteRemark.objects.create(
        note=row,
        member=member,
        kind=kind,
        says=plain(says).strip()[:LONGEST_REMARK],
        version=row.version,
        text=row.text,
    )


def _tell(row: PersonalNote, members: Sequence[Member], by: Member, title: Sentence) -> None:
    news = notify.News(
        kind=Notification.Kind.GIVEN,
        title=title,
        excerpt=str(row.contact),
        link=f"/notes/{row.pk}/",
        subject=f"personal note:{row.pk}",
    )
    others = {one.pk: one for one in members if one.pk != by.pk}
    notify.notify(row.brand, others.values(), news)
