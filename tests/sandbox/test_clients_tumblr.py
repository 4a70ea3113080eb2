"""Public clients of Tumblr, unchanged, through the TLS front."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox.faces import tumblr_shapes as shapes
from askfirst.sandbox.things import Kind
from tests.sandbox.clients import run_client
from tests.sandbox.test_tumblr import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = [
    "harbour-tumblr-key",
    "harbour-tumblr-secret",
    "harbour-tumblr-token",
    "harbour-tumblr-token-secret",
]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running(certificates=tmp_path / "authority.pem") as it.address:
        it.does(Kind.FOLLOW, target=it.ours.id)
        it.theirs = it.does(Kind.POST, text="My cup").made
        it.asks("Who are you?", is_anonymous=True)
        it.world.clock.move(timedelta(seconds=2))
        it.ask = it.asks("When do you ship?")
        yield it
    assert it.sandbox.mistakes == []


def test_pytumblr_speaks_the_older_format(stage: Stage) -> None:
    liked = stage.does(Kind.POST, by=stage.ours, text="Older beans").made
    stage.does(Kind.LIKE, target=stage.ours.id, about=liked)
    said = run_client(
        "pytumblr_client",
        stage.sandbox,
        keys=KEYS,
        blog="harbourcoffee",
        liked=liked,
        theirs=stage.theirs,
        reblog_key=shapes.reblog_key(stage.world, stage.theirs),
    )
    assert said["me"] == "harbourcoffee"
    made = stage.world.posts["tumblr", str(said["post"])]
    assert (made.text, made.deleted_at is not None) == ("New\n\nbeans & more", True)
    assert "beans &amp; more" in said["body"]
    assert said["followers"] == ["ana"]
    assert said["waiting"] == [["ana", "When do you ship?"], ["Anonymous", "Who are you?"]]
    assert (said["notes"], said["like"], said["ask"]) == (["like"], [], True)
    assert stage.world.likes_of("tumblr", stage.theirs)[0].source == stage.ours.id
    assert said["lost"] == {"status": 404, "msg": "Not Found"}
    assert said["wrong"] == {"status": 401, "msg": "Unauthorized"}


def test_pytumblr2_speaks_the_newer_format(stage: Stage) -> None:
    said = run_client("pytumblr2_client", stage.sandbox, keys=KEYS, blog="harbourcoffee", theirs=stage.theirs)
    world = stage.world
    assert world.posts["tumblr", said["post"]].text == "New beans"
    assert world.files[world.posts["tumblr", said["pictured"]].media[0].id] == b"\x89PNG\x00"
    assert said["asks"] == ["ana", None]
    assert f"ask:{said['answered']}" == stage.ask
    assert world.posts["tumblr", said["answered"]].text == "On Monday."
    assert said["lost"] == [400, 8016], "the question must come back with its answer"
    assert world.posts["tumblr", said["reblog"]].parent == stage.theirs
    assert said["activity"] == ["ask", "ask", "follow"]
    assert said["posts"][0] == "Look"
    assert 900 < said["left"] < 1_000
