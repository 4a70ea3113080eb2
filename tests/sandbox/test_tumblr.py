"""Tumblr in the sandbox: Fan Mail, messages, asks and limits by their days, and our connector over real HTTP."""

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
from askfirst.networks.tumblr import blog as tumblr
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.face import Refused
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import tumblr as rules
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

TODAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GIVEN = {
    "blog": "harbourcoffee",
    "consumer_key": "harbour-tumblr-key",
    "consumer_secret": "harbour-tumblr-secret",
    "token": "harbour-tumblr-token",
    "token_secret": "harbour-tumblr-token-secret",
}


class Stage:
    """A running sandbox of Tumblr with Harbour's blog and Ana's."""

    def __init__(self, at: datetime = TODAY) -> None:
        self.sandbox = Sandbox(
            World(clock=Clock(at)), faces={"tumblr": "askfirst.sandbox.faces.tumblr:Tumblr"}
        )
        self.world = self.sandbox.world
        self.ours = self.world.profile("tumblr", next(iter(self.world.accounts))[1])
        self.ana = self.world.join(self.world.person("Ana Ferreira"), "tumblr", username="ana")
        self.address = ""

    def does(self, kind: Kind, *, by: Any = None, **more: Any) -> Any:
        with self.world.lock:
            source = (by or self.ana).id
            return self.sandbox.faces.play(Deed(network="tumblr", kind=kind, source=source, **more))

    def asks(self, text: str = "When do you ship?", **more: Any) -> str:
        return f"ask:{self.does(Kind.ASK, target=self.ours.id, text=text, more=more).made}"

    def run(self, work: Callable[[tumblr.Tumblr], Awaitable[Any]], **given: str) -> Any:
        async def once() -> Any:
            try:
                return await work(tumblr.connector({**GIVEN, "through": self.address, **given}))
            finally:
                await http.close()

        return asyncio.run(once())

    def letter(self, ask: str, **changes: Any) -> Envelope:
        given: dict[str, Any] = {
            "key": "k-1",
            "form": Form.PRIVATE_REPLY,
            "to": "ana",
            "text": "On Monday.",
            "in_reply_to": ask,
            "at": TODAY,
        }
        return Envelope(**(given | changes))

    def send(self, ask: str, **changes: Any) -> Any:
        return self.run(lambda network: network.send(self.letter(ask, **changes)))

    def refused(self, ask: str, **changes: Any) -> NetworkError:
        with pytest.raises(NetworkError) as caught:
            self.send(ask, **changes)
        return caught.value

    def post(self, text: str, **changes: Any) -> Any:
        return self.send("", form=Form.PUBLIC_POST, to="", text=text, **changes)


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as it.address:
        yield it
    assert it.sandbox.mistakes == []


def on(moment: str) -> Stage:
    return Stage(datetime.fromisoformat(f"{moment}:00+00:00"))


def verdict(stage: Stage, kind: Kind = Kind.WRITE, *, by: Any = None, to: Any = None, **more: Any) -> str:
    source, target = by or stage.ours, to or stage.ana
    deed = Deed(network="tumblr", kind=kind, source=source.id, target=target.id, text="Hi", **more)
    refusal = rules.may(stage.world, deed, stage.world.now)
    return refusal.row if refusal else ""


# ── the rules, by their days ──


def test_fan_mail_wanted_two_days_of_following_by_whoever_wrote() -> None:
    stage = on("2012-01-04T12:00")
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    stage.does(Kind.FOLLOW, by=stage.ours, target=stage.ana.id)
    assert verdict(stage) == "no_such"
    stage.world.clock.set(datetime(2012, 1, 5, tzinfo=UTC))
    assert verdict(stage) == "not_long_enough"
    stage.world.clock.move(timedelta(days=2))
    assert verdict(stage) == ""
    stage.does(Kind.UNFOLLOW, by=stage.ours, target=stage.ana.id)
    assert verdict(stage) == "not_long_enough", "that they follow us opens nothing"


