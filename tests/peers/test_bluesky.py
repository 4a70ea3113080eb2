"""Our Bluesky connector against a real server of accounts: what the PDS says is right.  Chats have no published service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks import catalog, http, own_server
from askfirst.networks.base import Attachment, Envelope, Failure, Form, NetworkError
from tests.peers.pds import PASSWORD, Pds, Registered, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.bluesky.account import Bluesky

POST = "app.bsky.feed.post"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    with server(tmp_path_factory.mktemp("pds")) as pds:
        yield pds


@pytest.fixture(autouse=True)
def _is_reached_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers are public ones, by rule; the one that is asked here is not."""

    async def let(name: str, label: str) -> None:
        assert name in {"127.0.0.1", "localhost"}, label

    monkeypatch.setattr(own_server, "address", lambda given, *_, **__: given)
    monkeypatch.setattr(own_server, "require_public", let)


class Stage:
    """Harbour's account, somebody, and our connector signed in, all new."""

    number = 0

    def __init__(self, pds: Pds) -> None:
        Stage.number += 1
        self.pds = pds
        self.ours = pds.register(f"harbour{Stage.number}")
        self.ana = pds.register(f"ana{Stage.number}")
        self.settings: dict[str, Any] = {
            "identifier": self.ours.handle,
            "password": PASSWORD,
            "server": pds.url,
        }
        self.sign_in()

    def sign_in(self) -> timedelta | None:
        renewed = self.run(lambda network: network.renew())
        self.settings |= renewed.settings
        lasts: timedelta | None = renewed.lasts
        return lasts

    def run(self, deed: Callable[[Bluesky], Any]) -> Any:
        async def once() -> Any:
            network: Any = catalog.connector("bluesky", self.settings)
            try:
                return await deed(network)
            finally:
                await http.close()

        return asyncio.run(once())

    def send(self, form: Form = Form.PUBLIC_POST, **given: Any) -> Any:
        return self.run(lambda network: network.send(envelope(form, **given)))

    def posts(self, who: Registered) -> list[dict[str, Any]]:
        """The posts in somebody's repository, newest first."""
        found = self.pds.ask(None, "com.atproto.repo.listRecords", repo=who.did, collection=POST).json()
        return list(found["records"])


def envelope(form: Form = Form.PUBLIC_POST, **given: Any) -> Envelope:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return Envelope(form=form, **({"key": "k-1", "to": "", "text": "Open on Sunday ☕", "at": at} | given))


@pytest.fixture
def stage(pds: Pds, _is_reached_on_loopback: None) -> Stage:
    return Stage(pds)


def test_a_post_is_written_once_however_often_it_is_tried(stage: Stage) -> None:
    first, again = stage.send(), stage.send()
    assert first.external_id == again.external_id
    (post,) = stage.posts(stage.ours)
    assert post["uri"] == first.external_id
    assert post["value"]["text"] == "Open on Sunday ☕"
    assert stage.send(key="k-2").external_id != first.external_id
    assert len(stage.posts(stage.ours)) == 2


def test_what_was_written_is_found_and_what_was_not_is_not(stage: Stage) -> None:
    receipt = stage.send()
    since = datetime(2026, 11, 21, tzinfo=UTC)
    assert stage.run(lambda network: network.find(envelope(), since)).external_id == receipt.external_id
    assert stage.run(lambda network: network.find(envelope(key="k-2"), since)) is None


def test_a_reply_points_to_what_really_stands_there(stage: Stage) -> None:
    asked = stage.pds.write(stage.ana, "Where is good coffee?")
    ours = stage.send(Form.PUBLIC_REPLY, in_reply_to=asked["uri"], text="Here")
    reply = stage.posts(stage.ours)[0]["value"]["reply"]
    assert reply == {"root": asked, "parent": asked}
    stage.send(Form.PUBLIC_REPLY, key="k-2", in_reply_to=ours.external_id, text="By the harbour")
    newest = next(one for one in stage.posts(stage.ours) if one["value"]["text"] == "By the harbour")
    assert newest["value"]["reply"]["root"] == asked
    assert newest["value"]["reply"]["parent"]["uri"] == ours.external_id


def test_a_reply_to_what_is_gone_is_refused(stage: Stage) -> None:
    asked = stage.pds.write(stage.ana, "Where?")
    body = {"repo": stage.ana.did, "collection": POST, "rkey": asked["uri"].rsplit("/", 1)[1]}
    stage.pds.ask(stage.ana, "com.atproto.repo.deleteRecord", body).raise_for_status()
    with pytest.raises(NetworkError) as caught:
        stage.send(Form.PUBLIC_REPLY, in_reply_to=asked["uri"])
    assert (caught.value.failure, caught.value.code) == (Failure.REFUSED, "RecordNotFound")
    assert not stage.posts(stage.ours)


