"""Mastodon in the sandbox: our own connector against it, end to end over real HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import Attachment, Envelope, EventKind, Failure, Form, NetworkError
from askfirst.networks.mastodon import account as connector
from askfirst.sandbox.clock import Clock
from askfirst.sandbox.faces.mastodon import TOKEN, MastodonFace
from askfirst.sandbox.server import Sandbox
from askfirst.sandbox.things import Deed, Kind, Media
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from askfirst.networks.base import Event
    from askfirst.networks.mastodon.account import Mastodon
    from askfirst.sandbox.things import Act

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PNG = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG-bytes")
FILM = Attachment(name="steam.mp4", content_type="video/mp4", content=b"film")


class Stage:
    """Harbour's account, Ana who lives on another server, and João on ours."""

    def __init__(self) -> None:
        clock = Clock()
        clock.freeze()
        clock.set(NOON)
        self.sandbox = Sandbox(World(clock=clock), faces={"mastodon": MastodonFace})
        self.world = self.sandbox.world
        ana, joao = self.world.person("Ana Ferreira"), self.world.person("João Reis")
        self.ana = self.world.join(ana, "mastodon", username="ana", more={"server": "other.example"})
        self.joao = self.world.join(joao, "mastodon", username="joao")
        self.ours = next(number for network, number in self.world.accounts if network == "mastodon")
        self.address = ""
        self.cursor = ""

    def does(self, kind: Kind, **more: Any) -> Act:
        self.world.clock.move(timedelta(seconds=1))
        with self.world.lock:
            given = {"source": self.ana.id, "target": self.ours, **more}
            return self.sandbox.faces.play(Deed(network="mastodon", kind=kind, **given))

    def account(self, **more: Any) -> Mastodon:
        given = {
            "instance": "social.example",
            "access_token": TOKEN,
            "account_id": self.ours,
            "username": "harbour",
        }
        return cast("Mastodon", catalog.connector("mastodon", {**given, "through": self.address, **more}))

    def letter(self, **changes: Any) -> Envelope:
        given = {
            "key": "d-1",
            "form": Form.DIRECT,
            "to": "ana@other.example",
            "text": "Until six.",
            **changes,
        }
        return Envelope(**given)

    def send(self, **changes: Any) -> str:
        self.world.clock.move(timedelta(seconds=1))
        return str(run(self.account().send(self.letter(**changes))).external_id)

    def refused(self, **changes: Any) -> NetworkError:
        with pytest.raises(NetworkError) as caught:
            self.send(**changes)
        return caught.value

    def events(self) -> list[Event]:
        """What came in since the last time."""
        pulled = run(self.account().pull(self.cursor, NOON - timedelta(days=1)))
        self.cursor = pulled.cursor
        return [event for piece in pulled.pieces for event in self.account().parse(piece.raw)]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    async def once() -> Any:
        try:
            return await work
        finally:
            await http.close()

    return asyncio.run(once())


@pytest.fixture
def stage() -> Iterator[Stage]:
    it = Stage()
    with it.sandbox.running() as it.address:
        yield it
    assert it.sandbox.mistakes == []


def test_a_private_mention_comes_once_and_is_answered_in_its_thread(stage: Stage) -> None:
    made = stage.does(
        Kind.WRITE, text="are you open?\nI come by bus https://bus.example/line/7?from=harbour&to=hill"
    ).made
    [message] = stage.events()
    assert (message.kind, message.external_id, message.actor) == (
        EventKind.MESSAGE,
        made,
        "ana@other.example",
    )
    assert message.text == "are you open?\nI come by bus https://bus.example/line/7?from=harbour&to=hill"
    answer = stage.send(in_reply_to=made)
    said = stage.world.messages["mastodon", answer]
    assert (said.recipient, said.about, said.text) == (stage.ana.id, made, "@ana@other.example Until six.")
    [echo] = stage.events()
    assert (echo.kind, echo.external_id, echo.target) == (EventKind.ECHO, answer, "ana@other.example")
    assert stage.events() == []


def test_the_same_key_is_one_status_for_an_hour(stage: Stage) -> None:
    first, again = stage.send(), stage.send()
    assert first == again
    stage.world.clock.move(timedelta(hours=1, minutes=1))
    assert stage.send() != first, "why a lost answer is looked up rather than repeated"


