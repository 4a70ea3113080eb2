"""Addresses in a text that readers take for links: of the web, and of mailboxes written as `mailto:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`]+", re.IGNORECASE)
_AFTER = ".,;:!?)]}»”’"
"""What ends the sentence in which a link stands, and not the link."""


def found(text: str) -> Iterator[tuple[int, str]]:
    """Each link with the place at which it begins, in the order of the text."""
    for match in _LINK.finditer(text):
        target = match.group()
        bare = target.rstrip(_AFTER)
        is_closed = ")" in target[len(bare) :] and "(" in bare
        yield match.start(), bare + ")" if is_closed else bare


def is_mail(target: str) -> bool:
    """Whether such a link is a mailbox."""
    return target[:7].lower() == "mailto:"


def of_the_web(text: str) -> list[str]:
    """The addresses of the web in a text, in their order."""
    return [target for _start, target in found(text) if not is_mail(target)]
