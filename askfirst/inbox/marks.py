"""How far everybody has read, who is typing, whose turn it is; and notes among members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.changes import To, announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.inbox import acts, mentions, talk
from askfirst.inbox.models import Act, Mention, Message, Note, Reading, Thread

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.people.models import Contact

BATCH = 200


def read(member: Member, thread: Thread) -> None:
    """This member has seen everything that they wrote so far; it leaves their badge.  It says nothing about being answered.

    Raises:
        PermissionDenied: the role may not read the inbox, or the thread is another brand's.
    """
    require(member, Right.READ_INBOX, thread.brand_id)
    with transaction.atomic():
        now = timezone.now()
        reading, is_new = Reading.objects.get_or_create(
            thread=thread,
            member=member,
            defaults={"brand_id": thread.brand_id, "upto": thread.last_inbound, "at": now},
        )
        if not is_new:
            # A second window that shows less does not make unread what was read in the first.
            Reading.objects.filter(pk=reading.pk, upto__lt=thread.last_inbound).update(
                upto=thread.last_inbound, at=now
            )
        notify.see(member, f"thread:{thread.pk}")
        if Mention.objects.filter(thread=thread, member=member, seen_at=None).update(seen_at=now):
            notify.see(member, f"mention:{thread.pk}")
        announce(thread.brand, "read", To(contact=thread.contact_id or 0), thread=thread.pk, by="team")


def unread(member: Member, thread: Thread) -> None:
    """This member wants to see it again: the newest that they wrote counts as not seen.  Nothing where they wrote nothing.

    Raises:
        PermissionDenied: the role may not read the inbox, or the thread is another brand's.
    """
    require(member, Right.READ_INBOX, thread.brand_id)
    with transaction.atomic():
        rows = Reading.objects.filter(thread=thread, member=member, upto__gte=thread.last_inbound)
        rows.update(upto=max(thread.last_inbound - 1, 0), at=timezone.now())
        announce(thread.brand, "read", To(contact=thread.contact_id or 0), thread=thread.pk, by="team")


def read_by_them(contact: Contact, thread: Thread, *, upto: int | None = None) -> None:
    """The person has seen what we wrote: the message `upto` and all before it, or everything so far."""
    newest = upto or _newest_of_ours(thread)
    with transaction.atomic():
        if Thread.objects.filter(pk=thread.pk, their_read__lt=newest).update(their_read=newest):
            announce(thread.brand, "read", To(contact=contact.pk), thread=thread.pk, by="them")


def _newest_of_ours(thread: Thread) -> int:
    rows = Message.objects.filter(thread=thread, is_ours=True).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def team_read(thread: Thread) -> int:
    """The id of their newest message that anybody of the team has seen; 0: none."""
    return Reading.objects.filter(thread=thread).order_by("-upto").values_list("upto", flat=True).first() or 0


def typing(thread: Thread, *, member: Member | None = None) -> None:
    """Somebody types: a member, or the person.  Seen for a few seconds and kept nowhere else.

    Who writes an answer in public is nobody's business but the team's until it stands there.
    """
    announce(
        thread.brand,
        "typing",
        To(contact=0 if thread.is_public else thread.contact_id or 0),
        thread=thread.pk,
        by=member.name if member else "",
    )


def assign(member: Member | None, thread: Thread, assignee: Member | None, *, by: str = "") -> None:
    """Whose thread it is; None: nobody's.  `by`: the macro that does it for the member, or the rule that does it alone.

    Raises:
        PermissionDenied: the role may not write to people, the thread or the colleague is another brand's, or the
            colleague cannot read the inbox, so the thread would be lost with them.
    """
    _require_hand(member, thread, by)
    if assignee:
        if assignee.brand_id != thread.brand_id:
            raise PermissionDenied(_("this does not exist, or belongs to somebody else"))
        if not may(assignee, Right.READ_INBOX):
            raise PermissionDenied(
                _("%(assignee)s cannot read the inbox: choose somebody who can") % {"assignee": assignee}
            )
    with transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(assignee=assignee)
        before, after = str(thread.assignee or ""), str(assignee or "")
        acts.write(thread, Act.Kind.ASSIGNED, before=before, after=after, member=member, by=by)
        announce(thread.brand, "thread", thread=thread.pk)


def set_state(
    member: Member | None, thread: Thread, state: str, *, until: datetime | None = None, by: str = ""
) -> None:
    """Done, no reply needed, later, or open again.  A new message of theirs opens it by itself.

    `until`: when what is put off comes back.  `by`: as for `assign`.

    Raises:
        PermissionDenied: the role may not write to people, or the thread is another brand's.
        ValueError: there is no such state, or what is put off has no hour at which it comes back.
    """
    _require_hand(member, thread, by)
    wanted = Thread.State(state)
    if (wanted is Thread.State.LATER) is (until is None):
        raise ValueError("say until when it is put off, and say so only of what is put off")
    with transaction.atomic():
        _enter(thread, wanted, until)
        act = acts.write(
            thread, Act.Kind.STATE, before=thread.state, after=wanted, member=member, by=by, until=until
        )
        announce(thread.brand, "thread", thread=thread.pk, act=act.pk if act else 0)


def _require_hand(member: Member | None, thread: Thread, by: str) -> None:
    """A member who may, or a rule that has a name."""
    if member:
        require(member, Right.REPLY, thread.brand_id)
    elif not by:
        raise PermissionDenied("nobody does this: name the member, or the rule that does it")


def come_back() -> int:
    """Open what was put off until now.  Returns how many."""
    due = Thread.objects.select_related("brand").filter(
        state=Thread.State.LATER, later_until__lte=timezone.now()
    )
    found = list(due.order_by("later_until")[:BATCH])
    for thread in found:
        with transaction.atomic():
            _enter(thread, Thread.State.OPEN, None)
            act = acts.write(thread, Act.Kind.STATE, before=Thread.State.LATER, after=Thread.State.OPEN)
            announce(thread.brand, "thread", thread=thread.pk, act=act.pk if act else 0)
    return len(found)


def _enter(thread: Thread, state: Thread.State, until: datetime | None) -> None:
    fresh: dict[str, object] = {"state": state, "later_until": until}
    if state in talk.ENDED:
        fresh |= {"waiting_since": None, "look_at": None, "closes_at": None}
    else:
        fresh["look_at"] = timezone.now()
        if not thread.is_public:
            fresh["waiting_since"] = talk.waiting_since(thread)
    Thread.objects.filter(pk=thread.pk).update(**fresh)


def note(member: Member, thread: Thread, text: str) -> Note:
    """A remark for colleagues; whom it names is told.  It is not a message and nothing can send it.

    Raises:
        PermissionDenied: the role may not write notes, or the thread is another brand's.
        ValueError: there are no words in it.
    """
    require(member, Right.NOTE, thread.brand_id)
    words = plain(text).strip()
    if not words:
        raise ValueError(_("the note is empty: write something first"))
    with transaction.atomic():
        kept = Note.objects.create(brand_id=thread.brand_id, thread=thread, member=member, text=words)
        mentions.call(kept, thread)
        announce(thread.brand, "note", thread=thread.pk, note=kept.pk)
    return kept
