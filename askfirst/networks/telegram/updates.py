"""What Telegram tells a bot: one update, in its words and then in ours.

A message is known by its chat and its number there, `<chat>:<message>`, for numbers begin anew in every chat.  What has no
number of its own (an edit, a block, a reaction) is known by the number of its update, the same pushed or pulled.

Source: Telegram Bot API 10.1, types Update and Message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from askfirst.networks.base import BadInput, Event, EventKind, Media
from askfirst.networks.email.signs import asks_to_stop
from askfirst.networks.telegram.words import Chat, Message, Update
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.networks.telegram.words import (
        Button,
        Connection,
        Deleted,
        File,
        MemberUpdated,
        Reaction,
        Sign,
        User,
    )

LARGEST_FILE = 20_000_000
"""Bytes; Telegram gives bots nothing larger."""
GROUPS = frozenset({"group", "supergroup"})
_OUT = frozenset({"left", "kicked"})
_FILES = ("animation", "audio", "document", "sticker", "video", "video_note", "voice")
_WITHOUT_WORDS = (
    "contact", "location", "venue", "poll", "dice", "story", "game", "invoice", "paid_media", "checklist", "giveaway",
)  # fmt: skip
_SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created",
    "supergroup_chat_created", "channel_chat_created", "pinned_message", "message_auto_delete_timer_changed",
    "migrate_from_chat_id", "write_access_allowed", "connected_website", "boost_added", "chat_background_set",
    "forum_topic_created", "forum_topic_closed", "forum_topic_reopened", "forum_topic_edited", "video_chat_scheduled",
    "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "users_shared", "chat_shared",
)  # fmt: skip
"""What happens to a chat and is said by nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads updates for one bot."""

    bot: str
    """Its id; empty where it is not known."""
    username: str
    """Without the `@`; empty where it is not known: then nobody is seen to mention it."""
    files: str
    """The address that names a file, up to its id."""

    def events(self, update: Update, found: dict[str, Any]) -> Iterator[Event]:
        """What `update` says; `found` is the same as it came, for what our structs leave out."""
        if message := update.message or update.business_message:
            inner = found["message" if update.message else "business_message"]
            yield from self._message(update, message, inner)
        elif message := update.channel_post:
            yield self._said(EventKind.ECHO, message, is_public=True)
        elif message := update.edited_message or update.edited_business_message or update.edited_channel_post:
            yield self._edit(update, message)
        elif update.deleted_business_messages:
            yield from _deleted(update.deleted_business_messages)
        elif update.callback_query:
            yield _button(update, update.callback_query)
        elif update.my_chat_member:
            yield _membership(update, update.my_chat_member)
        elif update.message_reaction:
            yield from _reactions(update, update.message_reaction)
        elif update.business_connection:
            yield _connection(update, update.business_connection)
        else:
            kind = next((name for name in found if name != "update_id"), "nothing")
            yield Event(kind=EventKind.OTHER, external_id=f"update:{update.update_id}", reason=kind)

    def _message(self, update: Update, message: Message, found: dict[str, Any]) -> Iterator[Event]:
        if self._is_ours(message, is_business=bool(update.business_message)):
            yield self._said(EventKind.ECHO, message, is_public=message.chat.type in GROUPS)
        elif message.migrate_to_chat_id:
            yield Event(
                kind=EventKind.WARNING,
                external_id=_id(message),
                occurred_at=_at(message.date),
                reason=f"the group {message.chat.id} is {message.migrate_to_chat_id} from now on:"
                " enter its new number wherever the old one stands",
            )
        elif "write_access_allowed" in found and message.chat.type == "private":
            yield Event(
                kind=EventKind.GRANT,
                external_id=_id(message),
                occurred_at=_at(message.date),
                actor=str(message.chat.id),
                actor_name=_name(message.chat),
                reason="write access",
            )
        elif service := _first(_SERVICE, found):
            yield Event(
                kind=EventKind.OTHER, external_id=_id(message), occurred_at=_at(message.date), reason=service
            )
        elif message.chat.type in GROUPS:
            yield from self._in_a_group(message)
        else:
            yield from self._in_private(message, found)

    def _in_private(self, message: Message, found: dict[str, Any]) -> Iterator[Event]:
        event = self._said(EventKind.MESSAGE, message)
        if not (event.text or event.media or event.remarks):
            kind = _first(_WITHOUT_WORDS, found) or "something that we do not know"
            event = replace(
                event,
                remarks=(Sentence("They sent %(what)s: Telegram shows it.", what=kind.replace("_", " ")),),
            )
        yield event
        if asks_to_stop("", event.text.removeprefix("/")):
            yield replace(
                event,
                kind=EventKind.STOP,
                external_id=f"{event.external_id}#stop",
                target=event.external_id,
                extra={**event.extra, "is_in_words": True},
            )

    def _in_a_group(self, message: Message) -> Iterator[Event]:
        answered = message.reply_to_message
        kind = EventKind.COMMENT if answered else EventKind.WALL_POST
        event = self._said(kind, message, is_public=True)
        yield replace(event, target=_id(answered) if answered else "")
        if self._is_mentioned(message):
            yield replace(
                event,
                kind=EventKind.MENTION,
                external_id=f"{event.external_id}#mention",
                target=event.external_id,
            )

    def _said(self, kind: EventKind, message: Message, *, is_public: bool = False) -> Event:
        author = message.sender_chat or message.sender
        is_echo = kind is EventKind.ECHO
        media, remarks = self._files(message)
        return Event(
            kind=kind,
            external_id=_id(message),
            occurred_at=_at(message.date),
            actor="" if is_echo or author is None else str(author.id),
            actor_name="" if is_echo or author is None else _name(author),
            target=str(message.chat.id) if is_echo else "",
            text=message.text or message.caption,
            in_reply_to=_id(message.reply_to_message) if message.reply_to_message else "",
            media=media,
            remarks=remarks,
            account=message.business_connection_id,
            is_public=is_public,
            extra=_about(message),
        )

    def _edit(self, update: Update, message: Message) -> Event:
        event = self._said(EventKind.EDIT, message, is_public=update.edited_business_message is None)
        return replace(
            event,
            external_id=f"{event.external_id}#edit{update.update_id}",
            occurred_at=_at(message.edit_date or message.date),
            target=event.external_id,
            is_public=message.chat.type != "private",
        )

    def _is_ours(self, message: Message, *, is_business: bool) -> bool:
        """Whether the brand itself spoke: its bot, the person whose account the bot helps, or the group in its own name."""
        if message.is_automatic_forward or (
            message.sender_chat and message.sender_chat.id == message.chat.id
        ):
            return True
        author = message.sender.id if message.sender else 0
        return author != message.chat.id if is_business else str(author) == self.bot

    def _is_mentioned(self, message: Message) -> bool:
        units = (message.text or message.caption).encode("utf-16-le")
        for entity in message.entities or message.caption_entities:
            if entity.user and str(entity.user.id) == self.bot:
                return True
            part = units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode(
                "utf-16-le", "ignore"
            )
            if self.username and part.casefold() == f"@{self.username.casefold()}":
                return True
        return False

    def _files(self, message: Message) -> tuple[tuple[Media, ...], tuple[str, ...]]:
        largest = message.photo[-1:]
        named = [(kind, getattr(message, kind)) for kind in _FILES]
        if message.animation:  # Telegram sends it a second time, as a document
            named = [(kind, file) for kind, file in named if kind != "document"]
        files = [*(("photo.jpg", file) for file in largest), *((kind, file) for kind, file in named if file)]
        media = tuple(self._media(kind, file) for kind, file in files if file.file_size <= LARGEST_FILE)
        remarks = tuple(
            Sentence(
                "%(name)s has %(size)s MB: Telegram gives bots at most 20 MB, so it was left out.",
                name=file.file_name or kind,
                size=file.file_size // 1_000_000,
            )
            for kind, file in files
            if file.file_size > LARGEST_FILE
        )
        return media, remarks

    def _media(self, kind: str, file: File) -> Media:
        is_photo = kind == "photo.jpg"
        return Media(
            url=f"{self.files}{quote(file.file_id, safe='')}",
            name=file.file_name or kind,
            content_type=file.mime_type or ("image/jpeg" if is_photo else ""),
            needs_token=True,
        )


def read(raw: bytes) -> tuple[Update, dict[str, Any]]:
    """The update in these bytes, and the same as it came.

    Raises:
        BadInput: Telegram sends nothing of this shape; says where it differs.
    """
    try:
        found = msgspec.json.decode(raw)
        return msgspec.convert(found, Update), found
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"this is not an update as Telegram sends it: {error}") from error


def name_of(update: Update) -> str:
    """By which a piece is known: a message by itself, whatever else by its update."""
    message = update.message or update.channel_post or update.business_message
    return f"message:{_id(message)}" if message else f"update:{update.update_id}"


def date_of(update: Update) -> datetime | None:
    """When something was said; None for what was not said by anybody, which is never too old to be heard."""
    message = update.message or update.channel_post or update.business_message or update.edited_message
    return _at(message.date) if message else None


def place(external_id: str) -> tuple[str, int] | None:
    """The chat and the number of a message that we know by `external_id`; None: it is no message of Telegram's."""
    chat, _, number = external_id.rpartition(":")
    chat = chat.rpartition(":")[2]
    return (chat, int(number)) if number.isdecimal() and chat.removeprefix("-").isdecimal() else None


