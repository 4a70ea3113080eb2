"""The worker: routes what came in, sends what may leave, reads mailboxes.  As many may run as one likes."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from askfirst.brand import changes
from askfirst.brand.models import Channel
from askfirst.campaigns import running as campaigns
from askfirst.consent import importing, joining
from askfirst.gate import credits, health  # noqa: A004 -- the word for it
from askfirst.inbox import asking, later, marks, replies
from askfirst.wire import (
    acquaint,
    campaign_tests,
    dispatch,
    enclosures,
    list_imports,
    list_mail,
    loop,
    member_mail,
    member_push,
    probing,
    pulling,
    renew,
    retention,
    routing,
    settle,
    signs,
    visitor_mail,
    visitor_push,
    watch,
)
from askfirst.wire.mailboxes import MailboxReader
from askfirst.wire.models import Heartbeat
from askfirst.work import batches, running, tallies, views

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

LOOK = 0.05
"""Seconds between two looks at an empty queue: a look costs one indexed query."""
PAUSE = 1
"""Seconds after something failed."""
SPARED = 2.0
"""Seconds after which there is a look also where nobody has committed anything since the last: time passes too."""
BY_THE_CLOCK = 0.2
"""The same for what waits for its moment within a second."""
RARE = 5
"""Whoever works so many seconds apart or more gives their connection back in between."""
BEAT = 10
TIDY = 15
BATCHES = 0.5
CAMPAIGNS = 0.5
PUSHES = 0.5
DOUBTS = 5
SIGNS = 0.5
PULL = 0.5
"""Seconds between two looks for a channel whose turn it is to be asked."""
RENEWALS = 60
ACQUAINTANCE = 1
CLOSING = 1
RULES = 0.25
"""Seconds between two looks for what starts a rule: people expect an automatic answer at once."""
TIMED_RULES = 5
TALLIES = 5
RETENTION = 600
LISTS = 0.5
"""Somebody waits for the mail with which they confirm."""
HEALTH = 15
"""What comes back is looked at at once; this is for what only time makes too much or for what was missed."""
PROBES = 300
REFUNDS = 3600
"""Networks give credits back after days: an hour is soon enough for a search through a year."""
LONGEST_GOODBYE = 10
"""Seconds that a mail server may take to let us go."""
FORGOTTEN = timedelta(days=1)
"""After so long without a sign nobody asks for a worker any more."""


_MARKS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def run(stop: threading.Event) -> None:
    """Work until `stop` is set.  Returns when everything under way is settled."""
    readers = _Readers(stop)
    loops = [
        _Loop("routing", routing.route_pending, LOOK, stop, SPARED),
        _Loop("sending", dispatch.send_due, LOOK, stop, BY_THE_CLOCK),
        _Loop("heartbeat", beat, BEAT, stop),
        _Loop("tidying", tidy, TIDY, stop),
        _Loop("refunds", refund, REFUNDS, stop),
        _Loop("health", health.look_all, HEALTH, stop),
        _Loop("test mails", probing.probe_due, PROBES, stop),
        _Loop("signs", signs.Signs(name()).look, SIGNS, stop, SPARED),
        _Loop("closing doors", asking.look_due, CLOSING, stop, SPARED),
        _Loop("coming back", marks.come_back, CLOSING, stop, SPARED),
        _Loop("later", later.send_due, CLOSING, stop, SPARED),
        _Loop("rules", running.run_due, RULES, stop, SPARED),
        _Loop("rules by the clock", running.run_timed, TIMED_RULES, stop),
        _Loop("batches", batches.work_off, BATCHES, stop, SPARED),
        _Loop("campaigns", campaigns.run_due, CAMPAIGNS, stop, SPARED),
        _Loop("tallies", tallies.keep_up, TALLIES, stop),
        _Loop("doubts", settle.look_due, DOUBTS, stop),
        _Loop("acquaintance", acquaint.look_up, ACQUAINTANCE, stop, SPARED),
        _Loop("retention", retention.keep_to_it, RETENTION, stop),
        _Loop("credentials", renew.renew_due, RENEWALS, stop),
        _Loop("silence", listen, RENEWALS, stop),
        _Loop("notices", visitor_mail.notify_absent, BEAT, stop),
        _Loop("mail of lists", list_mail.send_due, LISTS, stop, SPARED),
        _Loop("lists out of files", list_imports.Imports().look, LISTS, stop, SPARED),
        _Loop("requests that lapse", joining.lapse, RENEWALS, stop),
        _Loop("tests of campaigns", campaign_tests.mail_due, CLOSING, stop, SPARED),
        _Loop("pushes", member_push.push_due, PUSHES, stop, SPARED),
        _Loop("pushes to visitors", visitor_push.push_due, CLOSING, stop, SPARED),
        _Loop("mail to members", member_mail.mail_due, BEAT, stop),
        _Loop("mailboxes", readers.look, BEAT, stop),
        _Loop("pulling", pulling.pull_due, PULL, stop, SPARED),
        _Loop("enrolling", pulling.enrol, BEAT, stop),
        _Loop("files", enclosures.fetch_due, PULL, stop, SPARED),
    ]
    for one in loops:
        one.start()
    for one in loops:
        one.join()
    readers.end()
    pulling.end()
    loop.end()
    Heartbeat.objects.filter(name=name()).delete()
    connection.close()


class _Loop(threading.Thread):
    """Calls `work` again and again; waits only when there was nothing to do.  A database that is down is waited for.

    `pause`: seconds between two looks.  With `spared` a look is made only where somebody has committed since the last one,
    or after so many seconds: an idle worker costs next to nothing.
    """

    def __init__(
        self, name: str, work: Callable[[], int], pause: float, stop: threading.Event, spared: float = 0
    ) -> None:
        super().__init__(name=name)
        self.work = work
        self.pause = pause
        self.stop = stop
        self.spared = spared

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                mark = self._mark()
                done = self.work()
            except (DatabaseError, InterfaceError) as error:
                log.warning("%s: the database cannot be used (%s); trying again", self.name, error)
                connection.close()
                self.stop.wait(PAUSE)
                continue
            except Exception:
                log.exception("%s failed; going on", self.name)
                self.stop.wait(PAUSE)
                continue
            if self.pause >= RARE:
                connection.close()  # a server of databases has a hundred of them, and every process wants some
            else:
                close_old_connections()
            if not done:
                self._rest(mark)
        connection.close()

    def _rest(self, mark: object) -> None:
        end = time.monotonic() + self.spared
        while not self.stop.wait(self.pause) and time.monotonic() < end:
            try:
                if self._mark() != mark:
                    return
            except (DatabaseError, InterfaceError):
                return  # the next look says so

    def _mark(self) -> object:
        """What is another as soon as anybody has committed, and costs far less than a look."""
        if not self.spared:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_MARKS[connection.vendor])
            return cursor.fetchone()


class _Readers:
    """One reader for each mailbox that is connected; new channels are taken up while the worker runs."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.readers: dict[int, MailboxReader] = {}

    def look(self) -> int:
        channels = (
            Channel.objects.select_related("brand").filter(network="email").exclude(state=Channel.State.OFF)
        )
        for channel in channels:
            known = self.readers.get(channel.pk)
            if channel.settings.get("imap_host") and (known is None or not known.is_alive()):
                self.readers[channel.pk] = MailboxReader(channel, self.stop)
                self.readers[channel.pk].start()
        return 0

    def end(self) -> None:
        """Wait until every reader has put down what it was reading."""
        for reader in self.readers.values():
            reader.wake()
        for reader in self.readers.values():
            reader.join(LONGEST_GOODBYE)


def name() -> str:
    """This worker's name among others."""
    return f"worker {socket.gethostname()[:60]} {os.getpid()}"


def beat() -> int:
    """Say that this worker is alive."""
    Heartbeat.objects.update_or_create(name=name(), defaults={"at": timezone.now()})
    return 0


def tidy() -> int:
    """Look after what others left: deliveries of a dead worker, what is too late, what waited for this hour, old rows.

    A chore that fails is logged and keeps no other from its turn; only a database that cannot be used ends the round.
    """
    for chore in (
        dispatch.tidy,
        replies.release_due,
        changes.forget_old,
        visitor_push.forget_old,
        importing.forget_old,
        _forget_dead,
        _forget_work,
    ):
        try:
            chore()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("tidying: %s failed; going on with the rest", chore.__qualname__)
    return 0


def listen() -> int:
    """Notice the channels that have fallen silent, and fetch what they may have lost."""
    watch.listen(pulling.soon)
    return 0


def refund() -> int:
    """Write down the credits that came back."""
    credits.settle_all(timezone.now())
    return 0


def _forget_dead() -> None:
    Heartbeat.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()


def _forget_work() -> None:
    batches.forget_old()
    views.forget_deleted()
