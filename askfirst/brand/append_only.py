"""Tables that may only grow: the database itself refuses UPDATE and DELETE, whoever asks.

Used by migrations, so it knows tables by name and no model.  SQLite changes a table by making it anew, and its triggers
go with the old one: a later migration that alters such a table ends with the same step again (a test looks for them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.operations import RunPython

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION askfirst_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: add a correcting row instead', TG_TABLE_NAME; END $$;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION askfirst_refuse();
"""
_POSTGRESQL_BUT = """
CREATE OR REPLACE FUNCTION askfirst_refuse_but_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only: add a correcting row instead', TG_TABLE_NAME;
END $$;
"""
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a correcting row instead'); END;
CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a correcting row instead'); END;
"""


def append_only(*tables: str) -> RunPython:
    """A migration step after which rows of `tables` can be added and read, and nothing else.

    Truncating a whole PostgreSQL table stays possible for its owner: that is how a test database is emptied.
    """
    return run_sql(
        sqlite="".join(_SQLITE.format(table=table) for table in tables),
        postgresql="".join(_POSTGRESQL.format(table=table) for table in tables),
    )


def no_longer_append_only(table: str) -> RunPython:
    """A migration step after which rows of `table` can be altered and deleted like any other."""

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}", params=None)
            return
        for name in ("no_update", "no_delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}", params=None)

    return RunPython(forwards, RunPython.noop)


def never_altered(table: str) -> RunPython:
    """A migration step after which no row of `table` can be altered.  One can be deleted, as what belongs to a person must be."""
    begin = _POSTGRESQL.index("DROP TRIGGER")
    return run_sql(
        sqlite=_SQLITE.format(table=table).split("END;")[0] + "END;\n",
        postgresql=_POSTGRESQL[:begin]
        + _POSTGRESQL[begin:]
        .format(table=table)
        .replace(" OR DELETE", "")
        .replace("_append_only", "_no_update"),
    )


def append_only_but_for(column: str | tuple[str, ...], *tables: str) -> RunPython:
    """A migration step after which, of rows of `tables`, `column` alone can change: whose a thing is, not what it was.

    Several columns are given as a tuple.  To be taken again, as `append_only`, after a later migration that alters such a table.
    """
    columns = (column,) if isinstance(column, str) else column

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL_BUT, params=None)
        for table in tables:
            for statement in _but_for(columns, table, editor):
                editor.execute(statement, params=None)

    return RunPython(forwards, RunPython.noop)


def _but_for(free: tuple[str, ...], table: str, editor: BaseDatabaseSchemaEditor) -> list[str]:
    if editor.connection.vendor == "postgresql":
        named = ", ".join(f"'{column}'" for column in free)
        return [
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION askfirst_refuse_but_for({named})"
            ),
        ]
    with editor.connection.cursor() as cursor:
        columns = [one.name for one in editor.connection.introspection.get_table_description(cursor, table)]
    others = ", ".join(name for name in columns if name not in free)
    no_delete = _SQLITE.format(table=table).split("END;")[1] + "END;"
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {others} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a correcting row instead'); END;"
        ),
        no_delete,
    ]


def run_sql(*, sqlite: str, postgresql: str) -> RunPython:
    """A migration step in the words of each database.  Several statements; a SQLite one ends in `;` at a line's end."""

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(postgresql, params=None)
            return
        for statement in sqlite.split("END;"):
            if statement.strip():
                editor.execute(f"{statement} END;")

    return RunPython(forwards, RunPython.noop)
