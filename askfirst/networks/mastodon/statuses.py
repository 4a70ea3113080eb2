"""What Mastodon tells an account: notifications and conversations, read into our words.

A person is known by their whole address, `ana@other.example`; whoever is on our own server is written the same way.
A status is known by its number on our server, however it comes: as a notification or as the last word of a conversation.

Source: Mastodon documentation 4.6, entities Notification, Conversation and Status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.email.signs import asks_to_stop
from askfirst.networks.hooks import Piece, digest, read_object
from askfirst.networks.shapes import inner, objects, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDLE = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)(@[\w.-]+\w)?", re.IGNORECASE)
"""How Mastodon finds who is mentioned."""
_OF_A_POST = {"favourite": EventKind.LIKE, "reblog": EventKind.SHARE}
"""What is done to a post with one press; done again it is the same deed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads for one account."""

    instance: str
    """The host name of its server."""
    account: str
    """Its number there."""
    username: str
    """Its name there, without `@`."""

    def events(self, found: dict[str, Any]) -> Iterator[Event]:
        """What one piece says.

        Raises:
            BadInput: it is neither a notification nor a conversation.
        """
        if "last_status" in found:
            yield from self._conversation(found)
        elif word(found, "type") and word(found, "id"):
            yield from self._notification(found)
        else:
            raise BadInput(
                "this is no notification and no conversation as Mastodon gives them: `type` or `id` is missing"
            )

    def _conversation(self, found: dict[str, Any]) -> Iterator[Event]:
        status, others = inner(found, "last_status"), objects(found, "accounts")
        if not word(status, "id"):
            yield Event(
                kind=EventKind.OTHER, external_id=f"conversation:{word(found, 'id')}", reason="conversation"
            )
        elif self._is_ours(inner(status, "account")):
            event = self._said(EventKind.ECHO, status)
            to = self.address(others[0]) if others else ""
            yield replace(event, actor="", actor_name="", target=to)
        else:
            yield from self._direct(status)

    def _notification(self, found: dict[str, Any]) -> Iterator[Event]:
        kind, status, account = word(found, "type"), inner(found, "status"), inner(found, "account")
        if kind == "mention" and word(status, "visibility") == "direct":
            yield from self._direct(status)
        elif kind in {"mention", "quote"} and word(status, "id"):
            yield from self._public(status)
        else:
            yield self._deed(kind, found, account, status)

    def _direct(self, status: dict[str, Any]) -> Iterator[Event]:
        message = self._said(EventKind.MESSAGE, status)
        text = self._without_us(message.text)
        readers = [one for one in objects(status, "mentions") if not self._is_ours(one)]
        remarks = [
            Sentence(
                "Read along by @%(address)s: an answer goes to the writer alone.", address=self.address(one)
            )
            for one in readers
        ]
        message = replace(message, text=text, remarks=(*message.remarks, *remarks))
        yield message
        yield from self._edited(message, status)
        if asks_to_stop("", text):
            yield replace(
                message,
                kind=EventKind.STOP,
                external_id=f"{message.external_id}#stop",
                target=message.external_id,
                extra={**message.extra, "is_in_words": True},
            )

    def _public(self, status: dict[str, Any]) -> Iterator[Event]:
        mention = replace(self._said(EventKind.MENTION, status), is_public=_is_public(status))
        answered = word(status, "in_reply_to_id")
        if answered and self.account and word(status, "in_reply_to_account_id") == self.account:
            comment = replace(mention, kind=EventKind.COMMENT, target=answered)
            yield comment
            yield from self._edited(comment, status)
            mention = replace(
                mention, external_id=f"{mention.external_id}#mention", target=comment.external_id
            )
            yield mention
        else:
            yield mention
            yield from self._edited(mention, status)

    def _edited(self, event: Event, status: dict[str, Any]) -> Iterator[Event]:
        at = word(status, "edited_at")
        if at:
            yield replace(
                event,
                kind=EventKind.EDIT,
                external_id=f"{event.external_id}#edit{at}",
                occurred_at=moment(at),
                target=event.external_id,
            )

    def _deed(
        self, kind: str, found: dict[str, Any], account: dict[str, Any], status: dict[str, Any]
    ) -> Event:
        """What was done without words; a deed that we do not know is kept under Mastodon's word for it."""
        who, target = self.address(account), word(status, "id")
        event = Event(
            kind=EventKind.OTHER,
            external_id=f"{kind}:{word(found, 'id')}",
            occurred_at=moment(word(found, "created_at")),
            actor=who,
            actor_name=_name(account),
            target=target,
            reason=kind,
            extra=_about(account),
        )
        if kind in _OF_A_POST and target:
            return replace(event, kind=_OF_A_POST[kind], external_id=f"{kind}:{who}:{target}", reason="")
        if kind == "follow":
            return replace(event, kind=EventKind.FOLLOW, target="", reason="")
        if kind == "follow_request":
            return replace(event, kind=EventKind.REQUEST, target="", reason="")
        if kind == "update" and target:
            at = word(status, "edited_at")
            return replace(
                event,
                kind=EventKind.EDIT,
                external_id=f"{target}#edit{at}",
                text=_text(status),
                is_public=True,
                reason="",
            )
        if kind in {"moderation_warning", "severed_relationships"}:
            return replace(
                event, kind=EventKind.WARNING, actor="", actor_name="", reason=_warning(kind, found), extra={}
            )
        return event

    def _said(self, kind: EventKind, status: dict[str, Any]) -> Event:
        account = inner(status, "account")
        media, remarks = _files(status)
        return Event(
            kind=kind,
            external_id=word(status, "id"),
            occurred_at=moment(word(status, "created_at")),
            actor=self.address(account),
            actor_name=_name(account),
            text=_text(status),
            in_reply_to=word(status, "in_reply_to_id"),
            media=media,
            remarks=remarks,
            extra=_about(account) | ({"url": word(status, "url")} if word(status, "url") else {}),
        )

    def address(self, account: dict[str, Any]) -> str:
        """`name@server` of an account; empty where it has none."""
        acct = word(account, "acct")
        return acct if "@" in acct or not acct else f"{acct}@{self.instance}"

    def _is_ours(self, account: dict[str, Any]) -> bool:
        return bool(self.account) and word(account, "id") == self.account

    def _without_us(self, text: str) -> str:
        """The words without our own name before them: without it nothing reaches us."""
        found = HANDLE.match(text)
        is_us = found is not None and found[1].casefold() == self.username.casefold() and bool(self.username)
        return text[found.end() :].lstrip() if found and is_us else text


