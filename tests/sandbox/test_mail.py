"""The mail server pair: starts anywhere, keeps its mail, bounces for real, leaves nothing behind and never writes outside."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox import mail
from askfirst.sandbox.mail import MailServers, MailUnavailable
from tests.mail_servers import PASSWORD, require_mail_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mail_servers import MailboxAccount

ROOT = Path(__file__).parents[2]
USERS = {"team@harbour.test": "secret", "ana@fans.test": "other"}


@pytest.fixture(autouse=True)
def _needs_packages() -> None:
    require_mail_servers()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that the servers' own users may enter; what stands elsewhere for it goes too."""
    place = Path(tempfile.mkdtemp(prefix="askfirst-pair-"))
    place.chmod(0o755)
    yield place
    for pointer in place.rglob("elsewhere"):
        shutil.rmtree(pointer.resolve(), ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def inbox(servers: MailServers, address: str, password: str) -> list[bytes]:
    with imaplib.IMAP4(servers.host, servers.imap_port) as imap:
        imap.login(address, password)
        imap.select("INBOX", readonly=True)
        numbers = imap.search(None, "ALL")[1][0].split()
        return [imap.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]


def wait_for_mail(servers: MailServers, address: str, password: str) -> bytes:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if found := inbox(servers, address, password):
            return found[-1]
        time.sleep(0.05)
    pytest.fail(f"no mail came for {address}")


def send(servers: MailServers, recipient: str, sender: str = "ana@fans.test") -> None:
    with smtplib.SMTP(servers.host, servers.smtp_port) as smtp:
        smtp.sendmail(
            sender,
            [recipient],
            f"From: {sender}\nTo: {recipient}\nSubject: Hello\nMessage-ID: <h@t>\n\nHello\n",
        )


def descendants(of: int) -> set[int]:
    """Process ids of everything that this process started."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found, border = set(), {of}
    while border:
        border = {child for child, parent in parents.items() if parent in border} - found
        found |= border
    return found


def wait_until_gone(pids: set[int]) -> set[int]:
    """Those that are still there after ten seconds."""
    deadline = time.monotonic() + 10
    while (left := {pid for pid in pids if Path(f"/proc/{pid}").exists()}) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def test_a_mail_arrives(mail_servers: MailServers, mailbox: MailboxAccount) -> None:
    send(mail_servers, mailbox.address)
    assert b"Subject: Hello" in wait_for_mail(mail_servers, mailbox.address, PASSWORD)


@pytest.mark.parametrize(
    ("recipient", "code", "words"),
    [
        ("nobody@harbour.test", 550, b"User unknown"),
        ("ana@example.com", 550, b"sends nothing to other machines"),
        ("ana@busy.test", 450, b"try again later"),
    ],
)
def test_a_recipient_is_refused_at_once(
    mail_servers: MailServers, recipient: str, code: int, words: bytes
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(mail_servers, recipient)
    answer = caught.value.recipients[recipient]
    assert answer[0] == code
    assert words in answer[1]


def test_signing_in_does_not_open_the_way_out(mail_servers: MailServers, mailbox: MailboxAccount) -> None:
    with smtplib.SMTP(mail_servers.host, mail_servers.smtp_port) as smtp:
        smtp.login(mailbox.address, PASSWORD)
        smtp.mail(mailbox.address)
        assert smtp.rcpt("ana@example.com")[0] == 550


def test_an_undeliverable_mail_comes_back_as_a_report(
    mail_servers: MailServers, mailbox: MailboxAccount
) -> None:
    send(mail_servers, "gone@bouncing.test", sender=mailbox.address)
    report = wait_for_mail(mail_servers, mailbox.address, PASSWORD)
    assert b"report-type=delivery-status" in report.replace(b'"', b"")
    assert b"Status: 5.1.1" in report
    assert b"<h@t>" in report


def test_it_stands_below_its_folder_and_keeps_its_mail_over_a_restart(folder: Path) -> None:
    with MailServers(folder / "pair", users=USERS) as servers:
        send(servers, "team@harbour.test")
        wait_for_mail(servers, "team@harbour.test", "secret")
    with MailServers(folder / "pair", users=USERS) as servers:
        assert len(inbox(servers, "team@harbour.test", "secret")) == 1


@pytest.mark.parametrize("name", ["pair", "a-long-name-" * 10])
def test_a_folder_made_anew_begins_without_mail(folder: Path, name: str) -> None:
    place = folder / name
    with MailServers(place, users=USERS) as servers:
        send(servers, "team@harbour.test")
        wait_for_mail(servers, "team@harbour.test", "secret")
    shutil.rmtree(place)
    with MailServers(place, users=USERS) as servers:
        assert inbox(servers, "team@harbour.test", "secret") == []
    servers.erase()
    assert not servers.home.exists()


def test_two_pairs_run_beside_each_other_in_folders_with_long_names(folder: Path) -> None:
    long = "a-folder-with-a-very-long-name-" * 5
    with (
        MailServers(folder / "one" / long, users=USERS) as one,
        MailServers(folder / "two" / long, users=USERS) as two,
    ):
        assert len({one.smtp_port, one.imap_port, two.smtp_port, two.imap_port}) == 4
        send(one, "team@harbour.test")
        wait_for_mail(one, "team@harbour.test", "secret")
        assert inbox(two, "team@harbour.test", "secret") == []


def test_a_user_can_be_added_while_it_runs(folder: Path) -> None:
    with MailServers(folder / "pair", users=USERS) as servers:
        servers.add_user("new@fans.test", "p: w")
        send(servers, "new@fans.test")
        wait_for_mail(servers, "new@fans.test", "p: w")
        with pytest.raises(ValueError, match=r"none of our domains: harbour\.test, fans\.test"):
            servers.add_user("new@elsewhere.test", "x")


def test_stopping_leaves_no_process_behind(folder: Path) -> None:
    before = descendants(os.getpid())
    servers = MailServers(folder / "pair", users=USERS).start()
    started = descendants(os.getpid()) - before
    assert len(started) >= 4
    servers.stop()
    assert not wait_until_gone(started)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_command_takes_everything_with_it_however_it_ends(folder: Path, number: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "askfirst.sandbox.mail",
        str(folder / "pair"),
        "--user",
        "team@harbour.test:secret",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline().startswith("SMTP 127.0.0.1:")
        started = descendants(process.pid)
        assert len(started) >= 4
        process.send_signal(number)
        process.wait(20)
    assert not wait_until_gone(started)
    assert process.returncode == (0 if number is not signal.SIGKILL else -signal.SIGKILL)


def test_missing_packages_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "missing_packages", lambda: ("postfix", "dovecot-lmtpd"))
    with pytest.raises(MailUnavailable, match="apt-get install postfix dovecot-lmtpd"):
        MailServers(folder, users=USERS).start()


def test_a_port_that_is_taken_is_said_with_the_servers_own_words(
    mail_servers: MailServers, folder: Path
) -> None:
    with pytest.raises(MailUnavailable, match="Address already in use"):
        MailServers(folder / "pair", users=USERS, imap_port=mail_servers.imap_port).start()


def test_users_must_be_addresses(folder: Path) -> None:
    with pytest.raises(ValueError, match="`users` maps addresses to passwords"):
        MailServers(folder, users={"team": "secret"})
