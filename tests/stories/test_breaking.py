"""What breaks, breaks in words: minds that are changed, processes that are killed, mail servers that are out of order."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import acts
from tests.stories.post import letter, out_of_order, read, text_of
from tests.stories.product import Founded, Product, installation, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.networks.scripted_smtp import ScriptedSmtp
    from tests.stories.conftest import People
    from tests.stories.post import PostOffice

pytestmark = pytest.mark.story
BOX = "care@harbour.test"
CROWD = 12
DOUBT = "Nobody knows whether it arrived"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedSmtp]:
    with out_of_order() as server:
        yield server


@pytest.fixture(scope="module")
def product(
    tmp_path_factory: pytest.TempPathFactory, founded: Founded, post: PostOffice, server: ScriptedSmtp
) -> Iterator[Product]:
    """Mail comes in by a real server, and goes out by one that can be told to fail."""
    with installation(tmp_path_factory.mktemp("breaking"), like=founded) as product:
        post.connect(product, BOX, smtp_port=server.port)
        product.serve()
        yield product


@contextmanager
def failing(server: ScriptedSmtp, **replies: str) -> Iterator[None]:
    """The server answers like this for a while."""
    usual = dict(server.replies)
    server.replies |= replies
    yield
    server.replies = usual


@pytest.mark.row("Z1")
def test_who_stops_us_between_the_answer_and_its_sending_gets_nothing_and_the_member_reads_why(
    people: People, product: Product
) -> None:
    ana, caleb = people("Ana"), people("caleb")
    acts.write(ana, "Tell me more", name="Ana")
    acts.open_talk(caleb, "Ana")
    product.restart("--no-worker")
    acts.answer_box(caleb).fill("Here is more")
    acts.send(caleb).click()
    expect(acts.bubble(caleb, "Here is more")).to_contain_text("Waiting to be sent")
    ana.goto("/@harbour/stop/")
    ana.get_by_role("main").get_by_role("button", name="Stop messages").click()
    expect(ana.get_by_role("heading", name="no longer writes to you")).to_be_visible()
    with product.working():
        expect(acts.bubble(caleb, "Here is more")).to_contain_text("Stopped before it was sent")
        expect(acts.bubble(caleb, "Here is more")).to_contain_text("Only they can lift that")
        expect(acts.bell(caleb)).to_contain_text("new")
    product.restart()
    caleb.reload()
    expect(acts.bubble(caleb, "Here is more")).to_contain_text("Stopped before it was sent")
    ana.goto("/@harbour/messages/")
    expect(ana.get_by_role("main")).not_to_contain_text("Here is more")


def test_the_web_process_is_killed_and_what_was_said_a_moment_before_is_there(
    people: People, product: Product
) -> None:
    ben, caleb = people("Ben"), people("caleb")
    acts.write(ben, "Hold this for me", name="Ben")
    product.kill()
    acts.press_message(ben).get_by_label("Your message").fill("Typed in the dark")
    acts.dialog(ben).get_by_role("button", name="Send").click()
    expect(acts.dialog(ben).get_by_role("alert")).to_contain_text("Your words are kept")
    expect(acts.dialog(ben).get_by_label("Your message")).to_have_value("Typed in the dark")
    product.serve()
    acts.dialog(ben).get_by_role("button", name="Send").click()
    expect(acts.row(caleb, "Ben")).to_contain_text("Typed in the dark")
    said = acts.open_talk(caleb, "Ben")
    for text in ("Hold this for me", "Typed in the dark"):
        expect(said.get_by_role("article").filter(has_text=text)).to_have_count(1)


@pytest.mark.row("N3")
def test_a_server_that_refuses_for_good_is_quoted(
    people: People, post: PostOffice, server: ScriptedSmtp
) -> None:
    caleb = _written_to(people, post, "Dora")
    with failing(server, RCPT="550 5.1.1 No such user here"):
        _try_to_answer(caleb, "Are you there?")
        expect(acts.bubble(caleb, "Are you there?")).to_contain_text("Could not be delivered")
        expect(acts.bubble(caleb, "Are you there?")).to_contain_text("No such user here")
    expect(acts.bell(caleb)).to_contain_text("new")
    acts.bubble(caleb, "Are you there?").get_by_role("link", name="Write it anew").click()
    expect(acts.answer_box(caleb)).to_have_value("Are you there?")


@pytest.mark.row("N3")
def test_a_server_that_is_busy_is_tried_again_and_gets_the_mail_once(
    people: People, post: PostOffice, server: ScriptedSmtp
) -> None:
    caleb = _written_to(people, post, "Emil")
    with failing(server, MAIL="451 4.3.0 Come back later"):
        _try_to_answer(caleb, "Second time lucky")
        expect(acts.bubble(caleb, "Second time lucky")).to_contain_text("Not sent yet, tried again")
        expect(acts.bubble(caleb, "Second time lucky")).to_contain_text("Come back later")
    acts.bubble(caleb, "Second time lucky").get_by_role("button", name="Try again now").click()
    acts.left(caleb, "Second time lucky")
    assert _count(server)["Second time lucky"] == 1


@pytest.mark.row("N3")
def test_a_server_that_never_says_whether_it_took_the_mail_leaves_a_question_to_a_person(
    people: People, post: PostOffice, server: ScriptedSmtp
) -> None:
    caleb = _written_to(people, post, "Farah")
    with failing(server, end="silence"):
        _try_to_answer(caleb, "Into the void")
        expect(acts.bubble(caleb, "Into the void")).to_contain_text(DOUBT)
    assert _count(server)["Into the void"] == 1
    caleb.reload()
    acts.bubble(caleb, "Into the void").get_by_role("button", name="It arrived").click()
    acts.left(caleb, "Into the void")
    assert _count(server)["Into the void"] == 1


@pytest.mark.row("N3")
def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(
    people: People, product: Product, post: PostOffice, server: ScriptedSmtp
) -> None:
    caleb = people("caleb")
    names = [f"Crowd {number:02}" for number in range(CROWD)]
    for number, name in enumerate(names):
        post.send(letter(f"{name} <crowd{number}@fans.test>", f"{name} asks", to=BOX))
    for name in names:
        expect(acts.row(caleb, name)).to_be_visible(timeout=30_000)
    product.restart("--no-worker")
    hand = people("caleb", java_script_enabled=False)
    places = {name: str(acts.row(hand, name).get_attribute("href")) for name in names}
    for name, place in places.items():
        hand.goto(place)
        hand.get_by_label("Your message").fill(f"Dear {name}")
        hand.get_by_role("button", name="Send").click()
        expect(acts.bubble(hand, f"Dear {name}")).to_contain_text("Waiting to be sent")
    with failing(server, end="silence"), product.working() as worker:
        wait_until(lambda: len(_dear(server)) >= CROWD // 3, "the worker is in the middle of it")
        os.kill(worker.pid, signal.SIGKILL)
    product.let_leases_end()
    with product.working():
        outcomes = {name: _outcome(hand, place, f"Dear {name}") for name, place in places.items()}
    assert max(_dear(server).values()) == 1, _dear(server)
    for name, outcome in outcomes.items():
        assert outcome == DOUBT or f"Dear {name}" in _dear(server), name
    assert set(outcomes.values()) == {DOUBT, "Sent"}
    product.restart()


def _outcome(member: Page, place: str, text: str) -> str:
    """What the member reads of an answer in the end."""

    def told() -> str:
        member.goto(place)
        found = re.search(f"{DOUBT}|Sent", acts.bubble(member, text).text_content() or "")
        return found[0] if found else ""

    return str(wait_until(told, f"it is known what became of {text!r}", 60))


def _dear(server: ScriptedSmtp) -> Counter[str]:
    return Counter({text: count for text, count in _count(server).items() if text.startswith("Dear Crowd")})


def _count(server: ScriptedSmtp) -> Counter[str]:
    """How often the server was given each text."""
    return Counter(text_of(mail).strip().splitlines()[0] for mail in map(read, server.mails))


def _written_to(people: People, post: PostOffice, name: str) -> Page:
    """A member in front of a conversation that somebody began by mail."""
    caleb = people("caleb")
    post.send(letter(f"{name} <{name.lower()}@fans.test>", f"{name} asks", to=BOX))
    expect(acts.row(caleb, name)).to_be_visible(timeout=30_000)
    acts.open_talk(caleb, name)
    return caleb


def _try_to_answer(member: Page, text: str) -> None:
    acts.answer_box(member).fill(text)
    acts.send(member).click()
