"""Addresses as they stand in other people's lists: which can be written to, and which only look like it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex
from email_validator import EmailNotValidError, validate_email

from askfirst.networks.exports.list_lines import Problem

LONGEST = 254
_ROLES = (
    "abuse accounts admin billing career careers contact enquiries hello help helpdesk hr info inquiries jobs kontakt mail "
    "marketing media newsletter no-reply noreply office orders postmaster presse press privacy root sales security service "
    "shop support team verkauf webmaster"
)
SHARED = frozenset(_ROLES.split())
"""Local parts that stand for a role."""
_BRACKETED = regex.compile(r".*<([^<>]*)>\s*")
_ALPHABETS = ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic")
_OF = {name: regex.compile(rf"\p{{Script={name}}}") for name in _ALPHABETS}


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or why there is none."""

    text: str = ""
    problem: Problem = Problem.NONE
    is_shared: bool = False
    is_mixed: bool = False


def read(cell: str) -> Address:
    """The address in a cell; `Ana <ana@x.org>` and `mailto:ana@x.org` name one too.

    The local part stays as it is written, plus tags included, for they are part of what the person chose; the domain
    is ASCII in lower case.
    """
    typed = unicodedata.normalize("NFC", cell).strip()
    bracketed = _BRACKETED.fullmatch(typed)
    typed = (bracketed[1] if bracketed else typed).strip().removeprefix("mailto:")
    if not typed:
        return Address(problem=Problem.NO_ADDRESS)
    if len(typed) > LONGEST:
        return Address(problem=Problem.TOO_LONG)
    local, _at, domain = typed.rpartition("@")
    if unicodedata.normalize("NFKC", local) != local:
        return Address(problem=Problem.LOOK_ALIKE)
    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return Address(problem=Problem.LOOK_ALIKE if _is_mixed(local) else Problem.NOT_ADDRESS)
    text = f"{found.local_part}@{found.ascii_domain.lower()}"
    is_shared = found.local_part.casefold().partition("+")[0] in SHARED
    return Address(text, is_shared=is_shared, is_mixed=any(map(_is_mixed, domain.split("."))))


def untagged(address: str) -> str:
    """The address without what many mail servers ignore: `ana+news@x` is `ana@x`."""
    name, at, place = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{place}"


def _is_mixed(text: str) -> bool:
    return sum(1 for letters in _OF.values() if letters.search(text)) > 1
