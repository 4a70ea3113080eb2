"""`askfirst import`: people and talks out of real forms of export."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.networks.exports import making

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]


FILES = {"x-archive": making.x_files(), "linkedin": {"Connections.csv": making.CONNECTIONS}}
"""What stands in the zip of each network that gives one."""


def rows() -> dict[str, int]:
    """What an import may touch."""
    from askfirst.consent.models import Entry  # noqa: PLC0415 -- Django must be set up first
    from askfirst.inbox.models import Message  # noqa: PLC0415
    from askfirst.people.models import Contact, Relationship  # noqa: PLC0415

    tables = (Contact, Relationship, Message, Entry)
    return {table.__name__: table.objects.count() for table in tables}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return making.packed(tmp_path / "twitter.zip", making.x_files())


@pytest.fixture
def connections(tmp_path: Path) -> Path:
    file = tmp_path / "Connections.csv"
    file.write_text(making.CONNECTIONS, "utf-8")
    return file


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    file = tmp_path / "sent.mbox"
    file.write_text(making.folder(making.mail(number=1), making.mail("And Monday?", number=2)), "utf-8")
    return file


@pytest.mark.parametrize("kind", ["x-archive", "linkedin", "mbox"])
def test_an_import_is_idempotent_and_never_consent(
    askfirst: Askfirst, world: World, kind: str, request: pytest.FixtureRequest
):
    fixtures = {
        "x-archive": ("archive", "@harbour"),
        "linkedin": ("connections", "harbour"),
        "mbox": ("mails", "hello@harbour.example"),
    }
    name, address = fixtures[kind]
    command = (
        "import",
        kind,
        str(request.getfixturevalue(name)),
        "--brand",
        "harbour",
        "--address",
        address,
        "--json",
    )
    first = askfirst(*command)
    assert first.code == 0, first
    assert sum(first.data["events"].values()) > 0
    after = rows()
    assert after["Contact"] > 0
    assert after["Entry"] == 0
    askfirst(*command)
    assert rows() == after


def test_what_could_not_be_used_is_said_line_by_line(askfirst: Askfirst, world: World, connections: Path):
    said = askfirst("import", "linkedin", str(connections), "--brand", "harbour", "--address", "harbour")
    assert "Connections.csv, line " in said.text
    assert "2  connections" in said.text
    assert "none of it is consent" in said.text


def test_an_imported_channel_cannot_send(askfirst: Askfirst, world: World, archive: Path):
    askfirst("import", "x-archive", str(archive), "--brand", "harbour", "--address", "@harbour")
    channels = {
        one["network"]: one for one in askfirst("channel", "list", "--brand", "harbour", "--json").data
    }
    assert channels["x"]["state"] == "off"


def test_the_first_import_asks_who_is_we(askfirst: Askfirst, world: World, mails: Path):
    said = askfirst("import", "mbox", str(mails), "--brand", "harbour")
    assert said.code == 1
    assert "Say with --address" in said.complaint


@pytest.mark.parametrize(
    ("kind", "content"),
    [("x-archive", b"PK\x03\x04 cut short"), ("x-archive", b"hello"), ("linkedin", b"a,b\n1,2\n")],
)
def test_a_file_that_is_something_else_is_refused_and_nothing_is_kept(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str, content: bytes
):
    file = tmp_path / "twitter.zip"
    file.write_bytes(content)
    before = rows()
    said = askfirst("import", kind, str(file), "--brand", "harbour", "--address", "harbour")
    assert said.code == 1
    assert str(file) in said.complaint or "twitter.zip" in said.complaint
    assert rows() == before


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(content)


def _a_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/spaces.js", "0" * 20_000_000)


def _pointing_outside(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../outside.txt", "here I am")


HARM: dict[Callable[[Path], None], tuple[str, str]] = {
    _cut_short: ("cut short", "Download it again"),
    _damaged: ("damaged", "Download it again"),
    _a_bomb: ("as a zip bomb does", "nothing was read"),
    _pointing_outside: ("points outside the archive", "nothing was read"),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("harm", HARM)
def test_an_archive_that_is_broken_or_means_harm_is_refused_whole(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str, harm: Callable[[Path], None]
):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    archive = making.packed(folder / "export.zip", FILES[kind])
    harm(archive)
    before = rows()
    channels = askfirst("channel", "list", "--brand", "harbour", "--json").data
    said = askfirst("import", kind, str(archive), "--brand", "harbour", "--address", "@harbour")
    assert said.code == 1
    assert str(archive) in said.complaint
    assert all(words in said.complaint for words in HARM[harm]), said.complaint
    assert rows() == before
    assert askfirst("channel", "list", "--brand", "harbour", "--json").data == channels
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize(("kind", "other"), [tuple(FILES), tuple(reversed(FILES))])
def test_the_archive_of_another_network_is_refused(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str, other: str
):
    archive = making.packed(tmp_path / "export.zip", FILES[other])
    before = rows()
    said = askfirst("import", kind, str(archive), "--brand", "harbour", "--address", "@harbour")
    assert said.code == 1
    assert str(archive) in said.complaint
    assert rows() == before


def test_of_a_mail_folder_that_is_cut_short_what_is_there_is_kept_once(
    askfirst: Askfirst, world: World, mails: Path
):
    command = ("import", "mbox", str(mails), "--brand", "harbour", "--address", "hello@harbour.example")
    whole = mails.read_text("utf-8")
    mails.write_text(whole[: whole.index("And Monday?") + 3], "utf-8")
    assert askfirst(*command).code == 0
    assert rows()["Message"] == 2
    mails.write_text(whole, "utf-8")
    assert askfirst(*command).code == 0
    assert rows()["Message"] == 2


def test_somebody_elses_archive_is_refused(askfirst: Askfirst, world: World, archive: Path):
    said = askfirst("import", "x-archive", str(archive), "--brand", "harbour", "--address", "@northwind")
    assert said.code == 1
    assert "northwind" in said.complaint


def test_a_file_that_is_not_there_is_said(askfirst: Askfirst, world: World):
    said = askfirst("import", "mbox", "/nowhere.mbox", "--brand", "harbour", "--address", "a@b.example")
    assert said.code == 1
    assert "/nowhere.mbox" in said.complaint
