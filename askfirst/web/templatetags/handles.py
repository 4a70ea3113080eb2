"""What a list says of where somebody is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template

from askfirst.web.templatetags.askfirst import network_label

if TYPE_CHECKING:
    from askfirst.people.models import Handle

register = template.Library()
_OPAQUE = re.compile(r"did:|urn:|\d+$")
_BY_NUMBER = frozenset({"whatsapp"})
"""Networks on which the number is what people know each other by."""


@register.filter
def handle_words(handle: Handle) -> str:
    """The address as people tell theirs apart; the network's name where it is a key that only machines read."""
    is_key = handle.network == "page" or bool(_OPAQUE.match(handle.address))
    return network_label(handle.network) if is_key and handle.network not in _BY_NUMBER else handle.address
