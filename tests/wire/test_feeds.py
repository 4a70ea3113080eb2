"""Blogs are asked at their own pace; what they bring becomes drafts once, and no address leads into our own network."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from askfirst.brand.models import Channel, Notification
from askfirst.drafts import feeds as verbs
from askfirst.drafts.models import Composition, Feed, FeedItem
from askfirst.gate.models import Delivery
from askfirst.wire import feeds, loop
from tests.networks.scripted_http import Breaks, Says, ScriptedHttp
from tests.networks.test_feeds import rss
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.databases import Database
    from tests.networks.scripted_http import Asked
    from tests.world import World

ONE = "<title>One</title><guid isPermaLink='false'>1</guid><link>https://h.example/1</link><description>First words.</description>"
TWO = "<title>Two</title><guid isPermaLink='false'>2</guid><link>https://h.example/2</link><description>More words.</description>"
THREE = "<title>Three</title><guid isPermaLink='false'>3</guid>"


@pytest.fixture
def world(database: Database) -> World:
    return make_world()


@pytest.fixture
def there(settings: SettingsWrapper) -> Iterator[ScriptedHttp]:
    with ScriptedHttp() as server:
        settings.INSIDE = (("127.0.0.1", int(server.url.rpartition(":")[2])),)
        yield server


@pytest.fixture(autouse=True)
def _afterwards(database: Database) -> Iterator[None]:
    yield
    feeds.end()
    loop.end()


def poll() -> int:
    """Ask what is due and wait for it."""
    begun = feeds.poll_due()
    assert feeds.wait(20)
    return begun


def again() -> Feed:
    """Its turn has come once more."""
    Feed.objects.update(due_at=timezone.now())
    assert poll() == 1
    return Feed.objects.get()


def read(world: World, there: ScriptedHttp, *items: str) -> Feed:
    """A feed that is read already, with these items."""
    there.answers.append(Says(200, {"content-type": "application/rss+xml"}, rss(*items)))
    verbs.add(world.olivia, f"{there.url}/feed")
    assert poll() == 1
    return Feed.objects.get()


@pytest.mark.row("O9")
def test_new_posts_of_the_blog_become_drafts_for_the_wall_and_the_networks(
    world: World, there: ScriptedHttp
) -> None:
    x = Channel.objects.create(brand=world.harbour, network="x", address="harbour", name="Harbour on X")
    feed = read(world, there, ONE)
    assert (feed.state, str(feed), feed.trouble) == ("on", "Harbour", "")
    assert FeedItem.objects.get().is_earlier
    assert not Composition.objects.exists(), "what stood there before is offered, and no more"
    long = TWO.replace("More words.", "More words. " * 60)
    there.answers.append(Says(200, {}, rss(long, ONE)))
    again()
    draft = Composition.objects.get()
    assert draft.text.startswith("Two\n\nMore words.")
    assert draft.text.endswith("https://h.example/2")
    assert list(draft.parts) == [str(world.page.channel.pk), str(x.pk)]
    assert len(draft.parts[str(x.pk)]["text"]) <= 280
    assert not Delivery.objects.exists(), "nothing leaves by itself"


def test_what_has_not_changed_is_not_read_again(world: World, there: ScriptedHttp) -> None:
    there.answers.append(
        Says(200, {"etag": '"a"', "last-modified": "Mon, 02 Nov 2026 10:00:00 GMT"}, rss(ONE))
    )
    verbs.add(world.olivia, f"{there.url}/feed")
    poll()
    there.answers += [Says(304), Says(200, {}, rss(ONE))]
    first = Feed.objects.get().due_at
    feed = again()
    assert there.asked[1].headers["if-none-match"] == '"a"'
    assert there.asked[1].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert feed.due_at - timezone.now() > timedelta(minutes=35)
    assert feed.due_at > first, "a blog that brings nothing is asked less often"
    assert again().failures == 0
    assert FeedItem.objects.count() == 1


def test_a_feed_that_lies_doubles_nothing_and_a_flood_is_no_heap_of_drafts(
    world: World, there: ScriptedHttp
) -> None:
    read(world, there, ONE)
    there.answers.append(Says(200, {}, rss(ONE.replace(">1<", ">new name<"))))
    again()
    assert FeedItem.objects.count() == 1
    flood = [f"<title>No. {number}</title><link>https://h.example/n{number}</link>" for number in range(40)]
    there.answers.append(Says(200, {}, rss(*flood)))
    again()
    assert (Composition.objects.count(), FeedItem.objects.count()) == (verbs.MOST_NEW, 41)


def test_a_changed_entry_changes_its_draft_until_somebody_touches_it(
    world: World, there: ScriptedHttp
) -> None:
    read(world, there, ONE)
    there.answers.append(Says(200, {}, rss(TWO, ONE)))
    again()
    there.answers.append(Says(200, {}, rss(TWO.replace("More", "Mended"), ONE)))
    again()
    assert "Mended words" in Composition.objects.get().text
    Composition.objects.update(version=1)
    there.answers.append(Says(200, {}, rss(TWO.replace("More", "Other"), ONE)))
    again()
    assert "Mended words" in Composition.objects.get().text
    assert "Other" in FeedItem.objects.get(title="Two").text


def test_a_link_to_our_own_page_goes_no_way_back(
    world: World, there: ScriptedHttp, settings: SettingsWrapper
) -> None:
    read(world, there, ONE)
    ours = f"<title>Loop</title><link>{settings.ADDRESS}/@harbour/posts/1/</link>"
    there.answers.append(Says(200, {}, rss(ours, ONE)))
    again()
    assert not Composition.objects.exists()
    with pytest.raises(verbs.CannotRead, match="your page here"):
        verbs.add(world.olivia, f"{settings.ADDRESS}/@harbour/feed.atom")


PAGE = b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/broken"><link rel="alternate" type="application/atom+xml" href="/good">'


def test_a_site_is_enough_and_its_feed_is_found(world: World, there: ScriptedHttp) -> None:
    places = {"/": Says(200, {}, PAGE), "/broken": Says(500), "/good": Says(200, {}, rss(ONE))}
    there.otherwise = lambda asked: places.get(asked.path, Says(404))
    verbs.add(world.olivia, there.url)
    poll()
    feed = Feed.objects.get()
    assert (feed.state, feed.address, feed.others) == ("on", f"{there.url}/good", [f"{there.url}/broken"])
    assert not verbs.choose(world.olivia, feed, "https://elsewhere.example/feed")
    places["/broken"] = Says(200, {}, rss(TWO))
    assert verbs.choose(world.olivia, feed, f"{there.url}/broken")
    poll()
    assert Feed.objects.get().address == f"{there.url}/broken"


def test_a_site_that_names_no_feed_is_asked_at_the_usual_places(world: World, there: ScriptedHttp) -> None:
    def answer(asked: Asked) -> Says:
        return Says(200, {}, rss(ONE)) if asked.path == "/feed.xml" else Says(200, {}, b"<html>hi")

    there.otherwise = answer
    verbs.add(world.olivia, there.url)
    poll()
    assert Feed.objects.get().address == f"{there.url}/feed.xml"


def test_a_site_without_any_says_so_and_is_asked_no_more(world: World, there: ScriptedHttp) -> None:
    there.otherwise = lambda _: Says(200, {}, b"<html>hi")
    verbs.add(world.olivia, there.url)
    poll()
    feed = Feed.objects.get()
    assert (feed.state, "names no feed" in feed.trouble) == ("failed", True)
    assert Notification.objects.get().member == world.olivia
    assert poll() == 0
    there.otherwise = lambda _: Says(200, {}, rss(ONE))
    verbs.resume(world.olivia, feed)
    poll()
    assert Feed.objects.get().state == "on"


def test_failures_are_tried_later_and_later_and_a_wait_is_heard(world: World, there: ScriptedHttp) -> None:
    read(world, there, ONE)
    there.answers.append(Breaks())
    feed = again()
    assert (feed.failures, feed.state) == (1, "on")
    assert "broke" in feed.trouble
    there.answers.append(Says(429, {"retry-after": "7200"}))
    feed = again()
    assert feed.due_at - timezone.now() > timedelta(minutes=119)
    assert feed.trouble == "the site asks us to wait (429)"
    there.answers.append(Says(200, {}, rss(ONE)))
    assert (again().failures, Feed.objects.get().trouble) == (0, "")
    there.answers.append(Says(410))
    assert again().state == "failed"


def test_where_it_moved_for_good_it_is_asked_from_then_on(world: World, there: ScriptedHttp) -> None:
    read(world, there, ONE)
    there.answers += [Says(301, {"location": "/moved"}), Says(200, {}, rss(ONE, TWO))]
    assert again().address == f"{there.url}/moved"
    there.answers += [Says(302, {"location": "/for-now"}), Says(200, {}, rss(ONE))]
    assert again().address == f"{there.url}/moved"
    there.otherwise = lambda _: Says(302, {"location": "/round"})
    assert "sent on more than" in again().trouble


def test_large_packed_and_slow_answers_are_given_up(world: World, there: ScriptedHttp) -> None:
    read(world, there, ONE)
    there.answers.append(Says(200, {"content-encoding": "gzip"}, gzip.compress(b"x" * 50_000_000)))
    assert "larger than" in again().trouble
    there.answers.append(Says(200, {"content-encoding": "gzip"}, gzip.compress(rss(TWO, ONE))))
    assert again().trouble == ""
    assert Composition.objects.count() == 1
    there.answers.append(Says(200, {"content-encoding": "gzip"}, b"not packed"))
    assert "cannot be unpacked" in again().trouble


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/feed", "http://10.0.0.7/feed", "http://169.254.169.254/"]
)
def test_no_address_leads_into_our_own_network(world: World, there: ScriptedHttp, address: str) -> None:
    verbs.add(world.olivia, address)
    poll()
    assert "not a public address" in Feed.objects.get().trouble
    Feed.objects.all().delete()
    there.otherwise = lambda _: Says(301, {"location": address})
    verbs.add(world.olivia, there.url)
    poll()
    assert "not a public address" in Feed.objects.get().trouble


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "blog",
        "ftp://h.example/feed",
        "https://user:pw@h.example/",
        "https://h.example:0/",
        "a b.example",
        "https://[bad/",
    ],
)
def test_what_is_no_web_address_is_refused(world: World, typed: str) -> None:
    with pytest.raises(verbs.CannotRead, match="no web address"):
        verbs.add(world.olivia, typed)


def test_each_blog_once_and_only_by_who_may(world: World, there: ScriptedHttp) -> None:
    feed = read(world, there, ONE)
    with pytest.raises(verbs.CannotRead, match="already"):
        verbs.add(world.olivia, feed.address)
    with pytest.raises(PermissionDenied):
        verbs.add(world.caleb, "https://h.example")
    with pytest.raises(PermissionDenied):
        verbs.remove(world.nils, feed)
    assert verbs.add(world.nils, feed.address).brand == world.northwind, "another brand may read it too"


def test_a_paused_blog_is_not_asked_and_a_removed_one_takes_untouched_drafts_along(
    world: World, there: ScriptedHttp
) -> None:
    feed = read(world, there, ONE)
    there.answers.append(Says(200, {}, rss(THREE, TWO, ONE)))
    feed = again()
    verbs.pause(world.olivia, feed)
    Feed.objects.update(due_at=timezone.now())
    assert poll() == 0
    mine = Composition.objects.get(text__startswith="Two")
    Composition.objects.filter(pk=mine.pk).update(version=1)
    verbs.remove(world.olivia, feed)
    assert list(Composition.objects.all()) == [mine]
    assert Composition.objects.get().item is None


def test_two_workers_never_ask_the_same_blog(world: World, there: ScriptedHttp) -> None:
    feed = read(world, there, ONE)
    Feed.objects.update(due_at=timezone.now(), lease_until=timezone.now() + timedelta(minutes=1))
    assert poll() == 0
    assert len(there.asked) == 1
    Feed.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    there.answers.append(Says(200, {}, rss(TWO, ONE)))
    turn = feeds._taken(timezone.now())[0]
    Feed.objects.update(lease_until=None)  # it took too long, and another has asked since
    feeds._keep(turn, feeds.Found(got=feeds.sites.Got(status=200, url=feed.address), digest="x", read=None))
    assert Feed.objects.get().digest == feed.digest
