"""X in the sandbox: its rules since 2006, and our connector against it over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    Envelope,
    EventKind,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
)
from askfirst.networks.x import connector as x
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import x as rules
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.hooked import Desk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

TODAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GIVEN = {
    "access_token": "harbour-x-access",
    "refresh_token": "harbour-x-refresh",
    "client_id": "harbour-x-client",
    "client_secret": "harbour-x-client-secret",
    "consumer_secret": "harbour-x-secret",
    "app_token": "harbour-x-app",
}
KEYS = {
    "access_token": "",
    "consumer_key": "harbour-x-key",
    "token": "harbour-x-token",
    "token_secret": "harbour-x-token-secret",
}


class Stage:
    """A running sandbox of X with Harbour's account and Ana."""

    def __init__(self, at: datetime = TODAY) -> None:
        self.sandbox = Sandbox(World(clock=Clock(at)), faces={"x": "askfirst.sandbox.faces.x:XFace"})
        self.world = self.sandbox.world
        self.ours = self.world.profile("x", next(iter(self.world.accounts))[1])
        self.ana = self.world.join(self.world.person("Ana Ferreira"), "x", username="ana")
        self.address = ""

    def does(self, kind: Kind, *, by: Any = None, **more: Any) -> Any:
        """Ana (or `by`) does something by hand."""
        with self.world.lock:
            source = (by or self.ana).id
            return self.sandbox.faces.play(Deed(network="x", kind=kind, source=source, **more))

    def writes(self, text: str = "Open on Sunday? <3") -> Any:
        return self.does(Kind.WRITE, target=self.ours.id, text=text)

    def network(self, **given: str) -> x.X:
        return x.connector({**GIVEN, "user_id": self.ours.id, "through": self.address, **given})

    def run(self, work: Callable[[x.X], Awaitable[Any]], **given: str) -> Any:
        async def once() -> Any:
            try:
                return await work(self.network(**given))
            finally:
                await http.close()

        return asyncio.run(once())

    def send(self, text: str = "Yes, from nine.", **changes: Any) -> Any:
        return self.run(lambda network: network.send(self.letter(text, **changes)))

    def letter(self, text: str = "Yes, from nine.", **changes: Any) -> Envelope:
        given: dict[str, Any] = {
            "key": "k-1",
            "form": Form.DIRECT,
            "to": self.ana.id,
            "text": text,
            "at": TODAY,
        }
        return Envelope(**(given | changes))

    def refused(self, *args: Any, **changes: Any) -> NetworkError:
        with pytest.raises(NetworkError) as caught:
            self.send(*args, **changes)
        return caught.value


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as it.address:
        yield it
    assert it.sandbox.mistakes == []


# ── the rules, by their days ──


