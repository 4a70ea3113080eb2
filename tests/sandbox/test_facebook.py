"""Facebook of the sandbox: our connector works against it end to end, and its own rules refuse in Meta's own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks.base import Attachment, EventKind, Failure, Form, NetworkError, OutcomeUnknown
from askfirst.networks.marks import Mark
from askfirst.networks.optins import OptIn
from askfirst.sandbox.faces.facebook import PAGE, PAGE_TOKEN
from askfirst.sandbox.faces.graph import APP, SECRET
from askfirst.sandbox.faces.graph_rows import ROWS
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import facebook
from askfirst.sandbox.things import Deed, Kind, Media
from tests.sandbox.meta_stage import NOON, MetaStage
from tests.sandbox.receiver import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")


@pytest.fixture
def stage() -> Iterator[MetaStage]:
    with MetaStage("facebook", PAGE, {"page_id": PAGE, "token": PAGE_TOKEN}).running() as it:
        it.subscribe()
        yield it


def psid(stage: MetaStage, who: Any) -> str:
    return stage.world.scoped(f"psid.{PAGE}", who.id)


# ── what comes in ──


def test_a_message_comes_in_signed_and_is_answered_within_the_window(stage: MetaStage) -> None:
    stage.writes("Ouvert dimanche ? ☕ a/b")
    (told,) = stage.heard(EventKind.MESSAGE)
    assert (told.text, told.actor, told.account) == ("Ouvert dimanche ? ☕ a/b", psid(stage, stage.ana), PAGE)
    assert b"\\u2615 a\\/b" in stage.listener.bodies[-1], "escaped, slashes too"
    sent = stage.send(told.actor, in_reply_to=told.external_id)
    (echo,) = stage.heard(EventKind.ECHO)
    assert (echo.external_id, echo.key, echo.target) == (sent.external_id, "delivery-1", told.actor)


def test_everything_that_a_person_can_do_is_told_as_what_it_is(stage: MetaStage) -> None:
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    sent = stage.send(told.actor)
    stage.play(Kind.RECEIVE, stage.ana, target=PAGE)
    stage.play(Kind.READ, stage.ana, target=PAGE)
    stage.play(Kind.REACT, stage.ana, target=PAGE, about=sent.external_id, more={"reaction": "love"})
    stage.play(Kind.UNREACT, stage.ana, target=PAGE, about=sent.external_id)
    stage.play(Kind.EDIT, stage.ana, target=PAGE, about=told.external_id, text="And on Monday?")
    stage.play(Kind.OPT_OUT, stage.ana, target=PAGE, more={"topic": "News"})
    stage.play(Kind.OPT_IN, stage.ana, target=PAGE, more={"topic": "News"})
    stage.play(Kind.OPEN, stage.ben, target=PAGE, more={"by": "button"})
    stage.play(Kind.OPEN, stage.ben, target=PAGE, more={"by": "link"})
    assert {event.target for event in stage.heard(EventKind.DELIVERED, 2)} == {"", sent.external_id}
    assert stage.heard(EventKind.READ)[0].target == ""
    assert stage.heard(EventKind.REACTION)[0].text == "❤"
    assert stage.heard(EventKind.UNREACTION)[0].target == sent.external_id
    assert stage.heard(EventKind.EDIT)[0].text == "And on Monday?"
    assert stage.heard(EventKind.STOP)[0].reason == "News"
    assert stage.heard(EventKind.RESUME)[0].actor == told.actor
    assert stage.heard(EventKind.MESSAGE, 2)[1].text == "Get Started"


def test_a_button_gives_a_ticket_and_the_ticket_carries_a_message(stage: MetaStage) -> None:
    stage.world.accounts["facebook", PAGE].more["country"] = "DE"
    stage.writes()
    (told,) = stage.heard(EventKind.MESSAGE)
    optin = OptIn(title="Roastery news", topic="list:7")
    stage.send(told.actor, key="ask-1", optin=optin)
    with pytest.raises(NetworkError) as again:
        stage.send(told.actor, key="ask-2", optin=optin)
    assert again.value.failure is Failure.QUOTA, "one of the same title in a week"
    pressed = {"topic": "list:7", "title": "Roastery news"}
    stage.play(Kind.OPT_IN, stage.ana, target=PAGE, more=pressed)
    (given,) = stage.heard(EventKind.GRANT)
    assert (given.actor, given.extra["topic"], given.extra["title"]) == (
        told.actor,
        "list:7",
        "Roastery news",
    )
    assert given.extra["until"] == (stage.world.now + timedelta(days=180)).isoformat()
    ticket = given.extra["ticket"]
    stage.move_to(stage.world.now + timedelta(days=10))
    assert stage.send(told.actor, key="n-1", ticket=ticket).external_id
    for wait, failure in ((timedelta(hours=47), Failure.QUOTA), (timedelta(hours=1), None)):
        stage.move_to(stage.world.now + wait)
        if failure is None:
            assert stage.send(told.actor, key="n-3", ticket=ticket).external_id
            continue
        with pytest.raises(NetworkError) as early:
            stage.send(told.actor, key="n-2", ticket=ticket)
        assert early.value.failure is failure
    stage.play(Kind.OPT_OUT, stage.ana, target=PAGE, more=pressed)
    assert stage.heard(EventKind.STOP)[0].extra["ticket"] == ticket
    stage.move_to(stage.world.now + timedelta(days=3))
    with pytest.raises(NetworkError) as stopped:
        stage.send(told.actor, key="n-4", ticket=ticket)
    assert stopped.value.failure is Failure.PERSON_STOPPED
    stage.play(Kind.OPT_IN, stage.ana, target=PAGE, more=pressed)
    assert stage.heard(EventKind.RESUME)[0].extra["ticket"] == ticket
    for bad, why in ((ticket, "expired"), ("made-up", "not valid")):
        stage.move_to(stage.world.now + timedelta(days=181))
        with pytest.raises(NetworkError):
            stage.send(told.actor, key=f"n-{why}", ticket=bad)


def test_the_network_warns_restrains_and_frees(stage: MetaStage) -> None:
    stage.writes()
    for action in ("warning", "block"):
        stage.play(Kind.OTHER, PAGE, text="Too many reports", more={"what": "policy", "action": action})
    assert [one.reason for one in stage.heard(EventKind.WARNING, 2)] == [
        "warning: Too many reports", "block: Too many reports",
    ]  # fmt: skip
    with pytest.raises(NetworkError) as caught:
        stage.send(psid(stage, stage.ana))
    assert (caught.value.failure, caught.value.code) == (Failure.QUOTA, "10/1893063")
    stage.play(Kind.OTHER, PAGE, more={"what": "policy", "action": "unblock"})
    assert stage.send(psid(stage, stage.ana)).external_id


def test_what_happens_on_the_page_is_told_and_can_be_answered_in_public_and_once_in_private(
    stage: MetaStage,
) -> None:
    post = stage.ask(lambda one: one.send(stage.envelope("", form=Form.PUBLIC_POST, text="Open on Sunday")))
    bare = post.external_id.rpartition("_")[2]
    comment = stage.play(Kind.COMMENT, stage.ana, about=bare, text="Price?").made
    stage.play(Kind.REACT, stage.ana, about=bare, more={"reaction": "love"})
    stage.play(Kind.UNREACT, stage.ana, about=bare)
    stage.play(Kind.POST, stage.ben, target=PAGE, text="My cup", media=(Media(id="7", type="image/png"),))
    stage.play(Kind.EDIT, stage.ana, about=comment, text="What is the price?")
    stage.play(Kind.POST, stage.ben, text="I love @harbourcoffee")
    (told,) = stage.heard(EventKind.COMMENT)
    assert (told.target, told.actor_name, told.external_id) == (
        post.external_id,
        "Ana Ferreira",
        f"{bare}_{comment}",
    )
    assert stage.heard(EventKind.WALL_POST)[0].media
    assert stage.heard(EventKind.LIKE)[0].target == post.external_id
    assert stage.heard(EventKind.UNLIKE)
    assert stage.heard(EventKind.EDIT)[0].text == "What is the price?"
    assert stage.heard(EventKind.MENTION)[0].text == "I love @harbourcoffee"
    said = stage.send("", form=Form.PUBLIC_REPLY, in_reply_to=told.external_id, text="4 euros")
    echoes = {event.external_id: event for event in stage.heard(EventKind.ECHO, 2)}
    assert echoes[said.external_id].is_public
    assert echoes[said.external_id].in_reply_to == told.external_id
    private = stage.send("", form=Form.PRIVATE_REPLY, in_reply_to=told.external_id)
    assert private.external_id.startswith("m_")
    with pytest.raises(NetworkError) as caught:
        stage.send("", form=Form.PRIVATE_REPLY, in_reply_to=told.external_id)
    assert (caught.value.failure, caught.value.code) == (Failure.REFUSED, "100/2534025")
    stage.play(Kind.DELETE, stage.ana, about=comment)
    assert stage.heard(EventKind.DELETE)[0].target == told.external_id


def test_batches_repeats_and_disorder_end_in_the_same(stage: MetaStage) -> None:
    manner = stage.sandbox.pushes.manner
    manner.batch, manner.is_shuffled, manner.repeat_every, manner.is_held = 50, True, 2, True
    for number in range(120):
        stage.writes(f"Message {number}")
    manner.is_held = False
    stage.heard(EventKind.MESSAGE, 120)
    assert {event.text for event in stage.heard(EventKind.MESSAGE, 120)} == {
        f"Message {n}" for n in range(120)
    }
    assert len(stage.listener.pieces) == 120


# ── what goes out ──


def test_files_are_uploaded_and_sent(stage: MetaStage) -> None:
    stage.writes()
    sent = stage.send(psid(stage, stage.ana), text="", attachments=(PICTURE, PICTURE))
    said = stage.world.messages["facebook", sent.external_id]
    assert [stage.world.files[one.id] for one in said.media] == [b"\x89PNG"] * 2


def test_marks_are_taken(stage: MetaStage) -> None:
    stage.writes()
    for mark in Mark:
        stage.ask(lambda one, mark=mark: one.mark(mark, to=psid(stage, stage.ana), message=""))
    thread = stage.world.thread("facebook", PAGE, stage.ana.id)
    assert thread is not None
    assert PAGE in thread.read


@pytest.mark.parametrize(
    ("hours", "failure"),
    [(23.9, None), (24, Failure.WINDOW_CLOSED), (24 * 7, Failure.WINDOW_CLOSED)],
)
def test_the_window_is_a_day(stage: MetaStage, hours: float, failure: Failure | None) -> None:
    stage.writes()
    stage.move_to(NOON + timedelta(hours=hours))
    if failure is None:
        assert stage.send(psid(stage, stage.ana)).external_id
        return
    with pytest.raises(NetworkError) as caught:
        stage.send(psid(stage, stage.ana))
    assert (caught.value.failure, caught.value.code) == (failure, "10/2018278")


def test_nobody_is_written_to_first_and_whoever_blocked_not_at_all(stage: MetaStage) -> None:
    with pytest.raises(NetworkError) as caught:
        stage.send(psid(stage, stage.ben))
    assert caught.value.failure is Failure.WINDOW_CLOSED
    stage.writes()
    stage.play(Kind.BLOCK, stage.ana, target=PAGE)
    with pytest.raises(NetworkError) as caught:
        stage.send(psid(stage, stage.ana))
    assert (caught.value.failure, caught.value.code) == (Failure.UNREACHABLE, "551/1545041")
    with pytest.raises(NetworkError) as caught:
        stage.send("12345")
    assert (caught.value.failure, caught.value.code) == (Failure.UNREACHABLE, "100/2018001")


def test_a_token_that_was_taken_back_asks_for_a_new_connection(stage: MetaStage) -> None:
    stage.writes()
    stage.world.revoke(stage.world.tokens[PAGE_TOKEN], "password")
    with pytest.raises(NetworkError) as caught:
        stage.send(psid(stage, stage.ana))
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "190/460")


def test_a_proof_by_another_secret_is_refused(stage: MetaStage) -> None:
    with pytest.raises(NetworkError, match="does not understand"):
        stage.ask(lambda one: one.account(), app_secret="another")


def test_what_was_carried_out_without_an_answer_is_found(stage: MetaStage) -> None:
    stage.writes()
    stage.sandbox.faults.add(Fault(kind="no_answer", path="*/messages", times=1))
    with pytest.raises(OutcomeUnknown):
        stage.send(psid(stage, stage.ana))
    for form, more in ((Form.DIRECT, {}), (Form.PUBLIC_POST, {})):
        envelope = stage.envelope(psid(stage, stage.ana), form=form, **more)
        found = stage.ask(lambda one, envelope=envelope: one.find(envelope, NOON))
        assert (found is not None) is (form is Form.DIRECT)


def test_every_error_row_has_a_meaning_for_our_connector(stage: MetaStage) -> None:
    for row, (status, code, _, _) in ROWS.items():
        stage.sandbox.faults.add(Fault(kind="row", row=row, path="*/messages", times=1))
        with pytest.raises(NetworkError) as caught:
            stage.send("1")
        assert str(caught.value).startswith("Facebook"), row
        wanted = str(status) if row == "no_token" else str(code)
        assert caught.value.code.partition("/")[0] == wanted, row


def test_a_limit_says_when_there_is_more(stage: MetaStage) -> None:
    stage.sandbox.faults.add(Fault(kind="row", row="rate", path="*/messages"))
    with pytest.raises(NetworkError) as caught:
        stage.send("1")
    assert (caught.value.failure, caught.value.retry_after) == (Failure.QUOTA, timedelta(minutes=5))


def test_a_pull_brings_under_the_same_names_what_was_pushed(stage: MetaStage) -> None:
    post = stage.ask(lambda one: one.send(stage.envelope("", form=Form.PUBLIC_POST, text="Open on Sunday")))
    bare = post.external_id.rpartition("_")[2]
    comment = stage.play(Kind.COMMENT, stage.ana, about=bare, text="Price?").made
    stage.play(Kind.COMMENT, stage.ben, about=comment, text="Hm?")
    for number in range(12):
        stage.writes(f"Message {number}")
        stage.writes(f"Message {number} of Ben", who=stage.ben)
    stage.send(psid(stage, stage.ana))
    wait_until(lambda: len(stage.listener.pieces) == 28, "28 pieces")

    async def all_of(network: Any) -> set[str]:
        names: set[str] = set()
        cursor, is_more = "", True
        while is_more:
            pulled = await network.pull(cursor, NOON - timedelta(days=1))
            cursor, is_more = pulled.cursor, pulled.is_more
            names |= {piece.external_id for piece in pulled.pieces}
        return names

    assert stage.ask(all_of) == set(stage.listener.pieces)


# ── connecting ──


def test_connecting_finds_the_page_and_what_is_subscribed(stage: MetaStage) -> None:
    account = stage.ask(lambda one: one.account())
    assert (account.address, account.name) == (PAGE, "Harbour Coffee")
    assert all(found.is_good for found in stage.ask(lambda one: one.findings("")))


def test_a_hook_that_does_not_know_the_word_is_not_entered(stage: MetaStage) -> None:
    before = set(stage.world.hooks)
    with pytest.raises(NetworkError):
        stage.ask(lambda one: one.subscribe(stage.listener.url, "another word"))
    assert set(stage.world.hooks) == before


def test_a_person_agrees_and_their_token_becomes_the_pages(stage: MetaStage) -> None:
    with httpx.Client(trust_env=False, base_url=stage.address) as client:
        back = "https://brand.example/back"
        agreed = client.get(
            "/www.facebook.com/v24.0/dialog/oauth",
            params={"client_id": APP, "redirect_uri": back, "state": "s1", "scope": "pages_messaging"},
        )
        code = dict(httpx.URL(agreed.headers["location"]).params)
        assert code["state"] == "s1"
        asked = {"client_id": APP, "client_secret": SECRET, "redirect_uri": back, "code": code["code"]}
        given = client.post("/graph.facebook.com/v24.0/oauth/access_token", data=asked).json()
        again = client.post("/graph.facebook.com/v24.0/oauth/access_token", data=asked)
        assert again.json()["error"]["code"] == 190, "a code is used once"
    renewed = stage.ask(lambda one: one.renew(), token=given["access_token"])
    stage.writes()
    assert stage.ask(
        lambda one: one.send(stage.envelope(psid(stage, stage.ana))), token=renewed.settings["token"]
    ).external_id
    assert stage.ask(lambda one: one.renew()) is None


def test_an_hour_of_failures_switches_the_hook_off(stage: MetaStage) -> None:
    stage.listener.network = stage.network(app_secret="another")
    stage.writes()
    wait_until(lambda: stage.listener.forged, "a push that is not believed")
    for minutes in (2, 10, 30, 61):
        stage.move_to(NOON + timedelta(minutes=minutes))
        wait_until(lambda: True, "")
        stage.sandbox.pushes.wake()
    wait_until(
        lambda: not any(hook.is_enabled for hook in stage.world.hooks.values()), "the hook to be switched off"
    )


# ── the rules, from 2011 on ──


class Case:
    """A world of its own, without HTTP."""

    def __init__(self) -> None:
        self.stage = MetaStage("facebook", PAGE, {"page_id": PAGE})
        self.world = self.stage.world

    def on(self, *day: int) -> Case:
        self.stage.move_to(datetime(*day, tzinfo=UTC) if len(day) > 3 else datetime(*day, 12, tzinfo=UTC))  # type: ignore[arg-type,misc]
        return self

    def fan(self, kind: Kind, **more: Any) -> str:
        deed = Deed(network="facebook", kind=kind, source=self.stage.ana.id, **more)
        return self.world.do(deed).made

    def may(self, **more: Any) -> str:
        deed = Deed(
            network="facebook", kind=Kind.WRITE, source=PAGE, target=self.stage.ana.id, text="x", **more
        )
        refusal = facebook.may(self.world, deed, self.world.now)
        return refusal.rule if refusal else "yes"

    def says(self, **more: Any) -> None:
        self.world.do(
            Deed(network="facebook", kind=Kind.WRITE, source=PAGE, target=self.stage.ana.id, **more)
        )

    def person_may(self) -> str:
        deed = Deed(network="facebook", kind=Kind.WRITE, source=self.stage.ana.id, target=PAGE, text="x")
        refusal = facebook.may(self.world, deed, self.world.now)
        return refusal.rule if refusal else "yes"


def test_updates_to_all_who_like_the_page_ended_in_2011() -> None:
    case = Case().on(2011, 5, 1)
    assert case.may(more={"audience": 900}) == "FB-01", "she does not like it"
    case.fan(Kind.LIKE, target=PAGE)
    assert case.may(more={"audience": 900}) == "yes"
    assert case.may() == "FB-01"
    assert case.on(2011, 10, 1).may(more={"audience": 900}) == "FB-01"


def test_people_may_write_since_the_test_of_december_2011() -> None:
    case = Case()
    assert case.on(2011, 11, 1).person_may() == "FB-02"
    assert case.on(2011, 12, 20).person_may() == "yes"
    case.world.profile("facebook", PAGE).settings["takes_messages"] = False
    assert case.on(2013, 1, 1).person_may() == "FB-04"
    case.world.profile("facebook", PAGE).settings.clear()
    case.world.do(Deed(network="facebook", kind=Kind.BLOCK, source=PAGE, target=case.stage.ana.id))
    assert case.person_may() == "FB-04"


def test_the_page_answers_and_never_begins() -> None:
    case = Case()
    assert case.on(2011, 11, 1).may() == "FB-03"
    assert case.on(2012, 1, 1).may() == "FB-05"
    assert case.on(2012, 3, 1).may() == "FB-05"
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    assert case.on(2016, 3, 1).may() == "yes", "no window is known before September 2018"


def test_the_window_of_a_day_had_one_more_until_march_2020() -> None:
    case = Case().on(2020, 1, 1)
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    assert case.on(2020, 1, 20).may() == "yes"
    case.says(text="one more")
    assert case.on(2020, 1, 21).may() == "FB-11"
    assert case.may(more={"tag": "SHIPPING_UPDATE"}) == "yes"
    assert case.may(more={"tag": "SHIPPING_UPDATE", "is_promotional": True}) == "FB-14"
    assert case.may(more={"tag": "NON_PROMOTIONAL_SUBSCRIPTION"}) == "yes"
    assert case.on(2020, 3, 5).may(more={"tag": "SHIPPING_UPDATE"}) == "FB-14"
    assert case.may(more={"tag": "NON_PROMOTIONAL_SUBSCRIPTION"}) == "FB-17"
    case.world.accounts["facebook", PAGE].approvals.append("news")
    assert case.may(more={"tag": "NON_PROMOTIONAL_SUBSCRIPTION"}) == "yes"


def test_three_tags_lived_until_april_2026() -> None:
    case = Case().on(2026, 3, 1)
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    assert case.on(2026, 4, 20).may(more={"tag": "ACCOUNT_UPDATE"}) == "yes"
    assert case.may(more={"tag": "NO_SUCH_TAG"}) == "FB-15"
    assert case.on(2026, 4, 28).may(more={"tag": "ACCOUNT_UPDATE"}) == "FB-15"


def test_a_person_may_answer_for_seven_days_where_the_app_was_approved() -> None:
    case = Case().on(2026, 11, 1)
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    assert case.on(2026, 11, 5).may(more={"tag": "HUMAN_AGENT"}) == "FB-16"
    case.world.accounts["facebook", PAGE].approvals.append("human_agent")
    assert case.may(more={"tag": "HUMAN_AGENT"}) == "yes"
    assert case.may(more={"tag": "HUMAN_AGENT", "is_automatic": True}) == "FB-16"
    assert case.may(more={"tag": "HUMAN_AGENT", "is_promotional": True}) == "FB-16"
    assert case.on(2026, 11, 9).may(more={"tag": "HUMAN_AGENT"}) == "FB-16"


def test_what_opens_a_window_and_what_does_not() -> None:
    case = Case().on(2026, 11, 1)
    case.fan(Kind.OPEN, target=PAGE, more={"by": "link"})
    assert case.may() == "FB-05", "a link opens nothing in a new talk"
    post = case.world.do(Deed(network="facebook", kind=Kind.POST, source=PAGE, text="hello")).made
    case.fan(Kind.COMMENT, about=post, text="hi")
    assert case.may() == "FB-05", "a comment opens nothing"
    case.fan(Kind.REACT, about=post)
    assert case.may() == "FB-05", "nor does a like of a post"
    case.fan(Kind.OPEN, target=PAGE, more={"by": "button"})
    assert case.may() == "yes"
    case.says(text="hello", id="m_1")
    case.on(2026, 11, 3)
    assert case.may() == "FB-11"
    case.fan(Kind.REACT, about="m_1")
    assert case.may() == "yes", "a sign on a message does"
    case.on(2026, 11, 5).fan(Kind.OPEN, target=PAGE, more={"by": "link"})
    assert case.may() == "yes", "a link in a talk that is there does"


def test_private_replies_since_2015_once_and_within_seven_days() -> None:
    case = Case().on(2015, 7, 1)
    post = case.world.do(Deed(network="facebook", kind=Kind.POST, source=PAGE, text="hello")).made
    comment = case.fan(Kind.COMMENT, about=post, text="hi")
    reply = {"comment": comment}
    assert case.may(more=reply) == "FB-06"
    assert case.on(2015, 9, 1).may(more=reply) == "yes", "seven days are known since 2019 only"
    assert case.may(more=reply, media=(Media(id="1", type="image/png"),)) == "FB-09"
    case.on(2026, 1, 1)
    assert case.may(more=reply) == "FB-07", "too old"
    fresh = case.fan(Kind.COMMENT, about=post, text="hi again")
    assert case.may(more={"comment": fresh}, media=(Media(id="1", type="image/png"),)) == "yes"
    case.says(text="x", more={"comment": fresh})
    assert case.may(more={"comment": fresh}) == "FB-07", "once"
    own = case.world.do(Deed(network="facebook", kind=Kind.COMMENT, source=PAGE, about=post, text="x")).made
    assert case.may(more={"comment": own}) == "FB-07"
    assert case.may(more={"comment": "gone"}) == "FB-07"


def test_whoever_is_restrained_blocked_or_off_says_nothing() -> None:
    case = Case().on(2026, 11, 1)
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    account = case.world.accounts["facebook", PAGE]
    account.more["enforcement"] = "restricted"
    assert case.may() == "FB-26"
    account.more.clear()
    case.world.profile("facebook", case.stage.ana.id).settings["messages_off"] = True
    assert case.may() == "FB-25"
    case.world.profile("facebook", case.stage.ana.id).settings.clear()
    for _ in range(200):
        case.world.use("facebook.sends.app")
    assert case.may(app="app") == "FB-27"
    assert case.on(2026, 11, 2, 11).may(app="app") == "FB-27"


def test_utility_topics_and_single_tokens() -> None:
    case = Case().on(2026, 11, 1)
    account = case.world.accounts["facebook", PAGE]
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    case.on(2026, 11, 9)
    utility = {"messaging_type": "UTILITY", "template": "order"}
    assert case.may(more=utility) == "FB-18"
    account.approvals.append("utility")
    account.more["country"] = "US"
    assert case.may(more=utility) == "FB-18", "she is in Portugal"
    case.world.people[case.stage.ana.person].country = "VN"
    assert case.may(more=utility) == "yes"
    topic = {"topic": "News"}
    assert case.may(more=topic) == "FB-21", "over there"
    case.world.people[case.stage.ana.person].country = "DE"
    assert case.may(more=topic) == "FB-21", "no opt-in"
    case.fan(Kind.OPT_IN, target=PAGE, more=topic)
    assert case.may(more=topic) == "FB-21", "the Page is over there: both count"
    account.more["country"] = "GB"
    assert case.may(more=topic) == "yes"
    case.says(text="news", more=topic)
    assert case.on(2026, 11, 10).may(more=topic) == "FB-22"
    assert case.on(2026, 11, 12).may(more=topic) == "yes"
    case.fan(Kind.OPT_OUT, target=PAGE, more=topic)
    assert case.may(more=topic) == "FB-21"
    assert case.may(more={"one_time": True}) == "FB-20"
    case = Case().on(2021, 1, 1)
    case.fan(Kind.WRITE, target=PAGE, text="hi")
    case.world.grant("facebook", PAGE, f"one_time.{case.stage.ana.id}")
    assert case.on(2021, 6, 1).may(more={"one_time": True}) == "yes"
    assert case.on(2022, 2, 1).may(more={"one_time": True}) == "FB-20", "older than a year"


def test_answers_say_pages_of_lists_with_the_whole_next_address(stage: MetaStage) -> None:
    for number in range(3):
        stage.play(Kind.POST, stage.ben, target=PAGE, text=f"post {number}")
    with httpx.Client(trust_env=False) as client:
        url = (
            f"{stage.address}/graph.facebook.com/v3.1/{PAGE}/visitor_posts?limit=2&access_token={PAGE_TOKEN}"
        )
        first = client.get(url)
        second = client.get(first.json()["paging"]["next"]).json()
    assert "json" in first.headers["content-type"]
    assert set(json.loads(first.headers["x-app-usage"])) == {"call_count", "total_cputime", "total_time"}
    assert [one["message"] for one in first.json()["data"] + second["data"]] == ["post 2", "post 1", "post 0"]
    assert "next" not in second["paging"]


# ── what else the network answers ──


@pytest.fixture
def graph(stage: MetaStage) -> Iterator[httpx.Client]:
    """Somebody with the Page's token."""
    base = f"{stage.address}/graph.facebook.com/v24.0/"
    with httpx.Client(trust_env=False, base_url=base, headers={"authorization": f"OAuth {PAGE_TOKEN}"}) as it:
        yield it


