"""Tumblr: activity and asks that are asked for, answers in public or privately, posts."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from oauthlib.oauth1 import Client

from askfirst.networks import http, oauth1
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
from askfirst.networks.http import Call
from askfirst.networks.tumblr.blog import Tumblr, blocks, connector
from askfirst.networks.tumblr.codes import CODES, STATUSES
from askfirst.networks.tumblr.events import moment
from tests.networks.http_contract import NOON, HttpContract, load, named
from tests.networks.scripted_http import Asked, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from askfirst.networks.hooks import Knock

GIVEN: dict[str, Any] = {
    "blog": "harbour",
    "consumer_key": "key-of-the-app",
    "consumer_secret": "secret-of-the-app",
    "token": "token-of-the-blog",
    "token_secret": "secret-of-the-token",
}
CUP = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
BEGIN = int(NOON.timestamp())


def wrapped(status: int, *codes: int) -> Says:
    errors = [{"title": "No.", "code": code} for code in codes]
    return Says(status, body={"meta": {"status": status, "msg": "No"}, "errors": errors})


def good(response: Any, status: int = 200) -> Says:
    return Says(status, body={"meta": {"status": status, "msg": "OK"}, "response": response})


class TestTumblr(HttpContract):
    name = "tumblr"
    settings: ClassVar[dict[str, Any]] = GIVEN
    addressee = "ana"
    payloads = load("tumblr")
    good = good({"id": "9001"}, 201)
    good_id = "9001"
    secrets = ("consumer_secret", "token", "token_secret")
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        **{
            f"{status}.{code}": (wrapped(status, code), failure)
            for (status, code), (failure, _) in CODES.items()
        },
        **{str(status): (wrapped(status), failure) for status, (failure, _) in STATUSES.items()},
        "403 of another kind": (wrapped(403, 7), Failure.REFUSED),
        "400 without an envelope": (Says(400, body="<html>"), Failure.OUR_MISTAKE),
        "a status of its own": (wrapped(418), Failure.OUR_MISTAKE),
    }

    def envelope(self, **changes: Any) -> Envelope:
        return super().envelope(**({"form": Form.PUBLIC_POST} | changes))

    def knock(self, body: bytes) -> Knock | None:  # noqa: ARG002 -- nothing is pushed
        return None

    def given(self, form: Form) -> dict[str, Any]:
        return {} if form is Form.PUBLIC_POST else {"in_reply_to": "ask:501"}


def only(payload: str) -> Event:
    (event,) = connector({}).parse(named("tumblr", payload))
    return event


def with_network(work: Callable[[Tumblr], Awaitable[Any]], there: ScriptedHttp, **given: Any) -> Any:
    async def once() -> Any:
        try:
            return await work(connector({**GIVEN, "through": there.url, **given}))
        finally:
            await http.close()

    return asyncio.run(once())


def answer(**changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "key": "k-1",
        "form": Form.PRIVATE_REPLY,
        "to": "ana",
        "text": "On Monday.",
        "in_reply_to": "ask:501",
        "at": NOON,
    }
    return Envelope(**(given | changes))


def post(text: str = "New beans", **changes: Any) -> Envelope:
    return answer(form=Form.PUBLIC_POST, to="", in_reply_to="", text=text, **changes)


@pytest.fixture
def there():
    with ScriptedHttp() as there:
        yield there


# ── what comes in ──


@pytest.mark.parametrize(
    ("payload", "kind", "actor", "target", "text"),
    [
        ("reply", EventKind.COMMENT, "ana", "70", "love it"),
        ("like", EventKind.LIKE, "ana", "70", ""),
        ("follow", EventKind.FOLLOW, "ben", "", ""),
        ("mention_in_post", EventKind.MENTION, "ana", "", "@harbour is good"),
        ("reblog_with_content", EventKind.MENTION, "ana", "70", "look at this"),
        ("reblog_naked", EventKind.SHARE, "ben", "70", ""),
        ("post_flagged", EventKind.WARNING, "", "70", ""),
        ("unknown", EventKind.OTHER, "", "", ""),
        ("ask", EventKind.ASK, "ana", "", "When do you ship?\n\nTo Porto?"),
        ("ask_anonymous", EventKind.ASK, "", "", "Is it vegan?"),
        ("ask_older", EventKind.ASK, "ben", "", "Open on Sunday?\nOr & Monday?"),
        ("ask_older_anonymous", EventKind.ASK, "", "", "Who are you?"),
        ("submission", EventKind.OTHER, "ana", "", "My cup"),
    ],
)
def test_each_entry_comes_in_as_what_it_is(
    payload: str,
    kind: EventKind,
    actor: str,
    target: str,
    text: str,
) -> None:
    event = only(payload)
    assert (event.kind, event.actor, event.target, event.text) == (kind, actor, target, text)


def test_the_picture_of_a_question_can_be_fetched_once() -> None:
    assert [one.url for one in only("ask").media] == ["https://64.media.tumblr.com/a.jpg"]


def test_an_activity_is_named_by_what_it_says_and_not_by_a_number_that_may_change() -> None:
    found = json.loads(named("tumblr", "reply"))
    found["notification"] |= {"id": "another", "unread": False}
    (same,) = connector({}).parse(json.dumps(found).encode())
    assert same == only("reply")


def test_moments_that_cannot_be_read_are_unknown() -> None:
    assert only("unknown").occurred_at is None
    assert moment(10**30) is None


def test_what_tumblr_never_answered_is_refused() -> None:
    with pytest.raises(BadInput, match="notification"):
        list(connector({}).parse(b'{"blog": "harbour"}'))


# ── what goes out ──

ASK = json.loads(named("tumblr", "ask"))["post"]


def send(there: ScriptedHttp, letter: Envelope) -> tuple[list[Asked], str]:
    receipt = with_network(lambda network: network.send(letter), there)
    return there.asked, receipt.external_id


@pytest.mark.parametrize("form", [Form.PRIVATE_REPLY, Form.PUBLIC_REPLY])
def test_an_answer_keeps_the_question_and_says_whether_everybody_may_read_it(
    there: ScriptedHttp, form: Form
) -> None:
    there.answers += [good(ASK), good({"id": "501"})]
    (read, written), external_id = send(there, answer(form=form))
    assert (read.method, read.path, written.method) == (
        "GET",
        "/api.tumblr.com/v2/blog/harbour/posts/501",
        "PUT",
    )
    said = written.json()
    assert [block.get("text") for block in said["content"]] == [
        "When do you ship?",
        None,
        "To Porto?",
        "On Monday.",
    ]
    assert said["layout"] == [{**ASK["layout"][1], "blocks": [0, 1, 2]}]
    assert (said["state"], said["is_private"]) == ("published", form is Form.PRIVATE_REPLY)
    assert external_id == "501"


@pytest.mark.parametrize(
    ("ask", "form", "code"),
    [
        ({**ASK, "state": "published"}, Form.PUBLIC_REPLY, "answered"),
        ({**ASK, "layout": [{"type": "ask", "blocks": [0]}]}, Form.PRIVATE_REPLY, "anonymous"),
        ({**ASK, "layout": []}, Form.PUBLIC_REPLY, "no ask"),
    ],
)
def test_what_cannot_be_answered_is_left_alone(there: ScriptedHttp, ask: Any, form: Form, code: str) -> None:
    there.answers.append(good(ask))
    with pytest.raises(NetworkError) as caught:
        send(there, answer(form=form))
    assert (caught.value.failure, caught.value.code) == (Failure.REFUSED, code)
    assert [asked.method for asked in there.asked] == ["GET"], "nothing was written"


def test_an_anonymous_question_is_answered_in_public(there: ScriptedHttp) -> None:
    there.answers += [good(json.loads(named("tumblr", "ask_older_anonymous"))["post"]), good({"id": 504})]
    asked, external_id = send(there, answer(form=Form.PUBLIC_REPLY, to="", in_reply_to="ask:504"))
    assert asked[-1].json()["layout"] == [{"type": "ask", "blocks": []}]
    assert external_id == "504"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"to": ""}, "in public only"),
        ({"in_reply_to": "70", "form": Form.PUBLIC_REPLY}, "which ask"),
        ({"attachments": (CUP,)}, "attachments in this form"),
        (
            {
                "form": Form.PUBLIC_POST,
                "attachments": (Attachment(name="a.pdf", content_type="application/pdf", content=b"%"),),
            },
            "a.pdf",
        ),
        ({"text": "a\n\n" * 1001}, "1,001"),
    ],
)
def test_what_tumblr_cannot_do_is_refused_before_anything_leaves(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Unsupported, match=says):
        asyncio.run(connector(GIVEN).send(answer(**changes)))


def test_a_long_paragraph_is_divided_and_no_sign_is_lost() -> None:
    text = "a" * 5_000 + "\n\n\n\n" + "b\nc"
    assert [len(block["text"]) for block in blocks(text)] == [4_096, 904, 3]


def test_a_post_with_pictures_is_one_form(there: ScriptedHttp) -> None:
    there.answers.append(TestTumblr.good)
    (asked,), _ = send(there, post(attachments=(CUP,)))
    assert asked.headers["content-type"].startswith("multipart/form-data")
    assert b"\x89PNG" in asked.body
    assert b'"identifier":"picture-0"' in asked.body


def test_every_call_says_by_the_same_name_who_calls(there: ScriptedHttp) -> None:
    there.answers += [good(ASK), good({"id": "501"})]
    asked, _ = send(there, answer())
    assert {one.headers["user-agent"] for one in asked} == {http.AGENT}


def test_a_call_is_signed_for_the_address_that_tumblr_knows() -> None:
    call = Call(method="GET", url="http://127.0.0.1:1/api.tumblr.com/v2/user/info", query={"a b": "c&d"})
    keys = oauth1.Keys(consumer_key="k", consumer_secret="s", token="t", token_secret="ts")
    said = oauth1.signed(call, keys, through="http://127.0.0.1:1").headers["Authorization"]
    parts = dict(part.split("=", 1) for part in said.removeprefix("OAuth ").split(", "))
    again = Client(
        "k",
        client_secret="s",
        resource_owner_key="t",
        resource_owner_secret="ts",
        nonce=parts["oauth_nonce"].strip('"'),
        timestamp=parts["oauth_timestamp"].strip('"'),
    )
    _, headers, _ = again.sign("https://api.tumblr.com/v2/user/info?a+b=c%26d", http_method="GET", headers={})
    assert headers["Authorization"] == said
    assert keys.are_whole


def test_fields_of_a_form_are_signed_and_files_are_not() -> None:
    keys = oauth1.Keys(consumer_key="k", consumer_secret="s", token="t", token_secret="ts")
    call = Call(method="POST", url="https://api.tumblr.com/v2/x", form={"id": "1"})
    assert "Authorization" in oauth1.signed(call, keys, through="").headers


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-perhour-remaining": "0", "x-ratelimit-perhour-reset": "600"}, 600),
        (
            {
                "x-ratelimit-perday-remaining": "0",
                "x-ratelimit-perday-reset": "7200",
                "x-ratelimit-perhour-remaining": "0",
                "x-ratelimit-perhour-reset": "1",
            },
            7200,
        ),
        ({"x-ratelimit-perhour-remaining": "5", "retry-after": "30"}, 30),
    ],
)
def test_the_allowance_that_is_used_up_says_how_long(
    there: ScriptedHttp, headers: dict[str, str], seconds: int
) -> None:
    there.answers.append(Says(429, headers, body={"meta": {"status": 429, "msg": "Limit Exceeded"}}))
    with pytest.raises(NetworkError) as caught:
        send(there, post())
    assert caught.value.retry_after == timedelta(seconds=seconds)


# ── what is asked for ──


def pull(there: ScriptedHttp, cursor: str = "") -> Any:
    return with_network(lambda network: network.pull(cursor, NOON), there)


def likes(*at: int, goes_on: bool = False) -> Says:
    listed = [
        {"type": "like", "timestamp": one, "from_tumblelog_name": f"b{one}", "target_post_id": "70"}
        for one in at
    ]
    links = {"next": {"href": "/v2/…", "method": "GET"}} if goes_on else {}
    return good({"notifications": listed, "_links": links})


def asks(*at: int) -> Says:
    return good({"posts": [{**ASK, "id_string": str(one), "timestamp": one} for one in at]})


def test_activity_and_asks_come_oldest_first(there: ScriptedHttp) -> None:
    there.answers += [likes(BEGIN + 9, BEGIN + 5, BEGIN - 1), asks(BEGIN + 7)]
    pulled = pull(there)
    events = [event for piece in pulled.pieces for event in connector({}).parse(piece.raw)]
    assert [event.actor for event in events] == [f"b{BEGIN + 5}", f"b{BEGIN + 9}", "ana"]
    assert [piece.external_id for piece in pulled.pieces] == [event.external_id for event in events]
    assert not pulled.is_more
    assert there.asked[0].query["rollups"] == "false"
    assert "ask" not in there.asked[0].query.values()


def test_the_second_that_was_read_last_is_read_again_and_means_the_same(there: ScriptedHttp) -> None:
    there.answers += [likes(BEGIN + 9), asks(BEGIN + 7)] * 2
    first = pull(there)
    again = pull(there, first.cursor)
    assert [piece.external_id for piece in again.pieces] == [piece.external_id for piece in first.pieces]


def test_a_long_activity_is_read_page_by_page(there: ScriptedHttp) -> None:
    there.answers += [likes(BEGIN + 9, BEGIN + 8, goes_on=True), asks(), likes(BEGIN + 3), asks()]
    first = pull(there)
    assert first.is_more
    second = pull(there, first.cursor)
    assert there.asked[2].query["before"] == str(BEGIN + 8)
    assert not second.is_more
    there.answers += [likes(BEGIN + 9, BEGIN + 8), asks()]
    assert len(pull(there, second.cursor).pieces) == 1


def test_a_page_that_brings_nothing_older_ends_the_reading(there: ScriptedHttp) -> None:
    there.answers += [likes(BEGIN + 8, goes_on=True), asks(), likes(BEGIN + 8, goes_on=True), asks()]
    assert not pull(there, pull(there).cursor).is_more


def test_many_asks_are_read_page_by_page(there: ScriptedHttp) -> None:
    there.answers += [likes(), asks(*range(BEGIN + 40, BEGIN + 20, -1)), likes(), asks(BEGIN + 1)]
    first = pull(there)
    assert first.is_more
    second = pull(there, first.cursor)
    assert there.asked[3].query["offset"] == "20"
    assert (len(first.pieces), len(second.pieces), second.is_more) == (20, 1, False)
    there.answers += [likes(), asks(BEGIN + 40, BEGIN + 39)]
    assert len(pull(there, second.cursor).pieces) == 1


def find(there: ScriptedHttp, letter: Envelope) -> Any:
    return with_network(lambda network: network.find(letter, NOON), there)


def test_an_answer_of_ours_is_found_in_its_ask(there: ScriptedHttp) -> None:
    answered = {
        **ASK,
        "state": "published",
        "content": [*ASK["content"], {"type": "text", "text": "On Monday."}],
    }
    there.answers += [good(answered), good(ASK), good({"state": "published"})]
    assert find(there, answer()).external_id == "501"
    assert find(there, answer()) is None
    assert find(there, answer()) is None


def test_a_post_of_ours_is_found_on_a_later_page(there: ScriptedHttp) -> None:
    other = {"timestamp": BEGIN + 9, "id": 1, "content": [{"type": "text", "text": "Other"}]}
    ours = {"timestamp": BEGIN + 1, "id_string": "9001", "content": [{"type": "text", "text": "New beans"}]}
    older = {**ours, "timestamp": BEGIN - 1}
    first = [{**other, "timestamp": BEGIN - 9, "is_pinned": True}, *[other] * 19]
    there.answers += [good({"posts": first}), good({"posts": [ours]}), good({"posts": [older]})]
    assert find(there, post()).external_id == "9001"
    assert there.asked[1].query["offset"] == "20"
    assert find(there, post()) is None


@pytest.mark.parametrize(
    ("said", "follows"), [({"followed_by": True}, True), ({"followed_by": False}, False), ({}, None)]
)
def test_whether_somebody_follows_is_asked_by_name(there: ScriptedHttp, said: Any, follows: Any) -> None:
    there.answers.append(good(said))
    found = with_network(lambda network: network.profile("ana"), there)
    assert (found.name, found.follows_us, found.we_follow) == ("ana", follows, None)
    assert there.asked[0].path == "/api.tumblr.com/v2/blog/harbour/followed_by"
    assert there.asked[0].query == {"query": "ana"}


# ── connecting ──

BLOGS = [{"name": "private", "uuid": "t:p"}, {"name": "harbour", "uuid": "t:h", "primary": True}]


def info(asked: Asked, *, ask: bool, posts: Any) -> Says:
    if asked.path.endswith("/user/info"):
        return good({"user": {"name": "harbour", "blogs": BLOGS}})
    if asked.path.endswith("/user/limits"):
        return good({"user": {"posts": posts}})
    return good({"blog": {"name": "harbour", "ask": ask}})


@pytest.mark.parametrize("blog", ["harbour", "harbour.tumblr.com", "t:h", ""])
def test_the_blog_is_found_by_any_of_its_names(there: ScriptedHttp, blog: str) -> None:
    there.answers.append(good({"user": {"blogs": BLOGS}}))
    account = with_network(lambda network: network.account(), there, blog=blog)
    assert (account.address, account.settings) == ("harbour", {"blog": "harbour"})


@pytest.mark.parametrize(("blogs", "named"), [(BLOGS, "private, harbour"), ([], "none")])
def test_keys_of_another_blog_are_found_out(there: ScriptedHttp, blogs: Any, named: str) -> None:
    there.answers.append(good({"user": {"blogs": blogs}}))
    with pytest.raises(NetworkError, match=named) as caught:
        with_network(lambda network: network.account(), there, blog="elsewhere")
    assert caught.value.failure is Failure.CREDENTIALS


@pytest.mark.parametrize(
    ("ask", "posts", "bad"),
    [
        (True, {"limit": 250, "remaining": 249}, []),
        (False, {"limit": 250, "remaining": 0}, ["asks", "posts"]),
        (True, {}, []),
    ],
)
def test_what_must_be_right_is_looked_at(there: ScriptedHttp, ask: bool, posts: Any, bad: list[str]) -> None:  # noqa: FBT001
    there.otherwise = lambda asked: info(asked, ask=ask, posts=posts)
    found = with_network(lambda network: network.findings(""), there)
    assert [one.what for one in found if not one.is_good] == bad
