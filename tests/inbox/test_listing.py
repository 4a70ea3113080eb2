"""The list of conversations: what each tab and filter holds, in which order, and that paging shows everything once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Team
from askfirst.inbox import listing, marks, sorting
from askfirst.inbox.filters import SORTS
from askfirst.inbox.models import Label, Mention, Thread
from askfirst.people.models import Contact
from tests.inbox.test_inbox import crowd

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

NOBODY = "nobody"


@pytest.fixture
def talks(world: World, network: Scripted) -> World:
    """Ana waits, and is Caleb's; Bea's window closes; Cy is put off; Dee is done; Ed mailed; Fay commented; somebody asked."""
    now = timezone.now()
    for hours, name in enumerate(("Ana", "Bea", "Cy", "Dee")):
        world.visitor(name, "message", f"{name} asks about beans", at=now - timedelta(hours=8 - 2 * hours))
    world.event("message", actor="ed@fans.test", text="A mail", at=now - timedelta(minutes=1))
    world.visitor("Fay", "wall_post", "On the wall", at=now - timedelta(minutes=5))
    marks.assign(world.olivia, world.thread("Ana"), world.caleb)
    sorting.label(
        world.caleb,
        world.thread("Ana"),
        Label.objects.create(brand=world.harbour, name="Refund"),
        is_on=True,
    )
    sorting.set_priority(world.caleb, world.thread("Ana"), Thread.Priority.URGENT)
    sorting.set_team(
        world.caleb, world.thread("Bea"), Team.objects.create(brand=world.harbour, name="Roastery")
    )
    marks.set_state(world.caleb, world.thread("Cy"), "later", until=now + timedelta(days=1))
    marks.set_state(world.caleb, world.thread("Dee"), "done")
    Thread.objects.filter(pk=world.thread("Ana").pk).update(closes_at=now + timedelta(hours=20))
    Thread.objects.filter(pk=world.thread("Bea").pk).update(closes_at=now + timedelta(hours=2))
    Thread.objects.create(
        brand=world.harbour, channel=world.page.channel, kind="ask", post=7, waiting_since=now, last_at=now
    )
    return world


def _names(world: World, **wanted: Any) -> list[str]:
    page = listing.page(world.caleb, listing.Filter(**wanted))
    return [_name(one) for one in page.threads]


def _name(thread: Thread) -> str:
    if thread.contact is None:
        return NOBODY
    return thread.contact.name or thread.theirs.address.partition("@")[0]


def test_each_tab_holds_what_it_says(talks: World) -> None:
    note = marks.note(talks.mara, talks.thread("Dee"), "look at this, @Caleb")
    Mention.objects.get_or_create(
        brand=talks.harbour, note=note, thread=talks.thread("Dee"), member=talks.caleb
    )
    assert _names(talks) == [NOBODY, "ed", "Fay", "Bea", "Ana"]
    assert _names(talks, view="mine") == ["Ana"]
    assert _names(talks, view="unassigned") == [NOBODY, "ed", "Fay", "Bea"]
    assert _names(talks, view="mentions") == ["Dee"]
    assert _names(talks, view="later") == ["Cy"]
    assert _names(talks, view="done") == ["Dee"]
    assert "Dee" in _names(talks, words="beans"), "who searches finds what is done too"
    assert listing.to_do(talks.caleb) == {"mine": 1, "unassigned": 4, "mentions": 1}
    marks.read(talks.caleb, talks.thread("Dee"))
    assert listing.to_do(talks.caleb)["mentions"] == 0, "it was looked at"
    assert _names(talks, view="mentions") == ["Dee"], "and is still found"


def test_each_filter_leaves_what_it_says(talks: World) -> None:
    assert talks.mail
    label, team = Label.objects.get(), Team.objects.get()
    assert _names(talks, channels=(talks.mail.pk,)) == ["ed"]
    assert _names(talks, channels=(talks.mail.pk, talks.page.channel.pk))[:2] == [NOBODY, "ed"]
    assert _names(talks, kinds=("wall_post", "ask")) == [NOBODY, "Fay"]
    assert _names(talks, labels=(label.pk,)) == ["Ana"]
    assert _names(talks, teams=(team.pk,)) == ["Bea"]
    assert _names(talks, members=(talks.caleb.pk, talks.mara.pk, -1)) == ["Ana"]
    assert _names(talks, members=(talks.caleb.pk,), teams=(team.pk,)) == []
    assert _names(talks, states=("done", "later")) == ["Dee", "Cy"]
    assert _names(talks, priorities=(Thread.Priority.URGENT, Thread.Priority.HIGH)) == ["Ana"]
    assert _names(talks, waiting="any") == [NOBODY, "ed", "Fay", "Bea", "Ana"]
    assert _names(talks, waiting="4h") == ["Bea", "Ana"]
    assert _names(talks, closing="any") == ["Bea", "Ana"]
    assert _names(talks, closing="4h") == ["Bea"]
    Contact.objects.filter(name="Bea").update(is_vip=True)
    assert _names(talks, is_vip=True) == ["Bea"]
    assert _names(talks, is_vip=True, labels=(label.pk,)) == []
    assert _names(talks, channels=(10**30,)) == _names(talks, labels=(-1,)) == []
    assert listing.count(talks.caleb, listing.Filter(waiting="4h")) == 2


def test_each_order_begins_with_what_matters_in_it(talks: World) -> None:
    assert _names(talks, sort="closing") == ["Bea", "Ana", NOBODY, "ed", "Fay"]
    assert _names(talks, sort="waiting") == ["Ana", "Bea", "Fay", "ed", NOBODY]
    Contact.objects.filter(name="Fay").update(is_vip=True)
    assert _names(talks, sort="waiting") == ["Fay", "Ana", "Bea", "ed", NOBODY], "a VIP waits in front"
    talks.reply("Ana", "From nine.")
    talks.work()
    assert _names(talks, sort="waiting")[-1] == "Ana", "who waits no longer stands behind"


@pytest.mark.parametrize("sort", SORTS)
def test_in_each_order_paging_shows_each_once(world: World, sort: str) -> None:
    crowd(world, 95)
    now = timezone.now()
    rows = list(Thread.objects.order_by("pk"))
    for number, row in enumerate(rows):  # many at the same moment, and many at none
        row.waiting_since = now - timedelta(hours=number % 3) if number % 2 else None
        row.closes_at = now + timedelta(hours=number % 5) if number % 3 else None
    Thread.objects.bulk_update(rows, ["waiting_since", "closes_at"])
    Contact.objects.filter(pk__in=[row.contact_id for row in rows[::7]]).update(is_vip=True)
    wanted, seen, after = listing.Filter(sort=sort), list[int](), ""
    while True:
        page = listing.page(world.caleb, wanted, after)
        seen += [one.pk for one in page.threads]
        after = page.after
        if not after:
            break
    assert sorted(seen) == [row.pk for row in rows]
    assert seen == listing.matching(world.caleb, wanted), "choosing all chooses in the order that is seen"
    assert seen == [one.pk for one in listing.page(world.caleb, wanted, most=400).threads]


@pytest.mark.parametrize("sort", SORTS)
def test_a_row_costs_no_query_of_its_own(world: World, sort: str) -> None:
    crowd(world, listing.PAGE)
    label = Label.objects.create(brand=world.harbour, name="Refund")
    for thread in Thread.objects.all()[:3]:
        thread.labels.add(label)
    with CaptureQueriesContext(connection) as queries:
        page = listing.page(world.caleb, listing.Filter(sort=sort))
        for one in page.threads:
            _ = (str(one.contact), one.channel.brand, one.team, one.assignee, list(one.labels.all()))
    assert len(page.threads) == listing.PAGE
    assert len(queries) <= 5
