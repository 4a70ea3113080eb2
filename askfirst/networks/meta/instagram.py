"""Instagram professional accounts: private messages, private replies, comments and mentions, by either kind of login.

`login = "instagram"` speaks to graph.instagram.com with the account's own token; `login = "facebook"` speaks to
graph.facebook.com with the token of the Page that is linked with the account.
Sources: Instagram Platform, Messaging API, Private Replies and Webhooks (2025-11 to 2026-07); Messenger Platform, Marketing
Messages (tickets: described for accounts behind a Page only).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    BadSettings,
    Capabilities,
    Envelope,
    Event,
    Failure,
    Form,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.http import Answer, Call
from askfirst.networks.joining import Account, Finding, Joining, Renewed
from askfirst.networks.lengths import Unit
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.meta import instagram_comments, messenger, messenger_events
from askfirst.networks.meta.errors import number
from askfirst.networks.meta.graph import VERSION, Bit, MetaNetwork, items, word
from askfirst.networks.meta.instagram_guide import GUIDE, WANTED
from askfirst.networks.meta.reading import MESSAGES, Reading, standing
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["GUIDE", "WANTED", "Instagram", "Settings", "connector"]

LASTS = timedelta(days=60)
"""How long a token of Instagram Login is good for."""

_SAID = "id,text,from,username,timestamp"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an account is reached.  Reading needs none of the secrets."""

    account_id: str = ""
    login: Literal["instagram", "facebook"] = "instagram"
    page_id: str = ""
    app_id: str = ""
    app_secret: str = ""
    hook_secret: str = ""
    token: str = ""
    through: str = ""


