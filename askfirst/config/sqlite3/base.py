"""SQLite as Django speaks to it, with one thing more: altering a table keeps its triggers.

SQLite changes a table by making it anew.  Its triggers go with the old one, and those of other tables that name it stop
the change half-way: both are set aside before, and laid again behind.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor


class KeepingSchemaEditor(DatabaseSchemaEditor):
    """Alters tables, and keeps the triggers that name them."""

    def _remake_table(self, model: Any, *args: Any, **more: Any) -> None:
        kept = self._naming(model._meta.db_table)  # noqa: SLF001 -- as Django's own editor reads it
        for name, _text in kept:
            self.execute(f'DROP TRIGGER "{name}"', params=None)
        super()._remake_table(model, *args, **more)  # type: ignore[misc]  # the stubs leave it out
        for _name, text in kept:
            self.execute(text, params=None)

    def _naming(self, table: str) -> list[tuple[str, str]]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
        named = re.compile(rf"\b{re.escape(table)}\b")
        return [(name, text) for name, text in found if named.search(text)]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    SchemaEditorClass = KeepingSchemaEditor
