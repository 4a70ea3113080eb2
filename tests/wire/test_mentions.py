"""Other sites say that they link to us: nobody is believed, nothing is asked in a request, and a member decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from askfirst.brand.models import Notification
from askfirst.wall import mentions as verbs
from askfirst.wall import talk
from askfirst.wall.models import Comment, Mention, Post
from askfirst.web import mentioning
from askfirst.wire import loop, mentions
from tests.networks.scripted_http import Breaks, Says, ScriptedHttp
from tests.web.desk import Desk
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from tests.databases import Database
    from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return make_world()


@pytest.fixture
def there(settings: SettingsWrapper) -> Iterator[ScriptedHttp]:
    with ScriptedHttp() as server:
        settings.INSIDE = (("127.0.0.1", int(server.url.rpartition(":")[2])),)
        yield server


@pytest.fixture
def post(world: World) -> Post:
    talk.publish(world.mara, world.page, "The orange cake is back", key="p")
    world.work()
    return Post.objects.get()


@pytest.fixture(autouse=True)
def _afterwards(database: Database) -> Iterator[None]:
    yield
    loop.end()


def place(post: Post) -> str:
    return f"{django_settings.ADDRESS}/@harbour/posts/{post.pk}/"


def tell(source: str, target: str) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(
        "/@harbour/webmention/", {"source": source, "target": target}
    )


def look() -> int:
    Mention.objects.exclude(due_at=None).update(due_at=timezone.now())
    begun = mentions.look_due()
    assert mentions.wait(20)
    return begun


def linking(post: Post, title: str = "A walk &amp; a cake") -> Says:
    html = f'<html><head><title>{title}</title></head><body><p>We had <a href="{place(post)}#x">the cake</a> and <script>no()</script>tea.</p>'
    return Says(200, {"content-type": "text/html"}, html)


def test_a_page_that_links_to_a_post_becomes_a_comment_that_a_member_shows(
    world: World, post: Post, there: ScriptedHttp
) -> None:
    assert tell(f"{there.url}/walk", place(post)).status_code == 202
    assert there.asked == [], "nothing is asked within the request"
    there.answers.append(linking(post))
    assert look() == 1
    comment = Comment.objects.get()
    assert comment.text.startswith("A walk & a cake\n\nWe had the cake")
    assert comment.text.endswith(f"{there.url}/walk")
    assert "no()" not in comment.text
    assert (comment.author, comment.is_ours) == ("127.0.0.1", False)
    assert "A walk" not in Client().get("/@harbour/").content.decode()
    assert "127.0.0.1 wrote about a post of yours" in Notification.objects.filter(
        member=world.mara
    ).values_list("title", flat=True)
    assert "A walk" in Desk(world.mara).sees("/wall/?show=hidden")
    Desk(world.mara).post(f"/wall/comment/{comment.pk}/hide/", on="no")
    assert "A walk" in Client().get("/@harbour/").content.decode()
    there.answers.append(linking(post, "Something else"))
    tell(f"{there.url}/walk", place(post))
    look()
    assert "Something else" not in Client().get("/@harbour/").content.decode(), (
        "changed words are looked at again"
    )
    assert Comment.objects.count() == 1


def test_who_does_not_link_is_not_believed(world: World, post: Post, there: ScriptedHttp) -> None:
    tell(f"{there.url}/a", place(post))
    there.answers.append(
        Says(200, {}, f"<p>{place(post)}</p><a href='{place(post)}7/'>x</a><a href='http://[bad/'>y</a>")
    )
    look()
    assert Mention.objects.get().trouble == "the page does not link to this post"
    assert not Comment.objects.exists()
    assert look() == 0


def test_a_link_that_is_gone_takes_its_comment_along(world: World, post: Post, there: ScriptedHttp) -> None:
    tell(f"{there.url}/a", place(post))
    there.answers += [linking(post), Says(410)]
    look()
    Comment.objects.update(hidden_at=None)
    tell(f"{there.url}/a", place(post))
    look()
    comment = Comment.objects.get()
    assert comment.taken_back_at is not None
    assert comment.text == ""


def test_a_page_that_does_not_answer_is_looked_at_later_and_let_go_at_last(
    world: World, post: Post, there: ScriptedHttp
) -> None:
    there.otherwise = lambda _: Breaks()
    tell(f"{there.url}/a", place(post))
    looked = sum(look() for _ in range(6))
    assert looked == len(verbs.PAUSES) + 1
    assert "broke" in Mention.objects.get().trouble


def test_no_address_leads_into_our_own_network(world: World, post: Post, there: ScriptedHttp) -> None:
    tell("http://169.254.169.254/latest", place(post))
    tell("http://127.0.0.1:1/x", place(post))
    look()
    assert {row.trouble for row in Mention.objects.all()} == {
        "169.254.169.254 is not a public address", "127.0.0.1 is not a public address"
    }  # fmt: skip


def test_what_is_no_mention_is_refused_with_a_sentence(world: World, post: Post) -> None:
    good = "https://blog.example/walk"
    for source, target, says in (
        ("", place(post), "`source` is no web address"),
        ("ftp://blog.example/", place(post), "`source` is no web address"),
        ("https://[bad/", place(post), "`source` is no web address"),
        (good, "", "`target` is no web address"),
        (good, "https://elsewhere.example/@harbour/posts/1/", "`target` is no post"),
        (good, f"{django_settings.ADDRESS}/@harbour/posts/999/", "`target` is no post"),
        (good, f"{django_settings.ADDRESS}/@northwind/posts/{post.pk}/", "`target` is no post"),
        (place(post), place(post), "this very site"),
    ):
        answer = tell(source, target)
        assert answer.status_code == 400
        assert says in answer.content.decode()
    talk.hide(world.mara, post, is_hidden=True)
    assert tell(good, place(post)).status_code == 400
    talk.hide(world.mara, post, is_hidden=False)
    world.page.takes_comments = False
    world.page.save()
    assert "takes no comments" in tell(good, place(post)).content.decode()
    assert 'rel="webmention"' not in Client().get("/@harbour/").content.decode()
    assert not Mention.objects.exists()


def test_a_trackback_is_looked_at_like_any(world: World, post: Post, there: ScriptedHttp) -> None:
    given = {
        "url": f"{there.url}/old",
        "title": "Cake",
        "excerpt": "It is <b>back</b>",
        "blog_name": "Pier notes",
    }
    path = f"/@harbour/posts/{post.pk}/trackback/"
    answer = Client(enforce_csrf_checks=True).post(path, given)
    assert (answer.status_code, b"<error>0</error>" in answer.content) == (200, True)
    there.answers.append(linking(post))
    look()
    assert (Comment.objects.get().author, Comment.objects.get().text.partition("\n")[0]) == (
        "Pier notes",
        "Cake",
    )
    assert b"<error>1</error>" in Client().post(path, {"url": "x"}).content


def test_a_flood_waits(world: World, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "MOST_WAITING", 1)
    assert tell("https://blog.example/1", place(post)).status_code == 202
    assert tell("https://blog.example/2", place(post)).status_code == 429
    monkeypatch.setattr(mentioning, "A_DAY", 0)
    answer = Client().post(f"/@harbour/posts/{post.pk}/trackback/", {"url": "https://blog.example/3"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert Client().get("/@harbour/webmention/").status_code == 405
