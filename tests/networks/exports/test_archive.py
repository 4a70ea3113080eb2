"""What a zip may be, whoever made it."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from askfirst.networks.base import BadInput
from askfirst.networks.exports.archive import Archive, Limits
from askfirst.networks.exports.catalog import EXPORTS, reader, recognise
from askfirst.networks.exports.x_archive import XArchive
from tests.networks.exports.making import packed, x_files

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as caught:
        list(XArchive().read(path))
    assert path.name in str(caught.value)


def test_an_archive_cut_short_is_refused_before_anything_is_read(tmp_path: Path):
    path = packed(tmp_path / "x.zip", x_files())
    path.write_bytes(path.read_bytes()[:-200])
    refused(path, "cut short")


def test_a_damaged_member_is_found_before_the_first_event(tmp_path: Path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in x_files().items():
            archive.writestr(name, text)
    path.write_bytes(path.read_bytes().replace(b'"31337"', b'"31338"'))
    with pytest.raises(BadInput, match=r"follower-part1\.js in .*damaged"):
        XArchive().read(path)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"PK"], ids=["empty", "a PDF", "two bytes"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    refused(path, "not a zip|cut short")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    refused(tmp_path / "nowhere.zip", "cannot be read")
    refused(tmp_path, "is a folder")


def test_a_zip_bomb_is_known_by_its_ratio(tmp_path: Path):
    refused(packed(tmp_path / "x.zip", x_files() | {"data/follower.js": "0" * 20_000_000}), "zip bomb")


def test_a_zip_bomb_is_known_by_its_total(tmp_path: Path):
    with (
        Archive(packed(tmp_path / "x.zip", x_files()), Limits(total=100)) as archive,
        pytest.raises(BadInput, match="looks like a zip bomb"),
    ):
        archive.verify(archive.names)


@pytest.mark.parametrize("limits", [Limits(members=5), Limits(directory=300)], ids=["count", "bytes"])
def test_an_absurd_number_of_members_is_refused(tmp_path: Path, limits: Limits):
    with pytest.raises(BadInput, match="lists more than"):
        Archive(packed(tmp_path / "x.zip", x_files()), limits)


def test_a_directory_that_hides_its_length_is_counted_again(tmp_path: Path):
    path = packed(tmp_path / "x.zip", x_files())
    content = bytearray(path.read_bytes())
    struct.pack_into("<HH", content, content.rfind(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(content)
    with pytest.raises(BadInput, match="lists more than"):
        Archive(path, Limits(members=5))


def test_a_large_directory_of_the_newer_kind_is_judged_by_its_own_count(tmp_path: Path):
    path = packed(tmp_path / "x.zip", x_files())
    content = path.read_bytes()
    at = content.rfind(b"PK\x05\x06")
    newer = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 300_000, 300_000, 4_000, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    path.write_bytes(content[:at] + newer + locator + content[at:])
    refused(path, "lists more than 250,000 members")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "data/../../x", "C:/x", "..\\x", "a\0b"])
def test_a_member_that_points_outside_is_refused(tmp_path: Path, name: str):
    path = tmp_path / "x.zip"
    placeholder = "#" * len(name)
    packed(path, x_files() | {placeholder: "x"})
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), name.encode()))
    refused(path, "points outside")


def test_a_locked_member_is_refused(tmp_path: Path):
    path = packed(tmp_path / "x.zip", x_files())
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    refused(path, "locked with a password")


def test_a_member_packed_in_an_unusual_way_is_refused(tmp_path: Path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("data/account.js", "x")
    refused(path, r"unusual way \(method 14\)")


def test_a_name_that_stands_twice_is_refused(tmp_path: Path):
    path = tmp_path / "x.zip"
    packed(path, x_files() | {"data/followez.js": "[]"})
    path.write_bytes(path.read_bytes().replace(b"data/followez.js", b"data/follower.js"))
    refused(path, "stands twice")


def test_every_reader_has_its_name_and_none_recognises_what_it_cannot_read(tmp_path: Path):
    other = tmp_path / "other.txt"
    other.write_text("hello\n")
    assert all(reader(name).name == name for name in EXPORTS)
    assert recognise(other) is None
    assert recognise(tmp_path / "nowhere") is None
    with pytest.raises(BadInput, match="Choose one of: x-archive, linkedin, mbox, facebook"):
        reader("myspace")
