"""What every test of campaigns has: mail that goes nowhere, and an address at which one click is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.scripted import Scripted


@pytest.fixture(autouse=True)
def _reachable(settings: SettingsWrapper, network: Scripted) -> None:
    settings.ADDRESS = "https://askfirst.test"
