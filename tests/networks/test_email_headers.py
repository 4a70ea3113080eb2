"""Addresses in headers that were never meant to be read."""

from __future__ import annotations

from email.message import Message

import pytest

from askfirst.networks.email import headers


@pytest.mark.parametrize(
    "written", ["<ana@example.test", "Ana ana@example.test (", 'Ana "x <ana@example.test>']
)
def test_an_address_in_a_broken_header_is_found_all_the_same(written: str) -> None:
    mail = Message()
    mail["From"] = written
    assert [address for _, address in headers.people(mail, "From")] == ["ana@example.test"]
