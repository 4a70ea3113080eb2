"""All that a worker needs, loaded, and nothing opened: the process from which `crashing` forks its workers."""

from __future__ import annotations

import django

django.setup()

# ruff: noqa: E402 -- Django must be set up first
from askfirst.wire import worker
from tests import scripted

__all__ = ["scripted", "worker"]
