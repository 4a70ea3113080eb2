"""May this brand say this to this person, here, now?  Pure Python: no framework, no clock, no network.

    facts = facts_from({"now": …, "network": "page", "form": "direct", "purpose": "reply", …})
    decision = decide(bundled(), facts)

`engine` answers every question, `explain` puts the answers into sentences, `packs` reads the rules.
"""

from __future__ import annotations

from askfirst.policy.decision import Decision
from askfirst.policy.engine import (
    Help,
    OpenWay,
    decide,
    moved,
    next_change,
    next_open,
    valid_until,
    what_would_help,
)
from askfirst.policy.facts import FACTS, Facts, Intent, as_mapping, changed, intent_of
from askfirst.policy.model import Change, Effect, Layer, LayerAnswer, Reason, Source, Verdict
from askfirst.policy.packs import PackError, load_packs, read_packs
from askfirst.policy.program import Policy, bundled
from askfirst.policy.taming import FactError, facts_for, facts_from, intent_from
from askfirst.policy.ways import Act, Way, way

__all__ = [
    "FACTS",
    "Act",
    "Change",
    "Decision",
    "Effect",
    "FactError",
    "Facts",
    "Help",
    "Intent",
    "Layer",
    "LayerAnswer",
    "OpenWay",
    "PackError",
    "Policy",
    "Reason",
    "Source",
    "Verdict",
    "Way",
    "as_mapping",
    "bundled",
    "changed",
    "decide",
    "facts_for",
    "facts_from",
    "intent_from",
    "intent_of",
    "load_packs",
    "moved",
    "next_change",
    "next_open",
    "read_packs",
    "valid_until",
    "way",
    "what_would_help",
]
