"""Colleagues named in a note: `@Mara Lind` or `@Mara` makes it theirs to look at."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from askfirst.brand import notify
from askfirst.brand.models import Member, Notification
from askfirst.inbox.models import Mention
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from askfirst.inbox.models import Note, Thread


def colleagues(thread: Thread) -> list[Member]:
    """Who may be named in a thread's notes: those of its brand who may read it, by name."""
    return sorted(notify.readers(thread.brand), key=lambda member: member.name.casefold())


def named(text: str, members: Iterable[Member]) -> list[Member]:
    """Whom a text names: by the whole name, or by the first where only one of them has it.  Each once, in order."""
    calls = _calls(list(members))
    found = [calls.get(mark[1].casefold()) for mark in _marks(text, calls)]
    return list({member.pk: member for member in found if member}.values())


def parts(text: str, members: Iterable[Member]) -> list[tuple[str, Member | None]]:
    """The text in pieces, each with the member whom it names, if it names one."""
    calls, pieces, at = _calls(list(members)), list[tuple[str, Member | None]](), 0
    for mark in _marks(text, calls):
        pieces += [(text[at : mark.start()], None), (mark[0], calls.get(mark[1].casefold()))]
        at = mark.end()
    pieces.append((text[at:], None))
    return [piece for piece in pieces if piece[0]]


def call(note: Note, thread: Thread) -> list[Mention]:
    """Write down whom this note names, and tell them.  Whoever wrote it needs no word of it."""
    people = [one for one in named(note.text, colleagues(thread)) if one.pk != note.member_id]
    rows = [Mention(brand_id=note.brand_id, note=note, thread=thread, member=one) for one in people]
    if rows:
        Mention.objects.bulk_create(rows)
        news = notify.News(
            kind=Notification.Kind.MENTION,
            title=Sentence("%(name)s named you in a note", name=str(note.member)),
            excerpt=note.text,
            link=f"/inbox/{thread.pk}/",
            subject=f"mention:{thread.pk}",
        )
        notify.notify(thread.brand, people, news)
    return rows


def _marks(text: str, calls: Mapping[str, Member]) -> Iterator[re.Match[str]]:
    """Where somebody is called: not in the middle of a word, as in an address, and the whole name."""
    names = "|".join(re.escape(call) for call in calls)
    return re.finditer(rf"(?<![\w@.])@({names})(?!\w)", text, re.IGNORECASE) if names else iter(())


def _calls(people: list[Member]) -> dict[str, Member]:
    """What each may be called by, the longest first: `@Ana Maria` is not `@Ana`."""
    firsts = Counter(_first(member) for member in people)
    calls = {member.name.casefold(): member for member in people}
    for member in people:
        if firsts[_first(member)] == 1:
            calls.setdefault(_first(member), member)
    return {call: calls[call] for call in sorted(calls, key=len, reverse=True) if call}


def _first(member: Member) -> str:
    return member.name.partition(" ")[0].casefold()
