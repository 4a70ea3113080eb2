"""Instagram by either kind of login: messages, comments and mentions in, messages and comments out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from askfirst.networks import catalog
from askfirst.networks.base import (
    Attachment,
    BadSettings,
    EventKind,
    Failure,
    Form,
    NetworkError,
    Unsupported,
)
from askfirst.networks.http import HttpNetwork
from askfirst.networks.meta import errors as meta_errors
from askfirst.networks.meta.instagram import WANTED
from askfirst.networks.optins import OptIn
from tests.networks.http_contract import NOON, load, named
from tests.networks.meta_contract import COMMON, SECRET, TOKEN, MetaContract, error, rows, run
from tests.networks.scripted_http import Says, ScriptedHttp

MESSAGES, COMMENTS = named("instagram", "messages"), named("instagram", "comments_by_page")
PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
AT = "2026-11-21T12:00:30+0000"


class InstagramContract(MetaContract):
    name = "instagram"
    object = "instagram"
    addressee = "8001"
    payloads = load("instagram")
    good = Says(200, body={"recipient_id": "8001", "message_id": "aWd_9"})
    good_id = "aWd_9"
    refusals = rows(meta_errors.GRAPH)
    node: ClassVar[str]
    host: ClassVar[str]

    def test_a_message_goes_out_on_the_host_of_its_login(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there)
        assert there.asked[0].path == f"/{self.host}/v24.0/{self.node}/messages"
        assert there.asked[0].json()["recipient"] == {"id": "8001"}

    def test_a_private_reply_goes_to_the_comment(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(form=Form.PRIVATE_REPLY, in_reply_to="17950"))
        assert there.asked[0].json()["recipient"] == {"comment_id": "17950"}

    @pytest.mark.parametrize(
        ("answered", "path", "said"),
        [
            ("17950", "17950/replies", {"message": "Hello Ana"}),
            ("mention:18099:17960", "1784/mentions", {"media_id": "18099", "comment_id": "17960", "message": "Hello Ana"}),
            ("mention:18100:", "1784/mentions", {"media_id": "18100", "message": "Hello Ana"}),
        ],
    )  # fmt: skip
    def test_comments_and_mentions_are_answered_in_public(
        self, there: ScriptedHttp, answered: str, path: str, said: dict[str, str]
    ) -> None:
        there.answers.append(Says(200, body={"id": "17999"}))
        sent = self.send(there, self.envelope(form=Form.PUBLIC_REPLY, in_reply_to=answered))
        assert sent.external_id == "17999"
        assert there.asked[0].path.endswith(path)
        assert there.asked[0].json() == said

    def test_what_we_said_is_found_where_it_stands(self, there: ScriptedHttp) -> None:
        ours = {"id": "x9", "from": {"id": "1784"}, "created_time": AT, "message": "Hello Ana"}
        there.otherwise = lambda _: Says(200, body={"data": [{"messages": {"data": [ours]}}]})
        network = self.reach(there)
        found = run(network, lambda one: one.find(self.envelope(), NOON))
        assert (found.external_id, there.asked[0].query["user_id"]) == ("x9", "8001")
        comment = {"id": "x8", "from": {"id": "1784"}, "timestamp": AT, "text": "Hello Ana"}
        there.otherwise = lambda _: Says(200, body={"data": [comment]})
        asked = self.envelope(form=Form.PUBLIC_REPLY, in_reply_to="17950")
        assert run(network, lambda one: one.find(asked, NOON)).external_id == "x8"
        more = {"data": [comment], "paging": {"next": "https://graph.instagram.com/more"}}
        there.otherwise = lambda _: Says(200, body=more)
        with pytest.raises(NetworkError, match="than can be looked through"):
            run(network, lambda one: one.find(asked, NOON + timedelta(days=1)))
        asked = self.envelope(form=Form.PUBLIC_REPLY, in_reply_to="mention:1:2")
        with pytest.raises(NetworkError, match="look in the app"):
            run(network, lambda one: one.find(asked, NOON))

    def test_a_pull_brings_what_was_pushed_under_the_same_names(self, there: ScriptedHttp) -> None:
        there.answers += [Says(200, body=THREADS), Says(200, body=MEDIA)]
        network = self.reach(there)
        first = run(network, lambda one: one.pull("", NOON))
        second = run(network, lambda one: one.pull(first.cursor, NOON))
        assert there.asked[0].query["platform"] == "instagram"
        assert [piece.external_id for piece in first.pieces] == ["aWd_1"]
        told = [event for piece in second.pieces for event in self.read(piece.raw)]
        assert [(one.kind, one.external_id, one.in_reply_to, one.actor_name) for one in told] == [
            (EventKind.COMMENT, "17950", "", "ana.p"),
            (EventKind.ECHO, "17952", "17950", ""),
            (EventKind.COMMENT, "17953", "", "ben"),
        ]
        assert told[0].target == "18001"

    def test_who_somebody_is_is_looked_up(self, there: ScriptedHttp) -> None:
        said = {"name": "", "username": "ana.p", "is_user_follow_business": True}
        there.answers.append(Says(200, body=said))
        found = run(self.reach(there), lambda one: one.profile("8001"))
        assert found.name == "ana.p"
        assert (found.follows_us, found.we_follow) == (True, None)


class TestInstagram(InstagramContract):
    settings: ClassVar[dict[str, Any]] = {"account_id": "1784", **COMMON}
    node, host = "1784", "graph.instagram.com"

    # ── in ──

    def test_what_was_unsent_is_taken_back(self) -> None:
        told = self.event(MESSAGES, kind=EventKind.DELETE)
        assert (told.target, told.text, told.external_id) == ("aWd_1", "", "delete:aWd_1")

    def test_a_story_may_be_shown_and_not_kept(self) -> None:
        answer, mention = self.event(MESSAGES, external_id="aWd_2"), self.event(MESSAGES, external_id="aWd_3")
        assert [one.is_fleeting for one in (*answer.media, *mention.media)] == [True, True]

    def test_what_was_not_passed_on_is_said(self) -> None:
        assert "its own app" in self.event(MESSAGES, external_id="aWd_4").remarks[0]

    def test_seen_names_the_message(self) -> None:
        told = self.event(MESSAGES, kind=EventKind.READ)
        assert (told.target, told.extra) == ("aWd_5", {})

    def test_edits_reactions_and_echoes_are_read(self) -> None:
        assert self.event(MESSAGES, kind=EventKind.EDIT).text == "So very nice"
        assert self.event(MESSAGES, kind=EventKind.REACTION).text == "😍"
        assert self.event(MESSAGES, kind=EventKind.ECHO).target == "8001"

    def test_a_comment_under_an_advert_belongs_to_the_post_that_was_advertised(self) -> None:
        told = self.event(COMMENTS, external_id="17950")
        assert (told.kind, told.target, told.extra["ad"]) == (EventKind.COMMENT, "18000", "99")

    def test_a_comment_on_a_live_video_says_so(self) -> None:
        assert self.event(COMMENTS, external_id="17951").extra["is_live"] is True

    def test_what_we_commented_is_an_echo_in_public(self) -> None:
        told = self.event(COMMENTS, external_id="17952")
        assert (told.kind, told.in_reply_to, told.is_public) == (EventKind.ECHO, "17950", True)

    def test_a_flat_entry_is_read_like_any_other(self) -> None:
        (told,) = self.read(named("instagram", "comment_flat"))
        assert (told.kind, told.actor_name, told.text) == (EventKind.COMMENT, "ben", "Also in blue?")

    def test_a_mention_without_a_name_is_kept_with_all_that_an_answer_needs(self) -> None:
        told = self.event(COMMENTS, external_id="mention:18099:17960")
        assert (told.kind, told.target) == (EventKind.OTHER, "18099")
        assert self.event(COMMENTS, reason="mentions without an id").kind is EventKind.OTHER

    def test_a_mention_with_a_name_is_a_mention(self) -> None:
        value = {"media_id": "1", "from": {"id": "8001", "username": "ana.p"}, "text": "@harbourcoffee!"}
        change = {"field": "mentions", "value": value}
        (told,) = self.read(
            json.dumps({"object": "instagram", "entry": [{"id": "1784", "changes": [change]}]}).encode()
        )
        assert (told.kind, told.actor, told.text) == (EventKind.MENTION, "8001", "@harbourcoffee!")

    def test_a_test_push_of_the_dashboard_is_read(self) -> None:
        assert self.event(COMMENTS, external_id="random_mid").text == "random_text"
        assert self.event(COMMENTS, reason="messages").kind is EventKind.OTHER

    def test_a_yes_to_notifications_is_a_grant_and_switches_name_its_ticket(self) -> None:
        offers, given, stopped, resumed = self.read(named("instagram", "grant"))
        assert (given.kind, given.actor, given.reason) == (
            EventKind.GRANT,
            "8001",
            "notification_messages News",
        )
        assert given.extra == {
            "ticket": "tok-ig",
            "topic": "news",
            "title": "News",
            "until": "2027-03-25T18:40:00+00:00",
        }
        assert [(one.kind, one.extra["ticket"]) for one in (stopped, resumed)] == [
            (EventKind.STOP, "tok-ig"),
            (EventKind.RESUME, "tok-ig"),
        ]
        assert (offers.kind, offers.extra) == (EventKind.GRANT, {"ticket": "tok-test", "topic": "offers"})

    # ── out ──

    def test_tickets_and_requests_are_refused_where_the_account_stands_alone(self) -> None:
        for given in ({"ticket": "tok-ig"}, {"optin": OptIn(title="News", topic="list:7")}):
            with pytest.raises(Unsupported, match=r"asks people itself.*through a Page"):
                self.make().build(self.envelope(**given))

    def test_a_text_is_limited_in_bytes(self) -> None:
        self.make().check(self.envelope(text="ü" * 500))
        with pytest.raises(Unsupported, match="1,000 bytes; this text has 1,002"):
            self.make().check(self.envelope(text="ü" * 501))

    def test_files_are_refused_where_the_account_stands_alone(self) -> None:
        with pytest.raises(Unsupported, match="through a Page"):
            self.make().build(self.envelope(text="", attachments=(PICTURE,)))

    # ── connecting ──

    def test_an_account_that_is_not_known_yet_says_who_it_is(self, there: ScriptedHttp) -> None:
        network = type(self)()
        network.settings = {name: value for name, value in self.settings.items() if name != "account_id"}  # type: ignore[misc]
        there.answers.append(
            Says(200, body={"user_id": "1784", "id": "app-scoped", "username": "harbourcoffee"})
        )
        account = run(network.reach(there), lambda one: one.account())
        assert (account.address, account.name, account.settings) == (
            "1784",
            "harbourcoffee",
            {"account_id": "1784"},
        )
        assert account.said == {"kind": "professional", "app": "4711"}
        assert there.asked[0].path == "/graph.instagram.com/v24.0/me"

    def test_sixty_days_begin_anew(self, there: ScriptedHttp) -> None:
        there.answers.append(Says(200, body={"access_token": "fresh", "expires_in": 5_000_000}))
        renewed = run(self.reach(there), lambda one: one.renew())
        assert (renewed.settings, renewed.lasts) == ({"token": "fresh"}, timedelta(seconds=5_000_000))
        assert there.asked[0].path == "/graph.instagram.com/refresh_access_token"
        assert there.asked[0].headers["authorization"] == f"Bearer {TOKEN}"

    def test_a_token_of_an_hour_is_exchanged_for_sixty_days(self, there: ScriptedHttp) -> None:
        there.answers += [error(100), Says(200, body={"access_token": "fresh"})]
        renewed = run(self.reach(there), lambda one: one.renew())
        assert renewed.lasts == timedelta(days=60)
        assert there.asked[1].query["client_secret"] == SECRET

    @pytest.mark.parametrize(("says", "failure"), [(error(2), Failure.RETRY), (error(4), Failure.QUOTA)])
    def test_a_renewal_that_does_not_work_now_is_not_an_exchange(
        self, there: ScriptedHttp, says: Says, failure: Failure
    ) -> None:
        there.answers.append(says)
        with pytest.raises(NetworkError) as caught:
            run(self.reach(there), lambda one: one.renew())
        assert caught.value.failure is failure

    def test_a_fresh_token_of_sixty_days_is_kept_and_tried_again_in_a_day(self, there: ScriptedHttp) -> None:
        there.answers += [error(100), error(100), Says(200, body={"user_id": "1784"})]
        network = self.reach(there)
        renewed = run(network, lambda one: one.renew())
        assert renewed.settings == {"token": TOKEN}
        assert renewed.lasts - network.renew_before == timedelta(days=1)  # type: ignore[attr-defined]

    def test_a_dead_token_is_not_kept(self, there: ScriptedHttp) -> None:
        there.answers += [error(190), error(190), error(190)]
        with pytest.raises(NetworkError) as caught:
            run(self.reach(there), lambda one: one.renew())
        assert caught.value.failure is Failure.CREDENTIALS

    def test_an_exchange_that_does_not_work_now_is_tried_again(self, there: ScriptedHttp) -> None:
        there.answers += [error(100), error(4)]
        with pytest.raises(NetworkError) as caught:
            run(self.reach(there), lambda one: one.renew())
        assert caught.value.failure is Failure.QUOTA

    def test_a_renewal_without_a_token_asks_for_a_new_connection(self, there: ScriptedHttp) -> None:
        there.answers.append(Says(200, body={}))
        with pytest.raises(NetworkError, match="connect the account again"):
            run(self.reach(there), lambda one: one.renew())

    def test_tokens_are_renewed_before_they_end(self) -> None:
        assert self.make().renew_before == timedelta(days=10)  # type: ignore[attr-defined]

    def test_everything_is_subscribed(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"data": [{"subscribed_fields": list(WANTED)}]})
        network = self.reach(there)
        run(network, lambda one: one.subscribe("", ""))
        assert there.asked[0].form()["subscribed_fields"].split(",") == list(WANTED)
        assert all(one.is_good for one in run(network, lambda one: one.findings("")))


class TestInstagramByPage(InstagramContract):
    settings: ClassVar[dict[str, Any]] = {
        "account_id": "1784",
        "login": "facebook",
        "page_id": "901",
        **COMMON,
    }
    node, host = "901", "graph.facebook.com"

    def test_pictures_are_laid_ready_at_the_page(self, there: ScriptedHttp) -> None:
        there.answers += [Says(200, body={"attachment_id": "a1"}), self.good]
        self.send(there, self.envelope(text="", attachments=(PICTURE,)))
        assert there.asked[0].path.endswith("/901/message_attachments")
        assert b"instagram" in there.asked[0].body

    def test_a_message_by_ticket_and_a_request_to_opt_in_go_through_the_page(self) -> None:
        sent = self.make().build(self.envelope(ticket="tok-ig"))
        assert sent.url.endswith("/901/messages")
        assert sent.json == {
            "recipient": {"notification_messages_token": "tok-ig"},
            "message": {"metadata": "delivery-1", "text": "Hello Ana"},
        }
        asked = self.make().build(self.envelope(optin=OptIn(title="Roastery news", topic="list:7"))).json
        assert asked["recipient"] == {"id": "8001"}
        assert asked["message"]["attachment"]["payload"] == {
            "template_type": "notification_messages",
            "title": "Roastery news",
            "payload": "list:7",
        }

    def test_the_page_says_which_account_is_linked(self, there: ScriptedHttp) -> None:
        linked = {"id": "1784", "username": "harbourcoffee"}
        there.answers.append(Says(200, body={"id": "901", "instagram_business_account": linked}))
        account = run(self.reach(there), lambda one: one.account())
        assert (account.address, account.name) == ("1784", "harbourcoffee")

    def test_a_pages_token_does_not_expire(self) -> None:
        network: Any = self.make()
        assert network.renew_before is None
        assert run(network, lambda one: one.renew()) is None

    def test_the_page_is_subscribed_for_messages(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"success": True})
        run(self.reach(there), lambda one: one.subscribe("", ""))
        assert there.asked[0].path.endswith("/901/subscribed_apps")
        assert there.asked[0].form()["subscribed_fields"] == "messages"

    def test_without_the_page_nothing_can_be_sent(self) -> None:
        with pytest.raises(BadSettings, match="page_id"):
            catalog.connector("instagram", {"login": "facebook"})


def test_another_kind_of_login_is_refused_by_its_name() -> None:
    with pytest.raises(BadSettings, match="login"):
        catalog.connector("instagram", {"account_id": "1784", "login": "twitter"})
    assert isinstance(catalog.connector("instagram", {"account_id": "1784"}), HttpNetwork)


del MetaContract, InstagramContract  # bases are not run by themselves

THREADS = {
    "data": [
        {
            "updated_time": AT,
            "messages": {
                "data": [
                    {
                        "id": "aWd_1",
                        "message": "Do you ship?",
                        "from": {"id": "8001", "username": "ana.p"},
                        "to": {"data": [{"id": "1784"}]},
                        "created_time": AT,
                    }
                ]
            },
        }
    ]
}
MEDIA = {
    "data": [
        {
            "id": "18001",
            "comments": {
                "data": [
                    {
                        "id": "17950",
                        "text": "Price?",
                        "from": {"id": "8001", "username": "ana.p"},
                        "timestamp": AT,
                        "replies": {
                            "data": [{"id": "17952", "text": "4", "from": {"id": "1784"}, "timestamp": AT}]
                        },
                    },
                    {"id": "17953", "text": "Hm", "username": "ben", "timestamp": AT},
                ]
            },
        }
    ]
}
