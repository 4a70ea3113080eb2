"""What callers of the Graph API ask for: `fields=id,comments.limit(2){message,from}`, and lists by pages.

Source: Graph API, Field Expansion and Paginated Results.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from askfirst.sandbox.call import Call

_TOKEN = re.compile(r"\s*([A-Za-z_][\w:-]*)|\s*\.(\w+)\(([^)]*)\)|\s*([{},])")
LARGEST_PAGE = 100


class BadFields(ValueError):  # noqa: N818 -- a statement about what was asked
    """The list of fields cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One field that is asked for, how (`limit`, `order`, `after`), and which fields of what it names."""

    name: str
    how: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Wanted, ...] = ()


def read(text: str) -> tuple[Wanted, ...]:
    """Raises `BadFields`."""
    found, end = _read(text, 0)
    if end != len(text):
        raise BadFields(f"Syntax error at {end} in {text!r}")
    return found


def _read(text: str, at: int) -> tuple[tuple[Wanted, ...], int]:
    found: list[Wanted] = []
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFields(f"Syntax error at {at} in {text!r}")
        name, how, value, sign = match.groups()
        if sign == "}":
            return tuple(found), at
        at = match.end()
        if name:
            found.append(Wanted(name=name))
        elif not found:
            raise BadFields(f"Syntax error at {at} in {text!r}")
        elif how:
            last = found[-1]
            found[-1] = Wanted(name=last.name, how={**last.how, how: value}, inner=last.inner)
        elif sign == "{":
            inner, at = _read(text, at)
            if at >= len(text):
                raise BadFields(f"Syntax error: a closing brace is missing in {text!r}")
            found[-1] = Wanted(name=found[-1].name, how=found[-1].how, inner=inner)
            at += 1
    return tuple(found), at


def shown(node: Mapping[str, Any], wanted: Sequence[Wanted], otherwise: str = "id") -> dict[str, Any]:
    """The fields of a node that are asked for; a field that is a function is called with how it is wanted.

    `id` always comes along; what the node does not have is left out.
    """
    named = list(wanted) or [Wanted(name=one) for one in otherwise.split(",")]
    if "id" in node and not any(one.name == "id" for one in named):
        named.append(Wanted(name="id"))
    values = {one.name: _value(node[one.name], one) for one in named if one.name in node}
    return {name: value for name, value in values.items() if value is not None}


def _value(value: Any, wanted: Wanted) -> Any:
    return value(wanted) if callable(value) else value


def of_call(call: Call) -> tuple[Wanted, ...]:
    """The fields that a call asks for."""
    return read(str(call.given.get("fields", "")))


def listed(
    things: Sequence[Any],
    show: Callable[[Any], Mapping[str, Any]],
    how: Mapping[str, Any],
    call: Call,
    token: str,
) -> dict[str, Any]:
    """One page of a list, with cursors, and the whole address of the next where there is one.

    Args:
        things: All of them, each with an `id`, in the order in which they are shown.
        show: What is said of each.
        how: `limit`, `after`, `before`.
        call: For the address of the next page.
        token: Stands in that address, as the network does it.
    """
    size = min(_number(how.get("limit"), 25), LARGEST_PAGE)
    ids = [thing.id for thing in things]
    after, before = _uncovered(str(how.get("after", ""))), _uncovered(str(how.get("before", "")))
    start = ids.index(after) + 1 if after in ids else 0
    if before in ids:
        start = max(0, ids.index(before) - size)
    page = things[start : start + size]
    answer: dict[str, Any] = {"data": [dict(show(one)) for one in page]}
    if page:
        cursors = {"before": _covered(page[0].id), "after": _covered(page[-1].id)}
        answer["paging"] = {"cursors": cursors}
        if start + size < len(things):
            query = {**call.query, "access_token": token, "limit": str(size), "after": cursors["after"]}
            answer["paging"]["next"] = f"{call.base}{call.raw_path}?{urlencode(query)}"
    return answer


def _number(value: Any, otherwise: int) -> int:
    return int(value) if str(value).isdecimal() and int(value) > 0 else otherwise


def _covered(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode()


def _uncovered(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
