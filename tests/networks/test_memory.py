"""The test network does as it is told."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from askfirst.networks import catalog
from askfirst.networks.base import BadSettings, EventKind, Failure, NetworkError, OutcomeUnknown
from askfirst.networks.memory import Delay, Happened, Lost, Memory, write
from tests.networks.contract import NOON, NetworkContract


class TestMemory(NetworkContract):
    name = "memory"
    addressee = "ana"
    payloads = (
        write(Happened(kind=EventKind.MESSAGE, external_id="1", text="Hi", actor="ana", occurred_at=NOON)),
        write(Happened(kind=EventKind.FOLLOW, external_id="2", actor="ana")),
    )

    def external_id(self, key: str, **changes: Any) -> str:
        network = self.make()
        receipt = asyncio.run(network.send(self.envelope(key=key, **changes)))
        assert receipt.external_id == network.external_id(key), "known before it is sent"
        return receipt.external_id


def send(network: Memory, key: str = "k") -> Any:
    return asyncio.run(network.send(TestMemory().envelope(key=key)))


def test_a_scripted_refusal_is_given_once() -> None:
    network = Memory()
    network.answers.append(NetworkError("busy", failure=Failure.RETRY))
    with pytest.raises(NetworkError, match="busy"):
        send(network)
    assert send(network).external_id
    assert (len(network.tries), len(network.sent)) == (2, 1)


def test_a_lost_answer_leaves_it_carried_out_and_a_repeat_does_nothing() -> None:
    network = Memory()
    network.answers.append(Lost())
    with pytest.raises(OutcomeUnknown):
        send(network)
    send(network)
    assert len(network.sent) == 1


def test_a_delay_is_kept() -> None:
    network = Memory()
    network.answers.append(Delay(0.05))
    begin = time.monotonic()
    send(network)
    assert time.monotonic() - begin >= 0.05


def test_a_network_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadSettings, match="there is no network `fax`; there are page, email"):
        catalog.connector("fax", {})


def test_a_network_is_called_what_people_call_it() -> None:
    assert catalog.label("sms") == "Text messages"
    assert catalog.label("fax") == "fax", "its own name where nobody has written it down"
