"""What every test of the pages needs: a folder for static files, as `askfirst serve` makes it, and limits that start anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _limits_start_anew() -> None:
    cache.clear()
