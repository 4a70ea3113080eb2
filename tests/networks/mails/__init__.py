"""Mails as strangers and servers send them, one file each, lines ended by CRLF as on the wire."""

from __future__ import annotations

from pathlib import Path

from askfirst.networks.email.parse import Reading, parse

FOLDER = Path(__file__).parent
READING = Reading(
    address="team@harbour.test", trusted_host="mail.harbour.test", where="the mailbox team@harbour.test"
)
OUR_ID = "af.0123456789abcdef0123456789abcdef@harbour.test"


def raw(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()


def events(name: str) -> list:
    return parse(raw(name), READING)


def message(name: str):
    """The one message that this mail is."""
    (event,) = events(name)
    return event
