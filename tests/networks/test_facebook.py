"""Facebook Pages and Messenger: what people do comes in, and what we say goes out in the network's own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    EventKind,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
    Unsupported,
)
from askfirst.networks.hooks import Hooked
from askfirst.networks.meta import errors as meta_errors
from askfirst.networks.meta.facebook import WANTED
from askfirst.networks.meta.graph import moment
from askfirst.networks.optins import OptIn
from tests.networks.http_contract import NOON, load, named
from tests.networks.meta_contract import COMMON, TOKEN, MetaContract, rows, run
from tests.networks.scripted_http import Says, ScriptedHttp

MESSAGES, MARKS, FEED = (
    named("facebook", "messages"),
    named("facebook", "echo_and_marks"),
    named("facebook", "feed"),
)
CONTROLS = named("facebook", "controls")
PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
SHEET = Attachment(name="list.pdf", content_type="application/pdf", content=b"%PDF")
AT = "2026-11-21T12:00:30+0000"


class TestFacebook(MetaContract):
    name = "facebook"
    object = "page"
    settings: ClassVar[dict[str, Any]] = {"page_id": "901", **COMMON}
    required = ("page_id",)
    addressee = "7001"
    payloads = load("facebook")
    good = Says(200, body={"recipient_id": "7001", "message_id": "m_x1"})
    good_id = "m_x1"
    refusals = rows(meta_errors.GRAPH)

    # ── in ──

    def test_a_message_says_who_wrote_what_and_to_what_it_answers(self) -> None:
        told = self.event(MESSAGES, external_id="m_aa1")
        assert (told.kind, told.actor, told.text, told.in_reply_to, told.account) == (
            EventKind.MESSAGE, "7001", "Is the blue one back? ☕", "m_a9", "901",
        )  # fmt: skip
        assert told.occurred_at == datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)

    def test_files_are_named_to_be_fetched_and_what_has_no_address_is_said(self) -> None:
        told = self.event(MESSAGES, external_id="m_aa2")
        assert [one.url for one in told.media] == ["https://scontent.example/a.jpg?x=1"]
        assert told.remarks == ("A fallback came without an address.",)

    def test_a_button_is_what_stands_on_it(self) -> None:
        assert self.event(MESSAGES, external_id="m_aa3").extra["payload"] == "HOURS"
        pressed = self.event(MESSAGES, external_id="m_aa4")
        assert (pressed.kind, pressed.text, pressed.extra["payload"]) == (
            EventKind.MESSAGE,
            "Get Started",
            "START",
        )

    def test_a_stop_in_words_is_a_stop_and_stays_readable(self) -> None:
        assert self.event(MESSAGES, external_id="m_aa5").kind is EventKind.MESSAGE
        assert self.event(MESSAGES, kind=EventKind.STOP).actor == "7001"

    def test_a_button_that_says_stop_is_a_stop(self) -> None:
        pushed = {
            "sender": {"id": "7001"},
            "timestamp": 1,
            "postback": {"title": "Unsubscribe", "payload": "X"},
        }
        kinds = [event.kind for event in self.pushed(messaging=[pushed])]
        assert kinds == [EventKind.MESSAGE, EventKind.STOP]

    def test_an_echo_brings_our_key_back(self) -> None:
        told = self.event(MARKS, kind=EventKind.ECHO)
        assert (told.external_id, told.target, told.key, told.is_public) == (
            "m_bb1",
            "7001",
            "delivery-1",
            False,
        )

    def test_what_the_page_sent_by_another_tool_is_an_echo_even_where_nobody_says_so(self) -> None:
        pushed = {
            "sender": {"id": "901"},
            "recipient": {"id": "7001"},
            "timestamp": 1,
            "message": {"mid": "m_1"},
        }
        (told,) = self.pushed(messaging=[pushed])
        assert told.kind is EventKind.ECHO

    def test_reports_name_messages_or_everything_until_a_watermark(self) -> None:
        delivered = [event for event in self.read(MARKS) if event.kind is EventKind.DELIVERED]
        assert [(event.target, event.extra) for event in delivered] == [
            ("", {"is_watermark": True}), ("m_bb1", {}), ("", {"is_watermark": True}),
        ]  # fmt: skip
        read = self.event(MARKS, kind=EventKind.READ)
        assert (read.target, read.occurred_at) == ("", datetime(2026, 11, 21, 12, 0, 8, 500_000, tzinfo=UTC))

    def test_broken_reports_name_nothing(self) -> None:
        (told,) = self.pushed(
            messaging=[{"sender": {"id": "7"}, "timestamp": 5, "delivery": {"mids": [3, ""]}}]
        )
        assert told.target == ""
        (told,) = self.pushed(messaging=[{"sender": {"id": "7"}, "delivery": {"mids": "x", "watermark": 9}}])
        assert told.target == ""

    def test_a_later_watermark_that_names_the_same_message_is_another_piece(self) -> None:
        network = self.make()
        assert isinstance(network, Hooked)
        item = {"sender": {"id": "7001"}, "recipient": {"id": "901"}, "timestamp": 1}
        marks = [{**item, "delivery": {"mids": ["m_1"], "watermark": at}} for at in (100, 200)]
        body = json.dumps({"object": "page", "entry": [{"id": "901", "messaging": marks}]}).encode()
        assert len({piece.external_id for piece in network.pieces(body)}) == 2

    def test_reactions_and_edits_name_the_message(self) -> None:
        reacted = self.event(MARKS, kind=EventKind.REACTION)
        assert (reacted.target, reacted.text) == ("m_bb1", "❤")
        assert self.event(MARKS, kind=EventKind.UNREACTION).target == "m_bb1"
        edited = self.event(MARKS, kind=EventKind.EDIT)
        assert (edited.target, edited.text) == ("m_aa1", "Is the green one back?")

    def test_switches_of_the_network_stop_and_resume(self) -> None:
        stops = [event for event in self.read(CONTROLS) if event.kind is EventKind.STOP]
        assert [event.reason for event in stops] == ["News", "marketing"]
        assert self.event(CONTROLS, kind=EventKind.RESUME).reason == "News"

    def test_a_yes_beside_a_thread_is_kept_and_permits_nothing(self) -> None:
        told = self.event(CONTROLS, reason="optin")
        assert (told.kind, told.actor) == (EventKind.OTHER, "u-77")

    def test_a_yes_to_notifications_is_a_grant_of_a_topic_with_its_end(self) -> None:
        news, nobody, offers = self.read(named("facebook", "grant"))
        assert (news.kind, news.actor, news.reason) == (EventKind.GRANT, "7001", "notification_messages News")
        assert news.extra == {
            "ticket": "tok2",
            "topic": "news",
            "title": "News",
            "frequency": "weekly",
            "until": "2027-03-25T18:40:00+00:00",
        }
        assert nobody.kind is EventKind.OTHER, (
            "nobody yet: the browser that will be somebody has no id on the network"
        )
        assert (offers.kind, offers.reason, offers.extra) == (
            EventKind.GRANT,
            "notification_messages offers",
            {"ticket": "tok4", "topic": "offers"},
        )

    def test_a_ticket_that_is_stopped_or_resumed_is_named(self) -> None:
        named = {"ticket": "tok", "topic": "News", "title": "News"}
        assert self.event(CONTROLS, reason="News", kind=EventKind.STOP).extra == named
        assert self.event(CONTROLS, reason="News", kind=EventKind.RESUME).extra == named

    def test_a_message_by_ticket_names_no_person_and_no_type(self) -> None:
        body = self.make().build(self.envelope(form=Form.DIRECT, ticket="tok2")).json
        assert body == {
            "recipient": {"notification_messages_token": "tok2"},
            "message": {"metadata": "delivery-1", "text": "Hello Ana"},
        }

    def test_a_request_to_opt_in_is_the_networks_own_template(self) -> None:
        nowhere = self.envelope(form=Form.DIRECT, optin=OptIn(title="News", topic="list:7"))
        assert "timezone" not in str(self.make().build(nowhere).json)
        optin = OptIn(title="Roastery news " * 9, topic="list:7", time_zone="Europe/Lisbon")
        body = self.make().build(self.envelope(form=Form.DIRECT, optin=optin)).json
        assert body["recipient"] == {"id": self.addressee}
        assert body["message"] == {
            "metadata": "delivery-1",
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "notification_messages",
                    "title": ("Roastery news " * 9)[:65],
                    "payload": "list:7",
                    "notification_messages_timezone": "Europe/Lisbon",
                },
            },
        }

    def test_warnings_say_why(self) -> None:
        reasons = [event.reason for event in self.read(CONTROLS) if event.kind is EventKind.WARNING]
        assert reasons == ["warning: Too many people have reported these messages.", "block"]

    def test_a_change_of_hands_is_kept(self) -> None:
        assert self.event(CONTROLS, reason="take_thread_control").kind is EventKind.OTHER
        assert self.event(CONTROLS, reason="nameless").actor == "7001"

    def test_what_another_app_answers_is_seen(self) -> None:
        (told,) = self.read(named("facebook", "standby"))
        assert (told.kind, told.extra) == (EventKind.MESSAGE, {"is_standby": True})

    def test_a_comment_names_its_post_and_what_it_answers(self) -> None:
        top, under = self.event(FEED, external_id="77_501"), self.event(FEED, external_id="77_502")
        assert (top.kind, top.target, top.in_reply_to, top.actor_name, top.is_public) == (
            EventKind.COMMENT, "901_77", "", "Ana P", True,
        )  # fmt: skip
        assert under.in_reply_to == "77_501"

    def test_what_the_page_says_in_public_is_an_echo_in_public(self) -> None:
        echoes = [event for event in self.read(FEED) if event.kind is EventKind.ECHO]
        assert [(one.external_id, one.is_public) for one in echoes] == [("77_503", True), ("901_80", True)]

    def test_a_visitors_post_is_a_wall_post_with_its_picture(self) -> None:
        photo, video = self.event(FEED, external_id="901_78"), self.event(FEED, external_id="901_79")
        assert (photo.kind, photo.media[0].name) == (EventKind.WALL_POST, "image")
        assert (video.actor, video.actor_name, video.media[0].name) == ("6002", "Ben", "video")

    def test_edits_and_removals_name_the_comment(self) -> None:
        edits = [event for event in self.read(FEED) if event.kind is EventKind.EDIT]
        assert [(one.target, one.text) for one in edits] == [
            ("77_501", "What is the price?"), ("77_502", "Hello you?"),
        ]  # fmt: skip
        assert self.event(FEED, kind=EventKind.DELETE).target == "77_502"

    def test_likes_of_posts_and_of_the_page_are_told_apart(self) -> None:
        likes = [event for event in self.read(FEED) if event.kind is EventKind.LIKE]
        assert [(one.target, one.text) for one in likes] == [("901_77", "😢"), ("", "")]
        assert self.event(FEED, kind=EventKind.UNLIKE).target == "901_77"
        assert self.event(FEED, kind=EventKind.FOLLOW).actor == "6001"
        assert self.event(FEED, kind=EventKind.UNFOLLOW).actor == "6001"

    def test_a_mention_is_a_mention_and_its_end_is_kept(self) -> None:
        told = self.event(FEED, kind=EventKind.MENTION)
        assert (told.actor, told.target, told.text) == ("6001", "6001_9", "I love @Harbour Coffee")
        assert self.event(FEED, reason="mention mention remove").kind is EventKind.OTHER

    @pytest.mark.parametrize("reason", ["feed comment hide", "feed event mute", "ratings"])
    def test_what_we_do_not_act_upon_is_kept(self, reason: str) -> None:
        assert self.event(FEED, reason=reason).kind is EventKind.OTHER

    def test_a_message_without_an_id_is_kept(self) -> None:
        (told,) = self.pushed(messaging=[{"sender": {"id": "7"}, "message": {"text": "x"}}])
        assert (told.kind, told.reason) == (EventKind.OTHER, "message without an id")
        (told,) = self.pushed(messaging=["x", {"timestamp": "x"}])
        assert told.kind is EventKind.OTHER

    def pushed(self, **entry: Any) -> list[Any]:
        return self.read(json.dumps({"object": "page", "entry": [{"id": "901", **entry}]}).encode())

    # ── out ──

    def test_a_message_goes_to_the_person_with_our_key(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(form=Form.DIRECT, in_reply_to="m_aa1"))
        assert there.asked[0].path == "/graph.facebook.com/v24.0/901/messages"
        assert there.asked[0].json() == {
            "recipient": {"id": "7001"},
            "messaging_type": "RESPONSE",
            "message": {"metadata": "delivery-1", "text": "Hello Ana"},
            "reply_to": {"mid": "m_aa1"},
        }

    def test_a_private_reply_goes_to_the_comment(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(form=Form.PRIVATE_REPLY, in_reply_to="77_501"))
        assert there.asked[0].json()["recipient"] == {"comment_id": "77_501"}
        assert "reply_to" not in there.asked[0].json()

    def test_a_wall_post_is_answered_privately_by_its_own_name(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(form=Form.PRIVATE_REPLY, in_reply_to="901_78"))
        assert there.asked[0].json()["recipient"] == {"post_id": "901_78"}

    @pytest.mark.parametrize(
        ("form", "answered", "path"),
        [(Form.PUBLIC_REPLY, "77_501", "77_501/comments"), (Form.PUBLIC_POST, "", "901/feed")],
    )
    def test_what_is_said_in_public_goes_there(
        self, there: ScriptedHttp, form: Form, answered: str, path: str
    ) -> None:
        there.answers.append(Says(200, body={"id": "77_900"}))
        assert self.send(there, self.envelope(form=form, in_reply_to=answered)).external_id == "77_900"
        assert there.asked[0].path.endswith(path)
        assert there.asked[0].json() == {"message": "Hello Ana"}

    def test_a_reply_to_nothing_is_refused_before_anything_leaves(self) -> None:
        for form in (Form.PUBLIC_REPLY, Form.PRIVATE_REPLY):
            with pytest.raises(Unsupported, match="names the comment or post"):
                self.make().build(self.envelope(form=form))

    @pytest.mark.parametrize("count", [1, 2])
    def test_pictures_are_laid_ready_and_sent_together(self, there: ScriptedHttp, count: int) -> None:
        there.answers += [Says(200, body={"attachment_id": f"a{n}"}) for n in range(count)] + [self.good]
        self.send(there, self.envelope(text="", attachments=(PICTURE,) * count))
        assert b"\x89PNG" in there.asked[0].body
        message = there.asked[-1].json()["message"]
        sent = [message["attachment"]] if count == 1 else message["attachments"]
        assert [one["payload"]["attachment_id"] for one in sent] == [f"a{n}" for n in range(count)]
        assert {one["type"] for one in sent} == {"image"}

    def test_several_files_that_are_no_pictures_are_refused(self) -> None:
        with pytest.raises(Unsupported, match="attachments one"):
            self.make().build(self.envelope(text="", attachments=(PICTURE, SHEET)))

    # ── read back ──

    def test_a_pull_brings_what_was_pushed_under_the_same_names(self, there: ScriptedHttp) -> None:
        there.answers += [Says(200, body=THREADS), Says(200, body=POSTS)]
        network = self.reach(there)
        since = NOON - timedelta(days=1)
        first = run(network, lambda one: one.pull("", since))
        second = run(network, lambda one: one.pull(first.cursor, since))
        assert [piece.external_id for piece in first.pieces] == ["m_aa1", "m_bb1"]
        assert [piece.external_id for piece in second.pieces] == ["901_78", "77_501", "77_502"]
        assert (first.is_more, second.is_more) == (True, False)
        told = [event for piece in first.pieces for event in self.read(piece.raw)]
        assert [(one.kind, one.actor_name, one.text) for one in told] == [
            (EventKind.MESSAGE, "Ana P", "Is the blue one back? ☕"), (EventKind.ECHO, "Harbour Coffee", "Yes"),
        ]  # fmt: skip
        assert [one.url for one in told[0].media] == [
            "https://c.example/a",
            "https://c.example/v",
            "https://c.example/f",
        ]
        assert told[0].occurred_at == told[1].occurred_at
        public = [event for piece in second.pieces for event in self.read(piece.raw)]
        assert [one.kind for one in public] == [EventKind.WALL_POST, EventKind.COMMENT, EventKind.COMMENT]
        assert public[2].in_reply_to == "77_501"

    def test_the_next_pull_begins_where_the_newest_was(self, there: ScriptedHttp) -> None:
        there.answers += [Says(200, body=THREADS), Says(200, body=POSTS), Says(200, body=THREADS)]
        network = self.reach(there)
        first = run(network, lambda one: one.pull("nonsense", NOON))
        second = run(network, lambda one: one.pull(first.cursor, NOON))
        third = run(network, lambda one: one.pull(second.cursor, NOON))
        assert [piece.external_id for piece in third.pieces] == ["m_aa1", "m_bb1"], "the same second again"
        assert len(second.cursor) < 2000

    def test_threads_are_read_page_by_page_until_they_are_old(self, there: ScriptedHttp) -> None:
        more = {**THREADS, "paging": {"cursors": {"after": "QVFI"}, "next": "https://graph.facebook.com/…"}}
        old = {
            "data": [{"id": "t_2", "updated_time": "2020-01-01T00:00:00+0000"}],
            "paging": more["paging"],
        }
        there.answers += [Says(200, body=more), Says(200, body=old)]
        network = self.reach(there)
        first = run(network, lambda one: one.pull("", NOON))
        second = run(network, lambda one: one.pull(first.cursor, NOON))
        assert there.asked[1].query["after"] == "QVFI"
        assert json.loads(second.cursor)["part"] == "public"

    def test_what_has_no_date_is_read_all_the_same(self, there: ScriptedHttp) -> None:
        there.answers += [
            Says(200, body={"data": [{"messages": {"data": [{"id": "m_7", "message": "Hi"}]}}]})
        ]
        (piece,) = run(self.reach(there), lambda one: one.pull("", NOON)).pieces
        (told,) = self.read(piece.raw)
        assert (piece.external_id, told.occurred_at) == ("m_7", None)

    def test_what_is_too_old_is_not_ours_to_read(self, there: ScriptedHttp) -> None:
        there.answers += [Says(200, body=THREADS)]
        pulled = run(self.reach(there), lambda one: one.pull("", NOON + timedelta(hours=1)))
        assert pulled.pieces == ()

    @pytest.mark.parametrize(
        ("form", "body", "path"),
        [
            (Form.DIRECT, {"data": [{"messages": {"data": [{"id": "m_9", "message": "Hello  Ana"}]}}]}, "conversations"),
            (Form.PRIVATE_REPLY, {"private_reply_conversation": {"messages": {"data": [{"id": "m_9", "message": "Hello Ana"}]}}}, "77_501"),
            (Form.PUBLIC_REPLY, {"data": [{"id": "m_9", "message": "Hello Ana"}]}, "77_501/comments"),
            (Form.PUBLIC_POST, {"data": [{"id": "m_9", "message": "Hello Ana"}]}, "901/feed"),
        ],
    )  # fmt: skip
    def test_what_we_said_is_found_where_it_stands(
        self, there: ScriptedHttp, form: Form, body: dict[str, Any], path: str
    ) -> None:
        ours = json.loads(
            json.dumps(body).replace(
                '"id": "m_9"', f'"id": "m_9", "from": {{"id": "901"}}, "created_time": "{AT}"'
            )
        )
        there.otherwise = lambda _: Says(200, body=ours)
        envelope = self.envelope(form=form, in_reply_to="77_501")
        network = self.reach(there)
        receipt = run(network, lambda one: one.find(envelope, NOON + timedelta(seconds=30, milliseconds=400)))
        assert receipt.external_id == "m_9"
        assert there.asked[0].path.endswith(path)
        assert run(network, lambda one: one.find(envelope, NOON + timedelta(minutes=2))) is None
        there.otherwise = lambda _: Says(200, body=body)
        assert run(network, lambda one: one.find(envelope, NOON)) is None, "by somebody else, or at no time"

    @pytest.mark.parametrize("form", [Form.DIRECT, Form.PRIVATE_REPLY, Form.PUBLIC_REPLY, Form.PUBLIC_POST])
    def test_what_may_stand_on_the_next_page_is_not_said_to_be_missing(
        self, there: ScriptedHttp, form: Form
    ) -> None:
        others = {"id": "m_8", "message": "Another", "from": {"id": "901"}, "created_time": AT}
        page = {"data": [others], "paging": {"next": "https://graph.facebook.com/more"}}
        whole = {
            Form.DIRECT: {"data": [{"messages": page}]},
            Form.PRIVATE_REPLY: {"private_reply_conversation": {"messages": page}},
        }.get(form, page)
        there.otherwise = lambda _: Says(200, body=whole)
        envelope = self.envelope(form=form, in_reply_to="77_501")
        network = self.reach(there)
        with pytest.raises(NetworkError, match="than can be looked through"):
            run(network, lambda one: one.find(envelope, NOON))
        later = NOON + timedelta(minutes=2)
        assert run(network, lambda one: one.find(envelope, later)) is None, "the next page is older still"

    # ── connecting ──

    def test_the_page_says_who_it_is(self, there: ScriptedHttp) -> None:
        there.answers.append(Says(200, body={"id": "901", "name": "Harbour Coffee"}))
        account = run(self.reach(there), lambda one: one.account())
        assert (account.address, account.name) == ("901", "Harbour Coffee")
        assert account.said == {"kind": "page", "app": "4711"}

    def test_a_page_says_whether_it_is_published(self, there: ScriptedHttp) -> None:
        there.answers.append(Says(200, body={"id": "901", "name": "Harbour Coffee", "is_published": False}))
        assert run(self.reach(there), lambda one: one.account()).said["published"] is False

    def test_who_somebody_is_is_looked_up(self, there: ScriptedHttp) -> None:
        there.answers += [
            Says(200, body={"first_name": "Ana", "last_name": "Ferreira", "id": "7001"}),
            Says(200, body={"id": "7001"}),
        ]
        names = [run(self.reach(there), lambda one: one.profile("7001")).name for _ in range(2)]
        assert names == ["Ana Ferreira", ""]

    def test_missing_subscriptions_are_named(self, there: ScriptedHttp) -> None:
        fields = [one for one in WANTED if one != "feed"]
        there.otherwise = lambda _: Says(200, body={"data": [{"id": "4711", "subscribed_fields": fields}]})
        network = self.reach(there)
        found = run(network, lambda one: one.findings(""))
        assert (found[-1].is_good, found[-1].says.startswith("missing: feed.")) == (False, True)
        fields.append("feed")
        assert all(one.is_good for one in run(network, lambda one: one.findings("")))

    def test_a_pages_token_is_not_exchanged(self, there: ScriptedHttp) -> None:
        there.answers.append(Says(200, body={"id": "901"}))
        assert run(self.reach(there), lambda one: one.renew()) is None

    def test_a_persons_token_is_exchanged_for_the_pages(self, there: ScriptedHttp) -> None:
        there.answers += [
            Says(200, body={"id": "55"}),
            Says(200, body={"access_token": "long-user"}),
            Says(200, body={"access_token": "page-token"}),
        ]
        renewed = run(self.reach(there), lambda one: one.renew())
        assert (renewed.settings, renewed.lasts) == ({"token": "page-token"}, None)
        assert there.asked[1].form()["fb_exchange_token"] == TOKEN
        assert there.asked[2].headers["authorization"] == "Bearer long-user"

    def test_whoever_does_not_manage_the_page_cannot_connect_it(self, there: ScriptedHttp) -> None:
        network = type(self)()
        network.settings = {**self.settings, "app_id": ""}  # type: ignore[misc]
        there.answers += [Says(200, body={"id": "55"}), Says(200, body={"id": "901"})]
        with pytest.raises(NetworkError, match="manages it") as caught:
            run(network.reach(there), lambda one: one.renew())
        assert caught.value.failure is Failure.CREDENTIALS
        assert there.asked[1].headers["authorization"] == f"Bearer {TOKEN}", (
            "not exchanged: the app is not known"
        )

    def test_a_secret_goes_nowhere_where_there_is_none(self, there: ScriptedHttp) -> None:
        network = type(self)()
        network.settings = {"page_id": "901"}  # type: ignore[misc]
        there.answers.append(self.good)
        network.send(there)
        assert "authorization" not in there.asked[0].headers


def test_a_doubtful_code_is_an_unknown_outcome() -> None:
    answer = http.Answer(status=500, headers={}, body=b'{"error":{"code":1,"error_subcode":1357046}}')
    assert isinstance(meta_errors.refusal(answer, "Facebook", meta_errors.GRAPH), OutcomeUnknown)


def test_an_unknown_subcode_of_a_permission_stops_the_message_and_not_the_channel() -> None:
    answer = http.Answer(status=403, headers={}, body=b'{"error":{"code":10,"error_subcode":123}}')
    told = meta_errors.refusal(answer, "Facebook", meta_errors.GRAPH)
    assert told is not None
    assert (told.failure, told.code) == (Failure.REFUSED, "10/123")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (1795262400, NOON),
        (1795262400000, NOON),
        ("1795262400", NOON),
        ("2026-11-21T12:00:00+0000", NOON),
        ("2026-11-21T12:00:00", None),
        ("yesterday", None),
        (None, None),
        (10**30, None),
    ],
)
def test_times_are_read_as_meta_writes_them(said: Any, read: datetime | None) -> None:
    assert moment(said) == read


del MetaContract  # the base is not run by itself

THREADS = {
    "data": [
        {
            "id": "t_1",
            "updated_time": AT,
            "messages": {
                "data": [
                    {
                        "id": "m_bb1",
                        "message": "Yes",
                        "from": {"id": "901", "name": "Harbour Coffee"},
                        "to": {"data": [{"id": "7001", "name": "Ana P"}]},
                        "created_time": AT,
                    },
                    {
                        "id": "m_aa1",
                        "message": "Is the blue one back? ☕",
                        "from": {"id": "7001", "name": "Ana P"},
                        "to": {"data": [{"id": "901"}]},
                        "created_time": AT,
                        "attachments": {
                            "data": [
                                {"image_data": {"url": "https://c.example/a"}, "name": "a"},
                                {"video_data": {"url": "https://c.example/v"}, "name": "v"},
                                {"file_url": "https://c.example/f", "name": "f"},
                            ]
                        },
                    },
                ][::-1]
            },
        }
    ]
}
POSTS = {
    "data": [
        {
            "id": "901_78",
            "message": "My cup",
            "from": {"id": "6001", "name": "Ana P"},
            "created_time": AT,
            "comments": {
                "data": [
                    {"id": "77_501", "message": "Price?", "from": {"id": "6001"}, "created_time": AT},
                    {
                        "id": "77_502",
                        "message": "?",
                        "from": {"id": "6001"},
                        "created_time": AT,
                        "parent": {"id": "77_501"},
                    },
                ]
            },
        }
    ]
}
