"""An installation of the product for a bench."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def installed() -> Iterator[Path]:
    """Migrated, on the database that DATABASE_URL names, else on SQLite; its folder goes with it."""
    with tempfile.TemporaryDirectory(prefix="askfirst-bench-") as home:
        os.environ.setdefault("ASKFIRST_HOME", home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
        os.environ["ASKFIRST_ADDRESS"] = "https://bench.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield Path(home)
