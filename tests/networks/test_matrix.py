"""Matrix: one room for each person, found or opened, and one sync after the other."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Envelope,
    EventKind,
    Failure,
    Form,
    NetworkError,
    Unsupported,
)
from askfirst.networks.marks import Mark
from askfirst.networks.matrix import account as matrix
from askfirst.networks.matrix import sync as matrix_sync
from askfirst.networks.matrix.account import Matrix
from tests.networks.http_contract import HttpContract, load, named
from tests.networks.scripted_http import Asked, Breaks, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.networks.hooks import Knock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STAMP = int(NOON.timestamp() * 1_000)
ME, ANA, ROOM = "@harbour:example.org", "@ana:example.org", "!talk:example.org"
SETTINGS = {"homeserver": "https://example.org", "user_id": ME, "access_token": "token-1"}
NOT_THERE = Says(404, body={"errcode": "M_NOT_FOUND", "error": "in words that may change"})


def no(code: str, status: int = 400, **body: Any) -> Says:
    """An error as Matrix writes it."""
    return Says(status, body={"errcode": code, "error": "in words that may change", **body})


class Home(ScriptedHttp):
    """A homeserver that knows one room with Ana, and says the rest as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Says] = {
            f"user/{ME}/account_data/m.direct": Says(body={ANA: ["!left:example.org", ROOM]}),
            "joined_rooms": Says(body={"joined_rooms": [ROOM, "!new:example.org"]}),
            f"rooms/{ROOM}/state/m.room.member/{ANA}": Says(body={"membership": "join"}),
            f"rooms/{ROOM}/state/m.room.encryption": NOT_THERE,
            f"rooms/{ROOM}/joined_members": Says(
                body={"joined": {ANA: {"display_name": "Ana"}, ME: {}, "odd": "rubbish"}}
            ),
        }
        self.looked: list[str] = []

    def next(self, asked: Asked) -> Any:
        what = unquote(asked.path).partition("/_matrix/client/v3/")[2]
        if asked.method == "GET" and what in self.known:
            self.looked.append(what)
            return self.known[what]
        return super().next(asked)

    def said(self) -> list[tuple[str, str]]:
        """Method and path of what was asked beyond look-ups."""
        return [(one.method, unquote(one.path).partition("/_matrix/")[2]) for one in self.asked]


class TestMatrix(HttpContract):
    name = "matrix"
    settings: ClassVar[dict[str, Any]] = SETTINGS
    addressee = ANA
    payloads = load("matrix")
    good = Says(200, body={"event_id": "$said", "room_id": "!new:example.org"})
    good_id = "$said"
    is_repeatable = True
    secrets = ("access_token",)
    required = ("homeserver", "user_id")
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        "M_FORBIDDEN": (no("M_FORBIDDEN", 403), Failure.REFUSED),
        "M_INVITE_BLOCKED": (no("M_INVITE_BLOCKED", 403), Failure.UNREACHABLE),
        "before 1.18": (no("ORG.MATRIX.MSC4155.M_INVITE_BLOCKED", 403), Failure.UNREACHABLE),
        "M_UNKNOWN_TOKEN": (no("M_UNKNOWN_TOKEN", 401, soft_logout=True), Failure.CREDENTIALS),
        "M_MISSING_TOKEN": (no("M_MISSING_TOKEN", 401), Failure.CREDENTIALS),
        "M_USER_LOCKED": (no("M_USER_LOCKED", 401), Failure.CREDENTIALS),
        "M_USER_SUSPENDED": (no("M_USER_SUSPENDED", 403), Failure.REFUSED),
        "M_LIMIT_EXCEEDED": (no("M_LIMIT_EXCEEDED", 429), Failure.QUOTA),
        "M_NOT_FOUND": (no("M_NOT_FOUND", 404), Failure.UNREACHABLE),
        "M_BAD_JSON": (no("M_BAD_JSON"), Failure.OUR_MISTAKE),
        "M_TOO_LARGE": (no("M_TOO_LARGE", 413), Failure.REFUSED),
        "M_UNKNOWN": (no("M_UNKNOWN", 400), Failure.OUR_MISTAKE),
        "M_UNKNOWN of theirs": (no("M_UNKNOWN", 500), Failure.RETRY),
        "a limit without a word": (Says(429, {"retry-after": "2"}), Failure.QUOTA),
    }

    def knock(self, body: bytes) -> Knock | None:  # noqa: ARG002 -- nothing is pushed
        return None

    @pytest.fixture
    def there(self) -> Iterator[ScriptedHttp]:
        with Home() as there:
            yield there

    def external_id(self, key: str, **changes: Any) -> str:
        with Home() as there:
            there.otherwise = lambda asked: Says(200, body={"event_id": f"${asked.path.rsplit('/', 1)[1]}"})
            return self.send(there, self.envelope(key=key, **changes)).external_id


