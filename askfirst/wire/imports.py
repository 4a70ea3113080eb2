"""An export as a way in: the same events as a network would send, out of a file and long past.

Importing twice changes nothing, and nothing in an export is ever consent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError, transaction

from askfirst.brand import changes
from askfirst.wire import routing
from askfirst.wire.border import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.brand.models import Channel
    from askfirst.networks import base

BATCH = 200


@dataclass(slots=True)
class Imported:
    """What came of an import so far: how many events of each kind, and what could not be used."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def events(self) -> int:
        return sum(self.counts.values())


def import_events(channel: Channel, events: Iterable[base.Event]) -> Iterator[Imported]:
    """Put events into their places, some hundred at a time; what was done so far is yielded after each hundred.

    An event that cannot be used is named in `problems`; the others go on.
    """
    done = Imported()
    source = iter(events)
    while batch := list(islice(source, BATCH)):
        with transaction.atomic(), changes.held_back():
            for event in batch:
                _one(channel, event, done)
        yield done


def _one(channel: Channel, event: base.Event, done: Imported) -> None:
    try:
        with transaction.atomic(), changes.held_back():
            routing.apply(channel, fit(event), is_history=True)
    except (LookupError, ValueError, DataError, IntegrityError) as error:
        done.problems.append(f"{event.kind} {event.external_id}: {error}")
        return
    done.counts[str(event.kind)] = done.counts.get(str(event.kind), 0) + 1
