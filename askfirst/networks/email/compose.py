"""An envelope as a mail: plain text, the same as simple HTML, and its files.

The same envelope and the same settings give the same Message-ID, so a repeated try can be known for what it is.
"""

from __future__ import annotations

import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.email import mailings
from askfirst.networks.email.addresses import wire_address
from askfirst.networks.email.ids import bracketed, message_id
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.networks.base import Attachment, Envelope, Mailing
    from askfirst.networks.email.settings import Settings

_MOST_REFERENCES = 30
_WHOLE_HEADERS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe", "feedback-id"})


class _MailPolicy(EmailPolicy):
    """The standard policy, except that ids and addresses of the web are never cut or encoded, however long they are."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in _WHOLE_HEADERS:
            lines = "\r\n ".join(str(value).split())
            return f"{name}: {lines}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _MailPolicy(linesep=SMTP.linesep, max_line_length=78, cte_type="7bit")
_POLICY_UTF8 = _MailPolicy(linesep=SMTP.linesep, max_line_length=78, utf8=True)


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
    mail = EmailMessage(policy=_POLICY if recipient.isascii() else _POLICY_UTF8)
    mail["From"] = _named(settings.display_name, wire_address(settings.address))
    mail["To"] = _named(envelope.to_name, recipient)
    mail["Subject"] = _one_line(envelope.subject)
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{message_id(envelope.key, settings.domain)}>"
    _add_thread(mail, envelope)
    _add_unsubscribe(mail, envelope.unsubscribe)
    if envelope.mailing:
        _add_list(mail, envelope.mailing)
    mail.set_content(mailings.as_text(envelope.text, envelope.mailing))
    if envelope.text.strip():
        mail.add_alternative(_page(envelope), subtype="html")
    for attachment in envelope.attachments:
        _attach(mail, attachment)
    return mail.as_bytes()


def as_html(text: str) -> str:
    """The text as simple HTML: escaped, paragraphs kept, `http`, `https` and `mailto` addresses made links."""
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{_paragraphs(text)}\n</body></html>\n'


def _page(envelope: Envelope) -> str:
    if envelope.mailing is None:
        return as_html(envelope.text)
    return mailings.as_page(_paragraphs(envelope.text), envelope.mailing)


def _paragraphs(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n".join(f'<p dir="auto">{_linked(paragraph)}</p>' for paragraph in paragraphs)


_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}»”’"


def _linked(paragraph: str) -> str:
    parts, end = [], 0
    for match in _LINK.finditer(paragraph):
        target = match.group()
        bare = target.rstrip(_AFTER_LINK)
        if ")" in target[len(bare) :] and "(" in bare:
            bare += ")"
        parts += [html.escape(paragraph[end : match.start()]), _anchor(bare)]
        end = match.start() + len(bare)
    parts.append(html.escape(paragraph[end:]))
    return "".join(parts).replace("\n", "<br>\n")


def _anchor(target: str) -> str:
    shown = html.escape(target.removeprefix("mailto:"))
    return f'<a href="{html.escape(target)}">{shown}</a>'


def _named(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=_one_line(name), username=local, domain=domain)


def _one_line(text: str) -> str:
    return " ".join(
        "".join(" " if character < " " or character == "\x7f" else character for character in text).split()
    )


def _add_thread(mail: EmailMessage, envelope: Envelope) -> None:
    answered = (envelope.in_reply_to,) if envelope.in_reply_to else ()
    earlier = tuple(identifier for identifier in envelope.references if identifier not in answered) + answered
    if len(earlier) > _MOST_REFERENCES:  # the first opened the thread, the last are the nearest
        earlier = earlier[:1] + earlier[1 - _MOST_REFERENCES :]
    for name, identifiers in (("In-Reply-To", answered), ("References", earlier)):
        if value := bracketed(identifiers):
            mail[name] = value


def _add_unsubscribe(mail: EmailMessage, ways: tuple[str, ...]) -> None:
    allowed = [
        quote(way, safe=":/?#[]@!$&'()*+;=%~")
        for way in ways
        if way.lower().startswith(("https:", "mailto:"))
    ]
    if allowed:
        mail["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in allowed)
    if any(way.lower().startswith("https:") for way in allowed):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _add_list(mail: EmailMessage, mailing: Mailing) -> None:
    """Whose list it is, and where providers turn with complaints."""
    name = _one_line(mailing.list_name).replace('"', "'")
    mail["List-Id"] = f'"{name}" <{mailing.list_id}>' if name.isascii() else f"<{mailing.list_id}>"
    if mailing.feedback_id:
        mail["Feedback-ID"] = mailing.feedback_id
    if mailing.complaints_to:
        mail["CFBL-Address"] = f"{mailing.complaints_to}; report=arf"


_TYPE = re.compile(
    r"(application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}", re.IGNORECASE
)


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    claimed = attachment.content_type.partition(";")[0].strip()
    maintype, subtype = (claimed if _TYPE.fullmatch(claimed) else "application/octet-stream").split("/")
    name = _one_line(re.split(r"[/\\]", attachment.name)[-1]) or "file"
    optional = {"cid": f"<{attachment.content_id}>"} if bracketed((attachment.content_id,)) else {}
    mail.add_attachment(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        filename=name,
        disposition="inline" if optional else "attachment",
        **cast("Any", optional),
    )
