"""How several packs of one layer answer together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askfirst.policy import Policy, decide, facts_from, read_packs

if TYPE_CHECKING:
    from askfirst.policy.model import LayerAnswer

PACK = """
id = "{id}"
layer = "network"
network = "email"
title = "{id}"
default = "{default}"
otherwise = "Nothing is known to {id}."

[[rule]]
id = "{id}.rule"
effect = "{effect}"
when = "{when}"
confidence = "high"
why = "{id} says so."
source = {{ title = "t", address = "a", read = 2026-01-01 }}
"""


def answered(one: dict[str, str], two: dict[str, str]) -> LayerAnswer:
    """The network layer's answer to a letter, by two packs about mail, whichever comes first."""
    texts = {
        name: PACK.format(
            **{"id": name, "default": "hold", "effect": "allow", "when": "form = 'direct'"} | pack
        )
        for name, pack in (("one", one), ("two", two))
    }
    facts = facts_from(
        {
            "now": datetime(2026, 11, 21, tzinfo=UTC),
            "network": "email",
            "form": "direct",
            "purpose": "reply",
        }
    )
    packs = read_packs(texts)
    here, turned = (decide(Policy(order), facts).layers[0] for order in (packs, packs[::-1]))
    assert here.verdict is turned.verdict
    return here


SILENT = {"when": "form = 'public_post'"}
UNSURE = {"when": "is_promotional"}


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        ({}, {}, "allow"),
        ({}, {"default": "allow", **SILENT}, "allow"),
        ({}, {"default": "hold", **SILENT}, "hold"),
        ({}, {"default": "deny", **SILENT}, "deny"),
        ({}, {"default": "allow", **UNSURE}, "hold"),
        ({}, {"effect": "hold"}, "hold"),
        ({"effect": "hold"}, {"effect": "deny"}, "deny"),
        ({"effect": "advise", "default": "allow"}, {"default": "allow", **SILENT}, "allow"),
    ],
)
def test_a_layer_says_the_worst_of_its_packs(one: dict[str, str], two: dict[str, str], verdict: str) -> None:
    assert answered(one, two).verdict == verdict


def test_what_decided_by_default_says_its_sentence() -> None:
    assert answered({}, {"default": "hold", **SILENT}).otherwise == "Nothing is known to two."
    assert answered({}, {"default": "allow", **SILENT}).otherwise == ""
    assert answered({"default": "allow", **SILENT}, {"default": "allow", **SILENT}).otherwise
    assert {one.rule.id for one in answered({}, {"default": "hold", **SILENT}).spoken} == {"one.rule"}
