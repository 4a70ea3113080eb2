"""`askfirst import`: people and talks out of real forms of export."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.networks.exports import making

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said
    from tests.world import World

    Askfirst = Callable[..., Said]


FILES = {
    "x-archive": making.x_files(),
    "linkedin": {"Connections.csv": making.CONNECTIONS},
    "facebook": making.facebook_files(),
    "instagram": making.instagram_files(),
    "tumblr": making.tumblr_files(),
    "mastodon": making.MASTODON,
    "mailchimp": making.MAILCHIMP,
    "listmonk": {"subscribers.csv": making.LISTMONK},
}
"""What stands in the zip of each network that gives one."""
ADDRESSES = {
    "x-archive": "@harbour",
    "facebook": "Harbour Coffee",
    "instagram": "harbour.coffee",
    "mastodon": "@harbour@social.example",
    "mailchimp": "hello@harbour.example",
    "listmonk": "hello@harbour.example",
}
"""Under which name the brand is there; `harbour` where nothing stands here."""


def rows() -> dict[str, int]:
    """What an import may touch."""
    from askfirst.consent.models import Entry  # noqa: PLC0415 -- Django must be set up first
    from askfirst.inbox.models import Message  # noqa: PLC0415
    from askfirst.people.models import Contact, Relationship  # noqa: PLC0415

    tables = (Contact, Relationship, Message, Entry)
    return {table.__name__: table.objects.count() for table in tables}


def imported(askfirst: Askfirst, folder: Path, kind: str) -> Said:
    """The command, over a sound export of this kind."""
    path = making.packed(folder / "export.zip", FILES[kind])
    address = ADDRESSES.get(kind, "harbour")
    return askfirst("import", kind, str(path), "--brand", "harbour", "--address", address, "--json")


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


@pytest.mark.parametrize("kind", FILES)
def test_an_import_is_idempotent_and_never_consent(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str
):
    from askfirst.consent.models import Entry  # noqa: PLC0415 -- Django must be set up first

    first = imported(askfirst, tmp_path, kind)
    assert first.code == 0, first
    assert sum(first.data["events"].values()) > 0
    after = rows()
    assert after["Contact"] > 0
    assert set(Entry.objects.values_list("act", flat=True)) <= {Entry.Act.SUPPRESSED}
    imported(askfirst, tmp_path, kind)
    assert rows() == after


def test_a_mail_folder_is_idempotent_and_never_consent(askfirst: Askfirst, world: World, mails: Path):
    command = ("import", "mbox", str(mails), "--brand", "harbour", "--address", "hello@harbour.example")
    assert askfirst(*command).code == 0
    after = rows()
    assert (after["Message"], after["Entry"]) == (2, 0)
    askfirst(*command)
    assert rows() == after


@pytest.mark.parametrize(("kind", "count"), [("mailchimp", (4, 2)), ("listmonk", (3, 1))])
def test_who_left_a_list_is_stopped_and_who_stood_on_it_is_only_known(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str, count: tuple[int, int]
):
    from askfirst.consent import ledger, standing  # noqa: PLC0415 -- Django must be set up first
    from askfirst.people.models import Contact, Handle  # noqa: PLC0415

    said = imported(askfirst, tmp_path, kind)
    assert (said.data["events"]["stop"], said.data["events"]["known"]) == count
    assert "have agreed to nothing" in said.data["unused"][-1]
    handles = list(Handle.objects.filter(network="email", brand=world.harbour, address__contains="@"))
    found = ledger.suppressions(world.harbour, handles)
    assert len(found) == count[0]
    states = standing.states(Contact.objects.filter(handles__in=handles), "marketing")
    assert {state.state for state in states.values()} == {"blocked", "none"}


def test_a_stop_keeps_its_day_and_its_evidence(askfirst: Askfirst, world: World, tmp_path: Path):
    from askfirst.consent import ledger  # noqa: PLC0415 -- Django must be set up first
    from askfirst.people.models import Handle  # noqa: PLC0415

    imported(askfirst, tmp_path, "mailchimp")
    for address, day, reason, word in (
        ("jonas@other.example", "2024-05-06", "asked", "Spring beans"),
        ("noah@other.example", "2024-05-07", "complaint", "SPAM, never asked"),
    ):
        handle = Handle.objects.get(address=address)
        [line] = ledger.suppressions(world.harbour, [handle]).values()
        assert (f"{line.since:%Y-%m-%d}", line.reason) == (day, reason)
        assert word in line.evidence


@pytest.mark.parametrize("kind", ["x-archive", "instagram", "mastodon"])
def test_the_account_itself_is_nobody_that_it_knows(
    askfirst: Askfirst, world: World, tmp_path: Path, kind: str
):
    from askfirst.people.models import Handle, Relationship  # noqa: PLC0415 -- Django must be set up first

    imported(askfirst, tmp_path, kind)
    ours = {making.HARBOUR, *(name.removeprefix("@") for name in ADDRESSES.values())}
    assert not Handle.objects.filter(address__in=ours, network__in=["x", "instagram", "mastodon"]).exists()
    assert Relationship.objects.filter(kind=Relationship.Kind.FOLLOWED).exists()


def test_a_follow_keeps_its_day(askfirst: Askfirst, world: World, tmp_path: Path):
    from askfirst.people.models import Relationship  # noqa: PLC0415 -- Django must be set up first

    imported(askfirst, tmp_path, "instagram")
    edges = {
        (edge.contact.handles.get().address, edge.kind): edge.since and f"{edge.since:%Y-%m-%d}"
        for edge in Relationship.objects.filter(channel__network="instagram")
    }
    assert edges[("ada_roasts", "follows")] == "2023-11-14"
    assert edges[("ada_roasts", "followed")] == "2020-09-13"
    assert edges[("mara", "follows")] is None


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


@pytest.mark.parametrize(("kind", "other"), list(pairwise([*FILES, "x-archive"])))
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
