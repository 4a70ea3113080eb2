"""Reports about our mails: whose problem it is, which mail it was, and whether the address is dead."""

from __future__ import annotations

from email.parser import HeaderParser

import pytest

from askfirst.networks.base import EventKind
from askfirst.networks.email.bounces import Head, report_events
from askfirst.networks.email.parse import parse
from askfirst.networks.email.status import Trouble, classify
from tests.networks.mails import OUR_ID, events, message


@pytest.mark.parametrize(
    ("name", "trouble", "is_permanent"),
    [
        ("bounce_unknown_user", "address", True),
        ("bounce_no_route", "routing", True),
        ("bounce_full", "full", False),
        ("bounce_spam", "reputation", False),
        ("bounce_vague_block", "reputation", False),
        ("bounce_whole_mail", "address", True),
        ("bounce_by_envelope_id", "address", True),
    ],
)
def test_a_bounce_names_our_mail_and_whose_problem_it_is(
    name: str, trouble: str, *, is_permanent: bool
) -> None:
    event = message(name)
    assert event.kind is EventKind.BOUNCE
    assert event.target == OUR_ID
    assert (event.actor, event.extra["trouble"], event.is_permanent) == (
        "bilal@fans.test",
        trouble,
        is_permanent,
    )
    assert event.extra["is_ours"]
    assert not event.remarks


def test_the_reason_is_the_servers_own_words() -> None:
    event = message("bounce_unknown_user")
    assert event.reason == "5.1.1 550 5.1.1 <bilal@fans.test>: Recipient address rejected: User unknown"
    assert event.extra["reported_by"] == "mx.fans.test"


def test_a_delay_is_not_a_bounce() -> None:
    event = message("delay")
    assert (event.kind, event.is_permanent, event.extra["trouble"]) == (EventKind.DELAY, False, "temporary")


def test_a_success_is_a_delivery() -> None:
    event = message("delivered")
    assert (event.kind, event.target) == (EventKind.DELIVERED, OUR_ID)


def test_a_report_about_two_people_is_two_events_under_the_addresses_that_we_wrote_to() -> None:
    bounce, delay = events("bounce_two_people")
    assert (bounce.kind, bounce.actor) == (EventKind.BOUNCE, "bilal@fans.test")
    assert (delay.kind, delay.actor) == (EventKind.DELAY, "chen@fans.test")
    assert bounce.external_id != delay.external_id


def test_a_report_that_names_no_mail_of_ours_is_marked() -> None:
    event = message("bounce_forged")
    assert not event.extra["is_ours"]
    assert any("forged" in remark for remark in event.remarks)


def test_abuse_is_a_complaint_about_the_returned_mail() -> None:
    event = message("complaint_abuse")
    assert event.kind is EventKind.COMPLAINT
    assert (event.target, event.actor, event.reason) == (OUR_ID, "bilal@fans.test", "reported as abuse")


def test_not_spam_is_the_opposite_of_a_complaint() -> None:
    assert message("complaint_not_spam").kind is EventKind.MESSAGE


@pytest.mark.parametrize(
    ("code", "words", "trouble"),
    [
        ("5.1.1", "User unknown", Trouble.ADDRESS),
        ("5.2.1", "mailbox disabled", Trouble.ADDRESS),
        ("5.1.1", "blocked by spam policy", Trouble.REPUTATION),
        ("5.2.2", "over quota", Trouble.FULL),
        ("4.2.2", "over quota", Trouble.FULL),
        ("5.1.10", "null MX", Trouble.ROUTING),
        ("5.7.26", "unauthenticated mail", Trouble.REPUTATION),
        ("5.4.5", "Daily sending quota exceeded", Trouble.QUOTA),
        ("4.7.1", "greylisted", Trouble.TEMPORARY),
        ("5.3.4", "message too big", Trouble.CONTENT),
        ("", "550 No such user here", Trouble.ADDRESS),
        ("", "451 try again", Trouble.TEMPORARY),
        ("5.0.0", "", Trouble.UNKNOWN),
    ],
)
def test_codes_and_words_say_whose_problem_it_is(code: str, words: str, trouble: Trouble) -> None:
    assert classify(code, words) is trouble


def report(fields: str, returned: str = f"Message-ID: <{OUR_ID}>") -> bytes:
    """A report whose machine-readable part is just this."""
    return (
        "From: MAILER-DAEMON@mx.test\r\nMessage-ID: <r@mx.test>\r\n"
        'Content-Type: multipart/report; boundary="d"\r\n\r\n--d\r\nContent-Type: message/delivery-status\r\n\r\n'
        f"{fields}\r\n--d\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n--d--\r\n"
    ).encode()


def test_a_report_without_a_block_about_itself_is_read() -> None:
    (event,) = parse(report("Final-Recipient: rfc822; ana@fans.test\r\nAction: failed\r\nStatus: 5.1.1"))
    assert (event.kind, event.actor, event.target) == (EventKind.BOUNCE, "ana@fans.test", OUR_ID)


def test_a_report_without_an_action_is_read_by_its_status() -> None:
    (event,) = parse(
        report("Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ana@fans.test\r\nStatus: 4.4.1")
    )
    assert event.kind is EventKind.DELAY


def test_a_report_with_prose_before_its_fields_is_read() -> None:
    fields = "Sorry about this\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1"
    found = parse(report(fields))
    assert [event.kind for event in found] == [EventKind.BOUNCE]


@pytest.mark.parametrize(
    "fields", ["", "nothing of use", "Final-Recipient: rfc822; a@b.test\r\nAction: pondered"]
)
def test_a_report_that_reports_nothing_stays_a_message_from_a_machine(fields: str) -> None:
    (event,) = parse(report(fields))
    assert event.kind is EventKind.MESSAGE
    assert event.extra["is_automatic"]


def test_our_id_is_found_where_a_report_only_quotes_it() -> None:
    mail = report(
        "Final-Recipient: rfc822; ana@fans.test\r\nAction: failed\r\nStatus: 5.1.1",
        f"X-Quoted: see {OUR_ID} above",
    )
    (event,) = parse(mail)
    assert event.target == OUR_ID


def test_a_report_whose_inside_could_not_be_taken_apart_is_read_from_its_text() -> None:
    report_alone = HeaderParser().parsestr(
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.fans.test\n\n"
        "Final-Recipient: rfc822; ana@fans.test\nAction: failed\nStatus: 5.1.1\n"
    )
    found = report_events(report_alone, Head(external_id="r@mx.test", occurred_at=None, domain=""))
    assert found is not None
    assert [(event.kind, event.actor, event.reason) for event in found] == [
        (EventKind.BOUNCE, "ana@fans.test", "5.1.1")
    ]
    assert found[0].extra["reported_by"] == "mx.fans.test"


def test_a_complaint_with_prose_below_its_fields_is_one_complaint() -> None:
    fields = (
        "Feedback-Type: abuse\r\nUser-Agent: loop/1\r\n\r\nA person pressed a button.\r\n\r\nKind regards\r\n"
    )
    mail = report(fields).replace(b"message/delivery-status", b"message/feedback-report")
    (event,) = parse(mail)
    assert (event.kind, event.target, event.reason) == (EventKind.COMPLAINT, OUR_ID, "reported as abuse")
