"""What every test of the pages needs: limits that start anew."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _limits_start_anew() -> None:
    cache.clear()
