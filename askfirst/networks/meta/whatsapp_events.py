"""What WhatsApp pushes, read into events: messages of every type, reports, and what people have switched off.

Source: WhatsApp Business Platform, Webhooks (2026-04) and its OpenAPI description v23.0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import Event, EventKind, Failure, Media
from askfirst.networks.email.signs import asks_to_stop
from askfirst.networks.hooks import digest
from askfirst.networks.meta import errors as meta_errors
from askfirst.networks.meta.graph import Bit, items, moment, other, value_at, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

FILES = frozenset({"image", "video", "audio", "document", "sticker"})
FILES_AT = "https://graph.facebook.com"
"""Where a file is asked for by its id; the answer says under which address it lies."""
LISTS = ("messages", "statuses", "user_preferences", "message_echoes")
"""The lists of a value; each of their items is one thing."""
WARNINGS = frozenset(
    {
        "account_update",
        "account_alerts",
        "account_review_update",
        "phone_number_quality_update",
        "business_capability_update",
    }
)
"""Fields by which WhatsApp tells of limits and warnings for our account."""


def split(bit: Bit) -> Iterable[Bit]:
    """One bit for each item of the value, with those of its contacts that it speaks of."""
    value = bit.value if isinstance(bit.value, dict) else {}
    found = [(name, one) for name in LISTS for one in items(value, name)]
    if not found:
        yield bit
    for name, one in found:
        kept: dict[str, Any] = {"metadata": value.get("metadata"), name: [one]}
        if contacts := items(value, "contacts"):
            kept["contacts"] = [each for each in contacts if _is_of(each, one)] or contacts[:1]
        yield replace(bit, value=kept)


def read(bit: Bit) -> Iterable[Event]:
    """What one thing means.  Unknown fields and types are told as such."""
    value = bit.value
    if message := next(iter(items(value, "messages")), None):
        yield from _message(bit, message)
    elif status := next(iter(items(value, "statuses")), None):
        yield from _status(bit, status)
    elif preference := next(iter(items(value, "user_preferences")), None):
        yield _preference(bit, preference)
    elif echo := next(iter(items(value, "message_echoes")), None):
        yield _said(bit, echo, EventKind.ECHO)
    elif bit.field in WARNINGS:
        reason = ": ".join(
            part for part in (bit.field, word(value, "event"), word(value, "current_limit")) if part
        )
        yield Event(kind=EventKind.WARNING, external_id=f"{bit.field}:{digest(value)}", reason=reason)
    else:
        yield other(bit, bit.field)


def _is_of(contact: dict[str, Any], thing: dict[str, Any]) -> bool:
    ids = {word(contact, "wa_id"), word(contact, "user_id")} - {""}
    said = {
        word(thing, name) for name in ("from", "from_user_id", "recipient_id", "recipient_user_id", "wa_id")
    }
    return bool(ids & said)


def _message(bit: Bit, message: dict[str, Any]) -> Iterable[Event]:
    kind = word(message, "type")
    if not word(message, "id"):
        yield other(bit, "message without an id", _at(message), _who(bit, message))
        return
    if kind in _SPECIAL:
        yield _SPECIAL[kind](bit, message)
        return
    told = _said(bit, message, EventKind.MESSAGE)
    yield told
    if asks_to_stop("", told.text) or asks_to_stop("", str(told.extra.get("payload", ""))):
        yield Event(
            kind=EventKind.STOP,
            external_id=f"stop:{told.external_id}",
            occurred_at=told.occurred_at,
            actor=told.actor,
            text=told.text,
            extra={"is_in_words": True},
        )


def _said(bit: Bit, message: dict[str, Any], kind: EventKind) -> Event:
    """Something that was said, by a person or (an echo) by us on the phone."""
    text, payload = _words(message)
    extra = {
        name: found
        for name, found in (
            ("type", word(message, "type")),
            ("payload", payload),
            ("referral", word(message, "referral", "source_url")),
            ("is_forwarded", value_at(message, "context", "forwarded") is True),
        )
        if found
    }
    is_echo = kind is EventKind.ECHO
    return Event(
        kind=kind,
        external_id=word(message, "id"),
        occurred_at=_at(message),
        actor=word(message, "from") if is_echo else _who(bit, message),
        actor_name="" if is_echo else _name(bit),
        target=(word(message, "to") or word(message, "to_user_id")) if is_echo else "",
        text=text,
        in_reply_to=word(message, "context", "id"),
        media=tuple(_media(message)),
        remarks=tuple(_remarks(message, text)),
        extra=extra,
    )


def _words(message: dict[str, Any]) -> tuple[str, str]:
    """What was said, as a person would read it, and what a button of ours carries with it."""
    kind = word(message, "type")
    body = value_at(message, kind)
    if kind == "button":
        return word(body, "text"), word(body, "payload")
    if kind == "interactive":
        chosen = value_at(body, word(body, "type"))
        return word(chosen, "title") or word(chosen, "body"), word(chosen, "id")
    return _WRITTEN.get(kind, _caption)(body), ""


def _caption(body: Any) -> str:
    return word(body, "caption")


def _place(body: Any) -> str:
    named = ", ".join(part for part in (word(body, "name"), word(body, "address")) if part)
    return f"{named} ({value_at(body, 'latitude')}, {value_at(body, 'longitude')})".strip()


def _cards(body: Any) -> str:
    return "\n".join(_card(one) for one in (body if isinstance(body, list) else []))


def _order(body: Any) -> str:
    lines = [
        f"{word(one, 'quantity')} × {word(one, 'product_retailer_id')}"
        for one in items(body, "product_items")
    ]
    return "\n".join([word(body, "text"), *lines]).strip()


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "text": lambda body: word(body, "body"),
    "location": _place,
    "contacts": _cards,
    "order": _order,
}


def _card(one: Any) -> str:
    phones = [word(phone, "phone") for phone in items(one, "phones")]
    return ", ".join(part for part in (word(one, "name", "formatted_name"), *phones) if part)


def _media(message: dict[str, Any]) -> Iterable[Media]:
    """WhatsApp names a file by an id alone; its address is asked for when it is fetched."""
    kind = word(message, "type")
    body = value_at(message, kind)
    if kind in FILES and word(body, "id"):
        yield Media(
            url=f"{FILES_AT}/{word(body, 'id')}",
            name=word(body, "filename") or kind,
            content_type=word(body, "mime_type").partition(";")[0],
            needs_token=True,
        )


def _remarks(message: dict[str, Any], text: str) -> Iterable[str]:
    kind = word(message, "type")
    for error in items(message, "errors"):
        yield Sentence(
            "WhatsApp did not pass on what was sent here: %(why)s.",
            why=word(error, "title") or word(error, "code"),
        )
    is_read = bool(text) or kind in FILES | {"text"}
    if not is_read and not items(message, "errors"):
        yield Sentence(
            "A message of the type %(kind)s: it can be seen in WhatsApp itself.", kind=kind or "unknown"
        )


def _reaction(bit: Bit, message: dict[str, Any]) -> Event:
    sign = word(message, "reaction", "emoji")
    return _about(
        bit,
        message,
        EventKind.REACTION if sign else EventKind.UNREACTION,
        word(message, "reaction", "message_id"),
        sign,
    )


def _edit(bit: Bit, message: dict[str, Any]) -> Event:
    inner = value_at(message, "edit", "message")
    text = _words(inner)[0] if isinstance(inner, dict) else ""
    return _about(bit, message, EventKind.EDIT, word(message, "edit", "original_message_id"), text)


def _revoke(bit: Bit, message: dict[str, Any]) -> Event:
    return _about(bit, message, EventKind.DELETE, word(message, "revoke", "original_message_id"), "")


def _system(bit: Bit, message: dict[str, Any]) -> Event:
    """A person has another number now: whoever merges people must see it, so it is told and not acted upon."""
    told = _about(
        bit, message, EventKind.OTHER, word(message, "system", "wa_id"), word(message, "system", "body")
    )
    return replace(told, reason=f"system {word(message, 'system', 'type')}".strip())


def _about(bit: Bit, message: dict[str, Any], kind: EventKind, target: str, text: str) -> Event:
    return Event(
        kind=kind,
        external_id=word(message, "id"),
        occurred_at=_at(message),
        actor=_who(bit, message),
        actor_name=_name(bit),
        target=target,
        text=text,
    )


_SPECIAL: dict[str, Callable[[Bit, dict[str, Any]], Event]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}


def _status(bit: Bit, status: dict[str, Any]) -> Iterable[Event]:
    """A report about something we sent.  They come in any order, and `delivered` may be missing before `read`."""
    named, state = word(status, "id"), word(status, "status")
    person = word(status, "recipient_id") or word(status, "recipient_user_id")
    common: dict[str, Any] = {
        "external_id": f"{named}:{state}",
        "occurred_at": _at(status),
        "key": word(status, "biz_opaque_callback_data"),
    }
    if state == "failed":
        yield from _failed(status, person, common)
    elif state == "sent":
        yield _left(bit, status, common)
    elif state in _STATES:
        yield Event(kind=_STATES[state], actor=person, target=named, **common)
    else:
        yield replace(other(bit, f"status {state}".strip(), _at(status), person), target=named)


_STATES = {"delivered": EventKind.DELIVERED, "read": EventKind.READ, "played": EventKind.READ}


def _left(bit: Bit, status: dict[str, Any], common: dict[str, Any]) -> Event:
    """It has left.  With our key it is our own thing coming back, and settles a send whose answer was lost."""
    person = word(status, "recipient_id") or word(status, "recipient_user_id")
    if not common["key"]:
        return replace(other(bit, "status sent", _at(status), person), target=word(status, "id"))
    named = {"external_id": word(status, "id")}
    return Event(kind=EventKind.ECHO, target=person, extra={"is_report": True}, **{**common, **named})


def _failed(status: dict[str, Any], person: str, common: dict[str, Any]) -> Iterable[Event]:
    """It was not delivered, and why; whoever stopped us is told of as well."""
    error = next(iter(items(status, "errors")), {})
    code = error.get("code")
    found = meta_errors.meaning(meta_errors.WHATSAPP, code) if isinstance(code, int) else None
    failure = found.failure if found else None
    details = word(error, "error_data", "details") or word(error, "message") or word(error, "title")
    says = " ".join(part for part in (str(code or ""), found.says if found else details) if part)
    yield Event(
        kind=EventKind.BOUNCE,
        actor=person,
        target=word(status, "id"),
        reason=says or "not delivered, and WhatsApp does not say why",
        is_permanent=failure is Failure.UNREACHABLE,
        extra={"failure": str(failure)} if failure else {},
        **common,
    )
    if failure is Failure.PERSON_STOPPED:
        yield Event(
            kind=EventKind.STOP,
            external_id=f"stop:{word(status, 'id')}",
            occurred_at=_at(status),
            actor=person,
            reason="marketing_messages",
        )


def _preference(bit: Bit, preference: dict[str, Any]) -> Event:
    """A switch in the person's own app.  Signing up is told as something unknown: it is a yes to be read with its words."""
    value, category = word(preference, "value"), word(preference, "category")
    person = word(preference, "wa_id") or word(preference, "user_id")
    if value not in {"stop", "resume"}:
        return other(bit, f"user_preferences {value}".strip(), _at(preference), person)
    return Event(
        kind=EventKind(value),
        external_id=f"{value}:{person}:{category}:{word(preference, 'timestamp')}",
        occurred_at=_at(preference),
        actor=person,
        actor_name=_name(bit),
        text=word(preference, "detail"),
        reason=category or "messages",
    )


def _who(bit: Bit, message: dict[str, Any]) -> str:
    """By number where it is told, otherwise by the id that WhatsApp gave the person for us."""
    contact = next(iter(items(bit.value, "contacts")), {})
    return (
        word(message, "from")
        or word(contact, "wa_id")
        or word(message, "from_user_id")
        or word(contact, "user_id")
    )


def _name(bit: Bit) -> str:
    contact = next(iter(items(bit.value, "contacts")), {})
    return word(contact, "profile", "name") or word(contact, "profile", "username")


def _at(thing: dict[str, Any]) -> datetime | None:
    return moment(thing.get("timestamp"))
