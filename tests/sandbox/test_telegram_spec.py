"""What the sandbox answers, what we were given to read, and what we ask, against the public description of the Bot API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.networks.base import Attachment, Form
from askfirst.networks.telegram import words
from askfirst.sandbox.faces.telegram import BOT, GROUP
from askfirst.sandbox.faces.telegram_methods import METHODS
from askfirst.sandbox.things import Kind, Media
from tests.networks import test_telegram as alone
from tests.networks.http_contract import PAYLOADS
from tests.sandbox.telegram_spec import Spec, spec
from tests.sandbox.test_telegram import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def said() -> Spec:
    return spec()


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as it.address:
        yield it
    assert it.sandbox.mistakes == []


def ask(stage: Stage, method: str, **given: Any) -> Any:
    url = f"{stage.address}/api.telegram.org/bot{stage.token}/{method}"
    answer = httpx.post(url, json=given, trust_env=False).json()
    assert answer["ok"], answer
    return answer["result"]


def play(stage: Stage) -> str:
    """Everything that a person can do toward a bot; the id of their photo."""
    with stage.world.lock:
        photo = Media(id=stage.world.keep_file(b"jpeg"), type="image/jpeg", name="a.jpg", size=4)
        paper = Media(id=stage.world.keep_file(b"%PDF"), type="application/pdf", name="a.pdf", size=4)
    stage.does(Kind.OPEN)
    made = stage.does(Kind.WRITE, text="see https://harbour.example and @harbour_bot #now").made
    stage.does(Kind.EDIT, about=made, text="see /help")
    stage.does(Kind.WRITE, text="look", media=(photo,), about=made)
    stage.does(Kind.WRITE, media=(paper,))
    stage.does(Kind.BLOCK)
    stage.does(Kind.UNBLOCK)
    post = stage.does(Kind.POST, text="hello all").made
    stage.does(Kind.COMMENT, about=post, target="", text="and all others")
    ours = stage.send(form=Form.PUBLIC_POST, to="").rpartition(":")[2]
    stage.does(Kind.REACT, about=ours, target="", more={"reaction": "🔥"})
    rui = stage.world.account("telegram", "rui", "Rui Lima", more={"connection": "bc-1", "bot": BOT})
    made = stage.does(Kind.WRITE, target=rui.id, text="Rui?").made
    stage.does(Kind.EDIT, target=rui.id, about=made, text="Rui!")
    stage.does(Kind.DELETE, target=rui.id, about=made)
    stage.does(Kind.WRITE, target=rui.id, text="still there?")
    return f"BQACAgIAAxkBAAIx{photo.id}"


def test_everything_that_happens_is_told_as_the_description_says(stage: Stage, said: Spec) -> None:
    kinds = list(words.ASKED_FOR)
    ask(stage, "getUpdates", allowed_updates=kinds)
    play(stage)
    updates = ask(stage, "getUpdates")
    told = {name for one in updates for name in one if name != "update_id"}
    assert told >= {
        "message", "edited_message", "my_chat_member", "message_reaction", "business_message",
        "edited_business_message", "deleted_business_messages",
    }  # fmt: skip
    assert said.faults(["Array of Update"], updates, "getUpdates") == []


def test_every_method_answers_as_the_description_says(stage: Stage, said: Spec) -> None:
    photo = play(stage)
    ana, group = stage.ana.id, GROUP["id"]
    sent = ask(stage, "sendMessage", chat_id=ana, text="Until six.")
    calls: list[tuple[str, dict[str, Any]]] = [
        ("getMe", {}),
        ("sendMessage", {"chat_id": group, "text": "Hello /all"}),
        ("sendMessage", {"chat_id": ana, "text": "Yes", "business_connection_id": "bc-1"}),
        ("sendPhoto", {"chat_id": ana, "photo": photo, "caption": "Yours"}),
        ("sendDocument", {"chat_id": ana, "document": photo}),
        ("editMessageText", {"chat_id": ana, "message_id": sent["message_id"], "text": "Until seven."}),
        ("deleteMessage", {"chat_id": ana, "message_id": sent["message_id"]}),
        ("sendChatAction", {"chat_id": ana, "action": "typing"}),
        ("getFile", {"file_id": photo}),
        ("getChat", {"chat_id": ana}),
        ("getChat", {"chat_id": group}),
        ("getUserProfilePhotos", {"user_id": int(ana)}),
        ("getBusinessConnection", {"business_connection_id": "bc-1"}),
        ("setWebhook", {"url": "https://ask.example/hook", "allowed_updates": ["message"]}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {}),
        ("getWebhookInfo", {}),
    ]
    for method, given in calls:
        assert said.parameters(method, given) == [], method
        assert said.result(method, ask(stage, method, **given)) == [], method


def test_every_method_of_the_sandbox_is_one_of_telegrams(said: Spec) -> None:
    known = {name.lower() for name in said.methods}
    assert set(METHODS) <= known


def test_what_we_were_given_to_read_is_what_telegram_sends(said: Spec) -> None:
    wrong = {}
    for file in sorted((PAYLOADS / "telegram").glob("*.json")):
        faults = said.faults(["Update"], json.loads(file.read_bytes()), file.stem)
        wrong |= {file.stem: faults} if faults else {}
    assert wrong == {}


def test_what_we_read_and_ask_has_telegrams_names(said: Spec) -> None:
    fields = {one["name"] for one in said.types["Update"]["fields"]}
    assert set(words.ASKED_FOR) <= fields
    known = {one["name"] for one in said.types["Message"]["fields"]} | {"sender"}
    assert set(words.Message.__struct_fields__) <= known
    png = Attachment(name="a.png", content_type="image/png", content=b"x")
    for changes in ({}, {"attachments": (png,)}, {"attachments": (png, png)}, {"in_reply_to": "42:7"}):
        call = alone.bot(business_connection="bc-1").build(alone.TestTelegram().envelope(**changes))
        given = {**(call.json or {}), **(call.form or {}), **(call.files or {})}
        named = {name: value for name, value in given.items() if not name.startswith("file")}
        assert said.parameters(call.url.rpartition("/")[2], named) == [], changes
