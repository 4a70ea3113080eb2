"""Writing and a second pair of eyes: nothing that was saved is lost, and a yes is of one version by somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.campaigns import access, approving, audiences, dry_run, gathering, running, writing
from askfirst.campaigns.models import Campaign
from askfirst.campaigns.writing import CannotChange, Overtaken, Words
from askfirst.people.models import Contact, Engagement
from askfirst.policy.model import Verdict
from tests.campaigns.stage import Stage

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_who_saves_on_top_of_another_version_is_told_and_loses_nothing(stage: Stage, world: World) -> None:
    held = stage.campaign("First")
    writing.save(world.mara, held, Words(subject="s", text="Mara's"), based_on=1)
    with pytest.raises(Overtaken) as caught:
        writing.save(world.wim, held, Words(subject="s", text="Wim's"), based_on=1)
    assert caught.value.newest.text == "Mara's"
    assert "Mara Lind saved version 2" in str(caught.value)
    saved = writing.save(world.wim, held, Words(subject="s", text="Both"), based_on=2)
    assert [one.text for one in held.versions.order_by("number")] == ["First", "Mara's", "Both"]
    assert saved.number == 3


def test_the_same_words_again_are_no_new_version(stage: Stage, world: World) -> None:
    held = stage.campaign("First")
    newest = access.version(held)
    assert newest
    again = writing.save(world.mara, held, writing.words_of(newest), based_on=0)
    assert again.pk == newest.pk


def test_a_difference_shows_what_went_and_what_came(stage: Stage, world: World) -> None:
    held = stage.campaign("Hello\nSunday")
    before = access.version(held)
    assert before
    after = writing.save(world.wim, held, Words(subject=before.subject, text="Hello\nMonday"), based_on=1)
    found = writing.difference(before, after)
    assert list(found) == ["text"]
    assert [(line.kind, line.text) for line in found["text"]] == [
        ("same", "Hello"),
        ("gone", "Sunday"),
        ("new", "Monday"),
    ]


def test_nobody_says_yes_to_their_own_words(stage: Stage, world: World) -> None:
    held = stage.campaign()
    writing.save(world.olivia, held, Words(subject="s", text="Mine"), based_on=1)
    with pytest.raises(CannotChange, match="yourself"):
        approving.approve(world.olivia, held, 2)
    with pytest.raises(CannotChange, match="second owner or admin"):
        approving.submit(world.olivia, held, 2)
    approving.approve(stage.second_owner(), held, 2)
    assert held.state == Campaign.State.APPROVED


def test_only_who_may_approve_says_yes_and_only_to_the_newest(stage: Stage, world: World) -> None:
    held = stage.campaign()
    for member in (world.wim, world.mara, world.nils):
        with pytest.raises(PermissionDenied):
            approving.approve(member, held, 1)
    writing.save(world.wim, held, Words(subject="s", text="Newer"), based_on=1)
    with pytest.raises(CannotChange, match="version 2"):
        approving.approve(world.olivia, held, 1)


def test_who_could_say_yes_hears_of_it_and_so_does_the_author(stage: Stage, world: World) -> None:
    held = stage.campaign()
    approving.submit(world.wim, held, 1)
    assert held.state == Campaign.State.WAITING
    told = Notification.objects.get(kind=Notification.Kind.CAMPAIGN)
    assert (told.member, str(told.title)) == (world.olivia, "Sunday waits for your yes")
    approving.ask_for_changes(world.olivia, held, 1, "Shorter, please")
    assert held.state == Campaign.State.DRAFT
    assert str(Notification.objects.get(member=world.wim).title) == "Please change Sunday"
    approving.comment(world.mara, held, 1, "I like it")
    assert [review.kind for review in held.reviews.order_by("pk")] == ["changes", "comment"]


def test_words_with_mistakes_are_kept_and_cannot_be_sent(stage: Stage, world: World) -> None:
    held = stage.campaign("Hello {{first_name}}", audience={"all": [{"field": "colour", "is": ["red"]}]})
    version = access.version(held)
    assert version
    first, second = writing.mistakes(held, version)
    assert first.startswith("text, line 1, letter 7: nobody knows the first_name")
    assert "condition 1: colour is no field" in second
    with pytest.raises(CannotChange, match="cannot be sent like this"):
        approving.approve(world.olivia, held, 1)


def test_what_is_being_sent_cannot_be_changed_and_can_be_copied(stage: Stage, world: World) -> None:
    held = stage.started()
    with pytest.raises(CannotChange, match="Copy it"):
        writing.save(world.wim, held, Words(text="New"), based_on=1)
    copied = writing.copy(world.wim, held)
    assert (copied.state, copied.versions.count()) == (Campaign.State.DRAFT, 1)


def test_nobody_sees_or_uses_what_is_another_brands(stage: Stage, world: World) -> None:
    held = stage.campaign()
    with pytest.raises(Http404):
        access.campaign(world.nils, held.pk)
    with pytest.raises(PermissionDenied):
        access.campaigns(world.caleb)
    with pytest.raises(PermissionDenied):
        writing.new(world.nils, stage.on, world.northwind_page.channel, "Theirs")
    with pytest.raises(PermissionDenied):
        writing.new(world.mara, stage.on, world.northwind_page.channel, "Mixed")
    assert running.start(world.mara, stage.approved()).state == Campaign.State.RUNNING


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, {"Ana", "Ben", "Cleo"}),
        ({"all": []}, {"Ana", "Ben", "Cleo"}),
        ({"field": "language", "is": ["de"]}, {"Ana", "Ben"}),
        ({"field": "language", "is_not": ["de"]}, {"Cleo"}),
        ({"field": "country", "is": ["de", "AT"]}, {"Ana"}),
        ({"field": "vip", "yes": True}, {"Cleo"}),
        ({"field": "wrote", "within": 30}, {"Ben"}),
        ({"field": "wrote", "not_within": 30}, {"Ana", "Cleo"}),
        ({"field": "shared", "within": 30}, {"Cleo"}),
        ({"field": "liked", "within": 30}, set()),
        ({"any": [{"field": "vip", "yes": True}, {"field": "country", "is": ["DE"]}]}, {"Ana", "Cleo"}),
        ({"none": [{"field": "vip", "yes": True}, {"field": "country", "is": ["DE"]}]}, {"Ben"}),
        (
            {"all": [{"field": "language", "is": ["de"]}, {"none": [{"field": "wrote", "within": 9}]}]},
            {"Ana"},
        ),
    ],
)
def test_an_audience_is_whom_the_conditions_name(world: World, conditions: Any, expected: set[str]) -> None:
    stage = Stage(world, people=0)
    stage.join("Ana", language="de-AT")
    Contact.objects.filter(name="Ana").update(country="DE")
    ben = stage.join("Ben", language="de")
    cleo = stage.join("Cleo", language="en", is_vip=True)
    Engagement.objects.create(
        brand=world.harbour,
        contact=cleo,
        channel=stage.channel,
        kind="share",
        reference="s1",
        occurred_at=timezone.now() - timedelta(days=10),
    )
    Engagement.objects.create(
        brand=world.harbour,
        contact=ben,
        channel=stage.channel,
        kind="message",
        reference="m1",
        occurred_at=timezone.now() - timedelta(days=3),
    )
    found = audiences.people(conditions, stage.on)
    assert set(found.values_list("name", flat=True)) == expected


@pytest.mark.parametrize(
    ("conditions", "says"),
    [
        ({"field": "language", "is": []}, "a list of 1 to 200 values"),
        ({"field": "language", "like": ["%"]}, "one of these can be said: is, is_not"),
        ({"field": "name; DROP TABLE", "is": ["x"]}, "is no field"),
        ({"all": [{"field": "wrote", "within": 0}]}, "condition 1: days are a number"),
        ({"all": [{"field": "wrote", "within": True}]}, "condition 1: days are a number"),
        ({"all": [{"any": [{"field": "vip", "yes": 1}]}]}, "condition 1.1: yes or no"),
        ({"all": {"field": "vip"}}, "a group is one of"),
        ({"all": [], "any": []}, "a group is one of"),
        ({"all": ["x"]}, "condition 1: a condition is expected"),
        ({"field": "list", "is": [10**30]}, "a list of 1 to 200 values"),
        ({"field": "list", "is": [999_999]}, "999999 is nothing that can be chosen"),
        ({"field": "relation", "is": ["enemy"]}, "enemy is nothing that can be chosen"),
        ({"field": "language", "is": ["a\x00b"]}, "a list of 1 to 200 values"),
        ({"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}, "at most 4 deep"),
        ({"all": [{"field": "vip", "yes": True}] * 51}, "more than 50"),
    ],
)
def test_what_is_no_audience_is_refused_with_its_place(stage: Stage, conditions: Any, says: str) -> None:
    with pytest.raises(audiences.BadAudience, match=says):
        audiences.read(conditions, stage.on)


def test_the_dry_run_says_who_gets_it_and_why_others_do_not(stage: Stage, world: World) -> None:
    stage.leave(stage.people[0])
    Contact.objects.create(brand=world.harbour, name="On no list")
    held = stage.campaign()
    version = access.version(held)
    assert version
    found = dry_run.summary(held, version)
    assert found.people == 3
    assert found.verdicts[Verdict.ALLOW] == 2
    assert found.verdicts[Verdict.DENY] == 1
    assert "consent-base.left" in {reason.rule for reason in found.reasons}
    one = dry_run.person(held, version, stage.people[1])
    assert (one.text, str(one.decision.verdict)) == ("Hello Fan, we open on Sunday.", "allow")
    other = dry_run.person(held, version, stage.people[0])
    assert str(other.decision.verdict) == "deny"
    assert [person.pk for person in dry_run.examples(held, version, 2)] == [
        one.pk for one in stage.people[:2]
    ]


def test_an_audience_that_nobody_fits_is_empty_and_ends(stage: Stage, world: World) -> None:
    held = stage.started(audience={"field": "language", "is": ["ja"]})
    version = access.version(held)
    assert version
    assert dry_run.summary(held, version).people == 0
    for _ in range(4):
        running.run_due()
    held.refresh_from_db()
    assert (held.state, held.recipients.count()) == (Campaign.State.DONE, 0)


def test_each_hour_is_that_of_the_persons_own_clock(stage: Stage, world: World) -> None:
    held = stage.campaign()
    world.harbour.time_zone = "Europe/Berlin"
    now = timezone.now()
    held.brand = world.harbour
    held.scheduled_at = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=3)
    held.is_local = True
    wanted = held.scheduled_at.astimezone(gathering._zone("Europe/Berlin")).hour
    for zone in ("Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin"):
        due = gathering.due_at(held, zone, now)
        assert due.astimezone(gathering._zone(zone)).hour == wanted
    assert gathering.due_at(held, "", now) == held.scheduled_at
    assert gathering.begins_at(held) == held.scheduled_at - gathering.EARLIEST
