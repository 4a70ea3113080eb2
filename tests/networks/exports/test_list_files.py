"""Lists of people as any tool writes them: what is in the file, what its columns tell, and what each line says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.exports import list_addresses, list_files, list_reading
from askfirst.networks.exports.base import Meter, Remark
from askfirst.networks.exports.cells import as_meant, safe
from askfirst.networks.exports.list_addresses import Address
from askfirst.networks.exports.list_fields import Field, guess
from askfirst.networks.exports.list_files import Sheet
from askfirst.networks.exports.list_lines import Line, Problem, Proof, Standing
from askfirst.networks.exports.list_reading import Plan, moment
from tests.networks.exports.making import LISTMONK, MAILCHIMP, packed

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = datetime(2024, 5, 31, tzinfo=UTC)


def looked(tmp_path: Path, content: str | bytes, name: str = "people.csv") -> Sheet:
    path = tmp_path / "kept"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list_files.look(path, name)[0]


def lines(tmp_path: Path, content: str, fields: dict[str, Field] | None = None, **more: Any) -> list[Line]:
    sheet = looked(tmp_path, content)
    told = fields or guess((column.name, column.samples) for column in sheet.columns)
    plan = Plan(fields=told, **more)
    rows = list_files.rows(tmp_path / "kept", "", Meter(0))
    return [list_reading.line(row, plan, sheet, 0) for row in rows]


def test_the_tables_of_a_zip_are_told_apart_and_those_that_forbid_stand_first(tmp_path: Path) -> None:
    files = MAILCHIMP | {
        "__MACOSX/._x.csv": "",
        "readme.md": "x",
        "nonsubscribed_x.csv": "Email Address,LEID,EUID\n",
    }
    found = list_files.look(packed(tmp_path / "audience.zip", files), "audience.zip")
    assert {(one.kind, one.standing) for one in found[:2]} == {
        ("mailchimp", Standing.LEFT),
        ("mailchimp", Standing.DEAD),
    }
    assert {one.standing for one in found[2:]} == {Standing.ON, Standing.WAITING}
    assert sum(one.lines for one in found) == 6
    assert [Sheet.of(one.kept()) for one in found] == found


def test_a_table_whose_first_line_is_a_person_has_no_header(tmp_path: Path) -> None:
    sheet = looked(tmp_path, "ana@fans.test,Ana\nbo@fans.test,Bo\n")
    assert [column.name for column in sheet.columns] == ["column 1", "column 2"]
    assert sheet.lines == 2
    told = {"column 1": Field.ADDRESS, "column 2": Field.NAME}
    found = lines(tmp_path, "ana@fans.test,Ana\nbo@fans.test,Bo", told)
    assert [(one.address, one.name) for one in found] == [("ana@fans.test", "Ana"), ("bo@fans.test", "Bo")]
    assert looked(tmp_path, "email,name\nana@fans.test,Ana").lines == 1


@pytest.mark.parametrize(
    ("content", "name", "kind", "standing"),
    [
        (LISTMONK, "subscribers.csv", "listmonk", Standing.ON),
        ("email\na@b.test\n", "people.csv", "table", Standing.ON),
        ("email\na@b.test\n", "our unsubscribed 2024.csv", "table", Standing.LEFT),
        ("email,unsub_time\na@b.test,\n", "people.csv", "table", Standing.ON),
        ("address,standing,agreed_at,words\n", "beans.csv", "askfirst", Standing.ON),
    ],
)
def test_each_kind_is_known_by_its_columns_and_its_name(
    tmp_path: Path, content: str, name: str, kind: str, standing: Standing
) -> None:
    found = looked(tmp_path, content, name)
    assert (found.kind, found.standing) == (kind, standing)


def test_columns_have_names_of_their_own_and_show_what_they_hold(tmp_path: Path) -> None:
    found = looked(
        tmp_path, 'email,email,,attributes\n\'=a@b.test,b@b.test,x,"{""ip"": ""1.2.3.4"", ""n"": [1]}"\n'
    )
    assert [(one.name, one.samples) for one in found.columns] == [
        ("email", ("=a@b.test",)),
        ("email (2)", ("b@b.test",)),
        ("column 3", ("x",)),
        ("attributes", ('{"ip": "1.2.3.4", "n": [1]}',)),
        ("attributes.ip", ("1.2.3.4",)),
    ]


def test_lines_that_are_none_are_not_what_a_column_holds(tmp_path: Path) -> None:
    found = looked(tmp_path, "email\n" + '"' + "x" * 140_000 + '"\na@b.test\n')
    assert found.columns[0].samples == ("a@b.test",)


@pytest.mark.parametrize("cell", ["", "{broken", "[" * 5, '{"a": {"b": 1}}', "{" * 3])
def test_a_cell_that_holds_no_plain_values_tells_none(cell: str) -> None:
    assert list_files.inner(cell) == {}


class TestGuessing:
    def test_names_of_columns_in_many_spellings(self) -> None:
        columns = [
            (name, ()) for name in ("E-Mail Address", "OPTIN_TIME", "Vorname", "Status", "Shoe size", "Mail")
        ]
        assert guess(columns) == {
            "E-Mail Address": Field.ADDRESS, "OPTIN_TIME": Field.AGREED_AT, "Vorname": Field.FIRST_NAME, "Status": Field.STANDING,
        }  # fmt: skip

    def test_a_column_of_addresses_is_known_by_what_it_holds(self) -> None:
        columns = [("who", ("Ana",)), ("reach", ("ana@x.test",)), ("again", ("ana@x.test",))]
        assert guess(columns) == {"reach": Field.ADDRESS}

    def test_digests_are_enough(self) -> None:
        assert guess([("digest", ()), ("note", ("ana@x.test",))]) == {"digest": Field.DIGEST}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ana@X.Test", Address("Ana@x.test")),
        ("Ana <ana+tag@x.test>", Address("ana+tag@x.test")),
        ("mailto:info@x.test", Address("info@x.test", is_shared=True)),
        ("user@münchen.test", Address("user@xn--mnchen-3ya.test")),
        ("ana@раypal.test", Address("ana@xn--ypal-43d9g.test", is_mixed=True)),
        ("", Address(problem=Problem.NO_ADDRESS)),
        (" <> ", Address(problem=Problem.NO_ADDRESS)),
        ("nobody", Address(problem=Problem.NOT_ADDRESS)),
        ("jürgen@x.test", Address(problem=Problem.NOT_ADDRESS)),
        ("аna@x.test", Address(problem=Problem.LOOK_ALIKE)),
        ("ａna@x.test", Address(problem=Problem.LOOK_ALIKE)),
        ("x" * 300 + "@x.test", Address(problem=Problem.TOO_LONG)),
    ],
)
def test_an_address_is_read_or_it_is_said_why_not(cell: str, expected: Address) -> None:
    assert list_addresses.read(cell) == expected


@pytest.mark.parametrize(
    ("address", "bare"),
    [("ana+news@x.test", "ana@x.test"), ("ana@x.test", "ana@x.test"), ("+a@x.test", "+a@x.test")],
)
def test_what_many_servers_ignore_is_left_out(address: str, bare: str) -> None:
    assert list_addresses.untagged(address) == bare


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-05-31", "ymd", DAY),
        ("2024/5/31 7:08", "ymd", datetime(2024, 5, 31, 7, 8, tzinfo=UTC)),
        ("2024-05-31T07:08:09.123Z", "ymd", datetime(2024, 5, 31, 7, 8, 9, tzinfo=UTC)),
        ("2024-05-31 07:08:09 +0200 CEST", "ymd", datetime(2024, 5, 31, 5, 8, 9, tzinfo=UTC)),
        ("2024-05-31 07:08:09+02:00", "ymd", datetime(2024, 5, 31, 5, 8, 9, tzinfo=UTC)),
        ("31.05.2024", "ymd", DAY),
        ("05/31/2024, 07:08", "ymd", datetime(2024, 5, 31, 7, 8, tzinfo=UTC)),
        ("05/05/2024", "ymd", datetime(2024, 5, 5, tzinfo=UTC)),
        ("05/06/2024", "ymd", None),
        ("05/06/2024", "dmy", datetime(2024, 6, 5, tzinfo=UTC)),
        ("05/06/2024", "mdy", datetime(2024, 5, 6, tzinfo=UTC)),
        ("31/31/2024", "dmy", None),
        ("2024-02-30", "ymd", None),
        ("0001-01-01 00:00:00 +0500", "ymd", None),
        ("last spring", "dmy", None),
        ("", "ymd", None),
    ],
)
def test_a_day_is_read_where_it_can_be_read_in_one_way(
    text: str, order: str, expected: datetime | None
) -> None:
    assert moment(text, order) == expected


@pytest.mark.parametrize(
    ("proof", "lacks"),
    [
        (Proof(), "no_day"),
        (Proof(confirmed_at=DAY), "no_day"),  # who never asked confirmed nothing
        (Proof(at=datetime(2030, 1, 1, tzinfo=UTC)), "odd_day"),
        (Proof(at=DAY), "no_source"),
        (Proof(at=DAY, how="a form"), "no_words"),
        (Proof(at=DAY, how="a form", words="We write."), "no_place"),
        (Proof(at=DAY, how="a form", version=2, where="/"), ""),
    ],
)
def test_a_proof_says_the_first_thing_that_it_lacks(proof: Proof, lacks: str) -> None:
    assert proof.missing(NOW) == lacks


def test_who_confirmed_agreed_on_that_day() -> None:
    later = datetime(2024, 6, 1, tzinfo=UTC)
    assert Proof(at=DAY, confirmed_at=later).given_at() == later
    assert Proof(at=DAY).given_at() == DAY


@pytest.mark.parametrize(
    ("cells", "standing"),
    [
        ("subscribed,,,", Standing.ON), ("ACTIVE,,,", Standing.ON), (",,,", Standing.ON), ("pending,,,", Standing.WAITING),
        ("Opted Out,,,", Standing.LEFT), ("VIP,,,", Standing.UNKNOWN), ("active,2024-05-31,,", Standing.LEFT),
        ("active,,,2024-05-31", Standing.DEAD), ("left,2024-05-31,SPAM complaint,", Standing.COMPLAINED),
        ("cleaned,2024-05-31,,", Standing.DEAD), ("complained,,,2024-05-31", Standing.COMPLAINED),
    ],
)  # fmt: skip
def test_the_stricter_of_what_a_line_says_is_believed(tmp_path: Path, cells: str, standing: Standing) -> None:
    content = f"email,status,unsub_time,unsub_reason,clean_time\na@b.test,{cells}\n"
    assert [one.standing for one in lines(tmp_path, content)] == [standing]


def test_a_file_of_those_who_left_brings_nobody_who_says_otherwise(tmp_path: Path) -> None:
    sheet = looked(tmp_path, "email,status\na@b.test,active\n", "unsubscribed.csv")
    row = next(iter(list_files.rows(tmp_path / "kept", "", Meter(0))))
    plan = Plan(fields={"email": Field.ADDRESS, "status": Field.STANDING})
    assert list_reading.line(row, plan, sheet, 0).standing is Standing.LEFT


def test_a_line_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    content = (
        "email,first name,last name,language,country,agreed at,confirmed at,how,where,confirm ip,words,version\n"
        "a@b.test,Ana, de  Souza,pt-BR,br,2024-05-30,2024-05-31,a form,/join,1.2.3.4,We write.,7\n"
        "b@b.test,,,much,Brazil,,,,,,,seven\n"
    )
    fields = guess([(name, ()) for name in content.splitlines()[0].split(",")]) | {"version": Field.VERSION}
    ana, other = lines(tmp_path, content, fields)
    assert (ana.name, ana.language, ana.country) == ("Ana de Souza", "pt", "BR")
    assert ana.proof == Proof(
        at=datetime(2024, 5, 30, tzinfo=UTC), confirmed_at=DAY, how="a form", where="1.2.3.4", words="We write.", version=7
    )  # fmt: skip
    assert (other.name, other.language, other.country, other.proof) == ("", "", "", Proof())


def test_what_is_told_of_the_whole_stands_in_for_what_a_line_does_not_say(tmp_path: Path) -> None:
    first, second = lines(
        tmp_path, "email,how\na@b.test,a fair\nb@b.test,\n", how="a form", words="We write."
    )
    assert (first.proof.how, second.proof.how, second.proof.words) == ("a fair", "a form", "We write.")


def test_a_stop_says_when_and_why(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, "email,left at,left why\na@b.test,2024-05-31,too much\n")
    assert (line.since, line.told) == (DAY, "left at 2024-05-31, reason: too much")


def test_values_inside_of_json_are_told_by_columns_of_their_own(tmp_path: Path) -> None:
    content = 'email,attributes\na@b.test,"{""ip"": ""1.2.3.4"", ""n"": 7}"\nb@b.test,none\n'
    fields = {"email": Field.ADDRESS, "attributes.ip": Field.WHERE, "gone": Field.HOW}
    first, second = lines(tmp_path, content, fields)
    assert (first.proof.where, first.proof.how, second.proof.where) == ("1.2.3.4", "", "")


def test_stops_of_other_networks_and_digests_of_ours_are_taken(tmp_path: Path) -> None:
    content = (
        "address,digest,network,standing\n"
        "@ana,,mastodon,left\n"
        "@bo,,mastodon,on\n"
        f",abcdef01-{'b' * 64},,left\n"
        f",abcdef01-{'c' * 64},mastodon,left\n"
        f",00000000-{'d' * 64},,left\n"
        ",rubbish,,left\n"
        f"cy@x.test,abcdef01-{'e' * 64},email,left\n"
    )
    found = lines(tmp_path, content, key="abcdef01")
    assert [(one.network, one.address, one.digest[:1], one.problem) for one in found] == [
        ("mastodon", "@ana", "", ""), ("mastodon", "", "", "other_network"), ("email", "", "b", ""),
        ("mastodon", "", "c", ""), ("email", "", "", "foreign_digest"), ("email", "", "", "foreign_digest"),
        ("email", "cy@x.test", "", ""),
    ]  # fmt: skip
    assert lines(tmp_path, content)[2].problem is Problem.FOREIGN_DIGEST  # nobody says which are ours


def test_a_remark_is_a_line_that_cannot_be_read() -> None:
    sheet = Sheet(name="x", member="", kind="table", standing=Standing.ON)
    plan = Plan(fields={})
    for number, shown in ((7, 7), (None, 0)):
        line = list_reading.line(Remark(file="x", line=number, sentence="is none"), plan, sheet, 3)
        assert (line.file, line.number, line.problem) == (3, shown, Problem.BROKEN)
    assert not plan.says_standing()


@pytest.mark.parametrize(
    ("meant", "written"),
    [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@ana", "'@ana"), ("\t=x", "'\t=x"), ("'=x", "''=x"),
        ("plain", "plain"), ("'tis", "'tis"), (None, ""), (7, "7"),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula_and_comes_back_as_it_was(meant: object, written: str) -> None:
    assert safe(meant) == written
    assert as_meant(written) == ("" if meant is None else str(meant))
