"""Many at once are asked what each would be asked alone, and few queries are enough."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.campaigns import access, letting_go
from askfirst.gate import many, release
from askfirst.gate.models import Counter, Decision, Delivery, Slot
from askfirst.gate.question import Parcel
from tests.campaigns.stage import Stage, run

if TYPE_CHECKING:
    from askfirst.gate.question import Question
    from tests.world import World

pytestmark = pytest.mark.both_databases


def asked(stage: Stage) -> list[tuple[Question, Parcel]]:
    held = stage.approved()
    version = access.version(held)
    assert version
    return [
        (
            letting_go.question_of(held, version, size=len(stage.people), contact=person),
            Parcel(key=f"key-{person.pk}", to=person.handles.get().address, subject="Sunday"),
        )
        for person in stage.people
    ]


def test_each_gets_the_decision_that_they_would_get_alone(world: World) -> None:
    stage = Stage(world, people=6)
    stage.leave(stage.people[1])
    pairs = asked(stage)
    together = many.release_many(pairs[:3])
    alone = [release.release(*pair) for pair in pairs[3:]]
    assert [one.decision.verdict for one in together] == ["allow", "deny", "allow"]
    assert [bool(one.delivery) for one in together] == [True, False, True]
    first, other = together[0].decision, alone[0]
    differing = {
        "now",
        "consent_given_at",
        "identical_recent",
        "local_minute",
    }  # of each person, or of the order
    assert {k: v for k, v in first.facts.items() if k not in differing} == {
        k: v for k, v in other.facts.items() if k not in differing
    }
    assert (first.layers, first.policy_version) == (other.layers, other.policy_version)
    assert Delivery.objects.count() == 5


def test_more_people_cost_hardly_more_queries(world: World) -> None:
    stage = Stage(world, people=24)
    pairs = asked(stage)
    counts = []
    for some in (pairs[:2], pairs[2:6], pairs[6:]):
        with CaptureQueriesContext(connection) as seen:
            many.release_many(some)
        counts.append(len(seen))
    assert counts[1] == counts[2]
    deliveries = list(Delivery.objects.select_related("channel__brand", "contact", "decision__member", "on"))
    counts = []
    for few in (deliveries[:2], deliveries[2:]):
        with CaptureQueriesContext(connection) as seen:
            assert many.still_allowed(few) == {one.pk for one in few}
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_left_is_not_among_those_who_still_may(world: World) -> None:
    stage = Stage(world, people=3)
    stage.started()
    run()
    stage.leave(stage.people[0])
    rows = list(Delivery.objects.select_related("channel__brand", "contact", "decision__member", "on"))
    assert many.still_allowed(rows) == {one.pk for one in rows if one.contact != stage.people[0]}
    assert Decision.objects.filter(stage="recheck").count() == 0, "who asks alone writes down why"


def test_mails_to_gmail_are_counted_once_each(world: World) -> None:
    stage = Stage(world, people=4)
    for person in stage.people[:3]:
        person.handles.update(address=f"fan{person.pk}@gmail.com", key=f"fan{person.pk}@gmail.com")
    stage.started()
    run()
    assert Counter.objects.get(limit="email.gmail_bulk").reserved == 3
    rows = list(Delivery.objects.select_related("channel__brand", "contact", "decision__member", "on"))
    assert len(many.still_allowed(rows)) == 4
    assert Counter.objects.get(limit="email.gmail_bulk").reserved == 3
    assert Slot.objects.count() == 3


def test_what_is_not_one_kind_is_refused(world: World) -> None:
    stage = Stage(world, people=2)
    pairs = asked(stage)
    assert many.release_many([]) == []
    with pytest.raises(ValueError, match="each person once"):
        many.release_many([pairs[0], pairs[0]])
    with pytest.raises(ValueError, match="by nobody"):
        many.release_many([(replace(pairs[0][0], member=world.caleb), pairs[0][1])])
    strange = replace(pairs[0][0], channel=world.northwind_page.channel)
    with pytest.raises(PermissionDenied):
        many.release_many([(strange, pairs[0][1])])
    assert Delivery.objects.count() == 0
