from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import BadInput
from askfirst.networks.exhibits import Audience
from askfirst.networks.exports import own_posts
from tests.networks.exports.making import packed

if TYPE_CHECKING:
    from pathlib import Path

DAY = 1_262_304_000
FACEBOOK_POSTS: list[dict[str, Any]] = [
    {"timestamp": DAY, "data": [{"post": "Moved in. Come by at 4 Mill Lane, London."}], "privacy": "Public"},
    {
        "timestamp": DAY + 60,
        "data": [{"post": "Gr\u00c3\u00bc\u00c3\u009fe"}],
        "privacy": {"description": "Friends"},
    },
    {"timestamp": DAY + 120, "data": [{"post": "Only for me"}], "privacy": "Only me"},
    {"timestamp": DAY + 180, "data": [{"post": "But for Tom"}], "privacy": "Friends except acquaintances"},
    {"timestamp": DAY + 240, "attachments": [{"data": [{"media": {"uri": "x.jpg"}}, {"place": {}}]}]},
    {"timestamp": DAY + 300, "title": "Ana wrote on your timeline."},
]
ALBUM = {
    "name": "Summer 2009",
    "photos": [
        {"uri": "a.jpg", "creation_timestamp": DAY - 5, "description": "At the lake"},
        {"uri": "b.jpg"},
    ],
    "last_modified_timestamp": DAY,
}


def facebook(path: Path) -> Path:
    files = {
        "posts/your_posts__check_ins__photos_and_videos_1.json": json.dumps(FACEBOOK_POSTS),
        "posts/album/0.json": json.dumps(ALBUM),
        "friends/friends.json": "{}",
    }
    return packed(path, files)


def instagram(path: Path, private: str = "True") -> Path:
    files = {
        "personal_information/personal_information.json": json.dumps(
            {"profile_user": [{"string_map_data": {"Private Account": {"value": private}}}]}
        ),
        "your_instagram_activity/content/posts_1.json": json.dumps(
            [{"media": [{"uri": "a.jpg", "creation_timestamp": DAY, "title": "The new grinder"}]}]
        ),
        "your_instagram_activity/content/archived_posts.json": json.dumps(
            {
                "ig_archived_post_media": [
                    {"media": [{"uri": "b.jpg", "creation_timestamp": DAY, "title": "Old"}]}
                ]
            }
        ),
    }
    return packed(path, files)


def test_posts_and_albums_of_facebook_come_with_their_audience_where_it_is_told(tmp_path: Path):
    network, found = own_posts.read(facebook(tmp_path / "fb.zip"))
    assert network == "facebook"
    assert [(one.text, one.audience.value, one.pictures) for one in found if not one.is_album] == [
        ("Moved in. Come by at 4 Mill Lane, London.", "public", 0),
        ("Grüße", "friends", 0),
        ("Only for me", "nobody", 0),
        ("But for Tom", "some", 0),
        ("", "unknown", 1),
    ]
    [album] = [one for one in found if one.is_album]
    assert (album.text, album.pictures, album.audience) == ("Summer 2009\nAt the lake", 2, Audience.UNKNOWN)
    assert album.at == datetime.fromtimestamp(DAY - 5, tz=UTC)
    assert own_posts.read(facebook(tmp_path / "fb.zip"))[1] == found, "reading twice gives the same ids"


@pytest.mark.parametrize(
    ("private", "audience"), [("True", Audience.FRIENDS), ("False", Audience.PUBLIC), ("", Audience.UNKNOWN)]
)
def test_posts_of_instagram_are_for_whom_the_account_is(tmp_path: Path, private: str, audience: Audience):
    network, found = own_posts.read(instagram(tmp_path / "ig.zip", private))
    assert network == "instagram"
    assert {(one.text, one.audience) for one in found} == {
        ("The new grinder", audience), ("Old", Audience.NOBODY),
    }  # fmt: skip


@pytest.mark.parametrize("files", [{"friends/friends.json": "{}"}, {"posts/posts.html": "<p>"}])
def test_a_download_without_posts_is_refused_with_what_to_do(tmp_path: Path, files: dict[str, str]):
    with pytest.raises(BadInput, match="choose Posts"):
        own_posts.read(packed(tmp_path / "x.zip", files))
    (tmp_path / "y").write_text("hello")
    with pytest.raises(BadInput, match="not a zip"):
        own_posts.read(tmp_path / "y")
