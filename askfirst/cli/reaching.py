"""Every way to reach one person: each channel of the brand, in each shape that makes sense, asked one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askfirst.brand.models import Channel
from askfirst.cli import answers, printing
from askfirst.cli.credits import recommendation_data
from askfirst.cli.exits import OF_VERDICT, Exit
from askfirst.gate import policies
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.networks.catalog import NETWORKS
from askfirst.people.models import Engagement
from askfirst.policy.explain import Explanation, explain, help_line, reason_line
from askfirst.policy.model import SEVERITY, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from askfirst.gate.recommend import Recommendation
    from askfirst.people.models import Contact

PUBLIC_ACTS = (
    Engagement.Kind.COMMENT,
    Engagement.Kind.WALL_POST,
    Engagement.Kind.MENTION,
    Engagement.Kind.ASK,
)
FORMS = {Form.DIRECT: "a message", Form.PRIVATE_REPLY: "a private reply to what they said in public"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """One channel and one shape, with the answer."""

    channel: Channel
    form: Form
    explanation: Explanation
    has_handle: bool
    """We know an address of theirs on this network."""

    @property
    def verdict(self) -> Verdict:
        return self.explanation.decision.verdict


def channels_of(contact: Contact, purpose: str, at: datetime) -> list[Reached]:
    """Every channel with its answer at that instant, best first."""
    known = set(contact.handles.values_list("network", flat=True))
    channels = Channel.objects.filter(brand=contact.brand).select_related("brand").order_by("pk")
    policy = policies.of(contact.brand_id)
    found = [
        Reached(
            channel=question.channel,
            form=question.form,
            explanation=explain(policy, gather([question], at)[0]),
            has_handle=question.channel.network in known,
        )
        for channel in channels
        for question in _questions(channel, contact, purpose)
    ]
    return sorted(found, key=lambda one: (SEVERITY[one.verdict], one.form is not Form.DIRECT))


def exit_of(found: Sequence[Reached]) -> Exit:
    """What the best way says; deny where there is no channel at all."""
    return OF_VERDICT[found[0].verdict] if found else Exit.DENY


def show(contact: Contact, found: Sequence[Reached], suits: Recommendation | None) -> None:
    """One headline for each way, with the reasons below those that are closed; before them, what suits the relation."""
    console = printing.console()
    printing.say(
        f"{contact}: {', '.join(f'{one.network} {one.address}' for one in contact.handles.all()) or 'no handle'}"
    )
    if suits:
        printing.say(
            f"Suits a {contact.get_relation_display().lower()}: {suits.label}. {suits.why} {suits.closed}".strip()
        )
    if not found:
        printing.say(f"{contact.brand} has no channel yet: connect one with `askfirst channel add`.")
    for one in found:
        console.print(f"{_label(one)}: ", answers.headline(one.explanation), sep="")
        if one.verdict is not Verdict.ALLOW:
            _show_why(one.explanation)


def as_data(contact: Contact, found: Sequence[Reached], suits: Recommendation | None) -> dict[str, Any]:
    """The same for programs."""
    return {
        "person": {"id": contact.pk, "name": contact.name, "relation": contact.relation},
        "recommendation": recommendation_data(suits),
        "channels": [
            {
                "network": one.channel.network,
                "address": one.channel.address,
                "form": str(one.form),
                "has_handle": one.has_handle,
                **answers.as_data(one.explanation),
            }
            for one in found
        ],
    }


def _questions(channel: Channel, contact: Contact, purpose: str) -> Iterator[Question]:
    """A message; and the answer to their newest public act there, which networks judge by other rules."""
    yield Question(channel=channel, contact=contact, purpose=purpose)
    act = (
        Engagement.objects.filter(channel=channel, contact=contact, kind__in=PUBLIC_ACTS)
        .order_by("-occurred_at")
        .first()
    )
    if act:
        yield Question(
            channel=channel, contact=contact, form=Form.PRIVATE_REPLY, purpose=purpose, about=act.reference
        )


def _label(one: Reached) -> str:
    network = NETWORKS[one.channel.network].label if one.channel.network in NETWORKS else one.channel.network
    unknown = "" if one.has_handle else " (no address of theirs is known)"
    return f"{network}, {FORMS[one.form]}{unknown}"


def _show_why(explanation: Explanation) -> None:
    for reason in explanation.reasons:
        printing.say(f"    {reason_line(reason)}")
    for layer in explanation.decision.layers:
        if layer.otherwise and layer.verdict is not Verdict.ALLOW:
            printing.say(f"    {layer.otherwise}")
    for one in explanation.helps[:2]:
        printing.say(f"    Would help: {help_line(one)}")
