"""Numbers and pictures of campaigns: the flow of a dry run, what became of a message, and opt-ins won and lost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from askfirst.campaigns import figures, results
from askfirst.campaigns.models import Click
from askfirst.consent import ledger
from askfirst.consent.models import Entry, List, Suppression
from askfirst.gate import health
from askfirst.gate.health_models import Signal
from askfirst.gate.models import Delivery, Receipt
from askfirst.people.models import Engagement
from askfirst.web.campaign_flow import THIN, Branch, flow
from askfirst.wire import dispatch
from tests.campaigns.stage import Stage, run
from tests.web.desk import Desk

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from askfirst.campaigns.models import Campaign
    from askfirst.people.models import Contact
    from tests.scripted import Scripted
    from tests.world import World

LABELS = ("On the list", "Fit", "Get it", "Held", "Do not")


@pytest.fixture
def stage(world: World, settings: SettingsWrapper, network: Scripted) -> Stage:
    settings.ADDRESS = "https://askfirst.test"
    return Stage(world, people=4)


def sent(stage: Stage) -> Campaign:
    """A campaign that has left for everybody."""
    held = stage.started()
    run()
    dispatch.send_due()
    Delivery.objects.update(sent_at=timezone.now() - timedelta(hours=1), state="sent")
    return held


def delivery(person: Contact) -> Delivery:
    return Delivery.objects.get(contact=person)


# --- The picture -------------------------------------------------------------------------------------------------------


branches = st.lists(
    st.builds(
        Branch,
        kind=st.sampled_from(["allow", "hold", "deny", "out"]),
        people=st.integers(1, 1_000_000),
        says=st.text(max_size=90),
    ),
    min_size=1,
    max_size=20,
).map(lambda all_: sorted(all_, key=lambda one: ["allow", "hold", "deny", "out"].index(one.kind)))


@given(branches)
def test_in_the_picture_everybody_of_the_list_arrives_somewhere(found: list[Branch]) -> None:
    people = sum(one.people for one in found)
    drawn = flow(LABELS, people, found)
    by_label = {node.label: node.people for node in drawn.nodes}
    assert by_label["On the list"] == people
    assert by_label.get("Fit", 0) == sum(one.people for one in found if one.kind != "out")
    assert sum(node.people for node in drawn.nodes if not node.label) == people


@given(branches)
def test_in_the_picture_few_people_are_seen_and_nothing_lies_over_another(found: list[Branch]) -> None:
    drawn = flow(LABELS, sum(one.people for one in found), found)
    leaves = sorted((node for node in drawn.nodes if not node.label), key=lambda node: node.y)
    assert all(node.height >= THIN for node in drawn.nodes)
    for upper, lower in pairwise(leaves):
        assert upper.y + upper.height <= lower.y
    for node in drawn.nodes:
        assert node.y + node.height <= drawn.height
        assert len(node.words) <= len(node.says)


def test_a_picture_of_nobody_is_empty() -> None:
    assert flow(LABELS, 0, []).nodes == []


# --- What became of it -------------------------------------------------------------------------------------------------


def test_results_are_read_through_from_what_happened(stage: Stage) -> None:
    held = sent(stage)
    ana, tom, li, zoe = stage.people
    Receipt.objects.create(delivery=delivery(ana), kind="bounced", at=timezone.now())
    Engagement.objects.create(
        brand=stage.world.harbour,
        contact=tom,
        channel=stage.channel,
        kind="message",
        occurred_at=timezone.now(),
    )
    stage.leave(li)
    told_at = timezone.now() - timedelta(seconds=30)  # by the clock of her provider, which goes behind
    ledger.stop(zoe, reason=Suppression.Reason.COMPLAINT, evidence="abuse", at=told_at)
    health.signal(stage.channel, Signal.Kind.COMPLAINT, key="arf-1", delivery=delivery(zoe), at=told_at)
    found = results.afterwards(held)
    assert (found.came_back, found.answered, found.left, found.complained) == (1, 1, 2, 1)


def test_what_a_program_followed_is_no_persons_click(stage: Stage) -> None:
    held = sent(stage)
    ana, tom, li, _zoe = stage.people
    for person, is_human in ((ana, True), (ana, False), (tom, False), (li, None)):
        Click.objects.create(delivery=delivery(person), address="https://harbour.test/", is_human=is_human)
    found = results.afterwards(held)
    assert (found.followed, found.followed_by_programs, found.followed_by_unknown) == (1, 1, 1)


def test_what_happened_before_or_long_after_is_not_counted_to_it(stage: Stage) -> None:
    held = sent(stage)
    for person, at in zip(stage.people, (timedelta(hours=-2), timedelta(days=15)), strict=False):
        Engagement.objects.create(
            brand=stage.world.harbour,
            contact=person,
            channel=stage.channel,
            kind="message",
            reference=str(at),
            occurred_at=timezone.now() + at,
        )
    assert results.afterwards(held).answered == 0


def test_the_page_of_results_shows_complaints_as_a_number_and_no_name(stage: Stage) -> None:
    held = sent(stage)
    reported = delivery(stage.people[0])
    health.signal(stage.channel, Signal.Kind.COMPLAINT, key="arf-1", delivery=reported, at=timezone.now())
    told = Desk(stage.world.mara).sees(f"/campaigns/{held.pk}/results/")
    assert "Complaints 1 a number, never a name" in told
    assert str(stage.people[0]) not in told


def test_results_cost_no_more_queries_for_more_people(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    for nth in range(20):
        stage.join(f"More {nth}")
    held = sent(stage)
    desk = Desk(stage.world.mara)
    with django_assert_max_num_queries(40):
        desk.sees(f"/campaigns/{held.pk}/results/")


# --- Opt-ins -----------------------------------------------------------------------------------------------------------


def line(stage: Stage, person: Contact, act: str, days: int, on: List | None = None, **more: Any) -> None:
    ledger.record(
        person,
        act,
        evidence="x",
        purpose=more.pop("purpose", "marketing"),
        list=on,
        occurred_at=timezone.now() - timedelta(days=days),
        **more,
    )


def of(stage: Stage, on: List | None = None, days: int = 20) -> figures.Figures:
    brand = stage.world.harbour
    today = timezone.localdate(timezone=ZoneInfo(brand.time_zone))
    return figures.figures(brand, today - timedelta(days=days - 1), today, on)


def test_won_and_lost_are_counted_once_each_by_source(stage: Stage) -> None:
    ana = stage.people[0]
    line(stage, ana, Entry.Act.CONFIRMED, 9, stage.on, mechanism="button", place="the page")
    line(stage, ana, Entry.Act.WITHDRAWN, 5, stage.on, mechanism="one_click", place="mail")
    line(stage, ana, Entry.Act.WITHDRAWN, 4, stage.on, mechanism="one_click", place="mail")
    line(stage, ana, Entry.Act.CONFIRMED, 2, stage.on, mechanism="keyword", place="a talk")
    found = of(stage, stage.on)
    assert (found.won, found.lost, found.size) == (1, 1, 4), "she stood on it already when she said it again"
    assert [(one.place, many) for one, many in found.won_by] == [("a talk", 1)]
    assert [(one.mechanism, many) for one, many in found.lost_by] == [("one_click", 1)]
    assert found.days[-1].size == 4
    assert found.days[-4].size == 3


def test_who_stops_everything_is_lost_to_every_list(stage: Stage) -> None:
    other = List.objects.create(brand=stage.world.harbour, slug="more", name="More")
    line(stage, stage.people[0], Entry.Act.JOINED, 8, other)
    ledger.stop(stage.people[0], reason="asked", evidence="by phone")
    assert of(stage).lost == 2
    assert of(stage, other).lost == 1
    assert of(stage).size == 3


def test_won_less_lost_is_how_many_more_there_are(stage: Stage) -> None:
    for nth, person in enumerate(stage.people):
        line(stage, person, Entry.Act.WITHDRAWN, nth + 1, stage.on)
        line(stage, person, Entry.Act.JOINED, nth, stage.on)
    found = of(stage, stage.on)
    assert (
        found.size - (found.days[0].size - found.days[0].won + found.days[0].lost) == found.won - found.lost
    )


def test_the_page_of_figures_shows_them_and_gives_a_table_without_formulas(stage: Stage) -> None:
    person = stage.join("Formula")
    stage.leave(person)
    line(stage, person, Entry.Act.CONFIRMED, 0, stage.on, mechanism="form", place="=1+1")
    desk = Desk(stage.world.mara)
    told = desk.sees("/campaigns/figures/")
    assert "On your lists 5" in told
    answer = desk.get(f"/campaigns/figures/?list={stage.on.pk}&as=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Day", "Won", "Lost", "On the list at its end"]
    assert any("'=1+1" in row for row in rows)


def test_the_figures_of_another_brands_list_are_not_shown(stage: Stage) -> None:
    other = List.objects.create(brand=stage.world.northwind, slug="theirs", name="Theirs")
    assert Desk(stage.world.mara).get(f"/campaigns/figures/?list={other.pk}").status_code == 403
