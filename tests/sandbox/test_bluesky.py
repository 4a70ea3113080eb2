"""Bluesky end to end: our connector against the sandbox's face over HTTP, and the face's own rules."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import Attachment, Envelope, Event, EventKind, Failure, Form, NetworkError
from askfirst.networks.marks import Mark
from askfirst.sandbox.faces import bluesky as face
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import bluesky as rules
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.bluesky.account import Bluesky
    from askfirst.networks.pulls import Pulled

FACE = "askfirst.sandbox.faces.bluesky:Bluesky"


class Stage:
    """A running sandbox with Harbour's account, Ana and Ben, and our connector signed in."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(World(), faces={"bluesky": FACE})
        self.world = self.sandbox.world
        ours = self.world.named("bluesky", "harbour")
        assert ours is not None
        self.ours = ours.id
        self.ana, self.ben = (
            self.world.join(self.world.person(name), "bluesky").id for name in ("Ana Ferreira", "Ben Okafor")
        )
        self.since = self.world.now - timedelta(seconds=1)
        self.settings: dict[str, Any] = {"identifier": "harbour.bsky.social", "password": face.PASSWORD}
        self.cursor = ""

    def run(self, deed: Callable[[Bluesky], Any]) -> Any:
        async def once() -> Any:
            network: Any = catalog.connector("bluesky", self.settings)
            try:
                return await deed(network)
            finally:
                await http.close()

        return asyncio.run(once())

    def sign_in(self) -> None:
        renewed = self.run(lambda network: network.renew())
        self.settings |= renewed.settings

    def play(self, kind: Kind, source: str = "", **given: Any) -> str:
        with self.world.lock:
            deed = Deed(network="bluesky", kind=kind, source=source or self.ana, **given)
            return self.sandbox.faces.play(deed).made

    def send(self, form: Form = Form.DIRECT, **given: Any) -> Any:
        more = {"key": "k-1", "to": self.ana, "text": "Hello Ana", "at": self.world.now} | given
        return self.run(lambda network: network.send(Envelope(form=form, **more)))

    def news(self) -> list[Event]:
        """All that came in since the last time."""
        found: list[Event] = []
        while True:
            pulled: Pulled = self.run(lambda network: network.pull(self.cursor, self.since))
            self.cursor = pulled.cursor
            network = catalog.connector("bluesky", self.settings)
            for piece in pulled.pieces:
                (event,) = network.parse(piece.raw)
                assert event.external_id == piece.external_id
                found.append(event)
            if not pulled.is_more:
                return found


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as address:
        it.settings["through"] = address
        it.sign_in()
        yield it
    assert not it.sandbox.mistakes


