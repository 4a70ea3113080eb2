"""Lists of other mail tools: they can only tighten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import BadInput, EventKind
from askfirst.networks.exports.catalog import recognise
from askfirst.networks.exports.listmonk import Listmonk
from askfirst.networks.exports.mailchimp import Mailchimp
from tests.networks.exports.making import CONNECTIONS, LISTMONK, MAILCHIMP, packed, sorted_out

if TYPE_CHECKING:
    from pathlib import Path

    from askfirst.networks.base import Event
    from askfirst.networks.exports.base import Remark

HEADER = "Email Address,OPTIN_TIME,UNSUB_TIME,CLEAN_TIME,LEID\n"


def chimp(tmp_path: Path, files: dict[str, Any]) -> tuple[list[Event], list[Remark]]:
    return sorted_out(Mailchimp().read(packed(tmp_path / "audience_export.zip", files)))


def table(tmp_path: Path, text: str | bytes, name: str = "members.csv", *, of: Any = Mailchimp) -> Any:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return sorted_out(of().read(path))


def by_address(events: list[Event]) -> dict[str, Event]:
    return {event.actor.partition("@")[0]: event for event in events}


def test_who_left_is_stopped_with_the_day_and_the_evidence(tmp_path: Path):
    found = by_address(chimp(tmp_path, MAILCHIMP)[0])
    jonas, gone = found["jonas"], found["gone"]
    assert (jonas.kind, jonas.occurred_at) == (EventKind.STOP, datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC))
    assert jonas.text == (
        "Mailchimp: unsubscribed at 2024-05-06 07:08:09, campaign “Spring beans”, reason: NORMAL"
    )
    assert (gone.kind, gone.occurred_at) == (EventKind.STOP, datetime(2022, 2, 2, 2, 2, 2, tzinfo=UTC))
    assert "mail to it came back (cleaned)" in gone.text


def test_a_complaint_is_told_as_one(tmp_path: Path):
    found = by_address(chimp(tmp_path, MAILCHIMP)[0])
    assert found["noah"].extra["is_complaint"] is True
    assert found["noah"].text.endswith("reason: SPAM, never asked")
    assert "is_complaint" not in found["jonas"].extra


def test_a_stop_without_a_day_stays_without_one(tmp_path: Path):
    oda = by_address(chimp(tmp_path, MAILCHIMP)[0])["oda"]
    assert (oda.kind, oda.occurred_at, oda.text) == (EventKind.STOP, None, "Mailchimp: unsubscribed")
    assert oda.remarks == ("the file does not say when",)


def test_who_is_subscribed_is_known_and_has_agreed_to_nothing(tmp_path: Path):
    events, remarks = chimp(tmp_path, MAILCHIMP)
    found = by_address(events)
    assert (found["ada"].kind, found["ada"].actor_name) == (EventKind.KNOWN, "Ada Okafor")
    assert found["ada"].occurred_at == datetime(2023, 1, 2, 3, 9, tzinfo=UTC)
    assert found["mara"].occurred_at is None
    assert remarks[-1].sentence.startswith(
        "4 addresses went on the stop list; 2 are known now and have agreed to nothing"
    )


def test_reading_twice_gives_the_same_ids_and_no_two_alike(tmp_path: Path):
    first, _ = chimp(tmp_path, MAILCHIMP)
    again, _ = chimp(tmp_path, MAILCHIMP)
    assert first == again
    assert len({event.external_id for event in first}) == len(first)


@pytest.mark.parametrize(
    ("name", "line", "kind"),
    [
        ("members.csv", "a@b.example,,,,1", EventKind.STOP),  # a file of those who left, by its columns
        ("subscribed_members.csv", "a@b.example,,,,1", EventKind.KNOWN),
        ("nonsubscribed_members.csv", "a@b.example,,,,1", EventKind.KNOWN),
        ("subscribed_members.csv", "a@b.example,,2024-05-06 07:08:09,,1", EventKind.STOP),
        ("subscribed_members.csv", "a@b.example,,,2024-05-06 07:08:09,1", EventKind.STOP),
        ("my_cleaned_members.csv", "a@b.example,,,,1", EventKind.STOP),
    ],
)
def test_the_stricter_of_file_and_line_is_believed(tmp_path: Path, name: str, line: str, kind: EventKind):
    events, _ = table(tmp_path, f"{HEADER}{line}\n", name)
    assert [event.kind for event in events] == [kind]


def test_a_table_that_names_no_state_and_has_no_such_columns_is_of_subscribers(tmp_path: Path):
    events, _ = table(tmp_path, "Email Address,LEID\na@b.example,1\n")
    assert [event.kind for event in events] == [EventKind.KNOWN]


def test_a_line_without_an_address_is_named(tmp_path: Path):
    _, remarks = table(tmp_path, "Email Address,LEID\nnobody,1\n,2\n")
    assert [str(one) for one in remarks[:2]] == [
        "members.csv, line 2: 'nobody' is no mail address: left out",
        "members.csv, line 3: '' is no mail address: left out",
    ]


def test_windows_letters_and_semicolons_are_read_and_told(tmp_path: Path):
    events, _ = table(tmp_path, "Email Address;First Name;LEID\na@b.example;Jürgen;1\n".encode("cp1252"))
    assert events[0].actor_name == "Jürgen"
    assert "was not UTF-8: read as Windows-1252" in events[0].remarks


def test_something_else_is_refused_with_the_way_to_the_right_file(tmp_path: Path):
    with pytest.raises(BadInput, match=r"no line with Email Address and LEID.*Export Audience"):
        table(tmp_path, CONNECTIONS)
    with pytest.raises(BadInput, match="has no table"):
        chimp(tmp_path, {"readme.txt": "hello"})
    with pytest.raises(BadInput, match=r"no line with uuid, email.*In listmonk"):
        table(tmp_path, CONNECTIONS, of=Listmonk)
    with pytest.raises(BadInput, match="has no table"):
        list(Listmonk().read(packed(tmp_path / "s.zip", {"a.txt": "x"})))


def test_each_is_recognised_as_its_own(tmp_path: Path):
    (tmp_path / "s.csv").write_text(LISTMONK)
    for name, path in (
        ("mailchimp", packed(tmp_path / "a.zip", MAILCHIMP)),
        ("listmonk", tmp_path / "s.csv"),
    ):
        found = recognise(path)
        assert found is not None
        assert found.name == name


def test_listmonk_blocks_are_stops_and_in_doubt_nothing_is_sent(tmp_path: Path):
    events, remarks = table(tmp_path, LISTMONK, "subscribers.csv", of=Listmonk)
    found = by_address(events)
    assert (found["ada"].kind, found["ada"].occurred_at) == (
        EventKind.KNOWN,
        datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert (found["jonas"].kind, found["jonas"].occurred_at) == (
        EventKind.STOP,
        datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    )
    assert found["jonas"].text == "listmonk: blocklisted, at the latest since 2024-05-06 07:08:09.5 +0000 UTC"
    assert (found["oda"].kind, found["oda"].occurred_at) == (EventKind.STOP, None)
    assert found["odd"].text == "listmonk: sleeping, at the latest since the day of the export"
    assert found["odd"].extra["standing"] == "unknown"
    assert "does not say who left a single list" in remarks[0].sentence


def test_a_day_that_there_is_not_is_unknown(tmp_path: Path):
    text = "uuid,email,status,created_at\nu,a@b.example,enabled,2023-13-45 03:04:05 +0000 UTC\n"
    events, _ = table(tmp_path, text, "s.csv", of=Listmonk)
    assert events[0].occurred_at is None


def test_a_broken_line_of_listmonk_is_named(tmp_path: Path):
    text = f'uuid,email,status,created_at\nu,"{"x" * 140_000}\n'
    _, remarks = table(tmp_path, text, "s.csv", of=Listmonk)
    assert any("is no line of a table" in one.sentence for one in remarks)
    _, remarks = table(tmp_path, f'Email Address,LEID\n"{"x" * 140_000}\n')
    assert any("is no line of a table" in one.sentence for one in remarks)
