"""What does one decision cost, against the same rules written by hand as a chain of `if`?

    python bench/decision.py

Both get the same facts, already gathered, and both name every rule that fired.  Before anything is timed they must
agree on every question.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from askfirst.policy import bundled, decide, facts_from, next_change
from askfirst.policy.explain import explain
from askfirst.policy.facts import DAY, FACTS, HOUR, Kind
from askfirst.policy.program import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.policy import Facts

NOW = 1_795_255_200_000_000
QUESTIONS = 20_000
ROUNDS = 15
BY_HAND = {"page", "consent-base", "house-default", "manners-base"}
"""The packs that are written out below; the laws are left to `engines.py`, which prints them for other engines."""
SEVERITY = {"allow": 0, "hold": 1, "deny": 2}
QUIET = ("transactional", "account", "opt_out_confirmation")


def page(f: Facts, fired: list[str]) -> str:  # noqa: C901, PLR0912
    """The rules of packs/page.toml."""
    verdict = ""
    form = f.form
    if form == "public_post":
        fired.append("page.public_post")
        return "allow"
    if form == "direct":
        if f.thread_opened_by == "person" or f.last_inbound_at is not None:
            fired.append("page.answer")
            verdict = "allow"
        else:
            fired.append("page.first_word")
            verdict = "deny"
    elif form == "private_reply":
        if f.trigger_kind in {"comment", "visitor_post", "ask"}:
            if f.private_replies_sent == 0:
                fired.append("page.private_reply")
                verdict = "allow"
        else:
            fired.append("page.private_reply_to_what")
            verdict = "deny"
        if f.private_replies_sent >= 1:
            fired.append("page.private_reply_once")
            verdict = "deny"
        if f.is_trigger_by_page is not False:
            fired.append("page.private_reply_to_page")
            verdict = worse(verdict, "deny" if f.is_trigger_by_page else "hold")
    elif f.trigger_kind == "none":
        fired.append("page.public_reply_to_what")
        verdict = "deny"
    else:
        fired.append("page.public_reply")
        verdict = "allow"
    if f.has_blocked_us is not False:
        fired.append("page.blocked")
        verdict = worse(verdict, "deny" if f.has_blocked_us else "hold")
    if form != "public_reply":
        verdict = page_private(f, fired, verdict)
    return verdict or "hold"


def page_private(f: Facts, fired: list[str], verdict: str) -> str:
    if f.audience_size > 1:
        fired.append("page.many")
        verdict = "deny"
    if f.is_anonymous:
        fired.append("page.no_address")
        verdict = "deny"
    if f.has_messages_off is not False:
        fired.append("page.messages_off")
        verdict = worse(verdict, "deny" if f.has_messages_off else "hold")
    if f.is_inbound_enabled is False:
        fired.append("page.one_way")
    return verdict


REFUSED = {
    "none": ("consent-base.none", ("marketing",)),
    "pending": ("consent-base.pending", ("marketing",)),
    "stale": ("consent-base.stale", ("marketing",)),
    "left": ("consent-base.left", ("marketing", "consent_request")),
    "blocked": ("consent-base.complained", ("marketing", "consent_request", "survey", "event")),
    "unproven": ("consent-base.unproven", ("marketing", "consent_request")),
}


def consent(f: Facts, fired: list[str]) -> str:  # noqa: C901, PLR0912
    """The rules of packs/consent-base.toml."""
    verdict = ""
    form = f.form
    if form == "public_post":
        return "allow"
    if f.is_suppressed:
        fired.append("consent-base.suppressed")
        verdict = "deny"
    if form == "public_reply":
        return verdict or "allow"
    purpose, promotes = f.purpose, f.is_promotional
    if f.objected_at is not None and (f.consent_given_at is None or f.consent_given_at <= f.objected_at):
        if promotes or purpose not in {"reply", "service", *QUIET}:
            fired.append("consent-base.objected")
            verdict = "deny"
        elif promotes is None:
            fired.append("consent-base.objected")
            verdict = worse(verdict, "hold")
    if f.consent_state in REFUSED:
        rule, purposes = REFUSED[f.consent_state]
        if promotes or purpose in purposes:
            fired.append(rule)
            verdict = "deny"
        elif promotes is None:
            fired.append(rule)
            verdict = worse(verdict, "hold")
    elif f.consent_given_at is not None and (purpose == "marketing" or promotes):
        fired.append("consent-base.agreed")
    if f.consent_expires_at is not None and f.now >= f.consent_expires_at:
        if promotes or purpose == "marketing":
            fired.append("consent-base.expired")
            verdict = "deny"
        elif promotes is None:
            fired.append("consent-base.expired")
            verdict = worse(verdict, "hold")
    if f.last_inbound_at is None:
        if purpose == "consent_request":
            fired.append("consent-base.asking_first")
            verdict = "deny"
    elif purpose == "reply" and form == "direct" and promotes is False:
        fired.append("consent-base.answer")
    return verdict or "allow"


def house(f: Facts, fired: list[str]) -> str:  # noqa: C901, PLR0912
    """The rules of packs/house-default.toml."""
    verdict = ""
    form, purpose, promotes = f.form, f.purpose, f.is_promotional
    if not f.is_channel_connected:
        fired.append("house-default.channel")
        verdict = "hold"
    if form == "public_post":
        return verdict or "allow"
    if f.enforcement_state == "warned" and (purpose == "marketing" or promotes is not False):
        fired.append("house-default.warned")
        verdict = "hold"
    if f.authored_by in {"ai", "rule"} and not f.is_approved and purpose != "opt_out_confirmation":
        fired.append("house-default.machine_approved")
        verdict = "hold"
    if form == "public_reply":
        return verdict or "allow"
    joined = f.consent_state == "active"
    if f.audience_size > 1:
        if not f.is_approved:
            fired.append("house-default.many_approved")
            verdict = "hold"
        if not joined:
            fired.append("house-default.many_on_a_list")
            verdict = "deny"
    if f.age_band in {"minor", "minor_young"}:
        if purpose == "marketing" or promotes:
            fired.append("house-default.children")
            verdict = "deny"
        elif promotes is None:
            fired.append("house-default.children")
            verdict = worse(verdict, "hold")
    if form == "direct" and not joined and purpose not in QUIET:
        inbound = f.last_inbound_at
        if inbound is None and f.thread_opened_by != "person" and not f.is_approved:
            fired.append("house-default.first_word")
            verdict = worse(verdict, "hold")
        if inbound is None or f.now - inbound >= 90 * DAY:
            unasked = f.last_unasked_at
            if f.unasked_90d >= 1 if unasked is None else f.now - unasked < 90 * DAY:
                fired.append("house-default.one_unasked")
                verdict = "deny"
    return verdict or "allow"


def manners(f: Facts, fired: list[str]) -> str:  # noqa: C901, PLR0912
    """The rules of packs/manners-base.toml."""
    verdict = "allow"
    form = f.form
    if f.text_kind == "not_checked":
        fired.append("manners-base.not_checked")
    if f.pitch is not None and f.pitch >= 70 and not f.is_approved:
        held = pitched(f)
        if held:
            fired.append(held)
            verdict = "hold"
        elif f.pitch < 90 and is_offered(f):
            fired.append("manners-base.pitch_perhaps")
    if form not in {"direct", "private_reply"}:
        return verdict
    if f.pitch is not None and f.pitch >= 70 and f.consent_state != "active" and is_first_answer(f):
        fired.append("manners-base.pitch_as_answer")
    if form == "direct":
        inbound = f.last_inbound_at
        is_answer = inbound is not None and (
            f.now - inbound < 24 * HOUR or (f.purpose == "reply" and f.outbound_since_inbound == 0)
        )
        if not is_answer and f.purpose not in QUIET:
            minute = f.local_minute
            if minute is None or minute < 480 or minute >= 1260:
                fired.append("manners-base.quiet_hours")
                verdict = "hold"
            if f.outbound_7d >= 3:
                fired.append("manners-base.often")
                verdict = "hold"
        if inbound is not None and f.now - inbound >= 180 * DAY:
            fired.append("manners-base.long_silence")
        if f.outbound_since_inbound >= 3:
            fired.append("manners-base.in_a_row")
    if (
        f.audience_size == 1
        and f.identical_recent >= 2
        and f.text_length > 80
        and f.consent_state != "active"
        and f.authored_by in {"human_now", "human_scheduled", "ai"}
    ):
        fired.append("manners-base.same_text")
        verdict = "hold"
    if f.outbound_7d >= 1 and (f.purpose == "marketing" or f.is_promotional is not False):
        fired.append("manners-base.pitch_a_week")
        verdict = "hold"
    if f.trigger_kind in {"like", "follow", "vote", "attendance"}:
        fired.append("manners-base.thanks_for_liking")
        verdict = "hold"
    if f.text_length > 2000:
        fired.append("manners-base.long_text")
    return verdict


NO_OFFER = {"transactional", "account", "consent_request", "recruiting", "opt_out_confirmation"}


def is_first_answer(f: Facts) -> bool:
    """They wrote within a day, and nothing was said since; or it answers privately what they did in public."""
    if f.form == "private_reply" and f.trigger_kind != "none":
        return True
    inbound = f.last_inbound_at
    return inbound is not None and f.now - inbound < 24 * HOUR and f.outbound_since_inbound == 0


def is_offered(f: Facts) -> bool:
    """It is for everybody, or for one person who agreed to nothing and is not being answered."""
    if f.form != "direct":
        return f.form == "public_post"
    return f.consent_state != "active" and f.purpose not in NO_OFFER and not is_first_answer(f)


def pitched(f: Facts) -> str:
    """The rule that holds a pitch, for who has not agreed to any; empty: none does."""
    is_sure = f.pitch is not None and f.pitch >= 90
    if f.form == "public_post":
        return "manners-base.pitch_to_all" if is_sure else ""
    if f.consent_state == "active":
        return ""
    if f.form == "public_reply":
        return "" if f.has_seen_brief else "manners-base.pitch_to_stranger"
    if f.purpose in NO_OFFER:
        return ""
    asked = f.last_inquiry_at
    if is_first_answer(f) or not is_sure:
        return ""
    return "manners-base.pitch_to_one" if asked is None or f.now - asked >= 30 * DAY else ""


def worse(one: str, other: str) -> str:
    return one if one and SEVERITY[one] >= SEVERITY[other] else other


@dataclass(slots=True, frozen=True)
class Outcome:
    """What the chain answers: as much as a Decision says before its sentences are written."""

    verdict: str
    layers: tuple[str, str, str, str]
    fired: list[str]


def by_hand(f: Facts) -> Outcome:
    """All layers, every rule that fired, the worst verdict."""
    fired: list[str] = []
    layers = (page(f, fired), consent(f, fired), house(f, fired), manners(f, fired))
    verdict = "deny" if "deny" in layers else "hold" if "hold" in layers else "allow"
    return Outcome(verdict, layers, fired)


def drawn(rng: random.Random) -> Facts:
    """Facts of a person: most of them quiet, as real ones are."""
    known: dict[str, Any] = {"now": NOW, "network": "page"}
    known["form"] = rng.choice(("direct", "direct", "direct", "private_reply", "public_reply", "public_post"))
    known["purpose"] = rng.choice(
        ("reply", "reply", "reply", "service", "marketing", "consent_request", "account")
    )
    for fact in FACTS.values():
        if fact.name not in known and (fact.nullable or rng.random() < 0.3):
            known[fact.name] = _value(rng, fact)
    return facts_from(known)


def _value(rng: random.Random, fact: Any) -> Any:
    if fact.nullable and rng.random() < 0.2:
        return None
    if fact.kind is Kind.BOOL:
        return rng.random() < 0.2
    if fact.kind is Kind.INT:
        return rng.randint(fact.low, min(fact.high, 5) if fact.unit == "count" else fact.high)
    if fact.kind is Kind.TS:
        return NOW - int(rng.expovariate(1 / (20 * DAY)))
    return rng.choice(fact.values) if fact.values else rng.choice(("DE", "US", "CA"))


def microseconds(function: Callable[[Any], object], questions: list[Any]) -> float:
    """Microseconds of CPU a call, over all questions once."""
    begun = time.process_time()
    for question in questions:
        function(question)
    return (time.process_time() - begun) / len(questions) * 1e6


def must_agree(policy: Policy, questions: list[Facts]) -> None:
    for facts in questions:
        decision, outcome = decide(policy, facts), by_hand(facts)
        spoke = {one.rule.id for layer in decision.layers for one in layer.spoken}
        asked = tuple(str(layer.verdict) for layer in decision.layers if layer.is_asked)
        if (decision.verdict, asked, spoke) != (outcome.verdict, outcome.layers, set(outcome.fired)):
            sys.exit(f"the chain and the engine differ:\n{outcome}\n{decision}\n{facts}")


def main() -> None:
    """Compare, then print a table in Markdown."""
    rng = random.Random(20261121)
    questions = [drawn(rng) for _ in range(QUESTIONS)]
    policy = Policy(pack for pack in bundled().packs if pack.id in BY_HAND)
    must_agree(policy, questions)
    rounds = [
        (microseconds(by_hand, questions), microseconds(lambda facts: decide(policy, facts), questions))
        for _ in range(ROUNDS)
    ]
    hand = statistics.median(one for one, _ in rounds)
    engine = statistics.median(other for _, other in rounds)
    ratio = statistics.median(other / one for one, other in rounds)
    print(
        f"{QUESTIONS:,} questions, {len(policy.rules_for('page'))} rules; median of {ROUNDS} rounds, CPU time\n"
    )
    print("| what | microseconds a call |\n|---|---|")
    print(f"| `if` chain by hand, verdict and every rule that fired | {hand:.2f} |")
    print(f"| `decide`, all layers, every rule that fired | {engine:.2f} |")
    print(f"| ratio | {ratio:.2f} |")
    few = questions[:500]
    print(
        f"| `decide` and its sentences | {microseconds(lambda facts: decide(policy, facts).reasons, few):.1f} |"
    )
    print(f"| `next_change` | {microseconds(lambda facts: next_change(policy, facts), few):.0f} |")
    print(
        f"| `explain`: decision, sentences, change, ways, help | {microseconds(lambda facts: explain(policy, facts), few):.0f} |"
    )
    known = {name: getattr(questions[0], name) for name in FACTS}
    print(
        f"| `facts_from` a mapping of {len(FACTS)} facts | {microseconds(lambda _: facts_from(known), few):.0f} |"
    )


if __name__ == "__main__":
    main()
