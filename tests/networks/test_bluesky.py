"""Bluesky: posts under names of their own, chats through the account's server, two lists to read."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from askfirst.networks import catalog, http, reach
from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Envelope,
    EventKind,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
    Unsupported,
)
from askfirst.networks.bluesky.writing import record_name, tid
from askfirst.networks.marks import Mark
from tests.networks.http_contract import HttpContract, load, named
from tests.networks.scripted_http import Asked, Breaks, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.bluesky import account as bluesky
    from askfirst.networks.hooks import Knock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ME, ANA = "did:plc:harbour", "did:plc:ana"
POST = "at://did:plc:ana/app.bsky.feed.post/3kask"
CONVO = {"id": "3kconvo", "members": [{"did": ANA, "handle": "ana.test", "displayName": "Ana"}, {"did": ME}]}
SETTINGS = {"identifier": "harbour.test", "password": "app-pass-word", "did": ME, "access": "access-1"}
RESET = {"ratelimit-limit": "5000", "ratelimit-remaining": "0", "ratelimit-reset": "1795262460"}
AT_NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


def no(name: str, status: int = 400, **headers: str) -> Says:
    """An error as Bluesky writes it."""
    return Says(status, headers, {"error": name, "message": "in words that may change"})


class Server(ScriptedHttp):
    """A server that always knows the chat and the posts, and says the rest as it is told."""

    def next(self, asked: Asked) -> Any:
        known: dict[str, Any] = {
            "chat.bsky.convo.getConvoForMembers": {"convo": CONVO},
            "chat.bsky.convo.getConvo": {"convo": CONVO},
            "com.atproto.repo.getRecord": {"uri": POST, "cid": "bafyask", "value": {"text": "?"}},
        }
        method = asked.path.rsplit("/", 1)[1]
        if method in known and not self.is_told_all:
            self.looked.append(asked)
            return Says(200, body=known[method])
        return super().next(asked)

    is_told_all = False

    def __init__(self) -> None:
        super().__init__()
        self.looked: list[Asked] = []
        """What was looked up beforehand."""


class TestBluesky(HttpContract):
    name = "bluesky"
    settings: ClassVar[dict[str, Any]] = SETTINGS
    addressee = ANA
    payloads = load("bluesky")
    good = Says(200, body={"id": "3kmsg", "rev": "3kr", "sentAt": "2026-11-21T12:00:01.000Z", "convo": CONVO})
    good_id = "3kmsg"
    secrets = ("password", "access")
    required = ("identifier",)
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        "BlockedActor": (no("BlockedActor"), Failure.PERSON_STOPPED),
        "BlockedSubject": (no("BlockedSubject"), Failure.PERSON_STOPPED),
        "MessagesDisabled": (no("MessagesDisabled"), Failure.UNREACHABLE),
        "NotFollowedBySender": (no("NotFollowedBySender"), Failure.UNREACHABLE),
        "RecipientNotFound": (no("RecipientNotFound"), Failure.UNREACHABLE),
        "AccountSuspended": (no("AccountSuspended"), Failure.REFUSED),
        "ConvoLocked": (no("ConvoLocked"), Failure.REFUSED),
        "InvalidConvo": (no("InvalidConvo"), Failure.OUR_MISTAKE),
        "ReplyTargetNotFound": (no("ReplyTargetNotFound"), Failure.OUR_MISTAKE),
        "ExpiredToken": (no("ExpiredToken"), Failure.RETRY),
        "InvalidToken": (no("InvalidToken"), Failure.CREDENTIALS),
        "AccountTakedown": (no("AccountTakedown", 401), Failure.CREDENTIALS),
        "RateLimitExceeded": (no("RateLimitExceeded", 429), Failure.QUOTA),
        "busy": (no("NotEnoughResources", 503), Failure.RETRY),
        "InvalidRequest": (no("InvalidRequest"), Failure.OUR_MISTAKE),
        "a name of tomorrow": (no("TooBlue"), Failure.OUR_MISTAKE),
        "a name that is none": (Says(400, body={"error": 7}), Failure.OUR_MISTAKE),
        "the chats do not answer": (no("UpstreamFailure", 502), Failure.RETRY),
    }

    def knock(self, body: bytes) -> Knock | None:  # noqa: ARG002 -- nothing is pushed
        return None

    @pytest.fixture
    def there(self) -> Iterator[ScriptedHttp]:
        with Server() as there:
            yield there

    def given(self, form: Form) -> dict[str, Any]:
        return {"in_reply_to": POST} if form in {Form.PUBLIC_REPLY, Form.PRIVATE_REPLY} else {}


@pytest.fixture
def there() -> Iterator[Server]:
    with Server() as there:
        yield there


def run(there: ScriptedHttp, deed: Callable[[bluesky.Bluesky], Any], **changes: Any) -> Any:
    """What `deed` gives, done by a connector that reaches `there`."""

    async def once() -> Any:
        network = catalog.connector("bluesky", {**SETTINGS, "through": there.url, **changes})
        try:
            return await deed(network)  # type: ignore[arg-type]
        finally:
            await http.close()

    return asyncio.run(once())


def envelope(form: Form, **changes: Any) -> Envelope:
    given = {"key": "delivery-1", "form": form, "to": ANA, "text": "Hello Ana", "at": NOON}
    return Envelope(**(given | changes))


def post(**changes: Any) -> Envelope:
    return envelope(Form.PUBLIC_POST, **({"to": ""} | changes))


WRITTEN = Says(200, body={"uri": "at://did:plc:harbour/app.bsky.feed.post/3k", "cid": "bafy", "commit": {}})


# ── out ──


def test_a_post_stands_under_a_name_of_its_key_so_that_a_second_try_changes_nothing(there: Server) -> None:
    there.answers += [WRITTEN, WRITTEN, WRITTEN]
    for one in (post(), post(), post(key="delivery-2")):
        run(there, lambda network, one=one: network.send(one))
    first, again, other = (asked.json() for asked in there.asked)
    assert first == again
    assert first["rkey"] != other["rkey"]
    assert len(first["rkey"]) == 13
    assert first["rkey"][0] == "3", "a name of this decade"
    assert first["repo"] == ME
    assert first["record"]["createdAt"] == "2026-11-21T12:00:00.000Z"
    assert there.asked[0].path == "/bsky.social/xrpc/com.atproto.repo.putRecord"
    assert there.asked[0].headers["authorization"] == "Bearer access-1"


def test_names_of_records_sort_by_time() -> None:
    assert tid(datetime(1970, 1, 1, tzinfo=UTC), 0) == "2222222222222"
    assert tid(NOON, 0) < tid(NOON, 1) < tid(NOON + timedelta(microseconds=1), 0)
    names = [record_name("k", NOON + timedelta(seconds=one)) for one in range(3)]
    assert names == sorted(names)
    assert {len(one) for one in names} == {13}


def test_a_post_whose_connection_breaks_is_tried_again(there: Server) -> None:
    there.otherwise = lambda _: Breaks()
    with pytest.raises(NetworkError) as caught:
        run(there, lambda network: network.send(post()))
    assert not isinstance(caught.value, OutcomeUnknown)
    assert caught.value.failure is Failure.RETRY


def test_a_post_needs_its_time_and_a_reply_needs_a_post() -> None:
    network = catalog.connector("bluesky", SETTINGS)
    for one, word in (
        (post(at=None), "Envelope.at"),
        (envelope(Form.PUBLIC_REPLY, in_reply_to="3km1"), "at://"),
        (envelope(Form.PUBLIC_REPLY), "at://"),
    ):
        with pytest.raises(NetworkError, match=word) as caught:
            network.build(one)
        assert caught.value.failure is Failure.OUR_MISTAKE


def test_without_an_id_posts_go_to_the_repository_of_the_handle(there: Server) -> None:
    there.answers.append(WRITTEN)
    run(there, lambda network: network.send(post()), did="")
    assert there.asked[0].json()["repo"] == "harbour.test"


def test_web_addresses_become_links_counted_in_bytes(there: Server) -> None:
    there.answers.append(WRITTEN)
    run(there, lambda network: network.send(post(text="Grüße ☕ https://example.com/menu.")))
    (facet,) = there.asked[0].json()["record"]["facets"]
    text = there.asked[0].json()["record"]["text"].encode()
    assert text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]] == b"https://example.com/menu"
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/menu"}]


def test_a_reply_points_to_the_post_and_to_where_its_thread_begins(there: Server) -> None:
    there.answers.append(WRITTEN)
    run(there, lambda network: network.send(envelope(Form.PUBLIC_REPLY, in_reply_to=POST)))
    parent = {"uri": POST, "cid": "bafyask"}
    assert there.asked[0].json()["record"]["reply"] == {"root": parent, "parent": parent}
    assert there.looked[0].query == {"repo": ANA, "collection": "app.bsky.feed.post", "rkey": "3kask"}


def test_a_reply_within_a_thread_keeps_its_beginning(there: Server) -> None:
    root = {"uri": "at://did:plc:ben/app.bsky.feed.post/3kroot", "cid": "bafyroot"}
    there.is_told_all = True
    there.answers += [
        Says(200, body={"uri": POST, "cid": "bafyask", "value": {"reply": {"root": root, "parent": root}}}),
        WRITTEN,
    ]
    run(there, lambda network: network.send(envelope(Form.PUBLIC_REPLY, in_reply_to=POST)))
    assert there.asked[1].json()["record"]["reply"]["root"] == root


def test_a_reply_to_a_post_that_is_gone_is_refused(there: Server) -> None:
    there.is_told_all = True
    there.answers.append(no("RecordNotFound"))
    with pytest.raises(NetworkError, match="nothing to answer") as caught:
        run(there, lambda network: network.send(envelope(Form.PUBLIC_REPLY, in_reply_to=POST)))
    assert caught.value.failure is Failure.REFUSED
    assert len(there.asked) == 1


def test_a_message_goes_to_the_chat_with_that_person_through_the_proxy(there: Server) -> None:
    there.answers.append(TestBluesky.good)
    receipt = run(there, lambda network: network.send(envelope(Form.DIRECT, in_reply_to="3km1")))
    assert receipt.external_id == "3kmsg"
    assert receipt.accepted_at == NOON + timedelta(seconds=1)
    (asked,) = there.asked
    assert asked.headers["atproto-proxy"] == "did:web:api.bsky.chat#bsky_chat"
    assert asked.json() == {
        "convoId": "3kconvo",
        "message": {"text": "Hello Ana", "facets": [], "replyTo": {"messageId": "3km1"}},
    }
    assert there.looked[0].query == {"members": ANA}


def test_a_handle_is_looked_up_first(there: Server) -> None:
    there.answers += [Says(200, body={"did": ANA}), TestBluesky.good]
    run(there, lambda network: network.send(envelope(Form.DIRECT, to="@ana.test")))
    assert there.asked[0].query == {"handle": "ana.test"}
    assert there.looked[0].query == {"members": ANA}


def test_a_private_answer_shows_the_post_and_goes_without_it_when_it_is_gone(there: Server) -> None:
    there.is_told_all = True
    found, gone = Says(200, body={"uri": POST, "cid": "bafyask"}), no("RecordNotFound")
    chat = Says(200, body={"convo": CONVO})
    for about, embed in ((found, {"uri": POST, "cid": "bafyask"}), (gone, None)):
        there.answers += [chat, about, TestBluesky.good]
        run(there, lambda network: network.send(envelope(Form.PRIVATE_REPLY, in_reply_to=POST)))
        assert there.asked[-1].json()["message"].get("embed", {}).get("record") == embed


def test_a_private_answer_waits_when_the_post_cannot_be_looked_up_now(there: Server) -> None:
    there.is_told_all = True
    there.answers += [Says(200, body={"convo": CONVO}), no("UpstreamFailure", 502)]
    with pytest.raises(NetworkError) as caught:
        run(there, lambda network: network.send(envelope(Form.PRIVATE_REPLY, in_reply_to=POST)))
    assert caught.value.failure is Failure.RETRY


def test_a_chat_without_an_id_is_asked_for_again(there: Server) -> None:
    there.is_told_all = True
    there.answers.append(Says(200, body={"convo": {}}))
    with pytest.raises(NetworkError, match="which chat") as caught:
        run(there, lambda network: network.send(envelope(Form.DIRECT)))
    assert caught.value.failure is Failure.RETRY


def test_pictures_are_laid_ready_and_then_shown(there: Server) -> None:
    blob = {"$type": "blob", "ref": {"$link": "bafypic"}, "mimeType": "image/png", "size": 1}
    there.answers += [Says(200, body={"blob": blob}), WRITTEN]
    cup = Attachment(name="cup.png", content_type="image/png", content=b"x")
    run(there, lambda network: network.send(post(attachments=(cup,))))
    assert (there.asked[0].headers["content-type"], there.asked[0].body) == ("image/png", b"x")
    embed = there.asked[1].json()["record"]["embed"]
    assert embed == {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""}]}


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (post(text="x" * 301), "300"),
        (post(text="👩‍🍳" * 300), "3,000 bytes"),
        (envelope(Form.DIRECT, text="👩‍🍳" * 1_000), "10,000 bytes"),
        (
            post(attachments=(Attachment(name="a.pdf", content_type="application/pdf", content=b"x"),)),
            "a.pdf",
        ),
        (
            post(attachments=(Attachment(name="b.png", content_type="image/png", content=b"x" * 2_000_001),)),
            "2,000,001",
        ),
    ],
)
def test_what_bluesky_does_not_take_is_refused_before_anything_leaves(one: Envelope, word: str) -> None:
    with pytest.raises(Unsupported, match=word):
        catalog.connector("bluesky", SETTINGS).check(one)


def test_a_channel_without_direct_messages_says_so_and_reads_none(there: Server) -> None:
    network = catalog.connector("bluesky", {**SETTINGS, "chats": "no"})
    with pytest.raises(Unsupported, match="without direct messages"):
        network.check(envelope(Form.DIRECT))
    network.check(post())
    there.answers.append(Says(200, body={"notifications": []}))
    run(there, lambda network: network.pull("", NOON), chats="no")
    assert len(there.asked) == 1


def test_a_limit_waits_until_it_begins_anew_by_the_clock_of_bluesky(there: Server) -> None:
    for told in (
        Says(429, RESET, {"error": "RateLimitExceeded"}, at=AT_NOON),
        Says(429, RESET, b"no word", at=AT_NOON),
    ):
        there.answers.append(told)
        with pytest.raises(NetworkError) as caught:
            run(there, lambda network: network.send(post()))
        assert caught.value.failure is Failure.QUOTA
        assert caught.value.retry_after == datetime.fromtimestamp(1795262460, UTC) - NOON


def test_without_a_session_nothing_leaves(there: Server) -> None:
    with pytest.raises(NetworkError, match="no session") as caught:
        run(there, lambda network: network.send(post()), access="")
    assert caught.value.failure is Failure.CREDENTIALS
    assert not there.asked


# ── was it said ──


def test_a_post_is_found_under_its_name_or_is_not_there(there: Server) -> None:
    there.is_told_all = True
    uri = f"at://{ME}/app.bsky.feed.post/{record_name('delivery-1', NOON)}"
    there.answers += [Says(200, body={"uri": uri}), no("RecordNotFound"), no("RateLimitExceeded", 429)]
    find = lambda network: network.find(post(), NOON)  # noqa: E731 -- asked three times
    assert run(there, find).external_id == uri
    assert run(there, find) is None
    with pytest.raises(NetworkError):
        run(there, find)


def message(name: str, did: str, text: str, at: str) -> dict[str, Any]:
    return {"id": name, "rev": f"r{name}", "sender": {"did": did}, "text": text, "sentAt": at}


def test_a_message_is_found_by_its_words_since_then_and_on_every_page(there: Server) -> None:
    page = [message("m3", ANA, "Hello Ana", "2026-11-21T12:10:00Z"), message("m2", ME, "Other", "soon")]
    there.answers += [
        Says(200, body={"messages": page, "cursor": "c2"}),
        Says(200, body={"messages": [message("m1", ME, "Hello Ana", "2026-11-21T12:00:00Z")]}),
    ]
    receipt = run(there, lambda network: network.find(envelope(Form.DIRECT), NOON))
    assert receipt.external_id == "m1"
    assert there.asked[1].query["cursor"] == "c2"


@pytest.mark.parametrize("at", ["2026-11-21T11:59:59Z", None])
def test_a_message_that_is_not_there_is_not_guessed(there: Server, at: str | None) -> None:
    older = [message("m1", ME, "Hello Ana", at)] if at else []
    there.answers.append(Says(200, body={"messages": older, "cursor": "" if at is None else "c2"}))
    assert run(there, lambda network: network.find(envelope(Form.DIRECT), NOON)) is None


def test_a_chat_can_be_marked_as_read_and_nothing_else(there: Server) -> None:
    there.answers.append(Says(200, body={"convo": CONVO}))
    run(there, lambda network: network.mark(Mark.SEEN, to=ANA, message="3km1"))
    assert there.asked[0].json() == {"convoId": "3kconvo", "messageId": "3km1"}
    for mark, about in ((Mark.TYPING, "3km1"), (Mark.SEEN, POST)):
        with pytest.raises(Unsupported, match="no mark"):
            run(there, lambda network, mark=mark, about=about: network.mark(mark, to=ANA, message=about))


# ── in ──


def read(payload: str) -> Any:
    (event,) = catalog.connector("bluesky", SETTINGS).parse(named("bluesky", payload))
    return event


def test_a_reply_is_a_comment_on_our_post_with_its_picture_and_whole_link() -> None:
    event = read("01_reply")
    assert (event.kind, event.actor, event.actor_name) == (EventKind.COMMENT, ANA, "Ana Ruiz")
    assert event.target == "at://did:plc:harbour/app.bsky.feed.post/3kpost"
    assert event.in_reply_to == "at://did:plc:ben/app.bsky.feed.post/3kben"
    assert (
        event.media[0].url
        == "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ana/bafkreihxau2vxwk25iae6ycid73ozv6owl7ttqjkgc5otftnuwkbe5iyoq@jpeg"
    )
    assert event.media[0].name == "the door"
    assert event.extra["links"] == ["https://example.com/hours"]
    assert event.is_public


@pytest.mark.parametrize(
    ("payload", "kind", "target"),
    [
        ("02_mention", EventKind.MENTION, ""),
        ("03_quote", EventKind.MENTION, "at://did:plc:harbour/app.bsky.feed.post/3kpost"),
        ("04_like", EventKind.LIKE, "at://did:plc:harbour/app.bsky.feed.post/3kpost"),
        ("05_follow", EventKind.FOLLOW, ME),
        ("06_repost", EventKind.SHARE, "at://did:plc:harbour/app.bsky.feed.post/3kpost"),
    ],
)
def test_what_is_notified_has_its_kind(payload: str, kind: EventKind, target: str) -> None:
    event = read(payload)
    assert (event.kind, event.target, event.actor) == (kind, target, ANA)
    assert event.reason == ""


def test_what_is_passed_on_by_way_of_our_repost_is_a_share() -> None:
    event = read("07_repost_via_repost")
    assert (event.kind, event.actor, event.text) == (EventKind.SHARE, "did:plc:ben", "")
    assert event.target == "at://did:plc:harbour/app.bsky.feed.repost/3kours"


def test_a_reason_that_we_do_not_know_is_kept_under_its_word() -> None:
    found = json.loads(named("bluesky", "06_repost")) | {"reason": "subscribed-post"}
    (event,) = catalog.connector("bluesky", SETTINGS).parse(json.dumps(found).encode())
    assert (event.kind, event.reason) == (EventKind.OTHER, "subscribed-post")


def test_a_video_is_not_left_out_in_silence() -> None:
    assert "video" in read("03_quote").remarks[0]


def test_a_message_tells_who_wrote_it_and_in_which_chat() -> None:
    event = read("11_message")
    assert (event.kind, event.external_id, event.actor_name) == (EventKind.MESSAGE, "3km1", "Ana Ruiz")
    assert (event.in_reply_to, event.text) == ("3km0", "Hello, a table for two?")
    assert event.extra["convo"] == "3kconvo"
    assert event.extra["status"] == "request"
    assert event.extra["about"].endswith("3kpost")


def test_what_we_said_comes_back_as_an_echo_to_them() -> None:
    event = read("12_echo")
    assert (event.kind, event.actor, event.target) == (EventKind.ECHO, ME, ANA)


def test_reactions_name_the_message_and_come_and_go() -> None:
    put, taken = read("13_reaction"), read("14_reaction_taken_back")
    assert (put.kind, put.target, put.text) == (EventKind.REACTION, "3km2", "❤️")
    assert (taken.kind, taken.target, taken.text) == (EventKind.UNREACTION, "3km2", "❤️")
    assert put.external_id != taken.external_id


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("15_hidden", "logDeleteMessage"),
        ("16_read", "logReadConvo"),
        ("17_begin", "logBeginConvo"),
        ("18_group", "logCreateMessage"),
        ("19_unknown_kind", "logTurnedBlue"),
    ],
)
def test_what_says_nothing_of_one_person_is_kept_and_harmless(payload: str, reason: str) -> None:
    event = read(payload)
    assert (event.kind, event.reason) == (EventKind.OTHER, reason)


def test_what_was_said_in_a_group_is_kept_with_a_warning() -> None:
    event = read("18_group")
    assert event.text == "Who is in?"
    assert "several people" in event.remarks[0]


def test_a_picture_without_a_file_is_none() -> None:
    found = json.loads(named("bluesky", "01_reply"))
    found["record"]["embed"]["images"].append({"alt": "nothing", "image": {}})
    (event,) = catalog.connector("bluesky", SETTINGS).parse(json.dumps(found).encode())
    assert len(event.media) == 1


def changed(payload: str, **log: Any) -> Any:
    found = json.loads(named("bluesky", payload))
    found["log"].update(log)
    (event,) = catalog.connector("bluesky", SETTINGS).parse(json.dumps(found).encode())
    return event


def test_a_message_that_was_gone_before_it_was_read_is_no_message() -> None:
    gone = {"$type": "chat.bsky.convo.defs#deletedMessageView", "id": "3km1", "sender": {"did": ANA}}
    event = changed("11_message", message=gone)
    assert (event.kind, event.occurred_at) == (EventKind.OTHER, None)
    assert "gone" in event.remarks[0]


def test_a_message_of_a_chat_that_nobody_can_look_up_opens_nothing() -> None:
    found = json.loads(named("bluesky", "11_message")) | {"convo": {}}
    (event,) = catalog.connector("bluesky", SETTINGS).parse(json.dumps(found).encode())
    assert event.kind is EventKind.OTHER
    assert "looked up" in event.remarks[0]
    assert event.text == "Hello, a table for two?"


def test_our_own_reaction_is_no_news() -> None:
    mine = {"value": "❤️", "sender": {"did": ME}}
    assert changed("13_reaction", reaction=mine).kind is EventKind.OTHER


@pytest.mark.parametrize(
    "raw",
    [
        {"reason": "like", "author": {"did": ANA}},
        {"reason": "like", "uri": POST, "author": "Ana"},
        {"log": {"rev": "3k"}},
        {"log": {"$type": "chat.bsky.convo.defs#logBeginConvo"}},
        {"log": []},
        {"uri": POST},
    ],
)
def test_half_an_entry_is_refused_with_a_sentence(raw: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="Bluesky"):
        list(catalog.connector("bluesky", SETTINGS).parse(json.dumps(raw).encode()))


# ── pulling ──


def notification(name: str, at: str) -> dict[str, Any]:
    author = {"did": ANA, "handle": "ana.test"}
    return {
        "uri": f"at://{ANA}/app.bsky.feed.like/{name}",
        "author": author,
        "reason": "like",
        "indexedAt": at,
    }


def listed(*names: tuple[str, str], cursor: str = "") -> Says:
    return Says(200, body={"notifications": [notification(*one) for one in names], "cursor": cursor})


def test_the_first_pull_reads_nothing_older_than_since(there: Server) -> None:
    there.answers += [
        listed(("n2", "2026-11-21T12:00:01.000Z"), ("n1", "2026-11-21T11:59:59.000Z"), cursor="older"),
        Says(200, body={"logs": [], "cursor": "4"}),
    ]
    pulled = run(there, lambda network: network.pull("", NOON))
    assert [piece.external_id[-2:] for piece in pulled.pieces] == ["n2"]
    assert not pulled.is_more
    place = json.loads(pulled.cursor)
    assert place == {"seen": "2026-11-21T12:00:01.000Z", "log": "4", "top": "", "page": ""}
    assert there.asked[1].query == {"cursor": tid(NOON, 0)}


def test_news_of_several_pages_are_all_read_before_the_place_moves(there: Server) -> None:
    empty = Says(200, body={"logs": []})
    there.answers += [
        listed(("n4", "2026-11-21T12:04:00.000Z"), ("n3", "2026-11-21T12:03:00.000Z"), cursor="p2"),
        empty,
        listed(("n2", "2026-11-21T12:02:00.000Z"), ("n0", "2026-11-21T11:02:00.000Z"), cursor="p3"),
        empty,
        listed(("n4", "2026-11-21T12:04:00.000Z")),
        empty,
    ]
    first = run(there, lambda network: network.pull("", NOON))
    assert first.is_more
    second = run(there, lambda network: network.pull(first.cursor, NOON))
    assert not second.is_more
    assert [one.external_id[-2:] for one in (*first.pieces, *second.pieces)] == ["n3", "n4", "n2"]
    third = run(there, lambda network: network.pull(second.cursor, NOON))
    assert not third.pieces
    assert json.loads(third.cursor)["seen"] == "2026-11-21T12:04:00.000Z"
    assert there.asked[2].query["cursor"] == "p2"


def test_a_page_that_repeats_itself_ends_the_reading(there: Server) -> None:
    there.answers += [
        listed(("n4", "2026-11-21T12:04:00.000Z"), cursor="p2"),
        Says(200, body={"logs": []}),
        listed(("n3", "2026-11-21T12:03:00.000Z"), cursor="p2"),
        Says(200, body={"logs": []}),
    ]
    first = run(there, lambda network: network.pull("", NOON))
    assert not run(there, lambda network: network.pull(first.cursor, NOON)).is_more


def test_a_notification_without_a_readable_time_is_new_and_one_without_a_name_is_none(there: Server) -> None:
    odd = notification("n1", "yesterday")
    there.answers += [
        Says(200, body={"notifications": [odd, {**odd, "uri": 7}, "rubbish"]}),
        Says(200, body={"logs": []}),
    ]
    pulled = run(there, lambda network: network.pull("", NOON))
    assert [piece.external_id for piece in pulled.pieces] == [odd["uri"]]
    assert json.loads(pulled.cursor)["seen"] == "2026-11-21T12:00:00.000Z", "it does not move the place"


def entry(kind: str, rev: str, **more: Any) -> dict[str, Any]:
    return {"$type": f"chat.bsky.convo.defs#{kind}", "rev": rev, "convoId": "3kconvo", **more}


def test_the_log_of_chats_is_read_with_who_is_in_each_chat(there: Server) -> None:
    said = message("3km1", ANA, "Hello", "2026-11-21T12:00:00.000Z")
    logs = [
        entry("logCreateMessage", "0old", message=said),
        entry("logCreateMessage", "4b", message=said),
        entry("logReadConvo", "4c"),
        entry("logSomethingNew", "4d"),
    ]
    there.answers += [listed(), Says(200, body={"logs": logs, "cursor": "4d"})]
    pulled = run(there, lambda network: network.pull("", NOON))
    assert pulled.is_more
    assert [one.external_id for one in pulled.pieces] == ["3km1", "log/4d"], (
        "what only the chat itself is told is nobody's concern"
    )
    (event,) = catalog.connector("bluesky", SETTINGS).parse(pulled.pieces[0].raw)
    assert (event.kind, event.actor_name, event.external_id) == (EventKind.MESSAGE, "Ana", "3km1")
    assert len(there.looked) == 1


@pytest.mark.parametrize(
    ("told", "is_kept"), [(no("InvalidConvo"), True), (no("UpstreamFailure", 502), False)]
)
def test_a_chat_that_cannot_be_looked_up_holds_nothing_up_for_good(
    there: Server, told: Says, *, is_kept: bool
) -> None:
    there.is_told_all = True
    said = message("3km1", ANA, "Hello", "2026-11-21T12:00:00.000Z")
    log = Says(200, body={"logs": [entry("logCreateMessage", "4b", message=said)]})
    there.answers += [listed(), log, told]
    if is_kept:
        assert len(run(there, lambda network: network.pull("", NOON)).pieces) == 1
        return
    with pytest.raises(NetworkError):
        run(there, lambda network: network.pull("", NOON))


def test_a_cursor_of_somebody_else_is_refused(there: Server) -> None:
    with pytest.raises(BadInput, match="cursor"):
        run(there, lambda network: network.pull('{"page": 7}', NOON))


# ── people ──


def test_bluesky_is_asked_whether_a_message_would_be_taken(there: Server) -> None:
    there.answers += [Says(200, body={"canChat": True}), Says(200, body={"canChat": False}), Says(200)]
    assert [run(there, lambda network: network.can_chat(ANA)) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    ("said", "fact"), [("all", "everyone"), ("following", "followed_only"), ("none", "none"), ("maybe", "")]
)
def test_the_setting_of_a_person_is_read(there: Server, said: str, fact: str) -> None:
    there.answers.append(Says(200, body={"associated": {"chat": {"allowIncoming": said}}}))
    assert run(there, lambda network: network.inbound_setting(ANA)) == fact


def test_relations_are_asked_for_thirty_at_once(there: Server) -> None:
    known = {
        "$type": "app.bsky.graph.defs#relationship",
        "did": ANA,
        "followedBy": "at://x",
        "blockedBy": "at://y",
    }
    gone = {"$type": "app.bsky.graph.defs#notFoundActor", "actor": "did:plc:gone", "notFound": True}
    there.answers += [Says(200, body={"relationships": [known, gone]}), Says(200, body={"relationships": []})]
    others = [ANA, "did:plc:gone", *(f"did:plc:{number}" for number in range(29))]
    found = run(there, lambda network: network.relations(others))
    assert len(there.asked) == 2
    assert set(found) == {ANA}
    assert (found[ANA].follows_us, found[ANA].we_follow) == (True, False)
    assert (found[ANA].has_blocked_us, found[ANA].we_block) == (True, False)


# ── connecting ──


def session(lasts: int | None = 7_200) -> str:
    claims = {"sub": ME, "iat": 1_000} | ({"exp": 1_000 + lasts} if lasts else {})
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{middle}.sig"


def fresh(access: str) -> Says:
    return Says(
        200, body={"accessJwt": access, "refreshJwt": "refresh-2", "did": ME, "handle": "harbour.test"}
    )


def test_a_session_is_exchanged_for_a_fresh_one(there: Server) -> None:
    there.answers.append(fresh(session()))
    renewed = run(there, lambda network: network.renew(), refresh="refresh-1")
    assert renewed.settings == {"access": session(), "refresh": "refresh-2", "did": ME}
    assert renewed.lasts == timedelta(hours=2)
    assert there.asked[0].path.endswith("refreshSession")
    assert there.asked[0].headers["authorization"] == "Bearer refresh-1"


def test_a_session_that_can_no_longer_be_exchanged_is_made_anew(there: Server) -> None:
    there.answers += [no("ExpiredToken"), fresh(session(None))]
    renewed = run(there, lambda network: network.renew(), refresh="refresh-1")
    assert renewed.lasts == timedelta(hours=1), "what it does not say is taken to be short"
    assert there.asked[1].path.endswith("createSession")
    assert there.asked[1].json() == {"identifier": "harbour.test", "password": "app-pass-word"}
    assert "authorization" not in there.asked[1].headers


def test_a_session_stays_when_the_server_cannot_be_asked(there: Server) -> None:
    there.answers.append(no("UpstreamFailure", 502))
    with pytest.raises(NetworkError):
        run(there, lambda network: network.renew(), refresh="refresh-1")


@pytest.mark.parametrize("odd", ["", "no token", "a.!!!.c", "a.W10.c", "a.Zm9v.c"])
def test_a_session_that_says_nothing_of_itself_lasts_an_hour(there: Server, odd: str) -> None:
    there.answers.append(fresh(odd))
    assert run(there, lambda network: network.renew(), access="").lasts == timedelta(hours=1)


def test_a_session_knows_its_owner(there: Server) -> None:
    there.answers.append(WRITTEN)
    run(there, lambda network: network.send(post()), did="", access=session())
    assert there.asked[0].json()["repo"] == ME


def test_a_wrong_app_password_asks_for_a_new_one(there: Server) -> None:
    there.answers.append(no("AuthenticationRequired", 401))
    with pytest.raises(NetworkError, match="app password") as caught:
        run(there, lambda network: network.renew())
    assert caught.value.failure is Failure.CREDENTIALS


def test_an_account_is_found_with_a_session_and_without(there: Server) -> None:
    there.answers += [Says(200, body={"did": ME, "handle": "harbour.test"}), fresh(session())]
    for access in ("access-1", ""):
        account = run(there, lambda network: network.account(), access=access)
        assert (account.address, account.name) == (ME, "harbour.test")
    assert [asked.path.rsplit(".", 1)[1] for asked in there.asked] == ["getSession", "createSession"]


def test_findings_say_whether_chats_may_be_read(there: Server) -> None:
    who = Says(200, body={"did": ME, "handle": "harbour.test"})
    there.answers += [who, Says(200, body={"convos": []}), who, no("InvalidToken"), who]
    good = run(there, lambda network: network.findings(""))
    bad = run(there, lambda network: network.findings(""))
    without = run(there, lambda network: network.findings(""), chats="no")
    assert [(one.what, one.is_good) for one in good] == [("account", True), ("direct messages", True)]
    assert [(one.what, one.is_good) for one in bad] == [("account", True), ("direct messages", False)]
    assert "InvalidToken" in bad[1].says
    assert len(without) == 1


@pytest.mark.parametrize(
    "server",
    [
        "ftp://x.example",
        "https://",
        "https://x.example/xrpc",
        "https://x.example:port",
        "http://x.example",
        "https://127.0.0.1",
        "https://pds.internal",
        "https://ana@x.example",
    ],
)
def test_a_server_that_is_no_address_is_refused(server: str) -> None:
    with pytest.raises(BadSettings, match="server"):
        catalog.connector("bluesky", {**SETTINGS, "server": server})


def test_a_server_that_leads_into_our_own_house_is_not_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside(name: str) -> list[str]:
        assert name == "pds.example.org"
        return ["10.0.0.7"]

    monkeypatch.setattr(reach, "resolve", inside)

    async def once() -> None:
        network: Any = catalog.connector("bluesky", {**SETTINGS, "server": "pds.example.org:8443"})
        try:
            await network.account()
        finally:
            await http.close()

    with pytest.raises(NetworkError, match="public address") as caught:
        asyncio.run(once())
    assert caught.value.failure is Failure.CREDENTIALS


def test_an_account_may_live_on_a_server_of_its_own(there: Server) -> None:
    there.answers.append(WRITTEN)
    run(there, lambda network: network.send(post()), server="https://pds.harbour.example/")
    assert there.asked[0].path == "/pds.harbour.example/xrpc/com.atproto.repo.putRecord"


def test_what_stands_between_us_and_one_person_stays_unknown_where_there_is_nobody(there: Server) -> None:
    known = {"$type": "app.bsky.graph.defs#relationship", "did": ANA, "following": "at://x"}
    gone = {"$type": "app.bsky.graph.defs#notFoundActor", "actor": ANA, "notFound": True}
    there.answers += [Says(200, body={"relationships": [one]}) for one in (known, gone)]
    found, nobody = (run(there, lambda network: network.profile(ANA)) for _ in range(2))
    assert (found.follows_us, found.we_follow, found.has_blocked_us) == (False, True, False)
    assert (nobody.follows_us, nobody.we_follow, nobody.has_blocked_us) == (None, None, None)
