"""Who runs which test: which of the two databases, and which tests one worker must run together.

The latter is pytest-xdist's `loadgroup`, by a written list instead of marks on tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from xdist.scheduler import LoadScopeScheduling

from tests import profiles

if TYPE_CHECKING:
    import pytest

DATABASES = ("sqlite", "postgresql")
TABLE_ROOMS = (
    "brand",
    "people",
    "consent",
    "gate",
    "drafts",
    "inbox",
    "wall",
    "campaigns",
    "work",
    "wire",
    "live",
    *(("web", "cli") if profiles.NAME == "deep" else ()),
)
"""Rooms whose tests are told to both databases; those that no database can change are marked `one_database`.

Pages and commands own no tables: what they ask of PostgreSQL is asked by the verbs below them and by the stories.
"""
REAL_COMMITS = "database"
"""The fixture of tests with threads, processes and death: what waits for what is another matter on each database."""

TOGETHER = frozenset(
    {
        "tests/cli/test_demo.py",
        "tests/cli/test_serve.py",
        "tests/docs/test_docs.py",
        "tests/gate/test_only_way.py",
        "tests/live/test_stream.py",
        "tests/networks/exports/test_fuzz.py",
        "tests/networks/test_email_mailbox.py",
        "tests/networks/test_email_real.py",
        "tests/peers/test_bluesky.py",
        "tests/peers/test_matrix.py",
        "tests/peers/test_parity.py",
        "tests/policy/sets/test_postgres.py",
        "tests/policy/sets/test_spark.py",
        "tests/policy/test_agreement.py",
        "tests/sandbox/test_mail.py",
    }
)
"""Files whose tests share something that takes long to make, or go on where the one before ended."""


class ByTest(LoadScopeScheduling):  # type: ignore[misc]
    """The files of `TOGETHER`, each for one worker; every other test, with all it is asked for, to whoever is free.

    One message for each of five thousand cases would take both sides longer than the cases do.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _file(nodeid) if is_together(nodeid) else nodeid.partition("[")[0]


def is_told_to(database: str, item: pytest.Item) -> bool:
    """Whether this test is run on that one of `DATABASES` where both have a run.

    Those of the tables are told to one of them, which the test's own name chooses, for good: both see every room, and
    nothing is run twice that one answer settles.  What databases do differently is told to both: `both_databases`, and
    all that really commits.
    """
    if item.get_closest_marker("one_database"):
        return database == DATABASES[0]
    if item.nodeid.split("/")[1] not in TABLE_ROOMS or is_for_both(item):
        return True
    return database == DATABASES[crc32(item.nodeid.encode()) % len(DATABASES)]


def is_for_both(item: pytest.Item) -> bool:
    """Databases may differ here."""
    is_marked = item.get_closest_marker("both_databases") is not None
    return is_marked or REAL_COMMITS in getattr(item, "fixturenames", ())


def is_together(nodeid: str) -> bool:
    """Whether it is of a file of `TOGETHER`: these begin, as what takes longest should not begin last."""
    return _file(nodeid) in TOGETHER


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
