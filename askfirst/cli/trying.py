"""Trying a channel without sending anything: do its servers answer, and do they let us in?"""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING

from askfirst.brand import vault
from askfirst.networks.base import BadSettings, NetworkError
from askfirst.networks.email.mailbox import Mailbox
from askfirst.networks.email.settings import Settings, settings_from

if TYPE_CHECKING:
    from askfirst.brand.models import Channel


def trouble_with(channel: Channel) -> str:
    """What is wrong with a channel, in a sentence; empty where it works or there is nothing to try."""
    if channel.network != "email":
        return ""
    try:
        settings = settings_from({**channel.settings, **vault.open_credentials(channel)})
        _try_sending(settings)
        if settings.imap_host:
            with Mailbox(settings) as mailbox:
                mailbox.connect()
    except (vault.VaultClosed, BadSettings, NetworkError) as error:
        return f"{error}."
    except (smtplib.SMTPException, OSError) as error:
        return f"the mail server {channel.settings.get('smtp_host')} does not take our mail: {_said(error)}."
    return ""


def _try_sending(settings: Settings) -> None:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    seconds = settings.connect_seconds
    host, port = settings.smtp_host, settings.smtp_port_used
    is_tls = settings.smtp_security == "tls"
    server = (
        smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
        if is_tls
        else smtplib.SMTP(host, port, timeout=seconds)
    )
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.password:
            server.login(settings.login, settings.password)
        server.noop()


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return f"{error.smtp_code} {' '.join(str(words).split())}"
    return str(error) or type(error).__name__
