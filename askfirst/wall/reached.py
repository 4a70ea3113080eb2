"""How many of the people who have done something on the page have each feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askfirst.brand import rollout
from askfirst.people.models import Handle

if TYPE_CHECKING:
    from askfirst.brand.models import Brand

NETWORK = "page"
MOST = 10_000
"""Visitors that are looked at, the newest; among so many the share is right to one of a hundred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """Of `known` people who have done something on the page, `seen` have the feature."""

    known: int
    seen: int

    @property
    def percent(self) -> int:
        """Of a hundred; 0 where nobody is known."""
        return round(100 * self.seen / self.known) if self.known else 0


def reached(brand: Brand, rows: rollout.Rollouts) -> dict[str, Reached]:
    """For each feature, who has it among the newest visitors that we know."""
    handles = Handle.objects.filter(brand=brand, network=NETWORK).order_by("-pk")
    newest = list(handles.values_list("key", "contact", "contact__country")[:MOST])
    people = [
        rollout.Who(key=key, country=country.upper(), contacts=(contact,)) for key, contact, country in newest
    ]
    return {
        feature.key: Reached(
            known=len(people), seen=sum(rollout.has(feature.key, one, rows) for one in people)
        )
        for feature in rollout.FEATURES
    }