def on(day: str) -> Stage:
    return Stage(datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def verdict(stage: Stage, source: Any, target: Any) -> str:
    deed = Deed(network="x", kind=Kind.WRITE, source=source.id, target=target.id, text="Hi")
    refusal = rules.may(stage.world, deed, stage.world.now)
    return refusal.row if refusal else ""


@pytest.mark.parametrize(
    ("day", "they_follow", "we_follow", "setting", "row"),
    [
        ("2012-05-01", True, False, "followed_only", ""),
        ("2012-05-01", False, True, "everyone", "not_follower"),
        ("2013-10-20", False, True, "followers", ""),
        ("2013-10-20", False, False, "followers", "not_follower"),
        ("2013-10-14", False, True, "followers", "not_follower"),
        ("2013-11-18", False, True, "followers", "not_follower"),
        ("2015-04-19", False, True, "everyone", "not_follower"),
        ("2015-04-20", False, False, "everyone", ""),
        ("2020-01-01", False, True, "followed_only", "cannot_message"),
        ("2020-01-01", True, False, "followed_only", ""),
        ("2023-07-13", False, False, "everyone", ""),
        ("2023-07-13", False, False, "verified_only", "cannot_message"),
        ("2023-07-14", False, False, "verified_only", "not_verified"),
        ("2026-11-21", False, False, "none", "cannot_message"),
        ("2026-11-21", True, False, "none", ""),
    ],
)
def test_who_may_be_written_to_depends_on_the_day(
    day: str,
    they_follow: bool,  # noqa: FBT001
    we_follow: bool,  # noqa: FBT001
    setting: str,
    row: str,
) -> None:
    stage = on(day)
    stage.ana.settings["inbound"] = setting
    for is_so, source, target in ((they_follow, stage.ana, stage.ours), (we_follow, stage.ours, stage.ana)):
        if is_so:
            stage.world.do(Deed(network="x", kind=Kind.FOLLOW, source=source.id, target=target.id))
    assert verdict(stage, stage.ours, stage.ana) == row


def test_before_2015_an_answer_needed_a_follow_of_its_own() -> None:
    stage = on("2014-06-01")
    stage.world.do(Deed(network="x", kind=Kind.FOLLOW, source=stage.ours.id, target=stage.ana.id))
    assert verdict(stage, stage.ana, stage.ours) == ""
    stage.writes()
    assert verdict(stage, stage.ours, stage.ana) == "not_follower"
    stage.world.clock.set(datetime(2015, 4, 20, tzinfo=UTC))
    assert verdict(stage, stage.ours, stage.ana) == ""


def test_in_july_2023_open_doors_were_half_closed_until_opened_again() -> None:
    stage = on("2023-07-13")
    stage.does(Kind.SET, more={"inbound": "everyone"})
    assert verdict(stage, stage.ours, stage.ana) == ""
    stage.world.clock.set(datetime(2023, 7, 14, 1, tzinfo=UTC))
    assert verdict(stage, stage.ours, stage.ana) == "not_verified"
    stage.ours.more["is_verified"] = True
    assert verdict(stage, stage.ours, stage.ana) == ""
    stage.ours.more.clear()
    stage.does(Kind.SET, more={"inbound": "everyone"})
    assert verdict(stage, stage.ours, stage.ana) == ""


def test_a_block_and_a_declined_request_close_the_door() -> None:
    stage = on("2026-11-21")
    stage.does(Kind.SET, more={"inbound": "everyone"})
    first = Deed(
        network="x",
        kind=Kind.WRITE,
        source=stage.ours.id,
        target=stage.ana.id,
        text="Hi",
        more={"is_request": True},
    )
    stage.world.do(first)
    stage.does(Kind.DECLINE, target=stage.ours.id)
    assert verdict(stage, stage.ours, stage.ana) == "cannot_message"
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    assert verdict(stage, stage.ours, stage.ana) == ""
    stage.does(Kind.BLOCK, target=stage.ours.id)
    assert verdict(stage, stage.ours, stage.ana) == "cannot_message"


def test_who_does_not_pay_writes_five_hundred_a_day() -> None:
    stage = on("2026-11-21")
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    deed = Deed(network="x", kind=Kind.WRITE, source=stage.ours.id, target=stage.ana.id, text="Hi")
    for _ in range(500):
        stage.world.do(deed)
    assert verdict(stage, stage.ours, stage.ana) == "daily_messages"
    stage.world.clock.move(timedelta(days=1, seconds=1))
    assert verdict(stage, stage.ours, stage.ana) == ""


def test_the_older_interface_counted_a_thousand_and_gave_five_answers_for_nothing() -> None:
    stage = on("2019-03-01")
    app = "harbour-x-key"
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    deed = Deed(network="x", kind=Kind.WRITE, source=stage.ours.id, target=stage.ana.id, text="Hi", app=app)
    for _ in range(1_000):
        stage.world.do(deed)
    assert getattr(rules.may(stage.world, deed, stage.world.now), "rule", "") == "X-07"
    stage.world.clock.move(timedelta(seconds=1))
    stage.writes()
    stage.world.clock.move(timedelta(seconds=1))
    for _ in range(5):
        assert rules.may(stage.world, deed, stage.world.now) is None
        stage.world.do(deed)
    assert rules.may(stage.world, deed, stage.world.now) is not None


def answering(stage: Stage, text: str = "When do you ship?", **more: Any) -> tuple[Any, Deed]:
    post = stage.does(Kind.POST, text=text, more=more)
    reply = Deed(
        network="x",
        kind=Kind.COMMENT,
        source=stage.ours.id,
        about=post.made,
        text="Monday",
        app="harbour-x-key",
    )
    return post, reply


@pytest.mark.parametrize(
    ("day", "text", "row"),
    [
        ("2026-02-22", "When do you ship?", ""),
        ("2026-02-23", "When do you ship?", "not_summoned"),
        ("2026-02-23", "@harbourcoffee when do you ship?", ""),
    ],
)
def test_since_february_2026_programs_answer_only_who_called_them(day: str, text: str, row: str) -> None:
    stage = on(day)
    _, reply = answering(stage, text)
    refusal = rules.may(stage.world, reply, stage.world.now)
    assert (refusal.row if refusal else "") == row


def test_a_quotation_is_a_call_and_an_enterprise_needs_none() -> None:
    stage = on("2026-11-21")
    ours = stage.world.do(Deed(network="x", kind=Kind.POST, source=stage.ours.id, text="New beans"))
    quote = stage.does(Kind.SHARE, about=ours.made, text="Go there")
    reply = Deed(
        network="x", kind=Kind.COMMENT, source=stage.ours.id, about=quote.made, text="Hi", app="harbour-x-key"
    )
    assert rules.may(stage.world, reply, stage.world.now) is None
    _, uncalled = answering(stage)
    assert rules.may(stage.world, uncalled, stage.world.now) is not None
    stage.world.apps["x", "harbour-x-key"].tier = "enterprise"
    assert rules.may(stage.world, uncalled, stage.world.now) is None


@pytest.mark.parametrize(
    ("prepare", "row"),
    [
        (lambda stage: stage.does(Kind.BLOCK, target=stage.ours.id), "blocked"),
        (lambda stage: stage.ana.settings.update(is_protected=True), "protected"),
        (lambda stage: stage.does(Kind.DELETE, about=stage.world.acts[-1].made), "gone"),
    ],
)
def test_a_post_that_may_not_be_answered(prepare: Callable[[Stage], Any], row: str) -> None:
    stage = on("2025-11-21")
    _, reply = answering(stage)
    prepare(stage)
    refusal = rules.may(stage.world, reply, stage.world.now)
    assert refusal is not None
    assert refusal.row == row


@pytest.mark.parametrize("allowed", ["following", "mentionedUsers", "verified"])
def test_an_author_may_choose_who_answers(allowed: str) -> None:
    stage = on("2025-11-21")
    _, reply = answering(stage, reply_settings=allowed)
    refusal = rules.may(stage.world, reply, stage.world.now)
    assert refusal is not None
    assert refusal.row == "reply_settings"
    _, called = answering(stage, "@harbourcoffee?", reply_settings=allowed)
    assert rules.may(stage.world, called, stage.world.now) is None


@pytest.mark.parametrize("kind", [Kind.LIKE, Kind.FOLLOW, Kind.SHARE])
def test_programs_without_a_contract_lost_likes_follows_and_quotes(kind: Kind) -> None:
    for day, row in (("2026-04-19", ""), ("2026-04-20", "plan")):
        stage = on(day)
        post = stage.does(Kind.POST, text="Hi")
        about = "" if kind is Kind.FOLLOW else post.made
        deed = Deed(
            network="x",
            kind=kind,
            source=stage.ours.id,
            target=stage.ana.id,
            about=about,
            text="look" if kind is Kind.SHARE else "",
            app="harbour-x-key",
        )
        refusal = rules.may(stage.world, deed, stage.world.now)
        assert (refusal.row if refusal else "") == row


def test_who_does_not_pay_posts_fifty_times_a_day_and_never_the_same_twice() -> None:
    stage = on("2026-11-21")
    post = Deed(network="x", kind=Kind.POST, source=stage.ours.id, text="New beans")
    stage.world.do(post)
    again = rules.may(stage.world, post, stage.world.now)
    assert again is not None
    assert again.row == "duplicate"
    for number in range(49):
        stage.world.do(Deed(network="x", kind=Kind.POST, source=stage.ours.id, text=f"New beans {number}"))
    last = rules.may(
        stage.world, Deed(network="x", kind=Kind.POST, source=stage.ours.id, text="!"), stage.world.now
    )
    assert last is not None
    assert last.row == "daily_posts"


# ── our connector against it ──


def test_an_answer_reaches_whoever_wrote_and_nobody_else(stage: Stage) -> None:
    error = stage.refused()
    assert (error.failure, error.code) == (Failure.UNREACHABLE, "349")
    stage.writes()
    sent = stage.send("Yes, see https://harbour.example/hours?a=1&b=2")
    said = stage.world.messages["x", sent.external_id]
    assert (said.text, said.recipient) == ("Yes, see https://harbour.example/hours?a=1&b=2", stage.ana.id)


def test_keys_of_the_older_kind_are_believed_and_wrong_ones_are_not(stage: Stage) -> None:
    stage.writes()
    stage.run(lambda network: network.send(stage.letter()), **KEYS)
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.send(stage.letter()), **{**KEYS, "token_secret": "wrong"})
    assert caught.value.failure is Failure.CREDENTIALS


