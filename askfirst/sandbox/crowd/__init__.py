"""A crowd of fans that lives through days and weeks."""

from __future__ import annotations

from askfirst.sandbox.crowd.play import Crowd

__all__ = ["Crowd"]
