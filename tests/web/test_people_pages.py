"""The pages of a person: everything that is known, merging with a look before, whose an address is, export and forgetting."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.brand.models import Channel
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.inbox import marks
from askfirst.people.models import Contact, Handle, Merge, Score
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

HOSTILE = ("<script>alert(1)</script>", "x" * 5000, "\0", "٣", "-1", "' OR 1=1 --", "🦊" * 200)


@pytest.fixture
def desk(world: World, network: Scripted) -> Desk:
    """Olivia, who knows Ana from the page and by mail, as two."""
    world.visitor("Ana", "message", "Hello")
    world.reply("Ana", "Hello!")
    world.work()
    marks.note(world.caleb, world.thread("Ana"), "She takes oat milk")
    world.event("message", actor="ana@fans.test", text="By mail")
    return Desk(world.olivia)


def mail_of(world: World) -> Contact:
    return Handle.objects.get(brand=world.harbour, network="email").contact


def test_a_persons_page_tells_all_of_them(world: World, desk: Desk) -> None:
    ana = world.contact("Ana")
    ledger.record(ana, "confirmed", purpose="marketing", evidence="the form at the till")
    said = desk.sees(f"/people/{ana.pk}/")
    for told in (
        "Confirmed: marketing",
        "the form at the till",
        "She takes oat milk",
        "Wrote to us",
        "Month by month",
    ):
        assert told in said
    for what, told in (
        ("did", "Wrote to us"), ("conversations", "Hello!"), ("agreed", "the form at the till"),
        ("decided", "when it was released"), ("addresses", "Nothing here"),
    ):  # fmt: skip
        assert told in desk.sees(f"/people/{ana.pk}/lists/{what}/")
    assert desk.get(f"/people/{ana.pk}/lists/secrets/").status_code == 404
    viewer = Desk(world.caleb)
    assert "Forget them" not in viewer.sees(f"/people/{ana.pk}/")


def test_channels_on_which_a_person_is_not_known_take_one_line(world: World, desk: Desk) -> None:
    for number in range(3):
        Channel.objects.create(
            brand=world.harbour, network="mastodon", address=f"m{number}", name=f"M{number}"
        )
    said = desk.sees(f"/people/{mail_of(world).pk}/")
    assert said.count("no address of theirs") == 1
    assert "4 channels of yours know no address of theirs" in said
    assert all(name in said for name in ("M0", "M1", "M2"))


def test_the_list_names_the_network_where_the_address_is_a_key_for_machines(world: World, desk: Desk) -> None:
    ana = world.contact("Ana")
    for network, address in (
        ("telegram", "316593406"), ("bluesky", "did:plc:bmo2dmavuw557o7n"), ("whatsapp", "447700900123"),
    ):  # fmt: skip
        Handle.objects.create(
            brand=world.harbour, contact=ana, network=network, address=address, key=address, evidence="x"
        )
    said = desk.sees("/people/")
    listed = said.partition("Narrow")[2]
    assert all(told in listed for told in ("Telegram", "Bluesky", "447700900123"))
    assert "316593406" not in said
    assert "did:plc" not in said


def test_a_long_list_is_paged_and_costs_the_same(world: World, desk: Desk) -> None:
    path = f"/people/{world.contact('Ana').pk}/lists/did/"
    world.visitor("Ana", "message", "first word")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(path).status_code == 200
        return len(seen)

    few = cost()
    for number in range(45):
        world.visitor("Ana", "message", f"word {number}")
    assert "Earlier ones" in desk.sees(path)
    assert cost() == few <= 10


def test_people_are_narrowed_and_sorted(world: World, desk: Desk) -> None:
    ana, mail = world.contact("Ana"), mail_of(world)
    ledger.record(ana, "confirmed", purpose="marketing", evidence="x")
    ledger.stop(mail, reason=Suppression.Reason.ASKED, evidence="x")
    Contact.objects.filter(pk=mail.pk).update(name="Zoe", is_vip=True, relation="client")
    for query, shown, hidden in (
        ("state=agreed", "Ana", "Zoe"), ("state=stopped", "Zoe", "Ana"), ("network=page", "Ana", "Zoe"),
        ("relation=client", "Zoe", "Ana"), ("relation=none", "Ana", "Zoe"), ("vip=yes", "Zoe", "Ana"),
    ):  # fmt: skip
        page = desk.get(f"/people/?{query}").content.decode()
        listed = page[page.index('class="people card') :]
        assert shown in listed, query
        assert hidden not in listed, query
    by_name = desk.sees("/people/?sort=name")
    assert by_name.index("Ana") < by_name.index("Zoe")
    for name in ("q", "network", "relation", "state", "sort", "after", "vip", "band"):
        for typed in HOSTILE:
            assert desk.get("/people/", data={name: typed}).status_code == 200


def test_every_page_of_people_is_there_in_each_order(world: World) -> None:
    rows = [Contact(brand=world.harbour, name=f"N{number % 7}") for number in range(90)]
    Contact.objects.bulk_create(rows)
    Score.objects.bulk_create(
        Score(contact=one, brand=world.harbour, value=nth % 5 + 0.1) for nth, one in enumerate(rows)
    )
    from askfirst.people import access  # noqa: PLC0415 -- only here

    for sort in access.SORTS:
        seen: list[int] = []
        after, wanted = "", access.Filter(sort=sort)
        for _ in range(3):
            page = access.page(world.caleb, wanted, after)
            seen += [one.pk for one in page.contacts]
            after = page.after
        assert (len(seen), len(set(seen)), after) == (90, 90, "")


def test_two_are_merged_after_a_look_and_taken_apart_again(world: World, desk: Desk) -> None:
    ana, mail = world.contact("Ana"), mail_of(world)
    path = f"/people/{ana.pk}/merge/{mail.pk}/"
    ledger.stop(mail, reason=Suppression.Reason.ASKED, evidence="by phone")
    said = desk.sees(path)
    assert "One of them is on the stop list" in said
    assert "Stricter than before." in said
    assert not Merge.objects.exists()
    refused = desk.post(path, evidence=" ")
    assert (refused.status_code, "Say how you know" in words(refused)) == (422, True)
    said = words(desk.post(path, evidence="same phone number"))
    assert "They are one person now" in said
    assert "same phone number" in said
    assert desk.get(f"/people/{mail.pk}/", follow=True).redirect_chain[-1][0] == f"/people/{ana.pk}/"
    assert "Take apart again" in said
    said = words(desk.post(f"/people/merges/{Merge.objects.get().pk}/undo/"))
    assert "two people again" in said
    assert "undone already" in words(desk.post(f"/people/merges/{Merge.objects.get().pk}/undo/"))
    assert "one person already" in words(desk.get(f"/people/{ana.pk}/merge/{ana.pk}/", follow=True))
    assert "Ana" in desk.sees(f"/people/{mail.pk}/merge/?q=ana")
    assert desk.get(f"/people/{ana.pk}/merge/999999/").status_code == 404


def test_an_address_is_written_down_and_taken_away(world: World, desk: Desk) -> None:
    ana, mail = world.contact("Ana"), mail_of(world)
    path = f"/people/{ana.pk}/addresses/"
    refused = desk.post(path, network="email", address="ana@fans.test", evidence="her letter")
    assert refused.status_code == 422
    assert f"/people/{ana.pk}/merge/{mail.pk}/" in refused.content.decode()
    assert "her letter" in refused.content.decode(), "nothing typed is lost"
    for typed in HOSTILE:
        desk.post(path, network=typed, address=typed, evidence=typed)
    assert "The address is kept" in words(
        desk.post(path, network="telegram", address="@ana", evidence="her card")
    )
    handle = ana.handles.get(network="telegram")
    assert "stands below" not in desk.sees(f"{path}{handle.pk}/")
    assert desk.post(f"{path}{handle.pk}/", evidence="").status_code == 422
    to_mail = desk.post(f"{path}{handle.pk}/", evidence="it is hers", to=str(mail.pk))
    assert "with what came by it" in words(to_mail)
    assert mail.handles.filter(pk=handle.pk).exists()
    assert desk.get(f"{path}{handle.pk}/").status_code == 404
    only = ana.handles.get()
    assert "It is their only address" in desk.sees(f"{path}{only.pk}/")
    assert "Was linked" in desk.sees(f"/people/{ana.pk}/lists/addresses/")


def test_a_person_is_exported_and_then_forgotten_with_a_report(world: World, desk: Desk) -> None:
    ana = world.contact("Ana")
    export = desk.get(f"/people/{ana.pk}/export/")
    assert export["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(export.content)) as zipped:
        assert set(zipped.namelist()) == {"person.json", "person.html"}
    path = f"/people/{ana.pk}/forget/"
    assert "Words of private messages" in desk.sees(path)
    unsure = desk.post(path, reason="a letter of 3 May")
    assert "Tick that you are sure" in words(unsure)
    assert "a letter of 3 May" in unsure.content.decode()
    done = desk.post(path, reason="a letter of 3 May", sure="yes", and_stop="yes")
    assert done.redirect_chain == [(f"/people/{ana.pk}/forgotten/", 302)]
    assert "a letter of 3 May" in words(done)
    assert "Stop-list entries" in words(done)
    assert "Ana" not in desk.sees("/people/")
    assert desk.get(f"/people/{ana.pk}/", follow=True).redirect_chain[0][0].endswith("/forgotten/")
    assert Desk(world.caleb).get(f"/people/{ana.pk}/").status_code == 404
    thread = desk.get(f"/inbox/{ana.threads.get().pk}/")
    assert thread.status_code == 200, "what is left of the conversation can still be opened"
    assert "Hello" not in words(thread)


def test_who_writes_to_somebody_whom_a_colleague_forgets_meanwhile_keeps_their_words(
    world: World, desk: Desk
) -> None:
    ana, place = world.contact("Ana"), f"/inbox/{world.thread('Ana').pk}/"
    caleb = Desk(world.caleb)
    assert "Hello" in caleb.sees(place)
    desk.post(f"/people/{ana.pk}/forget/", reason="a letter", sure="yes", and_stop="yes")
    said = words(caleb.fragment(f"{place}stream/"))
    assert "The words were forgotten with the person." in said
    assert "Hello" not in said
    assert "An empty message" not in said
    for scripted in (True, False):
        answer = caleb.sends(f"{place}reply/", {"text": "We open at nine", "key": "k"}, scripted=scripted)
        assert "We open at nine" in answer.content.decode()
        assert "They are on the list of people we never write to." in words(answer)
    assert caleb.get(f"/people/{ana.pk}/").status_code == 404
