"""What is known of the account that would speak: its kind, its state, and what the team has said of it.

The team's word stands in the channel's settings under `account`; what nobody has said stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.db import transaction

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.policy.facts import FACTS
from askfirst.policy.taming import tamed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Member

KEPT_UNDER = "account"
"""The key of a channel's settings under which the team's word stands."""
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
    "published": "is_account_published",
}
"""What the team may say of an account, and the fact that each key is."""
SHARED = {
    "app": "the app through which it speaks: all channels of one app share its limits",
    "portfolio": "the business portfolio to which it belongs: its channels share their limits",
    "zone": "the time zone by whose midnight the network counts a day",
    "messaging_limit": "how many people a day the network lets it write to, a number or `unlimited`",
}
"""What else they may say: whose limits count, and by which clock."""
ALIASES = {"business": "portfolio"}
"""What networks call some of these."""
STRICT = frozenset({"email"})
"""Networks whose connectors take no settings but their own."""


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
    found = channel.settings.get(KEPT_UNDER)
    return found if isinstance(found, dict) else {}


def settings_of(channel: Channel) -> dict[str, Any]:
    """The channel's settings as its connector takes them: without what the team has said of the account."""
    return {key: value for key, value in channel.settings.items() if key != KEPT_UNDER}


def say(channel: Channel, said: Mapping[str, Any], member: Member | None = None) -> None:
    """Keep what the team says of the account behind a channel, beside what they said before; None takes a word back.

    Raises:
        PermissionDenied: the member's role may not connect channels.
        ValueError: nobody asks that about an account, or the answer cannot be; nothing was kept.
    """
    if member:
        require(member, Right.CHANNELS, channel.brand_id)
    if channel.network in STRICT:
        raise ValueError(f"nothing is asked about the account of a channel on {channel.network}")
    for key, value in said.items():
        _require_sense(key, value)
    with transaction.atomic():
        held = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        account = {key: value for key, value in {**said_of(held), **said}.items() if value is not None}
        held.settings = {**held.settings, KEPT_UNDER: account}
        held.save(update_fields=["settings"])
    channel.settings = held.settings


def learn(channel: Channel, said: Mapping[str, Any]) -> list[str]:
    """Keep what the network itself says of the account; it knows better than the team.  Returns what could not be kept."""
    kept, refused = {}, []
    for told, value in said.items():
        key = ALIASES.get(told, told)
        try:
            _require_sense(key, value)
        except ValueError as wrong:
            refused.append(str(wrong))
        else:
            kept[key] = value
    if kept and channel.network not in STRICT:
        say(channel, kept)
    return refused


def _require_sense(key: str, value: Any) -> None:
    if key not in {*SAID, *SHARED}:
        raise ValueError(f"nobody asks for `{key}` of an account; there are {', '.join([*SAID, *SHARED])}")
    if value is None:
        return
    if key == "messaging_limit":
        if value != "unlimited" and not (isinstance(value, int) and value > 0):
            raise ValueError("`messaging_limit` is a number above 0 or `unlimited`")
    elif key in SAID:
        try:
            tamed(FACTS[SAID[key]], value)
        except ValueError as wrong:
            raise ValueError(str(wrong).replace(f"`{SAID[key]}`", f"`{key}`")) from wrong
    elif not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{key}` is {SHARED[key]}: give a text")
    elif key == "zone" and value not in available_timezones():
        raise ValueError(f"`{value}` is no time zone; give one such as `America/New_York`")


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
