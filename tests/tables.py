"""What all migrations leave in an empty database, as text: `make tables` writes it where `askfirst migrate` finds it.

The first line names migrations and text by a digest, so that a test can say in a moment whether one is older.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from askfirst.config import fresh
from tests.postgres import database, program
from tests.schema import ROOT, key

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = ROOT / "askfirst" / "config" / "tables"
DUMPED_FROM = 15
"""The PostgreSQL of Debian 12."""
_SAID = """SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
    AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid"""
"""What a virtual table keeps in tables of its own comes with it."""
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
_OF_THE_DUMP = re.compile(r"^(--|\\|SET \w+ = |SELECT pg_catalog\.set_config).*\n", re.MULTILINE)
"""Remarks, words for its own program, and settings that are the server's affair."""


def written(vendor: str) -> Path:
    """Where the text for this kind of database stands."""
    return FOLDER / f"{vendor}.sql"


def head(text: str) -> str:
    """The first line: of which migrations it is the sum, and that nobody has changed it since."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    migrations = key()
    return f"-- Migrations {migrations}, text {digest}. Written by `make tables`; do not change it by hand.\n"


def on_sqlite() -> str:
    """Run every migration, one after the other, on an empty file, and say what they leave."""
    with tempfile.TemporaryDirectory() as home:
        file, again = Path(home) / "all.sqlite3", Path(home) / "again.sqlite3"
        _migrate(f"sqlite:///{file}")
        text = text_of(file)
        lay(again, text)
        assert made_of(again) == made_of(file), "the text does not make what the migrations made"
    return head(text) + text


def lay(file: Path, text: str) -> None:
    """Make this file of the text."""
    with closing(sqlite3.connect(file)) as opened:
        for statement in fresh.statements(text):
            opened.execute(statement)
        opened.commit()


def made_of(file: Path) -> dict[str, str]:
    """Everything in the file by name, also what SQLite makes by itself, as it was said."""
    with closing(sqlite3.connect(file)) as opened:
        return dict(opened.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())


def text_of(file: Path) -> str:
    """All that this file is made of, and which migrations it has had; none of its rows beside."""
    with closing(sqlite3.connect(file)) as opened:
        made = opened.execute(_SAID).fetchall()
        had = opened.execute(_MIGRATIONS).fetchall()
    return "".join(f"\n{statement};\n" for (statement,) in made) + _noted(had)


def on_postgresql() -> str:
    """The same on a PostgreSQL of our own.

    A server writes some conditions in other words each time it reads them, until they stay: so it is read once.
    """
    with database(is_durable=False) as url, database(is_durable=False) as other:
        _migrate(url)
        dump = dump_of(url)
        with psycopg.connect(other) as opened:
            opened.execute(dump.encode())
        text = dump_of(other)
    assert text.count("\nCREATE ") == dump.count("\nCREATE "), (
        "the text does not make what the migrations made"
    )
    return head(text) + text


def dump_of(url: str) -> str:
    """All that this database is made of, and which migrations it has had."""
    command = [program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "--no-comments"]
    dump = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    with psycopg.connect(url) as opened:
        had = opened.execute(_MIGRATIONS).fetchall()
    return "\n" + re.sub(r"\n{2,}", "\n\n", _OF_THE_DUMP.sub("", dump)).strip() + "\n" + _noted(had)


def is_dumped_alike(url: str) -> bool:
    """Whether the text was dumped from a server of this age: another one's dump may put the same in other words."""
    with psycopg.connect(url) as opened:
        return opened.info.server_version // 10_000 == DUMPED_FROM


def _noted(had: Iterable[tuple[str, str]]) -> str:
    rows = ",\n".join(f"  ('{app}', '{name}', CURRENT_TIMESTAMP)" for app, name in had)
    return f"\nINSERT INTO django_migrations (app, name, applied) VALUES\n{rows};\n"


def _migrate(url: str) -> None:
    """As Django does it, from the first to the last."""
    with tempfile.TemporaryDirectory() as home:
        own = {
            "DATABASE_URL": url,
            "ASKFIRST_HOME": home,
            "DJANGO_SETTINGS_MODULE": "askfirst.config.settings",
        }
        command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    written("sqlite").write_text(on_sqlite())
    written("postgresql").write_text(on_postgresql())
