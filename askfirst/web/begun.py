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

    def __init__(self, member: Member, thread: Thread | None, mode: str = unsent.Mode.REPLY) -> None:
        self.member = member
        self.thread = thread
        self.mode = mode

    @cached_property
    def rows(self) -> dict[str, Unsent]:
        """By mode."""
        return unsent.in_thread(self.member, self.thread) if self.thread else {}

    @property
    def reply(self) -> Unsent | None:
        """The answer that was begun."""
        return self.rows.get(self.mode)

    @property
    def text(self) -> str:
        """Its words; empty where nothing was begun."""
        return self.reply.text if self.reply else ""

    @property
    def latest(self) -> Unsent | None:
        """In a conversation in public: of its two answers the one that was worked on last, where something was begun."""
        answers = [self.rows[mode] for mode in (unsent.Mode.PUBLIC, unsent.Mode.PRIVATE) if mode in self.rows]
        begun = [row for row in answers if row.text.strip() or row.files.all()]
        return max(begun, key=lambda row: row.updated_at, default=None)

    @property
    def note(self) -> Unsent | None:
        """The note that was begun."""
        return self.rows.get(unsent.Mode.NOTE)

    @property
    def files(self) -> list[StoredFile]:
        """What goes along with the answer, oldest first."""
        return sorted(self.reply.files.all(), key=lambda file: file.pk) if self.reply else []
