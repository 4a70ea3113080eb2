"""Matrix end to end: our connector against the sandbox's homeserver over HTTP, and the face's own rules."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import Attachment, Envelope, Event, EventKind, Failure, Form, NetworkError
from askfirst.networks.marks import Mark
from askfirst.networks.matrix import sync as matrix_sync
from askfirst.sandbox.faces import matrix as face
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.rules import matrix as rules
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.matrix.account import Matrix
    from askfirst.networks.pulls import Pulled

FACE = "askfirst.sandbox.faces.matrix:Matrix"


class Stage:
    """A running sandbox with Harbour's account and Ana, and our connector."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(World(), faces={"matrix": FACE})
        self.world = self.sandbox.world
        self.ours = f"@harbour:{face.SERVER}"
        self.ana = self.world.join(self.world.person("Ana Ferreira"), "matrix").id
        self.since = self.world.now - timedelta(seconds=1)
        self.settings: dict[str, Any] = {
            "homeserver": f"https://{face.HOST}",
            "user_id": self.ours,
            "access_token": face.TOKEN,
        }
        self.cursor = ""

    def run(self, deed: Callable[[Matrix], Any]) -> Any:
        async def once() -> Any:
            network: Any = catalog.connector("matrix", self.settings)
            try:
                return await deed(network)
            finally:
                await http.close()

        return asyncio.run(once())

    def play(self, kind: Kind, **given: Any) -> str:
        with self.world.lock:
            more = {"source": self.ana, "target": self.ours} | given
            return self.sandbox.faces.play(Deed(network="matrix", kind=kind, **more)).made

    def send(self, **given: Any) -> Any:
        more = {"key": "k-1", "to": self.ana, "text": "Hello Ana"} | given
        return self.run(lambda network: network.send(Envelope(form=Form.DIRECT, **more)))

    def news(self) -> list[Event]:
        """All that came in since the last time."""
        pulled: Pulled = self.run(lambda network: network.pull(self.cursor, self.since))
        self.cursor = pulled.cursor
        network = catalog.connector("matrix", self.settings)
        found = []
        for piece in pulled.pieces:
            (event,) = network.parse(piece.raw)
            assert event.external_id == piece.external_id
            found.append(event)
        return found

    def known(self) -> list[Event]:
        """The same, without what says nothing of a person."""
        return [event for event in self.news() if event.kind is not EventKind.OTHER]

    def meet(self) -> None:
        """Ana has written, and we have come into her room."""
        self.play(Kind.WRITE, text="Hi")
        self.news()
        self.news()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(matrix_sync, "WAIT_SECONDS", 0)
    it = Stage()
    with it.sandbox.running() as address:
        it.settings["through"] = address
        yield it
    assert not it.sandbox.mistakes


