"""The pages of campaigns: written and kept, for whom, approved by another, sent with a last look, and read about afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.test import Client

from askfirst.campaigns import access, approving, running
from askfirst.campaigns.models import Campaign, Version
from askfirst.consent.models import List
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact
from askfirst.web import campaign_dry_run
from askfirst.web.sign_in import sign_in_link
from tests.campaigns.stage import Stage, run
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from tests.scripted import Scripted
    from tests.world import World


@pytest.fixture(autouse=True)
def _reachable(settings: SettingsWrapper, network: Scripted) -> None:
    settings.ADDRESS = "https://askfirst.test"


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


@pytest.fixture
def wim(stage: Stage) -> Desk:
    """The writer of an agency, who may not read the inbox."""
    return Desk(stage.world.wim)


@pytest.fixture
def olivia(stage: Stage) -> Desk:
    return Desk(stage.world.olivia)


@pytest.fixture
def mara(stage: Stage) -> Desk:
    return Desk(stage.world.mara)


def said(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return words(answer)


def test_a_writer_who_may_not_read_the_inbox_begins_at_the_campaigns(stage: Stage) -> None:
    for member, place in ((stage.world.wim, "/campaigns/"), (stage.world.olivia, "/inbox/")):
        browser = Client()
        assert browser.post(urlsplit(sign_in_link(member)).path)["Location"] == place
        assert browser.get("/")["Location"] == place
        browser.logout()
        typed = {"login": member.email, "password": "correct horse battery"}
        assert browser.post("/accounts/login/", typed)["Location"] == place


# --- The list, and a new one -----------------------------------------------------------------------------------------


def test_without_a_list_the_page_teaches_that_a_list_comes_first(world: World) -> None:
    told = Desk(world.mara).sees("/campaigns/")
    assert "First there is a list" in told
    assert "A like, a follow or a visit is not a yes." in told
    assert "New campaign" not in told
    assert "Your role does not set up lists." in Desk(world.wim).sees("/campaigns/new/")


def test_a_list_and_no_campaign_offers_to_write_the_first(mara: Desk) -> None:
    assert "Write the first one" in mara.sees("/campaigns/")


def test_a_new_campaign_has_a_name_a_list_and_a_channel_and_goes_on_to_its_words(
    stage: Stage, wim: Desk
) -> None:
    typed = {"name": "Sunday", "list": stage.on.pk, "channel": stage.channel.pk}
    answer = wim.sends("/campaigns/new/", typed)
    held = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{held.pk}/write/"
    assert "Sunday Being written News Email" in wim.sees("/campaigns/")


def test_what_cannot_be_made_is_said_and_what_was_typed_stays(stage: Stage, wim: Desk) -> None:
    stage.on.networks = ["telegram"]
    stage.on.save()
    answer = wim.sends(
        "/campaigns/new/", {"name": "Sunday", "list": stage.on.pk, "channel": stage.channel.pk}
    )
    assert "The list News promises to write on Telegram only." in said(answer, 422)
    assert 'value="Sunday"' in answer.content.decode()
    assert "Choose the list and the channel." in said(wim.sends("/campaigns/new/", {"name": "x"}), 422)


def test_the_list_is_narrowed_by_state_and_by_words(stage: Stage, mara: Desk) -> None:
    stage.campaign()
    started = stage.started()
    Campaign.objects.filter(pk=started.pk).update(name="Monday")
    assert "Monday" not in mara.sees("/campaigns/?state=writing")
    assert "Sunday" not in mara.sees("/campaigns/?state=under-way")
    assert "Sunday" in mara.sees("/campaigns/?q=sun")
    assert "No campaign fits" in mara.sees("/campaigns/?q=nowhere")


def test_more_campaigns_cost_no_more_queries(
    stage: Stage, mara: Desk, django_assert_max_num_queries: object
) -> None:
    for _ in range(8):
        stage.campaign()
    mara.sees("/campaigns/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        mara.sees("/campaigns/")


# --- Words -------------------------------------------------------------------------------------------------------------


def test_words_are_saved_as_a_version_and_the_same_words_again_as_none(stage: Stage, wim: Desk) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/write/"
    typed = {"base": 1, "subject": "Monday", "preview": "", "text": "We open on Monday.", "do": "save"}
    assert "Saved as version 2." in words(wim.post(path, **typed))
    assert "Saved as version 2." in words(wim.post(path, **(typed | {"base": 2})))
    assert Version.objects.count() == 2


def test_what_a_script_keeps_is_a_version_and_what_was_chosen_for_whom_stays(stage: Stage, wim: Desk) -> None:
    held = stage.campaign(audience={"all": [{"field": "named", "yes": True}]})
    answer = wim.sends(f"/campaigns/{held.pk}/keep/", {"base": 1, "subject": "Monday", "text": "We open."})
    assert answer.json() == {"version": 2, "says": "Saved as version 2."}
    newest = access.version(held)
    assert newest
    assert newest.audience == {"all": [{"field": "named", "yes": True}]}


def test_who_was_overtaken_loses_nothing_and_reads_what_the_other_saved(
    stage: Stage, wim: Desk, mara: Desk
) -> None:
    held = stage.campaign()
    mara.sends(f"/campaigns/{held.pk}/keep/", {"base": 1, "subject": "Mara's", "text": "Mara's words"})
    typed = {"base": 1, "subject": "Wim's", "text": "Wim's words", "do": "save"}
    answer = wim.sends(f"/campaigns/{held.pk}/write/", typed)
    told = said(answer, 422)
    assert "Mara Lind saved version 2 while you were writing." in told
    assert "Mara's words" in told
    assert "Wim&#x27;s words" in answer.content.decode()
    scripted = wim.sends(f"/campaigns/{held.pk}/keep/", typed)
    assert scripted.status_code == 409
    assert scripted.json()["theirs"]["text"] == "Mara's words"
    again = wim.sends(f"/campaigns/{held.pk}/write/", typed | {"base": 2})
    assert again.status_code == 302


def test_words_are_read_as_one_person_would_and_as_somebody_without_a_name(stage: Stage, mara: Desk) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/look/"
    typed = {"subject": "For {{first_name|you}}", "text": "Hello {{first_name|there}}"}
    assert "Hello Fan" in said(mara.sends(path, typed | {"as": stage.people[0].pk}, scripted=True))
    assert "Hello there" in said(mara.sends(path, typed | {"as": "nobody"}, scripted=True))
    assert Version.objects.count() == 1


def test_who_may_not_read_the_inbox_learns_no_names_of_people(stage: Stage, wim: Desk) -> None:
    held = stage.campaign()
    who = stage.people[0]
    for path in ("write/", "dry-run/", "dry-run/?q=Fan"):
        assert str(who) not in wim.sees(f"/campaigns/{held.pk}/{path}")
    typed = {"text": "Hello {{first_name|there}}", "as": who.pk}
    assert "Hello Ana" in said(wim.sends(f"/campaigns/{held.pk}/look/", typed, scripted=True))
    assert wim.get(f"/campaigns/{held.pk}/dry-run/{who.pk}/").status_code == 403


def test_a_field_that_cannot_be_filled_is_marked_in_its_line(stage: Stage, wim: Desk) -> None:
    held = stage.campaign()
    answer = wim.sends(
        f"/campaigns/{held.pk}/look/", {"text": "Hello\nDear {{nickname|you}}, hi"}, scripted=True
    )
    assert "<mark>{{nickname|you}}</mark>" in answer.content.decode()
    assert "Text, line 2: nickname is no field" in said(answer)


def test_what_people_are_called_is_never_markup(stage: Stage, mara: Desk) -> None:
    evil = stage.join("<script>alert(1)</script>")
    held = stage.campaign()
    answer = mara.sends(
        f"/campaigns/{held.pk}/look/",
        {"text": "{{name|x}} <b>bold</b>", "as": evil.pk},
        scripted=True,
    )
    assert "<script" not in answer.content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in answer.content.decode()


def test_the_page_says_what_changing_an_approved_text_does_and_does_not_keep_by_itself(
    stage: Stage, wim: Desk
) -> None:
    page = wim.get(f"/campaigns/{stage.approved().pk}/write/")
    assert "This version is approved. Saving a change takes that back" in words(page)
    assert "data-keep-at" not in page.content.decode()
    assert "data-keep-at" in wim.get(f"/campaigns/{stage.campaign().pk}/write/").content.decode()


# --- For whom ----------------------------------------------------------------------------------------------------------


def test_conditions_are_rows_and_are_counted_while_they_are_chosen(stage: Stage, mara: Desk) -> None:
    stage.join("", language="de")
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/for-whom/"
    assert "4 of the 4 on the list fit now" in mara.sees(path)
    rows = {"rows": 1, "base": 1, "field-0": "language", "was-0": "language", "word-0": "is", "value-0": "de"}
    told = said(mara.sends(path, rows | {"do": "look"}))
    assert "1 of the 4 on the list fits now" in told
    assert Version.objects.count() == 1
    assert "Saved as version 2." in words(mara.post(path, **(rows | {"do": "save"})))
    newest = access.version(held)
    assert newest
    assert newest.audience == {"all": [{"field": "language", "is": ["de"]}]}
    assert "Hello {{first_name|there}}" in newest.text
    assert "Language is one of German" in mara.sees(path)


def test_rows_are_added_and_taken_away_and_another_field_begins_anew(stage: Stage, mara: Desk) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/for-whom/"
    assert "Condition 1" in said(mara.sends(path, {"rows": 0, "do": "more"}))
    rows = {"rows": 1, "field-0": "wrote", "was-0": "language", "word-0": "is", "value-0": "de"}
    answer = mara.sends(path, rows | {"do": "look"})
    assert 'name="days-0" value="30"' in answer.content.decode()
    assert "Condition 1" not in said(mara.sends(path, rows | {"do": "drop-0"}))


def test_an_audience_that_cannot_be_read_is_said_and_kept_on_the_screen(stage: Stage, mara: Desk) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/for-whom/"
    rows = {"rows": 1, "base": 1, "field-0": "wrote", "was-0": "wrote", "word-0": "within", "days-0": "soon"}
    answer = mara.sends(path, rows | {"do": "save"})
    assert "days are a number from 1 to 3650" in said(answer, 422)
    assert 'value="soon"' in answer.content.decode()
    assert Version.objects.count() == 1


def test_conditions_that_stand_deeper_are_said_in_words_and_stay(stage: Stage, mara: Desk) -> None:
    deep = {"any": [{"all": [{"field": "named", "yes": True}, {"none": [{"field": "wrote", "within": 9}]}]}]}
    held = stage.campaign(audience=deep)
    told = mara.sees(f"/campaigns/{held.pk}/for-whom/")
    assert "written by a program" in told
    assert "none of (Wrote to you in the last 9 days)" in told
    assert "3 of the 3 on the list fit now" in told


# --- Dry run -----------------------------------------------------------------------------------------------------------


def test_the_dry_run_says_who_gets_it_who_does_not_why_and_what_would_help(stage: Stage, mara: Desk) -> None:
    stage.leave(stage.people[0])
    held = stage.campaign()
    answer = mara.get(f"/campaigns/{held.pk}/dry-run/")
    told = words(answer)
    assert re.search(r"Get it 2 .*Held 0 .*Do not get it 1", told)
    assert "3 people were asked about, with version 1" in told
    assert "consent-base.left" in told
    assert answer.content.decode().count("<path class=") >= 4


def test_a_dry_run_decides_nothing_and_sends_nothing(stage: Stage, mara: Desk) -> None:
    mara.sees(f"/campaigns/{stage.campaign().pk}/dry-run/")
    assert not Decision.objects.exists()
    assert not Delivery.objects.exists()


def test_one_person_is_looked_at_with_their_words_and_the_whole_answer(stage: Stage, mara: Desk) -> None:
    gone = stage.people[0]
    stage.leave(gone)
    held = stage.campaign()
    assert str(gone) in mara.sees(f"/campaigns/{held.pk}/dry-run/?q=Fan")
    told = mara.sees(f"/campaigns/{held.pk}/dry-run/{gone.pk}/")
    assert "They do not get it" in told
    assert "consent-base.left" in told
    assert "Hello Fan, we open on Sunday." in told
    assert "They get it" in mara.sees(f"/campaigns/{held.pk}/dry-run/{stage.people[1].pk}/")


def test_a_person_of_another_brand_cannot_be_looked_at(stage: Stage, mara: Desk) -> None:
    other = Contact.objects.create(brand=stage.world.northwind, name="Somebody else")
    held = stage.campaign()
    assert mara.get(f"/campaigns/{held.pk}/dry-run/{other.pk}/").status_code == 404
    assert "Nobody is known by that." in mara.sees(f"/campaigns/{held.pk}/dry-run/?q=Somebody")


def test_many_people_are_asked_about_on_request(
    stage: Stage, mara: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_dry_run, "AT_ONCE", 2)
    path = f"/campaigns/{stage.campaign().pk}/dry-run/"
    assert "To ask about 3 people takes about 1 second" in mara.sees(path)
    assert "3 people were asked about" in mara.sees(f"{path}?ask=everybody")
    assert "3 people were asked about" in mara.sees(path), "it is kept for a while"


# --- Approval ----------------------------------------------------------------------------------------------------------


def test_the_author_asks_for_a_yes_and_somebody_else_says_it(stage: Stage, wim: Desk, olivia: Desk) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/approval/"
    assert "Approve this version" not in wim.sees(path)
    assert "Whoever can say yes to it has been told." in words(wim.post(path, do="submit", number=1))
    assert "Waiting for approval" in olivia.sees(path)
    told = words(olivia.post(path, do="approve", number=1, text="Lovely."))
    assert "Version 1 is approved. It can be sent." in told
    assert "Lovely." in told
    held.refresh_from_db()
    assert held.approved_version == 1


def test_a_writer_cannot_approve_by_force(stage: Stage, wim: Desk) -> None:
    held = stage.campaign()
    assert wim.sends(f"/campaigns/{held.pk}/approval/", {"do": "approve", "number": 1}).status_code == 403
    held.refresh_from_db()
    assert held.approved_version is None


def test_changes_are_asked_for_and_the_next_version_shows_what_changed(
    stage: Stage, wim: Desk, olivia: Desk
) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/approval/"
    answer = olivia.sends(path, {"do": "changes", "number": 1, "text": ""})
    assert "Say what should be changed." in said(answer, 422)
    olivia.post(path, do="changes", number=1, text="Say when.")
    wim.sends(
        f"/campaigns/{held.pk}/write/",
        {"base": 1, "subject": "Sunday, {{first_name|friend}}", "text": "We open at nine.", "do": "save"},
    )
    answer = olivia.get(path)
    assert "What changed since version 1" in words(answer)
    assert re.search(r"<ins>.*We open at nine\.", answer.content.decode())
    assert re.search(r"<del>.*we open on Sunday\.", answer.content.decode())
    assert "Say when." in words(answer)


def test_versions_saved_in_one_go_stand_as_one_line(stage: Stage, wim: Desk) -> None:
    held = stage.campaign()
    for number in range(1, 6):
        wim.sends(f"/campaigns/{held.pk}/keep/", {"base": number, "subject": "x", "text": f"word {number}"})
    assert "1 to 6" in wim.sees(f"/campaigns/{held.pk}/approval/")


def test_anybody_who_sees_it_comments_and_an_earlier_version_can_be_read(
    stage: Stage, wim: Desk, mara: Desk
) -> None:
    held = stage.campaign()
    wim.sends(f"/campaigns/{held.pk}/keep/", {"base": 1, "subject": "x", "text": "another"})
    path = f"/campaigns/{held.pk}/approval/"
    assert "Your comment stands below." in words(mara.post(path, do="comment", number=1, text="Good."))
    told = mara.sees(f"{path}?version=1")
    assert "This is an earlier version." in told
    assert mara.get(f"{path}?version=99").status_code == 404


# --- Sending -----------------------------------------------------------------------------------------------------------


def test_the_last_look_says_what_goes_to_whom_and_who_said_yes(stage: Stage, mara: Desk) -> None:
    stage.leave(stage.people[0])
    told = mara.sees(f"/campaigns/{stage.approved().pk}/sending/")
    assert "2 get it, 0 are held, 1 do not" in told
    assert "Send to about 2 people" in told
    assert "Olivia Hart" in told


def test_what_is_not_approved_has_no_button_and_says_why(stage: Stage, mara: Desk, wim: Desk) -> None:
    path = f"/campaigns/{stage.campaign().pk}/sending/"
    assert "Somebody other than the author says yes to this version first." in mara.sees(path)
    assert 'value="start"' not in mara.get(path).content.decode()
    assert "Your role writes and does not send to many." in wim.sees(
        f"/campaigns/{stage.approved().pk}/sending/"
    )


def test_an_hour_is_kept_by_the_clock_of_the_brand_and_one_that_is_over_is_refused(
    stage: Stage, mara: Desk
) -> None:
    held = stage.campaign()
    path = f"/campaigns/{held.pk}/sending/"
    typed = {"name": "Sunday", "capped": "defer", "defer_days": 3, "when": "local", "at": "2030-05-01T09:30"}
    assert "Saved." in words(mara.post(path, **typed))
    held.refresh_from_db()
    assert held.is_local
    assert held.scheduled_at
    assert 'value="2030-05-01T09:30"' in mara.get(path).content.decode()
    for at, says in (
        ("2020-05-01T09:30", "This hour is over."),
        ("soon", "Choose the day and the hour."),
    ):
        answer = mara.sends(path, typed | {"at": at})
        assert says in said(answer, 422)
        assert f'value="{at}"' in answer.content.decode()


def test_send_pause_go_on_and_stop_are_one_press_each(stage: Stage, mara: Desk) -> None:
    held = stage.approved()
    path = f"/campaigns/{held.pk}/run/"
    assert "It is being sent." in words(mara.post(path, do="start"))
    assert "It is paused: nothing more leaves" in words(mara.post(path, do="pause"))
    assert "Mara Lind paused it" in mara.sees(f"/campaigns/{held.pk}/results/")
    assert "It is being sent." in words(mara.post(path, do="resume"))
    assert "It is stopped for good." in words(mara.post(path, do="stop"))
    assert "That cannot be done as it stands" in words(mara.post(path, do="resume"))


def test_what_cannot_be_sent_says_why_and_stays(stage: Stage, mara: Desk) -> None:
    held = stage.campaign()
    told = words(mara.post(f"/campaigns/{held.pk}/run/", do="start"))
    assert "Nobody has said yes to its newest version yet." in told


def test_who_writes_only_cannot_send_by_force(stage: Stage, wim: Desk) -> None:
    held = stage.approved()
    assert wim.sends(f"/campaigns/{held.pk}/run/", {"do": "start"}).status_code == 403
    held.refresh_from_db()
    assert held.state == Campaign.State.APPROVED


# --- Results -----------------------------------------------------------------------------------------------------------


def test_results_say_how_far_it_is_and_why_some_did_not_get_it(stage: Stage, mara: Desk) -> None:
    held = stage.started()
    running.run_due()
    stage.leave(stage.people[1])
    run()
    told = said(mara.fragment(f"/campaigns/{held.pk}/results/moving/"))
    assert "3 of 3 people asked about" in told
    assert re.search(r"\b2 let out", told)
    assert re.search(r"\b1 not allowed", told)
    assert "consent-base.left" in told


def test_no_page_of_a_campaign_names_another_brands(stage: Stage) -> None:
    held = stage.campaign()
    nils = Desk(stage.world.nils)
    for name in ("write", "for-whom", "dry-run", "approval", "sending", "results", "results/moving"):
        assert nils.get(f"/campaigns/{held.pk}/{name}/").status_code == 404


def test_every_page_of_a_campaign_shows_in_every_state(stage: Stage, mara: Desk) -> None:
    held = stage.approved()
    for state in Campaign.State.values:
        Campaign.objects.filter(pk=held.pk).update(state=state)
        for name in ("write", "for-whom", "dry-run", "approval", "sending", "results"):
            assert mara.get(f"/campaigns/{held.pk}/{name}/").status_code == 200, f"{name} as {state}"
        assert mara.get(f"/campaigns/{held.pk}/").status_code == 302


def test_a_copy_begins_anew_with_the_same_words(stage: Stage, mara: Desk) -> None:
    held = stage.started()
    assert "This is a copy of “Sunday”" in words(mara.post(f"/campaigns/{held.pk}/copy/"))
    List.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert "The list News is closed" in words(mara.post(f"/campaigns/{held.pk}/copy/"))
    assert approving.is_approved(held)
