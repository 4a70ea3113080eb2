"""Other ways to say something (`ways.toml`) and acts that change an answer (`acts.toml`): small changes of facts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import FACTS, Facts, Kind, Value, changed
from askfirst.policy.taming import facts_from, tamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HERE = Path(__file__).parent
NOW = "now"
"""In an act, the value of an instant that is the moment of asking."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Another way to reach the person or to say the thing.

    One without changes cannot be tried from these facts alone: whoever knows the other channel gives a candidate
    with the same id and that channel's facts.
    """

    id: str
    title: str
    changes: Mapping[str, Value]
    networks: tuple[str, ...] = ()
    """Where this way exists; empty: everywhere."""

    def apply(self, facts: Facts) -> Facts:
        """The question as it would be asked this way; the same question on a network that does not have it."""
        return changed(facts, self.changes) if _exists(self.networks, facts) else facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Something that somebody may do, and what would then be so."""

    id: str
    title: str
    by: str
    """Whose act it is: `person` or `team`."""
    changes: Mapping[str, Value]
    networks: tuple[str, ...] = ()
    """Where there is such an act; empty: everywhere."""

    def apply(self, facts: Facts) -> Facts:
        """What would be known just after the act; nothing new on a network that does not have it."""
        if not _exists(self.networks, facts):
            return facts
        values = {name: facts.now if value == NOW else value for name, value in self.changes.items()}
        return changed(facts, values)


def way(way_id: str, title: str, changes: Mapping[str, Any], networks: Iterable[str] = ()) -> Way:
    """A candidate for `engine.ways`, its facts and its networks checked.

    Raises:
        FactError: as `taming.facts_from`.
    """
    facts_from({"now": 0, "network": "page", "form": "direct", "purpose": "reply", **changes})
    return Way(
        id=way_id,
        title=title,
        changes={name: tamed(FACTS[name], value) for name, value in changes.items()},
        networks=_networks(networks),
    )


@cache
def bundled_ways() -> Mapping[str, Way]:
    """The ways that rules may name in `instead`, by id."""
    return {
        row["id"]: way(row["id"], row["title"], row.get("changes", {}), row.get("networks", ()))
        for row in _rows("ways.toml", "way")
    }


@cache
def bundled_acts() -> tuple[Act, ...]:
    """The acts worth trying, in the order in which they are offered."""
    return tuple(
        Act(
            id=row["id"],
            title=row["title"],
            by=row["by"],
            changes=_act_changes(row["changes"]),
            networks=_networks(row.get("networks", ())),
        )
        for row in _rows("acts.toml", "act")
    )


def _exists(networks: tuple[str, ...], facts: Facts) -> bool:
    return not networks or facts.network in networks


def _networks(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(tamed(FACTS["network"], name)) for name in written)


def _act_changes(written: Mapping[str, Any]) -> dict[str, Value]:
    return {
        name: NOW if value == NOW and FACTS[name].kind is Kind.TS else tamed(FACTS[name], value)
        for name, value in written.items()
    }


def _rows(file: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((HERE / file).read_text(encoding="utf-8"))[key]
    return rows
