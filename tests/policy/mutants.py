"""Small mistakes, put into the engine one by one: which of them does no test notice?

    python -m tests.policy.mutants              all modules, each with the quick tests
    python -m tests.policy.mutants fold lower   some of them
    python -m tests.policy.mutants --again …    only what survived last time, against the slow tests too

mutmut makes the mistakes; its own runner starts pytest for each, which here takes four times as long as the tests.
So pytest is started once for each module, with all its mutants beside the original, and each mutant runs in a fork
of that process, against the tests that reach its function, the quickest first.

docs/quality/mutants.md says what was found.  Read by pytest as a plugin, this file is the second half of that.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from functools import wraps
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _pytest.runner import runtestprotocol

from tests import profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results" / "mutants"
MODULES = (
    "lower", "fold", "engine", "program", "parts", "thresholds", "printer", "branches", "parse", "check",
    "compare", "replay", "ways", "reasons", "taming", "toml", "relative", "reach",
)  # fmt: skip
QUICK = (
    "agreement", "answers", "bounds", "branches", "compare", "conditions", "facts", "known", "layers", "moments",
    "outcomes", "reach", "reading", "reasons", "source", "timeline",
)  # fmt: skip
APART = (
    "test_agreement.py::test_a_mutant_is_caught",
    "test_agreement.py::test_without_a_mutant_nothing_that_was_drawn_differs",
    "test_properties.py::test_a_mistake_in_finding_the_moments_is_caught",
)
"""Tests that put mistakes in themselves."""
SLOW = (
    "test_branches.py::test_branches_set_the_same_bits_as_one_test_after_the_other",
    "test_bounds.py::test_a_pack_of_any_values_is_refused_with_file_rule_and_key",
    "test_bounds.py::test_cases_of_any_values_are_refused_with_file_and_case",
)
ALL = (*QUICK, "properties")
PATIENCE = 4
"""A mutant that takes so many times as long as the original, and two seconds more, hangs."""
MOST_MEMORY = 2 * 2**30

MutantDict = dict[str, Any]
"""Named in what mutmut writes."""

active = "_mutmut_orig"
hits: set[str] = set()


def chosen(mutants: MutantDict, is_classmethod: bool = False) -> Callable[[Any], Any]:  # noqa: FBT001, FBT002  - mutmut calls it so
    """In place of mutmut's own switch between the original and a mutant, which is slow."""

    def decorate(function: Any) -> Any:
        @wraps(function)
        def switch(*args: Any, **named: Any) -> Any:
            original = mutants["_mutmut_orig"]
            hits.add(original.__name__.removesuffix("__mutmut_orig"))
            return mutants.get(active, original)(*args[is_classmethod:], **named)

        return switch

    return decorate


class Mutated(SourceFileLoader):
    """A module with all its mutants."""

    def __init__(self, fullname: str, path: str) -> None:
        from mutmut.mutation.file_mutation import mutate_file_contents  # noqa: PLC0415  - only where it is asked for

        super().__init__(fullname, path)
        made = mutate_file_contents(path, Path(path).read_text(encoding="utf-8"))
        self.names = tuple(made.mutant_names)
        self.text = made.code.replace(
            "from mutmut.mutation.trampoline import wrap_in_trampoline as",
            "from tests.policy.mutants import chosen as",
        )

    def get_code(self, fullname: str) -> CodeType | None:  # noqa: ARG002  - the base class gives it
        code: CodeType = compile(self.text, self.path, "exec", dont_inherit=True)
        return code

    def difference(self, name: str) -> str:
        """What a mutant changes, as a diff without its headings."""
        function, _, number = name.rpartition("__mutmut_")
        there = {
            node.name: node for node in ast.walk(ast.parse(self.text)) if isinstance(node, ast.FunctionDef)
        }
        pair = [there[f"{function}__mutmut_{one}"] for one in ("orig", number)]
        for node in pair:
            node.name = function
        old, new = (ast.unparse(node).splitlines() for node in pair)
        lines = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
        return "\n".join(line for line in lines if not line.startswith("@@"))


