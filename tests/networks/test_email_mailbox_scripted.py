"""Reading mail from a server that behaves in rare ways: each of them means one thing, every time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email.mailbox import Mailbox
from askfirst.networks.email.settings import settings_from
from tests.networks.scripted_imap import ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_SIZE = '* 1 FETCH (UID 1 RFC822.SIZE 20 INTERNALDATE "21-Nov-2026 12:00:00 +0000")\r\n'
TWO_SIZES = ONE_SIZE + ONE_SIZE.replace("1 FETCH (UID 1", "2 FETCH (UID 2")
BODY = "* 2 FETCH (UID 2 BODY[] {20}\r\nSubject: two\r\n\r\nHi\r\n)\r\nOK done"


@contextmanager
def reading(**replies: str) -> Iterator[Mailbox]:
    with ScriptedImap(**replies).running() as port:
        given = {
            "address": "team@harbour.test", "smtp_host": "127.0.0.1", "smtp_security": "none", "password": "pw",
            "imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "command_seconds": 3,
        }  # fmt: skip
        with Mailbox(settings_from(given)) as box:
            yield box


def uids(box: Mailbox) -> list[int]:
    return [mail.uid for _, mail in box.fetch_new(box.beginning())]


def test_a_folder_that_is_busy_now_is_tried_again() -> None:
    with (
        pytest.raises(NetworkError, match="the disk sleeps") as caught,
        reading(EXAMINE="NO [UNAVAILABLE] the disk sleeps"),
    ):
        pass
    assert caught.value.failure is Failure.RETRY


def test_a_mail_deleted_before_its_size_was_told_is_passed_over() -> None:
    only_second = TWO_SIZES.removeprefix(ONE_SIZE) + "OK done"
    with reading(UID_FETCH=only_second, **{"UID FETCH 2 (BODY": BODY}) as box:
        assert uids(box) == [2]


def test_a_mail_deleted_before_its_words_came_is_passed_over() -> None:
    sizes = {"UID FETCH": TWO_SIZES + "OK done"}
    with reading(**sizes, **{"UID FETCH 1 (BODY": "OK gone", "UID FETCH 2 (BODY": BODY}) as box:
        assert uids(box) == [2]


def test_reading_ends_after_the_mail_in_hand_when_it_is_stopped() -> None:
    bodies = {
        f"UID FETCH {uid} (BODY": BODY.replace("2 FETCH (UID 2", f"{uid} FETCH (UID {uid}") for uid in (1, 2)
    }
    with reading(UID_FETCH=TWO_SIZES + "OK done", **bodies) as box:
        found = []
        for cursor, mail in box.fetch_new(box.beginning()):
            found.append((mail.uid, cursor.uidnext))
            box.stop()
    assert found == [(1, 2)]


def test_small_talk_of_the_server_wakes_nobody() -> None:
    with reading(IDLE="* OK still here\r\nOK done") as box:
        assert not box.wait(0.4)


def test_a_mail_announced_after_small_talk_wakes_us() -> None:
    with reading(IDLE="* OK still here\r\n* 3 EXISTS\r\nOK done") as box:
        assert box.wait(5)


def test_a_server_without_idle_that_has_news_is_heard_at_once() -> None:
    with reading(CAPABILITY="* CAPABILITY IMAP4rev1\r\nOK done", NOOP="* 3 EXISTS\r\nOK done") as box:
        assert box.wait(1)
