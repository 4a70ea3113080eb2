"""A push service on loopback, and the browser behind it that reads what came with its own keys."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from askfirst.networks import http, reach
from askfirst.networks.webpush import pack
from tests.networks.certificates import certificate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    import pytest

NAME = "push.example.net"


class ThereBrowser:
    """The keys that a browser makes when it subscribes; it alone can read what is encrypted for them."""

    def __init__(self) -> None:
        self._own = ec.generate_private_key(ec.SECP256R1())
        self._shared = os.urandom(16)
        self._point = self._own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key(self) -> str:
        return pack(self._point)

    @property
    def secret(self) -> str:
        return pack(self._shared)

    def reads(self, body: bytes) -> dict[str, Any]:
        """Open one record, as a browser does."""
        salt, size, rest = body[:16], body[20], body[21:]
        theirs, sealed = rest[:size], rest[size:]
        met = self._own.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        seed = _derive(met, self._shared, b"WebPush: info\0" + self._point + theirs, 32)
        key = _derive(seed, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(seed, salt, b"Content-Encoding: nonce\0", 12)
        said: dict[str, Any] = json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1])
        return said


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class PushService:
    """Takes pushes over TLS; `answers` are given in order, then 201."""

    folder: Path
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    taken: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.taken.append((self.path, dict(self.headers), body))
                status, more = service.answers.pop(0) if service.answers else (201, {})
                self.send_response(status)
                for name, value in (more | {"Content-Length": "0"}).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        context, self.pem = certificate(self.folder, NAME)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def place(self, which: str) -> str:
        """The address that a browser is given here."""
        return f"https://{NAME}:{self._server.server_address[1]}/{which}"

    def is_found(self, monkeypatch: pytest.MonkeyPatch, *, is_public: bool = True) -> None:
        """Its name leads here and its certificate is believed; `is_public` False: loopback is what it is."""

        async def looked_up(_self: Any, _host: str, port: int, **_: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", looked_up)
        monkeypatch.setattr(http, "_trusted", lambda: ssl.create_default_context(cafile=str(self.pem)))
        monkeypatch.setattr(http, "getproxies", dict)
        if is_public:
            monkeypatch.setattr(reach, "is_public", lambda _: True)
