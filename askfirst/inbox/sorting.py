"""What a conversation is about, whose work it is and how urgent it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.brand.roles import Right, may, require
from askfirst.inbox import acts
from askfirst.inbox.models import Act, Thread
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from askfirst.brand.models import Member, Team
    from askfirst.inbox.models import Label


def label(member: Member | None, thread: Thread, label: Label, *, is_on: bool, by: str = "") -> bool:
    """Put a label on a conversation, or take it off.  False where it was so already.

    `by`: the macro that does it for the member; without a member the rule that does it.

    Raises:
        PermissionDenied: the role may not write to people, or the thread or the label is another brand's.
    """
    _require(member, thread, by, label.brand_id)
    rows = thread.labels.through.objects
    with transaction.atomic():
        if is_on:
            _row, is_changed = rows.get_or_create(thread_id=thread.pk, label_id=label.pk)
        else:
            is_changed = bool(rows.filter(thread_id=thread.pk, label_id=label.pk).delete()[0])
        if is_changed:
            kind = Act.Kind.LABELLED if is_on else Act.Kind.UNLABELLED
            before, after = ("", label.name) if is_on else (label.name, "")
            acts.write(thread, kind, before=before, after=after, member=member, by=by)
            announce(thread.brand, "thread", thread=thread.pk)
    return is_changed


def set_team(member: Member | None, thread: Thread, team: Team | None, by: str = "") -> bool:
    """Whose work it is, before it is one member's; its members are told.  None: no team's.  False where it was so already.

    Raises:
        PermissionDenied: as for `label`.
    """
    _require(member, thread, by, team.brand_id if team else thread.brand_id)
    with transaction.atomic():
        if not Thread.objects.filter(pk=thread.pk).exclude(team=team).update(team=team):
            return False
        before, after = str(thread.team or ""), str(team or "")
        acts.write(thread, Act.Kind.TEAM, before=before, after=after, member=member, by=by)
        if team:
            _tell(team, thread, member)
        announce(thread.brand, "thread", thread=thread.pk)
        thread.team = team
    return True


def set_priority(member: Member | None, thread: Thread, priority: int, by: str = "") -> bool:
    """How urgent it is.  False where it was so already.

    Raises:
        PermissionDenied: as for `label`.
        ValueError: there is no such priority.
    """
    _require(member, thread, by, thread.brand_id)
    wanted = Thread.Priority(priority)
    with transaction.atomic():
        if not Thread.objects.filter(pk=thread.pk).exclude(priority=wanted).update(priority=wanted):
            return False
        before = Thread.Priority(thread.priority).name.capitalize()
        acts.write(
            thread, Act.Kind.PRIORITY, before=before, after=wanted.name.capitalize(), member=member, by=by
        )
        announce(thread.brand, "thread", thread=thread.pk)
        thread.priority = wanted
    return True


def _require(member: Member | None, thread: Thread, by: str, brand: int) -> None:
    """A member who may, or a rule that has a name; and everything of one brand."""
    if member:
        require(member, Right.REPLY, thread.brand_id)
    elif not by:
        raise PermissionDenied(_("nobody does this: name the member, or the rule that does it"))
    if brand != thread.brand_id:
        raise PermissionDenied(_("this does not exist, or belongs to somebody else"))


def _tell(team: Team, thread: Thread, giver: Member | None) -> None:
    """The team's members get to know, except who gave it to them."""
    members = [
        one
        for one in team.members.filter(is_active=True)
        if may(one, Right.READ_INBOX) and (giver is None or one.pk != giver.pk)
    ]
    notify.notify(
        thread.brand,
        members,
        notify.News(
            kind=Notification.Kind.GIVEN,
            title=Sentence("A conversation was given to %(team)s", team=str(team)),
            excerpt=thread.preview,
            link=f"/inbox/{thread.pk}/",
            subject=f"thread:{thread.pk}",
        ),
    )
