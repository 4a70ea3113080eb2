"""`python -m askfirst` is `askfirst`."""

from __future__ import annotations

from askfirst.cli.main import run

if __name__ == "__main__":
    run()
