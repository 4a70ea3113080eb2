"""Ready words become words for one person: what stands in braces is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread

_BRACES = re.compile(r"\{[ ]*([a-z_]{1,30})[ ]*(?:\|([^{}\n]{0,80}))?\}")
NAMES = ("name", "first_name", "brand", "my_name", "channel", "help_email", "help_phone", "page")
"""What may stand in braces; behind a bar what is said where nobody knows it: `{first_name|there}`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """The words as they would be said; `missing` names what nobody knows and still stands there in braces."""

    text: str
    missing: tuple[str, ...]


def fill(text: str, thread: Thread, member: Member | None) -> Filled:
    """`text` for whom the conversation is with.  `member`: who would say it; None: a rule does, for the brand."""
    return fill_with(text, values(thread, member))


def fill_with(text: str, known: dict[str, str]) -> Filled:
    """`text` with these values.  What has no value and no word behind a bar stays as it is, and is named."""
    missing: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name, otherwise = found[1], found[2]
        if known.get(name):
            return known[name]
        if otherwise is not None:
            return otherwise.strip()
        missing[name] = None
        return found[0]

    return Filled(text=_BRACES.sub(value, text), missing=tuple(missing))


def gaps(text: str) -> list[str]:
    """What still stands there in braces, each once: ready words in which somebody has a word to say."""
    return list(dict.fromkeys(found[1] for found in _BRACES.finditer(text) if found[1] in NAMES))


def values(thread: Thread, member: Member | None) -> dict[str, str]:
    """What is known of a conversation under each of NAMES; empty: nobody knows."""
    brand = thread.brand
    name = thread.contact.name.strip() if thread.contact else ""
    return {
        "name": name,
        "first_name": name.split(maxsplit=1)[0] if name else "",
        "brand": brand.name,
        "my_name": member.name if member else brand.name,
        "channel": thread.channel.name,
        "help_email": brand.help_email,
        "help_phone": brand.help_phone,
        "page": f"{settings.ADDRESS}/@{brand.slug}",
    }
