"""An envelope as a mail: plain text, the same as simple HTML, and its files.

The same envelope and the same settings give the same mail, its Message-ID included, so a repeated try can be known for what it is.

What is alike in all mails of a mailing is folded once.  The standard library writes what is difficult, and nothing else: a mail
made of its objects alone takes six times as long.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from email.headerregistry import Address
from email.message import MIMEPart
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from askfirst.networks import weblinks
from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email import mailings
from askfirst.networks.email.addresses import wire_address
from askfirst.networks.email.ids import bracketed, message_id
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askfirst.networks.base import Attachment, Envelope, Mailing
    from askfirst.networks.email.settings import Settings

_MOST_REFERENCES = 30
_LONGEST_LINE = 78
_WHOLE_HEADERS = frozenset({"Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "Feedback-ID"})
"""Ids and addresses of the web are never cut or encoded, however long they are: such headers are broken at spaces only."""
_POLICY = EmailPolicy(linesep=SMTP.linesep, max_line_length=_LONGEST_LINE, cte_type="7bit")
_POLICY_UTF8 = EmailPolicy(linesep=SMTP.linesep, max_line_length=_LONGEST_LINE, utf8=True)
_AS_IT_IS = re.compile(r"[\x20-\x7e]*")
_PLAIN_NAME = re.compile(r"(?:[A-Za-z0-9]+(?: [A-Za-z0-9]+)*)?")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9.-]+")
_PLAIN_TEXT = re.compile(rb"[\t\n\x20-\x7e]*")


def compose(envelope: Envelope, settings: Settings) -> bytes:
    """The mail, complete with its headers, lines ended by CRLF.

    Raises:
        NetworkError: OUR_MISTAKE where `Envelope.at` is missing.
        BadInput: `Envelope.to` is not an email address.
    """
    if envelope.at is None:
        raise NetworkError(
            Sentence("a mail needs the time at which it is said: set `Envelope.at`"),
            failure=Failure.OUR_MISTAKE,
        )
    recipient = wire_address(envelope.to)
    is_utf8 = not recipient.isascii()
    named = [
        ("From", settings.display_name, wire_address(settings.address)),
        ("To", envelope.to_name, recipient),
    ]
    told = [
        ("Subject", _one_line(envelope.subject)),
        ("Date", format_datetime(envelope.at)),
        ("Message-ID", f"<{message_id(envelope.key, settings.domain)}>"),
        *_thread(envelope),
        *_unsubscribe(envelope.unsubscribe),
        *(_list(envelope.mailing) if envelope.mailing else ()),
        ("MIME-Version", "1.0"),
    ]
    lines = [_named(field, _one_line(name), address, is_utf8=is_utf8) for field, name, address in named]
    lines += [_header(field, value, is_utf8=is_utf8) for field, value in told]
    return b"".join(lines) + _body(envelope)


def as_html(text: str) -> str:
    """The text as simple HTML: escaped, paragraphs kept, `http`, `https` and `mailto` addresses made links."""
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{_paragraphs(text, iter(()))}\n</body></html>\n'


def _page(envelope: Envelope) -> str:
    if envelope.mailing is None:
        return as_html(envelope.text)
    counted = iter(envelope.mailing.counted[1:])
    return mailings.as_page(_paragraphs(envelope.text, counted), envelope.mailing)


def _paragraphs(text: str, counted: Iterator[str]) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n".join(f'<p dir="auto">{_linked(paragraph, counted)}</p>' for paragraph in paragraphs)


def _linked(paragraph: str, counted: Iterator[str]) -> str:
    parts, end = [], 0
    for start, target in weblinks.found(paragraph):
        parts += [html.escape(paragraph[end:start]), _anchor(target, counted)]
        end = start + len(target)
    parts.append(html.escape(paragraph[end:]))
    return "".join(parts).replace("\n", "<br>\n")


def _anchor(target: str, counted: Iterator[str]) -> str:
    """A link.  One that is counted shows where it leads, and is not written as an address: it would look like a forged one."""
    if weblinks.is_mail(target):
        return f'<a href="{html.escape(target)}">{html.escape(target.partition(":")[2])}</a>'
    over = next(counted, "")
    shown = target.partition("://")[2] if over else target
    return f'<a href="{html.escape(over or target)}">{html.escape(shown)}</a>'


def _named(field: str, name: str, address: str, *, is_utf8: bool) -> bytes:
    """A header that names somebody with their address."""
    line = f"{field}: {name} <{address}>" if name else f"{field}: {address}"
    is_plain = _PLAIN_NAME.fullmatch(name) and _PLAIN_ADDRESS.fullmatch(address)
    if is_plain and len(line) <= _LONGEST_LINE:
        return f"{line}\r\n".encode("ascii")
    return _named_with_care(field, name, address, is_utf8=is_utf8)


@lru_cache(maxsize=256)
def _named_with_care(field: str, name: str, address: str, *, is_utf8: bool) -> bytes:
    local, _, domain = address.rpartition("@")
    return _folded(field, Address(display_name=name, username=local, domain=domain), is_utf8=is_utf8)


def _header(field: str, value: str, *, is_utf8: bool) -> bytes:
    if field in _WHOLE_HEADERS:
        lines = "\r\n ".join(value.split())
        return f"{field}: {lines}\r\n".encode("ascii")
    line = f"{field}: {value}"
    if len(line) <= _LONGEST_LINE and _AS_IT_IS.fullmatch(line) and "=?" not in line:
        return f"{line}\r\n".encode("ascii")
    return _header_with_care(field, value, is_utf8=is_utf8)


@lru_cache(maxsize=256)
def _header_with_care(field: str, value: str, *, is_utf8: bool) -> bytes:
    return _folded(field, value, is_utf8=is_utf8)


def _folded(field: str, value: str | Address, *, is_utf8: bool) -> bytes:
    policy = _POLICY_UTF8 if is_utf8 else _POLICY
    return policy.fold_binary(*policy.header_store_parse(field, value))


def _one_line(text: str) -> str:
    return " ".join(
        "".join(" " if character < " " or character == "\x7f" else character for character in text).split()
    )


def _thread(envelope: Envelope) -> Iterator[tuple[str, str]]:
    answered = (envelope.in_reply_to,) if envelope.in_reply_to else ()
    earlier = tuple(identifier for identifier in envelope.references if identifier not in answered) + answered
    if len(earlier) > _MOST_REFERENCES:  # the first opened the thread, the last are the nearest
        earlier = earlier[:1] + earlier[1 - _MOST_REFERENCES :]
    for name, identifiers in (("In-Reply-To", answered), ("References", earlier)):
        if value := bracketed(identifiers):
            yield name, value


def _unsubscribe(ways: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    allowed = [
        quote(way, safe=":/?#[]@!$&'()*+;=%~")
        for way in ways
        if way.lower().startswith(("https:", "mailto:"))
    ]
    if allowed:
        yield "List-Unsubscribe", ", ".join(f"<{way}>" for way in allowed)
    if any(way.lower().startswith("https:") for way in allowed):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _list(mailing: Mailing) -> Iterator[tuple[str, str]]:
    """Whose list it is, and where providers turn with complaints."""
    name = _one_line(mailing.list_name).replace('"', "'")
    yield "List-Id", f'"{name}" <{mailing.list_id}>' if name.isascii() else f"<{mailing.list_id}>"
    if mailing.feedback_id:
        yield "Feedback-ID", mailing.feedback_id
    if mailing.complaints_to:
        yield "CFBL-Address", f"{mailing.complaints_to}; report=arf"


def _body(envelope: Envelope) -> bytes:
    """What stands below the headers of the mail, with the headers that say what it is."""
    parts = [_text("plain", mailings.as_text(envelope.text, envelope.mailing))]
    if envelope.text.strip():
        parts.append(_text("html", _page(envelope)))
    said = parts[0] if len(parts) == 1 else _multipart("alternative", parts)
    files = [_file(attachment) for attachment in envelope.attachments]
    return _multipart("mixed", [said, *files]) if files else said


def _text(kind: str, text: str) -> bytes:
    way, content = _encoded(text.encode().splitlines())
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {way}\r\n\r\n'
    return head.encode() + content


def _encoded(lines: list[bytes]) -> tuple[str, bytes]:
    """As it is where any server lets that pass; else in the shorter of the two ways that mails have for it."""
    plain = b"\n".join(lines) + b"\n"
    if max(map(len, lines), default=0) <= _LONGEST_LINE and _PLAIN_TEXT.fullmatch(plain):
        return "7bit", plain.replace(b"\n", b"\r\n")
    quoted = binascii.b2a_qp(plain, istext=True).replace(b"\n", b"\r\n")
    packed = base64.encodebytes(plain.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    return ("quoted-printable", quoted) if len(quoted) <= len(packed) else ("base64", packed)


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    """Several parts as one.  What parts them is made of all of them, so that it stands in none."""
    mark = hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    head = b'Content-Type: multipart/%s;\r\n boundary="=_%s"\r\n\r\n' % (kind.encode(), mark)
    return head + b"".join(b"--=_%s\r\n%s\r\n" % (mark, part) for part in parts) + b"--=_%s--\r\n" % mark


_TYPE = re.compile(
    r"(application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}", re.IGNORECASE
)


def _file(attachment: Attachment) -> bytes:
    claimed = attachment.content_type.partition(";")[0].strip()
    maintype, subtype = (claimed if _TYPE.fullmatch(claimed) else "application/octet-stream").split("/")
    name = _one_line(re.split(r"[/\\]", attachment.name)[-1]) or "file"
    optional = {"cid": f"<{attachment.content_id}>"} if bracketed((attachment.content_id,)) else {}
    part = MIMEPart(policy=_POLICY)
    part.set_content(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        filename=name,
        disposition="inline" if optional else "attachment",
        **cast("Any", optional),
    )
    return part.as_bytes()
