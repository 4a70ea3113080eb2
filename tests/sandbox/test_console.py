"""The console: a person is played with forms alone, and the network's rules hold there too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from askfirst.sandbox.things import Deed, Kind
from tests.sandbox.test_server import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


class ConsoleStage(Stage):
    def get(self, path: str, status: int = 200) -> str:
        answer = self.http.get(self.address + path)
        assert answer.status_code == status, answer.text
        return answer.text

    @property
    def page(self) -> str:
        (person,) = (one.id for one in self.world.people.values() if one.name == "Ana Ferreira")
        return f"/people/{person}/echo"

    def do(self, **fields: str) -> str:
        """Send a form; the page that follows."""
        given = {name.replace("__", "."): value for name, value in fields.items()}
        answer = self.http.post(f"{self.address}{self.page}/do", data=given, follow_redirects=True)
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def stage() -> Iterator[ConsoleStage]:
    it = ConsoleStage()
    with it.sandbox.running() as it.address, it.http:
        yield it
    assert it.sandbox.mistakes == []


def test_everybody_is_there_and_can_be_searched_and_joined(stage: ConsoleStage) -> None:
    assert "Ana Ferreira" in stage.get("/")
    assert "Nobody of that name" in stage.get("/?q=zzz")
    answer = stage.http.post(f"{stage.address}/people", data={"name": "<b>Zoë</b>"}, follow_redirects=True)
    assert "&lt;b&gt;Zoë&lt;/b&gt; is there." in answer.text
    assert "<b>Zoë" not in answer.text
    assert "needs a name" in stage.http.post(f"{stage.address}/people", data={}, follow_redirects=True).text


def test_she_follows_likes_comments_and_writes(stage: ConsoleStage) -> None:
    post = stage.world.do(
        Deed(network="echo", kind=Kind.POST, source=stage.ours.id, text="Orange cake on Saturday.")
    )
    assert ">Follow<" in stage.get(stage.page)
    assert ">Following<" in stage.do(kind="follow", target=stage.ours.id)
    assert "♥ 1" in stage.do(kind="like", about=post.made)
    assert "♥ 1" not in stage.do(kind="unlike", about=post.made)
    assert "Keep me a slice" in stage.do(kind="comment", about=post.made, text="Keep me a slice")
    said = stage.do(kind="write", target=stage.ours.id, text="Olá!\r\nAbrem ao domingo?")
    assert "Sent." in said
    assert stage.world.last_message("echo", stage.ana.id, stage.ours.id).text == "Olá!\nAbrem ao domingo?"
    assert ">Follow<" in stage.do(kind="unfollow", target=stage.ours.id)


def test_she_asks_without_her_name_unless_the_account_takes_no_questions(stage: ConsoleStage) -> None:
    stage.do(kind="ask", target=stage.ours.id, text="Who bakes?", more__is_anonymous="yes")
    (ask,) = stage.world.asks.values()
    assert (ask.asker, ask.text) == ("", "Who bakes?")
    settings = {"whose": stage.ours.id, "asks": "1"}
    stage.http.post(f"{stage.address}{stage.page}/settings", data=settings, follow_redirects=True)
    assert "This blog takes no questions. (EC-03)" in stage.do(
        kind="ask", target=stage.ours.id, text="And now?"
    )
    assert len(stage.world.asks) == 1


def test_a_file_goes_with_the_message(stage: ConsoleStage) -> None:
    fields = {"kind": "write", "target": stage.ours.id, "text": ""}
    url = f"{stage.address}{stage.page}/do"
    stage.http.post(url, data=fields, files={"file": ("mug.png", b"\x89PNG\x00", "image/png")})
    message = stage.world.last_message("echo", stage.ana.id, stage.ours.id)
    assert message is not None
    (media,) = message.media
    assert (media.name, media.type, stage.world.files[media.id]) == ("mug.png", "image/png", b"\x89PNG\x00")
    assert "mug.png" in stage.get(stage.page)


def test_an_empty_form_and_a_strange_one_do_nothing(stage: ConsoleStage) -> None:
    assert "Nothing was written" in stage.do(kind="write", target=stage.ours.id, text=" ")
    answer = stage.http.post(f"{stage.address}{stage.page}/do", data={"kind": "fly"})
    assert answer.status_code == 400
    assert stage.get("/people/nobody", 404)
    assert stage.world.acts == []


def test_she_takes_back_what_she_wrote(stage: ConsoleStage) -> None:
    stage.do(kind="write", target=stage.ours.id, text="Never mind")
    message = stage.world.last_message("echo", stage.ana.id, stage.ours.id)
    assert message is not None
    page = stage.do(kind="delete", about=message.id, target=stage.ours.id)
    assert "taken back" in page
    assert "Never mind<" not in page.partition("What Ana Ferreira did last")[0]


def test_the_clock_moves_from_every_page(stage: ConsoleStage) -> None:
    before = stage.world.now
    answer = stage.http.post(f"{stage.address}/clock", data={"move": "86400", "back": stage.page})
    assert answer.headers["location"].startswith(stage.page + "?said=")
    assert (stage.world.now - before).days == 1
    away = stage.http.post(f"{stage.address}/clock", data={"frozen": "yes", "back": "//elsewhere.example/"})
    assert away.headers["location"].startswith("/?said=")
    assert stage.world.clock.is_frozen


def test_what_was_said_over_the_wire_and_what_shall_go_wrong_can_be_seen(stage: ConsoleStage) -> None:
    stage.write("Too early & <b>loud</b>")
    transcript = stage.get("/transcript")
    (number,) = re.findall(r"/transcript/(\d+)", transcript)
    assert "Too early &amp; &lt;b&gt;loud" in stage.get(f"/transcript/{number}")
    assert "no network has been told" in stage.get("/hooks").lower()
    form = {"what": "row/busy", "host": "api.echo.test", "path": "/messages", "times": "1"}
    assert "busy" in stage.http.post(f"{stage.address}/faults", data=form, follow_redirects=True).text
    assert stage.write().status_code == 503
    stage.http.post(f"{stage.address}/faults", data=form | {"times": "0"})
    assert "Nothing waits" in stage.http.post(f"{stage.address}/faults/clear", follow_redirects=True).text


def test_another_sites_page_cannot_press_a_button(stage: ConsoleStage) -> None:
    answer = stage.http.post(
        f"{stage.address}{stage.page}/do",
        data={"kind": "follow", "target": stage.ours.id},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert not stage.world.follows("echo", stage.ana.id, stage.ours.id)