def refused(stage: Stage, **given: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        stage.send(**given)
    return caught.value


# ── who may write ──


def test_a_message_needs_that_they_follow_us_and_not_that_we_follow_them(stage: Stage) -> None:
    stage.play(Kind.FOLLOW, stage.ours, target=stage.ana)
    no = refused(stage)
    assert (no.failure, no.code) == (Failure.UNREACHABLE, "NotFollowedBySender")
    stage.play(Kind.FOLLOW, target=stage.ours)
    receipt = stage.send()
    (message,) = stage.world.messages.values()
    assert (receipt.external_id, message.text, message.recipient) == (message.id, "Hello Ana", stage.ana)


@pytest.mark.parametrize(
    ("setting", "code"), [("all", ""), ("following", "NotFollowedBySender"), ("none", "MessagesDisabled")]
)
def test_their_setting_decides_and_what_they_wrote_opens(stage: Stage, setting: str, code: str) -> None:
    stage.play(Kind.SET, more={rules.SETTING: setting})
    network_says = stage.run(lambda network: network.can_chat(stage.ana))
    assert network_says is (code == "")
    said = {"all": "everyone", "following": "followed_only", "none": "none"}[setting]
    assert stage.run(lambda network: network.inbound_setting(stage.ana)) == said
    if code:
        assert refused(stage).code == code
    assert not stage.world.threads or not code, "asking opens nothing"
    stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    assert stage.send().external_id


def test_a_block_ends_it_both_ways_and_says_so_to_the_ledger(stage: Stage) -> None:
    stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    stage.play(Kind.BLOCK, target=stage.ours)
    no = refused(stage)
    assert (no.failure, no.code) == (Failure.PERSON_STOPPED, "BlockedActor")
    assert stage.run(lambda network: network.relations([stage.ana]))[stage.ana].has_blocked_us
    stage.play(Kind.UNBLOCK, target=stage.ours)
    stage.play(Kind.BLOCK, stage.ours, target=stage.ana)
    assert refused(stage).code == "BlockedSubject"


def test_whoever_is_muted_still_delivers(stage: Stage) -> None:
    stage.play(Kind.FOLLOW, target=stage.ours)
    stage.play(Kind.MUTE, target=stage.ours)
    assert stage.send().external_id


def test_there_were_no_chats_before_their_day(stage: Stage) -> None:
    world, at = stage.world, rules.CHATS_FROM
    stage.play(Kind.SET, more={rules.SETTING: "all"})
    deed = Deed(network="bluesky", kind=Kind.WRITE, source=stage.ours, target=stage.ana, text="Hi")
    before = rules.may(world, deed, at - timedelta(microseconds=1))
    assert before is not None
    assert before.rule == "BS-01"
    assert rules.may(world, deed, at) is None


@pytest.mark.parametrize(
    ("kind", "text", "row"),
    [
        (Kind.WRITE, "👩‍🍳" * 950, "too_long"),
        (Kind.WRITE, "x" * 1_001, "too_long"),
        (Kind.WRITE, "x" * 1_000, ""),
        (Kind.POST, "x" * 301, "too_long"),
        (Kind.POST, "x" * 300, ""),
    ],
)
def test_texts_are_counted_in_graphemes_and_in_bytes(stage: Stage, kind: Kind, text: str, row: str) -> None:
    stage.play(Kind.SET, more={rules.SETTING: "all"})
    target = stage.ana if kind is Kind.WRITE else ""
    deed = Deed(network="bluesky", kind=kind, source=stage.ours, target=target, text=text)
    found = stage.sandbox.faces.may(deed)
    assert (found.row if found else "") == row


def test_nobody_and_the_suspended_take_nothing(stage: Stage) -> None:
    assert refused(stage, to="did:plc:nobody").code == "RecipientNotFound"
    assert refused(stage, to="nobody.bsky.social").failure is Failure.OUR_MISTAKE
    stage.play(Kind.SET, more={"is_suspended": True})
    assert refused(stage).failure is Failure.REFUSED
    stage.play(Kind.SET, stage.ours, more={"is_suspended": True})
    assert refused(stage).code == "AccountTakedown"


# ── in public ──


def test_a_post_is_written_once_however_often_it_is_tried(stage: Stage) -> None:
    at = stage.world.now
    text = "Open on Sunday: https://example.com/hours"
    receipts = [stage.send(Form.PUBLIC_POST, to="", text=text, at=at) for _ in range(2)]
    assert receipts[0] == receipts[1]
    (post,) = stage.world.wall("bluesky", stage.ours)
    assert receipts[0].external_id == f"at://{stage.ours}/app.bsky.feed.post/{post.id}"
    assert post.more["record"]["facets"][0]["features"][0]["uri"] == "https://example.com/hours"
    envelope = Envelope(key="k-1", form=Form.PUBLIC_POST, to="", text=text, at=at)
    assert stage.run(lambda network: network.find(envelope, at)).external_id == receipts[0].external_id
    other = Envelope(key="k-2", form=Form.PUBLIC_POST, to="", text=text, at=at)
    assert stage.run(lambda network: network.find(other, at)) is None


def test_a_reply_stands_under_what_it_answers(stage: Stage) -> None:
    first = stage.play(Kind.POST, text="Where is good coffee?")
    answer = stage.play(Kind.COMMENT, stage.ben, about=first, text="Harbour!")
    at = f"at://{stage.ben}/app.bsky.feed.post/{answer}"
    stage.send(Form.PUBLIC_REPLY, in_reply_to=at, text="Thank you")
    (ours,) = stage.world.answers("bluesky", answer)
    assert (ours.author, ours.root, ours.wall) == (stage.ours, first, stage.ana)
    record = ours.more["record"]["reply"]
    assert record["parent"]["uri"] == at
    assert record["root"]["uri"] == f"at://{stage.ana}/app.bsky.feed.post/{first}"


def test_a_reply_to_what_was_deleted_or_to_a_blocker_is_refused(stage: Stage) -> None:
    first = stage.play(Kind.POST, text="Where?")
    at = f"at://{stage.ana}/app.bsky.feed.post/{first}"
    stage.play(Kind.BLOCK, target=stage.ours)
    assert refused(stage, form=Form.PUBLIC_REPLY, in_reply_to=at).code == "BlockedActor"
    stage.play(Kind.DELETE, about=first)
    assert refused(stage, form=Form.PUBLIC_REPLY, in_reply_to=at).code == "RecordNotFound"


def test_a_picture_comes_with_a_post_and_can_be_fetched(stage: Stage) -> None:
    cup = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG cup")
    stage.send(Form.PUBLIC_POST, to="", attachments=(cup,))
    (post,) = stage.world.wall("bluesky", stage.ours)
    link = post.more["record"]["embed"]["images"][0]["image"]["ref"]["$link"]
    through = stage.settings["through"]
    file = httpx.get(
        f"{through}/cdn.bsky.app/img/feed_fullsize/plain/{stage.ours}/{link}@jpeg", trust_env=False
    )
    assert (file.content, file.headers["content-type"]) == (b"\x89PNG cup", "image/png")


def test_a_private_answer_shows_the_post_that_it_is_about(stage: Stage) -> None:
    stage.play(Kind.SET, more={rules.SETTING: "all"})
    first = stage.play(Kind.POST, text="Where is good coffee?")
    at = f"at://{stage.ana}/app.bsky.feed.post/{first}"
    stage.send(Form.PRIVATE_REPLY, in_reply_to=at)
    (message,) = stage.world.messages.values()
    assert message.more["embed"]["uri"] == at


# ── what comes in ──


def test_all_that_happens_to_us_is_told_once_and_in_our_words(stage: Stage) -> None:
    stage.news()
    ours = stage.play(Kind.POST, stage.ours, text="Open on Sunday")
    stage.play(Kind.FOLLOW, target=stage.ours)
    stage.play(Kind.LIKE, about=ours)
    comment = stage.play(Kind.COMMENT, about=ours, text="Until when?")
    stage.play(Kind.COMMENT, stage.ben, about=comment, text="Good question")
    stage.play(Kind.SHARE, about=ours, text="Look")
    stage.play(Kind.SHARE, stage.ben, about=ours)
    stage.play(Kind.POST, stage.ben, text="I love @harbour")
    said = stage.play(Kind.WRITE, target=stage.ours, text="A table for two?")
    stage.play(Kind.REACT, about=said, more={"reaction": "🙏"})
    news = stage.news()
    assert sorted(event.kind for event in news) == sorted(
        [
            EventKind.FOLLOW,
            EventKind.LIKE,
            EventKind.COMMENT,
            EventKind.COMMENT,
            EventKind.MENTION,
            EventKind.MENTION,
            EventKind.SHARE,
            EventKind.MESSAGE,
            EventKind.REACTION,
        ]
    )
    (share,) = [event for event in news if event.kind is EventKind.SHARE]
    assert (share.actor, share.target.rpartition("/")[2]) == (stage.ben, ours)
    (message,) = [event for event in news if event.kind is EventKind.MESSAGE]
    assert (message.external_id, message.actor, message.actor_name) == (said, stage.ana, "Ana Ferreira")
    assert message.extra["status"] == "request"
    assert not stage.news()


def test_what_was_taken_back_before_we_looked_is_not_told(stage: Stage) -> None:
    ours = stage.play(Kind.POST, stage.ours, text="Open on Sunday")
    stage.play(Kind.LIKE, about=ours)
    stage.play(Kind.UNLIKE, about=ours)
    stage.play(Kind.FOLLOW, target=stage.ours)
    stage.play(Kind.UNFOLLOW, target=stage.ours)
    gone = stage.play(Kind.COMMENT, about=ours, text="Oh")
    stage.play(Kind.DELETE, about=gone)
    assert not stage.news()


def test_more_than_a_page_of_news_comes_in_whole(stage: Stage) -> None:
    ours = stage.play(Kind.POST, stage.ours, text="Open on Sunday")
    for number in range(230):
        stage.play(Kind.COMMENT, about=ours, text=f"Comment {number}")
    assert len({event.external_id for event in stage.news()}) == 230
    stage.play(Kind.COMMENT, about=ours, text="One more")
    assert [event.text for event in stage.news()] == ["One more"]


def test_what_we_said_comes_back_and_settles_a_lost_answer(stage: Stage) -> None:
    stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    stage.news()
    stage.sandbox.faults.add(Fault(path="*/chat.bsky.convo.sendMessage", kind="no_answer"))
    at = stage.world.now
    no = refused(stage, text="At eight")
    assert no.failure is Failure.RETRY
    assert type(no).__name__ == "OutcomeUnknown"
    envelope = Envelope(key="k-1", form=Form.DIRECT, to=stage.ana, text="At eight", at=at)
    found = stage.run(lambda network: network.find(envelope, at - timedelta(seconds=1)))
    (echo,) = [event for event in stage.news() if event.kind is EventKind.ECHO]
    assert (echo.external_id, echo.target) == (found.external_id, stage.ana)
    never = Envelope(key="k-2", form=Form.DIRECT, to=stage.ana, text="Never said", at=at)
    assert stage.run(lambda network: network.find(never, at - timedelta(seconds=1))) is None


# ── sessions and limits ──


def test_a_session_runs_out_is_exchanged_and_in_the_end_made_anew(stage: Stage) -> None:
    stage.world.clock.move(timedelta(hours=2, seconds=1))
    no = refused(stage)
    assert (no.failure, no.code) == (Failure.RETRY, "ExpiredToken")
    stage.sign_in()
    stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    assert stage.send().external_id
    stage.world.clock.move(timedelta(days=91))
    stage.sign_in()
    assert stage.send(text="Again").external_id


def test_a_wrong_password_and_one_without_chats_are_told_apart(stage: Stage) -> None:
    assert [one.is_good for one in stage.run(lambda network: network.findings(""))] == [True, True]
    profile = stage.world.profile("bluesky", stage.ours)
    profile.more["scope"] = "posts"
    stage.settings |= {"refresh": ""}
    stage.sign_in()
    findings = stage.run(lambda network: network.findings(""))
    assert [one.is_good for one in findings] == [True, False]
    assert "InvalidToken" in findings[1].says
    stage.settings |= {"password": "wrong", "refresh": ""}
    with pytest.raises(NetworkError, match="app password"):
        stage.sign_in()


def test_points_run_out_and_the_network_says_until_when(stage: Stage) -> None:
    for number in range(2_500):
        stage.world.use(f"bluesky.points.{stage.ours}.3600")
        stage.world.use(f"bluesky.points.{stage.ours}.3600")
        del number
    no = refused(stage, form=Form.PUBLIC_POST, to="")
    assert (no.failure, no.code) == (Failure.QUOTA, "RateLimitExceeded")
    assert no.retry_after is not None
    assert timedelta(minutes=59) < no.retry_after <= timedelta(hours=1)
    stage.world.clock.move(timedelta(hours=1, seconds=1))
    assert stage.send(Form.PUBLIC_POST, to="").external_id


@pytest.mark.parametrize("row", sorted(face.Bluesky.rows))
def test_every_error_row_means_something_to_the_connector(stage: Stage, row: str) -> None:
    stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    stage.sandbox.faults.add(Fault(path="*/chat.bsky.convo.sendMessage", kind="row", row=row))
    no = refused(stage)
    assert no.failure in set(Failure)
    assert no.code or type(no).__name__ == "OutcomeUnknown"


def test_a_chat_can_be_marked_as_read(stage: Stage) -> None:
    said = stage.play(Kind.WRITE, target=stage.ours, text="Hi")
    stage.run(lambda network: network.mark(Mark.SEEN, to=stage.ana, message=said))
    thread = stage.world.thread("bluesky", stage.ana, stage.ours)
    assert thread is not None
    assert stage.ours in thread.read


def test_the_day_of_chats_is_what_the_facts_say() -> None:
    assert datetime(2024, 5, 22, tzinfo=UTC) == rules.CHATS_FROM