def test_five_hundred_fan_mails_a_day_on_tumblrs_own_calendar() -> None:
    stage = on("2014-06-01T00:00")
    stage.does(Kind.FOLLOW, by=stage.ours, target=stage.ana.id)
    stage.world.clock.move(timedelta(days=2, hours=6))
    for _ in range(500):
        stage.world.do(
            Deed(network="tumblr", kind=Kind.WRITE, source=stage.ours.id, target=stage.ana.id, text="Hi")
        )
    assert verdict(stage) == "limit"
    stage.world.clock.set(datetime(2014, 6, 4, 3, 59, tzinfo=UTC))
    assert verdict(stage) == "limit", "it is still yesterday in New York"
    stage.world.clock.set(datetime(2014, 6, 4, 4, 0, tzinfo=UTC))
    assert verdict(stage) == ""


def test_messages_replaced_it_and_turned_the_follow_around() -> None:
    stage = on("2015-11-10T00:00")
    assert verdict(stage) == "", "everybody may write, unless they say otherwise"
    stage.ana.settings["inbound"] = "followed_only"
    stage.does(Kind.FOLLOW, by=stage.ours, target=stage.ana.id)
    assert verdict(stage) == "not_followed"
    stage.does(Kind.WRITE, target=stage.ours.id, text="I may begin")
    assert verdict(stage) == "", "whoever limits messages may begin, and is answered"
    stage.does(Kind.BLOCK, target=stage.ours.id)
    assert verdict(stage) == "blocked"


def test_a_follow_of_theirs_opens_what_they_limited_and_private_blogs_have_none() -> None:
    stage = on("2026-11-21T12:00")
    stage.ana.settings["inbound"] = "followed_only"
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    assert verdict(stage) == ""
    assert verdict(stage, app="harbour-tumblr-key") == "no_such", "no call sends messages"
    stage.ana.settings["is_private"] = True
    assert verdict(stage) == "no_such"


@pytest.mark.parametrize(
    ("switches", "is_anonymous", "row"),
    [
        ({"ask": False}, False, "asks_off"),
        ({"ask": True, "ask_anon": False}, False, ""),
        ({"ask": True, "ask_anon": False}, True, "asks_off"),
        ({"ask": True, "ask_anon": True}, True, ""),
    ],
)
def test_asks_have_two_switches(switches: dict[str, bool], is_anonymous: bool, row: str) -> None:  # noqa: FBT001
    stage = on("2026-11-21T12:00")
    stage.ours.settings.update(switches)
    more = {"is_anonymous": is_anonymous}
    assert verdict(stage, Kind.ASK, by=stage.ana, to=stage.ours, more=more) == row


def test_a_blocked_blog_neither_asks_nor_likes_nor_replies() -> None:
    stage = on("2026-11-21T12:00")
    post = stage.does(Kind.POST, by=stage.ours, text="New beans")
    stage.does(Kind.BLOCK, by=stage.ours, target=stage.ana.id)
    for kind in (Kind.ASK, Kind.FOLLOW):
        assert verdict(stage, kind, by=stage.ana, to=stage.ours) == "blocked"
    for kind, row in ((Kind.LIKE, "blocked"), (Kind.COMMENT, "blocked"), (Kind.SHARE, "bad_parent")):
        assert verdict(stage, kind, by=stage.ana, to=stage.ours, about=post.made) == row
    assert verdict(stage, Kind.COMMENT, about=post.made, app="harbour-tumblr-key") == "no_such"
    assert verdict(stage, Kind.ASK, app="harbour-tumblr-key") == "no_such"


@pytest.mark.parametrize(
    ("kind", "most", "row"),
    [(Kind.POST, 250, "daily_posts"), (Kind.FOLLOW, 200, "limit"), (Kind.LIKE, 1_000, "limit")],
)
def test_a_day_holds_so_much(kind: Kind, most: int, row: str) -> None:
    stage = on("2026-11-21T12:00")
    for _ in range(most):
        assert verdict(stage, kind) == ""
        stage.world.do(
            Deed(network="tumblr", kind=kind, source=stage.ours.id, target=stage.ana.id, text="Hi")
        )
    assert verdict(stage, kind) == row
    stage.world.clock.move(timedelta(days=1))
    assert verdict(stage, kind) == ""


