"""The statement by which scores are made of deeds, in the words of each database.

Read by migrations: tables by name, and no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.people import points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DAY = {
    "sqlite": "MAX(CAST(julianday(substr(at, 1, 10)) - 2451544.5 AS INTEGER), 0)",
    "postgresql": "GREATEST((at AT TIME ZONE 'UTC')::date - DATE '2000-01-01', 0)",
}
_LESSER = {"sqlite": "MIN", "postgresql": "LEAST"}
_TABLE = """
WITH half(rest, times) AS (VALUES {halves}),
doubled(whole, times) AS (VALUES {doubles}),
acts AS (
  SELECT contact_id, brand_id, channel_id, kind, COALESCE(tone, 0) AS tone,
    {lesser}(occurred_at, recorded_at) AS at
  FROM people_engagement WHERE kind IN ({kinds}) AND {which}
),
days AS (
  SELECT contact_id, MAX(brand_id) AS brand_id, kind, tone, {day} AS day, COUNT(*) AS done, MAX(at) AS last_at
  FROM acts GROUP BY contact_id, channel_id, kind, tone, {day}
),
weighed AS (
  SELECT contact_id, brand_id, done, last_at, kind, tone, day,
    CASE kind {weights} END * CASE tone {tones} END * {lesser}(done, {most}) * half.times * doubled.times AS points,
    CASE WHEN kind IN ({words}) THEN 1 ELSE 0 END AS is_said,
    CASE kind {bits} END AS bit
  FROM days JOIN half ON half.rest = day % {half_life} JOIN doubled ON doubled.whole = day / {half_life}
)
"""
WRITE = """
INSERT INTO people_score (contact_id, brand_id, words, light, value, kinds, breadth, deeds, last_at)
SELECT contact_id, brand_id, words, light, words + {lesser}(light, words * {share}), kinds, breadth, deeds, last_at FROM (
  SELECT contact_id, MAX(brand_id) AS brand_id, SUM(points * is_said) AS words, SUM(points * (1 - is_said)) AS light,
    SUM(DISTINCT bit) AS kinds, COUNT(DISTINCT bit) AS breadth, SUM(done) AS deeds, MAX(last_at) AS last_at
  FROM weighed GROUP BY contact_id
) AS whole WHERE true
ON CONFLICT (contact_id) DO UPDATE SET brand_id = excluded.brand_id, words = excluded.words, light = excluded.light,
  value = excluded.value, kinds = excluded.kinds, breadth = excluded.breadth, deeds = excluded.deeds,
  last_at = excluded.last_at
"""
GROUPS = """
SELECT kind, tone, SUM(done) AS done, SUM({lesser}(done, {most})) AS counted, SUM(points) AS points, MAX(last_at) AS last_at
FROM weighed GROUP BY kind, tone
"""
KNOWN = "contact_id NOT IN (SELECT id FROM people_contact WHERE forgotten_at IS NOT NULL)"
"""Narrows deeds to those of people who were not forgotten."""


def statement(what: str, which: str, vendor: str) -> tuple[str, list[float]]:
    """One of the statements above in the words of the database, with its leading values; those of `which` come after."""
    filled = {
        "halves": _values(vendor, points.HALVES),
        "doubles": _values(vendor, points.DOUBLES),
        "kinds": _names(points.BITS),
        "words": _names(points.WORDS),
        "weights": _cases(
            vendor, {f"'{kind}'": float(many) for kind, many in {**points.WORDS, **points.LIGHT}.items()}
        ),
        "tones": _cases(vendor, points.TONES),
        "bits": _cases(vendor, {f"'{kind}'": bit for kind, bit in points.BITS.items()}),
        "day": _DAY[vendor],
        "lesser": _LESSER[vendor],
        "most": points.MOST_A_DAY,
        "half_life": points.HALF_LIFE,
        "share": points.LIGHT_SHARE,
        "which": which,
    }
    sql = (_TABLE + what).format(**filled).replace("day % ", "day %% ")
    return sql, [*points.HALVES, *points.DOUBLES]


def _values(vendor: str, numbers: Iterable[float]) -> str:
    """Rows of a place and a number.  The numbers are given beside: what is written out as text is not read alike everywhere."""
    kind = "::double precision" if vendor == "postgresql" else ""
    return ", ".join(f"({place}, %s{kind})" for place, _ in enumerate(numbers))


def _names(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _cases(vendor: str, values: Mapping[Any, float] | Mapping[Any, int]) -> str:
    is_real = any(isinstance(value, float) for value in values.values())
    kind = "::double precision" if is_real and vendor == "postgresql" else ""
    return " ".join(f"WHEN {name} THEN {value}{kind}" for name, value in values.items())
