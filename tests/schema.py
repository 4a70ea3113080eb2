"""The tables as `askfirst migrate` makes them: made once, then copied wherever a test needs an empty database.

To run all migrations takes longer than most files of tests.  `migrated_file()` is a SQLite file and `migrated_on(server)`
the name of a database on that PostgreSQL; either is made by the product's own command in a process of its own, by
whoever asks first, and made anew as soon as a migration, or a model or module that one needs, is another one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "schema"
"""Nothing is lost with it: what is not there is made anew."""
KEPT_SECONDS = 86_400
"""An older one may be what a run that began before the last change still copies."""
OTHERS = ("django", "django-allauth")
"""Packages whose migrations are run beside ours."""
BESIDE = ("askfirst/*/models*.py", "askfirst/config/tables/*.sql")
"""What the tables are made of, beside the migrations."""
_IMPORTED = re.compile(r"^from (askfirst(?:\.\w+)+) import", re.MULTILINE)


def key(*beside: str) -> str:
    """Sixteen signs that are others as soon as the migrations are others, or one of the files beside them."""
    ours = sorted(ROOT.glob("askfirst/*/migrations/*.py"))
    texts = {
        path: path.read_bytes() for path in (*ours, *(found for one in beside for found in ROOT.glob(one)))
    }
    for path in ours:
        for module in _IMPORTED.findall(texts[path].decode()):
            needed = ROOT / f"{module.replace('.', '/')}.py"
            if needed.exists():
                texts[needed] = needed.read_bytes()
    whole = hashlib.sha256(repr([version(name) for name in OTHERS]).encode())
    for path, text in sorted(texts.items()):
        whole.update(f"\0{path.relative_to(ROOT)}\0{len(text)}\0".encode() + text)
    return whole.hexdigest()[:16]


def migrated_file() -> Path:
    """An empty, migrated SQLite database; copy it, and leave it as it is.

    Raises:
        AssertionError: `askfirst migrate` failed; its words are in the message.
    """
    with _alone("sqlite"):
        made = FOLDER / f"{key(*BESIDE)}.sqlite3"
        if not made.exists():
            for old in FOLDER.glob("*.sqlite3"):
                if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                    old.unlink()
            with tempfile.TemporaryDirectory(dir=FOLDER) as home:
                fresh = Path(home) / "fresh.sqlite3"
                _migrate(f"sqlite:///{fresh}", home)
                fresh.rename(made)
    return made


def migrated_on(server: str) -> str:
    """The name of an empty, migrated database on the PostgreSQL that an address of the product's kind names: a TEMPLATE.

    Raises:
        AssertionError: `askfirst migrate` failed; its words are in the message.
    """
    with _alone("postgresql"), psycopg.connect(server, autocommit=True) as admin:
        name = f"askfirst_schema_{key(*BESIDE)}"
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            fresh = f"{name}_{os.getpid()}"
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(fresh)))
            with tempfile.TemporaryDirectory() as home:
                _migrate(urlsplit(server)._replace(path=f"/{fresh}").geturl(), home)
            renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            admin.execute(renamed.format(sql.Identifier(fresh), sql.Identifier(name)))
    return name


def _migrate(url: str, home: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "askfirst", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "ASKFIRST_HOME": home},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"askfirst migrate: {done.returncode}\n{done.stdout}\n{done.stderr}"


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Who comes second waits, and finds it made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
