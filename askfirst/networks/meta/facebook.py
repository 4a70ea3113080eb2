"""Facebook Pages and Messenger: private messages, private replies, comments and posts of the page.

Sources: Messenger Platform, Send API and Private Replies (2026-04-16); Page, Comment and Conversation nodes of the Graph API.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    Capabilities,
    Envelope,
    Event,
    Failure,
    Form,
    NetworkError,
    Receipt,
)
from askfirst.networks.http import Answer, Call
from askfirst.networks.joining import Account, Finding, Joining, Renewed
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.meta import facebook_feed, messenger, messenger_events
from askfirst.networks.meta.facebook_guide import GUIDE, WANTED
from askfirst.networks.meta.graph import Bit, MetaNetwork, items, word
from askfirst.networks.meta.reading import MESSAGES, Reading, standing
from askfirst.networks.profiles import Profile, Profiled
from askfirst.networks.pulls import Polled, Pulled, ReadBack
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["GUIDE", "WANTED", "Facebook", "Settings", "connector"]

_SAID = "id,message,from,created_time"
_POST = f"{_SAID},comments.order(reverse_chronological).limit(100){{{_SAID},parent}}"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a Page is reached.  Reading needs none of the secrets."""

    page_id: str
    app_id: str = ""
    app_secret: str = ""
    hook_secret: str = ""
    token: str = ""
    through: str = ""


