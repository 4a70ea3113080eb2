"""The words of a campaign become words for one person: what stands in double braces is filled in, and nothing else is done.

    Hello {{first_name|there}}, the harbour opens on Sunday.

It is a substitution and no language: a fixed list of names, each filled once, and what was filled in is not read again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from askfirst.brand.plain import plain
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.utils.functional import Promise

    from askfirst.campaigns.models import Campaign
    from askfirst.people.models import Contact

LONGEST = 120
"""Characters of what is filled in: nobody's name is a text."""
_BRACES = re.compile(r"\{\{([^{}\n]*)\}\}|\{\{|\}\}")
_NAME = re.compile(r"[ ]*([A-Za-z_]{1,30})[ ]*(?:\|(.{0,80}))?", re.DOTALL)

NAMES: Mapping[str, str | Promise] = {
    "first_name": _("Their first name"),
    "name": _("Their whole name"),
    "brand": _("The name of your brand"),
    "list": _("The name of the list"),
    "page": _("The address of your page"),
    "help_email": _("Your address for questions"),
    "help_phone": _("Your telephone number for questions"),
}
"""What may stand in braces, and what it is."""
PERSONAL = frozenset({"first_name", "name"})
"""What nobody knows of some people: a word stands in for it, as in `{{first_name|there}}`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """Something in braces that cannot be filled, and where it stands."""

    says: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""


def mistakes(text: str, known: Mapping[str, str] | None = None) -> list[Mistake]:
    """Everything in braces that could not be filled for somebody, in the order of the text.

    `known`: what is known of the brand and the list; what is empty there needs a word that stands in for it.
    """
    return [
        Mistake(
            says=says,
            line=text.count("\n", 0, found.start()) + 1,
            column=found.start() - text.rfind("\n", 0, found.start()),
        )
        for found in _BRACES.finditer(text)
        if (says := _wrong(found, known or {}))
    ]


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text for one person.  What nobody knows becomes the word that stands in for it; what is no field stays as it is."""

    def value(found: re.Match[str]) -> str:
        parts = _NAME.fullmatch(found[1] or "")
        if parts is None or parts[1] not in NAMES:
            return found[0]
        return known.get(parts[1]) or (parts[2] or "").strip()

    return _BRACES.sub(value, text)


def names_in(text: str) -> list[str]:
    """The fields that the text names, each once."""
    found = (_NAME.fullmatch(braces[1] or "") for braces in _BRACES.finditer(text))
    return list(dict.fromkeys(one[1] for one in found if one and one[1] in NAMES))


def values(campaign: Campaign, contact: Contact | None) -> dict[str, str]:
    """What is known under each name; empty: nobody knows.  Without a contact: of somebody whom nobody knows."""
    brand = campaign.brand
    name = _clean(contact.name) if contact else ""
    name = "" if "@" in name else name  # an address is no name to call somebody by
    return {
        "first_name": name.split(" ", 1)[0],
        "name": name,
        "brand": _clean(brand.name),
        "list": _clean(campaign.on.name),
        "page": f"{settings.ADDRESS}/@{brand.slug}",
        "help_email": _clean(brand.help_email),
        "help_phone": _clean(brand.help_phone),
    }


def _clean(value: str) -> str:
    """On one line and of bounded length: a name in a subject must not begin another header."""
    return " ".join(plain(value).split())[:LONGEST]


def _wrong(found: re.Match[str], known: Mapping[str, str]) -> str:
    return next(_wrongs(found, known), "")


def _wrongs(found: re.Match[str], known: Mapping[str, str]) -> Iterator[str]:
    if found[1] is None:
        yield Sentence("%(braces)s without the other two: write {{first_name|there}}", braces=found[0])
        return
    parts = _NAME.fullmatch(found[1])
    if parts is None:
        yield Sentence("%(braces)s holds no name of a field", braces=found[0])
    elif parts[1] not in NAMES:
        yield Sentence("%(name)s is no field; there are %(names)s", name=parts[1], names=", ".join(NAMES))
    elif not (parts[2] or "").strip() and (parts[1] in PERSONAL or (known and not known.get(parts[1]))):
        yield Sentence(
            "nobody knows the %(name)s of some people: put behind a bar what is said instead, as in"
            " {{%(name)s|there}}",
            name=parts[1],
        )
