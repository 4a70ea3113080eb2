"""The keys that a member works with: what each does, by which key, and what this member has changed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Member


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One key: its name, what it does, and the key that it is unless a member says otherwise."""

    name: str
    says: _StrPromise
    key: str


LIST, TALK, WRITE, EVERYWHERE = "list", "talk", "write", "everywhere"
GROUPS: dict[str, _StrPromise] = {
    LIST: gettext_lazy("In the list"),
    TALK: gettext_lazy("With a conversation"),
    WRITE: gettext_lazy("Writing"),
    EVERYWHERE: gettext_lazy("Everywhere"),
}
SINGLE: dict[str, tuple[Shortcut, ...]] = {
    LIST: (
        Shortcut("next", gettext_lazy("Next conversation"), "j"),
        Shortcut("previous", gettext_lazy("Previous conversation"), "k"),
        Shortcut("unread", gettext_lazy("Open the next unread one"), "u"),
        Shortcut("closing", gettext_lazy("Open the one that closes soonest"), "w"),
        Shortcut("tick", gettext_lazy("Tick it, to do one thing to several"), "x"),
    ),
    TALK: (
        Shortcut("done", gettext_lazy("Done, or open again"), "e"),
        Shortcut("done-next", gettext_lazy("Done, and on to the next"), "E"),
        Shortcut("later", gettext_lazy("Put off until later"), "z"),
        Shortcut("give", gettext_lazy("Give it to somebody"), "a"),
        Shortcut("take", gettext_lazy("Make it yours"), "A"),
        Shortcut("label", gettext_lazy("Labels and priority"), "l"),
        Shortcut("mark-unread", gettext_lazy("Mark as unread"), "U"),
        Shortcut("why", gettext_lazy("Why may I, or may I not?"), "y"),
        Shortcut("beside", gettext_lazy("Show or hide what stands beside it"), "]"),
        Shortcut("spam", gettext_lazy("A question is spam"), "!"),
    ),
    WRITE: (
        Shortcut("reply", gettext_lazy("Write a reply"), "r"),
        Shortcut("note", gettext_lazy("Write a note for colleagues"), "n"),
    ),
    EVERYWHERE: (
        Shortcut("search", gettext_lazy("Search"), "/"),
        Shortcut("theme", gettext_lazy("Light or dark"), "D"),
        Shortcut("help", gettext_lazy("This list"), "?"),
    ),
}
"""Keys that are pressed alone.  They can be changed and switched off (WCAG 2.1.4), and rest while somebody types."""
FIXED: dict[str, tuple[Shortcut, ...]] = {
    LIST: (
        Shortcut("arrows", gettext_lazy("Next and previous, as well"), "↓ ↑"),
        Shortcut("open", gettext_lazy("Open it"), "Enter"),
    ),
    TALK: (),
    WRITE: (
        Shortcut("send", gettext_lazy("Send"), "Ctrl Enter"),
        Shortcut("attach", gettext_lazy("Add files"), "Ctrl Shift U"),
        Shortcut("ready", gettext_lazy("Ready words, where you write"), "/"),
        Shortcut("mention", gettext_lazy("Name a colleague, in a note"), "@"),
    ),
    EVERYWHERE: (
        Shortcut("palette", gettext_lazy("Go anywhere, do anything"), "Ctrl K"),
        Shortcut("inbox", gettext_lazy("Go to the inbox"), "g i"),
        Shortcut("leave", gettext_lazy("Close, or leave a field: its text is kept"), "Esc"),
    ),
}
"""Keys that stay as they are: those with Ctrl (⌘ on a Mac), and those that every program has."""
_ALL = {one.name: one for group in SINGLE.values() for one in group}


class CannotSetKeysError(ValueError):
    """The keys cannot be so.  `problems`: a sentence for each name that is in the way."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(dict.fromkeys(problems.values())))


def key_of(member: Member, name: str) -> str:
    """The key that does this for this member."""
    changed = member.keys.get("changed", {})
    return str(changed.get(name, _ALL[name].key))


def are_on(member: Member) -> bool:
    """Keys that are pressed alone do something."""
    return bool(member.keys.get("on", True))


def enter_sends(member: Member) -> bool:
    """Enter alone sends what is written; else it begins a new line."""
    return bool(member.keys.get("enter", False))


def pressed(member: Member) -> dict[str, str]:
    """For every key that is not as usual: the usual key of what it does now; empty where it does nothing any more."""
    now = {key_of(member, one.name): one.key for one in _ALL.values()}
    left = {one.key: "" for one in _ALL.values() if one.key not in now}
    return left | {key: usual for key, usual in now.items() if key != usual}


def switch(member: Member, *, is_on: bool) -> None:
    """Switch the keys that are pressed alone on or off for this member."""
    member.keys = {**member.keys, "on": is_on}
    member.save(update_fields=["keys"])


def choose(member: Member, wanted: Mapping[str, str], *, is_on: bool, sends_by_enter: bool) -> None:
    """Keep which key does what for this member.  What is not named keeps its key; an empty key is the usual one again.

    Raises:
        CannotSetKeysError: a key is not one sign, or does two things.
    """
    keys = {name: _given(member, name, wanted) for name in _ALL}
    problems = {
        name: _("One sign, please: a letter, a digit or a mark.") for name in keys if not _is_key(keys[name])
    }
    if "g" in keys.values():
        named = next(name for name, key in keys.items() if key == "g")
        problems[named] = _("“g” begins “g i”, which goes to the inbox. Choose another key.")
    for name, key in keys.items():
        other = next((other for other in keys if other != name and keys[other] == key), None)
        if other and name not in problems:
            says = {"key": key, "other": _ALL[other].says}
            problems[name] = _("“%(key)s” is also “%(other)s”. One key can do one thing.") % says
    if problems:
        raise CannotSetKeysError(problems)
    changed = {name: key for name, key in keys.items() if key != _ALL[name].key}
    member.keys = {"on": is_on, "enter": sends_by_enter, "changed": changed}
    member.save(update_fields=["keys"])


def reset(member: Member) -> None:
    """Every key as it usually is."""
    member.keys = {}
    member.save(update_fields=["keys"])


def _given(member: Member, name: str, wanted: Mapping[str, str]) -> str:
    if name not in wanted:
        return key_of(member, name)
    return unicodedata.normalize("NFC", wanted[name].strip()) or _ALL[name].key


def _is_key(key: str) -> bool:
    return len(key) == 1 and unicodedata.category(key)[0] in "LNPS"