@pytest.fixture
def there() -> Iterator[Home]:
    with Home() as there:
        yield there


def run(there: ScriptedHttp, deed: Callable[[Any], Any], **changes: Any) -> Any:
    """What `deed` gives, done by a connector that reaches `there`."""

    async def once() -> Any:
        network = catalog.connector("matrix", {**SETTINGS, "through": there.url, **changes})
        try:
            return await deed(network)
        finally:
            await http.close()

    return asyncio.run(once())


def envelope(**changes: Any) -> Envelope:
    return Envelope(**({"key": "delivery/1", "form": Form.DIRECT, "to": ANA, "text": "Hello Ana"} | changes))


def send(there: ScriptedHttp, **changes: Any) -> Any:
    return run(there, lambda network: network.send(envelope(**changes)))


SAID = Says(200, body={"event_id": "$said"})


# ── out ──


def test_a_message_goes_to_the_room_with_that_person_under_its_key(there: Home) -> None:
    there.answers.append(SAID)
    assert send(there, in_reply_to="$m1").external_id == "$said"
    (asked,) = there.asked
    assert asked.path.endswith("/rooms/%21talk%3Aexample.org/send/m.room.message/delivery%2F1")
    assert asked.headers["authorization"] == "Bearer token-1"
    assert asked.json() == {
        "msgtype": "m.text",
        "body": "Hello Ana",
        "m.mentions": {},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$m1"}},
    }


def test_a_lost_answer_is_tried_again_in_the_same_room_under_the_same_key(there: Home) -> None:
    there.answers += [Breaks(), SAID]
    with pytest.raises(NetworkError):
        send(there)
    send(there)
    first, second = there.asked
    assert first.path == second.path


def test_a_room_is_remembered_before_anybody_is_invited(there: Home) -> None:
    there.known[f"user/{ME}/account_data/m.direct"] = NOT_THERE
    there.known["rooms/!new:example.org/state/m.room.encryption"] = NOT_THERE
    there.answers += [Says(body={"room_id": "!new:example.org"}), Says(body={}), Says(body={}), SAID]
    send(there)
    assert there.said() == [
        ("POST", "client/v3/createRoom"),
        ("PUT", f"client/v3/user/{ME}/account_data/m.direct"),
        ("PUT", f"client/v3/rooms/!new:example.org/state/m.room.member/{ANA}"),
        ("PUT", "client/v3/rooms/!new:example.org/send/m.room.message/delivery/1"),
    ]
    assert "invite" not in there.asked[0].json()
    assert there.asked[1].json() == {ANA: ["!new:example.org"]}
    assert there.asked[2].json() == {"membership": "invite", "is_direct": True}


def test_whoever_was_not_invited_yet_is_invited_to_the_remembered_room(there: Home) -> None:
    there.known[f"rooms/{ROOM}/state/m.room.member/{ANA}"] = NOT_THERE
    there.answers += [Says(body={}), SAID]
    send(there)
    assert [path.rsplit("/", 2)[1] for _, path in there.said()] == ["m.room.member", "delivery"]


