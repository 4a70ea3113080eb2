"""What tests of imports need: files as tools write them, read into a list as a person would have it done."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from askfirst.consent import importing
from askfirst.consent.importing import Reading
from askfirst.wire import list_imports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Member
    from askfirst.consent.models import Import, List

PROOF = "agreed at,how,where,words"
SHOWN = '2024-05-06 07:08:09,a form in our shop,203.0.113.77,"We write to you about beans."'
"""What shows that somebody agreed, as the columns of PROOF."""


def table(*lines: str, columns: str = f"email,{PROOF}") -> bytes:
    return "\n".join((columns, *lines, "")).encode()


def packed(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def receive(on: List, content: bytes, name: str = "people.csv", member: Member | None = None) -> Import:
    """The file is looked over; nothing is read."""
    return list_imports.receive(member, on, name, [content])


def bring(
    on: List, content: bytes, name: str = "people.csv", member: Member | None = None, **reading: Any
) -> Import:
    """The file is read to its end."""
    held = receive(on, content, name, member)
    if reading:
        given = {"fields": held.fields, "standings": {}, "how": held.how, "words": held.words}
        importing.set_up(held, Reading(**{**given, **reading}))
    importing.start(held, is_try=False)
    list_imports.to_the_end(held)
    return held


def came(counts: dict[str, Any]) -> dict[str, int]:
    """Numbers by `outcome:reason`."""
    return {
        f"{outcome}:{reason}": one["many"]
        for outcome, reasons in counts.items()
        for reason, one in reasons.items()
    }
