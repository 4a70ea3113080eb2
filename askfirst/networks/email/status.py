"""What a refusal by mail means: whose problem it is.

Read from the enhanced status code (RFC 3463) and, where that is vague, from the words that large providers use.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Trouble(StrEnum):
    """Whose problem it is that a mail did not arrive."""

    ADDRESS = "address"
    """The address is dead: it does not exist or takes no mail."""
    ROUTING = "routing"
    """The domain has no way in: as dead as the address."""
    FULL = "full"
    """The mailbox is full: the person may come back."""
    TEMPORARY = "temporary"
    """Try again later."""
    REPUTATION = "reputation"
    """They do not want mail from us, or not this one: our problem, never the person's."""
    QUOTA = "quota"
    """We sent too much, too fast."""
    CONTENT = "content"
    """This mail is too large or cannot be taken as it is."""
    UNKNOWN = "unknown"
    """Nobody said."""

    @property
    def is_permanent(self) -> bool:
        """True where this address will not come to life by waiting."""
        return self in {Trouble.ADDRESS, Trouble.ROUTING}


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BASIC = re.compile(r"\b([45]\d\d)[ -]")

_WORDS = (
    (
        re.compile(
            r"\bspam|blocked|block ?list|black ?list|reputation|\bpolicy\b|\bDMARC\b|\bSPF\b|\bDKIM\b|spamhaus|banned"
            r"|unsolicited|poor reputation",
            re.IGNORECASE,
        ),
        Trouble.REPUTATION,
    ),
    (
        re.compile(
            r"mailbox (is )?full|over ?quota|quota exceeded|insufficient (storage|space)|out of storage",
            re.IGNORECASE,
        ),
        Trouble.FULL,
    ),
    (
        re.compile(
            r"(user|address|mailbox|recipient|account) ?.{0,40}(unknown|not found|does ?n['o]t exist|no such|disabled"
            r"|inactive|unavailable|invalid|rejected)|no such (user|mailbox|recipient)|unknown (user|recipient)"
            r"|user does ?n['o]t exist|does not have an account",
            re.IGNORECASE,
        ),
        Trouble.ADDRESS,
    ),
    (
        re.compile(
            r"(host|domain) (name )?(not found|unknown)|null ?mx|no mx|domain does not accept mail",
            re.IGNORECASE,
        ),
        Trouble.ROUTING,
    ),
)

_BY_CODE = {
    "5.1.0": Trouble.ADDRESS,
    "5.1.2": Trouble.ROUTING,
    "5.1.7": Trouble.REPUTATION,
    "5.1.8": Trouble.REPUTATION,
    "5.1.10": Trouble.ROUTING,
    "5.2.1": Trouble.ADDRESS,
    "5.2.2": Trouble.FULL,
    "4.2.2": Trouble.FULL,
    "5.2.3": Trouble.CONTENT,
    "5.3.4": Trouble.CONTENT,
    "5.4.1": Trouble.ROUTING,
    "5.4.4": Trouble.ROUTING,
    "5.4.5": Trouble.QUOTA,
    "4.4.5": Trouble.QUOTA,
    "4.7.28": Trouble.QUOTA,
    "5.7.28": Trouble.QUOTA,
}

_BY_SUBJECT = {"5.1": Trouble.ADDRESS, "5.6": Trouble.CONTENT, "5.7": Trouble.REPUTATION}


def enhanced_code(text: str) -> str:
    """The first enhanced status code in an answer, such as `5.1.1`; empty where there is none."""
    found = _ENHANCED.search(text)
    return found.group() if found else ""


def classify(code: str, words: str = "") -> Trouble:
    """Whose problem a refusal is.

    Args:
        code: Enhanced status code, such as `5.1.1`; `5.0.0` and an empty one say nothing.
        words: What the server wrote; asked where the code is vague, and for providers that file blocks under 5.1 or 5.2.
    """
    if code in _BY_CODE and code not in {"5.1.0", "5.2.1"}:
        return _BY_CODE[code]
    said = next((trouble for pattern, trouble in _WORDS if pattern.search(words)), Trouble.UNKNOWN)
    by_code = _BY_CODE.get(code) or _BY_SUBJECT.get(code.rpartition(".")[0], Trouble.UNKNOWN)
    if by_code is Trouble.ADDRESS and said is Trouble.REPUTATION:
        return said
    if by_code is not Trouble.UNKNOWN:
        return by_code
    if code.startswith("4") or (not code and _basic(words).startswith("4")):
        return Trouble.TEMPORARY
    return said


def _basic(words: str) -> str:
    found = _BASIC.search(words)
    return found.group(1) if found else ""
