"""The methods of the Bot API that are more than a look: who may be spoken to is decided by the rules, here only words are checked.

Each takes the face, the bot and the call, and returns `result`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces import telegram_shapes as shapes
from askfirst.sandbox.rules import telegram as rules
from askfirst.sandbox.things import Deed, Kind, Media

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.call import Call, Sent
    from askfirst.sandbox.faces.telegram import TelegramFace
    from askfirst.sandbox.things import Account, Message, Post

TELEGRAM = "telegram"
TEXT, CAPTION = 4_096, 1_024
DOWNLOAD = 20_000_000
DELETES_WITHIN = timedelta(hours=48)
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def get_me(face: TelegramFace, bot: Account, _call: Call) -> dict[str, Any]:
    profile = face.world.profile(TELEGRAM, bot.id)
    return {
        **shapes.user(profile, is_bot=True),
        "can_join_groups": True,
        "can_read_all_group_messages": not face.world.setting(TELEGRAM, bot.id, "privacy", False),
        "supports_inline_queries": False,
        "can_connect_to_business": True,
        "has_main_web_app": False,
    }


# -- what is said ------------------------------------------------------------------------------------------------------


def send_message(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    text = _plain(call)
    if not text.strip():
        raise Refused("empty")
    if len(text) > TEXT:
        raise Refused("too_long")
    return _say(face, bot, call, text)


def send_photo(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    return _say(face, bot, call, _caption(call), [_file(face, call, "photo", "image/jpeg")])


def send_document(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    return _say(face, bot, call, _caption(call), [_file(face, call, "document", "application/octet-stream")])


def send_media_group(face: TelegramFace, bot: Account, call: Call) -> list[dict[str, Any]]:
    """Each file is a message of its own; clients show them together."""
    album = call.value("media")
    if not isinstance(album, list) or not 2 <= len(album) <= 10:
        raise Refused("no_file")
    said = []
    for one in album:
        field = str(one.get("media", "")).removeprefix("attach://")
        kind = "image/jpeg" if one.get("type") == "photo" else "application/octet-stream"
        file = _file(face, call, field, kind)
        said.append(_say(face, bot, call, str(one.get("caption", "")), [file]))
    group = face.world.digits(TELEGRAM, "album", said[0]["message_id"])
    return [{**one, "media_group_id": group} for one in said]


def _say(
    face: TelegramFace, bot: Account, call: Call, text: str, media: list[Media] | None = None
) -> dict[str, Any]:
    speaker = face.account_of(bot, call)
    to, is_group = _addressee(face, bot, call)
    about = _answered(face, speaker, call, to, is_group=is_group)
    if is_group:
        kind, target = (Kind.COMMENT, "") if about else (Kind.POST, bot.id)
    else:
        kind, target = Kind.WRITE, to
    deed = Deed(
        network=TELEGRAM,
        kind=kind,
        source=speaker.id,
        target=target,
        about=about,
        text=text,
        media=tuple(media or ()),
        app=bot.app or bot.id,
    )
    made = face.faces.play(deed).made
    for limit in rules.limits(deed):
        face.world.use(limit.name)
    if is_group:
        return shapes.group_message(face.world, face.world.post(TELEGRAM, made), bot)
    return shapes.message(face.world, face.world.messages[TELEGRAM, made], speaker)


def _addressee(face: TelegramFace, bot: Account, call: Call) -> tuple[str, bool]:
    """The person or the group that `chat_id` names.  A bot finds people by number only."""
    chat = str(call.given.get("chat_id", "")).strip()
    group = bot.more.get("group", {})
    if not chat:
        raise Refused("chat_id_empty")
    if chat == str(bot.more.get("old_group", "-")):
        raise Refused("migrated", chat=group.get("id"))
    if group and chat.lower() in {group.get("id"), f"@{group.get('username', '')}".lower()}:
        return str(group["id"]), True
    if (TELEGRAM, chat) not in face.world.profiles or (TELEGRAM, chat) in face.world.accounts:
        raise Refused("chat_not_found")
    return chat, False


def _answered(face: TelegramFace, speaker: Account, call: Call, to: str, *, is_group: bool) -> str:
    """The message that is answered; empty where there is none, and where it is gone and that does not matter."""
    given = call.value("reply_parameters")
    asked = given if isinstance(given, dict) else {"message_id": call.given.get("reply_to_message_id")}
    number = str(asked.get("message_id") or "")
    if not number:
        return ""
    if is_group:
        post = face.world.posts.get((TELEGRAM, number))
        if post is not None and post.wall == speaker.id and post.deleted_at is None:
            return number
    else:
        message = face.world.messages.get((TELEGRAM, number))
        if message is not None and to in {message.sender, message.recipient} and message.deleted_at is None:
            return number
    is_lenient = asked.get("allow_sending_without_reply") or call.given.get("allow_sending_without_reply")
    if is_lenient in {True, "true", "True", "1"}:
        return ""
    raise Refused("reply_not_found")


def _plain(call: Call, name: str = "text") -> str:
    """The words without their marks, where a way of marking them was named."""
    text = str(call.given.get(name, "") or "")
    if str(call.given.get("parse_mode", "")).lower() == "html":
        return unescape(re.sub(r"</?[a-z][^>]*>", "", text, flags=re.IGNORECASE))
    return text


def _caption(call: Call) -> str:
    text = _plain(call, "caption")
    if len(text) > CAPTION:
        raise Refused("caption_too_long")
    return text


def _file(face: TelegramFace, call: Call, field: str, otherwise: str) -> Media:
    """A file that was sent along, or one that Telegram has already."""
    given = str(call.given.get(field, ""))
    sent: Sent | None = call.files.get(given.removeprefix("attach://")) or call.files.get(field)
    if sent is not None:
        kind = sent.type if sent.type.startswith("image/") or otherwise != "image/jpeg" else otherwise
        name = face.world.keep_file(sent.content)
        return Media(id=name, type=kind, name=sent.name, size=len(sent.content))
    if found := _by_file_id(face, given):
        return found
    raise Refused("wrong_file" if given else "no_file")


def _by_file_id(face: TelegramFace, given: str) -> Media | None:
    name = re.sub(r"^BQACAgIAAxkBAAI[a-z]", "", given)
    if not given.startswith("BQACAgIAAxkBAAI") or name not in face.world.files:
        return None
    said: list[Message | Post] = [*face.world.messages.values(), *face.world.posts.values()]
    held = (one for thing in said for one in thing.media if one.id == name)
    return next(held, Media(id=name, type="application/octet-stream", size=len(face.world.files[name])))


# -- what was said -----------------------------------------------------------------------------------------------------


def edit_message_text(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    found, text = _own(face, bot, call), _plain(call)
    if not text.strip():
        raise Refused("empty")
    if found.text == text:
        raise Refused("not_modified")
    face.faces.play(
        Deed(network=TELEGRAM, kind=Kind.EDIT, source=bot.id, about=found.id, text=text, app=bot.app)
    )
    if (TELEGRAM, found.id) in face.world.posts:
        return shapes.group_message(face.world, face.world.post(TELEGRAM, found.id), bot)
    return shapes.message(face.world, face.world.messages[TELEGRAM, found.id], bot)


def delete_message(face: TelegramFace, bot: Account, call: Call) -> bool:
    found = _own(face, bot, call)
    if face.now - found.at >= DELETES_WITHIN:
        raise Refused("cannot_delete")
    face.faces.play(Deed(network=TELEGRAM, kind=Kind.DELETE, source=bot.id, about=found.id, app=bot.app))
    return True


def _own(face: TelegramFace, bot: Account, call: Call) -> Message | Post:
    _addressee(face, bot, call)
    number = str(call.given.get("message_id", ""))
    message, post = face.world.messages.get((TELEGRAM, number)), face.world.posts.get((TELEGRAM, number))
    if message is not None and message.sender == bot.id and message.deleted_at is None:
        return message
    if post is not None and post.author == bot.id and post.deleted_at is None:
        return post
    raise Refused("message_not_found")


def send_chat_action(face: TelegramFace, bot: Account, call: Call) -> bool:
    to, is_group = _addressee(face, bot, call)
    if not is_group and not rules.has_begun(face.world, face.account_of(bot, call).id, to):
        raise Refused("chat_not_found")
    return True


def read_business_message(face: TelegramFace, bot: Account, call: Call) -> bool:
    speaker = face.account_of(bot, call)
    if speaker is bot:
        raise Refused("connection")
    to, _ = _addressee(face, bot, call)
    face.world.do(Deed(network=TELEGRAM, kind=Kind.READ, source=speaker.id, target=to, app=bot.app))
    return True


# -- files and people --------------------------------------------------------------------------------------------------


def get_file(face: TelegramFace, _bot: Account, call: Call) -> dict[str, Any]:
    found = _by_file_id(face, str(call.given.get("file_id", "")))
    if found is None:
        raise Refused("wrong_file")
    if found.size > DOWNLOAD:
        raise Refused("file_too_big")
    folder = "photos" if found.type.startswith("image/") else "documents"
    return {
        "file_id": str(call.given["file_id"]),
        "file_unique_id": f"AgAD{found.id}",
        "file_size": found.size,
        "file_path": f"{folder}/{found.id}.{'jpg' if folder == 'photos' else 'bin'}",
    }


def get_chat(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    to, is_group = _addressee(face, bot, call)
    if not is_group and not rules.has_begun(face.world, bot.id, to):
        raise Refused("chat_not_found")
    shown = shapes.group_chat(bot) if is_group else shapes.private_chat(face.world.profile(TELEGRAM, to))
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **shown,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_user_profile_photos(_face: TelegramFace, _bot: Account, _call: Call) -> dict[str, Any]:
    return {"total_count": 0, "photos": []}


def get_business_connection(face: TelegramFace, bot: Account, call: Call) -> dict[str, Any]:
    account = face.account_of(bot, call)
    if account is bot:
        raise Refused("connection")
    profile = face.world.profile(TELEGRAM, account.id)
    return {
        "id": account.more["connection"],
        "user": shapes.user(profile),
        "user_chat_id": int(account.id),
        "date": shapes.seconds(profile.since),
        "rights": {"can_reply": True, "can_read_messages": True},
        "is_enabled": True,
    }


# -- webhooks ----------------------------------------------------------------------------------------------------------


def set_webhook(face: TelegramFace, bot: Account, call: Call) -> bool:
    url, secret = str(call.given.get("url", "")), str(call.given.get("secret_token", ""))
    if not url:
        return delete_webhook(face, bot, call)
    if not url.startswith(("https://", *_LOCAL)):
        raise Refused("bad_hook")
    if not _SECRET.fullmatch(secret):
        raise Refused("bad_secret")
    _end_hooks(face, bot)
    face.ask_for(bot, call)
    face.world.hook(TELEGRAM, url, app=bot.app or bot.id, account=bot.id, secret=secret)
    _drop_or_push(face, bot, call)
    return True


def delete_webhook(face: TelegramFace, bot: Account, call: Call) -> bool:
    _end_hooks(face, bot)
    if _is_true(call, "drop_pending_updates"):
        face.own.setdefault("waiting", {})[bot.id] = []
        face.changed()
    return True


def get_webhook_info(face: TelegramFace, bot: Account, _call: Call) -> dict[str, Any]:
    hook = face.hook_of(bot.id)
    pushed = [one.hook for one in face.world.parcels.values()] + [one.hook for one in face.world.events]
    waiting = len(face.waiting(bot.id)) + (pushed.count(hook.id) if hook else 0)
    shown: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": waiting,
    }
    kinds = face.own.get("asked_for", {}).get(bot.id)
    if hook:
        shown |= {"max_connections": 40, "ip_address": "127.0.0.1"}
        if hook.failing_since or hook.failures:
            shown["last_error_date"] = shapes.seconds(hook.failing_since or face.now)
            shown["last_error_message"] = "Wrong response from the webhook"
    return {**shown, "allowed_updates": kinds} if kinds else shown


def _drop_or_push(face: TelegramFace, bot: Account, call: Call) -> None:
    """What waited goes to the new hook, or is dropped."""
    waiting, hook = face.waiting(bot.id), face.hook_of(bot.id)
    face.own["waiting"][bot.id] = []
    face.changed()
    if hook and not _is_true(call, "drop_pending_updates"):
        for one in waiting:
            face.push(hook, one["update"])


def _end_hooks(face: TelegramFace, bot: Account) -> None:
    for hook in face.hooks(account=bot.id):
        face.pushes.disable(hook, "another address was given, or none")


def _is_true(call: Call, name: str) -> bool:
    return call.given.get(name) in {True, "true", "True", "1"}


def _true(_face: TelegramFace, _bot: Account, _call: Call) -> bool:
    return True


def _old_query(_face: TelegramFace, _bot: Account, _call: Call) -> bool:
    raise Refused("query_too_old")


METHODS: dict[str, Callable[[TelegramFace, Account, Call], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendmediagroup": send_media_group,
    "editmessagetext": edit_message_text,
    "deletemessage": delete_message,
    "sendchataction": send_chat_action,
    "readbusinessmessage": read_business_message,
    "getfile": get_file,
    "getchat": get_chat,
    "getuserprofilephotos": get_user_profile_photos,
    "getbusinessconnection": get_business_connection,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "answercallbackquery": _old_query,
    "setmycommands": _true,
    "deletemycommands": _true,
    "close": _true,
    "logout": _true,
}
