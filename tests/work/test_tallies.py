"""What is kept counted for reports is what one counts by hand, whatever came late, was moved, changed or deleted."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from askfirst.inbox.models import Act, Message, Thread
from askfirst.work import reports, tallies
from askfirst.work.models import Recount

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both_databases

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)  # in between clocks are changed
BEGIN = datetime(2026, 2, 27, tzinfo=UTC)
ENDED = {"done", "no_reply", "expired"}
Facts = dict[str, object]


def naive(world: World, zone: str) -> Facts:
    """All of it out of the rows themselves, one after the other."""
    here, days, week = ZoneInfo(zone), defaultdict(lambda: [0, 0]), [[0] * 24 for _ in range(7)]
    replies, resolutions, unanswered = [], [], 0

    def is_within(at: datetime) -> bool:
        return FIRST <= at.astimezone(here).date() <= LAST

    for thread in Thread.objects.filter(brand=world.harbour):
        asked = None
        for message in thread.messages.order_by("said_at", "pk"):
            local = message.said_at.astimezone(here)
            if is_within(message.said_at) and not message.is_automatic:
                days[local.date()][message.is_ours] += 1
                week[local.weekday()][local.hour] += not message.is_ours
            if message.is_automatic:
                continue
            if not message.is_ours:
                asked = asked or message.said_at
            elif asked:
                if is_within(asked):
                    replies.append(round((message.said_at - asked).total_seconds(), 3))
                asked = None
        unanswered += bool(asked and is_within(asked))
        resolutions += [one for at, one in _ends(thread) if is_within(at)]
    return {
        "days": {day: tuple(counts) for day, counts in days.items()},
        "week": week,
        "replies": reports.times(replies),
        "resolutions": reports.times(resolutions),
        "unanswered": unanswered,
    }


def _ends(thread: Thread) -> list[tuple[datetime, float]]:
    found, earlier = [], BEGIN - timedelta(days=9999)
    acts = list(thread.acts.filter(kind="state").order_by("at", "pk"))
    for act in acts:
        if act.after not in ENDED or act.before in ENDED:
            continue
        if any(act.at < one.at <= act.at + timedelta(seconds=60) and one.after not in ENDED for one in acts):
            continue
        theirs = [
            one.said_at for one in thread.messages.filter(is_ours=False) if earlier < one.said_at <= act.at
        ]
        if theirs:
            found.append((act.at, (act.at - min(theirs)).total_seconds()))
        earlier = act.at
    return found


def told(world: World) -> Facts:
    """The same as the report has it."""
    found = reports.report(world.caleb, FIRST, LAST)
    return {
        "days": {one.day: (one.theirs, one.ours) for one in found.days if one.theirs or one.ours},
        "week": found.week,
        "replies": found.replies,
        "resolutions": found.resolutions,
        "unanswered": found.unanswered,
    }


def something_happens(world: World, chance: random.Random, number: int) -> None:
    threads = list(Thread.objects.filter(brand=world.harbour))
    thread, at = chance.choice(threads), BEGIN + timedelta(minutes=chance.randrange(70 * 24 * 60))
    kind = chance.choices(
        ("said", "act", "gone", "later", "turned", "moved", "by a rule"), (10, 4, 1, 1, 1, 1, 1)
    )[0]
    message = Message.objects.filter(brand=world.harbour).order_by("?").first()
    if kind == "said" or message is None:
        Message.objects.create(
            brand=world.harbour, thread=thread, channel=thread.channel, is_ours=chance.random() < 0.4, author="x",
            text="x", said_at=at, external_id=f"n{number}", is_automatic=chance.random() < 0.1,
        )  # fmt: skip
    elif kind == "act":
        before, after = chance.choice((("open", "done"), ("done", "open"), ("waiting", "no_reply")))
        Act.objects.create(
            brand=world.harbour, thread=thread, kind="state", before=before, after=after, at=at
        )
        if chance.random() < 0.2:
            Act.objects.create(
                brand=world.harbour, thread=thread, kind="state", before=after, after="open",
                at=at + timedelta(seconds=chance.choice((5, 120))),
            )  # fmt: skip
    elif kind == "gone":
        message.delete()
    else:
        changes = {
            "later": {"said_at": at},
            "turned": {"is_ours": not message.is_ours},
            "moved": {"thread": thread},
            "by a rule": {"is_automatic": not message.is_automatic},
        }
        Message.objects.filter(pk=message.pk).update(**changes[kind])


@pytest.mark.parametrize("seed", range(3))
def test_a_report_is_what_one_counts_by_hand_after_whatever_happened(world: World, seed: int) -> None:
    for name in ("Ana", "Tom", "Yusuf"):
        world.visitor(name, "message", "Hello")
    Message.objects.all().delete()
    chance = random.Random(seed)
    for number in range(60):
        something_happens(world, chance, number)
        if number % 20 == 7:
            tallies.keep_up()
    assert told(world) == naive(world, "Europe/London")
    for zone in ("Asia/Kathmandu", "America/St_Johns"):  # clocks that are three quarters or half an hour off
        world.harbour.time_zone = world.caleb.brand.time_zone = zone
        world.harbour.save()
        assert told(world) == naive(world, zone)


def test_what_was_counted_is_not_counted_again(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello Ana")
    world.work()
    assert tallies.keep_up() > 0
    assert not Recount.objects.exists()
    assert tallies.keep_up() == 0
