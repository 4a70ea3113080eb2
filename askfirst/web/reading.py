"""What a composer shows of a text while it is written: its kind, a meter, the words that matter, and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.spoken import spoken
from askfirst.gate.texts import percent
from askfirst.inbox.models import Message
from askfirst.manners import personal
from askfirst.manners.reading import Answer, Context, Kind, read
from askfirst.people.models import Handle
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Brand
    from askfirst.inbox.models import Thread
    from askfirst.manners.reading import Mark, Reading

FEWEST = 3
"""Words: of fewer nothing is said."""
NOTES = 10
"""Of our last notes so many are compared."""
THEIRS = 20
_WHOLE = {"research_gap", "sameness"}
"""Rules that speak of a text as a whole: no words are marked for them."""
_OF_PUBLIC = {"says_personal", "asks_personal"}
"""What the second look at public texts shows in its own way."""

KINDS: dict[Kind, _StrPromise] = {
    Kind.PITCH: gettext_lazy("an offer"),
    Kind.VALUE: gettext_lazy("something useful"),
    Kind.CONVERSATION: gettext_lazy("a question to talk about"),
    Kind.PERSONAL: gettext_lazy("something personal"),
    Kind.RECRUITING: gettext_lazy("a job"),
    Kind.SERVICE: gettext_lazy("help"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of the text; `why` where it is marked."""

    text: str
    title: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A reading, ready to be shown."""

    pieces: tuple[Piece, ...]
    kind: str
    """In words; empty where it was not checked."""
    pitch: int | None
    """Per cent; None: not checked."""
    answer: str
    notes: tuple[str, ...]
    """Sentences, each once, what matters most first."""

    @property
    def is_marked(self) -> bool:
        """Some words of it are marked."""
        return any(piece.why for piece in self.pieces)

    @property
    def is_checked(self) -> bool:
        return self.pitch is not None


def shown(text: str, context: Context, *, is_public: bool) -> Shown | None:
    """What is to be said about a text; None: it is too short for that."""
    if len(text.split()) < FEWEST:
        return None
    found = read(text, context)
    left_out = _OF_PUBLIC if is_public or found.answer is Answer.NOT_CHECKED else _OF_PUBLIC | {"price"}
    marks = [mark for mark in found.marks if mark.rule not in left_out]
    return Shown(
        pieces=tuple(_pieces(text, [mark for mark in marks if mark.rule not in _WHOLE])),
        kind=str(KINDS[found.kind]) if found.kind else "",
        pitch=percent(found) if found.is_checked else None,
        answer=found.answer,
        notes=tuple(_notes(found, marks)),
    )


def in_public(brand: Brand) -> Context:
    """What is known of a public text."""
    return Context(country=brand.country, ours=(brand.help_email, brand.help_phone))


def to_one(thread: Thread, text: str) -> Context:
    """What is known of a text to one person: their words, what we wrote to others lately, and whose data is in it."""
    contact = thread.contact
    brand = thread.brand
    if contact is None:
        return in_public(brand)
    theirs = Message.objects.filter(thread__contact=contact, brand=brand, is_ours=False).order_by("-pk")
    notes = Message.objects.filter(brand=brand, is_ours=True, is_automatic=False)
    notes = notes.exclude(thread__contact=contact).order_by("-pk")
    return Context(
        language=contact.language,
        name=contact.name,
        theirs=tuple(filter(None, theirs.values_list("text", flat=True)[:THEIRS])),
        recent=tuple(filter(None, notes.values_list("text", flat=True)[:NOTES])),
        others=tuple(_of_others(thread, text)),
        country=contact.country or brand.country,
        ours=(brand.help_email, brand.help_phone),
    )


def _of_others(thread: Thread, text: str) -> Iterator[str]:
    """Addresses and numbers in the text under which the brand knows somebody else."""
    brand, contact = thread.brand, thread.contact_id
    assert contact is not None  # noqa: S101 -- asked for talks with a person only
    said = [text[one.start : one.end] for one in personal.find(text, brand.country) if not one.is_asked]
    keys = {key_of(one): one for one in said}
    known = Handle.objects.filter(brand=brand, key__in=keys).exclude(contact_id=contact)
    mine = set(Handle.objects.filter(contact_id=contact, key__in=keys).values_list("key", flat=True))
    yield from (keys[key] for key in known.values_list("key", flat=True).distinct() if key not in mine)


def _notes(found: Reading, marks: Sequence[Mark]) -> Iterator[str]:
    if found.answer is Answer.NOT_CHECKED:
        yield _("Not checked: there are no rules for this language. That is not the same as fine.")
    if found.is_cut:
        yield _("Only the beginning was read: it is very long.")
    seen = dict.fromkeys(mark.rule for mark in marks)
    about = {mark.rule: mark.about for mark in marks}
    for rule in sorted(seen, key=lambda one: (one not in _WHOLE | {"other_person"}, -about[one].weight)):
        yield spoken(about[rule].why)


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    at = 0
    for mark in marks:
        if mark.start < at:
            continue
        if mark.start > at:
            yield Piece(text=text[at : mark.start])
        yield Piece(
            text=text[mark.start : mark.end], title=spoken(mark.about.title), why=spoken(mark.about.why)
        )
        at = mark.end
    if at < len(text):
        yield Piece(text=text[at:])
