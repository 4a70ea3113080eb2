"""What happens in a thread: they write, we try to answer, and what left becomes a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from askfirst.brand import notify
from askfirst.brand.changes import To, announce
from askfirst.brand.models import Notification
from askfirst.drafts.submit import Wish, submit
from askfirst.gate.models import Receipt
from askfirst.inbox import acts
from askfirst.inbox.models import Message, Reply, Thread
from askfirst.networks.base import Form
from askfirst.people.models import Handle
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Brand, Channel, Member, StoredFile
    from askfirst.gate.models import Delivery

PREVIEW = 200
TAKEN_BACK = Sentence("Taken back")
EMAIL_HISTORY = 20
BY_RULE = "rule"
"""The word of the fact `authored_by` for what no person has written just now: an automatic answer."""
ENDED = (Thread.State.DONE, Thread.State.NO_REPLY)
"""Somebody has said that nothing is to be done: our own words do not open it again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Something that was said, ready to be kept: text without control characters, HTML already sanitised."""

    external_id: str
    at: datetime
    author: str
    text: str = ""
    quoted: str = ""
    html: str = ""
    subject: str = ""
    remarks: list[str] = field(default_factory=list)
    files: tuple[StoredFile, ...] = ()
    answers: tuple[str, ...] = ()
    """Ids of earlier messages that it names as what it answers, nearest first."""
    is_history: bool = False
    """Out of an export: it is put in its place, and nobody is called."""
    is_automatic: bool = False
    """A rule of ours said it: it stands there, and nobody has answered yet."""


def thread_for(
    channel: Channel, handle: Handle, *, answers: tuple[str, ...] = (), subject: str = ""
) -> Thread:
    """The thread that something from or to `handle` belongs to; made when there is none.

    A mail joins a thread only if it answers one of its messages *and* comes from the same address: whoever forges
    another's references does not get into another's thread.  Elsewhere a person and a channel have one thread.
    """
    with transaction.atomic():
        # Two things that come in at once from one person find or make one thread, not two; and whose the address is may
        # have been corrected a moment ago.
        rows = Handle.objects.select_for_update(no_key=True, of=("self",)).select_related("contact")
        held = rows.get(pk=handle.pk)
        return _found(channel, handle, answers) or Thread.objects.create(
            brand_id=channel.brand_id,
            channel=channel,
            contact=held.contact,
            handle=handle,
            kind=Thread.Kind.EMAIL if channel.network == "email" else Thread.Kind.DIRECT,
            subject=subject[:400],
        )


def _found(channel: Channel, handle: Handle, answers: tuple[str, ...]) -> Thread | None:
    own = Thread.objects.select_related("contact", "handle").filter(channel=channel, handle=handle, post=0)
    if channel.network != "email":
        return own.order_by("pk").first()
    if not answers:
        return None
    known = Message.objects.filter(channel=channel, external_id__in=answers, thread__handle=handle)
    return own.filter(pk__in=known.values("thread")).order_by("-pk").first()


def own_id(channel: Channel, handle: Handle, external_id: str) -> str:
    """The id under which something of theirs is kept.

    Senders choose the ids of mails, so one may use another's, or ours, by mistake or on purpose.  It must neither
    replace that other message nor be lost.
    """
    taken = Message.objects.filter(channel=channel, external_id=external_id).select_related("thread").first()
    if taken is None or (taken.thread.handle_id == handle.pk and not taken.is_ours):
        return external_id
    return f"{external_id[:170]}#{handle.pk}"


def is_known(channel: Channel, external_id: str) -> bool:
    """Whether this stands in a thread already."""
    return Message.objects.filter(channel=channel, external_id=external_id).exists()


def receive(channel: Channel, handle: Handle, said: Said) -> Message | None:
    """They said something: it stands in its thread, and the team knows.  None when it stood there already."""
    with transaction.atomic():
        if is_known(channel, said.external_id):
            return None
        thread = thread_for(channel, handle, answers=said.answers, subject=said.subject)
        message = _append(thread, said, is_ours=False)
        _bring_up(thread, message, is_history=said.is_history)
        if not said.is_history:
            _tell_the_team(thread, message)
        _show(channel.brand, message)
    return message


def echo(channel: Channel, handle: Handle, said: Said) -> Message | None:
    """We said something by another tool, or in the past.  None when it stood there already."""
    with transaction.atomic():
        if is_known(channel, said.external_id):
            return None
        thread = thread_for(channel, handle, answers=said.answers, subject=said.subject)
        message = _append(thread, said, is_ours=True)
        _bring_up(thread, message, is_history=said.is_history)
        _show(channel.brand, message)
    return message


def reply(member: Member, thread: Thread, wish: Wish) -> Reply:
    """Ask the gate to let this out in this thread.  The reply shows there at once, with its state or the reasons.

    Raises:
        PermissionDenied: the member's role may not write to people.
    """
    with transaction.atomic():
        draft = submit(member, thread.channel, thread.them, addressed(thread, wish))
        held, _ = Reply.objects.get_or_create(
            draft=draft, defaults={"brand_id": thread.brand_id, "thread": thread}
        )
        if thread.assignee_id is None and draft.delivery_id and wish.authored_by != BY_RULE:
            acts.take_over(member, thread)
        announce(thread.brand, "reply", thread=thread.pk, reply=held.pk)
    return held


def addressed(thread: Thread, wish: Wish) -> Wish:
    """The wish with its address and, for mail, with what it answers."""
    last = thread.messages.filter(is_ours=False).order_by("-pk").first()
    earlier = thread.messages.order_by("-pk").values_list("external_id", flat=True)[:EMAIL_HISTORY]
    is_mail = thread.channel.network == "email"
    return Wish(
        text=wish.text,
        form=wish.form,
        purpose=wish.purpose,
        to=thread.theirs.address,
        about=wish.about,
        subject=(wish.subject or _re(thread.subject)) if is_mail else "",
        in_reply_to=last.external_id if last and is_mail else wish.in_reply_to or wish.about,
        references=list(reversed(earlier)) if is_mail else [],
        files=wish.files,
        asks=wish.asks,
        key=wish.key,
        authored_by=wish.authored_by,
        approved_by=wish.approved_by,
        approved_as=wish.approved_as,
    )


def _re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") or not subject else f"Re: {subject}"


def record(delivery: Delivery) -> Message | None:
    """What left is a fact now: it becomes a message of its thread.  Doing it twice changes nothing."""
    with transaction.atomic():
        held = (
            Reply.objects.select_related("thread__brand", "thread__contact", "draft__author")
            .filter(draft__delivery=delivery)
            .first()
        )
        if held is None or Message.objects.filter(delivery=delivery).exists():
            return None
        thread = held.thread
        message = _echoed(delivery, held) or _append(
            thread, _sent(delivery, held), is_ours=True, delivery=delivery
        )
        _bring_up(thread, message)
        held.is_settled = True
        held.save(update_fields=["is_settled"])
        _show(thread.brand, message)
    return message


def _sent(delivery: Delivery, held: Reply) -> Said:
    return Said(
        external_id=delivery.external_id or delivery.key,
        at=delivery.sent_at or timezone.now(),
        author=_author(held),
        text=delivery.text,
        subject=delivery.subject,
        files=tuple(delivery.files.all()),
        remarks=_by_hand(delivery),
        answers=(delivery.in_reply_to,) if delivery.in_reply_to and delivery.form == Form.DIRECT else (),
        is_automatic=held.draft.authored_by == BY_RULE,
    )


def _author(held: Reply) -> str:
    """Who is seen to have said it: the brand where a rule of it spoke."""
    return held.thread.brand.name if held.draft.authored_by == BY_RULE else held.draft.author.name


def _by_hand(delivery: Delivery) -> list[str]:
    """What is to be said of a message of which nothing is known but a person's word."""
    said = delivery.receipts.filter(kind=Receipt.Kind.BY_HAND).first()
    return [Sentence("Sent by hand, %(who)s.", who=said.detail)] if said else []


