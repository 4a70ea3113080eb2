"""The owner dresses the page, looks before it is saved, says who has what first; and visitors are told why they got something."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from askfirst.brand import rollout
from askfirst.brand.models import Rollout, StoredFile
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Thread
from askfirst.people.models import Handle
from askfirst.wall import asks, opening
from askfirst.wall import talk as wall
from askfirst.wall.models import Comment, Page, Post
from askfirst.wire import visitor_mail
from askfirst.work.models import Hours
from tests.web.desk import Desk
from tests.web.guests import Guest, link_in_mail, shut, words
from tests.world import days_ago

if TYPE_CHECKING:
    from tests.world import World

WORDS = {
    "name": "Harbour Coffee",
    "tagline": "By the water",
    "about": "Open from seven.\nOrder at https://harbour.example <b>",
    "greeting": "Welcome!",
    "accent": "#3b5bdb",
}


@pytest.fixture
def olivia(world: World) -> Desk:
    return Desk(world.olivia)


@pytest.fixture
def guest(world: World) -> Guest:
    return Guest(world)


def upload(size: tuple[int, int] = (900, 700), name: str = "cup.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue())


def test_what_the_owner_writes_stands_on_the_page_and_addresses_become_links(
    olivia: Desk, guest: Guest
) -> None:
    olivia.post("/settings/page/", **WORDS | {"name": "Harbour & Sons"})
    page = guest.get().content.decode()
    assert "Harbour &amp; Sons" in page
    assert 'href="https://harbour.example" rel="nofollow"' in page
    assert "&lt;b&gt;" in page
    answer = olivia.browser.post("/settings/page/", WORDS | {"name": " "})
    assert answer.status_code == 422
    assert "needs a name" in words(answer)
    assert "Harbour &amp; Sons" in guest.get().content.decode()


def test_a_preview_shows_what_is_typed_keeps_nothing_and_lets_nothing_be_done(
    olivia: Desk, guest: Guest
) -> None:
    answer = olivia.browser.post(
        "/settings/page/preview/", WORDS | {"name": "Harbour Tea", "accent": "#123456"}
    )
    page = answer.content.decode()
    assert "Harbour Tea" in page
    assert "By the water" in page
    assert "?accent=%23123456" in page
    assert "<script" not in page
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy
    assert "frame-ancestors 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert "Harbour Tea" not in guest.sees()
    assert "By the water" not in guest.sees()
    wrong = olivia.browser.post("/settings/page/preview/", WORDS | {"accent": "pink"})
    assert "is not a colour" in words(wrong)
    held_up = olivia.browser.post("/settings/page/preview/?which=cover", {"picture": upload((1600, 600))})
    assert "data:image/webp;base64," in held_up.content.decode()
    assert "no picture that can be shown" in words(
        olivia.browser.post(
            "/settings/page/preview/?which=face", {"picture": SimpleUploadedFile("x.png", b"<svg>")}
        )
    )
    assert not StoredFile.objects.exists()
    style = guest.browser.get("/brand/harbour.css?accent=%23123456").content.decode()
    assert "#123456" in style
    assert guest.browser.get("/brand/harbour.css?accent=red;}").content == b""


def test_a_picture_is_drawn_anew_served_as_nothing_else_and_goes_when_another_comes(
    olivia: Desk, guest: Guest
) -> None:
    answer = olivia.post("/settings/page/pictures/cover/", picture=upload((2000, 900)))
    assert "Visitors see it from now on" in words(answer)
    olivia.post("/settings/page/pictures/face/", picture=upload())
    page = guest.get().content.decode()
    found = re.findall(r"/@harbour/pictures/[\w-]+/", page)
    assert len(set(found)) == 4
    for address in set(found):
        picture = Client().get(address)
        assert picture.headers["Content-Type"] == "image/webp"
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
        assert "immutable" in picture.headers["Cache-Control"]
        shut(picture)
        assert Client().get(address.replace("harbour", "northwind")).status_code == 404
    before = found[0]
    olivia.post("/settings/page/pictures/cover/", picture=upload((1700, 800)))
    assert StoredFile.objects.count() == 4
    olivia.post("/settings/page/pictures/cover/", take_off="yes")
    olivia.post("/settings/page/pictures/face/", take_off="yes")
    assert not StoredFile.objects.exists()
    assert Client().get(before).status_code == 404
    assert "/pictures/" not in guest.get().content.decode()
    assert olivia.browser.post("/settings/page/pictures/hat/", {"take_off": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload=alert(1)>", "no picture that can be shown"),
        (b"", "Choose a picture first"),
        (None, "Choose a picture first"),
    ],
)
def test_what_is_no_picture_is_refused_under_its_field(
    olivia: Desk, content: bytes | None, sentence: str
) -> None:
    given = {} if content is None else {"picture": SimpleUploadedFile("cup.png", content)}
    answer = olivia.browser.post("/settings/page/pictures/face/", given)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not StoredFile.objects.exists()


def test_each_switch_and_the_limit_are_set_from_one_page(olivia: Desk, world: World) -> None:
    assert "Switch questions on first" in olivia.sees("/settings/page/")
    for place in opening.PLACES:
        is_open = opening.is_open(world.page, place)
        olivia.post(f"/settings/page/open/{place}/", on="no" if is_open else "yes")
        world.page = Page.objects.select_related("channel", "brand").get(pk=world.page.pk)
        assert opening.is_open(world.page, place) is not is_open, place
    assert olivia.browser.post("/settings/page/open/polls/", {"on": "yes"}).status_code == 404
    olivia.post("/settings/page/limit/", a_day="3")
    assert Page.objects.get(pk=world.page.pk).asks_a_day == 3
    for typed in ("0", "101", "-1", "x", "9" * 30):
        answer = olivia.browser.post("/settings/page/limit/", {"a_day": typed})
        assert answer.status_code == 422
        assert "from 1 to 100" in words(answer)


@pytest.mark.row("F7")
def test_the_settings_show_who_has_what_and_a_change_holds_at_once(olivia: Desk, guest: Guest) -> None:
    guest.write("Hello")
    assert "1 of 1 known visitors" in olivia.sees("/settings/rollout/")
    mina = Handle.objects.get(network="page").contact
    answer = olivia.post("/settings/rollout/messages/", share="0", countries="gb, DE gb")
    assert "It holds from this moment on" in words(answer)
    row = Rollout.objects.get()
    assert (row.share, row.countries) == (0, ["DE", "GB"])
    assert "0 of 1 known visitors" in olivia.sees("/settings/rollout/")
    assert "Messages: not for you yet" in guest.sees()
    olivia.post("/settings/rollout/messages/", share="0", people="mina", members=[olivia.member.pk])
    assert "Messages: not for you yet" not in guest.sees()
    assert f"{mina.pk} Mina" in olivia.get("/settings/rollout/messages/").content.decode()
    olivia.post("/settings/rollout/messages/", share="100")
    assert not Rollout.objects.exists()
    assert rollout.read(olivia.member.brand) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"share": "101"}, "from 0 to 100"),
        ({"share": "many"}, "from 0 to 100"),
        ({"share": ""}, "from 0 to 100"),
        ({"share": "5", "countries": "Deutschland"}, "no country"),
        ({"share": "5", "people": "Nobody Here"}, "You know nobody called"),
        ({"share": "5", "people": "999999"}, "You know nobody called"),
        ({"share": "5", "people": "Ana"}, "Several people are called"),
    ],
)
def test_what_cannot_be_rolled_out_is_said_under_its_field(
    olivia: Desk, world: World, typed: dict[str, str], sentence: str
) -> None:
    world.visitor("Ana", "like")
    told = Guest(world, name="Ana")
    told.write("Hello")
    answer = olivia.browser.post("/settings/rollout/asks/", typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Rollout.objects.exists()
    assert olivia.get("/settings/rollout/telepathy/").status_code == 404


@pytest.mark.row("Z4")
def test_why_an_answer_in_public_came_is_told_to_whom_it_was_given_alone(guest: Guest) -> None:
    world, other = guest.world, Guest(guest.world, name="Otto")
    opening.set_open(world.olivia, world.page, "asks", is_on=True)
    other.write("I am somebody else")
    guest.post("ask/", text="Is there decaf?", key="k")
    guest.post("write/", text="Good place", key="w")
    world.work()
    asks.publish_answer(world.caleb, Post.objects.get(kind="ask"), "Yes.", key="a")
    world.work()
    wall.answer(world.caleb, Post.objects.get(kind="post"), "Thank you.", key="b")
    world.work()
    for text, fact in (
        ("Yes.", "a question of yours in public"),
        ("Thank you.", "what you wrote on their wall in public"),
    ):
        answer = Comment.objects.get(text=text)
        assert f"/@harbour/why/answers/{answer.pk}/" in guest.get().content.decode()
        assert "/why/answers/" not in other.get().content.decode()
        told = guest.sees(f"why/answers/{answer.pk}/")
        assert f"It answers {fact}" in told
        assert "It is an answer to you, not advertising." in told
        assert "Stop messages from Harbour Coffee" in told
        assert other.get(f"why/answers/{answer.pk}/").status_code == 404
        assert Client().get(f"/@harbour/why/answers/{answer.pk}/").status_code == 404
    guest.post("stop/", key="s")
    world.work()
    draft = wall.answer(world.caleb, Post.objects.get(kind="post"), "One more thing", key="c")
    assert draft.decision is not None
    assert draft.decision.verdict == "deny", "the switch stops answers in public too"


@pytest.mark.row("Z4")
def test_why_a_mail_came_is_told_to_who_holds_it_and_stopped_there(guest: Guest) -> None:
    world = guest.world
    world.connect_mail()
    guest.post("message/", text="Are you open?", key="k", email="mina@example.org")
    world.work()
    guest.browser.post(link_in_mail())
    thread = Thread.objects.get(channel=world.page.channel)
    for number in (1, 2):
        wall_reply(world, thread, number)
        assert visitor_mail.notify_absent() == (1 if number == 1 else 0)
        if number == 1:
            notice = Delivery.objects.get(channel__network="email")
            path = re.findall(r"/@harbour/why/mails/\S+/", notice.text)[0]
            told = words(Client().get(path))
            assert "confirmed this address" in told
            assert "You had not written to them here" not in told
            assert "checked whether you may be written to" in told
            Client().post(path + "stop/", {"on": "no"})
            assert "Tell me of answers by mail again" in words(Client().get(path))
            notice.refresh_from_db()
            assert notice.state == "stopped", "what had not left does not leave"
            Thread.objects.update(their_read=Message.objects.latest("pk").pk)
    Client().post(path + "stop/", {"on": "yes"})
    assert "Stop mails about answers" in guest.sees("you/")
    guest.post("you/notices/", on="no")
    assert "You asked for no mails about answers" in guest.sees("you/")
    assert visitor_mail.notify_absent() == 0
    guest.post("you/notices/", on="yes")
    assert visitor_mail.notify_absent() == 1
    for wrong in (path.replace("harbour", "northwind"), path[:-2] + "x/", "/@harbour/why/mails/x/"):
        assert Client().get(wrong).status_code == 404


def wall_reply(world: World, thread: Thread, number: int) -> None:
    """Caleb answers, and ten minutes go by."""
    talk.reply(
        world.caleb,
        Thread.objects.select_related("brand", "channel__brand", "contact", "handle", "assignee").get(
            pk=thread.pk
        ),
        Wish(text=f"Answer {number}"),
    )
    world.work()
    Message.objects.filter(is_ours=True).update(said_at=days_ago(0.01))


def test_who_opens_a_conversation_reads_when_somebody_is_there(guest: Guest) -> None:
    assert "right now" not in guest.sees("message/")
    hours = Hours.objects.create(brand=guest.world.harbour, week={"0": []})
    assert "right now" not in guest.sees("message/"), "a week without hours says nothing"
    hours.week = {str(day): [["00:00", "00:00"]] for day in range(7)}
    hours.save()
    assert "answers at this time of day" in guest.sees("message/")
    in_three_days = (timezone.localdate().weekday() + 3) % 7
    hours.week = {str(in_three_days): [["09:00", "10:00"]]}
    hours.save()
    assert "They are back" in guest.sees("message/")
