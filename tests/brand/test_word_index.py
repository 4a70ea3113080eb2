"""The indexes of words are there, and stay whatever a migration alters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from askfirst.inbox import words as inbox
from askfirst.people import words as people
from askfirst.wall import words as wall

if TYPE_CHECKING:
    from askfirst.brand.word_index import Index
    from tests.world import World

pytestmark = pytest.mark.both_databases

BY_WORD = (
    inbox.MESSAGES,
    inbox.NOTES,
    inbox.SUBJECTS,
    wall.POSTS,
    wall.COMMENTS,
    people.NAMES,
    people.ADDRESSES,
)
ALIKE = (people.NAMES_ALIKE, people.ADDRESSES_ALIKE)


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def _wanted(index: Index) -> set[str]:
    if connection.vendor != "postgresql":
        return set(index.triggers)
    return {
        f"{index.name}_{watched.table}_{act}" for watched in index.watched for act in ("moved", "changed")
    }


@pytest.mark.parametrize("index", [*BY_WORD, *ALIKE], ids=lambda index: index.name)
def test_every_index_is_kept_by_the_database(world: World, index: Index) -> None:
    if connection.vendor == "postgresql" and index.is_alike:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [f"{index.table}_alike"])
            assert cursor.fetchone()
    else:
        assert _wanted(index) <= _triggers()