def refused(stage: Stage, **given: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        stage.send(**given)
    return caught.value


def room(stage: Stage) -> str:
    (found,) = stage.sandbox.world.own["matrix"]["rooms"]
    return str(found)


def memberships(stage: Stage) -> dict[str, str]:
    return dict(stage.world.own["matrix"]["members"][room(stage)])


# ── out ──


def test_a_first_word_opens_a_room_and_invites_them(stage: Stage) -> None:
    receipt = stage.send()
    assert memberships(stage) == {stage.ours: "join", stage.ana: "invite"}
    (message,) = stage.world.messages.values()
    assert (message.id, message.text, message.recipient) == (receipt.external_id, "Hello Ana", stage.ana)
    stage.send(key="k-2", text="Are you there?")
    assert len(stage.world.own["matrix"]["rooms"]) == 1


def test_the_same_key_is_said_once_even_when_the_answer_gets_lost(stage: Stage) -> None:
    stage.meet()
    stage.sandbox.faults.add(Fault(path="*/send/m.room.message/*", kind="no_answer"))
    no = refused(stage)
    assert no.failure is Failure.RETRY
    again = stage.send()
    assert [one.text for one in stage.world.messages.values()] == ["Hi", "Hello Ana"]
    envelope = Envelope(key="k-1", form=Form.DIRECT, to=stage.ana, text="Hello Ana")
    assert stage.run(lambda network: network.find(envelope, stage.since)).external_id == again.external_id
    other = Envelope(key="k-2", form=Form.DIRECT, to=stage.ana, text="Hello Ana")
    assert stage.run(lambda network: network.find(other, stage.since)) is None


def test_an_answer_lost_while_a_room_is_opened_asks_nobody_in_twice(stage: Stage) -> None:
    stage.sandbox.faults.add(Fault(path="*/createRoom", kind="no_answer"))
    assert refused(stage).failure is Failure.RETRY
    stage.send()
    invited = [
        one
        for events in stage.world.own["matrix"]["rooms"].values()
        for one in events
        if one["content"].get("membership") == "invite"
    ]
    assert len(invited) == 1


def test_whoever_takes_no_invitations_is_not_reached_unless_they_wrote(stage: Stage) -> None:
    stage.world.clock.set(rules.NO_INVITES_FROM)
    stage.play(Kind.SET, target="", more={rules.SETTING: "block"})
    no = refused(stage)
    assert (no.failure, no.code) == (Failure.UNREACHABLE, "M_INVITE_BLOCKED")
    assert not stage.world.messages
    stage.since = stage.world.now - timedelta(seconds=1)
    stage.meet()
    assert stage.send().external_id


def test_before_their_day_invitations_could_not_be_refused(stage: Stage) -> None:
    stage.play(Kind.SET, target="", more={rules.SETTING: "block"})
    deed = Deed(network="matrix", kind=Kind.WRITE, source=stage.ours, target=stage.ana, text="Hi")
    before = rules.may(stage.world, deed, rules.NO_INVITES_FROM - timedelta(microseconds=1))
    after = rules.may(stage.world, deed, rules.NO_INVITES_FROM)
    assert before is None
    assert after is not None
    assert after.rule == "MX-02"


def test_nobody_of_that_name_cannot_be_invited(stage: Stage) -> None:
    assert refused(stage, to=f"@nobody:{face.SERVER}").failure is Failure.UNREACHABLE


def test_an_encrypted_room_is_left_alone(stage: Stage) -> None:
    stage.send()
    stage.sandbox.faces.all["matrix"].rooms.add(  # type: ignore[attr-defined]
        room(stage),
        stage.ana,
        "m.room.encryption",
        {"algorithm": "m.megolm.v1"},
        stage.world.now,
        state_key="",
    )
    assert refused(stage, key="k-2").code == "encrypted"
    assert len(stage.world.messages) == 1


def test_a_file_is_laid_down_and_fetched_with_our_token(stage: Stage) -> None:
    stage.meet()
    stage.send(attachments=(Attachment(name="cup.png", content_type="image/png", content=b"cup"),))
    event = stage.world.own["matrix"]["rooms"][room(stage)][-1]
    assert (event["content"]["msgtype"], event["content"]["filename"]) == ("m.image", "cup.png")
    (echo,) = stage.known()
    assert echo.kind is EventKind.ECHO
    url = (
        f"{stage.settings['through']}/{face.HOST}/_matrix/client/v1/media/download/"
        + event["content"]["url"][6:]
    )
    with httpx.Client(trust_env=False) as client:
        assert client.get(url).status_code == 401
        file = client.get(url, headers={"authorization": f"Bearer {face.TOKEN}"})
    assert (file.content, file.headers["content-type"]) == (b"cup", "image/png")


def test_too_much_at_once_waits_as_long_as_the_homeserver_says(stage: Stage) -> None:
    for number in range(10):
        stage.send(key=f"k-{number}")
    no = refused(stage, key="k-10")
    assert no.failure is Failure.QUOTA
    assert no.retry_after is not None
    assert timedelta(0) < no.retry_after <= timedelta(seconds=11)


@pytest.mark.parametrize("row", sorted(face.Matrix.rows))
def test_every_error_row_means_something_to_the_connector(stage: Stage, row: str) -> None:
    stage.sandbox.faults.add(Fault(path="*/send/m.room.message/*", kind="row", row=row))
    no = refused(stage)
    assert no.failure in set(Failure)
    assert no.code


def test_marks_reach_the_room(stage: Stage) -> None:
    stage.meet()
    (said,) = stage.world.messages
    stage.run(lambda network: network.mark(Mark.SEEN, to=stage.ana, message=said[1]))
    stage.run(lambda network: network.mark(Mark.TYPING, to=stage.ana, message=said[1]))
    receipts = stage.world.own["matrix"]["receipts"][room(stage)]
    assert receipts[stage.ours]["event"] == said[1]


# ── in ──


def test_who_writes_first_invites_us_and_is_read_once_we_have_come(stage: Stage) -> None:
    assert not stage.news()
    said = stage.play(Kind.WRITE, text="A table for two?")
    (invitation,) = stage.news()
    assert "accepted" in invitation.remarks[0]
    events = stage.known()
    assert [(event.kind, event.external_id) for event in events] == [(EventKind.MESSAGE, said)]
    assert events[0].actor_name == "Ana Ferreira"
    assert memberships(stage) == {stage.ana: "join", stage.ours: "join"}
    assert not stage.news()
    stage.send()
    (echo,) = stage.known()
    assert (echo.kind, echo.key, echo.target) == (EventKind.ECHO, "k-1", stage.ana)


def test_invitations_are_left_alone_where_the_settings_say_so(stage: Stage) -> None:
    stage.settings["joins"] = "none"
    stage.play(Kind.WRITE, text="Hi")
    (invitation,) = stage.news()
    assert "alone" in invitation.remarks[0]
    assert memberships(stage)[stage.ours] == "invite"


def test_changes_signs_and_receipts_name_what_they_are_about(stage: Stage) -> None:
    stage.meet()
    ours = stage.send().external_id
    said = stage.play(Kind.WRITE, text="Is it open?")
    stage.play(Kind.EDIT, about=said, text="Is it open on Sunday?")
    stage.play(Kind.REACT, about=ours, more={"reaction": "🙏"})
    stage.play(Kind.READ)
    stage.play(Kind.DELETE, about=said)
    events = {event.kind: event for event in stage.known()}
    assert (events[EventKind.EDIT].target, events[EventKind.EDIT].text) == (said, "Is it open on Sunday?")
    assert (events[EventKind.REACTION].target, events[EventKind.REACTION].text) == (ours, "🙏")
    assert events[EventKind.READ].actor == stage.ana
    assert events[EventKind.DELETE].target == said
    assert EventKind.MESSAGE not in events, "its words were gone before they were read"


def test_accepting_is_a_link_and_leaving_a_stop(stage: Stage) -> None:
    stage.news()
    stage.send()
    stage.play(Kind.ACCEPT)
    assert EventKind.CONNECT in [event.kind for event in stage.known()]
    stage.play(Kind.LEAVE)
    (stop,) = stage.known()
    assert (stop.kind, stop.actor, stop.actor_name) == (EventKind.STOP, stage.ana, "Ana Ferreira")


def test_declining_an_invitation_is_a_stop(stage: Stage) -> None:
    stage.news()
    stage.send()
    stage.known()
    stage.play(Kind.DECLINE)
    assert [event.kind for event in stage.known()] == [EventKind.STOP]


def test_being_banned_is_a_block(stage: Stage) -> None:
    stage.meet()
    token = stage.world.issue("matrix", stage.ana).value
    there = f"{stage.settings['through']}/{face.HOST}/_matrix/client/v3/rooms/{room(stage)}/ban"
    with httpx.Client(trust_env=False, headers={"authorization": f"Bearer {token}"}) as client:
        assert client.post(there, json={"user_id": stage.ours}).status_code == 200
    (block,) = stage.known()
    assert (block.kind, block.actor) == (EventKind.BLOCK, stage.ana)


def test_whoever_ignores_us_says_nothing_about_it(stage: Stage) -> None:
    stage.meet()
    stage.play(Kind.BLOCK)
    assert stage.send().external_id, "to ignore somebody is silent"


def test_a_long_absence_is_read_back_whole(stage: Stage) -> None:
    stage.meet()
    names = [stage.play(Kind.WRITE, text=f"Word {number}") for number in range(350)]
    assert [event.external_id for event in stage.known()] == names


def test_a_sync_waits_until_something_happens(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_sync, "WAIT_SECONDS", 20)
    stage.news()

    async def both(network: Matrix) -> Pulled:
        waiting = asyncio.create_task(network.pull(stage.cursor, stage.since))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await asyncio.to_thread(stage.play, Kind.WRITE, text="Hi")
        return await asyncio.wait_for(waiting, 5)

    assert stage.run(both).pieces


# ── connecting ──


def test_a_token_speaks_for_its_account_until_it_is_revoked(stage: Stage) -> None:
    account = stage.run(lambda network: network.account())
    assert (account.address, account.name) == (stage.ours, "Harbour Coffee")
    assert all(one.is_good for one in stage.run(lambda network: network.findings("")))
    stage.world.revoke(stage.world.tokens[face.TOKEN], "person")
    no = refused(stage)
    assert (no.failure, no.code) == (Failure.CREDENTIALS, "M_UNKNOWN_TOKEN")
