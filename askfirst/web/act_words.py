"""What was done with a conversation, as the small lines between its messages say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from askfirst.inbox.models import Act, Thread

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from askfirst.brand.models import Member

State = Thread.State


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAct:
    """One line.  `until` follows its words where something was put off."""

    pk: int
    says: str
    icon: str
    at: datetime
    until: datetime | None = None


def shown_act(act: Act, reader: Member) -> ShownAct:
    """A line of the log as `reader` is told it."""
    kind = Act.Kind(act.kind)
    says = _SAYS[kind](act, reader)
    icon = _ICONS.get(act.after, "history") if kind is Act.Kind.STATE else _KIND_ICONS[kind]
    return ShownAct(pk=act.pk, says=says, icon=icon, at=act.at, until=act.until)


def _who(act: Act, reader: Member) -> str:
    """The member, the member with a macro, or the rule alone; empty where a program of ours did it by itself."""
    if act.member is None:
        return _("The rule “%(name)s”") % {"name": act.by} if act.by else ""
    who = _("You") if act.member_id == reader.pk else act.member.name
    return _("%(who)s, with “%(name)s”:") % {"who": who, "name": act.by} if act.by else who


def _state(act: Act, reader: Member) -> str:
    who = _who(act, reader)
    if not who:
        return str(_BY_ITSELF.get(act.after, _BY_ITSELF[State.OPEN])())
    said = {
        State.DONE: _("%(who)s marked it done"),
        State.NO_REPLY: _("%(who)s said that it needs no reply"),
        State.LATER: _("%(who)s put it off until"),
        State.WAITING: _("%(who)s left it waiting for them"),
        State.EXPIRED: _("%(who)s marked it expired"),
    }.get(State(act.after), _("%(who)s opened it again"))
    return said % {"who": who}


def _by_itself_open() -> str:
    return _("It came back")


def _by_itself_expired() -> str:
    return _("The time to answer passed")


_BY_ITSELF: dict[str, Callable[[], str]] = {State.OPEN: _by_itself_open, State.EXPIRED: _by_itself_expired}


def _assigned(act: Act, reader: Member) -> str:
    who = _who(act, reader)
    if not act.after:
        return _("%(who)s took it from %(before)s: it is nobody’s now") % {"who": who, "before": act.before}
    if act.member and act.member.name == act.after and not act.by:
        return _("%(who)s took it over") % {"who": who}
    return _("%(who)s gave it to %(after)s") % {"who": who, "after": act.after}


def _team(act: Act, reader: Member) -> str:
    if act.after:
        return _("%(who)s gave it to the team %(after)s") % {"who": _who(act, reader), "after": act.after}
    return _("%(who)s took it from the team %(before)s") % {"who": _who(act, reader), "before": act.before}


def _labelled(act: Act, reader: Member) -> str:
    return _("%(who)s put the label “%(after)s” on it") % {"who": _who(act, reader), "after": act.after}


def _unlabelled(act: Act, reader: Member) -> str:
    return _("%(who)s took the label “%(before)s” off") % {"who": _who(act, reader), "before": act.before}


def _priority(act: Act, reader: Member) -> str:
    said = {"who": _who(act, reader), "before": _(act.before), "after": _(act.after)}
    return _("%(who)s changed the priority from %(before)s to %(after)s") % said


_SAYS: dict[Act.Kind, Callable[[Act, Member], str]] = {
    Act.Kind.STATE: _state,
    Act.Kind.ASSIGNED: _assigned,
    Act.Kind.TEAM: _team,
    Act.Kind.LABELLED: _labelled,
    Act.Kind.UNLABELLED: _unlabelled,
    Act.Kind.PRIORITY: _priority,
}
_ICONS = {
    State.DONE.value: "check",
    State.NO_REPLY.value: "check",
    State.LATER.value: "clock",
    State.OPEN.value: "undo-2",
    State.EXPIRED.value: "hourglass",
}
_KIND_ICONS = {
    Act.Kind.ASSIGNED: "user",
    Act.Kind.TEAM: "users",
    Act.Kind.LABELLED: "tag",
    Act.Kind.UNLABELLED: "tag",
    Act.Kind.PRIORITY: "flag",
}
