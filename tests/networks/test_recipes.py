"""What a recipe does of itself, before a network says more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from askfirst.networks.base import Attachment, Capabilities, Envelope, Form, Network, Receipt, Unsupported
from askfirst.networks.joining import Account, Finding, Joining

if TYPE_CHECKING:
    from askfirst.networks.base import Event

FILE = Attachment(name="cup.png", content_type="image/png", content=b"12345")


class Bare(Joining, Network):
    """A network with the least that there can be."""

    name = "bare"
    label = "Bare"
    capabilities: ClassVar[Any] = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PUBLIC_POST}),
        attachment_limit=8,
        attachment_forms=frozenset({Form.DIRECT}),
        most_attachments=2,
        has_text_with_files=False,
    )

    def build(self, envelope: Envelope) -> Envelope:
        return envelope

    async def post(self, request: Envelope) -> Receipt:
        return Receipt(external_id=request.key)

    def parse(self, raw: bytes) -> list[Event]:  # noqa: ARG002 -- the protocol's word
        return []

    async def account(self) -> Account:
        return Account(address="1", name="Bare")

    async def findings(self, hook: str) -> list[Finding]:  # noqa: ARG002 -- the protocol's word
        return []


def envelope(form: Form = Form.DIRECT, **more: Any) -> Envelope:
    return Envelope(key="k-1", form=form, to="42", **more)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (envelope(text="hi", attachments=(FILE,)), "a text or files, not both in one message"),
        (envelope(attachments=(FILE,) * 3), "at most 2 attachments; there are 3"),
        (envelope(attachments=(FILE,) * 2), "at most 8 bytes of attachments; these have 10"),
        (envelope(Form.PUBLIC_POST, attachments=(FILE,)), "does not support attachments in this form"),
        (envelope(Form.PRIVATE_REPLY, text="hi"), "does not support private reply"),
        (envelope(text="hi", subject="Hello"), "does not support a subject"),
    ],
)
def test_what_is_not_declared_is_refused_aloud_and_never_sent(wish: Envelope, sentence: str):
    with pytest.raises(Unsupported, match=f"^Bare .*{sentence}"):
        asyncio.run(Bare().send(wish))


def test_what_is_declared_is_sent_as_it_is():
    assert asyncio.run(Bare().send(envelope(text="hi"))).external_id == "k-1"
    assert asyncio.run(Bare().send(envelope(attachments=(FILE,)))).external_id == "k-1"


def test_nothing_is_written_by_hand_and_no_id_is_known_before_unless_a_network_says_so():
    with pytest.raises(Unsupported, match="no page on which direct is written by hand"):
        Bare().handoff(envelope(text="hi"))
    assert Bare().external_id("k-1") == ""


def test_connecting_makes_no_app_pushes_nowhere_and_renews_nothing_unless_a_network_says_so():
    bare = Bare()
    assert asyncio.run(bare.register("https://harbour.example/back")) == {}
    assert asyncio.run(bare.renew()) is None
    assert bare.renew_before is None
    asyncio.run(bare.subscribe("https://harbour.example/hook", "s"))
