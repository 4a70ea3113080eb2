"""The whole product in one ASGI application: `/live/` and `/hooks/` are answered here, every page by Django under WSGI.

Django's own ASGI handler starts and joins threads for each request and is ten times slower than its WSGI handler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware

from askfirst.config.wsgi import application as pages
from askfirst.web.live.app import Live
from askfirst.wire.hooks import PATH, Hooks

if TYPE_CHECKING:
    from askfirst.web.live.app import Receive, Scope, Send

PAGE_THREADS = 16
LIVE = "/live/"


class Front:
    """Sends each request where it belongs."""

    def __init__(self) -> None:
        self.live = Live()
        self.hooks = Hooks()
        self._pages: Any = WSGIMiddleware(pages, workers=PAGE_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        elif scope["type"] == "http" and scope["path"] == LIVE:
            await self.live(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PATH):
            await self.hooks(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.live.stop()
        self.hooks.stop()
        await send({"type": "lifespan.shutdown.complete"})


application = Front()
