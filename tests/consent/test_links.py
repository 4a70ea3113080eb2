"""Each link of a message does what it is for, and nothing else; what gives more works for two hours."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from askfirst.consent import ledger, links
from askfirst.consent.links import Kind

if TYPE_CHECKING:
    from tests.world import World

KEY = "campaign:12:345"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_link_names_its_message_and_works_in_no_other_place(kind: Kind) -> None:
    given = links.token(kind, KEY)
    assert links.key_of(kind, given) == KEY
    assert {other: links.key_of(other, given) for other in Kind if other is not kind} == dict.fromkeys(
        set(Kind) - {kind}, ""
    )
    assert links.read_fresh(given) is None


@pytest.mark.parametrize(
    "given", ["", ".", "x", "bm8.bm8", "é.ü", "\x00", "a" * 5000, links.LONGEST * ".", "…"]
)
def test_what_is_no_link_of_ours_names_nothing(given: str) -> None:
    assert {links.key_of(kind, given) for kind in Kind} == {""}
    assert links.read_fresh(given) is None


def test_half_a_link_names_nothing() -> None:
    given = links.token(Kind.HEADER, KEY)
    assert {links.key_of(Kind.HEADER, given[:end]) for end in range(len(given))} == {""}


def test_a_fresh_link_works_for_two_hours_and_only_for_its_own_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.visitor("Ana", "message", "Hello")
    handle = world.contact("Ana").handles.get()
    given = links.fresh_token(handle)
    assert links.read_fresh(given) == links.Fresh(handle.pk, ledger.digest(handle.network, handle.address))
    later = time.time() + links.FRESH.total_seconds() + 2
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert links.read_fresh(given) is None


def test_the_addresses_are_whole_and_stay_so_in_a_header(world: World) -> None:
    brand = world.harbour
    mailto = urlsplit(links.mailto_address("hello+news@harbour.test", KEY))
    word, token = parse_qs(mailto.query)["subject"][0].split(" ")
    assert (mailto.path, word, links.key_of(Kind.MAILTO, token)) == (
        "hello+news@harbour.test",
        "unsubscribe",
        KEY,
    )
    for address, kind in (
        (links.one_click_address(brand, KEY), Kind.HEADER),
        (links.body_address(brand, KEY), Kind.BODY),
    ):
        assert address.isascii()
        assert not set(address) & set(' <>",')
        assert links.key_of(kind, urlsplit(address).path.split("/")[-2]) == KEY
