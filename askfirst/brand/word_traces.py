"""What an index of words has taken out may still stand in its file: here it is wiped, piece by piece, so that nobody waits long.

FTS5 writes down that a row is gone and leaves its words until parts of the index are merged.  PostgreSQL clears what is
dead by itself.
"""

from __future__ import annotations

from django.db import connection

PIECE = 500
"""Pages of the index that are merged in one statement."""
_MOST = 100_000


def wipe() -> None:
    """Merge the indexes of words until nothing is left in them of what was taken out.  Nothing to do on PostgreSQL."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        for (name,) in cursor.fetchall():
            _merge(name, -PIECE)
            for _ in range(_MOST):
                if _merge(name, PIECE) < 2:  # as SQLite's documentation says when there is nothing left to do
                    break


def _merge(name: str, pages: int) -> int:
    with connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute(f"INSERT INTO {name}({name}, rank) VALUES('merge', %s)", [pages])
        after: int = cursor.execute("SELECT total_changes()").fetchone()[0]
    return after - int(before)
