"""What every test of the pages needs: limits that start anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _limits_start_anew() -> None:
    cache.clear()


@pytest.fixture
def _afterwards_english() -> Iterator[None]:
    """A browser that reads another language leaves it behind in this process."""
    with translation.override("en"):
        yield
