"""Looking whether a page elsewhere really links to a post of ours, politely, and never inside a request."""

from __future__ import annotations

import logging
import re
from concurrent import futures
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from django.utils import timezone

from askfirst.networks.email.html import to_text
from askfirst.sentence import Sentence, words_of
from askfirst.wall import mentions
from askfirst.wire import loop, sites
from askfirst.wire.sites import NotReached

if TYPE_CHECKING:
    from concurrent.futures import Future

    from askfirst.wall.models import Mention

log = logging.getLogger(__name__)

LONGEST = 1_000_000
"""Bytes of a page; a link behind them is not found."""
AT_ONCE = 8
LEASE = timedelta(seconds=sites.LONGEST + 30)
AROUND = 300
"""Characters around the link that are shown where the page says nothing about itself."""
_SPACE = re.compile(r"\s+")

_under_way: set[Future[None]] = set()


@dataclass(slots=True)
class Seen:
    """What a page says of itself, and whether the link stands there."""

    title: str = ""
    about: str = ""
    is_linked: bool = False
    around: str = field(default="")


def look_due() -> int:
    """Begin to look at what is due.  Returns how many were begun; they go on by themselves."""
    _under_way.difference_update([one for one in _under_way if one.done()])
    room = max(AT_ONCE - len(_under_way), 0)
    mine = mentions.take_due(timezone.now(), LEASE, room)
    for mention in mine:
        _under_way.add(loop.begin(_look(mention)))
    return len(mine)


def wait(seconds: float) -> bool:
    """Whether what is under way came to its end in this time."""
    return not futures.wait(list(_under_way), seconds).not_done


async def _look(mention: Mention) -> None:
    try:
        got = await sites.ask(
            mention.source,
            most=LONGEST,
            headers={"accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"},
        )
        seen = await loop.aside(read, got.body, got.url, mention.target)
        if seen.is_linked:
            await loop.aside(mentions.found, mention, seen.title, seen.about or seen.around)
        else:
            await loop.aside(mentions.gone, mention, Sentence("the page does not link to this post"))
    except NotReached as error:
        await loop.aside(mentions.gone if error.is_final else mentions.later, mention, words_of(error))
    except Exception:
        log.exception("mention %s could not be looked at", mention.pk)
        await loop.aside(mentions.later, mention, Sentence("the page could not be read"))


def read(content: bytes, url: str, target: str) -> Seen:
    """What the page at `url` says, and whether it links to `target`."""
    text = content.decode("utf-8", "replace")
    reader = _Reader(url, _same(target))
    reader.feed(text)
    reader.close()
    seen = reader.seen
    seen.title = _SPACE.sub(" ", seen.title).strip()[:300]
    if seen.is_linked and not seen.about:
        words = _SPACE.sub(" ", to_text(text))
        at = max(words.find(target), 0)
        seen.around = words[max(at - AROUND, 0) : at + AROUND].strip()
    return seen


def _same(address: str) -> str:
    """Two ways to write one address."""
    return urldefrag(address).url.rstrip("/")


class _Reader(HTMLParser):
    """Looks for the title, the description, and an `href` or `src` that is the address."""

    def __init__(self, url: str, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.wanted, self.seen = url, wanted, Seen()
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.seen.title
        if tag == "base" and given.get("href"):
            self.base = given["href"]
        if tag == "meta" and given.get("name", given.get("property", "")).lower() in {
            "description",
            "og:description",
        }:
            self.seen.about = self.seen.about or _SPACE.sub(" ", given.get("content", "")).strip()
        for name in ("href", "src"):
            if tag in {"a", "area", "img", "video", "audio", "iframe", "link"} and given.get(name):
                self.seen.is_linked = self.seen.is_linked or self._leads(given[name])

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.seen.title) < 1_000:
            self.seen.title += data

    def _leads(self, href: str) -> bool:
        try:
            return _same(urljoin(self.base, href.strip())) == self.wanted
        except ValueError:
            return False
