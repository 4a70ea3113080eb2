"""The gate's network layer says allow exactly where the sandbox accepts.

The packs and the sandbox's rules were written apart from each other, from the same facts.  Worlds and instants are drawn;
every difference is a mistake in one of the two, and `difference` names both rules.

Where the facts themselves say nothing, nothing is compared, and `SEEN`, `BEGINS` and `OPEN` are the whole list of that.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askfirst.policy.engine import decide
from askfirst.policy.model import Effect, Layer, LayerAnswer, Verdict
from askfirst.policy.packs import load_packs
from askfirst.policy.program import Policy
from askfirst.sandbox.things import Kind
from tests.profiles import sized
from tests.sandbox.facts import derive
from tests.sandbox.worlds import DAY, HOUR, TICK, Past, Situation, built, day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from askfirst.policy.model import Rule
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


def asked(given: Situation, by: Policy | None = None) -> tuple[LayerAnswer, Refusal | None]:
    """What the packs say, and what the sandbox."""
    world, deed = built(given)
    rules = importlib.import_module(f"askfirst.sandbox.rules.{given.network}")
    answer = next(
        layer
        for layer in decide(by or policy(), derive(world, deed, given.at)).layers
        if layer.layer is Layer.NETWORK
    )
    return answer, rules.may(world, deed, given.at)


def difference(given: Situation, by: Policy | None = None) -> str:
    """Both rules, where one says yes and the other no; empty where they agree or nobody knows."""
    answer, refusal = asked(given, by)
    is_allowed = answer.verdict is Verdict.ALLOW
    if is_allowed == (refusal is None) or is_open(given, refusal):
        return ""
    spoke = ", ".join(spoken.rule.id for spoken in answer.spoken) or "nothing"
    said = f"{refusal.rule}: {refusal.says}" if refusal else "accepts"
    return f"{given.at:%Y-%m-%d}: the packs say {answer.verdict} ({spoke}); the sandbox says {said}"


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
        (given.network, given.form) == ("tumblr", "public_reply") and BLOCKED.kind in kinds(given)
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
        given.network == "linkedin" and given.at < day("2015-06-18") and WROTE.kind in kinds(given)
    ),
    "MX-01: how an invitation is accepted": lambda given: (
        given.network == "matrix" and not given.settings and Kind.WRITE not in kinds(given)
    ),
}
"""Questions that the facts do not answer."""


def kinds(given: Situation) -> set[Kind]:
    """What they did."""
    return {one.kind for one in given.past if one.is_theirs}


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
    """Any instant since 2011 of which something is known, and often one right before or after a rule changed."""
    any_day = st.datetimes(
        max(day("2011-01-01"), day(BEGINS.get(network, "2011-01-01")) - 30 * DAY).replace(tzinfo=None),
        LATEST.replace(tzinfo=None),
    ).map(lambda at: at.replace(tzinfo=LATEST.tzinfo))
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

ASKED = Past(before=NOW, kind=Kind.ASK)
ASKED_WITHOUT_NAME = Past(before=NOW, kind=Kind.ASK, more={"is_anonymous": True})
CONNECTED = Past(before=NOW, kind=Kind.CONNECT)
DISCONNECTED = Past(before=NOW, kind=Kind.DISCONNECT)
INMAILED = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more={"inmail": True})
TOLD_PRIVATELY = Past(before=NOW, kind=Kind.ANSWER, is_theirs=False, more={"is_private": True})

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
        post=draw(st.sampled_from([{}, {}, {"is_live": True}, {"is_live": True, "has_ended": True}])),
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
        account=draw(MODERATION)
        | {"templates": templates}
        | draw(st.sampled_from([{}, {"messaging_limit": 2}])),
        sent=draw(st.integers(0, 3)) if label else 0,
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
        ours=draw(st.sampled_from([{}, {}, {}, {"is_suspended": True}])),
        text=draw(st.sampled_from(["Here you are.", "Here you are.", "x" * 1_001])),
    )


@st.composite
def mastodon(draw: st.DrawFn) -> Situation:
    inbound = st.sampled_from(["everyone", "followers", "followed_only", "none"])
    return Situation(
        network="mastodon",
        at=draw(instants("mastodon")),
        past=draw(past(WROTE, WE_WROTE, FOLLOWED, UNFOLLOWED, WE_FOLLOWED, BLOCKED, UNBLOCKED)),
        settings={"inbound": draw(inbound)} if draw(st.booleans()) else {},
        ours=draw(st.sampled_from([{}, {}, {}, {"standing": "suspended"}])),
    )


@st.composite
def telegram(draw: st.DrawFn) -> Situation:
    return Situation(
        network="telegram",
        at=draw(instants("telegram")),
        past=draw(past(WROTE, WE_WROTE, COMMENTED, BLOCKED, UNBLOCKED)),
    )


@st.composite
def tumblr(draw: st.DrawFn) -> Situation:
    form = draw(st.sampled_from(["direct", "direct", "private_reply", "public_reply"]))
    talk = past(WROTE, WE_WROTE, FOLLOWED, UNFOLLOWED, WE_FOLLOWED, WE_FOLLOWED, BLOCKED, UNBLOCKED)
    asks = past(ASKED, ASKED_WITHOUT_NAME, BLOCKED) | past(ASKED, TOLD_PRIVATELY)
    given = draw(talk if form == "direct" else asks)
    if form != "direct" and not any(one.kind is Kind.ASK for one in given):
        given = (*given, Past(before=3 * HOUR, kind=Kind.ASK))
    if form == "public_reply":
        given = tuple(one for one in given if one.kind is not Kind.ANSWER)
    return Situation(
        network="tumblr",
        at=draw(instants("tumblr")),
        form=form,
        past=given,
        settings=draw(st.sampled_from([{}, {"inbound": "everyone"}, {"inbound": "followed_only"}])),
        is_by_hand=form == "direct",
        ours=draw(st.sampled_from([{}, {}, {}, {"is_private": True}])) if form == "direct" else {},
    )


@st.composite
def matrix(draw: st.DrawFn) -> Situation:
    choices = st.sampled_from([{}, {"invite_permission": "block"}])
    given = draw(past(WROTE, WROTE, WE_WROTE))
    return Situation(network="matrix", at=draw(instants("matrix")), past=given, settings=draw(choices))


@st.composite
def linkedin(draw: st.DrawFn) -> Situation:
    kind = draw(st.sampled_from(["employee_profile", "employee_profile", "page"]))
    label = draw(st.sampled_from([{}, {}, {"inmail": True}, {"coworker": True}])) if kind != "page" else {}
    choices = st.sampled_from([{}, {}, {"refuses_inmail": True}, {"is_open_profile": True}])
    return Situation(
        network="linkedin",
        at=draw(instants("linkedin") | st.just(LATEST)),
        past=draw(past(WROTE, WE_WROTE, INMAILED, CONNECTED, DISCONNECTED, BLOCKED, UNBLOCKED)),
        more=label,
        account={"kind": kind, "tier": "premium_business"},
        settings=draw(choices),
        is_by_hand=True,
        credits=draw(st.integers(0, 2)),
        is_coworker=draw(st.booleans()),
    )


DRAWN = {
    "facebook": facebook(),
    "instagram": instagram(),
    "whatsapp": whatsapp(),
    "x": x(),
    "bluesky": bluesky(),
    "mastodon": mastodon(),
    "telegram": telegram(),
    "tumblr": tumblr(),
    "matrix": matrix(),
    "linkedin": linkedin(),
}


@pytest.mark.parametrize("network", DRAWN)
def test_the_gate_allows_exactly_what_the_sandbox_accepts(network: str) -> None:
    @settings(max_examples=sized(120, 5_000))
    @given(DRAWN[network])
    def agree(given: Situation) -> None:
        assert difference(given) == ""

    agree()


# Every day on which a rule changes, one by one


def ago(thing: Past, before: timedelta) -> Past:
    return replace(thing, before=before)


PLAIN: tuple[tuple[str, tuple[Past, ...], str], ...] = (
    ("direct", (), ""),
    ("direct", (ago(WROTE, 2 * HOUR),), ""),
    ("direct", (ago(WROTE, 30 * HOUR),), ""),
    ("direct", (ago(WROTE, 40 * DAY), ago(WE_WROTE, 2 * DAY)), ""),
    ("direct", (ago(FOLLOWED, 40 * DAY),), ""),
    ("direct", (ago(WE_FOLLOWED, 40 * DAY),), ""),
    ("direct", (ago(WE_FOLLOWED, DAY),), ""),
    ("direct", (ago(FOLLOWED, 40 * DAY),), "strict"),
    ("direct", (), "strict"),
    ("direct", (), "open"),
    ("direct", (ago(WE_FOLLOWED, 40 * DAY),), "followers"),
    ("direct", (ago(WROTE, 3 * DAY),), "human"),
    ("direct", (ago(WROTE, 8 * DAY),), "human"),
    ("direct", (ago(WROTE, 3 * DAY),), "machine"),
    ("direct", (ago(WROTE, 2 * HOUR),), "strict"),
)
COMMENTS: tuple[tuple[str, tuple[Past, ...], str], ...] = (
    ("private_reply", (ago(COMMENTED, HOUR),), ""),
    ("private_reply", (ago(COMMENTED, 8 * DAY),), ""),
    ("private_reply", (ago(COMMENTED, DAY), ago(ANSWERED, HOUR)), ""),
    ("private_reply", (), ""),
)
MOODS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "strict": {
        "x": {"inbound": "none"},
        "bluesky": {"allowIncoming": "none"},
        "mastodon": {"inbound": "none"},
        "tumblr": {"inbound": "followed_only"},
        "matrix": {"invite_permission": "block"},
    },
    "open": {"x": {"inbound": "everyone"}, "bluesky": {"allowIncoming": "all"}},
    "followers": {"x": {"inbound": "followers"}},
}
"""How somebody sets that they take nothing of strangers, or everything; by network."""


TAGGED: Mapping[str, Mapping[str, object]] = {
    "human": {"tag": "HUMAN_AGENT"},
    "machine": {"tag": "HUMAN_AGENT", "is_automatic": True},
}
PUBLIC: tuple[tuple[str, tuple[Past, ...], str], ...] = (
    ("public_post", (), ""),
    ("public_reply", (ago(COMMENTED, HOUR),), ""),
    ("public_reply", (ago(MENTIONED, HOUR),), ""),
)


@cache
def every_day(network: str) -> tuple[Situation, ...]:
    """The plain situations on every day on which a rule of the network changes, and right before."""
    private = COMMENTS if network in {"facebook", "instagram"} else ()
    wishes = (*PLAIN, *private, *(() if network in {"whatsapp", "matrix"} else PUBLIC))
    return tuple(
        Situation(
            network=network,
            at=one + step,
            form=form,
            past=happened,
            settings=MOODS.get(mood, {}).get(network, {}),
            more=TAGGED.get(mood, {}) if network in {"facebook", "instagram"} else {},
            approvals=("human_agent",),
            is_by_hand=network in {"tumblr", "linkedin"},
            account={"kind": "employee_profile", "tier": "premium_business"} if network == "linkedin" else {},
        )
        for one in dates(network)
        for step in (-TICK, TICK * 0)
        for form, happened, mood in wishes
    )


@pytest.mark.parametrize("network", DRAWN)
def test_they_agree_on_every_day_on_which_a_rule_changes_and_right_before_it(network: str) -> None:
    assert [found for given in every_day(network) if (found := difference(given))] == []


@pytest.mark.parametrize(
    ("network", "date"), [("x", "2023-07-22"), ("x", "2026-11-21"), ("tumblr", "2014-05-05")]
)
def test_the_last_message_of_a_day_is_taken_and_the_next_is_not(network: str, date: str) -> None:
    for sent in (499, 500):
        past = (ago(FOLLOWED, 40 * DAY), ago(WE_FOLLOWED, 40 * DAY))
        given = Situation(network=network, at=day(date), past=past, sent=sent, is_by_hand=network == "tumblr")
        assert difference(given) == ""
        assert (asked(given)[1] is None) == (sent < 500)


@pytest.mark.parametrize("network", DRAWN)
def test_both_answers_are_among_what_is_compared(network: str) -> None:
    compared = [given for given in every_day(network) if not is_open(given, None)]
    said = {asked(given)[0].verdict is Verdict.ALLOW for given in compared}
    assert said == {True, False}


@pytest.mark.parametrize(
    "rule",
    [
        "facebook.first_word", "facebook.window", "facebook.private_reply_late", "facebook.private_reply_once",
        "facebook.plus_one", "facebook.no_messages_yet", "instagram.window", "instagram.human_agent", "instagram.private_reply_late",
        "whatsapp.open_window", "x.not_follower", "x.experiment_open", "x.answer", "x.requests_from_everyone", "bluesky.followed_only",
        "bluesky.answer", "mastodon.answer", "telegram.answer", "tumblr.fan_mail", "tumblr.messaging_answer",
        "matrix.answer", "linkedin.not_connected", "linkedin.answer",
    ],
)  # fmt: skip
def test_a_rule_that_says_the_opposite_is_noticed(rule: str) -> None:
    turned = Policy(
        replace(pack, rules=tuple(_turned(one, rule) for one in pack.rules)) for pack in policy().packs
    )
    assert any(difference(given, turned) for given in every_day(rule.partition(".")[0]))


def _turned(one: Rule, rule: str) -> Rule:
    """The rule with its effect turned round; every other as it is."""
    if one.id != rule:
        return one
    return replace(one, effect=Effect.DENY if one.effect is Effect.ALLOW else Effect.ALLOW)
