"""The links by which people leave and say what they wish: what each may do, and for which message it was made.

A message carries three by which people leave, all different.  The one in its header belongs to the mail program, which presses it without a
screen (RFC 8058); the one in its mailto address comes back in a mail; the one in its text is followed by people, and by
everybody whom the message is forwarded to.  All three only ever reduce, and work for as long as the message is kept.

What gives more, shows what is known, or erases needs a fresh link: mailed a moment ago to the address that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.core import signing

from askfirst.consent.ledger import digest

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.people.models import Handle

FRESH = timedelta(hours=2)
"""How long a mailed link is fresh."""
LONGEST = 400
"""No link of ours is longer; what is, is not looked at."""
WORD = "unsubscribe"
"""Stands before the token in the subject of a mail that leaves: programs look for it."""


class Kind(StrEnum):
    """Where a link of a message stands.  The name is part of the signature: none works in another's place."""

    HEADER = "header"
    MAILTO = "mailto"
    BODY = "body"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Fresh:
    """Whom a fresh link was mailed to: the address with its row, and its keyed digest, which says whether it still is."""

    handle: int
    digest: str


def token(kind: Kind, key: str) -> str:
    """What stands in such a link of the message with this `Delivery.key`; also before that row is written."""
    return _signer(kind).sign_object(key)


def key_of(kind: Kind, given: str) -> str:
    """The `Delivery.key` of the message whose link it is; empty: it is no such link, or not the whole of it."""
    if len(given) > LONGEST:
        return ""
    try:
        key = _signer(kind).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return key if isinstance(key, str) else ""


def one_click_address(brand: Brand, key: str) -> str:
    """For the header `List-Unsubscribe` of the message with this `Delivery.key`: a POST there leaves its list at once."""
    return f"{settings.ADDRESS}/@{brand.slug}/leave/{token(Kind.HEADER, key)}/"


def mailto_address(mailbox: str, key: str) -> str:
    """For the same header, behind the web address: a mail to this brand's `mailbox` leaves the list of that message."""
    subject = quote(f"{WORD} {token(Kind.MAILTO, key)}")
    return f"mailto:{quote(mailbox, safe='@+')}?subject={subject}"


def body_address(brand: Brand, key: str) -> str:
    """For the text of the message with this `Delivery.key`: the page on which its reader leaves, or asks for less."""
    return f"{settings.ADDRESS}/@{brand.slug}/less/{token(Kind.BODY, key)}/"


def counted_address(brand: Brand, key: str, number: int) -> str:
    """Over which a link of the message with this `Delivery.key` is followed where that is counted.

    `number`: its place in the text, from 1; 0: no link of the text, and seen by no person.
    """
    return f"{settings.ADDRESS}/@{brand.slug}/go/{_signer(Kind.COUNTED).sign_object([key, number])}/"


def counted_of(given: str) -> tuple[str, int] | None:
    """The `Delivery.key` and the place of the link that leads here; None: it is no such link, or not the whole of it."""
    if len(given) > LONGEST:
        return None
    try:
        key, number = _signer(Kind.COUNTED).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return key, number


def asking_address(brand: Brand) -> str:
    """Where anybody types an address and is mailed a fresh link to what is known and wished there.  Names nobody."""
    return f"{settings.ADDRESS}/@{brand.slug}/preferences/"


def fresh_address(handle: Handle) -> str:
    """For a mail to this very address, which its reader asked for a moment ago: their preferences, all of them."""
    return f"{asking_address(handle.brand)}{fresh_token(handle)}/"


def fresh_token(handle: Handle) -> str:
    """What stands in it."""
    return _fresh().sign_object([handle.pk, digest(handle.network, handle.address)])


def read_fresh(given: str) -> Fresh | None:
    """Whom a fresh link is for.  None: it is none of ours, or older than two hours."""
    if len(given) > LONGEST:
        return None
    try:
        handle, digested = _fresh().unsign_object(given, max_age=FRESH)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Fresh(handle=handle, digest=digested)


def _signer(kind: Kind) -> signing.Signer:
    return signing.Signer(salt=f"askfirst.consent.links.{kind}", sep=".")


def _fresh() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="askfirst.consent.links.fresh", sep=".")
