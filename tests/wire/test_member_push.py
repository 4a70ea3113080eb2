"""Notes to members get to their browsers: encrypted, once, by their rules, and never into our own house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand import attention, devices, notify
from askfirst.brand.attention import Attention, Quiet, Ways
from askfirst.brand.models import Device, Notification, Push
from askfirst.inbox import marks
from askfirst.wire import loop, member_push, pushing
from tests.wire.push_service import PushService, ThereBrowser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from askfirst.brand.models import Member
    from tests.world import World


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    loop.end()
    with PushService(tmp_path) as there:
        yield there
    loop.end()


@pytest.fixture
def found(service: PushService, monkeypatch: pytest.MonkeyPatch) -> PushService:
    service.is_found(monkeypatch)
    return service


def subscribe(member: Member, service: PushService, which: str = "one") -> ThereBrowser:
    browser = ThereBrowser()
    devices.add(member, service.place(which), browser.key, browser.secret, "Firefox on Linux")
    return browser


def now_due() -> None:
    Push.objects.update(due_at=timezone.now())


def test_only_the_browser_reads_it_and_it_says_little_unless_the_member_wants_more(
    world: World, found: PushService
) -> None:
    browser = subscribe(world.caleb, found)
    subscribe(world.nils, found, "of another brand")
    world.visitor("Ana", "message", "Is my order <b>ready</b>?")
    assert member_push.push_due()
    (path, headers, body), link = found.taken[0], f"/inbox/{world.thread('Ana').pk}/"
    assert len(found.taken) == 1
    assert path == "/one"
    assert b"Ana" not in body
    said = browser.reads(body)
    assert said == {"title": "Something new", "body": "", "link": link, "tag": headers["Topic"]}
    assert headers["Authorization"].endswith(f", k={devices.public_key()}")
    assert (headers["TTL"], headers["Urgency"]) == ("86400", "normal")
    attention.choose(world.caleb, Attention(shows_words=True), "")
    world.visitor("Ana", "message", "Hello?")
    assert member_push.push_due()
    again = browser.reads(found.taken[1][2])
    assert (again["title"], again["body"]) == ("Ana wrote to you", "Hello?")
    assert again["tag"] == said["tag"], "the newest replaces what was shown before"
    assert member_push.push_due() == 0
    assert Device.objects.get(member=world.caleb).reached_at


def test_what_was_seen_or_is_not_wanted_makes_no_noise(world: World, found: PushService) -> None:
    subscribe(world.caleb, found)
    subscribe(world.mara, found, "two")
    attention.choose(world.mara, Attention(ways={"unassigned": Ways(push=False)}), "")
    world.visitor("Ana", "message", "One")
    marks.read(world.caleb, world.thread("Ana"))
    member_push.push_due()
    assert found.taken == []
    assert not Notification.objects.exclude(push_due_at=None).filter(member=world.caleb).exists()


def test_quiet_hours_hold_it_back_and_what_is_urgent_comes_through(world: World, found: PushService) -> None:
    subscribe(world.caleb, found)
    local = timezone.now().astimezone(attention.zone(world.caleb))
    quiet = Quiet(begins=(local - timedelta(hours=1)).time(), ends=(local + timedelta(hours=1)).time())
    attention.choose(world.caleb, Attention(quiet=quiet), "")
    world.visitor("Ana", "message", "One")
    member_push.push_due()
    assert found.taken == []
    note = Notification.objects.get(member=world.caleb)
    assert note.push_due_at
    assert note.push_due_at > timezone.now() + timedelta(minutes=50)
    Notification.objects.update(is_urgent=True, push_due_at=timezone.now())
    member_push.push_due()
    assert found.taken[0][1]["Urgency"] == "high"


def test_a_service_that_is_busy_is_asked_again_later_and_one_that_knows_nobody_never(
    world: World, found: PushService
) -> None:
    subscribe(world.caleb, found)
    found.answers += [(429, {"Retry-After": "900"}), (503, {}), (410, {})]
    world.visitor("Ana", "message", "One")
    member_push.push_due()
    row = Push.objects.get()
    assert row.due_at > timezone.now() + timedelta(minutes=14)
    assert member_push.push_due() == 0
    now_due()
    member_push.push_due()
    row.refresh_from_db()
    assert row.tries == 2
    now_due()
    member_push.push_due()
    assert len(found.taken) == 3
    assert not Device.objects.exists()
    assert not Push.objects.exists()


@pytest.mark.parametrize(("status", "kept"), [(404, 0), (403, 0), (400, 1), (413, 1)])
def test_what_no_other_try_would_mend_is_given_up(
    world: World, found: PushService, status: int, kept: int
) -> None:
    subscribe(world.caleb, found)
    found.answers.append((status, {}))
    world.visitor("Ana", "message", "One")
    member_push.push_due()
    assert Device.objects.count() == kept
    assert not Push.objects.exists()


def test_a_name_that_leads_into_our_own_house_is_never_spoken_to(
    world: World, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.is_found(monkeypatch, is_public=False)
    subscribe(world.caleb, service)
    world.visitor("Ana", "message", "One")
    member_push.push_due()
    assert service.taken == []
    for _ in pushing.PAUSES:
        now_due()
        member_push.push_due()
    assert not Push.objects.exists(), "after the last try it is given up"
    assert service.taken == []


def test_what_is_a_day_old_is_not_worth_a_noise(world: World, found: PushService) -> None:
    subscribe(world.caleb, found)
    found.answers.append((503, {}))
    world.visitor("Ana", "message", "One")
    member_push.push_due()
    Notification.objects.update(created_at=timezone.now() - timedelta(days=2))
    now_due()
    member_push.push_due()
    assert len(found.taken) == 1
    assert not Push.objects.exists()


def test_a_browser_belongs_to_who_subscribed_last_and_nobody_has_too_many(
    world: World, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(world.caleb, service)
    subscribe(world.mara, service)
    assert devices.of(world.caleb) == []
    (mine,) = devices.of(world.mara)
    assert not devices.remove(world.caleb, mine.pk)
    assert devices.remove_here(world.mara, mine.endpoint)
    monkeypatch.setattr(devices, "MOST", 1)
    subscribe(world.mara, service)
    with pytest.raises(ValueError, match="Remove one"):
        subscribe(world.mara, service, "two")
    notify.forget_dues(world.mara)
