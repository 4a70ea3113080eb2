"""One thing done to many conversations: done, counted, and put back, by whatever worker and however often it dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from askfirst.brand.models import Change, Member, Team
from askfirst.inbox import marks
from askfirst.inbox.models import Act, Label, Thread
from askfirst.work import batches
from askfirst.work.models import Batch, BatchLine
from tests.databases import together
from tests.inbox.test_inbox import crowd
from tests.world import make_world

if TYPE_CHECKING:
    from tests.databases import Database
    from tests.world import World

pytestmark = pytest.mark.both_databases

DONE = [{"do": "state", "to": "done"}]


def _keys() -> list[int]:
    return list(Thread.objects.order_by("pk").values_list("pk", flat=True))


def _states() -> set[str]:
    return set(Thread.objects.values_list("state", flat=True))


def test_a_few_are_done_at_once_and_put_back_but_for_what_was_changed_since(world: World) -> None:
    crowd(world, 3)
    keys = _keys()
    label = Label.objects.create(brand=world.harbour, name="Refund")
    steps = [*DONE, {"do": "label", "label": label.pk}]
    batch = batches.start(world.caleb, steps, [*keys, keys[0]], says="Done", by="Close as refund")
    assert (batch.state, batch.upto, batch.total) == (Batch.State.DONE, 3, 3)
    assert _states() == {"done"}
    assert label.threads.count() == 3
    assert set(Act.objects.values_list("by", "member")) == {("Close as refund", world.caleb.pk)}
    marks.set_state(world.mara, Thread.objects.get(pk=keys[1]), "no_reply")
    undone = batches.undo(world.caleb, batch)
    assert undone.state == Batch.State.UNDONE
    assert list(Thread.objects.order_by("pk").values_list("state", flat=True)) == ["open", "no_reply", "open"]
    assert not label.threads.exists()
    (line,) = batches.problems(undone)
    assert (line.thread_id, line.problems) == (
        keys[1],
        ["Its state was changed since, so it stays as it is."],
    )
    assert batches.undo(world.caleb, undone).state == Batch.State.UNDONE, "twice undone is undone once"
    assert BatchLine.objects.filter(is_put_back=True).count() == 3


def test_many_are_the_workers_who_says_how_far_it_is(world: World) -> None:
    crowd(world, 45)
    batch = batches.start(world.caleb, DONE, _keys(), says="Done")
    assert (batch.state, batch.upto) == (Batch.State.RUNNING, 0)
    assert _states() == {"open"}
    seen = []
    while batches.work_off():
        batch.refresh_from_db()
        seen.append((batch.upto, batch.state))
    assert seen == [(20, "running"), (40, "running"), (45, "done")]
    assert _states() == {"done"}
    told = Change.objects.filter(kind="batch")
    assert set(told.values_list("member", flat=True)) == {world.caleb.pk}, "it is news to nobody else"
    assert batches.undo(world.caleb, batch).left == 45
    while batches.work_off():
        pass
    assert _states() == {"open"}
    assert not batches.problems(batch)


def test_a_batch_that_is_stopped_puts_back_what_it_has_done_so_far(world: World) -> None:
    crowd(world, 45)
    batch = batches.start(world.caleb, DONE, _keys(), says="Done")
    batches.work_off()
    assert Thread.objects.filter(state="done").count() == 20
    batches.undo(world.caleb, batch)
    while batches.work_off():
        pass
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNDONE
    assert _states() == {"open"}
    assert Act.objects.filter(kind="state").count() == 40, "what was never done was not put back"


def test_what_cannot_be_done_is_said_of_each_and_keeps_none_of_the_others(world: World) -> None:
    crowd(world, 2)
    team = Team.objects.create(brand=world.harbour, name="Roastery")
    steps = [{"do": "team", "team": team.pk}, *DONE]
    team.delete()
    batch = batches.start(world.caleb, steps, _keys(), says="Given to Roastery")
    assert _states() == {"done"}
    assert batches.count_problems(batch) == 2
    assert {tuple(line.problems) for line in batches.problems(batch)} == {
        ("The team that it was to be given to is gone: choose another.",)
    }


def test_only_what_a_member_may_touch_is_touched(world: World) -> None:
    crowd(world, 2)
    keys = _keys()
    viewer = Member.objects.create_user(
        "vera@harbour.test", None, brand=world.harbour, name="V", role="viewer"
    )
    with pytest.raises(PermissionDenied):
        batches.start(viewer, DONE, keys, says="Done")
    foreign = batches.start(world.nils, DONE, keys, says="Done")
    assert (foreign.state, foreign.upto) == (Batch.State.DONE, 2)
    assert _states() == {"open"}, "ids of another brand name nothing"
    mine = batches.start(world.caleb, DONE, keys, says="Done")
    for other in (world.mara, world.nils):
        with pytest.raises(Http404):
            batches.batch(other, mine.pk)
        with pytest.raises(PermissionDenied):
            batches.undo(other, mine)
        with pytest.raises(PermissionDenied):
            batches.put_away(other, mine)
    Member.objects.filter(pk=world.caleb.pk).update(role="viewer")
    batches.undo(world.caleb, mine)
    assert _states() == {"done"}, "who may no longer write puts nothing back"
    assert batches.count_problems(mine) == 2


def test_nothing_chosen_and_too_much_chosen_is_said(world: World) -> None:
    with pytest.raises(ValueError, match="tick one first"):
        batches.start(world.caleb, DONE, [], says="Done")
    with pytest.raises(ValueError, match="More than 10,000"):
        batches.start(world.caleb, DONE, range(1, 10_002), says="Done")


def test_the_list_tells_of_a_batch_until_it_is_put_away_or_old(world: World) -> None:
    crowd(world, 1)
    assert batches.latest(world.caleb) is None
    batch = batches.start(world.caleb, DONE, _keys(), says="Done")
    assert batches.latest(world.caleb) == batch
    assert batches.latest(world.mara) is None
    batches.put_away(world.caleb, batch)
    assert batches.latest(world.caleb) is None
    batches.undo(world.caleb, batch)
    assert batches.latest(world.caleb) == batch, "an undo is told of again"
    Batch.objects.update(ended_at=timezone.now() - batches.SHOWN * 2)
    assert batches.latest(world.caleb) is None
    assert batches.forget_old() == 0
    Batch.objects.update(ended_at=timezone.now() - batches.KEPT * 2)
    batches.forget_old()
    assert not BatchLine.objects.exists()


def test_two_workers_at_once_do_each_conversation_once(database: Database) -> None:
    world = make_world()
    crowd(world, 60)
    batches.start(world.caleb, DONE, _keys(), says="Done")

    def work() -> int:
        done = 0
        while step := batches.work_off():
            done += step
        return done

    found = together(work, work)
    while batches.work_off():
        pass  # whoever found the batch in another's hand went home early
    assert all(isinstance(one, int) for one in found), found
    assert Act.objects.filter(kind="state").count() == 60
    assert BatchLine.objects.count() == 60
    assert Batch.objects.get().state == Batch.State.DONE
