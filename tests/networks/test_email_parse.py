"""Mails come in as strangers write them; each ends as readable words with an honest remark, and nothing is lost."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.networks.base import BadInput, Event, EventKind
from askfirst.networks.email import parts
from askfirst.networks.email.parse import Reading, parse
from tests.networks.mails import FOLDER, OUR_ID, READING, events, message, raw


def test_an_ordinary_mail_is_a_message_with_sender_time_and_words() -> None:
    event = message("plain")
    assert event.kind is EventKind.MESSAGE
    assert (event.actor, event.actor_name) == ("ana@fans.test", "Ana Lima")
    assert (event.external_id, event.subject) == ("plain-1@fans.test", "Opening hours")
    assert event.text == "Are you open on Sunday?\n\nAna"
    assert event.occurred_at == datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC), (
        "our server's clock, not the sender's"
    )
    assert not event.remarks


@pytest.mark.parametrize("name", ["no_message_id", "message_id_of_spaces"])
def test_a_mail_without_id_gets_one_that_stays_the_same_on_another_way(name: str) -> None:
    again = parse(b"Received: from elsewhere; Sat, 21 Nov 2026 10:00:09 +0000\r\n" + raw(name), READING)
    assert message(name).external_id == again[0].external_id
    assert message(name).external_id.startswith("none.")
    assert any("no usable Message-ID" in remark for remark in message(name).remarks)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lying_utf8", "Un café crème — merci"),
        ("lying_latin1", "Zwölf Brötchen für 3 €"),
        ("unknown_charset", "déjà vu"),
    ],
)
def test_a_charset_that_lies_is_seen_through_and_said(name: str, text: str) -> None:
    assert message(name).text == text
    assert any("says it is written in" in remark for remark in message(name).remarks)


def test_a_charset_that_looks_like_ascii_is_read() -> None:
    event = message("japanese_iso2022")
    assert event.text == "営業時間は？"
    assert event.subject == "こんにちは"
    assert not event.remarks


def test_encoded_words_are_read_across_lines_and_charsets() -> None:
    event = message("encoded_words")
    assert event.actor_name == "Zoë Krall"
    assert event.subject == "🎂 Geburtstag für März"


def test_broken_encoded_words_harm_nothing() -> None:
    event = message("broken_encoded_words")
    assert event.actor == "zoe@fans.test"
    assert "end" in event.subject


def test_raw_bytes_in_headers_are_guessed() -> None:
    event = message("raw_8bit_headers")
    assert (event.actor_name, event.actor, event.subject) == ("Jörg", "joerg@fans.test", "Grüße")


def test_text_outside_of_broken_mime_is_kept() -> None:
    assert "before any boundary" in message("broken_mime").text


def test_a_mail_that_was_cut_off_keeps_what_arrived() -> None:
    event = message("unclosed_multipart")
    assert event.text == "The words arrived."
    assert event.attachments[0].name == "menu.pdf"


def test_a_sender_that_uses_our_address_is_marked_and_only_the_topmost_result_counts() -> None:
    event = message("forged_from_us")
    assert event.extra["is_from_us"]
    assert event.extra["is_verified"] is False
    assert event.extra["authentication"] == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    assert any("our own" in remark for remark in event.remarks)
    assert any("could not confirm" in remark for remark in event.remarks)


def test_results_that_the_sender_wrote_itself_are_not_believed() -> None:
    event = message("forged_results")
    assert event.extra["is_verified"] is None
    assert event.extra["authentication"] == {}


def test_a_name_that_pretends_to_be_an_address_is_said() -> None:
    event = message("name_pretends")
    assert event.actor == "boss@evil.test"
    assert any("calls itself" in remark and "boss@evil.test" in remark for remark in event.remarks)
    assert any("collect@elsewhere.test" in remark for remark in event.remarks)


def test_control_characters_are_removed_and_counted() -> None:
    event = message("control_characters")
    assert event.text == "Hello[31m gnp.exe"
    assert event.subject == "Bell"
    assert "Control characters were removed from the text (3)." in event.remarks


def test_html_only_becomes_text_that_reads_well() -> None:
    event = message("html_only")
    assert (
        event.text
        == "Hello team,\n\nplease book table 42 (https://tables.test/42).\n\n- two adults\n- one dog"
    )
    assert "<script>" in event.html, "html is as it came: cleaning is for who shows it"


def test_words_and_a_picture_inside_them_are_both_kept() -> None:
    event = message("alternative_with_inline_image")
    assert event.text == "Look at this cup."
    assert event.attachments[0].content_id == "cup@fans"
    assert event.attachments[0].content.startswith(b"\x89PNG")


def test_only_a_picture_is_a_message_with_a_picture() -> None:
    event = message("only_an_image")
    assert event.text == ""
    assert event.attachments[0].name == "☕.png"
    assert not event.remarks


def test_an_empty_mail_says_that_it_is_empty() -> None:
    assert message("empty").remarks == ("The mail is empty.",)


def test_right_to_left_and_emoji_come_through_whole() -> None:
    assert message("right_to_left").text == "مرحبا، هل أنتم مفتوحون يوم الأحد؟ שלום ☕️"
    assert message("emoji").text == "☕👩‍🍳🏳️‍🌈"
    assert message("emoji").subject == "☕👩‍🍳"


def test_a_reply_is_what_is_new_and_the_history_is_apart() -> None:
    event = message("quoted_reply")
    assert event.text == "Yes, please send two."
    assert "Shall we send one bag or two?" in event.extra["quoted"]
    assert event.in_reply_to == OUR_ID
    assert event.references == ("start@fans.test", OUR_ID)


def test_answers_between_the_quoted_lines_stay_with_them() -> None:
    event = message("interleaved_reply")
    assert event.text.startswith("> One bag or two?")
    assert event.text.endswith("Whole beans.")


def test_the_history_of_outlook_is_apart_too() -> None:
    event = message("outlook_reply")
    assert event.text == "Zwei, bitte."
    assert "Eine Tüte oder zwei?" in event.extra["quoted"]


@pytest.mark.parametrize("name", ["out_of_office", "newsletter"])
def test_a_machine_is_known_as_one(name: str) -> None:
    assert message(name).extra["is_automatic"]
    assert message(name).extra["automatic_because"]


def test_a_person_is_not_taken_for_a_machine() -> None:
    assert not message("plain").extra["is_automatic"]


def test_our_own_mail_that_comes_back_is_a_loop() -> None:
    event = message("came_back")
    assert event.extra["is_loop"]
    assert event.extra["is_automatic"]


def test_a_mail_with_sixty_hops_is_a_loop() -> None:
    hops = b"Received: from a by b; Sat, 21 Nov 2026 10:00:00 +0000\r\n" * 60
    assert parse(hops + raw("plain"))[0].extra["is_loop"]


def test_a_mail_that_only_says_stop_is_a_message_and_a_stop() -> None:
    said, stop = events("stop")
    assert (said.kind, stop.kind) == (EventKind.MESSAGE, EventKind.STOP)
    assert stop.actor == "ana@fans.test"
    assert stop.external_id != said.external_id


def test_the_word_stop_inside_a_sentence_stops_nothing() -> None:
    mail = b"From: ana@fans.test\r\nMessage-ID: <s@t>\r\nSubject: Hi\r\n\r\nPlease stop by on Sunday\r\n"
    assert [event.kind for event in parse(mail)] == [EventKind.MESSAGE]


def test_an_attached_mail_is_a_file_and_not_the_words() -> None:
    event = message("attached_mail")
    assert event.text == "See attached."
    assert event.attachments[0].name == "attached mail.eml"
    assert b"inner words" in event.attachments[0].content


def test_a_file_name_cannot_leave_its_folder() -> None:
    assert message("evil_file_name").attachments[0].name == "passwd"


def test_two_hundred_recipients_are_counted_and_few_are_named() -> None:
    to = ", ".join(f"Fan {number} <fan{number}@fans.test>" for number in range(200))
    event = parse(
        f"From: ana@fans.test\r\nMessage-ID: <many@fans.test>\r\nTo: {to}\r\n\r\nHi all\r\n".encode()
    )[0]
    assert event.extra["recipient_count"] == 200
    assert len(event.extra["to"]) == 20
    assert any("200 people" in remark for remark in event.remarks)


def large_mail(size: int) -> bytes:
    content = base64.encodebytes(b"\x00" * size).replace(b"\n", b"\r\n")
    head = (
        b"From: ana@fans.test\r\nMessage-ID: <large@fans.test>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe film.\r\n--b\r\n'
        b'Content-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head + content + b"--b--\r\n"


def test_a_file_of_thirty_megabytes_is_named_but_not_kept() -> None:
    event = parse(large_mail(30_000_000), READING)[0]
    assert event.text == "The film."
    assert not event.attachments
    (remark,) = event.remarks
    assert "“film.mp4” (30." in remark
    assert "the mailbox team@harbour.test" in remark


def test_the_beginning_of_a_mail_that_was_too_large_to_fetch_says_so() -> None:
    cut = f"{parts.CUT_HEADER}: 73400320\r\n".encode() + large_mail(300_000)[:200_000]
    event = parse(cut, READING)[0]
    assert event.text == "The film."
    assert not event.attachments, "half a film is no film"
    assert any("73.4 MB" in remark for remark in event.remarks)


def test_a_stranger_cannot_pretend_that_a_mail_was_cut() -> None:
    mail = raw("plain").replace(b"\r\nSubject", f"\r\n{parts.CUT_HEADER}: 999999999\r\nSubject".encode(), 1)
    assert not parse(mail)[0].remarks


def test_a_text_of_a_million_letters_is_kept_to_a_limit() -> None:
    event = parse(b"From: a@b.test\r\nMessage-ID: <long@b.test>\r\n\r\n" + b"word " * 200_000)[0]
    assert len(event.text) <= parts.TEXT_LIMIT
    assert any("very long" in remark for remark in event.remarks)


def test_three_thousand_nested_parts_are_survived_and_said() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(3_000)
    )
    event = parse(b"From: a@b.test\r\nMessage-ID: <deep@b.test>\r\n" + nested + b"\r\nhello\r\n")[0]
    assert event.remarks


def test_two_thousand_small_parts_are_survived_and_said() -> None:
    head = (
        b'From: a@b.test\r\nMessage-ID: <wide@b.test>\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    )
    event = parse(head + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 2_000 + b"--b--\r\n")[0]
    assert any("more than 500 parts" in remark for remark in event.remarks)


def test_an_id_longer_than_any_index_is_replaced() -> None:
    event = parse(b"From: a@b.test\r\nMessage-ID: <" + b"x" * 400 + b"@b>\r\n\r\nHi\r\n")[0]
    assert event.external_id.startswith("none.")


def written(*headers: str, body: str = "Hi") -> Event:
    (event,) = parse("\r\n".join(["Message-ID: <w@fans.test>", *headers, "", body]).encode(), READING)
    return event


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-generated",
        "Precedence: junk",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "List-Id: <fans.lists.test>",
        "From: MAILER-DAEMON@fans.test",
        "From: no-reply@fans.test",
    ],
)
def test_each_sign_of_a_machine_is_seen(header: str) -> None:
    assert written("From: ana@fans.test" if not header.startswith("From") else "X: y", header).extra[
        "is_automatic"
    ]


def test_auto_submitted_no_is_a_person() -> None:
    assert not written("From: ana@fans.test", "Auto-Submitted: no").extra["is_automatic"]


def test_a_mail_that_was_delivered_here_before_is_a_loop() -> None:
    twice = ["Delivered-To: team@harbour.test"] * 2
    assert written("From: ana@fans.test", *twice).extra["is_loop"]
    assert not written("From: ana@fans.test", twice[0]).extra["is_loop"]


@pytest.mark.parametrize(
    ("results", "is_verified"),
    [
        ("spf=pass; dkim=pass; dmarc=pass", True),
        ("dkim=fail (bad); dkim=pass header.d=fans.test; dmarc=pass", True),
        ("dkim=pass header.d=fans.test; dkim=fail (of a list on the way)", None),
        ("dkim=fail (bad)", False),
        ("spf=pass; dmarc=fail", False),
        ("spf=softfail; dkim=none", False),
        ("spf=pass; dkim=fail", None),
        ("none", None),
    ],
)
def test_what_our_server_found_out_is_believed(results: str, *, is_verified: bool | None) -> None:
    event = written("From: ana@fans.test", f"Authentication-Results: mail.harbour.test 1; {results}")
    assert event.extra["is_verified"] is is_verified


@pytest.mark.parametrize("header", ["Sender", "Reply-To", "Return-Path"])
def test_a_missing_from_is_made_up_for_and_said(header: str) -> None:
    event = written("Subject: x", f"{header}: <ana@fans.test>")
    assert event.actor == "ana@fans.test"
    assert any(header in remark for remark in event.remarks)


def test_nobody_at_all_is_said_too() -> None:
    assert "The mail does not say who sent it." in written("Subject: x").remarks


def test_several_senders_are_said() -> None:
    event = written("From: ana@fans.test, bilal@fans.test")
    assert event.actor == "ana@fans.test"
    assert any("bilal@fans.test" in remark for remark in event.remarks)


def test_an_encrypted_mail_says_so() -> None:
    event = written("From: ana@fans.test", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data")
    assert any("encrypted" in remark for remark in event.remarks)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Sat, 99 Nov 2026 99:00:00 +0000", "Sat, 21 Nov 99999 10:00:00 +9999"]
)
def test_a_date_that_is_none_is_unknown(date: str) -> None:
    assert written("From: ana@fans.test", f"Date: {date}").occurred_at is None


def test_without_a_server_in_between_the_senders_date_is_all_we_have() -> None:
    event = written("From: ana@fans.test", "Date: Sat, 21 Nov 2026 11:00:00 -0000")
    assert event.occurred_at == datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "new"),
    [
        ("Two.\n\n-----Original Message-----\nFrom: us\n\nOne or two?", "Two."),
        ("> One or two?\n\nTwo.", "Two."),
        ("Two.\n\nAm 21.11.2026 um 09:12 schrieb Harbour:\n\n> Eine?\n", "Two."),
        ("Two.\n\nLe 21 nov. 2026 à 09:12, Harbour a écrit :\n> Une ?\n", "Two."),
        ("Two.\n\nOn Saturday Harbour Coffee wrote:\n\nOne or two?", "Two."),
        ("Two.\n> a\nno\n> b\n> c", "Two.\n> a\nno\n> b\n> c"),
        ("> all of it\n> is old", "> all of it\n> is old"),
        (
            "---------- Forwarded message ---------\nFrom: x@y.test\nlook",
            "---------- Forwarded message ---------\nFrom: x@y.test\nlook",
        ),
    ],
)
def test_what_is_new_is_told_from_what_is_quoted(body: str, new: str) -> None:
    event = written("From: ana@fans.test", "Content-Type: text/plain; charset=utf-8", body=body)
    assert event.text == new
    assert bool(event.extra["quoted"]) is (new == "Two.")


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf\x00-8"])
def test_a_file_whose_name_cannot_be_read_is_kept_under_another(charset: str) -> None:
    event = written(
        "From: ana@fans.test",
        "Content-Type: application/pdf",
        f"Content-Disposition: attachment; filename*={charset}''a%FFb.pdf",
        body="menu",
    )
    assert [(file.name, file.content) for file in event.attachments] == [("file.pdf", b"menu")]


def test_a_mail_within_four_hundred_mails_keeps_its_words() -> None:
    head = "From: ana@fans.test\r\nMessage-ID: <deep@fans.test>\r\n"
    nested = "Content-Type: message/rfc822\r\n\r\n" * 400 + "Subject: within\r\n\r\nAre you open?\r\n"
    (event,) = parse(f"{head}{nested}".encode())
    (file,) = event.attachments
    assert file.content.count(b"message/rfc822") == 399
    assert b"Subject: within" in file.content
    assert b"Are you open?" in file.content


def test_an_address_of_ours_that_is_none_keeps_no_mail_from_being_read() -> None:
    (event,) = parse(raw("plain"), Reading(address="not an address"))
    assert event.text == message("plain").text
    assert not event.extra["is_from_us"]


def test_an_id_without_its_brackets_is_an_id() -> None:
    (event,) = parse(b"From: a@b.test\r\nIn-Reply-To: your mail, 1@b.test;\r\n\r\nHi", Reading())
    assert event.in_reply_to == "1@b.test"


def test_bytes_that_are_no_mail_are_refused() -> None:
    with pytest.raises(BadInput, match="are not a mail"):
        parse(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")


@given(
    name=st.sampled_from(sorted(path.stem for path in FOLDER.glob("*.eml"))),
    at=st.integers(0, 2_000),
    noise=st.binary(max_size=30),
    cut=st.integers(0, 3_000),
)
def test_a_damaged_mail_is_read_or_refused_but_never_breaks_the_reader(
    name: str, at: int, noise: bytes, cut: int
) -> None:
    whole = raw(name)
    damaged = (
        whole[: min(at, len(whole))]
        + noise
        + whole[min(at + len(noise), len(whole)) : max(0, len(whole) - cut // 10)]
    )
    try:
        found = parse(damaged, READING)
    except BadInput:
        return
    assert found
    assert all(event.external_id and "\x00" not in event.text for event in found)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    try:
        parse(b"From: a@b.test\n" + noise, Reading())
    except BadInput:
        pytest.fail("a mail with a From is a mail")
