"""A thank-you for a like is known for what it is, whoever writes it and by whatever door it would leave."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import lists
from askfirst.consent.lists import Wanted
from askfirst.gate import thanks
from askfirst.gate.question import Question
from askfirst.gate.release import ask
from askfirst.networks.base import Form
from askfirst.people.models import Contact, Handle

if TYPE_CHECKING:
    from tests.world import World

THANKS = (
    "Thank you for liking our page! We sell coffee by the water.",
    "Thanks for following us",
    "Danke für dein Like",
    "Gracias por seguirnos",
)
RULE = "manners-base.thanks_for_liking"


def rules(question: Question) -> set[str]:
    return {reason.rule for reason in ask(question).reasons}


def question(world: World, text: str, **more: object) -> Question:
    """To Ada, who is known by her mail address and never wrote."""
    contact, is_new = Contact.objects.get_or_create(brand=world.harbour, name="Ada")
    if is_new:
        Handle.objects.create(
            brand=world.harbour,
            contact=contact,
            network="email",
            address="ada@fans.test",
            key="ada@fans.test",
        )
    wish = {"purpose": "service"} | more
    return Question(channel=world.mail or world.connect_mail(), contact=contact, text=text, **wish)  # type: ignore[arg-type]


@pytest.mark.row("E5")
@pytest.mark.parametrize("text", THANKS)
@pytest.mark.parametrize("purpose", ["service", "marketing", "reply"])
def test_it_waits_whatever_it_is_declared_as(world: World, text: str, purpose: str) -> None:
    asked = question(world, text, purpose=purpose)
    assert RULE in rules(asked)
    assert ask(asked).verdict != "allow"


def test_other_words_are_no_such_note(world: World) -> None:
    for text in ("", "Your order is ready.", "We like the harbour too. Are you coming on Friday?"):
        assert RULE not in rules(question(world, text))


def test_who_wrote_to_us_may_be_thanked_for_anything(world: World) -> None:
    world.visitor("Ana", "message", "I like your page. Are you open?")
    answer = Question(channel=world.page.channel, contact=world.contact("Ana"), text=THANKS[0])
    assert RULE not in rules(answer)
    assert not thanks.is_note(answer, timezone.now() - timedelta(hours=2), timezone.now())
    assert thanks.is_note(answer, timezone.now() - timedelta(days=3), timezone.now())


def test_what_is_said_to_everybody_or_to_a_list_is_no_such_note(world: World) -> None:
    on = lists.make(None, world.harbour, Wanted(name="News"), {"en": "We write."})
    assert not thanks.is_note(question(world, THANKS[0], on=on), None, timezone.now())
    assert not thanks.is_note(question(world, THANKS[0], form=Form.PUBLIC_POST), None, timezone.now())
