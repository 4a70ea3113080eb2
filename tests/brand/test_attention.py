"""What each member hears of: their own rules, and their own quiet."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest

from askfirst.brand import attention, notify
from askfirst.brand.attention import Attention, Quiet, Ways
from askfirst.brand.models import Member, Notification
from askfirst.inbox import marks

if TYPE_CHECKING:
    from tests.world import World

NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def told(member: Member) -> list[tuple[str, bool, bool, bool]]:
    """Matter, and whether bell, device and mail are told."""
    rows = Notification.objects.filter(member=member).order_by("pk")
    return [(row.matter, row.is_in_bell, bool(row.push_due_at), bool(row.mail_due_at)) for row in rows]


def test_whose_conversation_it_is_decides_who_hears_of_it(world: World) -> None:
    world.visitor("Ana", "message", "Open?")
    assert told(world.caleb) == told(world.mara) == [("unassigned", True, True, False)]
    marks.assign(world.olivia, world.thread("Ana"), world.caleb)
    notify.see(world.caleb)
    notify.see(world.mara)
    Notification.objects.all().delete()
    attention.choose(world.mara, Attention(ways={"others": Ways(bell=False, push=False, mail="day")}), "")
    world.visitor("Ana", "message", "Hello?")
    assert told(world.caleb) == [("mine", True, True, False)]
    assert told(world.mara) == [("others", False, False, True)]
    assert told(world.olivia) == [], "what happens at colleagues' is told to those who ask for it"


def test_a_note_that_grows_follows_the_newest_rules_and_keeps_the_hour_of_its_mail(world: World) -> None:
    attention.choose(world.caleb, Attention(ways={"unassigned": Ways(push=False, mail="hour")}), "")
    world.visitor("Ana", "message", "One")
    due = Notification.objects.get(member=world.caleb).mail_due_at
    assert due
    assert due.minute == 0
    marks.assign(world.olivia, world.thread("Ana"), world.caleb)
    attention.choose(
        world.caleb, Attention(ways={"mine": Ways(bell=False, push=True, mail="soon")}), "Europe/Berlin"
    )
    world.visitor("Ana", "message", "Two")
    note = Notification.objects.get(member=world.caleb)
    assert (note.count, note.excerpt, note.matter, note.is_in_bell) == (2, "Two", "mine", False)
    assert note.push_due_at
    assert note.mail_due_at == due


def test_what_is_not_wanted_any_more_is_not_sent(world: World) -> None:
    attention.choose(world.caleb, Attention(ways={"unassigned": Ways(mail="day")}), "")
    world.visitor("Ana", "message", "One")
    attention.choose(world.caleb, Attention(ways={"unassigned": Ways(bell=False, push=False)}), "")
    notify.forget_dues(world.caleb)
    assert told(world.caleb) == [("unassigned", False, False, False)]


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("", NIGHT, datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("America/New_York", NIGHT, None),
        ("Asia/Tokyo", NIGHT, None),
        ("", datetime(2026, 11, 23, 6, 59, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("", datetime(2026, 11, 23, 7, tzinfo=UTC), None),
        ("Europe/Berlin", datetime(2026, 11, 22, 21, tzinfo=UTC), datetime(2026, 11, 23, 6, tzinfo=UTC)),
    ],
)
def test_quiet_is_by_the_members_own_clock(
    world: World, zone: str, now: datetime, until: datetime | None
) -> None:
    quiet = attention.read_quiet("22:00", "07:00")
    attention.choose(world.caleb, Attention(quiet=quiet), zone)
    assert attention.quiet_until(world.caleb, now, is_urgent=False) == until
    assert attention.quiet_until(world.caleb, now, is_urgent=True) is None
    attention.choose(world.caleb, Attention(quiet=quiet, urgent_comes_through=False), zone)
    assert attention.quiet_until(world.caleb, now, is_urgent=True) == until


def test_quiet_within_one_day_ends_that_day(world: World) -> None:
    attention.choose(world.caleb, Attention(quiet=attention.read_quiet("12:00", "13:00")), "")
    noon = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    assert attention.quiet_until(world.caleb, noon, is_urgent=False) == noon.replace(hour=13, minute=0)
    assert attention.quiet_until(world.caleb, NIGHT, is_urgent=False) is None


@pytest.mark.parametrize(
    ("begins", "ends"), [("22:00", ""), ("25:00", "07:00"), ("x", "y"), ("07:00", "07:00")]
)
def test_quiet_that_cannot_be_is_refused(begins: str, ends: str) -> None:
    with pytest.raises(ValueError, match="leave both empty"):
        attention.read_quiet(begins, ends)


def test_mails_are_due_by_the_members_clock(world: World) -> None:
    attention.choose(world.caleb, Attention(daily_at=8), "Europe/Berlin")
    assert attention.mail_due(world.caleb, "day", NIGHT) == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert attention.mail_due(world.caleb, "hour", NIGHT) == datetime(2026, 11, 23, tzinfo=UTC)
    assert attention.mail_due(world.caleb, "soon", NIGHT) == NIGHT + attention.SOON_AFTER
    assert attention.mail_due(world.caleb, "never", NIGHT) is None


def test_rules_that_cannot_be_change_nothing(world: World) -> None:
    for wanted, zone in (
        (Attention(), "Europe/Atlantis"),
        (Attention(daily_at=24), ""),
        (Attention(ways={"mine": Ways(mail="pigeon")}), ""),
    ):
        with pytest.raises(ValueError, match=r"zone|number|offered"):
            attention.choose(world.caleb, wanted, zone)
    assert Member.objects.get(pk=world.caleb.pk).attention == {}
    assert Quiet(begins=time(9), ends=time(10)).covers(time(9))
