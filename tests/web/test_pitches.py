"""An offer to everybody meets its reasons and the ways on; an offer to a stranger meets their brief; a mix is measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from askfirst.campaigns.models import Campaign, Version
from askfirst.consent.models import List
from askfirst.drafts.models import Composition, Draft
from askfirst.inbox.models import Thread
from askfirst.people.models import Look
from askfirst.wall.models import Mix, Post
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.one_database
OFFER = "Only today: 20 % off all our beans. Order now while stocks last, don’t miss out."
USEFUL = "How to keep beans fresh: a tin that closes, a dark shelf, and never the fridge."


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.olivia)


def _marked(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>([^<]*)</mark>", html)


@pytest.mark.row("O2")
def test_an_offer_on_the_wall_is_shown_with_its_words_and_nothing_leaves(world: World, desk: Desk) -> None:
    answer = desk.post("/wall/publish/", text=OFFER, key="k")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This reads like an offer" in words(answer)
    assert {"Only today", "Order now"} <= set(_marked(html))
    assert OFFER.split("’", maxsplit=1)[0] in html
    assert not Draft.objects.exists()
    digest = re.search(r'name="insist" value="([0-9a-f]+)"', html)
    assert digest
    desk.post("/wall/publish/", text=OFFER, key="k", insist=digest[1])
    draft = Draft.objects.get()
    assert draft.state == Draft.State.WAITING
    assert draft.decision is not None
    assert "manners-base.pitch_to_all" in str(draft.decision.reasons)


@pytest.mark.row("O2")
def test_an_offer_goes_to_the_people_who_asked_for_offers(world: World, desk: Desk) -> None:
    on = List.objects.create(
        brand=world.harbour, slug="beans", name="Beans", purpose=List.Purpose.MARKETING, networks=["page"]
    )
    html = desk.post("/wall/publish/", text=OFFER, key="k").content.decode()
    assert f"/inbox/pitch/{on.pk}/" in html
    assert "0 people" in html
    desk.post(f"/inbox/pitch/{on.pk}/", text=OFFER)
    made = Campaign.objects.get()
    assert made.on == on
    assert Version.objects.get().text == OFFER
    assert not Draft.objects.exists()


def test_an_offer_for_a_list_that_goes_out_by_no_account_yet_keeps_its_words(
    world: World, desk: Desk
) -> None:
    on = List.objects.create(
        brand=world.harbour, slug="beans", name="Beans", purpose=List.Purpose.MARKETING, networks=["telegram"]
    )
    said = words(desk.post(f"/inbox/pitch/{on.pk}/", text=OFFER, key="k"))
    assert "No account is connected that Beans goes out by. Your words are kept under Posts." in said
    assert Composition.objects.get().text == OFFER
    assert not Campaign.objects.exists()


@pytest.mark.row("O3")
def test_instead_of_an_offer_what_is_really_there_is_offered(world: World, desk: Desk) -> None:
    world.visitor("Ana", "wall_post", "Which grinder do you use at home?")
    world.visitor(
        "Ben", "wall_post", "Thank you so much for the lovely evening, it was so good to see you all"
    )
    said = words(desk.post("/wall/publish/", text=OFFER, key="k"))
    assert "Ask a question" in said
    assert "Which grinder do you use at home?" in said
    assert "Cheer with Ben" in said


def test_what_is_of_use_is_published_at_once(world: World, desk: Desk) -> None:
    desk.post("/wall/publish/", text=USEFUL, key="k")
    assert Draft.objects.get().state == Draft.State.RELEASED


@pytest.mark.row("O5")
def test_a_stranger_is_looked_at_before_an_offer_is_their_answer(world: World, desk: Desk) -> None:
    world.visitor("Ana", "wall_post", "Which tin do you use?")
    place = f"/wall/post/{Post.objects.get(contact__isnull=False).pk}/answer/"
    ana = world.contact("Ana")
    first = desk.post(place, text=OFFER, key="k")
    assert f"/{ana.pk}/brief/" in first.content.decode()
    assert not Draft.objects.exists()
    brief = re.search(r'href="([^"]*brief/)"', first.content.decode())
    assert brief
    assert desk.get(brief[1]).status_code == 200
    assert Look.objects.get().contact == ana
    desk.post(place, text=OFFER, key="k")
    assert Draft.objects.get().state == Draft.State.RELEASED


@pytest.mark.row("E3")
def test_a_note_to_one_person_is_held_against_what_they_said(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "The Ethiopian tasting was wonderful, when is the next?")
    world.visitor("Ben", "message", "Are you open?")
    thread = Thread.objects.get(contact=world.contact("Ana"))
    look = {"thread": str(thread.pk), "for": "one"}
    said = words(
        desk.post("/inbox/look/", text="Dear Sir or Madam, we would like to tell you about us.", **look)
    )
    assert "Nothing in it refers to this person" in said
    assert "meant for nobody" in said
    said = words(desk.post("/inbox/look/", text="The next Ethiopian tasting is on the 12th, at six.", **look))
    assert "Nothing in it refers" not in said
    assert desk.post("/inbox/look/", text="Yes.", **look).status_code == 204


def test_a_text_in_another_language_is_said_to_be_unread(world: World, desk: Desk) -> None:
    said = words(desk.post("/inbox/look/", text="Seulement aujourd’hui : 20 % sur tous les cafés pour vous."))
    assert "Not checked" in said
    assert "not the same as fine" in said


@pytest.mark.row("O4")
def test_the_mix_of_what_was_said_is_measured_against_what_is_wanted(world: World, desk: Desk) -> None:
    for number, text in enumerate([USEFUL, "What is your favourite smell in autumn? Tell us why."]):
        desk.post("/wall/publish/", text=text, key=f"k{number}")
    world.work()
    said = words(desk.get("/reports/mix/"))
    assert "2 posts" in said
    assert "1 (50 %)" in said
    wrong = desk.post("/reports/mix/", pitch="50", value="40", conversation="30", personal="20")
    assert "make a hundred" in words(wrong)
    assert not Mix.objects.exists()
    desk.post("/reports/mix/", pitch="0", value="40", conversation="40", personal="20")
    assert Mix.objects.get().conversation == 40
