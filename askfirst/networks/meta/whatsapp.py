"""WhatsApp Cloud API: messages within 24 hours after a person wrote to us.

Templates, by which a business may begin a conversation, are not sent from here: the window is closed then, and said so.
Sources: WhatsApp Business Platform, Send Messages (2026-04-23), Media, Webhooks; OpenAPI description v23.0.
"""

from __future__ import annotations

from dataclasses import replace
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
    Media,
    NetworkError,
    Receipt,
    Unsupported,
)
from askfirst.networks.http import Answer, Call
from askfirst.networks.joining import Account, Field, Finding, Guide, Joining
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.meta import errors as meta_errors
from askfirst.networks.meta import whatsapp_events
from askfirst.networks.meta.graph import APP_FIELDS, Bit, MetaNetwork, items, word
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WANTED = (
    "messages",
    "user_preferences",
    "smb_message_echoes",
    "account_update",
    "phone_number_quality_update",
)
"""The fields that we have pushed."""
LONGEST_CAPTION = 1_024
LONGEST_KEY = 512
"""Characters of what comes back with every report."""

GUIDE = Guide(
    needs=(
        "A WhatsApp Business account (WABA) with a phone number that is registered for the Cloud API.",
        "An app at developers.facebook.com of the type Business, with WhatsApp added and the account connected to it.",
        "A system user of the business with whatsapp_business_messaging and whatsapp_business_management.",
    ),
    fields=(
        Field(
            name="phone_number_id",
            label="Phone number ID",
            help="WhatsApp Manager, API setup. Not the number itself.",
        ),
        Field(
            name="waba_id",
            label="WhatsApp Business account ID",
            help="With it we subscribe our hook to the account ourselves.",
            is_required=False,
        ),
        *APP_FIELDS,
        Field(
            name="token",
            label="Access token",
            help="Of a system user: Business settings, System users, Generate token, never expires.",
            is_secret=True,
        ),
    ),
    review=(
        "We answer people who write to our WhatsApp number. Members of our team read these messages in one inbox and "
        "answer by hand, within 24 hours after the person last wrote; we start no conversations and send no marketing "
        "messages. What a person has asked us to stop is checked before each message leaves. "
        "whatsapp_business_messaging reads and answers messages; whatsapp_business_management subscribes the account "
        "to webhooks. To try it: write to the number, open the inbox, answer; then send STOP and see that no further "
        "message can be sent."
    ),
    hook="App dashboard, WhatsApp, Configuration: callback address and verify token (entered by us)",
    limits=(
        "A message may be sent only within 24 hours after the person last wrote to us or called.",
        "Templates, by which a business may write first, are not sent from here.",
        "What was said cannot be read back: what was pushed while nobody listened is lost after 7 days.",
    ),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a number is reached.  Reading needs none of the secrets."""

    phone_number_id: str
    waba_id: str = ""
    app_id: str = ""
    app_secret: str = ""
    hook_secret: str = ""
    token: str = ""
    through: str = ""


class WhatsApp(MetaNetwork, Joining, Marking):
    """One phone number of a business."""

    name = "whatsapp"
    label = "WhatsApp"
    objects = frozenset({"whatsapp_business_account"})
    errors = meta_errors.WHATSAPP
    hosts: ClassVar[Mapping[str, str]] = {
        "graph": "https://graph.facebook.com",
        "files": "https://lookaside.fbsbx.com",
    }
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT}),
        text_limit=4_096,
        attachment_limit=16_000_000,
        most_attachments=1,
        reports_delivery=True,
        reports_reading=True,
        has_typing=True,
        has_quotes=True,
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
        self._messages = self.graph(f"{settings.phone_number_id}/messages")

    def build(self, envelope: Envelope) -> Call:
        """A text, or a file with a caption.  Our key comes back with every report."""
        body: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **_addressee(envelope.to),
            **_content(envelope),
            "biz_opaque_callback_data": envelope.key[:LONGEST_KEY],
        }
        if envelope.in_reply_to:
            body["context"] = {"message_id": envelope.in_reply_to}
        return Call(method="POST", url=self._messages, json=body, uploads=envelope.attachments)

    def receipt(self, answer: Answer) -> Receipt:
        """Taken, which is not delivered: what becomes of it is pushed later."""
        message = next(iter(items(answer.object(), "messages")), {})
        return Receipt(external_id=word(message, "id"), detail=word(message, "message_status"))

    async def upload(self, attachment: Attachment) -> str:
        """Lay one file ready; it stays for 30 days."""
        call = Call(
            method="POST",
            url=self.graph(f"{self._settings.phone_number_id}/media"),
            form={"messaging_product": "whatsapp", "type": attachment.content_type},
            files={"file": (attachment.name, attachment.content, attachment.content_type)},
            is_harmless=True,
        )
        return word((await self.ask(call)).object(), "id")

    def attach(self, call: Call, names: list[str]) -> Call:
        """The message with the file that was laid ready."""
        kind = call.json["type"]
        return replace(call, json={**call.json, kind: {**call.json[kind], "id": names[0]}})

    async def locate(self, media: Media) -> Call:
        """Ask under which address a file lies now: it is good for a few minutes and wants our token."""
        host, _, named = media.url.rpartition("/")
        if host != whatsapp_events.FILES_AT:
            return await super().locate(media)
        asked = Call(
            method="GET", url=self.graph(named), query={"phone_number_id": self._settings.phone_number_id}
        )
        url = word((await self.ask(asked)).object(), "url")
        if not url:
            raise NetworkError(Sentence("WhatsApp does not say where the file lies"), failure=Failure.REFUSED)
        return await super().locate(replace(media, url=url))

    def _bits(self, raw: bytes) -> list[Bit]:
        """Each message and report by itself, under the number that it came to."""
        found = [one for bit in super()._bits(raw) for one in whatsapp_events.split(bit)]
        return [
            replace(bit, account=word(bit.value, "metadata", "phone_number_id") or bit.account)
            for bit in found
        ]

    def events(self, bit: Bit) -> Iterable[Event]:
        """Messages, reports, preferences and warnings."""
        return whatsapp_events.read(bit)

    async def mark(self, mark: Mark, *, to: str, message: str) -> None:  # noqa: ARG002 -- a message is marked
        """Show two blue ticks, and with `typing` that we are writing."""
        said: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
        if mark is Mark.TYPING:
            said["typing_indicator"] = {"type": "text"}
        await self.ask(Call(method="POST", url=self._messages, json=said, is_harmless=True))

    async def account(self) -> Account:
        """The number behind the id."""
        query = {"fields": "id,display_phone_number,verified_name,quality_rating"}
        call = Call(method="GET", url=self.graph(self._settings.phone_number_id), query=query)
        said = (await self.ask(call)).object()
        name = word(said, "verified_name") or word(said, "display_phone_number")
        return Account(address=word(said, "id"), name=name, said=self.kind("phone_number"))

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- who knocks there is seen by whoever serves it
        """Try what each permission is for, saying nothing to anybody."""
        number = Call(method="GET", url=self.graph(self._settings.phone_number_id), query={"fields": "id"})
        found = [
            await self.try_out(
                Sentence("The phone number can be used (whatsapp_business_messaging)"),
                number,
                Sentence("Check the phone number ID, and give the system user this number."),
            )
        ]
        if self._settings.waba_id:
            found.append(await self.has_subscribed(self._settings.waba_id, ()))
        return found

    async def subscribe(self, hook: str, secret: str) -> None:
        """Enter our hook at the app where we may, and have the account's events pushed where its id is known."""
        settings = self._settings
        await self.enter_hook("whatsapp_business_account", hook, WANTED, secret)
        if settings.waba_id:
            url = self.graph(f"{settings.waba_id}/subscribed_apps")
            await self.ask(Call(method="POST", url=url, is_harmless=True))


def _addressee(to: str) -> dict[str, str]:
    """A number, or the id that WhatsApp gave a person who shows no number (`US.…`)."""
    number = to.removeprefix("+")
    return {"to": number} if number.isdecimal() else {"recipient": to}


def _content(envelope: Envelope) -> dict[str, Any]:
    if not envelope.attachments:
        return {"type": "text", "text": {"body": envelope.text, "preview_url": False}}
    file = envelope.attachments[0]
    kind = file.content_type.partition("/")[0]
    kind = kind if kind in {"image", "audio", "video"} else "document"
    if envelope.text and kind == "audio":
        raise Unsupported(Sentence("WhatsApp takes no text with a sound: send two messages"))
    if len(envelope.text) > LONGEST_CAPTION:
        raise Unsupported(
            Sentence(
                "WhatsApp takes at most %(longest_caption)s characters with a file; send two messages",
                longest_caption=f"{LONGEST_CAPTION:,}",
            )
        )
    described = {"caption": envelope.text} if envelope.text else {}
    return {"type": kind, kind: described | ({"filename": file.name} if kind == "document" else {})}


def connector(settings: Mapping[str, object]) -> WhatsApp:
    """One number.  Raises `BadSettings`."""
    return WhatsApp(http.settings(Settings, settings, WhatsApp.label))