def test_a_room_that_they_left_is_not_used_again(there: Home) -> None:
    there.known[f"rooms/{ROOM}/state/m.room.member/{ANA}"] = Says(body={"membership": "leave"})
    there.known["rooms/!new:example.org/state/m.room.encryption"] = NOT_THERE
    there.answers += [Says(body={"room_id": "!new:example.org"}), Says(body={}), Says(body={}), SAID]
    send(there)
    assert there.asked[1].json() == {ANA: ["!left:example.org", ROOM, "!new:example.org"]}


def test_a_room_into_which_somebody_else_came_is_private_no_more(there: Home) -> None:
    there.known[f"rooms/{ROOM}/joined_members"] = Says(
        body={"joined": {ANA: {}, ME: {}, "@eve:example.org": {}}}
    )
    there.known["rooms/!new:example.org/state/m.room.encryption"] = NOT_THERE
    there.answers += [Says(body={"room_id": "!new:example.org"}), Says(body={}), Says(body={}), SAID]
    send(there)
    assert there.said()[-1][1].startswith("client/v3/rooms/!new:example.org/send/")


def test_a_person_who_takes_no_invitations_cannot_be_reached(there: Home) -> None:
    there.known[f"user/{ME}/account_data/m.direct"] = Says(body={ANA: "rubbish"})
    there.answers += [Says(body={"room_id": "!new:example.org"}), Says(body={}), no("M_INVITE_BLOCKED", 403)]
    with pytest.raises(NetworkError, match="no invitations") as caught:
        send(there)
    assert caught.value.failure is Failure.UNREACHABLE
    assert len(there.asked) == 3, "nothing was said"


def test_a_room_without_an_id_is_opened_again(there: Home) -> None:
    there.known["joined_rooms"] = Says(body={})
    there.answers.append(Says(body={}))
    with pytest.raises(NetworkError, match="which room") as caught:
        send(there)
    assert caught.value.failure is Failure.RETRY


def test_nothing_is_said_in_clear_in_an_encrypted_room(there: Home) -> None:
    there.known[f"rooms/{ROOM}/state/m.room.encryption"] = Says(body={"algorithm": "m.megolm.v1.aes-sha2"})
    with pytest.raises(NetworkError, match="encrypted") as caught:
        send(there)
    assert caught.value.failure is Failure.REFUSED
    assert not there.asked


@pytest.mark.parametrize("to", ["ana", "@ana", "ana:example.org"])
def test_an_address_of_another_network_is_no_user(there: Home, to: str) -> None:
    with pytest.raises(NetworkError, match="no user of Matrix") as caught:
        send(there, to=to)
    assert caught.value.failure is Failure.UNREACHABLE


@pytest.mark.parametrize(
    ("kind", "msgtype", "text", "body"),
    [("image/png", "m.image", "", "a.png"), ("text/csv", "m.file", "See this", "See this")],
)
def test_a_file_is_laid_ready_and_carries_the_words(
    there: Home, kind: str, msgtype: str, text: str, body: str
) -> None:
    there.answers += [Says(body={"content_uri": "mxc://example.org/AbC"}), SAID]
    send(there, text=text, attachments=(Attachment(name="a.png", content_type=kind, content=b"x"),))
    assert there.asked[0].query == {"filename": "a.png"}
    said = there.asked[1].json()
    assert (said["msgtype"], said["body"], said["url"]) == (msgtype, body, "mxc://example.org/AbC")
    assert said["info"] == {"mimetype": kind, "size": 1}


def test_a_text_whose_signs_grow_on_the_way_is_refused_before_it_leaves() -> None:
    network = catalog.connector("matrix", SETTINGS)
    network.check(envelope(text="\n" * 29_000))
    with pytest.raises(Unsupported, match="60,000"):
        network.check(envelope(text="\x01" * 20_000))


def test_a_limit_waits_as_long_as_older_homeservers_say(there: Home) -> None:
    for told, seconds in (
        (no("M_LIMIT_EXCEEDED", 429, retry_after_ms=1_500), 1.5),
        (no("M_LIMIT_EXCEEDED", 429, retry_after_ms="soon"), None),
        (Says(429, {"retry-after": "7"}, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1}), 7),
    ):
        there.answers.append(told)
        with pytest.raises(NetworkError) as caught:
            send(there)
        after = caught.value.retry_after
        assert (after.total_seconds() if after else None) == seconds