def test_nodes_answer_the_fields_that_are_asked_for(stage: MetaStage, graph: httpx.Client) -> None:
    message = stage.writes("Open today?").made
    (thread,) = graph.get(f"{PAGE}/conversations?platform=messenger").json()["data"]
    assert graph.get(f"{thread['id']}/messages?fields=message").json()["data"] == [
        {"message": "Open today?", "id": message}
    ]
    shown = graph.get(f"{thread['id']}?fields=participants,messages.limit(1){{from{{name}}}}").json()
    assert {one["name"] for one in shown["participants"]["data"]} == {"Ana Ferreira", "Harbour Coffee"}
    assert (
        graph.get(f"{message}?fields=message,created_time").json()["created_time"]
        == "2026-11-21T12:00:00+0000"
    )
    person = graph.get(f"{psid(stage, stage.ana)}?fields=first_name,last_name").json()
    assert (person["first_name"], person["last_name"]) == ("Ana", "Ferreira")
    assert graph.get("me?fields=name,fan_count").json() == {
        "name": "Harbour Coffee",
        "fan_count": 0,
        "id": PAGE,
    }


def test_a_comment_is_hidden_liked_changed_and_taken_away(stage: MetaStage, graph: httpx.Client) -> None:
    post = graph.post(f"{PAGE}/feed", json={"message": "Open on Sunday"}).json()["id"]
    bare = post.rpartition("_")[2]
    comment = f"{bare}_{stage.play(Kind.COMMENT, stage.ana, about=bare, text='Price?').made}"
    assert graph.post(comment, data={"is_hidden": "true"}).json() == {"success": True}
    assert graph.get(f"{comment}?fields=is_hidden,can_reply_privately").json()["is_hidden"] is True
    assert graph.post(f"{comment}/likes").json() == {"success": True}
    assert graph.get(f"{comment}?fields=like_count").json()["like_count"] == 1
    assert graph.delete(f"{comment}/likes").json() == {"success": True}
    assert graph.post(post, data={"message": "Open on Saturday"}).json() == {"success": True}
    assert stage.world.post("facebook", bare).text == "Open on Saturday"
    assert graph.request("POST", comment, data={"method": "delete"}).json() == {"success": True}
    assert graph.get(comment).json()["error"]["error_subcode"] == 33


