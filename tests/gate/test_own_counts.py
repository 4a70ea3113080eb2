"""What our own counts say of how we are received, and what the providers' rules make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from askfirst.gate import health, release
from askfirst.gate.models import Delivery, Signal
from tests.gate.readers import letter, question, reader, sent
from tests.web.guests import words
from tests.wire import letters

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from tests.world import World

pytestmark = pytest.mark.row("O7")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if some mails were enough to say something."""
    monkeypatch.setattr(health, "LEAST_RATE_MAILS", 4)


def mailed(world: World, *, many: int, complaints: int, at: datetime = YESTERDAY) -> Channel:
    """So many mails of a list left then, and so many of their readers complained."""
    on = letter(world)
    for number in range(many):
        delivery = sent(world, on, sent_at=at)
        if number < complaints:
            Signal.objects.create(
                channel=delivery.channel,
                delivery=delivery,
                kind=Signal.Kind.COMPLAINT,
                is_of_list=True,
                key=f"x{number}",
                at=at,
            )
    assert world.mail
    return world.mail


@pytest.mark.parametrize(
    ("many", "complaints", "rate"), [(4, 2, 500), (4, 0, 0), (4, 1, None), (3, 2, None), (0, 0, 0)]
)
def test_the_rate_of_the_last_whole_day_is_counted_and_said_where_it_says_something(
    world: World, few: None, many: int, complaints: int, rate: int | None
) -> None:
    assert health.complaints_yesterday(mailed(world, many=many, complaints=complaints), NOW) == rate


@pytest.mark.parametrize("at", [NOW, datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)])
def test_what_came_today_or_before_is_not_yesterdays(world: World, few: None, at: datetime) -> None:
    assert health.complaints_yesterday(mailed(world, many=4, complaints=2, at=at), NOW) == 0


def test_advertising_waits_after_a_day_of_complaints_by_the_providers_own_rule(
    world: World, few: None
) -> None:
    yesterday = timezone.now().astimezone(UTC).replace(hour=12) - timedelta(days=1)
    channel = mailed(world, many=4, complaints=2, at=yesterday)
    on = Delivery.objects.latest("pk").on
    assert on
    decision = release.ask(question(world, on, reader(world, on, "new@fans.test", country="DE")))
    said = {reason.rule: reason.effect for reason in decision.reasons}
    assert said["deliverability.complaints"] == "hold"
    assert health.facts_about(channel, [question(world, None, None, purpose="reply")]) == {}


def test_what_nobody_answered_is_counted_of_what_was_not_asked_for(world: World) -> None:
    on = letter(world)
    for days, more in (
        (5, {}),  # counted, and not answered
        (10, {}),  # counted, and answered below
        (1, {}),  # they have time still
        (40, {}),  # long ago
        (6, {"on": on}),  # of a list
        (7, {"purpose": "reply"}),
    ):
        delivery = sent(world, on)
        Delivery.objects.filter(pk=delivery.pk).update(
            **{"on": None, "purpose": "service", "sent_at": timezone.now() - timedelta(days=days), **more}
        )
        if days == 10:
            letters.mail(world, "Thank you", "Thank you for telling me.", sender=delivery.to)
    assert world.mail
    found = health.unanswered(world.mail)
    assert (found.left, found.unanswered, found.per_mille) == (2, 1, 500)
    olivia = Client()
    olivia.force_login(world.olivia)
    page = words(olivia.get(f"/settings/health/{world.mail.pk}/"))
    assert "Written unasked, and not answered 50 %" in page
    assert "1 of 2 private messages" in page


def test_where_nothing_was_written_unasked_there_is_no_gauge(world: World) -> None:
    channel = world.connect_mail()
    assert health.unanswered(channel).per_mille is None
    olivia = Client()
    olivia.force_login(world.olivia)
    assert "not answered" not in words(olivia.get(f"/settings/health/{channel.pk}/"))
