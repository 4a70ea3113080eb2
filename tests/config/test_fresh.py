"""An empty database: its tables are those that the migrations leave, and are there at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from askfirst.config import fresh
from tests import postgres, profiles, tables

if TYPE_CHECKING:
    from pathlib import Path

    from tests.databases import Database

VENDORS = ("sqlite", "postgresql")
is_deep = pytest.mark.skipif(
    profiles.NAME != "deep",
    reason="the digests say it in a moment; to run every migration takes half a minute",
)


def _body(vendor: str) -> str:
    return tables.written(vendor).read_text().partition("\n")[2]


@pytest.mark.one_database
@pytest.mark.parametrize("vendor", VENDORS)
def test_the_tables_are_written_down_after_the_last_migration_and_by_nobodys_hand(vendor: str):
    assert tables.written(vendor).read_text().startswith(tables.head(_body(vendor))), "run `make tables`"


@is_deep
@pytest.mark.one_database
@pytest.mark.parametrize("vendor", VENDORS)
def test_they_are_what_every_migration_one_after_the_other_leaves(vendor: str):
    made = tables.on_sqlite if vendor == "sqlite" else tables.on_postgresql
    assert made() == tables.written(vendor).read_text()


@pytest.mark.one_database
def test_an_empty_file_gets_them_all_and_each_migration_is_noted(tmp_path: Path):
    file = tmp_path / "new.sqlite3"
    tables.lay(file, _body("sqlite"))
    assert tables.text_of(file) == _body("sqlite")


@pytest.mark.one_database
def test_an_empty_postgresql_gets_them_all_and_each_migration_is_noted(tmp_path: Path):
    with postgres.database(is_durable=False) as url:
        environ = os.environ | {"DATABASE_URL": url, "ASKFIRST_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "askfirst", "migrate", "--json"]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["applied"] > 100
        if tables.is_dumped_alike(url):
            assert tables.dump_of(url) == _body("postgresql")


def test_what_holds_something_is_left_alone(database: Database):
    before = connection.introspection.table_names()
    fresh.lay(connection)
    assert connection.introspection.table_names() == before
