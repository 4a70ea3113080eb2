"""Addresses compare by key; settings are checked before anything is tried, and a secret is never repeated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askfirst.networks.base import BadInput, BadSettings
from askfirst.networks.email import addresses
from askfirst.networks.email.addresses import address_key, same_address, wire_address
from askfirst.networks.email.settings import settings_from

GOOD = {"address": "team@harbour.test", "smtp_host": "smtp.harbour.test"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ana@Example.COM", "ana@example.com"),
        (" ana+news@fans.test ", "ana+news@fans.test"),
        ("a.n.a@fans.test", "a.n.a@fans.test"),
        ("ana@Bücher.test", "ana@xn--bcher-kva.test"),
        ("jo\u0308rg@fans.test", "jörg@fans.test"),
        ("STRASSE@fans.test", "strasse@fans.test"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(typed: str, key: str) -> None:
    assert address_key(typed) == key
    assert address_key(key) == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "@fans.test",
        "ana@",
        "a b@fans.test",
        "ana@fans..test",
        "ａna@fans.test",
        "ana@fans.test\r\nBcc: x@y.test",
        "ﬁne@fans.test",
    ],
)
def test_what_is_no_address_or_pretends_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        address_key(typed)


def test_the_local_part_travels_as_it_was_typed() -> None:
    assert wire_address("Ana.B@Bücher.TEST") == "Ana.B@xn--bcher-kva.test"
    assert same_address("ANA@fans.test", "ana@FANS.test")
    assert not same_address("nonsense", "nonsense")


def test_numbers_may_come_as_text_and_ports_follow_from_the_security() -> None:
    settings = settings_from(GOOD | {"smtp_security": "tls", "imap_port": "1143", "command_seconds": "2.5"})
    assert (settings.smtp_port_used, settings.imap_port_used, settings.command_seconds) == (465, 1143, 2.5)
    assert (settings.login, settings.domain) == ("team@harbour.test", "harbour.test")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"address": ""}, "`address` is missing"),
        ({"address": "team"}, "`address`: `team` is not an email address"),
        ({"smtp_host": None}, "`smtp_host` is missing"),
        ({"smtp_host": "smtp harbour"}, "not a server's name"),
        ({"smtp_port": "abc"}, "`smtp_port`: `abc` cannot be used; give a port"),
        ({"imap_port": 70_000}, "`imap_port`: `70000` cannot be used"),
        ({"smtp_security": "ssl"}, "`none`, `starttls` or `tls`"),
        ({"smtp_prot": "tls"}, "no setting `smtp_prot`"),
        ({"display_name": "a\nb"}, "line break"),
        ({"command_seconds": 0}, "seconds between"),
        ({"return_path": "x"}, "`return_path`"),
        ({"smtp_security": "none", "password": "pw"}, "travel readable"),
        ({"imap_host": "imap.harbour.test", "imap_security": "none", "password": "pw"}, "`imap_security`"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadSettings, match=complaint):
        settings_from(GOOD | changes)


def test_a_password_is_never_repeated() -> None:
    with pytest.raises(BadSettings) as caught:
        settings_from(GOOD | {"password": ["hunter2"]})
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(settings_from(GOOD | {"password": "hunter2"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_a_password_may_travel_in_the_clear(host: str) -> None:
    assert settings_from(GOOD | {"smtp_host": host, "smtp_security": "none", "password": "pw"})


USUAL = r"[a-z0-9_+.-]{1,70}@(?:[a-z0-9-]{1,66}\.){1,4}(?:com|test|local|arpa|onion|invalid|example|localhost|[a-z]{1,5})"


@given(st.from_regex(USUAL, fullmatch=True))
@settings(max_examples=500)
def test_the_short_way_for_usual_addresses_says_what_the_long_way_says(address: str) -> None:
    def said() -> str:
        try:
            return address_key.__wrapped__(address)
        except BadInput as error:
            return str(error)

    short = said()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(addresses, "_is_usual", lambda *_: False)
        assert said() == short


@pytest.mark.parametrize("end", ["local", "onion", "arpa", "invalid", "localhost"])
def test_what_ends_in_a_name_for_no_mail_is_no_address(end: str) -> None:
    with pytest.raises(BadInput):
        address_key(f"ana@fans.{end}")
