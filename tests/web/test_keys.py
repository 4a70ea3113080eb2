"""The keys in the settings and in their list; a conversation that is to be seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import Member
from askfirst.inbox import listing
from tests.web.desk import Desk

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.row("Z2")


def test_the_list_of_keys_shows_what_this_member_has_chosen(world: World) -> None:
    desk = Desk(world.caleb)
    assert (
        "Saved. It holds in every browser of yours."
        in desk.post("/settings/keys/", on="1", **{"key-done": "d"}).content.decode()
    )
    page = desk.get("/inbox/").content.decode()
    assert 'data-pressed="{&quot;e&quot;: &quot;&quot;, &quot;d&quot;: &quot;e&quot;}"' in page
    assert "<kbd>d</kbd></dt>" in " ".join(page.split()).replace(" </dt>", "</dt>")


def test_what_cannot_be_saved_says_why_at_its_field_and_loses_nothing(world: World) -> None:
    desk = Desk(world.caleb)
    answer = desk.sends("/settings/keys/", {"on": "1", "enter": "1", "key-done": "j", "key-why": "Q"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="problem-done"' in page
    assert "“j” is also “Next conversation”. One key can do one thing." in page
    assert 'name="key-why" value="Q"' in page
    assert 'name="enter" value="1" checked' in page
    assert Member.objects.get(pk=world.caleb.pk).keys == {}


def test_keys_are_switched_off_from_their_list_and_all_made_usual(world: World) -> None:
    desk = Desk(world.caleb)
    assert desk.sends("/settings/keys/switch/", {}, scripted=True).status_code == 204
    assert 'name="on" value="1" autocomplete="off">' in desk.get("/inbox/").content.decode()
    desk.post("/settings/keys/", reset="1")
    assert Member.objects.get(pk=world.caleb.pk).keys == {}


def test_marked_unread_it_counts_again_for_this_member_alone(world: World) -> None:
    world.visitor("Ana", "message", "hello", files=())
    world.work()
    thread = world.thread("Ana")
    caleb, olivia = Desk(world.caleb), Desk(world.olivia)
    for desk in (caleb, olivia):
        desk.sends(f"/inbox/{thread.pk}/read/", scripted=True)
    assert caleb.sends(f"/inbox/{thread.pk}/unread/", scripted=True).status_code == 204
    assert (listing.count_unread(world.caleb), listing.count_unread(world.olivia)) == (1, 0)
    caleb.sends(f"/inbox/{thread.pk}/read/", scripted=True)
    assert listing.count_unread(world.caleb) == 0
