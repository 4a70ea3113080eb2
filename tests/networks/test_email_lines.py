"""A connection to a mail server carries one mail after the other, and its end in between loses and doubles nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import NetworkError, OutcomeUnknown
from askfirst.networks.email import lines
from askfirst.networks.email.smtp import Email, connector
from tests.networks.scripted_smtp import HANG_UP, ScriptedSmtp
from tests.networks.test_email_smtp import SETTINGS, letter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def kept(server: ScriptedSmtp, *, is_kept: bool = True) -> AsyncIterator[Email]:
    if is_kept:
        lines.keep(asyncio.get_running_loop())
    async with server.running():
        yield connector(
            {**SETTINGS, "smtp_port": server.port, "connect_seconds": 0.5, "command_seconds": 0.5}
        )
        lines.close()


def greetings(server: ScriptedSmtp) -> int:
    return sum(command.startswith("EHLO") for command in server.commands)


def test_many_mails_by_one_connection_and_one_login() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            for number in range(5):
                await network.send(letter(key=f"k{number}"))

    asyncio.run(run())
    assert len(server.mails) == 5
    assert greetings(server) == 1
    assert len({mail.split(b"Message-ID: ")[1].split(b"\r\n")[0] for mail in server.mails}) == 5


def test_several_at_once_have_a_connection_each() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            for _ in range(2):
                await asyncio.gather(*(network.send(letter(key=f"k{number}")) for number in range(4)))

    asyncio.run(run())
    assert (len(server.mails), greetings(server)) == (8, 4)


def test_a_loop_that_does_not_live_on_keeps_nothing() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server, is_kept=False) as network:
            for number in range(3):
                await network.send(letter(key=f"k{number}"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server), server.commands.count("QUIT")) == (3, 3, 3)


class Forgetful(ScriptedSmtp):
    """Whoever greets it anew is answered as usual."""

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> None:
        if step == "EHLO":
            self.replies["MAIL"] = "250 2.1.0 Ok"
        await super()._answer(step, writer)


@pytest.mark.parametrize("end", [HANG_UP, "421 4.7.0 too long idle"])
def test_a_server_that_went_away_in_between_gets_the_mail_by_a_new_connection(end: str) -> None:
    server = Forgetful()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            server.replies["MAIL"] = end
            await network.send(letter(key="second"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server)) == (2, 2)


def test_a_refusal_by_a_kept_connection_is_the_mails_own() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            usual, server.replies["RCPT"] = server.replies["RCPT"], "550 5.1.1 no such user"
            with pytest.raises(NetworkError, match="no such user"):
                await network.send(letter(key="second"))
            server.replies["RCPT"] = usual
            await network.send(letter(key="third"))

    asyncio.run(run())
    assert len(server.mails) == 2


def test_an_answer_that_never_comes_by_a_kept_connection_is_a_doubt_and_never_sent_again() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            server.replies["end"] = HANG_UP
            with pytest.raises(OutcomeUnknown):
                await network.send(letter(key="second"))

    asyncio.run(run())
    assert len(server.mails) == 2
    assert greetings(server) == 1


def test_an_idle_connection_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "IDLE_SECONDS", 0.01)
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            await asyncio.sleep(0.1)
            await network.send(letter(key="second"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server)) == (2, 2)


def test_a_connection_that_was_seen_to_end_is_not_tried_again() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            line = lines.take(network.settings)
            assert line is not None
            await lines.give_back(network.settings, line)
            line.close()
            await network.send(letter(key="second"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server)) == (2, 2)


def test_after_so_many_mails_a_connection_ends_with_a_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_MAILS", 2)
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            for number in range(5):
                await network.send(letter(key=f"k{number}"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server), server.commands.count("QUIT")) == (5, 3, 2)


def test_more_connections_than_may_idle_end_with_a_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_IDLE", 1)
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await asyncio.gather(*(network.send(letter(key=f"k{number}")) for number in range(3)))

    asyncio.run(run())
    assert (len(server.mails), greetings(server), server.commands.count("QUIT")) == (3, 3, 2)


def test_a_connection_in_use_is_not_ended_as_an_idle_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "IDLE_SECONDS", 60)
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            line = lines.take(network.settings)
            assert line is not None
            monkeypatch.setattr(lines, "IDLE_SECONDS", 0)
            await lines.give_back(network.settings, line)
            assert lines.take(network.settings) is line
            await asyncio.sleep(0.01)  # its idle time ends while somebody has it
            assert line.is_free
            monkeypatch.setattr(lines, "IDLE_SECONDS", 60)
            await lines.give_back(network.settings, line)
            await network.send(letter(key="second"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server)) == (2, 1)


def test_a_server_that_said_goodbye_in_between_is_not_told_anything_any_more() -> None:
    server = ScriptedSmtp()

    async def run() -> None:
        async with kept(server) as network:
            await network.send(letter(key="first"))
            line = lines.take(network.settings)
            assert line is not None
            await lines.give_back(network.settings, line)
            line.data_received(b"421 4.7.0 too long idle\r\n")
            await network.send(letter(key="second"))

    asyncio.run(run())
    assert (len(server.mails), greetings(server), server.commands.count("DATA")) == (2, 2, 2)
