"""An export as a way in: the same events as a network would send, out of a file and long past.

Importing twice changes nothing, and nothing in an export is ever consent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from askfirst.brand import changes
from askfirst.brand.models import Channel
from askfirst.networks import catalog
from askfirst.sentence import Sentence
from askfirst.wire import routing
from askfirst.wire.border import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.brand.models import Brand
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


def channel_for(brand: Brand, network: str, address: str) -> Channel:
    """The brand's channel on that network; of several that of this address.  One that is not known yet cannot send.

    Raises:
        LookupError: nobody said which is meant, or how the brand is called there; the sentence says what to do.
    """
    known = list(Channel.objects.select_related("brand").filter(brand=brand, network=network).order_by("pk"))
    if address:
        known = [one for one in known if _plain(one.address) == _plain(address)]
    if len(known) == 1:
        return known[0]
    if not address:
        listed = ", ".join(one.address for one in known)
        if listed:
            raise LookupError(
                _("Say which account of yours is meant. There is: %(listed)s.") % {"listed": listed}
            )
        raise LookupError(
            _("Say under which name you are on %(network)s: it is not connected here.")
            % {"network": catalog.label(network)}
        )
    return Channel.objects.create(
        brand=brand,
        network=network,
        address=address.strip(),
        name=_("%(address)s on %(network)s")
        % {"address": address.strip(), "network": catalog.label(network)},
        state=Channel.State.OFF,
        state_reason=Sentence("Known from what you told; not connected, so nothing can be sent."),
    )


def _plain(address: str) -> str:
    return address.strip().removeprefix("@").casefold()
