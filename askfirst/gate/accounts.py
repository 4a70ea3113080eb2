"""What is known of the account that would speak: its kind, its state, and what the team has said of it.

The team's word stands in the channel's settings under `account`; what nobody has said stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import FACTS
from askfirst.policy.taming import tamed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Channel

OURS = {"page": "page", "email": "mailbox"}
"""Networks that keep no list of their own of whom a person blocks; and the kind of our account there."""
SAID = {
    "kind": "account_kind",
    "tier": "account_tier",
    "enforcement": "enforcement_state",
    "automation_label": "is_automation_labelled",
    "ai_approval": "has_ai_approval",
    "human_agent_approval": "has_human_agent_approval",
    "marketing_approval": "has_marketing_approval",
    "news_page": "is_news_page",
}
"""What the team may say of an account, and the fact that each key is."""


def facts_of(channel: Channel) -> dict[str, Any]:
    """The facts about the account behind a channel."""
    return {
        "account_kind": OURS.get(channel.network, "unknown"),
        "business_country": channel.brand.country or None,
        "is_inbound_enabled": channel.takes_messages,
        "is_account_published": True if channel.network == "page" else None,
        "is_channel_connected": channel.state != channel.State.OFF,
        **_said(said_of(channel)),
    }


def said_of(channel: Channel) -> Mapping[str, Any]:
    """What the team has said of the account: its plan and labels, and with whom it shares its limits."""
    found = channel.settings.get("account")
    return found if isinstance(found, dict) else {}


def _said(account: Mapping[str, Any]) -> dict[str, Any]:
    """What the team has said, as far as it can be: a value that no fact takes is as if nobody had said it."""
    return {
        fact: account[key]
        for key, fact in SAID.items()
        if account.get(key) is not None and _fits(fact, account[key])
    }


def _fits(fact: str, value: Any) -> bool:
    try:
        tamed(FACTS[fact], value)
    except ValueError:
        return False
    return True
