"""What a sending domain has published is said as it is; what cannot be seen is never called well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dns.exception
import dns.resolver
import dns.rrset
import pytest

from askfirst.networks.email import domain
from askfirst.networks.email.dkim import record
from askfirst.networks.email.settings import settings_from
from tests.networks.test_email_dkim import RSA

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD = {
    ("harbour.test", "TXT"): ["other=1", "v=spf1 include:_spf.relay.test -all"],
    ("af1._domainkey.harbour.test", "TXT"): [record(RSA)],
    ("_dmarc.harbour.test", "TXT"): ["v=DMARC1; p=quarantine"],
    ("harbour.test", "MX"): ["10 mx.harbour.test"],
    ("smtp.harbour.test", "A"): ["192.0.2.7"],
    ("7.2.0.192.in-addr.arpa.", "PTR"): ["smtp.harbour.test"],
}
SETTINGS = {
    "address": "team@harbour.test",
    "smtp_host": "smtp.harbour.test",
    "dkim_selector": "af1",
    "dkim_key": RSA,
}


def found(
    changes: Mapping[tuple[str, str], list[str] | None] | None = None, **settings: str
) -> dict[str, tuple[str, str]]:
    records = {**GOOD, **(changes or {})}

    def ask(name: str, kind: str) -> list[str]:
        rows = records.get((name, kind), [])
        if rows is None:
            raise domain.NoAnswer
        return rows

    return {
        one.what: (one.state, one.why) for one in domain.check(settings_from({**SETTINGS, **settings}), ask)
    }


def test_all_is_well_but_for_what_only_the_receiver_sees() -> None:
    assert {what: state for what, (state, _) in found().items()} == {
        "spf": "ok", "dkim": "ok", "dmarc": "ok", "mx": "ok", "reverse": "ok", "rate": "unknown",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "what", "said"),
    [
        ({("harbour.test", "TXT"): []}, "spf", ("bad", "missing")),
        ({("harbour.test", "TXT"): ["v=spf1 -all", "v=spf1 ~all"]}, "spf", ("bad", "several")),
        ({("harbour.test", "TXT"): ["v=spf1 +all"]}, "spf", ("bad", "everybody")),
        ({("harbour.test", "TXT"): None}, "spf", ("unknown", "no_answer")),
        ({("af1._domainkey.harbour.test", "TXT"): []}, "dkim", ("bad", "missing")),
        ({("af1._domainkey.harbour.test", "TXT"): ["v=DKIM1; p=AAAA"]}, "dkim", ("bad", "other")),
        ({("_dmarc.harbour.test", "TXT"): ["something else"]}, "dmarc", ("bad", "missing")),
        ({("harbour.test", "MX"): []}, "mx", ("bad", "missing")),
        ({("7.2.0.192.in-addr.arpa.", "PTR"): []}, "reverse", ("bad", "missing")),
        ({("smtp.harbour.test", "A"): []}, "reverse", ("unknown", "no_answer")),
        ({("smtp.harbour.test", "A"): ["no address"]}, "reverse", ("unknown", "no_answer")),
        ({("smtp.harbour.test", "A"): ["no address", "192.0.2.7"]}, "reverse", ("ok", "there")),
        ({("smtp.harbour.test", "A"): None}, "reverse", ("unknown", "no_answer")),
    ],
)
def test_each_fault_has_its_own_word(
    changes: dict[tuple[str, str], list[str] | None], what: str, said: tuple[str, str]
) -> None:
    assert found(changes)[what] == said


def test_without_a_key_of_ours_nobody_says_that_mail_is_signed() -> None:
    assert found(dkim_selector="", dkim_key="")["dkim"] == ("unknown", "elsewhere")


def test_a_key_that_cannot_be_read_is_a_fault_whatever_stands_in_the_dns() -> None:
    assert found(dkim_key="no key")["dkim"] == ("bad", "key")


def test_a_domain_above_may_speak_for_ours() -> None:
    assert found(
        {("_dmarc.news.harbour.test", "TXT"): [], ("news.harbour.test", "TXT"): GOOD["harbour.test", "TXT"]},
        address="team@news.harbour.test",
    )["dmarc"] == ("ok", "there")


def test_where_no_server_answers_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "SECONDS", 0.05)
    with pytest.raises(domain.NoAnswer):
        domain.published("harbour.invalid.", "NOSUCHTYPE")


def answering(monkeypatch: pytest.MonkeyPatch, answer: Exception | dns.rrset.RRset) -> None:
    """Whatever the DNS is asked, this comes back."""

    def resolve(name: str, kind: str, *, lifetime: float) -> dns.rrset.RRset:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(dns.resolver, "resolve", resolve)


@pytest.mark.parametrize("error", [dns.resolver.NXDOMAIN(), dns.resolver.NoAnswer()])
def test_a_name_that_is_not_there_has_no_records(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    answering(monkeypatch, error)
    assert domain.published("harbour.test", "TXT") == []


@pytest.mark.parametrize(
    "error",
    [
        dns.resolver.NoNameservers(),
        dns.exception.Timeout(),
        dns.resolver.NoResolverConfiguration(),
        OSError("network is unreachable"),
    ],
)
def test_a_look_up_that_fails_says_nothing_about_the_domain(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    answering(monkeypatch, error)
    with pytest.raises(domain.NoAnswer):
        domain.published("harbour.test", "TXT")
    findings = domain.check(settings_from(SETTINGS))
    assert {one.state for one in findings} == {"unknown"}


@pytest.mark.parametrize(
    ("kind", "record_text", "read"),
    [
        ("TXT", '"v=DKIM1; p=AB" "CD"', "v=DKIM1; p=ABCD"),
        ("TXT", '"v=spf1 -all."', "v=spf1 -all."),
        ("TXT", r'"caf\233"', "caf\N{REPLACEMENT CHARACTER}"),
        ("MX", "10 mx.harbour.test.", "10 mx.harbour.test"),
        ("PTR", "smtp.harbour.test.", "smtp.harbour.test"),
        ("A", "192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_record_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, kind: str, record_text: str, read: str
) -> None:
    answering(monkeypatch, dns.rrset.from_text("harbour.test.", 60, "IN", kind, record_text))
    assert domain.published("harbour.test", kind) == [read]


def test_a_domain_that_says_it_takes_no_mail_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, dns.rrset.from_text("harbour.test.", 60, "IN", "MX", "0 ."))
    assert found({("harbour.test", "MX"): domain.published("harbour.test", "MX")})["mx"] == ("bad", "missing")
