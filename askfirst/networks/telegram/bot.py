"""Telegram: a bot, and through it the groups and the channel that it belongs to.

Telegram takes the bot's token in the path of every address and knows no other way: `build` leaves it out, and only what is
handed to the client has it.  There is no idempotency and nothing can be read back, so a lost answer stays an open question.

Source: Telegram Bot API 10.1.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from askfirst.networks import http
from askfirst.networks.base import (
    BadInput,
    BadSettings,
    Capabilities,
    Failure,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.hooks import Hooked, Piece, read_object, require_same
from askfirst.networks.http import Answer, Call, HttpNetwork
from askfirst.networks.joining import Account, Finding, Joining
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.pulls import Polled, Pulled
from askfirst.networks.telegram import outcomes
from askfirst.networks.telegram.guide import GUIDE
from askfirst.networks.telegram.updates import Reader, date_of, name_of, named, place, read
from askfirst.networks.telegram.words import ASKED_FOR
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.networks.base import Attachment, Envelope, Event, Media
    from askfirst.networks.hooks import Knock

__all__ = ["GUIDE", "Settings", "Telegram", "connector"]

CAPTION_LIMIT = 1_024
"""Characters of a text beside files."""
PHOTO_LIMIT = 10_000_000
"""Bytes; a larger picture goes as a document."""
LONG_POLL = 25
"""Seconds that Telegram keeps a question for updates open."""
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 -- the name of a header
_TOKEN = re.compile(r"(?P<bot>[0-9]{1,20}):[A-Za-z0-9_-]{3,200}")
_PICTURES = frozenset({"image/jpeg", "image/png"})


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bot, and how we reach it."""

    token: str = ""
    """From @BotFather; reading what came in needs none."""
    hook_secret: str = ""
    """What Telegram shows with every push, 1 to 256 of `A-Za-z0-9_-`."""
    receives_by: Literal["webhook", "polling"] = "webhook"
    username: str = ""
    """Of the bot, to see where it is mentioned."""
    account_id: str = ""
    """The bot's number; the beginning of its token where empty."""
    posts_to: str = ""
    """The group or channel for public posts: a number, or `@name`."""
    business_connection: str = ""
    """By which the bot speaks in a person's own account; empty: it speaks for itself."""
    through: str = ""

    def __repr__(self) -> str:
        """Without the token: a representation ends in logs."""
        return f"Settings(account_id={self.account_id!r}, receives_by={self.receives_by!r})"


