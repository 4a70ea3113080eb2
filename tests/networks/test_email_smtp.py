"""Email out: each answer of a mail server, and each silence, means one thing for the delivery."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiosmtplib
import pytest

from askfirst.networks.base import Envelope, Failure, Form, NetworkError, OutcomeUnknown, Receipt
from askfirst.networks.email.line import Line
from askfirst.networks.email.smtp import connector, dotted
from tests.networks.certificates import certificate
from tests.networks.contract import NOON, NetworkContract
from tests.networks.mails import raw
from tests.networks.scripted_smtp import GROUPS, HANG_UP, SILENCE, ScriptedSmtp

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

SETTINGS = {
    "address": "team@harbour.test",
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "password": "pw",
}


class TestEmail(NetworkContract):
    name = "email"
    settings = SETTINGS
    addressee = "ana@fans.test"
    payloads = (
        raw("plain"),
        raw("bounce_unknown_user"),
        raw("complaint_abuse"),
        raw("stop"),
        raw("no_message_id"),
    )

    def external_id(self, key: str, **changes: Any) -> str:
        network = connector(self.settings)
        posting = network.build(self.envelope(key=key, **changes))
        assert posting.identifier == network.external_id(key)
        assert f"<{posting.identifier}>".encode() in posting.content
        return posting.identifier


def letter(**changes: Any) -> Envelope:
    given: dict[str, Any] = {"key": "k", "form": Form.DIRECT, "to": "ana@fans.test", "text": "Hi", "at": NOON}
    return Envelope(**(given | changes))


def send(
    server: ScriptedSmtp, envelope: Envelope | None = None, *, tls: ssl.SSLContext | None = None, **more: Any
) -> Receipt:
    async def run() -> Receipt:
        async with server.running(tls):
            quick = {"connect_seconds": 0.5, "command_seconds": 0.5}
            channel = connector(SETTINGS | {"smtp_port": server.port} | quick | more)
            return await channel.send(envelope or letter())

    return asyncio.run(run())


def refused(server: ScriptedSmtp, envelope: Envelope | None = None, **more: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(server, envelope, **more)
    return caught.value


def test_a_taken_mail_gets_the_servers_words_and_our_id() -> None:
    server = ScriptedSmtp()
    receipt = send(server)
    assert receipt.detail == "250 2.0.0 queued as 42"
    assert not receipt.is_delivered
    assert f"Message-ID: <{receipt.external_id}>".encode() in server.mails[0]
    envelope_id = receipt.external_id.partition("@")[0]
    assert f"ENVID={envelope_id}" in next(
        command for command in server.commands if command.startswith("MAIL")
    )


@pytest.mark.parametrize(
    ("step", "answer", "failure"),
    [
        ("connect", "421 4.3.2 too busy", Failure.RETRY),
        ("connect", "554 5.7.1 not you", Failure.RETRY),
        ("AUTH", "535 5.7.8 wrong", Failure.CREDENTIALS),
        ("AUTH", "454 4.7.0 later", Failure.RETRY),
        ("MAIL", "451 4.3.0 later", Failure.RETRY),
        ("MAIL", "530 5.7.0 log in first", Failure.CREDENTIALS),
        ("MAIL", "553 5.7.1 not your address", Failure.OUR_MISTAKE),
        ("MAIL", "552 5.3.4 too large", Failure.REFUSED),
        ("RCPT", "450 4.7.1 greylisted", Failure.RETRY),
        ("RCPT", "452 4.2.2 mailbox full", Failure.RETRY),
        ("RCPT", "552 5.2.2 mailbox full", Failure.RETRY),
        ("RCPT", "550 5.1.1 no such user", Failure.UNREACHABLE),
        ("RCPT", "550 no reason", Failure.UNREACHABLE),
        ("RCPT", "552 no reason", Failure.RETRY),
        ("RCPT", "554 no reason", Failure.REFUSED),
        ("RCPT", "550 5.1.10 null mx", Failure.UNREACHABLE),
        ("RCPT", "550 5.7.1 blocked by policy", Failure.REFUSED),
        ("RCPT", "554 5.7.1 Relay access denied", Failure.CREDENTIALS),
        ("RCPT", "501 5.5.4 syntax", Failure.OUR_MISTAKE),
        ("RCPT", "501 5.1.3 bad address", Failure.UNREACHABLE),
        ("RCPT", "550 5.4.5 daily limit", Failure.QUOTA),
        ("DATA", "451 4.3.0 later", Failure.RETRY),
        ("end", "450 4.7.28 too fast", Failure.QUOTA),
        ("end", "451 4.3.0 later", Failure.RETRY),
        ("end", "554 5.7.1 spam", Failure.REFUSED),
        ("end", "552 5.3.4 too large", Failure.REFUSED),
        ("end", "550 5.1.1 no such user", Failure.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("greeting", [{}, {"EHLO": GROUPS}])
def test_an_answer_means_one_thing(
    step: str, answer: str, failure: Failure, greeting: dict[str, str]
) -> None:
    server = ScriptedSmtp(**{step: answer}, **greeting)
    error = refused(server)
    assert error.failure is failure
    assert error.code == answer, "the server's own words are kept for support"
    assert not isinstance(error, OutcomeUnknown), "the server has said what it did"
    assert len(server.mails) == (step == "end")


@pytest.mark.parametrize("step", ["connect", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("behaviour", [SILENCE, HANG_UP])
@pytest.mark.parametrize("greeting", [{}, {"EHLO": GROUPS}])
def test_silence_before_the_mail_left_means_nothing_was_sent(
    step: str, behaviour: str, greeting: dict[str, str]
) -> None:
    more = {"HELO": behaviour} if step == "EHLO" else {}
    error = refused(ScriptedSmtp(**(greeting | {step: behaviour}), **more))
    assert error.failure is Failure.RETRY
    assert not isinstance(error, OutcomeUnknown)
    assert "nothing was sent" in str(error)


def test_a_line_that_breaks_before_the_first_byte_of_the_mail_means_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really = Line.hear

    async def break_after_data(line: Line, seconds: float) -> Any:
        reply = await really(line, seconds)
        if reply.code == 354:
            line.close()
        return reply

    monkeypatch.setattr(Line, "hear", break_after_data)
    server = ScriptedSmtp()
    error = refused(server)
    assert error.failure is Failure.RETRY
    assert not isinstance(error, OutcomeUnknown)
    assert "nothing was sent" in str(error)
    assert not server.mails


def test_what_takes_groups_is_told_in_one_who_sends_who_gets_it_and_that_a_mail_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[int] = []
    monkeypatch.setattr(Line, "say", _counting(Line.say, said))
    for greeting in ({"EHLO": GROUPS}, {}):
        server = ScriptedSmtp(**greeting)
        send(server)
        assert len(server.mails) == 1
    assert said == [3, 1, 1, 1, 1, 1], "QUIT is said by itself"


def _counting(really: Any, said: list[int]) -> Any:
    def say(line: Line, *commands: bytes) -> None:
        said.append(len(commands))
        really(line, *commands)

    return say


def test_a_mail_without_an_addressee_is_never_ended() -> None:
    server = ScriptedSmtp(EHLO=GROUPS, RCPT="550 5.1.1 no such user")
    assert refused(server).failure is Failure.UNREACHABLE
    assert server.commands[-1] == "DATA", "the server waited for a mail that did not come"
    assert not server.mails


def test_who_sends_the_mail_on_has_taken_it() -> None:
    assert send(ScriptedSmtp(RCPT="251 will forward")).external_id


def test_a_server_that_wants_no_password_is_told_none() -> None:
    server = ScriptedSmtp()
    send(server, password="")
    assert server.mails
    assert not any(command.startswith("AUTH") for command in server.commands)


@pytest.mark.parametrize("behaviour", [SILENCE, HANG_UP])
def test_silence_after_the_mail_left_is_an_unknown_outcome(behaviour: str) -> None:
    server = ScriptedSmtp(end=behaviour)
    with pytest.raises(OutcomeUnknown, match="it may have been sent"):
        send(server)
    assert server.mails


@pytest.mark.parametrize("behaviour", [SILENCE, HANG_UP, "500 what"])
def test_what_happens_after_the_server_said_yes_changes_nothing(behaviour: str) -> None:
    assert send(ScriptedSmtp(QUIT=behaviour)).external_id


@pytest.mark.parametrize("step", ["EHLO", "HELO"])
@pytest.mark.parametrize("behaviour", [SILENCE, HANG_UP, "554 5.7.1 not you"])
def test_a_server_that_does_not_greet_back_gets_nothing(step: str, behaviour: str) -> None:
    told = {"EHLO": "502 what", "HELO": behaviour} if step == "HELO" else {step: behaviour, "HELO": behaviour}
    server = ScriptedSmtp(**told)
    error = refused(server, password="")
    assert error.failure is Failure.RETRY
    assert not isinstance(error, OutcomeUnknown)
    assert not server.mails


def test_a_server_that_knows_the_old_greeting_alone_is_greeted_by_it() -> None:
    server = ScriptedSmtp(EHLO="502 what", HELO="250 scripted")
    assert send(server, password="").external_id
    assert server.commands[:2] == ["EHLO harbour.test", "HELO harbour.test"]


def test_a_server_that_offers_no_login_is_not_sent_the_password() -> None:
    server = ScriptedSmtp(EHLO="250 scripted")
    assert refused(server).failure is Failure.CREDENTIALS
    assert not any(command.startswith("AUTH") for command in server.commands)


def test_a_server_without_starttls_is_not_trusted() -> None:
    server = ScriptedSmtp()
    error = refused(server, smtp_security="starttls")
    assert error.failure is Failure.CREDENTIALS
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


def test_an_address_that_is_none_is_unreachable_without_asking_anybody() -> None:
    server = ScriptedSmtp()
    assert refused(server, letter(to="not an address")).failure is Failure.UNREACHABLE
    assert not server.commands


def test_letters_beyond_ascii_need_a_server_that_knows_them() -> None:
    assert refused(ScriptedSmtp(), letter(to="jörg@fans.test")).failure is Failure.UNREACHABLE
    willing = ScriptedSmtp(EHLO="250-scripted\r\n250-AUTH PLAIN\r\n250 SMTPUTF8")
    send(willing, letter(to="jörg@bücher.test"))
    assert "RCPT TO:<jörg@xn--bcher-kva.test>" in willing.commands


def test_a_mail_without_time_is_our_mistake() -> None:
    assert refused(ScriptedSmtp(), letter(at=None)).failure is Failure.OUR_MISTAKE


def test_reports_go_to_the_return_path() -> None:
    server = ScriptedSmtp()
    send(server, return_path="bounces@harbour.test")
    assert any(command.startswith("MAIL FROM:<bounces@harbour.test>") for command in server.commands)


def test_a_server_that_hangs_up_when_it_has_let_us_in_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    really = aiosmtplib.SMTP.login

    async def let_in_and_out(client: aiosmtplib.SMTP, *words: str) -> None:
        await really(client, *words)
        client.close()

    monkeypatch.setattr(aiosmtplib.SMTP, "login", let_in_and_out)
    server = ScriptedSmtp()
    assert refused(server).failure is Failure.RETRY
    assert not server.mails


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_what_is_no_answer_sends_nothing(step: str) -> None:
    server = ScriptedSmtp(**{step: "what do you want"})
    error = refused(server)
    assert error.failure is Failure.RETRY
    assert not isinstance(error, OutcomeUnknown)
    assert not server.mails


def test_an_answer_that_comes_in_pieces_is_heard_whole() -> None:
    async def run() -> None:
        server = ScriptedSmtp()
        async with server.running():
            line = await _plain_line(server)
            for piece in (b"25", b"0-one\r", b"\n250 two", b"\r\n"):
                assert line.is_free == (piece == b"25")
                line.data_received(piece)
            assert await line.hear(1) == (250, "one\ntwo")
            line.close()

    asyncio.run(run())


async def _plain_line(server: ScriptedSmtp) -> Line:
    transport, _ = await asyncio.get_running_loop().create_connection(
        asyncio.Protocol, "127.0.0.1", server.port
    )
    return Line(transport)


def test_a_server_that_never_stops_speaking_is_not_listened_to() -> None:
    endless = "\r\n".join(f"250-{'x' * 70}" for _ in range(1000))
    error = refused(ScriptedSmtp(MAIL=endless + "\r\n250 well"))
    assert error.failure is Failure.RETRY
    assert "does not stop speaking" in str(error)


def test_answers_of_several_lines_are_one_answer() -> None:
    assert send(ScriptedSmtp(end="250-taken\r\n250 as 42")).detail == "250 taken as 42"


def test_a_command_of_two_lines_is_never_said() -> None:
    async def run() -> None:
        server = ScriptedSmtp()
        async with server.running():
            line = await _plain_line(server)
            with pytest.raises(ValueError, match="one line"):
                line.say(b"RCPT TO:<ana@fans.test>\r\nRCPT TO:<bea@fans.test>")
            line.close()
            with pytest.raises(ConnectionError):
                line.say(b"QUIT")

    asyncio.run(run())


def test_a_leading_dot_is_doubled_and_every_line_ends_with_crlf() -> None:
    assert dotted(b"a\n.b\r\n..c\rd") == b"a\r\n..b\r\n...c\r\nd\r\n.\r\n"
    assert dotted(b".a\r\n.\r\n") == b"..a\r\n..\r\n.\r\n"


def test_tls_with_the_file_of_a_private_authority_works(tmp_path: Path) -> None:
    tls, pem = certificate(tmp_path, "127.0.0.1")
    assert send(ScriptedSmtp(), tls=tls, smtp_security="tls", ca_file=str(pem)).external_id


@pytest.mark.parametrize("name", ["127.0.0.1", "another.test"])
def test_a_certificate_that_nobody_vouches_for_or_of_another_name_gets_no_password(
    tmp_path: Path, name: str
) -> None:
    tls, pem = certificate(tmp_path, name)
    trusted = {"ca_file": str(pem)} if name == "another.test" else {}
    server = ScriptedSmtp()
    error = refused(server, tls=tls, smtp_security="tls", **trusted)
    assert error.failure is Failure.CREDENTIALS
    assert "cannot be trusted" in str(error)
    assert not server.commands


def test_an_authority_file_that_is_missing_is_named() -> None:
    assert "/nowhere.pem" in str(refused(ScriptedSmtp(), smtp_security="tls", ca_file="/nowhere.pem"))
