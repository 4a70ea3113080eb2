"""Packs: TOML files of rules.  Every mistake is named with file, rule and key, and all of them at once."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from askfirst.policy.check import read_condition
from askfirst.policy.expressions import TRUE
from askfirst.policy.facts import FACTS
from askfirst.policy.lower import unguarded
from askfirst.policy.model import Confidence, Effect, Layer, Mistake, Pack, Rule, Source, Verdict
from askfirst.policy.parse import ExpressionError
from askfirst.policy.taming import did_you_mean, shown
from askfirst.policy.toml import TomlError, read_toml
from askfirst.policy.ways import bundled_ways
from askfirst.policy.words import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from askfirst.policy.expressions import Expr

    E = TypeVar("E", bound=StrEnum)

FOLDER = Path(__file__).parent / "packs"
PACK_KEYS = ("id", "layer", "title", "network", "default", "otherwise", "about", "rule")
RULE_KEYS = (
    "id", "effect", "when", "from", "until", "announced", "observed", "confidence", "why", "instead", "unknown",
    "note", "source",
)  # fmt: skip
SOURCE_KEYS = ("title", "address", "read")
MOST_RULES = 500
LONGEST_TEXT = 5_000
"""Characters of a sentence or a condition; what stands in it may be named in a mistake."""
MOST_MISTAKES = 100
"""Of one file: whoever sends a heap of nonsense waits for these and no more."""
SOURCED = frozenset({Layer.NETWORK, Layer.LAW})
"""Layers whose rules are somebody else's: each must say where it was read."""


class PackError(ValueError):
    """Packs that cannot be used; `mistakes` says what to mend, and where."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def load_packs(folder: Path = FOLDER) -> tuple[Pack, ...]:
    """The packs of a folder, by file name.

    Raises:
        PackError: with every mistake of every file.
    """
    return read_packs(pack_texts(folder))


def pack_texts(folder: Path = FOLDER) -> dict[str, bytes]:
    """The packs of a folder as they stand there, by file name.

    Raises:
        PackError: there is none.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise PackError([Mistake(str(folder), "there is no pack here")])
    return {file.name: file.read_bytes() for file in files}


def read_packs(texts: Mapping[str, str | bytes]) -> tuple[Pack, ...]:
    """Packs out of texts by file name.

    Raises:
        PackError: with every mistake of every text.
    """
    readers = [PackReader(file, text) for file, text in texts.items()]
    packs = [reader.pack() for reader in readers]
    mistakes = [mistake for reader in readers for mistake in reader.mistakes]
    mistakes += _twice(zip(texts, packs, strict=True))
    if mistakes:
        raise PackError(mistakes)
    return tuple(packs)


def warnings(pack: Pack) -> list[Mistake]:
    """Rules that may stop a message for want of a fact without their author having said so."""
    return [
        Mistake(
            pack.id,
            f"`{name}` may be NULL: guard it with IS NULL or COALESCE, or say unknown = 'hold' or 'skip'",
            rule.id,
            "when",
        )
        for rule in pack.rules
        if rule.effect is not Effect.ADVISE and not rule.unknown
        for name in unguarded(rule.when)
    ]


def _twice(packs: Iterable[tuple[str, Pack]]) -> list[Mistake]:
    seen: dict[str, str] = {}
    mistakes = []
    for file, pack in packs:
        for one in (pack.id, *(rule.id for rule in pack.rules)):
            if one and one in seen:
                mistakes.append(Mistake(file, f"the name is taken already, in {seen[one]}", one, "id"))
            seen.setdefault(one, file)
    return mistakes


class _EnoughError(Exception):
    """So many mistakes that nobody reads the next one."""


