"""A name that leads into our own house leads nowhere, also where it changes its mind between the look and the connection."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx
import pytest

from askfirst.networks import http, reach

HIDDEN = ("64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255", "240.0.0.1", "::", "100.64.0.1", "224.0.0.1")


@pytest.mark.parametrize("address", HIDDEN)
def test_addresses_that_hide_another_are_seen_through(address: str) -> None:
    assert not reach.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_public(address: str) -> None:
    assert reach.is_public(ip_address(address))


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def looked_up(_self: Any, _host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", looked_up)


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34", "10.0.0.7")

    async def connect() -> None:
        await reach.Guarded(None).connect_tcp("two.example", 443)

    with pytest.raises(reach.Inside, match=r"two\.example is not a public address"):
        asyncio.run(connect())


def test_a_connection_goes_to_the_address_that_was_judged() -> None:
    async def connect() -> bytes:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"hello")
            writer.close()

        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        guarded = reach.Guarded(reach.Exempt("127.0.0.1", port))
        await guarded.sleep(0)
        stream = await guarded.connect_tcp("127.0.0.1", port)
        said = await stream.read(5)
        await stream.aclose()
        server.close()
        return said

    assert asyncio.run(connect()) == b"hello"


def test_servers_that_people_name_are_spoken_to_through_a_guarded_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "getproxies", dict)

    async def ask() -> None:
        try:
            assert http.client(is_guarded=True) is http.client(is_guarded=True)
            await http.client(is_guarded=True).get("http://127.0.0.1:9/")
        finally:
            await http.close()

    with pytest.raises(
        (httpx.ConnectError, httpcore.ConnectError, reach.Inside), match="not a public address"
    ):
        asyncio.run(ask())


def test_of_several_exempt_places_each_is_its_own_host_and_port() -> None:
    inside = reach.Exempts((reach.Exempt("blog.inside", 443), reach.Exempt("shop.inside", 8443)))
    assert inside.covers("shop.inside", 8443)
    assert not inside.covers("shop.inside", 443)
    assert not reach.Exempts().covers("blog.inside", 443)
