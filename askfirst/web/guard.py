"""The second look at a public answer: what is personal in it, whether it is an offer, and how the talk goes on where nobody else reads along."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from askfirst.inbox import access
from askfirst.manners import personal
from askfirst.manners.personal import Kind
from askfirst.manners.personal_words import SENTENCE
from askfirst.networks.base import Form
from askfirst.networks.lengths import measured
from askfirst.web import pitches, reading
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Brand, Channel
    from askfirst.manners.personal import Span
    from askfirst.people.models import Contact
    from askfirst.web.pitches import Pitch

_SAYS: dict[Kind, _StrPromise] = {
    Kind.PHONE: gettext_lazy("a phone number"),
    Kind.EMAIL: gettext_lazy("a mail address"),
    Kind.ADDRESS: gettext_lazy("an address where somebody lives"),
    Kind.NUMBER: gettext_lazy("the number of an order or account"),
    Kind.BANK: gettext_lazy("a bank account"),
    Kind.CARD: gettext_lazy("a card number"),
}
_ASKS: dict[Kind, _StrPromise] = {
    Kind.PHONE: gettext_lazy("for their phone number"),
    Kind.EMAIL: gettext_lazy("for their mail address"),
    Kind.ADDRESS: gettext_lazy("for their address"),
    Kind.NUMBER: gettext_lazy("for the number of an order or account"),
    Kind.BANK: gettext_lazy("for their bank account"),
    Kind.CARD: gettext_lazy("for their card number"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of the text; `why` where it is marked."""

    text: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a text holds that not everybody should read, ready to be shown."""

    text: str
    pieces: tuple[Piece, ...]
    says: tuple[str, ...]
    asks: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def digest(self) -> str:
        """Of this very text: who insists on it insists on no other."""
        return digest_of(self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A public answer that is not published yet: what its form shows instead, with the text as it stands now."""

    text: str
    is_private: bool = False
    """Its writer goes on privately."""
    found: Found | None = None
    pitch: Pitch | None = None
    """It reads like an offer, to people who never asked for any."""
    is_handed: bool = False
    left_out: str = ""
    says: str = ""

    @property
    def digest(self) -> str:
        """Of this very text: who insists on it insists on no other."""
        return digest_of(self.text)


def digest_of(text: str) -> str:
    """Equal for equal texts."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def find(brand: Brand, text: str) -> Found | None:
    """What is personal in a public text of this brand; None: nothing."""
    spans = personal.find(text, brand.country, ours=(brand.help_email, brand.help_phone))
    if not spans:
        return None
    return Found(
        text=text,
        pieces=tuple(_pieces(text, spans)),
        says=_named(_SAYS, [span for span in spans if not span.is_asked]),
        asks=_named(_ASKS, [span for span in spans if span.is_asked]),
        spans=tuple(spans),
    )


def turn(
    request: MemberRequest, channel: Channel, contact: Contact | None, text: str, *texts: str
) -> Turn | None:
    """What becomes of a public answer before it is published; None: it may go its way.

    Where it is said in other words elsewhere `text` is all of it, and `texts` are read one by one: useful words beside
    an offer make no less of an offer.

    Its writer may turn to the private answer, or put in how the brand is reached; what holds something personal waits
    until they have seen that, and insist on this very text.
    """
    wanted = request.POST.get("go", "")
    if wanted == "private":
        return Turn(text=text, is_private=True)
    if wanted == "hand_off":
        return _handed(channel, contact, text)
    if request.POST.get("insist") == digest_of(text):
        return None
    found = find(channel.brand, text)
    pitched = (pitches.stop(request.user, contact, channel.brand, one) for one in texts or (text,))
    pitch = next(filter(None, pitched), None)
    return Turn(text=text, found=found, pitch=pitch) if found or pitch else None


def _handed(channel: Channel, contact: Contact | None, text: str) -> Turn:
    handed, left_out = handed_off(channel, contact, text)
    if not hand_off(channel, contact):
        says = _(
            "Nobody has said yet how you are reached privately: write a help address on the page’s settings."
        )
        return Turn(text=text, says=says)
    return Turn(text=handed, is_handed=True, left_out=left_out)


def hand_off(channel: Channel, contact: Contact | None, taken: str = "") -> str:
    """The sentence that says how they reach the brand privately; as much of it as fits behind `taken`.

    In the person's language where the product speaks it.  Empty: the brand has said nowhere how it is reached.
    """
    brand, can = channel.brand, capabilities(channel)
    limit = can.limit(Form.PUBLIC_REPLY)
    language = (contact.language if contact else "").partition("-")[0]
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(language if language in known else translation.get_language()):
        ways = _ways(brand)
        while ways:
            sentence = _("To keep your details private, please reach us here: %(ways)s") % {
                "ways": _(" or ").join(ways)
            }
            whole = f"{taken}\n{sentence}" if taken else sentence
            if limit is None or measured(whole, can.text_unit) <= limit:
                return sentence
            ways.pop()
    return ""


def handed_off(channel: Channel, contact: Contact | None, text: str) -> tuple[str, str]:
    """The text without the sentences in which something is personal, and with the hand-off; and what was left out."""
    found = find(channel.brand, text)
    kept, left_out = list[str](), list[str]()
    for part in SENTENCE.finditer(text):
        spans = found.spans if found else ()
        is_personal = any(span.start < part.end() and part.start() < span.end for span in spans)
        (left_out if is_personal else kept).append(part[0].strip())
    stays = " ".join(one for one in kept if one)
    sentence = hand_off(channel, contact, stays) or hand_off(channel, contact)
    return f"{stays} {sentence}".strip(), " ".join(left_out)


@for_members
@require_POST
def look(request: MemberRequest) -> HttpResponse:
    """What a script shows below a public answer while it is being written.  Nothing is kept."""
    text = request.POST.get("text", "")
    thread = access.thread(request.user, pk) if (pk := whole(request.POST.get("thread"))) else None
    is_public = thread is None and request.POST.get("for") != "list"
    found = find(request.user.brand, text) if is_public else None
    context = reading.to_one(thread, text) if thread else reading.in_public(request.user.brand)
    shown = reading.shown(text, context, is_public=is_public)
    if not (found or shown):
        return HttpResponse(status=204)
    return render(request, "compose/look.html", {"found": found, "reading": shown, "is_public": is_public})


def _ways(brand: Brand) -> list[str]:
    """Where the brand is reached privately, the best first: the last is left out first."""
    page = brand.channels.filter(network="page", takes_messages=True).exclude(state="off").exists()
    address = f"{settings.ADDRESS}/@{brand.slug}/" if page else ""
    return [way for way in (brand.help_email, address, brand.help_phone) if way]


def _pieces(text: str, spans: list[Span]) -> list[Piece]:
    pieces, at = [], 0
    for span in spans:
        why = (_ASKS if span.is_asked else _SAYS)[span.kind]
        pieces += [Piece(text=text[at : span.start]), Piece(text=text[span.start : span.end], why=str(why))]
        at = span.end
    return [piece for piece in [*pieces, Piece(text=text[at:])] if piece.text]


def _named(words: dict[Kind, _StrPromise], spans: list[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(words[span.kind]) for span in spans))