def _echoed(delivery: Delivery, held: Reply) -> Message | None:
    """The network told us that we had said this before its answer to us came: then it stands there already."""
    rows = Message.objects.filter(
        channel=delivery.channel_id, external_id=delivery.external_id, is_ours=True, delivery=None
    )
    message = rows.first() if delivery.external_id else None
    if message:
        message.delivery, message.author, message.thread = delivery, _author(held)[:120], held.thread
        message.is_automatic = held.draft.authored_by == BY_RULE
        message.save(update_fields=["delivery", "author", "thread", "is_automatic"])
    return message


def begin_about(channel: Channel, handle: Handle, about: str) -> Thread:
    """The thread in which a public act of this person is answered privately."""
    thread = thread_for(channel, handle)
    if not thread.about:
        thread.about = about
        thread.save(update_fields=["about"])
    return thread


def private_reply(  # noqa: PLR0913 -- what is said, to whom and about what
    member: Member, thread: Thread, text: str, *, about: str, key: str, files: tuple[StoredFile, ...] = ()
) -> Reply:
    """Answer one public act of this person privately, once."""
    wish = Wish(text=text, form=Form.PRIVATE_REPLY, about=about, key=key, files=files)
    return reply(member, thread, wish)


def _append(thread: Thread, said: Said, *, is_ours: bool, delivery: Delivery | None = None) -> Message:
    message = Message.objects.create(
        brand_id=thread.brand_id,
        thread=thread,
        channel_id=thread.channel_id,
        is_ours=is_ours,
        author=said.author[:120],
        text=said.text,
        quoted=said.quoted,
        answers=_answered(thread, said),
        html=said.html,
        remarks=said.remarks,
        said_at=said.at,
        external_id=said.external_id,
        delivery=delivery,
        is_automatic=said.is_automatic,
    )
    if said.files:
        message.files.set(said.files)
    return message


