"""Instagram of the sandbox, by either kind of login: our connector works against it end to end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks.base import Attachment, EventKind, Failure, Form, NetworkError, OutcomeUnknown
from askfirst.networks.marks import Mark
from askfirst.networks.optins import OptIn
from askfirst.sandbox.faces.facebook import PAGE, PAGE_TOKEN
from askfirst.sandbox.faces.graph import APP, SECRET
from askfirst.sandbox.faces.instagram import ACCOUNT, ACCOUNT_TOKEN
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import instagram
from askfirst.sandbox.things import Deed, Kind
from tests.sandbox.meta_stage import NOON, MetaStage
from tests.sandbox.receiver import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")


def alone() -> MetaStage:
    return MetaStage("instagram", ACCOUNT, {"account_id": ACCOUNT, "token": ACCOUNT_TOKEN})


def by_page() -> MetaStage:
    settings = {"account_id": ACCOUNT, "login": "facebook", "page_id": PAGE, "token": PAGE_TOKEN}
    stage = MetaStage("instagram", ACCOUNT, settings)
    stage.world.accounts["facebook", PAGE].more["instagram"] = ACCOUNT
    stage.world.accounts["instagram", ACCOUNT].more["login"] = "facebook"
    return stage


@pytest.fixture(params=[alone, by_page], ids=["instagram", "facebook"])
def stage(request: pytest.FixtureRequest) -> Iterator[MetaStage]:
    """By both kinds of login."""
    with request.param().running() as it:
        it.subscribe()
        yield it


@pytest.fixture
def linked() -> Iterator[MetaStage]:
    with by_page().running() as it:
        it.subscribe()
        yield it


@pytest.fixture
def own() -> Iterator[MetaStage]:
    with alone().running() as it:
        it.subscribe()
        yield it


def igsid(stage: MetaStage, who: Any) -> str:
    return stage.world.scoped(f"igsid.{ACCOUNT}", who.id)


def test_a_message_comes_in_and_is_answered_within_the_window(stage: MetaStage) -> None:
    stage.writes("Do you ship? ☕")
    (told,) = stage.heard(EventKind.MESSAGE)
    assert (told.text, told.actor, told.account) == ("Do you ship? ☕", igsid(stage, stage.ana), ACCOUNT)
    sent = stage.send(told.actor)
    assert stage.heard(EventKind.ECHO)[0].external_id == sent.external_id
    stage.move_to(NOON + timedelta(hours=24))
    with pytest.raises(NetworkError) as caught:
        stage.send(told.actor)
    assert (caught.value.failure, caught.value.code) == (Failure.WINDOW_CLOSED, "10/2534022")


def test_everything_that_a_person_can_do_is_told_as_what_it_is(stage: MetaStage) -> None:
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    sent = stage.send(told.actor)
    stage.play(Kind.RECEIVE, stage.ana, target=ACCOUNT)
    stage.play(Kind.READ, stage.ana, target=ACCOUNT)
    stage.play(Kind.REACT, stage.ana, target=ACCOUNT, about=sent.external_id, more={"reaction": "😍"})
    stage.play(Kind.EDIT, stage.ana, target=ACCOUNT, about=told.external_id, text="And to Porto?")
    stage.play(Kind.DELETE, stage.ana, target=ACCOUNT, about=told.external_id)
    assert stage.heard(EventKind.READ)[0].target == sent.external_id
    assert stage.heard(EventKind.REACTION)[0].text == "😍"
    assert stage.heard(EventKind.EDIT)[0].text == "And to Porto?"
    assert stage.heard(EventKind.DELETE)[0].target == told.external_id
    assert not [event for event in stage.listener.events if event.kind is EventKind.DELIVERED], (
        "nobody is told"
    )


def test_a_button_gives_a_ticket_where_the_account_stands_behind_a_page(linked: MetaStage) -> None:
    linked.world.accounts["instagram", ACCOUNT].more["country"] = "DE"
    linked.writes()
    (told,) = linked.heard(EventKind.MESSAGE)
    optin = OptIn(title="Roastery news", topic="list:7")
    linked.send(told.actor, key="ask-1", optin=optin)
    with pytest.raises(NetworkError) as again:
        linked.send(told.actor, key="ask-2", optin=optin)
    assert again.value.failure is Failure.QUOTA, "one of the same title in a week"
    for number in range(4):
        linked.send(told.actor, key=f"ask-{number + 3}", optin=replace(optin, title=f"Other news {number}"))
    with pytest.raises(NetworkError) as sixth:
        linked.send(told.actor, key="ask-9", optin=replace(optin, title="One more"))
    assert sixth.value.failure is Failure.QUOTA, "five in a day"
    pressed = {"topic": "list:7", "title": "Roastery news"}
    linked.play(Kind.OPT_IN, linked.ana, target=ACCOUNT, more=pressed)
    (given,) = linked.heard(EventKind.GRANT)
    assert (given.actor, given.extra["topic"]) == (told.actor, "list:7")
    ticket = given.extra["ticket"]
    linked.move_to(linked.world.now + timedelta(days=10))
    assert linked.send(told.actor, key="n-1", ticket=ticket).external_id
    linked.move_to(linked.world.now + timedelta(hours=47))
    with pytest.raises(NetworkError) as early:
        linked.send(told.actor, key="n-2", ticket=ticket)
    assert early.value.failure is Failure.QUOTA
    linked.play(Kind.OPT_OUT, linked.ana, target=ACCOUNT, more=pressed)
    assert linked.heard(EventKind.STOP)[0].extra["ticket"] == ticket
    linked.move_to(linked.world.now + timedelta(days=3))
    with pytest.raises(NetworkError) as stopped:
        linked.send(told.actor, key="n-3", ticket=ticket)
    assert stopped.value.failure is Failure.PERSON_STOPPED


def test_an_account_that_stands_alone_has_no_tickets(own: MetaStage) -> None:
    own.writes()
    (told,) = own.heard(EventKind.MESSAGE)
    template = {"template_type": "notification_messages", "title": "News", "payload": "list:7"}
    for recipient, message in (
        ({"notification_messages_token": "t"}, {"text": "News"}),
        ({"id": told.actor}, {"attachment": {"type": "template", "payload": template}}),
    ):
        answer = httpx.post(
            f"{own.address}/graph.instagram.com/v24.0/{ACCOUNT}/messages",
            json={"recipient": recipient, "message": message},
            headers={"authorization": f"Bearer {ACCOUNT_TOKEN}"},
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_a_comment_is_answered_in_public_and_once_in_private(stage: MetaStage) -> None:
    media = stage.play(Kind.POST, ACCOUNT, text="Look").made
    comment = stage.play(Kind.COMMENT, stage.ana, about=media, text="Price?").made
    (told,) = stage.heard(EventKind.COMMENT)
    assert (told.external_id, told.target, told.actor) == (comment, media, igsid(stage, stage.ana))
    assert (b'"changes"' in stage.listener.bodies[-1]) is ("page_id" in stage.settings), (
        "flat where it stands alone"
    )
    said = stage.send("", form=Form.PUBLIC_REPLY, in_reply_to=comment, text="4 euros")
    (echo,) = stage.heard(EventKind.ECHO)
    assert (echo.external_id, echo.in_reply_to, echo.is_public) == (said.external_id, comment, True)
    private = stage.send(told.actor, form=Form.PRIVATE_REPLY, in_reply_to=comment)
    assert private.external_id
    with pytest.raises(NetworkError) as caught:
        stage.send(told.actor, form=Form.PRIVATE_REPLY, in_reply_to=comment)
    assert caught.value.code == "100/2534025"
    found = stage.ask(
        lambda one: one.find(
            stage.envelope("", form=Form.PUBLIC_REPLY, in_reply_to=comment, text="4 euros"), NOON
        )
    )
    assert found.external_id == said.external_id


def test_a_mention_is_told_and_answered_where_it_stands(stage: MetaStage) -> None:
    media = stage.play(Kind.POST, stage.ben, text="My breakfast").made
    comment = stage.play(Kind.COMMENT, stage.ana, about=media, text="That is @harbourcoffee").made
    is_by_page = "page_id" in stage.settings
    if not is_by_page:
        assert stage.heard(EventKind.COMMENT)[0].text == "That is @harbourcoffee"
    named = f"mention:{media}:{comment}"
    wait_until(lambda: not is_by_page or named in stage.listener.pieces, "the mention")
    said = stage.send("", form=Form.PUBLIC_REPLY, in_reply_to=named, text="Thank you")
    assert stage.world.post("instagram", said.external_id).parent == comment
    stage.play(Kind.POST, stage.ben, text="Again @harbourcoffee")
    wait_until(lambda: any(name.endswith(":") for name in stage.listener.pieces), "the caption's mention")


def test_a_pull_brings_under_the_same_names_what_was_pushed(stage: MetaStage) -> None:
    media = stage.play(Kind.POST, ACCOUNT, text="Look").made
    comment = stage.play(Kind.COMMENT, stage.ana, about=media, text="Price?").made
    stage.send("", form=Form.PUBLIC_REPLY, in_reply_to=comment, text="4 euros")
    stage.writes()
    stage.send(igsid(stage, stage.ana))
    wait_until(lambda: len(stage.listener.pieces) == 4, "4 pieces")

    async def both(network: Any) -> set[str]:
        first = await network.pull("", NOON - timedelta(days=1))
        second = await network.pull(first.cursor, NOON - timedelta(days=1))
        return {piece.external_id for piece in (*first.pieces, *second.pieces)}

    assert stage.ask(both) == set(stage.listener.pieces)


def test_marks_findings_and_the_account_work(stage: MetaStage) -> None:
    stage.writes()
    for mark in Mark:
        stage.ask(lambda one, mark=mark: one.mark(mark, to=igsid(stage, stage.ana), message=""))
    assert all(found.is_good for found in stage.ask(lambda one: one.findings("")))
    account = stage.ask(lambda one: one.account())
    assert (account.address, account.name) == (ACCOUNT, "harbourcoffee")


def test_files_go_through_a_page() -> None:
    with by_page().running() as stage:
        stage.writes()
        sent = stage.send(igsid(stage, stage.ana), text="", attachments=(PICTURE,))
        (file,) = stage.world.messages["instagram", sent.external_id].media
        assert stage.world.files[file.id] == b"\x89PNG"


def test_what_was_carried_out_without_an_answer_is_found(own: MetaStage) -> None:
    own.writes()
    own.sandbox.faults.add(Fault(kind="cut", path="*/messages"))
    with pytest.raises(OutcomeUnknown):
        own.send(igsid(own, own.ana))
    assert own.ask(lambda one: one.find(own.envelope(igsid(own, own.ana)), NOON)).external_id


def test_sixty_days_begin_anew_after_a_day_and_end_for_good(own: MetaStage) -> None:
    renewed = own.ask(lambda one: one.renew())
    assert renewed.settings == {"token": ACCOUNT_TOKEN}, "too young: kept, and tried again"
    own.move_to(NOON + timedelta(days=50))
    renewed = own.ask(lambda one: one.renew())
    assert renewed.lasts == timedelta(days=60)
    own.move_to(NOON + timedelta(days=61))
    with pytest.raises(NetworkError) as caught:
        own.ask(lambda one: one.account())
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "190/463")
    assert own.ask(lambda one: one.account(), token=renewed.settings["token"]).address == ACCOUNT


def test_a_fresh_token_of_an_hour_is_exchanged(own: MetaStage) -> None:
    with httpx.Client(trust_env=False, base_url=own.address) as client:
        back = "https://brand.example/back"
        query = {"client_id": APP, "redirect_uri": back, "state": "s1", "scope": "instagram_business_basic"}
        agreed = client.get("/www.instagram.com/oauth/authorize", params=query)
        code = httpx.URL(agreed.headers["location"]).params["code"]
        asked = {"client_id": APP, "client_secret": SECRET, "redirect_uri": back, "code": code}
        asked["grant_type"] = "authorization_code"
        given = client.post("/api.instagram.com/oauth/access_token", data=asked).json()
    renewed = own.ask(lambda one: one.renew(), token=given["access_token"], account_id="")
    account = own.ask(lambda one: one.account(), token=renewed.settings["token"], account_id="")
    assert account.settings == {"account_id": ACCOUNT}


def test_the_network_knows_a_person_only_after_they_wrote(own: MetaStage) -> None:
    own.play(Kind.FOLLOW, own.ana, target=ACCOUNT)
    url = f"{own.address}/graph.instagram.com/v24.0/{igsid(own, own.ana)}"
    asked = {"fields": "username,is_user_follow_business", "access_token": ACCOUNT_TOKEN}
    with httpx.Client(trust_env=False) as client:
        assert client.get(url, params=asked).json()["error"]["code"] == 100
        own.writes()
        assert client.get(url, params=asked).json()["is_user_follow_business"] is True


def test_the_text_of_a_mention_can_be_looked_up(own: MetaStage) -> None:
    media = own.play(Kind.POST, own.ben, text="My breakfast").made
    comment = own.play(Kind.COMMENT, own.ana, about=media, text="That is @harbourcoffee").made
    asked = {"fields": f"mentioned_comment.comment_id({comment}){{text}}", "access_token": ACCOUNT_TOKEN}
    with httpx.Client(trust_env=False) as client:
        said = client.get(f"{own.address}/graph.instagram.com/v24.0/{ACCOUNT}", params=asked).json()
    assert said["mentioned_comment"] == {"text": "That is @harbourcoffee", "id": comment}


def test_a_hidden_or_deleted_comment_is_so(own: MetaStage) -> None:
    media = own.play(Kind.POST, ACCOUNT, text="Look").made
    comment = own.play(Kind.COMMENT, own.ana, about=media, text="Price?").made
    url = f"{own.address}/graph.instagram.com/v24.0/{comment}"
    with httpx.Client(trust_env=False, headers={"authorization": f"Bearer {ACCOUNT_TOKEN}"}) as client:
        assert client.post(url, json={"hide": True}).json() == {"success": True}
        assert client.get(url, params={"fields": "hidden,text"}).json()["hidden"] is True
        assert client.delete(url).json() == {"success": True}
        assert client.get(url).json()["error"]["error_subcode"] == 33
        assert client.post(f"{url}x", json={}).json()["error"]["code"] == 100


def refused(stage: MetaStage, **more: Any) -> str:
    text = more.pop("text", "x")
    deed = Deed(network="instagram", kind=Kind.WRITE, source=ACCOUNT, target=stage.ana.id, text=text, **more)
    refusal = instagram.may(stage.world, deed, stage.world.now)
    return refusal.rule if refusal else "yes"


def test_the_rules_of_instagram() -> None:
    stage = alone()
    stage.writes()
    assert refused(stage) == "yes"
    assert refused(stage, text="ü" * 501) == "IG-01"
    assert refused(stage, more={"tag": "ACCOUNT_UPDATE"}) == "IG-02"
    stage.move_to(NOON + timedelta(days=3))
    assert refused(stage) == "IG-01"
    assert refused(stage, more={"tag": "HUMAN_AGENT"}) == "IG-02"
    stage.world.accounts["instagram", ACCOUNT].approvals.append("human_agent")
    assert refused(stage, more={"tag": "HUMAN_AGENT"}) == "yes"
    assert refused(stage, more={"tag": "HUMAN_AGENT", "is_automatic": True}) == "IG-02"
    stage.move_to(NOON + timedelta(days=8))
    assert refused(stage, more={"tag": "HUMAN_AGENT"}) == "IG-02"
    stage.writes()
    stage.play(Kind.SET, ACCOUNT, more={"allows_access": False})
    assert refused(stage) == "IG-01"
    stage.play(Kind.SET, ACCOUNT, more={"allows_access": True})
    stage.world.accounts["instagram", ACCOUNT].more["enforcement"] = "blocked"
    assert refused(stage) == "FB-26"
    stage.world.accounts["instagram", ACCOUNT].more.clear()
    stage.play(Kind.BLOCK, stage.ana, target=ACCOUNT)
    assert refused(stage) == "FB-25"
    stage.play(Kind.BLOCK, ACCOUNT, target=stage.ben.id)
    deed = Deed(network="instagram", kind=Kind.WRITE, source=stage.ben.id, target=ACCOUNT, text="x")
    assert instagram.may(stage.world, deed, stage.world.now) is not None
    stage.move_to(datetime(2020, 1, 1, tzinfo=UTC))
    assert refused(stage) == "IG-01", "there was no API"


def test_a_live_comment_is_answered_while_it_runs() -> None:
    stage = alone()
    live = stage.play(Kind.POST, ACCOUNT, text="Live", more={"is_live": True}).made
    comment = stage.play(Kind.COMMENT, stage.ana, about=live, text="hi").made
    assert refused(stage, more={"comment": comment}) == "yes"
    stage.world.posts["instagram", live].more["has_ended"] = True
    assert refused(stage, more={"comment": comment}) == "IG-03"
    stage.world.posts["instagram", live].more.clear()
    stage.move_to(NOON + timedelta(days=8))
    assert refused(stage, more={"comment": comment}) == "IG-03"
    assert refused(stage, more={"comment": live}) == "IG-03"


def test_a_batch_of_both_shapes_is_read(own: MetaStage) -> None:
    manner = own.sandbox.pushes.manner
    manner.batch, manner.is_held = 50, True
    media = own.play(Kind.POST, ACCOUNT, text="Look").made
    for number in range(20):
        own.play(Kind.COMMENT, own.ana, about=media, text=f"comment {number}")
        own.writes(f"message {number}")
    manner.is_held = False
    assert len(own.heard(EventKind.COMMENT, 20)) == len(own.heard(EventKind.MESSAGE, 20)) == 20
    assert len(json.loads(own.listener.bodies[-1])["entry"]) > 1
