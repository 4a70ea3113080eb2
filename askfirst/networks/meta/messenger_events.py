"""Private messages as Messenger and Instagram push them: one item of `messaging` or `standby`, read into events.

Sources: Messenger Platform, Webhook Events (2026-05-05); Instagram Platform, Webhook Examples (2025-11-24).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.networks import optins
from askfirst.networks.base import Event, EventKind, Media
from askfirst.networks.email.signs import asks_to_stop
from askfirst.networks.meta.graph import TOKEN, Bit, items, moment, other, value_at, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

FLEETING = frozenset({"story_mention", "story"})
"""Kinds of attachments that may be shown and must not be kept."""

_UNREADABLE = Sentence("The network did not pass on what was sent here. It can be seen in its own app.")


def read(bit: Bit) -> Iterable[Event]:
    """What one item tells.  Unknown items and fields are told as such."""
    for name, reader in _READERS.items():
        if isinstance(value_at(bit.value, name), dict):
            yield from reader(bit)
            return
    names = bit.value if isinstance(bit.value, dict) else {}
    known = {"sender", "recipient", "timestamp"}
    yield other(bit, next((name for name in names if name not in known), ""), _at(bit), _sender(bit))


def _message(bit: Bit) -> Iterable[Event]:
    message = bit.value["message"]
    mid = word(message, "mid")
    if not mid:
        yield other(bit, "message without an id", _at(bit), _sender(bit))
    elif message.get("is_deleted") is True:
        yield Event(
            kind=EventKind.DELETE,
            external_id=f"delete:{mid}",
            occurred_at=_at(bit),
            actor=_sender(bit),
            target=mid,
        )
    elif message.get("is_echo") is True or _sender(bit) == bit.account:
        yield _said(bit, EventKind.ECHO, mid, message)
    else:
        told = _said(bit, EventKind.MESSAGE, mid, message)
        yield told
        yield from _stop_in_words(told)


def _said(bit: Bit, kind: EventKind, mid: str, message: dict[str, Any]) -> Event:
    is_ours = kind is EventKind.ECHO
    media = tuple(_media(message))
    remarks = [_UNREADABLE] if message.get("is_unsupported") is True else []
    remarks += [
        Sentence("A %(kind)s came without an address.", kind=word(one, "type") or "file")
        for one in _lost(message)
    ]
    extra = {
        name: found
        for name, found in (
            ("payload", word(message, "quick_reply", "payload")),
            ("app_id", word(message, "app_id")),
            ("referral", word(message, "referral", "ref")),
            ("is_standby", bit.field == "standby"),
        )
        if found
    }
    return Event(
        kind=kind,
        external_id=mid,
        occurred_at=_at(bit),
        actor=_sender(bit),
        actor_name=word(bit.value, "sender", "name"),
        target=word(bit.value, "recipient", "id") if is_ours else "",
        text=word(message, "text"),
        in_reply_to=word(message, "reply_to", "mid"),
        key=word(message, "metadata") if is_ours else "",
        media=media,
        remarks=tuple(remarks),
        extra=extra,
    )


def _stop_in_words(told: Event) -> Iterable[Event]:
    if asks_to_stop("", told.text):
        yield Event(
            kind=EventKind.STOP,
            external_id=f"stop:{told.external_id}",
            occurred_at=told.occurred_at,
            actor=told.actor,
            text=told.text,
            extra={"is_in_words": True},
        )


def _media(message: dict[str, Any]) -> Iterable[Media]:
    story = word(message, "reply_to", "story", "url")
    if story:
        yield Media(url=story, name="the story that is answered", is_fleeting=True)
    for one in items(message, "attachments"):
        url = word(one, "payload", "url") or word(one, "url")
        if url:
            kind = word(one, "type")
            name = word(one, "payload", "title") or kind
            yield Media(url=url, name=name, is_fleeting=kind in FLEETING)


def _lost(message: dict[str, Any]) -> list[dict[str, Any]]:
    found = items(message, "attachments")
    return [one for one in found if not (word(one, "payload", "url") or word(one, "url"))]


def _postback(bit: Bit) -> Iterable[Event]:
    """A button of ours was pressed: the person says what stands on it."""
    button = bit.value["postback"]
    told = Event(
        kind=EventKind.MESSAGE,
        external_id=word(button, "mid") or other(bit, "postback").external_id,
        occurred_at=_at(bit),
        actor=_sender(bit),
        text=word(button, "title"),
        extra={"payload": word(button, "payload"), "is_button": True},
    )
    yield told
    yield from _stop_in_words(told)


def _reaction(bit: Bit) -> Iterable[Event]:
    reaction = bit.value["reaction"]
    mid = word(reaction, "mid")
    is_taken_back = word(reaction, "action") == "unreact"
    kind = EventKind.UNREACTION if is_taken_back else EventKind.REACTION
    yield Event(
        kind=kind,
        external_id=f"{kind}:{mid}:{_sender(bit)}:{word(bit.value, 'timestamp')}",
        occurred_at=_at(bit),
        actor=_sender(bit),
        target=mid,
        text=word(reaction, "emoji") or word(reaction, "reaction"),
    )


def _read_mark(bit: Bit) -> Iterable[Event]:
    """Messenger says up to when, Instagram which message."""
    mark = bit.value["read"]
    yield _report(bit, EventKind.READ, word(mark, "mid"), mark)


def _delivery(bit: Bit) -> Iterable[Event]:
    """Everything before the watermark, and each message that is named.

    The watermark comes first and names the piece: the same message may be named again with a later one.
    """
    mark = bit.value["delivery"]
    mids = mark.get("mids")
    yield _report(bit, EventKind.DELIVERED, "", mark)
    for mid in mids if isinstance(mids, list) else ():
        if isinstance(mid, str) and mid:
            yield _report(bit, EventKind.DELIVERED, mid, {})


def _report(bit: Bit, kind: EventKind, mid: str, mark: dict[str, Any]) -> Event:
    """Of one message, or of all that we sent the person until the watermark (`target` is empty then)."""
    watermark = word(mark, "watermark")
    return Event(
        kind=kind,
        external_id=f"{kind}:{mid or f'{_sender(bit)}:{watermark}'}",
        occurred_at=moment(watermark) or _at(bit),
        actor=_sender(bit),
        target=mid,
        extra={} if mid else {"is_watermark": True},
    )


def _edit(bit: Bit) -> Iterable[Event]:
    edit = bit.value["message_edit"]
    mid = word(edit, "mid")
    yield Event(
        kind=EventKind.EDIT,
        external_id=f"edit:{mid}:{word(edit, 'num_edit') or word(bit.value, 'timestamp')}",
        occurred_at=_at(bit),
        actor=_sender(bit),
        target=mid,
        text=word(edit, "text"),
    )


_CONTROLS = {
    "STOP_NOTIFICATIONS": EventKind.STOP,
    "STOP NOTIFICATIONS": EventKind.STOP,
    "RESUME_NOTIFICATIONS": EventKind.RESUME,
    "RESUME NOTIFICATIONS": EventKind.RESUME,
}


def _optin(bit: Bit) -> Iterable[Event]:
    """What a person agreed to beside the words of a thread, or took back.

    Agreeing is a grant: it names a topic and opens no window.  What it permits is for the ledger to say, with the words
    that were shown.
    """
    optin = bit.value["optin"]
    kind = _CONTROLS.get(word(optin, "notification_messages_status"))
    if kind is None and word(optin, TOKEN) and _sender(bit):
        yield _grant(bit, optin)
        return
    if kind is None:
        actor = _sender(bit) or word(optin, "user_ref")
        yield other(bit, f"optin {word(optin, 'type')}".strip(), _at(bit), actor)
        return
    topic = word(optin, "title") or word(optin, "payload")
    yield Event(
        kind=kind,
        external_id=f"{kind}:{_sender(bit)}:{word(bit.value, 'timestamp')}",
        occurred_at=_at(bit),
        actor=_sender(bit),
        reason=topic or "notification messages",
        extra=_ticket(optin),
    )


def _grant(bit: Bit, optin: dict[str, Any]) -> Event:
    """They pressed a button that lets us send notification messages about a topic, until its token ends."""
    until = moment(optin.get("token_expiry_timestamp"))
    topic = word(optin, "title") or word(optin, "payload")
    return Event(
        kind=EventKind.GRANT,
        external_id=f"grant:{_sender(bit)}:{word(bit.value, 'timestamp')}",
        occurred_at=_at(bit),
        actor=_sender(bit),
        reason=f"notification_messages {topic}".strip(),
        extra=_ticket(optin) | ({optins.UNTIL: until.isoformat()} if until else {}),
    )


def _ticket(optin: dict[str, Any]) -> dict[str, str]:
    """The ticket that it is about, with what it is for."""
    title, payload = word(optin, "title"), word(optin, "payload")
    named = (
        (optins.TICKET, word(optin, TOKEN)),
        (optins.TOPIC, payload or title),
        (optins.TITLE, title),
        (optins.FREQUENCY, word(optin, "notification_messages_frequency").lower()),
    )
    return {name: found for name, found in named if found}


def _optout(bit: Bit) -> Iterable[Event]:
    """Whatever it is about, somebody wants less of us.  Its shape is not documented: see the facts, section 14."""
    yield Event(
        kind=EventKind.STOP,
        external_id=f"stop:{_sender(bit)}:{word(bit.value, 'timestamp')}",
        occurred_at=_at(bit),
        actor=_sender(bit),
        reason=word(bit.value, "optout", "title") or word(bit.value, "optout", "type") or "messages",
    )


def _policy(bit: Bit) -> Iterable[Event]:
    said = bit.value.get("policy_enforcement") or bit.value["policy-enforcement"]
    reason = ": ".join(part for part in (word(said, "action"), word(said, "reason")) if part)
    yield Event(
        kind=EventKind.WARNING,
        external_id=f"policy:{word(bit.value, 'timestamp')}:{word(said, 'action')}",
        occurred_at=_at(bit),
        reason=reason or "policy",
    )


_READERS: dict[str, Callable[[Bit], Iterable[Event]]] = {
    "message": _message,
    "postback": _postback,
    "reaction": _reaction,
    "read": _read_mark,
    "delivery": _delivery,
    "message_edit": _edit,
    "optin": _optin,
    "optout": _optout,
    "policy_enforcement": _policy,
    "policy-enforcement": _policy,
}


def _sender(bit: Bit) -> str:
    return word(bit.value, "sender", "id")


def _at(bit: Bit) -> datetime | None:
    return moment(value_at(bit.value, "timestamp"))
