"""Small worlds for a proof: one account, one person, what happened between them, and one thing the account wishes to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from askfirst.sandbox.clock import Clock
from askfirst.sandbox.things import Deed, Kind, Media
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
LONG_AGO = 420 * DAY
NUMBERS = {"US": "12025550123", "DE": "4915112345678", "TH": "66812345678"}
PICTURE = Media(id="f1", type="image/png", name="cup.png", size=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One thing that happened, so long before the question."""

    before: timedelta
    kind: Kind
    is_theirs: bool = True
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """Everything that a question depends on."""

    network: str
    at: datetime
    past: tuple[Past, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    """Of what is to be said: tag, audience and so on."""
    form: str = "direct"
    """direct, private_reply, public_reply, public_post"""
    answers: int = 0
    """Which of their comments or posts is answered, from the newest."""
    account: Mapping[str, Any] = field(default_factory=dict)
    """enforcement, country, templates, messaging_limit"""
    approvals: tuple[str, ...] = ()
    is_verified: bool = False
    is_enterprise: bool = False
    country: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Of the person, since they came."""
    has_picture: bool = False
    is_by_hand: bool = False
    """Said in the network's own program, not through its interface."""
    credits: int = 0
    """InMail: how many were left at the beginning."""
    is_coworker: bool = False
    ours: Mapping[str, Any] = field(default_factory=dict)
    """Settings of our account."""
    post: Mapping[str, Any] = field(default_factory=dict)
    """What only the network knows of our post that they comment."""
    text: str = "Here is our answer."
    sent: int = 0
    """How many messages went to others within the last day."""


def built(given: Situation) -> tuple[World, Deed]:
    """The world as it stands at `given.at`, and what is to be said."""
    world = World(clock=Clock(given.at - LONG_AGO, is_frozen=True))
    app = world.app(given.network, tier="enterprise" if given.is_enterprise else "")
    more = dict(given.account)
    ours = world.account(
        given.network,
        "harbour",
        "Harbour",
        app=app.id,
        tier=more.pop("tier", ""),
        approvals=list(given.approvals),
        more=more,
    )
    ours.more["is_verified"] = given.is_verified
    ana = world.person("Ana", country=given.country)
    fan = world.join(ana, given.network, username="ana", settings=dict(given.settings))
    if given.credits:
        world.grant(given.network, ours.id, "inmail", given.credits)
    if given.is_coworker:
        fan.more["company"] = ours.more["company"] = "Harbour"
    fan.more["is_premium"] = True
    fan.more["number"] = NUMBERS.get(given.country, "5511987654321")
    ours.settings.update(given.ours)
    morning = Deed(
        network=given.network,
        kind=Kind.POST,
        source=ours.id,
        target=ours.id,
        text="Good morning",
        more=dict(given.post),
    )
    ours_post = world.do(morning).made
    for past in sorted(given.past, key=lambda one: -one.before):
        world.clock.set(given.at - past.before)
        _happen(world, past, given.network, (fan.id, ours.id), ours_post)
    world.clock.set(given.at - HOUR)
    for number in range(given.sent):
        _write_to_another(world, given, ours.id, number)
    world.clock.set(given.at)
    return world, _wish(world, given, (fan.id, ours.id), "" if given.is_by_hand else app.id)


def _write_to_another(world: World, given: Situation, ours: str, number: int) -> None:
    other = world.join(world.person(f"Fan {number}"), given.network)
    world.do(
        Deed(
            network=given.network,
            kind=Kind.WRITE,
            source=ours,
            target=other.id,
            text=f"{number}",
            more=dict(given.more),
        )
    )


def _happen(world: World, past: Past, network: str, who: tuple[str, str], ours_post: str) -> None:
    fan, ours = who
    source, target = (fan, ours) if past.is_theirs else (ours, fan)
    more, text, about = dict(past.more), "said", ""
    if past.kind is Kind.COMMENT:
        about = ours_post
        text = "@harbour said" if more.pop("is_mention", False) else text
    if past.kind is Kind.REACT:
        thread = world.thread(network, fan, ours)
        said = world.messages_in(network, thread.id) if thread else []
        if not said:
            return
        about = said[-1].id
    if past.kind in {Kind.COMMENT, Kind.POST}:
        target = ours
    if past.kind is Kind.ANSWER:
        if not world.asks:
            return
        about = list(world.asks.values())[-1].id
    if more.pop("to_comment", False):
        found = _theirs(world, network, fan)
        if not found:
            return
        more["comment"] = found[0]
    world.do(
        Deed(network=network, kind=past.kind, source=source, target=target, about=about, text=text, more=more)
    )


def _theirs(world: World, network: str, fan: str) -> list[str]:
    """Their public words, the newest first."""
    found = [post for post in world.posts.values() if post.network == network and post.author == fan]
    return [post.id for post in sorted(found, key=lambda post: post.at, reverse=True)]


def _wish(world: World, given: Situation, who: tuple[str, str], app: str) -> Deed:
    fan, ours = who
    theirs = _theirs(world, given.network, fan)
    more = dict(given.more)
    kind, about = Kind.WRITE, ""
    asks = list(world.asks.values())
    if asks and given.form != "direct":
        kind, about = Kind.ANSWER, asks[-1].id
        more["is_private"] = given.form == "private_reply"
    elif given.form == "private_reply":
        more["comment"] = theirs[given.answers % len(theirs)] if theirs else "nothing"
    elif given.form == "public_reply":
        kind, about = Kind.COMMENT, theirs[given.answers % len(theirs)] if theirs else "nothing"
    if given.form == "public_post":
        kind = Kind.POST
    media = (PICTURE,) if given.has_picture else ()
    return Deed(
        network=given.network,
        kind=kind,
        source=ours,
        target=fan,
        about=about,
        text=given.text,
        media=media,
        more=more,
        app=app,
    )


def day(text: str) -> datetime:
    """The beginning of a day, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
