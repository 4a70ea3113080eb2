"""RSS and Atom: what an answer of a blog holds, and where a site says that its feed lies.

Bytes in, values out: who fetches them politely is `wire.feeds`.  A feed is written by somebody we do not know: markup is
turned into plain text, addresses that are no web addresses are dropped, nothing is fetched, and entities of its own that
multiply are not followed.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

from askfirst.networks.base import BadInput
from askfirst.networks.email.html import to_text
from askfirst.networks.items import LONGEST_TEXT, LONGEST_TITLE, Feed, Item
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 3_000_000
"""Bytes of one answer."""
MOST_TAGS = 200_000
"""Of one answer; a hundred long articles have a third of it."""
MOST_ITEMS = 100
LONGEST_LINK = 1_000
MOST_FOUND = 10
"""Feeds that one page may name."""
USUAL = ("/feed/", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")
"""Where feeds lie on sites that do not say it."""
_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_MARKUP_SHOWN = 200_000
"""Characters of one item's markup that are read: its beginning is all that is wanted."""
_COMMENTS = re.compile(r"comment|kommentar|comentario|réponse", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_BEGIN = 200_000


def read(content: bytes, url: str, content_type: str = "") -> Feed:
    """What the feed at `url` says.

    Raises:
        BadInput: it is no feed, or one that nobody can read; with a sentence that says what it is.
    """
    _require_sober(content)
    import feedparser  # noqa: PLC0415 -- a tenth of a second, and only workers read feeds

    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    try:
        found = feedparser.parse(
            io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # its loose reader meets what nobody foresaw
        raise BadInput(
            Sentence("it cannot be read as a feed: %(what)s", what=type(error).__name__)
        ) from error
    if not found.get("version") and not found.get("entries"):
        raise BadInput(_no_feed(content))
    of, entries = found.get("feed", {}), found.get("entries", [])
    return Feed(
        title=_plain(of.get("title", ""))[:LONGEST_TITLE],
        site=_web(of.get("link", ""), url),
        language=str(of.get("language", ""))[:35],
        items=tuple(_ordered(_items(entries[: MOST_ITEMS * 2], url))[:MOST_ITEMS]),
    )


def is_page(content: bytes) -> bool:
    """Whether this is a page for people, in which one may look for its feed."""
    begin = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begin.startswith((b"<!doctype html", b"<html")) or (
        b"<html" in begin and not begin.startswith(b"<rss")
    )


def find(content: bytes, url: str) -> list[str]:
    """The feeds that a page names, the most likely first: those of its comments come last."""
    finder = _Finder()
    finder.feed(content[:_BEGIN].decode("utf-8", "replace"))
    base = urljoin(url, finder.base) if finder.base else url
    named: dict[str, bool] = {}
    for href, title in finder.found:
        address = _web(href, base)
        if address:
            named.setdefault(
                address, bool(_COMMENTS.search(title) or _COMMENTS.search(urlsplit(address).path))
            )
    return sorted(named, key=lambda address: named[address])[:MOST_FOUND]


def usual(url: str) -> list[str]:
    """Where one looks on a site that names no feed."""
    return [urljoin(url, path) for path in USUAL]


class _Finder(HTMLParser):
    """Gathers `<link rel="alternate">` and `<base>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "").strip()
        named = given.get("rel", "").lower().split()
        kind = given.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and "alternate" in named and kind in _TYPES and given.get("href", "").strip():
            self.found.append((given["href"].strip(), given.get("title", "")))


def _require_sober(content: bytes) -> None:
    """Refuse what multiplies while it is read: no blog declares more than a handful of entities of its own."""
    if len(content) > LONGEST:
        raise BadInput(Sentence("it is larger than the %(size)s MB that we read", size=LONGEST // 1_000_000))
    if content.count(b"<") > MOST_TAGS:
        raise BadInput(Sentence("it has more than %(most)s tags", most=f"{MOST_TAGS:,}"))
    if _ENTITY.search(content[:_BEGIN]):
        raise BadInput(
            Sentence(
                "it declares entities of its own, which are not read: ask who keeps the site to leave them out"
            )
        )


def _no_feed(content: bytes) -> str:
    if not content.strip():
        return Sentence("it is empty")
    if is_page(content):
        return Sentence("it is a page and no feed, and names none")
    return Sentence("it is neither RSS nor Atom")


def _items(entries: Iterable[Any], url: str) -> list[Item]:
    """Each once: two that go by one name are told apart by where they lie, and two that say the same are one."""
    read_ones = [_item(entry, url) for entry in entries]
    names = Counter(name for name, _ in read_ones if name)
    kept: dict[str, Item] = {}
    said: set[str] = set()
    for name, item in read_ones:
        if not (item.title or item.text or item.link):
            continue
        known_by = name if names[name] == 1 else (item.link or item.digest)
        key = _digest(known_by or item.link or item.digest)
        if key not in kept and item.digest not in said:
            kept[key] = replace(item, key=key)
            said.add(item.digest)
    return list(kept.values())


def _item(entry: Any, url: str) -> tuple[str, Item]:
    """What the feed calls it, and what it says; its key comes later."""
    contents = entry.get("content") or []
    body = contents[0] if contents else entry.get("summary_detail") or {}
    summary = entry.get("summary_detail") or {}
    if contents and 0 < len(str(summary.get("value", ""))) < len(str(body.get("value", ""))):
        body = summary  # somebody has written what it is about
    text = _text(body)[:LONGEST_TEXT]
    title = _heading(entry.get("title_detail") or {})[:LONGEST_TITLE]
    link = _web(entry.get("link", ""), url)
    item = Item(
        key="",
        title=title,
        text=text,
        link=link,
        at=_moment(entry),
        digest=_digest(f"{title}\n{text}\n{link}"),
    )
    return str(entry.get("id", "")).strip()[:2_000], item


def _ordered(items: list[Item]) -> list[Item]:
    """Newest first where all say when; else as the feed has them, which is newest first nearly everywhere."""
    if all(item.at for item in items):
        return sorted(items, key=lambda item: item.at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return items


def _text(detail: Any) -> str:
    value = str(detail.get("value", ""))[:_MARKUP_SHOWN]
    if "html" in str(detail.get("type", "html")):
        value = to_text(value)
    return _printable(value).strip()


def _heading(detail: Any) -> str:
    return " ".join(_text(detail).split())


def _plain(value: object) -> str:
    return " ".join(_printable(to_text(str(value)[:2_000])).split())


def _printable(value: str) -> str:
    """Without what no text has, and half signs: a database takes neither."""
    kept = "".join(sign for sign in value if sign >= " " or sign in "\n\t")
    return kept.encode("utf-8", "ignore").decode()


def _web(given: object, base: str) -> str:
    """The web address that is meant, without its place in the page; empty: it is none."""
    said = _printable(str(given)).strip()
    try:
        whole = urldefrag(urljoin(base, said)).url if said else ""
        parts = urlsplit(whole)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return whole if is_web and len(whole) <= LONGEST_LINK and not any(map(str.isspace, whole)) else ""


def _moment(entry: Any) -> datetime | None:
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except ValueError:  # the sixtieth second of a minute, or a year before the first
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
