"""A visitor lets a browser tell them of answers, sees which do, asks why something came, and ends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from askfirst.brand import rollout
from askfirst.brand.rollout import Wanted
from askfirst.drafts.submit import Wish
from askfirst.inbox import talk
from askfirst.inbox.models import Thread
from askfirst.people.models import Contact, VisitorDevice
from askfirst.wire import visitor_push
from askfirst.wire.models import VisitorPush
from tests.web.guests import Guest, words
from tests.wire.push_service import ThereBrowser

if TYPE_CHECKING:
    from tests.world import World

PLACE = "you/devices/"


@pytest.fixture
def guest(world: World) -> Guest:
    one = Guest(world)
    one.write()
    return one


def told(which: str = "x") -> dict[str, str]:
    browser = ThereBrowser()
    return {"endpoint": f"https://push.example.net/{which}", "key": browser.key, "secret": browser.secret}


@pytest.mark.row("F2")
def test_a_browser_tells_them_until_it_is_removed(guest: Guest) -> None:
    assert "Tell me on this device when there is an answer" in guest.sees("you/")
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    answer = guest.browser.post(f"/@harbour/{PLACE}", told(), headers=agent)
    assert "Firefox on Linux" in words(answer)
    (device,) = VisitorDevice.objects.all()
    assert device.handle.contact == Contact.objects.get(name="Mina")
    other = Guest(guest.world, name="Eve")
    other.write(key="e")
    assert other.post(f"{PLACE}{device.pk}/remove/").status_code == 404
    other.post(f"{PLACE}leave/", endpoint=device.endpoint)
    assert VisitorDevice.objects.count() == 1, "nobody ends what is another's"
    assert guest.post(f"{PLACE}{device.pk}/remove/").status_code == 302
    assert "Nothing is pushed to that browser any more." in guest.sees("you/")
    guest.post(PLACE, **told())
    guest.post("you/forget/", endpoint=told()["endpoint"])
    assert not VisitorDevice.objects.exists(), "who is forgotten in this browser is told nothing there"


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example.net/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://push.example.net/" + "x" * 700},
        {"key": "AAAA"},
        {"secret": ""},
    ],
)
def test_a_browser_that_cannot_be_told_is_refused_with_a_sentence(
    guest: Guest, wrong: dict[str, str]
) -> None:
    answer = guest.post(PLACE, **(told() | wrong))
    assert answer.status_code == 422
    assert "This browser cannot be told" in answer.content.decode()
    assert not VisitorDevice.objects.exists()


@pytest.mark.row("F7")
def test_who_is_not_known_or_does_not_have_it_yet_is_told_so(guest: Guest) -> None:
    stranger = Guest(guest.world, name="Otto")
    assert "Write something first" in stranger.post(PLACE, **told()).content.decode()
    rollout.roll_out(guest.world.olivia, "pushes", Wanted(share=0))
    assert "Answers on this device: not everywhere yet, and not for you" in guest.sees("you/")
    assert guest.post(PLACE, **told()).status_code == 422
    assert not VisitorDevice.objects.exists()


@pytest.mark.row("Z4")
def test_why_a_push_came_is_told_from_the_decision_of_its_answer_and_it_can_be_ended(guest: Guest) -> None:
    guest.post(PLACE, **told())
    thread = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").get()
    talk.reply(guest.world.caleb, thread, Wish(text="Yes, from nine."))
    guest.world.work()
    push = VisitorPush.objects.get()
    assert "told last" not in guest.sees("you/")
    VisitorPush.objects.update(sent_at=timezone.now(), due_at=None)
    found = re.search(r'href="(/@harbour/why/pushes/[^"]+)"', guest.get("you/").content.decode())
    assert found
    seen = words(Client().get(found[1]))
    assert "you switched on" in seen
    assert "It is an answer to you, not advertising." in seen
    assert "You had not asked them to stop." in seen
    assert "Yes, from nine." not in seen, "whoever has the link learns no word of it"
    token = visitor_push.why_token(push)
    assert Client().get(f"/@northwind/why/pushes/{token}/").status_code == 404
    assert Client().get(f"/@harbour/why/pushes/{token[:-2]}/").status_code == 404
    assert Client().post(f"{found[1]}stop/").status_code == 302
    assert not VisitorDevice.objects.exists()
    assert Client().get(found[1]).status_code == 404


def test_its_worker_stands_in_the_scope_of_one_page_and_is_no_part_of_the_first_load(guest: Guest) -> None:
    answer = guest.get("worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "sw-push.js" in answer.content.decode()
    assert "devices.js" not in guest.get().content.decode()
    assert "devices.js" in guest.get("you/").content.decode()
