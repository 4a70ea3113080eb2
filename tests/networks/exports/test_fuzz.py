"""Whatever bytes come: Events and Remarks, or one clear refusal.  Never another exception."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.networks.base import BadInput, Event
from askfirst.networks.exports.base import Export, Remark
from askfirst.networks.exports.catalog import reader
from askfirst.networks.exports.linkedin import LinkedIn
from askfirst.networks.exports.mbox import Mbox
from askfirst.networks.exports.x_archive import XArchive
from tests.networks.exports.making import (
    CONNECTIONS,
    FACEBOOK,
    FOLLOWING,
    LISTMONK,
    MAILCHIMP,
    account,
    facebook_files,
    folder,
    instagram_files,
    mail,
    packed,
    tumblr_files,
    x_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(tempfile.mkdtemp(prefix="askfirst-fuzz-"))
FOLDER_OF_MAILS = folder(
    mail(), mail("unsubscribe", number=2), mail(number=3, sender="me@harbour.example", to="a@b.example")
)
NAMES = {"mastodon": "following_accounts.csv"}
"""Under which name a table must come where its name says what it holds."""
WHOLE = packed(FOLDER / "whole.zip", x_files()).read_bytes()


@pytest.fixture(scope="module", autouse=True)
def _clean() -> Iterator[None]:
    yield
    for file in FOLDER.iterdir():
        file.unlink()
    FOLDER.rmdir()


def outcome(export: Export, content: bytes) -> list[Event | Remark] | str:
    path = FOLDER / NAMES.get(export.name, "fuzzed")
    path.write_bytes(content)
    try:
        items = list(export.read(path, ("me@harbour.example",) if export.name == "mbox" else ()))
    except BadInput as refusal:
        return str(refusal)
    assert all(isinstance(item, Event | Remark) for item in items)
    return items


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    content = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for _ in range(draw(st.integers(0, 8))):
        if content:
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


@given(damaged(WHOLE))
def test_a_damaged_x_archive(content: bytes):
    assert outcome(XArchive(), content)


@given(
    st.sampled_from(["follower", "following", "direct-messages"]),
    damaged(x_files()["data/direct-messages.js"].encode()),
)
def test_a_sound_zip_with_a_damaged_file(kind: str, content: bytes):
    path = packed(FOLDER / "inner.zip", {"data/account.js": account(), f"data/{kind}.js": content})
    assert outcome(XArchive(), path.read_bytes())


@given(damaged(CONNECTIONS.encode()))
def test_a_damaged_table_of_connections(content: bytes):
    outcome(LinkedIn(), content)


@given(damaged(FOLDER_OF_MAILS.encode()))
def test_a_damaged_mail_folder(content: bytes):
    outcome(Mbox(), content)


TABLES = {"mailchimp": next(iter(MAILCHIMP.values())), "listmonk": LISTMONK, "mastodon": FOLLOWING}
INNER = {
    "facebook": (f"{FACEBOOK}/inbox/ada_77/message_1.json", facebook_files()),
    "instagram": ("connections/followers_and_following/followers_1.json", instagram_files()),
    "tumblr": ("json/733.json", tumblr_files()),
}


@given(st.sampled_from(list(TABLES)), st.data())
def test_a_damaged_table_of_another_tool(name: str, data: st.DataObject):
    outcome(reader(name), data.draw(damaged(TABLES[name].encode())))


@given(st.sampled_from(list(INNER)), st.data())
def test_a_sound_zip_with_a_damaged_document(name: str, data: st.DataObject):
    member, files = INNER[name]
    whole = files.get(member) or next(text for file, text in files.items() if "message_1" in file)
    content = data.draw(damaged(whole.encode()))
    path = packed(FOLDER / "document.zip", files | {member: content})
    outcome(reader(name), path.read_bytes())