def test_what_was_said_is_found_by_its_key_on_every_page(there: Home) -> None:
    mine = {"event_id": "$said", "origin_server_ts": STAMP, "unsigned": {"transaction_id": "delivery/1"}}
    other = {"event_id": "$other", "origin_server_ts": STAMP}
    there.answers += [Says(body={"chunk": [other], "end": "p2"}), Says(body={"chunk": [mine]})]
    receipt = run(there, lambda network: network.find(envelope(), NOON))
    assert (receipt.external_id, receipt.accepted_at) == ("$said", NOON)
    assert there.asked[1].query["from"] == "p2"


def test_what_was_not_said_is_not_guessed(there: Home) -> None:
    older = {"event_id": "$x", "origin_server_ts": STAMP - 1, "unsigned": {"transaction_id": "delivery/1"}}
    find = lambda network: network.find(envelope(), NOON)  # noqa: E731 -- asked three times
    there.answers.append(Says(body={"chunk": [older], "end": "p2"}))
    assert run(there, find) is None
    there.answers.append(Says(body={"chunk": []}))
    assert run(there, find) is None
    there.known["joined_rooms"] = Says(body={"joined_rooms": []})
    assert run(there, find) is None


def test_marks_are_shown_in_the_room_with_them_and_nowhere_else(there: Home) -> None:
    there.answers += [Says(body={}), Says(body={})]
    for mark in (Mark.TYPING, Mark.SEEN):
        run(there, lambda network, mark=mark: network.mark(mark, to=ANA, message="$m1"))
    assert there.said() == [
        ("PUT", f"client/v3/rooms/{ROOM}/typing/{ME}"),
        ("POST", f"client/v3/rooms/{ROOM}/receipt/m.read/$m1"),
    ]
    run(there, lambda network: network.mark(Mark.SEEN, to="@nobody:example.org", message="$m1"))
    assert len(there.asked) == 2


# ── in ──


def read(payload: str, **changes: Any) -> Any:
    found = json.loads(named("matrix", payload))
    found["event"] = found.get("event", {}) | changes
    if not found["event"]:
        del found["event"]
    (event,) = catalog.connector("matrix", SETTINGS).parse(json.dumps(found).encode())
    return event


def test_a_message_is_read_without_what_it_quotes() -> None:
    event = read("01_message")
    assert (event.kind, event.actor, event.actor_name) == (EventKind.MESSAGE, ANA, "Ana")
    assert (event.text, event.html) == ("Is it open?", "Is it <b>open</b>?")
    assert event.in_reply_to == "$m0"
    assert event.occurred_at == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert event.extra == {"room": ROOM, "msgtype": "m.text"}


def test_an_edit_says_what_reads_how_now() -> None:
    event = read("02_edit")
    assert (event.kind, event.target, event.text) == (EventKind.EDIT, "$m1", "Is it open on Sunday?")


def test_a_picture_lies_ready_for_our_own_token() -> None:
    event = read("03_picture")
    (media,) = event.media
    assert media.url == "https://example.org/_matrix/client/v1/media/download/example.org/AbC"
    assert (media.name, media.content_type, media.needs_token) == ("door.jpg", "image/jpeg", True)
    assert event.text == "the door"


@pytest.mark.parametrize(
    ("content", "media", "text", "remarks"),
    [
        ({"msgtype": "m.file", "body": "a.pdf", "url": "mxc://x/y"}, 1, "", 0),
        ({"msgtype": "m.file", "body": "a.pdf", "url": "https://evil/x"}, 0, "", 1),
        ({"msgtype": "m.file", "body": "a.pdf", "file": {"url": "mxc://x/y"}}, 0, "", 1),
        ({"msgtype": "m.emote", "body": "waves"}, 0, "* waves", 0),
    ],
)
def test_files_and_gestures(content: dict[str, Any], media: int, text: str, remarks: int) -> None:
    event = read("03_picture", content=content)
    assert (len(event.media), event.text, len(event.remarks)) == (media, text, remarks)


