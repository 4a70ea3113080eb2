"""Real mail servers for those who ask."""

from __future__ import annotations

from tests.mail_servers import _numbers, another_mailbox, mail_servers, mailbox

__all__ = ["_numbers", "another_mailbox", "mail_servers", "mailbox"]
