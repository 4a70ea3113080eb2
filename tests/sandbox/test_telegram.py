"""Telegram in the sandbox: our own connector against it, end to end over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import Attachment, Envelope, EventKind, Failure, Form, NetworkError
from askfirst.networks.hooks import Knock
from askfirst.networks.marks import Mark
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces.telegram import BOT, GROUP, TelegramFace
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind, Media
from askfirst.sandbox.world import World
from tests.sandbox.receiver import Receiver, wait_until

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from askfirst.networks.base import Event
    from askfirst.networks.telegram.bot import ByHook, ByPoll, Telegram
    from askfirst.sandbox.things import Act

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PNG = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG-bytes")
NEVER = datetime(2020, 1, 1, tzinfo=UTC)


class Stage:
    """Harbour's bot, its group, and Ana."""

    def __init__(self) -> None:
        clock = Clock()
        clock.freeze()
        clock.set(NOON)
        self.sandbox = Sandbox(World(clock=clock), faces={"telegram": TelegramFace})
        self.world = self.sandbox.world
        self.ana = self.world.join(
            self.world.person("Ana Ferreira", language="pt"), "telegram", username="ana_f"
        )
        self.token = next(one.value for one in self.world.tokens.values() if one.profile == BOT)
        self.address = ""
        self.cursor = ""

    def does(self, kind: Kind, **more: Any) -> Act:
        with self.world.lock:
            given = {"source": self.ana.id, "target": BOT, **more}
            return self.sandbox.faces.play(Deed(network="telegram", kind=kind, **given))

    def bot(self, **more: Any) -> Telegram:
        given = {
            "token": self.token,
            "through": self.address,
            "receives_by": "polling",
            "username": "harbour_bot",
        }
        return cast("Telegram", catalog.connector("telegram", {**given, "posts_to": GROUP["id"], **more}))

    def send(self, *, settings: dict[str, Any] | None = None, **changes: Any) -> str:
        given = {"key": "d-1", "form": Form.DIRECT, "to": self.ana.id, "text": "Until six.", **changes}
        receipt = run(self.bot(**(settings or {})).send(Envelope(**given)))
        return str(receipt.external_id)

    def refused(self, **changes: Any) -> NetworkError:
        with pytest.raises(NetworkError) as caught:
            self.send(**changes)
        return caught.value

    def events(self) -> list[Event]:
        """What came in since the last time."""
        network = cast("ByPoll", self.bot())
        pulled = run(network.pull(self.cursor, NEVER))
        self.cursor = pulled.cursor
        return [event for piece in pulled.pieces for event in network.parse(piece.raw)]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    async def once() -> Any:
        try:
            return await work
        finally:
            await http.close()

    return asyncio.run(once())


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr("askfirst.networks.telegram.bot.LONG_POLL", 0)
    it = Stage()
    with it.sandbox.running() as it.address:
        yield it
    assert it.sandbox.mistakes == []


def test_a_bot_cannot_begin_and_may_answer_whoever_pressed_start(stage: Stage) -> None:
    refused = stage.refused()
    assert (refused.failure, refused.code) == (Failure.UNREACHABLE, "400 Bad Request: chat not found")
    stage.does(Kind.OPEN, more={"by": "menu"})
    [start] = stage.events()
    assert (start.kind, start.text, start.actor, start.extra["start"]) == (
        EventKind.MESSAGE, "/start menu", stage.ana.id, "menu",
    )  # fmt: skip
    sent = stage.send(in_reply_to=start.external_id)
    chat, _, number = sent.partition(":")
    said = stage.world.messages["telegram", number]
    assert (chat, said.text, said.about) == (stage.ana.id, "Until six.", start.external_id.partition(":")[2])
    assert stage.events() == [], "a bot is not told of its own words"


def test_who_was_met_in_the_group_has_not_begun_a_private_chat(stage: Stage) -> None:
    stage.does(Kind.POST, text="Hello all")
    assert "can't initiate" in stage.refused().code


def test_a_block_is_heard_and_refused_and_taken_back(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="Hi")
    stage.does(Kind.BLOCK)
    assert [event.kind for event in stage.events()] == [EventKind.MESSAGE, EventKind.BLOCK]
    refused = stage.refused()
    assert (refused.failure, refused.code) == (
        Failure.PERSON_STOPPED,
        "403 Forbidden: bot was blocked by the user",
    )
    stage.does(Kind.UNBLOCK)
    assert [event.kind for event in stage.events()] == [EventKind.UNBLOCK]
    assert stage.send()


def test_a_deleted_account_is_unreachable(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="Hi")
    stage.ana.settings["is_deactivated"] = True
    assert stage.refused().failure is Failure.UNREACHABLE


