"""What goes over the wire between our connector and the sandbox is what Bluesky's own lexicons say, both ways."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest

from askfirst.networks.base import Attachment, Form
from askfirst.networks.marks import Mark
from askfirst.sandbox.rules.bluesky import SETTING
from askfirst.sandbox.things import Kind
from tests.networks.http_contract import PAYLOADS
from tests.peers.pds import MODULES, require_pds
from tests.sandbox.test_bluesky import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parent / "lexicons.cjs"


@pytest.fixture
def stage() -> Iterator[Stage]:
    require_pds()
    it = Stage()
    with it.sandbox.running() as address:
        it.settings["through"] = address
        it.sign_in()
        yield it
    assert not it.sandbox.mistakes


def judged(calls: list[dict[str, Any]]) -> list[str]:
    """The mistakes in these calls."""
    done = subprocess.run(
        ["node", SCRIPT], cwd=MODULES, input=json.dumps(calls), capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


def calls(stage: Stage) -> list[dict[str, Any]]:
    """All that went well over the wire."""
    return [
        {
            "method": entry.path.removeprefix("/xrpc/"),
            "params": dict(parse_qsl(entry.query)),
            "input": _json(entry.body),
            "output": _json(entry.answer),
        }
        for entry in stage.sandbox.transcript.find(network="bluesky")
        if entry.status == httpx.codes.OK and entry.path.startswith("/xrpc/")
    ]


def _json(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else None


def live_through_everything(stage: Stage) -> None:
    """Every call that our connector knows, and some that clients make."""
    stage.play(Kind.SET, more={SETTING: "all"})
    first = stage.play(Kind.POST, text="Where is good coffee?")
    at = f"at://{stage.ana}/app.bsky.feed.post/{first}"
    cup = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
    ours = stage.send(Form.PUBLIC_POST, to="", text="See https://example.com", attachments=(cup,)).external_id
    stage.send(Form.PUBLIC_REPLY, key="k-2", in_reply_to=at)
    stage.send(Form.PRIVATE_REPLY, key="k-3", in_reply_to=at)
    for kind, given in (
        (Kind.FOLLOW, {"target": stage.ours}),
        (Kind.LIKE, {"about": ours.rsplit("/", 1)[1]}),
        (Kind.SHARE, {"about": ours.rsplit("/", 1)[1]}),
        (Kind.SHARE, {"about": ours.rsplit("/", 1)[1], "text": "Look"}),
        (Kind.COMMENT, {"about": ours.rsplit("/", 1)[1], "text": "Until when?"}),
        (Kind.POST, {"text": "I love @harbour"}),
    ):
        stage.play(kind, **given)
    said = stage.play(Kind.WRITE, target=stage.ours, text="A table?")
    stage.play(Kind.REACT, about=said, more={"reaction": "🙏"})
    stage.play(Kind.UNREACT, about=said, more={"reaction": "🙏"})
    stage.send(key="k-4", in_reply_to=said)
    stage.news()
    stage.run(lambda network: network.mark(Mark.SEEN, to=stage.ana, message=said))
    stage.run(lambda network: network.can_chat(stage.ana))
    stage.run(lambda network: network.inbound_setting(stage.ana))
    stage.run(lambda network: network.relations([stage.ana, stage.ben, "did:plc:nobody"]))
    stage.run(lambda network: network.findings(""))
    stage.sign_in()


def test_every_call_of_the_connector_and_every_answer_of_the_sandbox_fits_its_lexicon(stage: Stage) -> None:
    live_through_everything(stage)
    found = calls(stage)
    assert len({call["method"] for call in found}) >= 16
    assert judged(found) == []


def test_the_judge_knows_a_mistake(stage: Stage) -> None:
    stage.play(Kind.SET, more={SETTING: "all"})
    stage.send()
    (call,) = [one for one in calls(stage) if one["method"].endswith("sendMessage")]
    call["output"]["sentAt"] = "yesterday"
    call["input"]["message"]["text"] = 7
    mistakes = judged([call, {"method": "chat.bsky.convo.sing"}])
    assert len(mistakes) == 3
    assert "sentAt" in mistakes[0]


def test_payloads_of_our_tests_fit_the_lexicons_as_well() -> None:
    require_pds()
    notifications, logs = [], []
    for file in sorted((PAYLOADS / "bluesky").glob("*.json")):
        found = json.loads(file.read_text())
        (notifications if "reason" in found else logs).append(found.get("log", found))
    newer = ("logTurnedBlue", "logReadConvo")  # of tomorrow, and of a later version than this judge's
    known = [log for log in logs if not log["$type"].endswith(newer)]
    mistakes = judged(
        [
            {"method": "app.bsky.notification.listNotifications", "output": {"notifications": [one]}}
            for one in notifications
        ]
        + [{"method": "chat.bsky.convo.getLog", "output": {"logs": [one]}} for one in known]
    )
    assert mistakes == []
