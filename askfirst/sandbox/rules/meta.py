"""What the rules of Facebook, Instagram and WhatsApp look at alike: when a person last opened a window, and what was sent since.

What only a program knows of a message stands in `deed.more`: `tag`, `messaging_type`, `template`, `topic`, `comment` (the
comment or post that is answered privately), `audience` (to how many it goes), `is_promotional`, `is_automatic`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.things import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.things import Act, Deed, Post
    from askfirst.sandbox.world import World

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)


def on(year: int, month: int, day: int) -> datetime:
    """The beginning of a day, UTC."""
    return datetime(year, month, day, tzinfo=UTC)


TOPICS_SLOWER = on(2025, 9, 1)
TOPICS_END = on(2026, 2, 10)
EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
TOPIC_COUNTRIES = frozenset(["AU", "JP", "KR", "GB", *EU.split()])
"""AU, EU, JP, KR, UK: where recurring notifications did not end (FB-21)."""


def last_written(world: World, network: str, person: str, account: str, at: datetime) -> datetime | None:
    """When the person last wrote to the account."""
    last = world.last_message(network, person, account, before=at)
    return last.at if last else None


def last_opened(world: World, network: str, person: str, account: str, at: datetime) -> datetime | None:
    """When the person last did what opens a window: wrote, pressed a button, or put a sign on a message.

    A link (`by`: link) opens it only in a talk that is there already.  Comments and posts open nothing.
    """
    wanted = (Kind.WRITE, Kind.OPEN, Kind.REACT)
    acts = world.acts_of(network, person, kinds=wanted, until=at)
    return next((act.at for act in acts if _opens(world, act, account)), None)


def _opens(world: World, act: Act, account: str) -> bool:
    deed = act.deed
    if deed.kind is Kind.REACT:
        message = world.messages.get((deed.network, deed.about))
        return message is not None and account in {message.sender, message.recipient}
    if deed.target != account:
        return False
    if deed.kind is Kind.OPEN and deed.more.get("by") == "link":
        return _has_talked(world, deed, act.at)
    return True


def _has_talked(world: World, deed: Deed, at: datetime) -> bool:
    """Whether either wrote before, or the person pressed something: a link that was followed is no talk yet."""
    theirs = world.acts_of(deed.network, deed.source, deed.target, kinds=(Kind.WRITE, Kind.OPEN), until=at)
    ours = world.acts_of(deed.network, deed.target, deed.source, kinds=(Kind.WRITE,), until=at)
    before = [act for act in (*theirs, *ours) if act.at < at]
    return any(act.deed.kind is Kind.WRITE or act.deed.more.get("by") != "link" for act in before)


def sent_since(world: World, deed: Deed, since: datetime, at: datetime) -> int:
    """How many private messages went from the account to the person after `since`."""
    return sum(1 for _ in _said(world, deed, since, at))


def private_replies(world: World, deed: Deed, at: datetime) -> int:
    """How many private replies the same comment or post has had."""
    named = deed.more.get("comment")
    acts = world.acts_of(deed.network, deed.source, kinds=(Kind.WRITE,), until=at)
    return sum(1 for act in acts if act.deed.more.get("comment") == named)


def answered(world: World, deed: Deed) -> Post | None:
    """The comment or post that is answered privately; None where it is gone."""
    found = world.posts.get((deed.network, str(deed.more.get("comment", ""))))
    return None if found is None or found.deleted_at is not None else found


def has_approval(world: World, deed: Deed, name: str) -> bool:
    account = world.accounts.get((deed.network, deed.source))
    return account is not None and name in account.approvals


def country(world: World, network: str, profile: str) -> str:
    """Where somebody is, as far as the network knows: of the person behind a profile, or of an account of ours."""
    account = world.accounts.get((network, profile))
    if account is not None:
        return str(account.more.get("country", ""))
    found = world.profiles.get((network, profile))
    person = world.people.get(found.person) if found else None
    return person.country if person else ""


def opt_ins(world: World, deed: Deed, topic: str, at: datetime) -> Iterator[datetime]:
    """Since when the person has agreed to a topic; nothing where they have not."""
    edge = world.edge(deed.network, "opt_in", deed.target, deed.source, at=at, topic=topic)
    if edge is not None:
        yield edge.since


def has_topics(world: World, deed: Deed, at: datetime) -> bool:
    """Whether recurring notifications have not ended between these two (FB-21): both places count."""
    places = {country(world, deed.network, one) for one in (deed.source, deed.target)}
    return at < TOPICS_END or places <= TOPIC_COUNTRIES


def is_too_soon(world: World, deed: Deed, at: datetime) -> bool:
    """Whether one on this topic went out within the pause between two (FB-22)."""
    pause = timedelta(hours=48) if at >= TOPICS_SLOWER else DAY
    return any(act.deed.more.get("topic") == deed.more["topic"] for act in _said(world, deed, at - pause, at))


def asked_since(world: World, deed: Deed, since: datetime, at: datetime) -> list[str]:
    """The titles of all requests to opt in that the account put to the person after `since`."""
    return [asks["title"] for act in _said(world, deed, since, at) if (asks := act.deed.more.get("asks"))]


def _said(world: World, deed: Deed, since: datetime, at: datetime) -> Iterator[Act]:
    """What the account wrote to the person after `since`."""
    acts = world.acts_of(deed.network, deed.source, deed.target, kinds=(Kind.WRITE,), since=since, until=at)
    return (act for act in acts if act.at > since)
