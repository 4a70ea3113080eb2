"""A whole audience out of the product's own tables: each look-up, the join, and the verdicts.

    python bench/people_audience.py [PEOPLE]

Runs on the database that DATABASE_URL names (SQLite in a temporary folder without it), which must be empty; PostgreSQL with
`python -m tests.postgres python bench/people_audience.py`.  PEOPLE is 100,000 unless given.  The tables are filled by SQL.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from askfirst.gate.question import Question

DAY = 86_400
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STOPPED_EACH = 50
EMPTY = ("to", "about", "subject", "in_reply_to", "state_reason", "external_id")


class Filling:
    """Writes rows about people 1 to `people` with one statement for each kind."""

    def __init__(self, people: int, world: Any, mail: Channel) -> None:
        from django.db import connection

        self.connection = connection
        self.people = people
        self.brand, self.page, self.mail = world.harbour.pk, world.page.channel_id, mail.pk
        self.is_postgres = connection.vendor == "postgresql"

    def moment(self, days: str) -> str:
        """An instant that many days before now; `days` is an SQL expression."""
        if self.is_postgres:
            return f"(timestamptz '{NOW.isoformat()}' - (({days}) * {DAY} + i % 86399) * interval '1 second')"
        return f"strftime('%Y-%m-%d %H:%M:%S', {int(NOW.timestamp())} - (({days}) * {DAY} + i % 86399), 'unixepoch')"

    def drawn(self, seed: int, below: int = 100) -> str:
        """A number from 0 that depends on the person and the seed, and looks random."""
        return f"((CAST(i AS BIGINT) * {7919 + 104_729 * seed} / 97 + i * {31 + seed}) % {below})"

    def insert(self, table: str, where: str = "", **columns: str) -> None:
        """Rows of `table` for those people of whom `where` is true; values are SQL expressions over `i`."""
        if self.is_postgres:
            numbers = f"generate_series(1, {self.people}) AS n(i)"
        else:
            numbers = f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {self.people}) SELECT i FROM n) AS n"
        columns = self.usual(table, columns) | columns
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(columns.values())
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {numbers} WHERE {where or 'TRUE'}"
            )

    def usual(self, table: str, given: dict[str, str]) -> dict[str, str]:
        """What stands in the columns that are not given and cannot be empty, as the models have it; the ledger has no seals here."""
        from django.apps import apps

        models = {one._meta.db_table: one for one in apps.get_models()}  # noqa: SLF001 -- Django has no other door
        fields = models[table]._meta.local_concrete_fields  # noqa: SLF001
        left = [one for one in fields if not (one.primary_key or one.null or one.column in given)]
        return {one.column: self.literal(one.get_default()) for one in left}

    def literal(self, value: object) -> str:
        """A default as SQL."""
        if isinstance(value, datetime):
            return self.moment("0")
        if isinstance(value, (list, dict)):
            return f"'{value}'::jsonb" if self.is_postgres else f"'{value}'"
        return {True: "TRUE", False: "FALSE"}[value] if isinstance(value, bool) else repr(value)

    def fill(self) -> None:
        """Everything, in shares as a brand with a page and a newsletter may have them."""
        self._people()
        self._what_they_did()
        self._consent()
        for nth, share in ((0, 20), (1, 12)):
            self._sent(nth, f"{self.drawn(40)} < {share}", self.mail, "marketing", self.drawn(41 + nth, 200))
        self._sent(2, f"{self.drawn(50)} < 15", self.page, "reply", self.drawn(52, 300))
        self._stop_list()
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _people(self) -> None:
        brand = str(self.brand)
        country = f"CASE {self.drawn(1, 5)} WHEN 0 THEN 'DE' WHEN 1 THEN 'DE' WHEN 2 THEN 'US' WHEN 3 THEN 'GB' ELSE '' END"
        zone = f"CASE {self.drawn(2, 5)} WHEN 0 THEN 'Europe/Berlin' WHEN 1 THEN 'America/New_York' WHEN 2 THEN 'Europe/London' ELSE '' END"
        relation = f"CASE {self.drawn(3, 20)} WHEN 0 THEN 'client' WHEN 1 THEN 'lead' ELSE '' END"
        self.insert(
            "people_contact",
            id="i", brand_id=brand, name="'Person ' || i", language="''", country=country, region="''",
            time_zone=zone, relation=relation, created_at=self.moment("400"),
        )  # fmt: skip
        dead = f"CASE WHEN {self.drawn(4)} < 3 THEN {self.moment('20')} END"
        for first, network, where in (
            (0, "email", f"{self.drawn(5)} < 70"),
            (1, "page", f"{self.drawn(6)} < 60"),
        ):
            address = f"'person' || i || '@{network}.test'"
            self.insert(
                "people_handle", where,
                id=f"i * 2 + {first}", brand_id=brand, contact_id="i", network=f"'{network}'", address=address, key=address,
                evidence="'bench'", unreachable_since=dead if network == "email" else "NULL", created_at=self.moment("400"),
            )  # fmt: skip

    def _what_they_did(self) -> None:
        brand, page = str(self.brand), str(self.page)
        for first, kind, share in ((0, "likes", 40), (1, "follows", 25)):
            self.insert(
                "people_relationship", f"{self.drawn(10 + first)} < {share}",
                id=f"i * 2 + {first}", brand_id=brand, contact_id="i", channel_id=page, kind=f"'{kind}'",
                since=self.moment(self.drawn(12, 400)), until="NULL", source="'bench'", observed_at=self.moment("1"),
            )  # fmt: skip
        acts = (
            ("message", page, 30),
            ("message", page, 10),
            ("comment", page, 20),
            ("message", str(self.mail), 10),
        )
        for nth, (kind, channel, share) in enumerate(acts):
            self.insert(
                "people_engagement", f"{self.drawn(20 + nth)} < {share}",
                id=f"i * 4 + {nth}", brand_id=brand, contact_id="i", channel_id=channel, kind=f"'{kind}'",
                reference=f"'{nth}.' || i", occurred_at=self.moment(self.drawn(24 + nth, 365)), recorded_at=self.moment("0"),
            )  # fmt: skip

    def _consent(self) -> None:
        drawn = self.drawn(30)
        acts = (("requested", 45, 300), ("confirmed", 38, 299), ("withdrawn", 5, 100))
        for nth, (act, share, days) in enumerate(acts):
            self.insert(
                "consent_entry", f"{drawn} < {share}",
                id=f"i * 3 + {nth}", brand_id=str(self.brand), contact_id="i", act=f"'{act}'", purpose="'marketing'",
                network="''", actor="'person'", evidence="'bench'", occurred_at=self.moment(str(days)),
                recorded_at=self.moment(str(days)), number=f"i * 3 + {nth}",
            )  # fmt: skip

    def _sent(self, nth: int, where: str, channel: int, purpose: str, days: str) -> None:
        key, at = f"i * 3 + {nth}", self.moment(days)
        no_json = "'[]'::jsonb" if self.is_postgres else "'[]'"
        self.insert(
            "gate_decision", where,
            id=key, brand_id=str(self.brand), contact_id="i", channel_id=str(channel), stage="'release'", verdict="'allow'",
            facts=no_json, layers=no_json, reasons=no_json, policy_version="'bench'", decided_at=at,
        )  # fmt: skip
        self.insert(
            "gate_delivery", where,
            id=key, brand_id=str(self.brand), decision_id=key, channel_id=str(channel), contact_id="i", form="'direct'",
            purpose=f"'{purpose}'", **dict.fromkeys(EMPTY, "''"),
            text="'Hello'", text_digest="'bench'", references=no_json, key=f"'bench.{nth}.' || i", state="'delivered'",
            attempts="1", not_before=at, created_at=at,
        )  # fmt: skip

    def _stop_list(self) -> None:
        from askfirst.consent import ledger
        from askfirst.consent.models import Suppression

        rows = [
            Suppression(
                brand_id=self.brand,
                network="email",
                digest=ledger.digest("email", f"person{nth}@email.test"),
                reason="asked",
                evidence="bench",
                since=NOW - timedelta(days=30),
            )
            for nth in range(STOPPED_EACH, self.people + 1, STOPPED_EACH)
        ]
        Suppression.objects.bulk_create(rows, batch_size=5000)


def megabytes() -> float:
    """The most memory that this process has ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(question: Question) -> None:
    """One table: seconds on the wall and of this process's CPU for each look-up, the join and the verdicts."""
    from askfirst.gate import policies
    from askfirst.gate.audience import Gathered
    from askfirst.gate.audience_facts import Everybody
    from askfirst.policy.sets.plan import Question as Asked
    from askfirst.policy.sets.run import decide_table

    everybody = Everybody(question, NOW)
    costs: list[tuple[str, float, float, int]] = []

    def timed(name: str, act: Any) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        found = act()
        rows = getattr(found, "height", getattr(found, "people", 0))
        costs.append((name, time.perf_counter() - wall, time.process_time() - cpu, rows))
        return found

    timed("known of all", lambda: everybody.known)
    parts = [timed(name, look_up) for name, look_up in everybody.parts().items()]
    table = timed("join", lambda: everybody.joined(parts))
    parts.clear()
    policy = policies.of(question.channel.brand_id)
    summary = timed(
        "verdicts and reasons", lambda: decide_table(policy, Asked(known=everybody.known), Gathered(table))
    )
    load = ", ".join(f"{one:.0f}" for one in os.getloadavg()[:1])
    print(f"\n{question.channel.network}, {question.purpose}; load average {load}\n")
    print("| step | rows | seconds | CPU s here |\n|---|---|---|---|")
    for name, wall, cpu, rows in costs:
        print(f"| {name} | {rows:,} | {wall:.2f} | {cpu:.2f} |")
    wall, cpu = sum(one[1] for one in costs), sum(one[2] for one in costs)
    print(f"| **all** | | **{wall:.2f}** | {cpu:.2f} |")
    said = ", ".join(f"{name} {people:,}" for name, people in summary.verdicts.items())
    print(
        f"\n{table.width - 1} columns, {table.estimated_size() / 2**20:.0f} MB; {said}; "
        f"{len(summary.reasons)} reasons; peak of the process {megabytes():,.0f} MB",
        flush=True,
    )


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="askfirst-bench-") as home:
        os.environ.setdefault("ASKFIRST_HOME", home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "askfirst.config.settings"
        measure(people)


def measure(people: int) -> None:
    """Fill the tables, and ask about everybody by email and on the page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from askfirst.gate.question import Question
    from tests.world import make_world

    call_command("migrate", verbosity=0)
    world = make_world()
    mail = world.connect_mail()
    began = time.perf_counter()
    with transaction.atomic():
        Filling(people, world, mail).fill()
    print(
        f"{connection.vendor}: {people:,} people, filled in {time.perf_counter() - began:.0f} s; {megabytes():,.0f} MB before"
    )
    for channel in (mail, world.page.channel):
        measured(
            Question(
                channel=channel, contact=None, purpose="marketing", is_approved=True, audience_size=people
            )
        )


if __name__ == "__main__":
    main()
