"""The post: a real mail server pair, people who write and read mail with it, and one server that is out of order."""

from __future__ import annotations

import asyncio
import imaplib
import shutil
import smtplib
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

from askfirst.sandbox.mail import MailServers
from tests.networks.scripted_smtp import ScriptedSmtp
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stories.product import Product

PASSWORD = "a secret: of the stories"
BRAND = "hello@harbour.test"
BOXES = (BRAND, "care@harbour.test", "crowd@harbour.test")
FANS = ("ana", "bilal", "chen", "dora", "emil", "farah", "gus", "hana")


@dataclass(frozen=True, slots=True)
class PostOffice:
    """`send` and `mails_of` do what a mail program does."""

    servers: MailServers

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[PostOffice]:
        folder = Path(tempfile.mkdtemp(prefix="askfirst-post-"))
        folder.chmod(0o755)
        users = dict.fromkeys([*BOXES, *(f"{fan}@fans.test" for fan in FANS)], PASSWORD)
        try:
            with MailServers(folder, users=users) as servers:
                yield cls(servers)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def connect(self, product: Product, address: str = BRAND, *, smtp_port: int = 0) -> None:
        """Give the brand its mailbox, as its owner would on the command line."""
        host, ports = self.servers.host, (smtp_port or self.servers.smtp_port, self.servers.imap_port)
        sending = ["--smtp-host", host, "--smtp-port", str(ports[0]), "--smtp-security", "none"]
        reading = ["--imap-host", host, "--imap-port", str(ports[1]), "--imap-security", "none"]
        product.run(
            "channel", "add", "email", address, *sending, *reading, "--password", text=f"{PASSWORD}\n"
        )

    def send(self, mail: EmailMessage) -> str:
        """Hand a mail in; its Message-ID."""
        with smtplib.SMTP(self.servers.host, self.servers.smtp_port) as smtp:
            smtp.send_message(mail)
        return str(mail["Message-ID"])

    def clear(self) -> None:
        """Take everything out of every mailbox, so that no product reads what another one's people wrote."""
        for address in (*BOXES, *(f"{fan}@fans.test" for fan in FANS)):
            with imaplib.IMAP4(self.servers.host, self.servers.imap_port) as imap:
                imap.login(address, PASSWORD)
                if int(imap.select("INBOX")[1][0]):
                    imap.store("1:*", "+FLAGS", r"\Deleted")
                    imap.expunge()

    def mails_of(self, address: str) -> list[EmailMessage]:
        """All that lies in somebody's mailbox, oldest first."""
        with imaplib.IMAP4(self.servers.host, self.servers.imap_port) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            return [read(imap.fetch(number, "(BODY.PEEK[])")[1][0][1]) for number in numbers]

    def arrived(self, address: str, words: str) -> EmailMessage:
        """Wait for the mail that says this, and read it."""
        return wait_until(
            lambda: next((mail for mail in self.mails_of(address) if words in text_of(mail)), None),
            f"{address} has a mail that says {words!r}",
            30,
        )


def letter(
    sender: str, text: str, *, to: str = BRAND, subject: str = "Hello", html: str = ""
) -> EmailMessage:
    """A mail as a mail program writes one; add attachments before it is sent."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain="fans.test")
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def complaint(about: EmailMessage) -> EmailMessage:
    """What a provider sends when somebody calls a mail spam: RFC 5965, with the head of that mail."""
    report = read(
        f"""\
From: feedback@fans.test
To: {BRAND}
Subject: complaint
Date: {formatdate(localtime=True)}
Message-ID: {make_msgid(domain="fans.test")}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="f"

--f
Content-Type: text/plain

This is a report about one of your mails.

--f
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Fans/1.0
Version: 1
Original-Rcpt-To: <{about["To"]}>

--f
Content-Type: message/rfc822

From: {about["From"]}
To: {about["To"]}
Message-ID: {about["Message-ID"]}
Subject: {about["Subject"]}

--f--
""".encode()
    )
    assert not report.defects
    return report


def text_of(mail: EmailMessage) -> str:
    """What a mail says in plain words."""
    body = mail.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def read(raw: bytes) -> EmailMessage:
    """A mail as it came over the wire."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def out_of_order() -> Iterator[ScriptedSmtp]:
    """An SMTP server in a thread of its own.  It works until a story changes its `replies`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = ScriptedSmtp()
    running = server.running()
    asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(10)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