class Telegram(HttpNetwork, Joining, Marking):
    """One bot; `ByHook` and `ByPoll` say how things come in, for Telegram allows one way at a time."""

    name = "telegram"
    label = "Telegram"
    hosts: ClassVar = {"api": "https://api.telegram.org"}
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
        text_limit=4_096,
        attachment_limit=50_000_000,
        most_attachments=10,
        has_typing=True,
        has_quotes=True,
    )

    def __init__(self, settings: Settings) -> None:
        super().__init__(through=settings.through)
        self._settings = settings
        self._bot = settings.account_id or settings.token.partition(":")[0]

    # ── out ──

    def build(self, envelope: Envelope) -> Call:
        """One message, or several files that Telegram shows as one.  The token is added by `sign`."""
        said: dict[str, Any] = {"chat_id": self._chat(envelope)}
        if self._settings.business_connection:
            said["business_connection_id"] = self._settings.business_connection
        answered = place(envelope.in_reply_to)
        if answered and answered[0] == str(said["chat_id"]):
            is_private = envelope.form is Form.DIRECT
            said["reply_parameters"] = {
                "message_id": answered[1],
                "allow_sending_without_reply": is_private,
            }
        if envelope.attachments:
            return self._with_files(envelope, said)
        return self._call("sendMessage", json={**said, "text": envelope.text})

    def _chat(self, envelope: Envelope) -> int | str:
        chat = envelope.to
        if envelope.form is Form.PUBLIC_POST:
            chat = self._settings.posts_to
            if not chat:
                raise Unsupported(
                    Sentence("Telegram: name the group or channel for public posts in the channel's settings")
                )
        if envelope.form is Form.PUBLIC_REPLY:
            answered = place(envelope.in_reply_to)
            if answered is None:
                raise Unsupported(
                    Sentence("Telegram does not support public replies to what is no message in a group")
                )
            chat = answered[0]
        return int(chat) if re.fullmatch(r"-?[0-9]{1,20}", chat) else chat

    def _with_files(self, envelope: Envelope, said: dict[str, Any]) -> Call:
        if len(envelope.text) > CAPTION_LIMIT:
            raise Unsupported(
                Sentence(
                    "Telegram takes at most %(caption_limit)s characters beside files; this text has %(length)s",
                    caption_limit=f"{CAPTION_LIMIT:,}",
                    length=f"{len(envelope.text):,}",
                )
            )
        kinds = [_kind(one) for one in envelope.attachments]
        if len(kinds) == 1:
            method, names, told = f"send{kinds[0].capitalize()}", kinds, {**said, "caption": envelope.text}
        else:
            kind = "photo" if set(kinds) == {"photo"} else "document"
            names = [f"file{number}" for number in range(len(kinds))]
            album = [{"type": kind, "media": f"attach://{name}"} for name in names]
            album[0]["caption"] = envelope.text
            method, told = "sendMediaGroup", {**said, "media": album}
        files = {
            name: (one.name, one.content, one.content_type)
            for name, one in zip(names, envelope.attachments, strict=True)
        }
        return self._call(method, form={name: _plain(value) for name, value in told.items()}, files=files)

    def _call(self, method: str, **given: Any) -> Call:
        return Call(method="POST", url=self.at("api", f"/{method}"), **given)

    def sign(self, call: Call) -> Call:
        """With the token in the path, where alone Telegram looks for it."""
        base, token = self.at("api", ""), self._settings.token
        if not token:
            raise NetworkError(
                Sentence("Telegram: the bot's token is missing: connect the channel again"),
                failure=Failure.CREDENTIALS,
            )
        path = call.url.removeprefix(base)
        kind, rest = ("/file", path.removeprefix("/file")) if path.startswith("/file/") else ("", path)
        return replace(call, url=f"{base}{kind}/bot{token}{rest}")

    def receipt(self, answer: Answer) -> Receipt:
        """The message that stands there now; of an album its first."""
        result = answer.object().get("result")
        message: Any = result[0] if isinstance(result, list) and result else result
        try:
            chat, number, date = message["chat"]["id"], message["message_id"], message.get("date")
        except (TypeError, KeyError, AttributeError):
            return Receipt(external_id="")
        at = datetime.fromtimestamp(date, UTC) if isinstance(date, int) and 0 < date < 2**37 else None
        connection = str(message.get("business_connection_id", ""))
        return Receipt(external_id=named(chat, number, connection), accepted_at=at)

    def refusal(self, answer: Answer) -> NetworkError | None:
        """By Telegram's own numbers and fixed words; see `outcomes`."""
        return outcomes.refusal(answer)

    async def locate(self, media: Media) -> Call:
        """The signed call that brings a file; Telegram is asked for its path first, which holds for an hour."""
        if not (own := self._own(media.url)):
            return await super().locate(media)
        file = parse_qs(urlsplit(own).query).get("file_id", [""])[0]
        answer = await self.ask(Call(method="GET", url=self.at("api", "/getFile"), query={"file_id": file}))
        path = _result(answer).get("file_path")
        if not isinstance(path, str) or not path:
            raise NetworkError(
                Sentence("Telegram does not say where this file lies"),
                failure=Failure.REFUSED,
                code="file_path",
            )
        return self.sign(Call(method="GET", url=self.at("api", f"/file/{quote(path)}")))

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:
        """`typing` for five seconds; `seen` only in a person's own account, where Telegram has such a thing."""
        if mark is Mark.TYPING:
            said: dict[str, Any] = {"chat_id": to, "action": "typing"}
            method = "sendChatAction"
        elif self._settings.business_connection and (seen := place(message)):
            said, method = {"chat_id": seen[0], "message_id": seen[1]}, "readBusinessMessage"
        else:
            raise Unsupported(Sentence("Telegram does not let a bot show that it has seen a message"))
        if self._settings.business_connection:
            said["business_connection_id"] = self._settings.business_connection
        await self.ask(self._call(method, json=said))

    # ── in ──

    def parse(self, raw: bytes) -> Iterable[Event]:
        """One update."""
        update, found = read(raw)
        reader = Reader(
            bot=self._bot,
            username=self._settings.username.removeprefix("@"),
            files=self.at("api", "/getFile?file_id="),
        )
        return list(reader.events(update, found))

    # ── connecting ──

    async def account(self) -> Account:
        """The bot, as Telegram knows it."""
        me = await self._asked("getMe")
        kind = "person" if self._settings.business_connection else "bot"
        name = f"@{me['username']}" if me.get("username") else str(me.get("first_name", ""))
        settings = {"account_id": str(me.get("id", "")), "username": str(me.get("username", ""))}
        return Account(address=settings["account_id"], name=name, said={"kind": kind}, settings=settings)

    async def findings(self, hook: str) -> list[Finding]:
        """The token, what the bot sees in groups, and whether updates come by the way that was chosen."""
        me, info = await self._asked("getMe"), await self._asked("getWebhookInfo")
        sees_all = me.get("can_read_all_group_messages") is True
        return [
            Finding(
                what=Sentence("token"),
                is_good=True,
                says=Sentence(
                    "it speaks for @%(name)s, %(number)s",
                    name=me.get("username", ""),
                    number=str(me.get("id")),
                ),
            ),
            Finding(
                what=Sentence("groups"),
                is_good=True,
                says=Sentence("in groups the bot sees everything")
                if sees_all
                else Sentence(
                    "in groups the bot sees what mentions it, answers it or begins with `/`; @BotFather changes that "
                    "with /setprivacy"
                ),
            ),
            *self._ways(hook, info),
        ]

    def _ways(self, hook: str, info: Mapping[str, Any]) -> Iterable[Finding]:
        raise NotImplementedError

    async def _asked(self, method: str) -> dict[str, Any]:
        answer = await self.ask(Call(method="GET", url=self.at("api", f"/{method}")))
        return _result(answer)


