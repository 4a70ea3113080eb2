"""Every setting there is: its name, its type, its default and what it is for.

`settings.py`, `askfirst doctor` and the documentation read this one list.
A wrong value is refused at start, with the remedy.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


LAST_PORT = 65_535


class WrongSetting(Exception):  # noqa: N818 -- the sentence on the screen begins with it
    """A setting has a value that cannot be used; the message names it, quotes it and gives the remedy."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable.  `read` turns its text into a value or raises ValueError with the remedy."""

    name: str
    type: str
    default: str
    help: str
    read: Callable[[str], Any]


def boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError("use `True` or `False`")
    return text.lower() == "true"


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader for whole numbers between two bounds, both included."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"use a whole number from {low:,} to {high:,}")
        return int(text)

    return read


def address(text: str) -> str:
    """A public address such as `https://talk.example.org`, without a trailing slash."""
    parts = _split(text)
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra:
        raise ValueError(
            "use an address with its scheme and nothing behind the host, as in `https://talk.example.org`"
        )
    return text.rstrip("/")


def optional_address(text: str) -> str:
    """The same, or nothing."""
    return address(text) if text else ""


def listen(text: str) -> tuple[str, int]:
    """`host:port`."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
        raise ValueError("use host and port, as in `127.0.0.1:8000`")
    return host, int(port)


def inside(text: str) -> tuple[tuple[str, int], ...]:
    """Hosts with their ports."""
    found = []
    for part in names(text):
        host, _, port = part.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
            raise ValueError("use host and port, as in `blog.lan:80`, with commas between several")
        found.append((host.strip("[]").lower(), int(port)))
    return tuple(found)


def names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def mail_server(text: str) -> dict[str, Any]:
    """`smtp://user:password@host:port`; `smtps` for TLS from the start, `smtp+starttls` for STARTTLS; empty for none."""
    if not text:
        return {}
    parts = _split(text)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise ValueError("use `smtp://user:password@host:port` (or `smtps://`, `smtp+starttls://`)")
    return {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25, "smtps": 465}.get(parts.scheme, 587),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+starttls",
    }


def database(text: str) -> dict[str, Any]:
    """`sqlite:///path/to/file` or `postgresql://user:password@host:port/name`; empty means a file in the data folder."""
    if not text:
        return {}
    parts = _split(text)
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        return {"engine": "sqlite", "name": parts.path[1:]}
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        return {"engine": "postgresql", "name": text}
    raise ValueError("use `sqlite:///folder/file.sqlite3` or `postgresql://user:password@host:5432/name`")


def _split(text: str) -> SplitResult:
    """The parts of an address; its port can be asked for afterwards."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"use a host and a port from 1 to {LAST_PORT:,}, as in `host:5432`") from None
    return parts


def _shown(text: str) -> str:
    """A value for a message that ends in logs: without the password in it."""
    return re.sub(r"(://[^:/@]*):.*@", r"\1:…@", text)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ASKFIRST_HOME",
        "folder",
        "var",
        "Where data lives: the SQLite database, uploaded files and the file of secrets. Made at first start.",
        lambda text: Path(text).expanduser().absolute(),
    ),
    Setting(
        "DATABASE_URL",
        "database address",
        "",
        "The database: `sqlite:////absolute/file.sqlite3` or `postgresql://user:password@host:5432/name`. Empty: a SQLite file in the data folder.",
        database,
    ),
    Setting(
        "ASKFIRST_ADDRESS",
        "web address",
        "http://127.0.0.1:8000",
        "The address at which people reach this installation, as written in links that leave it.",
        address,
    ),
    Setting("ASKFIRST_LISTEN", "host:port", "127.0.0.1:8000", "Where `askfirst serve` listens.", listen),
    Setting(
        "ASKFIRST_HOSTS",
        "names, with commas",
        "",
        "Further host names under which the site answers. The one of ASKFIRST_ADDRESS and this machine's loopback are always among them.",
        names,
    ),
    Setting(
        "ASKFIRST_DEBUG",
        "True or False",
        "False",
        "Show details of errors in the browser. Never on a machine that others reach.",
        boolean,
    ),
    Setting(
        "ASKFIRST_MAIL",
        "mail server address",
        "",
        "The server for mail to members and for sign-in links to visitors: `smtp://user:password@host:port`. Empty: such mail is written to the log.",
        mail_server,
    ),
    Setting(
        "ASKFIRST_MAIL_FROM",
        "mail address",
        "askfirst@localhost",
        "The sender of such mail.",
        str,
    ),
    Setting(
        "ASKFIRST_PROXIES",
        "whole number",
        "0",
        "How many trusted reverse proxies stand in front; their X-Forwarded-For is believed that many steps back, no further.",
        whole(0, 9),
    ),
    Setting(
        "ASKFIRST_FORM_LIMIT",
        "whole number",
        "20",
        "How many messages, comments or likes one visitor may send in a minute before being asked to wait.",
        whole(1, 100_000),
    ),
    Setting(
        "ASKFIRST_UPLOAD_MB",
        "whole number",
        "25",
        "The largest attachment that is kept, in megabytes; a larger one is named but not stored.",
        whole(1, 200),
    ),
    Setting(
        "ASKFIRST_UNDO_SECONDS",
        "whole number",
        "10",
        "For how many seconds a person can undo what they have just sent: it waits that long in the outbox. A brand and each member may choose otherwise.",
        whole(0, 600),
    ),
    Setting(
        "ASKFIRST_INSIDE",
        "names with ports, with commas between",
        "",
        "Sites in your own network, as `blog.lan:80, 127.0.0.1:9000`, that may be asked for their feeds and for who mentions your page. Everything else that is asked must have a public address.",
        inside,
    ),
    Setting(
        "ASKFIRST_SANDBOX_URL",
        "web address",
        "",
        "A sandbox that stands for every network, such as `http://127.0.0.1:8700`. Channels that are connected while it is set speak to it and to no real network; others are left as they are. Empty: the real networks.",
        optional_address,
    ),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name, typed.

    Raises:
        WrongSetting: naming every wrong value at once, each with its remedy.
    """
    values: dict[str, Any] = {}
    wrong = []
    for setting in SETTINGS:
        text = environ.get(setting.name, setting.default)
        try:
            values[setting.name] = setting.read(text)
        except ValueError as remedy:
            wrong.append(f"{setting.name} is `{_shown(text)}`: {remedy}")
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return values
