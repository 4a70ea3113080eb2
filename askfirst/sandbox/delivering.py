"""How an answer leaves: whole, or as a fault wants it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Message, Receive, Scope, Send

    from askfirst.sandbox.faults import Fault

PIECES = 20
"""Of an answer that comes slowly."""


def will_send(answer: Response | None, fault: Fault | None) -> tuple[int, bytes]:
    """Status (0: none) and body that will leave; the body of a stream is not known before."""
    kind = fault.kind if fault is not None else ""
    if answer is None or kind == "no_answer":
        return 0, b""
    body = bytes(getattr(answer, "body", b""))
    return answer.status_code, body[: len(body) // 2] if kind == "cut" else body


async def deliver(
    answer: Response | None, fault: Fault | None, date: str, asgi: tuple[Scope, Receive, Send]
) -> None:
    """Send it with this `Date`; `None` ends the connection without a word."""
    scope, receive, send = asgi
    kind = fault.kind if fault is not None else ""
    if answer is None or kind == "no_answer":
        await asyncio.sleep(fault.seconds if fault is not None else 0)
        _hang_up(send)
        return
    answer.headers["date"] = date
    if fault is None or kind not in {"cut", "slow"}:
        await answer(scope, receive, send)
        return
    start: Message = {
        "type": "http.response.start",
        "status": answer.status_code,
        "headers": answer.raw_headers,
    }
    await send(start)
    body = bytes(getattr(answer, "body", b""))
    if kind == "cut":
        await _send_half(send, body)
    else:
        await _send_slowly(send, body, fault.seconds)


async def _send_half(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await asyncio.sleep(0.05)  # let it leave
    _hang_up(send)


async def _send_slowly(send: Send, body: bytes, seconds: float) -> None:
    size = max(1, -(-len(body) // PIECES))
    for at in range(0, len(body), size):
        await send({"type": "http.response.body", "body": body[at : at + size], "more_body": True})
        await asyncio.sleep(seconds)
    await send({"type": "http.response.body", "body": b""})


def _hang_up(send: Send) -> None:
    """Close the connection without a word.  ASGI has no word for it; uvicorn's cycle holds the transport."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError(
            "this server does not let a connection be broken off: run the sandbox under uvicorn"
        )
    transport.abort()
