"""What every network promises.  A network's test class inherits `NetworkContract` and says how to make one and what to feed it."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from askfirst.networks import catalog
from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Envelope,
    Event,
    EventKind,
    Form,
    Network,
    Unsupported,
)
from askfirst.networks.optins import TICKET, OptIn, digest, mark_of

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class NetworkContract:
    """The cases.  A subclass fills the four attributes and `make`."""

    name: str
    settings: ClassVar[dict[str, Any]] = {}
    addressee: str
    """A handle as this network writes them."""
    payloads: tuple[bytes, ...]
    """At least two captured payloads, of different deeds."""
    rubbish: tuple[bytes, ...] = (
        b"",
        b"\x00\xff\xfe",
        b"not what you expect",
        b"[1, 2",
        b'{"kind": "nonsense"}',
    )

    def make(self) -> Network:
        return catalog.connector(self.name, self.settings)

    def envelope(self, **changes: Any) -> Envelope:
        network = self.make()
        form = min(network.capabilities.forms)
        given = {"key": "delivery-1", "form": form, "to": self.addressee, "text": "Hello Ana", "at": NOON}
        return Envelope(**(given | changes))

    def test_the_catalog_knows_it_by_name_label_and_capabilities(self) -> None:
        network, entry = self.make(), catalog.entry(self.name)
        assert (network.name, network.label) == (self.name, entry.label)
        assert network.capabilities == entry.capabilities == catalog.capabilities(self.name)

    def test_an_unknown_setting_is_refused_by_its_name(self) -> None:
        with pytest.raises(BadSettings, match="colour"):
            catalog.connector(self.name, self.settings | {"colour": "green"})

    def test_it_supports_at_least_one_form(self) -> None:
        assert self.make().capabilities.forms

    @pytest.mark.parametrize("form", list(Form))
    def test_a_form_is_supported_or_refused_aloud(self, form: Form) -> None:
        network = self.make()
        if form in network.capabilities.forms:
            network.check(self.envelope(form=form))
            return
        with pytest.raises(Unsupported, match=f"{network.label} does not support"):
            asyncio.run(network.send(self.envelope(form=form)))

    def test_a_text_at_the_limit_passes_and_one_beyond_is_refused_with_both_numbers(self) -> None:
        network = self.make()
        limit = network.capabilities.text_limit
        if limit is None:
            pytest.skip("no limit is declared")
        network.check(self.envelope(text="x" * limit))
        with pytest.raises(Unsupported, match=f"{limit:,}.*{limit + 1:,}"):
            asyncio.run(network.send(self.envelope(text="x" * (limit + 1))))

    def test_attachments_beyond_the_limit_are_refused(self) -> None:
        network = self.make()
        limit = network.capabilities.attachment_limit
        file = Attachment(name="a.bin", content_type="application/octet-stream", content=b"x" * (limit + 1))
        with pytest.raises(Unsupported, match="attachments"):
            asyncio.run(network.send(self.envelope(text="", attachments=(file,))))

    def test_a_subject_is_taken_or_refused_aloud(self) -> None:
        network = self.make()
        if network.capabilities.has_subject:
            network.check(self.envelope(subject="About Sunday"))
            return
        with pytest.raises(Unsupported, match="subject"):
            network.check(self.envelope(subject="About Sunday"))

    def test_tickets_are_taken_or_refused_aloud(self) -> None:
        network = self.make()
        for given in ({"ticket": "t-1"}, {"optin": OptIn(title="News", topic="list:1")}):
            if network.capabilities.has_tickets:
                network.check(self.envelope(**given))
                continue
            with pytest.raises(Unsupported, match="opt-in"):
                network.check(self.envelope(**given))

    def test_the_same_key_is_the_same_id_and_another_key_another(self) -> None:
        one, again, other = (self.external_id(key) for key in ("k-1", "k-1", "k-2"))
        assert one
        assert one == again
        assert one != other

    def test_an_id_does_not_depend_on_the_words(self) -> None:
        assert self.external_id("k-1") == self.external_id("k-1", text="Other words")

    def test_every_language_can_be_said(self) -> None:
        for text in (
            "مرحبا يا أصدقاء",
            "☕👩‍🍳🏳️‍🌈",
            "営業時間は？",
            "a" * 900,
            "line\nline\n\nline",
            "<b>&amp;</b>",
        ):
            assert self.make().build(self.envelope(text=text))

    def test_building_leaves_the_envelope_as_it_was(self) -> None:
        envelope = self.envelope()
        before = dataclasses.asdict(envelope)
        self.make().build(envelope)
        assert dataclasses.asdict(envelope) == before

    def test_rubbish_is_refused_with_a_sentence(self) -> None:
        for rubbish in self.rubbish:
            with pytest.raises(BadInput) as caught:
                list(self.make().parse(rubbish))
            assert len(str(caught.value)) > 20, "the sentence says what, where and what to do"

    def test_every_payload_is_read_into_events(self) -> None:
        for payload in self.payloads:
            events = self.read(payload)
            assert events
            assert all(event.external_id for event in events)

    def test_reading_twice_gives_the_same(self) -> None:
        for payload in self.payloads:
            assert self.read(payload) == self.read(payload)

    def test_what_is_kept_of_it_tells_the_same_and_no_ticket(self) -> None:
        network = self.make()
        for payload in self.payloads:
            kept = network.discreet(payload)
            assert network.discreet(kept) == kept
            for told, again in zip(network.parse(payload), network.parse(kept), strict=True):
                if ticket := str(told.extra.get(TICKET, "")):
                    assert f'"{ticket}"'.encode() not in kept
                    assert digest(ticket) == digest(str(again.extra[TICKET]))
                marked = {TICKET: mark_of(ticket)} if ticket else {}
                same = dataclasses.replace(told, extra={**told.extra, **marked})
                # What nobody knows is named by all that it says.
                assert again == same or told.kind is EventKind.OTHER

    def test_external_ids_are_unique(self) -> None:
        identifiers = [event.external_id for payload in self.payloads for event in self.read(payload)]
        assert len(identifiers) == len(set(identifiers)) >= 2

    def test_times_are_aware_or_unknown(self) -> None:
        times = [event.occurred_at for payload in self.payloads for event in self.read(payload)]
        assert all(time is None or time.tzinfo is not None for time in times)

    def test_events_carry_plain_values_only(self) -> None:
        for event in (event for payload in self.payloads for event in self.read(payload)):
            assert isinstance(event.text, str)
            assert "\x00" not in event.text + event.subject + event.actor_name
            assert isinstance(event.remarks, tuple)

    def read(self, payload: bytes) -> list[Event]:
        return list(self.make().parse(payload))

    def external_id(self, key: str, **changes: Any) -> str:
        """The id that a delivery with this key gets; subclasses say where to find it."""
        raise NotImplementedError