def test_a_picture_goes_along(stage: Stage) -> None:
    stage.writes()
    cup = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
    sent = stage.send(attachments=(cup,))
    (media,) = stage.world.messages["x", sent.external_id].media
    assert (media.type, stage.world.files[media.id]) == ("image/png", b"\x89PNG")


def test_a_reply_needs_a_call_and_stands_under_its_post(stage: Stage) -> None:
    quiet = stage.does(Kind.POST, text="When do you ship?")
    error = stage.refused("Monday", form=Form.PUBLIC_REPLY, in_reply_to=quiet.made)
    assert (error.failure, error.code) == (Failure.REFUSED, "403")
    called = stage.does(Kind.POST, text="@harbourcoffee when do you ship?")
    sent = stage.send("Monday", form=Form.PUBLIC_REPLY, in_reply_to=called.made)
    assert stage.world.posts["x", sent.external_id].parent == called.made
    assert stage.refused("Monday", form=Form.PUBLIC_REPLY, in_reply_to=called.made).failure is Failure.REFUSED


def test_fifteen_messages_in_a_quarter_of_an_hour_and_then_the_time_is_told(stage: Stage) -> None:
    stage.writes()
    for number in range(15):
        stage.send(str(number))
    error = stage.refused("one more")
    assert error.failure is Failure.QUOTA
    assert error.retry_after is not None
    assert timedelta(0) < error.retry_after <= timedelta(minutes=15, seconds=1)
    stage.world.clock.move(error.retry_after)
    stage.send("one more")


