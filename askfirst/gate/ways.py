"""Everything about one question that is asked of rows: the answer, why, until when, and what is open instead.

The policy tries other ways by changing facts; what it cannot know (another channel of the brand, a public word of theirs
that could be answered privately) is looked up here and handed in as a candidate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import policies
from askfirst.gate.facts import Together
from askfirst.networks.base import Form
from askfirst.networks.catalog import entry
from askfirst.people.models import Engagement, Handle
from askfirst.policy import engine
from askfirst.policy.explain import explain
from askfirst.policy.facts import HOUR, as_mapping
from askfirst.policy.model import Verdict
from askfirst.policy.ways import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from askfirst.gate.facts import Other
    from askfirst.gate.question import Question
    from askfirst.people.models import Contact
    from askfirst.policy.explain import Explanation
    from askfirst.policy.facts import Facts
    from askfirst.policy.model import Change
    from askfirst.policy.program import Policy

SOON = 12 * HOUR
"""How far ahead a list looks for an answer that ends."""
_PUBLIC_ACTS = (
    Engagement.Kind.COMMENT,
    Engagement.Kind.WALL_POST,
    Engagement.Kind.MENTION,
    Engagement.Kind.ASK,
)


def explained(
    question: Question, *, at: datetime | None = None, together: Together | None = None
) -> Explanation:
    """The answer with its reasons, its next change, what would help, and every other way that is open now.

    Nothing is stored and nothing is promised.  Instants are said in the brand's time zone.
    `together`: what the page that shows it looks up at once; its instant is asked about then, and not `at`.
    """
    together = together or Together(at or timezone.now())
    (facts,) = together.of([question])
    zone = ZoneInfo(question.channel.brand.time_zone)
    policy = policies.of(question.channel.brand_id)
    if engine.decide(policy, facts).verdict is Verdict.ALLOW or question.contact is None:
        return explain(policy, facts, zone=zone)
    return explain(policy, facts, _candidates(question, question.contact, together), zone=zone)


def announce(question: Question, together: Together) -> None:
    """Somebody will have this explained a moment later: what that needs is looked up with all the rest of the page."""
    others = _others(question, question.contact) if question.contact else []
    together.announce(question, *(asked for _name, _title, asked in others))
    together.others[question] = others


def latest_public_act(channel: Channel, contact: Contact) -> Engagement | None:
    """The newest comment, wall post or mention of theirs on this channel; it may be answered privately, once."""
    acts = Engagement.objects.filter(channel=channel, contact=contact, kind__in=_PUBLIC_ACTS)
    return acts.order_by("-occurred_at", "-pk").first()


def _candidates(question: Question, contact: Contact, together: Together) -> Iterator[Way]:
    found = together.others.get(question)
    found = _others(question, contact) if found is None else found
    facts = together.of([asked for _name, _title, asked in found])
    for (name, title, _asked), known in zip(found, facts, strict=True):
        yield Way(id=name, title=title, changes=as_mapping(known))


def _others(question: Question, contact: Contact) -> list[Other]:
    found: list[Other] = []
    # A label belongs to the network and form in which it was asked about.
    question = replace(question, message_tag="none", asks=None)
    act = latest_public_act(question.channel, contact)
    if act:
        answer = replace(question, form=Form.PRIVATE_REPLY, purpose="reply", about=act.reference)
        found.append(("private_reply", "Answer their latest public word privately, once", answer))
    for channel in other_channels(question.channel, contact):
        there = replace(question, channel=channel, form=Form.DIRECT, about="")
        name = "email" if channel.network == "email" else f"channel:{channel.pk}"
        found.append((name, f"Write to them by {entry(channel.network).label.lower()}", there))
    return found


def other_channels(channel: Channel, contact: Contact) -> list[Channel]:
    """The brand's other channels on which this person has an address that we know."""
    networks = Handle.objects.filter(contact=contact).values("network")
    rows = Channel.objects.select_related("brand").filter(brand_id=channel.brand_id, network__in=networks)
    return list(rows.exclude(pk=channel.pk).order_by("pk"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """An answer in short, for a list: may it be said, is anything open instead, and until when that holds."""

    is_allowed: bool
    has_ways: bool
    change: Change | None


def glance(
    questions: Sequence[Question],
    *,
    at: datetime | None = None,
    ahead: int | None = None,
    together: Together | None = None,
) -> list[Glance]:
    """The answers to many questions of one brand, in their order, on whatever channels: as many queries as for a few.

    `ahead`: how far to look for an answer that ends, in microseconds; half a day unless given.
    `together`: what the page that shows them looks up at once; its instant is asked about then, and not `at`.

    Ways that need to be looked up person by person are not tried here.
    """
    if not questions:
        return []
    policy = policies.of(questions[0].channel.brand_id)
    together = together or Together(at or timezone.now())
    return [_glance(policy, facts, ahead or SOON) for facts in together.of(questions)]


def _glance(policy: Policy, facts: Facts, ahead: int) -> Glance:
    is_allowed = engine.decide(policy, facts).verdict is Verdict.ALLOW
    return Glance(
        is_allowed=is_allowed,
        has_ways=not is_allowed and bool(engine.ways(policy, facts)),
        change=engine.next_change(policy, facts, ahead) if is_allowed else None,
    )
