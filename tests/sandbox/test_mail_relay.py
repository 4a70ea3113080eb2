"""Without root a small relay takes Postfix's place: the same answers, the same kind of report."""

from __future__ import annotations

import shutil
import smtplib
import tempfile
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller, UnixSocketController
from aiosmtpd.lmtp import LMTP

from askfirst.networks.base import EventKind
from askfirst.networks.email.parse import parse
from askfirst.sandbox.mail import free_port
from askfirst.sandbox.mail_config import Plan, write_users
from askfirst.sandbox.mail_relay import Relay, delivery_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import Envelope

TEAM = "team@harbour.test"


class Kept:
    """Stands for Dovecot's LMTP: keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[tuple[str | None, list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802, ARG002
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


class LmtpController(UnixSocketController):
    def factory(self) -> LMTP:
        return LMTP(self.handler)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def relay(kept: Kept) -> Iterator[Controller]:
    folder = Path(tempfile.mkdtemp(prefix="askfirst-relay-"))
    plan = Plan(home=folder, domains=("harbour.test",), smtp_port=0, imap_port=0, is_root=False)
    write_users(plan, {TEAM: "a: secret", "ana@harbour.test": "x"})
    inside = LmtpController(kept, unix_socket=str(folder / "lmtp"))
    inside.start()
    handler = Relay(plan.users, str(folder / "lmtp"))
    outside = Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=handler.authenticate,
        auth_require_tls=False,
    )
    outside.start()
    yield outside
    outside.stop()
    inside.stop()
    shutil.rmtree(folder)


def connected(relay: Controller) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", relay.port)


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        (TEAM, 250),
        ("Team@Harbour.test", 250),
        ("gone@bouncing.test", 250),
        ("nobody@harbour.test", 550),
        ("ana@example.com", 550),
        ("ana@busy.test", 450),
    ],
)
def test_it_answers_as_postfix_does(relay: Controller, recipient: str, code: int) -> None:
    with connected(relay) as smtp:
        smtp.ehlo()
        smtp.mail("ana@harbour.test")
        assert smtp.rcpt(recipient)[0] == code


def test_a_password_is_checked(relay: Controller) -> None:
    with connected(relay) as smtp:
        assert smtp.login(TEAM, "a: secret")[0] == 235
    with connected(relay) as smtp, pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login(TEAM, "wrong")


def test_a_mail_is_handed_on(relay: Controller, kept: Kept) -> None:
    with connected(relay) as smtp:
        smtp.sendmail("ana@harbour.test", [TEAM], b"Subject: Hi\r\n\r\nHello\r\n")
    ((sender, recipients, content),) = kept.mails
    assert (sender, recipients) == ("ana@harbour.test", [TEAM])
    assert b"Hello" in content


def test_an_undeliverable_mail_comes_back_as_a_report_that_we_can_read(relay: Controller, kept: Kept) -> None:
    with connected(relay) as smtp:
        smtp.sendmail(TEAM, ["gone@bouncing.test"], b"Message-ID: <h@t>\r\nSubject: Hi\r\n\r\nHello\r\n")
    ((sender, recipients, content),) = kept.mails
    assert sender in {"", "<>"}, "nobody: a report must not be answered"
    assert recipients == [TEAM]
    (event,) = parse(content)
    assert (event.kind, event.actor, event.target) == (EventKind.BOUNCE, "gone@bouncing.test", "h@t")


def test_a_report_is_never_answered_with_a_report() -> None:
    report = message_from_bytes(delivery_report(TEAM, ["x@bouncing.test"], b"Subject: Hi\r\n\r\nHi"))
    assert report["Auto-Submitted"] == "auto-replied"
