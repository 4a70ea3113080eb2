"""What steps have done to a conversation is put back as it was, unless somebody has changed it since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.models import Member, Team
from askfirst.inbox import marks, replies, sorting
from askfirst.inbox.models import Label, Note, Reply, Thread
from askfirst.work import asking

if TYPE_CHECKING:
    from collections.abc import Mapping

BY = "an undo"
"""How the log names it where no member did it."""


def put_back(
    thread: Thread, before: Mapping[str, Any], *, member: Member | None = None, by: str = BY
) -> list[str]:
    """Put back what `steps.take` kept.  Returns a sentence for each thing that stays as it is, and why.

    Raises:
        PermissionDenied: the role may not write to people, or the thread is another brand's.
    """
    problems: list[str] = []
    held = Thread.objects.select_related("brand", "assignee", "team").get(pk=thread.pk)
    with transaction.atomic():
        _replies(held, before, member, problems)
        _ask(held, before, member, problems)
        _notes(held, before)
        _state(held, before, member, by, problems)
        _assignee(held, before, member, by, problems)
        _team(held, before, member, by, problems)
        _priority(held, before, member, by, problems)
        _labels(held, before, member, by)
    return problems


def _state(
    held: Thread, before: Mapping[str, Any], member: Member | None, by: str, problems: list[str]
) -> None:
    kept = before.get("state")
    if not kept:
        return
    state, later, waiting = kept["was"]
    if held.state != kept["now"][0]:
        problems.append(_("Its state was changed since, so it stays as it is."))
        return
    until = _moment(later)
    if state == Thread.State.LATER and (until is None or until <= timezone.now()):
        state, until = Thread.State.OPEN, None
    marks.set_state(member, held, state, until=until, by=by)
    if held.is_public and waiting:
        # Whose turn it is in public is read off the wall only when something happens there.
        Thread.objects.filter(pk=held.pk, waiting_since=None).update(waiting_since=_moment(waiting))


def _assignee(
    held: Thread, before: Mapping[str, Any], member: Member | None, by: str, problems: list[str]
) -> None:
    kept = before.get("assignee")
    if not kept:
        return
    if held.assignee_id != kept["now"]:
        problems.append(_("Somebody was given it since, so it stays theirs."))
        return
    former = Member.objects.filter(pk=kept["was"], brand_id=held.brand_id, is_active=True).first()
    try:
        with transaction.atomic():
            marks.assign(member, held, former, by=by)
    except PermissionDenied as why:
        problems.append(str(why))


def _team(
    held: Thread, before: Mapping[str, Any], member: Member | None, by: str, problems: list[str]
) -> None:
    kept = before.get("team")
    if not kept:
        return
    if held.team_id != kept["now"]:
        problems.append(_("A team was given it since, so it stays theirs."))
        return
    former = Team.objects.filter(pk=kept["was"], brand_id=held.brand_id).first()
    sorting.set_team(member, held, former, by)


def _priority(
    held: Thread, before: Mapping[str, Any], member: Member | None, by: str, problems: list[str]
) -> None:
    kept = before.get("priority")
    if not kept:
        return
    if held.priority != kept["now"]:
        problems.append(_("Its priority was changed since, so it stays as it is."))
        return
    sorting.set_priority(member, held, kept["was"], by)


def _labels(held: Thread, before: Mapping[str, Any], member: Member | None, by: str) -> None:
    changed = {key.removeprefix("label:"): kept for key, kept in before.items() if key.startswith("label:")}
    for label in Label.objects.filter(pk__in=changed, brand_id=held.brand_id):
        sorting.label(member, held, label, is_on=changed[str(label.pk)]["was"], by=by)


def _replies(held: Thread, before: Mapping[str, Any], member: Member | None, problems: list[str]) -> None:
    rows = Reply.objects.select_related("thread__brand", "draft").filter(
        pk__in=before.get("replies", []), thread=held
    )
    for reply in rows:
        author = member or reply.draft.author
        if not replies.withdraw(author, reply):
            problems.append(_("What was said has left already, so it stays said."))


def _notes(held: Thread, before: Mapping[str, Any]) -> None:
    Note.objects.filter(pk__in=before.get("notes", []), thread=held).delete()


def _ask(held: Thread, before: Mapping[str, Any], member: Member | None, problems: list[str]) -> None:
    kept, ask = before.get("ask"), asking.question_of(held)
    if not kept or ask is None or member is None:
        return
    if [bool(ask.declined_at), bool(ask.spam_at)] != kept["now"]:
        problems.append(_("Somebody has decided about it since, so it stays as it is."))
        return
    declined, spam = kept["was"]
    asking.judge(member, ask, "wait")
    if declined or spam:
        asking.judge(member, ask, "spam" if spam else "decline")


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
