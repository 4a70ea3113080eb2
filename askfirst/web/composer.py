"""Writing to one person: what may be said before anything is typed, and sending it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from askfirst.brand import files, undo, uploads
from askfirst.brand.roles import Right, may
from askfirst.drafts.submit import Wish
from askfirst.gate import by_hand
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox import optins, unsent
from askfirst.inbox.asking import shape_of
from askfirst.networks.base import Form
from askfirst.networks.catalog import entry
from askfirst.networks.lengths import measured
from askfirst.web import hours
from askfirst.web.begun import Begun
from askfirst.web.typed import is_binary
from askfirst.web.verdict import Shown, closes_soon, shown
from askfirst.wire.connectors import capabilities
from askfirst.work import filling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from askfirst.brand.models import Channel, Member, StoredFile
    from askfirst.gate.facts import Together
    from askfirst.inbox.models import Reply, Thread
    from askfirst.people.models import Contact, Handle
    from askfirst.web.members import MemberRequest

UNITS = (
    gettext_noop("characters"),
    gettext_noop("bytes"),
    gettext_noop("graphemes"),
    gettext_noop("weighted characters"),
)
"""What a network counts, for the catalogue: the words themselves are the network's `Unit`."""
PURPOSES = {
    "reply": gettext_lazy("an answer"),
    "service": gettext_lazy("something about what they use"),
    "event": gettext_lazy("an event"),
    "survey": gettext_lazy("a question to them"),
    "marketing": gettext_lazy("a promotion or an offer"),
    "recruiting": gettext_lazy("a job"),
}
MOST_FILES = unsent.MOST_FILES


class CannotSend(Exception):  # noqa: N818 -- it says what the matter is
    """What was typed cannot be sent as it is; the message says why and what to do.  Nothing was stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Whom the composer would write to, where, and in which shape."""

    channel: Channel
    contact: Contact | None
    """None: what is answered was said in public by somebody who gave no name."""
    form: Form = Form.DIRECT
    about: str = ""
    thread: Thread | None = None
    handle: Handle | None = None
    """Of several of theirs on that network the one that is meant; else the thread's own."""

    @property
    def to(self) -> str:
        """The address itself, to which it would go; empty: the gate finds it by what is answered."""
        if self.handle:
            return self.handle.address
        return self.thread.theirs.address if self.thread and not self.thread.is_public else ""

    @property
    def mode(self) -> unsent.Mode:
        """Under which of the texts that a member can have begun here it is kept."""
        if self.thread is None or not self.thread.is_public:
            return unsent.Mode.REPLY
        return unsent.Mode.PRIVATE if self.form is Form.PRIVATE_REPLY else unsent.Mode.PUBLIC

    @property
    def takes_files(self) -> bool:
        """The network takes files in this form."""
        can = capabilities(self.channel)
        return bool(can.attachment_limit) and self.form in can.attachment_forms


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
    begun: Begun
    """What they have begun to write here and not sent."""
    hours: hours.Hours
    """When it may be sent instead of now."""
    undo_seconds: int = 0
    text: str = ""
    subject: str = ""
    error: str = ""
    closes_soon: bool = False
    is_by_hand: bool = False
    """No program may send it there: the member does, after the gate has said yes."""

    @property
    def takes_files(self) -> bool:
        """The network takes files in this form."""
        return self.address.takes_files

    @property
    def asks_lists(self) -> bool:
        """The network has a button of its own by which people want a list's messages."""
        return self.address.thread is not None and optins.can_ask(self.address.thread)

    @property
    def shown_text(self) -> str:
        """What comes back from an attempt; else what they had begun to write."""
        if self.text or self.error or self.begun.reply is None:
            return self.text
        return self.begun.reply.text

    @property
    def shown_subject(self) -> str:
        """The subject that belongs to it."""
        return self.subject or (self.begun.reply.subject if self.begun.reply else "")


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


def answer_address(thread: Thread, mode: str) -> Address:
    """Whom a text that was begun in this mode would be said to: in a conversation in public everybody, or them alone."""
    if not thread.is_public:
        return address_of(thread)
    form = Form.PRIVATE_REPLY if mode == unsent.Mode.PRIVATE else Form.PUBLIC_REPLY
    return Address(channel=thread.channel, contact=thread.contact, form=form, thread=thread)


def composer(
    member: Member, address: Address, purpose: str = "", together: Together | None = None, /, **typed: str
) -> Composer:
    """The composer with its verdict.  `typed`: `text`, `subject` and `error` of an attempt that is shown again.

    `together`: what its page looks up at once.
    """
    purpose = purpose_of(purpose, address)
    verdict = verdict_for(member, address, purpose, together)
    can = capabilities(address.channel)
    return Composer(
        address=address,
        verdict=verdict,
        purpose=purpose,
        purposes={value: str(said) for value, said in PURPOSES.items()},
        key=secrets.token_urlsafe(24),
        limit=can.limit(address.form),
        unit=str(can.text_unit),
        network=entry(address.channel.network).label,
        has_subject=can.has_subject,
        may_reply=may(member, Right.REPLY),
        may_note=may(member, Right.NOTE),
        closes_soon=closes_soon(verdict),
        is_by_hand=by_hand.is_meant(address.channel, address.form),
        begun=Begun(member, address.thread),
        hours=hours.for_person(address.contact, address.channel.brand),
        undo_seconds=undo.seconds_for(member),
        **typed,
    )


def purpose_of(purpose: str, address: Address) -> str:
    """The purpose asked for; else an answer where they wrote, else something about what they use."""
    if purpose in PURPOSES:
        return purpose
    has_written = address.form is not Form.DIRECT or (address.thread and address.thread.last_inbound)
    return "reply" if has_written else "service"


