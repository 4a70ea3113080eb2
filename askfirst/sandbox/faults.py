"""What shall go wrong, where and how often: asked for by tests, the console and the control API.

faults.add(Fault(kind="row", host="graph.facebook.com", path="*/messages", row="outside_window"))
faults.add(Fault(kind="no_answer", method="POST", path="/2/dm_conversations/*", times=1))     # it was done, and nobody says so
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call

FaultKind = Literal["row", "answer", "hang", "refuse", "no_answer", "cut", "slow", "skew"]

SAYS: dict[str, str] = {
    "row": "answer with an error row of the network; nothing is done",
    "answer": "answer with `status`, `headers` and `body`; nothing is done (a burst of 5xx: `status` 503, `times` 20)",
    "refuse": "close the connection before anything is done",
    "hang": "wait `seconds`, then close the connection; nothing is done",
    "no_answer": "do it, wait `seconds`, close the connection without an answer",
    "cut": "do it, promise the whole answer and send half of it",
    "slow": "do it, then send the answer in 20 pieces, `seconds` apart",
    "skew": "do it; the `Date` of the answer is wrong by `seconds`",
}


class Fault(msgspec.Struct, kw_only=True):
    """One thing that shall go wrong."""

    kind: FaultKind
    id: int = 0
    host: str = "*"
    """Pattern with `*`."""
    method: str = "*"
    path: str = "*"
    """Pattern of the path without base path and query."""
    times: int = 1
    """How often; 0: until it is taken away."""
    skip: int = 0
    """So many fitting calls go well before."""
    row: str = ""
    more: dict[str, Any] = {}
    """What the row shall know."""
    status: int = 503
    headers: dict[str, str] = {}
    body: str = ""
    seconds: float = 0.0

    def fits(self, call: Call) -> bool:
        return (
            self.method in {"*", call.method}
            and fnmatchcase(call.host, self.host)
            and fnmatchcase(call.path, self.path)
        )


class Faults:
    """The faults that wait for a call."""

    def __init__(self) -> None:
        self._number = 0
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """From now on; the oldest that fits is played first."""
        self._number += 1
        fault.id = self._number
        self.waiting.append(fault)
        return fault

    def take(self, call: Call) -> Fault | None:
        """The fault that this call meets; counted down."""
        for fault in self.waiting:
            if not fault.fits(call):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times:
                fault.times -= 1
                if not fault.times:
                    self.waiting.remove(fault)
            return fault
        return None

    def remove(self, number: int) -> bool:
        """Whether there was one of that number."""
        before = len(self.waiting)
        self.waiting = [fault for fault in self.waiting if fault.id != number]
        return len(self.waiting) < before

    def clear(self) -> None:
        self.waiting.clear()
