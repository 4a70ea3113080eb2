"""Reading mailboxes: one thread for each email channel, resuming where it stopped."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from askfirst.brand import health, vault
from askfirst.brand.models import Channel
from askfirst.networks.email.mailbox import Cursor, Mailbox
from askfirst.networks.email.settings import settings_from
from askfirst.sentence import Sentence, words_of
from askfirst.wire import intake
from askfirst.wire.models import MailboxCursor

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

IDLE_SECONDS = 240
LONGEST_PAUSE = 300


class MailboxReader(threading.Thread):
    """Reads one mailbox until it is told to stop; a broken connection is opened again, later each time."""

    def __init__(self, channel: Channel, stop: threading.Event) -> None:
        super().__init__(name=f"mailbox {channel.address}", daemon=True)
        self.channel = channel
        self.stop = stop
        self._mailbox: Mailbox | None = None

    def run(self) -> None:
        pause = 1.0
        while not self.stop.is_set():
            try:
                channel = _connected(self.channel.pk)
                if channel is None:
                    break
                for _ in self._read(channel):
                    pause = 1.0
            except Exception as error:  # noqa: BLE001 -- whatever breaks, the mailbox is read again
                self._complain(error)
            finally:
                close_old_connections()
            self.stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        connection.close()

    def _read(self, channel: Channel) -> Iterator[None]:
        """What is new, again and again, until the channel is changed or switched off."""
        settings = settings_from({**channel.settings, **vault.open_credentials(channel)})
        self._mailbox = Mailbox(settings)
        with self._mailbox as mailbox:
            health.well(channel.pk, "reading")
            while not self.stop.is_set() and _is_unchanged(channel):
                fetch(channel, mailbox)
                yield
                mailbox.wait(IDLE_SECONDS)

    def wake(self) -> None:
        """Let it see soon that it is told to stop."""
        if self._mailbox:
            self._mailbox.stop()

    def _complain(self, error: Exception) -> None:
        log.warning("%s: %s", self.name, error)
        try:
            health.trouble(
                self.channel.pk,
                "reading",
                Sentence("the mailbox could not be read: %(why)s", why=words_of(error)),
            )
        except DatabaseError:
            connection.close()  # when the database is back, the next try says how things are


def _connected(pk: int) -> Channel | None:
    """The channel as it is now: its password may have been changed since; None where it is switched off."""
    rows = Channel.objects.select_related("brand").exclude(state=Channel.State.OFF)
    return rows.filter(pk=pk).first()


def _is_unchanged(channel: Channel) -> bool:
    now = _connected(channel.pk)
    return now is not None and (now.settings, now.sealed_credentials) == (
        channel.settings,
        channel.sealed_credentials,
    )


def fetch(channel: Channel, mailbox: Mailbox) -> int:
    """Take what is new.  Each mail is committed together with how far we have read.  Returns how many were new.

    The first time that is everything since the day on which the channel was connected: older mail is not ours to read.
    """
    new = 0
    for cursor, mail in mailbox.fetch_new(_cursor(channel, mailbox)):
        with transaction.atomic():
            new += intake.accept(channel, mail.raw, f"{cursor.uidvalidity}.{mail.uid}")
            MailboxCursor.objects.update_or_create(
                channel=channel,
                defaults={
                    "uidvalidity": cursor.uidvalidity,
                    "uidnext": cursor.uidnext,
                    "since": cursor.since,
                    "read_at": timezone.now(),
                },
            )
    return new


def _cursor(channel: Channel, mailbox: Mailbox) -> Cursor:
    known = MailboxCursor.objects.filter(channel=channel).first()
    if known is None:
        return mailbox.beginning(since=channel.connected_at.date())
    return Cursor(uidvalidity=known.uidvalidity, uidnext=known.uidnext, since=known.since)
