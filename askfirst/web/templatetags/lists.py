"""What the rows of a list need beside the usual: the kind of a conversation in a word and an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from askfirst.web.inbox_filters import KINDS

if TYPE_CHECKING:
    from askfirst.inbox.models import Label, Thread

register = template.Library()
MOST_LABELS = 3
"""So many stand in a row; the others are counted."""


@register.filter
def kind_word(thread: Thread) -> str:
    """`Comment`, `Mail`."""
    return str(KINDS[thread.kind][0])


@register.filter
def kind_icon(thread: Thread) -> str:
    """The icon of its kind, by name."""
    return KINDS[thread.kind][1]


@register.simple_tag
def labels_of(thread: Thread) -> list[Label]:
    """Its labels, by name."""
    return sorted(thread.labels.all(), key=lambda label: label.name.casefold())


@register.filter
def beyond(labels: list[Label]) -> int:
    """How many do not fit into a row."""
    return max(len(labels) - MOST_LABELS, 0)
