"""Users, chats, messages and updates as Telegram shows them to a bot.

Source: Telegram Bot API 10.1.  Numbers of messages grow by one over all of a bot's chats.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.things import Account, Media, Message, Post, Profile
    from askfirst.sandbox.world import World

TELEGRAM = "telegram"
_NAMES: tuple[str, ...] = ("first_name", "last_name", "username")
_ENTITIES = (
    ("bot_command", re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@\w+)?")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}")),
    ("url", re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")),
    ("hashtag", re.compile(r"(?<!\w)#\w+")),
)


def user(profile: Profile, *, is_bot: bool = False) -> dict[str, Any]:
    """A User."""
    first, _, last = profile.name.partition(" ")
    shown: dict[str, Any] = {"id": int(profile.id), "is_bot": is_bot, "first_name": first or profile.username}
    if last and not is_bot:
        shown["last_name"] = last
    if is_bot:
        shown["first_name"] = profile.name
    if profile.username:
        shown["username"] = profile.username
    if profile.language and not is_bot:
        shown["language_code"] = profile.language
    return shown


def private_chat(profile: Profile) -> dict[str, Any]:
    """The Chat of a person with somebody, which has the person's number."""
    shown = user(profile)
    named: dict[str, Any] = {name: shown[name] for name in _NAMES if name in shown}
    return {"id": shown["id"], "type": "private", **named}


def group_chat(account: Account) -> dict[str, Any]:
    """The Chat of the group to which a bot belongs."""
    group = account.more.get("group", {})
    shown = {"id": int(group.get("id", 0)), "type": "supergroup", "title": str(group.get("title", ""))}
    return {**shown, "username": group["username"]} if group.get("username") else shown


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def entities(text: str) -> list[dict[str, Any]]:
    """What is more than plain words in a text; places are counted in UTF-16 units."""
    found = []
    for kind, pattern in _ENTITIES:
        for one in pattern.finditer(text):
            offset, length = _units(text[: one.start()]), _units(one.group())
            found.append({"type": kind, "offset": offset, "length": length})
    return sorted(found, key=lambda one: one["offset"])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def content(text: str, media: tuple[Media, ...]) -> dict[str, Any]:
    """The words and the file of a message; beside a file words are its caption."""
    if not media:
        shown: dict[str, Any] = {"text": text}
        marks = entities(text)
        return {**shown, "entities": marks} if marks else shown
    file = media[0]
    shown = photo(file) if file.type in {"image/jpeg", "image/png"} else {"document": document(file)}
    if text:
        shown["caption"] = text
        if marks := entities(text):
            shown["caption_entities"] = marks
    return shown


def photo(file: Media) -> dict[str, Any]:
    """Two sizes, as a phone makes them; both lead to the same bytes."""
    sizes = ((90, file.size // 10 or 1, "s"), (1280, file.size, "x"))
    return {
        "photo": [
            {
                "file_id": file_id(file, kind),
                "file_unique_id": f"AQAD{file.id}{kind}",
                "width": edge,
                "height": edge,
                "file_size": size,
            }
            for edge, size, kind in sizes
        ]
    }


def document(file: Media) -> dict[str, Any]:
    return {
        "file_id": file_id(file, "d"),
        "file_unique_id": f"AgAD{file.id}d",
        "file_name": file.name or "file",
        "mime_type": file.type,
        "file_size": file.size,
    }


def file_id(file: Media, kind: str) -> str:
    return f"BQACAgIAAxkBAAI{kind}{file.id}"


def message(world: World, found: Message, account: Account, *, with_reply: bool = True) -> dict[str, Any]:
    """One that was said in private, as the bot is shown it."""
    sender = world.profile(TELEGRAM, found.sender)
    person = found.recipient if found.sender == account.id else found.sender
    is_persons = bool(account.more.get("connection"))
    is_bot = found.sender == account.id and not is_persons
    shown: dict[str, Any] = {
        "message_id": int(found.id),
        "from": user(sender, is_bot=is_bot),
        "chat": private_chat(world.profile(TELEGRAM, person)),
        "date": seconds(found.at),
        **content(found.text, found.media),
    }
    if is_persons:
        shown["business_connection_id"] = account.more["connection"]
        if found.app and found.sender == account.id:
            bot = world.profile(TELEGRAM, str(account.more["bot"]))
            shown["sender_business_bot"] = user(bot, is_bot=True)
    if found.edited_at:
        shown["edit_date"] = seconds(found.edited_at)
    answered = world.messages.get((TELEGRAM, found.about)) if with_reply and found.about else None
    if answered is not None and answered.deleted_at is None:
        shown["reply_to_message"] = message(world, answered, account, with_reply=False)
    return shown


def group_message(world: World, found: Post, account: Account, *, with_reply: bool = True) -> dict[str, Any]:
    """One that was said in the bot's group."""
    author = world.profile(TELEGRAM, found.author)
    shown: dict[str, Any] = {
        "message_id": int(found.id),
        "from": user(author, is_bot=found.author == account.id),
        "chat": group_chat(account),
        "date": seconds(found.at),
        **content(found.text, found.media),
    }
    if found.edited_at:
        shown["edit_date"] = seconds(found.edited_at)
    answered = world.posts.get((TELEGRAM, found.parent)) if with_reply and found.parent else None
    if answered is not None and answered.deleted_at is None:
        shown["reply_to_message"] = group_message(world, answered, account, with_reply=False)
    return shown


def member(profile: Profile, status: str, *, is_bot: bool = False) -> dict[str, Any]:
    """A ChatMember; `kicked` has its end, which is never."""
    shown: dict[str, Any] = {"status": status, "user": user(profile, is_bot=is_bot)}
    return {**shown, "until_date": 0} if status == "kicked" else shown
