"""Facebook Pages and Messenger, from 2011 to today.  Ids are those of the facts, section 1 of the network rules.

Where the facts know only that a rule held by a day (`≤ day`), it holds from that day on and condemns nothing before.
FB-13 (a window of up to seven days after an advertisement) says "may", and no start is known: it opens nothing here.
FB-19 and FB-24 are paid interfaces of their own and not imitated; FB-28 to FB-30 bind what is written, not who may write.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.rules import Refusal
from askfirst.sandbox.rules.meta import (
    DAY,
    WEEK,
    answered,
    asked_since,
    country,
    has_approval,
    has_topics,
    is_too_soon,
    last_opened,
    on,
    opt_ins,
    private_replies,
    sent_since,
)
from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.sandbox.things import Deed
    from askfirst.sandbox.world import World

UPDATES_END = on(2011, 9, 30)
TEST_BEGINS = on(2011, 12, 15)
LAUNCH = on(2012, 2, 29)
PRIVATE_REPLIES = on(2015, 8, 5)
WINDOW_KNOWN = on(2018, 9, 30)
PRODUCTIVITY_TAG = on(2018, 9, 27)
RICH_REPLIES = on(2019, 9, 30)
ONE_TIME = on(2020, 2, 4)
PLAIN_WINDOW = on(2020, 3, 4)
HUMAN_AGENT = on(2021, 7, 2)
TOPICS = on(2022, 5, 1)
UTILITY = on(2025, 7, 29)
TAGS_END = on(2026, 4, 27)
RESTRICTED_ROW = on(2026, 6, 25)

OLD_TAGS = frozenset(
    [
        "SHIPPING_UPDATE",
        "RESERVATION_UPDATE",
        "ISSUE_RESOLUTION",
        "APPOINTMENT_UPDATE",
        "GAME_EVENT",
        "PAIRING_UPDATE",
    ]
)
TAGS = frozenset(["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"])
UTILITY_COUNTRIES = frozenset(["US", "VN", "TH", "PH"])


def may(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """What Facebook says to it; `None`: it is done."""
    if deed.kind is not Kind.WRITE:
        return None
    if not world.is_ours(deed.network, deed.source):
        return _person(world, deed, at)
    stop = _standing(world, deed, at)
    if stop is not None:
        return stop
    return _private_reply(world, deed, at) if deed.more.get("comment") else _direct(world, deed, at)


def _person(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """A person writes to the Page."""
    if at < TEST_BEGINS:
        return _no("FB-02", "permission", "Pages take no messages yet.")
    if not world.setting(deed.network, deed.target, "takes_messages", otherwise=True):
        return _no("FB-04", "permission", "This Page has switched messages off.")
    if world.blocks(deed.network, deed.target, deed.source, at=at):
        return _no("FB-04", "not_available", "This Page has blocked you.")
    return None


def _standing(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Whoever is blocked or restrained says nothing, whatever the window."""
    account = world.accounts[deed.network, deed.source]
    if account.more.get("enforcement") in {"restricted", "blocked"}:
        return _no("FB-26", "restricted" if at >= RESTRICTED_ROW else "blocked", "This Page is restrained.")
    if world.blocks(deed.network, deed.target, deed.source, at=at):
        return _no("FB-25", "not_available", "They have blocked this Page.")
    if world.setting(deed.network, deed.target, "messages_off"):
        return _no("FB-25", "not_available", "They take no messages.")
    used = len(world.uses_since(f"facebook.sends.{deed.app}", at - DAY)) if deed.app else 0
    if used >= 200 * max(1, len(world.threads_of(deed.network, deed.source))):
        return _no("FB-27", "rate", "This app has sent too much within 24 hours.")
    return None


def _private_reply(world: World, deed: Deed, at: datetime) -> Refusal | None:  # noqa: PLR0911 -- one line for each rule
    is_test = TEST_BEGINS <= at < LAUNCH
    if at < PRIVATE_REPLIES and not is_test:
        return _no("FB-06", "permission", "Comments cannot be answered privately yet.")
    post = answered(world, deed)
    if post is None or post.author != deed.target or post.wall != deed.source:
        return _no("FB-07", "private_reply", "There is no comment or post of theirs on this Page.")
    if world.is_ours(deed.network, post.author):
        return _no("FB-07", "private_reply", "A Page's own comment has no private reply.")
    if private_replies(world, deed, at):
        return _no("FB-07", "private_reply", "It was answered privately before.")
    if at >= RICH_REPLIES and at - post.at >= WEEK:
        return _no("FB-07", "private_reply", "It is older than seven days.")
    if at < RICH_REPLIES and deed.media:
        return _no("FB-09", "param", "A private reply has words only.")
    return None


