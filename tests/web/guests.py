"""A visitor with a browser of their own: the same client, cookie and all, from the first click to the last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from django.core import mail
from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World

LINK = re.compile(r"http://\S+/come-in/\S+/")


@dataclass(slots=True)
class Guest:
    """Somebody on the page of one brand."""

    world: World
    name: str = "Mina"
    slug: str = "harbour"
    browser: Client = field(default_factory=Client)

    def get(self, path: str = "", **more: Any) -> HttpResponse:
        return self.browser.get(f"/@{self.slug}/{path}", **more)

    def post(self, path: str, **typed: Any) -> HttpResponse:
        return self.browser.post(f"/@{self.slug}/{path}", {"name": self.name, **typed})

    def write(self, text: str = "Are you open on Sunday?", **more: Any) -> HttpResponse:
        """Send a private message; the worker then puts it into its place."""
        answer = self.post("message/", text=text, key=more.pop("key", "k1"), **more)
        self.world.work()
        return answer

    def sees(self, path: str = "") -> str:
        """The words on a screen."""
        answer = self.get(path, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return words(answer)


def words(answer: HttpResponse) -> str:
    """What a person reads of an answer."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def link_in_mail(number: int = -1) -> str:
    """The path of the link in a mail that was sent."""
    found = LINK.search(str(mail.outbox[number].body))
    assert found
    return found.group(0).partition("/@")[2].join(["/@", ""])


def shut(answer: HttpResponse) -> HttpResponse:
    """Close the file behind an answer.  `close()` itself would end the request, and with it the test's own connection."""
    for closer in answer._resource_closers:
        closer()
    return answer