def test_what_was_said_is_found_and_what_was_not_is_not(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="hi")
    letter = stage.letter(
        text="See https://harbour.example/a/rather/long/address/of/ours & <b>us</b>", key="d-7"
    )
    assert run(stage.account().find(letter, NOON)) is None
    sent = run(stage.account().send(letter))
    assert run(stage.account().find(letter, NOON)).external_id == sent.external_id
    assert run(stage.account().find(letter, NOON + timedelta(hours=1))) is None


def test_a_block_is_seen_before_anything_leaves(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="hi")
    stage.does(Kind.BLOCK)
    refused = stage.refused()
    assert refused.failure is Failure.PERSON_STOPPED
    assert not [act for act in stage.world.acts if act.deed.source == stage.ours]


def test_who_is_not_there_is_unreachable(stage: Stage) -> None:
    assert stage.refused(to="nobody@other.example").failure is Failure.UNREACHABLE
    assert stage.refused(to="ana").failure is Failure.UNREACHABLE, "that would be somebody on our own server"


def test_a_filter_drops_a_stranger_without_a_word(stage: Stage) -> None:
    stage.ana.settings["inbound"] = "followed_only"
    assert stage.send(), "the server says yes"
    assert not stage.world.messages, "and she gets nothing"
    stage.does(Kind.WRITE, text="hello")
    assert stage.send(key="d-2") in {number for _, number in stage.world.messages}


def test_whoever_follows_us_or_is_followed_passes_the_filter_that_is_theirs(stage: Stage) -> None:
    stage.ana.settings["inbound"] = "followers"
    stage.send()
    assert not stage.world.messages
    stage.does(Kind.FOLLOW, source=stage.ours, target=stage.ana.id)
    stage.send(key="d-2")
    assert len(stage.world.messages) == 1


def test_answers_likes_shares_and_followers_are_told(stage: Stage) -> None:
    post = stage.send(form=Form.PUBLIC_POST, to="", text="New beans")
    stage.does(Kind.COMMENT, about=post, target="", text="from where?", source=stage.joao.id)
    for kind in (Kind.LIKE, Kind.SHARE):
        stage.does(kind, about=post, target="")
    stage.does(Kind.FOLLOW)
    stage.does(Kind.POST, text="at @harbour with friends", target="")
    seen = [(event.kind, event.actor, event.text or event.reason) for event in stage.events()]
    assert seen == [
        (EventKind.MENTION, "ana@other.example", "at @harbour with friends"),
        (EventKind.FOLLOW, "ana@other.example", ""),
        (EventKind.SHARE, "ana@other.example", ""),
        (EventKind.LIKE, "ana@other.example", ""),
        (EventKind.COMMENT, "joao@social.example", "@harbour from where?"),
        (EventKind.MENTION, "joao@social.example", "@harbour from where?"),
    ]
    comment = next(act.made for act in stage.world.acts if act.deed.kind is Kind.COMMENT)
    answer = stage.send(
        form=Form.PUBLIC_REPLY, to="joao@social.example", in_reply_to=comment, text="Huila!", key="d-2"
    )
    assert stage.world.post("mastodon", answer).parent == comment
    private = stage.send(form=Form.PRIVATE_REPLY, to="joao@social.example", in_reply_to=comment, key="d-3")
    assert stage.world.messages["mastodon", private].recipient == stage.joao.id


def test_an_edited_message_comes_again_as_an_edit(stage: Stage) -> None:
    made = stage.does(Kind.WRITE, text="tomorrow?").made
    stage.events()
    stage.does(Kind.EDIT, about=made, text="on Sunday?")
    network = stage.account()
    pulled = run(network.pull("", NOON - timedelta(days=1)))
    edits = [
        event for piece in pulled.pieces for event in network.parse(piece.raw) if event.kind is EventKind.EDIT
    ]
    assert {(edit.target, edit.text) for edit in edits} == {(made, "on Sunday?")}


def test_files_travel_both_ways_and_a_film_is_waited_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "FILE_PAUSE", 0.05)
    threading.Timer(0.2, stage.world.clock.move, [timedelta(seconds=3)]).start()
    stage.does(Kind.WRITE, text="hi")
    sent = stage.send(attachments=(PNG, FILM))
    assert [stage.world.files[one.id] for one in stage.world.messages["mastodon", sent].media] == [
        b"\x89PNG-bytes",
        b"film",
    ]
    with stage.world.lock:
        file = Media(id=stage.world.keep_file(b"jpeg"), type="image/jpeg", name="beans.jpg", size=4)
    stage.does(Kind.WRITE, text="look", media=(file,))
    event = next(one for one in stage.events() if one.text == "look")
    call = run(stage.account().locate(event.media[0]))
    assert httpx.get(call.url, trust_env=False).content == b"jpeg"


