from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.linkedin import LinkedIn
from tests.networks.exports.making import CONNECTIONS, packed, sorted_out

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark

HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def read(tmp_path: Path, text: str | bytes) -> tuple[list[Event], list[Remark]]:
    path = tmp_path / "Connections.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sorted_out(LinkedIn().read(path))


def test_a_connection_becomes_an_event_with_its_day_and_nothing_becomes_consent(tmp_path: Path):
    events, _ = read(tmp_path, CONNECTIONS)
    ada = events[0]
    assert (ada.kind, ada.actor, ada.actor_name) == (EventKind.CONNECT, "ada-okafor-7b1", "Ada Okafor")
    assert ada.occurred_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert ada.extra == {
        "email": "ada@roastery.example",
        "company": "Okafor, Roast & Sons",
        "position": "Buyer, green coffee",
        "url": "https://www.linkedin.com/in/ada-okafor-7b1",
        "precision": "day",
    }
    assert {event.kind for event in events} == {EventKind.CONNECT}


def test_a_percent_encoded_address_is_the_same_person_as_the_written_one(tmp_path: Path):
    events, _ = read(tmp_path, CONNECTIONS)
    assert events[1].actor == "jürgen-gross"
    assert "email" not in events[1].extra


def test_a_closed_account_is_named_by_its_line(tmp_path: Path):
    _, [remark] = read(tmp_path, CONNECTIONS)
    assert str(remark) == (
        "Connections.csv, line 7: a closed account has no profile address: cannot be known again, left out"
    )


def test_reading_twice_gives_the_same_ids(tmp_path: Path):
    assert read(tmp_path, CONNECTIONS) == read(tmp_path, CONNECTIONS)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("21 Nov 2026", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
        ("", None),
        ("03/04/2020", None),
        ("31 Feb 2026", None),
    ],
)
def test_a_day_that_could_be_two_days_is_unknown_and_said_so(
    tmp_path: Path, written: str, day: datetime | None
):
    events, _ = read(tmp_path, f"{HEADER}A,B,https://linkedin.com/in/ab,,,,{written}\n")
    assert events[0].occurred_at == day
    assert bool(events[0].remarks) == (day is None and bool(written))


def test_a_spreadsheet_may_have_saved_it_with_semicolons_and_windows_letters(tmp_path: Path):
    text = HEADER.replace(",", ";") + "Zoë;Müller;https://www.linkedin.com/in/zoe;;Café;;1 Mar 2024\n"
    events, _ = read(tmp_path, text.encode("cp1252"))
    assert (events[0].actor_name, events[0].extra["company"]) == ("Zoë Müller", "Café")
    assert events[0].remarks == ("was not UTF-8: read as Windows-1252",)


def test_a_byte_order_mark_and_a_missing_preamble_do_no_harm(tmp_path: Path):
    events, _ = read(
        tmp_path, b"\xef\xbb\xbf" + f"{HEADER}A,B,https://linkedin.com/in/ab,,,,1 Mar 2024\r\n".encode()
    )
    assert [event.actor for event in events] == ["ab"]


def test_blank_lines_between_connections_are_passed_over(tmp_path: Path):
    one = "A,B,https://linkedin.com/in/ab,,,,1 Mar 2024\n"
    events, remarks = read(tmp_path, f"{HEADER}{one}\n,,,,,,\n{one.replace('/ab', '/cd')}")
    assert [event.actor for event in events] == ["ab", "cd"]
    assert not remarks


def test_it_is_found_inside_the_zip_that_linkedin_sends(tmp_path: Path):
    path = packed(
        tmp_path / "Basic_LinkedInDataExport_11-21-2026.zip",
        {"Connections.csv": CONNECTIONS, "messages.csv": "CONVERSATION ID\n"},
    )
    reading = LinkedIn().read(path)
    events, remarks = sorted_out(reading)
    assert len(events) == 2
    assert "messages.csv" in remarks[0].sentence
    assert reading.done == reading.total
    found = recognise(path)
    assert found is not None
    assert found.name == "linkedin"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 200_000,
        "name,mail\nx,y\n",
        "Vorname,Nachname,URL,E-Mail,Firma,Position,Verbunden am\n",
        "\0" * 500,
        "x" * 3_000_000,
    ],
    ids=["empty", "one long line", "other table", "other language", "binary", "one endless line"],
)
def test_something_else_is_refused_with_the_way_to_the_right_file(tmp_path: Path, text: str):
    with pytest.raises(BadInput, match="choose Connections"):
        read(tmp_path, text)


def test_a_quote_that_never_closes_costs_its_own_lines_and_says_so(tmp_path: Path):
    rest = "".join(f"A,B{n},https://linkedin.com/in/ab{n},,,,1 Mar 2024\n" for n in range(6000))
    events, remarks = read(tmp_path, f'{HEADER}A,"B,https://linkedin.com/in/lost,,,,1 Mar 2024\n{rest}')
    assert events
    assert "is no line of a table" in remarks[0].sentence


def test_a_zip_without_connections_is_told_how_to_get_them(tmp_path: Path):
    with pytest.raises(BadInput, match=r"has no Connections\.csv"):
        LinkedIn().read(packed(tmp_path / "x.zip", {"messages.csv": ""}))
