"""Server-sent events as bytes, in the words of the HTML standard, section 9.2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askfirst.brand.models import Change

RETRY_MILLISECONDS = 1000


def hello(at: int) -> bytes:
    """The first thing on a stream: when to come back after a break, and from where."""
    return f"retry: {RETRY_MILLISECONDS}\nid: {at}\nevent: hello\ndata: {{}}\n\n".encode()


def change(row: Change) -> bytes:
    """One row of the feed.  The payload holds ids only, so JSON keeps it on one line."""
    data = json.dumps(row.payload, separators=(",", ":"))
    return f"id: {row.pk}\nevent: {row.kind}\ndata: {data}\n\n".encode()


def reset(at: int) -> bytes:
    """What was asked for cannot be told row by row any more: load the page anew."""
    return f"id: {at}\nevent: reset\ndata: {{}}\n\n".encode()


def still_here(at: int) -> bytes:
    """A comment that keeps proxies from closing a quiet stream, and the place from which to go on after a break."""
    return f": still here\nid: {at}\n\n".encode()
