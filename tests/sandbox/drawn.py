"""Worlds and instants as Hypothesis draws them, one recipe for each network."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from askfirst.sandbox.things import Kind
from tests.sandbox.agreeing import BEGINS, LATEST, dates
from tests.sandbox.worlds import DAY, HOUR, TICK, Past, Situation, day

if TYPE_CHECKING:
    from datetime import datetime

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
ASKS = {"asks": {"title": "The menu", "topic": "menu"}}
OFFERED = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more=ASKS)
TOPIC_OFF = Past(before=NOW, kind=Kind.OPT_OUT, more={"topic": "menu"})
TOPIC_SENT = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more={"topic": "menu"})

ASKED = Past(before=NOW, kind=Kind.ASK)
ASKED_WITHOUT_NAME = Past(before=NOW, kind=Kind.ASK, more={"is_anonymous": True})
CONNECTED = Past(before=NOW, kind=Kind.CONNECT)
DISCONNECTED = Past(before=NOW, kind=Kind.DISCONNECT)
INMAILED = Past(before=NOW, kind=Kind.WRITE, is_theirs=False, more={"inmail": True})
TOLD_PRIVATELY = Past(before=NOW, kind=Kind.ANSWER, is_theirs=False, more={"is_private": True})

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
    tags = st.sampled_from(
        [{}, {}, {"tag": "HUMAN_AGENT"}, {"tag": "ACCOUNT_UPDATE"}, {"topic": "menu"}, ASKS]
    )
    return Situation(
        network="instagram",
        at=draw(instants("instagram")),
        form=form,
        past=draw(
            past(
                WROTE,
                WROTE,
                WE_WROTE,
                COMMENTED,
                ANSWERED,
                FOLLOWED,
                BLOCKED,
                UNBLOCKED,
                PRESSED,
                REACTED,
                TOPIC,
                TOPIC_OFF,
                TOPIC_SENT,
                OFFERED,
            )
        ),
        more=draw(tags) | draw(FLAGS) if form == "direct" else {},
        post=draw(st.sampled_from([{}, {}, {"is_live": True}, {"is_live": True, "has_ended": True}])),
        account=draw(MODERATION) | {"country": draw(COUNTRIES)},
        country=draw(COUNTRIES),
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
