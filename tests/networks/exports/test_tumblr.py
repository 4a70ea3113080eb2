from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.tumblr import Tumblr
from tests.networks.exports.making import packed, sorted_out, tumblr_ask, tumblr_files, tumblr_post

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark


def read(tmp_path: Path, value: Any, owner: tuple[str, ...] = ()) -> tuple[list[Event], list[Remark]]:
    path = tmp_path / "posts.json"
    path.write_text(json.dumps(value))
    return sorted_out(Tumblr().read(path, owner))


def test_likes_and_replies_carry_their_day_and_their_post(tmp_path: Path):
    events, remarks = sorted_out(Tumblr().read(packed(tmp_path / "t.zip", tumblr_files()), ("@harbour",)))
    like, reply, ask = events
    assert (like.kind, like.actor, like.target) == (EventKind.LIKE, "mara-draws", "733")
    assert like.occurred_at == datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC)
    assert (reply.kind, reply.actor, reply.text) == (EventKind.COMMENT, "ada", "so warm")
    assert (ask.kind, ask.actor, ask.text, ask.occurred_at) == (
        EventKind.ASK,
        "mara-draws",
        "Open on Sunday?",
        None,
    )
    assert {remark.sentence for remark in remarks} == {
        "1 of the notes of post 733 (reblog) were left out",
        "1 of the notes of post 733 (posted) were left out",
    }


def test_an_ask_without_a_name_names_nobody(tmp_path: Path):
    [ask], _ = read(tmp_path, tumblr_ask(asking_name="Anonymous", asking_url=None, timestamp=None))
    assert (ask.actor, ask.extra) == ("", {})


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda post: post,
        lambda post: [post],
        lambda post: {"total_posts": 1, "posts": [post]},
        lambda post: {"meta": {"status": 200}, "response": {"posts": [post]}},
    ],
    ids=["one post", "a list", "posts", "an answer of the interface"],
)
def test_posts_are_found_however_they_were_kept(tmp_path: Path, wrapped: Any):
    events, _ = read(tmp_path, wrapped(tumblr_post()))
    assert [event.kind for event in events] == [EventKind.LIKE, EventKind.COMMENT]


def test_reading_twice_gives_the_same_ids(tmp_path: Path):
    assert read(tmp_path, tumblr_post()) == read(tmp_path, tumblr_post())


@pytest.mark.parametrize(
    "note",
    [
        {"type": "like", "timestamp": 5, "blog_name": "harbour"},
        {"type": "like", "timestamp": 5, "blog_name": "two words"},
        {"type": "like", "timestamp": "soon", "blog_name": "ada"},
        {"type": "like", "timestamp": 10**20, "blog_name": "ada"},
        {"type": "like", "blog_name": "ada"},
        {"blog_name": "ada"},
        7,
    ],
)
def test_a_note_that_says_too_little_is_counted(tmp_path: Path, note: Any):
    events, remarks = read(tmp_path, tumblr_post(notes=[note]))
    assert events == []
    assert [remark.sentence[:32] for remark in remarks] == [
        "1 of the notes of post 733 (" + remarks[0].sentence[28:32]
    ]


def test_an_entry_that_is_no_post_is_named(tmp_path: Path):
    events, remarks = read(
        tmp_path, [tumblr_post(), 7, {"id": "x", "blog_name": "harbour"}, tumblr_post(notes=3)]
    )
    assert len(events) == 2
    assert [one.line for one in remarks if one.sentence == "is no post of a blog: left out"] == [1, 1]


def test_the_posts_of_another_blog_are_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="holds the posts of harbour, not of northwind"):
        read(tmp_path, tumblr_post(), ("northwind.tumblr.com",))


@pytest.mark.parametrize("value", [[], {}, [7], [{"data": {"email": "a@b.example"}}], {"response": 3}])
def test_something_else_is_refused_with_the_way_out(tmp_path: Path, value: Any):
    with pytest.raises(BadInput, match=r"does not begin with a post.*connect the channel"):
        read(tmp_path, value)


def test_tumblrs_own_export_of_pages_is_refused_with_the_way_out(tmp_path: Path):
    with pytest.raises(BadInput, match=r"has no posts.*pages that name nobody"):
        Tumblr().read(packed(tmp_path / "t.zip", {"posts/html/733.html": "<html>"}))


def test_the_catalogue_recognises_it(tmp_path: Path):
    found = recognise(packed(tmp_path / "t", tumblr_files()))
    assert found is not None
    assert found.name == "tumblr"
