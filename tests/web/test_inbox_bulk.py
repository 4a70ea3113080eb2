"""Doing one thing to many conversations, narrowing the list and keeping it as a view: with scripts and without."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Role
from askfirst.inbox import listing, marks, sorting
from askfirst.inbox.models import Label, Thread
from askfirst.work import batches, views
from askfirst.work.models import Batch, Macro
from tests.inbox.test_inbox import crowd
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.caleb)


def _keys() -> list[int]:
    return list(Thread.objects.order_by("pk").values_list("pk", flat=True))


def _states() -> list[str]:
    return list(Thread.objects.order_by("pk").values_list("state", flat=True))


def test_without_scripts_what_is_ticked_is_done_and_undone_where_it_is_told(world: World, desk: Desk) -> None:
    crowd(world, 3)
    first, second, _ = _keys()
    page = desk.post("/inbox/bulk/", do="no_reply", thread=[first, second], query="?sort=waiting")
    assert page.request["QUERY_STRING"] == "sort=waiting", "the list is as it was"  # type: ignore[attr-defined]
    assert _states() == ["no_reply", "no_reply", "open"]
    assert "No reply needed 2 conversations" in words(page)
    undo = re.search(r'action="(/inbox/batches/\d+/undo/)"', page.content.decode())
    assert undo
    assert "was undone" in words(desk.post(undo[1]))
    assert _states() == ["open"] * 3
    away = re.search(r'action="(/inbox/batches/\d+/put-away/)"', desk.get("/inbox/").content.decode())
    assert away
    assert "was undone" not in words(desk.post(away[1]))


def test_all_that_match_are_more_than_those_on_the_screen(world: World, desk: Desk) -> None:
    crowd(world, 60)
    for thread in Thread.objects.all()[:50]:
        sorting.set_priority(world.caleb, thread, Thread.Priority.HIGH)
    assert words(desk.fragment("/inbox/matching/?priority=1")) == "All 50 that match"
    answer = desk.browser.post(
        "/inbox/bulk/", {"do": "done", "everything": "1", "query": "?priority=1"}, **SCRIPTED
    )
    assert "0 of 50" in words(answer)
    assert "Stop and undo" in words(answer)
    batches.work_off()
    batch = Batch.objects.get()
    assert "20 of 50" in words(desk.fragment(f"/inbox/batches/{batch.pk}/"))
    assert 'value="20"' in desk.fragment(f"/inbox/batches/{batch.pk}/").content.decode()
    while batches.work_off():
        pass
    assert "Done 50 conversations" in desk.sees("/inbox/")
    assert Thread.objects.filter(state="done").count() == 50


def _deeds(world: World) -> dict[str, dict[str, Any]]:
    label = Label.objects.create(brand=world.harbour, name="Refund")
    team = Team.objects.create(brand=world.harbour, name="Roastery")
    macro = Macro.objects.create(
        brand=world.harbour, name="Praise", steps=[{"do": "state", "to": "no_reply"}]
    )
    return {
        "later": {"later": "tomorrow"},
        "custom": {"custom": f"{timezone.now() + timedelta(days=3):%Y-%m-%dT09:00}"},
        "assign": {"assignee": world.mara.pk},
        "team": {"team": team.pk},
        "label": {"label": label.pk},
        "priority": {"priority": "2"},
        "macro": {"macro": macro.pk},
    }


def test_everything_on_the_bar_does_what_it_says(world: World, desk: Desk) -> None:
    crowd(world, 1)
    (pk,) = _keys()
    for do, typed in _deeds(world).items():
        desk.post("/inbox/bulk/", do=do, thread=pk, **typed)
    held = Thread.objects.select_related("team", "assignee").get(pk=pk)
    assert (str(held.assignee), str(held.team), held.priority, held.state) == (
        "Mara Lind",
        "Roastery",
        2,
        "no_reply",
    )
    assert [str(label) for label in held.labels.all()] == ["Refund"]
    assert [row.says for row in Batch.objects.order_by("pk")][2:] == [
        "Given to Mara Lind",
        "Given to Roastery",
        "Label “Refund” put on",
        "Priority: Urgent",
        "Macro “Praise”",
    ]
    desk.post("/inbox/bulk/", do="unlabel", thread=pk, label=Label.objects.get().pk)
    desk.post("/inbox/bulk/", do="assign", thread=pk, assignee="nobody")
    desk.post("/inbox/bulk/", do="team", thread=pk, team="none")
    held.refresh_from_db()
    assert (held.assignee, held.team, held.labels.count()) == (None, None, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"do": "done"}, "No conversation is chosen"),
        ({"do": "explode", "thread": "1"}, "Choose what to do"),
        ({"do": "assign", "thread": "1", "assignee": "999999"}, "Choose the colleague"),
        ({"do": "team", "thread": "1", "team": "x"}, "Choose the team"),
        ({"do": "label", "thread": "1"}, "Choose the label"),
        ({"do": "priority", "thread": "1", "priority": "77"}, "Choose how urgent"),
        ({"do": "macro", "thread": "1", "macro": "0"}, "Choose the macro"),
        ({"do": "later", "thread": "1", "later": "x\x00"}, "Choose a day and an hour"),
        ({"do": "custom", "thread": "1", "custom": ""}, "Choose a day and an hour"),
        ({"do": "custom", "thread": "1", "custom": "2001-01-01T09:00"}, "That hour has passed"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_done(
    world: World, desk: Desk, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in words(desk.post("/inbox/bulk/", **typed))
    scripted = desk.browser.post("/inbox/bulk/", typed, **SCRIPTED)
    assert scripted.status_code == 204
    assert sentence in scripted.headers["HX-Trigger"]
    assert not Batch.objects.exists()


def test_who_may_only_read_ticks_nothing(world: World) -> None:
    crowd(world, 1)
    viewer = Member.objects.create_user(
        "vera@harbour.test", None, brand=world.harbour, name="V", role="viewer"
    )
    html = Desk(viewer).get("/inbox/").content.decode()
    assert "row-tick" not in html
    assert 'id="bulk"' not in html


def test_filters_are_chosen_in_a_form_and_taken_away_one_by_one(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello there")
    world.visitor("Yusuf", "wall_post", "On the wall")
    html = desk.get("/inbox/?kind=wall_post&kind=comment&waiting=any&sort=waiting").content.decode()
    assert "On the wall" in html
    assert "Hello there" not in html
    gone = [unescape(one) for one in re.findall(r'aria-current="true" href="([^"]+)"', html)]
    assert "/inbox/?sort=waiting&waiting=any&kind=comment" in gone
    assert "/inbox/?sort=waiting&kind=comment&kind=wall_post" in gone
    fragment = desk.fragment("/inbox/?kind=wall_post&waiting=&closing=&view=all", target="list")
    assert fragment.headers["HX-Push-Url"] == "/inbox/?kind=wall_post", "the address says what was chosen"


@pytest.mark.parametrize(
    "query",
    [
        "channel=x&channel=-1&channel=99999999999999999999999&label=%00&team=1.5",
        "kind=nothing&state=drop+table&priority=9&waiting=3&closing=%F0%9F%98%80&vip=%00&sort=x&view=x",
        "&".join(f"label={number}" for number in range(500)),
        "q=" + "%25" * 5000,
        "shown=999999&after=1.x",
    ],
)
def test_whatever_stands_in_the_address_the_list_is_shown(world: World, desk: Desk, query: str) -> None:
    crowd(world, 1)
    for place in ("/inbox/", "/inbox/rows/", "/inbox/tabs/", "/inbox/matching/"):
        assert desk.get(f"{place}?{query}").status_code == 200


def test_an_empty_tab_says_what_comes_there_and_how(desk: Desk) -> None:
    said = {
        "mine": "take a conversation over",
        "unassigned": "No open conversation waits",
        "mentions": "writes @ and your name",
        "later": "comes back at the hour",
        "done": "comes back by itself",
        "all": "begin with your visitors",
    }
    for view, sentence in said.items():
        assert sentence in desk.sees(f"/inbox/?view={view}")
    assert "Nothing matches these filters" in desk.sees("/inbox/?kind=ask")


def test_a_list_is_kept_as_a_view_and_found_again(world: World, desk: Desk) -> None:
    page = desk.post("/inbox/views/new/", name="Journalists", query="?kind=comment&nonsense=1&sort=waiting")
    assert page.request["QUERY_STRING"] == "sort=waiting&kind=comment"  # type: ignore[attr-defined]
    (view,) = views.of(world.caleb)
    assert "Journalists" in desk.sees("/inbox/")
    assert "All · Comment · Longest waiting first" in desk.sees("/inbox/views/")
    assert "Journalists" not in Desk(world.mara).sees("/inbox/")
    wrong = desk.browser.post("/inbox/views/new/", {"name": "Journalists", "query": "?kind=ask"})
    assert wrong.status_code == 422
    assert "There is a view called “Journalists” already" in words(wrong)
    assert 'value="Journalists"' in wrong.content.decode(), "what was typed stands there"
    assert desk.browser.post(f"/inbox/views/{view.pk}/", {"name": " "}).status_code == 422
    desk.post(f"/inbox/views/{view.pk}/", name="Press and blogs")
    assert "“Press and blogs” was deleted" in words(desk.post(f"/inbox/views/{view.pk}/delete/"))
    assert "Press and blogs" not in desk.sees("/inbox/")
    assert "Press and blogs" in words(desk.post(f"/inbox/views/{view.pk}/bring-back/"))


def test_a_row_says_all_that_one_chooses_by(world: World, desk: Desk) -> None:
    world.visitor("Ana", "message", "Hello?")
    ana = world.thread("Ana")
    for number in range(5):
        label = Label.objects.create(brand=world.harbour, name=f"Label {number}", colour="red")
        sorting.label(world.caleb, ana, label, is_on=True)
    sorting.set_priority(world.caleb, ana, Thread.Priority.URGENT)
    sorting.set_team(world.caleb, ana, Team.objects.create(brand=world.harbour, name="Roastery"))
    marks.assign(world.caleb, ana, world.mara)
    world.contact("Ana").__class__.objects.filter(pk=ana.contact_id).update(is_vip=True)
    said = words(desk.fragment(f"/inbox/{ana.pk}/row/"))
    for word in ("VIP", "Urgent", "waiting", "Label 0", "Label 2", "+2", "Roastery", "Mara Lind"):
        assert word in said
    assert "Label 3" not in said
    nobody = Thread.objects.create(
        brand=world.harbour, channel=world.page.channel, kind="ask", post=7, preview="A secret?"
    )
    said = words(desk.fragment(f"/inbox/{nobody.pk}/row/"))
    assert "Somebody without a name" in said
    assert "Question , in public" in said


def test_filters_and_a_batch_cost_no_more_for_many(world: World, desk: Desk) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert desk.get(path).status_code == 200
        return len(counted)

    crowd(world, 2)
    batches.start(world.caleb, [{"do": "priority", "to": 1}], _keys(), says="High")
    few = cost("/inbox/?priority=1&sort=waiting&waiting=any")
    crowd(world, 60)
    batches.start(world.caleb, [{"do": "priority", "to": 1}], _keys(), says="High")
    while batches.work_off():
        pass
    assert listing.count(world.caleb, listing.Filter(priorities=(1,))) == 62
    assert cost("/inbox/?priority=1&sort=waiting&waiting=any") <= few <= 34


def test_a_view_whose_filters_were_changed_is_kept_as_it_is_shown_now_and_put_back(
    world: World, desk: Desk
) -> None:
    view = views.save(world.caleb, "Press", "?kind=comment", is_shared=True)
    page = desk.get("/inbox/").content.decode()
    assert f'href="/inbox/?kind=comment&amp;saved={view.pk}"' in page
    assert "Save the changes" not in page
    assert "Save the changes" not in desk.sees(f"/inbox/?kind=comment&saved={view.pk}")
    changed = f"/inbox/?sort=waiting&kind=comment&kind=ask&saved={view.pk}"
    shown = desk.sees(changed)
    assert "Press changed" in shown
    assert "Save the changes to the team’s view" in shown
    kept = desk.post(f"/inbox/views/{view.pk}/list/", query=changed.removeprefix("/inbox/"))
    assert "Press shows this list from now on." in words(kept)
    assert "Save the changes" not in words(kept)
    view.refresh_from_db()
    assert view.query == "?sort=waiting&kind=comment&kind=ask"
    back = desk.post(f"/inbox/views/{view.pk}/list/", undo="1")
    assert "from now on" not in words(back)
    view.refresh_from_db()
    assert view.query == "?kind=comment"
    desk.post(f"/inbox/views/{view.pk}/list/", query="?nonsense=%00&member=x&saved=99999999999999999999999")
    view.refresh_from_db()
    assert view.query == "", "what is not understood narrows nothing"
    desk.post(f"/inbox/views/{view.pk}/list/", undo="1")
    Member.objects.filter(pk=world.caleb.pk).update(role=Role.VIEWER)
    assert "Save the changes" not in desk.sees(changed), "only who may change it"
    assert desk.browser.post(f"/inbox/views/{view.pk}/list/", {"query": ""}).status_code == 403
    own = views.save(world.mara, "Mine", "?kind=ask")
    assert "Save the changes" not in desk.sees(f"/inbox/?saved={own.pk}")
    assert desk.browser.post(f"/inbox/views/{own.pk}/list/", {"query": ""}).status_code == 404


def test_a_list_is_narrowed_to_whom_it_was_given_in_chips_views_and_batches(world: World, desk: Desk) -> None:
    for name in ("Ana", "Bea"):
        world.visitor(name, "message", f"{name} asks about beans")
    ana, bea = (world.thread(name).pk for name in ("Ana", "Bea"))
    marks.assign(world.caleb, world.thread("Ana"), world.mara)
    shown = desk.sees(f"/inbox/?member={world.mara.pk}")
    assert "Assigned to Mara Lind , take this filter away" in shown
    rows = desk.get(f"/inbox/rows/?member={world.mara.pk}").content.decode()
    assert f'id="row-{ana}"' in rows
    assert f'id="row-{bea}"' not in rows
    panel = desk.sees("/inbox/")
    assert "Assigned to You Mara Lind Olivia Hart" in panel
    views.save(world.caleb, "Hers", f"?member={world.mara.pk}")
    assert "All · Assigned to Mara Lind" in desk.sees("/inbox/views/")
    desk.post("/inbox/bulk/", do="done", everything="1", query=f"?member={world.mara.pk}")
    assert (world.thread("Ana").state, world.thread("Bea").state) == ("done", "open")
    Member.objects.filter(pk=world.mara.pk).update(is_active=False)
    assert "Assigned to Mara Lind" in desk.sees(f"/inbox/?member={world.mara.pk}"), "what is still theirs"
    assert "Assigned to You Olivia Hart" in desk.sees("/inbox/")
    assert desk.get(f"/inbox/?member={world.nils.pk}&member=-1&member=x").status_code == 200
