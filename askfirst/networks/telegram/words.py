"""The words of Telegram that we read: an update and what it is made of.  What we do not read is left out, not refused.

Source: Telegram Bot API 10.1, types Update and Message.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

_TIME = msgspec.Meta(ge=0, le=253_402_300_799)
"""Seconds that a calendar has."""


class User(msgspec.Struct, frozen=True):
    id: int
    first_name: str = ""
    last_name: str = ""
    username: str = ""


class Chat(msgspec.Struct, frozen=True):
    id: int
    type: str = ""
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    username: str = ""


class File(msgspec.Struct, frozen=True):
    file_id: str
    file_size: int = 0
    mime_type: str = ""
    file_name: str = ""


class Entity(msgspec.Struct, frozen=True):
    type: str
    offset: Annotated[int, msgspec.Meta(ge=0)]
    """In UTF-16 units, as `length` is."""
    length: Annotated[int, msgspec.Meta(ge=0)]
    user: User | None = None


class Message(msgspec.Struct, frozen=True):
    message_id: int
    chat: Chat
    date: Annotated[int, _TIME] = 0
    """0 where Telegram shows the message no more."""
    edit_date: Annotated[int, _TIME] = 0
    sender: User | None = msgspec.field(default=None, name="from")
    sender_chat: Chat | None = None
    sender_business_bot: User | None = None
    is_automatic_forward: bool = False
    reply_to_message: Message | None = None
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    photo: tuple[File, ...] = ()
    animation: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: File | None = None
    video: File | None = None
    video_note: File | None = None
    voice: File | None = None
    business_connection_id: str = ""
    migrate_to_chat_id: int = 0
    reply_markup: Any = None


class Member(msgspec.Struct, frozen=True):
    status: str


class MemberUpdated(msgspec.Struct, frozen=True):
    chat: Chat
    sender: User = msgspec.field(name="from")
    date: Annotated[int, _TIME]
    new_chat_member: Member


class Sign(msgspec.Struct, frozen=True):
    type: str
    emoji: str = ""
    custom_emoji_id: str = ""


class Reaction(msgspec.Struct, frozen=True):
    chat: Chat
    message_id: int
    date: Annotated[int, _TIME]
    old_reaction: tuple[Sign, ...]
    new_reaction: tuple[Sign, ...]
    user: User | None = None
    actor_chat: Chat | None = None


class Button(msgspec.Struct, frozen=True):
    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class Connection(msgspec.Struct, frozen=True):
    id: str
    user: User
    date: Annotated[int, _TIME]
    is_enabled: bool


class Deleted(msgspec.Struct, frozen=True):
    business_connection_id: str
    chat: Chat
    message_ids: tuple[int, ...]


class Update(msgspec.Struct, frozen=True):
    """One thing that happened; exactly one of the optional fields is there."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    channel_post: Message | None = None
    edited_channel_post: Message | None = None
    business_message: Message | None = None
    edited_business_message: Message | None = None
    deleted_business_messages: Deleted | None = None
    business_connection: Connection | None = None
    callback_query: Button | None = None
    my_chat_member: MemberUpdated | None = None
    message_reaction: Reaction | None = None


ASKED_FOR = Update.__struct_fields__[1:]
"""The kinds of updates that we have Telegram send."""
