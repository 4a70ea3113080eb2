"""The mail of lists: one link and one code, in the language of who asked, sent once whatever becomes of the worker."""

from __future__ import annotations

import json
import re
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from askfirst.consent import confirming, joining, ledger, pending
from askfirst.consent.models import Entry, Request, Suppression
from askfirst.wire import list_mail, visitor_mail
from tests.consent.asking import ANA, ask, news

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")
LINK = re.compile(r"/@harbour/lists/confirm/([^/\s]+)/")


@pytest.fixture
def one(world: World) -> List:
    return news(world.harbour)


def held() -> tuple[str, str]:
    """The token and the digits of the newest mail."""
    said = str(mail.outbox[-1].body)
    link, code = LINK.search(said), re.search(r"^(\d{3}) (\d{3})$", said, re.MULTILINE)
    assert link
    assert code
    return link[1], code[1] + code[2]


def test_one_mail_goes_out_with_a_link_and_a_code_that_both_work(world: World, one: List) -> None:
    request = ask(one, origin="192.0.2.7")
    assert (list_mail.send_due(), list_mail.send_due()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == [ANA]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "ip=192.0.2.0;" in letter.extra_headers["Form-Sub"]
    assert "Roastery news. At most 1 message a week." in letter.body
    token, code = held()
    assert code[:3] in letter.subject
    assert confirming.by_code(request, code).lists == [one]
    assert confirming.by_link(world.harbour, token).lists == [one]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "somebody, probably you"), ("xx", "somebody, probably you")]
)
def test_it_is_written_in_the_language_of_who_asked(one: List, language: str, words: str) -> None:
    ask(one, language=language)
    list_mail.send_due()
    assert words in mail.outbox[0].body


def test_who_reported_us_reads_what_the_button_takes_back(world: World, one: List) -> None:
    ask(one)
    list_mail.send_due()
    assert "write no more" not in mail.outbox[-1].body
    contact = confirming.by_link(world.harbour, held()[0]).contact
    long_ago = timezone.now() - timedelta(days=31)
    Request.objects.update(mailed_at=long_ago, asked_at=long_ago)
    ledger.stop(contact, reason="complaint", evidence="reported")
    Suppression.objects.update(since=long_ago)
    ask(one)
    assert list_mail.send_due() == 1
    assert "asked Harbour Coffee to write no more" in str(mail.outbox[-1].body)


def test_who_is_on_the_list_already_is_told_so_and_nothing_is_to_be_pressed(world: World, one: List) -> None:
    ask(one)
    list_mail.send_due()
    confirming.by_link(world.harbour, held()[0])
    ask(one)
    list_mail.send_due()
    assert "told already" in mail.outbox[-1].body
    assert not LINK.search(mail.outbox[-1].body)
    assert Entry.objects.count() == 2


def test_a_name_with_a_line_in_it_makes_no_header(world: World) -> None:
    world.harbour.name = "Harbour\r\nBcc: all@fans.test"
    world.harbour.save()
    ask(news(world.harbour))
    list_mail.send_due()
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(self: EmailMessage, **_: Any) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError("down"), smtplib.SMTPRecipientsRefused({ANA: (451, b"later")}), smtplib.SMTPServerDisconnected("x")],
)  # fmt: skip
def test_a_server_that_is_down_loses_no_mail(
    world: World, one: List, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    request = ask(one)
    with monkeypatch.context() as down:
        refuse(down, error)
        assert list_mail.send_due() == 0
    assert list_mail.send_due() == 0
    Request.objects.update(mail_after=timezone.now() - timedelta(seconds=1))
    assert list_mail.send_due() == 1
    assert confirming.by_code(request, held()[1]).lists == [one]


def test_an_address_that_the_server_refuses_for_good_is_not_kept(
    one: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask(one)
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({ANA: (550, b"no such user")}))
    list_mail.send_due()
    request.refresh_from_db()
    assert (request.address, pending.is_pending(request)) == ("", False)


def test_the_receipt_is_mailed_with_a_copy_for_programs(
    world: World, one: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor_mail._hands, "submit", lambda act, *given: act(*given))
    request = ask(one)
    list_mail.send_due()
    done = confirming.by_code(request, held()[1])
    list_mail.send_receipt(done)
    letter = mail.outbox[-1]
    assert "Receipt: harbour-2-" in letter.body
    name, content, kind = letter.attachments[0]
    assert (name.startswith("receipt-harbour-2-"), kind) == (True, "application/json")
    assert json.loads(content)["schema_version"] == "ISO/IEC TS 27560:2023"
    again = confirming.by_link(world.harbour, LINK.search(mail.outbox[0].body)[1])  # type: ignore[index]
    list_mail.send_receipt(again)
    assert len(mail.outbox) == 2


def test_what_lapsed_is_not_mailed(one: List) -> None:
    ask(one)
    Request.objects.update(expires_at=timezone.now())
    assert joining.lapse() == 1
    assert list_mail.send_due() == 0
