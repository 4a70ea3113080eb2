"""WhatsApp of the sandbox: our connector works against it end to end; late refusals come as reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks import http
from askfirst.networks.base import Attachment, EventKind, Failure, NetworkError
from askfirst.networks.marks import Mark
from askfirst.sandbox.faces.whatsapp import NUMBER_ID, NUMBER_TOKEN, WABA
from askfirst.sandbox.faces.whatsapp_rows import LATE, OWN_ROWS
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import whatsapp
from askfirst.sandbox.things import Deed, Kind, Media
from tests.sandbox.meta_stage import NOON, MetaStage

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
SHEET = Attachment(name="list.pdf", content_type="application/pdf", content=b"%PDF")


def made() -> MetaStage:
    settings = {"phone_number_id": NUMBER_ID, "waba_id": WABA, "token": NUMBER_TOKEN}
    return MetaStage("whatsapp", NUMBER_ID, settings)


@pytest.fixture
def stage() -> Iterator[MetaStage]:
    with made().running() as it:
        it.subscribe()
        yield it


def test_a_message_comes_in_and_the_answer_is_reported_step_by_step(stage: MetaStage) -> None:
    stage.writes("open today? ☕")
    (told,) = stage.heard(EventKind.MESSAGE)
    assert (told.text, told.actor, told.actor_name, told.account) == (
        "open today? ☕", stage.ana.id, "Ana Ferreira", NUMBER_ID,
    )  # fmt: skip
    sent = stage.send(told.actor, in_reply_to=told.external_id)
    (left,) = stage.heard(EventKind.ECHO)
    assert (left.external_id, left.key, left.extra) == (sent.external_id, "delivery-1", {"is_report": True})
    stage.play(Kind.RECEIVE, stage.ana, target=NUMBER_ID)
    stage.play(Kind.READ, stage.ana, target=NUMBER_ID)
    assert stage.heard(EventKind.DELIVERED)[0].target == sent.external_id
    assert stage.heard(EventKind.READ)[0].key == "delivery-1"


def test_everything_that_a_person_can_do_is_told_as_what_it_is(stage: MetaStage) -> None:
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    sent = stage.send(told.actor)
    stage.play(Kind.REACT, stage.ana, target=NUMBER_ID, about=sent.external_id, more={"reaction": "👍"})
    stage.play(Kind.UNREACT, stage.ana, target=NUMBER_ID, about=sent.external_id)
    stage.play(Kind.EDIT, stage.ana, target=NUMBER_ID, about=told.external_id, text="open tomorrow?")
    stage.play(Kind.DELETE, stage.ana, target=NUMBER_ID, about=told.external_id)
    stage.play(Kind.OPT_OUT, stage.ana, target=NUMBER_ID, more={"topic": "marketing_messages"})
    stage.play(Kind.OPT_IN, stage.ana, target=NUMBER_ID, more={"topic": "marketing_messages"})
    stage.play(Kind.WRITE, NUMBER_ID, target=stage.ana.id, text="said on the phone")
    assert stage.heard(EventKind.REACTION)[0].target == sent.external_id
    assert stage.heard(EventKind.UNREACTION)
    assert stage.heard(EventKind.EDIT)[0].text == "open tomorrow?"
    assert stage.heard(EventKind.DELETE)[0].target == told.external_id
    assert stage.heard(EventKind.STOP)[0].reason == "marketing_messages"
    assert stage.heard(EventKind.RESUME)[0].actor == stage.ana.id
    echoes = [event for event in stage.heard(EventKind.ECHO, 2) if not event.extra.get("is_report")]
    assert [(one.text, one.target) for one in echoes] == [("said on the phone", stage.ana.id)]


def test_whoever_hides_their_number_is_known_and_reached_by_another_id(stage: MetaStage) -> None:
    stage.play(Kind.SET, stage.ana, more={"hides_number": True})
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    assert told.actor.startswith("PT.")
    sent = stage.send(told.actor)
    assert stage.world.messages["whatsapp", sent.external_id].recipient == stage.ana.id


@pytest.mark.parametrize("file", [PICTURE, SHEET])
def test_files_are_uploaded_and_sent(stage: MetaStage, file: Attachment) -> None:
    stage.writes()
    sent = stage.send(stage.ana.id, text="Look", attachments=(file,))
    (kept,) = stage.world.messages["whatsapp", sent.external_id].media
    assert stage.world.files[kept.id] == file.content


def test_a_file_that_came_is_fetched_with_our_token(stage: MetaStage) -> None:
    named = stage.world.keep_file(b"\x89PNG")
    media = (Media(id=named, type="image/png", name="cup.png", size=4),)
    stage.play(Kind.WRITE, stage.ana, target=NUMBER_ID, text="this one", media=media)
    (told,) = stage.heard(EventKind.MESSAGE)
    assert told.text == "this one"

    async def fetched(network: Any) -> bytes:
        call = await network.locate(told.media[0])
        return bytes((await http.client().get(call.url, headers=dict(call.headers))).content)

    assert stage.ask(fetched) == b"\x89PNG"


@pytest.mark.parametrize("mark", list(Mark))
def test_marks_are_taken_for_messages_that_came(stage: MetaStage, mark: Mark) -> None:
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    stage.ask(lambda one: one.mark(mark, to=stage.ana.id, message=told.external_id))
    with pytest.raises(NetworkError):
        stage.ask(lambda one: one.mark(mark, to=stage.ana.id, message="wamid.none"))


def test_a_closed_window_is_told_after_the_message_was_accepted(stage: MetaStage) -> None:
    stage.writes()
    stage.move_to(NOON + timedelta(hours=24))
    sent = stage.send(stage.ana.id)
    (told,) = stage.heard(EventKind.BOUNCE)
    assert (told.target, told.key, told.extra) == (
        sent.external_id,
        "delivery-1",
        {"failure": "window_closed"},
    )
    assert told.reason.startswith("131047")
    assert ("whatsapp", sent.external_id) not in stage.world.messages, "nothing was said"


def test_whoever_blocked_us_cannot_be_reached_and_nobody_says_why(stage: MetaStage) -> None:
    stage.writes()
    stage.play(Kind.BLOCK, stage.ana, target=NUMBER_ID)
    stage.send(stage.ana.id)
    assert stage.heard(EventKind.BOUNCE)[0].is_permanent


def test_every_error_row_has_a_meaning_for_our_connector(stage: MetaStage) -> None:
    for row, (status, code, _, _) in OWN_ROWS.items():
        stage.sandbox.faults.add(Fault(kind="row", row=row, path="*/messages"))
        with pytest.raises(NetworkError) as caught:
            stage.send(stage.ana.id)
        wanted = str(status) if row == "no_token" else str(code)
        assert caught.value.code.partition("/")[0] == wanted, row
        if row in LATE:
            assert caught.value.failure in {
                Failure.WINDOW_CLOSED,
                Failure.UNREACHABLE,
                Failure.REFUSED,
                Failure.PERSON_STOPPED,
            }


def test_connecting_finds_the_number_and_what_is_subscribed(stage: MetaStage) -> None:
    account = stage.ask(lambda one: one.account())
    assert (account.address, account.name, account.said["kind"]) == (
        NUMBER_ID,
        "Harbour Coffee",
        "phone_number",
    )
    assert all(found.is_good for found in stage.ask(lambda one: one.findings("")))
    with pytest.raises(NetworkError):
        stage.ask(lambda one: one.subscribe("", ""), token="another")


def test_batches_repeats_and_disorder_end_in_the_same(stage: MetaStage) -> None:
    manner = stage.sandbox.pushes.manner
    manner.batch, manner.is_shuffled, manner.repeat_every, manner.is_held = 50, True, 1, True
    for number in range(60):
        stage.writes(f"Message {number}")
    manner.is_held = False
    assert {event.text for event in stage.heard(EventKind.MESSAGE, 60)} == {f"Message {n}" for n in range(60)}


def test_what_cannot_be_read_is_refused_in_whatsapps_words(stage: MetaStage) -> None:
    url = f"{stage.address}/graph.facebook.com/v23.0/{NUMBER_ID}/messages"
    head = {"messaging_product": "whatsapp", "to": "+1 (555) 000-9999"}
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"to": "1", "type": "text", "text": {"body": "x"}}, 100),
        ({**head, "type": "text", "text": {"body": ""}}, 100),
        ({**head, "type": "text", "text": {"body": "x" * 4_097}}, 100),
        ({**head, "type": "image", "image": {}}, 131053),
        ({**head, "type": "text", "text": "x"}, 131008),
        ({**head, "type": "hologram"}, 131051),
        ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}}, 131008),
        ({**head, "type": "template", "template": {"name": "none"}}, 132001),
        ({**head, "to": NUMBER_ID, "type": "text", "text": {"body": "x"}}, 131021),
    ]
    with httpx.Client(trust_env=False, headers={"authorization": f"Bearer {NUMBER_TOKEN}"}) as client:
        for body, code in wrong:
            assert client.post(url, json=body).json()["error"]["code"] == code, body
        blocked = f"{stage.address}/graph.facebook.com/v23.0/{NUMBER_ID}/block_users"
        users = {"messaging_product": "whatsapp", "block_users": [{"user": stage.ana.id}]}
        assert (
            client.post(blocked, json=users).json()["block_users"]["added_users"][0]["wa_id"] == stage.ana.id
        )
        assert client.get(f"{blocked}?messaging_product=whatsapp").json()["data"]
        client.request(
            "DELETE", blocked, content=json.dumps(users), headers={"content-type": "application/json"}
        )
        numbers = client.get(f"{stage.address}/graph.facebook.com/v23.0/{WABA}/phone_numbers").json()
    assert numbers["data"][0]["id"] == NUMBER_ID


def refused(stage: MetaStage, **more: Any) -> str:
    deed = Deed(network="whatsapp", kind=Kind.WRITE, source=NUMBER_ID, target=stage.ana.id, text="x", **more)
    refusal = whatsapp.may(stage.world, deed, stage.world.now)
    return refusal.rule if refusal else "yes"


def test_the_rules_of_whatsapp() -> None:
    stage = made()
    account = stage.world.accounts["whatsapp", NUMBER_ID]
    assert refused(stage) == "WA-01"
    stage.play(Kind.OPEN, stage.ana, target=NUMBER_ID, more={"by": "call"})
    assert refused(stage) == "yes", "a call opens the window"
    stage.move_to(NOON + timedelta(hours=25))
    template = {"template": "news"}
    assert refused(stage, more=template) == "WA-02"
    account.more["templates"] = {"news": "marketing", "order": "utility"}
    assert refused(stage, more=template) == "WA-03"
    stage.play(Kind.OPT_IN, stage.ana, target=NUMBER_ID)
    assert refused(stage, more=template) == "yes"
    stage.play(Kind.OPT_OUT, stage.ana, target=NUMBER_ID, more={"topic": "marketing_messages"})
    assert refused(stage, more=template) == "WA-03"
    assert refused(stage, more={"template": "order"}) == "yes"
    stage.play(Kind.OPT_IN, stage.ana, target=NUMBER_ID, more={"topic": "marketing_messages"})
    stage.play(Kind.SET, stage.ana, more={"marketing_cap_reached": True})
    assert refused(stage, more=template) == "WA-06"
    stage.play(Kind.SET, stage.ana, more={"marketing_cap_reached": False})
    stage.world.profile("whatsapp", stage.ana.id).more["number"] = "15550002222"
    assert refused(stage, more=template) == "WA-04"
    stage.move_to(datetime(2025, 3, 1, tzinfo=UTC))
    assert refused(stage, more=template) in {"yes", "WA-03"}
    stage.move_to(NOON + timedelta(hours=26))
    stage.world.profile("whatsapp", stage.ana.id).more.clear()
    account.more["messaging_limit"] = 0
    assert refused(stage, more=template) == "WA-05"
    account.more["messaging_limit"] = "unlimited"
    account.more["only_to"] = ["1"]
    assert refused(stage, more=template) == "WA-01"
    account.more["enforcement"] = "blocked"
    assert refused(stage) == "WA-07"
    stage.play(Kind.BLOCK, NUMBER_ID, target=stage.ben.id)
    deed = Deed(network="whatsapp", kind=Kind.WRITE, source=stage.ben.id, target=NUMBER_ID, text="x")
    assert whatsapp.may(stage.world, deed, stage.world.now) is not None