def _direct(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """A message in a thread, or (long ago) an update to all fans."""
    if at < UPDATES_END:
        likes = world.edge(deed.network, "like", deed.target, deed.source, at=at) is not None
        is_update = deed.more.get("audience", 1) > 1 and likes
        return (
            None
            if is_update
            else _no("FB-01", "permission", "Pages send updates to those who like them only.")
        )
    if deed.more.get("audience", 1) > 1:
        return _no("FB-01", "permission", "Updates to all fans are over.")
    if at < TEST_BEGINS:
        return _no("FB-03", "permission", "Pages cannot write to people yet.")
    if last_opened(world, deed.network, deed.target, deed.source, at) is None:
        return _no("FB-05", "outside_window", "They have never written to this Page.")
    if at < WINDOW_KNOWN:
        return None
    return _window(world, deed, at)


def _window(world: World, deed: Deed, at: datetime) -> Refusal | None:  # noqa: PLR0911 -- one line for each rule
    opened = last_opened(world, deed.network, deed.target, deed.source, at)
    tag = str(deed.more.get("tag") or "")
    if at >= TAGS_END and tag in TAGS:
        return _no("FB-15", "dead_tag", "This tag does not exist any more.")
    if at >= PLAIN_WINDOW and tag in OLD_TAGS | {"BUSINESS_PRODUCTIVITY"}:
        return _no("FB-14", "dead_tag", "This tag does not exist any more.")
    if tag == "HUMAN_AGENT" and at >= HUMAN_AGENT:
        return _human(world, deed, at)
    if deed.more.get("messaging_type") == "UTILITY" and at >= UTILITY:
        return _utility(world, deed, at)
    if deed.more.get("topic") is not None and at >= TOPICS:
        return _topic(world, deed, at)
    if deed.more.get("asks") and (refusal := _asks(world, deed, at)):
        return refusal
    if opened is not None and at - opened < DAY:
        return None
    is_plain = not tag and not any(deed.more.get(label) for label in ("topic", "one_time", "messaging_type"))
    if (
        opened is not None
        and at < PLAIN_WINDOW
        and is_plain
        and not sent_since(world, deed, opened + DAY, at)
    ):
        return None
    return _beyond(world, deed, tag, at)


def _beyond(world: World, deed: Deed, tag: str, at: datetime) -> Refusal | None:  # noqa: PLR0911 -- one line for each rule
    """After the window: what still may go."""
    if tag == "HUMAN_AGENT":
        return _human(world, deed, at)
    if tag == "NON_PROMOTIONAL_SUBSCRIPTION" and (at < PLAIN_WINDOW or has_approval(world, deed, "news")):
        return _plain(deed, "FB-17")
    if tag == "NON_PROMOTIONAL_SUBSCRIPTION":
        return _no("FB-17", "news", "Only news pages may still send these.")
    if tag in OLD_TAGS or (tag == "BUSINESS_PRODUCTIVITY" and at >= PRODUCTIVITY_TAG):
        return _plain(deed, "FB-14") if at < PLAIN_WINDOW else _no("FB-14", "dead_tag", "This tag is over.")
    if tag in TAGS and at >= PLAIN_WINDOW:
        return _plain(deed, "FB-15")
    if tag:
        return _no("FB-15", "dead_tag", "There is no such tag.")
    if deed.more.get("messaging_type") == "UTILITY":
        return _utility(world, deed, at)
    if deed.more.get("topic") is not None:
        return _topic(world, deed, at)
    if deed.more.get("one_time"):
        return _one_time(world, deed, at)
    return _no("FB-11", "outside_window", "More than 24 hours have passed since they last wrote.")


def _plain(deed: Deed, rule: str) -> Refusal | None:
    """A tag covers what it says, and no promotion."""
    return (
        _no(rule, "outside_window", "A tag covers no promotion.") if deed.more.get("is_promotional") else None
    )


def _human(world: World, deed: Deed, at: datetime) -> Refusal | None:
    wrote = last_opened(world, deed.network, deed.target, deed.source, at)
    if at < HUMAN_AGENT or not has_approval(world, deed, "human_agent"):
        return _no("FB-16", "permission", "This app is not approved for answers by people after 24 hours.")
    if wrote is None or at - wrote >= WEEK:
        return _no("FB-16", "outside_window", "More than seven days have passed since they last wrote.")
    if deed.more.get("is_automatic"):
        return _no("FB-16", "outside_window", "Only a person may answer now.")
    return _plain(deed, "FB-16")


def _utility(world: World, deed: Deed, at: datetime) -> Refusal | None:
    places = {country(world, deed.network, one) for one in (deed.source, deed.target)}
    if at < UTILITY or not has_approval(world, deed, "utility") or not deed.more.get("template"):
        return _no("FB-18", "permission", "Utility messages need an approved template and an approved app.")
    if not places <= UTILITY_COUNTRIES:
        return _no("FB-18", "permission", "Utility messages are not open in these countries.")
    return _plain(deed, "FB-18")


def _topic(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """Recurring notifications: an opt-in to a topic, and a pause between two of them."""
    if at < TOPICS or not has_topics(world, deed, at):
        return _no("FB-21", "dead_tag", "Recurring notifications do not exist here.")
    if next(opt_ins(world, deed, str(deed.more["topic"]), at), None) is None:
        return _no("FB-21", "stopped", "They have not agreed to this topic, or have stopped it.")
    if is_too_soon(world, deed, at):
        return _no("FB-22", "rate", "One on this topic went out a short while ago.")
    return None


def _asks(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """A request to opt in: one of the same title in a week.  That it needs the open window, others say."""
    if at < TOPICS:
        return _no("FB-21", "dead_tag", "Requests to opt in do not exist yet.")
    if deed.more["asks"]["title"] in asked_since(world, deed, at - WEEK, at):
        return _no("FB-21", "rate", "They were asked the same in the last seven days.")
    return None


def _one_time(world: World, deed: Deed, at: datetime) -> Refusal | None:
    """A token that the person gave for one message, good for a year."""
    given = world.credits_of(deed.network, deed.source, f"one_time.{deed.target}", at=at)
    if not ONE_TIME <= at < TOPICS or not any(at - credit.at <= timedelta(days=365) for credit in given):
        return _no("FB-20", "outside_window", "They have not asked to be told, or were told already.")
    return None


def _no(rule: str, row: str, says: str) -> Refusal:
    return Refusal(rule=rule, row=row, says=says)
