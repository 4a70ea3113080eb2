"""What a member does in the demo before its newest screens are drawn: a poll, requests, a download, a note, a list."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

OFFER = "Only today: 20 % off all our beans. Order now while stocks last, don’t miss out."
ANYBODY = "Dear Sir or Madam, we would like to thank you for your loyalty to our company and wish you a pleasant season."
REPLY = "Hello {name}, we keep this place for friends and family. Come and meet us on {network}: {address}. {brand}"
PITCHES = """Join my team today and earn 5,000 a month from home! DM me for the link.

Last chance: 50% off all starter kits, order now at https://quick.example/kit

Buy two, get one free. Limited offer, order now: https://quick.example/two"""
LIFE = """Rain on the allotment all day, and the beans are happier than I am.

Does anybody know a quiet path along the river?

Our choir sang in the old station hall tonight."""
MOVED_IN = 1_262_304_000
POSTS = [
    {
        "timestamp": MOVED_IN,
        "data": [{"post": "Moved in. Come by at 4 Mill Lane, London."}],
        "privacy": "Public",
    },
    {
        "timestamp": 1_738_400_000,
        "data": [{"post": "The terrace is open again."}],
        "privacy": {"description": "Friends"},
    },
    {
        "timestamp": 1_740_000_000,
        "data": [{"post": "Call me at +44 20 7946 0958 for the key."}],
        "privacy": "Friends",
    },
    {"timestamp": MOVED_IN + 120, "data": [{"post": "Only for me"}], "privacy": "Only me"},
]


def prepare(chromium: Browser, address: str, state: Any) -> None:
    """Do all of it once, as the owner and three visitors."""
    page = chromium.new_context(base_url=address, storage_state=state).new_page()
    for act in (
        _ask,
        _let_vote,
        _write_policy,
        _write_requests_down,
        _bring_download,
        _begin_note,
        _bring_list,
    ):
        act(page)
    page.context.close()


def _ask(page: Page) -> None:
    page.goto("/polls/new/")
    page.get_by_label("Question", exact=True).fill("Which bean shall we roast next Friday?")
    for number, text in enumerate(("Sidamo", "Huila", "Monsoon Malabar"), 1):
        page.get_by_label(f"Choice {number}", exact=True).fill(text)
    page.get_by_label("People may say something with their vote").check()
    page.get_by_label("beside the vote").select_option(index=1)
    page.get_by_role("button", name="Keep, and look at it").click()
    page.get_by_role("button", name="Open the poll").click()
    page.wait_for_timeout(3_000)


def _let_vote(page: Page) -> None:
    browser = page.context.browser
    assert browser
    address = re.sub(r"/polls/.*", "", page.url)
    for name, choice in (("Ana", "Sidamo"), ("Tom", "Sidamo"), ("Mia", "Monsoon Malabar")):
        visitor = browser.new_page(base_url=address)
        visitor.goto("/@harbour/polls/1/")
        visitor.get_by_label(choice, exact=True).check()
        visitor.get_by_label("What would you like to say with it?").fill(
            "With a slice of orange cake, please"
        )
        visitor.get_by_label("Your name").fill(name)
        visitor.get_by_role("button", name="Vote", exact=True).click()
        visitor.close()


def _write_policy(page: Page) -> None:
    page.goto("/people/friend-policy/")
    page.get_by_label("When somebody who asks is").select_option(label="Client")
    page.get_by_label("on", exact=True).select_option(label="Facebook")
    page.get_by_label("we", exact=True).select_option("invite")
    page.get_by_role("textbox", name="Language").first.fill("en")
    page.get_by_label("The kind reply").first.fill(REPLY)
    page.get_by_role("button", name="Keep this line").click()


def _write_requests_down(page: Page) -> None:
    for name, posts, answers in (("Max Profit", PITCHES, "0"), ("Ada Okafor", LIFE, "7")):
        page.goto("/people/requests/new/")
        page.get_by_label("Network").select_option(label="Facebook")
        page.get_by_label("Your name there").fill("Harbour Coffee")
        page.get_by_label("Who asks").fill(name)
        page.get_by_label("Their newest posts").fill(posts)
        page.get_by_label("Answers of others under these posts").fill(answers)
        page.get_by_label("Account made on").fill("2019-01-05")
        page.get_by_role("button", name="Read it").click()
        page.wait_for_url(re.compile(r"/people/requests/\d+/"))


def _bring_download(page: Page) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("posts/your_posts__check_ins__photos_and_videos_1.json", json.dumps(POSTS))
        packed.writestr("friends/friends.json", "{}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facebook.zip"
        file.write_bytes(content.getvalue())
        page.goto("/people/exposure/")
        if not page.get_by_label("The zip").is_visible():
            page.get_by_text("Bring a download of Facebook or Instagram").click()
        page.get_by_label("The zip").set_input_files(file)
        page.get_by_label("Your name there").fill("Harbour Coffee")
        page.get_by_role("button", name="Read it").click()


def _begin_note(page: Page) -> None:
    """Nobody has taken part for long in a scene of two minutes: the owner lets the bands begin sooner."""
    page.goto("/settings/bands/")
    for label, points in (("Regular from", "2"), ("Engaged from", "4"), ("Devoted from", "30")):
        page.get_by_label(label).fill(points)
    page.get_by_role("button", name="Save").click()
    page.goto("/notes/")
    page.get_by_role("button", name="Begin").first.click()
    page.wait_for_url(re.compile(r"/notes/\d+/"))
    page.get_by_label("Where it goes").select_option(index=1)
    page.get_by_label("The note").fill(ANYBODY)
    page.get_by_role("button", name="Save").click()


def _bring_list(page: Page) -> None:
    lines = ["Who;Joined;From;State"]
    lines += [f"fan{number}@fans.test;31/05/2024;203.0.113.{number};active" for number in range(40)]
    lines.append("gone@fans.test;;;unsubscribed")
    page.goto("/settings/lists/1/import/")
    page.get_by_label("CSV, or a zip with several").set_input_files(
        {"name": "old newsletter.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What the columns tell").wait_for()


def _offer(page: Page) -> None:
    page.goto("/wall/")
    page.get_by_label("What everybody should read").fill(OFFER)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("alert").wait_for()


def _what_others_see(page: Page) -> None:
    page.goto("/people/exposure/")
    page.locator(".request-row").last.click()
    page.locator(".exhibits").wait_for()


ACTS: dict[str, Callable[[Page], None]] = {
    "an offer to everybody": _offer,
    "what others see": _what_others_see,
}
"""Screens that are come to by more than an address."""
