"""Message-IDs: ours are made from the key of a delivery, so each try of it has the same one.

Ids are kept without their angle brackets everywhere in the product; only the mail itself has them.
Ours cannot be guessed by somebody who has not received the mail, which is how a forged bounce is known.
"""

from __future__ import annotations

import hashlib
import re

_OURS = re.compile(r"af\.[0-9a-f]{32}@[a-z0-9.\-\[\]:]+", re.IGNORECASE)
_BRACKETED = re.compile(r"<([^<>\s]{1,500})>")
_SENDABLE = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,500}")


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a delivery, without brackets."""
    return f"{local_id(key)}@{domain}"


def local_id(key: str) -> str:
    """The part before the `@`; also the envelope id that a delivery report gives back (RFC 3461)."""
    return "af." + hashlib.sha256(f"mail:{key}".encode()).hexdigest()[:32]


def is_ours(identifier: str) -> bool:
    """Whether this has the form of an id that `message_id` made."""
    return _OURS.fullmatch(identifier) is not None


def ids_in(header: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References header, in order, each once; remarks between them are skipped."""
    found = _BRACKETED.findall(header)
    if not found and "@" in header:
        found = [word.strip("<>\"',;") for word in header.split() if "@" in word][:1]
    return tuple(dict.fromkeys(found))


def bracketed(identifiers: tuple[str, ...]) -> str:
    """As a header's value.  An id that no header can carry (spaces, brackets, not ASCII) is left out."""
    return " ".join(f"<{identifier}>" for identifier in identifiers if _SENDABLE.fullmatch(identifier))
