"""The SMTP side for people without root: takes mail as Postfix would and hands it to Dovecot's LMTP.

    python mail_relay.py --port PORT --lmtp SOCKET --users FILE --size-limit BYTES

It refuses unknown users of our domains with 550, puts `busy.test` off with 450, answers mail to `bouncing.test` with a
delivery report of RFC 3464, wants nothing to do with any other domain, and checks passwords.
"""

# ruff: noqa: ARG002, N802 -- aiosmtpd's names and arguments
from __future__ import annotations

import argparse
import asyncio
import base64
import smtplib
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

BOUNCING_DOMAIN = "bouncing.test"
BUSY_DOMAIN = "busy.test"


class Relay:
    """What aiosmtpd asks: may this recipient be written to, and what happens with the mail."""

    def __init__(self, users_file: Path, lmtp_socket: str) -> None:
        self.users_file = users_file
        self.lmtp_socket = lmtp_socket

    def users(self) -> dict[str, str]:
        """Address → password, read anew each time: users may be added while we run."""
        fields = [line.split(":") for line in self.users_file.read_text().splitlines()]
        return {
            address: base64.b64decode(secret.partition("}")[2]).decode() for address, secret, *_ in fields
        }

    def answer(self, address: str) -> str:
        """What RCPT TO gets."""
        users = self.users()
        domain = address.lower().rpartition("@")[2]
        if address.lower() in users or domain == BOUNCING_DOMAIN:
            return "250 2.1.5 Ok"
        if domain == BUSY_DOMAIN:
            return f"450 4.2.1 <{address}>: This mailbox is busy, try again later"
        if domain in {user.rpartition("@")[2] for user in users}:
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table"
        return f"550 5.7.1 <{address}>: this server sends nothing to other machines"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note the recipient, or say why not."""
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Deliver to those who exist, report those who do not, then say yes."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        bouncing = [
            address for address in envelope.rcpt_tos if address.lower().endswith(f"@{BOUNCING_DOMAIN}")
        ]
        present = [address for address in envelope.rcpt_tos if address not in bouncing]
        sender = envelope.mail_from or ""
        try:
            await asyncio.to_thread(self.deliver, sender, present, content)
        except (OSError, smtplib.SMTPException) as error:
            return f"451 4.3.0 not delivered, try again later: {type(error).__name__}"
        if bouncing and sender.lower() in self.users():
            report = delivery_report(sender, bouncing, content)
            await asyncio.to_thread(self.deliver, "", [sender], report)
        return "250 2.0.0 Ok: delivered"

    def deliver(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Hand the mail to Dovecot."""
        if recipients:
            with smtplib.LMTP(self.lmtp_socket) as lmtp:
                lmtp.sendmail(sender, recipients, content)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Compare the password; a wrong one gets 535."""
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        expected = self.users().get(data.login.decode("utf-8", "replace").lower())
        return AuthResult(success=expected is not None and expected.encode() == data.password, handled=False)


def delivery_report(sender: str, recipients: list[str], content: bytes) -> bytes:
    """A report of RFC 3464 about recipients who do not exist, with the headers of the mail."""
    report = EmailMessage()
    report["From"] = "Mail Delivery System <MAILER-DAEMON@localhost>"
    report["To"] = sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(localtime())
    report["Message-ID"] = make_msgid(domain="localhost")
    report["Auto-Submitted"] = "auto-replied"
    report.set_content(f"These addresses do not exist: {', '.join(recipients)}\n")
    report.make_mixed()
    report.set_type("multipart/report")
    report.set_param("report-type", "delivery-status")
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([_block({"Reporting-MTA": "dns; localhost"}), *map(_failed, recipients)])
    report.attach(status)
    returned = EmailMessage()
    returned["Content-Type"] = "text/rfc822-headers"
    returned.set_payload(BytesHeaderParser().parsebytes(content).as_string())
    report.attach(returned)
    return report.as_bytes()


def _failed(address: str) -> EmailMessage:
    diagnosis = f"smtp; 550 5.1.1 <{address}> User doesn't exist: {address}"
    return _block(
        {
            "Final-Recipient": f"rfc822; {address}",
            "Action": "failed",
            "Status": "5.1.1",
            "Diagnostic-Code": diagnosis,
        }
    )


def _block(headers: dict[str, str]) -> EmailMessage:
    block = EmailMessage()
    for name, value in headers.items():
        block[name] = value
    return block


def main() -> None:
    """Serve until we are stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--lmtp", required=True)
    parser.add_argument("--users", type=Path, required=True)
    parser.add_argument("--size-limit", type=int, required=True)
    options = parser.parse_args()
    relay = Relay(options.users, options.lmtp)
    controller = Controller(
        relay,
        hostname="127.0.0.1",
        port=options.port,
        authenticator=relay.authenticate,
        auth_require_tls=False,
        data_size_limit=options.size_limit,
    )
    controller.start()
    controller._thread.join()  # type: ignore[union-attr]  # noqa: SLF001 -- the controller offers no other way to wait


if __name__ == "__main__":
    main()
