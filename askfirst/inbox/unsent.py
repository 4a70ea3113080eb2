"""What a member is writing and has not sent: kept on the server, so that it is there on whatever machine they go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import files as stored
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Unsent
from askfirst.networks.base import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member, StoredFile
    from askfirst.drafts.models import Draft
    from askfirst.inbox.models import Thread

LONGEST = 100_000
"""Characters; no network takes as many."""
MOST_FILES = 10
Mode = Unsent.Mode


class CannotKeep(Exception):  # noqa: N818 -- it says what the matter is
    """It is not kept on the server; the sentence says why.  What is on the screen stays there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What stands in a composer.  `base` is the version that its window has seen last, `key` the wish's own id.

    `about` is the public word that it answers, by its network's id.
    """

    text: str
    subject: str = ""
    about: str = ""
    base: int = 0
    key: str = ""


def mode_of(thread: Thread, asked: str) -> Mode:
    """The mode that a form names, where this conversation has it; else that of an answer."""
    ways = (Mode.PUBLIC, Mode.PRIVATE) if thread.is_public else (Mode.REPLY,)
    return next((mode for mode in (*ways, Mode.NOTE) if mode == asked), ways[0])


def of(member: Member, threads: Iterable[int]) -> dict[int, Unsent]:
    """Of these threads those in which this member has begun something, by id: one query for any number."""
    rows = Unsent.objects.filter(member=member, thread__in=list(threads)).annotate(has_files=_has_files())
    return {row.thread_id: row for row in rows.filter(~Q(text="") | Q(has_files=True)).order_by("updated_at")}


def in_thread(member: Member, thread: Thread) -> dict[str, Unsent]:
    """What this member has begun here, by mode."""
    rows = Unsent.objects.filter(member=member, thread=thread).prefetch_related("files")
    return {row.mode: row for row in rows}


def keep(member: Member, thread: Thread, mode: str, typed: Typed) -> Unsent:
    """Keep what stands in the composer now.

    The newest words hold.  Where another window has written since this one last looked, its words are kept beside
    them in `other`, and are not lost.  What is late, of a wish that was sent, changes nothing.

    Raises:
        CannotKeep: it is longer than any message.
        PermissionDenied: the role may not write here.
    """
    require(member, Right.NOTE if mode == Mode.NOTE else Right.REPLY, thread.brand_id)
    text = plain(typed.text)
    if len(text) > LONGEST:
        raise CannotKeep(
            _("This is longer than any message can be, so only this window keeps it. Send it as a file.")
        )
    with transaction.atomic():
        row = _locked(member, thread, mode)
        if typed.key and typed.key == row.sent_key:
            return row
        if typed.base != row.version and row.text and row.text != text:
            row.other = row.text
        row.about = plain(typed.about)[:200] if thread.is_public else ""
        if (row.text, row.subject) != (text, typed.subject[:400]):
            row.text, row.subject = text, plain(typed.subject)[:400]
            row.version += 1
            row.updated_at = timezone.now()
        row.save()
    return row


def let_go(member: Member, thread: Thread, mode: str) -> None:
    """What was written in another window is not wanted any more."""
    Unsent.objects.filter(member=member, thread=thread, mode=mode).update(other="")


def sent(member: Member, thread: Thread, mode: str, key: str = "") -> None:
    """It has become a wish, or a note: the composer is empty again.  Its files belong to what was sent now."""
    with transaction.atomic():
        row = _locked(member, thread, mode)
        row.text = row.subject = row.about = ""
        row.sent_key = key[:64]
        row.version += 1
        row.updated_at = timezone.now()
        row.save()
        row.files.clear()


def go_private(member: Member, thread: Thread, text: str, *, about: str, key: str = "") -> Unsent:
    """What was to be said in public goes on privately, with its files; what stood there already stands below it."""
    with transaction.atomic():
        files = files_of(member, thread, Mode.PUBLIC)
        sent(member, thread, Mode.PUBLIC, key)
        return _put(_locked(member, thread, Mode.PRIVATE), text, files, about=about)


def give_back(member: Member, thread: Thread, draft: Draft) -> Unsent:
    """What was to be sent is being written again, with its files; what was typed since stands below it.

    In a conversation in public what was for one person alone is given back as that, and never as what all would read.
    """
    mode = mode_of(thread, Mode.PRIVATE if draft.form == Form.PRIVATE_REPLY else Mode.PUBLIC)
    with transaction.atomic():
        row = _locked(member, thread, mode)
        row.subject, row.sent_key = row.subject or draft.subject, ""
        return _put(row, draft.text, list(draft.files.all()), about=draft.about if thread.is_public else "")


def _put(row: Unsent, text: str, files: Iterable[StoredFile], *, about: str) -> Unsent:
    row.text = f"{text}\n{row.text}" if row.text.strip() else text
    row.about = about[:200]
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    row.files.add(*files)
    return row


def attach(member: Member, thread: Thread, file: StoredFile, mode: str = Mode.REPLY) -> Unsent:
    """A file goes along with what is being written.

    Raises:
        CannotKeep: there are too many already.
        PermissionDenied: the role may not write to people, or the file is another brand's.
    """
    require(member, Right.REPLY, thread.brand_id)
    require(member, Right.REPLY, file.brand_id)
    with transaction.atomic():
        row = _locked(member, thread, mode)
        if row.files.count() >= MOST_FILES:
            raise CannotKeep(_("%(count)d files are enough for one message.") % {"count": MOST_FILES})
        row.files.add(file)
    return row


def detach(member: Member, thread: Thread, token: str, mode: str = Mode.REPLY) -> None:
    """A file does not go along after all.  Where nothing else holds it, it is gone from the disk too."""
    with transaction.atomic():
        row = _locked(member, thread, mode)
        file = row.files.filter(token=token).first()
        if file is None:
            return
        row.files.remove(file)
        if not _is_held(file):
            stored.forget(file)


def files_of(member: Member, thread: Thread, mode: str = Mode.REPLY) -> list[StoredFile]:
    """The files that go along with what this member is writing here, oldest first."""
    row = Unsent.objects.filter(member=member, thread=thread, mode=mode).first()
    return list(row.files.order_by("pk")) if row else []


def _locked(member: Member, thread: Thread, mode: str) -> Unsent:
    mine = {"thread": thread, "member": member, "mode": Mode(mode)}
    Unsent.objects.get_or_create(**mine, defaults={"brand_id": thread.brand_id})
    return Unsent.objects.select_for_update().get(**mine)


def _has_files() -> Exists:
    return Exists(Unsent.files.through.objects.filter(unsent=OuterRef("pk")))


def _is_held(file: StoredFile) -> bool:
    """A draft, a message, ready words or another window needs it."""
    relations = file._meta.related_objects  # noqa: SLF001 -- how Django lets one ask what points to a row
    managers = [(one.related_model._base_manager, one.field.name) for one in relations]  # noqa: SLF001 -- the same
    return any(manager.filter(**{name: file}).exists() for manager, name in managers)
