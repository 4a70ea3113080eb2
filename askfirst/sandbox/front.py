"""The TLS front: an HTTPS proxy with a throw-away authority, so that clients need no change at all.

A client is started with `HTTPS_PROXY`, and with `REQUESTS_CA_BUNDLE` and `SSL_CERT_FILE` naming the authority's file (`environment`).
It believes that it speaks to the real hosts.  A host that no face answers for is refused, so nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PIECE = 65_536
CERTIFICATES = 1_000
"""So many hosts are remembered; wildcard hosts could be endless."""


class Front:
    """The proxy.  One per sandbox, in the same loop."""

    def __init__(self, is_host: Callable[[str], bool], certificates: Path) -> None:
        """`is_host`: whether a face answers there; `certificates`: file for the authority's certificate."""
        self._is_host = is_host
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._server: asyncio.Server | None = None
        self._behind = 0
        self.file = certificates
        self.port = 0
        certificates.parent.mkdir(parents=True, exist_ok=True)
        self._authority.cert_pem.write_to_path(certificates)

    async def start(self, behind: int, port: int = 0) -> None:
        """Listen on `port` (0: any) and hand everything to the sandbox at port `behind`."""
        self._behind = behind
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def environment(self) -> dict[str, str]:
        """What a client's process needs: proxy and authority, in every spelling that libraries look for."""
        address = f"http://127.0.0.1:{self.port}"
        names = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
        files = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        return (
            dict.fromkeys(names, address)
            | dict.fromkeys(files, str(self.file))
            | {"NO_PROXY": "", "no_proxy": ""}
        )

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._connect(reader, writer)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client went away or does not trust us: its own business
        finally:
            with contextlib.suppress(OSError, ssl.SSLError):
                writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, _, rest = head.partition(" ")
        host = rest.partition(" ")[0].rpartition(":")[0]
        if method != "CONNECT" or not self._is_host(host):
            await _refuse(writer, f"{method} {rest.partition(' ')[0]}")
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._context(host))
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        try:
            await asyncio.gather(_pipe(reader, inner_writer), _pipe(inner_reader, writer))
        finally:
            inner_writer.close()

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            if len(self._contexts) >= CERTIFICATES:
                self._contexts.clear()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]


async def _refuse(writer: asyncio.StreamWriter, what: str) -> None:
    sentence = f"the sandbox has no network for {what}; it lets nothing out"
    sys.stderr.write(f"sandbox: {sentence}\n")
    body = sentence.encode()
    writer.write(
        b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    await writer.drain()


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Pass bytes on until one side ends; the other side is then told."""
    try:
        while piece := await source.read(PIECE):
            sink.write(piece)
            await sink.drain()
    except (OSError, ssl.SSLError):
        pass
    finally:
        with contextlib.suppress(OSError, ssl.SSLError, RuntimeError):
            sink.close()
