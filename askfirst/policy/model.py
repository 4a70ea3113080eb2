"""The words of a policy and of its answers: Rule, Pack, Reason, LayerAnswer, Decision.  All of them frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.expressions import Expr

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(length: timedelta) -> int:
    """A length of time in whole microseconds, exactly."""
    return length // timedelta(microseconds=1)


def midnight(day: date) -> int:
    """The first instant of a day in UTC, in microseconds."""
    return (day - EPOCH.date()).days * 86_400_000_000


class Verdict(StrEnum):
    """May it be said?  In this order: the worst verdict of all layers is the answer."""

    ALLOW = "allow"
    HOLD = "hold"
    """Not yet: a fact is missing, or a person of ours has to look at it."""
    DENY = "deny"


class Effect(StrEnum):
    """What a rule does when its condition is met."""

    ALLOW = "allow"
    HOLD = "hold"
    DENY = "deny"
    ADVISE = "advise"
    """It speaks and changes nothing."""


class Layer(StrEnum):
    """Who is asked.  Every layer must say yes."""

    NETWORK = "network"
    LAW = "law"
    CONSENT = "consent"
    HOUSE = "house"
    """The brand's own rules."""
    MANNERS = "manners"


class Confidence(StrEnum):
    """How sure we are that a rule is what its network or law says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY = {Verdict.ALLOW: 0, Verdict.HOLD: 1, Verdict.DENY: 2}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The strictest of them; `allow` where there are none."""
    return max(verdicts, key=SEVERITY.__getitem__, default=Verdict.ALLOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a rule was read."""

    title: str
    address: str = ""
    read: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One sentence of a pack, with the condition under which it speaks.

    It is in force at an instant that `[start, end)` holds.  `observed` is the first day on which the rule is known
    to have held where nobody knows when it began: it then starts on that day, so nothing earlier is judged by it.
    """

    id: str
    layer: Layer
    effect: Effect
    when: Expr
    text: str
    """The condition as its author wrote it."""
    why: str
    """A sentence for a person, with {facts}."""
    since: date | None = None
    until: date | None = None
    announced: date | None = None
    observed: date | None = None
    confidence: Confidence = Confidence.HIGH
    instead: tuple[str, ...] = ()
    """Ways to try, best first: names of `ways.toml`."""
    unknown: str = ""
    """`skip`: stay silent where the condition is unknown; `hold`: the author has thought of it; empty: the default, hold."""
    note: str = ""
    source: Source | None = None

    @property
    def start(self) -> int | None:
        """The first instant at which it may speak; None for a rule without beginning."""
        day = self.since or self.observed
        return midnight(day) if day else None

    @property
    def end(self) -> int | None:
        """The first instant at which it no longer speaks; None while no end is known."""
        return midnight(self.until) if self.until else None

    def is_in_force(self, at: int) -> bool:
        """True where `[start, end)` holds the instant."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """The rules of one network, law or house, read from one file."""

    id: str
    layer: Layer
    title: str
    default: Verdict
    """What the layer answers where none of its rules spoke."""
    otherwise: str
    """The sentence said with that default."""
    rules: tuple[Rule, ...]
    network: str = ""
    """The only network it is about; empty: all."""
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One rule that spoke, as a sentence, with where it comes from."""

    rule: str
    layer: Layer
    effect: Effect
    """What it counted as: a deny whose facts are not all known counts as hold."""
    says: str
    missing: tuple[str, ...] = ()
    """Facts that nobody knows and that it needed."""
    instead: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    announced: date | None = None
    observed: date | None = None
    confidence: Confidence = Confidence.HIGH
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A rule that fired, before its sentence is written: `is_unknown` where it fired for want of a fact."""

    rule: Rule
    effect: Effect
    is_unknown: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerAnswer:
    """What one layer said.  `verdict` is None where it has no pack for this question: it was not asked."""

    layer: Layer
    verdict: Verdict | None
    spoken: tuple[Spoken, ...] = ()
    otherwise: str = ""
    """The sentence of its default, where no rule decided."""

    @property
    def is_asked(self) -> bool:
        """True where a pack had something to say about questions of this kind."""
        return self.verdict is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What follows from one mask of fired rules, whoever the person is: it is remembered and shared."""

    verdict: Verdict
    layers: tuple[LayerAnswer, ...]
    mask: int
    policy_version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The first instant at which the verdict becomes another one."""

    at: int
    """Microseconds UTC."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend in a pack: where it stands, and what is wrong with it."""

    file: str
    what: str
    rule: str = ""
    key: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.file, self.rule and f"rule `{self.rule}`", self.key and f"`{self.key}`")
            if part
        )
        return f"{place}: {self.what}"


def plain(value: Any) -> Any:
    """Dates, enums and tuples as JSON knows them."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value
