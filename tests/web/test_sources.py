"""Opt-ins won by each poll, post and form of the page: from the link that somebody follows to the figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from askfirst.consent import lists
from askfirst.consent.lists import Wanted as WantedList
from askfirst.consent.models import Entry
from askfirst.wall import talk
from askfirst.wall.models import Post
from askfirst.web import sources
from askfirst.wire import list_mail
from tests.wall.test_polls import opened
from tests.web.desk import Desk
from tests.web.guests import Guest
from tests.web.test_poll_page import votes_for

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from askfirst.consent.models import List
    from tests.world import World

CODE = re.compile(r"\b(\d{3} \d{3})\b")


@pytest.fixture
def on(world: World) -> List:
    world.connect_mail()
    return lists.make(None, world.harbour, WantedList(name="Roastery news"), {"en": "We write to you."})


def confirm(guest: Guest, answer: HttpResponse) -> None:
    """Type the digits of the mail that came."""
    list_mail.send_due()
    code = CODE.search(str(mail.outbox[-1].body))
    assert code
    assert guest.browser.post(f"{answer.headers['Location']}code/", {"code": code[1]}).status_code == 302


@pytest.mark.row("E8")
def test_what_each_poll_post_and_form_won_stands_in_the_figures(
    world: World, on: List, settings: SettingsWrapper
) -> None:
    notice = lists.notices(on)["en"].pk
    poll = opened(world, on=on)
    by_poll = Guest(world, "Ana")
    confirm(by_poll, votes_for(by_poll, poll, "Tastings", notice=notice, email="ana@fans.test"))

    link = f"{settings.ADDRESS}/@harbour/lists/roastery-news/"
    talk.publish(world.mara, world.page, f"What we roast next: {link}", key="p")
    world.work()
    post = Post.objects.get(text__contains="roast next")
    by_post = Guest(world, "Tom")
    followed = re.search(r'href="([^"]*roastery-news/\?from=post-\d+)"', by_post.get().content.decode())
    assert followed
    form = by_post.browser.get(followed[1]).content.decode()
    mark = re.search(r'name="post" value="([^"]+)"', form)
    assert mark
    confirm(
        by_post,
        by_post.post("lists/roastery-news/", notice=notice, email="tom@fans.test", post=mark[1]),
    )

    by_form = Guest(world, "Li")
    confirm(by_form, by_form.post("lists/roastery-news/", notice=notice, email="li@fans.test"))

    assert set(Entry.objects.filter(act="confirmed").values_list("place", flat=True)) == {
        f"/@harbour/polls/{poll.pk}/",
        f"/@harbour/lists/roastery-news/, from /@harbour/posts/{post.pk}/",
        "/@harbour/lists/roastery-news/",
    }
    told = Desk(world.mara).sees("/campaigns/figures/")
    assert f"1 Poll “{poll.question}”" in told
    assert "1 Post “What we roast next: http" in told
    assert "1 Your page, form of “Roastery news”" in told
    assert "Opt-ins won 1" in Desk(world.mara).sees(f"/polls/{poll.pk}/")


def test_marks_of_links_that_are_made_up_count_for_no_post(world: World, on: List) -> None:
    other = world.visitor("Nina", "wall_post", "theirs", page=world.northwind_page)
    theirs = Post.objects.get(external_id=other).pk
    for mark in ("", "post-", "post-0", "post-99999999", f"post-{theirs}", "post-1;x", "x" * 500):
        assert sources.post_of(world.harbour, mark) == 0
        shown = Guest(world).get("lists/roastery-news/", data={"from": mark})
        assert 'name="post"' not in shown.content.decode()


def test_only_links_to_own_lists_are_marked_and_what_is_no_link_stays_escaped() -> None:
    said = sources.linked(
        '<b>"x"</b> https://here.test/@a/lists/news/ https://here.test/@a/ https://there.test/@a/lists/news/',
        "https://here.test",
        7,
    )
    assert "<b>" not in said
    assert said.count("from=post-7") == 1
    assert 'href="https://here.test/@a/lists/news/?from=post-7"' in said


def test_places_that_are_none_of_the_page_stay_as_the_ledger_noted_them(world: World) -> None:
    found = sources.places(
        world.harbour,
        [
            "https://www.harbour.example (news)",
            "/@harbour/polls/999/",
            "/@harbour/lists/",
            "/@harbour/lists/gone/",
            "",
        ],
    )
    assert found["https://www.harbour.example (news)"].words == "https://www.harbour.example (news)"
    assert not found["/@harbour/polls/999/"].is_of_page
    assert found["/@harbour/lists/"].words == "Your page, all lists in one form"
    assert not found[""].words
    assert sources.won(world.harbour, [("a file.csv", 3)]) == []
