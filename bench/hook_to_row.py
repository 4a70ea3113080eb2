"""From a network's push to the row in the inbox: milliseconds until what was said stands in its thread.

    python bench/hook_to_row.py [PUSHES]        (200 unless given; DATABASE_URL chooses PostgreSQL)

Signed pushes of Facebook, one after the other, through the real server with its worker beside it; the clock runs from
before the request until the message can be read in the database by another process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from bench.hooks import CONNECT, PAGE, PATH, SECRET, django, push
from tests.stories.product import installation

READ = """
import django, sys; django.setup()
from askfirst.inbox.models import Message
for line in sys.stdin:
    name = line.strip()
    while not Message.objects.filter(external_id=name).exists():
        pass
    print(name, flush=True)
"""


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else 200
    with installation(Path(tempfile.mkdtemp(prefix="askfirst-bench-"))) as product:
        django(product, CONNECT.format(page=PAGE, secret=SECRET))
        product.serve()
        environ = product.environ | {"DJANGO_SETTINGS_MODULE": "askfirst.config.settings"}
        with (
            subprocess.Popen(
                [sys.executable, "-c", READ],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as reader,
            httpx.Client(base_url=product.address) as network,
        ):
            assert reader.stdin
            assert reader.stdout
            answered, waited = [], []
            for number in range(count + 5):
                signature, _, body = push(number, 1).partition(" ")
                headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
                began = time.perf_counter()
                answer = network.post(PATH, content=body, headers=headers)
                answered.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text
                reader.stdin.write(f"m_{number}_0\n")
                reader.stdin.flush()
                assert reader.stdout.readline().strip() == f"m_{number}_0"
                waited.append(time.perf_counter() - began)
            reader.stdin.close()
        print(f"load average {os.getloadavg()[0]:.1f}; {count} pushes, the first five not counted")
        for what, times in (("answered", answered[5:]), ("in its thread", waited[5:])):
            cuts = statistics.quantiles(times, n=100)
            print(
                f"{what:14} p50 {cuts[49] * 1000:6.0f} ms, p95 {cuts[94] * 1000:6.0f} ms, p99 {cuts[98] * 1000:6.0f} ms"
            )


if __name__ == "__main__":
    main()
