"""The facts a rule may ask about, written out by hand, and the record that holds them.

Times are integer microseconds since 1970 in UTC, durations integer microseconds.  What depends on a place's
clock (`local_minute`) is computed once by whoever gathers the facts: no rule does calendar arithmetic.

NULL has one of two meanings, and each nullable fact says which: `unknown` (it may be so or not; in doubt the
engine holds) or `never` (our own records say that it has not happened).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LAST_INSTANT = 2**53
"""The year 2255: every instant up to it is exact in a database, in JSON and in a browser."""

Value = bool | int | str | None


class Kind(StrEnum):
    """The types a rule can tell apart."""

    BOOL = "bool"
    INT = "int"
    TS = "ts"
    """An instant: microseconds since 1970, UTC."""
    DUR = "dur"
    """A length of time: microseconds."""
    ENUM = "enum"
    TEXT = "text"


class Scope(StrEnum):
    """What a fact belongs to; the wider scopes are known before an audience is looked at."""

    CLOCK = "clock"
    CAMPAIGN = "campaign"
    """What is to be said: the intent."""
    ACCOUNT = "account"
    PERSON = "person"
    PAIR = "pair"
    THREAD = "thread"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing the engine may know.

    `values` lists what an enum may be; `low` and `high` bound a number, both included.
    `null` is "" where a fact always has a value, else what NULL means.
    `default` is what a record says when nobody gave the fact; `is_required` facts must be given.
    """

    name: str
    kind: Kind
    scope: Scope
    doc: str
    null: Literal["", "unknown", "never"] = ""
    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    unit: str = ""
    default: Value = None
    is_required: bool = False

    @property
    def nullable(self) -> bool:
        """True where NULL is a value of this fact."""
        return bool(self.null)


CLOCK, CAMPAIGN, ACCOUNT = Scope.CLOCK, Scope.CAMPAIGN, Scope.ACCOUNT
PERSON, PAIR, THREAD = Scope.PERSON, Scope.PAIR, Scope.THREAD


def _yes_no(scope: Scope, name: str, doc: str, *, default: bool = False) -> Fact:
    return Fact(name=name, kind=Kind.BOOL, scope=scope, doc=doc, default=default)


def _maybe(scope: Scope, name: str, doc: str) -> Fact:
    return Fact(name=name, kind=Kind.BOOL, scope=scope, doc=doc, null="unknown")


def _time(scope: Scope, name: str, doc: str, null: Literal["unknown", "never"] = "never") -> Fact:
    return Fact(
        name=name, kind=Kind.TS, scope=scope, doc=doc, null=null, high=LAST_INSTANT, unit="microseconds UTC"
    )


def _count(scope: Scope, name: str, doc: str, *, low: int = 0, high: int = 1_000_000_000) -> Fact:
    return Fact(name=name, kind=Kind.INT, scope=scope, doc=doc, low=low, high=high, unit="count", default=low)


def _number(scope: Scope, name: str, doc: str, *, unit: str, high: int) -> Fact:
    return Fact(name=name, kind=Kind.INT, scope=scope, doc=doc, high=high, unit=unit, null="unknown")


def _one_of(scope: Scope, name: str, values: str, doc: str, *, default: str = "") -> Fact:
    return Fact(
        name=name,
        kind=Kind.ENUM,
        scope=scope,
        doc=doc,
        values=tuple(values.split()),
        default=default or None,
        is_required=not default,
    )


def _country(scope: Scope, name: str, doc: str) -> Fact:
    return Fact(name=name, kind=Kind.TEXT, scope=scope, doc=doc, null="unknown", unit="ISO 3166-1 alpha-2")


_OPENERS = "message call button ad_click_then_message plugin deep_link reaction follow menu qr template_reply live_comment"

