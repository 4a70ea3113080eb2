"""X: two kinds of pushes, messages, replies and posts, lists read back, and what every refusal means."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import (
    Attachment,
    BadInput,
    Envelope,
    Event,
    EventKind,
    Failure,
    Form,
    NetworkError,
    Unsupported,
)
from askfirst.networks.hooks import Forged, Knock, base64_mac
from askfirst.networks.x import events as x_events
from askfirst.networks.x.codes import CODES, PROBLEMS
from askfirst.networks.x.connector import EVENTS, X, connector
from tests.networks.http_contract import NOON, HttpContract, load, named
from tests.networks.scripted_http import Asked, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SECRET = "consumer-secret-of-the-app"
GIVEN: dict[str, Any] = {
    "user_id": "10",
    "access_token": "token-of-the-account",
    "refresh_token": "refresh-1",
    "client_id": "client",
    "client_secret": "secret-of-the-client",
    "consumer_secret": SECRET,
    "app_token": "token-of-the-app",
}
CUP = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")


def problem(status: int, kind: str = "about:blank", detail: str = "No.") -> Says:
    return Says(status, body={"title": "Problem", "detail": detail, "type": kind, "status": status})


class TestX(HttpContract):
    name = "x"
    settings: ClassVar[dict[str, Any]] = GIVEN
    addressee = "20"
    payloads = load("x")
    good = Says(201, body={"data": {"dm_conversation_id": "10-20", "dm_event_id": "5502"}})
    good_id = "5502"
    secrets = ("access_token", "refresh_token", "client_secret", "consumer_secret", "app_token")
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        **{
            f"code {code}": (Says(403, body={"errors": [{"code": code, "message": "…"}]}), failure)
            for code, (failure, _) in CODES.items()
        },
        **{
            kind: (problem(403, f"https://api.x.com/2/problems/{kind}"), failure)
            for kind, (failure, _) in PROBLEMS.items()
        },
        "inside errors": (
            Says(400, body={"errors": [{"type": "https://api.twitter.com/2/problems/invalid-request"}]}),
            Failure.OUR_MISTAKE,
        ),
        "duplicate content": (
            problem(403, detail="You are not allowed to create a Tweet with duplicate content."),
            Failure.REFUSED,
        ),
        "no permission to message": (problem(403, detail=""), Failure.REFUSED),
        "nobody there": (problem(404), Failure.UNREACHABLE),
        "busy": (problem(503), Failure.RETRY),
        "token": (problem(401), Failure.CREDENTIALS),
        "too much": (problem(429), Failure.QUOTA),
        "unknown code": (Says(400, body={"errors": [{"code": 99_999}]}), Failure.OUR_MISTAKE),
        "no list of errors": (Says(400, body={"errors": "many"}), Failure.OUR_MISTAKE),
    }

    def knock(self, body: bytes) -> Knock:
        signature = f"sha256={base64_mac(SECRET, body)}"
        return Knock(method="POST", query={}, headers={"x-twitter-webhooks-signature": signature}, body=body)


def only(payload: str) -> Event:
    (event,) = X_READS(named("x", payload))
    return event


def X_READS(raw: bytes) -> list[Event]:  # noqa: N802 -- it stands for the connector
    return list(connector({}).parse(raw))


def with_network(work: Callable[[X], Awaitable[Any]], there: ScriptedHttp, **given: Any) -> Any:
    async def once() -> Any:
        try:
            return await work(connector({**GIVEN, "through": there.url, **given}))
        finally:
            await http.close()

    return asyncio.run(once())


def envelope(**changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "key": "k-1",
        "form": Form.DIRECT,
        "to": "20",
        "text": "Yes, from nine.",
        "at": NOON,
    }
    return Envelope(**(given | changes))


def send(there: ScriptedHttp, letter: Envelope, **given: Any) -> Asked:
    with_network(lambda network: network.send(letter), there, **given)
    return there.asked[-1]


@pytest.fixture
def there():
    with ScriptedHttp() as there:
        yield there


# ── what comes in ──


@pytest.mark.parametrize(
    ("payload", "kind", "actor", "target"),
    [
        ("dm_received", EventKind.MESSAGE, "20", "10"),
        ("dm_sent", EventKind.ECHO, "10", "20"),
        ("dm_read", EventKind.READ, "20", "5502"),
        ("dm_typing", EventKind.OTHER, "20", ""),
        ("chat_received", EventKind.OTHER, "20", ""),
        ("mention", EventKind.MENTION, "30", ""),
        ("reply", EventKind.COMMENT, "20", "7600"),
        ("quote", EventKind.MENTION, "20", "7600"),
        ("repost", EventKind.SHARE, "30", "7600"),
        ("post_create", EventKind.ECHO, "10", ""),
        ("post_delete", EventKind.DELETE, "10", "7600"),
        ("like_inbound", EventKind.LIKE, "20", "7600"),
        ("follow", EventKind.FOLLOW, "20", "10"),
        ("unfollow", EventKind.UNFOLLOW, "30", "10"),
        ("block", EventKind.OTHER, "", ""),
        ("revoke", EventKind.REVOKED, "10", ""),
        ("profile", EventKind.OTHER, "", ""),
        ("old_likes", EventKind.LIKE, "20", "7600"),
        ("old_deletes", EventKind.DELETE, "10", "7599"),
        ("old_revoke", EventKind.REVOKED, "10", ""),
        ("old_unknown", EventKind.OTHER, "", ""),
    ],
)
def test_each_push_comes_in_as_what_it_is(payload: str, kind: EventKind, actor: str, target: str) -> None:
    event = only(payload)
    assert (event.kind, event.actor, event.target) == (kind, actor, target)


def test_a_message_has_its_words_its_links_its_picture_and_its_time() -> None:
    event = only("dm_received")
    assert event.text == "Are you open on Sunday? <3 https://ana.example/menu"
    assert event.actor_name == "Ana"
    assert event.account == "10"
    assert [one.needs_token for one in event.media] == [True]
    assert event.occurred_at is not None
    assert event.occurred_at.isoformat() == "2026-01-01T00:05:00+00:00"


def test_an_encrypted_message_is_told_of_and_sends_to_x() -> None:
    assert only("chat_received").remarks == ("encrypted message, open in X",)


def test_a_reply_that_mentions_us_means_the_same_by_either_subscription() -> None:
    reply = json.loads(named("x", "reply"))
    reply["data"]["event_type"] = "post.mention.create"
    assert X_READS(json.dumps(reply).encode()) == [only("reply")]


def test_both_names_that_x_has_for_a_reference_are_read() -> None:
    reply = json.loads(named("x", "reply"))
    body = reply["data"]["payload"]
    body["referenced_posts"] = body.pop("referenced_tweets")
    del body["in_reply_to_tweet_id"]
    assert X_READS(json.dumps(reply).encode()) == [only("reply")]


def test_an_answer_to_somebody_else_that_names_us_is_a_mention() -> None:
    reply = json.loads(named("x", "reply"))
    reply["data"]["payload"]["in_reply_to_user_id"] = "30"
    assert X_READS(json.dumps(reply).encode())[0].kind is EventKind.MENTION


def test_pictures_of_a_post_can_be_fetched_and_those_not_named_are_no_loss() -> None:
    assert [one.url for one in only("reply").media] == ["https://pbs.twimg.com/media/a.jpg"]


def test_a_long_post_of_the_older_kind_is_whole() -> None:
    first, second = X_READS(named("x", "old_posts"))
    assert first.text.endswith("and this is the rest")
    assert (first.kind, first.actor, first.actor_name) == (EventKind.COMMENT, "20", "Ana")
    assert first.media[0].url == "https://pbs.twimg.com/media/b.jpg"
    assert (second.kind, second.target, second.reason) == (EventKind.SHARE, "7600", "")


def test_a_repost_has_no_words_of_its_own() -> None:
    event = only("repost")
    assert (event.external_id, event.text, event.actor_name) == ("7704", "", "Ben")


def test_a_repost_of_the_older_kind_is_a_share_where_the_post_is_ours() -> None:
    ours, another, by_us = X_READS(named("x", "old_reposts"))
    assert (ours.kind, ours.actor, ours.actor_name, ours.target, ours.text) == (
        EventKind.SHARE, "20", "Ana", "7600", "",
    )  # fmt: skip
    assert (another.kind, another.reason) == (EventKind.OTHER, "repost")
    assert (by_us.kind, by_us.actor) == (EventKind.ECHO, "10")


def test_a_repost_that_only_mentions_us_is_not_taken_for_one_of_ours() -> None:
    push = json.loads(named("x", "repost"))
    push["data"]["event_type"] = "post.mention.create"
    (event,) = X_READS(json.dumps(push).encode())
    assert (event.kind, event.reason) == (EventKind.OTHER, "repost")
    assert event.external_id != only("repost").external_id, "it does not stand in the way of the share"


def test_a_batch_of_the_older_kind_loses_nothing() -> None:
    kinds = [event.kind for event in X_READS(named("x", "old_messages"))]
    assert kinds == [EventKind.MESSAGE, EventKind.MESSAGE, EventKind.ECHO, EventKind.READ]


def test_follows_tell_who_follows_whom() -> None:
    kinds = [event.kind for event in X_READS(named("x", "old_follows"))]
    assert kinds == [EventKind.FOLLOW, EventKind.UNFOLLOW, EventKind.WE_FOLLOW, EventKind.WE_UNFOLLOW]


def changed(payload: str, **changes: Any) -> Event:
    found = json.loads(named("x", payload))
    found["data"]["payload"].update(changes)
    return X_READS(json.dumps(found).encode())[0]


def test_a_like_of_which_nobody_says_who_did_it_is_no_ones() -> None:
    found = json.loads(named("x", "like_inbound"))
    found["data"]["includes"] = {}
    (event,) = X_READS(json.dumps(found).encode())
    assert (event.kind, event.remarks) == (EventKind.OTHER, (x_events.AMBIGUOUS,))


def test_what_we_like_ourselves_is_nothing_that_a_person_did() -> None:
    assert changed("like_inbound", liked_tweet_author_id="30").kind is EventKind.OTHER


def test_a_follow_between_others_is_not_ours() -> None:
    found = json.loads(named("x", "follow"))
    found["data"]["payload"]["target"] = {"data": {"id": "30"}}
    assert X_READS(json.dumps(found).encode())[0].kind is EventKind.OTHER


def test_an_entry_of_a_talk_that_is_no_message_is_kept() -> None:
    event = changed("dm_received", direct_message_events=[{"type": "welcome", "id": "1"}])
    assert (event.kind, event.reason) == (EventKind.OTHER, "dm.received")


def test_that_we_read_something_ourselves_is_no_receipt() -> None:
    read = {"sender_id": "10", "last_read_event_id": "1", "created_timestamp": "never"}
    event = changed("dm_read", direct_message_mark_read_events=[read])
    assert (event.kind, event.occurred_at) == (EventKind.OTHER, None)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Thu Jan 01 00:07:00 +0000 2026", "2026-01-01T00:07:00+00:00"),
        ("2026-01-01T00:07:00", "2026-01-01T00:07:00+00:00"),
        (1767226020000, "2026-01-01T00:07:00+00:00"),
    ],
)
def test_every_way_in_which_x_writes_a_moment_is_read(value: object, iso: str) -> None:
    found = x_events.moment(value)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize("value", ["", None, True, "9" * 40, "soon", "Thu +0000", []])
def test_a_moment_that_cannot_be_read_is_unknown(value: object) -> None:
    assert x_events.moment(value) is None


def test_texts_survive_what_is_no_link() -> None:
    assert x_events.plain("a &amp;lt; b", {"urls": [{"url": 7}, {"url": ""}, "x"]}) == "a &lt; b"
    assert x_events.plain(None) == ""


def test_the_handshake_answers_with_our_secrets_word_about_the_token() -> None:
    knock = Knock(method="GET", query={"crc_token": "challenge"}, headers={}, body=b"")
    welcome = connector(GIVEN).challenge(knock)
    assert json.loads(welcome.body) == {"response_token": f"sha256={base64_mac(SECRET, b'challenge')}"}
    assert welcome.content_type == "application/json"


@pytest.mark.parametrize(("query", "given"), [({}, GIVEN), ({"crc_token": "a"}, {})])
def test_a_handshake_that_cannot_be_answered_is_refused(query: dict[str, str], given: dict[str, Any]) -> None:
    with pytest.raises(Forged):
        connector(given).challenge(Knock(method="GET", query=query, headers={}, body=b""))


def test_the_handshake_signs_no_push_for_whoever_asks() -> None:
    knock = Knock(method="GET", query={"crc_token": '{"for_user_id": "1"}'}, headers={}, body=b"")
    with pytest.raises(Forged, match="nothing was signed"):
        connector(GIVEN).challenge(knock)


def test_without_a_secret_no_push_is_believed() -> None:
    knock = TestX().knock(b"{}")
    with pytest.raises(Forged):
        connector({}).verify(knock)


def test_what_is_no_push_of_x_is_refused() -> None:
    with pytest.raises(BadInput, match="event_type"):
        X_READS(b'{"data": {"id": "1"}}')


# ── what goes out ──


def test_a_message_goes_to_the_talk_with_its_person(there: ScriptedHttp) -> None:
    there.answers.append(TestX.good)
    asked = send(there, envelope())
    assert asked.path == "/api.x.com/2/dm_conversations/with/20/messages"
    assert asked.json() == {"text": "Yes, from nine."}
    assert asked.headers["authorization"] == "Bearer token-of-the-account"


def test_a_reply_is_a_post_that_names_what_it_answers(there: ScriptedHttp) -> None:
    there.answers.append(Says(201, body={"data": {"id": "7900", "text": "Monday."}}))
    asked = send(there, envelope(form=Form.PUBLIC_REPLY, text="Monday.", in_reply_to="7702"))
    assert asked.path == "/api.x.com/2/tweets"
    assert asked.json() == {"text": "Monday.", "reply": {"in_reply_to_tweet_id": "7702"}}


def test_what_x_adds_to_a_good_answer_is_kept(there: ScriptedHttp) -> None:
    body = {
        "data": {"id": "7900"},
        "errors": [{"title": "Partial", "detail": "one field is missing"}, {"title": "b"}],
    }
    there.answers.append(Says(201, body=body))
    receipt = with_network(lambda network: network.send(envelope(form=Form.PUBLIC_POST, to="")), there)
    assert (receipt.external_id, receipt.detail) == ("7900", "one field is missing; b")


@pytest.mark.parametrize(
    ("form", "category", "said"),
    [
        (Form.DIRECT, "dm_image", {"text": "Here", "attachments": [{"media_id": "61"}]}),
        (Form.PUBLIC_POST, "tweet_image", {"text": "Here", "media": {"media_ids": ["61"]}}),
    ],
)
def test_a_picture_is_laid_ready_first(there: ScriptedHttp, form: Form, category: str, said: Any) -> None:
    there.answers += [Says(200, body={"data": {"id": "61"}}), TestX.good]
    asked = send(there, envelope(form=form, text="Here", attachments=(CUP,)))
    assert asked.json() == said
    assert category.encode() in there.asked[0].body
    assert b"\x89PNG" in there.asked[0].body


def test_a_picture_may_go_without_words_and_a_moving_one_says_so(there: ScriptedHttp) -> None:
    there.answers += [Says(200, body={"data": {"id": "61"}}), TestX.good]
    moving = Attachment(name="a.gif", content_type="image/gif", content=b"GIF89a")
    assert send(there, envelope(text="", attachments=(moving,))).json() == {
        "attachments": [{"media_id": "61"}]
    }
    assert b"dm_gif" in there.asked[0].body


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"attachments": (CUP, CUP)}, "one picture"),
        ({"attachments": (Attachment(name="a.pdf", content_type="application/pdf", content=b"%"),)}, "a.pdf"),
        ({"form": Form.PUBLIC_REPLY}, "which one"),
        ({"form": Form.PUBLIC_POST, "text": "営" * 141}, "280.*282"),
    ],
)
def test_what_x_cannot_do_is_refused_before_anything_leaves(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Unsupported, match=says):
        asyncio.run(connector(GIVEN).send(envelope(**changes)))


def test_the_reset_that_x_names_is_when_we_try_again(there: ScriptedHttp) -> None:
    at = "Sat, 21 Nov 2026 12:00:00 GMT"
    until = str(int(NOON.timestamp()) + 120)
    for headers in (
        {"x-rate-limit-reset": until},
        {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": until, "x-rate-limit-reset": "1"},
    ):
        there.answers.append(Says(429, headers, body={"errors": [{"code": 88}]}, at=at))
        with pytest.raises(NetworkError) as caught:
            send(there, envelope())
        assert caught.value.retry_after == timedelta(minutes=2)


def test_keys_of_the_older_kind_sign_for_the_address_that_x_knows(there: ScriptedHttp) -> None:
    keys = {"access_token": "", "consumer_key": "ck", "token": "t", "token_secret": "ts"}
    there.answers.append(TestX.good)
    said = send(there, envelope(), **keys).headers["authorization"]
    assert said.startswith("OAuth ")
    assert 'oauth_consumer_key="ck"' in said
    assert 'oauth_signature="' in said
    call = connector({**GIVEN, **keys}).build(envelope())
    assert connector({**GIVEN, **keys}).sign(call).headers["Authorization"].startswith("OAuth ")


# ── what is read back ──

MESSAGES = {
    "data": [
        {
            "id": "5503",
            "event_type": "MessageCreate",
            "text": "A picture",
            "sender_id": "20",
            "dm_conversation_id": "10-20",
            "created_at": "2026-11-21T12:03:00.000Z",
            "attachments": {"media_keys": ["3_9", "3_8"]},
        },
        {
            "id": "5502",
            "event_type": "MessageCreate",
            "text": "Yes, see https://t.co/x",
            "sender_id": "10",
            "dm_conversation_id": "10-20",
            "created_at": "2026-11-21T12:02:00.000Z",
        },
        {"id": "5501", "event_type": "ParticipantsJoin", "created_at": "2026-11-21T12:01:00.000Z"},
    ],
    "includes": {
        "users": [{"id": "20", "name": "Ana", "username": "ana_lx"}],
        "media": [{"media_key": "3_9", "preview_image_url": "https://ton.twitter.com/1.1/a.jpg"}],
    },
    "meta": {"result_count": 3},
}
MENTIONS = {
    "data": [
        {
            "id": "7701",
            "text": "hey @harbourcoffee",
            "author_id": "30",
            "created_at": "2026-11-21T12:01:00.000Z",
        }
    ],
    "includes": {"users": [{"id": "30", "name": "Ben", "username": "ben"}]},
    "meta": {"result_count": 1},
}
EMPTY = {"meta": {"result_count": 0}}


def pull(there: ScriptedHttp, cursor: str = "", **given: Any) -> Any:
    return with_network(lambda network: network.pull(cursor, NOON), there, **given)


def read(pulled: Any) -> list[Event]:
    return [event for piece in pulled.pieces for event in X_READS(piece.raw)]


def test_what_is_read_back_is_what_was_pushed(there: ScriptedHttp) -> None:
    there.answers += [Says(body=MESSAGES), Says(body=MENTIONS)]
    pulled = pull(there)
    joined, ours, theirs, mention = read(pulled)
    assert joined.kind is EventKind.OTHER
    assert (ours.kind, ours.target, ours.external_id) == (EventKind.ECHO, "20", "5502")
    assert (theirs.kind, theirs.actor_name, theirs.target) == (EventKind.MESSAGE, "Ana", "10")
    assert [one.url for one in theirs.media] == ["https://ton.twitter.com/1.1/a.jpg"]
    assert (mention.kind, mention.external_id) == (EventKind.MENTION, "7701")
    assert not pulled.is_more
    assert there.asked[1].query["start_time"] == "2026-11-21T12:00:00Z"


def test_the_next_pull_brings_only_what_is_new(there: ScriptedHttp) -> None:
    there.answers += [Says(body=MESSAGES), Says(body=MENTIONS)] * 2
    cursor = pull(there).cursor
    again = pull(there, cursor)
    assert again.pieces == ()
    assert "start_time" not in there.asked[3].query
    assert again.cursor == cursor


def test_a_long_list_is_read_page_by_page_and_then_known(there: ScriptedHttp) -> None:
    newer = {**MESSAGES, "data": MESSAGES["data"][:1], "meta": {"next_token": "older"}}
    older = {**MESSAGES, "data": MESSAGES["data"][1:]}
    there.answers += [Says(body=newer), Says(body=EMPTY), Says(body=older), Says(body=EMPTY)]
    first = pull(there)
    assert first.is_more
    second = pull(there, first.cursor)
    assert there.asked[2].query["pagination_token"] == "older"
    assert read(first)[0].external_id == "5503"
    assert len(second.pieces) == 2
    assert not second.is_more
    there.answers += [Says(body=MESSAGES), Says(body=EMPTY)]
    assert pull(there, second.cursor).pieces == ()


def test_what_is_older_than_the_beginning_is_not_ours_to_read(there: ScriptedHttp) -> None:
    old = {"id": "1", "event_type": "MessageCreate", "created_at": "2026-11-01T00:00:00Z", "sender_id": "20"}
    there.answers += [Says(body={"data": [old], "meta": {"next_token": "more"}}), Says(body=EMPTY)]
    pulled = pull(there)
    assert (pulled.pieces, pulled.is_more) == ((), False)


def test_a_cursor_of_another_time_begins_anew(there: ScriptedHttp) -> None:
    there.answers += [Says(body=MESSAGES), Says(body=EMPTY)]
    assert len(pull(there, "not a cursor").pieces) == 3


def test_who_we_are_is_asked_where_nobody_said(there: ScriptedHttp) -> None:
    me = {"data": {"id": "10", "username": "harbourcoffee", "verified": True}}
    there.answers += [Says(body=me), Says(body=MESSAGES), Says(body=MENTIONS)]
    assert len(pull(there, user_id="").pieces) == 4


def find(there: ScriptedHttp, letter: Envelope) -> Any:
    return with_network(lambda network: network.find(letter, NOON), there)


def test_a_message_of_ours_is_found_though_x_rewrote_its_link(there: ScriptedHttp) -> None:
    there.answers.append(Says(body=MESSAGES))
    receipt = find(there, envelope(text="Yes,  see https://harbour.example/menu"))
    assert receipt.external_id == "5502"
    assert there.asked[0].path == "/api.x.com/2/dm_conversations/with/20/dm_events"


def test_their_words_are_never_taken_for_ours(there: ScriptedHttp) -> None:
    there.answers.append(Says(body=MESSAGES))
    assert find(there, envelope(text="A picture")) is None


def test_a_reply_of_ours_is_found_under_the_post_that_it_answers(there: ScriptedHttp) -> None:
    ours = {
        "id": "7900",
        "author_id": "10",
        "text": "@ana_lx Monday &amp; Tuesday https://t.co/pic",
        "created_at": "2026-11-21T12:00:30Z",
        "referenced_tweets": [{"type": "replied_to", "id": "7702"}],
    }
    page = {"data": [{**ours, "id": "7899", "referenced_tweets": []}], "meta": {"next_token": "n"}}
    for _ in range(2):
        there.answers += [Says(body=page), Says(body={"data": [ours]})]
    letter = envelope(form=Form.PUBLIC_REPLY, text="Monday & Tuesday", in_reply_to="7702", attachments=(CUP,))
    assert find(there, letter).external_id == "7900"
    assert find(there, envelope(form=Form.PUBLIC_POST, text="Something else")) is None


# ── connecting ──


def test_the_account_is_named_and_its_mark_is_known(there: ScriptedHttp) -> None:
    for verified, said in ((True, {"tier": "verified"}), (False, {})):
        there.answers.append(
            Says(body={"data": {"id": "10", "username": "harbourcoffee", "verified": verified}})
        )
        account = with_network(lambda network: network.account(), there)
        assert (account.address, account.name, account.said) == ("10", "@harbourcoffee", said)


def answers(hooks: Any, pushed: Any) -> Callable[[Asked], Says]:
    def answer(asked: Asked) -> Says:
        if asked.path.endswith("/users/me"):
            return Says(body={"data": {"id": "10", "username": "harbourcoffee"}})
        if asked.path.endswith("/2/webhooks"):
            return hooks if isinstance(hooks, Says) else Says(body={"data": hooks})
        return Says(body={"data": pushed})

    return answer


HOOK = "https://desk.harbour.example/hooks/k"
PUSHED = [{"event_type": word, "filter": {"user_id": "10"}} for word in EVENTS]


@pytest.mark.parametrize(
    ("hooks", "pushed", "hook", "bad"),
    [
        ([{"id": "1", "url": HOOK, "valid": True}], PUSHED, HOOK, []),
        ([{"id": "1", "url": HOOK, "valid": False}], PUSHED[1:], HOOK, ["hook", "events"]),
        ([], PUSHED, HOOK, ["hook"]),
        (Says(403, body={"errors": [{"code": 453}]}), PUSHED, HOOK, ["hook"]),
        ([], [], "", []),
    ],
)
def test_what_must_be_right_is_looked_at(
    there: ScriptedHttp, hooks: Any, pushed: Any, hook: str, bad: list[str]
) -> None:
    there.otherwise = answers(hooks, pushed)
    found = with_network(lambda network: network.findings(hook), there)
    assert [one.what for one in found if not one.is_good] == bad
    assert all(one.says for one in found if not one.is_good)


def test_a_missing_secret_is_found(there: ScriptedHttp) -> None:
    there.otherwise = answers([], [])
    found = with_network(lambda network: network.findings(""), there, consumer_secret="")
    assert [one.what for one in found if not one.is_good] == ["signature"]


def test_subscribing_registers_the_hook_once_and_asks_for_what_is_missing(there: ScriptedHttp) -> None:
    def answer(asked: Asked) -> Says:
        if asked.method == "POST":
            return Says(body={"data": {"id": "77", "url": HOOK, "valid": True}})
        return answers([], PUSHED[2:])(asked)

    there.otherwise = answer
    with_network(lambda network: network.subscribe(HOOK, "unused"), there, user_id="")
    posted = [asked for asked in there.asked if asked.method == "POST"]
    assert posted[0].json() == {"url": HOOK}
    assert posted[0].headers["authorization"] == "Bearer token-of-the-app"
    assert [one.json()["event_type"] for one in posted[1:]] == list(EVENTS[:2])
    assert posted[1].json()["webhook_id"] == "77"
    assert posted[1].headers["authorization"] == "Bearer token-of-the-account"


def test_a_hook_that_is_known_is_not_registered_again(there: ScriptedHttp) -> None:
    there.otherwise = answers([{"id": "1", "url": HOOK, "valid": True}], PUSHED[:-1])
    with_network(lambda network: network.subscribe(HOOK, "unused"), there, app_token="")
    (posted,) = [asked for asked in there.asked if asked.method == "POST"]
    assert posted.json()["filter"] == {}, (
        "a permission that is taken back concerns no subscription of one person"
    )


def test_a_hook_that_has_moved_makes_room_for_itself_and_leaves_those_of_others(there: ScriptedHttp) -> None:
    moved = [
        {"id": "7", "url": "https://old.harbour.example/hooks/k"},
        {"id": "8", "url": "https://desk.harbour.example/hooks/another"},
    ]
    there.otherwise = answers(moved, PUSHED)
    with_network(lambda network: network.subscribe(HOOK, "unused"), there)
    (gone,) = [asked for asked in there.asked if asked.method == "DELETE"]
    assert gone.path.endswith("/2/webhooks/7")
    assert gone.headers["authorization"] == "Bearer token-of-the-app"
    methods = [asked.method for asked in there.asked]
    assert methods.index("DELETE") < methods.index("POST")


def test_a_token_is_exchanged_and_its_refresh_token_too(there: ScriptedHttp) -> None:
    new = {"token_type": "bearer", "expires_in": 7200, "access_token": "a-2", "refresh_token": "r-2"}
    there.answers.append(Says(body=new))
    renewed = with_network(lambda network: network.renew(), there)
    assert renewed.settings == {"access_token": "a-2", "refresh_token": "r-2"}
    assert renewed.lasts == timedelta(hours=2)
    assert there.asked[0].headers["authorization"].startswith("Basic ")
    assert there.asked[0].form()["grant_type"] == "refresh_token"


def test_what_does_not_expire_is_not_exchanged(there: ScriptedHttp) -> None:
    assert with_network(lambda network: network.renew(), there, refresh_token="") is None
    assert connector({}).renew_before is None
    there.answers.append(Says(body={"access_token": "a-2"}))
    assert with_network(lambda network: network.renew(), there).lasts is None


def test_the_catalog_makes_it() -> None:
    assert isinstance(catalog.connector("x", {}), X)
