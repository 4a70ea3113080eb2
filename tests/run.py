"""Everything that must hold, in one command: `python -m tests.run`, or parts of it: `… lint docs sqlite postgresql`.

Two lanes run beside each other; each takes the next step of one queue, the long ones first, so that both end at about
the same time.  Stories often wait for a browser or a mail server, rooms compute: two runs of stories never meet.
Each step says when it starts; what it printed and how long it took comes when it is over.  A failed step does not stop
the next one, so that one run tells everything.  A test that failed beside other work is run once more alone; one that
passes then is named at the end as wavering, because a race is a bug too.  The last line counts the tests of all runs; a
check that is no test counts as a failure only when it fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests import profiles
from tests.postgres import NoPostgres, database
from tests.sharing_out import DATABASES, TABLE_ROOMS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
PARTS = ("lint", "docs", "sqlite", "postgresql")
BIN = Path(sys.executable).parent
PURE_ROOMS = ("policy", "networks", "manners")
ENGINES = "askfirst/policy/sets/*"
"""It operates Polars, DuckDB, Spark and databases: which of its lines run depends on what is installed."""
SHARED_OUT = ("--numprocesses", "2")
BY_TEST = ("--dist=loadgroup", "--no-loadscope-reorder")
LANES = 2
BYTECODE = ROOT / ".pytest_cache" / "bytecode"
"""Kept for the next run: to compile Django, the product and its tests takes each of a dozen processes ten seconds."""
BOTH_DATABASES = ("-m", "not one_database")
MEASURED_ALL = ("--cov",)
MEASURES_KEPT = ("--cov-append", "--cov-report=")
NOTHING_COLLECTED = 5
BY_CHANCE_AT_MOST = 20
"""More failures than these in one run are no chance, and are not run again."""
IS_DEEP = profiles.NAME == "deep"
"""Then the other rooms are measured too: a report, no bar."""

LINT: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--quiet", "--check", "."],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "arrows between rooms": [str(BIN / "lint-imports"), "--no-cache"],
}


@dataclass(slots=True)
class Tally:
    """What came out so far, over all runs.  Both lanes write to it."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    wavering: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, report: Path) -> list[str]:
        """Count what passed in a run's report; returns which of its tests failed.

        Those are not counted here: they have another chance.
        """
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 -- written by our own pytest a moment ago
        failed = [_name(case) for case in cases if _has(case, "failure", "error")]
        skipped = sum(_has(case, "skipped") for case in cases)
        with self._lock:
            self.skipped += skipped
            self.passed += len(cases) - len(failed) - skipped
        return failed

    def fail(self, step: str) -> None:
        with self._lock:
            self.failed += 1
            self.broken.append(step)

    def fail_tests(self, count: int) -> None:
        with self._lock:
            self.failed += count

    def waver(self, tests: Iterable[str]) -> None:
        with self._lock:
            self.wavering.extend(tests)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Run:
    """One pass over the chosen parts, on data of its own."""

    def __init__(self, home: Path) -> None:
        self.tally = Tally()
        self._home = home
        os.environ.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # hundreds of processes would each compile Django anew
        self._began = time.monotonic()
        self._late: list[Callable[[], None]] = []
        """Tests that failed beside other work, to be run once more alone."""
        self._one_browser = threading.Lock()
        self._is_shared = False
        """Both databases are here, and each test of the tables is told to one of them; the deep profile tells all to both."""

    def all(self, parts: Collection[str]) -> None:
        """All steps, two beside each other; then what must be alone."""
        with ExitStack() as open_until_the_end:
            urls = self._bases(parts, open_until_the_end)
            self._is_shared = len(urls) == len(DATABASES) and not IS_DEEP
            _in_lanes([*self._checks(parts), *self._runs(urls)])
            for again in self._late:
                again()
        if "sqlite" in parts:
            self._coverage()

    def _checks(self, parts: Collection[str]) -> list[Callable[[], None]]:
        checks = {"docs": [self._docs], "lint": [partial(self._check, *step) for step in LINT.items()]}
        return [step for part, steps in checks.items() if part in parts for step in steps]

    def _runs(self, urls: dict[str, str]) -> list[Callable[[], None]]:
        """The runs of pytest on these databases, in the order in which they begin."""
        rooms = [self._rooms_in_order] if IS_DEEP else [self._pure_rooms, self._rooms_on_sqlite]
        steps = {
            "SQLite": [self._stories_on_sqlite, *rooms],
            "PostgreSQL": [self._rooms_on_postgresql, self._stories_on_postgresql],
        }
        return [partial(step, url) for base, url in urls.items() for step in steps[base]]

    def close(self) -> int:
        for step in self.tally.broken:
            say(f"failed: {step}")
        for test in self.tally.wavering:
            say(f"wavering, passed only alone: {test}")
        say(f"all in {_minutes(time.monotonic() - self._began)}")
        say(str(self.tally))
        return 1 if self.tally.failed else 0

    def _bases(self, parts: Collection[str], until: ExitStack) -> dict[str, str]:
        """Where the chosen databases are, by name; a PostgreSQL that does not start is a failure, and the rest goes on."""
        urls = {}
        if "sqlite" in parts:
            urls["SQLite"] = f"sqlite:///{self._home}/askfirst.sqlite3"
        if "postgresql" in parts:
            try:
                urls["PostgreSQL"] = until.enter_context(database(is_durable=False))
            except NoPostgres as reason:
                say(str(reason))
                self.tally.fail("PostgreSQL")
        return urls

    def _docs(self) -> None:
        environ = {"NO_MKDOCS_2_WARNING": "1"}  # an announcement of the theme, nothing about our pages
        command = [str(BIN / "mkdocs"), "build", "--strict", "--quiet"]
        self._check("documentation, warnings as errors", command, environ)

    def _pure_rooms(self, url: str) -> None:
        """The pure rooms' tests are measured, as these rooms must be reached whole; to measure all takes twice as long."""
        RESULTS.joinpath(".coverage").unlink(missing_ok=True)
        measured = MEASURED_ALL if IS_DEEP else [f"--cov=askfirst/{room}" for room in PURE_ROOMS]
        self._rooms("pure rooms", [*_folders(PURE_ROOMS), *measured, *MEASURES_KEPT], url, "pure")

    def _rooms_on_sqlite(self, url: str) -> None:
        ignored = [f"--ignore={folder}" for folder in ("tests/stories", *_folders(PURE_ROOMS))]
        measured = [*MEASURED_ALL, *MEASURES_KEPT] if IS_DEEP else []
        chosen = [*ignored, *measured, *self._told("sqlite")]
        self._rooms("other rooms on SQLite", ["tests", *chosen], url, "others")

    def _rooms_in_order(self, url: str) -> None:
        """What both measure is kept in one file."""
        self._pure_rooms(url)
        self._rooms_on_sqlite(url)

    def _rooms_on_postgresql(self, url: str) -> None:
        chosen = [*BOTH_DATABASES, *self._told("postgresql")]
        self._rooms("table rooms on PostgreSQL", [*_folders(TABLE_ROOMS), *chosen], url, "tables")

    def _told(self, database: str) -> list[str]:
        return [f"--told-to={database}"] if self._is_shared else []

    def _rooms(self, step: str, options: list[str], url: str, kept: str) -> None:
        self._tests(step, options, [*SHARED_OUT, *BY_TEST], url, kept)

    def _stories_on_sqlite(self, url: str) -> None:
        self._stories("SQLite", [], url)

    def _stories_on_postgresql(self, url: str) -> None:
        self._stories("PostgreSQL", [*BOTH_DATABASES], url)

    def _stories(self, base: str, chosen: list[str], url: str) -> None:
        with self._one_browser:
            shared_out = [*SHARED_OUT, "--dist=loadfile"]
            self._tests(f"stories on {base}", ["tests/stories", *chosen], shared_out, url, base)

    def _tests(self, step: str, options: list[str], shared_out: list[str], url: str, kept: str) -> None:
        """What fails is run once more, alone: a browser or a server on a busy machine may be late.  Twice is a bug."""
        failed = self._pytest(step, [*options, *shared_out], url, kept)
        if 0 < len(failed) <= BY_CHANCE_AT_MOST:
            say(
                f"   {len(failed)} failed; once more at the end, alone, and named there so that nobody forgets it"
            )
            self._late.append(partial(self._again, step, [*options, "--last-failed"], url, kept, failed))
        else:
            self.tally.fail_tests(len(failed))

    def _again(self, step: str, options: list[str], url: str, kept: str, before: list[str]) -> None:
        failed = self._pytest(f"{step}, again", options, url, kept)
        self.tally.fail_tests(len(failed))
        self.tally.waver(sorted(set(before) - set(failed)))

    def _coverage(self) -> None:
        report = [str(BIN / "coverage"), "report", f"--data-file={RESULTS / '.coverage'}", "--show-missing"]
        lines = subprocess.run(report, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        RESULTS.joinpath("coverage.txt").write_text(lines)
        total = next((line.split()[-1] for line in lines.splitlines() if line.startswith("TOTAL")), "unknown")
        what = "of everything" if IS_DEEP else "of the pure rooms"
        say(f"── coverage with branches {what}: {total}; line by line in {RESULTS.name}/coverage.txt")
        pure = ",".join(f"askfirst/{room}/*" for room in PURE_ROOMS)
        whole = [*report, f"--include={pure}", f"--omit={ENGINES}", "--fail-under=100"]
        self._check("coverage of the pure rooms", whole)

    def _check(self, step: str, command: list[str], more: dict[str, str] | None = None) -> None:
        """A step that is no test; it shows its words only when it fails."""
        if self._timed(step, command, os.environ | (more or {})):
            self.tally.fail(step)

    def _pytest(self, step: str, options: list[str], url: str, kept: str) -> list[str]:
        """One run of pytest; returns which tests failed.  A run that broke down without one has failed for good.

        `kept` names the folder for its data and for which tests failed last: runs beside each other must not share one.
        """
        report = RESULTS / f"{step.replace(' ', '-').lower()}.xml"
        report.unlink(missing_ok=True)
        own = ["-o", f"cache_dir={self._home / kept / 'pytest'}", f"--junitxml={report}"]
        environ = {
            **os.environ,
            "DATABASE_URL": url,
            "ASKFIRST_HOME": str(self._home / kept),
            "COVERAGE_FILE": str(RESULTS / ".coverage"),
        }
        code = self._timed(step, [sys.executable, "-m", "pytest", *options, *own], environ, is_told=True)
        failed = self.tally.add(report) if report.exists() else []
        if code not in {0, NOTHING_COLLECTED} and not failed:
            self.tally.fail(step)
        return failed

    def _timed(self, step: str, command: list[str], environ: dict[str, str], *, is_told: bool = False) -> int:
        """The exit code; what it printed is shown in one piece, so that steps beside each other stay readable."""
        say(f"── {step} …")
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environ | {"PYTHONPYCACHEPREFIX": str(BYTECODE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        verdict = "FAILED" if done.returncode not in {0, NOTHING_COLLECTED} else "done"
        said = f"{done.stdout.rstrip()}\n" if is_told or done.returncode else ""
        say(f"{said}── {step}: {verdict} in {_minutes(time.monotonic() - began)}")
        return done.returncode


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}.{case.get('name')}"


def _has(case: ET.Element, *kinds: str) -> bool:
    """Whether a test of a report failed, or was skipped."""
    return any(case.find(kind) is not None for kind in kinds)


def _folders(rooms: Iterable[str]) -> list[str]:
    """The folders of these rooms' tests, of those that have some."""
    return [f"tests/{room}" for room in rooms if (ROOT / "tests" / room).is_dir()]


def _in_lanes(steps: list[Callable[[], None]]) -> None:
    """Steps begin in order, as lanes become free.  Returns when all are over; raises what one raised."""
    with ThreadPoolExecutor(LANES) as lanes:
        begun = [lanes.submit(step) for step in steps]
        try:
            for step in begun:
                step.result()
        except BaseException:  # Ctrl-C ends the steps that run; no other one begins
            lanes.shutdown(wait=False, cancel_futures=True)
            raise


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60} min {int(seconds) % 60:02} s" if seconds >= 60 else f"{seconds:.1f} s"


def say(text: str) -> None:
    """What a person watches; written at once, so that two lanes never share a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(parts: list[str]) -> int:
    if unknown := [part for part in parts if part not in PARTS]:
        say(f"There is no part called {', '.join(unknown)}. Choose from: {', '.join(PARTS)}.")
        return 2
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="askfirst-tests-") as home:
        run = Run(Path(home))
        run.all(parts or PARTS)
        return run.close()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
