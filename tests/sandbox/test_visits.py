"""The fans' visits on the networks: the networks' rules let every one of them pass, and each is made once."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox import cast, starting, visits
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind
from askfirst.sandbox.visits import VISITS, Visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from askfirst.sandbox.things import Act

NETWORKS = {visit.network for visit in VISITS}


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sandbox, str]]:
    monkeypatch.setattr(visits, "PAUSE_SECONDS", 0.0)
    there = Sandbox()
    starting.populate(there)
    with there.running() as address:
        yield there, address


def _play(address: str, state: Path, networks: set[str], stop: threading.Event | None = None) -> list[str]:
    scene = Visits(address, state)
    try:
        return scene.play(networks, stop or threading.Event())
    finally:
        scene.close()


def _ours(there: Sandbox, network: str) -> str:
    return next(name for kind, name in there.world.accounts if kind == network)


def _done(there: Sandbox) -> list[Act]:
    """Without what Telegram writes by itself when somebody presses Start."""
    return [act for act in there.world.acts if act.deed.text != "/start"]


def test_every_visit_is_made_once_and_none_is_refused(sandbox: tuple[Sandbox, str], tmp_path: Path) -> None:
    there, address = sandbox
    assert _play(address, tmp_path / "visits.json", NETWORKS) == []
    assert len(_done(there)) == len(VISITS) == len({visit.id for visit in VISITS})
    assert _play(address, tmp_path / "visits.json", NETWORKS) == []
    assert len(_done(there)) == len(VISITS)


def test_nobody_comes_where_we_are_not_connected_until_we_are(
    sandbox: tuple[Sandbox, str], tmp_path: Path
) -> None:
    there, address = sandbox
    _play(address, tmp_path / "visits.json", {"mastodon"})
    assert {act.deed.network for act in there.world.acts} == {"mastodon"}
    _play(address, tmp_path / "visits.json", NETWORKS)
    assert len(_done(there)) == len(VISITS)


def test_a_refused_visit_is_said_and_the_others_are_made(
    sandbox: tuple[Sandbox, str], tmp_path: Path
) -> None:
    there, address = sandbox
    tom = there.world.people["cast7"]
    assert tom.name == cast.TOM.name
    there.world.do(Deed(network="x", kind=Kind.BLOCK, source=_ours(there, "x"), target=tom.profiles["x"]))
    before = len(_done(there))
    (said,) = _play(address, tmp_path / "visits.json", NETWORKS)
    assert "x follow Tom Whitlock" in said
    assert len(json.loads((tmp_path / "visits.json").read_text("utf-8"))) == len(VISITS) - 1
    assert len(_done(there)) == before + len(VISITS) - 1


def test_visits_that_are_broken_off_go_on_the_next_time(sandbox: tuple[Sandbox, str], tmp_path: Path) -> None:
    there, address = sandbox
    stop = threading.Event()
    stop.set()
    _play(address, tmp_path / "visits.json", NETWORKS, stop)
    assert len(_done(there)) == 1
    _play(address, tmp_path / "visits.json", NETWORKS)
    assert len(_done(there)) == len(VISITS)


def test_the_last_word_on_telegram_is_a_block(sandbox: tuple[Sandbox, str], tmp_path: Path) -> None:
    there, address = sandbox
    _play(address, tmp_path / "visits.json", NETWORKS)
    bart = there.world.people[f"cast{len(cast.CAST)}"].profiles["telegram"]
    assert there.world.blocks("telegram", bart, _ours(there, "telegram"))