class Instagram(MetaNetwork, Polled, ReadBack, Joining, Marking, Profiled):
    """One professional account."""

    name = "instagram"
    label = "Instagram"
    objects = frozenset({"instagram"})
    hosts: ClassVar[Mapping[str, str]] = {
        "graph": "https://graph.facebook.com",
        "instagram": "https://graph.instagram.com",
        "www": "https://www.instagram.com",
        "api": "https://api.instagram.com",
    }
    every = timedelta(minutes=15)
    is_only_way = False
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY, Form.PUBLIC_REPLY}),
        text_limit=1_000,
        text_limits={Form.PUBLIC_REPLY: 2_200},
        text_unit=Unit.BYTES,
        attachment_limit=8_000_000,
        attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),
        most_attachments=10,
        has_text_with_files=False,
        reports_reading=True,
        has_typing=True,
        has_quotes=True,
        has_tickets=True,
        tickets_need={"login": "facebook"},
    )

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            through=settings.through,
            token=settings.token,
            app_id=settings.app_id,
            app_secret=settings.app_secret,
            hook_secret=settings.hook_secret,
        )
        self._settings = settings
        self._account = settings.account_id or "me"
        self._is_by_page = settings.login == "facebook"
        self._node = settings.page_id if self._is_by_page else settings.account_id or "me"
        """Whose edges carry messages: the Page's or the account's own."""
        self.renew_before = None if self._is_by_page else timedelta(days=10)

    def graph(self, path: str) -> str:
        """The address of a node or an edge, on the host that this kind of login has."""
        return self.at("graph" if self._is_by_page else "instagram", f"/{VERSION}/{path}")

    def build(self, envelope: Envelope) -> Call:
        """A message or a comment."""
        if envelope.form is Form.PUBLIC_REPLY:
            return self._comment(messenger.answered(envelope), envelope.text)
        messenger.check_kinds(envelope, self.label)
        if not self._is_by_page:
            _check_alone(envelope)
        return Call(
            method="POST",
            url=self.graph(f"{self._node}/messages"),
            json=messenger.request(envelope, messenger.recipient(envelope, self._account)),
            uploads=envelope.attachments,
        )

    def _comment(self, answered: str, text: str) -> Call:
        """Under a comment of ours, or where we were named."""
        kind, _, rest = answered.partition(":")
        if kind != instagram_comments.MENTION:
            return Call(method="POST", url=self.graph(f"{answered}/replies"), json={"message": text})
        media, _, comment = rest.partition(":")
        said = {"media_id": media, "message": text} | ({"comment_id": comment} if comment else {})
        return Call(method="POST", url=self.graph(f"{self._account}/mentions"), json=said)

    def receipt(self, answer: Answer) -> Receipt:
        """The id of the message or comment."""
        said = answer.object()
        return Receipt(external_id=word(said, "message_id") or word(said, "id"))

    async def upload(self, attachment: Attachment) -> str:
        """Lay one file ready for a message."""
        return await messenger.lay_ready(self, self._node, attachment, platform="instagram")

    def attach(self, call: Call, names: list[str]) -> Call:
        """The message with the files that were laid ready."""
        return replace(call, json=messenger.with_files(call.json, call.uploads, names))

    def events(self, bit: Bit) -> Iterable[Event]:
        """Messages, comments and mentions.  A test push of the dashboard puts messages among the changes."""
        if bit.field in {"messaging", "standby"}:
            return messenger_events.read(bit)
        if bit.field in {"comments", "live_comments"}:
            return instagram_comments.read(bit)
        if bit.field == "mentions":
            return instagram_comments.mention(bit)
        if bit.field in _MESSAGE_FIELDS and isinstance(bit.value, dict) and "sender" in bit.value:
            return messenger_events.read(bit)
        return super().events(bit)

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Read threads, then the newest posts with their comments, one page at a time."""
        return await Reading(
            network=self,
            object="instagram",
            account=self._account,
            threads=f"{self._node}/conversations",
            platform="instagram",
            public=f"{self._account}/media",
            public_query={"limit": "25", "fields": f"id,comments.limit(50){{{_SAID},replies{{{_SAID}}}}}"},
            said_in_public=self._said_in_public,
        ).pull(cursor, since)

    def _said_in_public(self, media: dict[str, Any]) -> Iterable[Bit]:
        """The comments under one post and their answers, in the form in which they would have been pushed."""
        for comment in items(media, "comments", "data"):
            yield self._pushed(media, comment, "")
            for answer in items(comment, "replies", "data"):
                yield self._pushed(media, answer, word(comment, "id"))

    def _pushed(self, media: dict[str, Any], said: dict[str, Any], parent: str) -> Bit:
        value = {
            "id": word(said, "id"),
            "text": word(said, "text"),
            "from": said.get("from") or {"username": word(said, "username")},
            "media": {"id": word(media, "id")},
            "created_time": said.get("timestamp"),
        } | ({"parent_id": parent} if parent else {})
        return Bit(object="instagram", account=self._account, field="comments", value=value)

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """Look for these words, said by the account, in the thread with the person or under the comment."""
        if envelope.form is Form.PUBLIC_REPLY:
            path, query = f"{messenger.answered(envelope)}/replies", {"limit": "50", "fields": _SAID}
        else:
            who = {"platform": "instagram", "user_id": envelope.to, "fields": MESSAGES}
            path, query = f"{self._node}/conversations", who
        if path.startswith(f"{instagram_comments.MENTION}:"):
            raise NetworkError(
                Sentence(
                    "Instagram shows nobody what was answered under the posts of others: look in the app"
                ),
                failure=Failure.REFUSED,
            )
        answer = await self.ask(Call(method="GET", url=self.graph(path), query=query))
        is_newest_first = envelope.form is not Form.PUBLIC_REPLY
        return standing(answer.object(), self._account, envelope, since, is_newest_first=is_newest_first)

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:  # noqa: ARG002 -- whole threads are marked
        """Show that we have read the thread, or that we are writing."""
        await self.ask(messenger.marked(self.graph(f"{self._node}/messages"), mark, to))

    async def profile(self, handle: str) -> Profile:
        """Who somebody is that wrote to the account, and whether each follows the other."""
        query = {"fields": "name,username,is_user_follow_business,is_business_follow_user"}
        found = (await self.ask(Call(method="GET", url=self.graph(handle), query=query))).object()
        return Profile(
            name=word(found, "name") or word(found, "username"),
            follows_us=_told(found.get("is_user_follow_business")),
            we_follow=_told(found.get("is_business_follow_user")),
        )

    async def account(self) -> Account:
        """The account whose token we hold."""
        if self._is_by_page:
            query = {"fields": "instagram_business_account{id,username}"}
            call = Call(method="GET", url=self.graph(self._node), query=query)
            said = (await self.ask(call)).object().get("instagram_business_account")
        else:
            call = Call(method="GET", url=self.graph("me"), query={"fields": "user_id,username"})
            said = (await self.ask(call)).object()
        named = word(said, "user_id") or word(said, "id")
        return Account(
            address=named,
            name=word(said, "username"),
            said=self.kind("professional"),
            settings={"account_id": named},
        )

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- who knocks there is seen by whoever serves it
        """Try what each permission is for, saying nothing to anybody."""
        threads = Call(
            method="GET",
            url=self.graph(f"{self._node}/conversations"),
            query={"limit": "1", "fields": "id", "platform": "instagram"},
        )
        media = Call(
            method="GET",
            url=self.graph(f"{self._account}/media"),
            query={"limit": "1", "fields": "id,comments{id}"},
        )
        wanted = () if self._is_by_page else WANTED
        return [
            await self.try_out(
                Sentence("Private messages can be read"),
                threads,
                Sentence(
                    "In the Instagram app, allow access to messages; then connect again and agree to messages."
                ),
            ),
            await self.try_out(
                Sentence("Posts and comments can be read"),
                media,
                Sentence("Connect again and agree to comments."),
            ),
            await self.has_subscribed(self._node, wanted),
        ]

    async def subscribe(self, hook: str, secret: str) -> None:
        """Enter our hook at the app where we may, and have the account's events pushed.

        Through a Page it is the Page that is subscribed, and for messages only: the rest follows from the app.
        """
        await self.enter_hook("instagram", hook, WANTED, secret)
        fields = "messages" if self._is_by_page else ",".join(WANTED)
        url = self.graph(f"{self._node}/subscribed_apps")
        await self.ask(Call(method="POST", url=url, form={"subscribed_fields": fields}, is_harmless=True))

    async def renew(self) -> Renewed | None:
        """Make the 60 days begin anew, or exchange a fresh token of an hour for one of 60 days; a Page's does not expire.

        A token of 60 days that is less than a day old can be neither: it is kept, and tried again in a day.
        """
        if self._is_by_page:
            return None
        try:
            said = await self._exchanged("refresh_access_token", {"grant_type": "ig_refresh_token"})
        except NetworkError as error:
            if error.failure in _NOT_NOW:
                raise
            said = await self._lengthened()
        token, lasts = word(said, "access_token"), number(said.get("expires_in"))
        if not token:
            raise NetworkError(
                Sentence("Instagram gave no token: connect the account again"), failure=Failure.CREDENTIALS
            )
        return Renewed(settings={"token": token}, lasts=timedelta(seconds=lasts) if lasts else LASTS)

    async def _lengthened(self) -> dict[str, Any]:
        secret = {"grant_type": "ig_exchange_token", "client_secret": self._settings.app_secret}
        try:
            return await self._exchanged("access_token", secret)
        except NetworkError as error:
            if error.failure in _NOT_NOW:
                raise
            await self.account()  # raises where the token is worth nothing
            return {"access_token": self._settings.token, "expires_in": _A_DAY_LATER}

    async def _exchanged(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        call = Call(method="GET", url=self.at("instagram", f"/{path}"), query=query, is_harmless=True)
        return (await self.ask(call)).object()


def _check_alone(envelope: Envelope) -> None:
    """Raises `Unsupported` for what an account that is linked with no Page cannot send."""
    if envelope.attachments:
        raise Unsupported(
            Sentence("Instagram takes files only where the account is connected through a Page")
        )
    if envelope.ticket or envelope.optin:
        raise Unsupported(
            Sentence(
                "Instagram asks people itself, and takes what they asked for, only where the account is connected"
                " through a Page"
            )
        )


_NOT_NOW = frozenset({Failure.RETRY, Failure.QUOTA})
_A_DAY_LATER = int(timedelta(days=11).total_seconds())
"""After which a token that cannot be renewed yet is tried again: ten days before its end, as far as we say."""
_MESSAGE_FIELDS = frozenset(
    {
        "messages",
        "message_edit",
        "message_reactions",
        "messaging_postbacks",
        "messaging_optins",
        "messaging_seen",
        "message_echoes",
    }
)


def _told(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def connector(settings: Mapping[str, object]) -> Instagram:
    """One account.

    Raises:
        BadSettings: something is missing or cannot work.
    """
    read: Settings = http.settings(Settings, settings, Instagram.label)
    if read.login == "facebook" and not read.page_id:
        raise BadSettings(
            Sentence("Instagram: `page_id` is needed with `login` = facebook: messages go through the Page")
        )
    return Instagram(read)