REGISTRY: tuple[Fact, ...] = (
    Fact(
        name="now",
        kind=Kind.TS,
        scope=CLOCK,
        doc="The instant the question is asked about.",
        high=LAST_INSTANT,
        unit="microseconds UTC",
        is_required=True,
    ),
    # What is to be said
    _one_of(
        CAMPAIGN,
        "network",
        "page email facebook instagram x linkedin tumblr whatsapp telegram mastodon bluesky discord tiktok matrix",
        "Where it would be said.",
    ),
    _one_of(
        CAMPAIGN, "form", "direct private_reply public_reply public_post", "The shape in which it is said."
    ),
    _one_of(
        CAMPAIGN,
        "purpose",
        "reply service transactional account event survey marketing consent_request recruiting opt_out_confirmation",
        "What it is for.",
    ),
    _maybe(CAMPAIGN, "is_promotional", "Any line of it promotes something."),
    _one_of(
        CAMPAIGN,
        "authored_by",
        "human_now human_scheduled template rule ai",
        "Who wrote it, and whether they send it themselves.",
        default="human_now",
    ),
    _yes_no(CAMPAIGN, "is_approved", "A member with the right to approve has said yes to this text."),
    _one_of(
        CAMPAIGN,
        "message_tag",
        "none human_agent confirmed_event_update post_purchase_update account_update shipping_update"
        " reservation_update issue_resolution appointment_update game_event pairing_update business_productivity"
        " news_subscription utility_template one_time recurring marketing_api sponsored",
        "The network's own label or product under which it would be sent.",
        default="none",
    ),
    _count(CAMPAIGN, "audience_size", "How many people get this text, this one included.", low=1),
    _count(CAMPAIGN, "text_length", "Characters of the text."),
    _count(CAMPAIGN, "identical_recent", "How many other people lately got this same text from us."),
    _yes_no(CAMPAIGN, "has_attachments", "Something other than plain text goes with it."),
    _yes_no(CAMPAIGN, "has_one_click_unsubscribe", "A mail carries the one-click unsubscribe headers."),
    # The account that would say it
    _one_of(
        ACCOUNT,
        "account_kind",
        "unknown page professional person employee_profile bot service_account phone_number mailbox blog",
        "What kind of account of ours would speak.",
        default="unknown",
    ),
    _maybe(ACCOUNT, "is_account_published", "Everybody can see the account or page."),
    _maybe(ACCOUNT, "is_inbound_enabled", "People can send messages to the account."),
    _one_of(
        ACCOUNT,
        "enforcement_state",
        "ok warned restricted blocked",
        "What the network has said about our conduct.",
        default="ok",
    ),
    _maybe(ACCOUNT, "has_human_agent_approval", "The network lets this account use its human-agent label."),
    _maybe(
        ACCOUNT, "has_marketing_approval", "The network lets this account use its paid marketing messages."
    ),
    _maybe(ACCOUNT, "is_news_page", "The network lists this account as a news page."),
    _country(ACCOUNT, "business_country", "Where the business sits."),
    _yes_no(
        ACCOUNT,
        "is_channel_connected",
        "The channel is set up and its credentials work; taken as true where a question names no channel.",
        default=True,
    ),
    _number(
        ACCOUNT,
        "quota_left",
        "How many messages the network still lets us send for now.",
        unit="count",
        high=10**9,
    ),
    _yes_no(
        ACCOUNT,
        "is_bulk_sender",
        "A mailbox provider has once counted about 5,000 mails in a day from our domain; it never forgets.",
    ),
    _maybe(ACCOUNT, "is_domain_authenticated", "Our mail passes SPF and DKIM, and DMARC is published."),
    _number(
        ACCOUNT,
        "complaints_per_mille",
        "How many of a thousand delivered mails drew a complaint yesterday.",
        unit="per mille",
        high=1000,
    ),
    # The person
    _country(PERSON, "person_country", "Where the person is."),
    _number(PERSON, "local_minute", "What time it is where the person is.", unit="minutes", high=1439),
    _maybe(PERSON, "has_blocked_us", "The person has blocked the account."),
    _maybe(PERSON, "has_messages_off", "The person has switched off messages from the account."),
    _yes_no(PERSON, "is_suppressed", "The person is on the list of people we never write to."),
    _maybe(PERSON, "is_reachable", "The address works, as far as sending to it has shown."),
    _yes_no(PERSON, "is_anonymous", "There is no address to which a private answer could go."),
    _one_of(PERSON, "age_band", "unknown minor_young minor adult", "How old they are.", default="unknown"),
    _one_of(
        PERSON,
        "subscriber_kind",
        "unknown individual sole_trader corporate",
        "In what role they hold the address.",
        default="unknown",
    ),
    # The person and the brand
    _yes_no(PAIR, "person_follows", "The person follows the account."),
    _time(PAIR, "person_follows_since", "When they began to follow.", "unknown"),
    _yes_no(PAIR, "brand_follows", "The account follows the person."),
    _time(PAIR, "brand_follows_since", "When the account began to follow them.", "unknown"),
    _yes_no(PAIR, "likes_page", "The person likes the page."),
    _time(PAIR, "likes_page_since", "When they pressed like.", "unknown"),
    _yes_no(PAIR, "connected", "Both have agreed to a mutual link."),
    _time(PAIR, "connected_since", "When they were connected.", "unknown"),
    _one_of(
        PAIR,
        "consent_state",
        "none pending active stale left blocked unproven",
        "Where their consent to this purpose on this channel stands.",
        default="none",
    ),
    _time(PAIR, "consent_given_at", "When they last confirmed it."),
    _time(PAIR, "consent_expires_at", "When it ends by itself."),
    _time(PAIR, "objected_at", "When they last asked us not to advertise to them."),
    _time(PAIR, "last_unasked_at", "When we last wrote to them unasked, on any channel."),
    _count(PAIR, "unasked_90d", "How often we wrote to them unasked in 90 days."),
    _count(PAIR, "outbound_7d", "Messages of ours to them in 7 days, answers not counted."),
    _number(
        PAIR,
        "token_uses_left",
        "How many sends are left on the ticket the network gave us.",
        unit="count",
        high=10**6,
    ),
    _time(PAIR, "token_expires_at", "When that ticket ends.", "unknown"),
    _number(PAIR, "token_sends_48h", "How often that ticket was used in 48 hours.", unit="count", high=10**6),
    # The thread, and what set it off
    _one_of(THREAD, "thread_opened_by", "nobody person brand", "Who wrote first.", default="nobody"),
    _time(THREAD, "last_inbound_at", "When the person last wrote in this thread."),
    _time(THREAD, "last_outbound_at", "When we last wrote in this thread."),
    _count(THREAD, "outbound_since_inbound", "Messages of ours since their last one."),
    Fact(
        name="window_opener",
        kind=Kind.ENUM,
        scope=THREAD,
        doc="What the person last did that opened the thread to us.",
        null="unknown",
        values=tuple(_OPENERS.split()),
    ),
    _one_of(
        THREAD,
        "trigger_kind",
        "none comment visitor_post mention quote reply ask ask_anonymous live_comment story_mention"
        " like follow vote attendance",
        "What the person did in public that this answers.",
        default="none",
    ),
    _time(THREAD, "trigger_at", "When they did it.", "unknown"),
    _maybe(THREAD, "is_trigger_by_page", "It was done by another page, or by ourselves."),
    _count(THREAD, "private_replies_sent", "Private replies we already gave to that one public act."),
    _maybe(THREAD, "can_reply_privately", "The network itself says that a private reply is possible."),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in REGISTRY}


