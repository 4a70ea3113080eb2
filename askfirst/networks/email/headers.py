"""Headers as strangers write them: encoded words, raw 8-bit, lies about charsets, folded in the middle of a letter."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput
from askfirst.networks.email.addresses import address_key

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff]")
"""Control characters, and the two that force a direction and are used to hide a file's real ending."""
_HEADER_LIMIT = 20_000


def raw_values(mail: Message, name: str) -> list[str]:
    """Every value of a header, unfolded, as it came; bytes that are not ASCII are guessed."""
    return [
        guessed(" ".join(str(value).split()))[:_HEADER_LIMIT]
        for key, value in mail.raw_items()
        if key.lower() == name.lower()
    ]


def raw_value(mail: Message, name: str) -> str:
    """The first value of a header; empty where there is none."""
    return next(iter(raw_values(mail, name)), "")


def text_value(mail: Message, name: str) -> str:
    """The first value of a header, decoded for people."""
    return decoded(raw_value(mail, name))


def decoded(value: str) -> str:
    """A header's value with its encoded words read and control characters gone."""
    if "=?" not in value:
        return printable(value)
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return printable(value)
    return printable(
        "".join(
            part if isinstance(part, str) else decode_bytes(part, charset or "")[0] for part, charset in parts
        )
    )


def printable(text: str) -> str:
    """One line without control characters."""
    return unicodedata.normalize("NFC", " ".join(_NOT_TEXT.sub("", text.replace("\n", " ")).split()))


def without_controls(text: str) -> tuple[str, int]:
    """Text of several lines without control characters, and how many there were."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_TEXT.subn("", kept)


def people(mail: Message, *names: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in these headers; addresses as written, names decoded."""
    values = [value for name in names for value in raw_values(mail, name)]
    found = getaddresses(values)
    if not any(_ADDRESS.fullmatch(address) for _, address in found):
        found = [("", address) for value in values for address in _ADDRESS.findall(value)]
    return [(decoded(name), printable(address)) for name, address in found if address]


_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")


def key_or_text(address: str) -> str:
    """The address's key; for what is none, the text itself in lower case."""
    try:
        return address_key(address)
    except BadInput:
        return address.lower()


def moment(value: str) -> datetime | None:
    """The time in a Date header, aware; None where there is none that can be read."""
    try:
        found = parsedate_to_datetime(value)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)  # "-0000": no zone is claimed
        return aware.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def decode_bytes(data: bytes, charset: str) -> tuple[str, bool]:
    """Bytes as text, and whether the charset that was claimed is the one it is written in.

    UTF-8 is believed before a claim, because nothing else looks like it; a claim that fails falls back to Windows-1252.
    """
    claimed = charset.strip().strip("\"'").lower()
    is_stateful = claimed.startswith(_STATEFUL)
    if data.isascii() and not is_stateful:
        return data.decode("ascii"), True
    for candidate in (claimed, "utf-8") if is_stateful else ("utf-8", _widened(claimed)):
        try:
            return data.decode(candidate), candidate in {claimed, _widened(claimed)} or claimed in {
                "",
                "utf8",
            }
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace"), False


_STATEFUL = ("utf-16", "utf-32", "utf-7", "iso-2022", "hz", "unicode")
"""Charsets whose text may look like ASCII."""


def _widened(charset: str) -> str:
    """Whoever says Latin-1 nearly always means Windows-1252."""
    return (
        "cp1252"
        if charset in {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "8bit"}
        else charset
    )


def guessed(value: str) -> str:
    """A header's value as text; its raw bytes arrive as surrogates and are guessed."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode_bytes(value.encode("utf-8", "surrogateescape"), "")[0]
    return value


def content_id(part: Message) -> str:
    """The Content-ID of a part without brackets, by which HTML refers to it; empty where there is none."""
    return raw_value(part, "Content-ID").strip("<> ")
