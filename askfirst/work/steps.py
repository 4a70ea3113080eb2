"""What a macro, a rule or a batch does to one conversation, step by step; and how it is put back.

A step is a mapping of `do` and what it takes, as it stands in a JSON column: what cannot be done now (a label that is gone,
a colleague who has left) is said and keeps no other step from being done.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.models import Member, Team
from askfirst.brand.roles import Right, require
from askfirst.inbox import marks, sorting
from askfirst.inbox.models import Label, Thread
from askfirst.work import asking, saying
from askfirst.work.putting_back import put_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from askfirst.wall.models import Post

LONGEST_PAUSE = 24 * 365
"""Hours: nothing is put off for longer than a year."""
MOST = 12
"""Steps in one macro or rule."""

Step = dict[str, Any]


class CannotDo(Exception):  # noqa: N818 -- it says what the matter is
    """A step cannot be done to this conversation now; the sentence says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What came of it.  `before` is for `put_back`, ready for a JSON column; `problems` are sentences."""

    before: dict[str, Any]
    problems: list[str]


@dataclass(kw_only=True, slots=True)
class _Hand:
    """Who does it, and in whose name; and what was done so far."""

    member: Member | None
    by: str
    speaker: saying.Speaker | None
    key: str
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def changed(self, what: str, was: object, now: object) -> None:
        """Two steps that change the same thing: what it was at first, and what it is in the end."""
        first = self.before.get(what, {}).get("was", was)
        self.before[what] = {"was": first, "now": now}


def take(  # noqa: PLR0913 -- who, what, to what, in whose name
    member: Member | None,
    thread: Thread,
    steps: Sequence[Mapping[str, Any]],
    by: str,
    *,
    speaker: saying.Speaker | None = None,
    key: str = "",
) -> Taken:
    """Do these steps to a conversation, in their order; each is done or says why not.

    `by` names the macro or the rule; without a member it is a rule that does it, and `speaker` says in whose name it
    answers.  The same `key` twice says nothing twice.

    Raises:
        PermissionDenied: the role may not write to people, or the thread is another brand's.
    """
    if member:
        require(member, Right.REPLY, thread.brand_id)
    hand = _Hand(member=member, by=by, speaker=speaker, key=key or secrets.token_urlsafe(18))
    thread.refresh_from_db(fields=["state", "later_until", "assignee", "team", "priority"])
    for number, step in enumerate(steps):
        act = _ACTS.get(str(step.get("do")), _unknown)
        try:
            with transaction.atomic():
                act(hand, thread, dict(step) | {"number": number})
        except (CannotDo, saying.CannotSay, asking.CannotAnswer, PermissionDenied) as why:
            hand.problems.append(str(why))
    return Taken(before=hand.before, problems=hand.problems)


def _unknown(_hand: _Hand, _thread: Thread, step: Step) -> None:
    raise CannotDo(_("There is no step “%(do)s”.") % {"do": str(step.get("do", ""))[:40]})


def _set_state(hand: _Hand, thread: Thread, step: Step) -> None:
    wanted = str(step.get("to", ""))
    if wanted not in (Thread.State.OPEN, Thread.State.WAITING, Thread.State.DONE, Thread.State.NO_REPLY):
        raise CannotDo(_("There is no state “%(state)s” to put it into.") % {"state": wanted[:40]})
    _enter(hand, thread, wanted, None)


def _put_off(hand: _Hand, thread: Thread, step: Step) -> None:
    until = _until(step)
    if until <= timezone.now():
        raise CannotDo(_("It was to be put off until a moment that is over: choose a later one."))
    _enter(hand, thread, Thread.State.LATER, until)


def _until(step: Step) -> datetime:
    """The moment that a step names, or so many hours from now."""
    given = step.get("until")
    if given:
        try:
            moment = datetime.fromisoformat(str(given))
        except ValueError as wrong:
            raise CannotDo(_("Nobody can tell until when it is to be put off: choose a day.")) from wrong
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    hours = step.get("hours")
    if not isinstance(hours, int) or not 1 <= hours <= LONGEST_PAUSE:
        raise CannotDo(_("Say for how many hours it is put off, from 1 hour to a year."))
    return timezone.now() + timedelta(hours=hours)


def _enter(hand: _Hand, thread: Thread, state: str, until: datetime | None) -> None:
    held = Thread.objects.get(pk=thread.pk)
    if held.state == state and held.later_until == until:
        return
    marks.set_state(hand.member, thread, state, until=until, by=hand.by)
    waiting = held.waiting_since.isoformat() if held.waiting_since else None
    hand.changed("state", [held.state, _iso(held.later_until), waiting], [state, _iso(until)])
    thread.state, thread.later_until = state, until


def _assign(hand: _Hand, thread: Thread, step: Step) -> None:
    wanted = step.get("member")
    colleague = None
    if wanted == "me" and hand.member:
        colleague = hand.member
    elif wanted is not None:
        colleague = Member.objects.filter(pk=_id(wanted), brand_id=thread.brand_id, is_active=True).first()
        if colleague is None:
            raise CannotDo(
                _("The colleague whom it was to be given to works here no longer: choose another.")
            )
    was = thread.assignee_id
    if was == (colleague.pk if colleague else None):
        return
    marks.assign(hand.member, thread, colleague, by=hand.by)
    hand.changed("assignee", was, colleague.pk if colleague else None)
    thread.assignee = colleague


def _give_to_team(hand: _Hand, thread: Thread, step: Step) -> None:
    wanted = step.get("team")
    team = None
    if wanted is not None:
        team = Team.objects.filter(pk=_id(wanted), brand_id=thread.brand_id).first()
        if team is None:
            raise CannotDo(_("The team that it was to be given to is gone: choose another."))
    was = thread.team_id
    if sorting.set_team(hand.member, thread, team, hand.by):
        hand.changed("team", was, team.pk if team else None)


def _label(*, is_on: bool) -> Callable[[_Hand, Thread, Step], None]:
    def act(hand: _Hand, thread: Thread, step: Step) -> None:
        found = Label.objects.filter(pk=_id(step.get("label")), brand_id=thread.brand_id).first()
        if found is None:
            raise CannotDo(_("A label of this step is gone: choose another."))
        if sorting.label(hand.member, thread, found, is_on=is_on, by=hand.by):
            hand.changed(f"label:{found.pk}", not is_on, is_on)

    return act


def _set_priority(hand: _Hand, thread: Thread, step: Step) -> None:
    wanted, was = step.get("to"), thread.priority
    if not isinstance(wanted, int) or wanted not in Thread.Priority.values:
        raise CannotDo(_("There is no such priority: choose another."))
    if sorting.set_priority(hand.member, thread, wanted, hand.by):
        hand.changed("priority", was, wanted)


def _say(hand: _Hand, thread: Thread, step: Step) -> None:
    said = saying.ready(thread, _id(step.get("canned")))
    key = f"{hand.key}:{step['number']}"
    speaker = hand.speaker or (saying.Speaker(member=hand.member) if hand.member else None)
    if speaker is None:
        raise CannotDo(
            _("Nobody answers for what this rule says: let somebody who may approve save it again.")
        )
    made = saying.say(speaker, thread, said, key=key)
    now = Thread.objects.only("assignee").get(pk=thread.pk).assignee_id
    if now != thread.assignee_id:
        hand.changed("assignee", thread.assignee_id, now)
        thread.assignee_id = now
    if made.reply:
        hand.before.setdefault("replies", []).append(made.reply)
    if made.remark:
        hand.problems.append(made.remark)


def _note(hand: _Hand, thread: Thread, step: Step) -> None:
    text = str(step.get("text", "")).strip()
    author = hand.member or (hand.speaker.member if hand.speaker else None)
    if not text or author is None:
        raise CannotDo(_("The note of this step is empty, or nobody is there to sign it."))
    kept = marks.note(author, thread, text[:10_000])
    hand.before.setdefault("notes", []).append(kept.pk)


def _answer_ask(hand: _Hand, thread: Thread, step: Step) -> None:
    member, ask = _asked(hand, thread)
    way = asking.PRIVATE if step.get("way") == asking.PRIVATE else asking.PUBLIC
    key = f"{hand.key}:{step['number']}"
    draft = asking.answer(member, ask, str(step.get("text", "")), way=way, key=key)
    if why := asking.against(draft):
        hand.problems.append(why)
    if reply := asking.reply_of(draft):
        hand.before.setdefault("replies", []).append(reply)


def _judge_ask(hand: _Hand, thread: Thread, step: Step) -> None:
    member, ask = _asked(hand, thread)
    wanted = {"decline": [True, False], "spam": [False, True], "wait": [False, False]}.get(
        str(step.get("as"))
    )
    was = [bool(ask.declined_at), bool(ask.spam_at)]
    if wanted is None:
        raise CannotDo(_("Say whether it is declined, spam, or waits."))
    if was == wanted or (was[1] and wanted[0]):
        return
    asking.judge(member, ask, str(step["as"]))
    hand.changed("ask", was, [bool(ask.declined_at), bool(ask.spam_at)])
    _enter(hand, thread, Thread.State.OPEN if step["as"] == "wait" else Thread.State.NO_REPLY, None)


def _asked(hand: _Hand, thread: Thread) -> tuple[Member, Post]:
    ask = asking.question_of(thread)
    if ask is None:
        raise CannotDo(_("This conversation is about no question, or the question is gone."))
    if hand.member is None:
        raise CannotDo(_("No rule answers or declines questions: a member does."))
    return hand.member, ask


__all__ = ["DOINGS", "MOST", "CannotDo", "Step", "Taken", "put_back", "take"]

_ACTS: dict[str, Callable[[_Hand, Thread, Step], None]] = {
    "state": _set_state,
    "later": _put_off,
    "assign": _assign,
    "team": _give_to_team,
    "label": _label(is_on=True),
    "unlabel": _label(is_on=False),
    "priority": _set_priority,
    "reply": _say,
    "note": _note,
    "answer_ask": _answer_ask,
    "judge_ask": _judge_ask,
}
DOINGS = tuple(_ACTS)
"""What a step can do."""


def _id(given: object) -> int:
    """An id out of a JSON column; 0, which nothing has, for anything else."""
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**63 else 0


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
