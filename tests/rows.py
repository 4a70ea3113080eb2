"""Which promises are kept: `python -m tests.rows` runs the stories that carry a row's mark and prints one line a row.

`F1 works tests/stories/test_page.py::test_…` where every story that carries the mark passed, else `F1 missing`.
The rows are those of docs/promises.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

ROOT = Path(__file__).resolve().parent.parent
PROMISES = ROOT / "docs/promises.md"
ROW = re.compile(r"^\| *([A-Z]+\d+) *\|", re.MULTILINE)
NOTHING_COLLECTED = 5


def promised(text: str) -> list[str]:
    """The rows of the table, in order."""
    return ROW.findall(text)


class Rows:
    """A pytest plugin: keeps the marked tests, remembers what came of them, and prints the lines at the end."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._marked: dict[str, list[str]] = {row: [] for row in rows}
        self._passed: set[str] = set()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Raises pytest.UsageError for a mark that names no promise."""
        kept: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item in items:
            names = [str(name) for mark in item.iter_markers("row") for name in mark.args]
            for name in names:
                if name not in self._marked:
                    raise pytest.UsageError(
                        f"{item.nodeid} is marked {name!r}, which is no row of {PROMISES.name}"
                    )
                self._marked[name].append(item.nodeid)
            (kept if names else others).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=others)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)
        elif report.failed:
            self._passed.discard(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        for line in self.lines():
            terminalreporter.write_line(line)

    def lines(self) -> list[str]:
        return [self._line(row) for row in self._rows]

    def _line(self, row: str) -> str:
        stories = self._marked[row]
        works = bool(stories) and self._passed.issuperset(stories)
        return f"{row} works {' '.join(stories)}" if works else f"{row} missing"


def main(options: list[str]) -> int:
    rows = promised(PROMISES.read_text(encoding="utf-8"))
    code = int(pytest.main(["tests", *options], plugins=[Rows(rows)]))
    return 0 if code == NOTHING_COLLECTED else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