def test_the_page_blocks_and_unblocks(stage: MetaStage, graph: httpx.Client) -> None:
    named = psid(stage, stage.ana)
    assert graph.post(f"{PAGE}/blocked", json={"psid": [named]}).json() == {"success": True}
    assert graph.get(f"{PAGE}/blocked").json()["data"] == [{"id": named, "name": "Ana Ferreira"}]
    graph.request("DELETE", f"{PAGE}/blocked", params={"psid": named})
    assert graph.get(f"{PAGE}/blocked").json()["data"] == []


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("{page}/messages", {}, 100),
        ("{page}/messages", {"recipient": {"id": "1"}}, 100),
        ("{page}/messages", {"recipient": {"id": "{ana}"}, "message": {}}, 100),
        ("{page}/messages", {"recipient": {"id": "{ana}"}, "message": {"text": "x" * 2_001}}, 100),
        ("{page}/messages", {"recipient": {"id": "{ana}"}, "sender_action": "dance"}, 100),
        ("{page}/messages", {"recipient": {"comment_id": "1_2"}, "message": {"text": "x"}}, 100),
        (
            "{page}/messages",
            {"recipient": {"id": "{ana}"}, "message": {"attachment": {"type": "image"}}},
            100,
        ),
        (
            "{page}/messages",
            {"recipient": {"id": "{ana}"}, "message": {"attachment": {"type": "smell"}}},
            100,
        ),
        ("{page}/message_attachments", {}, 100),
        ("{page}/feed", {}, 100),
        ("{page}/no_such_edge", {}, 100),
        ("17/comments", {"message": "x"}, 100),
        ("{page}/subscribed_apps", {}, 100),
        ("1200340056007/subscriptions", {"object": "page"}, 100),
    ],
)
def test_what_cannot_be_read_is_refused_in_metas_words(
    stage: MetaStage, graph: httpx.Client, path: str, body: dict[str, Any], code: int
) -> None:
    said = json.loads(json.dumps(body).replace("{ana}", psid(stage, stage.ana)))
    answer = graph.post(path.replace("{page}", PAGE), json=said)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (400, code, "OAuthException")
    assert error["message"]
    assert error["fbtrace_id"]


