"""Our Matrix connector against a real homeserver: what Synapse says is right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks import catalog, http, own_server
from askfirst.networks.base import Attachment, Envelope, Event, EventKind, Failure, Form, NetworkError
from askfirst.networks.marks import Mark
from askfirst.networks.matrix import sync as matrix_sync
from tests.peers.synapse import SERVER, Homeserver, Registered, homeserver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.matrix.account import Matrix


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    with homeserver(tmp_path_factory.mktemp("synapse")) as home:
        yield home


@pytest.fixture(autouse=True)
def _is_reached_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers are public ones, by rule; the one that is asked here is not."""

    async def let(name: str, label: str) -> None:
        assert name in {"127.0.0.1", "localhost"}, label

    monkeypatch.setattr(own_server, "address", lambda given, *_, **__: given)
    monkeypatch.setattr(own_server, "require_public", let)


class Stage:
    """Harbour's account, somebody, and our connector, all new."""

    number = 0

    def __init__(self, home: Homeserver) -> None:
        Stage.number += 1
        self.home = home
        self.ours = home.register(f"harbour{Stage.number}")
        self.ana = home.register(f"ana{Stage.number}")
        self.since = datetime.now(UTC) - timedelta(seconds=5)
        self.settings: dict[str, Any] = {
            "homeserver": home.url,
            "user_id": self.ours.user,
            "access_token": self.ours.token,
        }
        self.cursor = ""
        self.pull()

    def run(self, deed: Callable[[Matrix], Any]) -> Any:
        async def once() -> Any:
            network: Any = catalog.connector("matrix", self.settings)
            try:
                return await deed(network)
            finally:
                await http.close()

        return asyncio.run(once())

    def send(self, **given: Any) -> Any:
        more = {"key": "k/1", "to": self.ana.user, "text": "Hello Ana ☕"} | given
        return self.run(lambda network: network.send(Envelope(form=Form.DIRECT, **more)))

    def pull(self) -> list[Event]:
        pulled = self.run(lambda network: network.pull(self.cursor, self.since))
        self.cursor = pulled.cursor
        network = catalog.connector("matrix", self.settings)
        return [event for piece in pulled.pieces for event in network.parse(piece.raw)]

    def until(self, kind: EventKind) -> Event:
        """Pull until an event of that kind comes."""
        for _ in range(6):
            for event in self.pull():
                if event.kind is kind:
                    return event
        pytest.fail(f"nothing of the kind {kind} came in")

    def room(self) -> str:
        """The newest room that we share, in which both are."""
        rooms = self.home.ask(self.ours, "GET", "joined_rooms").json()["joined_rooms"]
        return str(rooms[-1])

    def as_ana(self, method: str, path: str, body: object = None) -> Any:
        return self.home.ask(self.ana, method, path, body).raise_for_status().json()

    def meet(self) -> str:
        """We write, and Ana comes in."""
        self.send(key="k/0", text="Hello")
        room = self.room()
        self.as_ana("POST", f"join/{room}")
        return room