def question_of(member: Member, address: Address, purpose: str) -> Question:
    """What the gate is asked before anything is typed; `purpose` as `purpose_of` gives it."""
    return Question(
        channel=address.channel,
        contact=address.contact,
        form=address.form,
        purpose=purpose,
        about=address.about,
        to=address.to,
        member=member,
    )


def verdict_for(member: Member, address: Address, purpose: str, together: Together | None = None) -> Shown:
    """What the gate would answer now."""
    answer = explained(question_of(member, address, purpose), together=together)
    return shown(answer, way_addresses(address.contact, address.thread) if address.contact else None)


def way_addresses(contact: Contact, thread: Thread | None = None) -> dict[str, str]:
    """Where each way that depends on the person is gone: a page that writes to them that way."""
    found = {"one_to_one": reverse("person", args=[contact.pk])}
    if thread:
        found["one_to_one"] = f"{reverse('thread', args=[thread.pk])}?purpose=reply"
    brand = thread.brand if thread else contact.brand
    for channel in brand.channels.all():
        write = reverse("person-write", args=[contact.pk, channel.pk])
        found[f"channel:{channel.pk}"] = write
        if channel.network == "email":
            found["email"] = write
        if channel.network == "page":
            found["private_reply"] = f"{write}?form=private_reply"
    return found


def wish_from(request: MemberRequest, address: Address) -> Wish:
    """What was typed, with its files: those that were kept while it was being written, and those of this form.

    Raises:
        CannotSend: it is empty or no text, has a gap, is longer than the network takes, or a file of it is not taken.
    """
    typed = request.POST.get("text", "")
    if is_binary(typed):
        raise CannotSend(_("This does not look like text. Add it as a file, or write it in words."))
    text = typed.replace("\r\n", "\n").replace("\x00", "").strip()
    uploads_given = [upload for upload in request.FILES.getlist("files") if upload.name]
    kept = _kept(request, address)
    if not text and not uploads_given and not kept:
        raise CannotSend(_("There is nothing to send yet. Write something, or add a file."))
    require_no_gap(text)
    require_fit(address, text, [*(file.size for file in kept), *(one.size or 0 for one in uploads_given)])
    return Wish(
        text=text,
        form=address.form,
        purpose=purpose_of(request.POST.get("purpose", ""), address),
        about=address.about,
        subject=request.POST.get("subject", "")[:400].replace("\n", " ").strip(),
        files=(*kept, *(keep_upload(address, upload) for upload in uploads_given)),
        key=request.POST.get("key", "")[:64] or secrets.token_urlsafe(24),
    )


def _kept(request: MemberRequest, address: Address) -> list[StoredFile]:
    """The files that were added while it was being written: only this member's own, and only those the form names."""
    named = set(request.POST.getlist("kept"))
    if not named or address.thread is None:
        return []
    files = unsent.files_of(request.user, address.thread, address.mode)
    return [file for file in files if file.token in named]


def keep_upload(address: Address, upload: UploadedFile[Any]) -> StoredFile:
    """Keep one file that somebody wants to send along.

    Raises:
        CannotSend: it could do harm, or is not what it is called.
    """
    name, content = upload.name or "file", upload.read()
    if says := uploads.problem(name, content):
        raise CannotSend(says)
    return files.keep(address.channel.brand, name, content)


def require_no_gap(text: str) -> None:
    """Refuse ready words in which something is still to be filled in.

    Raises:
        CannotSend: with what it is.
    """
    gaps = filling.gaps(text)
    if gaps:
        raise CannotSend(
            _("Nobody has filled in %(names)s yet. Write what it should say, or take it out.")
            % {"names": ", ".join(f"{{{name}}}" for name in gaps)}
        )


def require_fit(address: Address, text: str, sizes: Sequence[int]) -> None:
    """Refuse here what the network would refuse there: its own count of the text, and its own rules for files.

    Raises:
        CannotSend: with the network's limit and what to do.
    """
    network, can = entry(address.channel.network).label, capabilities(address.channel)
    limit, length = can.limit(address.form), measured(text, can.text_unit)
    if limit is not None and length > limit:
        raise CannotSend(
            _("This has %(length)s %(text_unit)s, and %(limit)s fit. Shorten it or send it in parts.")
            % {"length": f"{length:,}", "text_unit": _(can.text_unit), "limit": f"{limit:,}"}
        )
    if not sizes:
        return
    if len(sizes) > MOST_FILES:
        raise CannotSend(_("%(count)d files are enough for one message.") % {"count": MOST_FILES})
    if not address.takes_files:
        raise CannotSend(_("%(network)s takes no files here. Send a link instead.") % {"network": network})
    if text and not can.has_text_with_files:
        raise CannotSend(
            _("%(network)s takes a text or files, not both in one message. Send them one by one.")
            % {"network": network}
        )
    if can.most_attachments is not None and len(sizes) > can.most_attachments:
        raise CannotSend(
            _("These are %(count)s files, and %(network)s takes %(most)s in one message.")
            % {"count": len(sizes), "network": network, "most": can.most_attachments}
        )
    most = min(can.attachment_limit, settings.UPLOAD_BYTES)
    if sum(sizes) > most:
        raise CannotSend(
            _("The files are too large: %(size)s MB fit here. Send a smaller one, or a link.")
            % {"size": f"{most / 1e6:.0f}"}
        )


def is_refused(reply: Reply) -> bool:
    """The gate said no: what was typed stays with the writer."""
    return bool(reply.draft.decision and reply.draft.decision.verdict == "deny")
