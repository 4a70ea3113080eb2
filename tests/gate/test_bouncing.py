"""Mail that comes back: a dead address is given up, a full one is tested first, and our own trouble is never theirs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import dead, ledger
from askfirst.consent.models import Membership, Suppression
from askfirst.gate import bouncing
from askfirst.gate.models import Delivery, Score, Signal
from askfirst.people.models import Engagement, Handle
from askfirst.wire import probing
from tests.gate.readers import letter, sent

if TYPE_CHECKING:
    from tests.world import World

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


def back(delivery: Delivery, trouble: str, at: datetime = NOON, code: str = "", key: str = "") -> bool:
    return bouncing.came_back(delivery, trouble, code=code, at=at, key=key or f"{delivery.pk}:{trouble}:{at}")


def days(number: int) -> datetime:
    return NOON + timedelta(days=number)


@pytest.fixture
def delivery(world: World) -> Delivery:
    return sent(world, letter(world))


def is_given_up(delivery: Delivery) -> bool:
    handle = Handle.objects.get(key=delivery.to)
    listed = Suppression.objects.filter(reason="dead", lifted_at=None).exists()
    assert (handle.unreachable_since is not None) == listed
    return listed


@pytest.mark.parametrize("trouble", ["address", "routing"])
def test_a_dead_address_is_given_up_at_once_and_no_list_is_left(delivery: Delivery, trouble: str) -> None:
    assert back(delivery, trouble, code="5.1.1")
    assert is_given_up(delivery)
    assert Membership.objects.get().state == "active", "it is not the person's word"


def test_one_vague_report_is_not_enough_and_two_within_a_week_are(delivery: Delivery) -> None:
    assert not back(delivery, "unknown")
    assert not back(delivery, "unknown", days(0) + timedelta(hours=5)), "at most one counts a day"
    assert back(delivery, "unknown", days(6))
    assert is_given_up(delivery)


def test_two_vague_reports_far_apart_are_not(delivery: Delivery) -> None:
    back(delivery, "unknown")
    assert not back(delivery, "unknown", days(31))
    assert Score.objects.get().halves == bouncing.HARD


@pytest.mark.parametrize("trouble", ["reputation", "quota", "content"])
def test_what_is_our_own_trouble_is_never_the_persons(delivery: Delivery, trouble: str) -> None:
    for day in range(10):
        assert not back(delivery, trouble, days(day))
    assert not is_given_up(delivery)
    assert not Score.objects.exists()
    assert set(Signal.objects.values_list("kind", flat=True)) == {"reputation"}


def test_a_full_mailbox_is_asked_by_a_test_mail_before_it_is_given_up(
    world: World, delivery: Delivery
) -> None:
    for day in range(6):
        assert probing.probe_due() == 0
        assert not back(delivery, "full", days(day))
    assert probing.probe_due() == 1
    assert probing.probe_due() == 0, "one test mail"
    probe = Delivery.objects.select_related("channel__brand", "contact__brand", "on").get(
        key__startswith="probe:"
    )
    assert probe.to == delivery.to
    assert back(probe, "full", days(7))
    assert is_given_up(delivery)


def test_a_test_mail_that_arrives_clears_the_address(delivery: Delivery) -> None:
    for day in range(6):
        back(delivery, "full", days(day))
    probing.probe_due()
    Score.objects.update(probed_at=timezone.now() - timedelta(days=8))
    probing.probe_due()
    assert not Score.objects.exists()
    assert not is_given_up(delivery)


def test_who_wrote_to_us_since_starts_again(delivery: Delivery) -> None:
    back(delivery, "unknown")
    handle = Handle.objects.get(key=delivery.to)
    Engagement.objects.create(
        brand_id=delivery.brand_id,
        channel=delivery.channel,
        contact=delivery.contact,
        handle=handle,
        kind="message",
        reference="m1",
        occurred_at=days(1),
    )
    assert not back(delivery, "unknown", days(2))


def test_the_same_report_again_changes_nothing(delivery: Delivery) -> None:
    for _ in range(5):
        back(delivery, "full", key="one report")
    assert Score.objects.get().halves == 1
    assert Signal.objects.count() == 1


def test_an_address_that_confirms_by_itself_lives_again(delivery: Delivery) -> None:
    back(delivery, "address")
    assert dead.revive(Handle.objects.get(key=delivery.to))
    assert not is_given_up(delivery)
    assert not dead.revive(Handle.objects.get(key=delivery.to))


def test_only_what_is_dead_comes_back_to_life(delivery: Delivery) -> None:
    handle = Handle.objects.get(key=delivery.to)
    ledger.stop(handle.contact, reason="complaint", evidence="reported")
    dead.revive(handle)
    assert Suppression.objects.filter(reason="complaint", lifted_at=None).count() == 1
