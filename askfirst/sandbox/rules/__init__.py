"""What each network allows, by the sandbox's own code: written from the facts, never from the product's packs.

One module per network with pure functions over the world::

    def may(world: World, deed: Deed, at: datetime) -> Refusal | None

`deed.source` is one of our accounts (through the API) or a person (by hand); rules that bind only programs look at
`deed.app`.  Dated rules compare `at` with the day from which they hold.  `None` means: it is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why the network does not do it.  The face puts it into the network's own words, code and status."""

    rule: str
    """Id of the rule in the facts, such as `FB-11`."""
    row: str
    """Name of the face's error row with which it is answered, such as `outside_window`."""
    says: str = ""
    """For people who play in the console."""
    more: Mapping[str, Any] = field(default_factory=dict)