def test_fields_that_cannot_be_read_are_refused(graph: httpx.Client) -> None:
    for wrong in ("a{b", "a}", ".limit(1)", "a b c!", "{a}"):
        answer = graph.get("me", params={"fields": wrong})
        assert answer.json()["error"]["code"] == 100, wrong


def test_tokens_without_a_scope_or_of_nobody_open_nothing(stage: MetaStage, graph: httpx.Client) -> None:
    poor = stage.world.issue("facebook", PAGE, app=APP, scopes=["pages_show_list"]).value
    for token, code in ((poor, 200), ("", 2500), ("nonsense", 190)):
        headers = {"authorization": f"Bearer {token}".strip()}
        answer = graph.post(f"{PAGE}/feed", json={"message": "x"}, headers=headers)
        assert answer.json()["error"]["code"] == code
    about = graph.get("debug_token", params={"input_token": poor}).json()["data"]
    assert (about["is_valid"], about["scopes"], about["type"]) == (True, ["pages_show_list"], "PAGE")
    assert graph.get("debug_token", params={"input_token": "x"}).json()["data"]["is_valid"] is False
    asked = {"client_id": APP, "client_secret": SECRET, "grant_type": "client_credentials"}
    assert graph.get("oauth/access_token", params=asked).json()["access_token"] == f"{APP}|{SECRET}"
    assert graph.get("oauth/access_token", params={**asked, "client_secret": "x"}).status_code == 400