def test_a_sticker_is_a_picture() -> None:
    sticker = {"body": "wave", "url": "mxc://example.org/S", "info": {"mimetype": "image/png"}}
    event = read("03_picture", type="m.sticker", content=sticker)
    assert (event.kind, len(event.media)) == (EventKind.MESSAGE, 1)


def test_an_answer_that_only_falls_back_answers_nothing() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$t",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$z"},
    }
    event = read("01_message", content={"msgtype": "m.text", "body": "Hi", "m.relates_to": relation})
    assert (event.in_reply_to, event.text) == ("", "Hi")


def test_what_we_said_comes_back_under_its_key() -> None:
    event = read("04_echo")
    assert (event.kind, event.key, event.target) == (EventKind.ECHO, "delivery-1", ANA)
    found = json.loads(named("matrix", "04_echo"))
    found["room"]["members"] = {ME: ""}
    (alone,) = catalog.connector("matrix", SETTINGS).parse(json.dumps(found).encode())
    assert alone.target == ""


def test_a_reaction_names_its_message_and_ours_is_no_news() -> None:
    event = read("05_reaction")
    assert (event.kind, event.target, event.text) == (EventKind.REACTION, "$m4", "👍")
    assert read("05_reaction", sender=ME).kind is EventKind.OTHER
    assert read("05_reaction", content={}).kind is EventKind.OTHER


def test_who_changes_something_is_looked_at_by_whoever_keeps_it() -> None:
    assert all(read(name).extra["is_unchecked"] for name in ("02_edit", "06_redaction"))


def test_the_address_of_a_file_leads_nowhere_but_to_a_file() -> None:
    network = catalog.connector("matrix", SETTINGS)
    assert isinstance(network, Matrix)
    address = network._download("a.example", "../../../v3/sync?since=1")
    assert address.endswith("/media/download/a.example/..%2F..%2F..%2Fv3%2Fsync%3Fsince%3D1")


def test_what_was_taken_back_is_named_in_old_and_new_rooms() -> None:
    assert (read("06_redaction").kind, read("06_redaction").target) == (EventKind.DELETE, "$m3")
    assert read("06_redaction", redacts=None).target == "$m3"


def test_a_message_that_was_taken_back_before_it_was_read_is_none() -> None:
    event = read("01_message", content={})
    assert (event.kind, event.reason) == (EventKind.OTHER, "redacted")


@pytest.mark.parametrize(
    ("whose", "before", "now", "kind"),
    [
        (ANA, "join", "leave", EventKind.STOP),
        (ANA, "invite", "leave", EventKind.STOP),
        (ANA, "", "leave", EventKind.STOP),
        (ANA, "leave", "join", EventKind.RESUME),
        (ANA, "invite", "join", EventKind.CONNECT),
        (ANA, "join", "join", EventKind.OTHER),
        (ANA, "", "join", EventKind.OTHER),
        (ANA, "", "knock", EventKind.OTHER),
        (ME, "join", "ban", EventKind.BLOCK),
        (ME, "ban", "leave", EventKind.UNBLOCK),
        (ME, "join", "leave", EventKind.STOP),
        (ME, "invite", "leave", EventKind.OTHER),
        (ME, "leave", "invite", EventKind.OTHER),
        ("@ben:example.org", "join", "leave", EventKind.OTHER),
    ],
)
def test_coming_and_going_is_a_yes_and_a_no(whose: str, before: str, now: str, kind: EventKind) -> None:
    unsigned = {"prev_content": {"membership": before, "displayname": "Ana"}} if before else {}
    event = read("07_left", state_key=whose, content={"membership": now}, unsigned=unsigned)
    assert (event.kind, event.actor) == (kind, ANA)
    assert event.actor_name == ("Ana" if before else "")


def test_what_we_did_ourselves_is_no_word_of_theirs() -> None:
    event = read("07_left", sender=ME, state_key=ANA)
    assert (event.kind, event.reason) == (EventKind.OTHER, "our leave")


