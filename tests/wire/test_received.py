"""Reports of other servers, as they come by mail: complaints, bounces, and those that lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askfirst.brand.models import Notification
from askfirst.consent.models import Suppression
from askfirst.gate import release
from askfirst.gate.models import Delivery, Signal
from askfirst.people.models import Handle
from askfirst.wire import intake, routing
from tests.gate.readers import letter, question, reader, sent
from tests.networks.mails import OUR_ID, raw

if TYPE_CHECKING:
    from tests.world import World

BILAL = "bilal@fans.test"


@pytest.fixture
def delivery(world: World) -> Delivery:
    """A list's mail to Bilal, known to the servers by our id."""
    on = letter(world)
    reader(world, on, BILAL, country="DE")
    return sent(world, on, BILAL, external_id=OUR_ID)


def hear(world: World, name: str, *, times: int = 1) -> None:
    assert world.mail
    for nth in range(times):
        intake.accept(world.mail, raw(name), f"{name}-{nth}")
        routing.route_pending()


def kinds() -> list[str]:
    return list(Signal.objects.order_by("pk").values_list("kind", flat=True))


def test_a_complaint_stops_everything_for_that_address_once_and_names_nobody(
    world: World, delivery: Delivery
) -> None:
    hear(world, "complaint_abuse", times=3)
    assert [row.reason for row in Suppression.objects.all()] == ["complaint"]
    assert kinds() == ["complaint"]
    assert release.ask(question(world, delivery.on, delivery.contact)).verdict == "deny"
    assert not Notification.objects.filter(excerpt__contains=BILAL).exists()


def test_not_spam_is_no_complaint(world: World, delivery: Delivery) -> None:
    hear(world, "complaint_not_spam")
    assert not Suppression.objects.exists()
    assert kinds() == []


def test_an_unknown_user_is_given_up_and_nobody_is_named(world: World, delivery: Delivery) -> None:
    hear(world, "bounce_unknown_user", times=2)
    assert Handle.objects.get(key=BILAL).unreachable_since
    assert [row.reason for row in Suppression.objects.all()] == ["dead"]
    assert kinds() == ["bounce"]
    assert Signal.objects.get().detail == "5.1.1", "the words of the server may name the person"
    assert not Notification.objects.filter(title__contains=BILAL).exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("bounce_spam", "reputation"), ("bounce_vague_block", "reputation")]
)
def test_a_block_is_our_problem(world: World, delivery: Delivery, name: str, kind: str) -> None:
    hear(world, name, times=4)
    assert not Suppression.objects.exists()
    assert kinds() == [kind]


def test_a_full_mailbox_gives_up_nobody(world: World, delivery: Delivery) -> None:
    hear(world, "bounce_full", times=9)
    assert not Suppression.objects.exists()
    assert kinds() == ["soft"], "one mail comes back once"


def test_a_forged_report_changes_nothing_and_is_counted(world: World, delivery: Delivery) -> None:
    hear(world, "bounce_forged")
    assert not Suppression.objects.exists()
    assert Delivery.objects.get(pk=delivery.pk).state == "sent"
    assert kinds() == ["strange"]


def test_a_report_about_another_address_is_not_believed_at_once(world: World, delivery: Delivery) -> None:
    assert world.mail
    lying = raw("bounce_unknown_user").replace(b"bilal@fans.test", b"mallory@fans.test")
    intake.accept(world.mail, lying, "lying")
    routing.route_pending()
    assert Handle.objects.get(key=BILAL).unreachable_since is None


def test_who_writes_to_us_lives(world: World, delivery: Delivery) -> None:
    hear(world, "bounce_unknown_user")
    assert world.mail
    said = raw("plain")
    sender = b"From: " + said.split(b"From: ")[1].split(b"\r\n")[0]
    intake.accept(world.mail, said.replace(sender, b"From: Bilal <bilal@fans.test>"), "alive")
    routing.route_pending()
    assert Handle.objects.get(key=BILAL).unreachable_since is None
    assert not Suppression.objects.filter(lifted_at=None).exists()
