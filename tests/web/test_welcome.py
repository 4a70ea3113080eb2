"""The welcome lives on the About page and in the greeting; who wants to send it is led there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from askfirst.inbox.models import Message
from askfirst.people.models import Contact, Handle
from askfirst.wall.models import Page
from tests.web.desk import Desk
from tests.web.guests import Guest, words
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World

THANKS = "Thank you for liking our page. We are glad."


@pytest.mark.row("E7")
def test_the_greeting_is_read_in_every_form_of_a_conversation_and_sent_in_none(world: World) -> None:
    Page.objects.filter(pk=world.page.pk).update(
        greeting="Welcome to the pier.\nWhat can we do for you?", button_sites=["https://www.harbour.example"]
    )
    guest = Guest(world)
    assert "Welcome to the pier." in guest.sees("message/")
    part = guest.get("message/", HTTP_HX_REQUEST="true").content.decode()
    assert "Welcome to the pier." in part
    framed = guest.get(
        "message/", HTTP_SEC_FETCH_DEST="iframe", HTTP_SEC_FETCH_SITE="same-origin"
    ).content.decode()
    assert "Welcome to the pier." in framed
    assert "Welcome to the pier." not in guest.sees()
    guest.write("Are you open?")
    assert "Welcome to the pier." not in guest.sees("message/"), "once they talk it has been said"
    assert not Message.objects.filter(is_ours=True).exists()


@pytest.mark.row("E7")
def test_what_the_page_does_not_say_is_shown_to_who_edits_it_with_a_link_to_where(world: World) -> None:
    olivia = Desk(world.olivia)
    seen = olivia.get("/settings/page/").content.decode()
    for where in (
        "/settings/page/#id_about",
        "/settings/hours/",
        "/settings/lists/",
        "/settings/page/#pictures",
    ):
        assert f'href="{where}"' in seen
    for field in set(re.findall(r'href="/settings/page/#([\w-]+)"', seen)):
        assert f'id="{field}"' in seen, field
    for place in ("/settings/", "/settings/health/", "/message-many/"):
        assert "things that visitors look for" in olivia.sees(place), place
    for member, place in ((world.mara, "/settings/"), (world.caleb, "/message-many/")):
        assert "things that visitors look for" not in Desk(member).sees(place)


@pytest.mark.row("E5")
def test_who_wants_to_thank_for_a_like_is_led_to_the_greeting_and_to_about(world: World) -> None:
    mara, olivia = Desk(world.mara), Desk(world.olivia)
    assert "/message-many/#thanks" in mara.get("/campaigns/").content.decode()
    many = olivia.get("/message-many/").content.decode()
    assert "A thank-you for the like" in many
    assert 'href="/settings/page/#id_greeting"' in many
    assert "Write the greeting" not in mara.sees("/message-many/")
    Page.objects.update(greeting="")
    assert "has no greeting yet" in mara.sees("/message-many/")


@pytest.mark.row("E5")
def test_a_text_that_thanks_for_a_like_waits_and_says_where_it_belongs(world: World) -> None:
    channel = world.connect_mail()
    ada = Contact.objects.create(brand=world.harbour, name="Ada")
    Handle.objects.create(
        brand=world.harbour, contact=ada, network="email", address="ada@fans.test", key="ada@fans.test"
    )
    caleb = Desk(world.caleb)
    answer = caleb.post(
        f"/people/{ada.pk}/write/{channel.pk}/", text=THANKS, subject="Hello", purpose="service", key="k1"
    )
    assert "This reads like a thank-you for a like." in words(answer)
    assert "A welcome belongs where people look when they want one" in words(answer)
    assert THANKS in words(answer)


@pytest.mark.row("E5")
def test_in_a_conversation_of_last_week_it_waits_for_an_approval_and_says_why(world: World) -> None:
    world.visitor("Ana", "message", "Are you open?", at=days_ago(8))
    caleb, thread = Desk(world.caleb), world.thread("Ana")
    caleb.post(f"/inbox/{thread.pk}/reply/", text=THANKS, purpose="reply", key="k1")
    seen = caleb.sees(f"/inbox/{thread.pk}/")
    assert "A note in their inbox because of a like is known for what it is." in seen
    assert "A welcome belongs where people look when they want one" in seen
    world.work()
    assert not Message.objects.filter(is_ours=True).exists()
