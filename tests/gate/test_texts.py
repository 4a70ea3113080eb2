"""A text is read before it leaves: an offer to who never asked for offers waits, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.gate import release
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.people import looks
from askfirst.policy.facts import as_mapping

if TYPE_CHECKING:
    from tests.world import World

OFFER = "Only today: 20 % off all our beans. Order now while stocks last, don’t miss out."
USEFUL = "How to keep beans fresh: a tin that closes, a dark shelf, and never the fridge."
FRENCH = "Seulement aujourd’hui : 20 % sur tous les cafés, commandez vite pour vous et vos amis."


def asked(world: World, text: str, **more: object) -> Question:
    form = {"form": Form.PUBLIC_POST, "purpose": "service", "contact": None} | more
    return Question(channel=world.page.channel, text=text, **form)  # type: ignore[arg-type]


def facts(question: Question) -> dict[str, object]:
    return dict(as_mapping(gather([question], timezone.now())[0]))


@pytest.mark.row("O2")
@pytest.mark.one_database
def test_an_offer_on_the_wall_waits_and_says_which_words_made_it_one(world: World) -> None:
    answer = release.ask(asked(world, OFFER))
    assert answer.verdict == "hold"
    (reason,) = [reason for reason in answer.reasons if reason.rule == "manners-base.pitch_to_all"]
    for words in ("Only today", "per cent off", "Order now"):
        assert words in reason.says
    assert release.ask(asked(world, OFFER, is_approved=True)).verdict == "allow"


@pytest.mark.one_database
def test_what_is_of_use_leaves_and_what_nobody_can_read_is_said_to_be_unread(world: World) -> None:
    assert release.ask(asked(world, USEFUL)).verdict == "allow"
    french = release.ask(asked(world, FRENCH))
    assert french.verdict == "allow"
    assert "manners-base.not_checked" in [reason.rule for reason in french.reasons]
    assert facts(asked(world, FRENCH))["pitch"] is None
    assert facts(asked(world, ""))["text_kind"] == "unread"


@pytest.mark.one_database
def test_an_offer_to_one_person_waits_unless_they_asked_for_offers(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    first = asked(world, OFFER, contact=world.contact("Ana"), form=Form.DIRECT, purpose="reply")
    assert "manners-base.pitch_as_answer" in [reason.rule for reason in release.ask(first).reasons]
    world.reply("Ana", "Yes, from nine, and the oven is on by eight.")
    world.work()
    ana = world.contact("Ana")
    private = {"contact": ana, "form": Form.DIRECT, "purpose": "reply"}
    assert release.ask(asked(world, "We look forward to seeing you then.", **private)).verdict == "allow"
    answer = release.ask(asked(world, OFFER, **private))
    assert answer.verdict == "hold"
    assert "manners-base.pitch_to_one" in [reason.rule for reason in answer.reasons]


@pytest.mark.row("O5")
@pytest.mark.one_database
def test_a_stranger_is_answered_with_an_offer_only_by_who_looked_at_them_first(world: World) -> None:
    world.visitor("Ana", "wall_post", "Which tin do you use?")
    public = {"contact": world.contact("Ana"), "form": Form.PUBLIC_REPLY, "purpose": "reply"}
    rules = [reason.rule for reason in release.ask(asked(world, OFFER, **public)).reasons]
    assert "manners-base.pitch_to_stranger" in rules
    looks.look(world.caleb, world.contact("Ana"))
    other = release.ask(asked(world, OFFER, member=world.olivia, **public))
    assert "manners-base.pitch_to_stranger" in [reason.rule for reason in other.reasons]
    seen = release.ask(asked(world, OFFER, member=world.caleb, **public))
    assert "manners-base.pitch_to_stranger" not in [reason.rule for reason in seen.reasons]


@pytest.mark.one_database
def test_words_are_told_in_letters_that_every_database_takes(world: World) -> None:
    said = facts(asked(world, "¡Última oportunidad! Compra ya: 30 % de descuento, solo hoy. Don’t miss out."))
    assert said["text_kind"] == "pitch"
    assert str(said["pitch_words"]).startswith("Ultima oportunidad / Compra ya")
