"""Fixtures of all tests."""

from __future__ import annotations

import functools
import gc
from typing import TYPE_CHECKING, Any

import pytest
from typer import testing

from tests import profiles
from tests.sharing_out import DATABASES, ByTest, is_together, is_told_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from tests.databases import Database
    from tests.scripted import Scripted
    from tests.world import World


profiles.load()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByTest | None:
    return ByTest(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--told-to", choices=DATABASES, help="leave out what the run on the other database tells"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Which lines random texts reach is chance: what a line does is told by a test that reaches it every time.

    Nor do the tables of what was allowed on which day reach a line that no other test reaches, and measured they take
    twice as long.
    """
    if database := config.getoption("--told-to"):
        items[:] = [item for item in items if is_told_to(database, item)]
    for item in items:
        if item.get_closest_marker("hypothesis") or item.path.name.startswith("test_rows_"):
            item.add_marker("no_cover")
    items.sort(key=lambda item: not is_together(item.nodeid))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again takes one second of twenty."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Libraries that count what is left at the end shall count right."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """A real password hash costs a third of a second, and every world has five members."""
    from django.conf import settings  # noqa: PLC0415 -- Django must be set up first

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _openings_are_held() -> None:
    """A page that one test opened is not written down in the middle of the next; reading figures still writes them."""
    from askfirst.wall import openings  # noqa: PLC0415 -- Django must be set up first

    openings.HELD_FOR = float("inf")


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A request leaves its language to the thread, and the next test would go on in it."""
    from django.utils import translation  # noqa: PLC0415 -- Django must be set up first

    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _commands_are_built_once() -> None:
    """Typer's runner for tests builds all commands anew for each call, which takes longer than most of them."""
    testing._get_command = functools.cache(testing._get_command)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once() -> None:
    """Each of Django's clients has a handler of its own, which would look at every static file on the disk anew."""
    from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: PLC0415 -- Django must be set up first

    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: Any) -> None:
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = once


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The migrated test database, one for each worker: also where every test that asks takes a copy (`database`)."""
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415 -- Django must be set up first

    from tests.databases import already_migrated, let_go  # noqa: PLC0415

    with django_db_blocker.unblock(), already_migrated():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        let_go()
        teardown_databases(made, verbosity=0)


@pytest.fixture
def world(db: None, settings: SettingsWrapper, tmp_path: Path) -> World:
    """Two brands and their people (tests/world.py); files go to a folder of this test's own."""
    from tests.world import make_world  # noqa: PLC0415 -- Django must be set up first

    settings.MEDIA_ROOT = tmp_path / "files"
    return make_world()


@pytest.fixture
def database(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: SettingsWrapper
) -> Iterator[Database]:
    """A database of this test's own, in which commits are real (tests/databases.py)."""
    from tests.databases import own_database  # noqa: PLC0415 -- Django must be set up first

    settings.MEDIA_ROOT = tmp_path / "files"
    with django_db_blocker.unblock(), own_database(tmp_path) as own:
        yield own


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """Email is a network that does as it is told (tests/scripted.py)."""
    from tests.scripted import stand_in  # noqa: PLC0415 -- Django must be set up first

    return stand_in(monkeypatch)
