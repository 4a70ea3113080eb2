"""Asking somebody in their conversation, by their network's own request, whether they want a list's messages there.

Networks with tickets draw it themselves: a title and a button.  Who presses gives us a ticket for that list, and asks to
join it.  It is asked only where one may write freely, and once a week under one title: the gate says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from askfirst.consent import lists, standing
from askfirst.drafts.submit import Wish
from askfirst.gate import tickets
from askfirst.gate.facts import Together
from askfirst.gate.question import Question
from askfirst.gate.ways import announce, explained
from askfirst.inbox import talk
from askfirst.inbox.asking import shape_of
from askfirst.networks.base import Form
from askfirst.networks.catalog import label
from askfirst.networks.optins import LONGEST_TITLE

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.consent.models import List
    from askfirst.inbox.models import Reply, Thread
    from askfirst.policy.explain import Explanation

PURPOSE = "consent_request"


class CannotOffer(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was asked; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One list, and whether this person may be asked about it here and now."""

    on: List
    title: str
    """The words above the button, as the network shows them."""
    is_on: bool
    """They are on it already, and have given no ticket for it here: a press gives one."""
    answer: Explanation


def can_ask(thread: Thread) -> bool:
    """Whether this is a conversation in which its network asks people itself."""
    if thread.is_public or not tickets.gets_tickets(thread.channel):
        return False
    return shape_of(thread).form is Form.DIRECT


def title_of(one: List) -> str:
    """The words above the button: the list's name, as much of it as the network shows."""
    return one.name[:LONGEST_TITLE]


def offers(member: Member, thread: Thread, at: datetime) -> list[Offer]:
    """Each list that is sent there and that people may join, with the gate's answer.  Nothing is stored."""
    if not can_ask(thread):
        return []
    found = [one for one in lists.joinable(thread.brand) if thread.channel.network in one.networks]
    together = Together(at)
    asked = {one.pk: _question(member, thread, one) for one in found}
    for question in asked.values():
        announce(question, together)
    return [
        Offer(
            on=one,
            title=title_of(one),
            is_on=_is_on(thread, one),
            answer=explained(asked[one.pk], together=together),
        )
        for one in found
    ]


def _is_on(thread: Thread, one: List) -> bool:
    return standing.states([thread.them], one.purpose, on=one)[thread.them.pk].state == "active"


def ask(member: Member, thread: Thread, one: List, key: str) -> Reply:
    """Have the network ask them.  The reply shows in the conversation at once, with its state or the reasons against it.

    Raises:
        PermissionDenied: the role may not write to people, or the list is another brand's.
        CannotOffer: the network does not ask people itself, or nobody can join that list there.
    """
    if not can_ask(thread):
        raise CannotOffer(
            _("%(network)s does not ask people by a button of its own here.")
            % {"network": label(thread.channel.network)}
        )
    known = {found.pk for found in lists.joinable(thread.brand) if thread.channel.network in found.networks}
    if one.pk not in known:
        raise CannotOffer(_("Nobody can join “%(list)s” there at the moment.") % {"list": one})
    wish = Wish(text=_words(thread, one), purpose=PURPOSE, asks=one, key=key)
    return talk.reply(member, thread, wish)


def _words(thread: Thread, one: List) -> str:
    """What our own thread shows of it: the network draws the rest."""
    return _("“%(title)s” (asked by a button of %(network)s)") % {
        "title": title_of(one),
        "network": label(thread.channel.network),
    }


def _question(member: Member, thread: Thread, one: List) -> Question:
    return Question(
        channel=thread.channel,
        contact=thread.them,
        purpose=PURPOSE,
        text=_words(thread, one),
        to=thread.theirs.address,
        member=member,
        asks=one,
    )
