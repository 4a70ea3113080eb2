"""What came of what was said in public: openings without a trace of anybody, people who did something, opt-ins by post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askfirst.consent import confirming
from askfirst.consent.models import Request
from askfirst.people.models import Contact, Engagement
from askfirst.wall import figures, openings
from askfirst.wall.models import Comment, Opening, Post
from tests.consent.asking import mail, news
from tests.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

pytestmark = pytest.mark.row("E8")
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(openings, "_held", openings._Held())
    cache.clear()
    yield
    cache.clear()


def opens(path: str = "/@harbour/", **headers: str) -> None:
    assert Client().get(path, headers=headers or FIREFOX).status_code == 200


def say(world: World, text: str, days: float = 0) -> Post:
    """The brand says something on its page."""
    at = timezone.now() - timedelta(days=days)
    return Post.objects.create(
        brand=world.harbour, channel=world.harbour.page.channel, page=world.harbour.page, author="Harbour Coffee",
        text=text, said_at=at, published_at=at, external_id=text,
    )  # fmt: skip


def did(world: World, who: Contact, kind: str, days: float) -> None:
    Engagement.objects.create(
        brand=world.harbour, contact=who, channel=world.harbour.page.channel, kind=kind, reference=f"{who.pk} {kind} {days}",
        occurred_at=timezone.now() - timedelta(days=days),
    )  # fmt: skip


def found(world: World, days: int = 30) -> figures.Figures:
    today = timezone.localdate(timezone=ZoneInfo(world.harbour.time_zone))
    return figures.figures(world.harbour, today - timedelta(days=days - 1), today)


def test_openings_are_counted_by_day_without_a_cookie_and_programs_are_left_out(world: World) -> None:
    post = say(world, "The orange cake is back.")
    browser = Client()
    browser.get("/@harbour/", headers=FIREFOX)
    assert set(browser.cookies) <= {"askfirst_csrf"}
    opens()
    opens(f"/@harbour/posts/{post.pk}/")
    opens(**{"User-Agent": "Googlebot/2.1"})
    Desk(world.mara).get("/@harbour/", headers=FIREFOX)
    counted = found(world)
    assert counted.opened == 3
    assert counted.days[-1].opened == 3
    assert [(one.post, one.opened) for one in counted.posts] == [(post, 1)]
    assert {row.many for row in Opening.objects.all()} == {1, 2}


def test_a_database_that_is_busy_keeps_nobody_from_the_page_and_loses_no_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(openings, "HELD_FOR", 0)
    with monkeypatch.context() as patched:
        patched.setattr(Opening.objects, "get_or_create", busy)
        opens()
    opens()
    assert found(world).opened == 2


def test_who_did_something_is_counted_once_and_who_came_back_apart(world: World) -> None:
    ana, tom = (Contact.objects.create(brand=world.harbour, name=name) for name in ("Ana", "Tom"))
    did(world, ana, "like", 6)
    did(world, ana, "comment", 5.9)
    did(world, tom, "comment", 4)
    did(world, tom, "message", 1)
    did(world, tom, "comment", 60)
    counted = found(world)
    assert (counted.did.deeds, counted.did.people, counted.did.came_back) == (4, 2, 1)
    assert counted.rate is None
    opens()
    assert found(world).rate == 200.0


def test_what_a_post_earned_are_answers_of_others_and_the_people_behind_them(world: World) -> None:
    quiet, loud = say(world, "Closed on Monday."), say(world, "Which roast next?")
    world.visitor("Ana", "like")
    ana = world.contact("Ana")
    for nth, who in enumerate((ana, ana, None)):
        Comment.objects.create(
            brand=world.harbour, channel=loud.channel, post=loud, contact=who, author="x", text="x",
            said_at=timezone.now(), external_id=f"c{nth}",
        )  # fmt: skip
    rows = found(world).posts
    assert [(one.post, one.answers, one.people) for one in rows] == [(loud, 2, 1), (quiet, 0, 0)]


def test_an_opt_in_is_counted_to_the_post_from_which_they_came(world: World) -> None:
    post, one = say(world, "Be told when the roast changes."), news(world.harbour)
    browser = Client()
    came_from = {"Referer": f"http://testserver/@harbour/posts/{post.pk}/", **FIREFOX}
    form = browser.get(f"/@harbour/lists/{one.slug}/", headers=came_from).content.decode()
    assert f'name="post" value="{post.pk}"' in form
    notice = one.notices.get(language="en")
    typed = {"email": "ana@fans.test", "notice": notice.pk, "post": post.pk}
    assert browser.post(f"/@harbour/lists/{one.slug}/", typed, headers=FIREFOX).status_code == 302
    confirming.by_link(world.harbour, mail(Request.objects.get())[0])
    desk = Desk(world.mara)
    assert "Opt-ins won 1" in desk.sees("/reports/public/")
    table = desk.get("/reports/public/?as=csv").content.decode()
    assert table.splitlines()[1].endswith(",0,0,0,1")


def test_a_referrer_from_elsewhere_and_a_post_that_is_none_count_to_nothing(world: World) -> None:
    one = news(world.harbour)
    for referrer in (
        "https://elsewhere.test/@harbour/posts/1/",
        "http://testserver/@northwind/posts/1/",
        "nonsense",
    ):
        form = Client().get(f"/@harbour/lists/{one.slug}/", headers={"Referer": referrer})
        assert 'name="post"' not in form.content.decode()


def test_the_page_says_what_networks_do_not_tell_and_is_empty_kindly(world: World) -> None:
    told = Desk(world.mara).sees("/reports/public/?days=7")
    assert "You said nothing in public in this period." in told
    assert "nothing is made up for them" in told
    assert "Choose the first and the last day" in Desk(world.mara).sees("/reports/public/?from=x")


def test_more_posts_and_people_cost_no_more_queries(world: World) -> None:
    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            found(world)
        return len(caught)

    say(world, "One.")
    before = counted()
    for nth in range(5):
        say(world, f"More {nth}.")
        world.visitor(f"Fan {nth}", "like")
    assert counted() == before


def test_another_brands_figures_are_its_own(world: World) -> None:
    say(world, "Ours alone.")
    opens()
    assert found(world).opened == 1
    told = Desk(world.nils).sees("/reports/public/")
    assert "Ours alone." not in told
