"""By what the database writes down what reports have to count again.  Read by migrations: tables by name, and no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.operations import RunPython

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

QUARTER_SECONDS = 900
NUMBER = {
    "sqlite": "CAST(strftime('%s', {at}) AS INTEGER) / 900",
    "postgresql": "floor(extract(epoch FROM {at}) / 900)::bigint",
}
"""In which quarter of an hour since 1970 a moment lies."""
_MESSAGE = ("brand_id", "thread_id", "channel_id", "is_ours", "is_automatic", "said_at", "delivery_id")
_ACT = ("brand_id", "thread_id", "member_id", "kind", "before", "after", "at")
_WATCHED = (("inbox_message", _MESSAGE, "said_at"), ("inbox_act", _ACT, ""))


def lay() -> RunPython:
    """A migration step after which changes are written down; what stands there now is counted from the beginning."""

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for statement in [*statements(vendor), *everything(vendor)]:
            editor.execute(statement, params=None)

    return RunPython(forwards, RunPython.noop)


def statements(vendor: str) -> list[str]:
    """What is to be said to the database, one by one.  Saying it twice changes nothing."""
    make = _postgresql if vendor == "postgresql" else _sqlite
    return [statement for watched in _WATCHED for statement in make(*watched)]


def _row(vendor: str, which: str, at: str) -> str:
    number = NUMBER[vendor].format(at=f"{which}.{at}") if at else "NULL"
    return (
        "INSERT INTO work_recount (brand_id, thread_id, number)"
        f" VALUES ({which}.brand_id, {which}.thread_id, {number});"
    )


def _sqlite(table: str, columns: tuple[str, ...], at: str) -> list[str]:
    new, old = (_row("sqlite", which, at) for which in ("NEW", "OLD"))
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
    acts = (
        ("added", "INSERT", "", new),
        ("gone", "DELETE", "", old),
        ("changed", f"UPDATE OF {', '.join(columns)}", f" WHEN {changed}", f"{old} {new}"),
    )
    found = []
    for word, deed, when, act in acts:
        name = f"work_recount_{table}_{word}"
        found += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {deed} ON {table}{when} BEGIN {act} END",
        ]
    return found


def _postgresql(table: str, columns: tuple[str, ...], at: str) -> list[str]:
    name = f"work_recount_{table}"
    new, old = (_row("postgresql", which, at) for which in ("NEW", "OLD"))
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; RETURN NULL; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {name}_moved ON {table}",
        f"CREATE TRIGGER {name}_moved AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"DROP TRIGGER IF EXISTS {name}_changed ON {table}",
        (
            f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {', '.join(columns)} ON {table}"
            f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {name}()"
        ),
    ]


def counted(vendor: str) -> str:
    """How much was said in each quarter of an hour, as rows of `work_quarter`; `{which}` narrows the messages."""
    number = NUMBER[vendor].format(at="said_at")
    return (
        "INSERT INTO work_quarter (brand_id, channel_id, number, theirs, ours, automatic)"
        f" SELECT brand_id, channel_id, {number},"
        " SUM(CASE WHEN is_ours OR is_automatic THEN 0 ELSE 1 END),"
        " SUM(CASE WHEN is_ours AND NOT is_automatic THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN is_automatic THEN 1 ELSE 0 END)"
        f" FROM inbox_message WHERE {{which}} GROUP BY brand_id, channel_id, {number}"
    )


def everything(vendor: str) -> list[str]:
    """Quarters at once; conversations by the worker, or before the first report."""
    return [
        counted(vendor).format(which="1 = 1"),
        "INSERT INTO work_recount (brand_id, thread_id) SELECT brand_id, id FROM inbox_thread",
    ]
