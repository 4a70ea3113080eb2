"""What a new connection would see of us: read from the network and from downloads, ordered, and taken down where that is possible."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from askfirst.friends.models import Exhibit
from askfirst.sandbox.faces import mastodon
from askfirst.sandbox.things import Kind
from askfirst.wire import exposing
from tests.networks.exports.test_own_posts import facebook
from tests.web.desk import Desk
from tests.web.guests import words
from tests.wire.test_requests import Scene, scene

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

__all__ = ["scene"]


def speaks(held: Scene, text: str, visibility: str = "public", year: int = 2026) -> str:
    us = held.sand.profile("mastodon", held.ours)
    made = held.plays(Kind.POST, us, text=text)
    post = held.sand.posts["mastodon", made]
    post.more["visibility"], post.at = visibility, datetime(year, 5, 3, tzinfo=UTC)
    return made


@pytest.mark.row("P3")
def test_what_stands_on_the_network_is_shown_by_audience_the_most_revealing_first(scene: Scene) -> None:
    speaks(scene, "Coffee is ready.")
    speaks(scene, "We were young then.", "private", 2012)
    phone = speaks(scene, "Call me at +44 20 7946 0958 any time.", year=2013)
    speaks(scene, "Mail olivia.private@fans.example for the key.", "private")
    speaks(scene, "@nobody only between us", "direct")
    desk, path = Desk(scene.world.mara), f"/people/exposure/{scene.channel.pk}/"
    assert "Not read yet" in desk.sees(path)
    desk.post(f"{path}act/", do="read")
    assert exposing.work_off() == 1
    said = desk.sees(path)
    assert "Everybody 2" in said
    assert "Friends, followers or connections 2" in said
    assert "only between us" not in said
    order = [said.index(part) for part in ("Call me at", "Mail olivia", "We were young", "Coffee is ready")]
    assert order == sorted(order), "what gives most away first"
    assert "A telephone number stands in it." in said
    assert "It is older than five years" in said
    assert "Mastodon cannot change who sees a post that stands." in said
    oldest = desk.sees(f"{path}?sort=oldest")
    assert oldest.index("We were young") < oldest.index("Call me at")
    assert "Call me at" not in desk.sees(f"{path}?audience=friends")
    one = Exhibit.objects.get(external_id=phone)
    refused = desk.post(f"{path}act/", do="down", one=[one.pk])
    assert "Nothing was changed. What is taken down is gone for good" in words(refused)
    desk.post(f"{path}act/", do="down", one=[one.pk], sure="yes")
    assert exposing.work_off() == 1
    assert scene.sand.posts["mastodon", phone].deleted_at
    one.refresh_from_db()
    assert one.taken_down_at
    assert one.text == ""
    assert "Call me at" not in desk.sees(path)
    rest = list(Exhibit.objects.filter(taken_down_at=None).values_list("pk", flat=True))
    assert "may stand as they are" in words(desk.post(f"{path}act/", do="leave", one=rest))
    assert "Nothing left to look at" in desk.sees(path)


def test_what_was_taken_down_there_by_hand_is_gone_here_at_the_next_reading(scene: Scene) -> None:
    first = speaks(scene, "Coffee is ready.")
    desk, path = Desk(scene.world.mara), f"/people/exposure/{scene.channel.pk}/act/"
    desk.post(path, do="read")
    exposing.work_off()
    scene.plays(Kind.DELETE, scene.sand.profile("mastodon", scene.ours), about=first)
    desk.post(path, do="read")
    exposing.work_off()
    assert Exhibit.objects.get().taken_down_at


def test_what_the_server_does_not_let_us_take_down_says_why(scene: Scene) -> None:
    speaks(scene, "Coffee is ready.")
    desk, path = Desk(scene.world.mara), f"/people/exposure/{scene.channel.pk}/"
    desk.post(f"{path}act/", do="read")
    exposing.work_off()
    scene.sand.tokens[mastodon.TOKEN].scopes = ["read"]
    desk.post(f"{path}act/", do="down", one=[Exhibit.objects.get().pk], sure="yes")
    exposing.work_off()
    assert "It could not be taken down: the server does not let this account do that" in desk.sees(path)


@pytest.mark.row("P3")
def test_a_download_of_facebook_shows_posts_and_albums_and_where_to_change_them(
    world: World, tmp_path: Path
) -> None:
    desk = Desk(world.mara)
    assert "Nothing is known yet" in desk.sees("/people/exposure/")
    content = facebook(tmp_path / "fb.zip").read_bytes()
    for _ in range(2):
        file = SimpleUploadedFile("facebook-harbour.zip", content)
        answer = desk.browser.post(
            "/people/exposure/bring/", {"file": file, "ours": "Harbour Coffee"}, follow=True
        )
    said = words(answer)
    assert "0 new posts and albums were read." in said
    assert "Somebody you accept would see 4 of these; what is not known counts as seen." in said
    assert "Facebook lets no program change who sees what stands on a profile." in said
    assert "Limit past posts" in said
    assert said.index("Moved in.") < said.index("Summer 2009")
    assert "Take them down" not in said, "no program may, so there is no button for it"
    assert "Only for me" not in said
    pk = Exhibit.objects.filter(kind="post").earliest("pk").channel_id
    answer = desk.post(f"/people/exposure/{pk}/act/", do="down", one=[1], sure="yes")
    assert "No program may take things down there" in words(answer)
    wrong = SimpleUploadedFile("cat.zip", b"PK not a zip")
    answer = desk.browser.post("/people/exposure/bring/", {"file": wrong, "ours": "x"}, follow=True)
    assert "cat.zip" in words(answer)
    assert Desk(world.nils).get(f"/people/exposure/{pk}/").status_code == 404
