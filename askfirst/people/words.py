"""By which words people are found: their names and addresses, and what is nearly the same.

Read by migrations: tables by name, and no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.migrations.operations import RunPython

from askfirst.brand.word_index import Index, Watched

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

_NAME = Watched(table="people_contact", key="id", columns=("name", "brand_id"))
_ADDRESS = Watched(table="people_handle", key="id", columns=("address", "brand_id", "contact_id"))
NAMES = Index(
    name="people_contact_words",
    table="people_contact",
    text="kept.name",
    stands="kept.name <> ''",
    numbers=(("b", "kept.brand_id"),),
    watched=(_NAME,),
)
ADDRESSES = Index(
    name="people_handle_words",
    table="people_handle",
    text="kept.address",
    stands="kept.address <> ''",
    numbers=(("b", "kept.brand_id"),),
    watched=(_ADDRESS,),
)
NAMES_ALIKE = Index(
    name="people_contact_alike",
    table="people_contact",
    text="kept.name",
    stands="kept.name <> ''",
    numbers=(("b", "kept.brand_id"),),
    watched=(_NAME,),
    is_alike=True,
)
ADDRESSES_ALIKE = Index(
    name="people_handle_alike",
    table="people_handle",
    text="kept.address",
    stands="kept.address <> ''",
    numbers=(("b", "kept.brand_id"),),
    watched=(_ADDRESS,),
    is_alike=True,
)


def lay_alike() -> RunPython:
    """A migration step: on PostgreSQL, find names that are nearly the same by its extension `pg_trgm`, where it may be had.

    A role that may not create it goes on without: then only names that begin alike are compared.
    """

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=editor.connection.alias):
                editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
        except DatabaseError:
            return
        for table, column in (("people_contact", "name"), ("people_handle", "address")):
            editor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_alike ON {table} USING gin (lower({column}) gin_trgm_ops)",
                params=None,
            )

    return RunPython(forwards, RunPython.noop)
