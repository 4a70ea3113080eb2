"""The sandbox's homeserver and a real one, asked the same: statuses, error codes and the names in every answer are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.sandbox.faces.matrix import HOST
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.world import World
from tests.peers.synapse import homeserver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FACE = "askfirst.sandbox.faces.matrix:Matrix"
SHOWN = ("event_id", "type", "sender", "origin_server_ts", "content")
"""What an event must have; homeservers may say more."""


class There:
    """A homeserver, with Harbour and Ana on it."""

    def __init__(self, url: str, harbour: tuple[str, str], ana: tuple[str, str]) -> None:
        self.url = url
        self.harbour, self.ana = harbour[0], ana[0]
        self._tokens = {"harbour": harbour[1], "ana": ana[1], "nobody": "", "forged": "forged"}
        self._http = httpx.Client(trust_env=False, timeout=30)

    def ask(
        self, who: str, method: str, path: str, body: Any = None, *, raw: bytes | None = None
    ) -> httpx.Response:
        token = self._tokens[who]
        given = (
            {"content": raw}
            if raw is not None
            else {"json": {} if body is None and method != "GET" else body}
        )
        if method == "GET":
            given = {}
        return self._http.request(
            method,
            f"{self.url}/_matrix/client/v3/{path}",
            headers={"authorization": f"Bearer {token}"} if token else {},
            **given,  # type: ignore[arg-type]
        )

    def close(self) -> None:
        self._http.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[There, There]]:
    with homeserver(tmp_path_factory.mktemp("synapse")) as home:
        registered = {name: home.register(name) for name in ("harbour", "ana")}
        real = There(home.url, *((one.user, one.token) for one in registered.values()))
        sandbox = Sandbox(World(), faces={"matrix": FACE})
        world = sandbox.world
        ana = world.join(world.person("Ana"), "matrix").id
        ours = next(name for network, name in world.accounts if network == "matrix")
        tokens = [(one, world.issue("matrix", one).value) for one in (ours, ana)]
        with sandbox.running() as address:
            imitated = There(f"{address}/{HOST}", *tokens)
            yield real, imitated
            real.close()
            imitated.close()
        assert not sandbox.mistakes


def told(answer: httpx.Response) -> tuple[int, Any]:
    """What of an answer must be the same: its status, and its error code or that it is an object."""
    found = answer.json()
    return answer.status_code, found.get("errcode", "") if isinstance(found, dict) else ""


def names(value: Any, *keys: Any) -> set[str]:
    """The names in the object under `keys`."""
    for key in keys:
        value = value[key]
    return set(value)


def room_of(there: There) -> str:
    """A talk in which both are."""
    given = {"is_direct": True, "preset": "private_chat", "invite": [there.ana]}
    room = str(there.ask("harbour", "POST", "createRoom", given).json()["room_id"])
    there.ask("ana", "POST", f"join/{room}")
    return room


def test_errors_are_the_same(both: tuple[There, There]) -> None:
    def asked(there: There) -> list[tuple[int, Any]]:
        room = room_of(there)
        closed = str(there.ask("ana", "POST", "createRoom").json()["room_id"])
        said = {"msgtype": "m.text", "body": "Hi"}
        name = there.ask("ana", "PUT", f"rooms/{room}/send/m.room.message/n1", said).json()["event_id"]
        big = {"msgtype": "m.text", "body": "x" * 70_000}
        answers = [
            there.ask("nobody", "GET", "account/whoami"),
            there.ask("forged", "GET", "account/whoami"),
            there.ask("harbour", "GET", "account/whoami"),
            there.ask("harbour", "GET", "sing"),
            there.ask("harbour", "GET", f"user/{there.harbour}/account_data/m.nothing"),
            there.ask("harbour", "GET", f"user/{there.ana}/account_data/m.direct"),
            there.ask("harbour", "PUT", f"user/{there.ana}/account_data/m.direct", {}),
            there.ask("harbour", "GET", "profile/@nobody:harbour.test/displayname"),
            there.ask("harbour", "POST", f"join/{closed}"),
            there.ask("harbour", "GET", f"rooms/{closed}/joined_members"),
            there.ask("harbour", "GET", f"rooms/{closed}/messages?dir=b"),
            there.ask("harbour", "GET", f"rooms/{closed}/state/m.room.create"),
            there.ask("harbour", "PUT", f"rooms/{closed}/send/m.room.message/k1", said),
            there.ask("harbour", "PUT", f"rooms/{room}/send/m.room.message/k2", raw=b"no JSON"),
            there.ask("harbour", "PUT", f"rooms/{room}/send/m.room.message/k3", raw=b"[1]"),
            there.ask("harbour", "PUT", f"rooms/{room}/send/m.room.message/k4", big),
            there.ask("harbour", "GET", f"rooms/{room}/state/m.room.encryption"),
            there.ask("harbour", "GET", f"rooms/{room}/event/$nothing"),
            there.ask("harbour", "GET", f"rooms/{room}/messages?dir=b&from=rubbish"),
            there.ask("harbour", "GET", "sync?since=rubbish"),
            there.ask("harbour", "PUT", f"rooms/{room}/redact/{name}/k5"),
            there.ask("ana", "PUT", f"rooms/{room}/redact/{name}/n2"),
            there.ask("ana", "POST", f"rooms/{room}/leave"),
            there.ask("ana", "PUT", f"rooms/{room}/send/m.room.message/n3", said),
        ]
        return [told(answer) for answer in answers]

    real, imitated = map(asked, both)
    differences = [
        (number, one, other)
        for number, (one, other) in enumerate(zip(real, imitated, strict=True))
        if one != other
    ]
    assert not differences, differences


@pytest.mark.parametrize(
    "shown",
    [
        lambda there: names(there.ask("harbour", "GET", "account/whoami").json()),
        lambda there: names(there.ask("harbour", "GET", "joined_rooms").json()),
        lambda there: names(there.ask("harbour", "POST", "createRoom").json()),
        lambda there: names(there.ask("harbour", "GET", f"rooms/{room_of(there)}/joined_members").json()),
        lambda there: names(there.ask("harbour", "GET", f"profile/{there.harbour}").json()),
        lambda there: names(
            there.ask(
                "harbour",
                "PUT",
                f"rooms/{room_of(there)}/send/m.room.message/x1",
                {"msgtype": "m.text", "body": "x"},
            ).json()
        ),
    ],
    ids=["whoami", "joined_rooms", "createRoom", "joined_members", "profile", "send"],
)
def test_answers_have_the_same_names(both: tuple[There, There], shown: Callable[[There], set[str]]) -> None:
    real, imitated = map(shown, both)
    assert imitated == real


def test_a_sync_and_a_look_back_show_the_same_of_a_talk(both: tuple[There, There]) -> None:
    def seen(there: There) -> list[Any]:
        room = room_of(there)
        said = {"msgtype": "m.text", "body": "Hi"}
        ours = there.ask("harbour", "PUT", f"rooms/{room}/send/m.room.message/same", said).json()["event_id"]
        again = there.ask("harbour", "PUT", f"rooms/{room}/send/m.room.message/same", said).json()["event_id"]
        there.ask("ana", "POST", f"rooms/{room}/receipt/m.read/{ours}")
        before = there.ask("harbour", "GET", "sync?timeout=0").json()["next_batch"]
        there.ask("ana", "POST", f"rooms/{room}/leave")
        found = there.ask("harbour", "GET", f"sync?timeout=0&since={before}").json()
        told_of = found["rooms"]["join"][room]["timeline"]
        (left,) = told_of["events"]
        whole = there.ask("harbour", "GET", "sync?timeout=0").json()["rooms"]["join"][room]
        receipts = [
            one["content"][ours] for one in whole["ephemeral"]["events"] if one["type"] == "m.receipt"
        ]
        page = there.ask("harbour", "GET", f"rooms/{room}/messages?dir=b&limit=100").json()["chunk"]
        kinds = [one["type"] for one in page if one["type"] in {"m.room.message", "m.room.member"}]
        (echo,) = [one for one in page if one["type"] == "m.room.message"]
        return [
            ours == again,
            told_of["limited"],
            (left["type"], left["content"]["membership"], left["unsigned"]["prev_content"]["membership"]),
            [list(one["m.read"]) == [there.ana] for one in receipts],
            kinds,
            echo["unsigned"].get("transaction_id"),
            all(name in echo for name in SHOWN),
            there.ask("ana", "GET", f"rooms/{room}/messages?dir=b&limit=100").status_code,
        ]

    real, imitated = map(seen, both)
    assert imitated == real
