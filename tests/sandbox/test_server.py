"""The sandbox over HTTP, with the smallest face there is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from askfirst.sandbox import saving
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.world import World
from tests.sandbox.echo import Echo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Stage:
    """A running sandbox with Harbour's account and Ana."""

    def __init__(self, folder: Path | None = None, face: type[Echo] = Echo) -> None:
        self.sandbox = Sandbox(World(), faces={"echo": face}, folder=folder)
        self.world = self.sandbox.world
        self.app = self.world.app("echo")
        self.ours = self.world.account("echo", "harbour", "Harbour Coffee", app=self.app.id)
        self.ana = self.world.join(self.world.person("Ana Ferreira", language="pt"), "echo")
        self.token = self.world.issue(
            "echo", self.ours.id, app=self.app.id, scopes=["write"], lasts=timedelta(days=60)
        )
        self.http = httpx.Client(trust_env=False, headers={"authorization": f"Bearer {self.token.value}"})
        self.address = ""

    def write(self, text: str = "Hello", **more: str) -> httpx.Response:
        url = f"{self.address}/api.echo.test/messages"
        return self.http.post(url, json={"to": self.ana.id, "text": text}, headers=more)

    def ana_writes(self, text: str = "Open today?") -> None:
        with self.world.lock:
            deed = Deed(network="echo", kind=Kind.WRITE, source=self.ana.id, target=self.ours.id, text=text)
            self.sandbox.faces.play(deed)


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as it.address, it.http:
        yield it


def test_the_rules_answer_in_the_networks_words_until_the_person_writes(stage: Stage) -> None:
    refused = stage.write()
    assert (refused.status_code, refused.json()["error"]) == (403, "window")
    stage.ana_writes()
    sent = stage.write("Until six.")
    assert sent.status_code == 201
    assert stage.world.messages["echo", sent.json()["id"]].text == "Until six."


def test_a_day_passes_in_no_time_and_closes_the_window(stage: Stage) -> None:
    stage.ana_writes()
    before = stage.write().headers["date"]
    stage.world.clock.move(timedelta(days=1))
    after = stage.write()
    assert after.status_code == 403
    assert httpx.Headers({"date": before}) != httpx.Headers({"date": after.headers["date"]})
    stage.world.clock.move(timedelta(days=60))
    assert stage.write().json() == {"error": "token", "why": "expired"}


def test_a_host_is_found_by_its_name_and_by_the_path(stage: Stage) -> None:
    stage.ana_writes()
    made = stage.write().json()["id"]
    by_path = stage.http.get(f"{stage.address}/api.echo.test/messages/{made}").json()
    by_host = stage.http.get(f"{stage.address}/messages/{made}", headers={"host": "eu.echo.example"}).json()
    assert by_path["next"] == f"{stage.address}/api.echo.test/messages/next"
    assert by_host["next"] == "https://eu.echo.example/messages/next"
    assert stage.http.get(f"{stage.address}/api.other.test/x").status_code == 404


def test_a_world_goes_on_where_it_was(tmp_path: Path) -> None:
    first = Stage(tmp_path)
    with first.sandbox.running() as first.address:
        first.ana_writes()
    second = Sandbox.opened(tmp_path, faces={"echo": Echo})
    assert second.world.last_message("echo", first.ana.id, first.ours.id)
    assert saving.state_of(second.world).acts == first.world.acts
    assert second.world.tokens[first.token.value].scopes == ["write"]


def test_what_was_done_is_not_always_told(stage: Stage) -> None:
    stage.ana_writes()
    stage.sandbox.faults.add(Fault(kind="no_answer", path="/messages"))
    with pytest.raises(httpx.RemoteProtocolError):
        stage.write("Was I heard?")
    assert any(one.text == "Was I heard?" for one in stage.world.messages.values())
    assert stage.write().status_code == 201


def test_a_broken_face_is_told_apart_from_a_network(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.http.get(f"{stage.address}/api.echo.test/break").status_code == 500
    assert "ZeroDivisionError" in stage.sandbox.mistakes[0]