def test_leaving_a_crowd_stops_nothing() -> None:
    found = json.loads(named("matrix", "13_company"))
    left = json.loads(named("matrix", "07_left"))["event"]
    (event,) = catalog.connector("matrix", SETTINGS).parse(json.dumps(found | {"event": left}).encode())
    assert event.kind is EventKind.OTHER


def test_an_encrypted_message_is_shown_with_a_sentence() -> None:
    event = read("09_encrypted")
    assert (event.kind, event.reason) == (EventKind.OTHER, "m.room.encrypted")
    assert "encrypted" in event.remarks[0]


def test_a_receipt_tells_who_read_what() -> None:
    event = read("10_receipt")
    assert (event.kind, event.target, event.actor, event.actor_name) == (EventKind.READ, "$m4", ANA, "Ana")


def test_an_invitation_tells_what_became_of_it() -> None:
    event = read("11_invite")
    assert (event.kind, event.actor) == (EventKind.OTHER, ANA)
    assert "accepted" in event.remarks[0]


def test_in_company_only_what_names_us_is_for_us() -> None:
    assert read("12_mention").kind is EventKind.MENTION
    event = read("13_company")
    assert (event.kind, event.text) == (EventKind.OTHER, "Nice weather")
    assert "several people" in event.remarks[0]


def test_the_unknown_is_kept() -> None:
    assert (read("15_poll").kind, read("15_poll").reason) == (EventKind.OTHER, "m.poll.start")
    assert read("14_gap").remarks


@pytest.mark.parametrize(
    "raw",
    [
        {"room": {}},
        {"event": {"type": "m.room.message", "sender": ANA}},
        {"event": {"event_id": "$x", "sender": ANA}},
        {"event": {"event_id": "$x", "type": "m.room.message"}},
        {"receipt": {"event_id": "$x"}},
        {"receipt": {"user": ANA}},
    ],
)
def test_half_a_piece_is_refused_with_a_sentence(raw: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="Matrix"):
        list(catalog.connector("matrix", SETTINGS).parse(json.dumps(raw).encode()))


@pytest.mark.parametrize("stamp", [True, "noon", 10**30, None])
def test_a_time_that_is_none_stays_unknown(stamp: Any) -> None:
    assert read("01_message", origin_server_ts=stamp).occurred_at is None


# ── pulling ──


def said(name: str, at: int = STAMP) -> dict[str, Any]:
    content = {"msgtype": "m.text", "body": name}
    return {
        "type": "m.room.message",
        "event_id": name,
        "sender": ANA,
        "origin_server_ts": at,
        "content": content,
    }


def synced(following: str = "s2", **rooms: Any) -> Says:
    return Says(body={"next_batch": following, "rooms": rooms})


def pull(there: Home, cursor: str = "s1", **changes: Any) -> Any:
    return run(there, lambda network: network.pull(cursor, NOON), **changes)


def test_the_first_sync_does_not_wait_and_reads_nothing_older(there: Home) -> None:
    there.answers.append(
        synced(join={ROOM: {"timeline": {"events": [said("$old", STAMP - 1), said("$new")]}}})
    )
    pulled = pull(there, "")
    assert [one.external_id for one in pulled.pieces] == ["$new"]
    assert pulled.cursor == "s2"
    assert there.asked[0].query["timeout"] == "0"
    assert "since" not in there.asked[0].query
    (event,) = catalog.connector("matrix", SETTINGS).parse(pulled.pieces[0].raw)
    assert (event.kind, event.actor_name) == (EventKind.MESSAGE, "Ana")


def test_the_next_sync_waits_on_the_homeserver(there: Home) -> None:
    there.answers.append(synced(join={ROOM: {"timeline": {"events": []}}}, leave={"!x": "rubbish"}))
    pulled = pull(there)
    assert not pulled.pieces
    assert (there.asked[0].query["since"], there.asked[0].query["timeout"]) == ("s1", "30000")
    assert not there.looked, "nothing happened, so nobody is looked up"
    assert there.asked[0].query["filter"] == matrix_sync._FILTER


