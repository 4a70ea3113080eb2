"""Cases beside the packs: facts, and which rules must speak or be silent about them.

A file holds `base` facts and a list of cases, each with its own `facts` on top and perhaps some `without`.  An instant may be a date with its offset, or a length before `now`
such as `-3h`, `-25h`, `-8d`, `-30m` (or `+2d` after it), with an optional microsecond more or less: `-24h+1us`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askfirst.policy.engine import decide
from askfirst.policy.facts import FACTS
from askfirst.policy.model import Layer
from askfirst.policy.packs import FOLDER
from askfirst.policy.relative import with_instants
from askfirst.policy.taming import FactError, facts_from, shown, tamed
from askfirst.policy.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from askfirst.policy.decision import Decision
    from askfirst.policy.facts import Facts
    from askfirst.policy.program import Policy

CASES = FOLDER / "cases"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One situation, and what must be said about it."""

    title: str
    facts: Facts
    speak: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    verdict: str = ""
    """The whole verdict; empty: not what this case is about."""
    layers: Mapping[str, str]
    """What single layers must say."""

    def failures(self, policy: Policy) -> list[str]:
        """What is not as the case says; nothing where all is well."""
        decision = decide(policy, self.facts)
        return [f"{self.title}: {failure}" for failure in self._compared(decision)]

    def _compared(self, decision: Decision) -> Iterator[str]:
        spoke = {spoken.rule.id for layer in decision.layers for spoken in layer.spoken}
        yield from (f"`{rule}` is silent and should speak" for rule in self.speak if rule not in spoke)
        yield from (f"`{rule}` speaks and should be silent" for rule in self.silent if rule in spoke)
        if self.verdict and decision.verdict != self.verdict:
            yield f"the verdict is {decision.verdict} and should be {self.verdict}"
        for answer in decision.layers:
            wanted = self.layers.get(answer.layer)
            if wanted and answer.verdict != wanted:
                yield f"{answer.layer} says {answer.verdict} and should say {wanted}"


def load_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """All cases of a folder.

    Raises:
        FactError: a file or a case that cannot be read; the sentences name it.
        OSError: a file that is not there.
    """
    return tuple(case for file in sorted(folder.glob("*.toml")) for case in read_cases(file))


def read_cases(file: Path) -> Iterator[Case]:
    """The cases of one file.

    Raises:
        FactError: as `load_cases`.
    """
    try:
        table = read_toml(file.read_bytes())
        rows = _tables(table, "case")
        base = _table(table, "base")
    except (ValueError, FactError) as wrong:
        raise FactError([f"{file.name}: {wrong}"]) from wrong
    for row in rows:
        try:
            yield _case(row, _facts_of(row, base))
        except ValueError as wrong:
            where = f"{file.name}, case `{str(row.get('title'))[:80]}`"
            mistakes = wrong.mistakes if isinstance(wrong, FactError) else (str(wrong),)
            raise FactError(f"{where}: {mistake}" for mistake in mistakes) from wrong


def _tables(table: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = table.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FactError([f"write each {key} under [[{key}]]"])
    return rows


def _table(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = row.get(key, {})
    if not isinstance(value, dict):
        raise FactError([f"`{key}` is {shown(value)}: write {{ name = value }}"])
    return value


def _names(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FactError([f"`{key}` is {shown(value)}: write a list of names"])
    return tuple(value)


def _facts_of(row: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    known = {**base, **_table(row, "facts")}
    return {name: value for name, value in known.items() if name not in _names(row, "without")}


def _case(row: Mapping[str, Any], given: dict[str, Any]) -> Case:
    layers = _table(row, "layers")
    if strange := set(layers) - set(Layer):
        raise FactError([f"there is no layer `{one}`" for one in sorted(strange)])
    return Case(
        title=str(row.get("title", "without a title")),
        facts=facts_from(_with_instants(given)),
        speak=_names(row, "speak"),
        silent=_names(row, "silent"),
        verdict=str(row.get("verdict", "")),
        layers=layers,
    )


def _with_instants(given: dict[str, Any]) -> dict[str, Any]:
    if "now" not in given:
        raise FactError(["`now` is missing: give the instant of which this is said"])
    return with_instants(given, int(tamed(FACTS["now"], given["now"]) or 0))
