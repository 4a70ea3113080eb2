from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.x_archive import XArchive
from tests.networks.exports.making import (
    HARBOUR,
    JONAS,
    MARA,
    account,
    conversation,
    edge,
    message,
    packed,
    sorted_out,
    x_files,
    ytd,
)
from tests.profiles import sized

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark


def read(
    tmp_path: Path, files: dict[str, str], owner: tuple[str, ...] = ()
) -> tuple[list[Event], list[Remark]]:
    return sorted_out(XArchive().read(packed(tmp_path / "x.zip", files), owner))


def test_every_follower_of_every_part_follows_us_since_an_unknown_day(tmp_path: Path):
    events, _ = read(tmp_path, x_files())
    follows = [event for event in events if event.kind is EventKind.FOLLOW]
    assert [event.actor for event in follows] == [MARA, JONAS, "31337"]
    assert {event.target for event in follows} == {HARBOUR}
    assert {event.occurred_at for event in follows} == {None}
    assert follows[0].extra == {"as_of": "2026-11-20T08:15:00.000Z"}


def test_a_followed_account_is_our_own_act(tmp_path: Path):
    events, _ = read(tmp_path, x_files())
    [we_follow] = [event for event in events if event.kind is EventKind.WE_FOLLOW]
    assert (we_follow.actor, we_follow.target) == (HARBOUR, MARA)


def test_a_message_to_us_and_our_answer_are_told_apart_by_the_sender(tmp_path: Path):
    events, _ = read(tmp_path, x_files())
    answer, question = (event for event in events if event.kind in {EventKind.MESSAGE, EventKind.ECHO})
    assert (answer.kind, answer.actor, answer.target) == (EventKind.ECHO, HARBOUR, MARA)
    assert (question.kind, question.actor, question.text) == (EventKind.MESSAGE, MARA, "Open today? ☕")
    assert question.external_id == "1001"
    assert question.occurred_at == datetime(2026, 11, 19, 21, 42, 5, 68000, tzinfo=UTC)


def test_reading_the_same_archive_twice_gives_the_same_ids_and_no_two_alike(tmp_path: Path):
    first, _ = read(tmp_path, x_files())
    again, _ = read(tmp_path, x_files())
    assert first == again
    assert len({event.external_id for event in first}) == len(first)


def test_a_newer_archive_is_a_new_observation_of_the_same_followers(tmp_path: Path):
    files = x_files()
    older, _ = read(tmp_path, files)
    files["data/manifest.js"] = files["data/manifest.js"].replace("2026-11-20", "2026-12-20")
    newer, _ = read(tmp_path, files)
    assert {event.external_id for event in older} & {event.external_id for event in newer} == {"1001", "1002"}


def test_what_is_not_used_is_named(tmp_path: Path):
    _, remarks = read(tmp_path, x_files())
    told = [str(remark) for remark in remarks]
    assert any("tweets.js" in line for line in told)
    assert any(
        "direct-messages-group.js, line 2: a group conversation with 1 entries" in line for line in told
    )


def test_a_missing_file_is_told_and_the_rest_is_read(tmp_path: Path):
    files = x_files()
    del files["data/direct-messages.js"], files["data/direct-messages-group.js"]
    events, remarks = read(tmp_path, files)
    assert len(events) == 4
    assert any("has no direct-message file" in remark.sentence for remark in remarks)


def test_more_white_space_than_is_held_at_once_is_passed_over(tmp_path: Path):
    files = x_files()
    whole, _ = read(tmp_path, files)
    files["data/follower.js"] = files["data/follower.js"].replace("{", f"{' ' * 70_000}\n{{", 1)
    assert read(tmp_path, files)[0] == whole


@pytest.mark.parametrize("folder", ["", "data/", "twitter-2026-11-20-abc/data/"])
def test_old_and_repacked_archives_lie_in_other_folders(tmp_path: Path, folder: str):
    events, _ = read(tmp_path, x_files(folder))
    assert len(events) == 6


def test_the_file_of_messages_had_another_name_before_2021(tmp_path: Path):
    files = {
        "account.js": account(),
        "direct-message.js": ytd("direct_message", [conversation(message("5", MARA, HARBOUR, "hello"))]),
    }
    events, _ = read(tmp_path, files)
    assert [event.text for event in events] == ["hello"]


def test_entries_that_are_no_message_are_counted_by_kind(tmp_path: Path):
    talk = conversation(
        {"joinConversation": {"initiatingUserId": MARA}},
        {"joinConversation": {"initiatingUserId": JONAS}},
        message("9", MARA, JONAS, "between others"),
        "nonsense",  # type: ignore[arg-type]
    )
    files = x_files() | {"data/direct-messages.js": ytd("direct_messages", [talk, {"dmConversation": 3}, 4])}
    events, remarks = read(tmp_path, files)
    assert not any(event.kind is EventKind.MESSAGE for event in events)
    told = " ".join(str(remark) for remark in remarks)
    assert "2 of the entries of conversation 783214-2244994945 (joinConversation)" in told
    assert "a message without its id, or between others" in told
    assert told.count("is not a conversation") == 2


