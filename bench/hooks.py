"""Pushes of a network through the real server: signature checked and durably committed before each is answered.

    python bench/hooks.py [KEPT]        (DATABASE_URL chooses PostgreSQL; wrk must be installed)

Against the bare insert floor: a view behind the same server that inserts one row for each request.  Then the same again
with KEPT events (1,000,000 unless given) in the table, filled by SQL: what is kept must not make a push dearer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.visitor_message import of_the_bare_view
from tests.stories.product import Product, installation

SECONDS = 5
CONNECTIONS = 16
ROUNDS = 3
POOL = 20_000
SECRET = "bench-app-secret"  # noqa: S105 -- of this measurement alone
PAGE = "901"
PATH = "/hooks/facebook/bench-key/"
LUA = """
local pushes, n = {}, 0
function init(args)
  for line in io.lines("FILE") do pushes[#pushes + 1] = line end
end
function request()
  n = n + 1
  local line = pushes[n]
  wrk.headers["X-Hub-Signature-256"] = "sha256=" .. line:sub(1, 64)
  wrk.headers["Content-Type"] = "application/json"
  return wrk.format("POST", "PATH", wrk.headers, line:sub(66))
end
"""
CONNECT = """
import django; django.setup()
from askfirst.brand import vault
from askfirst.brand.models import Brand, Channel
Channel.objects.create(brand=Brand.objects.first(), network="facebook", address="{page}", name="Bench",
    settings={{"page_id": "{page}"}}, sealed_credentials=vault.seal({{"app_secret": "{secret}"}}), hook_key="bench-key")
"""
FILL = """
import django; django.setup()
from django.db import connection
from askfirst.brand.models import Channel
channel = Channel.objects.get(hook_key="bench-key")
if connection.vendor == "postgresql":
    numbers, now = "generate_series(1, {kept}) AS n(i)", "now()"
else:
    numbers = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {kept}) SELECT i FROM n)"
    now = "strftime('%Y-%m-%d %H:%M:%S', 'now')"
raw = "decode(repeat('7b7d', 150), 'hex')" if connection.vendor == "postgresql" else "zeroblob(300)"
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO wire_event (brand_id, channel_id, external_id, raw, is_history, received_at, routed_at, failures, failure, try_after, remark) "
        f"SELECT {{channel.brand_id}}, {{channel.pk}}, 'old-' || i, {{raw}}, false, {{now}}, {{now}}, 0, '', {{now}}, '' FROM {{numbers}}"
    )
    # What filling costs is not to be paid by the pushes.
    if connection.vendor == "postgresql":
        cursor.execute("VACUUM ANALYZE wire_event")
        cursor.execute("CHECKPOINT")
    else:
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


@dataclass(frozen=True)
class Run:
    """One load: pushes a second, how many events each held, and the 99th percentile in milliseconds."""

    pushes: float
    held: int
    late: float

    @property
    def events(self) -> float:
        return self.pushes * self.held


def push(number: int, held: int) -> str:
    """One signed push of `held` messages, each new."""
    messaging = [
        {
            "sender": {"id": f"PSID{number % 500}"},
            "recipient": {"id": PAGE},
            "timestamp": 1_767_225_600_000 + number,
            "message": {"mid": f"m_{number}_{one}", "text": "Are you open on Sunday?"},
        }
        for one in range(held)
    ]
    entry = [{"id": PAGE, "time": 1_767_225_600_000, "messaging": messaging}]
    body = json.dumps({"object": "page", "entry": entry})
    return f"{hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()} {body}"


def load(product: Product, folder: Path, begin: int, held: int) -> Run:
    """Every answer must be a success."""
    pool = folder / "pushes.txt"
    pool.write_text("\n".join(push(begin + number, held) for number in range(POOL)))
    script = folder / "hooks.lua"
    script.write_text(LUA.replace("FILE", str(pool)).replace("PATH", PATH))
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--latency",
        "-s",
        str(script),
        product.address,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    number, unit = re.search(r"99%\s+([\d.]+)(\w+)", said).groups()  # type: ignore[union-attr]
    return Run(rate, held, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def django(product: Product, text: str) -> None:
    environ = product.environ | {"DJANGO_SETTINGS_MODULE": "askfirst.config.settings"}
    subprocess.run([sys.executable, "-c", text], env=environ, check=True)


def measured(product: Product, folder: Path, what: str, begin: int) -> int:
    """Print some rounds; returns where new ids begin afterwards."""
    ratios = []
    for number in range(1, ROUNDS + 1):
        product.serve("--no-worker")
        single = load(product, folder, begin, 1)
        many = load(product, folder, begin + POOL, 10)
        product.stop()
        bare, bare_late = of_the_bare_view(product, folder)
        begin += 2 * POOL
        ratios.append(single.events / bare)
        print(
            f"{what:22} round {number}: {single.events:6.0f} events/s, p99 {single.late:6.1f} ms; by tens "
            f"{many.events:6.0f} events/s, p99 {many.late:6.1f} ms; bare {bare:6.0f}/s, p99 {bare_late:6.1f} ms; "
            f"ratio {ratios[-1]:.2f}",
            flush=True,
        )
    print(f"{what:22} median ratio {statistics.median(ratios):.2f}")
    return begin


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk")
    kept = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="askfirst-bench-"))
    with installation(folder) as product:
        django(product, CONNECT.format(page=PAGE, secret=SECRET))
        begin = measured(product, folder, "nothing kept", 0)
        started = time.monotonic()
        django(product, FILL.format(kept=kept))
        print(f"{kept:,} events were filled in within {time.monotonic() - started:.0f} s")
        measured(product, folder, f"{kept:,} kept", begin)


if __name__ == "__main__":
    main()
