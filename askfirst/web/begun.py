"""What a member has begun to write in a conversation, for its composer: looked up only where a template shows it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from askfirst.inbox import unsent

if TYPE_CHECKING:
    from askfirst.brand.models import Member, StoredFile
    from askfirst.inbox.models import Thread, Unsent


class Begun:
    """Reply and note of one member in one conversation; empty where there is no conversation yet."""

    def __init__(self, member: Member, thread: Thread | None) -> None:
        self.member = member
        self.thread = thread

    @cached_property
    def rows(self) -> dict[str, Unsent]:
        """By mode."""
        return unsent.in_thread(self.member, self.thread) if self.thread else {}

    @property
    def reply(self) -> Unsent | None:
        """The answer that was begun."""
        return self.rows.get(unsent.Mode.REPLY)

    @property
    def note(self) -> Unsent | None:
        """The note that was begun."""
        return self.rows.get(unsent.Mode.NOTE)

    @property
    def files(self) -> list[StoredFile]:
        """What goes along with the answer, oldest first."""
        return sorted(self.reply.files.all(), key=lambda file: file.pk) if self.reply else []
