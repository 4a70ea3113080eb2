"""What the sandbox pushes: signed, in batches, twice, late, out of order, and not for ever."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askfirst.sandbox.face import Retry
from askfirst.sandbox.pushes import NotLoopback
from tests.sandbox.echo import Echo
from tests.sandbox.receiver import Receiver, wait_until
from tests.sandbox.test_server import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.sandbox.things import Hook


class PushStage(Stage):
    """With a hook, and somebody who listens there."""

    receiver: Receiver
    hook: Hook

    def texts(self) -> list[list[str]]:
        return [[event["text"] for event in got.json["events"]] for got in self.receiver.got]


@pytest.fixture
def stage() -> Iterator[PushStage]:
    it = PushStage()
    it.world.clock.freeze()
    with it.sandbox.running() as it.address, it.http, Receiver() as it.receiver:
        it.hook = it.world.hook(
            "echo", it.receiver.url, app=it.app.id, secret="s3cret", fields=["messages"], account=it.ours.id
        )
        yield it


def test_a_push_is_signed_over_its_very_bytes(stage: PushStage) -> None:
    stage.ana_writes("Olá, é possível reservar?")
    (got,) = stage.receiver.wait_for(1)
    right = hmac.new(b"s3cret", got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-echo-signature"] == right
    assert stage.texts() == [["Olá, é possível reservar?"]]


def test_events_that_wait_for_each_other_go_in_one_push_and_never_more_than_the_network_allows(
    stage: PushStage,
) -> None:
    manner = stage.sandbox.pushes.manner
    manner.batch, manner.is_held = 50, True
    for number in range(23):
        stage.ana_writes(str(number))
    manner.is_held = False
    stage.receiver.wait_for(3)
    assert [len(texts) for texts in stage.texts()] == [10, 10, 3]
    assert [text for texts in stage.texts() for text in texts] == [str(number) for number in range(23)]


def test_repeats_carry_the_same_bytes(stage: PushStage) -> None:
    stage.sandbox.pushes.manner.repeat_every = 2
    stage.ana_writes("one")
    stage.receiver.wait_for(1)
    stage.ana_writes("two")
    got = stage.receiver.wait_for(3)
    assert got[1].body == got[2].body
    assert stage.texts() == [["one"], ["two"], ["two"]]


def test_a_shuffled_order_loses_nothing_and_is_the_same_each_time(stage: PushStage) -> None:
    manner = stage.sandbox.pushes.manner
    manner.is_shuffled, manner.is_held = True, True
    for number in range(12):
        stage.ana_writes(str(number))
    manner.is_held = False
    stage.receiver.wait_for(12)
    came = [text for texts in stage.texts() for text in texts]
    assert came != sorted(came, key=int)
    assert sorted(came, key=int) == [str(number) for number in range(12)]


@pytest.mark.parametrize("order", ["before", "after"])
def test_our_own_message_comes_back_before_or_after_the_answer(stage: PushStage, order: str) -> None:
    stage.ana_writes("Open today?")
    stage.receiver.wait_for(1)
    stage.sandbox.pushes.manner.echo = order  # type: ignore[assignment] -- one of the two
    stage.sandbox.pushes.manner.delay = 5.0
    stage.write("Until six.")
    assert len(stage.receiver.got) == (2 if order == "before" else 1)
    stage.world.clock.move(timedelta(seconds=5))
    stage.receiver.wait_for(2)
    assert stage.texts()[1] == ["Until six."]


def test_a_push_that_fails_is_tried_again_by_the_worlds_clock(stage: PushStage) -> None:
    stage.receiver.status = 500
    stage.ana_writes("Hello?")
    stage.receiver.wait_for(1)
    wait_until(lambda: stage.world.parcels, "the next try to be planned")
    stage.receiver.status = 200
    stage.world.clock.move(timedelta(seconds=9))
    assert len(stage.receiver.got) == 1
    stage.world.clock.move(timedelta(seconds=1))
    first, second = stage.receiver.wait_for(2)
    assert first.body == second.body
    wait_until(lambda: stage.hook.failures == 0, "the hook to be well again")
    assert not stage.world.parcels


def test_an_hour_of_failures_switches_the_hook_off(stage: PushStage) -> None:
    stage.receiver.status = 500
    stage.ana_writes("Hello?")
    wait_until(lambda: stage.hook.failures == 1, "the first failure")
    stage.world.clock.move(timedelta(minutes=59))
    wait_until(lambda: stage.hook.failures == 2, "the second failure")
    assert stage.hook.is_enabled
    stage.world.clock.move(timedelta(minutes=1))
    wait_until(lambda: not stage.hook.is_enabled, "the hook to be switched off")
    assert "nothing but failures" in stage.hook.why
    stage.receiver.status = 200
    stage.ana_writes("Is anybody there?")
    assert not stage.sandbox.transcript.find(direction="out", since=3)


def test_three_failed_checks_switch_the_hook_off(stage: PushStage) -> None:
    stage.receiver.word = b"open wide"
    stage.world.clock.move(timedelta(hours=2))
    wait_until(lambda: len(stage.receiver.knocks) == 1, "the first check")
    assert stage.receiver.knocks == ["/hook?word=open"]
    stage.world.clock.move(timedelta(hours=4))
    wait_until(lambda: not stage.hook.is_enabled, "the hook to be switched off")
    assert len(stage.receiver.knocks) == 3
    assert "wrong word" in stage.hook.why


def test_a_good_check_between_two_bad_ones_forgives_them(stage: PushStage) -> None:
    for word, knocks in ((b"no", 1), (b"no", 2), (b"sesame", 3), (b"no", 4), (b"no", 5)):
        stage.receiver.word = word
        stage.world.clock.move(timedelta(hours=2))
        wait_until(lambda n=knocks: len(stage.receiver.knocks) == n, f"check {knocks}")
        wait_until(
            lambda: stage.hook.more.get("checked_at") == stage.world.now.isoformat(), "it to be judged"
        )
    assert stage.hook.is_enabled


def test_nothing_is_ever_sent_to_another_machine(
    stage: PushStage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.hook.url = "https://hooks.harbour.test/askfirst/echo"
    stage.ana_writes()
    wait_until(lambda: not stage.hook.is_enabled, "the hook to be refused")
    assert "not on this machine" in stage.hook.why
    assert "not on this machine" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["192.0.2.7:80", "elsewhere.example", "127.0.0.1@elsewhere.example", "["])
def test_only_an_address_of_this_machine_can_stand_for_a_host(stage: PushStage, address: str) -> None:
    names = {"hooks.harbour.test": address}
    answer = stage.http.post(f"{stage.address}/_sandbox/pushes", json={"names": names})
    assert (answer.status_code, stage.sandbox.pushes.names) == (400, {})
    stage.sandbox.pushes.names.update(names)
    with pytest.raises(NotLoopback, match="not on this machine"):
        stage.sandbox.pushes.address("https://hooks.harbour.test/askfirst/echo")


def test_a_public_name_may_stand_for_this_machine(stage: PushStage) -> None:
    stage.hook.url = "https://hooks.harbour.test/hook"
    stage.sandbox.pushes.names["hooks.harbour.test"] = f"127.0.0.1:{stage.receiver.server_address[1]}"
    stage.ana_writes()
    (got,) = stage.receiver.wait_for(1)
    assert got.headers["host"] == "hooks.harbour.test"


class Patient(Echo):
    """As X: a wrong answer to a check ends it at once, none at all only after 28 hours."""

    retry = Retry(checks_every=timedelta(hours=1), failed_checks=1, tolerates=timedelta(hours=28), delays=())


class Stubborn(Echo):
    """As Telegram: only 410, for 23 hours, ends it; what is older than a day is given up."""

    retry = Retry(
        delays=(1.0, 2.0, 4.0, 60.0),
        gives_up_after=timedelta(hours=24),
        disables_after=timedelta(hours=23),
        disabling_status=410,
    )


@pytest.fixture
def other_stage(request: pytest.FixtureRequest) -> Iterator[PushStage]:
    it = PushStage(face=request.param)
    it.world.clock.freeze()
    with it.sandbox.running() as it.address, it.http, Receiver() as it.receiver:
        it.hook = it.world.hook("echo", it.receiver.url, app=it.app.id, secret="s", fields=["messages"])
        yield it


@pytest.mark.parametrize("other_stage", [Patient], indirect=True)
def test_a_receiver_that_is_away_is_forgiven_for_28_hours_and_a_wrong_one_at_no_time(
    other_stage: PushStage,
) -> None:
    stage = other_stage
    good = stage.receiver.url
    stage.hook.url = "http://127.0.0.1:9/hook"
    for _ in range(9):
        stage.world.clock.move(timedelta(hours=3))
        wait_until(lambda: stage.hook.more.get("checked_at") == stage.world.now.isoformat(), "the checks")
        assert stage.hook.is_enabled
    stage.world.clock.move(timedelta(hours=1))
    wait_until(lambda: not stage.hook.is_enabled, "its end")
    assert "no answer" in stage.hook.why
    stage.hook.is_enabled, stage.hook.url, stage.receiver.word = True, good, b"wrong"
    stage.world.clock.move(timedelta(hours=1))
    wait_until(lambda: not stage.hook.is_enabled, "its end")
    assert "wrong word" in stage.hook.why


@pytest.mark.parametrize("other_stage", [Stubborn], indirect=True)
def test_only_a_day_of_410_ends_it_where_the_network_says_so(other_stage: PushStage) -> None:
    stage = other_stage
    stage.receiver.status = 500
    stage.ana_writes("Hello?")
    wait_until(lambda: stage.hook.failures == 1, "the first failure")
    stage.world.clock.move(timedelta(hours=23, minutes=30))
    wait_until(lambda: stage.hook.failures == 2, "the second failure")
    assert stage.hook.is_enabled
    stage.world.clock.move(timedelta(hours=1))
    wait_until(lambda: stage.hook.failures == 3, "the third failure")
    wait_until(lambda: not stage.world.parcels, "it to be given up")
    stage.receiver.status = 410
    stage.ana_writes("Hello again?")
    wait_until(lambda: stage.hook.failing_since, "the first 410")
    stage.world.clock.move(timedelta(hours=23))
    wait_until(lambda: not stage.hook.is_enabled, "its end")
