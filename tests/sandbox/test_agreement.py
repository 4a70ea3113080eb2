"""The gate's network layer says allow exactly where the sandbox accepts.

The packs and the sandbox's rules were written apart from each other, from the same facts.  Worlds and instants are drawn;
every difference is a mistake in one of the two, and `difference` names both rules.

Where the facts themselves say nothing, nothing is compared, and `SEEN` and `OPEN` below are the whole list of that.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askfirst.policy.engine import decide
from askfirst.policy.model import Layer, LayerAnswer, Verdict
from askfirst.policy.packs import load_packs
from askfirst.policy.program import Policy
from askfirst.sandbox.things import Kind
from tests.profiles import sized
from tests.sandbox.facts import derive
from tests.sandbox.worlds import DAY, HOUR, TICK, Past, Situation, built, day

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.rules import Refusal

NETWORKS = ("facebook", "instagram", "whatsapp", "x", "bluesky")
SEEN = {"FB-25": "2020-12-31", "FB-26": "2022-01-07", "X-15": "2026-08-22"}
"""Rules of the sandbox that the facts have seen on a day, without saying since when they hold: rule, first day."""
BEGINS = {
    "instagram": "2022-01-07",
    "instagram private_reply": "2024-12-31",
    "whatsapp": "2026-05-21",
    "bluesky": "2024-05-22",
}
"""From when the facts tell what a network allows at all; before it, both may say what they like."""
LATEST = day("2026-11-21")


@cache
def policy() -> Policy:
    """The rules of networks alone."""
    return Policy(pack for pack in load_packs() if pack.layer is Layer.NETWORK)


def asked(given: Situation) -> tuple[LayerAnswer, Refusal | None]:
    """What the packs say, and what the sandbox."""
    world, deed = built(given)
    rules = importlib.import_module(f"askfirst.sandbox.rules.{given.network}")
    answer = next(
        layer
        for layer in decide(policy(), derive(world, deed, given.at)).layers
        if layer.layer is Layer.NETWORK
    )
    return answer, rules.may(world, deed, given.at)


def difference(given: Situation) -> str:
    """Both rules, where one says yes and the other no; empty where they agree or nobody knows."""
    answer, refusal = asked(given)
    is_allowed = answer.verdict is Verdict.ALLOW
    if is_allowed == (refusal is None) or is_open(given, refusal):
        return ""
    spoke = ", ".join(spoken.rule.id for spoken in answer.spoken) or "nothing"
    said = f"{refusal.rule}: {refusal.says}" if refusal else "accepts"
    return f"{given.at:%Y-%m-%d}: the packs say {answer.verdict} ({spoke}); the sandbox says {said}"


def is_open(given: Situation, refusal: Refusal | None) -> bool:
    """Whether the facts leave this question open."""
    if given.at < day(BEGINS.get(f"{given.network} {given.form}", BEGINS.get(given.network, "2000-01-01"))):
        return True
    return refusal is not None and given.at < day(SEEN.get(refusal.rule, "2000-01-01"))


# What is drawn

EDGES = (
    HOUR,
    2 * HOUR,
    DAY - TICK,
    DAY,
    DAY + TICK,
    30 * HOUR,
    2 * DAY,
    6 * DAY,
    7 * DAY - TICK,
    7 * DAY,
    8 * DAY,
    40 * DAY,
)


@cache
def dates(network: str) -> list[datetime]:
    """The instants at which some rule of a network's pack begins or ends."""
    table = policy().timetable(network).dates
    start = day("1970-01-01")
    found = [start + TICK * at for at in table if at > 0]
    return [one for one in found if day("2011-01-01") <= one <= LATEST]


@cache
def instants(network: str) -> st.SearchStrategy[datetime]:
    """Any instant since 2011, and often one right before or after a rule changed."""
    any_day = st.datetimes(day("2011-01-01").replace(tzinfo=None), LATEST.replace(tzinfo=None)).map(
        lambda at: at.replace(tzinfo=LATEST.tzinfo)
    )
    beside = st.sampled_from(
        [one + step for one in dates(network) for step in (-TICK, TICK * 0, 9 * DAY)] or [LATEST]
    )
    return any_day | beside


