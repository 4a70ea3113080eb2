"""Joining by a program: it says who was shown which words, and nobody is on a list before they have confirmed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from askfirst.brand.models import Channel
from askfirst.consent import confirming, join_keys, ledger, lists
from askfirst.consent.models import Entry, JoinKey, Request, Shown, Suppression
from askfirst.people.models import Contact
from askfirst.web import list_api
from askfirst.wire import list_mail
from tests.consent.asking import ANA, WORDS, news
from tests.consent.test_leaving import joined
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")
PLACE = "/api/lists/harbour/roastery-news/"
TYPED = {"address": ANA, "version": 1, "language": "de", "place": "checkout", "name": "Ana"}


@pytest.fixture
def one(world: World) -> List:
    return news(world.harbour)


@pytest.fixture
def key(world: World, one: List) -> str:
    return join_keys.make(world.mara, one, "the shop")[1]


def send(key: str, given: Any = None, path: str = PLACE, **headers: str) -> HttpResponse:
    body = given if isinstance(given, (str, bytes)) else json.dumps(TYPED if given is None else given)
    authorized = {"authorization": f"Bearer {key}"} if key else {}
    return Client().post(path, body, content_type="application/json", headers={**authorized, **headers})


def errors(answer: HttpResponse) -> tuple[int, str, str]:
    said = json.loads(answer.content)
    assert (said["ok"], said["status"]) == (False, answer.status_code)
    return answer.status_code, said["errors"][0]["field"], said["errors"][0]["says"]


def mailed() -> str:
    list_mail.send_due()
    found = re.search(r"/lists/confirm/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_program_reads_the_words_and_asks_and_the_person_confirms(
    world: World, one: List, key: str
) -> None:
    told = Client().get(PLACE, headers={"authorization": f"Bearer {key}"}).json()
    assert {row["language"]: row["text"] for row in told["words"]} == WORDS
    assert {row["version"] for row in told["words"]} == {1}
    answer = send(key)
    assert answer.status_code == 202
    assert answer.json()["version"] == 1
    assert not Contact.objects.exists()
    assert not Entry.objects.exists()
    token = mailed()
    assert "Ana" not in mail.outbox[-1].subject
    done = confirming.by_link(world.harbour, token)
    asked, confirmed = Entry.objects.order_by("pk")
    assert (asked.act, asked.mechanism, asked.place) == ("requested", "api", "checkout (the shop)")
    assert (confirmed.act, confirmed.mechanism) == ("confirmed", "button")
    assert confirmed.notice == lists.notices(one)["de"]
    assert Shown.objects.get().notice == confirmed.notice
    assert (done.contact.name, done.contact.language) == ("Ana", "de")


def test_it_never_joins_by_itself_also_where_one_press_is_enough(world: World) -> None:
    one = news(world.harbour, "Quick", single_because="they stand before us")
    _made, key = join_keys.make(world.mara, one, "till")
    assert send(key, path="/api/lists/harbour/quick/").status_code == 202
    assert not Entry.objects.exists()
    confirming.by_link(world.harbour, mailed())
    assert Entry.objects.filter(act="confirmed").exists()


def test_the_answer_is_the_same_whoever_is_named(world: World, one: List, key: str) -> None:
    joined(one)
    reported = joined(one, address="no@fans.test")
    ledger.stop(reported, reason=Suppression.Reason.COMPLAINT, evidence="reported")
    mail.outbox.clear()
    seen = {
        (answer.status_code, answer.content)
        for name in ("new", "ana", "no")
        if (answer := send(key, {**TYPED, "address": f"{name}@fans.test"}))
    }
    assert len(seen) == 1
    list_mail.send_due()
    assert {letter.to[0] for letter in mail.outbox} == {"new@fans.test", ANA}


def test_asked_twice_one_mail_goes_out(key: str) -> None:
    assert [send(key).status_code for _ in range(3)] == [202] * 3
    list_mail.send_due()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("wrong", ["nothing", "other list", "other brand", "switched off", "no scheme"])
def test_a_key_is_of_one_list_and_works_until_it_is_switched_off(
    world: World, one: List, key: str, wrong: str
) -> None:
    other = join_keys.make(world.mara, news(world.harbour, "Events"), "till")[1]
    foreign = join_keys.make(world.nils, news(world.northwind), "till")[1]
    if wrong == "switched off":
        join_keys.revoke(world.mara, one, JoinKey.objects.get(list=one).pk)
    sent = {"nothing": "", "other list": other, "other brand": foreign, "switched off": key, "no scheme": ""}
    headers = {"authorization": key} if wrong == "no scheme" else {}
    answer = send(sent[wrong], **headers)
    status, _field, says = errors(answer)
    assert (status, "opens nothing here" in says) == (401, True)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("given", "status", "field", "says"),
    [
        ("{", 400, "", "JSON object"),
        ("[]", 400, "", "JSON object"),
        (b"\xff\xfe", 400, "", "JSON object"),
        ('{"a": ' * 5000 + "1" + "}" * 5000, 400, "", "JSON object"),
        (json.dumps({"name": "x" * 30_000}), 400, "", "20,000"),
        ({**TYPED, "confirmed": True}, 422, "confirmed", "nothing that is taken here"),
        ({**TYPED, "address": "ana"}, 422, "address", "is not a mail address"),
        ({**TYPED, "address": ["ana"]}, 422, "address", "no text"),
        ({**TYPED, "address": "a" * 255}, 422, "address", "254"),
        ({**TYPED, "address": ""}, 422, "address", "mail address"),
        ({**TYPED, "version": "1"}, 422, "version", "whole number"),
        ({**TYPED, "version": True}, 422, "version", "whole number"),
        ({**TYPED, "version": 7}, 409, "version", "1 holds now"),
        ({"address": ANA, "language": "de"}, 409, "version", "Name the version"),
        ({**TYPED, "language": "fr"}, 422, "language", "en, de"),
    ],
)
def test_what_cannot_be_is_said_with_its_field_and_asks_for_nothing(
    key: str, given: Any, status: int, field: str, says: str
) -> None:
    found = errors(send(key, given))
    assert found[:2] == (status, field)
    assert says in found[2]
    assert not Request.objects.exists()


def test_words_that_changed_have_to_be_shown_first(one: List, key: str) -> None:
    lists.reword(None, one, {"en": "Other words."})
    assert errors(send(key))[:2] == (409, "version")
    assert send(key, {**TYPED, "version": 2, "language": "en"}).status_code == 202


def test_a_list_that_takes_nobody_says_so(world: World, one: List, key: str) -> None:
    lists.close(world.mara, one)
    assert errors(send(key))[:2] == (422, "lists")
    said = Client().get(PLACE, headers={"authorization": f"Bearer {key}"}).json()
    assert said["is_open"] is False


def test_without_a_page_nobody_could_confirm(world: World, key: str) -> None:
    Channel.objects.filter(pk=world.page.channel_id).update(state=Channel.State.OFF)
    status, _field, says = errors(send(key))
    assert (status, "people confirm there" in says) == (409, True)


def test_too_much_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr(list_api, "AN_HOUR_BY_KEY", 2)
    answers = [send(key, {**TYPED, "address": f"fan{n}@fans.test"}) for n in range(3)]
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    monkeypatch.setattr(list_api, "WRONG_AN_HOUR", 1)
    assert [send("afj_wrong").status_code for _ in range(2)] == [401, 429]


def test_from_one_place_of_the_net_no_more_than_by_the_form(key: str) -> None:
    answers = [
        send(key, {**TYPED, "address": f"fan{n}@fans.test", "ip": "192.0.2.7"}).status_code for n in range(31)
    ]
    assert answers == [202] * 30 + [429]


def test_a_key_is_made_in_the_settings_shown_once_and_switched_off(world: World, one: List) -> None:
    mara = Client()
    mara.force_login(world.mara)
    made = mara.post(f"/settings/lists/{one.pk}/keys/", {"name": "checkout of the shop"})
    key = re.search(r"afj_[\w-]+", made.content.decode())
    assert key
    assert made.headers["Cache-Control"] == "no-store"
    assert send(key[0]).status_code == 202
    page = mara.get(f"/settings/lists/{one.pk}/")
    assert key[0] not in page.content.decode()
    assert "checkout of the shop afj_" in words(page)
    (kept,) = JoinKey.objects.all()
    assert key[0] not in {kept.digest, kept.start}
    assert kept.used_at is not None
    gone = mara.post(f"/settings/lists/{one.pk}/keys/{kept.pk}/revoke/", follow=True)
    assert "opens nothing any more" in words(gone)
    assert send(key[0]).status_code == 401


@pytest.mark.parametrize(("name", "says"), [(" ", "Say where the key is used"), ("x" * 81, "80 characters")])
def test_a_key_without_a_name_is_not_made(world: World, one: List, name: str, says: str) -> None:
    mara = Client()
    mara.force_login(world.mara)
    answer = mara.post(f"/settings/lists/{one.pk}/keys/", {"name": name})
    assert (answer.status_code, says in words(answer)) == (422, True)
    assert not JoinKey.objects.exists()


def test_of_an_internal_list_and_beyond_twenty_none_is_made(world: World, one: List) -> None:
    with pytest.raises(lists.CannotKeep, match="internal list"):
        join_keys.make(world.mara, news(world.harbour, "Inner", is_internal=True), "till")
    for number in range(join_keys.MOST):
        join_keys.make(world.mara, one, f"till {number}")
    with pytest.raises(lists.CannotKeep, match="20 keys"):
        join_keys.make(world.mara, one, "one more")
