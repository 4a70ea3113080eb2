from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports import mbox
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.mbox import Mbox
from tests.networks.exports.making import SEPARATOR, folder, mail, packed, sorted_out
from tests.profiles import sized

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark

US = ("Hello@Harbour.example", "mara@harbour.example")


def read(tmp_path: Path, text: str | bytes, owner: tuple[str, ...] = US) -> tuple[list[Event], list[Remark]]:
    path = tmp_path / "Inbox.mbox"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sorted_out(Mbox().read(path, owner))


def test_a_mail_to_us_is_a_message_and_a_mail_of_ours_is_an_echo_to_its_addressee(tmp_path: Path):
    ours = mail(
        "Yes, until six.", number=2, sender="Mara <MARA@harbour.example>", to="Ada <ada@roastery.example>"
    )
    (question, answer), _ = read(tmp_path, folder(mail(), ours))
    assert (question.kind, question.actor, question.text) == (
        EventKind.MESSAGE,
        "ada@roastery.example",
        "Open on Sunday?",
    )
    assert question.occurred_at == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    assert (answer.kind, answer.target) == (EventKind.ECHO, "ada@roastery.example")


def test_a_mail_among_ourselves_says_that_it_went_to_nobody_else(tmp_path: Path):
    [note], _ = read(tmp_path, folder(mail(sender="mara@harbour.example")))
    assert note.target == ""
    assert note.remarks == ("The mail does not say to whom it went.",)


def test_a_word_of_ours_about_unsubscribing_stops_nobody_but_theirs_stops_them(tmp_path: Path):
    ours = mail("unsubscribe", number=2, sender="mara@harbour.example", to="ada@roastery.example")
    events, remarks = read(tmp_path, folder(ours, mail("unsubscribe", number=3)))
    stops = [event.actor for event in events if event.kind is EventKind.STOP]
    assert stops == ["ada@roastery.example"]
    assert "a stop about our own address: left out" in remarks[0].sentence


def test_reading_the_same_folder_twice_gives_the_same_events(tmp_path: Path):
    text = folder(mail(), mail(number=2)).replace("Message-ID: <2@roastery.example>\n", "")
    first, again = read(tmp_path, text), read(tmp_path, text)
    assert first == again
    assert len({event.external_id for event in first[0]}) == 2


def test_a_quoted_from_line_is_read_as_it_was_written(tmp_path: Path):
    body = ">From here on it gets better.\n>>From the sea\n\nFrom: not a separator\nFrom time to time\n\nFrom now on, 12:00 is noon"
    [event], _ = read(tmp_path, folder(mail(body)))
    assert "\nFrom time to time" in event.text
    assert ">>From the sea" not in event.text + event.extra["quoted"]


@pytest.mark.parametrize(
    "separator",
    [
        "From - Sat Nov 21 10:00:00 2026\n",
        "From 1712345678901234567@xxx Sat Nov 21 10:00:00 +0000 2026\n",
        "From MAILER-DAEMON Sat Nov  7 10:00:00 2026\r\n",
        "From ada@roastery.example Sat Nov 21 10:00 CET 2026\n",
    ],
)
def test_the_separators_of_other_programs_are_known(tmp_path: Path, separator: str):
    events, _ = read(tmp_path, separator + mail() + separator + mail(number=2))
    assert len(events) == 2


def test_windows_line_ends_are_read(tmp_path: Path):
    events, _ = read(tmp_path, folder(mail(), mail(number=2)).replace("\n", "\r\n"))
    assert [event.text.strip() for event in events] == ["Open on Sunday?"] * 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("X-Mozilla-Status: 0009\n", "deleted and not yet compacted"),
        ("X-Mozilla-Draft-Info: internal/draft; vcard=0\n", "a draft"),
        ("X-Gmail-Labels: Important,\n Drafts\n", "a draft"),
        ("X-Gmail-Labels: Spam,Unread\n", "spam"),
    ],
)
def test_what_was_never_sent_or_was_thrown_away_is_left_out_and_named_by_its_line(
    tmp_path: Path, more: str, reason: str
):
    events, [remark] = read(tmp_path, folder(mail(), mail(number=2, more=more)))
    assert [event.external_id for event in events] == ["1@roastery.example"]
    assert remark.line == folder(mail()).count("\n") + 1
    assert reason in remark.sentence


