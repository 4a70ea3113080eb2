"""The overview "ways to reach": for each network and purpose, to whom a way is open on a given day.

It asks `decide` about people in typical situations (`reach.toml`), with everything else as one would wish it, so that
what it shows are the rules of that day and not the settings of one person.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askfirst.policy.engine import decide
from askfirst.policy.facts import FACTS
from askfirst.policy.model import Effect, Verdict
from askfirst.policy.relative import with_instants
from askfirst.policy.taming import facts_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.policy.decision import Decision
    from askfirst.policy.model import Reason
    from askfirst.policy.program import Policy

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """One column: what a message is for."""

    id: str
    title: str
    about: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """How somebody stands to the brand.  `networks` names the only ones on which it can be; empty: all."""

    id: str
    title: str
    changes: Mapping[str, Any]
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """One situation with what may be said to such a person."""

    situation: Situation
    decision: Decision

    @property
    def verdict(self) -> Verdict:
        """The whole answer."""
        return self.decision.verdict

    @property
    def against(self) -> tuple[Reason, ...]:
        """What stands in the way, the strictest first."""
        return tuple(one for one in self.decision.reasons if one.effect in {Effect.DENY, Effect.HOLD})


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One network and one purpose: every situation, those that are open first."""

    network: str
    purpose: Purpose
    answers: tuple[Answered, ...]

    @property
    def open(self) -> tuple[Answered, ...]:
        """The situations in which it may be said."""
        return tuple(one for one in self.answers if one.verdict is Verdict.ALLOW)

    @property
    def closed(self) -> tuple[Answered, ...]:
        """The others."""
        return tuple(one for one in self.answers if one.verdict is not Verdict.ALLOW)

    @property
    def kind(self) -> str:
        """`allow`: open to strangers too; `only`: open to some; else what the mildest of the answers says."""
        if any(one.situation.id == "stranger" for one in self.open):
            return "allow"
        if self.open:
            return "only"
        return "hold" if any(one.verdict is Verdict.HOLD for one in self.answers) else "deny"


def known_networks(policy: Policy) -> tuple[str, ...]:
    """The networks of which some rules are known, in the registry's order."""
    spoken_of = {pack.network for pack in policy.packs}
    return tuple(network for network in FACTS["network"].values if network in spoken_of)


def overview(
    policy: Policy, at: int, networks: Iterable[str], country: str = ""
) -> dict[str, tuple[Cell, ...]]:
    """For each network its cells, one for each purpose, at an instant (microseconds UTC).

    `country` is where both the business and the people are (ISO 3166-1); empty: unknown, and laws then hold what
    needs a consent.
    """
    where = {"person_country": country, "business_country": country} if country else {}
    return {
        network: tuple(_cell(policy, network, purpose, at, where) for purpose in purposes())
        for network in networks
    }


def _cell(policy: Policy, network: str, purpose: Purpose, at: int, where: Mapping[str, str]) -> Cell:
    base = {**_granted(network), **where, **purpose.changes, "network": network, "now": at}
    answers = [
        Answered(
            situation=one, decision=decide(policy, facts_from(with_instants({**base, **one.changes}, at)))
        )
        for one in situations()
        if not one.networks or network in one.networks
    ]
    answers.sort(key=lambda one: one.verdict is not Verdict.ALLOW)
    return Cell(network=network, purpose=purpose, answers=tuple(answers))


def _granted(network: str) -> dict[str, Any]:
    return {**_table()["base"], **_table()["network"].get(network, {})}


@cache
def purposes() -> tuple[Purpose, ...]:
    """The columns."""
    return tuple(Purpose(**row) for row in _table()["purpose"])


@cache
def situations() -> tuple[Situation, ...]:
    """The people who are asked about."""
    return tuple(
        Situation(**{**row, "networks": tuple(row.get("networks", ()))}) for row in _table()["situation"]
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "reach.toml").read_text(encoding="utf-8"))
