"""What people do again and again in front of the product, told by the words and roles on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import expect

from tests.stories.post import text_of
from tests.stories.product import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stories.post import PostOffice

CONFIRM = re.compile(r"https?://\S+/lists/confirm/\S+")
MAY, ONLY, NOT_NOW = "You may write", "Only this way", "Not now"


def press_message(visitor: Page) -> Locator:
    """Open the dialog behind the Message button."""
    if not dialog(visitor).is_visible():
        visitor.get_by_role("link", name="Message", exact=True).click()
    expect(dialog(visitor).get_by_role("button", name="Send")).to_be_visible()
    return dialog(visitor)


def dialog(visitor: Page) -> Locator:
    return visitor.get_by_role("dialog", name="Harbour Coffee")


def write(visitor: Page, text: str, name: str = "") -> Locator:
    """Say something to the page in private; `name` is typed where they have none yet.  The line that says so."""
    box = press_message(visitor)
    if name:
        box.get_by_label("Your name").fill(name)
    box.get_by_label("Your message").fill(text)
    box.get_by_role("button", name="Send").click()
    said = box.get_by_role("listitem").filter(has_text=text.strip()[:60]).last
    expect(said).to_be_visible()
    return said


def row(member: Page, who: str) -> Locator:
    """Somebody's line in the inbox."""
    return member.get_by_role("list", name="Conversations").get_by_role("link").filter(has_text=who).first


def open_talk(member: Page, who: str) -> Locator:
    """Open the conversation with somebody; the log of what was said."""
    if "/inbox/" not in member.url:
        member.goto("/inbox/")
    row(member, who).click()
    expect(conversation(member).get_by_role("heading", name=who, exact=True, level=2)).to_be_visible()
    return talk(member)


def conversation(member: Page) -> Locator:
    return member.get_by_role("region", name="Conversation", exact=True)


def talk(member: Page) -> Locator:
    return member.get_by_role("log", name="Messages with")


def answer_box(member: Page) -> Locator:
    return member.get_by_role("tabpanel", name="Reply").get_by_label("Your message")


def send(member: Page) -> Locator:
    return member.get_by_role("tabpanel", name="Reply").get_by_role("button", name="Send")


def answer(member: Page, text: str) -> None:
    """Write in the open conversation, send, and see that it left."""
    answer_box(member).fill(text)
    send(member).click()
    left(member, text)


def left(member: Page, text: str) -> None:
    expect(bubble(member, text)).to_contain_text(re.compile("Sent|Delivered|Seen"))


def bubble(member: Page, text: str) -> Locator:
    return talk(member).get_by_role("article").filter(has_text=text).last


def verdict(member: Page) -> Locator:
    """The answer that stands above the composer."""
    return member.get_by_role("tabpanel", name="Reply").locator("#verdict")


def write_on_wall(visitor: Page, text: str, name: str = "") -> None:
    visitor.get_by_text("Write on the wall").click()
    form = visitor.locator("form").filter(has=visitor.get_by_label("What do you want to say?"))
    if name:
        form.get_by_label("Your name").fill(name)
    form.get_by_label("What do you want to say?").fill(text)
    form.get_by_role("button", name="Post in public").click()
    expect(visitor.get_by_role("article").filter(has_text=text)).to_be_visible()


def comment(visitor: Page, post: str, text: str, name: str = "") -> None:
    """Say something in public under a post."""
    card = visitor.get_by_role("article").filter(has_text=post)
    card.get_by_text("Comment", exact=True).click()
    if name:
        card.get_by_label("Your name").fill(name)
    card.get_by_label("Your comment").fill(text)
    card.get_by_role("button", name="Comment in public").click()
    expect(visitor.get_by_role("article").filter(has_text=text)).to_be_visible()


def publish(member: Page, text: str) -> None:
    """Put a post of the brand's on the wall."""
    member.goto("/wall/")
    member.get_by_label("What everybody should read").fill(text)
    member.get_by_role("button", name="Publish").click()
    expect(member.get_by_text("on its way to the wall")).to_be_visible()
    wait_until(
        lambda: text in httpx.get(member.url.partition("/wall/")[0] + "/@harbour/").text, "it is published"
    )


def unread_badge(visitor: Page) -> Locator:
    """The link to a visitor's own messages, with what is new there."""
    return visitor.get_by_role("navigation", name="Your own").get_by_role("link", name="Messages")


def bell(member: Page) -> Locator:
    return member.locator("#bell")


def inbox_link(member: Page) -> Locator:
    return member.get_by_role("navigation", name="Main").get_by_role("link", name="Inbox")


def join(page: Page, post: PostOffice, who: str, name: str) -> None:
    """Somebody asks on the page to be told of the list of this name, and confirms by the button behind the link of their mail."""
    page.goto(f"/@harbour/lists/{name.lower().replace(' ', '-')}/")
    page.get_by_label("Your email").fill(f"{who}@fans.test")
    page.get_by_role("button", name="Ask to be told").click()
    link = CONFIRM.search(text_of(post.arrived(f"{who}@fans.test", f"- {name}. ")))
    assert link
    page.goto(urlsplit(link[0]).path)
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("heading", name="You are on the list")).to_be_visible()
