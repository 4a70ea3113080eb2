"""Public posts: written once for several accounts, kept, let out now or later, taken back; and the blog they come from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone

from askfirst.brand.models import Channel, Notification
from askfirst.drafts import feeds, posts
from askfirst.drafts.models import Approval, Composition, Draft, Feed, FeedItem
from askfirst.gate.models import Delivery
from askfirst.networks import items
from askfirst.wall.models import Post
from tests.web.desk import SCRIPTED, Desk

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def mastodon(world: World) -> Channel:
    return Channel.objects.create(
        brand=world.harbour,
        network="mastodon",
        address="harbour@social.test",
        name="Harbour on Mastodon",
        settings={"instance": "https://social.example", "account_id": "1", "username": "harbour"},
    )


def typed(world: World, *more: Channel, **given: object) -> dict[str, object]:
    on = [world.page.channel.pk, *(channel.pk for channel in more)]
    return {"text": "The orange cake is back", "key": "k", "version": "0", "on": on, **given}


def write(desk: Desk, given: dict[str, object], path: str = "/posts/new/") -> str:
    return desk.browser.post(path, given, follow=True).content.decode()


def test_one_text_goes_to_several_accounts_each_through_the_gate(world: World, mastodon: Channel) -> None:
    own = {f"text-{mastodon.pk}": "Orange cake, again", f"audience-{mastodon.pk}": "followers"}
    said = write(Desk(world.mara), typed(world, mastodon, do="out", **own))
    assert "on its way to 2 accounts" in said
    drafts = {draft.channel.network: draft for draft in Draft.objects.select_related("channel", "delivery")}
    assert drafts["page"].text == "The orange cake is back"
    there = drafts["mastodon"].delivery
    assert there is not None
    assert (there.text, there.audience) == ("Orange cake, again", "followers")
    assert all(draft.decision and draft.decision.verdict == "allow" for draft in drafts.values())
    world.work()
    assert Post.objects.get(page=world.page).text == "The orange cake is back"
    again = write(Desk(world.mara), typed(world, mastodon, do="out", **own))
    assert "let out" in again.lower()
    assert Draft.objects.count() == 2, "pressing twice says it once"


def test_each_account_shows_its_verdict_its_limit_and_its_audiences(world: World, mastodon: Channel) -> None:
    seen = Desk(world.mara).get("/posts/new/").content.decode()
    assert seen.count("You may write") == 2
    assert "up to 500" in seen
    assert "Followers only" in seen
    assert f'id="audience-{world.page.channel.pk}"' not in seen, "the page offers no choice"


def test_each_account_says_what_it_would_do_with_these_very_words(world: World, mastodon: Channel) -> None:
    offer = "Only today: 20 % off all our beans. Order now while stocks last, don’t miss out."
    given = typed(world, mastodon, text=offer, do="out", **{f"text-{mastodon.pk}": "The orange cake is back"})
    answer = Desk(world.mara).browser.post("/posts/new/", given)
    assert answer.status_code == 409
    seen = answer.content.decode()
    assert seen.count("You may write") == 1, "the cake on Mastodon"
    assert seen.count("Only this way") == 1, "the offer on the page"


def test_what_is_too_long_for_one_account_goes_nowhere_and_is_kept(world: World, mastodon: Channel) -> None:
    desk = Desk(world.mara)
    answer = desk.browser.post("/posts/new/", typed(world, mastodon, text="x" * 501, do="out"))
    assert answer.status_code == 422
    assert "501 characters" in answer.content.decode()
    assert not Draft.objects.exists()
    assert Composition.objects.get().text == "x" * 501
    answer = desk.browser.post(
        "/posts/new/", {"text": "", "key": "e", "on": [world.page.channel.pk], "do": "out"}
    )
    assert "nothing to say here yet" in answer.content.decode()
    answer = desk.browser.post("/posts/new/", {"text": "x", "key": "n", "do": "out"})
    assert "Choose at least one account" in answer.content.decode()


def test_what_is_personal_waits_for_a_second_look(world: World) -> None:
    desk = Desk(world.mara)
    given = typed(world, text="Call Ana on +44 20 7946 0958", do="out")
    answer = desk.browser.post("/posts/new/", given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Publish all the same" in page
    assert not Draft.objects.exists()
    digest = page.split('name="insist" value="')[1].split('"')[0]
    composition = Composition.objects.get()
    desk.browser.post(
        f"/posts/{composition.pk}/",
        {**given, "version": composition.version, "insist": digest, "then": "out"},
    )
    assert Draft.objects.get().state == "released"


def test_what_is_kept_comes_back_and_nobody_overwrites_unseen(world: World) -> None:
    mara, olivia = Desk(world.mara), Desk(world.olivia)
    answer = mara.browser.post("/posts/new/", typed(world, do="keep"), **SCRIPTED).json()
    place = answer["address"]
    assert (
        mara.browser.post(
            place, typed(world, text="Mine", version=answer["version"], do="keep"), **SCRIPTED
        ).json()["version"]
        > answer["version"]
    )
    late = typed(world, text="Olivia's", version=answer["version"], do="keep")
    assert olivia.browser.post(place, late, **SCRIPTED).status_code == 409
    shown = olivia.browser.post(place, late)
    assert shown.status_code == 409
    assert "Mine" in shown.content.decode()
    assert "Olivia&#x27;s" in shown.content.decode()
    assert Composition.objects.get().text == "Mine"
    assert "Mine" in mara.sees("/posts/")


def test_later_waits_for_its_hour_and_can_be_moved_or_stopped(world: World) -> None:
    desk = Desk(world.mara)
    at = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "waits for its hour on 1 account" in write(desk, typed(world, do="later", at_hour=at))
    draft = Draft.objects.get()
    assert (draft.state, draft.delivery) == ("scheduled", None)
    assert posts.send_due() == 0
    further = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    desk.post(f"/posts/out/{draft.pk}/move/", at_hour=further)
    draft.refresh_from_db()
    assert draft.scheduled_at is not None
    assert draft.scheduled_at > timezone.now() + timedelta(hours=40)
    assert (
        "that is still to come"
        in desk.post(f"/posts/out/{draft.pk}/move/", at_hour="2020-01-01T00:00").content.decode()
    )
    said = desk.post(f"/posts/out/{draft.pk}/cancel/").content.decode()
    assert "Its words are here" in said
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert Composition.objects.filter(let_out_at=None).get().text == "The orange cake is back"
    assert "hour had come already" in desk.post(f"/posts/out/{draft.pk}/cancel/").content.decode()


def test_an_hour_that_is_over_or_none_keeps_the_words(world: World) -> None:
    desk = Desk(world.mara)
    for number, hour in enumerate(("2020-01-01T00:00", "", "never")):
        answer = desk.browser.post("/posts/new/", typed(world, key=f"h{number}", do="later", at_hour=hour))
        assert answer.status_code == 422
        assert "The orange cake is back" in answer.content.decode()
    assert not Draft.objects.exists()


def test_at_its_hour_the_gate_is_asked_and_a_no_comes_back_with_its_reason(world: World) -> None:
    composition = posts.begin(
        world.mara, posts.Written(text="Sunday", parts={world.page.channel.pk: posts.Part()})
    )
    posts.let_out(world.mara, composition, timezone.now() + timedelta(hours=1))
    Draft.objects.update(scheduled_at=timezone.now() - timedelta(seconds=1))
    assert posts.send_due() == 1
    world.work()
    assert Post.objects.get().text == "Sunday"
    composition = posts.begin(
        world.mara, posts.Written(text="Monday", parts={world.page.channel.pk: posts.Part()})
    )
    posts.let_out(world.mara, composition, timezone.now() + timedelta(hours=1))
    world.mara.__class__.objects.filter(pk=world.mara.pk).update(role="care")  # may publish no more
    Draft.objects.filter(text="Monday").update(scheduled_at=timezone.now() - timedelta(seconds=1))
    assert posts.send_due() == 1
    back = Draft.objects.get(text="Monday")
    assert (back.state, back.delivery) == ("written", None)
    assert Notification.objects.filter(member=world.olivia, kind="later").count() == 1
    assert posts.send_due() == 0


def test_a_writer_writes_and_somebody_else_lets_it_out(world: World) -> None:
    desk = Desk(world.wim)
    assert "Your role, Writer, writes" in desk.sees("/posts/new/")
    assert desk.browser.post("/posts/new/", typed(world, do="out")).status_code == 403
    composition = Composition.objects.get()
    assert composition.text == "The orange cake is back", "what was typed is kept all the same"
    write(Desk(world.mara), typed(world, do="out", version=composition.version), f"/posts/{composition.pk}/")
    assert Draft.objects.get().author == world.mara


def test_one_that_waits_for_a_yes_is_approved_or_not(world: World) -> None:
    composition = posts.begin(
        world.mara, posts.Written(text="x", parts={world.page.channel.pk: posts.Part()})
    )
    draft = posts.let_out(world.mara, composition)[0]
    assert draft.delivery is not None
    Draft.objects.filter(pk=draft.pk).update(state="waiting", delivery=None)
    assert "Waiting for a yes" in Desk(world.mara).sees("/posts/")
    assert Desk(world.mara).browser.post(f"/posts/out/{draft.pk}/yes/").status_code == 403
    Desk(world.olivia).post(f"/posts/out/{draft.pk}/no/")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert not Approval.objects.get().is_yes


def test_what_has_not_left_can_be_taken_back(world: World) -> None:
    desk = Desk(world.mara)
    write(desk, typed(world, do="out"))
    draft = Draft.objects.get()
    desk.post(f"/posts/out/{draft.pk}/take-back/")
    assert Delivery.objects.get().state == "stopped"
    write(desk, typed(world, key="2", do="out"))
    world.work()
    left = Draft.objects.get(state="released")
    assert "It has left already" in desk.post(f"/posts/out/{left.pk}/take-back/").content.decode()
    assert desk.sends(f"/posts/out/{left.pk}/burn/").status_code == 404


def test_what_is_put_away_is_found_again(world: World) -> None:
    desk = Desk(world.mara)
    write(desk, typed(world, do="keep"))
    composition = Composition.objects.get()
    write(desk, typed(world, do="away", version=composition.version), f"/posts/{composition.pk}/")
    assert "Put away this week" in desk.sees("/posts/")
    desk.post(f"/posts/{composition.pk}/bring-back/")
    assert Composition.objects.get().put_away_at is None


def test_a_file_that_was_pasted_is_no_post(world: World) -> None:
    answer = Desk(world.mara).browser.post(
        "/posts/new/", typed(world, text="\x01\x02\x03\x04\x05\x06", do="keep")
    )
    assert answer.status_code == 422
    assert "does not look like text" in answer.content.decode()


# The blog


def found(world: World, *given: items.Item) -> Feed:
    feed, _ = Feed.objects.get_or_create(
        brand=world.harbour, member=world.olivia, typed="https://blog.example", address="https://blog.example/feed",
        defaults={"state": Feed.State.ON, "digest": "x", "title": "Harbour notes"},
    )  # fmt: skip
    feeds.take(feed, items.Feed(items=given), timezone.now())
    return feed


def entry(key: str, title: str) -> items.Item:
    return items.Item(key=key, title=title, text="Words.", link=f"https://blog.example/{key}", digest=key)


@pytest.mark.row("O9")
def test_an_entry_of_the_blog_becomes_posts_by_a_press(world: World, mastodon: Channel) -> None:
    desk = Desk(world.mara)
    assert "No blog is read yet" in desk.sees("/posts/blog/")
    found(world, entry("1", "How we roast"))
    found(world, entry("2", "The cake is back"), entry("1", "How we roast"))
    seen = desk.sees("/posts/blog/")
    assert seen.index("The cake is back") < seen.index("How we roast")
    assert "Write a post from it" in seen
    draft = Composition.objects.get()
    assert "From Harbour notes" in desk.sees("/posts/")
    shown = desk.get(f"/posts/{draft.pk}/").content.decode()
    assert "https://blog.example/2" in shown
    write(desk, typed(world, mastodon, text=draft.text, version=0, do="out"), f"/posts/{draft.pk}/")
    assert {delivery.channel.network for delivery in Delivery.objects.all()} == {"page", "mastodon"}
    assert "Released" in desk.sees("/posts/blog/")
    older = FeedItem.objects.get(title="How we roast")
    assert "How we roast" in desk.post(f"/posts/blog/{older.pk}/").content.decode()
    assert len(mail.outbox) == 0


def test_the_blogs_of_a_brand_are_added_paused_and_removed(world: World) -> None:
    desk = Desk(world.olivia)
    assert "no web address" in desk.post("/settings/feeds/", address="blog").content.decode()
    assert "being looked for" in desk.post("/settings/feeds/", address="blog.example").content.decode()
    feed = Feed.objects.get()
    assert (feed.address, feed.state) == ("https://blog.example", "looking")
    Feed.objects.update(state="on", digest="x", title="Notes", others=["https://blog.example/other"])
    place = f"/settings/feeds/{feed.pk}/"
    assert "Paused" in desk.post(place, do="pause").content.decode()
    desk.post(place, do="resume")
    assert Feed.objects.get().state == "on"
    desk.post(place, do="choose", address="https://blog.example/other")
    assert Feed.objects.get().address == "https://blog.example/other"
    assert (
        "names it no more" in desk.post(place, do="choose", address="https://evil.example").content.decode()
    )
    assert desk.sends(place, {"do": "burn"}).status_code == 404
    assert desk.fragment("/settings/feeds/").content.decode().count("<li") == 1
    desk.post(place, do="remove")
    assert "No blog is read yet" in desk.sees("/settings/feeds/")