@cache
def past(*what: Past) -> st.SearchStrategy[tuple[Past, ...]]:
    """Up to five of these things, each some time ago."""
    one = st.builds(
        lambda thing, before: Past(
            before=before, kind=thing.kind, is_theirs=thing.is_theirs, more=thing.more
        ),
        st.sampled_from(what),
        st.sampled_from(EDGES),
    )
    return st.lists(one, max_size=5, unique_by=lambda thing: thing.before).map(tuple)


NOW = 0 * DAY
WROTE = Past(before=NOW, kind=Kind.WRITE)
WE_WROTE = Past(before=NOW, kind=Kind.WRITE, is_theirs=False)
COMMENTED = Past(before=NOW, kind=Kind.COMMENT)
MENTIONED = Past(before=NOW, kind=Kind.COMMENT, more={"is_mention": True})
WALL = Past(before=NOW, kind=Kind.POST)
ANSWERED = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more={"to_comment": True})
FOLLOWED = Past(before=NOW, kind=Kind.FOLLOW)
UNFOLLOWED = Past(before=NOW, kind=Kind.UNFOLLOW)
WE_FOLLOWED = Past(before=NOW, kind=Kind.FOLLOW, is_theirs=False)
LIKED = Past(before=NOW, kind=Kind.LIKE)
BLOCKED = Past(before=NOW, kind=Kind.BLOCK)
UNBLOCKED = Past(before=NOW, kind=Kind.UNBLOCK)
PRESSED = Past(before=NOW, kind=Kind.OPEN, more={"by": "button"})
CAME_BY_LINK = Past(before=NOW, kind=Kind.OPEN, more={"by": "link"})
CALLED = Past(before=NOW, kind=Kind.OPEN, more={"by": "call"})
REACTED = Past(before=NOW, kind=Kind.REACT, more={"reaction": "love"})
AGREED = Past(before=NOW, kind=Kind.OPT_IN)
TOPIC = Past(before=NOW, kind=Kind.OPT_IN, more={"topic": "menu"})
TOPIC_OFF = Past(before=NOW, kind=Kind.OPT_OUT, more={"topic": "menu"})
TOPIC_SENT = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more={"topic": "menu"})

META_TAGS = (
    "HUMAN_AGENT",
    "CONFIRMED_EVENT_UPDATE",
    "ACCOUNT_UPDATE",
    "SHIPPING_UPDATE",
    "BUSINESS_PRODUCTIVITY",
)
LABELS = st.sampled_from(
    [
        {},
        {},
        {},
        *({"tag": tag} for tag in META_TAGS),
        {"topic": "menu"},
        {"messaging_type": "UTILITY", "template": "t1"},
    ]
)
FLAGS = st.fixed_dictionaries({}, optional={"is_promotional": st.booleans(), "is_automatic": st.booleans()})
MODERATION = st.sampled_from([{}, {}, {}, {"enforcement": "warned"}, {"enforcement": "restricted"}])
COUNTRIES = st.sampled_from(["", "US", "DE", "TH", "BR"])


@st.composite
def facebook(draw: st.DrawFn) -> Situation:
    form = draw(st.sampled_from(["direct", "direct", "private_reply"]))
    label = draw(LABELS) | draw(FLAGS) if form == "direct" else {}
    at = draw(instants("facebook"))
    if at < day("2022-05-31"):
        label.pop("topic", None)  # a label of which nobody had heard
    return Situation(
        network="facebook",
        at=at,
        form=form,
        past=draw(
            past(
                WROTE,
                WROTE,
                WE_WROTE,
                COMMENTED,
                WALL,
                ANSWERED,
                LIKED,
                BLOCKED,
                UNBLOCKED,
                PRESSED,
                CAME_BY_LINK,
                REACTED,
                TOPIC,
                TOPIC_OFF,
                TOPIC_SENT,
            )
        ),
        more=label,
        account=draw(MODERATION) | {"country": draw(COUNTRIES)},
        approvals=draw(st.sampled_from([(), ("human_agent",), ("human_agent", "utility")])),
        country=draw(COUNTRIES),
        settings=draw(st.sampled_from([{}, {}, {"messages_off": True}])),
        has_picture=draw(st.booleans()) if form == "private_reply" else False,
        answers=draw(st.integers(0, 1)),
    )