def test_the_first_pull_reads_nothing_older_than_the_connection(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="long ago")
    stage.world.clock.move(timedelta(days=2))
    stage.does(Kind.FOLLOW)
    pulled = run(stage.account().pull("", stage.world.now - timedelta(hours=1)))
    assert [piece.external_id.partition(":")[0] for piece in pulled.pieces] == ["follow"]


def test_many_come_page_by_page_and_none_twice(stage: Stage) -> None:
    stage.does(Kind.FOLLOW)
    stage.events()
    for number in range(90):
        stage.does(Kind.WRITE, text=f"{number}")
    seen = []
    for _ in range(4):
        seen += [event.text for event in stage.events() if event.kind is EventKind.MESSAGE]
    assert sorted(set(seen), key=int) == [str(number) for number in range(90)]


def test_the_limit_ends_at_the_servers_own_time(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="hi")
    with stage.world.lock:
        for _ in range(300):
            stage.world.use(f"mastodon.calls.{stage.ours}")
    refused = stage.refused()
    assert refused.failure is Failure.QUOTA
    assert refused.retry_after is not None
    assert timedelta(0) < refused.retry_after <= timedelta(minutes=5)
    stage.world.clock.move(refused.retry_after + timedelta(seconds=1))
    assert stage.send()


def test_refusals_have_the_servers_words_and_our_meaning(stage: Stage) -> None:
    stage.does(Kind.WRITE, text="hi")
    assert stage.refused(form=Form.PUBLIC_REPLY, in_reply_to="123").failure is Failure.REFUSED
    stage.world.profile("mastodon", stage.ours).settings["standing"] = "suspended"
    assert stage.refused(key="d-2").failure is Failure.CREDENTIALS
    stage.world.revoke(stage.world.tokens[TOKEN], "by the owner")
    assert stage.refused(key="d-3").failure is Failure.CREDENTIALS


def test_an_account_is_connected_with_the_owners_agreement(stage: Stage) -> None:
    fresh = stage.account(access_token="", account_id="", username="")
    back = "https://ask.example/back"
    app = run(fresh.register(back))
    verifier = "a-long-enough-verifier-0123456789-abcdefghij"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    scopes = " ".join(one.name for one in connector.SCOPES)
    asked = {
        "client_id": app["client_id"], "redirect_uri": back, "response_type": "code", "scope": scopes,
        "state": "s-1", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    with httpx.Client(trust_env=False, base_url=f"{stage.address}/social.example") as owner:
        assert "would like permission" in owner.get("/oauth/authorize", params=asked).text
        agreed = owner.post("/oauth/authorize", data=asked)
        answer = parse_qs(urlsplit(agreed.headers["location"]).query)
        assert answer["state"] == ["s-1"]
        proof = {**app, "grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": back}
        assert (
            owner.post("/oauth/token", data={**proof, "code_verifier": "another"}).json()["error"]
            == "invalid_grant"
        )
        token = owner.post("/oauth/token", data={**proof, "code_verifier": verifier}).json()["access_token"]
        assert owner.post("/oauth/token", data={**proof, "code_verifier": verifier}).status_code == 400, (
            "used once"
        )
        bearer = {"authorization": f"Bearer {token}"}
        assert owner.get("/oauth/userinfo", headers=bearer).json()["preferred_username"] == "harbour"
    network = stage.account(access_token=token)
    account = run(network.account())
    assert (account.address, account.settings["account_id"]) == ("harbour@social.example", stage.ours)
    assert account.settings["text_limit"] == "500"
    assert all(one.is_good for one in run(network.findings("")))


def test_missing_permissions_are_found_and_refused(stage: Stage) -> None:
    weak = stage.world.issue("mastodon", stage.ours, scopes=["read"])
    network = stage.account(access_token=weak.value)
    found = {one.what: one for one in run(network.findings(""))}
    assert not found["permissions"].is_good
    with pytest.raises(NetworkError, match="outside the authorized scopes"):
        run(network.send(stage.letter(form=Form.PUBLIC_POST, to="")))
