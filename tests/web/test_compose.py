"""While an answer is written: it is kept on every machine, files are looked at, ready words are filled in, it leaves later."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from askfirst.brand.models import Member, Notification, StoredFile
from askfirst.consent import ledger
from askfirst.consent.models import Suppression
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.inbox import later, unsent
from askfirst.inbox.models import Unsent
from askfirst.sandbox import cast
from askfirst.work.models import CannedReply
from tests.web.desk import SCRIPTED, Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    return Desk(world.caleb)


def _at(world: World, part: str = "") -> str:
    return f"/inbox/{world.thread('Ana').pk}/{part}"


def _typed(html: str, mode: str = "reply") -> str:
    found = re.search(rf'<textarea[^>]*id="{mode}-text"[^>]*>([^<]*)</textarea>', html)
    assert found
    return found[1]


def _press(desk: Desk, path: str, **typed: Any) -> HttpResponse:
    return desk.browser.post(path, typed, **SCRIPTED)


def _token(world: World) -> str:
    return StoredFile.objects.latest("pk").token


def test_what_was_typed_on_one_machine_stands_on_the_other_and_is_empty_once_sent(
    world: World, desk: Desk
) -> None:
    first = json.loads(_press(desk, _at(world, "keep/"), mode="reply", text="Yes, we").content)
    assert first == {"version": 1, "other": ""}
    _press(desk, _at(world, "keep/"), mode="note", text="Ask Mara")
    elsewhere = Desk(world.caleb).get(_at(world)).content.decode()
    assert (_typed(elsewhere), _typed(elsewhere, "note")) == ("Yes, we", "Ask Mara")
    clash = json.loads(_press(desk, _at(world, "keep/"), mode="reply", text="No", base="0").content)
    assert clash["other"] == "Yes, we"
    assert "You also wrote this, in another window: Yes, we" in desk.sees(_at(world))
    _press(desk, _at(world, "let-go/"), mode="reply")
    answer = _press(desk, _at(world, "reply/"), text="No, on Monday", key="k")
    assert _typed(answer.content.decode()) == ""
    assert _typed(answer.content.decode(), "note") == "Ask Mara"
    _press(desk, _at(world, "note/"), text="Ask Mara")
    assert not unsent.of(world.caleb, [world.thread("Ana").pk])


def test_what_was_refused_is_still_there_on_another_machine(world: World, desk: Desk) -> None:
    _press(desk, _at(world, "keep/"), mode="reply", text="20% off")
    _press(desk, _at(world, "reply/"), text="20% off", purpose="marketing", key="k")
    assert _typed(Desk(world.caleb).get(_at(world)).content.decode()) == "20% off"


def test_a_huge_or_hostile_draft_is_refused_in_a_sentence_and_kept_where_it_is(
    world: World, desk: Desk
) -> None:
    answer = _press(desk, _at(world, "keep/"), mode="reply", text="x" * 100_001)
    assert answer.status_code == 422
    assert "longer than any message" in json.loads(answer.content)["says"]
    odd = _press(desk, _at(world, "keep/"), mode="<b>", text="\x00<script>", base="many", key="k" * 900)
    assert json.loads(odd.content)["version"] == 1
    shown = desk.get(_at(world)).content.decode()
    assert "&lt;script&gt;" in shown
    binary = _press(desk, _at(world, "reply/"), text="\x01\x02\x03\x04\x05\x06", key="k")
    assert "does not look like text" in words(binary)
    assert not Draft.objects.exists()


def test_files_are_looked_at_when_they_are_added_shown_left_out_and_sent(world: World, desk: Desk) -> None:
    good = SimpleUploadedFile("photo.png", cast.picture(), content_type="image/png")
    bad = SimpleUploadedFile("logo.svg", b"<svg onload=alert(1)>", content_type="image/png")
    answer = _press(desk, _at(world, "files/"), files=[good, bad])
    assert "“logo.svg” is a page or a program" in words(answer)
    assert 'class="attachment-picture" src="/files/' in answer.content.decode()
    extra = SimpleUploadedFile("menu.pdf", b"%PDF-1.4")
    _press(desk, _at(world, "files/"), files=extra)
    token = _token(world)
    left = _press(desk, _at(world, f"files/{token}/"))
    assert "menu.pdf" not in words(left)
    assert "photo.png" in desk.sees(_at(world)), "it is there after a reload"
    others = SimpleUploadedFile("x.pdf", b"%PDF")
    _press(Desk(world.mara), _at(world, "files/"), files=others)
    _press(
        desk,
        _at(world, "reply/"),
        text="",
        key="k",
        kept=[StoredFile.objects.first().token, _token(world)],  # type: ignore[union-attr]
    )
    assert [file.name for file in Delivery.objects.get().files.all()] == ["photo.png"], "nobody else's"
    assert not Unsent.objects.get(member=world.caleb).files.exists()


def test_too_many_too_large_and_disguised_files_are_named_beside_the_text(
    world: World, desk: Desk, settings: Any
) -> None:
    settings.UPLOAD_BYTES = 1_000_000
    large = SimpleUploadedFile("film.mp4", b"x" * 1_000_001)
    assert "“film.mp4” is too large: 1 MB fit here" in words(_press(desk, _at(world, "files/"), files=large))
    disguised = SimpleUploadedFile("photo.jpg", b"<html>", content_type="image/jpeg")
    answer = desk.post(_at(world, "reply/"), text="Look", key="k", files=disguised)
    assert "“photo.jpg” is a page or a program" in words(answer)
    assert _typed(answer.content.decode()) == "Look"
    many = [SimpleUploadedFile(f"{number}.pdf", b"%PDF") for number in range(11)]
    assert "10 files are enough" in words(_press(desk, _at(world, "files/"), files=many))


def test_ready_words_are_found_filled_in_and_their_files_go_along(world: World, desk: Desk) -> None:
    form = {
        "name": "opening hours",
        "text": "Hello {first_name|there}, from nine. {my_name}",
        "whose": "mine",
    }
    upload = SimpleUploadedFile("menu.pdf", b"%PDF-1.4")
    assert "Type /opening hours while" in words(desk.post("/settings/words/", **form, files=upload))
    gap = {"name": "call", "text": "Call {help_phone}", "whose": "mine"}
    desk.post("/settings/words/", **gap)
    found = desk.browser.get(_at(world, "canned/"), {"q": "open"}, **SCRIPTED)
    assert "/opening hours" in words(found)
    assert "/call" not in words(found)
    assert "No ready words hold" in words(desk.browser.get(_at(world, "canned/"), {"q": "zzz"}, **SCRIPTED))
    hours = CannedReply.objects.get(name="opening hours")
    told = json.loads(_press(desk, _at(world, f"canned/{hours.pk}/")).content)
    assert told == {"text": "Hello Ana, from nine. Caleb Reed", "says": "", "has_files": True}
    assert "menu.pdf" in desk.sees(_at(world))
    call = CannedReply.objects.get(name="call")
    told = json.loads(_press(desk, _at(world, f"canned/{call.pk}/")).content)
    assert "{help_phone}" in told["text"]
    assert "Nobody knows {help_phone} here" in told["says"]
    refused = _press(desk, _at(world, "reply/"), text=told["text"], key="k")
    assert "Nobody has filled in {help_phone} yet" in words(refused)
    hours.refresh_from_db()
    assert hours.used == 1


def test_without_scripts_ready_words_are_put_in_by_their_name(world: World, desk: Desk) -> None:
    desk.post("/settings/words/", name="hours", text="From nine, {first_name}. {help_email}", whose="mine")
    answer = desk.post(_at(world, "put-in/"), text="Hello", canned_name="/hours")
    assert _typed(answer.content.decode()) == "Hello\nFrom nine, Ana. {help_email}"
    assert "Nobody knows {help_email} here" in words(answer)
    missing = desk.post(_at(world, "put-in/"), text="Hello", canned_name="zzz")
    assert "no ready words of that name" in words(missing)
    assert _typed(missing.content.decode()) == "Hello"


def test_the_teams_words_are_everybodys_and_changed_by_who_leads(world: World, desk: Desk) -> None:
    owner = Desk(world.olivia)
    owner.post("/settings/words/", name="hours", text="From nine.", whose="team")
    row = CannedReply.objects.get()
    assert "These are the team’s" in desk.sees(f"/settings/words/{row.pk}/")
    assert desk.browser.post(f"/settings/words/{row.pk}/", {"name": "x", "text": "y"}).status_code == 403
    assert desk.browser.post(f"/settings/words/{row.pk}/delete/").status_code == 403
    assert Desk(world.nils).get(f"/settings/words/{row.pk}/").status_code == 404
    desk.post("/settings/words/", name="mine", text="Mine.", whose="mine")
    own = CannedReply.objects.get(name="mine")
    assert owner.get(f"/settings/words/{own.pk}/").status_code == 404, "what is one's own is nobody else's"
    taken = desk.post("/settings/words/", name="MINE", text="Kept?", whose="mine")
    assert "is taken" in words(taken)
    assert "Kept?" in taken.content.decode()
    for typed, says in (
        ({"name": "", "text": "x"}, "Give it a name"),
        ({"name": "x", "text": " "}, "Write the words"),
    ):
        assert says in words(desk.post("/settings/words/", **typed))
    owner.post(f"/settings/words/{row.pk}/delete/")
    assert set(CannedReply.objects.values_list("name", flat=True)) == {"mine"}


def test_ready_words_go_out_as_a_table_and_come_in_again(world: World, desk: Desk) -> None:
    desk.post("/settings/words/", name="sum", text="=1+1 is two,\nsaid “Ana”", whose="mine")
    table = desk.get("/settings/words/table/").content
    assert b"'=1+1" in table, "a spreadsheet takes it for words"
    CannedReply.objects.all().delete()
    more = table + b"team one,Hello,team\r\n,empty,mine\r\n"
    answer = desk.post("/settings/words/read/", table=SimpleUploadedFile("words.csv", more))
    assert "1 were taken in" in words(answer)
    assert "Line 3: your role may not change the team’s words." in words(answer)
    assert "Line 4: Give it a name" in words(answer)
    assert CannedReply.objects.get().text == "=1+1 is two,\nsaid “Ana”"
    odd = desk.post("/settings/words/read/", table=SimpleUploadedFile("words.csv", b"\xff\xfe\x00"))
    assert "no CSV file in UTF-8" in words(odd)
    assert "Choose a CSV file" in words(desk.post("/settings/words/read/"))


def test_it_is_sent_later_moved_and_called_off_with_its_words_back(world: World, desk: Desk) -> None:
    hour = (timezone.now() + timedelta(hours=3)).isoformat()
    answer = _press(desk, _at(world, "send-later/"), text="Good morning!", key="k", at=hour)
    assert "To be sent in 2 h 59 min" in words(answer)
    assert _typed(answer.content.decode()) == ""
    assert not Delivery.objects.exists()
    reply = world.thread("Ana").replies.get()
    typed = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT09:00")
    _press(desk, f"/inbox/replies/{reply.pk}/later/", at="own", at_hour=typed)
    reply.draft.refresh_from_db()
    assert (
        timezone.localtime(reply.draft.scheduled_at, timezone=ZoneInfo("Europe/London")).strftime(
            "%Y-%m-%dT%H:%M"
        )
        == typed
    )
    wrong = _press(desk, f"/inbox/replies/{reply.pk}/later/", at="own", at_hour="soon")
    assert "Choose a day and an hour" in wrong.headers["HX-Trigger"].encode().decode("unicode_escape")
    back = _press(desk, f"/inbox/replies/{reply.pk}/later/", at="never")
    assert _typed(back.content.decode()) == "Good morning!"
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=9)):
        assert later.send_due() == 0


@pytest.mark.parametrize(
    "hour", ["", "own", "yesterday", "2020-01-01T09:00:00+00:00", "2999-01-01T09:00:00+00:00"]
)
def test_an_hour_that_is_none_comes_back_with_the_text(world: World, desk: Desk, hour: str) -> None:
    answer = desk.post(_at(world, "send-later/"), text="Good morning!", key="k", at=hour)
    assert _typed(answer.content.decode()) == "Good morning!"
    assert re.search("Choose (a day|one|an hour)", words(answer))
    assert not Draft.objects.exists()


def test_what_could_not_leave_then_is_said_at_once_and_again_when_the_hour_has_come(
    world: World, desk: Desk
) -> None:
    ledger.stop(world.contact("Ana"), reason=Suppression.Reason.ASKED, evidence="said so")
    hour = (timezone.now() + timedelta(hours=1)).isoformat()
    answer = _press(desk, _at(world, "send-later/"), text="Hello", key="k", at=hour)
    assert "could not leave then" in answer.headers["HX-Trigger"]
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=2)):
        later.send_due()
    shown = desk.sees(_at(world))
    assert "Not sent when its hour had come" in shown
    assert "list of people we never write to" in shown
    assert Notification.objects.filter(member=world.caleb, kind="later").exists()


def test_what_was_just_sent_is_undone_with_its_words_and_files(world: World, desk: Desk) -> None:
    Member.objects.filter(pk=world.caleb.pk).update(undo_seconds=10)
    _press(desk, _at(world, "files/"), files=SimpleUploadedFile("menu.pdf", b"%PDF-1.4"))
    sent = _press(desk, _at(world, "reply/"), text="Yes", key="k", kept=_token(world), then="done")
    assert "Sending… Undo" in words(sent)
    assert world.thread("Ana").state == "done"
    world.work()
    assert world.said_to("Ana") == []
    reply = world.thread("Ana").replies.get()
    back = _press(desk, f"/inbox/replies/{reply.pk}/undo/")
    assert _typed(back.content.decode()) == "Yes"
    assert "menu.pdf" in words(back)
    assert "Sending…" not in words(back)
    late = _press(desk, f"/inbox/replies/{reply.pk}/undo/")
    assert Draft.objects.get().state == "withdrawn"
    assert late.status_code == 200
    Delivery.objects.update(not_before=timezone.now())
    world.work()
    assert world.said_to("Ana") == []


def test_each_chooses_for_how_long_they_can_undo(world: World, desk: Desk) -> None:
    desk.post("/settings/words/undo/", seconds="20")
    assert Member.objects.get(pk=world.caleb.pk).undo_seconds == 20
    desk.post("/settings/words/undo/", seconds="-")
    assert Member.objects.get(pk=world.caleb.pk).undo_seconds is None
    for odd in ("7", "", "many"):
        assert "Choose one of the times" in words(desk.post("/settings/words/undo/", seconds=odd))
    assert desk.browser.post("/settings/words/undo/", {"seconds": "5", "whose": "team"}).status_code == 403
    Desk(world.olivia).post("/settings/words/undo/", seconds="5", whose="team")
    assert Member.objects.get(pk=world.caleb.pk).brand.undo_seconds == 5


def test_keeping_looking_and_finding_cost_little_whatever_was_said(
    world: World, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        world.visitor("Ana", "message", f"And {number}?")
        CannedReply.objects.create(brand=world.harbour, name=f"n{number}", text="x")
    place = _at(world)
    _press(desk, f"{place}keep/", mode="reply", text="Yes")
    with django_assert_max_num_queries(11):
        _press(desk, f"{place}keep/", mode="reply", text="Yes, we", base="1")
    with django_assert_max_num_queries(7):
        desk.browser.get(f"{place}canned/", {"q": "n"}, **SCRIPTED)
    with django_assert_max_num_queries(4):
        desk.browser.post("/inbox/look/", {"text": "Call +44 20 7946 0018"}, **SCRIPTED)
