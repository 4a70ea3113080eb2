"""The people a brand knows: who may be written to, and what is offered where they may not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.consent.models import Entry, Suppression
from askfirst.gate.models import Decision, Delivery
from askfirst.inbox.models import Thread
from askfirst.people.models import Contact
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Tom", "like")
    return Desk(world.mara)


def _person(world: World, name: str, part: str = "") -> str:
    return f"/people/{world.contact(name).pk}/{part}"


def test_who_only_liked_the_page_is_not_written_to_and_the_page_says_why(world: World, desk: Desk) -> None:
    said = desk.sees(_person(world, "Tom"))
    assert "Only this way" in said
    assert "A like, a follow, a vote or a visit opens nothing." in said
    assert "Invite them in public to press the Message button" in said
    assert "Write to this person" not in said
    assert "Likes the page since today" in said


def test_who_liked_and_gave_no_name_is_called_so_everywhere(world: World, desk: Desk) -> None:
    Contact.objects.update(name="")
    called = f"Somebody without a name, no. {world.contact('Tom').pk}"
    assert called in desk.sees("/people/")
    said = desk.sees(_person(world, "Tom"))
    assert called in said
    assert "has given no name; to press Like or to follow needs none" in said


def test_writing_first_anyway_keeps_the_text_and_begins_no_conversation(world: World, desk: Desk) -> None:
    answer = desk.post(
        _person(world, "Tom", f"write/{world.page.channel.pk}/"), text="Thanks for liking us!", key="k"
    )
    assert re.search(r"<textarea[^>]*>Thanks for liking us!</textarea>", answer.content.decode())
    assert "Cannot be sent this way" in words(answer)
    assert not Thread.objects.exists()
    assert not Delivery.objects.exists()


def test_who_wrote_may_be_written_to_from_their_page(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    page = desk.get(_person(world, "Ana"))
    link = re.search(r'href="(/people/\d+/write/\d+/)"', page.content.decode())
    assert link
    assert "Hello!" in words(desk.post(link[1], text="Hello!", key="k", purpose="reply"))
    world.work()
    assert world.said_to("Ana") == ["Hello!"]


def test_a_comment_may_be_answered_privately_once(world: World, desk: Desk) -> None:
    world.visitor("Yusuf", "wall_post", "Is the terrace open?")
    page = desk.get(_person(world, "Yusuf")).content.decode()
    link = re.search(r'href="(/people/\d+/write/\d+/\?form=private_reply)"', page)
    assert link
    assert "Answer their latest public word privately, once" in page
    desk.post(link[1], text="It is, come by.", key="k1", form="private_reply", purpose="reply")
    world.work()
    assert world.said_to("Yusuf") == ["It is, come by."]
    desk.post(link[1], text="And bring friends.", key="k2", form="private_reply", purpose="reply")
    world.work()
    assert world.said_to("Yusuf") == ["It is, come by."]


def test_the_stop_list_needs_a_proof_and_then_stops_everything(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Is the terrace open?")
    desk.post(_person(world, "Ana", "stop/"), evidence="  ")
    assert not Suppression.objects.exists()
    said = words(desk.post(_person(world, "Ana", "stop/"), evidence="said so on the phone"))
    assert "gets no messages from you any more" in said
    assert "They are on the stop list" in said
    assert Entry.objects.get().evidence == "said so on the phone"
    assert "Write to this person" not in said


def test_decisions_about_a_person_are_kept_in_sight_with_their_reasons(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    world.reply("Ana", "Hello!", purpose="reply")
    said = desk.sees(_person(world, "Ana"))
    assert "when it was released" in said
    assert "page.answer" in said
    assert Decision.objects.count() == 1


def test_people_are_found_by_name_and_address(world: World, desk: Desk) -> None:
    world.visitor("Ana Lopes", "message", "Hello?")
    assert "Ana Lopes" in desk.sees("/people/?q=lopes")
    assert "Tom" not in desk.sees("/people/?q=lopes")
    assert "Nobody found" in desk.sees("/people/?q=zzz")


def test_another_brands_people_are_not_there(world: World, desk: Desk) -> None:
    stranger = Desk(world.nils)
    assert "Tom" not in stranger.sees("/people/")
    channel = world.page.channel.pk
    for part in ("", f"why/{channel}/", f"write/{channel}/"):
        assert stranger.get(_person(world, "Tom", part)).status_code == 404
    assert stranger.browser.post(_person(world, "Tom", "stop/"), {"evidence": "x"}).status_code == 404
    foreign = world.northwind_page.channel.pk
    assert desk.get(_person(world, "Tom", f"write/{foreign}/")).status_code == 404


def test_a_message_to_all_fans_asks_the_engine_with_the_real_number(world: World, desk: Desk) -> None:
    for number in range(11):
        world.visitor(f"Fan {number}", "like")
    said = desk.sees("/message-many/")
    assert "12 people like or follow your page now." in said
    assert "One private message to 12 people does not exist on a page." in said
    assert "page.many" in said
    assert "Everybody who attends an event" in said
    assert "Say it to everybody in a post on the wall" in said
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("fans", "told"),
    [(0, "Nobody likes or follows your page yet."), (1, "1 person likes or follows your page.")],
)
def test_fewer_than_many_are_asked_about_as_two_and_the_screen_says_so(
    world: World, fans: int, told: str
) -> None:
    for number in range(fans):
        world.visitor(f"Fan {number}", "like")
    said = Desk(world.mara).sees("/message-many/")
    assert f"{told} It is asked as for 2 people, the fewest that are many." in said
    assert "One private message to 2 people does not exist on a page." in said


def test_the_entry_for_many_is_in_the_menu_of_those_who_may_write(world: World, desk: Desk) -> None:
    assert "Message many people" in desk.sees("/people/")
    world.mara.role = "viewer"
    world.mara.save()
    assert "Message many people" not in desk.sees("/people/")
    assert desk.get("/message-many/").status_code == 403


def test_a_person_costs_the_same_whatever_they_did(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    world.reply("Ana", "Hello!", purpose="reply")
    few = _queries(desk, _person(world, "Ana"))
    for number in range(20):
        world.visitor("Ana", "message", f"word {number}")
        world.reply("Ana", f"answer {number}")
    assert _queries(desk, _person(world, "Ana")) == few
    people = _queries(desk, "/people/")
    for number in range(20):
        world.visitor(f"Fan {number}", "like")
    assert _queries(desk, "/people/") == people <= 13


def _queries(desk: Desk, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert desk.get(path).status_code == 200
    return len(counted)