def test_edits_reach_us_and_what_they_answer_is_named(stage: Stage) -> None:
    made = stage.does(Kind.WRITE, text="Are you open?").made
    stage.does(Kind.EDIT, about=made, text="Are you open on Sunday?")
    message, edit = stage.events()
    assert (edit.kind, edit.target, edit.text) == (
        EventKind.EDIT,
        message.external_id,
        "Are you open on Sunday?",
    )
    answer = stage.send(in_reply_to=message.external_id).partition(":")[2]
    stage.does(Kind.WRITE, text="thanks", about=answer)
    [thanks] = stage.events()
    assert thanks.in_reply_to == f"{stage.ana.id}:{answer}"


def test_files_travel_both_ways(stage: Stage) -> None:
    with stage.world.lock:
        file = Media(id=stage.world.keep_file(b"jpeg"), type="image/jpeg", name="beans.jpg", size=4)
    stage.does(Kind.WRITE, text="look", media=(file,))
    [event] = stage.events()
    assert event.text == "look"
    call = run(stage.bot().locate(event.media[0]))
    assert httpx.get(call.url, trust_env=False).content == b"jpeg"
    number = stage.send(text="ours", attachments=(PNG,)).partition(":")[2]
    [kept] = stage.world.messages["telegram", number].media
    assert stage.world.files[kept.id] == PNG.content
    album = stage.send(text="both", attachments=(PNG, PNG)).partition(":")[2]
    said = [stage.world.messages["telegram", str(int(album) + n)] for n in range(2)]
    assert [one.text for one in said] == ["both", ""]


def test_in_its_group_the_bot_hears_answers_posts_and_is_taken_out(stage: Stage) -> None:
    post = stage.does(Kind.POST, text="hello @harbour_bot").made
    said, mention = stage.events()
    assert (said.kind, said.external_id, mention.kind) == (
        EventKind.WALL_POST, f"{GROUP['id']}:{post}", EventKind.MENTION,
    )  # fmt: skip
    answer = stage.send(form=Form.PUBLIC_REPLY, in_reply_to=said.external_id)
    assert answer.startswith(GROUP["id"])
    stage.does(Kind.COMMENT, about=answer.rpartition(":")[2], target="", text="thanks!")
    [comment] = stage.events()
    assert (comment.kind, comment.target) == (EventKind.COMMENT, answer)
    ours = stage.send(form=Form.PUBLIC_POST, to="", settings={"posts_to": "@harbourfans"}).rpartition(":")[2]
    assert stage.world.post("telegram", ours).text == "Until six."
    stage.does(Kind.REACT, about=ours, target="", more={"reaction": "🔥"})
    [reaction] = stage.events()
    assert (reaction.kind, reaction.text) == (EventKind.REACTION, "🔥")
    stage.world.profile("telegram", BOT).settings["group"] = "kicked"
    assert stage.refused(form=Form.PUBLIC_POST, to="").failure is Failure.REFUSED


def test_what_is_answered_in_public_must_still_be_there(stage: Stage) -> None:
    assert "replied not found" in stage.refused(form=Form.PUBLIC_REPLY, in_reply_to=f"{GROUP['id']}:999").code


def test_a_group_that_became_a_supergroup_names_its_new_number(stage: Stage) -> None:
    stage.world.accounts["telegram", BOT].more["old_group"] = "-1700"
    refused = stage.refused(form=Form.PUBLIC_POST, to="", settings={"posts_to": "-1700"})
    assert GROUP["id"] in str(refused)


def test_too_much_in_a_group_waits_as_long_as_telegram_says(stage: Stage) -> None:
    for _ in range(20):
        stage.send(form=Form.PUBLIC_POST, to="")
        stage.world.clock.move(timedelta(seconds=1))
    refused = stage.refused(form=Form.PUBLIC_POST, to="")
    assert (refused.failure, refused.retry_after) == (Failure.QUOTA, timedelta(seconds=40))
    stage.world.clock.move(timedelta(seconds=41))
    assert stage.send(form=Form.PUBLIC_POST, to="")


def test_an_update_that_nobody_takes_is_gone_after_a_day(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="old")
    stage.world.clock.move(timedelta(hours=25))
    stage.does(Kind.WRITE, text="new")
    assert [event.text for event in stage.events()] == ["new"]


def test_a_token_that_was_taken_back_asks_for_a_new_connection(stage: Stage) -> None:
    stage.world.revoke(stage.world.tokens[stage.token], "BotFather")
    assert stage.refused().failure is Failure.CREDENTIALS
    assert stage.refused(settings={"token": f"{BOT}:unknown"}).failure is Failure.CREDENTIALS


