"""An envelope becomes a mail that any mail program reads as it was meant."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.networks import weblinks
from askfirst.networks.base import Attachment, BadInput, Envelope, Form, Mailing
from askfirst.networks.email.compose import as_html, compose
from askfirst.networks.email.ids import is_ours, message_id
from askfirst.networks.email.parse import parse
from askfirst.networks.email.settings import settings_from

AT = datetime(2026, 11, 21, 13, 0, tzinfo=timezone(timedelta(hours=1)))
CHANNEL = settings_from(
    {
        "address": "team@harbour.test",
        "display_name": 'Harbour "Coffee", Zürich',
        "smtp_host": "h",
        "smtp_port": "587",
    }
)


def envelope(**changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "key": "k", "form": Form.DIRECT, "to": "ana@fans.test", "to_name": "Ana", "text": "Hi", "at": AT,
    }  # fmt: skip
    return Envelope(**(given | changes))


def composed(**changes: Any) -> EmailMessage:
    mail = message_from_bytes(compose(envelope(**changes), CHANNEL), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_the_headers_say_who_to_whom_when() -> None:
    mail = composed(subject="Opening hours ☕")
    assert mail["From"].addresses[0].display_name == 'Harbour "Coffee", Zürich'
    assert mail["From"].addresses[0].addr_spec == "team@harbour.test"
    assert mail["To"].addresses[0].display_name == "Ana"
    assert mail["Subject"] == "Opening hours ☕"
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == f"<{message_id('k', 'harbour.test')}>"
    assert is_ours(message_id("k", "harbour.test"))


def test_human_text_never_says_that_a_machine_wrote_it() -> None:
    assert "Auto-Submitted" not in composed()
    assert "Precedence" not in composed()


@pytest.mark.parametrize("field", ["subject", "to_name"])
def test_no_header_can_be_smuggled_in(field: str) -> None:
    mail = composed(**{field: "Hello\r\nBcc: everybody@fans.test\n\nbody"})
    assert "Bcc" not in mail
    with pytest.raises(BadInput):
        compose(envelope(to="ana@fans.test\r\nBcc: x@y.test"), CHANNEL)


def test_ids_of_any_length_arrive_whole_and_in_order() -> None:
    long = tuple(f"{number}.{'x' * 120}@fans.test" for number in range(5))
    mail = compose(envelope(in_reply_to=long[4], references=long[:4]), CHANNEL)
    (event,) = parse(mail)
    assert event.references == long
    assert event.in_reply_to == long[4]
    assert max(map(len, mail.split(b"\r\n"))) <= 998


def test_a_long_thread_keeps_its_first_and_its_nearest_ids() -> None:
    ids = tuple(f"{number}@fans.test" for number in range(100))
    (event,) = parse(compose(envelope(in_reply_to="last@fans.test", references=ids), CHANNEL))
    assert len(event.references) == 30
    assert (event.references[0], event.references[-2:]) == ("0@fans.test", ("99@fans.test", "last@fans.test"))


def test_an_id_that_no_header_can_carry_is_left_out() -> None:
    assert "In-Reply-To" not in composed(in_reply_to="a b@c>\r\nX: y")


def test_unsubscribing_takes_one_click_where_there_is_a_page_for_it() -> None:
    page = "https://harbour.test/u/" + "t" * 200
    mail = compose(envelope(unsubscribe=(page, "mailto:leave@harbour.test?subject=unsubscribe")), CHANNEL)
    assert (
        f"List-Unsubscribe: <{page}>,\r\n <mailto:leave@harbour.test?subject=unsubscribe>\r\n".encode()
        in mail
    )
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in mail


def test_without_a_page_there_is_no_one_click_and_other_schemes_are_dropped() -> None:
    mail = composed(unsubscribe=("http://plain.test/u", "javascript:x", "mailto:leave@harbour.test"))
    assert mail["List-Unsubscribe"] == "<mailto:leave@harbour.test>"
    assert "List-Unsubscribe-Post" not in mail
    assert "List-Unsubscribe" not in composed()


def test_text_and_html_say_the_same() -> None:
    mail = composed(text="Hello <Ana> & all\nsecond line\n\nSee https://harbour.test/a?b=1&c=2.")
    body, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert body is not None
    assert page is not None
    assert (
        body.get_content()
        .replace("\r\n", "\n")
        .startswith("Hello <Ana> & all\nsecond line\n\nSee https://harbour.test/a?b=1&c=2.")
    )
    assert "Hello &lt;Ana&gt; &amp; all<br>\nsecond line" in page.get_content().replace("\r\n", "\n")
    assert '<a href="https://harbour.test/a?b=1&amp;c=2">' in page.get_content()


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("(see https://en.example/wiki/X_(y))", 'href="https://en.example/wiki/X_(y)"'),
        ("mailto:a@b.test!", 'href="mailto:a@b.test"'),
        ("HTTP://UP.test,", 'href="HTTP://UP.test"'),
    ],
)
def test_links_end_where_people_mean_them_to(text: str, link: str) -> None:
    assert link in as_html(text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://x.test", 'https://x.test"onclick=alert(1)', "data:text/html,x"]
)
def test_nothing_else_becomes_a_link(text: str) -> None:
    page = as_html(text)
    assert "onclick=" not in page.replace("&quot;onclick=alert(1)", "")
    assert "javascript:" not in page.partition("<body>")[2].replace(
        '<p dir="auto">javascript:alert(1)</p>', ""
    )
    assert 'href="ftp' not in page
    assert 'href="data' not in page


def test_a_file_without_words_is_sent_without_an_empty_page() -> None:
    file = Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG")
    (event,) = parse(compose(envelope(text=" ", attachments=(file,)), CHANNEL))
    assert (event.text.strip(), event.html) == ("", "")
    assert [kept.content for kept in event.attachments] == [b"\x89PNG"]


def test_files_arrive_whole_under_a_safe_name() -> None:
    files = (
        Attachment(name="../../menü.txt", content_type="text/plain", content=b"\xff\x00\r\nabc"),
        Attachment(name="mail.eml", content_type="message/rfc822", content=b"From: x@y.test\r\n\r\nHi"),
        Attachment(name="", content_type="no type; at all", content=b"x"),
        Attachment(name="cup.png", content_type="image/png", content=b"\x89PNG", content_id="cup@1"),
    )
    (event,) = parse(compose(envelope(attachments=files), CHANNEL))
    assert [(file.name, file.content) for file in event.attachments] == [
        ("menü.txt", files[0].content), ("mail.eml", files[1].content), ("file", b"x"), ("cup.png", b"\x89PNG"),
    ]  # fmt: skip
    assert event.attachments[3].content_id == "cup@1"


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), max_size=300),
    st.text(max_size=100),
)
def test_any_text_comes_back_as_it_left(text: str, subject: str) -> None:
    (event, *_) = parse(compose(envelope(text=f"a {text}", subject=subject), CHANNEL))
    said = event.text.replace("\u202d", "").replace("\u202e", "")
    assert said.split() == f"a {text}".replace("\u202d", "").replace("\u202e", "").split()


# Links that are counted


def mailing(*counted: str) -> Mailing:
    return Mailing(
        list_id="news.harbour.test",
        list_name="News",
        reason="You joined.",
        leave="https://harbour.test/less/1/",
        leave_words="Leave",
        sender="Harbour Coffee",
        counted=counted,
    )


def page(text: str, *counted: str) -> str:
    part: Any = composed(text=text, mailing=mailing(*counted)).get_body(("html",))
    return str(part.get_content())


def test_a_counted_link_leads_over_its_address_and_shows_where_it_leads() -> None:
    text = "Beans (https://shop.test/a_(b)), maps: HTTPS://maps.test/x.\n\nMail mailto:a@b.test!"
    assert weblinks.of_the_web(text) == ["https://shop.test/a_(b)", "HTTPS://maps.test/x"]
    shown = page(text, "https://go.test/0", "https://go.test/1", "https://go.test/2")
    assert '<a href="https://go.test/1">shop.test/a_(b)</a>)' in shown
    assert '<a href="https://go.test/2">maps.test/x</a>.' in shown
    assert '<a href="mailto:a@b.test">a@b.test</a>!' in shown


def test_the_link_that_counts_programs_is_seen_by_no_person() -> None:
    shown = page("https://shop.test/", "https://go.test/0", "https://go.test/1")
    assert '<a href="https://go.test/0" style="display:none" aria-hidden="true" tabindex="-1"></a>' in shown
    assert "go.test/0" not in str(
        composed(text="x", mailing=mailing("https://go.test/0")).get_body(("plain",))
    )


def test_where_nothing_is_counted_each_link_leads_where_it_says() -> None:
    assert '<a href="https://shop.test/">https://shop.test/</a>' in page("https://shop.test/")
    assert "display:none" not in page("https://shop.test/")
