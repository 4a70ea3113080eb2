"""Email against a real SMTP and a real IMAP server: what is sent arrives, what is refused is understood, nothing is read twice."""

from __future__ import annotations

import asyncio
import imaplib
import shutil
import smtplib
import threading
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import Attachment, Envelope, Event, EventKind, Failure, Form, NetworkError
from askfirst.networks.email.mailbox import Cursor, Mailbox, RawMail
from askfirst.networks.email.settings import settings_from
from askfirst.networks.email.smtp import Email, connector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mail_servers import MailboxAccount

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def letter(account: MailboxAccount, key: str = "k-1", **changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "key": f"{account.address}:{key}",
        "form": Form.DIRECT,
        "to": account.address,
        "to_name": "Ana",
        "subject": "Opening hours ☕",
        "text": "Hello Ana\n\n.a line that begins with a dot\nمرحبا",
        "at": NOON,
    }
    return Envelope(**(given | changes))


def send(account: MailboxAccount, envelope: Envelope, **changes: Any) -> str:
    return asyncio.run(connector(account.settings(**changes)).send(envelope)).external_id


def reader(account: MailboxAccount, **changes: Any) -> Mailbox:
    return Mailbox(settings_from(account.settings(**changes)))


def arrivals(mailbox: Mailbox, begin: Cursor, at_least: int = 1) -> Iterator[tuple[Cursor, RawMail]]:
    """New mails, waited for up to ten seconds."""
    deadline, found, cursor = time.monotonic() + 10, 0, begin
    while found < at_least:
        for following, mail in mailbox.fetch_new(cursor):
            found, cursor = found + 1, following
            yield cursor, mail
        assert time.monotonic() < deadline, f"only {found} of {at_least} mails came"
        if found < at_least:
            mailbox.wait(1)


def read(account: MailboxAccount, mail: RawMail) -> list[Event]:
    return list(connector(account.settings()).parse(mail.raw))


def drop(account: MailboxAccount, subject: str, body: str = "x") -> None:
    """Somebody else's mail program writes to this mailbox."""
    with smtplib.SMTP(account.servers.host, account.servers.smtp_port) as smtp:
        smtp.sendmail(
            "ana@fans.test", [account.address], f"From: ana@fans.test\nSubject: {subject}\n\n{body}\n"
        )


def subjects(account: MailboxAccount, mails: list[RawMail]) -> list[str]:
    return [read(account, mail)[0].subject for mail in mails]