def test_before_there_were_bots_none_could_speak(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="Hi")
    stage.world.clock.set(datetime(2015, 6, 1, tzinfo=UTC))
    assert stage.refused().failure is Failure.CREDENTIALS


def test_in_a_persons_own_account_a_bot_speaks_within_a_day_of_their_word(stage: Stage) -> None:
    rui = stage.world.account("telegram", "rui", "Rui Lima", more={"connection": "bc-1", "bot": BOT})
    business = {"business_connection": "bc-1"}
    assert "PEER_USAGE" in stage.refused(settings=business).code
    made = stage.does(Kind.WRITE, target=rui.id, text="Rui, are you there?").made
    [event] = stage.events()
    assert (event.kind, event.account, event.external_id) == (
        EventKind.MESSAGE, "bc-1", f"bc-1:{stage.ana.id}:{made}",
    )  # fmt: skip
    assert stage.send(settings=business).startswith("bc-1:")
    run(stage.bot(**business).mark(Mark.SEEN, to=stage.ana.id, message=event.external_id))
    stage.does(Kind.DELETE, about=made, target=rui.id)
    assert [(one.kind, one.target) for one in stage.events()] == [(EventKind.DELETE, event.external_id)]
    stage.world.clock.move(timedelta(hours=24))
    assert stage.refused(settings=business).failure is Failure.WINDOW_CLOSED
    assert stage.refused(settings={"business_connection": "bc-9"}).failure is Failure.CREDENTIALS


def test_pushes_come_with_the_secret_and_polling_is_refused_meanwhile(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="before")
    with Receiver() as receiver:
        hooked = cast("ByHook", stage.bot(receives_by="webhook", hook_secret="s-1"))
        run(hooked.subscribe(receiver.url, "s-1"))
        stage.does(Kind.WRITE, text="after")
        got = receiver.wait_for(2)
        events = []
        for one in got:
            hooked.verify(Knock(method="POST", query={}, headers=one.headers, body=one.body))
            events += [event for piece in hooked.pieces(one.body) for event in hooked.parse(piece.raw)]
        assert sorted(event.text for event in events) == ["after", "before"]
        with pytest.raises(NetworkError, match="something else takes") as caught:
            stage.events()
        assert caught.value.code.startswith("409")
        found = {one.what: one for one in run(hooked.findings(receiver.url))}
        assert found["webhook"].is_good
    run(stage.bot().subscribe("", ""))
    stage.does(Kind.WRITE, text="polled again")
    assert [event.text for event in stage.events()] == ["polled again"]


def test_only_410_for_23_hours_closes_a_webhook(stage: Stage) -> None:
    with Receiver() as receiver:
        run(stage.bot(receives_by="webhook", hook_secret="s-1").subscribe(receiver.url, "s-1"))
        for status, hours, is_open in ((500, 23, True), (410, 0, True), (410, 23, False)):
            receiver.status = status
            stage.world.clock.move(timedelta(hours=hours))
            before = len(receiver.got)
            stage.does(Kind.WRITE, text=f"{status}")
            if (
                is_open
            ):  # else a repeat of what failed before may close it first, and the new one never leaves
                receiver.wait_for(before + 1)
            wait_until(
                lambda is_open=is_open: bool(stage.sandbox.faces.all["telegram"].hooks()) == is_open,
                f"the hook is {'open' if is_open else 'closed'} after {status} and {hours} hours",
            )


def test_a_second_reader_ends_the_first(stage: Stage) -> None:
    async def both() -> list[int]:
        url = f"{stage.address}/api.telegram.org/bot{stage.token}/getUpdates"
        async with httpx.AsyncClient(trust_env=False) as client:
            first = asyncio.create_task(client.get(url, params={"timeout": 20}))
            await asyncio.sleep(0.3)
            second = await client.get(url)
            return [(await first).status_code, second.status_code]

    assert asyncio.run(both()) == [409, 200]


def test_the_account_and_what_a_person_may_not_do(stage: Stage) -> None:
    account = run(stage.bot().account())
    assert (account.address, account.name) == (BOT, "@harbour_bot")
    stage.does(Kind.BLOCK)
    with pytest.raises(Refused):
        stage.does(Kind.WRITE, text="blocked by myself")


def test_a_fault_of_the_network_has_its_own_words(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="Hi")
    for row, failure in (
        ("flood", Failure.QUOTA),
        ("internal", Failure.RETRY),
        ("no_rights", Failure.REFUSED),
        ("too_large", Failure.OUR_MISTAKE),
    ):
        answer = httpx.post(
            f"{stage.address}/_sandbox/faults",
            json={"kind": "row", "path": "*sendMessage", "row": row},
            trust_env=False,
        )
        assert answer.status_code in {200, 201}, answer.text
        assert stage.refused().failure is failure, row
