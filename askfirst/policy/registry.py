"""The facts a rule may ask about, written out by hand.

Times are integer microseconds since 1970 in UTC, durations integer microseconds.  What depends on a place's
clock (`local_minute`) is computed once by whoever gathers the facts: no rule does calendar arithmetic.

NULL has one of two meanings, and each nullable fact says which: `unknown` (it may be so or not; in doubt the
engine holds) or `never` (our own records say that it has not happened).
"""

from __future__ import annotations

from typing import Literal

from askfirst.policy.kinds import LAST_INSTANT, Fact, Kind, Scope

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
        "page email facebook instagram x linkedin tumblr whatsapp telegram mastodon bluesky discord tiktok matrix sms",
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
        " news_subscription utility_template one_time recurring marketing_api sponsored"
        " inmail invitation group_request coworker_request template partner_api",
        "The network's own label or product under which it would be sent.",
        default="none",
    ),
    _count(CAMPAIGN, "audience_size", "How many people get this text, this one included.", low=1),
    _count(CAMPAIGN, "text_length", "Characters of the text."),
    _one_of(
        CAMPAIGN,
        "text_kind",
        "unread not_checked pitch value conversation personal recruiting service",
        "What the text is, as it was read; `not_checked` where there are no rules for its language.",
        default="unread",
    ),
    _number(
        CAMPAIGN,
        "pitch",
        "How likely the text is a pitch, as it was read; unknown where it was not.",
        unit="per cent",
        high=100,
    ),
    Fact(
        name="pitch_words",
        kind=Kind.TEXT,
        scope=CAMPAIGN,
        doc="The words of the text that made it a pitch.",
        null="unknown",
    ),
    _yes_no(CAMPAIGN, "has_seen_brief", "Whoever writes has looked at what is known of the person first."),
    _count(CAMPAIGN, "identical_recent", "How many other people lately got this same text from us."),
    _yes_no(CAMPAIGN, "is_on_list", "It is the message of a list, which has promised how often it writes."),
    _yes_no(CAMPAIGN, "has_attachments", "Something other than plain text goes with it."),
    _yes_no(CAMPAIGN, "has_one_click_unsubscribe", "A mail carries the one-click unsubscribe headers."),
    _one_of(
        CAMPAIGN,
        "template_category",
        "none marketing utility authentication",
        "What kind of template the network has filed the text under.",
        default="none",
    ),
    _one_of(
        CAMPAIGN,
        "template_status",
        "none approved pending paused rejected",
        "Where the network's review of that template stands.",
        default="none",
    ),
    _yes_no(CAMPAIGN, "has_link", "There is a link in it."),
    _yes_no(CAMPAIGN, "has_personal_data", "It holds a person's address, number or the like."),
    _maybe(CAMPAIGN, "has_unsubscribe", "It says how to stop such messages, and that works without a login."),
    _maybe(CAMPAIGN, "has_postal_address", "It names the sender's postal address."),
    _maybe(CAMPAIGN, "is_sender_identified", "It says plainly who sends it and how to reach them."),
    _maybe(CAMPAIGN, "is_automation_disclosed", "Where no person writes, it says so."),
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
    _one_of(
        ACCOUNT,
        "account_tier",
        "unknown free verified premium_career premium_business sales_navigator recruiter_lite recruiter"
        " self_serve enterprise",
        "The plan that the account has bought of the network.",
        default="unknown",
    ),
    _maybe(
        ACCOUNT, "is_automation_labelled", "The account carries the network's label for automated accounts."
    ),
    _maybe(
        ACCOUNT, "has_ai_approval", "The network lets this account answer with texts that a machine wrote."
    ),
    _maybe(
        ACCOUNT, "has_partner_approval", "The network has admitted us to its partner programme for messages."
    ),
    _number(
        ACCOUNT, "credits_left", "How many paid first messages (InMail) are left.", unit="count", high=10**6
    ),
    _one_of(
        ACCOUNT,
        "last_refusal",
        "none quota restricted unknown",
        "How the network last refused the account; none where it has accepted something since.",
        default="none",
    ),
    _one_of(
        ACCOUNT,
        "list_sending",
        "ok slowed stopped",
        "How messages of lists may leave by this account, as complaints, blocks, bounces and people who leave say.",
        default="ok",
    ),
    _time(ACCOUNT, "wait_until", "The network asked us to send nothing before then."),
    _time(ACCOUNT, "complaints_high_at", "When complaints last stood at 3 of 1,000 mails or more."),
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
    Fact(
        name="person_region",
        kind=Kind.TEXT,
        scope=PERSON,
        doc="The state or province where the person is.",
        null="unknown",
        unit="ISO 3166-2",
    ),
    _number(
        PERSON,
        "local_minute",
        "What time it is where the person is.",
        unit="minutes",
        high=1439,
    ),
    _number(PERSON, "own_quiet_from", "When their own quiet hours begin.", unit="minutes", high=1439),
    _number(PERSON, "own_quiet_until", "When their own quiet hours end.", unit="minutes", high=1439),
    _yes_no(
        PERSON,
        "is_clock_assumed",
        "Nobody knows the person's own clock: the time there is the brand's, for a list.",
    ),
    _maybe(PERSON, "has_blocked_us", "The person has blocked the account."),
    _maybe(PERSON, "has_messages_off", "The person has switched off messages from the account."),
    _maybe(PERSON, "has_muted_us", "The person has muted the account: what it sends still arrives."),
    _one_of(
        PERSON,
        "inbound_setting",
        "unknown everyone verified_only followers followed_only none",
        "From whom the person takes messages on this network: of all, of verified accounts, of accounts that follow"
        " them, of accounts that they follow, of nobody.",
        default="unknown",
    ),
    _maybe(
        PERSON,
        "is_setting_current",
        "We have seen that choice of theirs since the network last changed such choices by itself.",
    ),
    _maybe(PERSON, "can_message", "The network itself says that it would take a message of ours to them."),
    _maybe(PERSON, "has_open_profile", "Everybody may write to them without a credit."),
    _maybe(PERSON, "refuses_inmail", "They take no paid first messages from strangers."),
    _one_of(
        PERSON,
        "person_refusal",
        "none not_reachable window_closed blocked unknown",
        "How the network last refused a message to them; none where one has arrived or they have written since.",
        default="none",
    ),
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
    _time(
        PERSON, "suppressed_since", "Since when they are on the list of people we never write to.", "unknown"
    ),
    _one_of(
        PERSON,
        "suppression_reason",
        "unknown asked_us_to_stop blocked_us reported_a_message written_down_by_the_team address_is_dead"
        " came_with_an_import",
        "Why they are on that list.",
        default="unknown",
    ),
    Fact(
        name="suppressed_by",
        kind=Kind.TEXT,
        scope=PERSON,
        doc="Who put them on that list: themselves, or a member.",
        null="unknown",
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
    _maybe(PAIR, "shares_server", "Both are members of one server or guild."),
    _maybe(PAIR, "shares_group", "Both are members of one group."),
    _maybe(PAIR, "is_coworker", "Both work for the same employer, as the network sees it."),
    _one_of(
        PAIR,
        "relation",
        "unknown client friend family lead candidate colleague",
        "What the person is to the brand, as a member has said.",
        default="unknown",
    ),
    Fact(
        name="engagement_band",
        kind=Kind.ENUM,
        scope=PAIR,
        doc="How engaged they are, as their own deeds and the brand's limits say; a like, a follow or a vote alone is"
        " never more than new.",
        null="unknown",
        values=("new", "regular", "engaged", "devoted"),
    ),
    _one_of(
        PAIR,
        "request_state",
        "none pending accepted declined expired",
        "Where a request to talk that we made stands. Nothing looks this up yet: it is what the asker says.",
        default="none",
    ),
    _yes_no(PAIR, "is_inmail_unanswered", "A paid first message of ours to them has drawn no answer."),
    _time(PAIR, "invited_at", "When we last invited them to connect."),
    _time(PAIR, "invitation_withdrawn_at", "When we last took such an invitation back."),
    _one_of(
        PAIR,
        "consent_state",
        "none pending active stale left blocked unproven",
        "Where their consent to this purpose on this channel stands.",
        default="none",
    ),
    _time(PAIR, "consent_given_at", "When they last confirmed it."),
    _time(PAIR, "consent_expires_at", "When it ends by itself."),
    _one_of(
        PAIR,
        "consent_basis",
        "none express written double_opt_in soft_opt_in implied_purchase implied_inquiry published_address"
        " network_token contract",
        "What their consent rests on.",
        default="none",
    ),
    _time(PAIR, "last_purchase_at", "When they last bought or signed something with us."),
    _time(PAIR, "last_inquiry_at", "When they last asked us about what we offer."),
    _maybe(
        PAIR, "is_refusal_offered", "They could refuse when we took the address, and can in each message."
    ),
    _maybe(PAIR, "is_similar_offer", "What it promotes is our own and like what they got from us before."),
    _count(
        PAIR,
        "optin_requests_24h",
        "How often we asked them in 24 hours, by the network's own request, to opt in.",
    ),
    _count(
        PAIR,
        "optin_titles_7d",
        "For how many different titles we asked them so in 7 days.",
    ),
    _time(PAIR, "optin_asked_at", "When we last asked them to opt in under this same title."),
    _time(PAIR, "objected_at", "When they last asked us not to advertise to them."),
    _time(PAIR, "paused_until", "Until when they asked us to pause."),
    _time(PAIR, "wish_opens_at", "From when one more fits how often they wish to hear from us."),
    _time(PAIR, "promise_opens_at", "From when one more fits how often the list has promised to write."),
    _yes_no(PAIR, "is_unwanted", "They have said that they want none of it here."),
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
    _time(PAIR, "token_used_at", "When that ticket was last used."),
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
    _maybe(THREAD, "is_live_running", "The broadcast under which they wrote is still running."),
    _count(THREAD, "private_replies_sent", "Private replies we already gave to that one public act."),
    _maybe(THREAD, "can_reply_privately", "The network itself says that a private reply is possible."),
)
