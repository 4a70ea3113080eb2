"""LinkedIn: an organisation's page, its comments and reactions, and messages that only a person may write."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from askfirst.networks import http
from askfirst.networks.base import (
    BadInput,
    Envelope,
    Event,
    EventKind,
    Failure,
    Form,
    NetworkError,
    Unsupported,
)
from askfirst.networks.hooks import Forged, Knock, hex_mac
from askfirst.networks.linkedin.codes import CODES, STATUSES
from askfirst.networks.linkedin.events import commented_on, moment
from askfirst.networks.linkedin.page import VERSION, LinkedIn, connector
from tests.networks.http_contract import NOON, HttpContract, load, named
from tests.networks.scripted_http import Asked, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SECRET = "client-secret-of-the-app"
GIVEN: dict[str, Any] = {
    "organization": "77",
    "app_id": "5",
    "client_id": "client",
    "client_secret": SECRET,
    "access_token": "token-of-the-member",
    "refresh_token": "refresh-1",
}
POST = "urn:li:activity:9"
COMMENT = "urn:li:comment:(urn:li:activity:9,31)"
HOOK = "https://desk.harbour.example/hooks/k"


def error(status: int, own: int | None = None) -> Says:
    return Says(
        status, body={"status": status, "message": "No.", **({"serviceErrorCode": own} if own else {})}
    )


class TestLinkedIn(HttpContract):
    name = "linkedin"
    settings: ClassVar[dict[str, Any]] = GIVEN
    addressee = "urn:li:person:abc"
    payloads = load("linkedin")
    good = Says(201, {"x-restli-id": "urn:li:share:700"}, body=b"")
    good_id = "urn:li:share:700"
    secrets = ("access_token", "refresh_token", "client_secret")
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        **{f"{status}/{own}": (error(status, own), failure) for (status, own), (failure, _) in CODES.items()},
        **{str(status): (error(status), failure) for status, (failure, _) in STATUSES.items()},
        "403 of another kind": (error(403, 7), Failure.CREDENTIALS),
        "teapot": (error(418), Failure.OUR_MISTAKE),
    }

    def knock(self, body: bytes) -> Knock:
        signature = hex_mac(SECRET, b"hmacsha256=" + body)
        return Knock(method="POST", query={}, headers={"x-li-signature": signature}, body=body)

    def given(self, form: Form) -> dict[str, Any]:
        return {"in_reply_to": POST} if form is Form.PUBLIC_REPLY else {}


def read(payload: str) -> list[Event]:
    return list(connector({}).parse(named("linkedin", payload)))


def with_network(work: Callable[[LinkedIn], Awaitable[Any]], there: ScriptedHttp, **given: Any) -> Any:
    async def once() -> Any:
        try:
            return await work(connector({**GIVEN, "through": there.url, **given}))
        finally:
            await http.close()

    return asyncio.run(once())


def envelope(**changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "key": "k-1",
        "form": Form.PUBLIC_REPLY,
        "to": "urn:li:person:abc",
        "text": "On Monday.",
        "in_reply_to": COMMENT,
        "at": NOON,
    }
    return Envelope(**(given | changes))


@pytest.fixture
def there():
    with ScriptedHttp() as there:
        yield there


# ── what comes in ──


def test_a_comment_is_named_by_itself_and_says_where_it_stands() -> None:
    (event,) = read("comment")
    assert (event.kind, event.external_id, event.target) == (EventKind.COMMENT, COMMENT, "urn:li:share:9")
    assert (event.actor, event.actor_name, event.text) == (
        "urn:li:person:abc",
        "Ana Costa",
        "When do you ship?",
    )
    assert (event.account, event.is_public) == ("77", True)
    assert event.occurred_at is not None
    assert event.occurred_at.isoformat() == "2026-01-01T00:06:40+00:00"


def test_an_answer_to_a_comment_says_which() -> None:
    (event,) = read("answer_of_theirs")
    assert (event.in_reply_to, event.text, event.actor) == (COMMENT, "Me too", "urn:li:person:def")


def test_what_the_page_said_itself_is_an_echo_whatever_it_is_called() -> None:
    (event,) = read("admin_comment")
    assert (event.kind, event.actor) == (EventKind.ECHO, "urn:li:organization:77")
    found = json.loads(named("linkedin", "admin_comment"))
    found["notifications"][0]["action"] = "COMMENT"
    (same,) = connector({}).parse(json.dumps(found).encode())
    assert same == event
    del found["notifications"][0]["decoratedGeneratedActivity"]
    found["notifications"][0]["action"] = "ADMIN_COMMENT"
    assert next(iter(connector({}).parse(json.dumps(found).encode()))).actor == "urn:li:organization:77"


def test_an_edit_and_a_deletion_name_the_comment() -> None:
    edit, deletion = read("edit_and_delete")
    assert (edit.kind, edit.target, edit.text) == (EventKind.EDIT, COMMENT, "When do you ship to Porto?")
    assert (deletion.kind, deletion.target) == (EventKind.DELETE, COMMENT)
    assert edit.external_id != deletion.external_id


@pytest.mark.parametrize(
    ("payload", "kind", "actor", "text"),
    [
        ("mention", EventKind.MENTION, "urn:li:person:abc", "Good beans at Harbour"),
        ("like", EventKind.LIKE, "urn:li:person:abc", ""),
        ("share", EventKind.MENTION, "urn:li:person:def", "Look"),
        ("share_naked", EventKind.SHARE, "urn:li:person:def", ""),
    ],
)
def test_mentions_and_reactions_come_in(payload: str, kind: EventKind, actor: str, text: str) -> None:
    (event,) = read(payload)
    assert (event.kind, event.actor, event.text) == (kind, actor, text)


@pytest.mark.parametrize("made", [{}, {"share": {"author": "urn:li:organization:77", "commentary": "Look"}}])
def test_a_share_by_the_page_or_by_nobody_who_is_named_is_no_deed_of_a_person(made: dict[str, Any]) -> None:
    push = json.loads(named("linkedin", "share"))
    push["notifications"][0]["decoratedGeneratedActivity"] = made
    (event,) = connector({}).parse(json.dumps(push).encode())
    assert (event.kind, event.reason) == (EventKind.OTHER, "SHARE")
    assert event.external_id != "urn:li:share:13", "that they name us in it is told of the same post"


def test_what_nobody_knows_yet_is_kept_under_its_own_word() -> None:
    first, second = read("unknown")
    assert (first.kind, first.reason, first.external_id) == (
        EventKind.OTHER,
        "CELEBRATE",
        "notification:4419",
    )
    assert first.occurred_at is None
    assert len(second.external_id) == 40


def test_a_moment_beyond_all_calendars_is_unknown() -> None:
    assert moment(10**30) is None


def test_what_has_no_notifications_is_refused() -> None:
    with pytest.raises(BadInput, match="notifications"):
        list(connector({}).pieces(b'{"type": "X"}'))


def test_the_handshake_signs_no_push_for_whoever_asks() -> None:
    code = 'hmacsha256={"notifications": []}'
    with pytest.raises(Forged, match="nothing was signed"):
        connector(GIVEN).challenge(Knock(method="GET", query={"challengeCode": code}, headers={}, body=b""))


def test_the_handshake_answers_in_hexadecimal() -> None:
    knock = Knock(method="GET", query={"challengeCode": "890e4665"}, headers={}, body=b"")
    said = json.loads(connector(GIVEN).challenge(knock).body)
    assert said == {"challengeCode": "890e4665", "challengeResponse": hex_mac(SECRET, b"890e4665")}


@pytest.mark.parametrize(("query", "given"), [({}, GIVEN), ({"challengeCode": "a"}, {})])
def test_a_handshake_that_cannot_be_answered_is_refused(query: dict[str, str], given: dict[str, Any]) -> None:
    with pytest.raises(Forged):
        connector(given).challenge(Knock(method="GET", query=query, headers={}, body=b""))


def test_without_a_secret_no_push_is_believed() -> None:
    with pytest.raises(Forged):
        connector({}).verify(TestLinkedIn().knock(b"{}"))


# ── what goes out ──


def send(there: ScriptedHttp, letter: Envelope) -> tuple[Asked, str]:
    receipt = with_network(lambda network: network.send(letter), there)
    return there.asked[-1], receipt.external_id


def test_an_answer_to_a_comment_stands_under_its_post_and_names_it(there: ScriptedHttp) -> None:
    there.answers.append(Says(201, {"x-restli-id": "34"}, body={"object": POST, "id": "34"}))
    asked, external_id = send(there, envelope())
    assert asked.path.endswith("/comments")
    assert asked.json() == {
        "actor": "urn:li:organization:77",
        "object": POST,
        "message": {"text": "On Monday."},
        "parentComment": COMMENT,
    }
    assert asked.headers["linkedin-version"] == VERSION
    assert asked.headers["x-restli-protocol-version"] == "2.0.0"
    assert external_id == "urn:li:comment:(urn:li:activity:9,34)", "as its echo will name it"


def test_a_comment_under_a_post_has_no_parent(there: ScriptedHttp) -> None:
    there.answers.append(Says(201, body={"commentUrn": COMMENT}))
    asked, external_id = send(there, envelope(in_reply_to="urn:li:share:9"))
    assert asked.json() == {
        "actor": "urn:li:organization:77",
        "object": "urn:li:share:9",
        "message": {"text": "On Monday."},
    }
    assert external_id == COMMENT


@pytest.mark.parametrize(
    ("location", "external_id"),
    [
        ("/socialActions/urn%3Ali%3Aactivity%3A9/comments/34", "urn:li:comment:(urn:li:activity:9,34)"),
        ("", "34"),
    ],
)
def test_the_name_of_a_comment_may_stand_in_its_address(
    there: ScriptedHttp, location: str, external_id: str
) -> None:
    there.answers.append(Says(201, {"x-restli-id": "34", "location": location}))
    assert send(there, envelope())[1] == external_id


def test_signs_that_mean_something_in_a_post_are_escaped(there: ScriptedHttp) -> None:
    there.answers.append(TestLinkedIn.good)
    asked, _ = send(there, envelope(form=Form.PUBLIC_POST, to="", text="Beans (new) #1 *hot*"))
    assert asked.json()["commentary"] == "Beans \\(new\\) \\#1 \\*hot\\*"
    assert asked.json()["lifecycleState"] == "PUBLISHED"


def test_what_is_answered_must_be_named() -> None:
    with pytest.raises(Unsupported, match="which one"):
        connector(GIVEN).build(envelope(in_reply_to="9"))


def test_allowances_are_full_again_at_midnight(there: ScriptedHttp) -> None:
    there.answers.append(Says(429, body={"status": 429}, at="Sat, 21 Nov 2026 21:00:00 GMT"))
    with pytest.raises(NetworkError) as caught:
        send(there, envelope())
    assert caught.value.retry_after == timedelta(hours=3)
    there.answers.append(Says(429, body={"status": 429}, at="sometime"))
    with pytest.raises(NetworkError) as caught:
        send(there, envelope())
    assert caught.value.retry_after is None


def test_a_message_is_handed_to_a_person() -> None:
    letter = envelope(form=Form.DIRECT, to="ana-costa", to_name="Ana", in_reply_to="")
    handed = connector(GIVEN).handoff(letter)
    assert handed.address == "https://www.linkedin.com/in/ana-costa/"
    assert handed.text == "On Monday."
    assert "Ana" in handed.steps[0]
    with pytest.raises(Unsupported, match="LinkedIn does not support direct"):
        connector(GIVEN).check(letter)


def test_an_answer_in_the_pages_inbox_is_written_there() -> None:
    handed = connector(GIVEN).handoff(envelope(form=Form.DIRECT))
    assert handed.address == "https://www.linkedin.com/company/77/admin/inbox/"


@pytest.mark.parametrize(
    "changes", [{"form": Form.PUBLIC_POST}, {"form": Form.DIRECT, "to": "javascript:alert(1)"}, {"to": ""}]
)
def test_where_there_is_no_page_to_write_on_it_is_said(changes: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        connector(GIVEN).handoff(envelope(**changes))


def test_what_members_did_is_kept_two_days_and_who_they_are_one() -> None:
    kept = connector({}).retention
    assert (kept.activity, kept.profile) == (timedelta(hours=48), timedelta(hours=24))


# ── what is read back ──


def pull(there: ScriptedHttp, cursor: str = "") -> Any:
    return with_network(lambda network: network.pull(cursor, NOON), there)


def test_what_is_read_back_is_what_was_pushed(there: ScriptedHttp) -> None:
    pushed = json.loads(named("linkedin", "comment"))["notifications"]
    there.answers.append(Says(body={"elements": pushed}))
    pulled = pull(there)
    pieces = list(connector({}).pieces(named("linkedin", "comment")))
    assert [piece.external_id for piece in pulled.pieces] == [piece.external_id for piece in pieces]
    assert not pulled.is_more
    assert there.asked[0].path.endswith("/rest/organizationalEntityNotifications")
    assert there.asked[0].query["timeRange"] == f"(start:{int(NOON.timestamp()) * 1000})"
    assert there.asked[0].query["organizationalEntity"] == "urn:li:organization:77"


def test_a_long_list_is_read_page_by_page_and_then_from_its_newest(there: ScriptedHttp) -> None:
    begin = int(NOON.timestamp()) * 1000
    full = [{"notificationId": n, "action": "LIKE", "lastModifiedAt": begin + n} for n in range(1, 51)]
    there.answers += [
        Says(body={"elements": full}),
        Says(body={"elements": [{"action": "LIKE"}]}),
        Says(body={}),
    ]
    first = pull(there)
    assert first.is_more
    second = pull(there, first.cursor)
    assert there.asked[1].query["start"] == "50"
    assert not second.is_more
    pull(there, second.cursor)
    assert there.asked[2].query["timeRange"] == f"(start:{begin + 50})"


def find(there: ScriptedHttp, letter: Envelope) -> Any:
    return with_network(lambda network: network.find(letter, NOON), there)


def said(number: int, **changes: Any) -> dict[str, Any]:
    at = int(NOON.timestamp()) * 1000
    one = {
        "id": str(number),
        "actor": "urn:li:organization:77",
        "object": POST,
        "message": {"text": "On  Monday."},
        "created": {"time": at},
    }
    return one | changes


def test_a_comment_of_ours_is_found_on_a_later_page(there: ScriptedHttp) -> None:
    theirs = [said(n, actor="urn:li:person:abc") for n in range(49)]  # of fifty, one was taken away
    older = said(60, created={"time": 1})
    there.answers += [Says(body={"elements": theirs}), Says(body={"elements": [older, said(61)]})]
    assert find(there, envelope()).external_id == "urn:li:comment:(urn:li:activity:9,61)"
    assert there.asked[1].query["start"] == "49"


def test_a_post_of_ours_is_found(there: ScriptedHttp) -> None:
    post = {"id": "urn:li:share:700", "author": "urn:li:organization:77", "commentary": "New \\(beans\\)"}
    there.answers += [Says(body={"elements": [post]})] * 2 + [Says(body={"elements": []})]
    letter = envelope(form=Form.PUBLIC_POST, text="New (beans)")
    assert find(there, letter).external_id == "urn:li:share:700"
    assert find(there, envelope(form=Form.PUBLIC_POST, text="Old beans")) is None


# ── connecting ──

PAGE = {"id": 77, "localizedName": "Harbour Coffee"}
ROLE = {"elements": [{"organization": "urn:li:organization:77", "role": "ADMINISTRATOR"}]}


def network_of(webhook: Any, role: Any = ROLE) -> Callable[[Asked], Says]:
    def answer(asked: Asked) -> Says:
        if "/rest/organizations/" in asked.path:
            return Says(body=PAGE)
        if asked.path.endswith("organizationAcls"):
            return Says(body=role)
        if asked.path.endswith("/v2/me"):
            return Says(body={"id": "adm"})
        return webhook if isinstance(webhook, Says) else Says(body={"webhook": webhook})

    return answer


@pytest.mark.parametrize(
    ("there_is", "hook", "given", "bad"),
    [
        ((HOOK, ROLE), HOOK, {}, []),
        ((HOOK, {}), "", {"client_secret": ""}, ["role", "signature"]),
        (("https://elsewhere.example", ROLE), HOOK, {}, ["hook"]),
        ((error(404), ROLE), HOOK, {}, ["hook"]),
    ],
)
def test_what_must_be_right_is_looked_at(
    there: ScriptedHttp, there_is: tuple[Any, Any], hook: str, given: dict[str, Any], bad: list[str]
) -> None:
    there.otherwise = network_of(*there_is)
    found = with_network(lambda network: network.findings(hook), there, **given)
    assert [one.what for one in found if not one.is_good] == bad


def test_subscribing_names_the_app_the_member_and_the_page(there: ScriptedHttp) -> None:
    there.otherwise = network_of(Says(204))
    with_network(lambda network: network.subscribe(HOOK, "unused"), there)
    asked = there.asked[-1]
    assert asked.method == "PUT"
    assert asked.json() == {"webhook": HOOK}
    assert "user:urn%3Ali%3Aperson%3Aadm,entity:urn%3Ali%3Aorganization%3A77" in asked.path


def test_a_token_is_exchanged_without_the_old_one(there: ScriptedHttp) -> None:
    there.answers.append(Says(body={"access_token": "a-2", "expires_in": 5_184_000}))
    renewed = with_network(lambda network: network.renew(), there)
    assert renewed.settings == {"access_token": "a-2"}
    assert renewed.lasts == timedelta(days=60)
    assert "authorization" not in there.asked[0].headers
    there.answers.append(Says(body={"access_token": "a-3"}))
    assert with_network(lambda network: network.renew(), there).lasts is None


def test_without_a_refresh_token_nothing_is_exchanged(there: ScriptedHttp) -> None:
    assert with_network(lambda network: network.renew(), there, refresh_token="") is None


def test_the_name_of_a_comment_tells_its_post() -> None:
    assert commented_on("urn:li:comment:(activity:9,31)") == POST
    assert commented_on("urn:li:share:9") == ""