@st.composite
def instagram(draw: st.DrawFn) -> Situation:
    form = draw(st.sampled_from(["direct", "direct", "private_reply"]))
    tags = st.sampled_from([{}, {}, {"tag": "HUMAN_AGENT"}, {"tag": "ACCOUNT_UPDATE"}])
    return Situation(
        network="instagram",
        at=draw(instants("instagram")),
        form=form,
        past=draw(
            past(WROTE, WROTE, WE_WROTE, COMMENTED, ANSWERED, FOLLOWED, BLOCKED, UNBLOCKED, PRESSED, REACTED)
        ),
        more=draw(tags) | draw(FLAGS) if form == "direct" else {},
        account=draw(MODERATION),
        approvals=draw(st.sampled_from([(), ("human_agent",)])),
        answers=draw(st.integers(0, 1)),
    )


@st.composite
def whatsapp(draw: st.DrawFn) -> Situation:
    templates = {"hello": "utility", "sale": "marketing"}
    label = draw(st.sampled_from([{}, {}, {"template": "hello"}, {"template": "sale"}, {"template": "gone"}]))
    return Situation(
        network="whatsapp",
        at=draw(instants("whatsapp")),
        past=draw(past(WROTE, WROTE, WE_WROTE, CALLED, AGREED, BLOCKED, UNBLOCKED)),
        more=label,
        account=draw(MODERATION) | {"templates": templates},
        settings=draw(st.sampled_from([{}, {}, {"marketing_cap_reached": True}])),
        country=draw(COUNTRIES),
    )


@st.composite
def x(draw: st.DrawFn) -> Situation:
    form = draw(st.sampled_from(["direct", "direct", "direct", "public_reply"]))
    inbound = st.sampled_from(["everyone", "verified_only", "followers", "followed_only", "none"])
    return Situation(
        network="x",
        at=draw(instants("x")),
        form=form,
        past=draw(
            past(WROTE, WE_WROTE, FOLLOWED, FOLLOWED, UNFOLLOWED, WE_FOLLOWED, BLOCKED, UNBLOCKED)
            if form == "direct"
            else past(COMMENTED, MENTIONED, FOLLOWED, BLOCKED)
        ),
        is_verified=draw(st.booleans()),
        is_enterprise=draw(st.booleans()),
        settings={"inbound": draw(inbound)} if draw(st.booleans()) else {},
    )


@st.composite
def bluesky(draw: st.DrawFn) -> Situation:
    choices = st.sampled_from(
        [{}, {"allowIncoming": "all"}, {"allowIncoming": "following"}, {"allowIncoming": "none"}]
    )
    return Situation(
        network="bluesky",
        at=draw(instants("bluesky")),
        past=draw(past(WROTE, WE_WROTE, FOLLOWED, FOLLOWED, UNFOLLOWED, WE_FOLLOWED, BLOCKED, UNBLOCKED)),
        settings=draw(choices),
    )


DRAWN = {
    "facebook": facebook(),
    "instagram": instagram(),
    "whatsapp": whatsapp(),
    "x": x(),
    "bluesky": bluesky(),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_the_gate_allows_exactly_what_the_sandbox_accepts(network: str) -> None:
    @settings(max_examples=sized(80, 5_000))
    @given(DRAWN[network])
    def agree(given: Situation) -> None:
        assert difference(given) == ""

    agree()
