"""WhatsApp: messages of every type and reports in, texts and files within the window out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from askfirst.networks.base import Attachment, EventKind, Failure, Media, NetworkError, Unsupported
from askfirst.networks.meta import errors as meta_errors
from tests.networks.http_contract import load, named
from tests.networks.meta_contract import COMMON, MetaContract, rows, run
from tests.networks.scripted_http import Says, ScriptedHttp

MESSAGES, STATUSES = named("whatsapp", "messages"), named("whatsapp", "statuses")
PICTURE = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
SHEET = Attachment(name="list.pdf", content_type="application/pdf", content=b"%PDF")
SOUND = Attachment(name="hello.ogg", content_type="audio/ogg", content=b"OggS")


class TestWhatsApp(MetaContract):
    name = "whatsapp"
    object = "whatsapp_business_account"
    settings: ClassVar[dict[str, Any]] = {"phone_number_id": "P1", "waba_id": "W1", **COMMON}
    required = ("phone_number_id",)
    addressee = "15550002222"
    payloads = load("whatsapp")
    good = Says(
        200,
        body={"contacts": [{"wa_id": "1"}], "messages": [{"id": "wamid.X", "message_status": "accepted"}]},
    )
    good_id = "wamid.X"
    refusals = rows(meta_errors.WHATSAPP)

    # ── in ──

    def test_a_message_says_who_wrote_what(self) -> None:
        told = self.event(MESSAGES, external_id="wamid.A1")
        assert (told.kind, told.actor, told.actor_name, told.text, told.in_reply_to, told.account) == (
            EventKind.MESSAGE, "15550002222", "Ana", "open today?", "wamid.B0", "P1",
        )  # fmt: skip
        assert told.occurred_at == datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)
        assert told.extra["is_forwarded"] is True

    @pytest.mark.parametrize(
        ("named_", "text"),
        [
            ("wamid.A2", "this one"),
            ("wamid.A4", "Harbour, Rua 1 (41.1, -8.6)"),
            ("wamid.A5", "Ben, +15550003333"),
            ("wamid.A6", "Unsubscribe"),
            ("wamid.A7", "Yes"),
            ("wamid.A8", "Tomorrow"),
            ("wamid.A9", "please\n2 × cup"),
            ("wamid.A18", ""),
            ("wamid.A20", "from an ad"),
        ],
    )
    def test_every_type_is_readable(self, named_: str, text: str) -> None:
        assert self.event(MESSAGES, external_id=named_).text == text

    def test_files_are_named_to_be_fetched_with_our_token(self) -> None:
        (picture,) = self.event(MESSAGES, external_id="wamid.A2").media
        assert picture == Media(
            url="https://graph.facebook.com/777", name="image", content_type="image/jpeg", needs_token=True
        )
        assert self.event(MESSAGES, external_id="wamid.A3").media[0].name == "order.pdf"
        assert self.event(MESSAGES, external_id="wamid.A21").media == ()

    def test_the_button_unsubscribe_is_a_stop_and_stays_readable(self) -> None:
        told = self.event(MESSAGES, kind=EventKind.STOP)
        assert (told.actor, told.text) == ("15550002222", "Unsubscribe")

    def test_what_cannot_be_read_is_said(self) -> None:
        assert "did not pass on" in self.event(MESSAGES, external_id="wamid.A13").remarks[0]
        assert "the type poll" in self.event(MESSAGES, external_id="wamid.A17").remarks[0]

    def test_reactions_edits_and_what_was_taken_back_name_the_message(self) -> None:
        assert self.event(MESSAGES, kind=EventKind.REACTION).target == "wamid.B1"
        assert self.event(MESSAGES, kind=EventKind.UNREACTION).target == "wamid.B1"
        assert self.event(MESSAGES, external_id="wamid.A14").text == "open tomorrow?"
        assert self.event(MESSAGES, external_id="wamid.A15").text == ""
        assert self.event(MESSAGES, kind=EventKind.DELETE).target == "wamid.A1"

    def test_a_new_number_is_told_and_not_acted_upon(self) -> None:
        told = self.event(MESSAGES, reason="system user_changed_number")
        assert (told.kind, told.target) == (EventKind.OTHER, "15550009999")

    def test_a_message_without_an_id_is_kept(self) -> None:
        assert self.event(MESSAGES, reason="message without an id").actor == "15550002222"

    def test_a_person_without_a_number_has_the_id_that_whatsapp_gave(self) -> None:
        (told,) = self.read(named("whatsapp", "no_number"))
        assert (told.actor, told.actor_name) == ("US.cd34", "ben")

    def test_reports_bring_our_key_back(self) -> None:
        told = {event.external_id: event for event in self.read(STATUSES)}
        left, there, read = (told[name] for name in ("wamid.B1", "wamid.B1:delivered", "wamid.B1:read"))
        assert [one.kind for one in (left, there, read)] == [
            EventKind.ECHO,
            EventKind.DELIVERED,
            EventKind.READ,
        ]
        assert {one.key for one in (left, there, read)} == {"delivery-1"}
        assert (left.target, left.extra) == ("15550002222", {"is_report": True})
        assert (there.target, there.actor) == ("wamid.B1", "15550002222")
        assert told["wamid.B3:played"].kind is EventKind.READ

    def test_that_somebody_elses_message_left_is_kept_and_no_echo(self) -> None:
        assert self.event(STATUSES, reason="status sent").kind is EventKind.OTHER
        assert self.event(STATUSES, reason="status warning").target == "wamid.B9"

    def test_what_failed_says_why_and_for_how_long(self) -> None:
        told = {event.target: event for event in self.read(STATUSES) if event.kind is EventKind.BOUNCE}
        assert told["wamid.B4"].extra == {"failure": "window_closed"}
        assert told["wamid.B6"].is_permanent
        assert not told["wamid.B4"].is_permanent
        assert told["wamid.B7"].reason == "999999 something new"
        assert "does not say why" in told["wamid.B8"].reason

    def test_a_refusal_for_a_stop_is_a_stop(self) -> None:
        told = self.event(STATUSES, kind=EventKind.STOP)
        assert (told.actor, told.reason) == ("15550002222", "marketing_messages")

    def test_switches_in_the_persons_app_stop_and_resume(self) -> None:
        payload = named("whatsapp", "preferences")
        assert self.event(payload, kind=EventKind.STOP).reason == "marketing_messages"
        assert self.event(payload, kind=EventKind.RESUME).actor_name == "Ana"
        assert self.event(payload, kind=EventKind.OTHER).reason == "user_preferences signup"

    def test_what_was_said_on_the_phone_is_an_echo(self) -> None:
        (told,) = self.read(named("whatsapp", "echoes"))
        assert (told.kind, told.target, told.text) == (EventKind.ECHO, "15550002222", "said on the phone")

    def test_warnings_say_why(self) -> None:
        told = self.event(named("whatsapp", "account"), kind=EventKind.WARNING)
        assert told.reason == "phone_number_quality_update: FLAGGED: TIER_1K"

    def test_a_contact_of_nobody_is_still_a_name(self) -> None:
        value = {"contacts": [{"profile": {"name": "Ana"}}], "messages": [{"id": "wamid.1", "type": "text"}]}
        body = {
            "object": self.object,
            "entry": [{"id": "W1", "changes": [{"field": "messages", "value": value}]}],
        }
        (told,) = self.read(json.dumps(body).encode())
        assert (told.actor_name, told.account) == ("Ana", "W1")

    # ── out ──

    def test_a_text_goes_out_with_our_key(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(in_reply_to="wamid.A1"))
        assert there.asked[0].path == "/graph.facebook.com/v24.0/P1/messages"
        assert there.asked[0].json() == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "15550002222",
            "type": "text",
            "text": {"body": "Hello Ana", "preview_url": False},
            "biz_opaque_callback_data": "delivery-1",
            "context": {"message_id": "wamid.A1"},
        }

    def test_somebody_without_a_number_is_written_to_by_their_id(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(to="US.cd34"))
        assert there.asked[0].json()["recipient"] == "US.cd34"
        assert "to" not in there.asked[0].json()

    @pytest.mark.parametrize(
        ("file", "text", "kind", "wanted"),
        [
            (PICTURE, "Look", "image", {"caption": "Look", "id": "F1"}),
            (SHEET, "", "document", {"filename": "list.pdf", "id": "F1"}),
            (SOUND, "", "audio", {"id": "F1"}),
        ],
    )
    def test_a_file_is_laid_ready_and_sent_with_its_caption(
        self, there: ScriptedHttp, file: Attachment, text: str, kind: str, wanted: dict[str, Any]
    ) -> None:
        there.answers += [Says(200, body={"id": "F1"}), self.good]
        self.send(there, self.envelope(text=text, attachments=(file,)))
        assert there.asked[0].path.endswith("/P1/media")
        assert there.asked[1].json()[kind] == wanted

    def test_what_cannot_stand_together_is_refused_before_anything_leaves(self) -> None:
        with pytest.raises(Unsupported, match="two messages"):
            self.make().build(self.envelope(attachments=(SOUND,)))
        with pytest.raises(Unsupported, match="1,024 characters"):
            self.make().build(self.envelope(text="x" * 1_025, attachments=(PICTURE,)))

    def test_a_file_is_fetched_from_where_whatsapp_says_that_it_lies(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"url": "https://lookaside.fbsbx.com/whatsapp/?mid=777"})
        (media,) = self.event(MESSAGES, external_id="wamid.A2").media
        call = run(self.reach(there), lambda one: one.locate(media))
        assert call.url.endswith("/lookaside.fbsbx.com/whatsapp/?mid=777")
        assert call.headers["Authorization"].startswith("Bearer ")
        assert there.asked[0].path == "/graph.facebook.com/v24.0/777"

    def test_a_file_that_is_gone_is_said_to_be_gone(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={})
        with pytest.raises(NetworkError) as caught:
            run(self.reach(there), lambda one: one.locate(Media(url="https://graph.facebook.com/777")))
        assert caught.value.failure is Failure.REFUSED

    def test_an_address_elsewhere_gets_no_token(self, there: ScriptedHttp) -> None:
        media = Media(url="https://elsewhere.example/a.jpg", needs_token=True)
        call = run(self.reach(there), lambda one: one.locate(media))
        assert (call.url, dict(call.headers)) == ("https://elsewhere.example/a.jpg", {})

    def test_typing_marks_the_message_as_read_as_well(self, there: ScriptedHttp) -> None:
        self.test_marks_are_shown_without_a_word(there)
        seen, typing = (asked.json() for asked in there.asked)
        assert seen == {"messaging_product": "whatsapp", "status": "read", "message_id": "m-1"}
        assert typing["typing_indicator"] == {"type": "text"}

    # ── connecting ──

    def test_the_number_says_whose_it_is(self, there: ScriptedHttp) -> None:
        there.answers += [
            Says(200, body={"id": "P1", "verified_name": "Harbour Coffee", "display_phone_number": "+1 555"}),
            Says(200, body={"id": "P1", "display_phone_number": "+1 555"}),
        ]
        names = [run(self.reach(there), lambda one: one.account()).name for _ in range(2)]
        assert names == ["Harbour Coffee", "+1 555"]

    def test_an_account_that_is_subscribed_is_found(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"data": [{"whatsapp_business_api_data": {"id": "4711"}}]})
        assert [one.is_good for one in run(self.reach(there), lambda one: one.findings(""))] == [True, True]

    def test_without_the_accounts_id_only_the_number_is_looked_at(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={})
        network = type(self)()
        network.settings = {"phone_number_id": "P1", "token": "t"}  # type: ignore[misc]
        assert len(run(network.reach(there), lambda one: one.findings(""))) == 1
        run(network.reach(there), lambda one: one.subscribe("https://brand.example/hooks/1", ""))
        assert len(there.asked) == 1


del MetaContract  # the base is not run by itself
