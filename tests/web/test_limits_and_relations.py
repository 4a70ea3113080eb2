"""What a channel has left, and what a person is to the brand, as a member sees and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.gate import credits  # noqa: A004 -- the word for it
from askfirst.people.models import Contact
from tests.gate.selling import channel_on, stranger
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World


@pytest.mark.row("L2")
def test_an_owner_reads_the_credits_of_a_channel_and_writes_down_new_ones(world: World) -> None:
    channel = channel_on(world, "linkedin", tier="premium_career")
    desk, path = Desk(world.olivia), f"/settings/channels/{channel.pk}/limits/"
    assert "Credits and limits" in desk.sees("/settings/channels/")
    said = desk.sees(path)
    assert "0 credits left" in said
    assert "no number is known: the first refusal stops us" in said
    assert "2 credits are left" in words(desk.post(path, amount="2", kind="purchase", note="on the card"))
    said = desk.sees(path)
    assert "on the card" in said
    assert "Olivia Hart" in said
    refused = desk.post(path, amount="5", kind="expiry")
    assert refused.status_code == 422
    assert "Nothing was written down: there are 2 credits" in words(refused)
    assert desk.post(path, amount="-1", kind="purchase").status_code == 422


def test_a_limit_says_how_much_of_it_is_used(world: World) -> None:
    channel = channel_on(world, "x")
    said = Desk(world.olivia).sees(f"/settings/channels/{channel.pk}/limits/")
    assert "0 of 15" in said
    assert "not certain" in said
    assert "credits left" not in said


def test_who_may_not_connect_channels_sees_no_credits(world: World) -> None:
    channel = channel_on(world, "linkedin")
    path = f"/settings/channels/{channel.pk}/limits/"
    assert Desk(world.caleb).get(path).status_code == 403
    assert Desk(world.caleb).post(path, amount="2", kind="purchase").status_code == 403
    assert Desk(world.nils).get(path).status_code == 404
    assert credits.lines(channel) == []


@pytest.mark.row("P2")
def test_a_member_says_what_somebody_is_and_reads_which_network_suits_that(world: World) -> None:
    ana = stranger(channel_on(world, "linkedin"), "Ana")
    desk, path = Desk(world.caleb), f"/people/{ana.pk}/"
    assert "Best reached by" not in desk.sees(path)
    said = words(desk.post(f"{path}relate/", relation="client"))
    assert "Caleb Reed said so" in said
    assert "Best reached by LinkedIn" in said
    assert "Clients belong on the professional networks" in said
    assert "It is not open now." in said
    assert "Choose what they are" in words(desk.post(f"{path}relate/", relation="boss"))
    assert Contact.objects.get(pk=ana.pk).relation == "client"


def test_another_brand_says_nothing_about_a_person(world: World) -> None:
    ana = stranger(channel_on(world, "linkedin"), "Ana")
    assert Desk(world.nils).post(f"/people/{ana.pk}/relate/", relation="friend").status_code == 404
    assert Contact.objects.get(pk=ana.pk).relation == ""
