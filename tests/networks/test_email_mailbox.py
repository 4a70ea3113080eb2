"""Reading mail where the way is encrypted, silent or wrong."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email.mailbox import Cursor, Mailbox
from askfirst.networks.email.settings import settings_from
from tests.networks.certificates import certificate
from tests.networks.test_email_real import drop, subjects

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mail_servers import MailboxAccount


@contextmanager
def tls_in_front_of(port: int, tls: ssl.SSLContext) -> Iterator[int]:
    """The port of a proxy that speaks TLS and hands everything to `port`."""
    loop = asyncio.new_event_loop()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, ahead = await asyncio.open_connection("127.0.0.1", port)
        try:
            await asyncio.wait(
                {asyncio.create_task(copy(reader, ahead)), asyncio.create_task(copy(behind, writer))},
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            ahead.close()
            writer.close()

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)

    async def finish() -> None:
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    server = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(finish(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def reader(account: MailboxAccount, **changes: Any) -> Mailbox:
    return Mailbox(settings_from(account.settings(connect_seconds=1, command_seconds=1) | changes))


def refusal(account: MailboxAccount, **changes: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        reader(account, **changes).__enter__()
    return caught.value


def test_over_tls_mail_wakes_us_and_is_read(mailbox: MailboxAccount, tmp_path: Path) -> None:
    tls, pem = certificate(tmp_path, "127.0.0.1")
    with (
        tls_in_front_of(mailbox.servers.imap_port, tls) as port,
        reader(mailbox, imap_port=port, imap_security="tls", ca_file=str(pem)) as box,
    ):
        cursor = box.now()
        sender = threading.Timer(0.3, drop, (mailbox, "sealed"))
        sender.start()
        begin = time.monotonic()
        assert box.wait(10)
        assert time.monotonic() - begin < 2
        sender.join()
        assert subjects(mailbox, [mail for _, mail in box.fetch_new(cursor)]) == ["sealed"]


@pytest.mark.parametrize("name", ["127.0.0.1", "another.test"])
def test_an_untrusted_certificate_gets_no_password(
    mailbox: MailboxAccount, tmp_path: Path, name: str
) -> None:
    tls, pem = certificate(tmp_path, name)
    trusted = {"ca_file": str(pem)} if name == "another.test" else {}
    with tls_in_front_of(mailbox.servers.imap_port, tls) as port:
        error = refusal(mailbox, imap_port=port, imap_security="tls", **trusted)
    assert error.failure is Failure.CREDENTIALS
    assert "cannot be trusted" in str(error)


def test_a_server_without_starttls_gets_no_password(mailbox: MailboxAccount) -> None:
    assert refusal(mailbox, imap_security="starttls").failure is Failure.CREDENTIALS


def test_a_channel_that_only_sends_says_so(mailbox: MailboxAccount) -> None:
    error = refusal(mailbox, imap_host="")
    assert "no `imap_host`" in str(error)


def test_nobody_at_the_port_is_tried_again(mailbox: MailboxAccount) -> None:
    assert refusal(mailbox, imap_port=1).failure is Failure.RETRY


def test_a_silent_server_is_given_up_in_time(mailbox: MailboxAccount) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begin = time.monotonic()
        error = refusal(mailbox, imap_port=silent.getsockname()[1])
    assert error.failure is Failure.RETRY
    assert "did not answer in time" in str(error)
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"NO [UNAVAILABLE] the directory sleeps", Failure.RETRY),
        (b"NO [AUTHENTICATIONFAILED] no", Failure.CREDENTIALS),
        (None, Failure.RETRY),
    ],
)
def test_what_the_answer_to_the_password_means(
    mailbox: MailboxAccount, answer: bytes | None, failure: Failure
) -> None:
    def serve() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            for line in lines:
                tag, command = line.split()[:2]
                if command == b"LOGIN" and answer is None:
                    return
                said = answer if command == b"LOGIN" else b"OK done"
                untagged = b"* CAPABILITY IMAP4rev1\r\n" if command == b"CAPABILITY" else b""
                connection.sendall(untagged + tag + b" " + (said or b"") + b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        error = refusal(mailbox, imap_port=server.getsockname()[1])
        thread.join(5)
    assert error.failure is failure


def test_a_cursor_is_one_word_and_comes_back_from_it() -> None:
    cursor = Cursor(uidvalidity=17, uidnext=4)
    assert cursor.to_text() == "17:4:"
    assert Cursor.from_text("17:4:") == cursor
    for wrong in ("", "17:4", "a:b:c", "1:2:3:4"):
        with pytest.raises(ValueError, match=r"."):
            Cursor.from_text(wrong)


def test_closing_twice_and_stopping_after_it_harm_nothing(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        pass
    box.stop()
    box.close()
