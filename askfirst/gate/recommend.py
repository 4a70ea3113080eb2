"""Which network suits what a person is to the brand, and whether it is open for them now.

What suits is data (`relations.toml`); what is open is asked of the policy, with the facts of each channel.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import policies
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.networks.catalog import label
from askfirst.policy import engine
from askfirst.policy.model import SEVERITY, Effect, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from askfirst.people.models import Contact
    from askfirst.policy.decision import Decision

FILE = Path(__file__).with_name("relations.toml")
NO_ADDRESS = "No address of theirs is known there."
NO_CHANNEL = "You have no channel there."


@dataclass(frozen=True, kw_only=True, slots=True)
class Suit:
    """A network that suits a relation.  `purposes` empty: for every purpose."""

    network: str
    why: str
    purposes: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommendation:
    """The network that suits best of those that are open; where none is, the one that suits best."""

    network: str
    label: str
    why: str
    """Why it suits this relation, one sentence."""
    channel: Channel | None
    """Null: the brand has none there."""
    decision: Decision | None
    """What the policy says of a message there now; null where there is nothing to ask about."""
    closed: str
    """Why it is not open, in sentences; empty where it is."""
    passed_over: tuple[Recommendation, ...] = ()
    """What would suit even better and is closed, best first."""

    @property
    def is_open(self) -> bool:
        """A message may leave there now."""
        return self.decision is not None and self.decision.verdict is Verdict.ALLOW


def for_person(
    contact: Contact, purpose: str = "service", at: datetime | None = None
) -> Recommendation | None:
    """The recommendation for one person and purpose at an instant; now unless given.

    None: nobody has said what they are to the brand, or no network suits that.  Nothing is stored or promised.
    """
    suits = [
        one for one in bundled().get(contact.relation, ()) if not one.purposes or purpose in one.purposes
    ]
    asked = _asked(contact, purpose, {one.network for one in suits}, at or timezone.now())
    found = [_recommendation(one, *asked.get(one.network, (None, None))) for one in suits]
    best = next((nth for nth, one in enumerate(found) if one.is_open), None)
    if best is not None:
        return replace(found[best], passed_over=tuple(found[:best]))
    reachable = [one for one in found if one.decision] or [one for one in found if one.channel] or found
    return reachable[0] if reachable else None


@cache
def bundled() -> Mapping[str, tuple[Suit, ...]]:
    """What suits each relation, best first."""
    said: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        relation: tuple(_suit(network, given) for network, given in networks.items())
        for relation, networks in said.items()
    }


def _suit(network: str, given: str | dict[str, Any]) -> Suit:
    said = {"why": given} if isinstance(given, str) else given
    return Suit(network=network, why=said["why"], purposes=frozenset(said.get("purposes", ())))


def _asked(
    contact: Contact, purpose: str, networks: set[str], at: datetime
) -> dict[str, tuple[Channel, Decision | None]]:
    """The brand's best channel on each network; without an answer where no address of theirs is known."""
    known = set(contact.handles.values_list("network", flat=True))
    found: dict[str, tuple[Channel, Decision | None]] = {}
    rows = Channel.objects.filter(brand_id=contact.brand_id, network__in=networks).select_related("brand")
    for channel in rows.order_by("pk"):
        answer = _answer(channel, contact, purpose, at) if channel.network in known else None
        before = found.get(channel.network)
        if before is None or _rank(answer) < _rank(before[1]):
            found[channel.network] = (channel, answer)
    return found


def _answer(channel: Channel, contact: Contact, purpose: str, at: datetime) -> Decision:
    facts = gather([Question(channel=channel, contact=contact, purpose=purpose)], at)[0]
    return engine.decide(policies.of(channel.brand_id), facts)


def _rank(decision: Decision | None) -> int:
    return len(SEVERITY) if decision is None else SEVERITY[decision.verdict]


def _recommendation(suit: Suit, channel: Channel | None, decision: Decision | None) -> Recommendation:
    return Recommendation(
        network=suit.network,
        label=label(suit.network),
        why=suit.why,
        channel=channel,
        decision=decision,
        closed=_closed(channel, decision),
    )


def _closed(channel: Channel | None, decision: Decision | None) -> str:
    if channel is None:
        return NO_CHANNEL
    if decision is None:
        return NO_ADDRESS
    if decision.verdict is Verdict.ALLOW:
        return ""
    return " ".join(one.says for one in decision.reasons if one.effect in {Effect.DENY, Effect.HOLD})
