"""Asking somebody on Facebook, by Facebook's own button, whether they want a list's messages there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import lists
from askfirst.gate.models import Delivery, Invitation
from askfirst.inbox import talk
from askfirst.people.models import Engagement
from askfirst.people.resolve import Seen, engage, resolve
from tests.gate.selling import channel_on
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from askfirst.inbox.models import Thread
    from tests.world import World


@pytest.fixture
def news(world: World) -> List:
    wanted = lists.Wanted(name="Roastery news", networks=["facebook"], most=2, days=7)
    return lists.make(world.olivia, world.harbour, wanted, {"en": "Harbour tells you of new roasts."})


def written(world: World, hours: int = 1) -> Thread:
    """Ana wrote to the Page so many hours ago."""
    page, at = channel_on(world, "facebook"), timezone.now() - timedelta(hours=hours)
    handle = resolve(page, Seen(address="7001", name="Ana", evidence="wrote"))
    engage(page, handle, Engagement.Kind.MESSAGE, reference="m1", at=at)
    message = talk.receive(page, handle, talk.Said(external_id="m1", at=at, author="Ana", text="Open?"))
    assert message
    return message.thread


def test_beside_the_answer_stands_the_way_to_ask_and_a_press_asks_once(world: World, news: List) -> None:
    thread, desk = written(world), Desk(world.caleb)
    path = f"/inbox/{thread.pk}/lists/"
    assert f'href="{path}"' in desk.get(f"/inbox/{thread.pk}/").content.decode()
    said = desk.sees(path)
    assert "Ask whether they want it here" in said
    answer = desk.post(path, list=news.pk, key="k")
    assert "Facebook asks them about “Roastery news”" in words(answer)
    assert "“Roastery news” (asked by a button of Facebook)" in words(answer)
    invitation = Invitation.objects.get()
    assert (invitation.on, invitation.delivery.purpose) == (news, "consent_request")
    desk.post(path, list=news.pk, key="k")
    assert Delivery.objects.count() == 1, "pressed twice it is one"


def test_who_was_asked_this_week_is_not_asked_again_and_it_says_why(world: World, news: List) -> None:
    thread, desk = written(world), Desk(world.caleb)
    path = f"/inbox/{thread.pk}/lists/"
    desk.post(path, list=news.pk, key="k")
    said = desk.sees(path)
    assert "Ask whether they want" not in said
    assert "one request of a title in a week" in said
    answer = desk.sends(path, {"list": news.pk, "key": "l"})
    assert (answer.status_code, Delivery.objects.count()) == (422, 1)
    assert "It was not sent: see why beside the list." in words(answer)


def test_outside_the_open_window_nobody_is_asked(world: World, news: List) -> None:
    thread, desk = written(world, hours=25), Desk(world.caleb)
    said = desk.sees(f"/inbox/{thread.pk}/lists/")
    assert "Ask whether they want" not in said
    assert "Facebook lets you write for 24 hours" in said
    assert desk.sends(f"/inbox/{thread.pk}/lists/", {"list": news.pk, "key": "k"}).status_code == 422
    assert not Invitation.objects.exists()


def test_without_a_list_it_says_where_one_is_made_and_a_wrong_choice_says_so(world: World) -> None:
    thread, desk = written(world), Desk(world.caleb)
    path = f"/inbox/{thread.pk}/lists/"
    assert "No list of yours is sent on Facebook" in desk.sees(path)
    answer = desk.sends(path, {"list": "77"})
    assert (answer.status_code, "Choose one of these lists." in words(answer)) == (422, True)


def test_where_the_network_asks_nobody_itself_there_is_no_such_page(world: World, news: List) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    thread, desk = world.thread("Ana"), Desk(world.caleb)
    assert "/lists/" not in desk.get(f"/inbox/{thread.pk}/").content.decode()
    assert desk.get(f"/inbox/{thread.pk}/lists/").status_code == 404