class Mutants:
    """The plugin: finds the module before anybody imports it, and tries its mutants instead of running the tests."""

    def __init__(self, name: str, *, again: bool) -> None:
        self.report = RESULTS / f"{name}.json"
        self.module = f"askfirst.policy.{name}"
        self.loader = Mutated(self.module, str(ROOT / "askfirst" / "policy" / f"{name}.py"))
        self.found = {
            "mutants": len(self.loader.names),
            "killed": 0,
            "hung": 0,
            "survived": {},
            "unreached": {},
        }
        self.names = self.loader.names
        if again:
            self.found = json.loads(self.report.read_text())
            self.names = (*self.found["survived"], *self.found["unreached"])
            self.found |= {"survived": {}, "unreached": {}}
        self.tests: defaultdict[str, list[str]] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.items: dict[str, pytest.Item] = {}

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002  - as importlib calls it
        if fullname != self.module:
            return None
        return spec_from_file_location(fullname, self.loader.path, loader=self.loader)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("the tests could not be collected")
        self.items = {item.nodeid: item for item in session.items}
        self.learn()
        for name in self.names:
            self.count(name, self.found)
        self.report.write_text(json.dumps(self.found, indent=1))
        return True

    def learn(self) -> None:
        """Which test reaches which function, and how long it takes.  A mutant must not run in what was left ready."""
        for nodeid, (seconds, reached) in json.loads(_in_a_fork(self.walk)).items():
            self.seconds[nodeid] = seconds
            for function in reached:
                self.tests[function].append(nodeid)

    def walk(self) -> str:
        found = {}
        for nodeid, item in self.items.items():
            _forget_programs()
            hits.clear()
            began = time.process_time()
            if not _passes(item):
                raise RuntimeError(f"{nodeid} fails without any mutant")
            found[nodeid] = (time.process_time() - began, sorted(hits))
        return json.dumps(found)

    def count(self, name: str, found: dict[str, Any]) -> None:
        tests = sorted(self.tests[name.rpartition("__mutmut_")[0]], key=self.seconds.__getitem__)
        if not tests:
            found["unreached"][name] = self.loader.difference(name)
            return
        end = self.outcome(name, tests)
        if end == "survived":
            found[end][name] = self.loader.difference(name)
        else:
            found[end] += 1
        print(end[0], end="", flush=True)  # noqa: T201  - what a person watches

    def outcome(self, name: str, tests: list[str]) -> str:
        pid = os.fork()
        if not pid:
            self.try_out(name, tests)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            return "hung"
        return "killed" if os.waitstatus_to_exitcode(status) else "survived"

    def try_out(self, name: str, tests: list[str]) -> None:
        """In the child: ends with 0 where every test passes."""
        global active  # noqa: PLW0603  - the switches above read it at every call
        limit = int(PATIENCE * sum(map(self.seconds.__getitem__, tests))) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        active = name
        try:
            os._exit(not all(_passes(self.items[test]) for test in tests))
        except BaseException:  # noqa: BLE001  - whatever it was, it was noticed
            os._exit(1)


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _in_a_fork(act: Callable[[], str]) -> str:
    """What it says; this process has not done it."""
    there, here = os.pipe()
    pid = os.fork()
    if not pid:
        with os.fdopen(here, "w") as pipe:
            pipe.write(act())
        os._exit(0)
    os.close(here)
    with os.fdopen(there) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return said


def _forget_programs() -> None:
    """So that every test is seen to make the programs that it asks."""
    from askfirst.policy.program import bundled  # noqa: PLC0415  - not before the mutants are in place

    policy = bundled()
    policy._programs.clear()
    policy._timetables.clear()
    policy.__dict__.pop("common", None)


def _few(ci: int, deep: int) -> int:
    return max(10, ci // 4)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", required=True)
    parser.addoption("--again", action="store_true")


def pytest_configure(config: pytest.Config) -> None:
    """Tests try little, and show the first failure as it is."""
    from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415

    sys.setrecursionlimit(3_000)  # each switch is one more call
    quick = [Phase.explicit, Phase.generate]
    health = list(HealthCheck)
    settings.register_profile(
        "mutants", None, deadline=None, max_examples=50, derandomize=True, database=None, phases=quick,
        suppress_health_check=health,
    )  # fmt: skip
    settings.load_profile("mutants")
    profiles.sized = _few
    plugin = Mutants(config.getoption("--mutate"), again=config.getoption("--again"))
    sys.meta_path.insert(0, plugin)
    config.pluginmanager.register(plugin)


def _command(module: str, *, again: bool) -> Iterator[str]:
    yield from (
        sys.executable,
        "-m",
        "pytest",
        "-c",
        os.devnull,
        "--rootdir",
        str(ROOT),
        "--noconftest",
        "-q",
        "-s",
    )
    yield "-Wignore"
    yield from ("-p", "tests.policy.mutants", "--mutate", module)
    yield from (f"-pno:{name}" for name in ("cacheprovider", "django", "xdist", "cov"))
    yield from ["--again"] if again else []
    yield from (f"--deselect=tests/policy/{test}" for test in (APART if again else APART + SLOW))
    yield from (f"tests/policy/test_{name}.py" for name in (ALL if again else QUICK))


def main(words: list[str]) -> int:
    again, modules = "--again" in words, [word for word in words if word != "--again"]
    RESULTS.mkdir(parents=True, exist_ok=True)
    for module in modules or MODULES:
        began = time.monotonic()
        print(f"\n== {module}", flush=True)  # noqa: T201
        if subprocess.run([*_command(module, again=again)], cwd=ROOT, check=False).returncode not in (0, 5):
            return 1
        _report(module, time.monotonic() - began)
    return 0


def _report(module: str, seconds: float) -> None:
    found = json.loads((RESULTS / f"{module}.json").read_text())
    survived, unreached = found["survived"], found["unreached"]
    for name, change in {**survived, **unreached}.items():
        print(f"\n{name}{' (no test reaches it)' if name in unreached else ''}\n{change}")  # noqa: T201
    print(  # noqa: T201
        f"{module}: {found['mutants']} mutants, {found['killed']} noticed, {found['hung']} hung,"
        f" {len(survived)} survived, {len(unreached)} unreached, {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
