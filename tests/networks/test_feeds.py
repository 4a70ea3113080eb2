"""Feeds as they come: well made, broken, lying and hostile; what remains is plain text with web addresses."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime

import feedparser
import pytest

from askfirst.networks import feeds
from askfirst.networks.base import BadInput
from askfirst.networks.items import LONGEST_TEXT, Item

URL = "https://blog.harbour.example/feed"
ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
  <title type="html">Harbour &amp;amp; friends</title><link href="/"/><id>tag:harbour</id>
  <entry><title>Older</title><id>tag:1</id><link href="posts/1"/><published>2026-11-01T09:00:00+02:00</published>
    <summary>What it is about.</summary><content type="html">&lt;p&gt;A long article that says far more than that.&lt;/p&gt;</content></entry>
  <entry><title type="html">&lt;em&gt;Newer&lt;/em&gt; &amp;lt;3</title><id>tag:2</id><link href="https://blog.harbour.example/2#top"/>
    <updated>2026-11-02T09:00:00Z</updated><content type="html">&lt;p&gt;First.&lt;/p&gt;&lt;script&gt;steal()&lt;/script&gt;&lt;p&gt;Second.&lt;/p&gt;</content></entry>
</feed>"""


def rss(*items: str, head: str = "<title>Harbour</title><link>https://harbour.example</link>") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{inner}</channel></rss>'.encode()


def items(*given: str) -> tuple[Item, ...]:
    return feeds.read(rss(*given), URL).items


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        feeds.read(content, URL)
    return str(caught.value)


def test_an_atom_feed_is_read_newest_first_as_plain_text() -> None:
    found = feeds.read(ATOM, URL, "application/atom+xml; charset=utf-8")
    assert (found.title, found.site) == ("Harbour & friends", "https://blog.harbour.example/")
    newer, older = found.items
    assert (newer.title, newer.text, newer.link) == (
        "Newer <3",
        "First.\n\nSecond.",
        "https://blog.harbour.example/2",
    )
    assert (older.text, older.link) == ("What it is about.", "https://blog.harbour.example/posts/1")
    assert older.at == datetime(2026, 11, 1, 7, tzinfo=UTC)


def test_a_broken_feed_gives_what_can_be_read() -> None:
    found = feeds.read(b"<rss><channel><item><title>Beans & <b>tea</title><description>no end", URL)
    assert found.items[0].title == "Beans & tea"


def test_what_is_no_web_address_and_what_runs_is_left_out() -> None:
    (said,) = items(
        "<title>Hi</title><link>javascript:alert(1)</link>"
        "<description>&lt;img src=x onerror=alert(1)&gt;&lt;style&gt;a{}&lt;/style&gt;Words&lt;iframe&gt;x&lt;/iframe&gt;</description>"
    )
    assert (said.link, "alert" in said.text, said.text.startswith("Words")) == ("", False, True)
    for link in (
        "https://user:pw@h.example/",
        "http://[bad/",
        "https://h.example/" + "x" * 1_000,
        "mailto:a@b.c",
    ):
        assert items(f"<title>Hi</title><link>{link}</link>")[0].link == ""


def test_a_feed_that_lies_about_its_names_doubles_nothing() -> None:
    one = "<title>One</title><link>https://h.example/1</link>"
    assert len(items(one + "<guid>a</guid>", one + "<guid>b</guid>", one)) == 1, (
        "said once, whatever it is called"
    )
    same = items(
        "<guid>x</guid><title>A</title><link>https://h.example/a</link>", "<guid>x</guid><title>B</title>"
    )
    assert [item.title for item in same] == ["A", "B"], "two things under one name are two"
    assert len({item.key for item in same}) == 2
    assert (
        items("<guid>x</guid><title>A</title>")[0].key
        == items("<guid>x</guid><title>A, mended</title>")[0].key
    )


def test_items_without_a_word_are_none_and_the_number_is_bounded() -> None:
    assert (
        items("<guid isPermaLink='false'>1</guid>", "<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>") == ()
    )
    many = items(*(f"<title>{number}</title>" for number in range(300)))
    assert (len(many), many[0].title) == (feeds.MOST_ITEMS, "0"), "without dates the feed's own order holds"
    assert len(items(f"<description>{'word ' * 5_000}</description>")[0].text) == LONGEST_TEXT


def test_a_date_that_is_none_is_unknown() -> None:
    assert items("<title>x</title><pubDate>yesterday</pubDate>")[0].at is None
    assert items("<title>x</title><pubDate>0000-01-01T00:00:00Z</pubDate>")[0].at is None


def test_signs_that_no_text_has_are_taken_out() -> None:
    assert items("<title>a&#x200D;b \x07c</title>")[0].title == "a\u200db c"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"<!DOCTYPE html><html><title>Hi", "a page and no feed"),
        (b"hello", "neither RSS nor Atom"),
        (b"\x89PNG\r\n", "neither RSS nor Atom"),
        (b"x" * 3_000_001, "larger than the 3 MB"),
        (b"<rss>" + b"<a>" * 200_001, "more than 200,000 tags"),
        (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss/>',
            "entities of its own",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    assert says in refusal(content)


def test_a_reader_that_breaks_down_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(feedparser, "parse", parse)
    assert refusal(rss()) == "it cannot be read as a feed: RecursionError"


def test_no_outer_file_is_opened() -> None:
    outer = b'<?xml version="1.0"?><!DOCTYPE r SYSTEM "file:///etc/passwd"><rss version="2.0"><channel><title>T</title><item><title>x</title></item></channel></rss>'
    assert feeds.read(outer, URL).title == "T"


@pytest.mark.parametrize("piece", [b"<", b"&", b"<![CDATA[", b"<!--", b"<a>"])
def test_a_hostile_answer_is_over_soon(piece: bytes) -> None:
    begin = time.monotonic()
    with contextlib.suppress(BadInput):
        feeds.read(b'<rss version="2.0"><channel><item><title>' + piece * 20_000, URL)
    assert time.monotonic() - begin < 20


PAGE = b"""<!doctype html><html><head><base href="https://harbour.example/blog/"><base href="https://evil.example/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed">
<link rel="alternate home" type="application/rss+xml; charset=utf-8" href="feed">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"><link rel="alternate" type="application/atom+xml" href="/atom.xml">
<link rel="alternate" type="text/html" hreflang="de" href="/de"><link rel="stylesheet" type="application/rss+xml" href="/x">
<link rel="alternate" type="application/rss+xml"><link rel="alternate" type="application/rss+xml" href="file:///etc/passwd"><link rel="alternate" type="application/rss+xml" href="http://[bad/">
</head>"""


def test_a_page_names_its_feeds_those_of_comments_last() -> None:
    assert feeds.is_page(PAGE)
    assert feeds.find(PAGE, "https://harbour.example/") == [
        "https://harbour.example/blog/feed",
        "https://harbour.example/atom.xml",
        "https://harbour.example/blog/comments/feed",
    ]
    assert feeds.find(b"<html><p>nothing", URL) == []


def test_what_is_a_page_and_what_is_none() -> None:
    assert feeds.is_page(b"\xef\xbb\xbf <HTML>")
    assert feeds.is_page(b"<?xml version='1.0'?><html xmlns=''>")
    assert not feeds.is_page(ATOM)
    assert not feeds.is_page(b"<rss><title><html></title>")


def test_a_site_that_names_none_is_asked_at_the_usual_places() -> None:
    assert feeds.usual("https://harbour.example/about")[0] == "https://harbour.example/feed/"
