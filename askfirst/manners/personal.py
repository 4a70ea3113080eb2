"""Personal data in a text that everybody will read: what it gives away, and what it asks somebody to give away.

Pure and deterministic: the same text always has the same findings.  It reads English, German and Spanish; numbers with
check digits (accounts, cards) are told from others by them, telephone numbers by the plans of their countries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import phonenumbers
from stdnum import iban, luhn

from askfirst.manners import personal_words as words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

LONGEST = 20_000
"""Characters that are read: longer than any network takes in public."""


class Kind(StrEnum):
    """What it is."""

    CARD = "card"
    BANK = "bank"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    """Of an order, an account, a booking and the like."""
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One finding: `text[start:end]` is personal, or asks for something that is."""

    start: int
    end: int
    kind: Kind
    is_asked: bool = False
    """The text asks for it; otherwise it says it."""


def find(text: str, country: str = "", ours: Collection[str] = ()) -> list[Span]:
    """Everything personal in `text`, in the order of the text, without overlaps.

    `country` (ISO 3166, two letters) says how telephone numbers without a country are read; empty: not known.
    `ours` is what the brand itself shows to everybody, such as its help address: that is left out.
    """
    text = text[:LONGEST]
    hidden = _hidden(text)
    own = {_bare(one) for one in ours if one}
    found: list[Span] = []
    for span in [*_present(text, hidden, country.upper()), *_asked(text)]:
        if _bare(text[span.start : span.end]) not in own and not any(
            _overlap(span, other) for other in found
        ):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def _hidden(text: str) -> str:
    """The text with web addresses blanked out: the numbers in them name pages."""
    return words.WEB_ADDRESS.sub(lambda found: " " * len(found[0]), text)


def _bare(text: str) -> str:
    """A number or an address without what people put between its signs."""
    return re.sub(r"[\s()./-]", "", text).casefold()


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _present(text: str, hidden: str, country: str) -> Iterator[Span]:
    """What the text says, the surest kinds first: what is one thing is not another as well."""
    yield from _all(words.EMAIL, hidden, Kind.EMAIL)
    for match in words.IBAN.finditer(hidden):
        yield from _account(match)
    yield from _all(words.CARD, hidden, Kind.CARD, _is_card)
    for match in words.NUMBER.finditer(hidden):
        yield Span(start=match.start("value"), end=match.end("value"), kind=Kind.NUMBER)
    yield from _all(words.HASH, hidden, Kind.NUMBER)
    for number in phonenumbers.PhoneNumberMatcher(hidden, country or None):
        yield Span(start=number.start, end=number.end, kind=Kind.PHONE)
    yield from _all(words.PHONE, hidden, Kind.PHONE, _is_phone)
    for pattern in words.ADDRESSES:
        yield from _all(pattern, text, Kind.ADDRESS)


def _all(
    pattern: re.Pattern[str], text: str, kind: Kind, is_one: Callable[[str], bool] = bool
) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if is_one(match[0]):
            yield Span(start=match.start(), end=match.end(), kind=kind)


def _is_card(written: str) -> bool:
    """Its last digit is the check of the others."""
    return bool(luhn.is_valid(re.sub(r"\D", "", written)))


def _account(match: re.Match[str]) -> Iterator[Span]:
    """The account number that begins here; words may follow it without a sign between."""
    whole = match[0]
    for end in range(len(whole), 14, -1):
        if whole[end - 1] not in " -" and iban.is_valid(whole[:end]):
            yield Span(start=match.start(), end=match.start() + end, kind=Kind.BANK)
            return


def _is_phone(written: str) -> bool:
    """Enough digits for a telephone number, and no date."""
    digits = sum(letter.isdigit() for letter in written)
    return 9 <= digits <= 15 and not re.fullmatch(r"0?\d[./-]\d{1,2}[./-]\d{2,4}(?:[ -]+\d.*)?", written)


def _asked(text: str) -> Iterator[Span]:
    """What a sentence asks them to say here: yours, or a few bare words with a question mark."""
    for sentence in words.SENTENCE.finditer(text):
        said = sentence[0]
        if not words.ASKING.search(said) or words.PRIVATELY.search(said):
            continue
        if not words.YOURS.search(said) and len(said.split()) > 6:
            continue
        for kind, pattern in words.ASKED.items():
            for match in pattern.finditer(said):
                start = sentence.start() + match.start()
                start += len(match[0]) - len(match[0].lstrip())
                yield Span(start=start, end=sentence.start() + match.end(), kind=Kind(kind), is_asked=True)
