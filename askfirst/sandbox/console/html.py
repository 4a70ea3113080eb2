"""HTML without templates: every text is escaped unless it is `Html` already."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY = {"input", "link", "meta", "br", "img"}


class Html(str):
    """A piece of HTML that is safe as it is."""

    __slots__ = ()


def h(name: str, /, *inside: Any, **attributes: Any) -> Html:
    """An element.  `class_` is `class`, underscores are hyphens; True: bare, False and None: left out.

    What is inside may be text, `Html`, numbers, `None` (nothing) and lists of these.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    opening = f"<{name}{written}>"
    return Html(opening if name in _EMPTY else f"{opening}{join(inside)}</{name}>")


def join(inside: Iterable[Any]) -> Html:
    """Pieces one after the other."""
    return Html("".join(_piece(one) for one in inside))


def _piece(one: Any) -> str:
    if one is None or one is False:
        return ""
    if isinstance(one, Html):
        return str(one)
    if isinstance(one, list | tuple):
        return join(one)
    return escape(str(one))


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
