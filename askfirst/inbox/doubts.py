"""A conversation in which somebody may have asked to be left alone: the team sees it first, and decides what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.inbox import sorting
from askfirst.inbox.models import Label, Thread

if TYPE_CHECKING:
    from askfirst.brand.models import Brand

STOP = "Asks to stop?"
_BY = "words about stopping"


def mark_stop(thread: Thread) -> None:
    """They spoke of stopping among other words.  Marked twice it is marked once; who takes the mark off has decided."""
    sorting.label(None, thread, _label(thread.brand), is_on=True, by=_BY)
    if thread.priority < Thread.Priority.HIGH:
        sorting.set_priority(None, thread, Thread.Priority.HIGH, by=_BY)


def _label(brand: Brand) -> Label:
    made, _ = Label.objects.get_or_create(brand=brand, name=STOP, defaults={"colour": Label.Colour.AMBER})
    return made
