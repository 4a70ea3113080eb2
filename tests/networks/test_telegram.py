"""Telegram: what a bot is told, what it may say, and what a refusal means."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Event,
    EventKind,
    Failure,
    Form,
    Media,
    NetworkError,
    Unsupported,
)
from askfirst.networks.hooks import Knock
from askfirst.networks.marks import Mark
from askfirst.networks.telegram.bot import ByHook, ByPoll, Settings, Telegram
from tests.networks.http_contract import HttpContract, load, named
from tests.networks.scripted_http import Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Coroutine

TOKEN = "7001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
BOT = "/api.telegram.org/bot" + TOKEN
PNG = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
PDF = Attachment(name="menu.pdf", content_type="application/pdf", content=b"%PDF")


def no(number: int, description: str, **parameters: Any) -> Says:
    """A refusal as Telegram words it."""
    more = {"parameters": parameters} if parameters else {}
    return Says(number, body={"ok": False, "error_code": number, "description": description, **more})


def taken(number: int = 501, chat: int = 42) -> Says:
    message = {"message_id": number, "date": 1767226300, "chat": {"id": chat, "type": "private"}}
    return Says(200, body={"ok": True, "result": message})


class TestTelegram(HttpContract):
    name = "telegram"
    settings: ClassVar[dict[str, Any]] = {
        "token": TOKEN,
        "hook_secret": "s-1_A",
        "username": "harbour_bot",
        "posts_to": "-100777",
    }
    addressee = "42"
    payloads = load("telegram")
    good = taken()
    good_id = "42:501"
    secrets = ("hook_secret",)
    is_signed_by_header_alone = True
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        "blocked": (no(403, "Forbidden: bot was blocked by the user"), Failure.PERSON_STOPPED),
        "deactivated": (no(403, "Forbidden: user is deactivated"), Failure.UNREACHABLE),
        "never began": (
            no(403, "Forbidden: bot can't initiate conversation with a user"),
            Failure.UNREACHABLE,
        ),
        "another 403": (no(403, "Forbidden: something new"), Failure.UNREACHABLE),
        "kicked": (no(403, "Forbidden: bot was kicked from the supergroup chat"), Failure.REFUSED),
        "no chat": (no(400, "Bad Request: chat not found"), Failure.UNREACHABLE),
        "empty": (no(400, "Bad Request: message text is empty"), Failure.OUR_MISTAKE),
        "reply gone": (no(400, "Bad Request: message to be replied not found"), Failure.REFUSED),
        "asleep": (no(400, "Bad Request: BUSINESS_PEER_USAGE_MISSING"), Failure.WINDOW_CLOSED),
        "let go": (no(400, "Bad Request: BUSINESS_CONNECTION_INVALID"), Failure.CREDENTIALS),
        "another 400": (no(400, "Bad Request: something new"), Failure.OUR_MISTAKE),
        "migrated": (
            no(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100555),
            Failure.REFUSED,
        ),
        "token": (no(401, "Unauthorized"), Failure.CREDENTIALS),
        "no such bot": (no(404, "Not Found"), Failure.CREDENTIALS),
        "conflict": (no(409, "Conflict: terminated by other getUpdates request"), Failure.RETRY),
        "flood": (no(429, "Too Many Requests: retry after 7", retry_after=7), Failure.QUOTA),
        "a number that nobody knows": (no(418, "I'm a teapot"), Failure.OUR_MISTAKE),
    }

    def knock(self, body: bytes) -> Knock:
        headers = {"x-telegram-bot-api-secret-token": "s-1_A"}
        return Knock(method="POST", query={}, headers=headers, body=body)

    def answer_to(self, key: str) -> Says:
        return taken(abs(hash(key)) % 100_000)

    def given(self, form: Form) -> dict[str, Any]:
        return {"in_reply_to": "-100555:501"} if form is Form.PUBLIC_REPLY else {}


def run(work: Coroutine[Any, Any, Any]) -> Any:
    async def once() -> Any:
        try:
            return await work
        finally:
            await http.close()

    return asyncio.run(once())


def bot(there: ScriptedHttp | None = None, **more: Any) -> Telegram:
    through = {"through": there.url} if there else {}
    return cast("Telegram", catalog.connector("telegram", {**TestTelegram.settings, **through, **more}))


def told(payload: str, **more: Any) -> list[Event]:
    return list(bot(**more).parse(named("telegram", payload)))


def sent(there: ScriptedHttp, **changes: Any) -> Any:
    there.otherwise = lambda _: taken()
    more = changes.pop("settings", {})
    run(bot(there, **more).send(TestTelegram().envelope(**changes)))
    return there.asked[-1]


# ── out ──


def test_a_message_goes_to_the_person_as_plain_text() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, text="Hello *Ana*")
    assert asked.path == f"{BOT}/sendMessage"
    assert asked.json() == {"chat_id": 42, "text": "Hello *Ana*"}


def test_an_answer_in_private_leaves_even_when_what_it_answers_was_deleted() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, in_reply_to="42:12")
    assert asked.json()["reply_parameters"] == {"message_id": 12, "allow_sending_without_reply": True}


def test_a_private_message_about_something_said_in_a_group_answers_nothing_there() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, in_reply_to="-100555:501")
    assert asked.json() == {"chat_id": 42, "text": "Hello Ana"}


def test_a_public_reply_stands_in_the_group_and_only_under_what_it_answers() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, form=Form.PUBLIC_REPLY, in_reply_to="-100555:501")
    assert asked.json()["chat_id"] == -100555
    assert asked.json()["reply_parameters"] == {"message_id": 501, "allow_sending_without_reply": False}


def test_a_public_reply_to_nothing_in_a_group_is_refused_aloud() -> None:
    with pytest.raises(Unsupported, match="no message in a group"):
        bot().build(TestTelegram().envelope(form=Form.PUBLIC_REPLY, in_reply_to="page-post"))


def test_a_public_post_goes_to_the_group_that_was_named() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, form=Form.PUBLIC_POST, to="", settings={"posts_to": "@harbour"})
    assert asked.json()["chat_id"] == "@harbour"
    with pytest.raises(Unsupported, match="name the group or channel"):
        bot(posts_to="").build(TestTelegram().envelope(form=Form.PUBLIC_POST, to=""))


def test_in_a_persons_own_account_the_connection_is_named() -> None:
    with ScriptedHttp() as there:
        asked = sent(there, settings={"business_connection": "bc-1"}, in_reply_to="bc-1:42:77")
    assert asked.json()["business_connection_id"] == "bc-1"
    assert asked.json()["reply_parameters"]["message_id"] == 77


def test_a_picture_goes_as_a_picture_and_other_files_as_documents() -> None:
    with ScriptedHttp() as there:
        picture = sent(there, text="A cup", attachments=(PNG,))
        document = sent(there, text="", attachments=(PDF,), in_reply_to="42:12")
    assert picture.path == f"{BOT}/sendPhoto"
    assert b'name="photo"; filename="cup.png"' in picture.body
    assert b"A cup" in picture.body
    assert document.path == f"{BOT}/sendDocument"
    assert b'{"message_id":12,"allow_sending_without_reply":true}' in document.body


def test_several_files_are_one_album_of_one_kind() -> None:
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(
            200, body={"ok": True, "result": [{"message_id": 7, "chat": {"id": 42}}, {"message_id": 8}]}
        )
        pictures = run(bot(there).send(TestTelegram().envelope(text="Two", attachments=(PNG, PNG))))
        run(bot(there).send(TestTelegram().envelope(text="Both", attachments=(PNG, PDF))))
    assert pictures.external_id == "42:7", "an album is known by its first message"
    assert pictures.accepted_at is None
    assert b'[{"type":"photo","media":"attach://file0","caption":"Two"}' in there.asked[0].body
    assert b'"type":"document","media":"attach://file1"' in there.asked[1].body


def test_a_large_picture_goes_as_a_document() -> None:
    huge = Attachment(name="a.png", content_type="image/png", content=b"x" * 10_000_001)
    call = cast("Any", bot().build(TestTelegram().envelope(text="", attachments=(huge,))))
    assert call.url.endswith("/sendDocument")


def test_a_text_too_long_to_stand_beside_a_file_is_refused_before_anything_leaves() -> None:
    with pytest.raises(Unsupported, match=r"1,024.*1,025"):
        bot().build(TestTelegram().envelope(text="x" * 1_025, attachments=(PNG,)))


def test_the_receipt_says_when_it_was_taken() -> None:
    with ScriptedHttp() as there:
        there.answers.append(taken())
        receipt = run(bot(there).send(TestTelegram().envelope()))
    assert receipt.accepted_at == datetime(2026, 1, 1, 0, 11, 40, tzinfo=UTC)


def test_without_a_token_nothing_leaves_and_the_channel_asks_to_be_connected() -> None:
    network = catalog.connector("telegram", {})
    with pytest.raises(NetworkError, match="token is missing") as caught:
        run(network.send(TestTelegram().envelope()))
    assert caught.value.failure is Failure.CREDENTIALS


def test_a_flood_waits_as_long_as_telegram_says() -> None:
    with ScriptedHttp() as there:
        there.answers.append(no(429, "Too Many Requests: retry after 7", retry_after=7))
        with pytest.raises(NetworkError) as caught:
            run(bot(there).send(TestTelegram().envelope()))
    assert caught.value.retry_after == timedelta(seconds=7)


def test_a_group_that_moved_says_its_new_number() -> None:
    with ScriptedHttp() as there:
        there.answers.append(TestTelegram.refusals["migrated"][0])
        with pytest.raises(NetworkError, match="-100555"):
            run(bot(there).send(TestTelegram().envelope()))


def test_typing_is_shown_and_seen_only_in_a_persons_own_account() -> None:
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(200, body={"ok": True, "result": True})
        run(bot(there).mark(Mark.TYPING, to="42", message=""))
        run(bot(there, business_connection="bc-1").mark(Mark.SEEN, to="42", message="bc-1:42:77"))
    typing, seen = there.asked
    assert typing.path == f"{BOT}/sendChatAction"
    assert typing.json() == {"chat_id": "42", "action": "typing"}
    assert seen.path == f"{BOT}/readBusinessMessage"
    assert seen.json() == {"chat_id": "42", "message_id": 77, "business_connection_id": "bc-1"}
    with pytest.raises(Unsupported, match="seen"):
        run(bot().mark(Mark.SEEN, to="42", message="42:77"))


# ── in ──


def test_start_is_a_message_that_says_what_the_link_brought() -> None:
    [event] = told("message_start")
    assert (event.kind, event.external_id, event.actor, event.actor_name) == (
        EventKind.MESSAGE, "42:12", "42", "Ana Moreira",
    )  # fmt: skip
    assert (event.text, event.extra["start"], event.extra["username"]) == ("/start promo", "promo", "ana")
    assert event.occurred_at == datetime(2026, 1, 1, 0, 11, 40, tzinfo=UTC)


def test_of_a_picture_the_largest_size_is_laid_ready_and_its_text_is_there_at_once() -> None:
    [event] = told("message_photo")
    assert event.text == "is this ☕ yours?"
    assert event.in_reply_to == "42:11"
    [media] = event.media
    assert media == Media(
        url="https://api.telegram.org/getFile?file_id=AgAC-large",
        name="photo.jpg",
        content_type="image/jpeg",
        needs_token=True,
    )


def test_a_file_that_telegram_keeps_from_bots_is_named() -> None:
    [event] = told("message_too_large")
    assert not event.media
    assert event.remarks == ("harbour.mp4 has 52 MB: Telegram gives bots at most 20 MB, so it was left out.",)


def test_an_animation_comes_once_though_it_is_sent_twice() -> None:
    [event] = told("message_animation")
    assert [(one.name, one.content_type) for one in event.media] == [("wave.mp4", "video/mp4")]


def test_what_has_no_words_is_named() -> None:
    [event] = told("message_location")
    assert event.remarks == ("They sent location: Telegram shows it.",)
    raw = json.loads(named("telegram", "message_location"))
    raw["message"]["hologram"] = raw["message"].pop("location")
    [event] = bot().parse(json.dumps(raw).encode())
    assert event.remarks == ("They sent something that we do not know: Telegram shows it.",)


def test_stop_is_heard_as_a_stop_and_kept_as_a_message() -> None:
    message, stop = told("message_stop")
    assert (message.kind, stop.kind) == (EventKind.MESSAGE, EventKind.STOP)
    assert (stop.external_id, stop.target, stop.actor) == ("42:17#stop", "42:17", "42")


def test_an_edit_names_what_it_changes() -> None:
    [event] = told("edited_message")
    assert (event.kind, event.target, event.text) == (EventKind.EDIT, "42:13", "is this yours, really?")
    assert event.external_id == "42:13#edit807"
    assert event.occurred_at == datetime(2026, 1, 1, 0, 12, 20, tzinfo=UTC)
    assert not event.is_public


def test_a_pressed_button_is_a_word_of_theirs() -> None:
    [event] = told("callback_query")
    assert (event.kind, event.text, event.actor, event.in_reply_to) == (
        EventKind.MESSAGE, "Opening hours", "42", "42:11",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "text", "kind"),
    [
        ({"message": None}, "hours", EventKind.OTHER),
        ({"message": {"message_id": 5, "chat": {"id": -100555, "type": "supergroup"}}}, "hours", EventKind.OTHER),
        ({"message": {"message_id": 5, "date": 0, "chat": {"id": 42, "type": "private"}}}, "hours", EventKind.MESSAGE),
        ({"data": "gone"}, "gone", EventKind.MESSAGE),
    ],
)  # fmt: skip
def test_a_button_whose_label_cannot_be_seen_says_what_it_carries(
    changes: dict[str, Any], text: str, kind: EventKind
) -> None:
    raw = json.loads(named("telegram", "callback_query"))
    raw["callback_query"] |= changes
    [event] = bot().parse(json.dumps(raw).encode())
    assert (event.text, event.kind) == (text, kind)


@pytest.mark.parametrize("keyboard", ["none", [["x"]], ["x"], [[{"callback_data": "hours"}]]])
def test_a_keyboard_of_another_shape_is_harmless(keyboard: Any) -> None:
    raw = json.loads(named("telegram", "callback_query"))
    raw["callback_query"]["message"]["reply_markup"] = {"inline_keyboard": keyboard}
    [event] = bot().parse(json.dumps(raw).encode())
    assert event.text == "hours"


def test_blocking_the_bot_is_a_block_and_letting_it_in_again_no_permission() -> None:
    [blocked], [unblocked] = told("blocked"), told("unblocked")
    assert (blocked.kind, blocked.actor) == (EventKind.BLOCK, "42")
    assert (unblocked.kind, unblocked.actor) == (EventKind.UNBLOCK, "42")


def test_being_taken_out_of_a_group_or_restricted_there_is_a_warning() -> None:
    [left], [restricted], [raised] = (
        told("group_left"),
        told("group_restricted"),
        told("group_administrator"),
    )
    assert (left.kind, left.reason) == (EventKind.WARNING, "the bot was taken out of Harbour fans")
    assert (restricted.kind, restricted.reason) == (
        EventKind.WARNING,
        "the bot is restricted in Harbour fans",
    )
    assert (raised.kind, raised.reason) == (EventKind.OTHER, "the bot is `administrator` in Harbour fans")


def test_in_a_group_words_are_public_and_a_mention_is_seen() -> None:
    post, mention = told("group_message")
    assert (post.kind, post.is_public, post.target) == (EventKind.WALL_POST, True, "")
    assert (mention.kind, mention.target) == (EventKind.MENTION, "-100555:501")
    [post] = told("group_message", username="")
    assert post.kind is EventKind.WALL_POST, "nobody knows the bot's name, so nobody is seen to mention it"


def test_a_bot_without_a_name_of_its_own_is_mentioned_by_its_number() -> None:
    raw = json.loads(named("telegram", "group_message"))
    raw["message"]["entities"] = [{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7001}}]
    assert [event.kind for event in bot().parse(json.dumps(raw).encode())] == [
        EventKind.WALL_POST, EventKind.MENTION,
    ]  # fmt: skip


def test_an_answer_in_a_group_is_a_comment_on_what_it_answers() -> None:
    [event] = told("group_reply")
    assert (event.kind, event.target, event.actor) == (EventKind.COMMENT, "-100555:500", "42")


@pytest.mark.parametrize("payload", ["group_anonymous_admin", "group_linked_post", "channel_post"])
def test_what_the_brand_says_in_its_own_name_is_its_own(payload: str) -> None:
    [event] = told(payload)
    assert (event.kind, event.is_public, event.actor) == (EventKind.ECHO, True, "")


def test_what_our_own_bot_says_is_an_echo() -> None:
    raw = json.loads(named("telegram", "message_start"))
    raw["message"]["from"]["id"] = 7001
    [event] = bot().parse(json.dumps(raw).encode())
    assert (event.kind, event.target, event.is_public) == (EventKind.ECHO, "42", False)


def test_who_lets_the_bot_write_to_them_grants_it_that() -> None:
    [granted] = told("write_access_allowed")
    assert (granted.kind, granted.actor, granted.actor_name, granted.reason) == (
        EventKind.GRANT, "42", "Ana Moreira", "write access",
    )  # fmt: skip


def test_what_nobody_says_is_kept_and_harmless() -> None:
    [joined], [unknown] = told("group_joined"), told("unknown_kind")
    assert (joined.kind, joined.reason) == (EventKind.OTHER, "new_chat_members")
    assert (unknown.kind, unknown.reason, unknown.external_id) == (
        EventKind.OTHER, "managed_bot", "update:830",
    )  # fmt: skip
    [empty] = bot().parse(b'{"update_id": 5}')
    assert empty.reason == "nothing"


def test_a_group_with_a_new_number_warns_and_names_it() -> None:
    [event] = told("group_migrated")
    assert event.kind is EventKind.WARNING
    assert "-100555" in event.reason


def test_a_post_of_the_channel_that_was_edited_is_public() -> None:
    [event] = told("edited_channel_post")
    assert (event.kind, event.target, event.is_public) == (EventKind.EDIT, "-100777:31", True)


def test_reactions_come_and_go_one_by_one() -> None:
    events = told("reaction")
    assert {(event.kind, event.text) for event in events} == {
        (EventKind.REACTION, "❤"),
        (EventKind.REACTION, "5368324170671202286"),
        (EventKind.UNREACTION, "👎"),
    }
    assert {event.target for event in events} == {"-100555:500"}
    [anonymous] = told("reaction_anonymous")
    assert (anonymous.actor, anonymous.actor_name, anonymous.text) == ("-100555", "Harbour fans", "paid")
    raw = json.loads(named("telegram", "reaction_anonymous"))
    del raw["message_reaction"]["actor_chat"]
    [nobody] = bot().parse(json.dumps(raw).encode())
    assert (nobody.actor, nobody.actor_name) == ("", "")


def test_a_person_lets_the_bot_into_their_account_and_takes_it_back() -> None:
    [given], [taken_back] = told("business_connected"), told("business_disconnected")
    assert (given.kind, given.account) == (EventKind.OTHER, "bc-1")
    assert (taken_back.kind, taken_back.account) == (EventKind.REVOKED, "bc-1")


def test_in_a_persons_own_account_theirs_ours_edits_and_deletions_are_told_apart() -> None:
    [theirs], [ours], [edit] = (
        told("business_message"),
        told("business_message_of_ours"),
        told("business_edited"),
    )
    assert (theirs.kind, theirs.external_id, theirs.actor, theirs.account) == (
        EventKind.MESSAGE, "bc-1:42:77", "42", "bc-1",
    )  # fmt: skip
    assert (ours.kind, ours.target, ours.extra["said_by_bot"]) == (EventKind.ECHO, "42", 7001)
    assert (edit.kind, edit.target) == (EventKind.EDIT, "bc-1:42:77")
    assert [(event.kind, event.target) for event in told("business_deleted")] == [
        (EventKind.DELETE, "bc-1:42:77"),
        (EventKind.DELETE, "bc-1:42:79"),
    ]


def test_a_message_that_names_no_sender_is_nobodys() -> None:
    raw = json.loads(named("telegram", "group_message"))
    del raw["message"]["from"]
    event, _ = bot().parse(json.dumps(raw).encode())
    assert (event.actor, event.actor_name) == ("", "")


@pytest.mark.parametrize(
    "raw", [b'{"update_id": 1, "message": {"text": "no chat"}}', b'{"update_id": "one"}', b"[" * 100_000]
)
def test_an_update_of_another_shape_says_where_it_differs(raw: bytes) -> None:
    with pytest.raises(BadInput, match="Telegram"):
        list(bot().parse(raw))


# ── files ──


def test_a_file_is_asked_for_by_its_number_and_then_fetched_with_the_token() -> None:
    with ScriptedHttp() as there:
        there.answers.append(
            Says(200, body={"ok": True, "result": {"file_id": "A", "file_path": "photos/a b.jpg"}})
        )
        [event] = bot(there).parse(named("telegram", "message_photo"))
        call = run(bot(there).locate(event.media[0]))
    assert there.asked[0].query == {"file_id": "AgAC-large"}
    assert call.url == f"{there.url}/api.telegram.org/file/bot{TOKEN}/photos/a%20b.jpg"


def test_a_file_that_telegram_does_not_have_any_more_is_said() -> None:
    with ScriptedHttp() as there:
        there.answers.append(Says(200, body={"ok": True, "result": []}))
        with pytest.raises(NetworkError, match="does not say where"):
            run(bot(there).locate(Media(url="https://api.telegram.org/getFile?file_id=A", needs_token=True)))


def test_our_token_never_goes_to_another_host() -> None:
    call = run(bot().locate(Media(url="https://elsewhere.example/x", needs_token=True)))
    assert TOKEN not in call.url


# ── fetching ──


def polling(there: ScriptedHttp) -> ByPoll:
    return cast("ByPoll", bot(there, receives_by="polling"))


def updates(*names: str) -> Says:
    return Says(200, body={"ok": True, "result": [json.loads(named("telegram", name)) for name in names]})


def test_pulling_brings_the_same_pieces_as_pushing_and_goes_on_after_the_last() -> None:
    raw = named("telegram", "message_start")
    [pushed] = cast("ByHook", bot()).pieces(raw)
    with ScriptedHttp() as there:
        there.answers.append(updates("message_start", "blocked"))
        pulled = run(polling(there).pull("801", datetime(2026, 1, 1, tzinfo=UTC)))
    asked = there.asked[0]
    assert (asked.path, asked.query["offset"], asked.query["timeout"]) == (f"{BOT}/getUpdates", "801", "25")
    assert "message_reaction" in json.loads(asked.query["allowed_updates"])
    assert [piece.external_id for piece in pulled.pieces] == [pushed.external_id, "update:809"]
    assert pulled.cursor == "810"
    assert not pulled.is_more


def test_the_first_pull_leaves_what_was_said_before_and_keeps_every_block() -> None:
    with ScriptedHttp() as there:
        there.answers.append(updates("message_start", "blocked"))
        pulled = run(polling(there).pull("", datetime(2026, 6, 1, tzinfo=UTC)))
    assert [piece.external_id for piece in pulled.pieces] == ["update:809"]
    assert "offset" not in there.asked[0].query


def test_what_was_said_in_the_very_second_of_connecting_is_not_lost() -> None:
    with ScriptedHttp() as there:
        there.answers.append(updates("message_start"))
        since = datetime(2026, 1, 1, 0, 11, 40, 700_000, tzinfo=UTC)
        assert run(polling(there).pull("", since)).pieces


def test_an_update_that_cannot_be_read_is_kept_for_somebody_to_look_at() -> None:
    with ScriptedHttp() as there:
        there.answers.append(
            Says(200, body={"ok": True, "result": [{"update_id": 3, "message": 5}, "x", {}]})
        )
        pulled = run(polling(there).pull("3", datetime(2026, 6, 1, tzinfo=UTC)))
    assert [piece.external_id for piece in pulled.pieces] == ["update:3", "update:None"]
    assert pulled.cursor == "4"


def test_nothing_new_leaves_the_cursor() -> None:
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(200, body={"ok": True, "result": None})
        pulled = run(polling(there).pull("801", datetime(2026, 1, 1, tzinfo=UTC)))
    assert (pulled.pieces, pulled.cursor) == ((), "801")


def test_only_one_way_of_receiving_is_open_at_a_time() -> None:
    assert isinstance(bot(), ByHook)
    assert not isinstance(bot(), ByPoll)
    assert isinstance(bot(receives_by="polling"), ByPoll)


# ── connecting ──

ME = Says(
    200,
    body={"ok": True, "result": {"id": 7001, "is_bot": True, "username": "harbour_bot", "first_name": "H"}},
)


def findings(network: Telegram, there: ScriptedHttp, info: dict[str, Any], me: Says = ME) -> dict[str, Any]:
    there.answers.extend([me, Says(200, body={"ok": True, "result": info})])
    return {one.what: one for one in run(network.findings("https://ask.example/hooks/k"))}


def test_the_account_is_the_bot_itself() -> None:
    with ScriptedHttp() as there:
        there.answers.extend(
            [ME, Says(200, body={"ok": True, "result": {"id": 7001, "first_name": "Harbour"}})]
        )
        account = run(bot(there).account())
        nameless = run(bot(there, business_connection="bc-1").account())
    assert (account.address, account.name, account.said) == ("7001", "@harbour_bot", {"kind": "bot"})
    assert account.settings == {"account_id": "7001", "username": "harbour_bot"}
    assert (nameless.name, nameless.said) == ("Harbour", {"kind": "person"})


def test_a_webhook_that_points_to_us_is_good_and_another_is_named() -> None:
    with ScriptedHttp() as there:
        found = findings(bot(there), there, {"url": "https://ask.example/hooks/k"})
        assert found["webhook"].is_good
        assert "mentions it" in found["groups"].says
        found = findings(bot(there), there, {"url": ""})
        assert not found["webhook"].is_good
        assert "`nobody`" in found["webhook"].says


def test_what_telegram_says_of_the_last_push_is_passed_on() -> None:
    info = {
        "url": "https://ask.example/hooks/k",
        "last_error_message": "Wrong response",
        "pending_update_count": 3,
    }
    me = Says(200, body={"ok": True, "result": {"id": 7001, "can_read_all_group_messages": True}})
    with ScriptedHttp() as there:
        found = findings(bot(there), there, info, me)
    assert "Wrong response; 3 updates wait" in found["last push"].says
    assert found["groups"].says == "in groups the bot sees everything"


def test_where_we_fetch_a_webhook_is_in_the_way() -> None:
    with ScriptedHttp() as there:
        assert findings(polling(there), there, {"url": ""})["polling"].is_good
        found = findings(polling(there), there, {"url": "https://other.example/"})
    assert not found["polling"].is_good
    assert "other.example" in found["polling"].says


def test_connecting_registers_our_hook_with_its_secret_or_ends_every_push() -> None:
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(200, body={"ok": True, "result": True})
        run(bot(there).subscribe("https://ask.example/hooks/k", "s-2"))
        run(polling(there).subscribe("", ""))
    hook, end = there.asked
    assert hook.path == f"{BOT}/setWebhook"
    assert (hook.json()["url"], hook.json()["secret_token"]) == ("https://ask.example/hooks/k", "s-2")
    assert end.path == f"{BOT}/deleteWebhook"


@pytest.mark.parametrize(
    ("name", "value"), [("token", "my token"), ("hook_secret", "a b"), ("receives_by", "post")]
)
def test_a_setting_that_cannot_work_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name) as caught:
        bot(**{name: value})
    assert name == "receives_by" or value not in str(caught.value)


def test_settings_show_no_secret() -> None:
    assert TOKEN not in repr(Settings(token=TOKEN))


def test_telegram_itself_is_neither_way() -> None:
    with pytest.raises(NotImplementedError):
        list(Telegram(Settings())._ways("", {}))
