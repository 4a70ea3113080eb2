"""What every network gets from the base: it refuses aloud what it did not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import (
    Attachment,
    Audience,
    Capabilities,
    Envelope,
    Form,
    Network,
    Receipt,
    Unsupported,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.networks.base import Event


class NoticeBoard(Network):
    """Paper and pins: words in public, and nothing else."""

    name = "board"
    label = "The notice board"
    capabilities = Capabilities(forms=frozenset({Form.PUBLIC_POST}))

    def build(self, envelope: Envelope) -> str:
        return envelope.text

    async def post(self, request: str) -> Receipt:
        return Receipt(external_id=request)

    def parse(self, raw: bytes) -> Iterable[Event]:  # noqa: ARG002 -- paper says nothing
        return ()


def test_a_network_that_takes_no_files_says_so() -> None:
    file = Attachment(name="cup.png", content_type="image/png", content=b"x")
    envelope = Envelope(key="k", form=Form.PUBLIC_POST, to="", text="Hi", attachments=(file,))
    with pytest.raises(Unsupported, match="The notice board does not support attachments"):
        NoticeBoard().check(envelope)


def test_a_network_whose_ids_only_its_answer_tells_promises_none() -> None:
    assert NoticeBoard().external_id("k") == ""


def test_a_network_without_a_page_to_write_on_by_hand_says_so() -> None:
    board = NoticeBoard()
    with pytest.raises(Unsupported, match="The notice board has no page on which direct is written by hand"):
        board.handoff(Envelope(key="k", form=Form.DIRECT, to="ana", text="Hi"))
    assert board.by_hand == frozenset()
    assert board.retention.activity is board.retention.profile is None


def test_a_network_without_audiences_refuses_a_post_for_some() -> None:
    post = Envelope(key="k", form=Form.PUBLIC_POST, to="", text="Hi", audience=Audience.FOLLOWERS)
    with pytest.raises(Unsupported, match="The notice board does not support posts for `followers`"):
        NoticeBoard().check(post)
