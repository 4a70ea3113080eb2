"""What others wrote for Telegram, run unchanged against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from askfirst.sandbox.faces.telegram import BOT, GROUP
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.things import Deed, Kind, Media
from tests.sandbox.clients import run_client
from tests.sandbox.test_telegram import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    it = Stage()
    it.world.clock.run()
    with it.sandbox.running(certificates=tmp_path / "authority.pem") as it.address:
        yield it
    assert it.sandbox.mistakes == []


@pytest.fixture
def blocker(stage: Stage) -> str:
    """Somebody who wrote once and then blocked the bot."""
    rui = stage.world.join(stage.world.person("Rui Lima"), "telegram", username="rui_l")
    with stage.world.lock:
        for kind, text in ((Kind.WRITE, "bye"), (Kind.BLOCK, "")):
            stage.sandbox.faces.play(
                Deed(network="telegram", kind=kind, source=rui.id, target=BOT, text=text)
            )
    return rui.id


def test_python_telegram_bot_hears_answers_and_is_refused_as_by_telegram(stage: Stage, blocker: str) -> None:
    stage.world.own["telegram"]["waiting"][BOT].clear()
    stage.does(Kind.OPEN, more={"by": "menu"})
    with stage.world.lock:
        file = Media(id=stage.world.keep_file(b"jpeg"), type="image/jpeg", name="a.jpg", size=4)
    stage.does(Kind.WRITE, text="look", media=(file,))
    stranger = stage.world.join(stage.world.person("Nobody Yet"), "telegram").id
    said = run_client(
        "ptb_bot", stage.sandbox, token=stage.token, ana=stage.ana.id, stranger=stranger, blocker=blocker
    )
    assert said["name"] == "harbour_bot"
    assert said["texts"] == ["/start menu", "look"]
    assert (said["quotes"], said["photo"], said["document"]) == ("/start menu", "jpeg", "menu.pdf")
    assert (said["album"], said["edited"], said["deleted"]) == (2, True, True)
    assert said["stranger"] == "Chat not found"
    assert said["blocker"] == "Forbidden: bot was blocked by the user"
    assert said["hook"] == "https://ask.example/hook"
    assert "can't use getUpdates method while webhook is active" in said["conflict"]
    assert said["token"]
    assert stage.world.messages["telegram", str(said["answer"])].text == "Until seven."


def test_python_telegram_bot_waits_as_long_as_it_is_told(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="Hi")
    stage.sandbox.faults.add(Fault(kind="row", path="*sendMessage", row="flood", more={"retry_after": 7}))
    assert run_client("ptb_flood", stage.sandbox, token=stage.token, ana=stage.ana.id) == {"seconds": 7}


def test_aiogram_polls_answers_and_is_refused_as_by_telegram(stage: Stage, blocker: str) -> None:
    stage.world.own["telegram"]["waiting"][BOT].clear()
    stage.does(Kind.OPEN, more={"by": "menu"})
    stage.does(Kind.WRITE, text="Are you open?")
    given: dict[str, Any] = {"token": stage.token, "blocker": blocker, "group": GROUP["id"]}
    said = run_client("aiogram_bot", stage.sandbox, is_redirected=False, address=stage.address, **given)
    assert (said["start"], said["text"], said["photo"]) == ("/start menu", "Are you open?", 2)
    assert stage.world.messages["telegram", str(said["answer"])].text == "Welcome."
    assert "bot was blocked by the user" in said["blocker"]
    assert 1 <= said["wait"] <= 60