def _answered(thread: Thread, said: Said) -> str:
    """The one message that it answers; a mail quotes what it answers itself."""
    if thread.kind == Thread.Kind.EMAIL or not said.answers:
        return ""
    return said.answers[0][:200]


def _bring_up(thread: Thread, message: Message, *, is_history: bool = False) -> None:
    """What the list shows of the thread.

    It is computed from what was said and when: the order in which we heard of it does not matter.  What comes out of an
    export is put in its place and calls nobody.
    """
    held = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    newest = thread.messages.order_by("said_at", "external_id").last() or message
    held.last_at, held.is_last_ours, held.preview = newest.said_at, newest.is_ours, preview_of(newest)
    if is_history:
        held.state = held.state if held.waiting_since or held.last_inbound else Thread.State.DONE
        held.look_at = held.look_at if held.waiting_since or held.last_inbound else None
    else:
        if not message.is_ours:
            held.last_inbound = max(held.last_inbound, message.pk)
        if not (message.is_ours and (held.state in ENDED or message.is_automatic)):
            held.state, held.later_until = _turn(held, is_ours=newest.is_ours and not newest.is_automatic)
        held.waiting_since = None if held.state in ENDED else waiting_since(thread)
        held.look_at = timezone.now()
    held.save()


def _turn(thread: Thread, *, is_ours: bool) -> tuple[str, datetime | None]:
    """Whose turn it is, and until when it is put off: our own words leave it put off, theirs bring it back."""
    if not is_ours:
        return Thread.State.OPEN, None
    is_put_off = thread.state == Thread.State.LATER
    return (thread.state, thread.later_until) if is_put_off else (Thread.State.WAITING, None)


def waiting_since(thread: Thread) -> datetime | None:
    """When they said the first thing that no person has answered; None: nobody waits for us."""
    ours = thread.messages.filter(is_ours=True, is_automatic=False).aggregate(at=Max("said_at"))["at"]
    theirs = thread.messages.filter(is_ours=False)
    if ours:
        theirs = theirs.filter(said_at__gt=ours)
    first: datetime | None = theirs.aggregate(at=Min("said_at"))["at"]
    return first


def preview_of(message: Message) -> str:
    """The first line that a list shows of a message; what it holds where there are no words."""
    if message.taken_back_at:
        return TAKEN_BACK
    words = " ".join(message.text.split())[:PREVIEW]
    if words:
        return words
    return Sentence("Sent a file") if message.files.exists() else Sentence("Sent an empty message")


def _show(brand: Brand, message: Message) -> None:
    """Every screen that has this conversation open gets to know of the message."""
    announce(
        brand,
        "message",
        To(contact=message.thread.contact_id or 0),
        thread=message.thread_id,
        message=message.pk,
        is_ours=message.is_ours,
    )


def _tell_the_team(thread: Thread, message: Message) -> None:
    notify.notify(
        thread.brand,
        notify.readers(thread.brand),
        notify.News(
            kind=Notification.Kind.MESSAGE,
            title=Sentence("%(name)s wrote to you", name=str(thread.them)),
            excerpt=preview_of(message),
            link=f"/inbox/{thread.pk}/",
            subject=f"thread:{thread.pk}",
            whose=thread.assignee_id or 0,
            is_urgent=thread.priority >= Thread.Priority.URGENT,
        ),
    )
