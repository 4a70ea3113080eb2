"""Each limit of a network is refused aloud, with both numbers, before anything leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import Attachment, Capabilities, Envelope, Form, Network, Receipt, Unsupported
from askfirst.networks.lengths import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.networks.base import Event

FILE = Attachment(name="cup.png", content_type="image/png", content=b"xx")


class Telegraph(Network):
    """Dear words in private, cheap ones in public; a picture is a telegram of its own."""

    name = "telegraph"
    label = "The telegraph"
    capabilities = Capabilities(
        forms=frozenset({Form.DIRECT, Form.PUBLIC_POST}),
        text_limit=5,
        text_limits={Form.PUBLIC_POST: 8},
        text_unit=Unit.BYTES,
        attachment_limit=3,
        attachment_forms=frozenset({Form.DIRECT}),
        most_attachments=1,
        has_text_with_files=False,
    )

    def build(self, envelope: Envelope) -> Envelope:
        return envelope

    async def post(self, request: Envelope) -> Receipt:
        return Receipt(external_id=request.key)

    def parse(self, raw: bytes) -> Iterable[Event]:  # noqa: ARG002 -- it only sends
        return ()


def check(form: Form = Form.DIRECT, text: str = "", files: tuple[Attachment, ...] = ()) -> None:
    Telegraph().check(Envelope(key="k", form=form, to="ana", text=text, attachments=files))


def test_each_form_has_its_own_length_in_the_networks_own_unit() -> None:
    check(text="Grüß"[:3])
    check(Form.PUBLIC_POST, "12345678")
    with pytest.raises(Unsupported, match="takes at most 5 bytes; this text has 6"):
        check(text="Grüß")
    with pytest.raises(Unsupported, match="takes at most 8 bytes; this text has 9"):
        check(Form.PUBLIC_POST, "123456789")


def test_files_stand_only_where_the_network_takes_them() -> None:
    check(files=(FILE,))
    with pytest.raises(Unsupported, match="does not support attachments in this form"):
        check(Form.PUBLIC_POST, files=(FILE,))
    with pytest.raises(Unsupported, match="at most 1 attachments; there are 2"):
        check(files=(FILE, FILE))
    with pytest.raises(Unsupported, match="a text or files, not both"):
        check(text="See", files=(FILE,))
    with pytest.raises(Unsupported, match="at most 3 bytes of attachments; these have 4"):
        check(files=(Attachment(name="a", content_type="a/b", content=b"xxxx"),))
