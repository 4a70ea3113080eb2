"""HTML from outside: made harmless, or turned into plain text.  Nothing in it may run, pretend, or tell anybody it was read."""

# ruff: noqa: SIM905 -- a line of tag names reads better than a column of quoted ones
from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import nh3

_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid"}

_TAGS: Final = set(
    "a abbr b blockquote br caption center code col colgroup dd del details div dl dt em figcaption figure font h1 h2 h3 h4"
    " h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th"
    " thead time tr tt u ul".split()
)

_VANISH: Final = set(
    "script style head title template noscript iframe object embed svg math form select textarea button audio video".split()
)

_ATTRIBUTES: Final = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "font": {"color"},
}

PLACEHOLDER: Final = "data-askfirst-remote"
"""Set on an image that was not loaded from its sender's server; `alt` says what it was, nothing says where it is."""


def clean(html: str) -> str:
    """Harmless HTML: no script, style or form, no remote picture, links only to http, https, mailto, tel and cid.

    A remote picture becomes `<img data-askfirst-remote="1" alt="…">` without a source: opening a mail tells its sender nothing.
    Links get `rel="noopener noreferrer nofollow"` and `target="_blank"`.
    """
    return _MARK_REMOTE.sub(_as_placeholder, _CLEANER.clean(html.replace("\x00", "")))


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.strip().lower().startswith("cid:"):
        return "cid:askfirst-remote"
    return value


_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_VANISH,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)

_MARK_REMOTE: Final = re.compile(r'src="cid:askfirst-remote"')


def _as_placeholder(_: re.Match[str]) -> str:
    return f'{PLACEHOLDER}="1"'


def to_text(html: str) -> str:
    """Plain text that reads like the page: paragraphs, lists, quotations with `>`, links with their address where it differs.

    Text of any size and brokenness is taken; hidden parts (scripts, styles, `display:none`) are not shown.
    """
    reader = _Reader()
    reader.feed(html.replace("\x00", ""))
    reader.close()
    return reader.text()


_BLOCKS: Final = set(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav"
    " ol p pre section table tr ul".split()
)
_SPACED: Final = set("p blockquote h1 h2 h3 h4 h5 h6 ul ol table pre dl".split())
_SILENT: Final = set("script style head title template noscript svg math".split())
_VOID: Final = set("area base br col embed hr img input link meta source track wbr".split())
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


class _Reader(HTMLParser):
    """Gathers lines while tags go by; knows how deep it stands in quotations and in what must not be read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quote = 0
        self._silence: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._silence or tag in _SILENT or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            if tag not in _VOID:
                self._silence.append(tag)
            return
        if tag in _BLOCKS:
            self._break(is_spaced=tag in _SPACED and not self._lists)
        self._open(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._silence:
            self._unsilence(tag)
            return
        if tag == "a" and self._links:
            self._close_link()
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self._break(is_spaced=tag in _SPACED and not self._lists)
        if tag == "blockquote":
            self._quote = max(0, self._quote - 1)

    def handle_data(self, data: str) -> None:
        if self._silence:
            return
        words = re.sub(r"[ \t\r\n\f\u200b\ufeff]+", " ", data)
        self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words

    def text(self) -> str:
        self._break()
        lines = [line.rstrip() for line in self._lines]
        while lines and not lines[-1].strip("> "):
            lines.pop()
        text = re.sub(r"\n(> ?)*\n((> ?)*\n)+", "\n\n", "\n".join(lines))
        return text.replace("\xa0", " ").strip("\n")

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._break(keep_empty=True)
        elif tag == "hr":
            self._lines.append(self._prefix() + "----")
        elif tag == "blockquote":
            self._quote += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._line = self._bullet()
        elif tag in {"td", "th"} and self._line.strip():
            self._line += " "
        elif tag == "a":
            self._links.append((given.get("href", "").strip(), len(self._line)))
        elif tag == "img" and given.get("alt", "").strip():
            self._line += f"[{given['alt'].strip()}]"

    def _unsilence(self, tag: str) -> None:
        if tag in self._silence:
            while self._silence.pop() != tag:
                pass

    def _close_link(self) -> None:
        href, begin = self._links.pop()
        shown = self._line[begin:].strip()
        target = href.removeprefix("mailto:")
        if (
            href.lower().startswith(("http:", "https:", "mailto:"))
            and shown
            and target.rstrip("/")
            not in {
                shown.rstrip("/"),
                f"https://{shown}".rstrip("/"),
                f"http://{shown}".rstrip("/"),
            }
        ):
            self._line = f"{self._line.rstrip()} ({target})"

    def _bullet(self) -> str:
        indent = "  " * max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _break(self, *, is_spaced: bool = False, keep_empty: bool = False) -> None:
        if self._line.strip() or keep_empty:
            self._lines.append(self._prefix() + self._line.rstrip())
        self._line = ""
        if is_spaced and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._prefix())

    def _prefix(self) -> str:
        return "> " * self._quote