@pytest.fixture
def stage(home: Homeserver, _is_reached_on_loopback: None, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(matrix_sync, "WAIT_SECONDS", 2)
    return Stage(home)


def said(stage: Stage, room: str) -> list[str]:
    """What stands in a room, oldest first, as Ana reads it."""
    chunk = stage.as_ana("GET", f"rooms/{room}/messages?dir=b&limit=100")["chunk"]
    return [one["content"].get("body", "") for one in reversed(chunk) if one["type"] == "m.room.message"]


def test_the_same_key_is_said_once_and_comes_back_under_it(stage: Stage) -> None:
    first, again = stage.send(), stage.send()
    assert first.external_id == again.external_id
    room = stage.room()
    stage.as_ana("POST", f"join/{room}")
    assert said(stage, room) == ["Hello Ana ☕"]
    echo = stage.until(EventKind.ECHO)
    assert (echo.external_id, echo.key) == (first.external_id, "k/1")
    envelope = Envelope(key="k/1", form=Form.DIRECT, to=stage.ana.user, text="Hello Ana ☕")
    assert stage.run(lambda network: network.find(envelope, stage.since)).external_id == first.external_id
    other = Envelope(key="k/2", form=Form.DIRECT, to=stage.ana.user, text="Hello Ana ☕")
    assert stage.run(lambda network: network.find(other, stage.since)) is None


def test_a_talk_that_they_begin_is_joined_read_and_answered_in_the_same_room(stage: Stage) -> None:
    room = stage.as_ana("POST", "createRoom", {"is_direct": True, "invite": [stage.ours.user]})["room_id"]
    stage.as_ana("PUT", f"rooms/{room}/send/m.room.message/a1", {"msgtype": "m.text", "body": "A table?"})
    message = stage.until(EventKind.MESSAGE)
    assert (message.text, message.actor, message.actor_name) == (
        "A table?",
        stage.ana.user,
        stage.ana.user[1:].partition(":")[0].capitalize(),
    )
    stage.send(in_reply_to=message.external_id)
    assert said(stage, room) == ["A table?", "Hello Ana ☕"]


def test_changes_signs_receipts_and_what_was_taken_back(stage: Stage) -> None:
    room = stage.meet()
    stage.pull()
    name = stage.as_ana(
        "PUT", f"rooms/{room}/send/m.room.message/a1", {"msgtype": "m.text", "body": "Is it open?"}
    )["event_id"]
    assert stage.until(EventKind.MESSAGE).external_id == name
    stage.as_ana(
        "PUT",
        f"rooms/{room}/send/m.room.message/a2",
        {
            "msgtype": "m.text",
            "body": "* Is it open on Sunday?",
            "m.new_content": {"msgtype": "m.text", "body": "Is it open on Sunday?"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": name},
        },
    )
    edit = stage.until(EventKind.EDIT)
    assert (edit.target, edit.text) == (name, "Is it open on Sunday?")
    relation = {"rel_type": "m.annotation", "event_id": name, "key": "🙏"}
    stage.as_ana("PUT", f"rooms/{room}/send/m.reaction/a3", {"m.relates_to": relation})
    reaction = stage.until(EventKind.REACTION)
    assert (reaction.target, reaction.text) == (name, "🙏")
    ours = stage.send().external_id
    stage.as_ana("POST", f"rooms/{room}/receipt/m.read/{ours}")
    read = stage.until(EventKind.READ)
    assert (read.target, read.actor) == (ours, stage.ana.user)
    stage.as_ana("PUT", f"rooms/{room}/redact/{name}/a4", {"reason": "oops"})
    assert stage.until(EventKind.DELETE).target == name


def test_coming_in_is_a_link_leaving_a_stop_and_a_ban_a_block(stage: Stage) -> None:
    room = stage.meet()
    assert stage.until(EventKind.CONNECT).actor == stage.ana.user
    stage.as_ana("POST", f"rooms/{room}/leave")
    stop = stage.until(EventKind.STOP)
    assert (stop.actor, stop.reason) == (stage.ana.user, "join to leave")
    theirs = stage.as_ana("POST", "createRoom", {"is_direct": True, "invite": [stage.ours.user]})["room_id"]
    stage.pull()
    stage.as_ana("POST", f"rooms/{theirs}/ban", {"user_id": stage.ours.user})
    assert stage.until(EventKind.BLOCK).actor == stage.ana.user


def test_after_they_left_a_new_room_is_opened_and_they_may_decline_it(stage: Stage) -> None:
    first = stage.meet()
    stage.as_ana("POST", f"rooms/{first}/leave")
    stage.send(key="k/2", text="Once more")
    rooms = stage.home.ask(stage.ours, "GET", "joined_rooms").json()["joined_rooms"]
    (second,) = set(rooms) - {first}
    stage.pull()
    stage.as_ana("POST", f"rooms/{second}/leave")
    assert stage.until(EventKind.STOP).reason == "invite to leave"


def test_whoever_takes_no_invitations_is_not_reached(stage: Stage) -> None:
    for kind, word in (
        ("m.invite_permission_config", {"default_action": "block"}),
        ("org.matrix.msc4155.invite_permission_config", {"blocked_users": ["*"]}),
    ):
        stage.as_ana("PUT", f"user/{stage.ana.user}/account_data/{kind}", word)
    with pytest.raises(NetworkError) as caught:
        stage.send()
    assert caught.value.failure is Failure.UNREACHABLE
    assert caught.value.code.endswith("M_INVITE_BLOCKED")


def test_nothing_is_said_in_clear_where_the_room_is_encrypted(stage: Stage) -> None:
    room = stage.as_ana(
        "POST",
        "createRoom",
        {
            "is_direct": True,
            "invite": [stage.ours.user],
            "initial_state": [
                {
                    "type": "m.room.encryption",
                    "state_key": "",
                    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
                }
            ],
        },
    )["room_id"]
    stage.as_ana(
        "PUT",
        f"rooms/{room}/send/m.room.encrypted/a1",
        {
            "algorithm": "m.megolm.v1.aes-sha2",
            "ciphertext": "x",
            "session_id": "s",
            "sender_key": "k",
            "device_id": "d",
        },
    )
    found = [event for _ in range(3) for event in stage.pull()]
    (locked,) = [event for event in found if event.reason == "m.room.encrypted"]
    assert "encrypted" in locked.remarks[0]
    with pytest.raises(NetworkError) as caught:
        stage.send()
    assert caught.value.code == "encrypted"


def test_a_file_goes_up_and_comes_down(stage: Stage) -> None:
    room = stage.meet()
    stage.send(attachments=(Attachment(name="cup.png", content_type="image/png", content=b"cup"),))
    chunk = stage.as_ana("GET", f"rooms/{room}/messages?dir=b&limit=5")["chunk"]
    (event,) = [one for one in chunk if one["content"].get("msgtype") == "m.image"]
    stage.as_ana("PUT", f"rooms/{room}/send/m.room.message/a1", {**event["content"], "body": "back"})
    (media,) = stage.until(EventKind.MESSAGE).media
    file = stage.home.http.get(media.url, headers={"authorization": f"Bearer {stage.ours.token}"})
    assert (file.status_code, file.content) == (200, b"cup")


def test_a_long_absence_is_read_back_whole(stage: Stage) -> None:
    room = stage.meet()
    stage.pull()
    names = [
        stage.as_ana(
            "PUT", f"rooms/{room}/send/m.room.message/a{number}", {"msgtype": "m.text", "body": "x"}
        )["event_id"]
        for number in range(130)
    ]
    found: list[str] = []
    while len(found) < len(names):
        events = stage.pull()
        assert events, "everything that was said must come in"
        found += [event.external_id for event in events if event.kind is EventKind.MESSAGE]
    assert found == names


def test_marks_and_findings(stage: Stage) -> None:
    room = stage.meet()
    name = stage.as_ana("PUT", f"rooms/{room}/send/m.room.message/a1", {"msgtype": "m.text", "body": "Hi"})[
        "event_id"
    ]
    for mark in (Mark.SEEN, Mark.TYPING):
        stage.run(lambda network, mark=mark: network.mark(mark, to=stage.ana.user, message=name))
    receipts = [
        event
        for told in stage.as_ana("GET", "sync?timeout=0")["rooms"]["join"].values()
        for event in told["ephemeral"]["events"]
    ]
    assert {one["type"] for one in receipts} == {"m.receipt", "m.typing"}
    assert all(one.is_good for one in stage.run(lambda network: network.findings("")))
    account = stage.run(lambda network: network.account())
    assert account.address == stage.ours.user


def test_somebody_on_a_server_that_ours_does_not_know_is_refused(stage: Stage) -> None:
    with pytest.raises(NetworkError) as caught:
        stage.send(to="@ana:elsewhere.test")
    assert (caught.value.failure, caught.value.code) == (Failure.REFUSED, "M_FORBIDDEN")


def test_synapse_takes_an_invitation_of_a_local_name_that_nobody_has(stage: Stage) -> None:
    assert stage.send(to=f"@nobody:{SERVER}").external_id, "so a wrong name shows by silence only"


def test_a_token_that_was_revoked_asks_for_a_new_connection(stage: Stage) -> None:
    stranger = Registered(user=stage.ours.user, token=stage.ours.token)
    stage.home.ask(stranger, "POST", "logout").raise_for_status()
    with pytest.raises(NetworkError) as caught:
        stage.send()
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "M_UNKNOWN_TOKEN")
