"""The Send API, as Messenger and Instagram share it: how a private message is put into a request.

Sources: Messenger Platform, Send API reference; Marketing Messages (tickets and requests to opt in).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks.base import Attachment, Envelope, Form, Unsupported
from askfirst.networks.http import Call
from askfirst.networks.marks import Mark
from askfirst.networks.meta.graph import word
from askfirst.networks.optins import LONGEST_TITLE
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askfirst.networks.meta.graph import MetaNetwork
    from askfirst.networks.optins import OptIn

LONGEST_METADATA = 1_000


def kind_of(attachment: Attachment) -> str:
    """As which of the four kinds a file is sent."""
    kind = attachment.content_type.partition("/")[0]
    return kind if kind in {"image", "audio", "video"} else "file"


def request(envelope: Envelope, recipient: dict[str, str]) -> dict[str, Any]:
    """The body of a message.  Our key travels in `metadata` and comes back with the echo.

    What a ticket permits is no answer, so it names no type.
    """
    message: dict[str, Any] = {"metadata": envelope.key[:LONGEST_METADATA]}
    if envelope.optin:
        message["attachment"] = _template(envelope.optin)
    elif envelope.text:
        message["text"] = envelope.text
    body: dict[str, Any] = {"recipient": recipient, "messaging_type": "RESPONSE", "message": message}
    if envelope.ticket:
        del body["messaging_type"]
    if envelope.in_reply_to and envelope.form is Form.DIRECT:
        body["reply_to"] = {"mid": envelope.in_reply_to}
    return body


def _template(optin: OptIn) -> dict[str, Any]:
    """The request to opt in, which the network draws: its own words, our title, its button."""
    payload = {
        "template_type": "notification_messages",
        "title": optin.title[:LONGEST_TITLE],
        "payload": optin.topic,
    }
    if optin.time_zone:
        payload["notification_messages_timezone"] = optin.time_zone
    return {"type": "template", "payload": payload}


def recipient(envelope: Envelope, account: str) -> dict[str, str]:
    """A person, their ticket, or the comment or visitor's post that is answered privately; posts are named `<page>_…`."""
    if envelope.ticket:
        return {"notification_messages_token": envelope.ticket}
    if envelope.form is Form.PRIVATE_REPLY:
        named = answered(envelope)
        return {"post_id" if named.startswith(f"{account}_") else "comment_id": named}
    return {"id": envelope.to}


def answered(envelope: Envelope) -> str:
    """What is answered.

    Raises:
        Unsupported: the envelope does not say.
    """
    if not envelope.in_reply_to:
        raise Unsupported(
            Sentence(
                "a %(what)s names the comment or post that it answers", what=envelope.form.replace("_", " ")
            )
        )
    return envelope.in_reply_to


def with_files(body: dict[str, Any], files: Sequence[Attachment], names: Sequence[str]) -> dict[str, Any]:
    """The body with files that were laid ready, by the ids that they have there."""
    described = [
        {"type": kind_of(file), "payload": {"attachment_id": name}}
        for file, name in zip(files, names, strict=True)
    ]
    added: dict[str, Any] = (
        {"attachment": described[0]} if len(described) == 1 else {"attachments": described}
    )
    return {**body, "message": {**body["message"], **added}}


def check_kinds(envelope: Envelope, label: str) -> None:
    """Raises `Unsupported` where several files are to go that are not all pictures."""
    if len(envelope.attachments) > 1 and {kind_of(one) for one in envelope.attachments} != {"image"}:
        raise Unsupported(
            Sentence(
                "%(label)s takes several pictures in one message, and of other attachments one", label=label
            )
        )


async def lay_ready(network: MetaNetwork, node: str, attachment: Attachment, platform: str) -> str:
    """Lay one file ready for a message of the account behind `node`; returns its id."""
    described = {"type": kind_of(attachment), "payload": {"is_reusable": True}}
    call = Call(
        method="POST",
        url=network.graph(f"{node}/message_attachments"),
        form={
            "platform": platform,
            "message": msgspec.json.encode({"attachment": described}).decode(),
        },
        files={"filedata": (attachment.name, attachment.content, attachment.content_type)},
        is_harmless=True,
    )
    return word((await network.ask(call)).object(), "attachment_id")


def marked(url: str, mark: Mark, to: str) -> Call:
    """The call that shows a mark in the thread with a person."""
    action = {Mark.SEEN: "mark_seen", Mark.TYPING: "typing_on"}[mark]
    said = {"recipient": {"id": to}, "sender_action": action}
    return Call(method="POST", url=url, json=said, is_harmless=True)
