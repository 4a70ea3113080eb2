"""The verdict in a list: nothing where one may simply write; a word where one may not, or not for long."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.gate.question import Question
from askfirst.gate.release import instant
from askfirst.gate.ways import glance
from askfirst.policy.explain import NOT_NOW, ONLY_THIS_WAY, YOU_MAY
from askfirst.web.composer import address_of, purpose_of
from askfirst.web.verdict import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.gate.ways import Glance
    from askfirst.inbox.models import Thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Pill:
    """A verdict in one word.  `closes_at` where it may be written now and not much longer."""

    kind: str
    word: str
    icon: str
    closes_at: datetime | None = None


def pills(threads: Iterable[Thread]) -> dict[int, Pill]:
    """What a list says of each conversation, by its id: a fixed number of queries for each channel among them."""
    by_channel: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.state != thread.State.DONE:
            by_channel[thread.channel_id].append(thread)
    found: dict[int, Pill] = {}
    for group in by_channel.values():
        for thread, seen in zip(group, glance([_question(thread) for thread in group]), strict=True):
            if pill := _pill(thread, seen):
                found[thread.pk] = pill
    return found


def _question(thread: Thread) -> Question:
    address = address_of(thread)
    return Question(
        channel=thread.channel,
        contact=thread.contact,
        form=address.form,
        purpose=purpose_of("", address),
        about=address.about,
    )


def _pill(thread: Thread, seen: Glance) -> Pill | None:
    is_their_turn = thread.state == thread.State.WAITING
    if (seen.is_allowed and seen.change is None) or (is_their_turn and not seen.is_allowed):
        return None
    word = YOU_MAY if seen.is_allowed else ONLY_THIS_WAY if seen.has_ways else NOT_NOW
    kind, icon = KINDS[word]
    return Pill(kind=kind, word=word, icon=icon, closes_at=instant(seen.change.at) if seen.change else None)