def test_a_broken_charset_and_broken_bytes_cost_no_mail(tmp_path: Path):
    broken = mail("caf\xe9 \xff", number=2).encode("latin-1").replace(b"charset=utf-8", b"charset=klingon")
    events, _ = read(
        tmp_path, folder(mail()).encode() + SEPARATOR.encode() + broken + folder(mail(number=3)).encode()
    )
    assert [event.external_id.partition("@")[0] for event in events] == ["1", "2", "3"]
    assert "caf" in events[1].text


def test_an_empty_mail_is_named(tmp_path: Path):
    _, [remark] = read(tmp_path, SEPARATOR + "\n" + folder(mail()))
    assert str(remark) == "Inbox.mbox, line 1: an empty mail: left out"


def test_a_mail_too_large_to_hold_is_named_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mbox, "LARGEST_MESSAGE", 2_000)
    events, [remark] = read(tmp_path, folder(mail("x" * 5_000), mail(number=2)))
    assert [event.external_id for event in events] == ["2@roastery.example"]
    assert "a mail of more than 2,000 bytes" in remark.sentence


def test_without_our_own_addresses_it_asks_for_them(tmp_path: Path):
    with pytest.raises(BadInput, match="which addresses are yours"):
        read(tmp_path, folder(mail()), owner=())


@pytest.mark.parametrize("text", ["", "Dear Ada,\nFrom Russia\n", "PK but no zip", "From " + "x" * 100_000])
def test_something_else_is_refused(tmp_path: Path, text: str):
    with pytest.raises(BadInput, match="so this is not an mbox"):
        read(tmp_path, text)


def test_what_is_no_mail_is_named_with_its_line_and_the_next_is_read(tmp_path: Path):
    events, remarks = read(tmp_path, folder("GET / HTTP/1.1\nHost: x\n\n", mail()))
    assert [event.text for event in events] == ["Open on Sunday?"]
    (remark,) = remarks
    assert (remark.file, remark.line) == ("Inbox.mbox", 1)
    assert remark.sentence.startswith("these 24 bytes are not a mail")
    assert remark.sentence.endswith(": left out")


def test_folders_inside_a_zip_are_read_one_after_the_other(tmp_path: Path):
    path = packed(
        tmp_path / "takeout.zip",
        {
            "Takeout/Mail/Inbox.mbox": folder(mail()),
            "Takeout/Mail/Sent.mbox": folder(mail(number=2, sender=US[1], to="ada@roastery.example")),
            "Takeout/archive_browser.html": "<html></html>",
        },
    )
    reading = Mbox().read(path, US)
    events, [remark] = sorted_out(reading)
    assert [event.kind for event in events] == [EventKind.MESSAGE, EventKind.ECHO]
    assert "archive_browser.html" in remark.sentence
    assert reading.done == reading.total
    found = recognise(path)
    assert found is not None
    assert found.name == "mbox"


def test_a_zip_without_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="has no mail folder"):
        Mbox().read(packed(tmp_path / "x.zip", {"a.txt": ""}), US)


@pytest.mark.no_cover  # the tracer would take longer than the reader
def test_a_long_folder_is_read_in_bounded_memory(tmp_path: Path):
    many = sized(200, 2_000)
    path = tmp_path / "Inbox.mbox"
    with path.open("w") as file:
        for number in range(many):
            file.write(folder(mail("word " * 2_000, number=number)))
    tracemalloc.start()
    try:
        reading = Mbox().read(path, US)
        count = sum(1 for _ in reading)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == many
    assert reading.done == reading.total > 10_000 * many
    assert peak < 1_000_000
