"""The browser of the stories and of the benchmarks: a real Chromium that makes no traffic of its own."""

from __future__ import annotations

import shutil

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The first one is built to run without a screen, and needs a third of the processor time; None where neither is there."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
