"""What others wrote for Mastodon, run unchanged against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox.faces.mastodon import TOKEN
from askfirst.sandbox.things import Kind
from tests.sandbox.clients import run_client
from tests.sandbox.test_mastodon import Stage

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


def test_mastodon_py_reads_answers_and_is_refused_as_by_a_server(stage: Stage) -> None:
    stage.does(Kind.FOLLOW)
    stage.does(Kind.WRITE, text="are you open?")
    said = run_client("mastodonpy_account", stage.sandbox, token=TOKEN)
    assert said["asks_at"].startswith("https://social.example/oauth/authorize?client_id=")
    assert (said["version"], said["most"], said["me"]) == ("4.6.0", 500, "harbour")
    assert said["types"] == ["follow", "mention"]
    assert said["from"] == "ana@other.example"
    assert "are you open?</p>" in said["words"]
    assert (said["same"], said["visibility"]) == (True, "direct")
    assert stage.world.messages["mastodon", said["answer"]].recipient == stage.ana.id
    assert said["talks"] == [["ana@other.example"]]
    assert (said["files"], said["edited"], said["favourited"]) == (1, True, True)
    assert said["relation"] == [True, True, False]
    assert (said["followers"], said["context"], said["pages"]) == (["ana@other.example"], 1, 2)
    assert said["gone"] == "Record not found"
    assert "can't be blank" in said["blank"]
    assert "limit of 500" in said["long"]
    assert "access token is invalid" in said["token"]
    assert 0 < said["left"] < 300
