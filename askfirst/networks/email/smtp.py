"""Email out: one mail, one recipient, and an exact word about what became of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from askfirst.networks.base import (
    BadInput,
    BadSettings,
    Capabilities,
    Envelope,
    Event,
    Failure,
    Form,
    Network,
    NetworkError,
    OutcomeUnknown,
    Receipt,
)
from askfirst.networks.email import lines
from askfirst.networks.email.addresses import wire_address
from askfirst.networks.email.compose import compose
from askfirst.networks.email.dkim import signed
from askfirst.networks.email.ids import local_id, message_id
from askfirst.networks.email.opening import open_line
from askfirst.networks.email.outcomes import refusal, unreachable_server
from askfirst.networks.email.parse import Reading, parse
from askfirst.networks.email.settings import Settings, settings_from
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.networks.email.line import Line

SLOWEST_BYTES_PER_SECOND = 100_000
"""A large mail may take longer than one command; a line slower than this is taken for dead."""


_TAKEN = 250
_GOING_AWAY = 421
_WANTED = {"sender": {_TAKEN}, "recipient": {_TAKEN, 251}, "data": {354}}
"""By the step: 251 says that it will be forwarded."""


class _Stale(Exception):  # noqa: N818 -- it says what the matter is
    """A connection that was kept open has ended meanwhile, before it was given the mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """One mail, ready for the wire."""

    identifier: str
    """Message-ID, without brackets."""
    envelope_id: str
    recipient: str
    content: bytes


class Email(Network):
    """A mailbox of the brand: sends by SMTP and reads what `Mailbox` brought."""

    name = "email"
    label = "Email"
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT}),
        text_limit=200_000,
        attachment_limit=18_000_000,  # 25 MB, which most servers take, after base64
        has_subject=True,
        has_html=True,
    )

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def external_id(self, key: str) -> str:
        """The Message-ID that a delivery has or will have; known even where the outcome is not."""
        return message_id(key, self.settings.domain)

    def build(self, envelope: Envelope) -> Posting:
        """The mail as bytes.

        Raises:
            NetworkError: UNREACHABLE where `to` is no address, OUR_MISTAKE where `at` is missing.
        """
        try:
            recipient = wire_address(envelope.to)
        except BadInput as error:
            raise NetworkError(words_of(error), failure=Failure.UNREACHABLE) from error
        return Posting(
            identifier=self.external_id(envelope.key),
            envelope_id=local_id(envelope.key),
            recipient=recipient,
            content=self._signed(compose(envelope, self.settings)),
        )

    def _signed(self, mail: bytes) -> bytes:
        try:
            return signed(mail, self.settings)
        except BadSettings as error:
            raise NetworkError(words_of(error), failure=Failure.CREDENTIALS) from error

    async def post(self, request: Posting) -> Receipt:
        """Hand it to the server.  A mail that the server took is not yet delivered."""
        if line := lines.take(self.settings):
            with suppress(_Stale):
                return await self._post(request, line)
        return await self._post(request, await open_line(self.settings))

    async def _post(self, request: Posting, line: Line) -> Receipt:
        """By this line.

        Raises:
            _Stale: it was open from before and is of no use any more; nothing was sent.
        """
        try:
            await self._announce(line, request)
            answer = await self._hand_over(line, request)
        except BaseException:
            line.close()
            raise
        line.carried += 1
        await lines.give_back(self.settings, line)
        return Receipt(external_id=request.identifier, detail=answer)

    def parse(self, raw: bytes) -> Iterable[Event]:
        """Read one mail, as `Mailbox` fetched it."""
        settings = self.settings
        return parse(
            raw,
            Reading(
                address=settings.address,
                trusted_host=settings.trusted_host,
                attachment_limit=settings.attachment_limit,
                where=f"the mailbox {settings.address}",
            ),
        )

    async def _announce(self, line: Line, request: Posting) -> None:
        """Say from whom and to whom a mail comes, until the server waits for it.

        Where it takes the mail but not its addressee, the line is closed before the mail's end: then it has nothing (RFC 5321, 4.1.1.4).
        """
        steps = self._commands(line, request)
        seconds = self.settings.command_seconds
        try:
            if "pipelining" in line.extensions:
                line.say(*steps.values())
            for step, command in steps.items():
                if "pipelining" not in line.extensions:
                    line.say(command)
                reply = await line.hear(seconds)
                if reply.code not in _WANTED[step]:
                    break
            else:
                return
        except OSError as error:
            if line.carried:
                raise _Stale from error
            raise unreachable_server(error, self.settings) from error
        if line.carried and reply.code == _GOING_AWAY:
            raise _Stale
        raise refusal(*reply, step=step, recipient=request.recipient)

    def _commands(self, line: Line, request: Posting) -> dict[str, bytes]:
        """What is said before a mail, by the step that it is."""
        sender = wire_address(self.settings.return_path or self.settings.address)
        of_sender = [f"SIZE={len(request.content)}"] if "size" in line.extensions else []
        of_recipient = []
        if "dsn" in line.extensions:
            of_sender += ["RET=HDRS", f"ENVID={request.envelope_id}"]
            of_recipient = ["NOTIFY=FAILURE,DELAY"]
        if not (request.recipient.isascii() and sender.isascii()):
            if "smtputf8" not in line.extensions:
                _refuse_letters(request.recipient)
            of_sender.append("SMTPUTF8")
        return {
            "sender": " ".join([f"MAIL FROM:<{sender}>", *of_sender]).encode(),
            "recipient": " ".join([f"RCPT TO:<{request.recipient}>", *of_recipient]).encode(),
            "data": b"DATA",
        }

    async def _hand_over(self, line: Line, request: Posting) -> str:
        """From the first byte of the mail to the answer nobody knows whether the server has it."""
        patience = self.settings.command_seconds + len(request.content) / SLOWEST_BYTES_PER_SECOND
        try:
            line.write(dotted(request.content))
        except OSError as error:
            raise unreachable_server(error, self.settings) from error
        try:
            reply = await line.hear(patience)
        except OSError as error:
            raise OutcomeUnknown(
                Sentence(
                    "the mail for %(recipient)s was handed to %(smtp_host)s, but its answer never came: it may have "
                    "been sent",
                    recipient=request.recipient,
                    smtp_host=self.settings.smtp_host,
                )
            ) from error
        if reply.code != _TAKEN:
            raise refusal(*reply, step="data", recipient=request.recipient)
        return f"{reply.code} {' '.join(reply.words.split())}"


def connector(settings: Mapping[str, object]) -> Email:
    """An email channel from its stored settings.  Raises `BadSettings`."""
    return Email(settings_from(settings))


def dotted(content: bytes) -> bytes:
    """The mail as DATA wants it: lines end with CRLF, a leading dot is doubled, a lone dot ends it (RFC 5321, 4.5.2)."""
    is_clean = content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    lines = content if is_clean else re.sub(rb"\r?\n|\r", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    doubled = ended.replace(b"\r\n.", b"\r\n..")
    return (b"." if doubled.startswith(b".") else b"") + doubled + b".\r\n"


def _refuse_letters(recipient: str) -> NoReturn:
    raise NetworkError(
        Sentence(
            "the mail server cannot send to %(recipient)s: it does not know addresses beyond ASCII",
            recipient=recipient,
        ),
        failure=Failure.UNREACHABLE,
    )