def read(raw: bytes) -> dict[str, Any]:
    """One notification or conversation.  Raises `BadInput` where it is no JSON object."""
    return read_object(raw, "Mastodon")


def piece(found: dict[str, Any], raw: bytes) -> Piece:
    """One thing that was fetched.  A status has one name, however it came; edited it is a new thing."""
    status = inner(found, "last_status") or inner(found, "status")
    is_said = "last_status" in found or word(found, "type") == "mention"
    if is_said and word(status, "id"):
        edited = word(status, "edited_at")
        return Piece(external_id=f"status:{word(status, 'id')}" + (f"@{edited}" if edited else ""), raw=raw)
    number = word(found, "id")
    return Piece(
        external_id=f"{word(found, 'type')}:{number}" if number else f"unread:{digest(found)}", raw=raw
    )


def moment(said: str) -> datetime | None:
    """A moment as Mastodon writes it; None where it is none, or in no time zone."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None


def to_text(html: str) -> str:
    """The words of a status: paragraphs and lines kept, addresses whole, nothing that could run."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.words)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- not looked at
        self._hidden += tag in {"script", "style"}
        if tag == "br":
            self.words.append("\n")
        elif tag in {"p", "blockquote", "ul", "ol", "pre"}:
            self.words.append("\n\n")
        elif tag == "li":
            self.words.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0
        if tag in {"p", "blockquote", "ul", "ol", "pre"}:
            self.words.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _text(status: dict[str, Any]) -> str:
    parts = (word(status, "spoiler_text"), to_text(word(status, "content")))
    return "\n\n".join(part for part in parts if part)


def _name(account: dict[str, Any]) -> str:
    return word(account, "display_name") or word(account, "username")


def _about(account: dict[str, Any]) -> dict[str, Any]:
    number = word(account, "id")
    return {"account_id": number} if number else {}


def _is_public(status: dict[str, Any]) -> bool:
    return word(status, "visibility") in {"public", "unlisted"}


def _files(status: dict[str, Any]) -> tuple[tuple[Media, ...], tuple[str, ...]]:
    media, remarks = [], []
    for one in objects(status, "media_attachments"):
        url, kind = word(one, "url") or word(one, "remote_url"), word(one, "type")
        if url.startswith(("https://", "http://")):
            media.append(Media(url=url, name=url.rpartition("/")[2].partition("?")[0]))
        else:
            remarks.append(
                Sentence(
                    "A file (%(what)s) was not ready on the server and was left out.",
                    what=kind or "of no kind",
                )
            )
    return tuple(media), tuple(remarks)


def _warning(kind: str, found: dict[str, Any]) -> str:
    told = inner(found, kind) or inner(found, "event")
    parts = (kind.replace("_", " "), word(told, "action") or word(told, "type"), word(told, "text"))
    return ": ".join(part for part in parts if part)
