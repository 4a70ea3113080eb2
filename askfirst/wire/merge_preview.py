"""What a merge would change, before it is made: what moves, where the two differ, and what the gate would say before and after.

The answers are no guess: the merge is made, the gate is asked, and the merge is taken back before anybody could see it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand.models import Channel
from askfirst.consent import ledger, standing
from askfirst.consent.models import Entry
from askfirst.gate import release
from askfirst.gate.question import Question
from askfirst.inbox.models import Thread
from askfirst.people.models import Contact
from askfirst.wire import merging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.brand.models import Member
    from askfirst.people.models import Merge
    from askfirst.policy.decision import Decision

PURPOSES = ("reply", "marketing")
"""For what the gate is asked: to answer them, and to tell them of something."""
MOST_CHANNELS = 12
MOST_ADDRESSES = 6
_WORSE = ("allow", "hold", "deny")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the gate says of one channel, address and purpose.  Empty: the address is not theirs before the merge."""

    channel: Channel
    purpose: str
    to: str = ""
    """The address, where both have one there: each keeps its own windows and follows."""
    kept: str = ""
    gone: str = ""
    after: str = ""
    why: str = ""
    """The first reason after the merge, where the answer is no yes."""

    @property
    def is_stricter(self) -> bool:
        """After the merge somebody may not be written to who could be before."""
        before = [one for one in (self.kept, self.gone) if one]
        return bool(before) and _WORSE.index(self.after) > min(map(_WORSE.index, before))


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """What the ledger says for one purpose: of the one, of the other, and of both together."""

    purpose: str
    kept: str
    gone: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Everything that somebody should know before they say yes."""

    kept: Contact
    gone: Contact
    moves: list[str]
    conflicts: list[str]
    agreed: list[Agreed]
    asked: list[Asked]
    is_stopped_after: bool
    """One of the two at least is on the stop list; then both will be."""


def preview(member: Member, kept: Contact, gone: Contact) -> Preview:
    """What `merging.merge` would do.  Nothing is changed.

    Raises:
        PermissionDenied, CannotMerge: as the merge itself.
    """
    channels = _channels(kept, gone)
    several = _several(kept, gone)
    before = {one.pk: (_answers(one, channels, several), _states(one)) for one in (kept, gone)}
    conflicts = _conflicts(kept, gone)
    with transaction.atomic():
        held = merging.merge(member, kept, gone, evidence=_("a look before it is done"))
        merged = Contact.objects.get(pk=kept.pk)
        after, state_after = _answers(merged, channels, several), _states(merged)
        is_stopped = bool(ledger.suppressed(kept.brand, merged.handles.all()))
        transaction.set_rollback(True)
    (answers, states), (other_answers, other_states) = before[kept.pk], before[gone.pk]
    return Preview(
        kept=kept,
        gone=gone,
        moves=_moves(held),
        conflicts=conflicts,
        agreed=[
            Agreed(purpose=purpose, kept=states[purpose], gone=other_states[purpose], after=state)
            for purpose, state in state_after.items()
            if {states[purpose], other_states[purpose], state} != {"none"}
        ],
        asked=[
            replace(
                _asked(key, found), kept=_verdict(answers.get(key)), gone=_verdict(other_answers.get(key))
            )
            for key, found in after.items()
        ],
        is_stopped_after=is_stopped,
    )


_Key = tuple[Channel, str, str]
"""A channel, a purpose, and the address where there are several; else empty."""


def _channels(kept: Contact, gone: Contact) -> list[Channel]:
    networks = {handle.network for one in (kept, gone) for handle in one.handles.all()}
    rows = Channel.objects.select_related("brand").filter(brand=kept.brand_id, network__in=networks)
    return list(rows.order_by("network", "pk")[:MOST_CHANNELS])


def _several(kept: Contact, gone: Contact) -> set[str]:
    """The networks on which they have more than one address together."""
    known = [handle.network for one in (kept, gone) for handle in one.handles.all()]
    return {network for network in known if known.count(network) > 1}


def _answers(contact: Contact, channels: Iterable[Channel], several: set[str]) -> dict[_Key, Decision]:
    addresses: dict[str, list[str]] = {}
    for handle in contact.handles.order_by("pk"):
        addresses.setdefault(handle.network, []).append(handle.address)
    return {
        (channel, purpose, to if channel.network in several else ""): release.ask(
            Question(channel=channel, contact=contact, purpose=purpose, to=to)
        )
        for channel in channels
        for to in addresses.get(channel.network, [])[:MOST_ADDRESSES]
        for purpose in PURPOSES
    }


def _asked(key: _Key, found: Decision) -> Asked:
    channel, purpose, to = key
    against = [one.says for one in found.reasons if str(one.effect) in {"deny", "hold"}]
    verdict = _verdict(found)
    why = against[0] if against and verdict != "allow" else ""
    return Asked(channel=channel, purpose=purpose, to=to, after=verdict, why=why)


def _verdict(found: Decision | None) -> str:
    return str(found.verdict) if found else ""


def _states(contact: Contact) -> dict[str, str]:
    purposes = {one.purpose for one in standing.entries_of(contact) if one.purpose}
    purposes |= set(
        Entry.objects.filter(brand=contact.brand_id).exclude(purpose="").values_list("purpose", flat=True)
    )
    now = timezone.now()
    return {
        purpose: standing.states([contact], purpose, at=now)[contact.pk].state
        for purpose in sorted(purposes | {"marketing"})
    }


def _moves(held: Merge) -> list[str]:
    count: Mapping[str, int] = {name: len(ids) for name, ids in held.moved.items()}
    deeds, public = count.get("Engagement", 0), count.get("Post", 0) + count.get("Comment", 0)
    said = [
        (count.get("Handle", 0), ngettext("%(n)s address", "%(n)s addresses", count.get("Handle", 0))),
        (
            count.get("Thread", 0),
            ngettext("%(n)s conversation", "%(n)s conversations", count.get("Thread", 0)),
        ),
        (public, ngettext("%(n)s public post or comment", "%(n)s public posts and comments", public)),
        (deeds, ngettext("%(n)s thing they did", "%(n)s things they did", deeds)),
        (count.get("Sighting", 0), _("likes, follows and connections")),
        (
            count.get("Draft", 0),
            ngettext("%(n)s draft to them", "%(n)s drafts to them", count.get("Draft", 0)),
        ),
    ]
    return [words % {"n": number} for number, words in said if number]


def _conflicts(kept: Contact, gone: Contact) -> list[str]:
    fields = (
        (_("name"), kept.name, gone.name),
        (_("country"), kept.country, gone.country),
        (_("language"), kept.language, gone.language),
        (_("time zone"), kept.time_zone, gone.time_zone),
        (_("relation"), kept.get_relation_display(), gone.get_relation_display()),
    )
    said = [
        _("Their %(what)s differs: “%(kept)s” stays, “%(gone)s” does not.")
        % {"what": what, "kept": one, "gone": other}
        for what, one, other in fields
        if one and other and one != other
    ]
    both = Thread.objects.filter(contact=kept, post__gt=0).values_list("channel", "post")
    theirs = Thread.objects.filter(contact=gone, post__gt=0).values_list("channel", "post")
    if twice := len(set(both) & set(theirs)):
        said.append(
            ngettext(
                "Both spoke under %(n)s post: what they said there becomes one conversation.",
                "Both spoke under %(n)s posts: what they said there becomes one conversation for each.",
                twice,
            )
            % {"n": twice}
        )
    here, there = (set(one.handles.values_list("network", flat=True)) for one in (kept, gone))
    if here & there:
        said.append(
            _(
                "Both have an address on the same network. People seldom have two there: look twice before you say yes."
            )
        )
    return said
