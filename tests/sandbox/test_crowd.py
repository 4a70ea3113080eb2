"""The crowd: the same for the same seed, in many languages, and quick to leave when it gets what it did not ask for."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from askfirst.sandbox.crowd import Crowd
from askfirst.sandbox.crowd.words import TONGUES, name_of
from askfirst.sandbox.things import Deed, Kind
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_server import Stage

if TYPE_CHECKING:
    from askfirst.sandbox.things import Act

ENDING = (Kind.UNFOLLOW, Kind.MUTE, Kind.WRITE)
"""What they had in mind when they read an earlier message, and still do."""
NIGHT = "2026-05-01T03:00:00+00:00"


def lived(seed: int = 7, *, people: int = 200, days: int = 10) -> Stage:
    stage = Stage()
    stage.world.clock.freeze(datetime.fromisoformat(NIGHT))
    live(stage, seed, people, days)
    return stage


def live(stage: Stage, seed: int = 7, people: int = 200, days: int = 10) -> Crowd:
    crowd = Crowd(stage.sandbox, people=people, days=days, seed=seed)
    while crowd.step():
        pass
    crowd.close()
    return crowd


def test_the_same_seed_makes_the_same_acts_and_another_one_others() -> None:
    assert lived(7).world.acts == lived(7).world.acts
    texts = [[act.deed.text for act in lived(seed).world.acts] for seed in (7, 8)]
    assert texts[0] != texts[1]


def test_they_do_all_kinds_of_things_in_many_languages() -> None:
    stage = lived()
    kinds = Counter(act.deed.kind for act in stage.world.acts)
    for kind in (Kind.FOLLOW, Kind.LIKE, Kind.COMMENT, Kind.WRITE, Kind.ASK, Kind.UNFOLLOW):
        assert kinds[kind] > 3, kind
    asked = {ask.asker == "" for ask in stage.world.asks.values()}
    assert asked == {True, False}
    writers = {stage.world.profile("echo", act.deed.source).language for act in stage.world.acts}
    assert len(writers) > 8


def test_the_days_end_now_and_a_second_crowd_goes_on_from_there() -> None:
    stage = lived(days=10)
    end = stage.world.now
    assert end.isoformat() == NIGHT
    assert stage.world.acts[0].at >= end - timedelta(days=10)
    assert all(one.at <= two.at for one, two in zip(stage.world.acts, stage.world.acts[1:], strict=False))
    first = len(stage.world.people)
    live(stage, days=3)
    assert len(stage.world.people) == first
    assert stage.world.now > end


def test_what_was_played_by_hand_today_does_not_send_the_crowd_into_the_future() -> None:
    stage = Stage()
    stage.world.clock.freeze(datetime.fromisoformat(NIGHT))
    stage.ana_writes("Open today?")
    live(stage, days=5)
    assert stage.world.now.isoformat() == NIGHT
    assert stage.world.last_message("echo", stage.ana.id, stage.ours.id).text == "Open today?"


def test_who_is_answered_is_thankful_and_who_is_pitched_at_leaves() -> None:
    """Two brands: one answers what it was asked, one sends offers to everybody who ever wrote."""
    good, bad = play_brand("Yes, until six."), play_brand("Only today: 20 % discount on everything!")
    assert good[Kind.BLOCK] == good[Kind.REPORT] == 0
    assert bad[Kind.BLOCK] > 5
    assert bad[Kind.REPORT] > 0
    assert good[Kind.WRITE] > bad[Kind.WRITE]


def play_brand(answer: str) -> Counter[Kind]:
    stage = Stage()
    stage.world.clock.freeze()

    def reply(act: Act) -> None:
        deed = act.deed
        if deed.kind is Kind.WRITE and deed.target == stage.ours.id:
            stage.sandbox.faces.play(
                Deed(network="echo", kind=Kind.WRITE, source=stage.ours.id, target=deed.source, text=answer)
            )

    def reply_once(act: Act) -> None:
        if act.deed.text.endswith(("?", "?", "؟")):
            reply(act)

    stage.world.hearers.append(reply_once)
    live(stage, people=300, days=20)
    return Counter(act.deed.kind for act in stage.world.acts if act.deed.source != stage.ours.id)


def test_who_has_had_enough_never_comes_back() -> None:
    stage = Stage()
    stage.world.clock.freeze()

    def pitch(act: Act) -> None:
        if act.deed.kind is Kind.FOLLOW:
            for text in ("Sale!", "Last offer!", "Deal!", "Voucher!"):
                stage.world.do(
                    Deed(
                        network="echo",
                        kind=Kind.WRITE,
                        source=stage.ours.id,
                        target=act.deed.source,
                        text=text,
                    )
                )

    stage.world.hearers.append(pitch)
    live(stage, people=200, days=20)
    followed = {act.deed.source for act in stage.world.acts if act.deed.kind is Kind.FOLLOW}
    blocked = {edge.source: edge.since for edge in stage.world.edges_to("echo", "block", stage.ours.id)}
    assert len(blocked) > len(followed) / 2 > 30
    for source, since in blocked.items():
        later = [act.deed.kind for act in stage.world.acts_of("echo", source) if act.at > since]
        assert set(later) <= {Kind.RECEIVE, Kind.READ, *ENDING}


def test_the_product_hears_of_all_of_it_by_pushes_alone() -> None:
    stage = Stage()
    with stage.sandbox.running() as address, Receiver() as receiver, httpx.Client(trust_env=False) as client:
        stage.world.hook("echo", receiver.url, app=stage.app.id, fields=["messages"])
        asked = {"people": 100, "days": 10, "seed": 7}
        assert client.post(f"{address}/_sandbox/crowd", json=asked).status_code == 202
        assert client.post(f"{address}/_sandbox/crowd", json=asked).status_code == 409
        state: dict[str, Any] = {"is_playing": True}
        end = time.monotonic() + 30
        while state["is_playing"]:
            assert time.monotonic() < end
            state = client.get(f"{address}/_sandbox/crowd").json()
            time.sleep(0.02)
        client.post(f"{address}/_sandbox/pushes/flush")
        pushed = [event["id"] for got in receiver.got for event in got.json["events"]]
    written = [id_ for _, id_ in stage.world.messages]
    assert len(written) == state["done"]["write"] > 10
    assert sorted(pushed) == sorted(written)
    assert stage.sandbox.mistakes == []


@pytest.mark.parametrize("asked", [{"people": 0}, {"days": -1}, {"size": 3}])
def test_a_strange_crowd_is_told(asked: dict[str, int]) -> None:
    stage = Stage()
    with stage.sandbox.running() as address, httpx.Client(trust_env=False) as client:
        answer = client.post(f"{address}/_sandbox/crowd", json=asked)
        assert answer.status_code == 400
        assert next(iter(asked)) in answer.json()["error"]


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.language)
def test_each_language_has_names_and_words_of_its_own(tongue: Any) -> None:
    assert len({name_of(tongue, number) for number in range(150)}) > 100
    for kind in ("questions", "comments", "thanks", "annoyed", "stop"):
        words = getattr(tongue, kind).split("|")
        assert len(words) >= 2
        assert len(set(words)) == len(words)
        assert all(word.strip() == word and word for word in words)