def test_what_was_done_without_an_answer_is_found_by_looking(stage: Stage) -> None:
    stage.writes()
    since = stage.world.now
    stage.sandbox.faults.add(Fault(kind="no_answer", path="*/messages"))
    letter = stage.letter("Yes: https://harbour.example/menu & more")
    with pytest.raises(OutcomeUnknown):
        stage.run(lambda network: network.send(letter))
    found = stage.run(lambda network: network.find(letter, since))
    assert stage.world.messages["x", found.external_id].text == letter.text
    assert stage.run(lambda network: network.find(stage.letter("Never said"), since)) is None


def test_a_post_is_found_by_looking(stage: Stage) -> None:
    since = stage.world.now
    called = stage.does(Kind.POST, text="@harbourcoffee?")
    letter = stage.letter("Monday & Tuesday", form=Form.PUBLIC_REPLY, in_reply_to=called.made)
    sent = stage.run(lambda network: network.send(letter))
    assert stage.run(lambda network: network.find(letter, since)).external_id == sent.external_id


def test_what_is_pushed_and_what_is_read_back_are_the_same(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        checks = stage.run(lambda network: network.findings(desk.url))
        assert [one.what for one in checks if not one.is_good] == []
        since = stage.world.now
        stage.does(Kind.FOLLOW, target=stage.ours.id)
        stage.writes()
        post = stage.does(Kind.POST, text="hey @harbourcoffee")
        stage.does(Kind.COMMENT, by=stage.ours, about=post.made, text="Hello")
        ours = stage.does(Kind.POST, by=stage.ours, text="New beans")
        stage.does(Kind.COMMENT, about=ours.made, text="How much?")
        stage.does(Kind.LIKE, target=stage.ours.id, about=ours.made)
        stage.does(Kind.SHARE, about=ours.made)
        stage.send()
        stage.does(Kind.READ, target=stage.ours.id)
        stage.does(Kind.UNFOLLOW, target=stage.ours.id)
        events = desk.events(11)
    assert [event.kind for event in events] == [
        EventKind.FOLLOW,
        EventKind.MESSAGE,
        EventKind.MENTION,
        EventKind.ECHO,
        EventKind.ECHO,
        EventKind.COMMENT,
        EventKind.LIKE,
        EventKind.SHARE,
        EventKind.ECHO,
        EventKind.READ,
        EventKind.UNFOLLOW,
    ]
    pulled = stage.run(lambda network: network.pull("", since))
    back = {event.external_id: event for piece in pulled.pieces for event in desk.network.parse(piece.raw)}
    pushed = {event.external_id: event for event in events}
    assert len(back) == 4, "their message, our answer, a mention and a comment"
    for external_id, event in back.items():
        there = pushed[external_id]
        assert (event.kind, event.text, event.actor, event.target) == (
            there.kind,
            there.text,
            there.actor,
            there.target,
        )
    assert stage.run(lambda network: network.pull(pulled.cursor, since)).pieces == ()


def test_the_older_pushes_mean_the_same(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        with httpx.Client(trust_env=False) as there:
            head = {"authorization": "Bearer harbour-x-app"}
            url = f"{stage.address}/api.x.com/2/webhooks"
            hook = there.post(url, json={"url": desk.url}, headers=head).json()["data"]["id"]
            told = f"{stage.address}/api.x.com/2/account_activity/webhooks/{hook}/subscriptions"
            ours = {"authorization": "Bearer harbour-x-access"}
            assert there.get(f"{told}/all", headers=ours).json() == {"data": {"subscribed": False}}
            assert there.post(f"{told}/all", headers=ours).json() == {"data": {"subscribed": True}}
            listed = there.get(f"{told}/all/list", headers=head).json()["data"]["subscriptions"]
            assert listed == [{"user_id": stage.ours.id}]
            since = stage.world.now
            stage.does(Kind.FOLLOW, target=stage.ours.id)
            stage.writes()
            stage.does(Kind.POST, text="hey @harbourcoffee")
            ours_too = stage.does(Kind.POST, by=stage.ours, text="New beans")
            stage.does(Kind.COMMENT, about=ours_too.made, text="How much?")
            stage.does(Kind.LIKE, target=stage.ours.id, about=ours_too.made)
            stage.does(Kind.SHARE, about=ours_too.made)
            stage.send()
            stage.does(Kind.READ, target=stage.ours.id)
            stage.does(Kind.DELETE, by=stage.ours, about=ours_too.made)
            events = desk.events(10)
            assert there.delete(f"{told}/{stage.ours.id}/all", headers=head).status_code == 200
            assert there.delete(f"{told}/{stage.ours.id}/all", headers=head).status_code == 404
    assert [event.kind for event in events] == [
        EventKind.FOLLOW,
        EventKind.MESSAGE,
        EventKind.MENTION,
        EventKind.ECHO,
        EventKind.COMMENT,
        EventKind.LIKE,
        EventKind.SHARE,
        EventKind.ECHO,
        EventKind.READ,
        EventKind.DELETE,
    ]
    pulled = stage.run(lambda network: network.pull("", since))
    back = {event.external_id: event for piece in pulled.pieces for event in desk.network.parse(piece.raw)}
    pushed = {event.external_id: event for event in events}
    assert {(one, back[one].kind) for one in back} <= {(one, pushed[one].kind) for one in pushed}


def test_an_encrypted_message_is_told_without_its_words(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        stage.does(Kind.WRITE, target=stage.ours.id, text="secret", more={"is_encrypted": True})
        (event,) = desk.events(1)
    assert (event.kind, event.text, event.remarks) == (EventKind.OTHER, "", ("encrypted message, open in X",))
    assert stage.run(lambda network: network.pull("", TODAY - timedelta(days=1))).pieces == ()


def test_a_permission_that_is_taken_back_is_told_and_holds(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        stage.run(lambda network: network.subscribe(desk.url, "unused"))
        stage.does(Kind.OTHER, by=stage.ours, more={"what": "revoke", "app": "harbour-x-key"})
        (event,) = desk.events(1)
    assert event.kind is EventKind.REVOKED
    stage.writes()
    assert stage.refused().failure is Failure.CREDENTIALS


def test_a_desk_that_cannot_answer_the_challenge_is_not_registered(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network(consumer_secret="another")
        with pytest.raises(NetworkError) as caught:
            stage.run(lambda network: network.subscribe(desk.url, "unused"))
    assert caught.value.code == "invalid-request"
    assert stage.world.hooks == {}


def test_a_token_lasts_two_hours_and_its_refresh_token_is_worth_one_use(stage: Stage) -> None:
    renewed = stage.run(lambda network: network.renew())
    assert renewed.lasts == timedelta(hours=2)
    assert set(renewed.settings) == {"access_token", "refresh_token"}
    account = stage.run(lambda network: network.account(), **renewed.settings)
    assert account.settings == {"user_id": stage.ours.id}
    with pytest.raises(NetworkError):
        stage.run(lambda network: network.renew())
    stage.world.clock.move(timedelta(hours=2))
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account(), **renewed.settings)
    assert caught.value.failure is Failure.CREDENTIALS


def test_an_owner_agrees_and_the_proof_must_fit(stage: Stage) -> None:
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    given = {
        "response_type": "code",
        "client_id": "harbour-x-client",
        "redirect_uri": "http://127.0.0.1/back",
        "scope": "tweet.read users.read offline.access",
        "state": "s",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with httpx.Client(trust_env=False) as there:
        for proof, status in (("wrong", 400), (verifier, 200)):
            agreed = there.get(f"{stage.address}/x.com/i/oauth2/authorize", params=given)
            back = httpx.URL(agreed.headers["location"])
            assert back.params["state"] == "s"
            form = {
                "grant_type": "authorization_code",
                "code": back.params["code"],
                "redirect_uri": given["redirect_uri"],
                "code_verifier": proof,
            }
            pair = ("harbour-x-client", "harbour-x-client-secret")
            answer = there.post(f"{stage.address}/api.x.com/2/oauth2/token", data=form, auth=pair)
            assert answer.status_code == status
    token = answer.json()["access_token"]
    assert stage.run(lambda network: network.account(), access_token=token).name == "@harbourcoffee"
    stage.writes()
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.send(stage.letter()), access_token=token)
    assert caught.value.failure is Failure.REFUSED, "no scope for messages"


@pytest.mark.parametrize(
    ("row", "failure"),
    [
        ("over", Failure.RETRY),
        ("over_old", Failure.RETRY),
        ("locked", Failure.CREDENTIALS),
        ("usage", Failure.QUOTA),
    ],
)
def test_every_fault_on_demand_means_what_it_says(stage: Stage, row: str, failure: Failure) -> None:
    stage.writes()
    stage.sandbox.faults.add(Fault(kind="row", path="*/messages", row=row))
    assert stage.refused().failure is failure
    stage.send()
