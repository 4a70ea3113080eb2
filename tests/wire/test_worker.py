"""The worker goes on: when the database goes away, when something breaks, and until it is told to stop."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate.models import Delivery
from askfirst.inbox.models import Message
from askfirst.networks.email.mailbox import Cursor, RawMail
from askfirst.wire import answers, dispatch, intake, mailboxes, worker
from askfirst.wire.models import Event, Heartbeat, MailboxCursor
from askfirst.wire.pulse import Pulse
from tests.world import make_world, page_event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.base import Receipt
    from tests.databases import Database
    from tests.world import World

PATIENCE = 30


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


@pytest.fixture
def working(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Thread]:
    """A worker in threads of this process, on a database of its own."""
    monkeypatch.setattr(worker, "PAUSE", 0.05)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    yield thread
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def _cut(database: Database) -> None:
    """The database goes away: the server ends every connection, or somebody holds the file."""
    if connection.vendor == "postgresql":
        with psycopg.connect(database.url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [database.name],
            )
    else:
        held = sqlite3.connect(database.name, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        time.sleep(0.5)
        held.rollback()
        held.close()


def test_a_database_that_goes_away_and_comes_back_does_not_end_the_worker(
    database: Database, working: threading.Thread
) -> None:
    world = make_world()
    for number in range(3):
        _cut(database)
        connection.close()
        said = page_event(f"N{number}", "message", f"Hello {number}")
        intake.accept(world.page.channel, said.raw, said.id)
        wait_for(lambda number=number: Message.objects.filter(text=f"Hello {number}").exists())
        world.reply(f"N{number}", f"Answer {number}")
        wait_for(lambda number=number: Message.objects.filter(text=f"Answer {number}").exists())
    assert working.is_alive()


def test_a_worker_says_that_it_is_alive(database: Database, working: threading.Thread) -> None:
    wait_for(lambda: Heartbeat.objects.filter(name=worker.name()).exists())
    assert str(Heartbeat.objects.get()).startswith("worker ")
    assert len(worker.name()) <= 80


def test_what_breaks_in_one_loop_is_tried_again_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.01)
    stop, calls = threading.Event(), []

    def work() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("unforeseen")
        if len(calls) == 2:
            raise OperationalError("the server closed the connection")
        stop.set()
        return 1

    loop = worker._Loop("test", work, 0.01, Pulse(stop))
    loop.start()
    loop.join(PATIENCE)
    assert len(calls) == 3


def test_an_answer_that_cannot_be_written_down_yet_is_not_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SETTLE_PAUSE", 0)
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello Ana")
    arrived, left = answers.arrived, [2]

    def flaky(*given: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise OperationalError("gone")
        arrived(*given)

    monkeypatch.setattr(answers, "arrived", flaky)
    dispatch.send_due()
    assert world.said_to("Ana") == ["Hello Ana"]


def test_a_database_that_stays_away_is_reported_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SETTLE_PAUSE", 0)
    monkeypatch.setattr(answers, "arrived", _gone)
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello Ana")
    with pytest.raises(OperationalError):
        dispatch.send_due()
    assert Delivery.objects.get().state == Delivery.State.SENDING


def _gone(*_: object) -> Receipt:
    raise OperationalError("gone")


def test_old_signs_of_life_are_forgotten(world: World) -> None:
    Heartbeat.objects.create(name="dead", at=timezone.now() - timedelta(days=2))
    worker.beat()
    worker.tidy()
    assert [beat.name for beat in Heartbeat.objects.all()] == [worker.name()]


def test_a_chore_that_fails_keeps_no_other_from_its_turn(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker.replies, "release_due", Mock(side_effect=PermissionDenied, __qualname__="due"))
    Heartbeat.objects.create(name="dead", at=timezone.now() - timedelta(days=2))
    worker.tidy()
    assert not Heartbeat.objects.exists()
    assert "tidying: due failed" in caplog.text


class FakeBox:
    """A mailbox with these mails in it."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = mails
        self.asked: list[Cursor] = []

    def beginning(self, since: Any = None) -> Cursor:
        return Cursor(uidvalidity=7, uidnext=1, since=since)

    def fetch_new(self, cursor: Cursor) -> Iterator[tuple[Cursor, RawMail]]:
        self.asked.append(cursor)
        for uid, raw in enumerate(self.mails, 1):
            if uid >= cursor.uidnext:
                mail = RawMail(uid=uid, raw=raw, size=len(raw), received_at=None, is_whole=True)
                yield Cursor(uidvalidity=7, uidnext=uid + 1, since=cursor.since), mail


def test_a_mailbox_is_read_from_the_day_it_was_connected_and_resumes_where_it_stopped(world: World) -> None:
    channel = world.connect_mail()
    assert mailboxes.fetch(channel, FakeBox(b"From: a@b.test\r\n\r\n1")) == 1  # type: ignore[arg-type]
    box = FakeBox(b"From: a@b.test\r\n\r\n1", b"From: a@b.test\r\n\r\n2")
    assert mailboxes.fetch(channel, box) == 1  # type: ignore[arg-type]
    assert box.asked == [Cursor(uidvalidity=7, uidnext=2, since=channel.connected_at.date())]
    assert sorted(Event.objects.values_list("external_id", flat=True)) == ["7.1", "7.2"]
    assert str(MailboxCursor.objects.get()) == "Harbour's mail: 7/3"
    assert str(Event.objects.first()) == "7.1"


def test_a_mailbox_that_cannot_be_read_is_said_and_one_that_is_off_is_let_be(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = world.connect_mail()
    channel.settings = {**channel.settings, "imap_host": "127.0.0.1", "imap_port": 1, "imap_security": "none"}
    channel.save()
    stop = threading.Event()
    reader = mailboxes.MailboxReader(channel, stop)
    with pytest.raises(Exception, match="127"):
        list(reader._read(mailboxes._connected(channel.pk)))  # type: ignore[arg-type]
    reader._complain(OSError("no route"))
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason) == ("attention", "the mailbox could not be read: no route")
    assert mailboxes._is_unchanged(channel)
    Channel.objects.filter(pk=channel.pk).update(sealed_credentials="new")
    assert not mailboxes._is_unchanged(channel)
    Channel.objects.filter(pk=channel.pk).update(state="off")
    assert mailboxes._connected(channel.pk) is None
    assert not mailboxes._is_unchanged(channel)
    monkeypatch.setattr(mailboxes.health, "trouble", _gone)
    reader._complain(OSError("no route"))
    reader.wake()


def test_a_mailbox_has_one_reader_which_is_started_anew_when_it_has_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    class Reader:
        def __init__(self, channel: Channel, _stop: threading.Event) -> None:
            self.channel = channel

        def start(self) -> None:
            started.append(self.channel.pk)

        def is_alive(self) -> bool:
            return len(started) != 1

        def wake(self) -> None:
            started.clear()

        def join(self, _seconds: float) -> None: ...

    monkeypatch.setattr(worker, "MailboxReader", Reader)
    readers = worker._Readers(threading.Event())
    channel = world.connect_mail()
    readers.look()
    assert started == [], "it only sends"
    Channel.objects.filter(pk=channel.pk).update(settings={**channel.settings, "imap_host": "127.0.0.1"})
    for _ in range(3):
        readers.look()
    assert started == [channel.pk, channel.pk]
    readers.end()
    assert started == []
