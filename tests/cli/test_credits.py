"""`credits`, `channel account` and `people relate`, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.people.models import Contact
from tests.gate.selling import channel_on, stranger

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]

OURS = ("--brand", "harbour")


@pytest.mark.row("L2")
def test_credits_are_written_down_and_shown(world: World, askfirst: Askfirst) -> None:
    channel_on(world, "linkedin")
    assert "5 credits left" in askfirst("credits", "add", "linkedin", "5", *OURS).text
    askfirst("credits", "add", "@harbour", "3", "--kind", "purchase", "--note", "on the card", *OURS)
    said = askfirst("credits", "show", "linkedin", "--json", *OURS)
    assert said.data["credits_left"] == 8
    assert [line["kind"] for line in said.data["lines"]] == ["purchase", "allowance"]
    assert "on the card" in askfirst("credits", "show", "linkedin", *OURS).text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("credits", "add", "linkedin", "0"), "from 1 to"),
        (("credits", "add", "linkedin", "1", "--kind", "gift"), "choose one of"),
        (("credits", "add", "linkedin", "1", "--kind", "expiry"), "there are 0 credits"),
        (("credits", "add", "page", "1"), "page has no credits"),
        (("credits", "show", "myspace"), "No channel of Harbour Coffee is called `myspace`"),
        (("channel", "account", "linkedin", "tier=gold"), "`tier` has no value `gold`"),
        (("channel", "account", "linkedin", "colour=red"), "nobody asks for `colour`"),
        (("channel", "account", "linkedin", "tier"), "no KEY=VALUE"),
        (("channel", "account", "linkedin", "messaging_limit=0"), "a number above 0"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    world: World, askfirst: Askfirst, arguments: tuple[str, ...], sentence: str
) -> None:
    channel_on(world, "linkedin")
    said = askfirst(*arguments, *OURS)
    assert said.code != 0
    assert sentence in said.complaint


def test_what_is_said_of_an_account_is_kept_and_can_be_taken_back(world: World, askfirst: Askfirst) -> None:
    channel_on(world, "linkedin")
    askfirst("channel", "account", "linkedin", "tier=premium_career", "kind=person", *OURS)
    said = askfirst("channel", "account", "linkedin", "kind=", "automation_label=yes", "--json", *OURS)
    assert said.data["account"] == {"tier": "premium_career", "automation_label": True}
    assert "tier = premium_career" in askfirst("channel", "account", "linkedin", *OURS).text


def test_limits_are_shown_with_what_is_used_of_them(world: World, askfirst: Askfirst) -> None:
    channel_on(world, "x")
    text = askfirst("credits", "show", "x", *OURS).text
    assert "no credits on this network" in text
    assert "Direct messages in 15 minutes: 0 of 15" in text
    channel_on(world, "telegram")
    assert "no number is known" in askfirst("credits", "show", "telegram", *OURS).text


@pytest.mark.row("P2")
def test_a_relation_is_said_and_answered_with_the_network_that_suits_it(
    world: World, askfirst: Askfirst
) -> None:
    stranger(channel_on(world, "linkedin"), "Ana")
    said = askfirst("people", "relate", "Ana", "client", *OURS)
    assert "Clients belong on the professional networks" in said.text
    assert "not open now" in said.text
    assert Contact.objects.get(name="Ana").relation == "client"
    data = askfirst("people", "relate", "Ana", "none", "--json", *OURS).data
    assert (data["relation"], data["recommendation"]) == (None, None)
    assert "there is no relation `boss`" in askfirst("people", "relate", "Ana", "boss", *OURS).complaint
