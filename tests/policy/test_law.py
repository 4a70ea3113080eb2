"""What must hold of the law packs, over any facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from askfirst.policy import Verdict, bundled, decide, facts_from
from askfirst.policy.expressions import names_in
from askfirst.policy.facts import FACTS, changed
from askfirst.policy.model import SEVERITY, Layer
from tests.policy.drawing import real_facts, real_values

if TYPE_CHECKING:
    from askfirst.policy.facts import Facts, Value
    from askfirst.policy.model import LayerAnswer

POLICY = bundled()
UNSURE = sorted(
    {
        name
        for pack in POLICY.packs
        if pack.layer is Layer.LAW
        for rule in pack.rules
        for name in names_in(rule.when)
    }
    & {name for name, fact in FACTS.items() if fact.null == "unknown"}
)
"""Facts that a law asks about and that may be unknown."""
PLACES = st.sampled_from(("AU", "CA", "DE", "FR", "GB", "JP", "US"))
PROMOTING: dict[str, Value] = {"form": "direct", "purpose": "marketing", "is_promotional": True}


def law(facts: Facts) -> LayerAnswer:
    return next(answer for answer in decide(POLICY, facts).layers if answer.layer is Layer.LAW)


@st.composite
def judged(draw: st.DrawFn) -> Facts:
    """Facts near to what laws are about: a private word to somebody somewhere, often promoting something."""
    known: dict[str, Value] = draw(real_facts())
    known |= {"person_country": draw(PLACES), "network": draw(st.sampled_from(("email", "sms", "facebook")))}
    for name in ("purpose", "consent_state", "consent_basis", "is_promotional", *UNSURE):
        if name != "person_country" and draw(st.booleans()):
            known[name] = draw(real_values(FACTS[name], int(known["now"] or 0)))
    return facts_from(known)


@given(judged(), st.sampled_from(UNSURE))
def test_what_nobody_knows_never_makes_a_law_milder(facts: Facts, name: str) -> None:
    known = law(facts).verdict
    unknown = law(changed(facts, {name: None})).verdict
    assert known is Verdict.ALLOW or unknown is not Verdict.ALLOW


@given(judged(), PLACES | st.none())
def test_active_consent_never_makes_a_law_stricter(facts: Facts, country: str | None) -> None:
    at = changed(facts, {"person_country": country})
    with_consent = law(changed(at, {"consent_state": "active"})).verdict
    assert with_consent is not None
    for state in ("none", "pending", "stale", "left", "blocked", "unproven"):
        without = law(changed(at, {"consent_state": state})).verdict
        assert without is not None
        assert SEVERITY[with_consent] <= SEVERITY[without]


@given(judged(), PLACES | st.none())
def test_no_law_speaks_of_what_is_said_in_public(facts: Facts, country: str | None) -> None:
    public = changed(
        facts, {**PROMOTING, "network": "facebook", "form": "public_post", "person_country": country}
    )
    assert law(public).verdict is Verdict.ALLOW
