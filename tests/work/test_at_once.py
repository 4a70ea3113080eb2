"""Two workers at once: each cause is taken up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.drafts.models import Draft
from askfirst.inbox.models import Act
from askfirst.work import automations, running
from askfirst.work.models import CannedReply, Cursor, Run
from tests.databases import together
from tests.world import make_world

if TYPE_CHECKING:
    from tests.databases import Database


def test_two_workers_take_up_each_cause_once(database: Database) -> None:
    world = make_world()
    Cursor.objects.create(name=running.FEED, upto=0)
    hello = CannedReply.objects.create(brand=world.harbour, name="hello", text="Hello.")
    steps = [{"do": "priority", "to": 1}, {"do": "reply", "canned": hello.pk}]
    wanted = automations.Wanted(name="hello", when="message", conditions={}, steps=steps)
    automations.save(world.olivia, wanted)
    for name in ("Ana", "Tom", "Yusuf", "Nora"):
        world.visitor(name, "message", "Hello")

    assert not [raised for raised in together(*[running.run_due] * 3) if isinstance(raised, Exception)]
    running.run_due()
    assert Run.objects.count() == Draft.objects.count() == 4
    assert Act.objects.filter(kind="priority").count() == 4