class Facebook(MetaNetwork, Polled, ReadBack, Joining, Marking, Profiled):
    """One Page."""

    name = "facebook"
    label = "Facebook"
    objects = frozenset({"page"})
    hosts: ClassVar[Mapping[str, str]] = {
        "graph": "https://graph.facebook.com",
        "www": "https://www.facebook.com",
    }
    every = timedelta(minutes=15)
    is_only_way = False
    capabilities = Capabilities(
        forms=frozenset(Form),
        text_limit=2_000,
        text_limits={Form.PUBLIC_REPLY: 8_000, Form.PUBLIC_POST: 63_206},
        attachment_limit=25_000_000,
        attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),
        most_attachments=30,
        has_text_with_files=False,
        reports_delivery=True,
        reports_reading=True,
        has_typing=True,
        has_quotes=True,
        has_tickets=True,
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
        self._page = settings.page_id

    def build(self, envelope: Envelope) -> Call:
        """A message, a comment or a post."""
        if envelope.form is Form.PUBLIC_POST:
            return Call(method="POST", url=self.graph(f"{self._page}/feed"), json={"message": envelope.text})
        if envelope.form is Form.PUBLIC_REPLY:
            url = self.graph(f"{messenger.answered(envelope)}/comments")
            return Call(method="POST", url=url, json={"message": envelope.text})
        messenger.check_kinds(envelope, self.label)
        return Call(
            method="POST",
            url=self.graph(f"{self._page}/messages"),
            json=messenger.request(envelope, messenger.recipient(envelope, self._page)),
            uploads=envelope.attachments,
        )

    def receipt(self, answer: Answer) -> Receipt:
        """The id of the message, comment or post."""
        said = answer.object()
        return Receipt(external_id=word(said, "message_id") or word(said, "id"))

    async def upload(self, attachment: Attachment) -> str:
        """Lay one file ready for a message."""
        return await messenger.lay_ready(self, self._page, attachment, platform="messenger")

    def attach(self, call: Call, names: list[str]) -> Call:
        """The message with the files that were laid ready."""
        return replace(call, json=messenger.with_files(call.json, call.uploads, names))

    def events(self, bit: Bit) -> Iterable[Event]:
        """Messages, what happens on the feed, and mentions."""
        if bit.field in {"messaging", "standby"}:
            return messenger_events.read(bit)
        if bit.field == "feed":
            return facebook_feed.read(bit)
        if bit.field == "mention":
            return facebook_feed.mention(bit)
        return super().events(bit)

    async def pull(self, cursor: str, since: datetime) -> Pulled:
        """Read threads, then the newest posts with their comments, one page at a time."""
        return await Reading(
            network=self,
            object="page",
            account=self._page,
            threads=f"{self._page}/conversations",
            platform="messenger",
            public=f"{self._page}/feed",
            public_query={"limit": "25", "fields": _POST},
            said_in_public=self._said_in_public,
        ).pull(cursor, since)

    def _said_in_public(self, post: dict[str, Any]) -> Iterable[Bit]:
        """A post and its comments, in the form in which they would have been pushed."""
        named = word(post, "id")
        yield self._feed({**_said(post), "item": "post", "post_id": named})
        for comment in items(post, "comments", "data"):
            parent = word(comment, "parent", "id") or named
            about = {
                "item": "comment",
                "post_id": named,
                "comment_id": word(comment, "id"),
                "parent_id": parent,
            }
            yield self._feed({**_said(comment), **about})

    def _feed(self, value: dict[str, Any]) -> Bit:
        return Bit(object="page", account=self._page, field="feed", value={**value, "verb": "add"})

    async def find(self, envelope: Envelope, since: datetime) -> Receipt | None:
        """Look for these words, said by the Page, in the thread, under the comment or on the feed."""
        path, query = self._place(envelope)
        answer = await self.ask(Call(method="GET", url=self.graph(path), query=query))
        return standing(answer.object(), self._page, envelope, since)

    def _place(self, envelope: Envelope) -> tuple[str, dict[str, str]]:
        """Where on the network it would stand."""
        if envelope.form is Form.DIRECT:
            who = {"platform": "messenger", "user_id": envelope.to, "fields": MESSAGES}
            return f"{self._page}/conversations", who
        if envelope.form is Form.PRIVATE_REPLY:
            return messenger.answered(envelope), {"fields": f"private_reply_conversation{{{MESSAGES}}}"}
        if envelope.form is Form.PUBLIC_REPLY:
            newest = {"order": "reverse_chronological", "filter": "stream", "limit": "50", "fields": _SAID}
            return f"{messenger.answered(envelope)}/comments", newest
        return f"{self._page}/feed", {"limit": "25", "fields": _SAID}

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:  # noqa: ARG002 -- Messenger marks whole threads
        """Show that we have read the thread, or that we are writing."""
        await self.ask(messenger.marked(self.graph(f"{self._page}/messages"), mark, to))

    async def account(self) -> Account:
        """The Page whose token we hold."""
        query = {"fields": "id,name,is_published"}
        found = (await self.ask(Call(method="GET", url=self.graph(self._page), query=query))).object()
        said: dict[str, object] = {**self.kind("page")}
        if isinstance(found.get("is_published"), bool):
            said["published"] = found["is_published"]
        return Account(address=word(found, "id"), name=word(found, "name"), said=said)

    async def profile(self, handle: str) -> Profile:
        """The name of somebody who wrote to the Page: of others Facebook tells nothing."""
        query = {"fields": "first_name,last_name"}
        found = (await self.ask(Call(method="GET", url=self.graph(handle), query=query))).object()
        return Profile(name=f"{word(found, 'first_name')} {word(found, 'last_name')}".strip())

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- who knocks there is seen by whoever serves it
        """Try what each permission is for, saying nothing to anybody."""
        page = {"limit": "1", "fields": "id"}
        return [
            await self.try_out(
                Sentence("The Page can be read"),
                Call(method="GET", url=self.graph(self._page)),
                Sentence("Check the Page ID and the token."),
            ),
            await self.try_out(
                Sentence("Private messages can be read (pages_messaging)"),
                Call(
                    method="GET",
                    url=self.graph(f"{self._page}/conversations"),
                    query={**page, "platform": "messenger"},
                ),
                Sentence("Connect again and agree to pages_messaging."),
            ),
            await self.try_out(
                Sentence("Posts and comments can be read (pages_read_engagement)"),
                Call(method="GET", url=self.graph(f"{self._page}/feed"), query=page),
                Sentence("Connect again and agree to pages_read_engagement and pages_read_user_content."),
            ),
            await self.has_subscribed(self._page, WANTED),
        ]

    async def subscribe(self, hook: str, secret: str) -> None:
        """Enter our hook at the app where we may, and have the Page's events pushed."""
        await self.enter_hook("page", hook, WANTED, secret)
        call = Call(
            method="POST",
            url=self.graph(f"{self._page}/subscribed_apps"),
            form={"subscribed_fields": ",".join(WANTED)},
            is_harmless=True,
        )
        await self.ask(call)

    async def renew(self) -> Renewed | None:
        """Exchange a person's token for one of the Page, which does not expire; None where it is one already."""
        who = await self.ask(Call(method="GET", url=self.graph("me"), query={"fields": "id"}))
        if word(who.object(), "id") == self._page:
            return None
        asked = Call(method="GET", url=self.graph(self._page), query={"fields": "access_token"})
        other = Facebook(msgspec.structs.replace(self._settings, token=await self._long_lived()))
        token = word((await other.ask(asked)).object(), "access_token")
        if not token:
            raise NetworkError(
                Sentence("Facebook gave no token of the Page: connect with a person who manages it"),
                failure=Failure.CREDENTIALS,
            )
        return Renewed(settings={"token": token}, lasts=None)

    async def _long_lived(self) -> str:
        """A person's token that lasts; the token as it is where the app is not known."""
        if not (self._settings.app_id and self._settings.app_secret):
            return self._settings.token
        form = {
            "grant_type": "fb_exchange_token",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_secret,
            "fb_exchange_token": self._settings.token,
        }
        call = Call(method="POST", url=self.graph("oauth/access_token"), form=form, is_harmless=True)
        return word((await self.ask(call)).object(), "access_token") or self._settings.token


def _said(thing: dict[str, Any]) -> dict[str, Any]:
    kept = ("from", "message", "created_time")
    return {name: thing[name] for name in kept if name in thing}


def connector(settings: Mapping[str, object]) -> Facebook:
    """One Page.  Raises `BadSettings`."""
    return Facebook(http.settings(Settings, settings, Facebook.label))
