"""The cast and the scene: always the same people and words, and a browser that is held to what a page really says."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from askfirst.sandbox import cast, scene
from askfirst.sandbox.browser import Browser, Unexpected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = """<form method="get" action="/@harbour/like/"></form>
<form method="post" action="/@harbour/like/"><input type="hidden" name="csrfmiddlewaretoken" value="t-{count}">
<input type="hidden" name="on" value="yes"><button>Like</button></form>
<form method="post" action="/@harbour/message/"><input type="hidden" name="csrfmiddlewaretoken" value="t">
{name}<textarea name="text"></textarea><input type="file" name="files"></form>"""


class Site(ThreadingHTTPServer):
    """A page with forms, whose proofs it checks as a real one does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.posted: list[tuple[str, dict[str, list[str]], str]] = []
        self.is_down = False


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        name = "" if "visitor=" in self.headers.get("Cookie", "") else '<input name="name">'
        self._answer(503 if self.server.is_down else 200, PAGE.format(count=1, name=name))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8", "replace")
        self.server.posted.append((self.path, parse_qs(body), self.headers.get("Cookie", "")))
        self._answer(200, "thank you")

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Set-Cookie", "visitor=known; Path=/")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def address(site: Site) -> str:
    return f"http://127.0.0.1:{site.server_port}"


def test_the_cast_is_told_apart_by_name_and_address():
    assert len({fan.name for fan in cast.CAST}) == len(cast.CAST) >= 12
    addresses = [fan.email for fan in cast.CAST if fan.email]
    assert len(set(addresses)) == len(addresses)
    assert any(fan.is_right_to_left for fan in cast.CAST)


def test_the_long_letter_is_exactly_as_long_as_a_message_may_be():
    assert len(cast.long_letter()) == 5_000
    assert cast.long_letter().endswith("Grace")


def test_the_picture_is_a_picture():
    assert cast.picture().startswith(b"\x89PNG\r\n\x1a\n")
    assert cast.picture() == cast.picture()


def test_tom_only_likes_the_page():
    assert {act.kind for act in scene.SCENE if act.fan is cast.TOM} == {"like"}


def test_every_kind_of_message_is_played_once_at_least():
    kinds = {act.kind for act in scene.SCENE}
    assert kinds == {"like", "message", "comment", "wall_post", "ask", "mail", "join"}
    assert len({act.id for act in scene.SCENE}) == len(scene.SCENE)
    assert any(act.kind == "mail" and act.has_picture and not act.text for act in scene.SCENE)
    assert 60 <= sum(act.after for act in scene.SCENE) <= 150


def test_a_browser_sends_what_the_form_holds_and_what_was_typed(site: Site, address: str):
    browser = Browser(address)
    browser.open("/@harbour/")
    browser.submit("/@harbour/message/", name="Ana", text="olá", unknown="left out")
    browser.close()
    [(path, fields, _)] = site.posted
    assert path == "/@harbour/message/"
    assert fields == {"csrfmiddlewaretoken": ["t"], "name": ["Ana"], "text": ["olá"]}


def test_a_browser_keeps_its_cookies(site: Site, address: str):
    browser = Browser(address)
    browser.open("/@harbour/")
    kept = browser.cookies
    browser.close()
    again = Browser(address, kept)
    again.open("/@harbour/")
    again.submit("/@harbour/message/", name="Ana", text="again")
    again.close()
    [(_, fields, cookie)] = site.posted
    assert cookie == "visitor=known"
    assert "name" not in fields


def test_a_form_that_is_not_there_is_said(site: Site, address: str):
    browser = Browser(address)
    browser.open("/@harbour/")
    with pytest.raises(Unexpected, match="no form that goes to /@harbour/poll/"):
        browser.submit("/@harbour/poll/")
    site.is_down = True
    with pytest.raises(Unexpected, match="answered 503"):
        browser.open("/@harbour/")
    browser.close()


def test_what_was_played_is_not_played_again(
    site: Site, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    short = tuple(act for act in scene.SCENE if act.id in {"ana-asks", "tom-likes"})
    monkeypatch.setattr(scene, "SCENE", short)
    state = tmp_path / "scene.json"

    def play() -> int:
        return scene.Scene(address, "harbour", None, scene.State.load(state)).play(threading.Event(), pace=0)

    assert play() == 2
    assert len(site.posted) == 2
    assert play() == 0
    assert len(site.posted) == 2
    assert json.loads(state.read_text())["played"] == ["ana-asks", "tom-likes"]


def test_a_scene_ends_at_once_when_it_is_asked_to(address: str, tmp_path: Path):
    stop = threading.Event()
    stop.set()
    began = time.monotonic()
    assert scene.Scene(address, "harbour", None, scene.State.load(tmp_path / "s.json")).play(stop) == 0
    assert time.monotonic() - began < 1


def test_a_damaged_state_begins_anew(tmp_path: Path):
    (tmp_path / "s.json").write_text('{"played": ["x"], "strange": 1}')
    assert scene.State.load(tmp_path / "s.json").played == []