# ── our connector against it ──


def test_an_ask_is_answered_in_public_under_its_question(stage: Stage) -> None:
    ask = stage.asks("When do you ship?\n\nTo Porto & Lisbon?")
    sent = stage.send(ask, form=Form.PUBLIC_REPLY)
    post = stage.world.posts["tumblr", sent.external_id]
    assert (post.text, post.author) == ("On Monday.", stage.ours.id)
    assert f"ask:{sent.external_id}" == ask, "the answer is the ask's own post"
    assert stage.refused(ask, form=Form.PUBLIC_REPLY).code == "answered"


def test_an_ask_is_answered_privately_and_nothing_is_published(stage: Stage) -> None:
    ask = stage.asks()
    stage.send(ask)
    found = stage.world.asks["tumblr", ask.removeprefix("ask:")]
    assert (found.is_private, found.answer) == (True, "On Monday.")
    assert stage.world.wall("tumblr", stage.ours.id) == []


def test_whoever_asks_anonymously_is_answered_in_public_only(stage: Stage) -> None:
    ask = stage.asks(is_anonymous=True)
    assert stage.refused(ask).code == "anonymous"
    number = ask.removeprefix("ask:")
    with pytest.raises(Refused) as caught:
        stage.does(Kind.ANSWER, by=stage.ours, about=number, text="psst", more={"is_private": True})
    assert caught.value.row == "anonymous", "the network itself would not have it either"
    assert stage.send(ask, form=Form.PUBLIC_REPLY, to="").external_id == number


def test_what_happens_is_asked_for_and_read(stage: Stage) -> None:
    since = stage.world.now
    post = stage.does(Kind.POST, by=stage.ours, text="New beans")
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    stage.does(Kind.LIKE, target=stage.ours.id, about=post.made)
    stage.does(Kind.COMMENT, about=post.made, text="love it")
    stage.does(Kind.SHARE, about=post.made, text="look at this")
    stage.does(Kind.SHARE, about=post.made)
    stage.does(Kind.POST, text="@harbourcoffee is good")
    ask = stage.asks("Is it <vegan> & fair?")
    stage.asks("Who are you?", is_anonymous=True)
    pulled = stage.run(lambda network: network.pull("", since))
    events = [event for piece in pulled.pieces for event in tumblr.connector({}).parse(piece.raw)]
    assert [event.kind for event in events] == [
        EventKind.FOLLOW,
        EventKind.LIKE,
        EventKind.COMMENT,
        EventKind.MENTION,
        EventKind.SHARE,
        EventKind.MENTION,
        EventKind.ASK,
        EventKind.ASK,
    ]
    assert [event.actor for event in events] == ["ana"] * 7 + [""]
    assert (events[6].external_id, events[6].text) == (ask, "Is it <vegan> & fair?")
    again = stage.run(lambda network: network.pull(pulled.cursor, since))
    assert {piece.external_id for piece in again.pieces} <= {piece.external_id for piece in pulled.pieces}


def test_a_long_activity_is_read_to_its_end(stage: Stage) -> None:
    since = stage.world.now
    post = stage.does(Kind.POST, by=stage.ours, text="New beans")
    for number in range(50):
        stage.world.clock.move(timedelta(seconds=2))
        stage.does(Kind.COMMENT, about=post.made, text=f"love it {number}")
        stage.asks(f"Ask {number}")
    texts: list[str] = []
    cursor, is_more, pages = "", True, 0
    while is_more:
        pulled = stage.run(lambda network, at=cursor: network.pull(at, since))
        texts += [e.text for piece in pulled.pieces for e in tumblr.connector({}).parse(piece.raw)]
        cursor, is_more, pages = pulled.cursor, pulled.is_more, pages + 1
    assert set(texts) == {f"love it {number}" for number in range(50)} | {
        f"Ask {number}" for number in range(50)
    }
    assert pages < 6