def _field(fact: Fact) -> tuple[str, Any] | tuple[str, Any, Any]:
    python: Any = {Kind.BOOL: bool, Kind.ENUM: str, Kind.TEXT: str}.get(fact.kind, int)
    if fact.is_required:
        return (fact.name, python)
    return (fact.name, python | None if fact.nullable else python, fact.default)


def _record(name: str, doc: str, facts: list[Fact]) -> Any:
    return msgspec.defstruct(
        name,
        [_field(fact) for fact in facts],
        frozen=True,
        kw_only=True,
        module=__name__,
        namespace={"__doc__": doc},
    )


if TYPE_CHECKING:

    class Facts(msgspec.Struct, frozen=True):
        """All that is known when a question is asked: one attribute for each fact of the registry."""

        def __init__(self, **known: Value) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

    class Intent(msgspec.Struct, frozen=True):
        """What is to be said: the facts of scope `campaign`."""

        def __init__(self, **known: Value) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    Facts = _record(
        "Facts",
        "All that is known when a question is asked: one attribute for each fact of the registry.",
        list(REGISTRY),
    )
    Intent = _record(
        "Intent",
        "What is to be said: the facts of scope `campaign`.",
        [fact for fact in REGISTRY if fact.scope is CAMPAIGN],
    )


def as_mapping(record: Facts | Intent) -> dict[str, Value]:
    """A record's facts by name, in the registry's order."""
    return {name: getattr(record, name) for name in record.__struct_fields__}


def intent_of(facts: Facts) -> Intent:
    """The part of the facts that says what is to be said."""
    return Intent(**{name: getattr(facts, name) for name in Intent.__struct_fields__})


def changed(facts: Facts, changes: Mapping[str, Value]) -> Facts:
    """The same facts but for `changes`, whose values must already be right (see `facts_from`)."""
    return msgspec.structs.replace(facts, **changes)
