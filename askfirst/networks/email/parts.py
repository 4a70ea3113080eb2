"""The inside of a mail: its words, its HTML, its files, and a remark for everything that could not be kept as it was."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32

from askfirst.networks.base import Attachment, BadInput
from askfirst.networks.email.headers import content_id, decode_bytes, decoded, guessed, without_controls
from askfirst.networks.email.html import to_text
from askfirst.sentence import Sentence

TEXT_LIMIT = 200_000
"""Characters of text that are kept."""
HTML_LIMIT = 2_000_000
"""Characters of HTML that are read and kept."""
MOST_PARTS = 500
MOST_FILES = 100
CUT_HEADER = "X-Askfirst-Size"
"""First line of a mail of which only the beginning was fetched: how many bytes it has on the server."""

_KNOWN_HEADERS = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "return-path", "reply-to", "sender"}
)


class _Lenient(Compat32):
    """The old, patient policy, except that a header with raw bytes in it is text too."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return guessed(value)


_POLICY = _Lenient()


@dataclass(slots=True)
class Inside:
    """What was found in a mail."""

    text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(raw: bytes) -> Message:
    """The mail as a tree of parts.

    Raises:
        BadInput: these bytes have none of the headers of a mail.
    """
    try:
        mail: Message = BytesParser(policy=_POLICY).parsebytes(raw)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        mail = BytesHeaderParser(policy=_POLICY).parsebytes(raw)
    if not any(name.lower() in _KNOWN_HEADERS for name in mail.keys()):  # noqa: SIM118 -- a mail is no mapping
        raise BadInput(
            f"these {len(raw):,} bytes are not a mail: there is no From, To, Subject, Date or Message-ID"
        )
    return mail


def leaves(mail: Message) -> list[Message]:
    """Every part that holds something, in reading order; an attached mail is one of them."""
    return _unfolded(mail)[0]


def _unfolded(mail: Message) -> tuple[list[Message], bool]:
    """The parts that hold something, and whether there were too many to look at."""
    found, waiting = [], [mail]
    for _ in range(MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(piece for piece in reversed(inner) if isinstance(piece, Message))
        else:
            found.append(part)
    return found, bool(waiting)


def inside(mail: Message, *, attachment_limit: int, where: str) -> Inside:
    """Everything in a mail.

    Args:
        mail: As `read` gave it.
        attachment_limit: Bytes of all files together that are kept.
        where: Where what is not kept can still be found, for the remarks: "the mailbox help@brand.example".
    """
    found = Inside()
    whole_size = _whole_size(mail)
    files, texts, pages = _sorted(mail, found)
    found.html = "\n".join(pages)[:HTML_LIMIT].replace("\x00", "")
    found.text = _words(texts, found, where)
    for index, part in enumerate(files):
        is_cut = whole_size > 0 and index == len(files) - 1
        _keep_file(part, found, attachment_limit=0 if is_cut else attachment_limit, where=where)
    if whole_size:
        found.remarks.append(
            Sentence(
                "This mail has %(size)s, so only its beginning was fetched. The whole mail is in %(where)s.",
                size=_size(whole_size),
                where=where,
            )
        )
    return found


def plain(part: Message, found: Inside | None = None) -> str:
    """The text of one part, whatever its charset claims to be."""
    charset = part.get_content_charset() or ""
    text, is_honest = decode_bytes(_content(part), charset)
    if found is not None and (not is_honest or "\ufffd" in text):
        found.remarks.append(
            Sentence(
                "The text says it is written in “%(what)s” but is not; some letters may be wrong.",
                what=charset or "nothing known",
            )
        )
    return text


def _whole_size(mail: Message) -> int:
    name, value = next(iter(mail.items()))
    return int(value) if name == CUT_HEADER and str(value).isdecimal() else 0


def _sorted(mail: Message, found: Inside) -> tuple[list[Message], list[str], list[str]]:
    files, texts, pages = [], [], []
    pieces, is_cut = _unfolded(mail)
    if is_cut:
        found.remarks.append(
            Sentence(
                "The mail is made of more than %(most_parts)s parts; the rest was not looked at.",
                most_parts=MOST_PARTS,
            )
        )
    for part in pieces:
        kind = part.get_content_type()
        if kind == "application/pgp-encrypted" or part.get_param("smime-type") == "enveloped-data":
            found.remarks.append(
                Sentence("This mail is encrypted; it can only be read in the mail program that has the key.")
            )
        if part.get_content_maintype() == "multipart":
            found.remarks.append(Sentence("The mail is put together wrongly; its text is shown as it came."))
            texts.append(plain(part, found))
        elif _is_file(part):
            files.append(part)
        elif kind == "text/html":
            pages.append(plain(part, found))
        else:
            texts.append(plain(part, found))
    return files, texts, pages


def _is_file(part: Message) -> bool:
    if part.get_content_type() not in {"text/plain", "text/html"}:
        return True
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _words(texts: list[str], found: Inside, where: str) -> str:
    text = "\n\n".join(text.strip("\r\n") for text in texts if text.strip())
    if not text:
        text = to_text(found.html)
    text, removed = without_controls(text)
    if removed:
        found.remarks.append(
            Sentence("Control characters were removed from the text (%(removed)s).", removed=f"{removed:,}")
        )
    if len(text) > TEXT_LIMIT:
        found.remarks.append(
            Sentence(
                "The text is very long; after %(text_limit)s characters it goes on in %(where)s.",
                text_limit=f"{TEXT_LIMIT:,}",
                where=where,
            )
        )
    return text[:TEXT_LIMIT].strip("\n")


def _keep_file(part: Message, found: Inside, *, attachment_limit: int, where: str) -> None:
    name = _file_name(part) or _default_name(part)
    used = sum(len(attachment.content) for attachment in found.attachments)
    if len(found.attachments) >= MOST_FILES or used + _estimate(part) > attachment_limit:
        found.remarks.append(
            Sentence(
                "“%(name)s” (%(size)s) was not kept here; it is in %(where)s.",
                name=name,
                size=_size(_estimate(part)),
                where=where,
            )
        )
        return
    found.attachments.append(
        Attachment(
            name=name,
            content_type=part.get_content_type(),
            content=_content(part),
            content_id=content_id(part),
        )
    )


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(_as_bytes(piece) for piece in inner if isinstance(piece, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _as_bytes(mail: Message) -> bytes:
    try:
        return mail.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _laid_out(mail).encode("utf-8", "replace")


def _laid_out(mail: Message) -> str:
    """A mail too deep or too broken to be written as it came: the headers and words of each part, one after another."""
    written, waiting = [], [mail]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting.extend(piece for piece in reversed(inner) if isinstance(piece, Message))
            inner = ""
        head = "\n".join(f"{name}: {value}" for name, value in part.items())
        written.append(f"{head}\n\n{inner}")
    return "\n".join(written)


def _estimate(part: Message) -> int:
    """Bytes after decoding, without decoding: what is too large is never unpacked."""
    inner = part.get_payload()
    if not isinstance(inner, str):
        return len(_content(part))
    is_base64 = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    return len(inner) * 3 // 4 if is_base64 else len(inner)


def _file_name(part: Message) -> str:
    try:
        given = part.get_filename() or ""
    except (ValueError, TypeError, LookupError):
        given = ""
    return re.split(r"[/\\]", decoded(str(given)))[-1].strip(" .")[:200]


def _default_name(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        return "attached mail.eml"
    base = "picture" if part.get_content_maintype() == "image" else "file"
    return base + (mimetypes.guess_extension(part.get_content_type()) or "")


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1_000):,} kB"
