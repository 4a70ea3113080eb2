"""What a column of somebody's list may tell, and which column probably tells what."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Field(StrEnum):
    """What a column tells of a person."""

    ADDRESS = "address"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    LANGUAGE = "language"
    COUNTRY = "country"
    STANDING = "standing"
    AGREED_AT = "agreed_at"
    CONFIRMED_AT = "confirmed_at"
    HOW = "how"
    WORDS = "words"
    VERSION = "version"
    WHERE = "where"
    CONFIRMED_FROM = "confirmed_from"
    LEFT_AT = "left_at"
    LEFT_WHY = "left_why"
    DEAD_AT = "dead_at"
    NETWORK = "network"
    DIGEST = "digest"


_GUESSES: dict[Field, str] = {
    Field.ADDRESS: "address|email|e mail|email address|e mail address|mail|mail address|mailadresse|e mail adresse|"
    "adresse e mail|courriel|correo|correo electronico|correo electrónico|subscriber|"
    "البريد الإلكتروني",
    Field.NAME: "name|full name|fullname|display name|nom complet|nombre completo|الاسم",
    Field.FIRST_NAME: "first name|firstname|fname|given name|vorname|prénom|prenom|nombre",
    Field.LAST_NAME: "last name|lastname|lname|surname|family name|nachname|nom|apellido|apellidos",
    Field.LANGUAGE: "language|lang|locale|sprache|langue|idioma|اللغة",
    Field.COUNTRY: "country|country code|cc|land|pays|país|pais",
    Field.STANDING: "status|state|standing|subscription status|subscriber status|email marketing status",
    Field.AGREED_AT: "agreed at|optin time|opt in time|optin date|opt in date|subscribed at|subscribe date|consent at|"
    "consent time|consent date|signup date|sign up date|signup time|date subscribed|joined at",
    Field.CONFIRMED_AT: "confirmed at|confirm time|confirmation time|confirmed time|double opt in time",
    Field.HOW: "how|mechanism|consent method|opt in method|optin source|signup source|consent source|method",
    Field.WORDS: "words|consent text|consent wording|wording|opt in text|notice",
    Field.WHERE: "where|optin ip|opt in ip|consent ip|signup ip|ip|ip address|consent url|signup url|form url|page",
    Field.CONFIRMED_FROM: "confirm ip|confirmation ip",
    Field.LEFT_AT: "left at|unsub time|unsubscribed at|unsubscribe date|unsubscribe time|opt out date|optout time",
    Field.LEFT_WHY: "left why|unsub reason|unsubscribe reason|opt out reason",
    Field.DEAD_AT: "dead at|clean time|bounced at|bounce date|cleaned at",
    Field.NETWORK: "network",
    Field.DIGEST: "digest",
}
_KNOWN = {name: field for field, names in _GUESSES.items() for name in names.split("|")}
_SPACE = re.compile(r"[\W_]+")
_SAMPLED = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def guess(columns: Iterable[tuple[str, Iterable[str]]]) -> dict[str, Field]:
    """Which columns tell what, by their names; each thing is told by the first column that says so.

    Args:
        columns: names, each with what stands in its first lines; where no name speaks of an address, the first column
            that holds one is taken.
    """
    found: dict[str, Field] = {}
    looks_like_one = ""
    for name, samples in columns:
        field = _KNOWN.get(_SPACE.sub(" ", name.casefold()).strip())
        if field and field not in found.values():
            found[name] = field
        if not looks_like_one and any(_SAMPLED.search(sample) for sample in samples):
            looks_like_one = name
    if looks_like_one and not {Field.ADDRESS, Field.DIGEST} & set(found.values()):
        found[looks_like_one] = Field.ADDRESS
    return found
