"""The recipe for networks that push: a handshake, a signature over the bytes as they came, and a batch taken apart.

Whoever serves the hook calls `challenge` for a GET; for a POST `verify`, then `pieces`, keeps every piece, and answers.
Each piece is one thing that happened, whole enough for `Network.parse`, under an id that is the same however often and
by whichever way (push, poll, read-back) it comes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.networks.base import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

LONGEST = 4_000_000
"""Bytes of one push.  WhatsApp sends at most 3 MB, the others less."""


_NONCE = re.compile(r"[A-Za-z0-9_.+/=-]{1,200}")
"""What a network asks back in a handshake; no JSON is written in these signs alone but a number."""


class Forged(Exception):  # noqa: N818 -- a statement about the request
    """The signature is missing or wrong.  The sentence never repeats a secret or the signature that would be right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Knock:
    """One HTTP request at our hook, as it came."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcome:
    """What a handshake is answered with."""

    body: bytes
    content_type: str = "text/plain"
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One thing that happened, in the network's own words."""

    external_id: str
    """Of the thing, never of its delivery: a repeat has the same."""
    raw: bytes
    """Fit for `Network.parse`."""
    account: str = ""
    """Which account of ours it concerns; empty where the network has only one per hook."""


class Hooked(ABC):
    """A network that pushes.  Mixed into its connector."""

    def challenge(self, knock: Knock) -> Welcome:
        """Answer the handshake.

        Raises:
            Forged: it is not one of ours, or this network has none.
        """
        raise Forged(f"this network has no handshake for {knock.method}")

    @abstractmethod
    def verify(self, knock: Knock) -> None:
        """Raises `Forged` unless these bytes come from the network.  Compares in constant time."""

    def signed_at(self, knock: Knock) -> datetime | None:  # noqa: ARG002 -- for networks that sign a moment
        """When the network says that it sent this, where that is part of what it signed; None: it does not say."""
        return None

    @abstractmethod
    def pieces(self, raw: bytes) -> Iterable[Piece]:
        """Take a whole batch apart.  What is unknown is a piece as well.

        Raises:
            BadInput: this is not what the network pushes.
        """


def hex_mac(secret: str, body: bytes) -> str:
    """HMAC-SHA256 in lower-case hexadecimal (Meta, LinkedIn)."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def base64_mac(secret: str, body: bytes) -> str:
    """HMAC-SHA256 in base64 (X)."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def require_same(given: str, right: str, what: str) -> None:
    """Raises `Forged` unless both are the same, and takes as long whichever sign differs; an empty `right` never is."""
    if not right or not hmac.compare_digest(given.encode(), right.encode()):
        raise Forged(f"{what} is missing or wrong: nothing was kept")


def require_nonce(said: str, what: str) -> None:
    """Raises `Forged` unless `said` is a bare token: the answer to a push's own text would be the signature of that push."""
    if not _NONCE.fullmatch(said):
        raise Forged(f"{what} is no token such as the network makes them: nothing was signed")


def read_object(raw: bytes, label: str) -> dict[str, Any]:
    """The JSON object that was pushed.

    Raises:
        BadInput: it is too long, nested beyond reason, or no JSON object.
    """
    if len(raw) > LONGEST:
        raise BadInput(f"{label} pushes at most {LONGEST:,} bytes; these are {len(raw):,}")
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"this is not JSON as {label} pushes it: {error}") from error
    except RecursionError:
        raise BadInput(f"this is nested more deeply than anything that {label} pushes") from None
    if not isinstance(found, dict):
        raise BadInput(f"{label} pushes JSON objects; this is a {type(found).__name__}")
    return found


def digest(value: object) -> str:
    """A name for what has no id of its own: the same for the same content, whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:40]