def test_what_a_sync_left_out_is_fetched_until_where_the_last_ended(there: Home) -> None:
    timeline = {"events": [said("$4")], "limited": True, "prev_batch": "p0"}
    there.answers += [
        synced(join={ROOM: {"timeline": timeline}}),
        Says(body={"chunk": [said("$3"), said("$2")], "end": "p1"}),
        Says(body={"chunk": [said("$1")]}),
    ]
    pulled = pull(there)
    assert [one.external_id for one in pulled.pieces] == ["$1", "$2", "$3", "$4"]
    assert (there.asked[1].query["from"], there.asked[1].query["to"]) == ("p0", "s1")
    assert there.asked[2].query["from"] == "p1"


def test_the_first_time_it_goes_back_to_the_beginning_of_our_time(there: Home) -> None:
    timeline = {"events": [said("$4")], "limited": True, "prev_batch": "p0"}
    there.answers += [
        synced(join={ROOM: {"timeline": timeline}}),
        Says(body={"chunk": [said("$3"), said("$0", STAMP - 1)], "end": "p1"}),
    ]
    assert [one.external_id for one in pull(there, "").pieces] == ["$3", "$4"]
    assert "to" not in there.asked[1].query


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_cannot_be_fetched_any_more_is_said(
    there: Home, monkeypatch: pytest.MonkeyPatch, *, is_refused: bool
) -> None:
    monkeypatch.setattr(matrix_sync, "_MOST_PAGES", 2)
    timeline = {"events": [said("$4")], "limited": True, "prev_batch": "p0"}
    there.answers.append(synced(join={ROOM: {"timeline": timeline}}))
    pages = iter(range(9))
    there.otherwise = lambda _: (
        no("M_FORBIDDEN", 403) if is_refused else Says(body={"chunk": [], "end": f"p{next(pages) + 1}"})
    )
    pulled = pull(there)
    assert [one.external_id.rsplit("/", 1)[0] for one in pulled.pieces] == [f"{ROOM}/gap", "$4"]


def test_receipts_of_others_are_pieces_and_ours_are_not(there: Home) -> None:
    receipts = {
        "type": "m.receipt",
        "content": {
            "$m4": {"m.read": {ANA: {"ts": STAMP}, ME: {"ts": STAMP}, "@odd:x": 7}, "m.fully_read": {}},
            "$m5": "rubbish",
        },
    }
    there.answers.append(synced(join={ROOM: {"ephemeral": {"events": [receipts]}}}))
    pulled = pull(there)
    assert [one.external_id for one in pulled.pieces] == [f"$m4/read/{ANA}", "$m4/read/@odd:x"]


def test_being_shown_the_door_is_read_in_the_room_that_we_left(there: Home) -> None:
    kicked = json.loads(named("matrix", "08_banned_us"))["event"] | {"origin_server_ts": STAMP}
    there.answers.append(synced(leave={ROOM: {"timeline": {"events": [kicked]}}}))
    (piece,) = pull(there).pieces
    (event,) = catalog.connector("matrix", SETTINGS).parse(piece.raw)
    assert event.kind is EventKind.BLOCK


def invited(*, is_direct: bool) -> Says:
    ours = {
        "type": "m.room.member",
        "sender": ANA,
        "state_key": ME,
        "content": {"membership": "invite", "is_direct": is_direct},
    }
    theirs = {"type": "m.room.member", "sender": ANA, "state_key": ANA, "content": {"membership": "join"}}
    return synced(invite={"!new:example.org": {"invite_state": {"events": [theirs, ours]}}})