class ByHook(Telegram, Hooked):
    """Telegram pushes every update to us, one at a time."""

    def verify(self, knock: Knock) -> None:
        """A shared word in a header; Telegram signs no bytes."""
        require_same(
            knock.headers.get(SECRET_HEADER, ""), self._settings.hook_secret, "Telegram's secret token"
        )

    def pieces(self, raw: bytes) -> Iterable[Piece]:
        """One push is one update."""
        read_object(raw, self.label)
        update, _ = read(raw)
        return [Piece(external_id=name_of(update), raw=raw)]

    def _ways(self, hook: str, info: Mapping[str, Any]) -> Iterable[Finding]:
        url = str(info.get("url", ""))
        is_ours = bool(hook) and url == hook
        yield Finding(
            what=Sentence("webhook"),
            is_good=is_ours,
            says=Sentence("Telegram pushes to us")
            if is_ours
            else Sentence(
                "Telegram pushes to `%(what)s` and not to `%(hook)s`: connect again",
                what=url or "nobody",
                hook=hook,
            ),
        )
        if error := info.get("last_error_message"):
            waiting = info.get("pending_update_count", 0)
            yield Finding(
                what=Sentence("last push"),
                is_good=False,
                says=Sentence(
                    "Telegram says: %(why)s; %(waiting)s updates wait, for at most 24 hours",
                    why=error,
                    waiting=waiting,
                ),
            )

    async def subscribe(self, hook: str, secret: str) -> None:
        """Have updates pushed to `hook`, with `secret` in the header of each."""
        asked = {"url": hook, "secret_token": secret, "allowed_updates": list(ASKED_FOR)}
        await self.ask(replace(self._call("setWebhook", json=asked), is_harmless=True))


class ByPoll(Telegram, Polled):
    """We ask for updates and Telegram keeps the question open until there are some."""

    every: ClassVar = timedelta(0)
    is_only_way: ClassVar = True

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """What is new.  Asking with a cursor tells Telegram that everything before it is safely kept."""
        query = {
            "limit": "100",
            "timeout": str(LONG_POLL if cursor else 0),
            "allowed_updates": _plain(list(ASKED_FOR)),
        }
        if cursor:
            query["offset"] = cursor
        call = Call(method="GET", url=self.at("api", "/getUpdates"), query=query, seconds=LONG_POLL + 15)
        found = (await self.ask(call)).object().get("result")
        updates = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        pieces = [piece for one in updates if (piece := _piece(one, None if cursor else since))]
        numbers = [one["update_id"] for one in updates if isinstance(one.get("update_id"), int)]
        return Pulled(
            pieces=tuple(pieces),
            cursor=str(max(numbers) + 1) if numbers else cursor,
            is_more=len(updates) == 100,
        )

    def _ways(self, hook: str, info: Mapping[str, Any]) -> Iterable[Finding]:  # noqa: ARG002 -- the other way has one
        url = str(info.get("url", ""))
        yield Finding(
            what=Sentence("polling"),
            is_good=not url,
            says=Sentence(
                "Telegram pushes to `%(url)s`, so nothing can be fetched: connect again to end that", url=url
            )
            if url
            else Sentence("nothing is pushed elsewhere, so updates can be fetched"),
        )

    async def subscribe(self, hook: str, secret: str) -> None:  # noqa: ARG002 -- nothing is pushed
        """End every push, for Telegram allows one way at a time.  What waits is kept."""
        await self.ask(replace(self._call("deleteWebhook", json={}), is_harmless=True))


def connector(settings: Mapping[str, object]) -> Telegram:
    """One bot."""
    given: Settings = http.settings(Settings, settings, "Telegram")
    if given.token and not _TOKEN.fullmatch(given.token):
        raise BadSettings(
            Sentence("Telegram: `token` does not look like one; @BotFather gives it, as `123456:AbC…`")
        )
    if given.hook_secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given.hook_secret):
        raise BadSettings(
            Sentence("Telegram: `hook_secret` may have letters, digits, `_` and `-` only, at most 256")
        )
    return ByHook(given) if given.receives_by == "webhook" else ByPoll(given)


def _result(answer: Answer) -> dict[str, Any]:
    result = answer.object().get("result")
    return result if isinstance(result, dict) else {}


def _kind(file: Attachment) -> str:
    is_photo = file.content_type in _PICTURES and len(file.content) <= PHOTO_LIMIT
    return "photo" if is_photo else "document"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _piece(update: dict[str, Any], since: datetime | None) -> Piece | None:
    """One pulled update; None where it was said before `since`.  What cannot be read is kept under its number."""
    raw = msgspec.json.encode(update)
    try:
        known, _ = read(raw)
    except BadInput:
        return Piece(external_id=f"update:{update.get('update_id')}", raw=raw)
    date = date_of(known)
    if since and date and date < since.replace(microsecond=0):  # Telegram tells whole seconds
        return None
    return Piece(external_id=name_of(known), raw=raw)
