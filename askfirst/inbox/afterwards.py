"""What happens to a message after it was said: changed, taken back, answered with a sign, or completed by a file.

In whatever order, and however often, we hear of these things, the message ends the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import earlier, files, notify
from askfirst.brand.changes import To, announce
from askfirst.inbox.models import Message, Reaction, Thread
from askfirst.inbox.talk import preview_of

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, StoredFile
    from askfirst.people.models import Contact

SIGN = 60


def edit(channel: Channel, external_id: str, text: str, at: datetime, *, is_kept: bool = True) -> bool:
    """It reads `text` since then.  False: there is no such message.  The newest words stay, however late others come.

    `is_kept`: the network lets us keep what it said before.
    """
    message = _found(channel, external_id)
    if message is None:
        return False
    if earlier.change(message, text, at, is_kept=is_kept):
        message.html = ""
        message.save(update_fields=["text", "html", "edited_at"])
        _show(message)
    return True


def author(channel: Channel, external_id: str) -> str | None:
    """The address of who said it; empty: we did.  None: there is no such message."""
    rows = Message.objects.filter(channel=channel, external_id=external_id)
    found = rows.values_list("is_ours", "thread__handle__address").first()
    return None if found is None else "" if found[0] else str(found[1])


def take_back(channel: Channel, external_id: str, at: datetime) -> bool:
    """Whoever said it took it back: our copy's words and files go, that there was something stays.

    False: there is no such message.
    """
    message = _found(channel, external_id)
    if message is None:
        return False
    if message.taken_back_at is None or at < message.taken_back_at:
        message.text = message.html = message.quoted = ""
        message.remarks, message.taken_back_at, message.edited_at = [], at, None
        message.save(update_fields=["text", "html", "quoted", "remarks", "taken_back_at", "edited_at"])
        earlier.forget(message)
        for file in message.files.all():
            files.forget(file)
        notify.forget_words(message.thread.brand, f"thread:{message.thread_id}")
        _show(message)
    return True


def react(  # noqa: PLR0913 -- what a network says of a sign
    channel: Channel, external_id: str, contact: Contact, sign: str, at: datetime, *, is_on: bool
) -> bool:
    """Somebody put a sign on a message, or took it off; an empty sign taken off is all of theirs.

    False: there is no such message.
    """
    message = _found(channel, external_id)
    if message is None:
        return False
    row, is_new = Reaction.objects.get_or_create(
        message=message,
        contact=contact,
        sign=sign[:SIGN],
        defaults={"brand_id": message.brand_id, "is_on": is_on, "at": at},
    )
    # Of two words at one moment the one that takes it off is believed.
    if not is_new and (row.at, not row.is_on) < (at, not is_on):
        row.at, row.is_on = at, is_on
        row.save(update_fields=["at", "is_on"])
    _show(message)
    return True


def enclose(channel: Channel, external_id: str, file: StoredFile | None, remark: str = "") -> bool:
    """A file that came later than its message, or why it will not come.  False: no message takes it."""
    message = _found(channel, external_id)
    if message is None or message.taken_back_at:
        return False
    if file:
        message.files.add(file)
    if remark and remark not in message.remarks:
        message.remarks = [*message.remarks, remark]
        message.save(update_fields=["remarks"])
    _show(message)
    return True


def _found(channel: Channel, external_id: str) -> Message | None:
    rows = Message.objects.select_related("thread__brand").filter(channel=channel, external_id=external_id)
    return rows.select_for_update(of=("self",), no_key=True).first()


def _show(message: Message) -> None:
    """The list's line is that of the newest message; every screen that has the conversation open hears of it."""
    thread = Thread.objects.select_for_update(no_key=True).get(pk=message.thread_id)
    newest = thread.messages.order_by("said_at", "external_id").last()
    if newest == message:
        thread.preview = preview_of(message)
        thread.save(update_fields=["preview"])
    announce(
        message.thread.brand,
        "message",
        To(contact=message.thread.contact_id or 0),
        thread=message.thread_id,
        message=message.pk,
        is_ours=message.is_ours,
    )
