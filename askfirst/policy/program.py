"""Packs made ready to decide: for each network and each stretch of time between two dates, one Python function."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from askfirst.policy.model import (
    Answer,
    Effect,
    Layer,
    LayerAnswer,
    Rule,
    Spoken,
    Verdict,
    plain,
    worst,
)
from askfirst.policy.packs import pack_texts, read_packs
from askfirst.policy.parts import Part, Timeline, asks_where
from askfirst.policy.thresholds import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Pack

ENGINE = 1
"""Part of the version: grows when the same packs would be read differently."""

MOST_REMEMBERED = 100_000

NOBODY_TO_ASK = {
    Layer.NETWORK: "We know no rules of this network, so nothing goes out before somebody has looked.",
    Layer.CONSENT: "No rules about consent are in force, so nothing goes out before somebody has looked.",
}
"""Layers that hold where they have no pack; the others are reported as not asked."""

NO_RULE_THAT_DAY = "No rule of this network is known for that day."


class Policy:
    """A set of packs.  `version` names exactly these rules; it is stored with every decision.

    `texts` holds what the packs were read from, by file name and in their order; empty where nobody needs it.
    """

    def __init__(self, packs: Iterable[Pack], texts: Mapping[str, str] | None = None) -> None:
        self.packs = tuple(packs)
        self.texts = dict(texts or {})
        self._timetables: dict[str, Timetable] = {}
        self._programs: dict[str, Timeline[Program]] = {}

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all that the packs say."""
        said = json.dumps([ENGINE, [_said(pack) for pack in self.packs]], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @cached_property
    def version(self) -> str:
        """The first twelve digits of the hash."""
        return self.hash[:12]

    def packs_for(self, network: str) -> tuple[Pack, ...]:
        """The packs that have a say on a network."""
        return tuple(pack for pack in self.packs if pack.network in {"", network})

    def rules_for(self, network: str) -> tuple[Rule, ...]:
        """Their rules, of all times."""
        return tuple(rule for pack in self.packs_for(network) for rule in pack.rules)

    def rule(self, rule_id: str) -> Rule:
        """One rule by its id.

        Raises:
            KeyError: there is none.
        """
        for rule in (rule for pack in self.packs for rule in pack.rules):
            if rule.id == rule_id:
                return rule
        raise KeyError(f"there is no rule `{rule_id}`")

    def timetable(self, network: str) -> Timetable:
        """When the answers of a network may change by themselves."""
        if network not in self._timetables:
            self._timetables[network] = Timetable.of(self.rules_for(network))
        return self._timetables[network]

    def program(self, network: str, at: int) -> Program:
        """What answers questions about a network at an instant; made when it is first asked for."""
        if network not in self._programs:
            dates = self.timetable(network).dates
            self._programs[network] = Timeline(dates, lambda at: Program(self, network, at))
        return self._programs[network].at(at)

    @cached_property
    def common(self) -> Timeline[Part]:
        """The rules that are alike on all networks: their programs share this part."""
        rules = [rule for rule in self.rules_for("") if not asks_where(rule)]
        return Timeline(
            Timetable.of(rules).dates, lambda at: Part(rule for rule in rules if rule.is_in_force(at))
        )

    def own_rules(self, network: str) -> list[Rule]:
        """The rules of one network's packs, and those of all that are another one there."""
        packs = self.packs_for(network)
        return [rule for pack in packs for rule in pack.rules if pack.network or asks_where(rule)]


class Program:
    """The rules in force on one network during one stretch of time."""

    def __init__(self, policy: Policy, network: str, at: int) -> None:
        self.version = policy.version
        self.at = at
        self.packs = policy.packs_for(network)
        self.common = policy.common.at(at)
        rules = (rule for rule in policy.own_rules(network) if rule.is_in_force(at))
        self.own = Part(rules, network, first_bit=len(self.common.signals))
        self.signals = [*self.common.signals, *self.own.signals]
        self.answers: dict[int, Answer] = {}

    def fired(self, facts: Facts) -> int:
        """The mask: one bit for each signal that the facts set off."""
        return self.common.fired(facts) | self.own.fired(facts)

    def answer(self, mask: int) -> Answer:
        """What follows from a mask, remembered."""
        if len(self.answers) >= MOST_REMEMBERED:
            self.answers.clear()
        spoken = [signal.spoken for bit, signal in enumerate(self.signals) if mask >> bit & 1]
        layers = tuple(self.layer(layer, spoken) for layer in Layer)
        verdict = worst(one.verdict for one in layers if one.verdict is not None)
        answer = self.answers[mask] = Answer(
            verdict=verdict, layers=layers, mask=mask, policy_version=self.version
        )
        return answer

    def layer(self, layer: Layer, spoken: list[Spoken]) -> LayerAnswer:
        """One layer's verdict: the worst of its packs, so that no pack's yes lifts what another one waits for."""
        packs = [pack for pack in self.packs if pack.layer is layer]
        if not packs:
            missing = NOBODY_TO_ASK.get(layer, "")
            return LayerAnswer(layer=layer, verdict=Verdict.HOLD if missing else None, otherwise=missing)
        return _joined([self.said_by(pack, [one for one in spoken if _is_of(pack, one)]) for pack in packs])

    def said_by(self, pack: Pack, spoken: list[Spoken]) -> LayerAnswer:
        """One pack's verdict: deny beats hold, hold beats allow, and where none of its rules decides, its default."""
        deciding = [one for one in spoken if one.effect is not Effect.ADVISE and not _is_hope(one)]
        if not deciding:
            return self.by_default(pack, tuple(spoken))
        verdict = worst(Verdict(one.effect.value) for one in deciding)
        certain = tuple(one for one in spoken if not _is_hope(one))
        return LayerAnswer(layer=pack.layer, verdict=verdict, spoken=certain)

    def by_default(self, pack: Pack, spoken: tuple[Spoken, ...]) -> LayerAnswer:
        """A pack in which a needed fact is missing never says allow; a network before its first rule holds."""
        verdict, otherwise = pack.default, pack.otherwise
        if pack.layer is Layer.NETWORK and not self.is_any_in_force(pack.layer):
            verdict, otherwise = worst((verdict, Verdict.HOLD)), NO_RULE_THAT_DAY
        if any(_is_hope(one) for one in spoken):
            verdict = worst((verdict, Verdict.HOLD))
        return LayerAnswer(layer=pack.layer, verdict=verdict, spoken=spoken, otherwise=otherwise)

    def is_any_in_force(self, layer: Layer) -> bool:
        """True where a pack of the layer has a rule for this stretch of time."""
        return any(
            rule.is_in_force(self.at) for pack in self.packs if pack.layer is layer for rule in pack.rules
        )


def _is_of(pack: Pack, spoken: Spoken) -> bool:
    return spoken.rule.id.startswith(f"{pack.id}.")


def _joined(answers: list[LayerAnswer]) -> LayerAnswer:
    """The worst of the packs of one layer; the sentence of a default is kept where it decided."""
    verdict = worst(one.verdict for one in answers if one.verdict is not None)
    alike = [one for one in answers if one.verdict is verdict]
    is_ruled = verdict is Verdict.ALLOW and any(not one.otherwise for one in alike)
    otherwise = "" if is_ruled else next((one.otherwise for one in alike if one.otherwise), "")
    spoken = tuple(rule for one in answers for rule in one.spoken)
    return LayerAnswer(layer=answers[0].layer, verdict=verdict, spoken=spoken, otherwise=otherwise)


@cache
def bundled() -> Policy:
    """The packs that come with the product, as they stood when they were first asked for."""
    texts = pack_texts()
    return Policy(read_packs(texts), {name: text.decode() for name, text in texts.items()})


def _is_hope(spoken: Spoken) -> bool:
    """A rule that would allow if a missing fact were as wished."""
    return spoken.is_unknown and spoken.rule.effect is Effect.ALLOW


def _said(pack: Pack) -> dict[str, Any]:
    said = {field.name: plain(getattr(pack, field.name)) for field in fields(pack)}
    return {**said, "rules": [_said_by(rule) for rule in pack.rules]}


def _said_by(rule: Rule) -> dict[str, Any]:
    said = {field.name: plain(getattr(rule, field.name)) for field in fields(rule) if field.name != "when"}
    said["source"] = (
        {key: plain(value) for key, value in asdict(rule.source).items()} if rule.source else None
    )
    return said
