"""Personal notes as work: brief, draft, yes, sending, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askfirst.consent import ledger
from askfirst.drafts import notes as verbs
from askfirst.drafts.models import Approval, NoteRemark, PersonalNote
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact, Handle
from askfirst.wire import forgetting
from tests.web.desk import Desk
from tests.web.guests import words
from tests.world import zone_at

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from tests.scripted import Scripted
    from tests.world import World

PERSONAL = "Dear Ana, you wrote that the plum cake was gone by noon. From Friday on we keep one for the ferry at six. Yours, Olivia"


@pytest.fixture
def ana(world: World, network: Scripted) -> Contact:
    """Ana takes part on the page, and has left her mail address at the till."""
    world.connect_mail()
    for text in (
        "The plum cake was gone by noon",
        "Do you bake more on Fridays?",
        "The ferry at six is my time",
    ):
        post = world.visitor("Ana", "wall_post", text)
    world.visitor("Ana", "comment", "I mean the one with cinnamon", target=post)
    ana = world.contact("Ana")
    Handle.objects.create(
        brand=world.harbour,
        contact=ana,
        network="email",
        address="ana@fans.test",
        key="ana@fans.test",
        evidence="her card",
    )
    Contact.objects.filter(pk=ana.pk).update(time_zone=zone_at(12), country="GB")
    ana.refresh_from_db()
    return ana


def begun(world: World, ana: Contact, writer: Member | None = None) -> PersonalNote:
    return verbs.begin(world.olivia, ana, writer)


def typed(world: World, note: PersonalNote, text: str = PERSONAL, **more: object) -> dict[str, object]:
    note.refresh_from_db()
    assert world.mail is not None
    return {
        "text": text,
        "channel": world.mail.pk,
        "based_on": note.version,
        "subject": "The plum cake",
        **more,
    }


def test_who_takes_part_is_proposed_and_who_only_likes_is_not(world: World, ana: Contact) -> None:
    for _ in range(30):
        world.visitor("Tom", "like")
    desk = Desk(world.caleb)
    said = desk.sees("/notes/")
    assert "Ana" in said
    assert "With a yes" in said
    assert "Tom" not in said
    answer = desk.post("/notes/", person=ana.pk)
    note = PersonalNote.objects.get()
    assert answer.redirect_chain[-1][0] == f"/notes/{note.pk}/"
    assert "the plum cake" in words(answer).lower()
    assert "Ana" not in desk.sees("/notes/").partition("Who might get one")[2].partition("Sent, and what")[0]
    again = Desk(world.mara).post("/notes/", person=ana.pk)
    assert "Caleb Reed is writing to them already" in words(again)
    assert PersonalNote.objects.count() == 1


def test_a_note_is_written_asked_about_approved_and_sent_and_its_answer_stands_beside_it(
    world: World, ana: Contact, network: Scripted
) -> None:
    note = begun(world, ana, world.caleb)
    caleb, olivia = Desk(world.caleb), Desk(world.olivia)
    page = f"/notes/{note.pk}/"
    kept = caleb.post(page, **typed(world, note, then="save"))
    assert "house-default.first_word" in words(kept)
    refused = caleb.sends(page, typed(world, note, then="send"))
    assert refused.status_code == 422
    assert "ask for it" in words(refused)
    assert Delivery.objects.count() == 0
    caleb.post(page, **typed(world, note, then="ask", says="for Friday"))
    assert "Waiting for a yes" in olivia.sees("/notes/")
    assert "for Friday" in olivia.sees(page)
    assert olivia.sends(page, {"then": "give_back", "says": ""}).status_code == 422
    olivia.post(page, then="give_back", says="say when")
    caleb.post(page, **typed(world, note, PERSONAL + " On Friday.", then="ask"))
    assert "The words then" in olivia.sees(page)
    sent = olivia.post(page, then="send")
    assert "on its way" in words(sent)
    world.work()
    assert network.texts == [PERSONAL + " On Friday."]
    assert Approval.objects.get().member == world.olivia
    decision = Decision.objects.get(verdict="allow")
    assert decision.facts["engagement_band"] == "engaged"
    assert decision.facts["is_approved"] is True
    assert "No answer yet" in olivia.sees("/notes/")
    world.event("message", actor="ana@fans.test", text="How kind of you")
    assert "They answered" in olivia.sees("/notes/")
    assert "They answered" in olivia.sees(page)
    assert olivia.sends(page, {"then": "drop"}).status_code == 422


@pytest.mark.row("E3")
def test_a_note_that_is_anybodys_is_noticed_and_goes_on_only_when_it_is_meant_so(
    world: World, ana: Contact
) -> None:
    note = begun(world, ana)
    desk, page = Desk(world.olivia), f"/notes/{note.pk}/"
    anybody = "Dear Sir or Madam, we would like to thank you for your loyalty to our company and wish you a pleasant season."
    read = words(desk.sends(f"{page}read/", typed(world, note, anybody), scripted=True))
    assert "Greets nobody" in read
    assert "Nothing about them" in read
    PersonalNote.objects.create(
        brand=world.harbour,
        contact=world.contact("Ana"),
        writer=world.mara,
        begun_by=world.mara,
        text=anybody,
        state="sent",
    )
    read = words(desk.sends(f"{page}read/", typed(world, note, anybody), scripted=True))
    assert "Said before" in read
    refused = desk.sends(page, typed(world, note, anybody, then="send"))
    assert refused.status_code == 422
    assert "Look at what stands below the text first" in words(refused)
    assert anybody in refused.content.decode()
    assert Delivery.objects.count() == 0
    fine = words(desk.sends(f"{page}read/", typed(world, note), scripted=True))
    assert "Greets nobody" not in fine
    assert "Nothing about them" not in fine
    shown = desk.sees(page)
    assert "The brief" in shown
    assert "plum cake was gone by noon" in shown
    desk.post(page, **typed(world, note, anybody, then="send", all_the_same="yes"))
    assert Delivery.objects.count() == 1


@pytest.mark.row("E4")
def test_it_is_rare_comes_at_a_good_hour_and_an_offer_says_that_it_is_one(
    world: World, ana: Contact, network: Scripted
) -> None:
    first = begun(world, ana)
    desk = Desk(world.olivia)
    desk.post(f"/notes/{first.pk}/", **typed(world, first, then="send"))
    world.work()
    assert network.texts == [PERSONAL]
    assert "Nobody at the moment" in desk.sees("/notes/")
    # Once in ninety days, on whatever channel.
    second = begun(world, ana)
    refused = desk.sends(f"/notes/{second.pk}/", typed(world, second, then="send", all_the_same="yes"))
    assert "house-default.one_unasked" in words(refused)
    assert "One such note in 90 days is enough" in words(refused)
    Delivery.objects.update(
        created_at=datetime.now(UTC) - timedelta(days=91), sent_at=datetime.now(UTC) - timedelta(days=91)
    )
    # At night by their clock it waits for its hour.
    Contact.objects.filter(pk=ana.pk).update(time_zone=zone_at(2))
    held = desk.sends(f"/notes/{second.pk}/", typed(world, second, then="save", all_the_same="yes"))
    assert held.status_code == 302
    assert "manners-base.quiet_hours" in desk.sees(f"/notes/{second.pk}/")
    Contact.objects.filter(pk=ana.pk).update(time_zone=zone_at(12))
    # What promotes is marked, and asked about as an offer: she agreed to nothing, so it does not leave.
    offer = typed(world, second, then="send", is_offer="yes", all_the_same="yes")
    answer = desk.sends(f"/notes/{second.pk}/", offer)
    assert answer.status_code == 422
    second.refresh_from_db()
    assert second.purpose == "marketing"
    assert verbs.as_sent(second, "en").startswith("An offer from Harbour Coffee\n\nDear Ana")
    assert verbs.as_sent(second, "de").startswith("Ein Angebot von Harbour Coffee")
    assert len(network.texts) == 1


def test_a_writer_from_outside_drafts_and_a_member_sends(
    world: World, ana: Contact, network: Scripted
) -> None:
    world.visitor("Ana", "message", "My card is lost, number 4711")
    wim = Desk(world.wim)
    assert "given to you to write" in wim.sees("/notes/")
    assert wim.get(f"/people/{ana.pk}/brief/").status_code == 403
    assert wim.sends("/notes/", {"person": ana.pk}).status_code == 403
    note = begun(world, ana, world.wim)
    page = f"/notes/{note.pk}/"
    said = wim.sees(page)
    assert "plum cake was gone by noon" in said
    assert "4711" not in said
    assert "ana@fans.test" not in said
    wim.post(page, **typed(world, note, then="ask"))
    assert wim.sends(page, {"then": "send"}).status_code == 403
    Desk(world.olivia).post(page, then="send")
    world.work()
    assert network.texts == [PERSONAL]
    after = wim.sees(page)
    assert "plum cake was gone by noon." not in after.partition("The brief")[2]
    assert "The brief" not in after
    other = Desk(world.mara)
    assert other.get(page).status_code == 200
    hidden = PersonalNote.objects.create(
        brand=world.harbour, contact=ana, writer=world.mara, begun_by=world.mara
    )
    assert wim.get(f"/notes/{hidden.pk}/").status_code == 404
    assert Desk(world.nils).get(page).status_code == 404


def test_two_who_write_at_once_lose_nothing(world: World, ana: Contact) -> None:
    note = begun(world, ana)
    stale = typed(world, note, "Mine", then="save")
    Desk(world.caleb).post(f"/notes/{note.pk}/", **typed(world, note, "Hers", then="save"))
    answer = Desk(world.olivia).sends(f"/notes/{note.pk}/", stale)
    assert answer.status_code == 422
    assert "somebody has changed it meanwhile" in words(answer)
    assert "Mine" in answer.content.decode()
    note.refresh_from_db()
    assert note.text == "Hers"


@pytest.mark.parametrize(
    "name", ["text", "subject", "channel", "based_on", "purpose", "then", "says", "person", "after"]
)
def test_whatever_is_typed_gets_an_answer(world: World, ana: Contact, name: str) -> None:
    note = begun(world, ana)
    desk = Desk(world.olivia)
    for said in ("<script>", "\0", "-1", "9" * 30, "x" * 20_000, "🦊"):
        assert desk.sends(f"/notes/{note.pk}/", typed(world, note, **{name: said})).status_code < 500
        assert desk.sends(f"/notes/{note.pk}/read/", typed(world, note, **{name: said})).status_code < 500
        assert desk.sends("/notes/", {name: said}).status_code < 500
        assert desk.get("/notes/", data={name: said}).status_code == 200


def test_words_to_somebody_who_is_forgotten_go(world: World, ana: Contact) -> None:
    note = begun(world, ana)
    verbs.save(world.olivia, note, verbs.Words(text=PERSONAL))
    verbs.comment(world.olivia, note, "good")
    forgetting.forget(world.olivia, ana)
    note.refresh_from_db()
    assert (note.text, note.state) == ("", "dropped")
    assert not NoteRemark.objects.exclude(text="", says="").exists()
    assert Desk(world.olivia).get(f"/notes/{note.pk}/").status_code == 404


def test_who_leaves_after_a_note_is_seen_to_have_left(world: World, ana: Contact, network: Scripted) -> None:
    note = begun(world, ana)
    Desk(world.olivia).post(f"/notes/{note.pk}/", **typed(world, note, then="send"))
    world.work()
    ledger.record(ana, "objected", purpose="marketing", evidence="said so")
    assert "They want no more messages" in Desk(world.olivia).sees("/notes/")
