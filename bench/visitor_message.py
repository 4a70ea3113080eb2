"""A visitor's message through the real server, committed before it is answered, against a bare view that inserts one row.

    python bench/visitor_message.py        (DATABASE_URL chooses PostgreSQL; wrk must be installed)

Both run behind the same uvicorn, with the same threads and the same database settings, one after the other, three times.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from tests.stories.product import Product, free_port, installation, wait_until

SECONDS = 5
CONNECTIONS = 16
ROUNDS = 3
LUA = """
local n = 0
local thread_id = math.random(1e9)
request = function()
  n = n + 1
  local key = string.format("%d-%d-%s", thread_id, n, tostring({{}}):sub(8))
  wrk.headers["Cookie"] = "{cookie}"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", "{path}", wrk.headers, "{body}&key=" .. key)
end
"""


def load(folder: Path, address: str, path: str, cookie: str, body: str) -> tuple[float, float]:
    """Requests per second and the 99th percentile in milliseconds; every answer must be a success."""
    script = folder / "load.lua"
    script.write_text(LUA.format(cookie=cookie, path=path, body=body))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", str(script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    number, unit = re.search(r"99%\s+([\d.]+)(\w+)", said).groups()  # type: ignore[union-attr]
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def of_the_product(product: Product, folder: Path) -> tuple[float, float]:
    with httpx.Client(base_url=product.address) as browser:
        page = browser.get("/@harbour/message/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
        form = {"csrfmiddlewaretoken": token, "key": "first", "name": "Bench", "text": "Hello"}
        assert browser.post("/@harbour/message/", data=form).status_code < 400
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    body = f"csrfmiddlewaretoken={token}&name=Bench&text=Are+you+open+on+Sunday+%3F"
    return load(folder, product.address, "/@harbour/message/", cookie, body)


def of_the_bare_view(product: Product, folder: Path) -> tuple[float, float]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "bench._bare:application",
            "--port",
            str(port),
            "--log-level",
            "warning",
        ],
        env=product.environ | {"DJANGO_SETTINGS_MODULE": "bench._bare_settings"},
        cwd=Path(__file__).parent.parent,
    )

    def answers() -> bool:
        try:
            return httpx.post(address, content=b"x").status_code == 200
        except httpx.HTTPError:
            return False

    try:
        wait_until(answers, "the bare view answers", 30)
        return load(folder, address, "/", "", "text=Are+you+open+on+Sunday+%3F")
    finally:
        server.terminate()
        server.wait(20)


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk")
    folder = Path(tempfile.mkdtemp(prefix="askfirst-bench-"))
    with installation(folder, ASKFIRST_FORM_LIMIT="100000") as product:
        pairs = []
        for _ in range(ROUNDS):
            product.serve("--no-worker")
            ours = of_the_product(product, folder)
            product.stop()
            pairs.append((ours, of_the_bare_view(product, folder)))
    print(f"{'':10}{'message/s':>11}{'p99 ms':>8}{'bare/s':>9}{'p99 ms':>8}{'ratio':>7}")
    for number, ((rate, late), (bare, bare_late)) in enumerate(pairs, 1):
        print(f"round {number:<4}{rate:11.0f}{late:8.1f}{bare:9.0f}{bare_late:8.1f}{rate / bare:7.2f}")
    ratio = statistics.median(ours[0] / bare[0] for ours, bare in pairs)
    print(f"median ratio {ratio:.2f} (aim: at least 0.5)")


if __name__ == "__main__":
    main()
