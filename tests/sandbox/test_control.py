"""The control API: whatever a test or a person wants to change from outside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.sandbox.things import Deed, Kind
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_server import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


class ControlStage(Stage):
    def call(self, method: str, path: str, given: Any = None, status: int = 200) -> Any:
        answer = self.http.request(method, f"{self.address}/_sandbox/{path}", json=given)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def stage() -> Iterator[ControlStage]:
    it = ControlStage()
    with it.sandbox.running() as it.address, it.http:
        yield it


def test_the_clock_is_set_frozen_and_moved(stage: ControlStage) -> None:
    stage.call("POST", "clock", {"set": "2013-10-16T12:00:00Z", "frozen": True})
    said = stage.call("POST", "clock", {"move": 86_400})
    assert said == {"now": "2013-10-17T12:00:00Z", "is_frozen": True}
    assert stage.world.now == datetime(2013, 10, 17, 12, tzinfo=UTC)
    assert "time zone" in stage.call("POST", "clock", {"set": "2013-10-16T12:00:00"}, 400)["error"]


def test_somebody_joins_and_writes_and_is_refused_as_everybody_is(stage: ControlStage) -> None:
    person = stage.call(
        "POST", "people", {"name": "Noah Becker", "networks": {"echo": {"username": "noah"}}}, 201
    )
    found = stage.call("GET", "people?network=echo&name=noah")
    assert [one["id"] for one in found["people"]] == [person["id"]]
    told = {"network": "echo", "kind": "write", "person": person["id"], "target": stage.ours.id, "text": "Hi"}
    act = stage.call("POST", "deeds", told)
    assert stage.world.messages["echo", act["made"]].text == "Hi"
    stage.call("POST", "clock", {"move": 90_000})
    back = {"network": "echo", "kind": "write", "source": stage.ours.id, "target": person["profiles"]["echo"]}
    refused = stage.call("POST", "deeds", back, 409)
    assert (refused["rule"], refused["row"]) == ("EC-01", "window")
    assert [act["deed"]["text"] for act in stage.call("GET", "acts?network=echo")["acts"]] == ["Hi"]


def test_a_fault_is_asked_for_by_its_row_and_counted_down(stage: ControlStage) -> None:
    stage.ana_writes()
    stage.call(
        "POST", "faults", {"kind": "row", "row": "busy", "path": "/messages", "times": 2, "skip": 1}, 201
    )
    assert [stage.write().status_code for _ in range(4)] == [201, 503, 503, 201]
    assert (
        "no network has an error row"
        in stage.call("POST", "faults", {"kind": "row", "row": "tea"}, 400)["error"]
    )
    assert stage.call("GET", "faults")["waiting"] == []


@pytest.mark.parametrize(
    ("fault", "is_done"),
    [
        ({"kind": "refuse"}, False),
        ({"kind": "hang", "seconds": 0.01}, False),
        ({"kind": "no_answer"}, True),
        ({"kind": "cut"}, True),
    ],
)
def test_a_connection_breaks_before_or_after_the_deed(
    stage: ControlStage, fault: dict[str, Any], *, is_done: bool
) -> None:
    stage.ana_writes()
    stage.call("POST", "faults", fault | {"method": "POST", "path": "/messages"}, 201)
    with pytest.raises(httpx.TransportError):
        stage.write("Until six.")
    assert any(one.text == "Until six." for one in stage.world.messages.values()) is is_done
    assert stage.call("GET", "transcript?path=/messages")[-1]["fault"] == fault["kind"]


def test_answers_may_come_slowly_and_clocks_may_be_wrong(stage: ControlStage) -> None:
    stage.ana_writes()
    stage.call("POST", "faults", {"kind": "slow", "seconds": 0.01, "path": "/messages"}, 201)
    assert stage.write().elapsed.total_seconds() > 0.1
    stage.call("POST", "clock", {"set": "2026-01-01T00:00:00Z", "frozen": True})
    stage.call("POST", "faults", {"kind": "skew", "seconds": -3600, "path": "/messages"}, 201)
    assert stage.write().headers["date"] == "Wed, 31 Dec 2025 23:00:00 GMT"
    assert stage.write().headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_the_transcript_tells_what_was_said(stage: ControlStage) -> None:
    stage.write("Too early.")
    (entry,) = stage.call("GET", "transcript?method=post&network=echo")
    assert (entry["status"], entry["host"], entry["path"]) == (403, "api.echo.test", "/messages")
    assert "Too early." in entry["body"]
    assert stage.call("GET", f"transcript?since={entry['number']}") == []
    stage.call("DELETE", "transcript", status=204)
    assert stage.call("GET", "transcript") == []


def test_a_hook_is_registered_only_after_its_handshake(stage: ControlStage) -> None:
    with Receiver() as receiver:
        asked = {"network": "echo", "url": receiver.url, "app": stage.app.id, "fields": ["messages"]}
        receiver.word = b"what?"
        assert "wrong word" in stage.call("POST", "hooks", asked, 409)["error"]
        assert stage.call("GET", "hooks") == []
        receiver.word = b"sesame"
        hook = stage.call("POST", "hooks", asked, 201)
        stage.call("POST", "pushes", {"is_held": True})
        stage.ana_writes()
        assert stage.call("POST", "pushes/flush") == {"sent": 1}
        receiver.wait_for(1)
        stage.call("DELETE", f"hooks/{hook['id']}", status=204)
        assert "Expected" in stage.call("POST", "pushes", {"batch": "many"}, 400)["error"]


def test_tokens_come_and_go(stage: ControlStage) -> None:
    stage.ana_writes()
    asked = {"network": "echo", "profile": stage.ours.id, "scopes": ["write"], "lasts": 60}
    value = stage.call("POST", "tokens", asked, 201)["value"]
    bearer = {"authorization": f"Bearer {value}"}
    assert stage.write("1", **bearer).status_code == 201
    stage.call("DELETE", f"tokens/{value}?why=password")
    assert stage.write("2", **bearer).json() == {"error": "token", "why": "revoked"}
    tokens = stage.call("GET", "accounts")[0]["tokens"]
    assert [token["value"] for token in tokens] == [stage.token.value]


def test_everything_is_forgotten_and_the_same_seed_begins_the_same_world(stage: ControlStage) -> None:
    stage.ana_writes()
    stage.call("POST", "reset")
    assert stage.call("GET", "")["numbers"]["people"] == 0
    again = stage.world.account("echo", "harbour", "Harbour Coffee")
    assert again.id == stage.ours.id


@pytest.mark.parametrize(
    "headers", [{"host": "rebound.example"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}]
)
def test_pages_of_other_sites_have_no_say(stage: ControlStage, headers: dict[str, str]) -> None:
    answer = stage.http.post(f"{stage.address}/_sandbox/reset", headers=headers)
    assert answer.status_code in {403, 404}
    assert stage.world.people


def test_bad_requests_are_answered_with_a_sentence(stage: ControlStage) -> None:
    assert "JSON object" in stage.call("POST", "deeds", [1], 400)["error"]
    assert (
        "kind" in stage.call("POST", "deeds", {"network": "echo", "kind": "fly", "source": "1"}, 400)["error"]
    )
    gone = {"network": "echo", "kind": "like", "source": stage.ana.id, "about": "77"}
    assert "no post '77'" in stage.call("POST", "deeds", gone, 404)["error"]
    assert "there is no field nmae" in stage.call("POST", "people", {"name": "A", "nmae": "B"}, 400)["error"]
    with stage.world.lock, pytest.raises(LookupError):
        stage.world.do(Deed(network="echo", kind=Kind.LIKE, source="nobody"))
