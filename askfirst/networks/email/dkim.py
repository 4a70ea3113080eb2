"""Signing mail (DKIM, RFC 6376): whoever receives it can tell that our domain sent it, and that nobody changed it.

Header and body are made *relaxed*, which outlives servers that fold lines anew.  RSA and Ed25519 (RFC 8463) keys.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from askfirst.networks.base import BadSettings
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.networks.email.settings import Settings

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"in-reply-to", b"references",
    b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"feedback-id", b"cfbl-address", b"cfbl-feedback-id",
)  # fmt: skip
"""What is signed, as far as a mail has it.  RFC 8058 asks for both headers about leaving, RFC 9477 for those of complaints."""
LEAST_BITS = 1024
"""Receivers ignore signatures by a shorter RSA key (RFC 8301)."""

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def signed(mail: bytes, settings: Settings) -> bytes:
    """The mail with its signature in front of it; as it came where the channel has no key.

    Raises:
        BadSettings: the key cannot be used.
    """
    if not settings.dkim_key:
        return mail
    key = read_key(settings.dkim_key)
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = _fields(head)
    names = [name for name in SIGNED if name in fields]
    tags = {
        b"v": b"1",
        b"a": b"ed25519-sha256" if isinstance(key, ed25519.Ed25519PrivateKey) else b"rsa-sha256",
        b"c": b"relaxed/relaxed",
        b"d": settings.dkim_domain_used.encode(),
        b"s": settings.dkim_selector.encode(),
        b"h": b":".join([*names, b"from"]),  # named once more: nobody can put a second sender beside ours
        b"bh": base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()),
        b"b": b"",
    }
    value = b"; ".join(name + b"=" + told for name, told in tags.items())
    text = b"".join(fields[name] + b"\r\n" for name in names) + b"dkim-signature:" + value
    return b"DKIM-Signature: " + _folded(value + _signature(key, text)) + b"\r\n" + mail


@lru_cache(maxsize=64)
def read_key(pem: str) -> Key:
    """A private key in PEM.

    Raises:
        BadSettings: it is none, it is locked by a password, or too short.
    """
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSettings(
            Sentence(
                "email setting `dkim_key` cannot be read: paste the private key as PEM, with its first and its last "
                "line, and without a password"
            )
        ) from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_BITS:
        raise BadSettings(
            Sentence(
                "email setting `dkim_key` has %(bits)s bits: receivers ignore fewer than 1024; make one of 2048",
                bits=key.key_size,
            )
        )
    if not isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise BadSettings(Sentence("email setting `dkim_key` is neither an RSA nor an Ed25519 key"))
    return key


def record(pem: str) -> str:
    """What has to stand in the domain's DNS so that signatures by this key can be checked.

    Raises:
        BadSettings: as `read_key`.
    """
    key = read_key(pem)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def _fields(head: bytes) -> dict[bytes, bytes]:
    """Each header in relaxed form by its name; the last of several, which is the one that counts first."""
    found = {}
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        told = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()
        found[name.strip().lower()] = name.strip().lower() + b":" + told
    return found


def _relaxed_body(body: bytes) -> bytes:
    # Most mails of ours have nothing to squeeze, and to look for it with an expression takes as long as half a signature.
    has_gaps = b"  " in body or b"\t" in body
    squeezed = re.sub(rb"[ \t]+", b" ", body) if has_gaps else body
    lines = squeezed.replace(b" \r\n", b"\r\n").removesuffix(b" ")
    end = len(lines)
    while lines.endswith(b"\r\n", 0, end):
        end -= 2
    return lines[:end] + b"\r\n" if end else b""


def _signature(key: Key, text: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return base64.b64encode(key.sign(hashlib.sha256(text).digest()))
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256()))


def _folded(value: bytes) -> bytes:
    """In lines that no server has to cut: after each tag, and the signature where it is long."""
    head, mark, signature = value.rpartition(b"b=")
    tags = head.replace(b"; ", b";\r\n\t")
    pieces = [signature[start : start + 70] for start in range(0, len(signature), 70)]
    return tags + mark + b"\r\n\t ".join(pieces)
