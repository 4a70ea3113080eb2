"""PostgreSQL, in place: the same random conditions, the same packs, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import given

from askfirst.policy import Verdict, bundled
from askfirst.policy.facts import FACTS
from askfirst.policy.sets import engines, sql
from askfirst.policy.sets.mistakes import SourceError, TableError
from askfirst.policy.sets.plan import Question
from askfirst.policy.sets.run import decide_table
from tests.policy.drawing import SMALL
from tests.policy.sets import tables
from tests.policy.sets.drawing import asked, audiences, examples, meant, word_of
from tests.postgres import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.sets.drawing import Audience

NOW = 1_795_255_200_000_000
KNOWN = {"now": NOW, "network": "email", "form": "direct", "purpose": "marketing", "is_promotional": True}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database() as address:
        name = "askfirst_audience"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        yield address.rpartition("/")[0] + f"/{name}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name}")


@pytest.fixture
def connection(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as opened:
        yield opened


def test_random_conditions_mean_what_the_oracle_means(connection: psycopg.Connection[Any]) -> None:
    connection.execute("DROP TABLE IF EXISTS facts")
    connection.execute(tables.create(list(SMALL), SMALL))

    @examples(15)
    @given(asked())
    def compared(question: Any) -> None:
        conditions, people, shared = question
        word = word_of(conditions, {name: people[0][name] for name in shared})
        tables.insert_small(connection, people)
        query = f"SELECT person, {sql.mask(word)} FROM facts"  # noqa: S608 -- printed from trees
        found = connection.execute(query).fetchall()
        assert tables.masks_of(found) == [meant(conditions, person) for person in people]

    compared()


def test_every_pack_says_the_same(connection: psycopg.Connection[Any], url: str) -> None:
    @examples(2)
    @given(audiences())
    def compared(drawn: Audience) -> None:
        tables.filled(drawn.people, FACTS, connection, "%s")
        tables.must_agree(drawn.known, drawn.people, engines.source("postgres", "facts", url))

    compared()


def test_instants_enums_short_numbers_and_keys_of_text_are_read(
    connection: psycopg.Connection[Any], url: str
) -> None:
    connection.execute("DROP TABLE IF EXISTS fans; DROP TYPE IF EXISTS state")
    connection.execute("CREATE TYPE state AS ENUM ('active', 'none', 'left')")
    connection.execute(
        "CREATE TABLE fans (handle uuid, consent_state state, consent_given_at timestamptz, outbound_7d smallint)"
    )
    connection.execute(
        "INSERT INTO fans SELECT gen_random_uuid(), 'active', to_timestamp(1790000000.000001), 1 FROM generate_series(1, 3)"
    )
    connection.execute("INSERT INTO fans VALUES (gen_random_uuid(), 'left', NULL, 5)")
    source = engines.source("postgres", "public.fans", url)
    summary = decide_table(bundled(), Question(known=KNOWN, key="handle"), source)
    people = source.people([group.example for group in summary.groups])
    source.close()
    assert summary.people == 4
    assert summary.verdicts[Verdict.DENY] >= 1
    assert {person["consent_given_at"] for person in people} <= {1_790_000_000_000_001, None}


def test_what_is_wrong_is_said_with_column_rows_and_remedy(
    connection: psycopg.Connection[Any], url: str
) -> None:
    connection.execute("DROP TABLE IF EXISTS wrong")
    connection.execute(
        "CREATE TABLE wrong (person int, consent_state text, outbound_7d int, objected_at timestamp)"
    )
    source = engines.source("postgres", "wrong", url)
    with pytest.raises(TableError, match="instants without a time zone"):
        decide_table(bundled(), Question(known=KNOWN), source)
    source.close()
    connection.execute("ALTER TABLE wrong DROP COLUMN objected_at")
    connection.execute("INSERT INTO wrong VALUES (1, 'maybe', -1), (NULL, NULL, NULL), (3, 'none', 2)")
    source = engines.source("postgres", "wrong", url)
    with pytest.raises(TableError) as caught:
        decide_table(bundled(), Question(known=KNOWN), source)
    source.close()
    said = {(one.column, str(one.trouble), one.rows) for one in caught.value.mistakes}
    assert said == {
        ("person", "null", 1),
        ("consent_state", "null", 1),
        ("consent_state", "value", 1),
        ("outbound_7d", "null", 1),
        ("outbound_7d", "range", 1),
    }


def test_what_cannot_be_reached_is_said(url: str) -> None:
    with pytest.raises(SourceError, match="cannot be reached"):
        engines.source("postgres", "facts", "postgresql://nobody@127.0.0.1:1/none")
    source = engines.source("postgres", "no_such_table", url)
    with pytest.raises(SourceError, match="no_such_table"):
        source.columns()
    source.close()
