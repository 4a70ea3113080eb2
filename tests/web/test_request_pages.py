"""Requests as a member sees and decides them: by hand, out of exports, with the friend policy and what follows from it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.friends import following, policy
from askfirst.friends.models import Invitation, PolicyLine, Request
from askfirst.people import resolve
from askfirst.people.models import Contact, Handle
from askfirst.wire import linking, requesting
from tests.networks.exports.making import packed
from tests.networks.exports.test_requests import INVITED
from tests.web.desk import Desk
from tests.web.guests import words
from tests.wire.test_requests import LIFE, PITCHES, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

WORDS = {
    "en": "Hello {name}, we keep this for friends. Meet us on {network}: {address}. {brand}",
    "de": "Hallo {name}, hier sind wir privat. Auf {network} gern: {address}. {brand}",
}


def channel(world: World, network: str, address: str) -> Channel:
    return Channel.objects.create(
        brand=world.harbour, network=network, address=address, name=address, state=Channel.State.OFF
    )


def by_hand(world: World, name: str = "Max Profit", **more: str) -> Request:
    if not Channel.objects.filter(brand=world.harbour, network="facebook").exists():
        channel(world, "facebook", "harbour.coffee")
    typed = {"network": "facebook", "name": name, **more}
    answer = Desk(world.caleb).post("/people/requests/new/", **typed)
    assert answer.status_code == 200, words(answer)
    return Request.objects.latest("pk")


@pytest.mark.row("O8")
def test_a_request_that_no_program_hears_of_is_written_down_and_read(world: World) -> None:
    held = by_hand(world, posts="\n\n".join(PITCHES), answers="0", since="2019-01-05", mutuals="Ana, Tom")
    assert held.suggestion == "decline"
    said = Desk(world.caleb).sees(f"/people/requests/{held.pk}/")
    assert "Is the wall only their own opportunity? Mostly" in said
    assert "5 of 5 posts sell or recruit" in said
    assert "Does anybody else speak there? No" in said
    assert "None of 5 posts was answered" in said
    assert "The account has been there since 2019-01-05." in said
    assert "Ana, Tom" in said
    assert "you open the network and press the button yourself" in said
    assert "Decline" in Desk(world.caleb).sees("/people/requests/")


def test_what_nobody_knows_speaks_neither_for_nor_against_them(world: World) -> None:
    held = by_hand(world, "Ana Ferreira")
    assert held.tests == {"wall": "unknown", "others": "unknown", "person": "unknown"}
    assert held.suggestion == "look"
    said = Desk(world.caleb).sees(f"/people/requests/{held.pk}/")
    assert "Their wall cannot be read from here." in said
    assert "Look before you decide" in said


def test_a_wrong_form_comes_back_with_what_was_typed_and_the_reason(world: World) -> None:
    desk = Desk(world.caleb)
    for typed, why in (
        ({"network": "facebook", "name": "Ana"}, "Say under which name you are on Facebook"),
        ({"network": "facebook", "name": " ", "note": "hello"}, "Write the name of who asks"),
        ({"network": "page", "name": "Ana"}, "Choose the network"),
        (
            {"network": "facebook", "ours": "h", "name": "Ana", "followers": "many"},
            "For followers write a number",
        ),
        (
            {"network": "facebook", "ours": "h", "name": "Ana", "since": "31.5.2024"},
            "Write the day as 2024-05-31",
        ),
        ({"network": "facebook", "ours": "h", "name": "Ana", "since": "2999-01-01"}, "in the future"),
    ):
        answer = desk.post("/people/requests/new/", **typed)
        assert answer.status_code == 422
        assert why in words(answer)
        assert str(typed["name"]).strip() in answer.content.decode()
    assert not Request.objects.exists()


def test_a_file_that_is_no_picture_keeps_the_request_and_says_so(world: World) -> None:
    channel(world, "facebook", "harbour.coffee")
    desk = Desk(world.caleb)
    for content, why in (
        (b"%PDF-1.7 not a picture", "This is no picture that can be shown"),
        (drawn(1, size=20), "nobody would see what it shows"),
    ):
        file = SimpleUploadedFile("face.png", content, "image/png")
        answer = desk.browser.post(
            "/people/requests/new/",
            {"network": "facebook", "name": "Ana Ferreira", "address": f"ana{len(content)}", "picture": file},
            follow=True,
        )
        assert why in words(answer)
    file = BytesIO(drawn(4))
    file.name = "face.png"
    desk.browser.post(
        "/people/requests/new/",
        {"network": "facebook", "name": "Bea Lind", "address": "bea", "picture": file},
    )
    held = Request.objects.latest("pk")
    shown = desk.get(f"/people/requests/{held.pk}/picture/")
    assert shown["Content-Type"] == "image/webp"
    assert "They show a picture, and nobody else has asked you with it." in desk.sees(
        f"/people/requests/{held.pk}/"
    )


@pytest.mark.row("O8")
def test_invitations_and_friend_requests_come_out_of_the_brands_own_exports(
    world: World, tmp_path: Path
) -> None:
    desk = Desk(world.caleb)
    assert "Nobody waits for an answer" in desk.sees("/people/requests/")
    file = SimpleUploadedFile("Invitations.csv", INVITED.encode())
    answer = desk.browser.post("/people/requests/bring/", {"file": file}, follow=True)
    assert "Say under which name you are on LinkedIn" in words(answer)
    for _ in range(2):
        file = SimpleUploadedFile("Invitations.csv", INVITED.encode())
        answer = desk.browser.post(
            "/people/requests/bring/", {"file": file, "ours": "olivia-berg"}, follow=True
        )
    assert "no request that was not known already" in words(answer)
    assert Request.objects.count() == 2
    assert "Greta Holm" in words(answer)
    asked = {"received_requests_v2": [{"name": "Jonas Wirt", "timestamp": 1_763_000_000}]}
    path = packed(tmp_path / "fb.zip", {"friends/friend_requests_received.json": json.dumps(asked)})
    file = SimpleUploadedFile("fb.zip", path.read_bytes())
    answer = desk.browser.post("/people/requests/bring/", {"file": file, "ours": "Harbour"}, follow=True)
    assert "1 new request was read." in words(answer)
    wrong = SimpleUploadedFile("cat.png", drawn(1))
    answer = desk.browser.post("/people/requests/bring/", {"file": wrong, "ours": "x"}, follow=True)
    assert "Nothing was read." in words(answer)


@pytest.mark.row("P1")
@pytest.mark.row("P2")
def test_a_client_is_declined_kindly_in_their_language_and_the_task_ends_when_they_connect(
    world: World,
) -> None:
    linkedin = channel(world, "linkedin", "https://www.linkedin.com/company/harbour")
    desk = Desk(world.caleb)
    olivia = Desk(world.olivia)
    assert "No policy yet" in olivia.sees("/people/friend-policy/")
    kept = olivia.post(
        "/people/friend-policy/",
        relation="client",
        network="facebook",
        act="invite",
        elsewhere="",
        language=list(WORDS),
        text=list(WORDS.values()),
    )
    assert "The line is kept" in words(kept)
    held = by_hand(world, "Jürgen Groß", posts="\n\n".join(LIFE))
    Contact.objects.filter(pk=held.handle.contact_id).update(language="de-AT")
    said = desk.sees(f"/people/requests/{held.pk}/?relation=client")
    assert "Decline, and invite to LinkedIn" in said
    assert "Clients belong on the professional networks" in said
    assert (
        "Hallo Jürgen, hier sind wir privat. Auf LinkedIn gern: https://www.linkedin.com/company/harbour."
        in said
    )
    assert "This network takes no message from here: copy the words" in said
    answer = desk.post(
        f"/people/requests/{held.pk}/decide/",
        answer="decline", relation="client", elsewhere="linkedin", words="Hallo",
    )  # fmt: skip
    assert "Declined. Do it on the network as well" in words(answer)
    contact = Contact.objects.get(pk=held.handle.contact_id)
    assert contact.relation == "client"
    assert "Jürgen Groß Connect on LinkedIn" in desk.sees("/people/to-connect/")
    desk.post(f"/people/requests/{held.pk}/act/", do="settled")
    # She is written down there, and the next export of connections brings the edge.
    handle = linking.add(world.caleb, contact, "linkedin", "juergen-gross", evidence="his mail")
    resolve.relate(linkedin, handle, "connected", since=timezone.now(), source="import")
    assert "Nothing to follow up" in desk.sees("/people/to-connect/"), "before any program has closed it"
    assert requesting.work_off() == 1
    assert Invitation.objects.get().connected_at
    assert "You are connected on LinkedIn now." in desk.sees(f"/people/requests/{held.pk}/")


@pytest.mark.row("P1")
def test_family_is_accepted_and_a_line_of_a_network_goes_before_that_for_all(world: World) -> None:
    write = policy.write
    write(world.olivia, policy.Wanted(relation="family", act=PolicyLine.Act.ACCEPT))
    write(world.olivia, policy.Wanted(relation="lead", elsewhere="linkedin", words={"en": "Hello {name}."}))
    write(world.olivia, policy.Wanted(relation="lead", network="facebook", act=PolicyLine.Act.ACCEPT))
    held = by_hand(world, "Ana Ferreira")
    family, lead = policy.advice(held, "family"), policy.advice(held, "lead")
    assert family is not None
    assert lead is not None
    assert (family.line.act, lead.line.act) == ("accept", "accept")
    assert policy.advice(held, "client") is None
    assert "Your friend policy has no line for them" in Desk(world.caleb).sees(
        f"/people/requests/{held.pk}/?relation=client"
    )


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"relation": "client", "act": "invite"}, "a request that is declined without a word is not kind"),
        ({"relation": "boss", "act": "accept"}, "Choose what they are to you"),
        ({"relation": "client", "act": "invite", "text": ["Hi {nmae}"], "language": ["en"]}, "{nmae}"),
        ({"relation": "client", "act": "invite", "text": ["Hi"], "language": ["English!"]}, "is no language"),
        (
            {"relation": "client", "act": "invite", "network": "facebook", "elsewhere": "facebook"},
            "on which they ask",
        ),
        ({"relation": "client", "act": "shout"}, "accepted or invited"),
    ],
)
def test_a_wrong_line_is_not_kept_and_says_why(world: World, typed: dict[str, str], why: str) -> None:
    answer = Desk(world.olivia).post("/people/friend-policy/", **typed)
    assert answer.status_code == 422
    assert why in words(answer)
    assert not PolicyLine.objects.exists()


def test_what_was_decided_can_be_decided_again_until_it_stands_there(world: World) -> None:
    held = by_hand(world, "Ana Ferreira")
    desk, path = Desk(world.caleb), f"/people/requests/{held.pk}/"
    assert "Accepted." in words(desk.post(f"{path}decide/", answer="accept"))
    assert "decided already" in words(desk.post(f"{path}decide/", answer="decline"))
    desk.post(f"{path}act/", do="reopen")
    assert Request.objects.get().state == "open"
    desk.post(f"{path}decide/", answer="decline")
    desk.post(f"{path}act/", do="settled")
    assert "stands so on the network already" in words(desk.post(f"{path}act/", do="reopen"))
    assert "Choose whether" in words(desk.post(f"{path}decide/", answer="perhaps"))


def test_a_task_can_be_let_go(world: World) -> None:
    held = by_hand(world, "Ana Ferreira")
    desk = Desk(world.caleb)
    desk.post(f"/people/requests/{held.pk}/decide/", answer="decline", elsewhere="linkedin")
    task = Invitation.objects.get()
    assert "Let go." in words(desk.post(f"/people/to-connect/{task.pk}/drop/"))
    assert following.close_connected() == 0
    assert "Nothing to follow up" in desk.sees("/people/to-connect/")


def test_who_reads_only_sees_and_decides_nothing(world: World) -> None:
    held = by_hand(world, "Ana Ferreira")
    world.caleb.role = "viewer"
    world.caleb.save()
    desk = Desk(world.caleb)
    assert "Your role reads here" in desk.sees(f"/people/requests/{held.pk}/")
    assert desk.sends(f"/people/requests/{held.pk}/decide/", {"answer": "accept"}).status_code == 403
    assert Handle.objects.get(network="facebook").contact.relation == ""
