"""Words for a browser that no page of ours is open in: encrypted for it alone (RFC 8291), and signed as ours (RFC 8292).

The push service of the browser's maker carries them and cannot read them.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from askfirst.networks.reach import public_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

RECORD = 4096
LONGEST = 3000
"""Bytes of words; every push service takes a record of 4096 with its key, tag and padding."""
LONGEST_ENDPOINT = 600
SIGNED_SECONDS = 12 * 3600
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT = 65
_SECRET = 16
_INFO = b"askfirst web push"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where one browser is reached: its place at a push service, its public key, and the secret it shares with us."""

    endpoint: str
    key: bytes
    secret: bytes


def browser(endpoint: str, key: str, secret: str) -> Browser:
    """What a browser said of itself when it subscribed; key and secret are base64url.

    Raises:
        ValueError: the place is no public https address, or a key is none.
    """
    if len(endpoint) > LONGEST_ENDPOINT:
        raise ValueError("the address of the push service is too long")
    parts = urlsplit(endpoint)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise ValueError("the address of the push service does not begin with https://")
    public_name(parts.hostname, "Web push", "endpoint")
    return keyed(endpoint, key, secret)


def keyed(endpoint: str, key: str, secret: str) -> Browser:
    """The same for a place that was judged already.

    Raises:
        ValueError: a key is none.
    """
    point, shared = unpack(key), unpack(secret)
    if len(point) != _POINT or len(shared) != _SECRET:
        raise ValueError("the browser's keys have the wrong length")
    ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    return Browser(endpoint, point, shared)


def own_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The key by which a push service knows us: the same for the same secret of the installation."""
    drawn = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=_INFO).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, _CURVE)


def public_part(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser is given, so that it takes words from us only: base64url."""
    return pack(_point(key))


def encrypt(
    words: bytes,
    to: Browser,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """One record of `aes128gcm` that this browser alone can read.  `own` and `salt` are fresh unless a test gives them.

    Raises:
        ValueError: the words are too long, or the browser's key lies on no curve.
    """
    if len(words) > LONGEST:
        raise ValueError(f"{len(words)} bytes are too many to be pushed; at most {LONGEST}")
    own, salt = own or ec.generate_private_key(_CURVE), salt or os.urandom(16)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.key))
    ours = _point(own)
    seed = _derive(shared, to.secret, b"WebPush: info\0" + to.key + ours, 32)
    content_key = _derive(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(seed, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, words + b"\x02", None)
    return salt + RECORD.to_bytes(4) + bytes([len(ours)]) + ours + sealed


def headers(  # noqa: PLR0913 -- each stands for one header
    endpoint: str,
    key: ec.EllipticCurvePrivateKey,
    contact: str,
    now: datetime,
    *,
    keep: timedelta,
    topic: str,
    is_urgent: bool,
) -> Mapping[str, str]:
    """What goes with a push: who we are, how long it is worth keeping, and what it replaces (`topic`, at most 32 signs)."""
    return {
        "Authorization": f"vapid t={_token(endpoint, key, contact, now)}, k={public_part(key)}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(keep.total_seconds())),
        "Topic": topic,
        "Urgency": "high" if is_urgent else "normal",
    }


def pack(raw: bytes) -> str:
    """In base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpack(text: str) -> bytes:
    """Out of base64url, padded or not.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("a key of the browser is not base64url") from error


def _token(endpoint: str, key: ec.EllipticCurvePrivateKey, contact: str, now: datetime) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now.timestamp()) + SIGNED_SECONDS,
        "sub": contact,
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{pack(r.to_bytes(32) + s.to_bytes(32))}"


def _json(value: Mapping[str, Any]) -> str:
    return pack(json.dumps(value, separators=(",", ":")).encode())


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
