"""A test of a campaign: to the member who asks, once, and to nobody else."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from askfirst.campaigns import testing
from askfirst.campaigns.models import Mailed
from askfirst.campaigns.writing import CannotChange
from askfirst.gate.models import Delivery
from askfirst.wire import campaign_tests
from tests.campaigns.stage import Stage

if TYPE_CHECKING:
    from tests.world import World


def test_a_test_arrives_once_as_its_member_would_read_it(world: World) -> None:
    stage = Stage(world)
    held = stage.campaign("Hello {{first_name|there}}, <b>see</b> https://harbour.test/menu")
    testing.ask(world.wim, held)
    assert campaign_tests.mail_due() == 1
    assert campaign_tests.mail_due() == 0
    [letter] = mail.outbox
    assert letter.to == ["wim@harbour.test"]
    assert letter.subject == "[Test] Sunday, Wim"
    assert "Hello Wim, <b>see</b>" in letter.body
    assert "1 Quay, Harbour" in letter.body
    page = str(letter.alternatives[0][0])  # type: ignore[attr-defined]
    assert "&lt;b&gt;see&lt;/b&gt;" in page
    assert 'href="https://harbour.test/menu"' in page
    assert not Delivery.objects.exists()


def test_a_server_that_cannot_be_reached_keeps_the_test_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    testing.ask(world.wim, Stage(world).campaign())

    class Closed:
        def open(self) -> None:
            raise smtplib.SMTPConnectError(421, b"closed")

    with monkeypatch.context() as patched:
        patched.setattr(campaign_tests, "get_connection", Closed)
        assert campaign_tests.mail_due() == 0
    assert not Mailed.objects.exists()
    assert campaign_tests.mail_due() == 1


def test_without_a_text_or_with_very_many_there_is_no_test(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(world)
    held = stage.campaign("")
    with pytest.raises(CannotChange, match="There is no text yet"):
        testing.ask(world.wim, held)
    monkeypatch.setattr(testing, "MOST", 1)
    held = stage.campaign()
    testing.ask(world.wim, held)
    with pytest.raises(CannotChange, match="within an hour"):
        testing.ask(world.wim, held)


def test_a_member_of_another_brand_gets_no_test(world: World) -> None:
    with pytest.raises(PermissionDenied):
        testing.ask(world.nils, Stage(world).campaign())