class PackReader:
    """Reads one file; `mistakes` collects everything that has to be mended."""

    def __init__(self, file: str, text: str | bytes) -> None:
        self.file = file
        self.rule_id = ""
        self.layer = Layer.NETWORK
        self.mistakes: list[Mistake] = []
        self.table = self.parsed(text)

    def parsed(self, text: str | bytes) -> dict[str, Any]:
        try:
            return read_toml(text)
        except TomlError as wrong:
            self.blame("", str(wrong))
        return {}

    def blame(self, key: str, what: str) -> None:
        if len(self.mistakes) == MOST_MISTAKES:
            raise _EnoughError
        self.mistakes.append(Mistake(self.file, what, self.rule_id, key))

    def pack(self) -> Pack:
        """The pack; not to be used where there are mistakes."""
        try:
            if not self.mistakes:
                return self.written(self.table)
        except _EnoughError:
            self.mistakes.append(Mistake(self.file, "there are more mistakes: mend these first"))
        return Pack(id="", layer=self.layer, title="", default=Verdict.HOLD, otherwise="", rules=())

    def written(self, table: Mapping[str, Any]) -> Pack:
        self.only(table, PACK_KEYS)
        self.layer = self.word(table, "layer", Layer)
        pack_id = self.text(table, "id", r"[a-z][a-z0-9-]{0,63}")
        return Pack(
            id=pack_id,
            layer=self.layer,
            title=self.text(table, "title"),
            network=self.network(table),
            default=self.word(table, "default", Verdict),
            otherwise=self.text(table, "otherwise"),
            about=self.text(table, "about", is_needed=False),
            rules=self.rules(pack_id),
        )

    def network(self, table: Mapping[str, Any]) -> str:
        name = self.text(table, "network", is_needed=self.layer is Layer.NETWORK)
        values = FACTS["network"].values
        if name and name not in values:
            self.blame("network", f"there is no network `{name}`{did_you_mean(name, values)}")
        return name

    def rules(self, pack_id: str) -> tuple[Rule, ...]:
        rows = self.table.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.blame("rule", "write each rule under [[rule]]")
            return ()
        if len(rows) > MOST_RULES:
            self.blame("rule", f"{len(rows)} rules; a pack has at most {MOST_RULES}")
            return ()
        return tuple(self.rule(row, nth, pack_id) for nth, row in enumerate(rows, start=1))

    def rule(self, row: Mapping[str, Any], nth: int, pack_id: str) -> Rule:
        self.rule_id = f"number {nth}"
        rule_id = self.text(row, "id", rf"{re.escape(pack_id)}\.[a-z0-9_.-]+")
        self.rule_id = rule_id or self.rule_id
        self.only(row, RULE_KEYS)
        text = self.text(row, "when")
        rule = Rule(
            id=rule_id,
            layer=self.layer,
            effect=self.word(row, "effect", Effect),
            when=self.condition(text),
            text=text.strip(),
            why=self.why(row),
            since=self.day(row, "from"),
            until=self.day(row, "until"),
            announced=self.day(row, "announced"),
            observed=self.day(row, "observed"),
            confidence=self.word(row, "confidence", Confidence, None if self.is_sourced else Confidence.HIGH),
            instead=self.instead(row),
            unknown=self.unknown(row),
            note=self.text(row, "note", is_needed=False),
            source=self.source(row),
        )
        self.in_order(rule)
        self.rule_id = ""
        return rule

    @property
    def is_sourced(self) -> bool:
        return self.layer in SOURCED

    def only(self, table: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                self.blame(key, f"nobody knows this key{did_you_mean(key, keys)}")

    def text(self, table: Mapping[str, Any], key: str, pattern: str = "", *, is_needed: bool = True) -> str:
        value = table.get(key)
        if value is None:
            if is_needed:
                self.blame(key, "is missing")
            return ""
        if not isinstance(value, str) or not value.strip():
            self.blame(key, f"is {shown(value)}: write a text")
            return ""
        if len(value) > LONGEST_TEXT:
            self.blame(key, f"{len(value)} characters; a text has at most {LONGEST_TEXT}")
            return ""
        if pattern and not re.fullmatch(pattern, value):
            self.blame(key, f"is `{value[:80]}`: it must look like {pattern.replace(chr(92), '')}")
        return value

    def word(self, table: Mapping[str, Any], key: str, words: type[E], default: E | None = None) -> E:
        value = table.get(key, default)
        if value not in list(words):
            known = ", ".join(words)
            self.blame(key, "is missing" if value is None else f"is {shown(value)}: choose one of {known}")
            return next(iter(words))
        return words(value)

    def condition(self, text: str) -> Expr:
        try:
            return read_condition(text) if text else TRUE
        except ExpressionError as wrong:
            for mistake in wrong.mistakes:
                self.blame("when", mistake)
            return TRUE

    def why(self, row: Mapping[str, Any]) -> str:
        text = self.text(row, "why")
        for name in PLACEHOLDER.findall(text):
            if name not in FACTS:
                self.blame("why", f"there is no fact `{name}` for {{{name}}}{did_you_mean(name, FACTS)}")
        if set(PLACEHOLDER.sub("", text)) & set("{}"):
            self.blame("why", "a brace stands alone: write {fact}")
        return text

    def day(self, table: Mapping[str, Any], key: str) -> date | None:
        value = table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.blame(key, f"{shown(value)} is no date: write 2020-03-04, without quotes and without a time")
        return None

    def instead(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        value = row.get("instead", [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.blame("instead", "write a list of ways, such as ['public_reply']")
            return ()
        for one in value:
            if one not in bundled_ways():
                self.blame("instead", f"there is no way `{one}`{did_you_mean(one, bundled_ways())}")
        return tuple(value)

    def unknown(self, row: Mapping[str, Any]) -> str:
        value = row.get("unknown", "")
        if value not in ("", "skip", "hold"):
            self.blame("unknown", f"is {shown(value)}: choose skip or hold")
            return ""
        return str(value)

    def source(self, row: Mapping[str, Any]) -> Source | None:
        value = row.get("source")
        if value is None:
            if self.is_sourced:
                self.blame("source", "is missing: say where the rule was read, and when")
            return None
        if not isinstance(value, dict):
            self.blame("source", "write { title = …, address = …, read = … }")
            return None
        self.only(value, SOURCE_KEYS)
        read = self.day(value, "read")
        if read is None and "read" not in value:
            self.blame("read", "is missing: the day on which the source was read")
        return Source(title=self.text(value, "title"), address=self.text(value, "address"), read=read)

    def in_order(self, rule: Rule) -> None:
        if rule.start is not None and rule.end is not None and rule.end <= rule.start:
            self.blame(
                "until", f"{rule.until} is not after {rule.since or rule.observed}, when the rule begins"
            )
