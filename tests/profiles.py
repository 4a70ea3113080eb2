"""How much the tests try: `ci`, a little and each time the same, or `deep`, much and each time something new.

`TEST_PROFILE=deep` chooses; without it, `ci`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

NAME = os.environ.get("TEST_PROFILE", "ci")
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def load() -> None:
    """Give every property test the chosen profile.  Raises hypothesis' InvalidArgument for one that there is not."""
    settings.register_profile("ci", CALM, max_examples=25, derandomize=True)
    settings.register_profile("deep", CALM, max_examples=3_000)
    settings.load_profile(NAME)


def sized(ci: int, deep: int) -> int:
    """A number of things to try, by profile."""
    return deep if NAME == "deep" else ci
