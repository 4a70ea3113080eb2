"""The worker: routes what came in, sends what may leave, reads mailboxes.  As many may run as one likes."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from askfirst.brand import changes
from askfirst.brand.models import Channel
from askfirst.campaigns import running as campaigns
from askfirst.consent import importing, joining
from askfirst.drafts import posts
from askfirst.gate import credits, health, outbox  # noqa: A004 -- the word for it
from askfirst.inbox import asking, later, marks, replies
from askfirst.wire import (
    acquaint,
    campaign_tests,
    dispatch,
    enclosures,
    exposing,
    feeds,
    list_imports,
    list_mail,
    loop,
    member_mail,
    member_push,
    mentions,
    probing,
    pulling,
    renew,
    requesting,
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
from askfirst.wire.pulse import Pulse
from askfirst.work import batches, running, tallies, views

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

AT_ONCE = 0.05
"""Seconds between two looks at what somebody waits for."""
PAUSE = 1
"""Seconds after something failed."""
SPARED = 5.0
"""Seconds after which there is a look also where nobody has committed anything since the last: time passes too."""
OFTEN = 2.0
"""The same for what is asked of networks at a pace of its own."""
BY_THE_CLOCK = 0.2
"""The same for messages that wait for their moment within a second."""
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


def run(stop: threading.Event) -> None:
    """Work until `stop` is set.  Returns when everything under way is settled."""
    readers = _Readers(stop)
    pulse = Pulse(stop)
    loops = [
        _Loop("routing", routing.route_pending, AT_ONCE, pulse, SPARED),
        _Loop("sending", dispatch.send_due, AT_ONCE, pulse, _until_the_next_may_leave),
        _Loop("heartbeat", beat, BEAT, pulse),
        _Loop("tidying", tidy, TIDY, pulse),
        _Loop("refunds", refund, REFUNDS, pulse),
        _Loop("health", health.look_all, HEALTH, pulse),
        _Loop("test mails", probing.probe_due, PROBES, pulse),
        _Loop("signs", signs.Signs(name()).look, SIGNS, pulse, SPARED),
        _Loop("closing doors", asking.look_due, CLOSING, pulse, SPARED),
        _Loop("coming back", marks.come_back, CLOSING, pulse, SPARED),
        _Loop("later", later.send_due, CLOSING, pulse, SPARED),
        _Loop("posts at their hour", posts.send_due, CLOSING, pulse, SPARED),
        _Loop("mentions elsewhere", mentions.look_due, CLOSING, pulse, SPARED),
        _Loop("blogs", feeds.poll_due, CLOSING, pulse, SPARED),
        _Loop("rules", running.run_due, RULES, pulse, SPARED),
        _Loop("rules by the clock", running.run_timed, TIMED_RULES, pulse),
        _Loop("batches", batches.work_off, BATCHES, pulse, SPARED),
        _Loop("campaigns", campaigns.run_due, CAMPAIGNS, pulse, SPARED),
        _Loop("tallies", tallies.keep_up, TALLIES, pulse),
        _Loop("doubts", settle.look_due, DOUBTS, pulse),
        _Loop("acquaintance", acquaint.look_up, ACQUAINTANCE, pulse, SPARED),
        _Loop("friend requests", requesting.work_off, CLOSING, pulse, SPARED),
        _Loop("what stands of us", exposing.work_off, CLOSING, pulse, SPARED),
        _Loop("retention", retention.keep_to_it, RETENTION, pulse),
        _Loop("credentials", renew.renew_due, RENEWALS, pulse),
        _Loop("silence", listen, RENEWALS, pulse),
        _Loop("notices", visitor_mail.notify_absent, BEAT, pulse),
        _Loop("mail of lists", list_mail.send_due, LISTS, pulse, SPARED),
        _Loop("lists out of files", list_imports.Imports().look, LISTS, pulse, SPARED),
        _Loop("requests that lapse", joining.lapse, RENEWALS, pulse),
        _Loop("tests of campaigns", campaign_tests.mail_due, CLOSING, pulse, SPARED),
        _Loop("pushes", member_push.push_due, PUSHES, pulse, SPARED),
        _Loop("pushes to visitors", visitor_push.push_due, CLOSING, pulse, SPARED),
        _Loop("mail to members", member_mail.mail_due, BEAT, pulse),
        _Loop("mailboxes", readers.look, BEAT, pulse),
        _Loop("pulling", pulling.pull_due, PULL, pulse, OFTEN),
        _Loop("enrolling", pulling.enrol, BEAT, pulse),
        _Loop("files", enclosures.fetch_due, PULL, pulse, SPARED),
    ]
    pulse.start()
    for one in loops:
        one.start()
    for one in loops:
        one.join()
    pulse.join()
    readers.end()
    pulling.end()
    feeds.end()
    loop.end()
    Heartbeat.objects.filter(name=name()).delete()
    connection.close()


class _Loop(threading.Thread):
    """Calls `work` again and again; waits only when there was nothing to do.  A database that is down is waited for.

    `pause`: seconds between two looks.  With `spared` a look is made only where somebody has committed since the last one,
    or after so many seconds: an idle worker costs next to nothing.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], int],
        pause: float,
        pulse: Pulse,
        spared: float | Callable[[], float] = 0,
    ) -> None:
        super().__init__(name=name)
        self.work = work
        self.pause = pause
        self.pulse = pulse
        self.spared = spared

    def run(self) -> None:
        stop = self.pulse.stop
        while not stop.is_set():
            beats = self.pulse.beats
            try:
                done = self.work()
                spared = self.spared() if callable(self.spared) else self.spared
            except (DatabaseError, InterfaceError) as error:
                log.warning("%s: the database cannot be used (%s); trying again", self.name, error)
                connection.close()
                stop.wait(PAUSE)
                continue
            except Exception:
                log.exception("%s failed; going on", self.name)
                stop.wait(PAUSE)
                continue
            if self.pause >= RARE:
                connection.close()  # a server of databases has a hundred of them, and every process wants some
            else:
                close_old_connections()
            if not done:
                stop.wait(self.pause)
                self.pulse.wait_beyond(beats, spared - self.pause)
        connection.close()


def _until_the_next_may_leave() -> float:
    """Seconds: a message that waits for its moment is looked after by the clock; where none does, a commit brings one."""
    soon = timezone.now() + timedelta(seconds=SPARED)
    return BY_THE_CLOCK if outbox.due(soon).exists() else SPARED


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
