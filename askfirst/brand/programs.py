"""Which requests come from programs that say so: they look at pages and links for viruses, previews and searches."""

from __future__ import annotations

import re

_PROGRAM = re.compile(
    r"bot\b|crawl|spider|preview|scan|slurp|curl|wget|python|java/|go-http|headless|monitor|proxy|urllib|libwww",
    re.IGNORECASE,
)


def is_program(agent: str) -> bool:
    """Whether this `User-Agent` names a program, or nothing at all."""
    return not agent or bool(_PROGRAM.search(agent))
