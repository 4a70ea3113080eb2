"""Asking the packs and the sandbox the same question, and what to make of two answers.

Where the facts themselves say nothing, nothing is compared: `SEEN`, `BEGINS` and `OPEN` are the whole list of that.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from askfirst.policy.engine import decide
from askfirst.policy.model import Layer, LayerAnswer, Verdict
from askfirst.policy.packs import load_packs
from askfirst.policy.program import Policy
from askfirst.sandbox.things import Kind
from tests.sandbox.facts import derive
from tests.sandbox.worlds import TICK, Situation, built, day

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.policy.facts import Facts
    from askfirst.sandbox.rules import Refusal

SEEN = {
    "FB-25": "2020-12-31",
    "FB-26": "2022-01-07",
    "WA-05": "2026-11-21",
    "X-15": "2026-08-22",
    "TU-07": "2015-11-10",
    "BS-02": "2025-02-21",
    "BS-03": "2026-08-31",
    "LI-06": "2024-12-31",
    "LI-07": "2024-12-31",
}
"""Rules of the sandbox that the facts have seen on a day, without saying since when they hold: rule, first day."""
BEGINS = {
    "instagram": "2022-01-07",
    "instagram private_reply": "2024-12-31",
    "whatsapp": "2026-05-21",
    "bluesky": "2024-05-22",
    "mastodon": "2024-10-08",
    "tumblr private_reply": "2012-12-31",
    "tumblr public_reply": "2012-12-31",
    "matrix": "2026-03-25",
    "linkedin": "2013-12-01",
}
"""From when the facts tell what a network allows at all; before it, both may say what they like."""
LATEST = day("2026-11-21")


@cache
def policy() -> Policy:
    """The rules of networks alone."""
    return Policy(pack for pack in load_packs() if pack.layer is Layer.NETWORK)


@dataclass(frozen=True, slots=True)
class Judged:
    """One situation: what is known in it, and what the sandbox says to what is wished."""

    given: Situation
    facts: Facts
    refusal: Refusal | None

    def answer(self, by: Policy | None = None) -> LayerAnswer:
        """What the packs say, or other ones."""
        layers = decide(by or policy(), self.facts).layers
        return next(layer for layer in layers if layer.layer is Layer.NETWORK)

    def difference(self, by: Policy | None = None) -> str:
        """Both rules, where one says yes and the other no; empty where they agree or nobody knows."""
        answer = self.answer(by)
        is_allowed = answer.verdict is Verdict.ALLOW
        if is_allowed == (self.refusal is None) or is_open(self.given, self.refusal):
            return ""
        spoke = ", ".join(spoken.rule.id for spoken in answer.spoken) or "nothing"
        said = f"{self.refusal.rule}: {self.refusal.says}" if self.refusal else "accepts"
        return f"{self.given.at:%Y-%m-%d}: the packs say {answer.verdict} ({spoke}); the sandbox says {said}"


def judged(given: Situation) -> Judged:
    """Build the world, read the facts off it, and ask the sandbox."""
    world, deed = built(given)
    rules = importlib.import_module(f"askfirst.sandbox.rules.{given.network}")
    return Judged(given, derive(world, deed, given.at), rules.may(world, deed, given.at))


def is_open(given: Situation, refusal: Refusal | None) -> bool:
    """Whether the facts leave this question open."""
    begins = BEGINS.get(f"{given.network} {given.form}", BEGINS.get(given.network, "2000-01-01"))
    if given.at < day(begins) or any(leaves_open(given) for leaves_open in OPEN.values()):
        return True
    return refusal is not None and given.at < day(SEEN.get(refusal.rule, "2000-01-01"))


OPEN = {
    "TU-05: messages spread from blog to blog, and nobody knows whom they had reached": lambda given: (
        (given.network, given.form) == ("tumblr", "direct")
        and day("2015-11-10") <= given.at < day("2015-12-31")
    ),
    "TU-03: whether an ask is answered in public whose asker has blocked the blog since": lambda given: (
        (given.network, given.form) == ("tumblr", "public_reply") and Kind.BLOCK in kinds(given)
    ),
    "FB-17: since when news go to whoever asked for them; seen when its end was announced": lambda given: (
        given.network == "facebook"
        and given.more.get("tag") == "NON_PROMOTIONAL_SUBSCRIPTION"
        and given.at < day("2019-08-29")
    ),
    "FB-20, FB-21: on which day of May 2022 one kind of ticket gave way to the other": lambda given: (
        given.network == "facebook"
        and bool({"topic", "one_time"} & set(given.more))
        and day("2022-05-01") <= given.at < day("2022-06-01")
    ),
    "FB-21: a request to opt in before there was anything to opt in to": lambda given: (
        given.network == "facebook" and "asks" in given.more and given.at < day("2022-06-01")
    ),
    "IG-06: on which day of 2022 Instagram began to ask people itself": lambda given: (
        given.network == "instagram"
        and bool({"topic", "asks"} & set(given.more))
        and given.at < day("2022-12-31")
    ),
    "LI-14: since when a page answers in an inbox of its own": lambda given: (
        given.network == "linkedin" and given.account.get("kind") == "page" and given.at < day("2026-11-21")
    ),
    "LI-08, LI-10: since when open profiles and coworkers are written to": lambda given: (
        given.network == "linkedin"
        and (given.settings.get("is_open_profile") or given.more.get("coworker"))
        and given.at < day("2024-12-31")
    ),
    "LI-09: whether an answer needed a connection before": lambda given: (
        given.network == "linkedin" and given.at < day("2015-06-18") and Kind.WRITE in kinds(given)
    ),
    "MX-01: how an invitation is accepted": lambda given: (
        given.network == "matrix" and not given.settings and Kind.WRITE not in kinds(given)
    ),
}
"""Questions that the facts do not answer."""


def kinds(given: Situation) -> set[Kind]:
    """What they did."""
    return {one.kind for one in given.past if one.is_theirs}


@cache
def dates(network: str) -> list[datetime]:
    """The instants at which some rule of a network's pack begins or ends."""
    table = policy().timetable(network).dates
    start = day("1970-01-01")
    found = [start + TICK * at for at in table if at > 0]
    return [one for one in found if day("2011-01-01") <= one <= LATEST]
