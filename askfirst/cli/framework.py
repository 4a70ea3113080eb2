"""Starting Django for those commands that need the database; the others never load it."""

from __future__ import annotations

import os
import sys

from askfirst.cli.exits import Failed


def start() -> None:
    """Read the settings and load the rooms.

    Raises:
        WrongSetting: an environment variable or the file of secrets cannot be used.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askfirst.config.settings")
    django.setup()


def start_ready() -> None:
    """The same, and the database is there and up to date.

    Raises:
        WrongSetting: as `start`.
        Failed: the database cannot be reached, or has to be migrated first.
    """
    start()
    if count := len(pending()):
        steps = "step is" if count == 1 else "steps are"
        raise Failed(
            f"The database is not up to date ({count} {steps} missing). Run `askfirst migrate` first."
        )


def pending() -> list[str]:
    """The migrations that have not been applied yet, as `room.0001_initial`.

    Raises:
        Failed: the database cannot be reached.
    """
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except Error as error:
        raise Failed(unreachable(error)) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> int:
    """Bring the database up to date; returns how many steps that were.  An empty one gets its tables at once.

    Raises:
        Failed: the database cannot be reached.
    """
    count = len(pending())
    from django.core.management import call_command
    from django.db import connection

    from askfirst.config import fresh

    if count:
        fresh.lay(connection)
    call_command("migrate", interactive=False, verbosity=0)
    return count


def unreachable(error: BaseException) -> str:
    """What to say of a database that does not answer."""
    said = " ".join(str(error).split()) or type(error).__name__
    return f"The database cannot be used: {said}. Check DATABASE_URL (or ASKFIRST_HOME) and that the database runs."


def is_database_error(error: BaseException) -> bool:
    """Whether an exception comes out of the database; Django is not loaded for the question."""
    loaded = sys.modules.get("django.db")
    return loaded is not None and isinstance(error, loaded.Error)
