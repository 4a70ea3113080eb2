"""Readers of people's own exports: a zip or a file from a network goes in, Events and Remarks come out.

An export never creates consent, and no word of `EventKind` could say it.
"""

from __future__ import annotations