def test_a_follower_without_a_number_is_named_by_its_line(tmp_path: Path):
    entries = [edge("follower", MARA), edge("follower", "no number"), {"follower": None}, 7]
    files = x_files() | {"data/follower.js": ytd("follower", entries)}
    _, remarks = read(tmp_path, files)
    lines = [remark.line for remark in remarks if remark.file == "data/follower.js"]
    assert lines == [8, 14, 17]


def test_shortened_links_are_written_out_as_x_shows_them(tmp_path: Path):
    link = {
        "url": "https://t.co/Ab1",
        "expanded": "https://harbour.example/menu",
        "display": "harbour.example/menu",
    }
    talk = conversation(message("5", MARA, HARBOUR, "see https://t.co/Ab1", urls=[link, "odd", {"url": "e"}]))
    events, _ = read(tmp_path, x_files() | {"data/direct-messages.js": ytd("direct_messages", [talk])})
    assert "see https://harbour.example/menu" in [event.text for event in events]


def test_a_message_with_pictures_or_without_a_time_says_so(tmp_path: Path):
    talk = conversation(message("5", MARA, HARBOUR, "", mediaUrls=["https://x/1.jpg"], createdAt="soon"))
    events, _ = read(tmp_path, x_files() | {"data/direct-messages.js": ytd("direct_messages", [talk])})
    [found] = [event for event in events if event.external_id == "5"]
    assert found.occurred_at is None
    assert found.remarks == ("1 attached file(s) stayed in the archive", "the archive does not say when")


def test_characters_that_no_database_keeps_are_replaced(tmp_path: Path):
    text = 'window.YTD.direct_messages.part0 = [{"dmConversation": {"conversationId": "c", "messages": [{"messageCreate":'
    text += f'{{"id": "5", "senderId": "{MARA}", "recipientId": "{HARBOUR}", "text": "a\\u0000b\\ud83dc"}}}}]}}}}]'
    events, _ = read(tmp_path, x_files() | {"data/direct-messages.js": text})
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c" in [event.text for event in events]


def test_an_archive_of_somebody_else_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match=r"archive of @harbour .*not of @other"):
        read(tmp_path, x_files(), owner=("@other",))
    assert read(tmp_path, x_files(), owner=("@Harbour",))[0]
    assert read(tmp_path, x_files(), owner=(HARBOUR,))[0]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("data/account.js", "var x = 1", r"data/account.js, line 1: .*does not begin with 'window.YTD"),
        ("data/account.js", "window.YTD.account.part0 = []", "names no account"),
        ("data/account.js", "window.YTD.account.part0 = [7]", "names no account"),
        ("data/follower.js", "window.YTD.follower.part0 = {}", r"has no '\['"),
        ("data/follower.js", 'window.YTD.follower.part0 = [\n{"follower"', r"line 2: the file is not JSON"),
        ("data/follower.js", "window.YTD.follower.part0 = [ {} ,", r"cut short"),
        ("data/follower.js", "window.YTD.follower.part0 = [" + "[" * 100_000, "nested too deep|not JSON"),
        ("data/follower.js", "window.YTD.follower.part0 = [" + "9" * 10_000 + "]", "number too long"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, sentence: str):
    with pytest.raises(BadInput, match=sentence):
        read(tmp_path, x_files() | {name: text})


def test_a_record_too_large_to_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("askfirst.networks.exports.records.LARGEST_RECORD", 100_000)
    talk = conversation(message("5", MARA, HARBOUR, "x" * 300_000))
    with pytest.raises(BadInput, match="line 2: the file holds a record of more than 100,000 characters"):
        read(tmp_path, x_files() | {"data/direct-messages.js": ytd("direct_messages", [talk])})


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    path = packed(
        tmp_path / "x.zip", x_files() | {"data/follower.js": b"window.YTD.follower.part0 = [ {'\xff'} ]"}
    )
    with pytest.raises(BadInput, match="not UTF-8"):
        list(XArchive().read(path))


def test_a_zip_of_something_else_is_told_how_to_get_the_right_one(tmp_path: Path):
    with pytest.raises(BadInput, match=r"no account\.js.*Download an archive of your data"):
        read(tmp_path, {"readme.txt": "hello"})


def test_the_catalogue_recognises_it(tmp_path: Path):
    found = recognise(packed(tmp_path / "unnamed", x_files()))
    assert found is not None
    assert found.name == "x-archive"


@pytest.mark.no_cover  # the tracer would take longer than the reader
def test_very_many_followers_are_read_in_bounded_memory_and_the_bar_reaches_its_end(tmp_path: Path):
    many = sized(15_000, 200_000)
    entries = ",\n".join(
        f'  {{ "follower" : {{ "accountId" : "{number}", "userLink" : "https://x.com/i/user?user_id={number}" }} }}'
        for number in range(10**15, 10**15 + many)
    )
    path = packed(
        tmp_path / "x.zip", x_files() | {"data/follower.js": f"window.YTD.follower.part0 = [\n{entries}\n]"}
    )
    del entries
    tracemalloc.start()
    try:
        reading = XArchive().read(path)
        count = sum(1 for _ in reading)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count > many
    assert reading.done == reading.total > 80 * many
    assert peak < 2_500_000 + 12 * many, "a window of the text, and a few bytes for each who was told"