def refused(account: MailboxAccount, envelope: Envelope, **changes: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        send(account, envelope, **changes)
    return caught.value


def test_what_is_sent_arrives_whole(mailbox: MailboxAccount, another_mailbox: MailboxAccount) -> None:
    picture = Attachment(name="cup ☕.png", content_type="image/png", content=bytes(range(256)) * 100)
    identifier = send(
        mailbox,
        letter(
            another_mailbox, attachments=(picture,), in_reply_to="q@fans.test", references=("p@fans.test",)
        ),
    )
    with reader(another_mailbox) as box:
        (_, mail), *_ = arrivals(box, box.beginning())
    (event,) = read(another_mailbox, mail)
    assert event.external_id == identifier
    assert (event.actor, event.actor_name, event.subject) == (
        mailbox.address,
        "Harbour Coffee",
        "Opening hours ☕",
    )
    assert event.text == "Hello Ana\n\n.a line that begins with a dot\nمرحبا"
    assert "<br>" in event.html
    assert (event.attachments[0].name, event.attachments[0].content) == ("cup ☕.png", picture.content)
    assert event.in_reply_to == "q@fans.test"
    assert event.references == ("p@fans.test", "q@fans.test")
    assert mail.received_at is not None
    assert mail.received_at.tzinfo is not None


def test_sending_twice_with_one_key_is_two_mails_with_one_id(mailbox: MailboxAccount) -> None:
    first, second = send(mailbox, letter(mailbox)), send(mailbox, letter(mailbox))
    assert first == second == connector(mailbox.settings()).external_id(f"{mailbox.address}:k-1")


def test_a_wrong_password_asks_for_the_channel_to_be_connected_again(mailbox: MailboxAccount) -> None:
    error = refused(mailbox, letter(mailbox), password="wrong")
    assert error.failure is Failure.CREDENTIALS
    assert "535" in error.code
    with pytest.raises(NetworkError) as caught:
        reader(mailbox, password="wrong").__enter__()
    assert caught.value.failure is Failure.CREDENTIALS


def test_an_unknown_recipient_is_unreachable(mailbox: MailboxAccount) -> None:
    error = refused(mailbox, letter(mailbox, to="nobody@harbour.test"))
    assert (error.failure, error.is_permanent) == (Failure.UNREACHABLE, True)
    assert "nobody@harbour.test" in str(error)


def test_a_busy_mailbox_is_tried_again(mailbox: MailboxAccount) -> None:
    error = refused(mailbox, letter(mailbox, to="ana@busy.test"))
    assert (error.failure, error.is_permanent) == (Failure.RETRY, False)


def test_another_machine_is_never_written_to(mailbox: MailboxAccount) -> None:
    assert refused(mailbox, letter(mailbox, to="ana@example.com")).failure is Failure.REFUSED


def test_a_real_delivery_report_is_a_bounce_of_our_mail(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        cursor = box.now()
        identifier = send(mailbox, letter(mailbox, to="Gone@bouncing.test"))
        (_, mail), *_ = arrivals(box, cursor)
    (event,) = read(mailbox, mail)
    assert (event.kind, event.target) == (EventKind.BOUNCE, identifier)
    assert (event.actor, event.is_permanent, event.extra["trouble"]) == (
        "gone@bouncing.test",
        True,
        "address",
    )
    assert event.reason.startswith("5.1.1")
    assert event.extra["is_ours"]


def test_idle_wakes_within_a_second(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        cursor = box.now()
        sender = threading.Timer(0.3, drop, (mailbox, "wake up"))
        sender.start()
        begin = time.monotonic()
        assert box.wait(10)
        assert time.monotonic() - begin < 1.3, "the mail left after 0.3 seconds"
        sender.join()
        assert subjects(mailbox, [mail for _, mail in box.fetch_new(cursor)]) == ["wake up"]


def test_a_server_without_idle_is_asked_again_and_again(
    mailbox: MailboxAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askfirst.networks.email.mailbox.POLL_SECONDS", 0.2)
    monkeypatch.setattr("imapclient.IMAPClient.has_capability", lambda _, name: name != "IDLE")
    with reader(mailbox) as box:
        cursor = box.now()
        assert not box.wait(0.3)
        sender = threading.Timer(0.2, drop, (mailbox, "asked for"))
        sender.start()
        assert box.wait(10)
        sender.join()
        assert subjects(mailbox, [mail for _, mail in box.fetch_new(cursor)]) == ["asked for"]


def test_waiting_ends_with_the_time_and_with_stop(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        assert not box.wait(0.1)
        threading.Timer(0.1, box.stop).start()
        begin = time.monotonic()
        assert not box.wait(30)
        assert time.monotonic() - begin < 2


def test_old_mail_stays_where_it_is_unless_asked_for(mailbox: MailboxAccount) -> None:
    drop(mailbox, "old")
    with reader(mailbox) as box:
        list(arrivals(box, box.beginning()))
        cursor = box.now()
        assert list(box.fetch_new(cursor)) == []
        drop(mailbox, "new")
        assert subjects(mailbox, [mail for _, mail in arrivals(box, cursor)]) == ["new"]


def test_after_a_break_exactly_the_mails_in_between_come(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        cursor = box.now()
        drop(mailbox, "one")
        *_, (cursor, _) = arrivals(box, cursor)
    for subject in ("two", "three"):
        drop(mailbox, subject)
    stored = cursor.to_text()
    with reader(mailbox) as box:
        found = [mail for _, mail in arrivals(box, Cursor.from_text(stored), at_least=2)]
    assert sorted(subjects(mailbox, found)) == ["three", "two"], (
        "the mail server may deliver them side by side"
    )


def test_stopping_between_two_mails_loses_none(mailbox: MailboxAccount) -> None:
    for subject in ("one", "two", "three"):
        drop(mailbox, subject)
    with reader(mailbox) as box:
        list(arrivals(box, box.beginning(), at_least=3))
        first = next(box.fetch_new(box.beginning()))
        rest = [mail for _, mail in box.fetch_new(first[0])]
    assert sorted(subjects(mailbox, [first[1], *rest])) == ["one", "three", "two"]


def test_reading_marks_nothing_as_read(mailbox: MailboxAccount) -> None:
    drop(mailbox, "unread")
    with reader(mailbox) as box:
        list(arrivals(box, box.beginning()))
    with imaplib.IMAP4(mailbox.servers.host, mailbox.servers.imap_port) as imap:
        imap.login(mailbox.address, mailbox.password)
        imap.select("INBOX", readonly=True)
        assert imap.search(None, "UNSEEN")[1] == [b"1"]


def test_when_the_server_numbers_anew_everything_since_the_start_comes_again(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        drop(mailbox, "kept")
        cursor, before = next(arrivals(box, box.beginning(since=date(2026, 1, 1))))
    for index in (mailbox.servers.home / "mail" / mailbox.address).glob("dovecot*"):
        if index.is_file():
            index.unlink()
        else:
            shutil.rmtree(index)
    time.sleep(1.1)  # Dovecot makes UIDVALIDITY from the clock, in seconds
    with reader(mailbox) as box:
        again = list(box.fetch_new(cursor))
    (after, mail), *more = again
    assert not more
    assert after.uidvalidity != cursor.uidvalidity
    assert read(mailbox, mail) == read(mailbox, before), "the same id: who keeps mails knows it"


def test_a_mail_above_the_limit_comes_with_its_beginning(mailbox: MailboxAccount) -> None:
    drop(mailbox, "huge", "first words\n" + ("y" * 70 + "\n") * 6_000)
    with reader(mailbox, mail_limit=300_000) as box:
        (_, mail), *_ = arrivals(box, box.beginning())
    assert not mail.is_whole
    assert mail.size > 400_000
    assert len(mail.raw) < 300_000
    (event,) = read(mailbox, mail)
    assert event.text.startswith("first words")
    assert any("only its beginning was fetched" in remark for remark in event.remarks)


def test_a_folder_that_does_not_exist_is_named(mailbox: MailboxAccount) -> None:
    with pytest.raises(NetworkError, match="no folder `Nowhere`") as caught:
        reader(mailbox, imap_folder="Nowhere").__enter__()
    assert caught.value.failure is Failure.OUR_MISTAKE


def test_a_server_that_goes_away_while_we_wait_is_an_error_to_try_again(mailbox: MailboxAccount) -> None:
    with reader(mailbox) as box:
        box.now()
        threading.Timer(0.3, mailbox.servers.restart).start()
        with pytest.raises(NetworkError) as caught:
            box.wait(10)
        assert caught.value.failure is Failure.RETRY
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            send(mailbox, letter(mailbox, key="after"))
        except NetworkError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the pair did not come back")


def test_a_server_that_is_not_there_is_tried_again(mailbox: MailboxAccount) -> None:
    error = refused(mailbox, letter(mailbox), smtp_port=1)
    assert error.failure is Failure.RETRY
    assert "nothing was sent" in str(error)


def test_fifty_mails_in_a_row_arrive_in_order_of_their_numbers(mailbox: MailboxAccount) -> None:
    email = Email(settings_from(mailbox.settings()))

    async def send_all() -> None:
        for number in range(50):
            await email.send(letter(mailbox, key=str(number), subject=f"n {number}"))

    asyncio.run(send_all())
    with reader(mailbox) as box:
        found = [mail for _, mail in arrivals(box, box.beginning(), at_least=50)]
    assert sorted(subjects(mailbox, found)) == sorted(f"n {number}" for number in range(50))
