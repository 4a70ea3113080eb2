"""The mail servers of demo and sandbox: a mailbox for the brand and one for each fan who writes mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.cli.exits import Failed
from askfirst.cli.serving import bound

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from askfirst.sandbox.mail import MailServers


def start(folder: Path, stack: ExitStack) -> MailServers:
    """Start them below `folder`, on the same ports each time; they end with the stack.

    Raises:
        MailUnavailable: their Debian packages are missing, or they did not start.
    """
    from askfirst.sandbox import cast
    from askfirst.sandbox.mail import MailServers

    fans = {fan.email: fan.password for fan in cast.CAST if fan.email}
    smtp, imap = _ports(folder)
    servers = MailServers(
        folder / "mail", users=dict([cast.TEAM_MAILBOX]) | fans, smtp_port=smtp, imap_port=imap
    )
    stack.enter_context(servers)
    (folder / "mail-ports").write_text(f"{servers.smtp_port} {servers.imap_port}")
    return servers


def _ports(folder: Path) -> tuple[int, int]:
    """The ports of the last time where they are free, so that an open mail program goes on; else any."""
    try:
        smtp, imap = map(int, (folder / "mail-ports").read_text().split())
        with bound(("127.0.0.1", smtp)), bound(("127.0.0.1", imap)):
            return smtp, imap
    except (OSError, ValueError, Failed):
        return 0, 0
