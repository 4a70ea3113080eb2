"""Writing to one person: what may be said before anything is typed, and sending it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from askfirst.brand import files
from askfirst.brand.roles import Right, may
from askfirst.drafts.submit import Wish
from askfirst.gate import by_hand
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox.asking import shape_of
from askfirst.networks.base import Form
from askfirst.networks.catalog import entry
from askfirst.networks.lengths import measured
from askfirst.web.verdict import Shown, closes_soon, shown
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, Member
    from askfirst.inbox.models import Reply, Thread
    from askfirst.people.models import Contact
    from askfirst.web.members import MemberRequest

PURPOSES = {
    "reply": "an answer",
    "service": "something about what they use",
    "event": "an event",
    "survey": "a question to them",
    "marketing": "a promotion or an offer",
    "recruiting": "a job",
}
MOST_FILES = 10


class CannotSend(Exception):  # noqa: N818 -- it says what the matter is
    """What was typed cannot be sent as it is; the message says why and what to do.  Nothing was stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Whom the composer would write to, where, and in which shape."""

    channel: Channel
    contact: Contact
    form: Form = Form.DIRECT
    about: str = ""
    thread: Thread | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Composer:
    """All that the composer's template needs."""

    address: Address
    verdict: Shown
    purpose: str
    purposes: dict[str, str]
    key: str
    limit: int | None
    unit: str
    network: str
    has_subject: bool
    may_reply: bool
    may_note: bool
    text: str = ""
    subject: str = ""
    error: str = ""
    closes_soon: bool = False
    is_by_hand: bool = False
    """No program may send it there: the member does, after the gate has said yes."""


def address_of(thread: Thread) -> Address:
    """A thread's addressee.  One that began with a public word of theirs is a private reply until they write."""
    shape = shape_of(thread)
    return Address(
        channel=thread.channel,
        contact=thread.them,
        form=shape.form,
        about=shape.about,
        thread=thread,
    )


def composer(member: Member, address: Address, purpose: str = "", **typed: str) -> Composer:
    """The composer with its verdict.  `typed`: `text`, `subject` and `error` of an attempt that is shown again."""
    purpose = purpose_of(purpose, address)
    verdict = verdict_for(member, address, purpose)
    can = capabilities(address.channel)
    return Composer(
        address=address,
        verdict=verdict,
        purpose=purpose,
        purposes=PURPOSES,
        key=secrets.token_urlsafe(24),
        limit=can.limit(address.form),
        unit=str(can.text_unit),
        network=entry(address.channel.network).label,
        has_subject=can.has_subject,
        may_reply=may(member, Right.REPLY),
        may_note=may(member, Right.NOTE),
        closes_soon=closes_soon(verdict),
        is_by_hand=by_hand.is_meant(address.channel, address.form),
        **typed,
    )


def purpose_of(purpose: str, address: Address) -> str:
    """The purpose asked for; else an answer where they wrote, else something about what they use."""
    if purpose in PURPOSES:
        return purpose
    has_written = address.form is not Form.DIRECT or (address.thread and address.thread.last_inbound)
    return "reply" if has_written else "service"


def verdict_for(member: Member, address: Address, purpose: str) -> Shown:
    """What the gate would answer now."""
    question = Question(
        channel=address.channel,
        contact=address.contact,
        form=address.form,
        purpose=purpose,
        about=address.about,
        member=member,
    )
    return shown(explained(question), way_addresses(address.contact, address.thread))


def way_addresses(contact: Contact, thread: Thread | None = None) -> dict[str, str]:
    """Where each way that depends on the person is gone: a page that writes to them that way."""
    found = {"one_to_one": reverse("person", args=[contact.pk])}
    if thread:
        found["one_to_one"] = f"{reverse('thread', args=[thread.pk])}?purpose=reply"
    for channel in contact.brand.channels.all():
        write = reverse("person-write", args=[contact.pk, channel.pk])
        found[f"channel:{channel.pk}"] = write
        if channel.network == "email":
            found["email"] = write
        if channel.network == "page":
            found["private_reply"] = f"{write}?form=private_reply"
    return found


def wish_from(request: MemberRequest, address: Address) -> Wish:
    """What was typed, with its files.

    Raises:
        CannotSend: it is empty, longer than the network takes, or its files are too large.
    """
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    uploads = request.FILES.getlist("files")[:MOST_FILES]
    if not text and not uploads:
        raise CannotSend("There is nothing to send yet. Write something, or add a file.")
    _require_fit(address, text, [upload.size or 0 for upload in uploads])
    brand = address.channel.brand
    return Wish(
        text=text,
        form=address.form,
        purpose=purpose_of(request.POST.get("purpose", ""), address),
        about=address.about,
        subject=request.POST.get("subject", "")[:400].replace("\n", " ").strip(),
        files=tuple(files.keep(brand, upload.name or "file", upload.read()) for upload in uploads),
        key=request.POST.get("key", "")[:64] or secrets.token_urlsafe(24),
    )


def _require_fit(address: Address, text: str, sizes: list[int]) -> None:
    """Refuse here what the network would refuse there: its own count of the text, and its own rules for files."""
    network, can = entry(address.channel.network).label, capabilities(address.channel)
    limit, length = can.limit(address.form), measured(text, can.text_unit)
    if limit is not None and length > limit:
        raise CannotSend(
            f"This has {length:,} {can.text_unit}, and {limit:,} fit. Shorten it or send it in parts."
        )
    if not sizes:
        return
    if not can.attachment_limit or address.form not in can.attachment_forms:
        raise CannotSend(f"{network} takes no files here. Send a link instead.")
    if text and not can.has_text_with_files:
        raise CannotSend(f"{network} takes a text or files, not both in one message. Send them one by one.")
    if can.most_attachments is not None and len(sizes) > can.most_attachments:
        raise CannotSend(
            f"These are {len(sizes)} files, and {network} takes {can.most_attachments} in one message."
        )
    most = min(can.attachment_limit, settings.UPLOAD_BYTES)
    if sum(sizes) > most:
        raise CannotSend(
            f"The files are too large: {most / 1e6:.0f} MB fit here. Send a smaller one, or a link."
        )


def is_refused(reply: Reply) -> bool:
    """The gate said no: what was typed stays with the writer."""
    return bool(reply.draft.decision and reply.draft.decision.verdict == "deny")