@pytest.mark.parametrize(
    ("joins", "is_direct", "is_joined"),
    [("direct", True, True), ("direct", False, False), ("all", False, True), ("none", True, False)],
)
def test_invitations_are_accepted_where_the_settings_allow_it(
    there: Home, joins: str, *, is_direct: bool, is_joined: bool
) -> None:
    there.answers.append(invited(is_direct=is_direct))
    there.otherwise = lambda _: Says(body={"room_id": "!new:example.org"})
    (piece,) = pull(there, joins=joins).pieces
    assert ("POST", "client/v3/join/!new:example.org") in there.said() or not is_joined
    assert piece.external_id.startswith("!new:example.org/invite/")
    remembered = [one.json() for one in there.asked if one.path.endswith("m.direct")]
    assert remembered == (
        [{ANA: ["!left:example.org", ROOM, "!new:example.org"]}] if is_joined and is_direct else []
    )


def test_an_invitation_that_is_gone_is_told_and_holds_nothing_up(there: Home) -> None:
    there.answers += [invited(is_direct=True), no("M_FORBIDDEN", 403)]
    (piece,) = pull(there).pieces
    (event,) = catalog.connector("matrix", SETTINGS).parse(piece.raw)
    assert "M_FORBIDDEN" in event.remarks[0]


def test_an_invitation_that_cannot_be_accepted_now_is_read_again(there: Home) -> None:
    there.answers += [invited(is_direct=True), no("M_UNKNOWN", 502)]
    with pytest.raises(NetworkError):
        pull(there)


def test_an_invitation_that_is_not_ours_is_none(there: Home) -> None:
    there.answers.append(synced(invite={"!new:example.org": {"invite_state": {"events": []}}}))
    assert not pull(there).pieces


def test_a_sync_without_a_place_is_asked_again_and_a_thing_without_a_name_is_none(there: Home) -> None:
    there.answers.append(Says(body={}))
    with pytest.raises(NetworkError, match="next sync") as caught:
        pull(there)
    assert caught.value.failure is Failure.RETRY
    there.answers.append(synced(join={ROOM: {"timeline": {"events": [{"type": "m.odd"}]}}}))
    assert not pull(there).pieces


# ── connecting ──


def test_an_account_is_who_the_token_says(there: Home) -> None:
    there.answers += [Says(body={"user_id": ME}), Says(body={"displayname": "Harbour"})]
    account = run(there, lambda network: network.account())
    assert (account.address, account.name) == (ME, "Harbour")
    there.answers += [Says(body={"user_id": ME}), NOT_THERE]
    assert run(there, lambda network: network.account()).name == ME


@pytest.mark.parametrize(
    ("whose", "versions", "goods"), [(ME, ["v1.11"], [True, True]), ("@else:x", "none", [False, False])]
)
def test_findings_say_whose_token_it_is(there: Home, whose: str, versions: Any, goods: list[bool]) -> None:
    there.answers += [Says(body={"user_id": whose}), Says(body={"versions": versions})]
    found = run(there, lambda network: network.findings(""))
    assert [one.is_good for one in found] == goods
    assert whose in found[0].says


def test_tokens_that_expire_are_exchanged_and_others_are_not(there: Home) -> None:
    assert run(there, lambda network: network.renew()) is None
    there.answers += [
        Says(body={"access_token": "t2", "refresh_token": "r2", "expires_in_ms": 60_000}),
        Says(body={"access_token": "t3"}),
    ]
    renewed = run(there, lambda network: network.renew(), refresh_token="r1")
    assert renewed.settings == {"access_token": "t2", "refresh_token": "r2"}
    assert renewed.lasts == timedelta(minutes=1)
    renewed = run(there, lambda network: network.renew(), refresh_token="r1")
    assert (renewed.settings, renewed.lasts) == ({"access_token": "t3"}, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("homeserver", "ftp://example.org"),
        ("homeserver", "https://example.org/_matrix"),
        ("homeserver", "https://"),
        ("user_id", "harbour"),
        ("joins", "some"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        catalog.connector("matrix", {**SETTINGS, name: value})


def test_a_network_that_looks_nothing_up_says_so() -> None:
    network: Any = catalog.connector("matrix", SETTINGS)
    call = network.build(envelope())
    with pytest.raises(NotImplementedError, match="Matrix needs nothing"):
        asyncio.run(http.HttpNetwork.ready(network, call))
    assert matrix.GUIDE.needs
