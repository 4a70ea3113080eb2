"""Somebody who is pushed to and answers handshakes as a connector does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from askfirst.networks.hooks import Hooked, Knock
from tests.sandbox.receiver import Receiver

if TYPE_CHECKING:
    from askfirst.networks.base import Event, Network


class Desk(Receiver):
    """Keeps pushes that its connector believes; `network` must be set before somebody knocks."""

    network: Network

    @property
    def word(self) -> bytes:
        assert isinstance(self.network, Hooked)
        query = dict(parse_qsl(urlsplit(self.knocks[-1]).query))
        return self.network.challenge(Knock(method="GET", query=query, headers={}, body=b"")).body

    @word.setter
    def word(self, _: bytes) -> None:
        pass

    def events(self, number: int) -> list[Event]:
        """What was pushed, verified and read, once there are so many pushes."""
        assert isinstance(self.network, Hooked)
        found = []
        for got in self.wait_for(number):
            self.network.verify(Knock(method="POST", query={}, headers=got.headers, body=got.body))
            for piece in self.network.pieces(got.body):
                found += list(self.network.parse(piece.raw))
        return found
