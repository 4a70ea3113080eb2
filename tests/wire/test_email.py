"""Mails as they come, byte for byte: into the right thread, or into none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel, Notification, StoredFile
from askfirst.consent.models import Suppression
from askfirst.gate import release
from askfirst.gate.models import Delivery
from askfirst.gate.question import Question
from askfirst.inbox import talk
from askfirst.inbox.models import Message, Thread
from askfirst.networks.email.ids import message_id
from askfirst.people.models import Engagement, Handle
from askfirst.wire import dispatch, intake, routing
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from askfirst.inbox.models import Reply
    from tests.world import World

_uid = itertools.count(1)
OURS = "hello@harbour.test"


def mail(
    *headers: str, body: bytes = b"Are you open on Sunday?\r\n", sender: str = "Ana <ana@fans.test>"
) -> bytes:
    """A mail to us; `headers` come besides From, To and Subject."""
    lines = [f"From: {sender}", f"To: {OURS}", "Subject: Sunday", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def come(channel: Channel, raw: bytes) -> Event:
    """The mailbox brought this; it is routed as far as it can be.  Returns its row."""
    name = f"1.{next(_uid)}"
    intake.accept(channel, raw, name)
    routing.route_pending()
    return Event.objects.get(channel=channel, external_id=name)


@pytest.fixture
def channel(world: World) -> Channel:
    held = world.connect_mail()
    held.settings = {**held.settings, "trusted_host": "mx.harbour.test"}
    held.save()
    return held


def sent(world: World, channel: Channel) -> Reply:
    """Ana wrote, Caleb answered, and the answer has left under the id that our connector gives it."""
    come(channel, mail("Message-ID: <first@fans.test>"))
    thread = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").get()
    reply = talk.reply(world.caleb, thread, talk.Wish(text="Yes, from nine."))
    delivery = reply.draft.delivery
    Delivery.objects.filter(pk=delivery.pk).update(
        state="sent", external_id=message_id(delivery.key, "harbour.test"), sent_at=timezone.now()
    )
    dispatch.record_left()
    return reply


def our_id() -> str:
    return Delivery.objects.get().external_id


def test_an_answer_joins_the_thread_of_what_it_answers(world: World, channel: Channel) -> None:
    sent(world, channel)
    come(channel, mail("Message-ID: <second@fans.test>", f"In-Reply-To: <{our_id()}>"))
    thread = Thread.objects.get()
    assert thread.messages.count() == 3
    assert thread.subject == "Sunday"


def test_what_answers_nothing_is_a_thread_of_its_own(channel: Channel) -> None:
    come(channel, mail("Message-ID: <a@fans.test>"))
    come(channel, mail("Message-ID: <b@fans.test>"))
    assert Thread.objects.count() == 2
    assert Handle.objects.count() == 1


def test_forged_references_do_not_get_into_the_thread_of_another(world: World, channel: Channel) -> None:
    sent(world, channel)
    come(
        channel,
        mail(
            "Message-ID: <evil@bad.test>",
            f"References: <first@fans.test> <{our_id()}>",
            sender="Ana <eve@bad.test>",
        ),
    )
    theirs = Thread.objects.get(handle__key="eve@bad.test")
    assert theirs.messages.count() == 1
    assert Thread.objects.get(handle__key="ana@fans.test").messages.count() == 2


def test_a_sender_whom_our_server_did_not_believe_gets_into_no_thread_and_opens_no_window(
    world: World, channel: Channel
) -> None:
    sent(world, channel)
    come(
        channel,
        mail(
            "Message-ID: <evil@bad.test>",
            f"In-Reply-To: <{our_id()}>",
            "Authentication-Results: mx.harbour.test; spf=fail; dkim=none; dmarc=fail",
        ),
    )
    forged = Message.objects.get(external_id="evil@bad.test")
    assert forged.thread.messages.count() == 1
    assert any("could not confirm" in remark for remark in forged.remarks)
    assert not Engagement.objects.filter(reference="evil@bad.test").exists()


def test_a_mail_that_claims_to_be_from_us_is_marked_and_opens_no_window(channel: Channel) -> None:
    come(channel, mail("Message-ID: <x@bad.test>", sender=f"Harbour <{OURS}>"))
    assert any("our own" in remark for remark in Message.objects.get().remarks)
    assert not Engagement.objects.exists()


def test_a_mail_without_an_id_is_kept_once(channel: Channel) -> None:
    come(channel, mail())
    come(channel, mail())
    message = Message.objects.get()
    assert message.text.strip() == "Are you open on Sunday?"
    assert any("no usable Message-ID" in remark for remark in message.remarks)


def test_the_same_mail_twice_is_one_message(channel: Channel) -> None:
    come(channel, mail("Message-ID: <a@fans.test>"))
    assert come(channel, mail("Message-ID: <a@fans.test>")).routed_at is not None
    assert Message.objects.count() == 1
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("who", ["another", "us"])
def test_who_uses_the_id_of_another_mail_is_heard_and_replaces_nothing(
    world: World, channel: Channel, who: str
) -> None:
    sent(world, channel)
    taken = "first@fans.test" if who == "another" else our_id()
    come(channel, mail(f"Message-ID: <{taken}>", sender="Bea <bea@fans.test>", body=b"I am Bea\r\n"))
    bea = Message.objects.get(thread__handle__key="bea@fans.test")
    assert bea.text.strip() == "I am Bea"
    assert bea.external_id.startswith(taken)
    assert Engagement.objects.filter(contact=bea.thread.contact, kind="message").exists() is (
        who == "another"
    )
    come(channel, mail(f"Message-ID: <{taken}>", sender="Bea <bea@fans.test>", body=b"I am Bea\r\n"))
    assert Message.objects.filter(thread__handle__key="bea@fans.test").count() == 1


def test_two_hundred_recipients_are_a_remark_and_no_reason_to_break(channel: Channel) -> None:
    crowd = ", ".join(f"person{number}@fans.test" for number in range(200))
    come(channel, mail("Message-ID: <many@fans.test>", f"Cc: {crowd}"))
    assert any("201 people" in remark for remark in Message.objects.get().remarks)
    assert Handle.objects.count() == 1, "who was copied has not written to us"


def test_an_attachment_larger_than_we_keep_is_named_and_the_text_is_kept(
    channel: Channel, settings: SettingsWrapper
) -> None:
    settings.UPLOAD_BYTES = 1_000_000
    big = b"QUJD" * (30_000_000 // 3)
    body = (
        b"--x\r\nContent-Type: text/plain\r\n\r\nSee the video\r\n--x\r\nContent-Type: video/mp4\r\n"
        b'Content-Disposition: attachment; filename="party.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + big
        + b"\r\n--x--\r\n"
    )
    come(
        channel, mail("Message-ID: <big@fans.test>", 'Content-Type: multipart/mixed; boundary="x"', body=body)
    )
    message = Message.objects.get()
    assert message.text.strip() == "See the video"
    assert any("party.mp4" in remark for remark in message.remarks)
    assert not message.files.exists()


def test_an_attachment_between_both_limits_is_left_out_by_ours(
    channel: Channel, settings: SettingsWrapper
) -> None:
    settings.UPLOAD_BYTES = 10
    body = (
        b"--x\r\nContent-Type: text/plain\r\n\r\nHere\r\n--x\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="menu.pdf"\r\n\r\nmuch more than ten bytes\r\n--x--\r\n'
    )
    come(channel, mail("Message-ID: <p@fans.test>", 'Content-Type: multipart/mixed; boundary="x"', body=body))
    assert any("menu.pdf" in remark and "left out" in remark for remark in Message.objects.get().remarks)


def test_a_broken_charset_is_read_as_well_as_it_can_be(channel: Channel) -> None:
    come(
        channel,
        mail(
            "Message-ID: <c@fans.test>",
            "Content-Type: text/plain; charset=x-unheard-of",
            body="Grüße".encode(),
        ),
    )
    assert Message.objects.get().text.strip() == "Grüße"


def test_an_automatic_answer_stands_in_its_thread_and_opens_no_window(world: World, channel: Channel) -> None:
    come(channel, mail("Message-ID: <auto@fans.test>", "Auto-Submitted: auto-replied", body=b"I am away\r\n"))
    message = Message.objects.get()
    assert not Engagement.objects.exists()
    asked = Question(channel=channel, contact=message.thread.contact, text="Hello")
    assert release.ask(asked).verdict != "allow"


def test_a_mail_that_says_only_stop_is_a_stop_before_it_is_a_message(world: World, channel: Channel) -> None:
    come(channel, mail("Message-ID: <s@fans.test>", body=b"STOP\r\n"))
    message = Message.objects.get()
    assert Suppression.objects.get().reason == "asked"
    assert "STOP" in Suppression.objects.get().evidence
    assert release.ask(Question(channel=channel, contact=message.thread.contact)).verdict == "deny"


def bounce(identifier: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.test\r\nTo: {OURS}\r\nSubject: Undelivered\r\nMessage-ID: <dsn@mx.test>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        "Final-Recipient: rfc822; ana@fans.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{identifier}>\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_makes_the_address_dead_and_the_next_question_says_why(
    world: World, channel: Channel
) -> None:
    reply = sent(world, channel)
    come(channel, bounce(our_id()))
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.REFUSED
    assert "no such user" in delivery.state_reason
    assert Handle.objects.get().unreachable_since is not None
    note = Notification.objects.filter(member=world.caleb, subject=f"delivery:{delivery.pk}").get()
    assert note.title == "Your message to ana@fans.test came back"
    again = talk.reply(world.caleb, reply.thread, talk.Wish(text="Once more"))
    assert again.draft.decision.verdict == "deny"
    assert any("undeliverable" in reason["says"] for reason in again.draft.decision.reasons)


def test_a_bounce_of_a_mail_that_is_not_ours_changes_nothing_and_waits_for_nothing(channel: Channel) -> None:
    event = come(channel, bounce("not-ours@elsewhere.test"))
    assert event.routed_at is not None
    assert event.failure == ""


def complaint(identifier: str) -> bytes:
    return (
        f"From: fbl@provider.test\r\nTo: {OURS}\r\nSubject: complaint\r\nMessage-ID: <arf@provider.test>\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: FBL/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{identifier}>\r\nTo: ana@fans.test\r\n\r\nhi\r\n--b--\r\n"
    ).encode()


def test_a_complaint_puts_the_person_on_the_stop_list(world: World, channel: Channel) -> None:
    sent(world, channel)
    come(channel, complaint(our_id()))
    assert Suppression.objects.get().reason == "complaint"
    come(channel, complaint("not-ours@elsewhere.test"))
    assert Suppression.objects.count() == 1


def test_reading_mail_needs_the_settings_of_the_channel_and_none_of_its_secrets(channel: Channel) -> None:
    Channel.objects.update(sealed_credentials="damaged beyond repair")
    come(channel, mail("Message-ID: <a@fans.test>"))
    assert Message.objects.count() == 1
