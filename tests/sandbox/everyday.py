"""The plain situations of a network, on every day on which one of its rules changes, and right before."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tests.sandbox.agreeing import dates
from tests.sandbox.drawn import (
    ANSWERED,
    ASKS,
    COMMENTED,
    FOLLOWED,
    LIKED,
    MENTIONED,
    OFFERED,
    TOPIC,
    TOPIC_OFF,
    TOPIC_SENT,
    WE_FOLLOWED,
    WE_WROTE,
    WROTE,
)
from tests.sandbox.worlds import DAY, HOUR, TICK, Past, Situation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta


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


LONG_AGO = ago(WROTE, 40 * DAY)
AGREED_THEN = ago(TOPIC, 39 * DAY)
UTILITY = {"messaging_type": "UTILITY", "template": "t1"}
MENU = {"topic": "menu"}

LABELLED: tuple[tuple[tuple[Past, ...], Mapping[str, object]], ...] = (
    ((ago(LIKED, 40 * DAY),), {"audience": 5_000}),
    ((), {"audience": 5_000}),
    ((LONG_AGO,), {"tag": "ACCOUNT_UPDATE"}),
    ((LONG_AGO,), {"tag": "ACCOUNT_UPDATE", "is_promotional": True}),
    ((ago(WROTE, HOUR),), {"tag": "ACCOUNT_UPDATE"}),
    ((LONG_AGO,), {"tag": "SHIPPING_UPDATE"}),
    ((LONG_AGO,), {"tag": "BUSINESS_PRODUCTIVITY"}),
    ((LONG_AGO,), {"tag": "NON_PROMOTIONAL_SUBSCRIPTION"}),
    ((LONG_AGO,), UTILITY),
    ((LONG_AGO,), UTILITY | {"is_promotional": True}),
    ((LONG_AGO, AGREED_THEN), MENU),
    ((LONG_AGO, AGREED_THEN, ago(TOPIC_SENT, 30 * HOUR)), MENU),
    ((LONG_AGO, AGREED_THEN, ago(TOPIC_SENT, 3 * HOUR)), MENU),
    ((LONG_AGO, AGREED_THEN, ago(TOPIC_OFF, 30 * HOUR)), MENU),
    ((ago(WROTE, HOUR),), ASKS),
    ((LONG_AGO,), ASKS),
    ((ago(WROTE, HOUR), ago(OFFERED, 6 * DAY)), ASKS),
    ((ago(WROTE, HOUR), ago(OFFERED, 8 * DAY)), ASKS),
)
"""What Facebook lets through, or let through once, under a label."""


def _offered(title: str) -> Past:
    return replace(OFFERED, more={"asks": {"title": title, "topic": title}})


MANY_A_DAY = tuple(ago(_offered(f"Title {number}"), number * HOUR) for number in range(1, 7))
MANY_A_WEEK = tuple(ago(_offered(f"Title {number}"), number * 12 * HOUR) for number in range(2, 13))
ALIKE = tuple(
    given
    for given in LABELLED
    if given[1] in (MENU, ASKS)  # what Facebook and Instagram have alike
)
LABELS: Mapping[str, tuple[tuple[tuple[Past, ...], Mapping[str, object]], ...]] = {
    "facebook": LABELLED,
    "instagram": (
        *ALIKE,
        *(((ago(WROTE, HOUR), *MANY_A_DAY[:asked]), ASKS) for asked in (4, 5)),
        *(((ago(WROTE, HOUR), *MANY_A_WEEK[:asked]), ASKS) for asked in (9, 10)),
    ),
}


@cache
def every_label(network: str) -> tuple[Situation, ...]:
    """The same for a network's labels, here, in Europe, and from there to here."""
    return tuple(
        Situation(
            network=network,
            at=one + step,
            past=happened,
            more=label,
            approvals=("human_agent", "utility"),
            account={"country": home},
            country=country,
        )
        for one in dates(network)
        for step in (-TICK, TICK * 0)
        for happened, label in LABELS[network]
        for home, country in (("US", "US"), ("DE", "DE"), ("DE", "US"))
    )
