"""Addresses as they stand in other people's lists: which can be written to, and which only look like it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
_PLAIN = regex.compile(r"(?=.{1,64}$)[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*")
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
    text = _as_written_to(local, domain)
    if not text:
        return Address(problem=Problem.LOOK_ALIKE if _is_mixed(local) else Problem.NOT_ADDRESS)
    is_shared = local.casefold().partition("+")[0] in SHARED
    is_mixed = not domain.isascii() and any(map(_is_mixed, domain.split(".")))
    return Address(text, is_shared=is_shared, is_mixed=is_mixed)


def _as_written_to(local: str, domain: str) -> str:
    """The whole address, the domain in ASCII; empty where there can be none such.

    Most of a list are plain names at a few domains, of which each is looked at once.
    """
    if _PLAIN.fullmatch(local):
        ascii_domain = _domain(domain)
        text = f"{local}@{ascii_domain}"
        return text if ascii_domain and len(text) <= LONGEST else ""
    return _checked(f"{local}@{domain}")


@lru_cache(4096)
def _domain(domain: str) -> str:
    return _checked(f"a@{domain}").removeprefix("a@")


def _checked(typed: str) -> str:
    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return f"{found.local_part}@{found.ascii_domain.lower()}"


def untagged(address: str) -> str:
    """The address without what many mail servers ignore: `ana+news@x` is `ana@x`."""
    name, at, place = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{place}"


def _is_mixed(text: str) -> bool:
    return sum(1 for letters in _OF.values() if letters.search(text)) > 1
