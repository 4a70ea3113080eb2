"""SQLite and PostgreSQL as equal citizens: one Django database dictionary for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

# WAL lets readers go on while one writes.  FULL keeps the last commit through a power cut:
# the event that was answered with 200 and the outbox live in this file.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=268435456;"
)


def database(given: dict[str, Any], home: Path) -> dict[str, Any]:
    """Django's dictionary for what `environment.database` read; a file in `home` when nothing was given."""
    if given.get("engine") == "postgresql":
        return _postgresql(given["name"])
    return {
        "ENGINE": "askfirst.config.sqlite3",
        "NAME": given.get("name") or str(home / "askfirst.sqlite3"),
        # A transaction takes the write lock when it begins: two writers queue instead of failing half-way.
        "OPTIONS": {"init_command": SQLITE_START, "transaction_mode": "IMMEDIATE", "timeout": 20},
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": ":memory:"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
