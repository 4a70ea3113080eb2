"""One module per network's face; how to write one is told in `askfirst/sandbox/face.py`."""

from __future__ import annotations
