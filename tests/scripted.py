"""A network that does as a test tells it: it stands in for email, and carries out the same key as often as it is asked."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from askfirst.networks import catalog
from askfirst.networks.base import OutcomeUnknown, Receipt
from askfirst.networks.memory import Delay, Happened, Lost, Memory, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from askfirst.networks.base import Envelope


class Scripted(Memory):
    """`answers` come first; afterwards everything is carried out, a repeated key too."""

    async def post(self, request: Envelope) -> Receipt:
        self.tries.append(request)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Delay):
            await asyncio.sleep(answer.seconds)
        self.sent.append(request)
        if isinstance(answer, Lost):
            raise OutcomeUnknown(answer.message)
        return Receipt(external_id=self.external_id(request.key))

    def external_id(self, key: str) -> str:
        return f"scripted-{key}"

    @property
    def texts(self) -> list[str]:
        """What was carried out, in order."""
        return [envelope.text for envelope in self.sent]


_network = Scripted()


def connector(_settings: Mapping[str, object]) -> Scripted:
    """The one scripted network of this process."""
    return _network


def stand_in(monkeypatch: pytest.MonkeyPatch, *, has_idempotency: bool = False) -> Scripted:
    """Email is the scripted network until the test is over."""
    mail = catalog.NETWORKS["email"]
    can = replace(mail.capabilities, has_idempotency=has_idempotency)
    monkeypatch.setitem(catalog.NETWORKS, "email", replace(mail, module=__name__, capabilities=can))  # type: ignore[arg-type]
    _network.__init__()  # type: ignore[misc] -- as new
    return _network


__all__ = ["Delay", "Happened", "Lost", "Scripted", "stand_in", "write"]
