"""A mail as it came → events.  Nothing in it is trusted, nothing of it is dropped in silence."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.email import bounces, parts, quotes, signs
from askfirst.networks.email.addresses import domain_of, same_address
from askfirst.networks.email.headers import (
    decoded,
    key_or_text,
    moment,
    people,
    raw_value,
    raw_values,
    text_value,
)
from askfirst.networks.email.ids import ids_in
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message

_MOST_NAMED = 20
_LONGEST_ID = 250
_LONGEST_SUBJECT = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a reader of mails should know about us; everything may be left out."""

    address: str = ""
    """Our own address: a sender who uses it is marked."""
    trusted_host: str = ""
    """Whose Authentication-Results we believe."""
    attachment_limit: int = 25_000_000
    """Bytes of all files of one mail that are kept."""
    where: str = "the mailbox"
    """Where a person finds what was not kept."""


NOBODY = Reading()


def parse(raw: bytes, reading: Reading = NOBODY) -> list[Event]:
    """Read one mail: a MESSAGE (and a STOP, where it asks for nothing else), or what a report says.

    Raises:
        BadInput: these bytes are not a mail.
    """
    mail = parts.read(raw)
    identifier, remarks = _identifier(mail, raw)
    head = bounces.Head(external_id=identifier, occurred_at=_arrived_at(mail), domain=_own_domain(reading))
    reported = bounces.report_events(mail, head)
    if reported is not None:
        return reported
    message = _message(mail, head, reading, remarks)
    events = [message]
    if signs.asks_to_stop(message.subject, message.text):
        events.append(_stop(message))
    return events


def _message(mail: Message, head: bounces.Head, reading: Reading, remarks: list[str]) -> Event:
    found = parts.inside(mail, attachment_limit=reading.attachment_limit, where=reading.where)
    name, address = _sender(mail, remarks)
    new, quoted = quotes.split(found.text)
    remarks += found.remarks
    extra = (
        {"quoted": quoted} | _origin(mail, address, reading, remarks) | _addressees(mail, address, remarks)
    )
    if not (new.strip() or found.html.strip() or found.attachments):
        remarks.append(Sentence("The mail is empty."))
    return Event(
        kind=EventKind.MESSAGE,
        external_id=head.external_id,
        occurred_at=head.occurred_at,
        actor=key_or_text(address),
        actor_name=_honest_name(name, address, remarks),
        text=new,
        html=found.html,
        subject=text_value(mail, "Subject")[:_LONGEST_SUBJECT],
        in_reply_to=next(iter(ids_in(raw_value(mail, "In-Reply-To"))), ""),
        references=ids_in(" ".join(raw_values(mail, "References"))),
        attachments=tuple(found.attachments),
        remarks=tuple(remarks),
        extra=extra,
    )


def _stop(message: Event) -> Event:
    return Event(
        kind=EventKind.STOP,
        external_id=f"{message.external_id}#stop",
        occurred_at=message.occurred_at,
        actor=message.actor,
        actor_name=message.actor_name,
        text=message.text or message.subject,
        in_reply_to=message.in_reply_to,
        references=message.references,
        extra={"is_verified": message.extra["is_verified"]},
    )


def _identifier(mail: Message, raw: bytes) -> tuple[str, list[str]]:
    found = ids_in(raw_value(mail, "Message-ID"))
    if found and len(found[0]) <= _LONGEST_ID:
        return found[0], []
    said = "\n".join(raw_value(mail, name) for name in ("From", "Date", "Subject", "Message-ID"))
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    digest = hashlib.sha256(said.encode("utf-8", "replace") + body).hexdigest()[:40]
    return f"none.{digest}@invalid", [
        "The mail has no usable Message-ID, so answers to it may not be joined to it."
    ]


def _arrived_at(mail: Message) -> datetime | None:
    """When our own server took it: its line stands topmost.  Where there is none, what the sender claims."""
    taken = moment(raw_value(mail, "Received").rpartition(";")[2])
    return taken or moment(raw_value(mail, "Date"))


def _sender(mail: Message, remarks: list[str]) -> tuple[str, str]:
    for header in ("From", "Sender", "Reply-To", "Return-Path"):
        found = people(mail, header)
        if found:
            if header != "From":
                remarks.append(
                    Sentence("The mail has no From; the sender is taken from %(header)s.", header=header)
                )
            elif len(found) > 1:
                others = ", ".join(address for _, address in found[1:4])
                remarks.append(Sentence("The mail names several senders; also %(others)s.", others=others))
            return found[0]
    remarks.append(Sentence("The mail does not say who sent it."))
    return "", ""


def _honest_name(name: str, address: str, remarks: list[str]) -> str:
    shown = re.search(r"[^\s<>\"'()]+@[^\s<>\"'()]+\.\w+", name)
    if shown and address and not same_address(shown.group().strip(".,;:"), address):
        remarks.append(
            Sentence(
                "The sender calls itself “%(name)s”, but its address is %(address)s.",
                name=name,
                address=address,
            )
        )
    return name[:200]


def _origin(mail: Message, address: str, reading: Reading, remarks: list[str]) -> dict[str, Any]:
    automatic, loop = signs.automatic_because(mail, address), signs.loops_because(mail, reading.address)
    checked = signs.authentication(mail, reading.trusted_host)
    is_from_us = bool(reading.address) and same_address(address, reading.address)
    if is_from_us:
        remarks.append(
            Sentence(
                "The sender's address is our own: a colleague in another mail program, or somebody who pretends "
                "to be us."
            )
        )
    if signs.is_verified(checked) is False:
        results = ", ".join(f"{method} {result}" for method, result in sorted(checked.items()))
        remarks.append(
            Sentence(
                "Our mail server could not confirm that this comes from %(address)s (%(results)s).",
                address=address,
                results=results,
            )
        )
    if loop:
        remarks.append(Sentence("This mail goes in circles: %(loop)s. It should not be answered.", loop=loop))
    return {
        "is_automatic": bool(automatic or loop),
        "automatic_because": automatic,
        "is_loop": bool(loop),
        "is_from_us": is_from_us,
        "authentication": checked,
        "is_verified": signs.is_verified(checked),
        "claimed_at": raw_value(mail, "Date"),
        "list_id": decoded(raw_value(mail, "List-Id")),
    }


def _addressees(mail: Message, address: str, remarks: list[str]) -> dict[str, Any]:
    to, copied = people(mail, "To"), people(mail, "Cc")
    count = len(to) + len(copied)
    if count > _MOST_NAMED:
        remarks.append(
            Sentence(
                "This mail went to %(count)s people; the first %(most_named)s are named here.",
                count=f"{count:,}",
                most_named=_MOST_NAMED,
            )
        )
    answers = [answered for _, answered in people(mail, "Reply-To")][:_MOST_NAMED]
    if answers and not any(same_address(answered, address) for answered in answers):
        remarks.append(Sentence("The sender asks for answers to %(what)s.", what=answers[0]))
    return {
        "to": [recipient for _, recipient in to[:_MOST_NAMED]],
        "cc": [recipient for _, recipient in copied[: max(0, _MOST_NAMED - len(to))]],
        "recipient_count": count,
        "reply_to": answers,
    }


def _own_domain(reading: Reading) -> str:
    try:
        return domain_of(reading.address) if reading.address else ""
    except BadInput:
        return ""
