"""Email out: one mail, one recipient, one connection, and an exact word about what became of it."""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import aiosmtplib

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
from askfirst.networks.email.outcomes import refusal, unreachable_server, untrusted_server
from askfirst.networks.email.parse import Reading, parse
from askfirst.networks.email.settings import Settings, settings_from
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SLOWEST_BYTES_PER_SECOND = 100_000
"""A large mail may take longer than one command; a line slower than this is taken for dead."""


_GOING_AWAY = 421


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
                return await self._post(request, *line)
        client = self._client()
        try:
            await self._connect(client)
        except BaseException:
            client.close()
            raise
        return await self._post(request, client, 0)

    async def _post(self, request: Posting, client: aiosmtplib.SMTP, carried: int) -> Receipt:
        """By this connection, which has carried so many mails.

        Raises:
            _Stale: it was open from before and is of no use any more; nothing was sent.
        """
        try:
            answer = await self._transfer(client, request, is_fresh=not carried)
        except BaseException:
            client.close()
            raise
        await lines.give_back(self.settings, (client, carried + 1))
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

    def _client(self) -> aiosmtplib.SMTP:
        settings = self.settings
        return aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port_used,
            local_hostname=settings.domain,
            timeout=settings.command_seconds,
            use_tls=settings.smtp_security == "tls",
            start_tls=False,
            tls_context=tls_context(settings.ca_file) if settings.smtp_security != "none" else None,
        )

    async def _connect(self, client: aiosmtplib.SMTP) -> None:
        settings = self.settings
        try:
            await client.connect(timeout=settings.connect_seconds)
            if settings.smtp_security == "starttls":
                await client.starttls(timeout=settings.command_seconds)
        except aiosmtplib.SMTPResponseException as error:
            raise refusal(error, step="connect") from error
        except OSError as error:  # silence and broken connections are among them
            is_certificate = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
            raise (untrusted_server if is_certificate else unreachable_server)(error, settings) from error
        except aiosmtplib.SMTPException as error:  # no STARTTLS
            raise untrusted_server(error, settings) from error
        if settings.password:
            await self._log_in(client)

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        settings = self.settings
        try:
            await client.login(settings.login, settings.password)
        except aiosmtplib.SMTPResponseException as error:
            raise refusal(error, step="login") from error
        except OSError as error:
            raise unreachable_server(error, settings) from error
        except aiosmtplib.SMTPException as error:
            raise NetworkError(
                Sentence(
                    "the mail server %(smtp_host)s offers no way to log in: %(why)s; check `smtp_security`",
                    smtp_host=settings.smtp_host,
                    why=words_of(error),
                ),
                failure=Failure.CREDENTIALS,
            ) from error

    async def _transfer(self, client: aiosmtplib.SMTP, request: Posting, *, is_fresh: bool = True) -> str:
        recipient, step = request.recipient, "sender"
        try:
            await self._say_sender(client, request)
            step = "recipient"
            await self._say_recipient(client, request)
            step = "data"
            ready = await client.execute_command(b"DATA")
            if ready.code != 354:
                raise aiosmtplib.SMTPDataError(ready.code, ready.message)
        except aiosmtplib.SMTPResponseException as error:
            if not is_fresh and error.code == _GOING_AWAY:
                raise _Stale from error
            raise refusal(error, step=step, recipient=recipient) from error
        except OSError as error:
            if not is_fresh:
                raise _Stale from error
            raise unreachable_server(error, self.settings) from error
        return await self._hand_over(client, request)

    async def _say_sender(self, client: aiosmtplib.SMTP, request: Posting) -> None:
        sender = wire_address(self.settings.return_path or self.settings.address)
        options = [f"SIZE={len(request.content)}"] if client.supports_extension("size") else []
        if client.supports_extension("dsn"):
            options += ["RET=HDRS", f"ENVID={request.envelope_id}"]
        if not (request.recipient.isascii() and sender.isascii()):
            if not client.supports_extension("smtputf8"):
                _refuse_letters(request.recipient)
            options.append("SMTPUTF8")
        await client.mail(sender, options=options, encoding="utf-8")

    async def _say_recipient(self, client: aiosmtplib.SMTP, request: Posting) -> None:
        options = ["NOTIFY=FAILURE,DELAY"] if client.supports_extension("dsn") else []
        await client.rcpt(request.recipient, options=options, encoding="utf-8")

    async def _hand_over(self, client: aiosmtplib.SMTP, request: Posting) -> str:
        """From the first byte of the mail to the answer nobody knows whether the server has it."""
        protocol = client.protocol
        if protocol is None:
            raise unreachable_server(ConnectionError("connection lost"), self.settings)
        patience = self.settings.command_seconds + len(request.content) / SLOWEST_BYTES_PER_SECOND
        try:
            protocol.write(dotted(request.content))
            answer = await protocol.read_response(timeout=patience)
        except OSError as error:
            raise OutcomeUnknown(
                Sentence(
                    "the mail for %(recipient)s was handed to %(smtp_host)s, but its answer never came: it may have "
                    "been sent",
                    recipient=request.recipient,
                    smtp_host=self.settings.smtp_host,
                )
            ) from error
        if answer.code != 250:
            raise refusal(
                aiosmtplib.SMTPDataError(answer.code, answer.message),
                step="data",
                recipient=request.recipient,
            ) from None
        return f"{answer.code} {' '.join(answer.message.split())}"


def connector(settings: Mapping[str, object]) -> Email:
    """An email channel from its stored settings.  Raises `BadSettings`."""
    return Email(settings_from(settings))


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Certificates and names are always checked; a private authority may be added.

    Raises:
        NetworkError: CREDENTIALS where the authority's file cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise NetworkError(
            Sentence(
                "the certificate file `%(ca_file)s` cannot be read: %(why)s",
                ca_file=ca_file,
                why=words_of(error),
            ),
            failure=Failure.CREDENTIALS,
        ) from error


def dotted(content: bytes) -> bytes:
    """The mail as DATA wants it: lines end with CRLF, a leading dot is doubled, a lone dot ends it (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r?\n|\r", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _refuse_letters(recipient: str) -> NoReturn:
    raise NetworkError(
        Sentence(
            "the mail server cannot send to %(recipient)s: it does not know addresses beyond ASCII",
            recipient=recipient,
        ),
        failure=Failure.UNREACHABLE,
    )
