"""Email addresses: stored as typed, compared by key."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from askfirst.networks.base import BadInput

_USUAL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII
)
_LONGEST, _LONGEST_LOCAL = 254, 64
_SPECIAL = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES} - {"test"}
"""Ends of domains of which some or all are for no mail; what ends so is looked at in full."""


@lru_cache(maxsize=4096)
def address_key(text: str) -> str:
    """The form in which two spellings of one address are equal: NFC, domain as lower-case IDNA, local part case-folded.

    Plus tags and dots are kept: they are part of the address that the person chose.

    Raises:
        BadInput: this is no address, or its local part is written with look-alike letters (it changes under NFKC).
    """
    typed = unicodedata.normalize("NFC", text.strip())
    local, _, domain = typed.rpartition("@")
    if _is_usual(typed, local, domain):
        return typed  # what follows would say the same, and take a tenth of the time of a mail
    if unicodedata.normalize("NFKC", local) != local:
        raise BadInput(f"`{typed}` is written with look-alike letters: type it with ordinary ones")
    try:
        checked = validate_email(
            typed, check_deliverability=False, test_environment=True, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise BadInput(f"`{typed}` is not an email address: {error}") from error
    return f"{checked.local_part.casefold()}@{checked.ascii_domain.lower()}"


def _is_usual(typed: str, local: str, domain: str) -> bool:
    """As nearly all are: small letters of ASCII and nothing that asks for care."""
    is_short = len(typed) <= _LONGEST and len(local) <= _LONGEST_LOCAL
    is_plain = "--" not in domain and domain.rpartition(".")[2] not in _SPECIAL
    return is_short and is_plain and _USUAL.fullmatch(typed) is not None


def domain_of(address: str) -> str:
    """The domain of an address as ASCII, lower case.  Raises `BadInput` where it is none."""
    return address_key(address).rpartition("@")[2]


def wire_address(address: str) -> str:
    """The address as SMTP wants it: the local part as typed (only its owner knows what case means), the domain as IDNA.

    Raises:
        BadInput: this is no address.
    """
    domain = domain_of(address)
    return f"{unicodedata.normalize('NFC', address.strip()).rpartition('@')[0]}@{domain}"


def same_address(one: str, other: str) -> bool:
    """True where both are spellings of one address; False where one of them is none."""
    try:
        return address_key(one) == address_key(other)
    except BadInput:
        return False
