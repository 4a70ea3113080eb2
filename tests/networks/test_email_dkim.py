"""A signed mail is believed by a checker that others wrote, and by no changed copy of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from askfirst.networks.base import BadSettings, Envelope, Failure, Form, Mailing, NetworkError
from askfirst.networks.email.dkim import record, signed
from askfirst.networks.email.html import to_text
from askfirst.networks.email.settings import Settings, settings_from
from askfirst.networks.email.smtp import Email

MAILING = Mailing(
    list_id="letter.harbour.test",
    list_name="Monthly letter",
    reason="You get this because you joined “Monthly letter”.",
    leave="https://desk.test/@harbour/less/abc/",
    leave_words="Leave this list",
    sender="Harbour Coffee, help@harbour.test",
    postal_address="12 Quay Street, Hull, HU1 2AA, United Kingdom",
    feedback_id="letter:marketing:harbour:askfirst",
    complaints_to="team@harbour.test",
    preview="Two new roasts",
)
LETTER = Envelope(
    key="k1",
    form=Form.DIRECT,
    to="ana@fans.test",
    to_name="Ana",
    text="Hello Ana,\n\n  two   new roasts \nare here. Grüße ☕\n.\n\n\n",
    subject="Two new roasts ☕ " + "long " * 40,
    at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
    unsubscribe=(
        "https://desk.test/@harbour/leave/" + "t" * 90 + "/",
        "mailto:team@harbour.test?subject=unsubscribe%20x",
    ),
    mailing=MAILING,
)


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def short_key() -> rsa.RSAPrivateKey:
    """Of 767 bits, which no program makes any more but somebody may still have: from two well-known primes."""
    p, q, e = 2**384 - 2**128 - 2**96 + 2**32 - 1, 2**383 - 187, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(e, p * q),
    ).private_key()


RSA = pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def settings(key: str = RSA, **more: object) -> Settings:
    return settings_from(
        {"address": "team@harbour.test", "smtp_host": "h", "dkim_selector": "af1", "dkim_key": key, **more}
    )


def is_believed(mail: bytes, key: str = RSA) -> bool:
    """By dkimpy, as it comes, with the record that we tell people to publish."""
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record(key).encode()

    found: bool = dkim.verify(mail, dnsfunc=dns)
    assert asked == [b"af1._domainkey.harbour.test."]
    return found


def test_another_program_believes_the_signature_of_a_list_mail() -> None:
    mail = Email(settings()).build(LETTER).content
    assert is_believed(mail)
    headers = message_from_bytes(mail, policy=default)
    named = "".join(str(headers["DKIM-Signature"]).split()).partition("h=")[2].partition(";")[0].split(":")
    for name in (
        "list-unsubscribe",
        "list-unsubscribe-post",
        "list-id",
        "feedback-id",
        "cfbl-address",
        "subject",
    ):
        assert name in named
    assert named.count("from") == 2, "nobody can put a second sender beside ours"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"two new roasts", b"two old roasts"),
        (b"https://desk.test/@harbour/leave/t", b"https://evil.test/@harbour/leave/t"),
        (b"team@harbour.test", b"boss@harbour.test"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"From: ", b"From: boss@harbour.test\r\nFrom: "),
    ],
)
def test_what_was_changed_on_the_way_is_not_believed(before: bytes, after: bytes) -> None:
    mail = Email(settings()).build(replace(LETTER, text="two new roasts")).content
    assert before in mail
    assert not is_believed(mail.replace(before, after))


def test_servers_may_fold_lines_and_squeeze_spaces() -> None:
    mail = Email(settings()).build(LETTER).content
    head, gap, body = mail.partition(b"\r\n\r\n")
    refolded = (
        head.replace(b"Feedback-ID: ", b"Feedback-ID:\r\n   ")
        + gap
        + body.replace(b"   ", b" ")
        + b"\r\n\r\n"
    )
    assert refolded != mail
    assert is_believed(refolded)


def test_a_mail_without_words_is_signed_as_well() -> None:
    assert is_believed(signed(b"From: team@harbour.test\r\nSubject: x\r\n\r\n", settings()))


def test_the_newer_kind_of_key_works_too() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    mail = Email(settings(pem(key))).build(LETTER).content
    assert b"a=ed25519-sha256" in mail
    pytest.importorskip("nacl", reason="dkimpy checks such signatures with PyNaCl")
    assert is_believed(mail, pem(key))


def test_without_a_key_nothing_is_signed() -> None:
    plain = settings_from({"address": "team@harbour.test", "smtp_host": "h"})
    assert b"DKIM-Signature" not in Email(plain).build(LETTER).content


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("no key", "cannot be read"),
        (RSA.replace("A", "!", 9), "cannot be read"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither an RSA nor an Ed25519"),
        (pem(short_key()), "has 767 bits: receivers ignore fewer than 1024"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_with_a_reason(key: str, why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        record(key)


def test_a_mail_that_cannot_be_signed_is_not_sent_unsigned() -> None:
    with pytest.raises(NetworkError, match="`dkim_key` cannot be read") as caught:
        Email(settings("no key")).build(LETTER)
    assert caught.value.failure is Failure.CREDENTIALS


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"dkim_selector": "a b"}, "no name in the DNS"),
        ({"dkim_selector": ""}, "both `dkim_selector` and `dkim_key`"),
        ({"dkim_key": ""}, "both `dkim_selector` and `dkim_key`"),
        ({"dkim_domain": "other.test"}, "says nothing about mail of harbour.test"),
    ],
)
def test_settings_that_cannot_sign_are_refused(more: dict[str, object], why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        settings(**{"key": more.pop("dkim_key", RSA), **more})  # type: ignore[arg-type]


def test_a_list_mail_says_whose_it_is_why_it_came_and_how_to_leave() -> None:
    mail = message_from_bytes(Email(settings()).build(LETTER).content, policy=default)
    assert str(mail["List-Id"]) == '"Monthly letter" <letter.harbour.test>'
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(mail["List-Unsubscribe"]).index("https:") < str(mail["List-Unsubscribe"]).index("mailto:")
    assert str(mail["CFBL-Address"]) == "team@harbour.test; report=arf"
    assert str(mail["Feedback-ID"]) == "letter:marketing:harbour:askfirst"
    assert mail["Auto-Submitted"] is None
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    for said in (MAILING.reason, MAILING.leave_words, MAILING.leave, MAILING.sender, MAILING.postal_address):
        assert said in text
        assert said in page
    assert page.index("Two new roasts") < page.index("Hello Ana"), "the line beside the subject comes first"
    assert "Two new roasts" not in text.partition("-- \n")[0]


def test_a_list_mail_names_no_place_for_complaints_that_nobody_reads() -> None:
    mailing = replace(MAILING, feedback_id="", complaints_to="")
    mail = message_from_bytes(
        Email(settings()).build(replace(LETTER, mailing=mailing)).content, policy=default
    )
    assert str(mail["List-Id"]) == '"Monthly letter" <letter.harbour.test>'
    assert "Feedback-ID" not in mail
    assert "CFBL-Address" not in mail


def test_a_list_mail_without_a_line_beside_the_subject_begins_with_its_words() -> None:
    letter = replace(LETTER, mailing=replace(MAILING, preview=""))
    mail = message_from_bytes(Email(settings()).build(letter).content, policy=default)
    page = mail.get_body(("html",)).get_content()
    assert "display:none" not in page
    assert to_text(page).strip().startswith("Hello Ana")


def test_nothing_that_stands_around_the_words_can_break_out_of_them() -> None:
    bad = '"><script>alert(1)</script>\r\nBcc: all@fans.test'
    mailing = replace(MAILING, list_name=bad, sender=bad, reason=bad, preview=bad, postal_address=bad)
    mail = message_from_bytes(
        Email(settings()).build(replace(LETTER, mailing=mailing)).content, policy=default
    )
    assert mail["Bcc"] is None
    assert "<script" not in mail.get_body(("html",)).get_content()
