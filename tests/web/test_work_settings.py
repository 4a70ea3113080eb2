"""Labels, teams, macros, rules and hours as somebody sets them up: in forms that need no script and lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from askfirst.brand import teams
from askfirst.brand.models import Team
from askfirst.inbox import labels
from askfirst.inbox.models import Label, Thread
from askfirst.work import automations, macros, running
from askfirst.work.models import Automation, CannedReply, Cursor, Hours, Macro
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World


def test_labels_and_teams_are_made_changed_merged_and_given_up(world: World) -> None:
    desk = Desk(world.olivia)
    assert "No labels yet" in desk.sees("/settings/labels/")
    desk.post("/settings/labels/", name="Broken", colour="red")
    desk.post("/settings/labels/", name="Damage", colour="amber")
    again = desk.sends("/settings/labels/", {"name": "broken", "colour": "blue"})
    assert again.status_code == 422
    assert "There is a label “broken” already" in words(again)
    assert 'value="broken"' in again.content.decode(), "what was typed stands there still"
    broken, damage = Label.objects.order_by("name")
    desk.post(f"/settings/labels/{broken.pk}/", name="Kaputt", colour="violet", do="save")
    assert words(desk.post(f"/settings/labels/{broken.pk}/", do="merge", into="")).count(
        "Choose the label that stays"
    )
    desk.post(f"/settings/labels/{broken.pk}/", do="merge", into=str(damage.pk))
    assert "Damage" in desk.sees("/settings/labels/")
    assert "“Damage” is gone" in words(desk.post(f"/settings/labels/{damage.pk}/", do="delete"))

    made = desk.post("/settings/teams/", name="Care", member=[world.caleb.pk, world.mara.pk])
    assert "Conversations can be given to Care now" in words(made)
    team = Team.objects.get()
    assert "Write the team’s name" in words(desk.post(f"/settings/teams/{team.pk}/", name=" ", do="save"))
    desk.post(f"/settings/teams/{team.pk}/", name="Front desk", member=[world.mara.pk], do="save")
    assert [str(one) for one in Team.objects.get().members.all()] == ["Mara Lind"]
    desk.post(f"/settings/teams/{team.pk}/", do="delete")
    assert not Team.objects.exists()


def test_a_macro_is_edited_without_scripts_run_in_a_conversation_and_undone(world: World) -> None:
    label = Label.objects.create(brand=world.harbour, name="broken")
    canned = CannedReply.objects.create(brand=world.harbour, name="sorry", text="Sorry, {first_name}.")
    desk, care = Desk(world.olivia), Desk(world.caleb)
    chosen = ["", f"label:{label.pk}", f"reply:{canned.pk}", "state:done"]
    more = desk.sends("/settings/macros/new/", {"name": "Broken cup", "step": chosen, "do": "more"})
    assert more.content.decode().count('name="step"') == 6, "three more places, and nothing is lost"
    refused = desk.sends("/settings/macros/new/", {"name": "Broken cup", "step": [""], "do": "save"})
    assert refused.status_code == 422
    assert "Choose at least one step" in words(refused)
    stolen = desk.sends("/settings/macros/new/", {"name": "x", "step": ["label:999"], "do": "save"})
    assert "cannot be chosen any more" in words(stolen)
    desk.post("/settings/macros/new/", name="Broken cup", step=chosen, note="New cup ordered", do="save")
    macro = Macro.objects.get()
    assert (
        "label it broken answer with “sorry” mark it as done leave the note “New cup ordered”"
        in desk.sees("/settings/macros/")
    )

    world.visitor("Ana", "message", "My cup is broken")
    thread = world.thread("Ana")
    place = f"/inbox/{thread.pk}"
    assert "Broken cup" in words(care.fragment(f"{place}/macros/"))
    ran = care.sends(f"{place}/macro/{macro.pk}/", scripted=True)
    again = care.sends(f"{place}/macro/{macro.pk}/", scripted=True)
    assert "“Broken cup” is done." in words(ran)
    assert words(again) == words(ran), "pressed twice it is done once"
    assert thread.replies.count() == 1
    assert world.thread("Ana").state == Thread.State.DONE
    undo = ran.content.decode().split('action="')[1].split('"')[0]
    assert "“Broken cup” is undone." in words(care.post(undo))
    assert (world.thread("Ana").state, world.thread("Ana").labels.count()) == ("open", 0)
    assert Desk(world.mara).sends(undo).status_code == 404
    world.work()
    assert world.said_to("Ana") == []

    desk.post(f"/settings/macros/{macro.pk}/", do="delete")
    assert not Macro.objects.exists()


def test_a_rule_is_tried_out_kept_ordered_and_switched_off(world: World) -> None:
    Cursor.objects.create(name=running.FEED)
    label = Label.objects.create(brand=world.harbour, name="broken")
    desk = Desk(world.olivia)
    for name, text in (("Ana", "My cup is broken"), ("Tom", "Lovely cup")):
        world.visitor(name, "message", text)
    form = {
        "name": "Broken things", "when": "message", "span": "30", "unit": "minutes", "is_on": "yes",
        "words": "broken, kaputt", "channel": [world.page.channel_id], "step": [f"label:{label.pk}"],
    }  # fmt: skip
    tried = words(desk.sends("/settings/rules/new/", form | {"do": "try"}))
    assert "It would have fitted 1 of the last 2" in tried
    assert "Ana" in tried
    assert not Automation.objects.exists()
    refused = desk.sends("/settings/rules/new/", form | {"language": "Klingon!", "do": "save"})
    assert "no code of a language" in words(refused)
    assert "broken, kaputt" in refused.content.decode()
    desk.post("/settings/rules/new/", do="save", **form)
    desk.post(
        "/settings/rules/new/",
        do="save",
        **(form | {"name": "Waits", "when": "waiting", "span": "2", "unit": "hours"}),
    )
    broken, waits = Automation.objects.order_by("position")
    assert waits.minutes == 120
    seen = desk.sees("/settings/rules/")
    assert (
        "When Somebody writes to us, on Harbour Coffee's page, it says “broken” or “kaputt” then label it broken."
        in seen
    )
    assert "Somebody waits for longer than 2 hours" in seen
    assert 'value="broken, kaputt"' not in desk.sees(f"/settings/rules/{broken.pk}/")
    desk.post(f"/settings/rules/{waits.pk}/act/", do="up")
    desk.post(f"/settings/rules/{broken.pk}/act/", do="off")
    assert list(Automation.objects.order_by("position").values_list("name", "is_on")) == [
        ("Waits", True),
        ("Broken things", False),
    ]
    desk.post(f"/settings/rules/{waits.pk}/", do="delete")
    assert Automation.objects.count() == 1
    for when in ("word", "state", "waiting", "closing"):
        tried = words(desk.sends("/settings/rules/new/", form | {"when": when, "do": "try"}))
        assert "It would have fitted" in tried


def test_hours_are_kept_and_what_is_wrong_with_them_is_said(world: World) -> None:
    desk = Desk(world.olivia)
    for typed, sentence in (
        ({"opens-0": ["17:00"], "closes-0": ["09:00"]}, "Monday: 09:00 is not after 17:00"),
        ({"opens-1": ["9"], "closes-1": [""]}, "Tuesday: write hours like 09:00"),
        ({"opens-2": ["09:00", "11:00"], "closes-2": ["12:00", "13:00"]}, "Wednesday: two spans meet"),
        ({"holidays": "Christmas"}, "“Christmas” is no day"),
        ({"is_away_on": "yes", "away_text": "x"}, "Say first when you answer"),
        ({"is_away_on": "yes"}, "Write what people are told"),
        ({"away_text": "x" * 1001}, "1001 characters, and 1000 fit"),
    ):
        refused = desk.sends("/settings/hours/", typed)
        assert refused.status_code == 422
        assert sentence in words(refused)
    kept = {"opens-0": ["09:00", "13:00"], "closes-0": ["12:00", "00:00"], "holidays": "2026-12-25 Christmas"}
    desk.post("/settings/hours/", **kept, is_away_on="yes", away_text="Back at {back}.")
    held = Hours.objects.get()
    assert held.week["0"] == [["09:00", "12:00"], ["13:00", "00:00"]]
    assert held.holidays == [{"day": "2026-12-25", "name": "Christmas"}]
    page = desk.get("/settings/hours/").content.decode()
    assert 'value="13:00"' in page
    assert "Olivia Hart has said yes to it." in words(desk.get("/settings/hours/"))


def test_reports_are_shown_and_handed_out_as_tables_and_a_wrong_period_is_said(world: World) -> None:
    label = Label.objects.create(brand=world.harbour, name="=SUM(A1)")
    world.visitor("Ana", "message", "Hello")
    world.thread("Ana").labels.add(label)
    world.reply("Ana", "Hello Ana")
    world.work()
    desk = Desk(world.caleb)
    page = desk.sees("/reports/?days=7")
    assert "Came in 1 0 still wait for an answer" in page
    assert "Caleb Reed" in page
    assert desk.get("/reports/").content.decode().count('class="heat-5"') == 1
    days = desk.get("/reports/days.csv?days=7").content.decode().splitlines()
    assert days[0] == "\ufeffDay,In,Out"
    assert days[-1].endswith(",1,1")
    assert len(days) == 8
    assert "'=SUM(A1),0,0,1,1," in desk.get("/reports/labels.csv").content.decode(), (
        "no formula of a spreadsheet"
    )
    assert desk.get("/reports/week.csv").content.decode().count(",1,") <= 1
    for wrong, sentence in (
        ("days=8", "Choose one of the periods"),
        ("from=2026-01-01", "Choose the first and the last day, both."),
        ("from=2026-02-01&to=2026-01-01", "exchange them"),
        ("from=2020-01-01&to=2026-01-01", "a year at most"),
    ):
        assert sentence in desk.sees(f"/reports/?{wrong}")
        assert desk.get(f"/reports/days.csv?{wrong}").status_code == 422
    assert desk.get("/reports/secrets.csv").status_code == 404
    assert Desk(world.wim).get("/reports/").status_code == 403


def test_a_vip_is_marked_in_the_conversation_and_on_their_page(world: World) -> None:
    world.visitor("Ana", "message", "Hello")
    ana, care = world.contact("Ana"), Desk(world.caleb)
    assert "Mark as a VIP" in care.sees(f"/inbox/{world.thread('Ana').pk}/")
    marked = care.sends(f"/people/{ana.pk}/vip/", {"is_vip": "yes"}, scripted=True)
    assert "A VIP: take the mark off" in words(marked)
    assert "A VIP: take the mark off" in care.sees(f"/people/{ana.pk}/")
    back = care.sends(f"/people/{ana.pk}/vip/", {"is_vip": "no", "back": "https://elsewhere.test/"})
    assert back.headers["Location"] == f"/people/{ana.pk}/", "nobody is led to another site"
    assert not world.contact("Ana").is_vip


def test_more_rules_and_macros_cost_no_more_queries(world: World) -> None:
    canned = CannedReply.objects.create(brand=world.harbour, name="hello", text="Hello.")
    steps = [{"do": "reply", "canned": canned.pk}, {"do": "priority", "to": 1}]
    desk = Desk(world.olivia)

    def queries(place: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.sees(place)
        return len(captured)

    def more(number: int) -> None:
        macros.save(world.olivia, f"macro {number}", steps)
        wanted = automations.Wanted(name=f"rule {number}", when="message", conditions={}, steps=steps)
        automations.save(world.olivia, wanted)
        labels.save(world.olivia, f"label {number}", "red")
        teams.save(world.olivia, f"team {number}", [world.caleb.pk])

    more(0)
    places = ["/settings/rules/", "/settings/macros/", "/settings/labels/", "/settings/teams/"]
    first = [queries(place) for place in places]
    for number in range(1, 4):
        more(number)
    assert [queries(place) for place in places] == first
