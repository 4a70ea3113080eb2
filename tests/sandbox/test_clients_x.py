"""Public clients of X, unchanged, through the TLS front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox.things import Kind
from tests.sandbox.clients import run_client
from tests.sandbox.hooked import Desk
from tests.sandbox.test_x import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = ["harbour-x-key", "harbour-x-secret", "harbour-x-token", "harbour-x-token-secret"]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running(certificates=tmp_path / "authority.pem") as it.address:
        it.ben = it.world.join(it.world.person("Ben"), "x", username="ben")
        it.does(Kind.FOLLOW, target=it.ours.id)
        it.writes("Open on Sunday?")
        yield it
    assert it.sandbox.mistakes == []


def test_tweepy_speaks_version_2(stage: Stage) -> None:
    mention = stage.does(Kind.POST, text="@harbourcoffee when do you ship?")
    unasked = stage.does(Kind.POST, text="I want coffee")
    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    said = run_client(
        "tweepy_client",
        stage.sandbox,
        keys=dict(zip(names, KEYS, strict=True)),
        ana=stage.ana.id,
        stranger=stage.ben.id,
        mention=mention.made,
        unasked=unasked.made,
    )
    assert said["me"] == "harbourcoffee"
    assert (said["connection"], said["can"]) == (["followed_by"], True)
    assert (said["first"]["kind"], said["first"]["codes"]) == ("Forbidden", [349])
    assert stage.world.messages["x", said["message"]].text == "From tweepy: https://harbour.example/a?b=1"
    assert [one[1] for one in said["talk"]] == [stage.ours.id, stage.ana.id]
    assert said["talk"][1][2] == "Open on Sunday?"
    assert set(said["senders"]) == {"ana", "harbourcoffee"}
    assert stage.world.posts["x", said["reply"]].parent == mention.made
    assert said["unasked"]["kind"] == "Forbidden"
    assert "not been mentioned" in said["unasked"]["text"]
    assert said["mentions"] == ["@harbourcoffee when do you ship?"]
    assert said["followers"] == ["ana"]
    assert said["too_many"]["kind"] == "TooManyRequests"


def test_tweepy_speaks_what_is_left_of_version_1(stage: Stage) -> None:
    said = run_client("tweepy_old", stage.sandbox, keys=KEYS, ana=stage.ana.id, stranger=stage.ben.id)
    assert (said["me"], said["can"], said["followed_by"]) == ("harbourcoffee", True, True)
    assert stage.world.messages["x", said["message"]].text == "From the older interface"
    assert stage.world.posts["x", said["status"]].text == "New beans & more"
    assert said["codes"] == [349]


def test_xs_own_client_speaks_and_subscribes(stage: Stage) -> None:
    with Desk() as desk:
        desk.network = stage.network()
        said = run_client(
            "xdk_client",
            stage.sandbox,
            token="harbour-x-access",
            app="harbour-x-app",
            ana=stage.ana.id,
            stranger=stage.ben.id,
            hook=desk.url,
        )
        stage.writes("One more thing")
        (event,) = desk.events(1)
    assert event.text == "One more thing"
    assert (said["me"], said["followers"]) == ("harbourcoffee", 1)
    assert stage.world.messages["x", said["message"]].text == "From xdk"
    assert said["talk"] == ["From xdk", "Open on Sunday?"]
    assert said["post"] == "New beans"
    assert (said["hook"], said["subscription"], said["held"]) == ([True, 1], "dm.received", 1)
    assert said["refused"]["status"] == 403
    assert said["refused"]["body"]["errors"][0]["code"] == 349


def test_xs_own_client_signs_in(stage: Stage) -> None:
    said = run_client(
        "xdk_signing", stage.sandbox, client_id="harbour-x-client", client_secret="harbour-x-client-secret"
    )
    assert said == {"me": "harbourcoffee", "is_new": True}
