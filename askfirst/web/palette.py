"""The palette: everything that can be opened or done, found by a few letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from askfirst.brand import keys
from askfirst.brand.query import read
from askfirst.brand.roles import Right, may
from askfirst.brand.spoken import spoken
from askfirst.inbox import access
from askfirst.inbox import search as conversations
from askfirst.people import access as known
from askfirst.people import search as people
from askfirst.web.fuzzy import LETTERS, fit
from askfirst.web.members import for_members, whole
from askfirst.web.palette_deeds import Choice, deeds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread
    from askfirst.people.models import Contact
    from askfirst.web.members import MemberRequest

FEW = 6
"""Of each kind so many are shown."""
LONGEST = 200
_PAGES: tuple[tuple[str, str, _StrPromise, Right | None], ...] = (
    ("inbox", "inbox", gettext_lazy("Inbox"), Right.READ_INBOX),
    ("search", "search", gettext_lazy("Search"), Right.READ_INBOX),
    ("people", "users", gettext_lazy("People"), Right.READ_INBOX),
    ("people-requests", "user-plus", gettext_lazy("Friend and follow requests"), Right.READ_INBOX),
    ("people-tasks", "list-checks", gettext_lazy("To connect"), Right.READ_INBOX),
    ("people-policy", "list-checks", gettext_lazy("Friend policy"), Right.READ_INBOX),
    ("people-exposure", "eye", gettext_lazy("What others see of you"), Right.READ_INBOX),
    ("reports", "chart-column", gettext_lazy("Reports"), Right.READ_INBOX),
    ("reports-public", "chart-column", gettext_lazy("Reports: in public"), Right.READ_INBOX),
    ("reach", "signpost", gettext_lazy("Ways to reach"), Right.READ_INBOX),
    ("asks", "circle-help", gettext_lazy("Questions"), Right.READ_INBOX),
    ("wall", "newspaper", gettext_lazy("Wall"), Right.READ_INBOX),
    ("posts", "pen-line", gettext_lazy("Posts"), Right.COMPOSE),
    ("posts-new", "plus", gettext_lazy("Write a post"), Right.COMPOSE),
    ("posts-blog", "rss", gettext_lazy("From your blog"), Right.COMPOSE),
    ("campaigns", "megaphone", gettext_lazy("Campaigns"), Right.COMPOSE),
    ("campaigns-new", "plus", gettext_lazy("New campaign"), Right.COMPOSE),
    ("campaigns-figures", "chart-column", gettext_lazy("Figures of campaigns"), Right.COMPOSE),
    ("notes", "heart", gettext_lazy("Personal notes"), Right.DRAFT),
    ("message-many", "messages-square", gettext_lazy("Message many people"), Right.REPLY),
    ("notifications", "bell", gettext_lazy("Notifications"), None),
    ("inbox-views", "bookmark", gettext_lazy("Saved views"), Right.READ_INBOX),
    ("settings", "settings", gettext_lazy("Settings"), None),
    ("settings-keys", "keyboard", gettext_lazy("Keys"), None),
    ("settings-page", "panels-top-left", gettext_lazy("Your page: words and looks"), Right.EDIT_PAGE),
    ("settings-rollout", "users", gettext_lazy("Who has what"), Right.EDIT_PAGE),
    ("settings-button", "message-circle", gettext_lazy("Button for your website"), Right.EDIT_PAGE),
    ("settings-feeds", "rss", gettext_lazy("Your blog: what is read"), Right.EDIT_PAGE),
    ("settings-team", "users", gettext_lazy("Team"), Right.MEMBERS),
    ("settings-teams", "users", gettext_lazy("Teams"), Right.MEMBERS),
    ("settings-words", "zap", gettext_lazy("Ready words"), Right.REPLY),
    ("settings-labels", "tag", gettext_lazy("Labels"), Right.SORT),
    ("settings-macros", "list-checks", gettext_lazy("Macros"), Right.SORT),
    ("settings-rules", "signpost", gettext_lazy("Rules for the inbox"), Right.SORT),
    ("settings-hours", "clock", gettext_lazy("Business hours"), Right.SORT),
    ("settings-channels", "mail", gettext_lazy("Channels"), Right.CHANNELS),
    ("settings-house", "home", gettext_lazy("House rules"), Right.RULES),
    ("settings-bands", "heart", gettext_lazy("Engagement"), Right.RULES),
    ("mfa_index", "shield", gettext_lazy("Security and passkeys"), None),
)
_THEMES = (
    ("", "monitor", gettext_lazy("Colours as the system has them")),
    ("light", "sun", gettext_lazy("Light colours")),
    ("dark", "moon", gettext_lazy("Dark colours")),
)


@dataclass(slots=True)
class _Group:
    title: str
    choices: list[Choice] = field(default_factory=list)
    fit: float = 0.0


@for_members
@require_safe
def palette(request: MemberRequest) -> HttpResponse:
    """What fits `q`: the group that fits best first; nothing typed shows what was chosen lately, then everything.

    `thread` is the conversation on the screen, `recent` what this browser chose lately.
    """
    member = request.user
    typed = request.GET.get("q", "").strip()[:LONGEST]
    lately = request.GET.get("recent", "")[:LONGEST].split(",")
    groups = [
        _fitting(_("With this conversation"), typed, _with_thread(member, whole(request.GET.get("thread")))),
        _fitting(_("Pages"), typed, _pages(member)),
        _fitting(_("Colours and language"), typed, _looks()) if typed else _Group(""),
    ]
    if may(member, Right.READ_INBOX):
        groups += _found(member, typed) if typed else []
        groups.insert(0, _recent(member, lately, groups) if not typed else _Group(""))
    groups = [group for group in groups if group.choices]
    if typed:
        groups.sort(key=lambda group: -group.fit)
    context = {"groups": groups, "count": sum(len(group.choices) for group in groups), "typed": typed}
    return render(request, "parts/palette_found.html", context)


def _fitting(title: str, typed: str, choices: Iterable[Choice]) -> _Group:
    rated = [(fit(typed, one.word), one) for one in choices]
    rated = sorted((pair for pair in rated if pair[0]), key=lambda pair: -pair[0])
    best = rated[0][0] if rated else 0.0
    return _Group(title, [one for _fit, one in rated[: FEW if typed else None]], best)


def _with_thread(member: Member, pk: int) -> list[Choice]:
    if not pk or not may(member, Right.READ_INBOX):
        return []
    held = access.threads(member).filter(pk=pk).select_related("brand", "contact", "channel").first()
    return deeds(member, held) if held else []


def _pages(member: Member) -> list[Choice]:
    found = [
        Choice(what=f"page:{name}", word=str(word), icon=icon, go=reverse(name))
        for name, icon, word, right in _PAGES
        if right is None or may(member, right)
    ]
    own = reverse("page", args=[member.brand.slug])
    found.append(
        Choice(what="page:own", word=_("Your page, as visitors see it"), icon="external-link", go=own)
    )
    shown = keys.key_of(member, "help")
    found.append(Choice(what="key:?", word=_("Keyboard shortcuts"), icon="keyboard", key="?", hint=shown))
    return found


def _looks() -> list[Choice]:
    """Colours and languages are buttons of the frame: the palette presses them."""
    found = [
        Choice(
            what=f"theme:{value}",
            word=str(word),
            icon=icon,
            press=f'[data-theme-switch] input[value="{value}"]',
        )
        for value, icon, word in _THEMES
    ]
    for code, name in settings.LANGUAGES:
        press = f'.languages button[value="{code}"]'
        found.append(
            Choice(what=f"language:{code}", word=name, icon="globe", press=press, hint=_("Language"))
        )
    return found


def _found(member: Member, typed: str) -> list[_Group]:
    """People and conversations, as the search finds them."""
    query = read(typed, timezone.localdate())
    met: list[Contact] = []
    if not query.has_filters:
        found = people.find(member, query, FEW)
        met = [*found.contacts, *found.nearly][:FEW]
    persons = [_person(one) for one in met]
    within = conversations.scope(member, query)
    talks = [_talk(one) for one in conversations.conversations(member, query, within, FEW).rows]
    return [
        _Group(title, choices, max((fit(typed, one.word) for one in choices), default=0.0) or LETTERS / 2)
        for title, choices in ((_("Conversations"), talks), (_("People"), persons))
    ]


def _recent(member: Member, lately: list[str], groups: list[_Group]) -> _Group:
    """What was chosen lately and can still be chosen."""
    at_hand = {one.what: one for group in groups for one in group.choices}
    talks = access.threads(member).filter(pk__in=_ids(lately, "thread:")).select_related("contact", "channel")
    at_hand |= {(one := _talk(thread)).what: one for thread in talks}
    met = known.contacts(member).filter(pk__in=_ids(lately, "person:"), merged_into=None)
    at_hand |= {(one := _person(contact)).what: one for contact in met}
    return _Group(_("Lately"), [at_hand[what] for what in dict.fromkeys(lately) if what in at_hand][:FEW])


def _ids(lately: list[str], kind: str) -> list[int]:
    return [whole(one.removeprefix(kind)) for one in lately if one.startswith(kind)]


def _talk(thread: Thread) -> Choice:
    word = str(thread.contact) if thread.contact_id else _("Somebody who gave no name")
    go = reverse("thread", args=[thread.pk])
    hint = thread.subject or spoken(thread.preview)
    return Choice(what=f"thread:{thread.pk}", word=word, icon="inbox", go=go, hint=hint[:80])


def _person(contact: Contact) -> Choice:
    go = reverse("person", args=[contact.pk])
    return Choice(what=f"person:{contact.pk}", word=str(contact), icon="user", go=go)