def test_a_follower_is_known_when_asked_for(stage: Stage) -> None:
    assert stage.run(lambda network: network.profile("ana")).follows_us is False
    stage.does(Kind.FOLLOW, target=stage.ours.id)
    assert stage.run(lambda network: network.profile("ana")).follows_us is True
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.profile("nobody"))
    assert caught.value.is_permanent


def test_a_post_with_a_picture(stage: Stage) -> None:
    cup = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG\x00")
    sent = stage.post("New beans\n\nfrom Porto", attachments=(cup,))
    made = stage.world.posts["tumblr", sent.external_id]
    assert made.text == "New beans\n\nfrom Porto"
    assert stage.world.files[made.media[0].id] == b"\x89PNG\x00"


def test_what_was_done_without_an_answer_is_found_by_looking(stage: Stage) -> None:
    since = stage.world.now
    ask = stage.asks()
    stage.sandbox.faults.add(Fault(kind="no_answer", method="PUT"))
    letter = stage.letter(ask, form=Form.PUBLIC_REPLY)
    assert stage.run(lambda network: network.find(letter, since)) is None
    with pytest.raises(OutcomeUnknown):
        stage.run(lambda network: network.send(letter))
    assert stage.run(lambda network: network.find(letter, since)).external_id == ask.removeprefix("ask:")
    stage.sandbox.faults.add(Fault(kind="cut", method="POST"))
    post = stage.letter("", form=Form.PUBLIC_POST, to="", text="New beans")
    with pytest.raises(OutcomeUnknown):
        stage.run(lambda network: network.send(post))
    found = stage.run(lambda network: network.find(post, since))
    assert stage.world.posts["tumblr", found.external_id].text == "New beans"


def test_two_hundred_and_fifty_posts_and_then_tomorrow(stage: Stage) -> None:
    for number in range(250):
        stage.world.do(Deed(network="tumblr", kind=Kind.POST, source=stage.ours.id, text=str(number)))
    error = None
    with pytest.raises(NetworkError) as caught:
        stage.post("One more")
    error = caught.value
    assert (error.failure, error.code) == (Failure.QUOTA, "403.8023")
    found = stage.run(lambda network: network.findings(""))
    assert [one.what for one in found if not one.is_good] == ["posts"]


def test_a_thousand_calls_an_hour_for_one_key(stage: Stage) -> None:
    for _ in range(1_000):
        stage.world.use("tumblr.harbour-tumblr-key.hour")
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account())
    assert caught.value.failure is Failure.QUOTA
    assert caught.value.retry_after is not None
    assert caught.value.retry_after <= timedelta(hours=1, seconds=1)
    stage.world.clock.move(caught.value.retry_after)
    assert stage.run(lambda network: network.account()).name == "harbourcoffee"


def test_wrong_keys_and_other_peoples_blogs_are_refused(stage: Stage) -> None:
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.account(), token_secret="wrong")
    assert caught.value.failure is Failure.CREDENTIALS
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.pull("", TODAY), blog="ana")
    assert (caught.value.failure, caught.value.code) == (Failure.REFUSED, "403.403")


def test_an_answer_that_loses_the_question_is_not_taken(stage: Stage) -> None:
    ask = stage.asks().removeprefix("ask:")
    call = tumblr.Call(
        method="PUT",
        url=f"{stage.address}/api.tumblr.com/v2/blog/harbourcoffee/posts/{ask}",
        json={"content": [{"type": "text", "text": "On Monday."}], "state": "published"},
    )
    with pytest.raises(NetworkError) as caught:
        stage.run(lambda network: network.ask(call))
    assert caught.value.code == "400.8016"


def test_who_calls_with_a_key_alone_sees_what_everybody_sees(stage: Stage) -> None:
    stage.post("New beans")
    with httpx.Client(trust_env=False) as there:
        url = f"{stage.address}/api.tumblr.com/v2/blog/harbourcoffee.tumblr.com/posts"
        seen = there.get(url, params={"api_key": "harbour-tumblr-key"}).json()
        assert seen["response"]["posts"][0]["body"] == "<p>New beans</p>"
        refused = there.get(url).json()
    assert refused["meta"] == {"status": 401, "msg": "Unauthorized"}
