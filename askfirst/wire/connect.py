"""Connecting a channel: its settings in the open, its credentials sealed, and whether it can be reached."""

from __future__ import annotations

import logging
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from askfirst.brand import health, vault
from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.gate import outbox
from askfirst.networks.base import BadSettings, NetworkError
from askfirst.networks.email import dkim
from askfirst.networks.email.mailbox import Mailbox
from askfirst.networks.email.opening import tls_context
from askfirst.networks.email.settings import Settings, settings_from
from askfirst.sentence import Sentence, words_of
from askfirst.wire import join

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.brand.models import Member
    from askfirst.wire.agreeing import Agreed

log = logging.getLogger(__name__)

SECRET = frozenset({"username", "password", "dkim_key"})
CHECKING = Sentence("being checked")

_hands = ThreadPoolExecutor(max_workers=2, thread_name_prefix="channel-check")


def connect_email(member: Member, given: dict[str, Any], channel: Channel | None = None) -> Channel:
    """Keep a mail channel, new or changed.  An empty password keeps the one that is sealed already.

    Raises:
        BadSettings: a setting cannot work, or another channel has this address; nothing was kept.
        PermissionDenied: the role may not connect channels.
    """
    require(member, Right.CHANNELS)
    sealed = vault.open_credentials(channel) if channel else {}
    secret = {name: given[name] for name in SECRET if given.get(name)}
    if secret.get("username") and not secret.get("password"):
        secret["password"] = sealed.get("password", "")
    kept = {**sealed, **secret}
    plain = {name: value for name, value in given.items() if value not in ("", None) and name not in SECRET}
    if not plain.get("dkim_selector"):
        kept.pop("dkim_key", None)
    if channel and sealed.get("password") and not given.get("password"):
        _require_same_servers(channel, plain)
    settings = settings_from({**plain, **kept})
    if settings.dkim_key:
        dkim.read_key(settings.dkim_key)
    held = channel or Channel(brand=member.brand, network="email")
    held.address, held.settings = str(plain["address"]), plain
    held.name = str(plain.get("display_name") or plain["address"])
    held.sealed_credentials = vault.seal(kept) if kept else ""
    held.state, held.state_reason, held.troubles = Channel.State.ATTENTION, CHECKING, {}
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise BadSettings(
            Sentence("%(address)s is connected already: change that channel instead", address=held.address)
        ) from error
    return held


def _require_same_servers(channel: Channel, plain: dict[str, Any]) -> None:
    """Whoever runs another server is not shown the password that is kept."""
    for name in ("smtp_host", "imap_host"):
        if plain.get(name) and plain[name] != channel.settings.get(name):
            raise BadSettings(
                Sentence("%(what)s is another server than before: give the password again", what=plain[name])
            )


def switch(member: Member, channel: Channel, *, is_on: bool) -> None:
    """Switch a channel off, or on again.  What waits to be sent by it goes on waiting.

    Raises:
        PermissionDenied: the role may not connect channels.
    """
    require(member, Right.CHANNELS)
    channel.state = Channel.State.ATTENTION if is_on else Channel.State.OFF
    channel.state_reason = CHECKING if is_on else Sentence("switched off by %(name)s", name=str(member))
    channel.troubles = {}
    with transaction.atomic():
        channel.save(update_fields=["state", "state_reason", "troubles"])
        announce(channel.brand, "channel", channel=channel.pk)


def check_soon(channel: Channel) -> None:
    """Find out in the background whether the channel works; its state then says so, and the team's screens hear of it."""
    if channel.network == "email":
        _hands.submit(_check_and_tell, channel.pk)
    else:
        join.mark_running(channel)
        _hands.submit(_try, channel.pk, join.check)


def connect_soon(channel: Channel, given: dict[str, Any], agreed: Agreed | None = None) -> None:
    """Try in the background what was given for this channel; its page tells what came of it."""
    join.mark_running(channel)
    _hands.submit(_try, channel.pk, join.connect, given, agreed)


def prepare_soon(channel: Channel, back: str) -> None:
    """Have an app made in the background, where the network makes one; the page on which the owner agrees waits for it."""
    join.mark_running(channel)
    _hands.submit(_try, channel.pk, join.prepare, back)


def _try(pk: int, act: Callable[..., object], *given: object) -> None:
    try:
        act(Channel.objects.select_related("brand").get(pk=pk), *given)
    except Exception:
        log.exception("channel %s could not be tried", pk)
        join.broke_off(pk)
    finally:
        connection.close()


def check(channel: Channel) -> str:
    """Try both servers, sending nothing.  Empty where they can be reached; else what is wrong, in a sentence."""
    try:
        settings = settings_from({**channel.settings, **vault.open_credentials(channel)})
        _try_smtp(settings)
        if settings.imap_host:
            with Mailbox(settings):
                pass
    except (BadSettings, NetworkError, vault.VaultClosed) as error:
        return words_of(error)
    return ""


def _check_and_tell(pk: int) -> None:
    try:
        channel = Channel.objects.select_related("brand").get(pk=pk)
        trouble = check(channel)
        if trouble:
            health.trouble(pk, "connecting", trouble)
        else:
            health.recovered(pk)
            outbox.wake(pk)
    except Exception:
        log.exception("channel %s could not be checked", pk)
    finally:
        connection.close()


def _try_smtp(settings: Settings) -> None:
    host = settings.smtp_host
    try:
        with _client(settings) as client:
            if settings.password:
                client.login(settings.login, settings.password)
    except smtplib.SMTPAuthenticationError as error:
        raise BadSettings(
            Sentence("%(host)s did not accept the user name and password for sending", host=host)
        ) from error
    except ssl.SSLError as error:
        raise BadSettings(
            Sentence(
                "%(host)s could not prove who it is (%(reason)s): check its name and the security",
                host=host,
                reason=error.reason,
            )
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise BadSettings(
            Sentence(
                "%(host)s, port %(smtp_port_used)s, cannot be used for sending: %(why)s",
                host=host,
                smtp_port_used=settings.smtp_port_used,
                why=words_of(error),
            )
        ) from error


def _client(settings: Settings) -> smtplib.SMTP:
    host, port, wait = settings.smtp_host, settings.smtp_port_used, settings.connect_seconds
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=wait, context=tls_context(settings.ca_file))
    client = smtplib.SMTP(host, port, timeout=wait)
    if settings.smtp_security == "starttls":
        client.starttls(context=tls_context(settings.ca_file))
    return client
