"""How engaged somebody is, in a word beside their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from askfirst.people.points import Band

register = template.Library()


@register.simple_tag
def band(held: Mapping[int, Band | None], pk: int) -> SafeString | str:
    """The band of one of those for whom it was looked up; nothing where nothing is known that they did."""
    return band_tag(held.get(pk))


@register.filter
def band_tag(found: Band | None) -> SafeString | str:
    """A band as a tag; nothing for none."""
    return format_html('<span class="tag band band-{}">{}</span>', found.value, found.label) if found else ""
