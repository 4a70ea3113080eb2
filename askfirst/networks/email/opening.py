"""Opening a line to a mail server: connection, TLS, login, and what the server says that it can do."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, cast

import aiosmtplib

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email.line import Line
from askfirst.networks.email.outcomes import refusal, unreachable_server, untrusted_server
from askfirst.sentence import Sentence, words_of

if TYPE_CHECKING:
    import asyncio

    from askfirst.networks.email.settings import Settings


async def open_line(settings: Settings) -> Line:
    """A new line to this server, on which a mail may go at once.

    Raises:
        NetworkError: the server cannot be reached, trusted, or does not let us in; nothing was sent.
    """
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port_used,
        local_hostname=settings.domain,
        timeout=settings.command_seconds,
        use_tls=settings.smtp_security == "tls",
        start_tls=False,
        tls_context=tls_context(settings.ca_file) if settings.smtp_security != "none" else None,
    )
    try:
        await _connect(client, settings)
        if settings.password:
            await _log_in(client, settings)
        if client.is_ehlo_or_helo_needed:
            await _greet(client, settings)
    except BaseException:
        client.close()
        raise
    # Had it ended meanwhile, whoever was greeted would be a stranger again, and the greeting would have failed.
    return Line(cast("asyncio.Transport", client.transport), client.esmtp_extensions)


async def _connect(client: aiosmtplib.SMTP, settings: Settings) -> None:
    try:
        await client.connect(timeout=settings.connect_seconds)
        if settings.smtp_security == "starttls":
            await client.starttls(timeout=settings.command_seconds)
    except aiosmtplib.SMTPResponseException as error:
        raise refusal(error.code, error.message, step="connect") from error
    except OSError as error:  # silence and broken connections are among them
        is_certificate = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
        raise (untrusted_server if is_certificate else unreachable_server)(error, settings) from error
    except aiosmtplib.SMTPException as error:  # no STARTTLS
        raise untrusted_server(error, settings) from error


async def _log_in(client: aiosmtplib.SMTP, settings: Settings) -> None:
    try:
        await client.login(settings.login, settings.password)
    except aiosmtplib.SMTPResponseException as error:
        raise refusal(error.code, error.message, step="login") from error
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


async def _greet(client: aiosmtplib.SMTP, settings: Settings) -> None:
    """For a server that wants no password: whoever logs in has been greeted."""
    try:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()
    except aiosmtplib.SMTPResponseException as error:
        raise refusal(error.code, error.message, step="connect") from error
    except OSError as error:
        raise unreachable_server(error, settings) from error


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
