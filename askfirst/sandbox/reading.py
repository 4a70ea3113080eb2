"""How a request becomes a `Call`: by the name of its host, or by the first part of its path."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from askfirst.sandbox.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope

LARGEST_BODY = 200_000_000
"""Bytes; what comes beyond is not read."""


async def read(scope: Scope, receive: Receive, is_host: Callable[[str], bool]) -> Call:
    """The request as a face sees it; `is_host` says whether a face answers at a host."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body") or sum(map(len, parts)) > LARGEST_BODY:
            break
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        known = headers.get(name.decode("latin-1"))
        text = value.decode("latin-1")
        headers[name.decode("latin-1")] = text if known is None else f"{known}, {text}"
    raw_path, raw_query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    near = headers.get("host", "")
    received = f"http://{near}{raw_path}" + (f"?{raw_query}" if raw_query else "")
    host, base, rest = _where(headers, near, raw_path, is_host)
    return Call(
        method=scope["method"],
        host=host,
        path=unquote(rest),
        raw_path=rest,
        raw_query=raw_query,
        headers=headers,
        body=b"".join(parts),
        base=base,
        received=received,
    )


def _where(
    headers: Mapping[str, str], near: str, raw_path: str, is_host: Callable[[str], bool]
) -> tuple[str, str, str]:
    """Host, how the caller reaches it, and the path there."""
    for given in (headers.get("x-original-host", ""), near):
        name, _, port = given.partition(":")
        if name and is_host(name):
            is_plain = bool(port) and port != "443"
            return name, f"http://{given}" if is_plain else f"https://{name}", raw_path
    first, slash, rest = raw_path.lstrip("/").partition("/")
    name = unquote(first).partition(":")[0]
    if name and is_host(name):
        return name, f"http://{near}/{first}", slash + rest or "/"
    return near, f"http://{near}", raw_path
