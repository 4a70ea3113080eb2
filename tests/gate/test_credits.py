"""Credits: set aside with the decision, spent with the message, given back where it does not leave; never overdrawn."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from askfirst.gate import credits, outbox, outcomes, overdue, release  # noqa: A004 -- the word for it
from askfirst.gate.facts import gather
from askfirst.gate.models import CreditEntry, Delivery
from askfirst.gate.question import Question
from askfirst.networks.base import Failure, NetworkError, OutcomeUnknown, Receipt
from askfirst.people.models import Engagement
from askfirst.policy import engine
from askfirst.policy.program import bundled
from tests.databases import together
from tests.gate.selling import channel_on, delivery_of, permit, sent, stranger
from tests.world import make_world

if TYPE_CHECKING:
    from askfirst.brand.models import Channel
    from tests.databases import Database
    from tests.world import World

Kind = CreditEntry.Kind


@pytest.fixture
def linkedin(world: World, monkeypatch: pytest.MonkeyPatch) -> Channel:
    permit(monkeypatch, "linkedin")
    return channel_on(world, "linkedin")


def kinds(channel: Channel) -> list[str]:
    return list(CreditEntry.objects.filter(channel=channel).order_by("number").values_list("kind", flat=True))


def balance(channel: Channel) -> int | None:
    return credits.left(channel, timezone.now())


def claimed() -> Delivery:
    Delivery.objects.update(not_before=timezone.now())
    (delivery,) = outbox.claim()
    return delivery


@pytest.mark.row("L2")
def test_an_inmail_sets_a_credit_aside_and_spends_it_when_it_has_left(linkedin: Channel) -> None:
    credits.add(linkedin, credits.Gain(amount=2))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    assert decision.verdict == "allow"
    assert decision.facts["credits_left"] == 2
    assert (kinds(linkedin), balance(linkedin)) == ([Kind.ALLOWANCE, Kind.USE], 1)
    outbox.settle([(claimed(), Receipt(external_id="1"))])
    assert (kinds(linkedin), balance(linkedin)) == ([Kind.ALLOWANCE, Kind.USE, Kind.CONFIRMED], 1)


@pytest.mark.row("L2")
def test_without_a_credit_no_inmail_leaves_and_other_messages_do(linkedin: Channel) -> None:
    ana = stranger(linkedin, "Ana")
    assert sent(linkedin, ana, "a", message_tag="inmail").verdict == "deny"
    assert sent(linkedin, ana, "b").verdict == "allow"
    assert kinds(linkedin) == []


def test_a_message_does_not_count_against_itself_when_it_is_asked_about_again(linkedin: Channel) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    assert balance(linkedin) == 0
    assert release.recheck(delivery_of(decision)) is None


@pytest.mark.parametrize("end", ["refused", "stopped", "taken back", "expired"])
def test_what_does_not_leave_gives_its_credit_back(linkedin: Channel, end: str) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    if end == "refused":
        outcomes.fail(claimed(), NetworkError("no", failure=Failure.REFUSED))
    elif end == "stopped":
        outcomes.stop(claimed(), decision)
    elif end == "taken back":
        assert release.take_back(decision.delivery.pk)
    else:
        Delivery.objects.update(not_after=timezone.now() - timedelta(minutes=1))
        assert overdue.expire(decision.delivery.pk, timezone.now())
    assert (kinds(linkedin)[-1], balance(linkedin)) == (Kind.RELEASED, 1)


def test_what_will_be_tried_again_or_is_in_doubt_keeps_its_credit(linkedin: Channel) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    outcomes.fail(claimed(), NetworkError("later", failure=Failure.RETRY))
    assert balance(linkedin) == 0
    outcomes.fail(claimed(), OutcomeUnknown("who knows"))
    assert balance(linkedin) == 0
    assert overdue.clear_up(decision.delivery.pk, has_arrived=True)
    assert (kinds(linkedin)[-1], balance(linkedin)) == (Kind.CONFIRMED, 0)
    outbox.settle([(decision.delivery, Receipt(external_id="1"))])
    assert kinds(linkedin).count(Kind.CONFIRMED) == 1


@pytest.mark.row("L2")
@pytest.mark.parametrize("end", ["answered", "taken back"])
def test_there_is_no_second_inmail_before_an_answer_to_the_first(linkedin: Channel, end: str) -> None:
    credits.add(linkedin, credits.Gain(amount=2))
    ana = stranger(linkedin, "Ana")

    def is_refused() -> bool:
        question = Question(channel=linkedin, contact=ana, purpose="service", message_tag="inmail")
        answer = engine.decide(bundled(), gather([question], timezone.now())[0])
        return "linkedin.inmail_unanswered" in {reason.rule for reason in answer.reasons}

    assert not is_refused()
    decision = sent(linkedin, ana, "a", message_tag="inmail")
    assert is_refused(), "the first one is on its way"
    delivery = delivery_of(decision)
    itself = Question(channel=linkedin, contact=ana, purpose="service", message_tag="inmail")
    assert gather([itself], timezone.now(), besides=[delivery.pk])[0].is_inmail_unanswered is False
    if end == "taken back":
        assert release.take_back(delivery.pk)
    else:
        outbox.settle([(claimed(), Receipt(external_id="1"))])
        assert is_refused()
        Engagement.objects.create(
            brand=linkedin.brand,
            contact=ana,
            channel=linkedin,
            kind="message",
            reference="answer",
            occurred_at=timezone.now(),
        )
    assert not is_refused()


def test_a_message_to_an_open_profile_costs_nothing(linkedin: Channel) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    from askfirst.policy.facts import changed  # noqa: PLC0415 -- only here
    from askfirst.policy.taming import facts_from  # noqa: PLC0415 -- only here

    facts = changed(facts_from(decision.facts), {"has_open_profile": True})
    assert credits.use(delivery_of(decision), facts) is None


@pytest.mark.row("L2")
@pytest.mark.parametrize(
    ("left_on", "answered_after", "back_after"),
    [
        ("2014-12-01", None, 7),
        ("2014-12-01", 3, None),
        ("2014-12-01", 8, 7),
        ("2014-12-31T23:59:59", None, 7),
        ("2015-01-01", None, None),
        ("2015-01-01", 3, 3),
        ("2015-01-01", 90, 90),
        ("2015-01-01", 91, None),
    ],
)
def test_a_credit_comes_back_by_the_rule_of_the_day_on_which_the_message_left(
    linkedin: Channel, left_on: str, answered_after: int | None, back_after: int | None
) -> None:
    left_at = datetime.fromisoformat(left_on).replace(tzinfo=UTC)
    credits.add(linkedin, credits.Gain(amount=1, at=left_at - timedelta(days=1)))
    ana = stranger(linkedin, "Ana")
    decision = sent(linkedin, ana, "a", message_tag="inmail")
    credits.confirm(delivery_of(decision), left_at)
    if answered_after is not None:
        Engagement.objects.create(
            brand=linkedin.brand,
            contact=ana,
            channel=linkedin,
            kind="message",
            reference="answer",
            occurred_at=left_at + timedelta(days=answered_after),
        )
    asked_at = left_at + timedelta(days=100)
    assert credits.settle_refunds(linkedin, asked_at) == (back_after is not None)
    assert credits.settle_refunds(linkedin, asked_at) == 0, "once"
    refunds = CreditEntry.objects.filter(kind=Kind.REFUND)
    back_at = None if back_after is None else left_at + timedelta(days=back_after)
    assert [refund.at for refund in refunds] == ([back_at] if back_at else [])
    assert all("2014" in refund.note or "2015" in refund.note for refund in refunds)


def test_a_credit_is_not_back_before_its_day(linkedin: Channel) -> None:
    left_at = datetime(2014, 6, 1, tzinfo=UTC)
    credits.add(linkedin, credits.Gain(amount=1))
    decision = sent(linkedin, stranger(linkedin, "Ana"), "a", message_tag="inmail")
    credits.confirm(delivery_of(decision), left_at)
    assert credits.settle_refunds(linkedin, left_at + timedelta(days=6)) == 0
    assert credits.settle_refunds(linkedin, left_at + timedelta(days=7)) == 1


def test_an_allowance_above_what_the_plan_keeps_lapses_and_what_was_bought_stays(world: World) -> None:
    channel = channel_on(world, "linkedin", tier="premium_career")
    for _ in range(4):
        credits.add(channel, credits.Gain(amount=5))
    assert balance(channel) == 15
    credits.add(channel, credits.Gain(amount=3, kind="purchase"))
    credits.add(channel, credits.Gain(amount=5))
    assert balance(channel) == 18


def test_a_free_member_holds_at_most_ten_bought_credits(world: World) -> None:
    channel = channel_on(world, "linkedin", tier="free")
    credits.add(channel, credits.Gain(amount=8, kind="purchase"))
    with pytest.raises(ValueError, match="at most 10 bought credits, and there are 8"):
        credits.add(channel, credits.Gain(amount=3, kind="purchase"))
    assert balance(channel) == 8


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (credits.Gain(amount=0), "from 1 to"),
        (credits.Gain(amount=-3), "from 1 to"),
        (credits.Gain(amount=3, kind="refund"), "choose one of allowance, purchase, expiry"),
        (credits.Gain(amount=3, kind="expiry"), "there are 0 credits"),
        (credits.Gain(amount=3, at=datetime(2999, 1, 1, tzinfo=UTC)), "future"),
    ],
)
def test_what_cannot_be_is_not_written_down(linkedin: Channel, gain: credits.Gain, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        credits.add(linkedin, gain)
    assert kinds(linkedin) == []


def test_a_network_without_credits_has_none_and_care_may_not_add_any(world: World, linkedin: Channel) -> None:
    assert credits.left(world.page.channel, timezone.now()) is None
    with pytest.raises(ValueError, match="page has no credits"):
        credits.add(world.page.channel, credits.Gain(amount=1))
    with pytest.raises(PermissionDenied):
        credits.add(linkedin, credits.Gain(amount=1), world.caleb)
    with pytest.raises(PermissionDenied):
        credits.add(linkedin, credits.Gain(amount=1), world.nils)
    assert credits.add(linkedin, credits.Gain(amount=1), world.olivia).member == world.olivia


@pytest.mark.parametrize(
    "line",
    [
        {"number": 2, "kind": "use", "amount": -2, "balance": -1},
        {"number": 2, "kind": "purchase", "amount": 5, "balance": 50},
        {"number": 3, "kind": "purchase", "amount": 5, "balance": 6},
        {"number": 1, "kind": "purchase", "amount": 5, "balance": 5},
    ],
)
def test_the_database_itself_refuses_a_line_that_does_not_follow(
    linkedin: Channel, line: dict[str, int]
) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.create(channel=linkedin, at=timezone.now(), **line)
    assert balance(linkedin) == 1


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_line_cannot_be_changed_or_removed(linkedin: Channel, verb: str) -> None:
    credits.add(linkedin, credits.Gain(amount=1))
    rows = CreditEntry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(amount=5) if verb == "update" else rows._raw_delete(rows.db)


@pytest.mark.row("L2")
def test_of_two_sends_at_once_for_the_last_credit_one_wins(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "linkedin")
    channel = channel_on(make_world(), "linkedin")
    credits.add(channel, credits.Gain(amount=1))
    people = [stranger(channel, name) for name in ("Ana", "Bea", "Cleo", "Dan")]
    decisions = together(
        *[lambda one=one: sent(channel, one, one.name, message_tag="inmail").verdict for one in people]
    )
    assert sorted(map(str, decisions)) == ["allow", "deny", "deny", "deny"]
    assert (Delivery.objects.count(), balance(channel)) == (1, 0)
    assert kinds(channel) == [Kind.ALLOWANCE, Kind.USE]


def test_first_lines_written_at_once_are_all_kept(database: Database) -> None:
    channel = channel_on(make_world(), "linkedin")
    together(*[lambda: credits.add(channel, credits.Gain(amount=2))] * 3)
    assert balance(channel) == 6
    assert list(CreditEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_looking_for_refunds_where_none_is_due_waits_for_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit(monkeypatch, "linkedin")
    channel = channel_on(make_world(), "linkedin")
    credits.add(channel, credits.Gain(amount=1))
    decision = sent(channel, stranger(channel, "Ana"), "a", message_tag="inmail")
    with transaction.atomic():
        credits.confirm(delivery_of(decision), timezone.now())
    is_held, is_over = threading.Event(), threading.Event()

    def release_slowly() -> bool:
        with transaction.atomic():
            credits.hold(channel)
            is_held.set()
            return is_over.wait(5)

    def look() -> int:
        is_held.wait(5)
        found = credits.settle_all(timezone.now())
        is_over.set()
        return found

    assert together(release_slowly, look) == [True, 0]
