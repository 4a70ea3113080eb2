"""A note never leaves, by whatever connector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askfirst.gate.models import Delivery
from askfirst.inbox import marks
from askfirst.networks.catalog import NETWORKS, connector
from askfirst.networks.tumblr.events import ASK
from askfirst.wire import dispatch

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

SECRET = "she is difficult, be careful"
SETTINGS = {
    "email": {"address": "hello@harbour.test", "smtp_host": "127.0.0.1"},
    "facebook": {"page_id": "1"},
    "whatsapp": {"phone_number_id": "1"},
    "bluesky": {"identifier": "harbour.example"},
    "matrix": {"homeserver": "https://matrix.example", "user_id": "@harbour:matrix.example"},
    "mastodon": {"instance": "social.example"},
    "tumblr": {"blog": "harbour"},
}


def test_a_note_in_a_thread_is_in_nothing_that_is_handed_over(world: World, network: Scripted) -> None:
    world.posted()
    thread = world.mail_thread("ana@fans.test")
    marks.note(world.caleb, thread, SECRET)
    marks.note(world.wim, thread, f"{SECRET}, says Wim too")
    world.mail_reply("ana@fans.test", "One more thing")
    dispatch.send_due()
    dispatch.send_due()
    assert network.texts == ["Yes, from nine.", "One more thing"]
    assert SECRET not in repr(network.tries)
    assert not Delivery.objects.filter(text__contains=SECRET).exists()


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_no_connector_builds_a_request_that_holds_a_note(world: World, network: Scripted, name: str) -> None:
    reply = world.posted()
    marks.note(world.caleb, reply.thread, SECRET)
    letter = dispatch.envelope(reply.draft.delivery)
    if name == "tumblr":  # answers asks and nothing else
        letter = replace(letter, in_reply_to=f"{ASK}1")
    from unittest import mock  # noqa: PLC0415 -- only here

    with mock.patch.dict(NETWORKS, REAL):
        built = connector(name, SETTINGS.get(name, {})).build(letter)
    assert SECRET not in repr(built)
    assert SECRET.encode() not in repr(built).encode()


REAL = dict(NETWORKS)
