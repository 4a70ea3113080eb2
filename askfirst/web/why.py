"""The answer to "Why did I get this?": the stored decision behind what the brand said, told to whom it was said.

It is the same for a private message, an answer in public and a mail that tells of an answer: all left through the gate.

Every sentence is made from the Decision that let the message out: the facts that were known and the rules that spoke then.
Nothing is asked anew, so the answer stays the same when the rules change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.gate.release import instant
from askfirst.wire import visitor_mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askfirst.gate.models import Delivery

_PURPOSES = {
    "reply": gettext_lazy("It is an answer to you, not advertising."),
    "service": gettext_lazy("It tells you something about a service that you use; it is not advertising."),
    "transactional": gettext_lazy(
        "It tells you about something that you asked for or began; it is not advertising."
    ),
    "account": gettext_lazy("It is about your account or your access; it is not advertising."),
    "event": gettext_lazy("It is about an event."),
    "survey": gettext_lazy("It asks for your opinion."),
    "marketing": gettext_lazy("It is advertising."),
    "consent_request": gettext_lazy("It asks whether you want to hear from them."),
    "recruiting": gettext_lazy("It is about work."),
    "opt_out_confirmation": gettext_lazy("It confirms that you will hear no more from them."),
}
_TRIGGERS = {
    "comment": gettext_lazy("a comment of yours"),
    "visitor_post": gettext_lazy("what you wrote on their wall"),
    "mention": gettext_lazy("your mention of them"),
    "ask": gettext_lazy("a question of yours"),
    "reply": gettext_lazy("an answer of yours"),
    "quote": gettext_lazy("what you said about words of theirs"),
}
_FORMS = {
    "private_reply": gettext_lazy("It answers %(what)s privately. That may be done once."),
    "public_reply": gettext_lazy("It answers %(what)s in public, where you said it. Everybody can read it."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing that was known: a sentence, and the moment it speaks of, if it speaks of one."""

    says: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """The answer: what the message was for, what was known, and the rules that spoke."""

    decided_at: datetime
    purpose: str
    facts: list[Fact]
    rules: list[dict[str, Any]]
    policy_version: str


def why(delivery: Delivery | None) -> Why | None:
    """The answer for one thing that the brand said; None where no decision is stored (it was said with another tool)."""
    if delivery is None:
        return None
    decision = delivery.decision
    facts = decision.facts | {"is_notice": delivery.key.startswith(visitor_mail.NOTICE)}
    return Why(
        decided_at=decision.decided_at,
        purpose=str(_PURPOSES.get(facts.get("purpose", ""), _("Nobody wrote down what it was for."))),
        facts=list(_known(facts)),
        rules=[reason for reason in decision.reasons if reason["effect"] in {"allow", "advise"}],
        policy_version=decision.policy_version,
    )


def _known(facts: dict[str, Any]) -> Iterator[Fact]:
    trigger = _TRIGGERS.get(facts.get("trigger_kind") or "")
    form = _FORMS.get(facts.get("form") or "")
    if form and trigger:
        yield Fact(says=form % {"what": trigger}, at=_at(facts, "trigger_at"))
    if facts["is_notice"]:
        yield Fact(says=_("You wrote on their page and confirmed this address, to be told there of answers."))
    if facts.get("last_inbound_at"):
        yield Fact(says=_("You wrote to them, last before this message"), at=_at(facts, "last_inbound_at"))
    elif facts.get("form") == "direct" and not facts["is_notice"]:
        yield Fact(says=_("You had not written to them here."))
    if facts.get("thread_opened_by") == "person":
        yield Fact(says=_("You began this conversation."))
    if facts.get("consent_state") == "active":
        yield Fact(says=_("You had agreed to hear from them about this"), at=_at(facts, "consent_given_at"))
    else:
        yield Fact(says=_("You have not agreed to advertising, so none may be sent to you."))
    yield Fact(
        says=_("You had asked them to stop.")
        if facts.get("is_suppressed")
        else _("You had not asked them to stop.")
    )


def _at(facts: dict[str, Any], name: str) -> datetime | None:
    value = facts.get(name)
    return instant(value) if isinstance(value, int) else None
