"""Mastodon: who is told what, how a private status stays private, and what a server's refusals mean."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest

from askfirst.networks import catalog, http, reach
from askfirst.networks.base import (
    Attachment,
    BadInput,
    BadSettings,
    Event,
    EventKind,
    Failure,
    Form,
    NetworkError,
    Unsupported,
)
from askfirst.networks.mastodon import account as module
from askfirst.networks.mastodon.account import Mastodon, Settings
from askfirst.networks.mastodon.statuses import moment, to_text
from askfirst.networks.profiles import Profile
from tests.networks.http_contract import HttpContract, load, named
from tests.networks.scripted_http import Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from askfirst.networks.base import Envelope

PNG = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def no(status: int, error: str, **headers: str) -> Says:
    return Says(status, {name.replace("_", "-"): value for name, value in headers.items()}, {"error": error})


class TestMastodon(HttpContract):
    name = "mastodon"
    settings: ClassVar[dict[str, Any]] = {
        "instance": "social.example",
        "access_token": "t-secret",
        "account_id": "1",
        "username": "brand",
    }
    addressee = "ana@other.example"
    payloads = load("mastodon")
    good = Says(200, body={"id": "1200", "created_at": "2026-01-01T10:00:00.000Z"})
    good_id = "1200"
    secrets = ("access_token",)
    required = ("instance",)
    refusals: ClassVar[dict[str, tuple[Says, Failure]]] = {
        "token": (no(401, "The access token is invalid"), Failure.CREDENTIALS),
        "not allowed": (no(403, "This action is outside the authorized scopes"), Failure.CREDENTIALS),
        "thread gone": (no(404, "Record not found"), Failure.REFUSED),
        "gone": (no(410, "Gone"), Failure.REFUSED),
        "invalid": (no(422, "Validation failed: Text can't be blank"), Failure.OUR_MISTAKE),
        "unreadable": (no(400, "Bad request"), Failure.OUR_MISTAKE),
        "too large": (no(413, "Too large"), Failure.OUR_MISTAKE),
        "too much": (no(429, "Too many requests"), Failure.QUOTA),
        "a status that nobody knows": (no(418, "I'm a teapot"), Failure.OUR_MISTAKE),
    }

    def envelope(self, **changes: Any) -> Envelope:
        """In public, where one call is all; what is private looks first whether they block us."""
        return super().envelope(**({"form": Form.PUBLIC_POST} | changes))

    def given(self, _: Form) -> dict[str, Any]:
        return {"in_reply_to": "1150"}

    def knock(self, _: bytes) -> None:
        return None


def run(work: Coroutine[Any, Any, Any]) -> Any:
    async def once() -> Any:
        try:
            return await work
        finally:
            await http.close()

    return asyncio.run(once())


def mastodon(there: ScriptedHttp | None = None, **more: Any) -> Mastodon:
    through = {"through": there.url} if there else {}
    return cast("Mastodon", catalog.connector("mastodon", {**TestMastodon.settings, **through, **more}))


def told(payload: str, **more: Any) -> list[Event]:
    return list(mastodon(**more).parse(named("mastodon", payload)))


def letter(**changes: Any) -> Envelope:
    return TestMastodon().envelope(**({"form": Form.DIRECT} | changes))


def status(**changes: Any) -> dict[str, Any]:
    call = mastodon().build(letter(**changes))
    return cast("dict[str, Any]", call.json)


LOOKUP = Says(200, body={"id": "7", "acct": "ana@other.example"})


# ── out ──


def test_a_private_word_mentions_its_addressee_and_only_they_see_it() -> None:
    assert status() == {"status": "@ana@other.example Hello Ana", "visibility": "direct"}


def test_whoever_lives_on_our_server_is_named_without_it() -> None:
    assert status(to="joao@social.example")["status"] == "@joao Hello Ana"
    assert status(to="@joao")["status"] == "@joao Hello Ana"


def test_who_is_named_already_is_not_named_twice() -> None:
    assert status(text="Dear @Ana@other.example, yes")["status"] == "Dear @Ana@other.example, yes"


def test_another_name_in_a_private_word_is_refused_for_it_would_get_the_whole_talk() -> None:
    with pytest.raises(Unsupported, match=r"@joao, @rui@far\.example"):
        status(text="as @rui@far.example and @joao said")
    assert status(text="write to help@harbour.example")["status"].endswith("help@harbour.example")


def test_in_public_others_may_be_named() -> None:
    said = status(form=Form.PUBLIC_REPLY, in_reply_to="1150", text="thanks @joao")
    assert said == {
        "status": "@ana@other.example thanks @joao",
        "visibility": "public",
        "in_reply_to_id": "1150",
    }
    assert status(form=Form.PUBLIC_POST, to="", text="Hello @joao") == {
        "status": "Hello @joao",
        "visibility": "public",
    }


def test_public_answers_can_be_kept_out_of_public_lists() -> None:
    call = mastodon(public_replies="unlisted").build(letter(form=Form.PUBLIC_REPLY, in_reply_to="1150"))
    assert call.json["visibility"] == "unlisted"


@pytest.mark.parametrize("form", [Form.PUBLIC_REPLY, Form.PRIVATE_REPLY])
def test_an_answer_to_nothing_is_refused_aloud(form: Form) -> None:
    with pytest.raises(Unsupported, match="to nothing"):
        status(form=form)


def test_what_is_no_handle_is_refused_aloud() -> None:
    with pytest.raises(Unsupported, match="name@server"):
        status(to="Ana Moreira")


def test_the_name_counts_as_mastodon_counts_it() -> None:
    long_name = "a" * 60
    with pytest.raises(Unsupported, match=r"500 characters.*there are 522"):
        status(to=f"{long_name}@other.example", text="x" * 460)
    assert status(text="x" * 460)


def test_a_server_that_takes_more_is_believed() -> None:
    network = mastodon(text_limit="5000")
    assert network.capabilities.limit(Form.PUBLIC_POST) == 5_000
    assert network.capabilities.limit(Form.DIRECT) == 4_960


def test_the_delivery_is_its_own_key() -> None:
    assert mastodon().build(letter(key="d-7")).headers["Idempotency-Key"] == "d-7"


def test_before_a_private_word_it_is_looked_up_whether_they_block_us() -> None:
    with ScriptedHttp() as there:
        there.answers += [LOOKUP, Says(200, body=[{"id": "7", "blocked_by": False}]), TestMastodon.good]
        receipt = run(mastodon(there).send(letter()))
    assert receipt.external_id == "1200"
    assert receipt.accepted_at == datetime(2026, 1, 1, 10, tzinfo=UTC)
    lookup, relation, said = there.asked
    assert lookup.query == {"acct": "ana@other.example"}
    assert relation.query == {"id[]": "7"}
    assert said.path == "/social.example/api/v1/statuses"
    assert said.headers["authorization"] == "Bearer t-secret"
    assert said.json()["visibility"] == "direct"


def test_who_has_blocked_us_has_stopped_us_and_nothing_leaves() -> None:
    with ScriptedHttp() as there:
        there.answers += [LOOKUP, Says(200, body=[{"id": "7", "blocked_by": True}])]
        with pytest.raises(NetworkError, match="blocked") as caught:
            run(mastodon(there).send(letter()))
    assert caught.value.failure is Failure.PERSON_STOPPED
    assert len(there.asked) == 2


def test_a_relation_that_is_not_told_stops_nothing() -> None:
    with ScriptedHttp() as there:
        there.answers += [LOOKUP, Says(200, body=[]), TestMastodon.good]
        assert run(mastodon(there).send(letter())).external_id == "1200"


def test_who_we_do_not_know_yet_is_looked_up() -> None:
    with ScriptedHttp() as there:
        there.answers += [
            Says(200, body={"id": "7", "display_name": "Ana Moreira"}),
            Says(200, body=[{"id": "7", "followed_by": True, "following": False, "blocked_by": True}]),
            Says(200, body={"id": "8", "username": "joao"}),
            Says(200, body={"error": "?"}),
        ]
        ana, joao = (
            run(mastodon(there).profile(one)) for one in ("ana@other.example", "joao@social.example")
        )
    assert ana == Profile(name="Ana Moreira", follows_us=True, we_follow=False, has_blocked_us=True)
    assert joao == Profile(name="joao"), "what is not said is unknown"
    assert there.asked[2].query == {"acct": "joao"}


def test_an_account_that_is_not_there_is_unreachable_and_other_troubles_are_themselves() -> None:
    with ScriptedHttp() as there:
        there.answers += [no(404, "Record not found"), no(401, "The access token is invalid")]
        with pytest.raises(NetworkError, match="knows no @ana") as gone:
            run(mastodon(there).send(letter()))
        with pytest.raises(NetworkError) as token:
            run(mastodon(there).send(letter()))
    assert gone.value.failure is Failure.UNREACHABLE
    assert token.value.failure is Failure.CREDENTIALS


def test_a_limit_ends_when_the_servers_own_clock_says() -> None:
    limit = Says(
        429,
        {"X-RateLimit-Reset": "2026-01-01T10:05:00.000Z"},
        {"error": "Too many requests"},
        at="Thu, 01 Jan 2026 10:01:00 GMT",
    )
    odd = Says(429, {"X-RateLimit-Reset": "soon", "retry-after": "9"}, {}, at="Thu, 01 Jan 2026 10:01:00 GMT")
    timeless = Says(429, {"X-RateLimit-Reset": "2026-01-01T10:05:00.000Z", "retry-after": "8"}, {}, at="now")
    waits = []
    with ScriptedHttp() as there:
        for says in (limit, odd, timeless):
            there.answers.append(says)
            with pytest.raises(NetworkError) as caught:
                run(mastodon(there).send(TestMastodon().envelope()))
            waits.append(caught.value.retry_after)
    assert waits == [timedelta(minutes=4), timedelta(seconds=9), timedelta(seconds=8)]


def test_a_file_is_laid_ready_and_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_PAUSE", 0.0)
    with ScriptedHttp() as there:
        there.answers += [
            Says(202, body={"id": "55", "url": None}),
            Says(206, body={"id": "55"}),
            Says(200, body={"id": "55"}),
            TestMastodon.good,
        ]
        run(mastodon(there).send(TestMastodon().envelope(attachments=(PNG,))))
    assert b'filename="cup.png"' in there.asked[0].body
    assert there.asked[1].path == "/social.example/api/v1/media/55"
    assert there.asked[3].json()["media_ids"] == ["55"]


def test_a_file_that_never_gets_ready_leaves_nothing_half_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_PAUSE", 0.0)
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(206, body={"id": "55"})
        with pytest.raises(NetworkError, match=r"not finished with cup\.png") as caught:
            run(mastodon(there).send(TestMastodon().envelope(attachments=(PNG,))))
    assert caught.value.failure is Failure.RETRY
    assert not [asked for asked in there.asked if asked.path.endswith("/statuses")]


# ── looking whether it was said ──


def own(number: int, content: str, **changes: Any) -> dict[str, Any]:
    common = {"created_at": "2026-01-01T10:00:00.000Z", "visibility": "direct", "in_reply_to_id": None}
    return {"id": str(number), "content": content, **common, **changes}


HELLO = (
    '<p><span class="h-card"><a href="https://other.example/@ana">@<span>ana</span></a></span> Hello Ana</p>'
)


def found(there: ScriptedHttp, *statuses: dict[str, Any], **more: Any) -> Any:
    there.answers.append(Says(200, body=list(statuses)))
    return run(mastodon(there, **more).find(letter(), NEW_YEAR))


def test_what_was_said_is_found_by_its_words_its_visibility_and_what_it_answers() -> None:
    with ScriptedHttp() as there:
        receipt = found(
            there,
            own(9, HELLO, visibility="public"),
            own(8, HELLO, in_reply_to_id="5"),
            own(7, "<p>Other words</p>"),
            own(6, HELLO),
        )
    assert receipt.external_id == "6"
    assert there.asked[0].path == "/social.example/api/v1/accounts/1/statuses"


def test_what_was_said_before_is_not_taken_for_it() -> None:
    with ScriptedHttp() as there:
        assert found(there, own(6, HELLO, created_at="2025-12-31T23:59:59.000Z")) is None
        assert found(there) is None


def test_it_is_looked_for_on_earlier_pages_and_somebody_looks_where_there_are_too_many() -> None:
    with ScriptedHttp() as there:
        # This server gives out twenty at a time, whatever is asked for.
        there.answers += [Says(200, body=[own(100 - n, "<p>Another</p>") for n in range(20)])]
        there.otherwise = lambda _: Says(200, body=[own(6, HELLO)])
        assert run(mastodon(there).find(letter(), NEW_YEAR)).external_id == "6"
        assert there.asked[1].query["max_id"] == "81"
    with ScriptedHttp() as there:
        there.otherwise = lambda _: Says(200, body=[own(100 - n, "<p>Another</p>") for n in range(40)])
        with pytest.raises(NetworkError, match="too much"):
            run(mastodon(there).find(letter(), NEW_YEAR))


def test_who_we_are_is_asked_where_it_is_not_known() -> None:
    with ScriptedHttp() as there:
        there.answers.append(Says(200, body={"id": "1"}))
        assert found(there, own(6, HELLO), account_id="").external_id == "6"


# ── in ──


def test_a_private_mention_is_a_message_in_plain_words() -> None:
    [event] = told("direct")
    assert (event.kind, event.external_id, event.actor, event.actor_name) == (
        EventKind.MESSAGE, "1150", "ana@other.example", "Ana Moreira",
    )  # fmt: skip
    assert event.text == "hello\nare you open?\n\nsee https://harbour.example/menu & more"
    assert event.occurred_at == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert event.extra == {"account_id": "7", "url": "https://social.example/@ana@other.example/1150"}
    assert not event.is_public


def test_stop_is_heard_as_a_stop_and_kept_as_a_message() -> None:
    message, stop = told("direct_stop")
    assert (message.text, stop.kind, stop.external_id, stop.target) == (
        "STOP",
        EventKind.STOP,
        "1151#stop",
        "1151",
    )


def test_who_reads_along_is_said() -> None:
    [event] = told("direct_with_others")
    assert event.actor == "joao@social.example", "whoever lives on our server is written like everybody else"
    assert event.remarks == ("Read along by @ana@other.example: an answer goes to the writer alone.",)


def test_without_our_own_name_known_nothing_is_cut_off() -> None:
    [event] = told("direct_with_others", username="")
    assert event.text == "@brand @ana what do you both think?"


def test_an_edited_message_is_both_what_was_said_and_what_it_reads_now() -> None:
    message, edit = told("direct_edited")
    assert (message.kind, edit.kind, edit.target, edit.text) == (
        EventKind.MESSAGE, EventKind.EDIT, "1153", "tomorrow",
    )  # fmt: skip


def test_files_are_laid_ready_and_those_that_are_not_are_named() -> None:
    [event] = told("direct_with_files")
    assert event.text == "coffee\n\n@brand look"
    assert [(one.url, one.name, one.needs_token) for one in event.media] == [
        ("https://files.social.example/media/cup.jpg?1", "cup.jpg", False),
        ("https://other.example/a.ogg", "a.ogg", False),
    ]
    assert event.remarks == ("A file (video) was not ready on the server and was left out.",)


def test_a_public_answer_to_us_is_a_comment_and_a_mention() -> None:
    comment, mention = told("public_reply")
    assert (comment.kind, comment.target, comment.is_public) == (EventKind.COMMENT, "1100", True)
    assert (mention.kind, mention.target) == (EventKind.MENTION, "1155")
    assert [event.kind for event in told("public_reply_edited")] == [
        EventKind.COMMENT, EventKind.EDIT, EventKind.MENTION,
    ]  # fmt: skip


def test_another_mention_is_a_mention_and_one_for_followers_is_not_public() -> None:
    [public], [followers] = told("public_mention"), told("followers_mention")
    assert (public.kind, public.is_public, public.text) == (EventKind.MENTION, True, "at @brand with friends")
    assert (followers.kind, followers.is_public) == (EventKind.MENTION, False)
    [quote] = told("quote")
    assert (quote.kind, quote.text) == (EventKind.MENTION, "so true")


def test_likes_followers_and_edits_are_read() -> None:
    [like], [follow], [edit] = told("favourite"), told("follow"), told("update")
    [request] = told("follow_request")
    assert (request.kind, bool(request.actor), request.reason) == (EventKind.REQUEST, True, "")
    assert (like.kind, like.target, like.external_id) == (
        EventKind.LIKE, "1100", "favourite:ana@other.example:1100",
    )  # fmt: skip
    assert (follow.kind, follow.actor, follow.target) == (EventKind.FOLLOW, "ana@other.example", "")
    assert (edit.kind, edit.target, edit.text) == (EventKind.EDIT, "1159", "Edited since")


@pytest.mark.parametrize(
    ("payload", "word"),
    [("collection", "added_to_collection"), ("conversation_empty", "conversation")],
)  # fmt: skip
def test_what_we_know_no_word_for_is_kept_under_theirs(payload: str, word: str) -> None:
    [event] = told(payload)
    assert (event.kind, event.reason) == (EventKind.OTHER, word)


def test_a_boost_is_a_share_of_ours_and_the_same_one_when_it_is_done_again() -> None:
    [share] = told("reblog")
    assert (share.kind, share.actor, share.target, share.text) == (
        EventKind.SHARE, "ana@other.example", "1100", "",
    )  # fmt: skip
    again = json.loads(named("mastodon", "reblog")) | {"id": "1001"}
    [repeated] = mastodon().parse(json.dumps(again).encode())
    assert repeated.external_id == share.external_id
    [unknown] = mastodon().parse(json.dumps(again | {"status": None}).encode())
    assert (unknown.kind, unknown.reason) == (EventKind.OTHER, "reblog")


def test_moderators_are_heard() -> None:
    [warning], [severed] = told("moderation_warning"), told("severed")
    assert (warning.kind, warning.reason) == (
        EventKind.WARNING, "moderation warning: silence: Too many advertisements",
    )  # fmt: skip
    assert (severed.kind, severed.reason) == (EventKind.WARNING, "severed relationships: domain_block")


def test_the_last_word_of_a_conversation_is_theirs_or_ours() -> None:
    [theirs], [ours] = told("conversation_theirs"), told("conversation_ours")
    assert (theirs.kind, theirs.actor, theirs.text) == (EventKind.MESSAGE, "ana@other.example", "thanks")
    assert (ours.kind, ours.target, ours.actor, ours.text) == (
        EventKind.ECHO, "joao@social.example", "", "@joao you are welcome",
    )  # fmt: skip
    raw = json.loads(named("mastodon", "conversation_ours")) | {"accounts": []}
    [alone] = mastodon().parse(json.dumps(raw).encode())
    assert alone.target == ""


def test_an_account_without_a_number_or_name_is_nobody() -> None:
    raw = json.loads(named("mastodon", "follow")) | {"account": {}, "created_at": "yesterday"}
    [event] = mastodon().parse(json.dumps(raw).encode())
    assert (event.actor, event.actor_name, event.extra, event.occurred_at) == ("", "", {}, None)


@pytest.mark.parametrize("raw", [b"{}", b'{"type": "follow"}', b'{"type": 5, "id": "1"}'])
def test_what_is_neither_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(BadInput, match="no notification and no conversation"):
        list(mastodon().parse(raw))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<script>alert(1)</script>ok<style>p{}</style>", "ok"),
        ("</script>still here", "still here"),
        ("<ul><li>one</li><li>two</li></ul><blockquote>said</blockquote>", "- one\n- two\n\nsaid"),
        ("<b>&lt;img onerror&gt;</b><img src=x onerror=alert(1)>", "<img onerror>"),
        ("<p>" * 5000 + "deep", "deep"),
        ("1 < 2 &amp; 3", "1 < 2 & 3"),
    ],
)
def test_html_becomes_words_and_nothing_runs(html: str, text: str) -> None:
    assert to_text(html) == text


def test_a_moment_without_a_time_zone_is_unknown() -> None:
    assert moment("2026-01-01T10:00:00") is None
    assert moment("") is None


# ── fetching ──


def page(*names: str, **links: str) -> Says:
    items = [json.loads(named("mastodon", name)) for name in names]
    link = ", ".join(f'<https://evil.example/x?{query}>; rel="{name}"' for name, query in links.items())
    return Says(200, {"link": link} if link else {}, items)


def test_what_comes_by_both_ways_comes_once_and_the_cursor_is_the_servers() -> None:
    both = json.loads(named("mastodon", "direct"))
    talk = {"id": "1", "accounts": [both["account"]], "last_status": both["status"]}
    with ScriptedHttp() as there:
        there.answers += [page("direct", "favourite", prev="min_id=990"), Says(200, body=[talk])]
        pulled = run(mastodon(there).pull('{"n":"900","c":"80"}', NEW_YEAR))
    notes, talks = there.asked
    assert (notes.path, notes.query["min_id"], notes.query["include_filtered"]) == (
        "/social.example/api/v1/notifications", "900", "true",
    )  # fmt: skip
    assert (talks.path, talks.query["min_id"]) == ("/social.example/api/v1/conversations", "80")
    assert [piece.external_id for piece in pulled.pieces] == ["status:1150", "favourite:999"]
    assert json.loads(pulled.cursor) == {"n": "990", "c": "1"}
    assert not pulled.is_more


def test_a_full_page_says_that_there_is_more() -> None:
    with ScriptedHttp() as there:
        there.answers += [page(*["follow"] * 40, prev="min_id=1001"), Says(200, body=[])]
        pulled = run(mastodon(there).pull('{"n":"900","c":"80"}', NEW_YEAR))
    assert pulled.is_more
    assert json.loads(pulled.cursor)["c"] == "80", "nothing new leaves the cursor"


def test_the_first_pull_goes_back_to_the_moment_of_connecting_and_no_further() -> None:
    early = json.loads(named("mastodon", "follow")) | {"created_at": "2025-06-01T00:00:00.000Z", "id": "5"}
    with ScriptedHttp() as there:
        there.answers += [
            page(*["follow"] * 40, prev="min_id=1001", next="max_id=900"),
            Says(200, {"link": '<https://x/?max_id=4>; rel="next"'}, [early]),
            Says(200, body=[]),
        ]
        pulled = run(mastodon(there).pull("", NEW_YEAR))
    assert there.asked[1].query["max_id"] == "900"
    assert "evil.example" not in there.asked[1].path, "an address in an answer is read and never followed"
    assert [piece.external_id for piece in pulled.pieces] == ["follow:1001"]
    assert json.loads(pulled.cursor) == {"n": "1001", "c": ""}
    assert len(there.asked) == 3


def test_the_first_pull_ends_somewhere() -> None:
    with ScriptedHttp() as there:
        there.otherwise = lambda _: page(*["follow"] * 40, prev="min_id=1001", next="max_id=900")
        run(mastodon(there).pull("not a cursor", NEW_YEAR))
    assert len(there.asked) == 10


def test_what_cannot_be_read_is_kept_under_a_name_of_its_own() -> None:
    with ScriptedHttp() as there:
        there.answers += [Says(200, body=[{"odd": 1}, "x"]), Says(200, body={"error": "?"})]
        pulled = run(mastodon(there).pull('{"n":"9","c":"9"}', NEW_YEAR))
    [piece] = pulled.pieces
    assert piece.external_id.startswith("unread:")


# ── connecting ──


def test_the_account_and_the_limit_come_from_the_server() -> None:
    server = {"configuration": {"statuses": {"max_characters": 1000}}}
    with ScriptedHttp() as there:
        there.answers += [
            Says(200, body={"id": "1", "username": "brand", "bot": True}),
            Says(200, body=server),
        ]
        there.answers += [Says(200, body={"id": "1", "username": "brand"}), Says(200, body={})]
        account, plain = (run(mastodon(there).account()) for _ in range(2))
    assert (account.address, account.name, account.said) == (
        "brand@social.example", "@brand@social.example", {"kind": "bot"},
    )  # fmt: skip
    assert account.settings == {"account_id": "1", "username": "brand", "text_limit": "1000"}
    assert (plain.said, plain.settings) == ({}, {"account_id": "1", "username": "brand"})


def test_missing_permissions_and_a_limited_account_are_found() -> None:
    with ScriptedHttp() as there:
        there.answers += [
            Says(200, body={"username": "brand", "limited": True}),
            Says(200, body={"scopes": ["read", "write:statuses"]}),
            Says(200, body={"username": "brand"}),
            Says(200, body={"name": "app"}),
        ]
        bad = {one.what: one for one in run(mastodon(there).findings(""))}
        good = run(mastodon(there).findings(""))
    assert not bad["standing"].is_good
    assert bad["permissions"].says == "connect again, and agree to: write:follows, write:media"
    assert all(one.is_good for one in good)


def test_every_server_makes_an_app_for_us() -> None:
    with ScriptedHttp() as there:
        there.answers.append(Says(200, body={"client_id": "c", "client_secret": "s", "id": "5"}))
        app = run(mastodon(there, access_token="").register("https://ask.example/back"))
    assert app == {"client_id": "c", "client_secret": "s"}
    asked = there.asked[0]
    assert "authorization" not in asked.headers
    assert asked.form()["redirect_uris"] == "https://ask.example/back"
    assert "write:statuses" in asked.form()["scopes"]


@pytest.mark.parametrize(
    "name",
    ["localhost", "127.0.0.1", "10.0.0.1", "[::1]", "printer.local", "http://social.example", "a/b.example",
     "user@social.example", "social.example:99999", "", "x" * 64 + ".example", "éx" * 90 + ".example"],
)  # fmt: skip
def test_a_server_that_is_not_public_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadSettings, match="instance"):
        mastodon(instance=name)


def test_a_servers_name_may_be_pasted_as_an_address() -> None:
    call = mastodon(instance="https://Social.Example/").build(letter())
    assert call.url == "https://social.example/api/v1/statuses"
    assert mastodon(instance="bücher.example:8443").at("server", "") == "https://xn--bcher-kva.example:8443"


@pytest.mark.parametrize(
    ("addresses", "sentence", "failure"),
    [
        (["10.0.0.8"], "does not lead to a public address", Failure.CREDENTIALS),
        (["8.8.8.8", "::1"], "does not lead to a public address", Failure.CREDENTIALS),
        ([], "does not lead to a public address", Failure.CREDENTIALS),
        (OSError("no such name"), "cannot be found", Failure.RETRY),
    ],
)
def test_a_name_that_leads_into_our_own_house_is_not_spoken_to(
    monkeypatch: pytest.MonkeyPatch, addresses: Any, sentence: str, failure: Failure
) -> None:
    async def resolve(_: str) -> list[str]:
        if isinstance(addresses, OSError):
            raise addresses
        return list(addresses)

    monkeypatch.setattr(reach, "resolve", resolve)
    with pytest.raises(NetworkError, match=sentence) as caught:
        run(mastodon().send(TestMastodon().envelope()))
    assert caught.value.failure is failure


def test_a_public_address_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_: str) -> list[str]:
        return ["8.8.8.8", "2001:4860:4860::8888%eth0"]

    monkeypatch.setattr(reach, "resolve", resolve)
    asyncio.run(reach.require_public("social.example", "Mastodon"))


def test_names_are_looked_up_as_the_machine_does() -> None:
    assert "127.0.0.1" in asyncio.run(reach.resolve("localhost")) or "::1" in asyncio.run(
        reach.resolve("localhost")
    )


def test_settings_show_no_secret() -> None:
    assert "t-secret" not in repr(Settings(instance="social.example", access_token="t-secret"))
