"""The TLS front: a client that was changed in nothing but its environment reaches the sandbox, and nothing beyond it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.sandbox.clients import ClientFailed, run_client
from tests.sandbox.test_server import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running(certificates=tmp_path / "authority.pem") as it.address, it.http:
        yield it


def through(stage: Stage) -> httpx.Client:
    front = stage.sandbox.front
    assert front is not None
    trust = ssl.create_default_context(cafile=str(front.file))
    return httpx.Client(proxy=f"http://127.0.0.1:{front.port}", verify=trust, trust_env=False)


def test_the_front_speaks_as_the_host_itself(stage: Stage) -> None:
    stage.ana_writes()
    message = next(iter(stage.world.messages.values()))
    with through(stage) as client:
        for _ in range(3):
            answer = client.get(f"https://api.echo.test/messages/{message.id}")
            assert answer.json()["next"] == "https://api.echo.test/messages/next"


def test_the_front_lets_nothing_out(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    with through(stage) as client, pytest.raises(httpx.ProxyError, match="403"):
        client.get("https://example.org/")
    assert "lets nothing out" in capsys.readouterr().err


def test_an_unchanged_client_is_served_in_a_process_of_its_own(stage: Stage) -> None:
    stage.ana_writes()
    said = run_client(
        "requests_echo", stage.sandbox, token=stage.token.value, to=stage.ana.id, text="Until six."
    )
    assert stage.world.messages["echo", said["id"]].text == "Until six."
    with pytest.raises(ClientFailed, match="401"):
        run_client("requests_echo", stage.sandbox, token="wrong", to=stage.ana.id, text="Until six.")
