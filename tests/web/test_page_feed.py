"""The page's own feed: valid, the same for everybody, in pages, and nothing in it that is not public."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
from django.test import Client
from django.utils import timezone

from askfirst.consent.lists import Wanted, make
from askfirst.networks import feeds
from askfirst.wall import followed, polls, talk
from askfirst.wall.models import Post
from tests.web.desk import Desk
from tests.web.guests import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World

PLACE = "/@harbour/feed.atom"


def said(world: World, text: str) -> Post:
    talk.publish(world.mara, world.page, text, key=text)
    world.work()
    return Post.objects.get(text=text)


def get(path: str = PLACE, **headers: str) -> HttpResponse:
    return Client().get(path, headers=headers)


def texts() -> list[str]:
    return [item.text for item in feeds.read(get().content, "https://harbour.example" + PLACE).items]


def test_it_says_what_the_brand_said_and_is_valid_atom(world: World) -> None:
    said(world, "The <orange> cake & more\nis back on Saturday")
    answer = get()
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(answer.content)
    assert (read.version, read.bozo) == ("atom10", False)
    entry = read.entries[0]
    assert entry.title == "The <orange> cake & more"
    assert entry.content[0].value == "The <orange> cake & more\nis back on Saturday"
    assert entry.id == entry.link
    assert entry.id.endswith(f"/@harbour/posts/{Post.objects.get().pk}/")
    assert {link.rel for link in read.feed.links} == {"alternate", "self"}
    assert "sessionid" not in answer.cookies
    page = Client().get("/@harbour/").content.decode()
    assert feeds.find(page.encode(), "http://testserver/@harbour/") == [f"http://testserver{PLACE}"]


def test_nothing_hidden_taken_back_or_of_visitors_stands_in_it(world: World) -> None:
    shown, hidden, gone = said(world, "shown"), said(world, "hidden"), said(world, "gone")
    world.visitor("Yusuf", "wall_post", "a visitor's words")
    world.visitor("Ana", "ask", "a question")
    talk.hide(world.mara, hidden, is_hidden=True)
    Post.objects.filter(pk=gone.pk).update(taken_back_at=timezone.now())
    talk.publish(world.nils, world.northwind_page, "another brand's", key="n")
    world.work()
    assert texts() == [shown.text]
    world.page.channel.state = "off"
    world.page.channel.save()
    assert get().status_code == 404


def test_who_has_the_newest_gets_an_empty_answer(world: World) -> None:
    post = said(world, "one")
    first = get()
    again = get(**{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in first.headers["Cache-Control"]
    talk.hide(world.mara, post, is_hidden=True)
    assert get(**{"If-None-Match": first.headers["ETag"]}).status_code == 200, "something that goes is news"


def test_it_goes_on_in_pages_by_key(world: World) -> None:
    now = timezone.now()
    for number in range(followed.ENTRIES * 2 + 3):
        Post.objects.create(
            brand=world.harbour, channel=world.page.channel, page=world.page, author="Harbour", text=f"No. {number}",
            said_at=now, published_at=now - timedelta(minutes=number // 3), external_id=f"p{number}",
        )  # fmt: skip
    found, path, pages = list[str](), PLACE, 0
    while path:
        read = feedparser.parse(get(path).content)
        found += [entry.title for entry in read.entries]
        following = [link.href for link in read.feed.links if link.rel == "next"]
        path, pages = (following[0].partition("://")[2].partition("/")[2] if following else ""), pages + 1
        path = f"/{path}" if path else ""
    assert (pages, len(found), len(set(found))) == (3, 43, 43)
    for bad in ("x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_x"):
        assert get(f"{PLACE}?before={bad.replace('+', '%2B')}").status_code == 404


def test_results_of_a_poll_stand_in_it_only_where_everybody_sees_them(world: World) -> None:
    for shows in ("voted", "always"):
        wanted = polls.Wanted(
            question=f"Which bean ({shows})?", shows=shows, choices=[polls.Offered(text="Huila"), polls.Offered(text="Yirga")]
        )  # fmt: skip
        polls.publish(world.mara, polls.make(world.mara, world.page, wanted))
    world.work()
    always, voted = sorted(texts())
    assert "Huila: 0" in always
    assert "Huila: 0" not in voted
    assert Desk(world.mara).get(PLACE).content == get().content, "it is the same for everybody"


def test_who_wants_the_posts_by_mail_is_led_to_the_list_that_the_brand_chose(world: World) -> None:
    news = make(None, world.harbour, Wanted(name="News"), {"en": "We write once a week."})
    desk = Desk(world.olivia)
    assert "By mail" not in words(Client().get("/@harbour/"))
    assert "from now on" in desk.post("/settings/page/follow/", list=news.pk).content.decode()
    page = Client().get("/@harbour/").content.decode()
    assert page.count(f'href="/@harbour/lists/{news.slug}/"') == 2
    assert "By mail" in page
    assert "no such list" in desk.post("/settings/page/follow/", list="999").content.decode()
    desk.post("/settings/page/follow/", list="")
    assert "By mail" not in words(Client().get("/@harbour/"))
