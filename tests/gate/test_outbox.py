"""The queue: at a channel's own pace, in turn, later and later after a failure, and never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel, Notification
from askfirst.drafts.submit import withdraw
from askfirst.gate import outbox, outcomes, overdue, release
from askfirst.gate.models import Attempt, Decision, Delivery, Receipt
from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.base import Receipt as Answer
from askfirst.people.models import Handle
from askfirst.wire import dispatch
from tests.scripted import Delay, Lost, stand_in

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

State = Delivery.State


def test_a_minute_lets_out_the_limit_and_one_burst_and_no_more(world: World) -> None:
    channel, start = world.page.channel, timezone.now()
    channel.sends_per_minute, channel.rate_clock = 60, start
    left = 0
    for tenth in range(601):
        now = start + timedelta(seconds=tenth / 10)
        room = outbox._allowance(channel, now)
        channel.rate_clock = max(channel.rate_clock, now) + outbox._interval(channel) * room
        left += room
    assert left == 60 + outbox.BURST


def test_a_slow_channel_sends_a_burst_and_keeps_the_rest(world: World, network: Scripted) -> None:
    for number in range(12):
        world.posted(f"fan{number}@fans.test", f"Answer {number}")
    Channel.objects.filter(network="email").update(sends_per_minute=1)
    assert (dispatch.send_due(), dispatch.send_due()) == (outbox.BURST, 0)
    assert network.texts == [f"Answer {number}" for number in range(8)]
    assert Delivery.objects.filter(state=State.QUEUED).count() == 4


def test_a_pace_that_is_lowered_by_day_only_makes_the_queue_wait(world: World, network: Scripted) -> None:
    world.posted()
    Channel.objects.filter(network="email").update(
        sends_per_minute=6000, rate_clock=timezone.now() + timedelta(hours=1)
    )
    assert dispatch.send_due() == 0
    assert network.tries == []


def test_what_is_said_to_one_person_leaves_in_the_order_in_which_it_was_said(
    world: World, network: Scripted
) -> None:
    world.posted(text="First")
    world.mail_reply("ana@fans.test", "Second")
    world.posted("bea@fans.test", "To Bea")
    network.answers.append(NetworkError("busy", failure=Failure.RETRY))
    dispatch.send_due()
    assert network.texts == ["To Bea"], "the second waits until the first has left"
    dispatch.send_due()
    assert network.texts == ["To Bea"]
    Delivery.objects.update(not_before=timezone.now())
    dispatch.send_due()
    dispatch.send_due()
    assert network.texts == ["To Bea", "First", "Second"]


def test_each_failure_makes_the_pause_longer_until_it_is_given_up(world: World, network: Scripted) -> None:
    reply = world.posted()
    pauses = []
    for _ in range(outbox.TRIES):
        network.answers.append(NetworkError("busy", failure=Failure.RETRY, code="421"))
        Delivery.objects.update(not_before=timezone.now())
        began = timezone.now()
        dispatch.send_due()
        delivery = Delivery.objects.get()
        pauses.append((delivery.not_before - began).total_seconds())
    assert [round(pause, -1) for pause in pauses[:4]] == [20, 40, 80, 160]
    assert delivery.state == State.REFUSED
    assert delivery.state_reason == "busy"
    assert [one.detail for one in delivery.receipts.filter(kind="refused")] == ["421 busy"] * outbox.TRIES
    assert Attempt.objects.count() == outbox.TRIES
    assert Notification.objects.get(member=world.caleb, subject=f"delivery:{delivery.pk}").excerpt == "busy"
    assert reply.draft.pk == delivery.draft.pk


def test_the_longest_pause_is_some_hours_however_often_it_failed() -> None:
    assert outcomes._pause(1) == outbox.FIRST_PAUSE
    assert outcomes._pause(30_000) == outbox.LONGEST_PAUSE


def test_a_network_that_names_a_time_is_asked_again_then(world: World, network: Scripted) -> None:
    world.posted()
    network.answers.append(NetworkError("later", failure=Failure.RETRY, retry_after=timedelta(hours=2)))
    dispatch.send_due()
    wait = Delivery.objects.get().not_before - timezone.now()
    assert timedelta(minutes=119) < wait < timedelta(minutes=121)


def test_a_used_up_quota_makes_the_whole_channel_rest(world: World, network: Scripted) -> None:
    world.posted("ana@fans.test")
    network.answers.append(NetworkError("enough", failure=Failure.QUOTA, retry_after=timedelta(hours=1)))
    dispatch.send_due()
    world.posted("bea@fans.test", "To Bea")
    assert dispatch.send_due() == 0
    channel = Channel.objects.get(network="email")
    assert outbox._allowance(channel, timezone.now() + timedelta(minutes=61)) >= 1


def test_a_refused_password_keeps_the_queue_and_the_channel_says_what_it_needs(
    world: World, network: Scripted
) -> None:
    world.posted("ana@fans.test")
    network.answers.append(NetworkError("wrong password", failure=Failure.CREDENTIALS))
    dispatch.send_due()
    channel = Channel.objects.get(network="email")
    assert (channel.state, channel.state_reason) == ("attention", "wrong password")
    told = Notification.objects.filter(kind=Notification.Kind.CHANNEL)
    assert [note.member for note in told] == [world.olivia], "who may connect channels is told"
    world.posted("bea@fans.test", "To Bea")
    assert dispatch.send_due() == 0, "a server is not asked again and again with a wrong password"
    assert Delivery.objects.filter(state__in=[State.QUEUED, State.FAILED]).count() == 2
    for _ in range(30):
        Delivery.objects.update(not_before=timezone.now())
        Channel.objects.update(rate_clock=timezone.now())
        network.answers.append(NetworkError("wrong password", failure=Failure.CREDENTIALS))
        assert dispatch.send_due() == 1, "one tries whether it works again"
    assert Notification.objects.filter(kind=Notification.Kind.CHANNEL).get().count == 1
    outbox.wake(channel.pk)
    from askfirst.brand import health  # noqa: PLC0415

    health.recovered(channel.pk)
    network.answers.clear()
    dispatch.send_due()
    assert sorted(network.texts) == ["To Bea", "Yes, from nine."]
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason) == ("ok", "")


def test_a_channel_that_is_switched_off_keeps_its_queue(world: World, network: Scripted) -> None:
    world.posted()
    Channel.objects.filter(network="email").update(state=Channel.State.OFF)
    assert dispatch.send_due() == 0
    Channel.objects.filter(network="email").update(state=Channel.State.OK)
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]


def test_a_channel_that_is_switched_off_after_the_claim_keeps_what_was_claimed(
    world: World, network: Scripted
) -> None:
    world.posted()
    claimed = outbox.claim()
    Channel.objects.filter(network="email").update(state=Channel.State.OFF)
    assert dispatch._Hand(claimed).next() == []
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.lease_until) == (State.QUEUED, None)
    Channel.objects.filter(network="email").update(state=Channel.State.OK)
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]


def test_what_is_too_late_is_not_sent_and_its_author_hears_of_it(world: World, network: Scripted) -> None:
    world.posted()
    Delivery.objects.update(not_after=timezone.now() - timedelta(seconds=1))
    assert dispatch.tidy() == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.state_reason) == (
        State.EXPIRED,
        "its time passed before it could be sent",
    )
    assert Notification.objects.filter(
        member=world.caleb, title__contains="A message was not sent in time"
    ).exists()
    assert dispatch.send_due() == 0
    assert network.tries == []


def test_what_a_dead_worker_held_is_shown_to_a_person_and_never_sent_on_a_guess(
    world: World, network: Scripted
) -> None:
    world.posted()
    outbox.begin(outbox.claim())
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.tidy()
    delivery = Delivery.objects.get()
    assert delivery.state == State.UNCERTAIN
    assert Notification.objects.filter(member=world.caleb, title__contains="Please look").exists()
    dispatch.send_due()
    assert network.tries == []


def test_what_a_dead_worker_had_claimed_and_not_begun_has_its_turn_again(
    world: World, network: Scripted
) -> None:
    world.posted()
    (slow,) = outbox.claim()
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.tidy()
    assert Delivery.objects.get().state == State.QUEUED
    assert outbox.begin([slow]) == [], "and nobody else hands it over any more"
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]
    assert Delivery.objects.get().attempts == 1


def test_what_a_dead_worker_held_is_tried_again_where_the_same_key_is_carried_out_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = stand_in(monkeypatch, has_idempotency=True)
    world.posted()
    outbox.begin(outbox.claim())
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.tidy()
    assert Delivery.objects.get().state == State.FAILED
    Delivery.objects.update(not_before=timezone.now())
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]


def test_even_there_a_doubt_that_never_ends_goes_to_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = stand_in(monkeypatch, has_idempotency=True)
    world.posted()
    for _ in range(outbox.TRIES):
        network.answers.append(Lost())
        Delivery.objects.update(not_before=timezone.now())
        dispatch.send_due()
    assert Delivery.objects.get().state == State.UNCERTAIN


def test_an_answer_that_never_came_is_a_doubt_and_a_person_settles_it(
    world: World, network: Scripted
) -> None:
    world.posted()
    network.answers.append(Lost())
    dispatch.send_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, network.texts) == (State.UNCERTAIN, ["Yes, from nine."])
    assert Notification.objects.filter(member=world.caleb, kind=Notification.Kind.FAILED).exists()
    dispatch.send_due()
    assert len(network.tries) == 1
    assert overdue.clear_up(delivery.pk, has_arrived=True)
    dispatch.record_left()
    assert list(world.mail_thread("ana@fans.test").messages.filter(is_ours=True)) != []
    assert not overdue.clear_up(delivery.pk, has_arrived=False), "nobody is in doubt any more"


def test_a_person_who_looked_may_have_it_sent_again(world: World, network: Scripted) -> None:
    world.posted()
    network.answers.append(Lost())
    dispatch.send_due()
    assert overdue.clear_up(Delivery.objects.get().pk, has_arrived=False)
    dispatch.send_due()
    assert Delivery.objects.get().state == State.SENT
    assert len(network.tries) == 2


def test_a_failed_one_can_be_hurried(world: World, network: Scripted) -> None:
    world.posted()
    network.answers.append(NetworkError("busy", failure=Failure.RETRY))
    dispatch.send_due()
    assert overdue.hurry(Delivery.objects.get().pk)
    dispatch.send_due()
    assert network.texts == ["Yes, from nine."]
    assert not overdue.hurry(Delivery.objects.get().pk)


def test_a_report_that_is_faster_than_the_answer_is_not_undone_by_it(world: World, network: Scripted) -> None:
    world.posted()
    claimed = outbox.claim()[0]
    outbox.foretell([(claimed, "mail-1")])
    outcomes.report(claimed.channel, "mail-1", Receipt.Kind.BOUNCED, "no such user")
    outbox.settle([(claimed, Answer(external_id="mail-1"))])
    assert Delivery.objects.get().state == State.REFUSED
    assert claimed.state == State.REFUSED
    assert set(Receipt.objects.values_list("kind", flat=True)) == {"bounced", "accepted"}


@pytest.mark.parametrize(
    "kinds", [("delivered", "bounced"), ("bounced", "delivered"), ("bounced", "read", "accepted")]
)
def test_reports_end_in_the_same_state_in_any_order(
    world: World, network: Scripted, kinds: tuple[str, ...]
) -> None:
    world.posted()
    dispatch.send_due()
    delivery = Delivery.objects.get()
    for kind in kinds:
        outcomes.report(delivery.channel, delivery.external_id, kind, "said so")
    delivery.refresh_from_db()
    assert delivery.state == State.REFUSED
    assert outcomes.report(delivery.channel, "", Receipt.Kind.READ, "") is None


def test_a_worker_whose_lease_was_taken_over_changes_nothing_by_its_late_no(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, has_idempotency=True)
    world.posted()
    (slow,) = outbox.begin(outbox.claim())
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.tidy()
    Delivery.objects.update(not_before=timezone.now())
    dispatch.send_due()
    assert Delivery.objects.get().state == State.SENT
    outcomes.fail(slow, NetworkError("busy", failure=Failure.RETRY))
    outcomes.lose_sight(slow, "nobody answered")
    outcomes.put_back(slow, "not ready")
    assert Delivery.objects.get().state == State.SENT
    assert Receipt.objects.filter(kind__in=["refused", "unknown"]).count() == 3


def test_one_that_cannot_be_made_ready_does_not_keep_the_others_back(
    world: World, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = world.posted("ana@fans.test", "Broken").draft.delivery
    world.posted("bea@fans.test", "Fine")
    envelope = dispatch.envelope

    def breaks(delivery: Delivery) -> object:
        if delivery.text == "Broken":
            raise FileNotFoundError("the file is gone")
        return envelope(delivery)

    monkeypatch.setattr(dispatch, "envelope", breaks)
    dispatch.send_due()
    assert network.texts == ["Fine"]
    broken.refresh_from_db()
    assert (broken.state, broken.state_reason) == (
        State.FAILED,
        "it could not be made ready: the file is gone",
    )


def test_a_network_that_never_answers_is_a_doubt(
    world: World, network: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "LONGEST_SEND", 0.05)
    world.posted()
    network.answers.append(Delay(5))
    dispatch.send_due()
    delivery = Delivery.objects.get()
    assert delivery.state == State.UNCERTAIN
    assert delivery.state_reason == "no answer in 0.05 seconds"


def test_a_connector_that_breaks_is_a_doubt_and_not_a_crash(world: World, network: Scripted) -> None:
    world.posted()
    network.answers.append(ZeroDivisionError("oops"))
    dispatch.send_due()
    assert Delivery.objects.get().state == State.UNCERTAIN


def test_what_a_network_cannot_do_is_refused_for_good_with_its_sentence(
    world: World, network: Scripted
) -> None:
    world.posted(text="x" * 10_001)
    dispatch.send_due()
    delivery = Delivery.objects.get()
    assert delivery.state == State.REFUSED
    assert "takes at most 10,000 characters" in delivery.state_reason


def test_an_address_that_does_not_exist_is_dead_at_once_and_the_next_question_says_why(
    world: World, network: Scripted
) -> None:
    world.posted()
    network.answers.append(NetworkError("550 no such user", failure=Failure.UNREACHABLE))
    dispatch.send_due()
    assert Handle.objects.get(key="ana@fans.test").unreachable_since is not None
    decision = world.mail_reply("ana@fans.test", "Again").draft.decision
    assert decision.verdict == "deny"
    assert any(reason["rule"] == "email.dead_address" for reason in decision.reasons)


def test_a_person_who_blocked_us_is_on_the_stop_list_before_anybody_asks_again(
    world: World, network: Scripted
) -> None:
    world.posted()
    network.answers.append(NetworkError("blocked", failure=Failure.PERSON_STOPPED))
    dispatch.send_due()
    assert world.mail_reply("ana@fans.test", "Again").draft.decision.verdict == "deny"


def test_a_stopped_message_says_why_even_where_no_rule_spoke() -> None:
    silent = Decision(reasons=[], layers=[{"verdict": "hold", "otherwise": "No rule speaks."}])
    assert outcomes.sentence(silent) == "No rule speaks."
    spoke = Decision(
        reasons=[{"effect": "advise", "says": "By the way."}, {"effect": "deny", "says": "They said no."}],
        layers=[{"verdict": "deny", "otherwise": "Silence."}],
    )
    assert outcomes.sentence(spoke) == "They said no."


def test_what_waits_to_be_undone_can_be_taken_back_in_time(
    world: World, network: Scripted, settings: object
) -> None:
    settings.UNDO_SECONDS = 10  # type: ignore[attr-defined]
    reply = world.posted()
    assert dispatch.send_due() == 0
    assert withdraw(reply.draft)
    assert not release.take_back(reply.draft.delivery_id)
    Delivery.objects.update(not_before=timezone.now())
    assert dispatch.send_due() == 0
    assert network.tries == []
