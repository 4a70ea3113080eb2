"""The web console: choose somebody, be them, and see what becomes of it.  Works without script, in light and in dark."""

from __future__ import annotations

from askfirst.sandbox.console.routes import Console

__all__ = ["Console"]
