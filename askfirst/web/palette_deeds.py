"""What the palette can do with the conversation on the screen: the same deeds as its buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from askfirst.brand import keys
from askfirst.brand.roles import Right, may
from askfirst.web.inbox_head import TEAM, head_context
from askfirst.work import macros

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One line of the palette, and one way to do it: an address, a key, a button to press, or a form to send."""

    what: str
    word: str
    icon: str
    hint: str = ""
    go: str = ""
    key: str = ""
    press: str = ""
    post: str = ""
    target: str = "#head"
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> str:
        """What the form holds, as the script sends it."""
        return json.dumps(self.values)


def deeds(member: Member, thread: Thread) -> list[Choice]:
    """Everything that this member may do with it."""
    found = _by_key(member)
    if not may(member, Right.REPLY):
        return found
    around = head_context(member, thread)
    return [
        *_states(member, thread, around),
        *found,
        *_sorting(member, thread, around),
        *_macros(member, thread),
    ]


def _by_key(member: Member) -> list[Choice]:
    wanted = [("note", "n", "sticky-note", _("Write a note for colleagues"), Right.NOTE)]
    wanted.insert(0, ("reply", "r", "reply", _("Write a reply"), Right.REPLY))
    wanted += [
        ("why", "y", "circle-help", _("Why may I, or may I not?"), Right.READ_INBOX),
        ("mark-unread", "U", "mail", _("Mark as unread"), Right.READ_INBOX),
    ]
    return [
        Choice(what=f"do:{name}", word=word, icon=icon, key=usual, hint=keys.key_of(member, name))
        for name, usual, icon, word, right in wanted
        if may(member, right)
    ]


def _states(member: Member, thread: Thread, around: dict[str, Any]) -> list[Choice]:
    address = reverse("thread-state", args=[thread.pk])
    shown = keys.key_of(member, "done")
    if around["is_ended"]:
        first = Choice(
            what="do:open",
            word=_("Open again"),
            icon="undo-2",
            post=address,
            values={"state": "open"},
            hint=shown,
        )
        return [first]
    found = [
        Choice(
            what="do:done", word=_("Done"), icon="check", post=address, values={"state": "done"}, hint=shown
        )
    ]
    if thread.state != "no_reply":
        found.append(
            Choice(
                what="do:no_reply",
                word=_("No reply needed"),
                icon="check",
                post=address,
                values={"state": "no_reply"},
            )
        )
    for pause in around["later"]:
        word = _("Later: %(when)s") % {"when": pause.word}
        values = {"state": "later", "later": pause.name}
        found.append(
            Choice(
                what=f"do:later-{pause.name}",
                word=word,
                icon="clock",
                post=address,
                values=values,
                hint=str(pause.when),
            )
        )
    return found


def _sorting(member: Member, thread: Thread, around: dict[str, Any]) -> list[Choice]:
    give, sort = reverse("thread-assign", args=[thread.pk]), reverse("thread-sort", args=[thread.pk])
    whose: list[tuple[str, str, bool]] = [
        (str(one.pk), _("you") if one.pk == member.pk else str(one), one.pk == thread.assignee_id)
        for one in around["nameable"]
    ]
    whose += [(f"{TEAM}{one.pk}", str(one), False) for one in around["teams"]]
    whose.append(("", _("nobody"), thread.assignee_id is None and thread.team_id is None))
    found = [
        Choice(
            what=f"do:give-{value}",
            word=_("Give it to %(name)s") % {"name": name},
            icon="user",
            post=give,
            values={"assignee": value},
        )
        for value, name, is_so in whose
        if not is_so
    ]
    worn = {one.pk for one in around["labels"]}
    for label in around["all_labels"]:
        says = _("Take off the label %(name)s") if label.pk in worn else _("Label %(name)s")
        values = {"with_labels": "1", "labels": sorted(worn ^ {label.pk})}
        found.append(
            Choice(
                what=f"do:label-{label.pk}",
                word=says % {"name": label.name},
                icon="tag",
                post=sort,
                values=values,
            )
        )
    for value, word in around["priorities"]:
        if value != thread.priority:
            says = _("Priority: %(word)s") % {"word": word}
            found.append(
                Choice(
                    what=f"do:priority-{value}", word=says, icon="flag", post=sort, values={"priority": value}
                )
            )
    return found


def _macros(member: Member, thread: Thread) -> list[Choice]:
    return [
        Choice(
            what=f"do:macro-{one.pk}",
            word=_("Macro: %(name)s") % {"name": one.name},
            icon="list-checks",
            post=reverse("thread-macro", args=[thread.pk, one.pk]),
            target="#macro-ran",
        )
        for one in macros.macros(member)
    ]
