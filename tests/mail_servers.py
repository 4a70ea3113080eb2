"""A real mail server pair for tests: Postfix and Dovecot, once per session, a mailbox of its own for each test that asks.

In a conftest::

    from tests.mail_servers import mail_servers, mailbox  # noqa: F401
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.sandbox.mail import MailServers, missing_packages

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAIN = "harbour.test"
PASSWORD = "a secret: of the tests"
_USERS = 500


@dataclass(frozen=True)
class MailboxAccount:
    """One mailbox that no other test uses."""

    servers: MailServers
    address: str
    password: str = PASSWORD

    def settings(self, **changes: Any) -> dict[str, Any]:
        """The settings mapping of an email channel for this mailbox."""
        return {
            "address": self.address,
            "display_name": "Harbour Coffee",
            "username": self.address,
            "password": self.password,
            "smtp_host": self.servers.host,
            "smtp_port": self.servers.smtp_port,
            "smtp_security": "none",
            "imap_host": self.servers.host,
            "imap_port": self.servers.imap_port,
            "imap_security": "none",
        } | changes


def require_mail_servers() -> None:
    """Skip, and say which packages are missing."""
    missing = missing_packages()
    if missing:
        pytest.skip(f"REAL MAIL SERVERS MISSING: run `apt-get install {' '.join(missing)}`")


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """The pair, started at first use."""
    require_mail_servers()
    folder = Path(tempfile.mkdtemp(prefix="askfirst-mail-"))
    folder.chmod(0o755)
    users = {f"box{number}@{DOMAIN}": PASSWORD for number in range(_USERS)}
    try:
        with MailServers(folder, users=users) as servers:
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count()


@pytest.fixture
def mailbox(mail_servers: MailServers, _numbers: Iterator[int]) -> MailboxAccount:
    """An empty mailbox on the pair."""
    return MailboxAccount(mail_servers, f"box{next(_numbers)}@{DOMAIN}")


@pytest.fixture
def another_mailbox(mail_servers: MailServers, _numbers: Iterator[int]) -> MailboxAccount:
    """A second one, for whoever writes to the first."""
    return MailboxAccount(mail_servers, f"box{next(_numbers)}@{DOMAIN}")
