"""The token of a ticket is kept once, encrypted: not beside it in what came in, which can still be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from askfirst.brand import vault
from askfirst.consent.models import Entry
from askfirst.gate import tickets
from askfirst.gate.models import Ticket
from askfirst.people.models import Contact
from askfirst.wire import routing
from askfirst.wire.models import Event
from tests.wire.test_leaving_by_signal import pushed
from tests.wire.test_real_payloads import connected

if TYPE_CHECKING:
    from tests.world import World

TOKENS = {"facebook": ["tok2", "tok4"], "instagram": ["tok-ig", "tok-test"]}
NAMED = {"facebook": 3, "instagram": 4}
"""How many of the captured events name a token, of somebody or of nobody whom we know."""


def standing() -> list[dict[str, Any]]:
    """The tickets, but for their sealed tokens, which are another cipher each time."""
    return list(Ticket.objects.order_by("pk").values("pk", "topic", "title", "digest", "given_at", "expires_at", "stopped_at", "resumed_at"))  # fmt: skip


def opened() -> list[str]:
    return sorted(vault.unseal(one.sealed)["token"] for one in Ticket.objects.all())


def kept_as_came() -> bytes:
    return b"".join(bytes(raw) for raw in Event.objects.order_by("pk").values_list("raw", flat=True))


def again() -> None:
    Event.objects.update(routed_at=None)
    routing.route_pending()
    assert not Event.objects.filter(routed_at=None).exists()


@pytest.mark.parametrize("network", TOKENS)
def test_a_token_that_is_kept_stands_nowhere_else_and_read_again_all_is_as_it_was(
    world: World, network: str
) -> None:
    channel = connected(world, network)
    pushed(channel, "grant")
    assert opened() == TOKENS[network]
    assert {bool(one.stopped_at) and bool(one.resumed_at) for one in Ticket.objects.filter(topic="news")} == {
        network == "instagram"
    }
    assert not [token for token in TOKENS[network] if token.encode() in kept_as_came()]
    assert kept_as_came().count(b"kept:") == NAMED[network]
    before, lines = standing(), Entry.objects.count()
    again()
    assert (standing(), opened(), Entry.objects.count()) == (before, TOKENS[network], lines)
    pushed(channel, "grant")  # told once more by the network: the same events, and nothing new is kept
    assert (standing(), opened()) == (before, TOKENS[network])
    assert not [token for token in TOKENS[network] if token.encode() in kept_as_came()]


def test_what_could_not_be_put_in_its_place_keeps_its_token_until_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = connected(world, "facebook")
    hear = tickets.hear
    monkeypatch.setattr(tickets, "hear", lambda *_: (_ for _ in ()).throw(LookupError("not yet")))
    pushed(channel, "grant")
    assert b"tok2" in kept_as_came()
    monkeypatch.setattr(tickets, "hear", hear)
    Event.objects.update(try_after=Event.objects.latest("pk").received_at)
    routing.route_pending()
    assert opened() == TOKENS["facebook"]
    assert b"tok2" not in kept_as_came()


def test_a_stop_that_names_the_token_is_read_again_and_finds_its_ticket(world: World) -> None:
    channel = connected(world, "facebook")
    pushed(channel, "controls")  # a stop and a later resume of a ticket of which nothing was heard
    assert b'"tok"' not in kept_as_came()
    ticket = Ticket.objects.get(topic="News")
    assert (bool(ticket.stopped_at), bool(ticket.resumed_at), ticket.sealed) == (True, True, "")
    before = standing()
    again()
    assert standing() == before


def test_of_who_was_forgotten_nothing_comes_back(world: World) -> None:
    pushed(connected(world, "facebook"), "grant")
    tickets.forget(Contact.objects.all())
    again()
    assert set(Ticket.objects.values_list("sealed", "digest")) == {("", "")}
