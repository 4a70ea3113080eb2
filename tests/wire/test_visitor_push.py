"""A visitor's browser tells of answers: little, once, in their language, and nothing to who has stopped or looks anyway."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand import rollout
from askfirst.brand.rollout import Wanted
from askfirst.gate.models import Delivery
from askfirst.inbox import marks
from askfirst.people import devices
from askfirst.people.models import VisitorDevice
from askfirst.wall import answers
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Post
from askfirst.wire import forgetting, loop, pushing, visitor_push
from askfirst.wire.models import VisitorPush
from tests.wire.push_service import PushService, ThereBrowser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import World

pytestmark = [pytest.mark.row("F2")]


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    loop.end()
    with PushService(tmp_path) as there:
        there.is_found(monkeypatch)
        yield there
    loop.end()


def subscribe(world: World, name: str, service: PushService, which: str = "one") -> ThereBrowser:
    browser = ThereBrowser()
    handle = world.contact(name).handles.get(network="page")
    devices.add(handle, (service.place(which), browser.key, browser.secret), "Firefox on Linux", "DE")
    return browser


def due() -> None:
    VisitorPush.objects.exclude(due_at=None).update(due_at=timezone.now())


@pytest.fixture
def ana(world: World, found: PushService) -> ThereBrowser:
    """Ana has written, and lets a browser tell her."""
    world.visitor("Ana", "message", "Is my order ready?", language="de")
    return subscribe(world, "Ana", found)


def test_who_looks_away_is_told_that_there_is_an_answer_and_not_what_it_says(
    world: World, found: PushService, ana: ThereBrowser
) -> None:
    world.visitor("Tom", "message", "Hello")
    subscribe(world, "Tom", found, "of somebody else")
    world.reply("Ana", "Come by <b>today</b>.")
    world.work()
    assert visitor_push.push_due() == 0, "perhaps she is looking at it"
    due()
    assert visitor_push.push_due()
    (path, headers, body), thread = found.taken[0], world.thread("Ana").pk
    assert (path, len(found.taken)) == ("/one", 1)
    said = ana.reads(body)
    assert said["title"] == "Harbour Coffee hat Ihnen geantwortet"
    assert (said["body"], said["link"], said["tag"]) == (
        "",
        f"/@harbour/messages/{thread}/",
        headers["Topic"],
    )
    assert said["why"]["link"].startswith("/@harbour/why/pushes/")
    assert "today" not in str(said)
    assert (headers["TTL"], headers["Urgency"]) == ("86400", "normal")
    assert visitor_push.push_due() == 0
    assert VisitorDevice.objects.get(handle__contact=world.contact("Ana")).reached_at


def test_several_answers_are_told_together_and_what_was_read_is_not_told(
    world: World, found: PushService, ana: ThereBrowser
) -> None:
    for text in ("One", "Two", "Three"):
        world.reply("Ana", text)
        world.work()
    due()
    visitor_push.push_due()
    assert len(found.taken) == 1
    world.reply("Ana", "Four")
    world.work()
    thread = world.thread("Ana")
    marks.read_by_them(thread.them, thread)
    due()
    visitor_push.push_due()
    assert len(found.taken) == 1
    assert ana.reads(found.taken[0][2])["body"] == ""


def test_an_answer_in_public_is_told_too_until_it_was_seen(
    world: World, found: PushService, ana: ThereBrowser
) -> None:
    world.visitor("Ana", "wall_post", "I love your cups")
    wall.answer(world.caleb, Post.objects.get(), "Thank you.", key="a")
    world.work()
    due()
    visitor_push.push_due()
    assert ana.reads(found.taken[0][2])["link"] == "/@harbour/messages/"
    wall.answer(world.caleb, Post.objects.get(), "And come by.", key="b")
    world.work()
    answers.see(world.page, [world.contact("Ana")])
    due()
    visitor_push.push_due()
    assert len(found.taken) == 1
    assert Comment.objects.filter(seen_at=None, contact=None).count() == 0


@pytest.mark.usefixtures("ana")
def test_a_stop_between_the_answer_and_the_push_stops_the_push(world: World, found: PushService) -> None:
    world.reply("Ana", "Come by.")
    world.work()
    world.visitor("Ana", "stop", "stop")
    due()
    visitor_push.push_due()
    assert found.taken == []
    assert not VisitorPush.objects.exists()


@pytest.mark.row("F7")
@pytest.mark.usefixtures("ana")
def test_whom_the_feature_was_taken_from_is_told_nothing(world: World, found: PushService) -> None:
    rollout.roll_out(world.olivia, "pushes", Wanted(countries=("GB",)))
    world.reply("Ana", "One")
    world.work()
    due()
    visitor_push.push_due()
    assert found.taken == []
    rollout.roll_out(world.olivia, "pushes", Wanted(countries=("DE",)))
    world.reply("Ana", "Two")
    world.work()
    due()
    visitor_push.push_due()
    assert len(found.taken) == 1


@pytest.mark.parametrize(("status", "kept"), [(404, 0), (410, 0), (403, 0), (400, 1)])
@pytest.mark.usefixtures("ana")
def test_a_browser_that_is_gone_is_taken_off_and_what_cannot_be_told_is_given_up(
    world: World, found: PushService, status: int, kept: int
) -> None:
    found.answers.append((status, {}))
    world.reply("Ana", "Come by.")
    world.work()
    due()
    visitor_push.push_due()
    assert VisitorDevice.objects.count() == kept
    assert not VisitorPush.objects.exists()


@pytest.mark.usefixtures("ana")
def test_a_service_that_is_busy_is_asked_again_and_after_a_day_nobody_is_told(
    world: World, found: PushService
) -> None:
    found.answers += [(503, {}), (429, {"Retry-After": "900"})]
    world.reply("Ana", "Come by.")
    world.work()
    for tries in (1, 2):
        due()
        visitor_push.push_due()
        assert VisitorPush.objects.get().tries == tries
    later = VisitorPush.objects.get().due_at
    assert later
    assert later > timezone.now() + timedelta(minutes=14)
    Delivery.objects.update(created_at=timezone.now() - pushing.LATE - timedelta(minutes=1))
    due()
    visitor_push.push_due()
    assert len(found.taken) == 2
    assert not VisitorPush.objects.exists()


def test_a_browser_is_its_last_users_nobody_has_too_many_and_who_is_forgotten_has_none(
    world: World, found: PushService, ana: ThereBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.visitor("Tom", "message", "Hello")
    subscribe(world, "Tom", found)
    assert not devices.of([world.contact("Ana")])
    (device,) = devices.of([world.contact("Tom")])
    assert not devices.remove([world.contact("Ana")], device.pk)
    assert not devices.remove_here([world.contact("Tom")], "")
    monkeypatch.setattr("askfirst.brand.devices.MOST", 1)
    subscribe(world, "Tom", found)
    with pytest.raises(ValueError, match="Remove one"):
        subscribe(world, "Tom", found, "two")
    with pytest.raises(ValueError, match="cannot be told"):
        devices.add(device.handle, ("http://push.example.net/x", ana.key, ana.secret), "x")
    forgetting.forget(world.olivia, world.contact("Tom"))
    assert not VisitorDevice.objects.exists()


@pytest.mark.usefixtures("ana")
def test_what_was_told_is_known_for_a_month(world: World) -> None:
    world.reply("Ana", "Come by.")
    world.work()
    due()
    visitor_push.push_due()
    assert len(visitor_push.told([world.contact("Ana")])) == 1
    assert visitor_push.forget_old() == 0
    VisitorPush.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert visitor_push.forget_old() == 1
