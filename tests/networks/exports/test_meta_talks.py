"""Facebook's and Instagram's "download your information"."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.facebook import Facebook
from askfirst.networks.exports.instagram import Instagram
from askfirst.networks.exports.meta_talks import repaired
from tests.networks.exports.making import (
    CONNECTIONS_FOLDER,
    FACEBOOK,
    JUERGEN,
    OUR_NAME,
    facebook_files,
    follow,
    instagram_files,
    mangled,
    meta_message,
    meta_talk,
    packed,
    sorted_out,
    x_files,
)
from tests.profiles import sized

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark

TALK = f"{FACEBOOK}/inbox/ada_77/message_1.json"
PROFILE = "personal_information/profile_information/profile_information.json"


def read(
    tmp_path: Path, files: Mapping[str, str], owner: tuple[str, ...] = (), *, of: Any = Facebook
) -> tuple[list[Event], list[Remark]]:
    return sorted_out(of().read(packed(tmp_path / "info.zip", files), owner))


def test_letters_that_were_written_twice_over_are_repaired():
    assert repaired(mangled("Grüße aus Łódź ☕")) == "Grüße aus Łódź ☕"
    assert repaired("Grüße aus Łódź") == "Grüße aus Łódź", "a newer archive that is right already"
    assert repaired("Jürgen") == "Jürgen"
    assert repaired("a\0b\ud83d") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    assert repaired(7) == ""


def test_a_talk_is_read_whole_and_told_apart_by_the_sender(tmp_path: Path):
    events, _ = read(tmp_path, facebook_files())
    talk = [event for event in events if "jurgen" in event.extra["conversation"]]
    assert [(event.kind, event.text) for event in talk] == [
        (EventKind.ECHO, "Bis sechs. ☕"),
        (EventKind.MESSAGE, "Heute geöffnet?"),
        (EventKind.MESSAGE, "Moin"),
    ]
    ours, theirs, _ = talk
    assert (theirs.actor, theirs.actor_name) == ("talk:jurgengro_2385714938", JUERGEN)
    assert (ours.actor, ours.target) == (OUR_NAME, theirs.actor)
    assert theirs.occurred_at == datetime(2025, 11, 18, 21, 6, 40, 123_000, tzinfo=UTC)


def test_a_group_and_what_is_not_used_are_named(tmp_path: Path):
    _, remarks = read(tmp_path, facebook_files())
    told = " ".join(map(str, remarks))
    assert "crew_9/message_1.json: is a group of 3: the inbox holds talks between two, left out" in told
    assert "two people may share one" in told
    assert "people_who_followed_you.json" in told
    assert "1.jpg" not in told


def test_reading_twice_gives_the_same_ids_and_no_two_alike(tmp_path: Path):
    first, _ = read(tmp_path, facebook_files())
    again, _ = read(tmp_path, facebook_files())
    assert first == again
    assert len({event.external_id for event in first}) == len(first)


def test_entries_that_say_nothing_are_counted_by_kind(tmp_path: Path):
    said: list[Any] = [
        meta_message("Ada", "gone", 5, is_unsent=True),
        meta_message("Ada", "Ada called you.", 6, type="Call", call_duration=3),
        meta_message("Ada", "", 7),
        meta_message("Ada", "no time", 0),
        meta_message("Ada", "too late", 10**18),
        meta_message("Ada", "no number", "9"),  # type: ignore[arg-type]
        "nonsense",
    ]
    events, remarks = read(tmp_path, {TALK: meta_talk(("Ada", OUR_NAME), *said)}, owner=(OUR_NAME,))
    assert events == []
    assert {remark.sentence for remark in remarks} == {
        "1 of the entries (taken back) were left out",
        "1 of the entries (call) were left out",
        "5 of the entries (without a sender, a time or a word) were left out",
    }


def test_pictures_links_and_reactions_are_told_beside_the_text(tmp_path: Path):
    shown = meta_message(
        "Ada", "", 5, photos=[{"uri": "a.jpg"}], sticker={"uri": "s.png"}, reactions=[{"actor": "H"}]
    )
    shared = meta_message("Ada", "look", 6, type="Share", share={"link": "https://roastery.example/beans"})
    again = meta_message("Ada", "https://roastery.example", 7, share={"link": "https://roastery.example"})
    events, _ = read(tmp_path, {TALK: meta_talk(("Ada", OUR_NAME), shown, shared, again)}, owner=(OUR_NAME,))
    picture, link, twice = events
    assert picture.remarks == (
        "2 attached file(s) stayed in the archive",
        "1 reaction(s) stayed in the archive",
    )
    assert link.text == "look\nhttps://roastery.example/beans"
    assert twice.text == "https://roastery.example"


def test_who_takes_part_in_every_talk_is_the_owner(tmp_path: Path):
    files = {
        f"messages/inbox/{name}_1/message.json": meta_talk((name, OUR_NAME), meta_message(OUR_NAME, "Hi", 5))
        for name in ("ada", "mara")
    }
    events, _ = read(tmp_path, files)
    assert {event.kind for event in events} == {EventKind.ECHO}


def test_one_talk_alone_does_not_say_who_is_we(tmp_path: Path):
    files = {TALK: meta_talk(("Ada", OUR_NAME), meta_message("Ada", "Hi", 5))}
    with pytest.raises(BadInput, match=r"does not say which of ada and harbour coffee is you.*--address"):
        read(tmp_path, files)
    assert read(tmp_path, files, owner=(f"@{OUR_NAME.upper()}",))[0]


def test_a_talk_with_nobody_else_is_left_out(tmp_path: Path):
    files = facebook_files() | {
        f"{FACEBOOK}/inbox/gone_1/message_1.json": meta_talk((OUR_NAME,), meta_message(OUR_NAME, "Hi", 5)),
        f"{FACEBOOK}/inbox/me_1/message_1.json": meta_talk(
            (OUR_NAME, OUR_NAME), meta_message(OUR_NAME, "Hi", 5)
        ),
        f"{FACEBOOK}/inbox/bare_1/message_1.json": '{"messages": []}',
    }
    _, remarks = read(tmp_path, files)
    assert (
        sum(remark.sentence == "is not a talk between you and one other, left out" for remark in remarks) == 3
    )


def test_an_archive_of_somebody_else_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match=r"is the archive of .*harbour.*, not of Northwind\."):
        read(tmp_path, facebook_files(), owner=("Northwind",))
    assert read(tmp_path, facebook_files(), owner=("@harbourcoffee",))[0], "the last word of its address"


def test_the_form_made_for_looking_at_is_refused_with_the_way_to_the_other(tmp_path: Path):
    files = {f"{FACEBOOK}/inbox/ada_77/message_1.html": "<html></html>"}
    for of in (Facebook, Instagram):
        with pytest.raises(BadInput, match="choose the format JSON"):
            read(tmp_path, files, of=of)


def test_something_else_is_refused_with_the_way_to_the_right_file(tmp_path: Path):
    with pytest.raises(BadInput, match=r"has no conversations.*Download your information"):
        read(tmp_path, x_files())
    with pytest.raises(BadInput, match="neither followers nor conversations"):
        read(tmp_path, x_files(), of=Instagram)
    with pytest.raises(BadInput, match="Import it as instagram"):
        read(tmp_path, instagram_files())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1", "cut short"),
        ('{"participants": [{"name": "Ada"', "is not JSON"),
        ('{"participants" []}', "has no ':'"),
        ("nonsense", r"has no '\{'"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, sentence: str):
    with pytest.raises(BadInput, match=rf"ada_77/message_1\.json, line 1: .*{sentence}"):
        read(tmp_path, {TALK: text}, owner=(OUR_NAME,))


def test_a_number_that_stands_where_the_text_in_memory_ends_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("askfirst.networks.exports.records.CHUNK", 1)
    text = '{"version": 12345678, "participants": [], "messages": []}'
    assert read(tmp_path, {TALK: text})[0] == []


def test_each_archive_is_recognised_as_its_own(tmp_path: Path):
    for name, files in (("facebook", facebook_files()), ("instagram", instagram_files())):
        found = recognise(packed(tmp_path / name, files))
        assert found is not None
        assert found.name == name


def test_follows_carry_their_day_in_every_shape_they_come_in(tmp_path: Path):
    events, _ = read(tmp_path, instagram_files(), of=Instagram, owner=("harbour.coffee",))
    edges = [(event.kind, event.actor, event.target, event.occurred_at) for event in events[:-1]]
    start = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    ours = "harbour.coffee"
    assert edges == [
        (EventKind.FOLLOW, "ada_roasts", ours, start + timedelta(seconds=1)),
        (EventKind.FOLLOW, "mara", ours, None),
        (EventKind.FOLLOW, "oda.l", ours, start + timedelta(seconds=3)),
        (EventKind.WE_FOLLOW, ours, "ada_roasts", datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)),
        (EventKind.WE_UNFOLLOW, ours, "left.alone", start + timedelta(seconds=4)),
    ]
    assert events[1].remarks == ("the archive does not say since when",)
    assert events[-1].text == "Liked your latte ❤"


def test_follows_alone_do_not_need_to_know_who_is_we(tmp_path: Path):
    file = f"{CONNECTIONS_FOLDER}/followers_1.json"
    entries = [
        follow("ada", 5),
        follow("no name!", 5),
        follow("", 5, string_list_data=[{"href": "https://[", "value": 3}]),
        7,
    ]
    events, remarks = read(tmp_path, {file: json.dumps(entries)}, of=Instagram)
    assert [event.actor for event in events] == ["ada"]
    assert [remark.sentence for remark in remarks] == ["names no account: left out"] * 3


def test_a_user_name_that_stands_in_the_title_alone_is_found(tmp_path: Path):
    file = f"{CONNECTIONS_FOLDER}/followers_1.json"
    entry = {"title": "ada", "string_list_data": None, "timestamp": "soon"}
    events, _ = read(tmp_path, {file: json.dumps([entry])}, of=Instagram)
    assert [(event.actor, event.occurred_at) for event in events] == [("ada", None)]


@pytest.mark.no_cover  # the tracer would take longer than the reader
def test_very_many_messages_are_read_in_bounded_memory_and_the_bar_reaches_its_end(tmp_path: Path):
    many = sized(10_000, 200_000)
    said = (meta_message("Ada", "Do you ship to Bremen? " * 4, 1_600_000_000_000 + n) for n in range(many))
    path = packed(tmp_path / "info.zip", {TALK: meta_talk(("Ada", OUR_NAME), *said)})
    tracemalloc.start()
    try:
        reading = Facebook().read(path, (OUR_NAME,))
        count = sum(1 for _ in reading)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == many
    assert reading.done == reading.total > 200 * many
    assert peak < 2_500_000
