"""What holds for every face there is: its error rows, its pages in the console, its part in a crowd, its memory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from askfirst.sandbox import saving
from askfirst.sandbox.call import Call
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.crowd import Crowd
from askfirst.sandbox.face import FACES, Face
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.starting import populate
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    it = Sandbox(World(clock=Clock(DAY, is_frozen=True)))
    populate(it)
    return it


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with sandbox.running() as address, httpx.Client(base_url=address, trust_env=False) as it:
        yield it


@pytest.fixture(autouse=True)
def _clean(sandbox: Sandbox) -> None:
    sandbox.mistakes.clear()
    sandbox.faults.clear()


def call(face: Face) -> Call:
    host = face.hosts[0].replace("*", "one")
    return Call(
        method="GET",
        host=host,
        path="/",
        raw_path="/",
        raw_query="",
        headers={},
        body=b"",
        base=f"https://{host}",
        received=f"https://{host}/",
    )


@pytest.mark.parametrize("name", FACES)
def test_every_error_row_can_be_asked_for_and_is_an_error(sandbox: Sandbox, name: str) -> None:
    face = sandbox.faces.all[name]
    assert len(face.rows) > 5
    for row in ("unknown", *face.rows):  # the core itself asks for "unknown"
        answer = face.row(row, call(face), {})
        assert answer.status_code >= 400 or b"error" in answer.body, row


@pytest.mark.parametrize("name", FACES)
def test_a_fault_by_row_is_answered_over_http(sandbox: Sandbox, client: httpx.Client, name: str) -> None:
    face = sandbox.faces.all[name]
    host = face.hosts[0].replace("*", "one")
    row = next(iter(face.rows))
    sandbox.faults.add(Fault(kind="row", row=row, host=host))
    answer = client.get(f"/{host}/")
    assert answer.headers["date"] == "Mon, 01 Jun 2026 12:00:00 GMT"
    entry = sandbox.transcript.find()[-1]
    assert (entry.host, entry.fault) == (host, "row")
    assert sandbox.mistakes == []


@pytest.mark.parametrize("name", FACES)
def test_an_address_that_is_not_there_is_no_mistake_of_ours(
    sandbox: Sandbox, client: httpx.Client, name: str
) -> None:
    host = sandbox.faces.all[name].hosts[0].replace("*", "one")
    for method in ("GET", "POST", "DELETE"):
        answer = client.request(
            method, f"/{host}/there/is/nothing/here", content=b"\xff{" if method == "POST" else None
        )
        assert 400 <= answer.status_code < 500, (method, answer.text)
    assert sandbox.mistakes == []


@pytest.mark.parametrize("name", FACES)
def test_the_console_shows_everything_that_a_person_can_do_there(
    sandbox: Sandbox, client: httpx.Client, name: str
) -> None:
    face = sandbox.faces.all[name]
    assert face.title
    for network in face.joined:
        page = client.get(f"/people/cast1/{network}")
        assert page.status_code == 200
        for choice in face.choices:
            assert choice.title in page.text
            assert len(choice.values) > 1
    assert sandbox.mistakes == []


def test_a_crowd_plays_on_all_of_them_and_the_world_comes_back_from_its_file(tmp_path: Path) -> None:
    sandbox = Sandbox(World(clock=Clock(DAY, is_frozen=True)))
    crowd = Crowd(sandbox, people=300, days=20, seed=7)
    while crowd.step():
        pass
    crowd.close()
    assert set(crowd.networks) == {name for face in sandbox.faces.all.values() for name in face.joined}
    assert {act.deed.network for act in sandbox.world.acts} == set(crowd.networks)
    file = tmp_path / "world.json"
    saving.save(sandbox.world, file)
    again = Sandbox(saving.load(file))
    assert saving.state_of(again.world) == saving.state_of(sandbox.world)


def test_no_two_faces_answer_for_the_same_host_by_accident(sandbox: Sandbox) -> None:
    """Those that share one are Meta's three, which tell their calls apart by what these are about."""
    shared = {
        host for face in sandbox.faces.all.values() for host in face.hosts if len(sandbox.faces.at(host)) > 1
    }
    assert shared <= {"graph.facebook.com", "www.facebook.com", "facebook.com"}
