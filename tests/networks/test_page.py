"""The page as a network: what visitors did comes in, what the team says stands there at once."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest

from askfirst.networks.base import BadInput, EventKind, Form
from askfirst.networks.page import TEXT_LIMIT, File, Page, Said, write
from tests.networks.contract import NOON, NetworkContract


def said(**changes: Any) -> Said:
    given: dict[str, Any] = {
        "kind": "message",
        "id": "m-1",
        "visitor": "v-ana",
        "name": "Ana",
        "text": "Hi",
        "at": NOON,
    }
    return Said(**(given | changes))


class TestPage(NetworkContract):
    name = "page"
    addressee = "v-ana"
    payloads = (
        write(said()),
        write(said(kind="comment", id="c-1", target="p-9")),
        write(said(kind="like", id="l-1", text="", target="p-9")),
        write(said(kind="stop", id="s-1", text="")),
        write(said(kind="vote", id="o-1", text="", target="3", choices=("7", "8"))),
    )

    def external_id(self, key: str, **changes: Any) -> str:
        network = self.make()
        receipt = asyncio.run(network.send(self.envelope(key=key, **changes)))
        assert receipt.external_id == network.external_id(key), "known before it is sent"
        return receipt.external_id


def test_standing_on_the_page_is_being_delivered() -> None:
    receipt = asyncio.run(Page().send(TestPage().envelope(form=Form.PUBLIC_POST, to="")))
    assert receipt.is_delivered


@pytest.mark.parametrize("kind", ["message", "comment", "wall_post", "ask", "like", "unlike", "stop"])
def test_each_deed_of_a_visitor_comes_in_as_what_it_is(kind: str) -> None:
    (event,) = Page().parse(write(said(kind=kind, target="p-9")))
    assert event.kind is EventKind(kind)
    assert (event.actor, event.actor_name, event.target, event.occurred_at) == ("v-ana", "Ana", "p-9", NOON)


def test_an_answer_names_what_it_answers() -> None:
    (event,) = Page().parse(write(said(in_reply_to="m-0")))
    assert event.in_reply_to == "m-0"


def test_who_asks_without_a_name_leaves_nothing_that_leads_to_them() -> None:
    (event,) = Page().parse(write(said(kind="ask", visitor="", name="", seconds=42)))
    assert (event.actor, event.actor_name, event.extra) == ("", "", {"seconds": 42})


def test_a_picture_without_words_is_a_message() -> None:
    picture = File(name="cup.png", content_type="image/png", content=b"\x89PNG\x00\xff")
    (event,) = Page().parse(write(said(text="", files=(picture,))))
    assert event.attachments[0].content == b"\x89PNG\x00\xff"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"text": "  "}, "nothing was said"),
        ({"text": "x" * (TEXT_LIMIT + 1)}, "5,001 characters, at most 5,000"),
        ({"visitor": ""}, "`visitor` is empty"),
        ({"kind": "ask", "visitor": ""}, "a name and no handle"),
        ({"id": " "}, "`id` is empty"),
        ({"at": datetime(2026, 11, 21)}, "no time zone"),  # noqa: DTZ001 -- the mistake under test
        ({"kind": "comment"}, "name the post"),
        ({"files": (File(name="a", content_type="b", content=b"x" * 10_000_001),)}, "at most 10,000,000"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        write(said(**changes))


def test_a_misspelt_field_is_refused_by_its_name() -> None:
    wrong = json.loads(write(said())) | {"txet": "Hi"}
    with pytest.raises(BadInput, match="txet"):
        list(Page().parse(json.dumps(wrong).encode()))
