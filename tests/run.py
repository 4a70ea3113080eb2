"""Everything that must hold, in one command: `python -m tests.run`, or parts of it: `… lint docs sqlite postgresql`.

Each step says what it is before it starts and how long it took.  A failed step does not stop the next one, so that
one run tells everything.  The last line counts the tests of all runs; a check that is no test counts as a failure
only when it fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.postgres import NoPostgres, database

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
BIN = Path(sys.executable).parent
TABLE_ROOMS = (
    "brand",
    "people",
    "consent",
    "gate",
    "drafts",
    "inbox",
    "wall",
    "wire",
    "web",
    "live",
    "cli",
    "config",
)
PURE_ROOMS = ("policy", "networks", "manners")
ENGINES = "askfirst/policy/sets/*"
"""It operates Polars, DuckDB, Spark and databases: which of its lines run depends on what is installed."""
SHARED_OUT = ("--numprocesses", "2")
NOTHING_COLLECTED = 5

LINT: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--quiet", "--check", "."],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "arrows between rooms": [str(BIN / "lint-imports"), "--no-cache"],
}


@dataclass(slots=True)
class Tally:
    """What came out so far, over all runs."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, report: Path) -> int:
        """Count what passed in a run's report; returns how many of its tests failed."""
        failed = 0
        for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 -- written by our own pytest a moment ago
            count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
            failed += count["failures"] + count["errors"]
            self.skipped += count["skipped"]
            self.passed += max(0, count["tests"] - count["failures"] - count["errors"] - count["skipped"])
        return failed

    def fail(self, step: str) -> None:
        self.failed += 1
        self.broken.append(step)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Run:
    """One pass over the chosen parts, on data of its own."""

    def __init__(self, home: Path) -> None:
        self.tally = Tally()
        self._home = home
        self._began = time.monotonic()

    def lint(self) -> None:
        for step, command in LINT.items():
            self._check(step, command, is_quiet=True)

    def docs(self) -> None:
        os.environ["NO_MKDOCS_2_WARNING"] = "1"  # an announcement of the theme, nothing about our pages
        self._check(
            "documentation, warnings as errors", [str(BIN / "mkdocs"), "build", "--strict", "--quiet"]
        )

    def sqlite(self) -> None:
        RESULTS.joinpath(".coverage").unlink(missing_ok=True)
        url = f"sqlite:///{self._home}/askfirst.sqlite3"
        measured = ["--cov", "--cov-append", "--cov-report="]
        self._rooms("tests on SQLite", ["tests", "--ignore=tests/stories", *measured], url)
        self._stories("SQLite", url, [])
        self._coverage()

    def postgresql(self) -> None:
        rooms = [f"tests/{room}" for room in TABLE_ROOMS if (ROOT / "tests" / room).is_dir()]
        try:
            with database(is_durable=False) as url:
                self._rooms("table rooms on PostgreSQL", rooms, url)
                self._stories("PostgreSQL", url, ["-m", "not one_database"])
        except NoPostgres as reason:
            say(str(reason))
            self.tally.fail("PostgreSQL")

    def close(self) -> int:
        for step in self.tally.broken:
            say(f"failed: {step}")
        say(f"all in {_minutes(time.monotonic() - self._began)}")
        say(str(self.tally))
        return 1 if self.tally.failed else 0

    def _rooms(self, step: str, options: list[str], url: str) -> None:
        self.tally.failed += self._pytest(step, [*options, *SHARED_OUT, "--dist=loadgroup"], url)

    def _stories(self, base: str, url: str, options: list[str]) -> None:
        """What fails is told once more, alone: a browser on a busy machine may be late, and what fails twice is a bug."""
        step, options = f"stories on {base}", ["tests/stories", *options]
        failed = self._pytest(step, [*options, *SHARED_OUT, "--dist=loadfile"], url)
        if failed:
            say(f"   {failed} failed; once more, alone, and said here so that nobody forgets it")
            failed = self._pytest(f"{step}, again", [*options, "--last-failed"], url)
        self.tally.failed += failed

    def _coverage(self) -> None:
        report = [str(BIN / "coverage"), "report", f"--data-file={RESULTS / '.coverage'}", "--show-missing"]
        lines = subprocess.run(report, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        RESULTS.joinpath("coverage.txt").write_text(lines)
        total = next((line.split()[-1] for line in lines.splitlines() if line.startswith("TOTAL")), "unknown")
        say(f"── coverage with branches: {total}; line by line in {RESULTS.name}/coverage.txt")
        pure = ",".join(f"askfirst/{room}/*" for room in PURE_ROOMS)
        whole = [*report, f"--include={pure}", f"--omit={ENGINES}", "--fail-under=100"]
        self._check("coverage of the pure rooms", whole)

    def _check(self, step: str, command: list[str], *, is_quiet: bool = False) -> None:
        """A step that is no test; a quiet one shows its words only when it fails."""
        call = _call_quietly if is_quiet else _call
        if self._timed(step, lambda: call(command, dict(os.environ))):
            self.tally.fail(step)

    def _pytest(self, step: str, options: list[str], url: str) -> int:
        """One run of pytest; returns how many tests failed.  A run that broke down without one has failed for good."""
        report = RESULTS / f"{step.replace(' ', '-').lower()}.xml"
        report.unlink(missing_ok=True)
        own = ["-o", f"cache_dir={self._home / 'pytest'}", f"--junitxml={report}"]
        command = [sys.executable, "-m", "pytest", *options, *own]
        environ = {
            **os.environ,
            "DATABASE_URL": url,
            "ASKFIRST_HOME": str(self._home),
            "COVERAGE_FILE": str(RESULTS / ".coverage"),
        }
        code = self._timed(step, lambda: _call_pytest(command, environ))
        failed = self.tally.add(report) if report.exists() else 0
        if code and not failed:
            self.tally.fail(step)
        return failed

    def _timed(self, step: str, act: Callable[[], int]) -> int:
        say(f"── {step}")
        began = time.monotonic()
        code = act()
        say(f"   {'done' if not code else 'FAILED'} in {_minutes(time.monotonic() - began)}")
        return code


def _call(command: list[str], environ: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def _call_pytest(command: list[str], environ: dict[str, str]) -> int:
    """A room without tests yet is no failure."""
    code = _call(command, environ)
    return 0 if code == NOTHING_COLLECTED else code


def _call_quietly(command: list[str], environ: dict[str, str]) -> int:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        say(done.stdout.rstrip())
    return done.returncode


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60} min {int(seconds) % 60:02} s" if seconds >= 60 else f"{seconds:.1f} s"


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- what a person watches


def main(parts: list[str]) -> int:
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="askfirst-tests-") as home:
        run = Run(Path(home))
        steps = {"lint": run.lint, "docs": run.docs, "sqlite": run.sqlite, "postgresql": run.postgresql}
        unknown = [part for part in parts if part not in steps]
        if unknown:
            say(f"There is no part called {', '.join(unknown)}. Choose from: {', '.join(steps)}.")
            return 2
        for part in parts or steps:
            steps[part]()
        return run.close()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
