"""The preference page: behind a mailed link, each control by itself; what was agreed to, what came and why, all of it to take along."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.consent import ledger, links, preferences, standing
from askfirst.consent.models import Entry, Suppression
from askfirst.people.models import Contact, Forgetting, Handle
from askfirst.wire import visitor_mail
from tests.consent import asking
from tests.wire import letters

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.consent.models import List
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.row("Z4")


@pytest.fixture
def news(world: World, monkeypatch: pytest.MonkeyPatch) -> List:
    letters.permit(monkeypatch)
    monkeypatch.setattr(visitor_mail, "post", lambda letter: letter.send())
    return asking.news(world.harbour)


@pytest.fixture
def ana(news: List) -> Contact:
    return letters.joined(news)


@pytest.fixture
def place(ana: Contact) -> str:
    handle = ana.handles.select_related("brand").get()
    return f"/@harbour/preferences/{links.fresh_token(handle)}/"


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


def press(place: str, do: str, **typed: Any) -> str:
    answer = Client().post(place, {"do": do, **typed}, follow=True)
    return said(answer)


def state(contact: Contact, on: List) -> str:
    return standing.states([contact], on.purpose, on=on)[contact.pk].state


def test_anybody_types_an_address_and_its_holder_gets_a_link_that_opens_their_page(
    ana: Contact, world: World
) -> None:
    answer = Client().post("/@harbour/preferences/", {"email": "Ana@Fans.test"})
    (letter,) = mail.outbox
    assert letter.to == [asking.ANA]
    found = re.search(r"http\S+(/@harbour/preferences/\S+)", str(letter.body))
    assert found
    page = said(Client().get(found[1]))
    assert "Roastery news" in page
    assert "a link is on its way" in said(answer)


def test_the_answer_is_the_same_for_an_address_that_nobody_knows(ana: Contact) -> None:
    known = said(Client().post("/@harbour/preferences/", {"email": asking.ANA}))
    unknown = said(Client().post("/@harbour/preferences/", {"email": "eve@fans.test"}))
    token = re.compile(r"[A-Za-z0-9]{64}")
    assert token.sub("", known.replace(asking.ANA, "…")) == token.sub(
        "", unknown.replace("eve@fans.test", "…")
    )
    assert len(mail.outbox) == 1


def test_after_three_mails_in_an_hour_the_next_has_to_wait(ana: Contact) -> None:
    answers = [Client().post("/@harbour/preferences/", {"email": asking.ANA}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("typed", ["", "ana", "ana@", "@fans.test", "a\x00@b.test", "x" * 400])
def test_what_is_no_address_gets_a_sentence(world: World, typed: str) -> None:
    answer = Client().post("/@harbour/preferences/", {"email": typed})
    assert answer.status_code == 422
    assert mail.outbox == []


def test_an_old_or_broken_link_opens_nothing_and_offers_a_new_one(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Have a new one sent" in said(Client().get("/@harbour/preferences/broken/"))
    later = timezone.now().timestamp() + links.FRESH.total_seconds() + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    for answer in (Client().get(place), Client().get(f"{place}everything.zip")):
        assert answer.status_code == 410
        assert asking.ANA not in said(answer)


def test_a_link_is_dead_where_the_address_is_somebody_elses(place: str, ana: Contact, world: World) -> None:
    assert Client().get(place.replace("@harbour", "@northwind")).status_code == 410
    Handle.objects.update(address="other@fans.test", key="other@fans.test")
    assert Client().get(place).status_code == 410


def test_each_list_says_why_and_shows_the_words_agreed_to(place: str) -> None:
    page = said(Client().get(place))
    assert asking.WORDS["en"] in page
    assert "At most 1 message a week" in page
    assert "You agreed by a button" in page


def test_the_receipts_can_be_taken_along_for_programs(place: str, ana: Contact) -> None:
    number = Entry.objects.get(contact=ana, act="confirmed").number
    receipt = Client().get(f"{place}receipts/{number}.json")
    assert json.loads(receipt.content)["pii_processing"]["privacy_notice"]["text"] == asking.WORDS["en"]
    linked = json.loads(Client().get(f"{place}receipts/{number}.jsonld").content)
    assert linked["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentGiven"}
    assert Client().get(f"{place}receipts/{number}.xml").status_code == 404
    assert Client().get(f"{place}receipts/99.json").status_code == 404


def test_leaving_one_list_or_everything_holds_at_once(place: str, ana: Contact, news: List) -> None:
    assert "You have left" in press(place, "leave", list=news.pk)
    assert state(ana, news) == "left"
    assert "nothing any more that you did not ask for" in press(place, "leave")
    assert standing.states([ana], "marketing")[ana.pk].objected_at
    assert Entry.objects.filter(contact=ana).latest("number").mechanism == "preferences"


def test_how_often_quiet_hours_and_a_pause_are_kept_and_shown(place: str, ana: Contact) -> None:
    day = timezone.localdate() + timedelta(days=40)
    assert "Saved" in press(place, "frequency", most="2", days="30")
    assert "Saved" in press(place, "quiet", **{"from": "21:30", "until": "07:00", "zone": "Europe/Lisbon"})
    page = press(place, "pause", until=day.isoformat())
    wished = preferences.of(ana)
    assert (wished.most, wished.days, wished.quiet_from, wished.quiet_until) == (2, 30, 1290, 420)
    assert wished.paused_until
    assert Contact.objects.get(pk=ana.pk).time_zone == "Europe/Lisbon"
    assert 'value="21:30"' in page
    assert f'value="{day.isoformat()}"' in page


def test_from_here_a_wish_can_also_be_taken_back(place: str, ana: Contact) -> None:
    press(place, "frequency", most="0", days="7")
    assert "Saved" in press(place, "frequency", most="", days="7")
    assert preferences.of(ana).most is None
    acts = list(Entry.objects.filter(contact=ana).order_by("number").values_list("act", flat=True))
    assert acts[-2:] == ["narrowed", "widened"]


def test_a_network_without_a_tick_is_unwanted_and_others_stay_as_they_were(
    world: World, place: str, ana: Contact
) -> None:
    world.mail or world.connect_mail()
    how = preferences.How(mechanism="preferences", place="page", evidence="x")
    preferences.save(ana, preferences.Wishes(networks=frozenset({"telegram"})), how)
    press(place, "networks", shown=["email"], network=[])
    assert preferences.of(ana).networks == {"telegram", "email"}


@pytest.mark.parametrize(
    ("do", "typed", "says"),
    [
        ("frequency", {"most": "many", "days": "7"}, "whole number"),
        ("frequency", {"most": "-1", "days": "7"}, "whole number"),
        ("frequency", {"most": "2", "days": "0"}, "in how many days"),
        ("frequency", {"most": "9999", "days": "7"}, "from 0 to 1000"),
        ("quiet", {"from": "25:00", "until": "07:00"}, "times of the day"),
        ("quiet", {"from": "21:00", "until": ""}, "a beginning and an end"),
        ("quiet", {"from": "21:00", "until": "07:00", "zone": "Mars/North"}, "no such time zone"),
        ("pause", {"until": "tomorrow"}, "with a day"),
        ("pause", {"until": "2020-01-01"}, "That day is over"),
        ("pause", {"until": "9999-12-31"}, "five years at most"),
        ("forget", {}, "Tick that you are sure"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_loses_nothing(
    place: str, ana: Contact, do: str, typed: dict[str, str], says: str
) -> None:
    answer = Client().post(place, {"do": do, **typed})
    assert answer.status_code == 422
    assert says in said(answer)
    assert preferences.of(ana) == preferences.Wishes()
    for value in (one for one in typed.values() if do in {"frequency", "pause"} and len(one) > 2):
        assert value in said(answer)


@pytest.mark.parametrize(
    "typed", [{"do": "nothing"}, {}, {"do": "leave", "list": "9999"}, {"do": "leave", "list": "x"}]
)
def test_controls_that_are_not_there_are_not_found(place: str, typed: dict[str, str]) -> None:
    assert Client().post(place, typed).status_code == 404


def test_the_list_of_another_brand_is_not_theirs(world: World, place: str) -> None:
    other = asking.news(world.northwind, "Northwind news")
    assert Client().post(place, {"do": "leave", "list": str(other.pk)}).status_code == 404


def test_what_came_stands_there_with_the_reason_that_allowed_it(
    world: World, network: Scripted, news: List, place: str
) -> None:
    letters.letter(world, news)
    world.work()
    page = said(Client().get(place))
    assert "July" in page
    assert "They agreed to this" in page


def test_everything_that_is_known_can_be_taken_along(place: str) -> None:
    answer = Client().get(f"{place}everything.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as kept:
        assert asking.ANA in kept.read("person.json").decode()
    assert answer["Cache-Control"] == "no-store"


def test_they_are_forgotten_when_they_say_that_they_are_sure(
    place: str, ana: Contact, world: World, news: List
) -> None:
    page = press(place, "forget", sure="yes", and_stop="yes")
    assert "You are forgotten" in page
    assert asking.ANA not in page
    assert not Handle.objects.filter(key=asking.ANA).exists()
    assert Forgetting.objects.get().member is None
    digest = ledger.digest("email", asking.ANA)
    assert Suppression.objects.filter(digest=digest, lifted_at=None).exists()
    assert Client().get(place).status_code == 410


def test_they_stop_everything_and_take_it_back(place: str, ana: Contact, world: World) -> None:
    assert "nothing private leaves for you" in press(place, "stop")
    assert ledger.suppressed(world.harbour, ana.handles.all())
    assert "may answer you again" in press(place, "hear-again")
    assert not ledger.suppressed(world.harbour, ana.handles.all())


def test_who_reported_a_message_waits_before_they_come_back(place: str, ana: Contact, world: World) -> None:
    ledger.stop(ana, reason=Suppression.Reason.COMPLAINT, evidence="reported")
    assert "less than 30 days ago" in press(place, "hear-again")
    assert ledger.suppressed(world.harbour, ana.handles.all())
    Suppression.objects.update(since=timezone.now() - timedelta(days=31))
    press(place, "hear-again")
    assert not ledger.suppressed(world.harbour, ana.handles.all())


def test_looking_changes_nothing(place: str, ana: Contact) -> None:
    lines = Entry.objects.count()
    for look in (Client().get, Client().head, Client().options):
        look(place)
        look(f"{place}everything.zip")
    assert Entry.objects.count() == lines


def test_it_works_while_the_brands_page_is_switched_off(world: World, place: str) -> None:
    Channel.objects.filter(pk=world.page.channel.pk).update(state=Channel.State.OFF)
    assert Client().get(place).status_code == 200
    assert Client().get("/@harbour/preferences/").status_code == 200
