"""The verdict in a list: nothing where one may simply write; a word where one may not, or not for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from askfirst.gate.release import instant
from askfirst.inbox.asking import glances
from askfirst.inbox.talk import ENDED
from askfirst.policy.explain import NOT_NOW, ONLY_THIS_WAY, YOU_MAY
from askfirst.web.verdict import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.gate.facts import Together
    from askfirst.gate.ways import Glance
    from askfirst.inbox.models import Thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Pill:
    """A verdict in one word.  `closes_at` where it may be written now and not much longer."""

    kind: str
    word: str
    icon: str
    closes_at: datetime | None = None


def pills(threads: Iterable[Thread], together: Together | None = None) -> dict[int, Pill]:
    """What a list says of each conversation, by its id: a fixed number of queries.

    `together`: what the page of the list looks up at once.
    """
    open_ones = [thread for thread in threads if thread.state not in ENDED]
    seen = glances(open_ones, together=together)
    found = {thread.pk: _pill(thread, seen[thread.pk]) for thread in open_ones}
    return {pk: pill for pk, pill in found.items() if pill}


def _pill(thread: Thread, seen: Glance) -> Pill | None:
    is_their_turn = thread.state == thread.State.WAITING
    if (seen.is_allowed and seen.change is None) or (is_their_turn and not seen.is_allowed):
        return None
    word = YOU_MAY if seen.is_allowed else ONLY_THIS_WAY if seen.has_ways else NOT_NOW
    kind, icon = KINDS[word]
    return Pill(
        kind=kind, word=_(word), icon=icon, closes_at=instant(seen.change.at) if seen.change else None
    )
