"""What the headers of a mail give away: is it from a machine, going in circles, from whom it says?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askfirst.networks import stopping
from askfirst.networks.email.headers import raw_value, raw_values
from askfirst.networks.email.ids import ids_in, is_ours

if TYPE_CHECKING:
    from email.message import Message

MOST_HOPS = 50
"""More `Received` headers than this and the mail goes in circles."""

_AUTOREPLY_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-AutoReply-From")
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(\+[^@]*)?@", re.IGNORECASE
)


def automatic_because(mail: Message, sender: str) -> str:
    """Which sign says that no person wrote this; empty where none does (RFC 3834, and what is older)."""
    submitted = raw_value(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return f"Auto-Submitted: {submitted}"
    precedence = raw_value(mail, "Precedence").lower()
    if precedence in _AUTOMATIC_PRECEDENCE:
        return f"Precedence: {precedence}"
    for name in _AUTOREPLY_HEADERS:
        if raw_value(mail, name).lower() not in {"", "no"}:
            return name
    if raw_values(mail, "Return-Path") and raw_value(mail, "Return-Path") in {"<>", ""}:
        return "Return-Path: <>"
    if raw_value(mail, "List-Id"):
        return "List-Id"
    return "the sender is a machine" if _MACHINES.match(sender) else ""


def loops_because(mail: Message, own_address: str) -> str:
    """Which sign says that this mail goes in circles; empty where none does."""
    if len(raw_values(mail, "Received")) > MOST_HOPS:
        return "it passed through more than 50 servers"
    if any(is_ours(identifier) for identifier in ids_in(raw_value(mail, "Message-ID"))):
        return "it is a mail of ours that came back"
    marks = [value.lower() for name in ("X-Loop", "Delivered-To") for value in raw_values(mail, name)]
    if own_address and marks.count(own_address.lower()) > 1:
        return "it was delivered here before"
    return ""


def authentication(mail: Message, trusted_host: str) -> dict[str, str]:
    """What our own mail server found out about the sender, by method: `{"spf": "pass", "dkim": "fail", "dmarc": "fail"}`.

    Only the topmost Authentication-Results of `trusted_host` counts (RFC 8601): anybody can write such a header.
    """
    for value in raw_values(mail, "Authentication-Results") if trusted_host else ():
        server, _, results = re.sub(r"\([^()]*\)", " ", value).partition(";")
        if server.split()[:1] == [trusted_host] or server.split()[:1] == [trusted_host.lower()]:
            return _results(results)
    return {}


def _results(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for method, result in re.findall(r"(?:^|;)\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", text.lower()):
        if found.get(method) != "pass":  # one good signature is enough
            found[method] = result
    return found


def is_verified(found: dict[str, str]) -> bool | None:
    """Whether the sender is who it says; None where nobody checked."""
    if found.get("dmarc") in {"pass", "fail"}:
        return found["dmarc"] == "pass"
    checked = {found[method] for method in ("spf", "dkim") if method in found}
    if not checked:
        return None
    return None if "pass" in checked else False


def asks_to_stop(subject: str, text: str) -> bool:
    """Whether the mail says nothing but "stop", in its subject or in its words."""
    return stopping.is_stop(text, subject)
