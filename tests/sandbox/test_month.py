"""The month of docs/quality/month.md, in small: who asks first is not complained of, and wins at least as many opt-ins."""

from __future__ import annotations

import runpy
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "month.py"


def test_who_asks_first_is_not_complained_of_and_is_thanked_more() -> None:
    asks, sends = runpy.run_path(str(SCRIPT))["both"](120, 7)
    assert asks.theirs["report"] == asks.theirs["block"] == 0
    assert sends.theirs["block"] > 10
    assert sends.theirs["report"] > 0
    assert asks.theirs["said thanks"] > sends.theirs["said thanks"]
    assert asks.joined >= sends.joined
    assert asks.following >= sends.following
    assert asks.answers > 20, "it is not silence that keeps people"


def test_the_same_seed_is_the_same_month() -> None:
    both = runpy.run_path(str(SCRIPT))["both"]
    assert both(40, 3) == both(40, 3)
