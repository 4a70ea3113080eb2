"""For how long something can be undone: a member's own choice, the brand's, the installation's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand import undo
from askfirst.brand.models import Member
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import replies, talk

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.world import World


def test_the_nearest_choice_holds(world: World, settings: SettingsWrapper) -> None:
    settings.UNDO_SECONDS = 10
    assert undo.seconds_for(world.caleb) == 10
    undo.choose_for_all(world.olivia, world.harbour, 20)
    assert undo.seconds_for(Member.objects.get(pk=world.caleb.pk)) == 20
    undo.choose(world.caleb, 0)
    assert undo.seconds_for(Member.objects.get(pk=world.caleb.pk)) == 0
    undo.choose(world.caleb, None)
    assert undo.seconds_for(Member.objects.get(pk=world.caleb.pk)) == 20
    with pytest.raises(ValueError, match="offered"):
        undo.choose(world.caleb, 3600)
    with pytest.raises(PermissionDenied):
        undo.choose_for_all(world.caleb, world.harbour, 5)


def test_what_a_person_sends_waits_and_can_be_taken_back_and_what_a_rule_says_does_not_wait(
    world: World,
) -> None:
    undo.choose(world.caleb, 10)
    world.visitor("Ana", "message", "Open?")
    reply = world.reply("Ana", "Yes")
    world.work()
    assert world.said_to("Ana") == []
    assert replies.withdraw(world.caleb, reply)
    rule = Wish(text="We answer from nine.", authored_by="rule", approved_by=world.olivia)
    said = talk.reply(world.olivia, world.thread("Ana"), rule)
    assert said.draft.delivery
    assert Delivery.objects.get(pk=said.draft.delivery.pk).not_before <= timezone.now()
