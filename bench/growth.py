"""How the inbox grows from 10,000 to 1,000,000 messages, on both databases: measured, drawn, and as a table for the README.

    python -m bench.growth --measure     fill what is not filled yet, measure each size on each database, and draw
    python -m bench.growth               draw again what was measured

Figures are kept in `bench/inbox_growth.json`, the chart in `bench/inbox_growth.svg`.  Filled databases stay in `--home`, so that
a second run only measures: a million messages take some minutes to fill.  PostgreSQL is a cluster of the bench's own that ends
with it, unless DATABASE_URL names one, whose databases `bench_10000` and so on are kept.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.postgres import NoPostgres, database

HERE = Path(__file__).parent
FIGURES, CHART = HERE / "inbox_growth.json", HERE / "inbox_growth.svg"
SHOWN = {
    "list, whole page": ("#0f6b63", ""),
    "open a thread from the list": ("#8a4b00", "6 3"),
    "open a thread, whole page": ("#5b3fa0", "2 3"),
    "search, mixed": ("#b3261e", "10 3 2 3"),
}
SIZES = (10_000, 100_000, 1_000_000)
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 360, 240, 56, 48, 48
P95 = 1


def chart(figures: dict[str, Any]) -> str:
    """The whole drawing: a panel for each database, 95th percentiles over the number of messages."""
    most = max(run["ms"][name][P95] for sizes in figures.values() for run in sizes.values() for name in SHOWN)
    top = math.ceil(max(most, 150) / 50) * 50
    panels = [
        _panel(place, NAMES[vendor], figures[vendor], top)
        for place, vendor in enumerate(name for name in NAMES if name in figures)
    ]
    width = LEFT + len(panels) * (WIDTH + GAP)
    height = TOP + HEIGHT + 76
    legend = "".join(_legend(place, name) for place, name in enumerate(SHOWN))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">\n'
        '<title id="title">95th percentile in milliseconds of the list, an open thread and a search, by the number of messages'
        f'</title>\n<rect width="100%" height="100%" fill="#fff"/>\n{"".join(panels)}{legend}</svg>\n'
    )


def _panel(place: int, title: str, sizes: dict[str, Any], top: int) -> str:
    left = LEFT + place * (WIDTH + GAP)
    logs = [math.log10(int(size)) for size in sizes]
    low, high = min(logs), max(*logs, min(logs) + 1)

    def x(size: str) -> float:
        return left + (math.log10(int(size)) - low) / (high - low) * WIDTH

    def y(milliseconds: float) -> float:
        return TOP + HEIGHT - milliseconds / top * HEIGHT

    parts = [f'<text x="{left}" y="{TOP - 22}" font-size="15" font-weight="600">{title}</text>']
    parts += [
        f'<line x1="{left}" x2="{left + WIDTH}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" stroke="#d6cfc4"/>'
        f'<text x="{left - 8}" y="{y(mark) + 4:.1f}" text-anchor="end" fill="#575046">{mark}</text>'
        for mark in range(0, top + 1, 50)
    ]
    parts += [
        f'<text x="{x(size):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle" fill="#575046">{int(size):,}</text>'
        for size in sizes
    ]
    for name, (colour, dash) in SHOWN.items():
        points = [(x(size), y(run["ms"][name][P95])) for size, run in sizes.items()]
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts += [
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" fill="{colour}"/>' for across, down in points
        ]
    return "".join(parts) + "\n"


def _legend(place: int, name: str) -> str:
    colour, dash = SHOWN[name]
    left, down = LEFT + place % 2 * 240, TOP + HEIGHT + 44 + place // 2 * 20
    return (
        f'<line x1="{left}" x2="{left + 28}" y1="{down - 4}" y2="{down - 4}" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/><text x="{left + 36}" y="{down}">{escape(name)}, p95 ms</text>\n'
    )


def table(figures: dict[str, Any]) -> str:
    """The same in words, for the README: p50 / p95, and this process's own time behind it."""
    runs = [(vendor, size, run) for vendor, sizes in figures.items() for size, run in sizes.items()]
    head = "".join(f" {NAMES[vendor]} {int(size):,} (load {run['load']:.0f}) |" for vendor, size, run in runs)
    lines = [f"| p50 / p95 ms |{head}", "|---|" + "---|" * len(runs)]
    names = list(runs[0][2]["ms"])
    for name in names:
        cells = (run["ms"][name] for _vendor, _size, run in runs)
        lines.append(f"| {name} |" + "".join(f" {cell[0]:.0f} / {cell[1]:.0f} |" for cell in cells))
    return "\n".join(lines)


def measure(home: Path, sizes: list[int], rounds: int) -> None:
    """Each size on each database, one after the other in a process of its own; figures are kept as they come."""
    for size in sizes:
        folder = home / f"sqlite-{size}"
        _one(
            size,
            rounds,
            {"ASKFIRST_HOME": str(folder), "DATABASE_URL": f"sqlite:///{folder}/askfirst.sqlite3"},
        )
    try:
        with database(is_durable=False) as url:
            for size in sizes:
                there = _created(url, f"bench_{size}")
                _one(size, rounds, {"ASKFIRST_HOME": str(home / f"postgresql-{size}"), "DATABASE_URL": there})
    except NoPostgres as why:
        print(f"PostgreSQL is left out: {why}")


def _created(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            server.execute(f"CREATE DATABASE {name}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _one(size: int, rounds: int, given: dict[str, str]) -> None:
    Path(given["ASKFIRST_HOME"]).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.inbox_list", "--messages", str(size), "--rounds", str(rounds)]
    subprocess.run(
        [*command, "--save", str(FIGURES)], env={**os.environ, **given}, cwd=HERE.parent, check=True
    )


def main() -> None:
    """Measure where that is asked for; draw, and print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--measure", action="store_true", help="measure first")
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="in messages")
    options.add_argument("--rounds", type=int, default=120, help="requests of each kind")
    options.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "askfirst-growth")
    chosen = options.parse_args()
    if chosen.measure:
        measure(chosen.home, chosen.sizes, chosen.rounds)
    figures = json.loads(FIGURES.read_text())
    ordered = {
        vendor: dict(sorted(figures[vendor].items(), key=lambda pair: int(pair[0])))
        for vendor in NAMES
        if vendor in figures
    }
    CHART.write_text(chart(ordered))
    print(table(ordered))


if __name__ == "__main__":
    main()
