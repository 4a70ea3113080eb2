"""One installation with a running server for all tests of the live feed; each test founds brands of its own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.product import Hands, Product, installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with installed(tmp_path_factory.mktemp("home")) as one, one.serving("--no-worker"):
        yield one


@pytest.fixture(scope="module")
def hands(product: Product) -> Iterator[Hands]:
    other = Hands(product)
    yield other
    other.close()


@pytest.fixture
def found(hands: Hands) -> Callable[[], dict[str, Any]]:
    """A new brand each time it is called."""
    return lambda: hands.do("found", name=f"Brand {secrets.token_hex(4)}")
