"""Words for a browser: encrypted as RFC 8291 has it, signed as RFC 8292 has it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from askfirst.networks import webpush
from askfirst.networks.base import BadSettings

# RFC 8291, section 5 and appendix A.
WORDS = b"When I grow up, I want to be a watermelon"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
ENDPOINT = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    own = ec.derive_private_key(int.from_bytes(webpush.unpack(OURS)), ec.SECP256R1())
    to = webpush.browser(ENDPOINT, THEIRS, SECRET + "==")
    assert webpush.pack(webpush.encrypt(WORDS, to, own=own, salt=webpush.unpack(SALT))) == BODY
    assert webpush.encrypt(WORDS, to) != webpush.encrypt(WORDS, to), "each has its own key and salt"


def test_we_sign_with_the_same_key_for_the_same_secret() -> None:
    key = webpush.own_key("a secret")
    assert webpush.public_part(key) == webpush.public_part(webpush.own_key("a secret"))
    assert webpush.public_part(key) != webpush.public_part(webpush.own_key("another"))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    said = webpush.headers(
        ENDPOINT, key, "mailto:a@b.example", now, keep=timedelta(days=1), topic="thread", is_urgent=True
    )
    assert (said["TTL"], said["Urgency"], said["Topic"]) == ("86400", "high", "thread")
    token, _, shown = said["Authorization"].removeprefix("vapid t=").partition(", k=")
    assert shown == webpush.public_part(key)
    head, claims, signature = token.split(".")
    assert json.loads(webpush.unpack(claims)) == {
        "aud": "https://push.example.net",
        "exp": int(now.timestamp()) + 12 * 3600,
        "sub": "mailto:a@b.example",
    }
    raw = webpush.unpack(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.public_key().verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("endpoint", "key", "secret"),
    [
        ("http://push.example.net/x", THEIRS, SECRET),
        ("https://me@push.example.net/x", THEIRS, SECRET),
        ("https:///x", THEIRS, SECRET),
        ("https://push.example.net/" + "x" * 600, THEIRS, SECRET),
        (ENDPOINT, THEIRS[:-4], SECRET),
        (ENDPOINT, THEIRS, SECRET + "AAAA"),
        (ENDPOINT, THEIRS, "no key!"),
        (ENDPOINT, webpush.pack(b"\x04" + bytes(64)), SECRET),
    ],
)
def test_what_no_browser_says_is_refused(endpoint: str, key: str, secret: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        webpush.browser(endpoint, key, secret)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "printer.local", "intranet"])
def test_a_place_in_our_own_house_is_refused(host: str) -> None:
    with pytest.raises(BadSettings, match="public name"):
        webpush.browser(f"https://{host}/x", THEIRS, SECRET)


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ValueError, match="3001 bytes are too many"):
        webpush.encrypt(b"x" * 3001, webpush.keyed(ENDPOINT, THEIRS, SECRET))
