"""What listmonk's API says of its subscribers, `GET /api/subscribers?per_page=all`, as the lines of a table.

Each subscriber has a `status` of their own and, in `lists`, one for each list: `confirmed`, `unconfirmed` or `unsubscribed`.  The
cell `status` is the strictest of them all; `lists` has each by the list's name, so that whoever brings one list along can map it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from askfirst.networks.base import BadInput
from askfirst.networks.exports.base import Remark, storable
from askfirst.networks.exports.records import Window
from askfirst.networks.exports.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = ["email", "name", "status", "created_at", "updated_at", "uuid", "lists", "attributes"]
REMEDY = "Save the answer of GET /api/subscribers?per_page=all unchanged, and give that."
_ON = "enabled"
_STRICTEST = ("unsubscribed", "unconfirmed", "confirmed")


def is_json(first: bytes) -> bool:
    """Whether a file that begins so is JSON and no table."""
    return first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def rows(stream: BinaryIO, file: str) -> Iterator[Row | Remark]:
    """Each subscriber as a line with the `COLUMNS`, one in memory at a time.

    Raises:
        BadInput: it is no such answer, or was cut short; also while it is read.
    """
    window = Window(stream, file, REMEDY)
    # The answer is one line of text, so that a subscriber is told by their place in it.
    for place, told in enumerate(_subscribers(window, file), 1):
        if isinstance(told, dict) and _text(told.get("email")):
            yield Row(file, place, _cells(told))
        else:
            yield Remark(file=file, line=place, sentence="is no subscriber with an address: left out")


def _subscribers(window: Window, file: str) -> Iterator[Any]:
    """The elements of `results`, wherever the answer has them, or of a document that is one list."""
    if not window.begins_with("["):
        _find_results(window, file)
    window.skip("[")
    while not window.ends_with("]"):
        yield window.decode()


def _find_results(window: Window, file: str) -> None:
    window.skip("{")
    while not window.ends_with("}"):
        key = window.decode()
        window.skip(":")
        is_list, is_object = window.begins_with("["), window.begins_with("{")
        if key == "results" and is_list:
            return
        if key == "data" and is_object:
            window.skip("{")
        else:
            window.decode()
    raise BadInput(
        f"{file} is JSON, but no answer of listmonk about subscribers: it has no `results`. {REMEDY}"
    )


def _cells(told: Mapping[str, Any]) -> dict[str, str]:
    status = _text(told.get("status"))
    lists = _lists(told.get("lists"), status)
    attributes = told.get("attribs")
    return {
        **{name: _text(told.get(name)) for name in COLUMNS},
        "status": _status(status, lists),
        "lists": json.dumps(lists, ensure_ascii=False) if lists else "",
        "attributes": json.dumps(attributes, ensure_ascii=False) if isinstance(attributes, dict) else "",
    }


def _lists(told: Any, status: str) -> dict[str, str]:
    """How they stand on each list, by its name; who is off or blocked stands so on all of them."""
    found = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    stands = {_text(one.get("name")): _text(one.get("subscription_status")) for one in found}
    return stands if status == _ON else dict.fromkeys(stands, status or "unknown")


def _status(status: str, lists: Mapping[str, str]) -> str:
    """The strictest of what is said of them; a word that nobody knows is strict as well."""
    if status != _ON:
        return status or "unknown"
    said = {word or "unknown" for word in lists.values()}
    if "unsubscribed" in said:
        return "unsubscribed"
    return next(
        iter(sorted(said.difference(_STRICTEST)) or [word for word in _STRICTEST if word in said]), "none"
    )


def _text(value: Any) -> str:
    return storable(value).strip() if isinstance(value, str) else ""
