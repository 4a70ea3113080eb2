"""Which tests one worker must run together: pytest-xdist's `loadgroup`, by a written list instead of marks on tests."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

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


def is_together(nodeid: str) -> bool:
    """Whether it is of a file of `TOGETHER`: these begin, as what takes longest should not begin last."""
    return _file(nodeid) in TOGETHER


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
