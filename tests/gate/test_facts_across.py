"""Questions about several channels are looked up together, and each gets the facts that it gets alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.policy.facts import as_mapping
from tests.gate.crowd import Crowd
from tests.gate.test_audience import channel_on
from tests.profiles import sized

if TYPE_CHECKING:
    from tests.world import World

NETWORKS = ("facebook", "email", "page", "linkedin")


def crowd_on_all(world: World, seed: int) -> Crowd:
    channels = [channel_on(world, network) for network in NETWORKS]
    return Crowd(world, channels, seed=seed, people=sized(20, 80))


@pytest.mark.parametrize("seed", range(2))
def test_who_is_asked_about_on_many_channels_at_once_is_known_as_on_each_alone(
    world: World, seed: int
) -> None:
    crowd = crowd_on_all(world, seed)
    asked = [
        Question(channel=channel, contact=person, purpose=purpose, to=crowd.to(person, channel))
        for person in crowd.people
        for channel in crowd.channels
        for purpose in ("reply", "marketing")
    ]
    together = dict(zip(asked, map(as_mapping, gather(asked, crowd.now)), strict=True))
    for channel in crowd.channels:
        here = [question for question in asked if question.channel == channel]
        alone = dict(zip(here, map(as_mapping, gather(here, crowd.now)), strict=True))
        assert {question: together[question] for question in here} == alone


def test_three_more_channels_cost_a_few_queries_for_what_only_they_count(world: World) -> None:
    crowd = crowd_on_all(world, 5)
    asked = [
        Question(channel=channel, contact=person) for person in crowd.people for channel in crowd.channels
    ]
    counts = []
    for questions in (asked[:1], asked):
        with CaptureQueriesContext(connection) as seen:
            gather(questions, crowd.now)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 8
