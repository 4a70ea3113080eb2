"""The documentation is part of the product: whatever a person can set, ask, run or rely on has its page."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from askfirst.cli.main import app
from askfirst.config.environment import SETTINGS
from askfirst.networks.catalog import NETWORKS
from askfirst.networks.document import HIDDEN
from askfirst.policy.facts import REGISTRY
from askfirst.policy.packs import FOLDER
from tests.rows import PROMISES, promised

if TYPE_CHECKING:
    from types import ModuleType

    from askfirst.config.environment import Setting
    from askfirst.policy.facts import Fact

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def load_hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_hooks", DOCS / "hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    written: dict[str, str] = load_hooks().pages()
    return written


def listed_commands(words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The commands as a person finds them: by asking each level for its help."""
    shown = (
        CliRunner()
        .invoke(app, [*words, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
        .output
    )
    if "Commands" not in shown:
        return [words]
    names = re.findall(r"^│ ([a-z][a-z0-9-]*)", shown.split("Commands", 1)[1], re.MULTILINE)
    return [found for name in names for found in listed_commands((*words, name))]


@pytest.fixture(scope="module")
def commands() -> list[tuple[str, ...]]:
    return listed_commands()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_described_with_its_default(pages: dict[str, str], setting: Setting):
    page = pages["reference/settings.md"]
    assert f"## `{setting.name}`\n\n{setting.help}" in page
    assert setting.default in page


@pytest.mark.parametrize("fact", REGISTRY, ids=lambda fact: fact.name)
def test_every_fact_is_described(pages: dict[str, str], fact: Fact):
    assert f"| `{fact.name}` |" in pages["reference/facts.md"]
    assert len(fact.doc.split()) > 1


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_every_rule_of_every_pack_stands_on_the_page_of_its_pack(pages: dict[str, str], file: Path):
    pack = tomllib.loads(file.read_text(encoding="utf-8"))
    page = pages[f"reference/packs/{pack['id']}.md"]
    assert f"({pack['id']}.md)" in pages["reference/packs/index.md"]
    missing = [rule["id"] for rule in pack.get("rule", []) if rule["id"] not in page]
    assert not missing


def test_every_command_has_a_page_that_says_what_it_does(
    pages: dict[str, str], commands: list[tuple[str, ...]]
):
    assert len(commands) > 5
    for words in commands:
        page = pages[f"reference/commands/{'-'.join(words)}.md"]
        title, _, rest = page.partition("\n\n")
        assert title == f"# `askfirst {' '.join(words)}`"
        assert not rest.startswith("```"), f"{words} has no help text"


def test_every_command_is_found_from_the_list_of_commands(
    pages: dict[str, str], commands: list[tuple[str, ...]]
):
    for words in commands:
        assert f"({'-'.join(words)}.md)" in pages["reference/commands/index.md"]


@pytest.mark.parametrize("name", sorted(set(NETWORKS) - HIDDEN))
def test_every_network_has_a_page_and_stands_in_the_comparison(pages: dict[str, str], name: str):
    assert pages[f"networks/{name}.md"].startswith(f"# {NETWORKS[name].label}\n")
    assert f"({name}.md)" in pages["networks/index.md"]


def test_the_recipe_for_a_network_names_files_that_there_are():
    recipe = (DOCS / "networks/adding.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:askfirst|tests)/[^`\s]*)`", recipe)
    assert len(named) > 20
    for path in named:
        shown = path.partition("<name>")[0]  # of a file that is still to be written, its folder
        assert (ROOT / (shown if shown == path else shown.rpartition("/")[0])).exists(), path


def test_every_promise_has_one_row(pages: dict[str, str]):
    rows = promised(PROMISES.read_text(encoding="utf-8"))
    assert rows
    assert len(rows) == len(set(rows))


def test_every_state_of_a_delivery_is_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    states = [
        "queued",
        "sending",
        "sent",
        "delivered",
        "failed",
        "refused",
        "stopped",
        "expired",
        "uncertain",
    ]
    assert [state for state in states if f"\n| {state} | " not in glossary] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as it is published; a warning stops it."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_the_documentation_builds_without_a_warning(site: Path):
    assert (site / "index.html").exists()
    assert (site / "reference/facts.html").exists()


def test_the_built_pages_fetch_nothing_from_elsewhere(site: Path):
    fetched = re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(https?:)?//", re.IGNORECASE)
    built = list(site.rglob("*.html"))
    assert built
    assert [page.name for page in built if fetched.search(page.read_text(encoding="utf-8"))] == []
