"""The record that holds what is known when a question is asked: one attribute for each fact of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.policy.kinds import DAY, HOUR, LAST_INSTANT, MINUTE, Fact, Kind, Scope, Value
from askfirst.policy.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DAY",
    "FACTS",
    "HOUR",
    "LAST_INSTANT",
    "MINUTE",
    "REGISTRY",
    "Fact",
    "Facts",
    "Intent",
    "Kind",
    "Scope",
    "Value",
    "as_mapping",
    "changed",
    "intent_of",
]

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in REGISTRY}


def _field(fact: Fact) -> tuple[str, Any] | tuple[str, Any, Any]:
    python: Any = {Kind.BOOL: bool, Kind.ENUM: str, Kind.TEXT: str}.get(fact.kind, int)
    if fact.is_required:
        return (fact.name, python)
    return (fact.name, python | None if fact.nullable else python, fact.default)


def _record(name: str, doc: str, facts: list[Fact]) -> Any:
    return msgspec.defstruct(
        name,
        [_field(fact) for fact in facts],
        frozen=True,
        kw_only=True,
        module=__name__,
        namespace={"__doc__": doc},
    )


if TYPE_CHECKING:

    class Facts(msgspec.Struct, frozen=True):
        """All that is known when a question is asked: one attribute for each fact of the registry."""

        def __init__(self, **known: Value) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

    class Intent(msgspec.Struct, frozen=True):
        """What is to be said: the facts of scope `campaign`."""

        def __init__(self, **known: Value) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    Facts = _record(
        "Facts",
        "All that is known when a question is asked: one attribute for each fact of the registry.",
        list(REGISTRY),
    )
    Intent = _record(
        "Intent",
        "What is to be said: the facts of scope `campaign`.",
        [fact for fact in REGISTRY if fact.scope is Scope.CAMPAIGN],
    )


def as_mapping(record: Facts | Intent) -> dict[str, Value]:
    """A record's facts by name, in the registry's order."""
    return {name: getattr(record, name) for name in record.__struct_fields__}


def intent_of(facts: Facts) -> Intent:
    """The part of the facts that says what is to be said."""
    return Intent(**{name: getattr(facts, name) for name in Intent.__struct_fields__})


def changed(facts: Facts, changes: Mapping[str, Value]) -> Facts:
    """The same facts but for `changes`, whose values must already be right (see `facts_from`)."""
    return msgspec.structs.replace(facts, **changes)
