"""Reports about mails of ours: not delivered, delayed, delivered (RFC 3464), or complained about (RFC 5965)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from typing import TYPE_CHECKING

from askfirst.networks.base import Event, EventKind
from askfirst.networks.email import parts
from askfirst.networks.email.headers import key_or_text, people, printable, raw_value
from askfirst.networks.email.ids import ids_in, is_ours
from askfirst.networks.email.status import classify, enhanced_code
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

_ACTIONS = {
    "failed": EventKind.BOUNCE,
    "delayed": EventKind.DELAY,
    "delivered": EventKind.DELIVERED,
    "relayed": EventKind.DELIVERED,
    "expanded": EventKind.DELIVERED,
}
_COMPLAINTS = frozenset({"abuse", "fraud"})
_OUR_ID = re.compile(r"af\.[0-9a-f]{32}@[a-z0-9.-]+", re.IGNORECASE)
_FORGED = Sentence("This report does not name a mail of ours; it may be forged.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What any mail has: needed to say when and by which mail we learned something."""

    external_id: str
    occurred_at: datetime | None
    domain: str
    """Of our own address; empty where it is not known."""


def report_events(mail: Message, head: Head) -> list[Event] | None:
    """The events in a report; None where this mail is none."""
    pieces = list(parts.leaves(mail))
    by_type = {piece.get_content_type(): piece for piece in reversed(pieces)}
    if status := by_type.get("message/delivery-status") or by_type.get("message/global-delivery-status"):
        return _delivery_events(status, pieces, head)
    if feedback := by_type.get("message/feedback-report"):
        return _feedback_events(feedback, pieces, head)
    return None


def _delivery_events(status: Message, pieces: list[Message], head: Head) -> list[Event] | None:
    first, *recipients = _blocks(status)
    if not recipients and first.get("Final-Recipient"):  # some leave out the block about themselves
        recipients = [first]
    target = _target(pieces, raw_value(first, "Original-Envelope-Id"), head)
    events = [_delivery_event(block, first, target, head) for block in recipients if _action(block)]
    text = _human_part(pieces)
    return [replace(event, text=text) for event in events] or None


def _delivery_event(block: Message, first: Message, target: str, head: Head) -> Event:
    recipient = _address(raw_value(block, "Original-Recipient")) or _address(
        raw_value(block, "Final-Recipient")
    )
    diagnostic = printable(raw_value(block, "Diagnostic-Code").partition(";")[2].strip())
    status = enhanced_code(raw_value(block, "Status"))
    if status.endswith(".0.0"):
        status = enhanced_code(diagnostic) or status
    trouble = classify(status, diagnostic)
    kind = _ACTIONS[_action(block)]
    return Event(
        kind=kind,
        external_id=f"{head.external_id}#{key_or_text(recipient)}",
        occurred_at=head.occurred_at,
        actor=key_or_text(recipient),
        target=target,
        reason=" ".join(filter(None, (status, diagnostic))),
        is_permanent=kind is EventKind.BOUNCE and trouble.is_permanent,
        remarks=() if is_ours(target) else (_FORGED,),
        extra={
            "status": status,
            "trouble": trouble.value if kind is not EventKind.DELIVERED else "",
            "recipient": recipient,
            "final_recipient": _address(raw_value(block, "Final-Recipient")),
            "reported_by": printable(raw_value(first, "Reporting-MTA").partition(";")[2].strip()),
            "report": head.external_id,
            "is_ours": is_ours(target),
        },
    )


def _feedback_events(feedback: Message, pieces: list[Message], head: Head) -> list[Event] | None:
    blocks = _blocks(feedback)
    fields = blocks[0]
    kind = raw_value(fields, "Feedback-Type").lower()
    if kind not in _COMPLAINTS:  # `not-spam` is the opposite of a complaint
        return None
    returned = _returned(pieces)
    addressees = people(returned, "To") if returned else []
    recipient = _address(raw_value(fields, "Original-Rcpt-To")) or next(
        (address for _, address in addressees), ""
    )
    target = _target(pieces, raw_value(fields, "Original-Envelope-Id"), head)
    return [
        Event(
            kind=EventKind.COMPLAINT,
            external_id=f"{head.external_id}#complaint",
            occurred_at=head.occurred_at,
            actor=key_or_text(recipient),
            target=target,
            text=_human_part(pieces),
            reason=f"reported as {kind}",
            remarks=() if is_ours(target) else (_FORGED,),
            extra={
                "feedback_type": kind,
                "reported_by": printable(raw_value(fields, "User-Agent")),
                "report": head.external_id,
                "is_ours": is_ours(target),
            },
        )
    ]


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report; the parser already split them, except where the report is broken."""
    inner = part.get_payload()
    if isinstance(inner, list):
        found = [block for block in inner if isinstance(block, Message) and block.keys()]
        if len(found) == 1 and "\n" in str(found[0].get_payload() or ""):  # text was put in front of them
            return found + _split_blocks(str(found[0].get_payload()))
        return found or [HeaderParser().parsestr("")]
    return _split_blocks(parts.plain(part)) or [HeaderParser().parsestr("")]


def _split_blocks(text: str) -> list[Message]:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [HeaderParser().parsestr(block.strip() + "\n\n") for block in blocks if block.strip()]


def _action(block: Message) -> str:
    action = raw_value(block, "Action").split(" ")[0].strip("();").lower()
    if action in _ACTIONS:
        return action
    first_digit = raw_value(block, "Status")[:1]
    return {"5": "failed", "4": "delayed", "2": "delivered"}.get(first_digit, "")


def _address(field: str) -> str:
    """`rfc822; ana@example.test` without its type."""
    return printable(field.rpartition(";")[2]).strip("<> ")


def _target(pieces: list[Message], envelope_id: str, head: Head) -> str:
    """Which mail of ours it is about: from its own headers, our envelope id, or anywhere our id is quoted."""
    returned = _returned(pieces)
    identifiers = ids_in(raw_value(returned, "Message-ID")) if returned else ()
    if identifiers:
        return identifiers[-1]
    ours = f"{envelope_id}@{head.domain}"
    if is_ours(ours):
        return ours.lower()
    quoted = (_OUR_ID.search(parts.plain(piece)[:100_000]) for piece in pieces)
    return next((match.group().lower() for match in quoted if match), "")


def _returned(pieces: list[Message]) -> Message | None:
    """The mail that the report is about, or its headers: the last such part."""
    for piece in reversed(pieces):
        kind, inner = piece.get_content_type(), piece.get_payload()
        if kind in {"message/rfc822", "message/global"} and isinstance(inner, list) and inner:
            return inner[0]  # type: ignore[return-value]
        if kind in {
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global-headers",
            "message/rfc822",
        }:
            return HeaderParser().parsestr(parts.plain(piece).lstrip())
    return None


def _human_part(pieces: list[Message]) -> str:
    return next(
        (parts.plain(piece).strip() for piece in pieces if piece.get_content_type() == "text/plain"), ""
    )[:5_000]
