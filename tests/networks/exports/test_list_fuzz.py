"""Whatever bytes a list is made of: lines, or one clear refusal; and no line shows more than its cells do."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from askfirst.networks.base import BadInput
from askfirst.networks.exports import list_addresses, list_files, list_reading
from askfirst.networks.exports.base import Meter
from askfirst.networks.exports.cells import as_meant, safe
from askfirst.networks.exports.list_fields import guess
from askfirst.networks.exports.list_lines import Line, Standing
from askfirst.networks.exports.list_reading import Plan
from tests.networks.exports.making import LISTMONK, MAILCHIMP, packed
from tests.networks.exports.test_fuzz import damaged

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WHOLE = "email,status,optin_time,optin_ip,how,words,unsub_time\nana@x.test,active,2024-05-06,1.2.3.4,form,We write,\n"
TEXT = st.text(max_size=40)


def lines(content: bytes) -> list[Line] | str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        path.write_bytes(content)
        try:
            sheets = list_files.look(path, path.name)
            fields = guess((column.name, column.samples) for sheet in sheets for column in sheet.columns)
            plan = Plan(fields=fields)
            return [
                list_reading.line(row, plan, sheet, place)
                for place, sheet in enumerate(sheets)
                for row in list_files.rows(path, sheet.member, Meter(0))
            ]
        except BadInput as refusal:
            return str(refusal)


def packed_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return packed(Path(folder) / "a.zip", MAILCHIMP).read_bytes()


@given(st.one_of(st.binary(max_size=400), damaged(WHOLE.encode()), damaged(LISTMONK.encode()), damaged(packed_bytes())))  # fmt: skip
def test_whatever_comes_is_lines_or_a_refusal(content: bytes) -> None:
    found = lines(content)
    if isinstance(found, str):
        assert found
        return
    for line in found:
        assert bool(line.problem) == (not line.address and not line.digest)


@given(st.lists(st.lists(TEXT, min_size=7, max_size=7), max_size=5))
def test_nobody_agreed_whose_line_shows_no_day_no_place_and_no_words(rows: list[list[str]]) -> None:
    head = WHOLE.splitlines()[0]
    written = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    found = lines("\n".join((head, *written, "")).encode("utf-8", "surrogatepass"))
    assert isinstance(found, list)
    for line in found:
        if line.standing is Standing.ON and not line.proof.missing(NOW):
            assert line.proof.at
            assert line.proof.how
            assert line.proof.words
            assert line.proof.where


@given(TEXT)
def test_an_address_is_one_word_in_ascii_or_none(text: str) -> None:
    found = list_addresses.read(text)
    assert bool(found.text) != bool(found.problem)
    assert found.text.isascii()
    assert list_addresses.read(found.text).text == found.text


@given(TEXT)
def test_no_cell_is_a_formula_and_each_comes_back(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_meant(safe(text)) == text
