"""Mail to members: what they have not seen, once, by their rules, through a real mail server."""

from __future__ import annotations

import imaplib
import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone

from askfirst.brand import attention
from askfirst.brand.attention import Attention, Quiet, Ways
from askfirst.brand.models import Member, Notification
from askfirst.inbox import marks
from askfirst.sandbox.mail import free_port
from askfirst.wire import member_mail
from tests.mail_servers import _numbers, mail_servers, mailbox  # noqa: F401 -- fixtures

if TYPE_CHECKING:
    from email.message import EmailMessage

    from pytest_django.fixtures import SettingsWrapper

    from tests.mail_servers import MailboxAccount
    from tests.world import World

DAILY = Attention(ways={key: Ways(mail="day") for key in attention.KEYS})


def now_due() -> None:
    Notification.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())


def received(account: MailboxAccount) -> list[EmailMessage]:
    """What lies in the mailbox."""
    with imaplib.IMAP4(account.servers.host, account.servers.imap_port) as box:
        box.login(account.address, account.password)
        box.select()
        numbers = box.search(None, "ALL")[1][0].split()
        raws = [box.fetch(number.decode(), "(RFC822)")[1][0][1] for number in numbers]  # type: ignore[index]
    found = [message_from_bytes(raw, policy=policy.default) for raw in raws]  # type: ignore[arg-type]
    return list(found)


def test_one_mail_tells_of_each_conversation_once_and_arrives(
    world: World,
    mailbox: MailboxAccount,  # noqa: F811 -- the fixture
    settings: SettingsWrapper,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = mailbox.servers.host, mailbox.servers.smtp_port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = mailbox.address, mailbox.password
    settings.DEFAULT_FROM_EMAIL = mailbox.address
    Member.objects.filter(pk=world.caleb.pk).update(email=mailbox.address)
    world.caleb.refresh_from_db()
    attention.choose(world.caleb, DAILY, "")
    world.visitor("Ana", "message", "Is it <b>ready</b>?")
    world.visitor("Ana", "message", "Hello?")
    marks.note(world.olivia, world.thread("Ana"), "@Caleb please look")
    world.visitor("Yusuf", "message", "<script>alert(1)</script>")
    assert member_mail.mail_due() == 0, "its hour has not come"
    now_due()
    assert member_mail.mail_due() == 1
    assert member_mail.mail_due() == 0
    deadline = timezone.now() + timedelta(seconds=10)
    while not (letters := received(mailbox)):
        assert timezone.now() < deadline, "no mail arrived"
    (letter,) = letters
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert letter["Subject"].endswith("new things at Harbour Coffee")
    assert letter["Auto-Submitted"] == "auto-generated"
    said = plain.get_content()
    assert said.index("Ana wrote to you (2)") < said.index("Hello?") < said.index("Yusuf wrote to you")
    assert said.count(f"/inbox/{world.thread('Ana').pk}/") == 1
    assert "/settings/notifications/" in said
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_what_was_seen_is_not_mailed_and_what_comes_after_is(world: World) -> None:
    attention.choose(world.caleb, DAILY, "")
    world.visitor("Ana", "message", "One")
    marks.read(world.caleb, world.thread("Ana"))
    now_due()
    assert member_mail.mail_due() == 0
    world.visitor("Ana", "message", "Two")
    now_due()
    assert member_mail.mail_due() == 1
    assert "Two" in mail.outbox[0].body
    assert "One" not in mail.outbox[0].body
    world.visitor("Ana", "message", "Three")
    now_due()
    assert member_mail.mail_due() == 1
    assert "Three" in mail.outbox[1].body


def test_quiet_hours_hold_mail_back_but_what_is_urgent(world: World) -> None:
    local = timezone.now().astimezone(attention.zone(world.caleb))
    quiet = Quiet(begins=(local - timedelta(hours=1)).time(), ends=(local + timedelta(hours=1)).time())
    attention.choose(world.caleb, Attention(ways=DAILY.ways, quiet=quiet), "")
    world.visitor("Ana", "message", "Calm")
    world.visitor("Yusuf", "message", "Burning")
    Notification.objects.filter(excerpt="Burning").update(is_urgent=True)
    now_due()
    assert member_mail.mail_due() == 1
    assert "Burning" in mail.outbox[0].body
    assert "Calm" not in mail.outbox[0].body
    due = Notification.objects.get(member=world.caleb, excerpt="Calm").mail_due_at
    assert due
    assert due > timezone.now() + timedelta(minutes=50)


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (smtplib.SMTPDataError(451, b"busy"), 1),
        (smtplib.SMTPRecipientsRefused({}), 1),
        (TimeoutError("after the words had left"), 0),
    ],
)
def test_a_mail_that_was_refused_is_tried_again_and_one_that_may_have_left_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, is_tried_again: int
) -> None:
    attention.choose(world.caleb, DAILY, "")
    world.visitor("Ana", "message", "One")
    now_due()

    def fails(_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", fails)
        assert member_mail.mail_due() == 0
    assert member_mail.mail_due() == 0
    now_due()
    assert member_mail.mail_due() == is_tried_again
    assert len(mail.outbox) == is_tried_again


def test_a_server_that_cannot_be_reached_is_tried_again(world: World, settings: SettingsWrapper) -> None:
    attention.choose(world.caleb, DAILY, "")
    world.visitor("Ana", "message", "One")
    now_due()
    memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert member_mail.mail_due() == 0
    settings.EMAIL_BACKEND = memory
    now_due()
    assert member_mail.mail_due() == 1


def test_a_mail_is_written_in_the_language_of_its_member(world: World) -> None:
    attention.choose(world.caleb, DAILY, "")
    Member.objects.filter(pk=world.caleb.pk).update(language="ar")
    world.visitor("Ana", "message", "Is it ready?")
    now_due()
    assert member_mail.mail_due() == 1
    (letter,) = mail.outbox
    assert "كتب إليك \u2068Ana\u2069" in letter.body
    assert "Is it ready?" in letter.body, "what people say is nobody's to translate"
    assert 'dir="rtl"' in str(letter.alternatives[0][0])  # type: ignore[attr-defined]