def test_links_are_where_the_lexicon_wants_them(stage: Stage) -> None:
    stage.send(text="Grüße ☕ https://example.com/menu.")
    (facet,) = stage.posts(stage.ours)[0]["value"]["facets"]
    text = "Grüße ☕ https://example.com/menu.".encode()
    index = facet["index"]
    assert text[index["byteStart"] : index["byteEnd"]] == b"https://example.com/menu"


def test_pictures_go_up_with_a_post(stage: Stage) -> None:
    cup = Attachment(name="cup.png", content_type="image/png", content=PNG)
    stage.send(attachments=(cup, cup))
    images = stage.posts(stage.ours)[0]["value"]["embed"]["images"]
    assert [one["image"]["mimeType"] for one in images] == ["image/png", "image/png"]
    link = images[0]["image"]["ref"]["$link"]
    file = stage.pds.ask(None, "com.atproto.sync.getBlob", did=stage.ours.did, cid=link)
    assert file.content == PNG


@pytest.mark.parametrize(("text", "is_taken"), [("👩‍🍳" * 270, True), ("x" * 300, True), ("é" * 300, True)])
def test_what_we_think_fits_is_taken(stage: Stage, text: str, *, is_taken: bool) -> None:
    assert bool(stage.send(text=text).external_id) is is_taken


def test_what_we_think_is_too_long_is_refused_there_as_well(stage: Stage) -> None:
    for text in ("x" * 301, "👩‍🍳" * 273):
        record = {"$type": POST, "text": text, "createdAt": "2026-11-21T12:00:00.000Z"}
        body = {"repo": stage.ours.did, "collection": POST, "record": record}
        refused = stage.pds.ask(stage.ours, "com.atproto.repo.createRecord", body)
        assert (refused.status_code, refused.json()["error"]) == (400, "InvalidRequest")


def test_sessions_are_exchanged_and_made_anew(stage: Stage) -> None:
    old = dict(stage.settings)
    assert stage.sign_in() == timedelta(hours=2)
    assert stage.settings["refresh"] != old["refresh"]
    stage.settings["refresh"] = "e30.e30.x"
    stage.sign_in()
    assert stage.settings["did"] == stage.ours.did
    account = stage.run(lambda network: network.account())
    assert (account.address, account.name) == (stage.ours.did, stage.ours.handle)


def test_an_app_password_signs_in_and_a_wrong_one_does_not(stage: Stage) -> None:
    made = stage.pds.ask(stage.ours, "com.atproto.server.createAppPassword", {"name": "desk"}).json()
    stage.settings |= {"password": made["password"], "access": "", "refresh": ""}
    stage.sign_in()
    assert stage.send().external_id
    stage.settings |= {"password": "wrong", "refresh": ""}
    with pytest.raises(NetworkError) as caught:
        stage.sign_in()
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "AuthenticationRequired")


def test_a_session_that_is_none_asks_for_a_new_one(stage: Stage) -> None:
    stage.settings["access"] = "e30.e30.x"
    with pytest.raises(NetworkError) as caught:
        stage.send()
    assert (caught.value.failure, caught.value.code) == (Failure.CREDENTIALS, "InvalidToken")


def test_relations_are_records_that_stand_in_the_repository(stage: Stage) -> None:
    record = {
        "$type": "app.bsky.graph.follow",
        "subject": stage.ours.did,
        "createdAt": "2026-11-21T12:00:00.000Z",
    }
    body = {"repo": stage.ana.did, "collection": "app.bsky.graph.follow", "record": record}
    stage.pds.ask(stage.ana, "com.atproto.repo.createRecord", body).raise_for_status()
    listed = stage.pds.ask(
        None, "com.atproto.repo.listRecords", repo=stage.ana.did, collection="app.bsky.graph.follow"
    ).json()
    assert [one["value"]["subject"] for one in listed["records"]] == [stage.ours.did]


def test_what_needs_the_index_or_the_chats_says_that_they_are_not_there(stage: Stage) -> None:
    for deed in (
        lambda network: network.relations([stage.ana.did]),
        lambda network: network.send(envelope(Form.DIRECT, to=stage.ana.did)),
    ):
        with pytest.raises(NetworkError) as caught:
            stage.run(deed)
        assert caught.value.failure in {Failure.OUR_MISTAKE, Failure.RETRY}


def test_limits_are_told_with_the_headers_that_we_read(stage: Stage) -> None:
    answer = stage.pds.ask(stage.ours, "com.atproto.server.getSession")
    assert answer.headers["ratelimit-limit"] == "3000"
    assert answer.headers["ratelimit-reset"].isdigit()
    assert "date" in answer.headers
