"""How long a text is: each network counts its own way, the composer and the server count alike, and nothing is sent that is too long."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import sync_playwright

from askfirst.brand.models import Channel
from askfirst.drafts.models import Draft
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.networks.lengths import Unit, measured
from askfirst.wire import connectors
from tests import browser
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World

SCRIPT = Path(catalog.__file__).parents[1] / "web" / "static" / "askfirst" / "lengths.js"
TEXTS = [
    "", "Hello", "Grüße aus Köln", "日本語のテキスト", "👩‍👩‍👧‍👦 and 🇩🇪", "Look: https://example.org/a?b=c, nice!",
    "(https://example.org/a)", "é é", "one\ntwo", "1️⃣ keycap", "“quoted” – dash", "한국어", "नमस्ते",
]  # fmt: skip


@pytest.mark.skipif(browser.PROGRAM is None, reason="there is no Chromium on this machine")
def test_the_composer_counts_as_the_server_does() -> None:
    code = base64.b64encode(SCRIPT.read_bytes()).decode()
    count = f"""([texts, unit]) => import("data:text/javascript;base64,{code}")
        .then(({{ measured }}) => texts.map((text) => measured(text, unit)))"""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser.PROGRAM, args=browser.ARGUMENTS)
        page = program.new_page()
        for unit in Unit:
            assert page.evaluate(count, [TEXTS, str(unit)]) == [measured(text, unit) for text in TEXTS], unit
        program.close()


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Ana", "message", "Are you open?")
    return Desk(world.caleb)


def _limit(monkeypatch: pytest.MonkeyPatch, **can: object) -> None:
    page = catalog.NETWORKS["page"]
    monkeypatch.setitem(
        catalog.NETWORKS,  # type: ignore[arg-type] -- a dictionary for the test
        "page",
        replace(page, capabilities=replace(page.capabilities, **can)),
    )


def _reply(world: World, desk: Desk, text: str, *files: SimpleUploadedFile) -> str:
    return words(desk.post(f"/inbox/{world.thread('Ana').pk}/reply/", text=text, key="k", files=list(files)))


@pytest.mark.parametrize(("unit", "limit"), [(Unit.BYTES, 19), (Unit.GRAPHEMES, 9), (Unit.WEIGHTED, 19)])
def test_a_text_that_a_network_finds_too_long_is_refused_while_it_is_written(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, unit: Unit, limit: int
) -> None:
    text = "é" * 10 if unit is Unit.BYTES else "日" * 10
    says = f"This has {limit + 1} {unit}, and {limit} fit."
    _limit(monkeypatch, text_limit=limit, text_unit=unit)
    assert says in _reply(world, desk, text)
    assert not Draft.objects.exists(), "the gate was not even asked"
    _limit(monkeypatch, text_limit=limit + 1, text_unit=unit)
    assert says not in _reply(world, desk, text)
    assert Draft.objects.exists()


def test_a_server_with_limits_of_its_own_is_believed(world: World) -> None:
    given = {"instance": "social.example", "text_limit": "1500"}
    channel = Channel(brand=world.harbour, network="mastodon", address="1", name="@h", settings=given)
    assert connectors.capabilities(channel).text_limit == 1500
    channel.settings = {"instance": "social.example"}
    assert connectors.capabilities(channel) == catalog.capabilities("mastodon")
    channel.settings = {"colour": "red"}
    assert connectors.capabilities(channel) == catalog.capabilities("mastodon")


def test_each_form_has_its_own_limit(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _limit(monkeypatch, text_limit=1, text_limits={Form.DIRECT: 30})
    assert "fit" not in _reply(world, desk, "Ten letters and some more")
    page = desk.get(f"/inbox/{world.thread('Ana').pk}/").content.decode()
    assert 'data-limit="30" data-unit="characters"' in page


@pytest.mark.parametrize(
    ("can", "says"),
    [
        ({"attachment_limit": 0}, "The page takes no files here."),
        ({"attachment_forms": frozenset({Form.PUBLIC_POST})}, "The page takes no files here."),
        ({"has_text_with_files": False}, "The page takes a text or files, not both in one message."),
        ({"most_attachments": 1}, "These are 2 files, and The page takes 1 in one message."),
        ({"attachment_limit": 3}, "The files are too large"),
    ],
)
def test_files_that_a_network_does_not_take_are_refused_while_it_is_written(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, can: dict[str, object], says: str
) -> None:
    _limit(monkeypatch, **can)
    two = [SimpleUploadedFile(f"{number}.txt", b"abc") for number in range(2)]
    assert says in _reply(world, desk, "With files", *two)
    assert not Draft.objects.exists()
