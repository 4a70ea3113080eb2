"""What is written on Bluesky: names of records, links in a text, and the place up to which we have read.

Sources: atproto.com/specs/tid, app.bsky.richtext.facet, app.bsky.feed.post, chat.bsky.convo.defs.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from askfirst.networks.base import BadInput

POSTS = "app.bsky.feed.post"
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}']", re.IGNORECASE)


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to where both lists were read."""

    seen: str
    """Everything that was notified before this moment has been read."""
    log: str
    """The newest `rev` of the log of chats that has been read."""
    top: str = ""
    """The newest moment of the reading that is going on; empty between two."""
    page: str = ""
    """Where the reading that is going on continues, towards older ones."""


def place(cursor: str, since: datetime) -> Place:
    """The place that a cursor names; the moment `since` where it is empty.

    Raises:
        BadInput: the cursor is none of ours.
    """
    if not cursor:
        return Place(seen=stamp(since), log=tid(since, 0))
    try:
        return msgspec.json.decode(cursor, type=Place)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"this is not a cursor of Bluesky; empty it to read again: {error}") from None


def stamp(at: datetime) -> str:
    """A moment as records have it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tid(at: datetime, clock: int) -> str:
    """The name of a moment: microseconds and ten bits that tell writers apart, in letters that sort by time."""
    number = ((at - _EPOCH) // timedelta(microseconds=1) << 10) | clock
    return "".join(_SIGNS[number >> shift & 31] for shift in range(60, -1, -5))


def record_name(key: str, at: datetime) -> str:
    """The name under which a post is written: of its second, and of nothing but its key within that."""
    number = int.from_bytes(hashlib.sha256(f"askfirst:{key}".encode()).digest()[:8])
    within = timedelta(microseconds=number % _SECOND)
    return tid(at.replace(microsecond=0) + within, number // _SECOND % 1_024)


def facets(text: str) -> list[dict[str, Any]]:
    """Its web addresses as links.  They are counted in bytes; without them an address is plain text there."""
    return [_link(text, found) for found in _LINK.finditer(text)]


def _link(text: str, found: re.Match[str]) -> dict[str, Any]:
    start = len(text[: found.start()].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(found[0].encode())},
        "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0]}],
    }


def parts(uri: str) -> tuple[str, str, str] | None:
    """Account, collection and name of an address such as `at://did:plc:x/app.bsky.feed.post/3k`; None: it is none."""
    words = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(words) != 3 or not all(words):
        return None
    return words[0], words[1], words[2]
