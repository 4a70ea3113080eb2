"""How engaged people are: one deed at a time, some people anew and everybody at once end in the same numbers."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.people import engaged, points, resolve, scores
from askfirst.people.models import Contact, Engagement, Score
from askfirst.people.points import Band
from askfirst.wire import forgetting, linking, merging
from tests.databases import together
from tests.world import days_ago, make_world

if TYPE_CHECKING:
    from datetime import datetime

    from tests.databases import Database
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

EXACT = 1e-9


def does(
    world: World, name: str, kind: str, ago: float = 0, *, times: int = 1, tone: int | None = None
) -> Contact:
    """Somebody does something so many times at one moment so many days ago."""
    seen = resolve.Seen(address=f"visitor-{name.lower()}", name=name, evidence="was here")
    handle = resolve.resolve(world.page.channel, seen)
    for _ in range(times):
        reference = f"{name}-{kind}-{Engagement.objects.count()}"
        resolve.engage(world.page.channel, handle, kind, reference=reference, at=days_ago(ago), tone=tone)
    return handle.contact


def rows() -> dict[int, tuple[object, ...]]:
    return {
        row.contact_id: (
            pytest.approx(row.value, rel=EXACT), pytest.approx(row.words, rel=EXACT),
            pytest.approx(row.light, rel=EXACT), row.kinds, row.breadth, row.deeds, row.last_at, row.brand_id,
        )
        for row in Score.objects.all()
    }  # fmt: skip


def numbers() -> dict[int, tuple[object, ...]]:
    return {
        row.contact_id: (
            row.value,
            row.words,
            row.light,
            row.kinds,
            row.breadth,
            row.deeds,
            row.last_at,
            row.brand_id,
        )
        for row in Score.objects.all()
    }


def band(person: Contact, at: datetime | None = None) -> Band | None:
    return engaged.standing(person, at).band


@pytest.mark.parametrize("seed", range(6))
def test_deed_by_deed_somebody_anew_and_everybody_at_once_are_equal(world: World, seed: int) -> None:
    chance = random.Random(seed)
    people = set()
    for _ in range(120):
        person = does(
            world,
            chance.choice(["Ana", "Tom", "Yusuf", "Mei"]),
            chance.choice(list(points.BITS)),
            chance.choice([0, 0, 1, 30, 89.9, 90, 91, 400, 9000, -3]),
            tone=chance.choice([None, -1, 0, 1]),
        )
        people.add(person.pk)
    one_by_one = rows()
    scores.rescore(people)
    assert numbers() == one_by_one
    Score.objects.all().delete()
    scores.rescore_everybody()
    assert numbers() == one_by_one
    scores.rescore_everybody(world.harbour)
    assert numbers() == one_by_one
    for contact in people:
        standing = engaged.standing(Contact.objects.get(pk=contact))
        row = Score.objects.get(contact=contact)
        assert standing.score == pytest.approx(engaged.today(row), rel=1e-6)
        assert sum(line.done for line in standing.lines) == row.deeds


def test_silence_never_lets_a_score_grow_and_keeps_the_order(world: World) -> None:
    ana, tom = does(world, "Ana", "comment", times=2), does(world, "Tom", "ask", 100, times=3)
    days = [timezone.now() + timedelta(days=day) for day in range(0, 900, 9)]
    for person in (ana, tom):
        held = [engaged.standing(person, at).score for at in days]
        assert held == sorted(held, reverse=True)
    for at in days:
        assert engaged.standing(ana, at).score > engaged.standing(tom, at).score
    half = engaged.standing(ana, timezone.now() + timedelta(days=points.HALF_LIFE)).score
    assert half == pytest.approx(engaged.standing(ana).score / 2)


def test_likes_votes_and_signs_alone_lift_nobody(world: World) -> None:
    for day in range(200):
        tom = does(world, "Tom", ("like", "reaction", "share")[day % 3], day / 4, times=5)
    held = engaged.standing(tom)
    assert held.score == 0
    assert held.light > 100
    assert band(tom) is Band.NEW
    assert not Contact.objects.filter(engaged.in_band(Band.ENGAGED, world.harbour, timezone.now())).exists()


def test_what_takes_one_press_is_never_more_than_a_third(world: World) -> None:
    for day in range(60):
        tom = does(world, "Tom", "like", day, times=3)
    does(world, "Tom", "comment")
    held = engaged.standing(tom)
    assert held.is_capped
    assert held.light_counted == pytest.approx(held.score / 3)


def test_a_burst_counts_as_three(world: World) -> None:
    ana, tom = does(world, "Ana", "comment", times=3), does(world, "Tom", "comment", times=60)
    assert engaged.standing(ana).score == pytest.approx(engaged.standing(tom).score)
    (line,) = engaged.standing(tom).lines
    assert (line.done, line.counted) == (60, 3)
    assert "57 came in bursts" in line.remarks[0]


def test_the_higher_bands_ask_for_deeds_of_two_kinds(world: World) -> None:
    for day in range(20):
        tom = does(world, "Tom", "comment", day)
    assert engaged.standing(tom).score > world.harbour.devoted_from
    assert band(tom) is Band.REGULAR
    assert "two kinds" in engaged.standing(tom).says_next
    does(world, "Tom", "like")
    assert band(tom) is Band.DEVOTED


def test_tone_weighs_what_is_said(world: World) -> None:
    world.visitor("Ana", "wall_post", "Thank you, I love it")
    world.visitor("Tom", "wall_post", "Open on Sunday?")
    world.visitor("Yusuf", "wall_post", "This is terrible")
    held = [engaged.standing(world.contact(name)).score for name in ("Ana", "Tom", "Yusuf")]
    assert held == pytest.approx([7.5, 6, 3])
    (line,) = engaged.standing(world.contact("Yusuf")).lines
    assert "sounded cross" in line.remarks[0]


def test_a_deed_dated_in_the_future_counts_from_when_we_heard_of_it(world: World) -> None:
    tom = does(world, "Tom", "comment", -3650)
    assert engaged.standing(tom).score == pytest.approx(5)


def test_who_did_nothing_is_in_no_band_and_the_past_is_not_made_up(world: World) -> None:
    somebody = Contact.objects.create(brand=world.harbour)
    assert band(somebody) is None
    ana = does(world, "Ana", "comment", times=2)
    assert band(ana, days_ago(2)) is None


@pytest.mark.parametrize("limits", [(1, 2, 3), (5, 20, 60), (50, 200, 600)])
def test_the_list_of_a_band_is_those_whose_page_says_so(world: World, limits: tuple[int, int, int]) -> None:
    chance = random.Random(7)
    for name in ("Ana", "Tom", "Yusuf", "Mei", "Ida", "Kofi"):
        for _ in range(chance.randrange(1, 30)):
            does(world, name, chance.choice(["comment", "like", "ask", "message"]), chance.randrange(200))
    Contact.objects.create(brand=world.harbour)
    regular, notable, devoted = limits
    engaged.set_limits(world.olivia, engaged.Limits(regular=regular, engaged=notable, devoted=devoted))
    world.harbour.refresh_from_db()
    at = timezone.now()
    everybody = list(Contact.objects.select_related("brand"))
    listed = {
        name: set(
            Contact.objects.filter(engaged.in_band(name, world.harbour, at)).values_list("pk", flat=True)
        )
        for name in (*Band, "none")
    }
    assert listed == {
        name: {one.pk for one in everybody if (band(one, at) or "none") == name} for name in (*Band, "none")
    }
    assert engaged.bands(everybody, world.harbour, at) == {
        one.pk: band(one, at) for one in everybody if band(one, at)
    }


def test_limits_must_rise(world: World) -> None:
    with pytest.raises(engaged.WrongLimits, match="above the one before"):
        engaged.set_limits(world.olivia, engaged.Limits(regular=20, engaged=20, devoted=60))
    world.harbour.refresh_from_db()
    assert world.harbour.regular_from == 5


def test_a_merge_counts_both_as_one_and_its_undoing_takes_them_apart(world: World) -> None:
    ana, tom = does(world, "Ana", "comment", times=3), does(world, "Tom", "comment", times=3)
    before = rows()
    held = merging.merge(world.olivia, ana, tom, evidence="said so")
    # Three comments on one day and three more are still a burst of six.
    assert engaged.standing(ana).lines[0].done == 6
    assert Score.objects.get(contact=ana).value == before[ana.pk][0]
    assert not Score.objects.filter(contact=tom).exists()
    merging.undo(world.olivia, held)
    assert numbers() == before


def test_what_came_by_an_address_goes_with_it(world: World, network: Scripted) -> None:
    world.event("message", actor="ana@fans.test", text="Hello")
    ana = world.mail_thread("ana@fans.test").them
    assert ana is not None
    other = linking.add(world.olivia, ana, "mastodon", "@ana@example.social", evidence="her card")
    assert band(ana) is Band.NEW
    mail = ana.handles.get(network="email")
    own = linking.unlink(world.olivia, mail, evidence="somebody else's")
    assert (band(own), band(ana)) == (Band.NEW, None)
    assert other.contact == ana


def test_who_is_forgotten_has_no_score_and_gets_none_again(world: World) -> None:
    ana = does(world, "Ana", "comment")
    forgetting.forget(world.olivia, ana)
    scores.rescore_everybody()
    scores.rescore([ana.pk])
    assert not Score.objects.exists()


def test_several_deeds_at_once_are_all_counted(database: Database) -> None:
    world = make_world()
    ana = does(world, "Ana", "comment")
    handle = ana.handles.get()

    def act(number: int) -> bool:
        return resolve.engage(
            world.page.channel, handle, "comment", reference=f"at once {number}", at=timezone.now()
        )

    assert together(*[lambda number=number: act(number) for number in range(5)]) == [True] * 5
    before = rows()
    scores.rescore([ana.pk])
    assert numbers() == before
    assert Score.objects.get().deeds == 6