def named(chat: object, number: object, connection: str = "") -> str:
    """By which we know a message.  In a person's own account numbers are that account's, so its connection is named."""
    return f"{connection}:{chat}:{number}" if connection else f"{chat}:{number}"


def _id(message: Message) -> str:
    return named(message.chat.id, message.message_id, message.business_connection_id)


def _at(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _name(author: User | Chat) -> str:
    title = author.title if isinstance(author, Chat) else ""
    return title or " ".join(filter(None, (author.first_name, author.last_name))) or author.username


def _first(names: Iterable[str], found: dict[str, Any]) -> str:
    return next((name for name in names if name in found), "")


def _about(message: Message) -> dict[str, Any]:
    """What only Telegram says: the chat's kind, the public name of who spoke, and what a link to our bot brought along."""
    command, _, brought = message.text.partition(" ")
    return {
        name: value
        for name, value in (
            ("chat", message.chat.title),
            ("username", message.sender.username if message.sender else ""),
            ("start", brought if command == "/start" else ""),
            ("said_by_bot", message.sender_business_bot.id if message.sender_business_bot else None),
        )
        if value
    }


def _deleted(deleted: Deleted) -> Iterator[Event]:
    for number in deleted.message_ids:
        target = named(deleted.chat.id, number, deleted.business_connection_id)
        yield Event(kind=EventKind.DELETE, external_id=f"{target}#deleted", target=target)


def _button(update: Update, button: Button) -> Event:
    """In a private chat a button that was pressed is a word of theirs."""
    message = button.message
    is_private = message is not None and message.chat.type == "private"
    return Event(
        kind=EventKind.MESSAGE if is_private else EventKind.OTHER,
        external_id=f"button:{button.id}",
        actor=str(button.sender.id),
        actor_name=_name(button.sender),
        text=_label(message.reply_markup, button.data) if message else button.data,
        in_reply_to=_id(message) if message else "",
        reason="" if is_private else "callback_query",
        remarks=(Sentence("They pressed a button."),),
        extra={"data": button.data, "update": update.update_id},
    )


def _label(markup: Any, data: str) -> str:
    """What stands on the pressed button; what it carries where that cannot be seen."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    for row in rows if isinstance(rows, list) else []:
        for one in row if isinstance(row, list) else []:
            if (
                isinstance(one, dict)
                and one.get("callback_data") == data
                and isinstance(one.get("text"), str)
            ):
                return str(one["text"])
    return data


def _membership(update: Update, told: MemberUpdated) -> Event:
    status, is_private = told.new_chat_member.status, told.chat.type == "private"
    kind, reason = EventKind.OTHER, f"the bot is `{status}` in {told.chat.title or told.chat.id}"
    if is_private:
        kind = EventKind.BLOCK if status in _OUT else EventKind.UNBLOCK
    elif status in _OUT:
        kind, reason = EventKind.WARNING, f"the bot was taken out of {told.chat.title or told.chat.id}"
    elif status == "restricted":
        kind, reason = EventKind.WARNING, f"the bot is restricted in {told.chat.title or told.chat.id}"
    return Event(
        kind=kind,
        external_id=f"member:{told.chat.id}:{update.update_id}",
        occurred_at=_at(told.date),
        actor=str(told.sender.id),
        actor_name=_name(told.sender),
        reason="" if is_private else reason,
    )


def _reactions(update: Update, told: Reaction) -> Iterator[Event]:
    author = told.user or told.actor_chat
    before, after = ({_sign(one) for one in signs} for signs in (told.old_reaction, told.new_reaction))
    changes = [
        (kind, sign)
        for kind, signs in ((EventKind.REACTION, after - before), (EventKind.UNREACTION, before - after))
        for sign in sorted(signs)
    ]
    for kind, sign in changes:
        yield Event(
            kind=kind,
            external_id=f"{kind}:{update.update_id}:{sign}",
            occurred_at=_at(told.date),
            actor=str(author.id) if author else "",
            actor_name=_name(author) if author else "",
            target=f"{told.chat.id}:{told.message_id}",
            text=sign,
            is_public=told.chat.type != "private",
        )


def _sign(sign: Sign) -> str:
    return sign.emoji or sign.custom_emoji_id or sign.type


def _connection(update: Update, told: Connection) -> Event:
    """A person lets the bot speak in their own account, or takes that back."""
    return Event(
        kind=EventKind.OTHER if told.is_enabled else EventKind.REVOKED,
        external_id=f"connection:{update.update_id}",
        occurred_at=_at(told.date),
        actor=str(told.user.id),
        actor_name=_name(told.user),
        account=told.id,
        reason="business_connection" if told.is_enabled else "the bot may not speak in this account any more",
    )
