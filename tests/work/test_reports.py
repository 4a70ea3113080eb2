"""The numbers of a small world, counted by hand; and the same number of queries however much was said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.inbox.models import Act, Label, Message, Thread
from askfirst.wall.models import Comment, Post
from askfirst.work import reports, tallies

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.world import World

pytestmark = pytest.mark.both_databases

MONDAY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)  # 9:30 in London, where it is summer
HOUR = timedelta(hours=1)


def said(thread: Thread, at: datetime, *, ours: bool = False, automatic: bool = False) -> None:
    Message.objects.create(
        brand=thread.brand, thread=thread, channel=thread.channel, is_ours=ours, is_automatic=automatic,
        author="x", text="x", said_at=at, external_id=f"{thread.pk} {at.isoformat()} {ours}",
    )  # fmt: skip


def act(thread: Thread, at: datetime, before: str, after: str, member: Member | None = None) -> None:
    Act.objects.create(
        brand=thread.brand, thread=thread, kind="state", before=before, after=after, member=member, at=at
    )


def threads(world: World) -> tuple[Thread, Thread]:
    """Ana's and Tom's, without what they said to begin them."""
    for name in ("Ana", "Tom"):
        world.visitor(name, "message", "Hello")
    Message.objects.all().delete()
    return world.thread("Ana"), world.thread("Tom")


def test_the_numbers_of_a_small_world_are_those_one_counts_by_hand(world: World) -> None:
    ana, tom = threads(world)
    label = Label.objects.create(brand=world.harbour, name="broken")
    ana.labels.add(label)
    # Ana waits an hour from her first word; the away text is no answer.  Then two hours.  Then nobody answers.
    said(ana, MONDAY)
    said(ana, MONDAY + HOUR / 60, ours=True, automatic=True)
    said(ana, MONDAY + HOUR / 2)
    said(ana, MONDAY + HOUR, ours=True)
    said(ana, MONDAY + 1.5 * HOUR, ours=True)
    said(ana, MONDAY + 24 * HOUR)
    said(ana, MONDAY + 26 * HOUR, ours=True)
    said(ana, MONDAY + 48 * HOUR)
    # Tom is answered after ten hours, past the end of the period; his first word is before it.
    said(tom, MONDAY - 24 * HOUR)
    said(tom, MONDAY - 23 * HOUR, ours=True)
    said(tom, MONDAY + 60 * HOUR)
    said(tom, MONDAY + 70 * HOUR, ours=True)
    # Ana's is done after two hours, open again with her next word, done a day after it; an undo does not count.
    act(ana, MONDAY + 2 * HOUR, "waiting", "done", world.caleb)
    act(ana, MONDAY + 30 * HOUR, "waiting", "done", world.mara)
    act(ana, MONDAY + 30 * HOUR + timedelta(seconds=10), "done", "waiting", world.mara)
    act(ana, MONDAY + 48 * HOUR, "open", "no_reply", world.caleb)
    act(tom, MONDAY + 61 * HOUR, "open", "later", world.caleb)
    # In public Yusuf asks under a post of ours and is answered after three hours.
    post = Post.objects.create(
        brand=world.harbour, channel=world.page.channel, author="x", text="x", said_at=MONDAY, external_id="p"
    )
    theirs = {"brand": world.harbour, "channel": world.page.channel, "post": post, "author": "x", "text": "x"}
    Comment.objects.create(**theirs, contact=world.contact("Ana"), said_at=MONDAY, external_id="c1")
    Comment.objects.create(**theirs, said_at=MONDAY + 3 * HOUR, external_id="c2", answers="c1")

    found = reports.report(world.caleb, date(2026, 6, 1), date(2026, 6, 3))
    assert (found.theirs, found.ours, found.automatic, found.unanswered) == (6, 4, 1, 1)
    assert found.replies == reports.Times(count=4, median=7200, most=36000)
    assert found.resolutions == reports.Times(count=2, median=7200, most=86400)
    assert [(one.theirs, one.ours) for one in found.days] == [(3, 3), (1, 1), (2, 0)]
    assert (found.week[0][9], found.week[0][10], found.week[1][9], found.week[2][9], found.week[2][21]) == (
        2,
        1,
        1,
        1,
        1,
    )
    assert sum(map(sum, found.week)) == 6
    (channel,) = found.channels
    assert (channel.name, channel.theirs, channel.ours, channel.replies.count) == (
        world.page.channel.name,
        6,
        4,
        4,
    )
    assert [(one.name, one.ended.count, one.ended.median) for one in found.members] == [
        ("Caleb Reed", 2, 7200)
    ]
    (broken,) = found.labels
    assert (broken.name, broken.conversations, broken.replies.count, broken.replies.median) == (
        "broken",
        1,
        2,
        3600,
    )
    assert found.states == {"open": 2}
    assert found.entered == {"done": 2, "waiting": 1, "no_reply": 1, "later": 1}


def test_answers_are_counted_for_who_wrote_them(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello Ana", member=world.mara)
    world.work()
    today = datetime.now(UTC).date()
    found = reports.report(world.olivia, today - timedelta(days=1), today + timedelta(days=1))
    assert [(one.name, one.replies.count) for one in found.members] == [("Mara Lind", 1)]


def test_only_who_may_read_is_told_and_only_of_their_own_brand(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    today = datetime.now(UTC).date()
    assert reports.report(world.nils, today, today).theirs == 0
    with pytest.raises(PermissionDenied):
        reports.report(world.wim, today, today)
    for first, last in ((today, today - timedelta(days=1)), (today - timedelta(days=366), today)):
        with pytest.raises(ValueError, match="a year"):
            reports.report(world.caleb, first, last)


def test_more_of_everything_costs_no_more_queries(world: World) -> None:
    ana, tom = threads(world)

    def queries() -> int:
        tallies.catch_up()
        with CaptureQueriesContext(connection) as captured:
            reports.report(world.caleb, date(2026, 6, 1), date(2026, 6, 30))
        return len(captured)

    said(ana, MONDAY)
    said(ana, MONDAY + HOUR, ours=True)
    first = queries()
    for number in range(20):
        said(ana, MONDAY + (2 + number) * HOUR, ours=bool(number % 2))
        said(tom, MONDAY + (2 + number) * HOUR, ours=bool(number % 3))
        act(tom, MONDAY + number * HOUR, "open", "done", world.caleb)
    assert queries() == first


def test_a_median_is_a_value_that_was_measured() -> None:
    assert reports.times([]) == reports.Times(count=0, median=None, most=None)
    assert reports.times([5]) == reports.Times(count=1, median=5, most=5)
    assert reports.times(range(1, 11)) == reports.Times(count=10, median=5, most=9)
