"""The policy engine's facts, read off a world of the sandbox by code of their own: neither the product's nor the rules'.

What a world knows of somebody is known; nothing is asked of the network beforehand (`can_message` stays unknown), so the
engine must come to its answer by the rules alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from askfirst.policy.facts import Facts
from askfirst.sandbox.things import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askfirst.sandbox.things import Act, Edge
    from askfirst.sandbox.world import World

MICRO = 1_000_000
TAGS = {"NON_PROMOTIONAL_SUBSCRIPTION": "news_subscription"}
LABELS = {"one_time": "one_time", "inmail": "inmail", "coworker": "coworker_request"}
OPENERS = {"ad": "ad_click_then_message", "button": "button", "link": "deep_link", "call": "call"}
META = {"facebook", "instagram"}
KINDS = {"facebook": "page", "telegram": "bot", "tumblr": "blog"}
NUMBERS = {"1": "US", "49": "DE", "55": "BR", "66": "TH"}
SETTINGS = {
    "x": ("inbound", "followed_only", {}),
    "mastodon": ("inbound", "everyone", {}),
    "tumblr": ("inbound", "everyone", {}),
    "bluesky": ("allowIncoming", "following", {"all": "everyone", "following": "followed_only"}),
}
"""Network: where a person says from whom they take messages, what holds who never touched it, and our words for theirs."""


def derive(world: World, deed: Deed, at: datetime) -> Facts:
    """All that is known when `deed` is about to be done at `at`."""
    known: dict[str, Any] = {"now": micros(at), "network": deed.network}
    for part in (_intent, _account, _person, _pair, _thread, _trigger, _ticket):
        known |= part(world, deed, at)
    return Facts(**known)


def micros(at: datetime) -> int:
    """An instant as the engine counts: microseconds since 1970."""
    whole = int(at.replace(microsecond=0).timestamp())
    return whole * MICRO + at.microsecond


def _form(deed: Deed) -> str:
    if deed.kind is Kind.ANSWER:
        return "private_reply" if deed.more.get("is_private") else "public_reply"
    if deed.kind is Kind.COMMENT:
        return "public_reply"
    if deed.kind is Kind.POST:
        return "public_post"
    return "private_reply" if deed.more.get("comment") else "direct"


def _tag(deed: Deed) -> str:
    if deed.network == "whatsapp" and deed.more.get("template"):
        return "template"
    if deed.more.get("messaging_type") == "UTILITY":
        return "utility_template"
    if deed.more.get("topic") is not None:
        return "recurring"
    for name, tag in LABELS.items():
        if deed.more.get(name):
            return tag
    tag = str(deed.more.get("tag") or "none")
    return TAGS.get(tag, tag.lower())


def _intent(world: World, deed: Deed, _at: datetime) -> dict[str, Any]:
    account = world.accounts[deed.network, deed.source]
    is_promotional = bool(deed.more.get("is_promotional"))
    known: dict[str, Any] = {
        "form": _form(deed),
        "purpose": "consent_request"
        if deed.more.get("asks")
        else "marketing"
        if is_promotional
        else "service",
        "is_promotional": is_promotional,
        "authored_by": "rule" if deed.more.get("is_automatic") else "human_now",
        "message_tag": _tag(deed),
        "audience_size": int(deed.more.get("audience", 1)),
        "text_length": len(deed.text),
        "has_attachments": bool(deed.media),
        "has_unsubscribe": True,
        "is_automation_disclosed": True,
    }
    if known["message_tag"] == "utility_template":
        is_good = bool(deed.more.get("template")) and "utility" in account.approvals
        known["template_status"] = "approved" if is_good else "rejected"
    if known["message_tag"] == "template":
        category = account.more.get("templates", {}).get(str(deed.more["template"]))
        known["template_status"] = "approved" if category else "none"
        known["template_category"] = category or "none"
    return known


def _account(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    account = world.accounts[deed.network, deed.source]
    profile = world.profile(deed.network, deed.source)
    tier = account.tier or ("verified" if profile.more.get("is_verified") else "free")
    app = world.apps.get((deed.network, deed.app))
    is_suspended = profile.settings.get("is_suspended") or profile.settings.get("standing") == "suspended"
    is_enterprise = app is not None and app.tier == "enterprise"
    return {
        "account_kind": account.more.get("kind") or KINDS.get(deed.network, "professional"),
        "is_account_published": not profile.settings.get("is_private"),
        "is_automation_labelled": True,
        "enforcement_state": account.more.get("enforcement", "blocked" if is_suspended else "ok"),
        "has_human_agent_approval": "human_agent" in account.approvals,
        "is_news_page": "news" in account.approvals,
        # The engine knows one tier of an account: in public the plan of its program counts, in private its mark.
        "account_tier": "enterprise" if is_enterprise and _form(deed) != "direct" else tier,
        "business_country": account.more.get("country") or None,
        "quota_left": _quota(world, deed, at),
        "credits_left": _credits(world, deed, at),
    }


def _credits(world: World, deed: Deed, at: datetime) -> int:
    """InMail credits that may be spent: nobody spends one here before."""
    return sum(one.owner == deed.source and one.at <= at for one in world.credits.values())


def _quota(world: World, deed: Deed, at: datetime) -> int | None:
    """How much may still be sent today; unknown where the facts name no number."""
    if deed.network == "whatsapp":
        return _begun(world, deed, at)
    if deed.network == "x" and f"{at:%Y-%m-%d}" >= "2023-07-21" and deed.kind is Kind.WRITE:
        is_paid = world.profile("x", deed.source).more.get("is_verified")
        return None if is_paid else 500 - len(_today(world, deed, at))
    is_fan_mail = deed.network == "tumblr" and f"{at:%Y-%m-%d}" < "2015-11-10"
    return 500 - len(_today(world, deed, at)) if is_fan_mail and deed.kind is Kind.WRITE else None


def _today(world: World, deed: Deed, at: datetime) -> list[Act]:
    """Our messages of the last 24 hours."""
    said = (act for act in world.acts if act.deed.source == deed.source and act.deed.kind is Kind.WRITE)
    return [act for act in said if 0 <= _age(act, at) < 86_400]


def _begun(world: World, deed: Deed, at: datetime) -> int | None:
    """How many people a WhatsApp number may still write to first."""
    limit = world.accounts[deed.network, deed.source].more.get("messaging_limit")
    begun = {act.deed.target for act in _today(world, deed, at) if act.deed.more.get("template")}
    return limit - len(begun - {deed.target}) if isinstance(limit, int) else None


def _age(act: Act, at: datetime) -> float:
    return (at - act.at).total_seconds()


def _person(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    person = world.people[world.profile(deed.network, deed.target).person]
    known: dict[str, Any] = {
        "has_blocked_us": _edge(world, "block", deed.target, deed.source, at) is not None,
        "has_messages_off": bool(world.setting(deed.network, deed.target, "messages_off"))
        or world.setting(deed.network, deed.target, "invite_permission") == "block",
        "person_country": _country_of_number(world, deed)
        if deed.network == "whatsapp"
        else person.country or None,
        "local_minute": 720,
        "age_band": "adult",
        "has_open_profile": bool(world.setting(deed.network, deed.target, "is_open_profile")),
        "refuses_inmail": bool(world.setting(deed.network, deed.target, "refuses_inmail")),
    }
    if world.setting(deed.network, deed.target, "marketing_cap_reached"):
        known["person_refusal"] = (
            "unknown"  # the network said no and not why, which is all that shows of a cap
        )
    if deed.network in SETTINGS:
        name, otherwise, words = SETTINGS[deed.network]
        said = str(world.setting(deed.network, deed.target, name, otherwise))
        is_moved = deed.network == "x" and said == "everyone" and _was_moved(world, deed, at)
        known["inbound_setting"] = "verified_only" if is_moved else words.get(said, said)
        known["is_setting_current"] = True
    return known


def _was_moved(world: World, deed: Deed, at: datetime) -> bool:
    """X moved everybody who took messages from all in July 2023; who chose so since then has it."""
    touched = [act for act in world.acts if act.deed.kind is Kind.SET and act.deed.source == deed.target]
    last = touched[-1].at if touched else world.profile(deed.network, deed.target).since
    return f"{last:%Y-%m-%d}" < "2023-07-14" <= f"{at:%Y-%m-%d}"


def _country_of_number(world: World, deed: Deed) -> str:
    """A telephone number tells where somebody is, as far as WhatsApp looks."""
    number = str(world.profile(deed.network, deed.target).more["number"])
    return next(country for prefix, country in NUMBERS.items() if number.startswith(prefix))


def _pair(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    theirs = _edge(world, "follow", deed.target, deed.source, at)
    ours = _edge(world, "follow", deed.source, deed.target, at)
    likes = _edge(world, "like", deed.target, deed.source, at)
    agreed = _edge(world, "opt_in", deed.target, deed.source, at)
    return {
        "person_follows": theirs is not None,
        "person_follows_since": micros(theirs.since) if theirs else None,
        "brand_follows": ours is not None,
        "brand_follows_since": micros(ours.since) if ours else None,
        "connected": _edge(world, "connect", deed.target, deed.source, at) is not None,
        "is_coworker": _company(world, deed.target) == _company(world, deed.source) != "",
        "is_inmail_unanswered": _waits(world, deed, at),
        "likes_page": likes is not None,
        "likes_page_since": micros(likes.since) if likes else None,
        "consent_state": "active" if agreed else "none",
    }


def _company(world: World, profile: str) -> str:
    found = next(one for (_, name), one in world.profiles.items() if name == profile)
    return str(found.more.get("company", ""))


def _waits(world: World, deed: Deed, at: datetime) -> bool:
    """Whether our last word to them was an InMail, and they have said nothing since."""
    talk = list(_between(world, deed, at))
    ours = [act for act, is_theirs in talk if not is_theirs]
    return bool(ours and talk[-1][0] is ours[-1] and ours[-1].deed.more.get("inmail"))


def _edge(world: World, kind: str, source: str, target: str, at: datetime, *, topic: str = "") -> Edge | None:
    """An edge that holds at that instant."""
    for edge in world.edges:
        is_it = (edge.kind, edge.source, edge.target, edge.topic) == (kind, source, target, topic)
        if is_it and edge.since <= at and (edge.until is None or edge.until > at):
            return edge
    return None


def _between(world: World, deed: Deed, at: datetime) -> Iterator[tuple[Act, bool]]:
    """What was said or opened between the two in private, oldest first, and whether they did it."""
    for act in world.acts:
        if act.at > at or act.deed.network != deed.network:
            continue
        if (act.deed.source, act.deed.target) == (deed.source, deed.target) and act.deed.kind is Kind.WRITE:
            yield act, False
        elif _is_theirs(world, act, deed):
            yield act, True


def _is_theirs(world: World, act: Act, deed: Deed) -> bool:
    """Whether they wrote, called, or, on Facebook and Instagram, did something else that opens the window."""
    one = act.deed
    if one.source != deed.target:
        return False
    if one.kind is Kind.REACT and deed.network in META:
        message = world.messages.get((one.network, one.about))
        return message is not None and deed.source in {message.sender, message.recipient}
    if one.target != deed.source:
        return False
    if one.kind is Kind.OPEN:
        is_call = deed.network == "whatsapp" and one.more.get("by") == "call"
        return is_call or deed.network in META
    return one.kind is Kind.WRITE


def _thread(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    """Who opened the talk, and when either last said something in it."""
    inbound: datetime | None = None
    outbound: datetime | None = None
    opener: str | None = None
    opened_by, since = "nobody", 0
    for act, is_theirs in _between(world, deed, at):
        by = str(act.deed.more.get("by", ""))
        if is_theirs and by == "link" and opened_by == "nobody":
            continue  # a link opens a window only in a talk that is there
        opened_by = opened_by if opened_by != "nobody" else "person" if is_theirs else "brand"
        if is_theirs:
            inbound, since = act.at, 0
            opener = "reaction" if act.deed.kind is Kind.REACT else OPENERS.get(by, "message")
        else:
            outbound, since = act.at, since + 1
    return {
        "thread_opened_by": opened_by,
        "last_inbound_at": micros(inbound) if inbound else None,
        "last_outbound_at": micros(outbound) if outbound else None,
        "outbound_since_inbound": since,
        "window_opener": opener,
    }


def _trigger(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    """What in public is answered, or which ask."""
    if deed.kind is Kind.ANSWER:
        return _ask(world, deed, at)
    name = str(deed.more.get("comment") or (deed.about if deed.kind is Kind.COMMENT else ""))
    post = world.posts.get((deed.network, name))
    if post is None or post.deleted_at is not None or post.at > at:
        return {}
    root = world.posts.get((deed.network, post.root))
    is_live = bool(root and root.more.get("is_live"))
    kind = "visitor_post" if post.kind == "post" else "live_comment" if is_live else "comment"
    if deed.network == "x":
        kind = "mention" if deed.source in post.mentions else "comment"
    replies = [act for act in world.acts if act.at <= at and act.deed.more.get("comment") == name]
    return {
        "trigger_kind": kind,
        "trigger_at": micros(post.at),
        "is_trigger_by_page": world.is_ours(deed.network, post.author),
        "is_live_running": is_live and not (root and root.more.get("has_ended")),
        "private_replies_sent": len(replies),
    }


def _ask(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    ask = world.asks[deed.network, deed.about]
    answers = [
        act
        for act in world.acts
        if act.at <= at and act.deed.kind is Kind.ANSWER and act.deed.about == ask.id
    ]
    return {
        "trigger_kind": "ask" if ask.asker else "ask_anonymous",
        "is_anonymous": not ask.asker,
        "trigger_at": micros(ask.at),
        "private_replies_sent": len(answers),
    }


def _ticket(world: World, deed: Deed, at: datetime) -> dict[str, Any]:
    """The tickets of Facebook and Instagram: for one message, or for a topic."""
    tag = _tag(deed)
    if deed.more.get("asks"):
        asked = [
            (act.deed.more["asks"]["title"], act.at)
            for act, is_theirs in _between(world, deed, at)
            if not is_theirs and act.deed.more.get("asks")
        ]
        same = [when for title, when in asked if title == deed.more["asks"]["title"]]
        return {
            "optin_asked_at": micros(same[-1]) if same else None,
            "optin_requests_24h": sum(at - when < timedelta(days=1) for _title, when in asked),
            "optin_titles_7d": len({title for title, when in asked if at - when < timedelta(days=7)}),
        }
    if tag == "one_time":
        given = [
            one
            for one in world.credits.values()
            if one.kind == f"one_time.{deed.target}" and one.owner == deed.source and one.spent_at is None
        ]
        ends = max((one.at.replace(year=one.at.year + 1) for one in given), default=None)
        return {"token_uses_left": len(given), "token_expires_at": micros(ends) if ends else 0}
    if tag != "recurring":
        return {}
    topic = str(deed.more["topic"])
    agreed = _edge(world, "opt_in", deed.target, deed.source, at, topic=topic)
    used = [
        act.at
        for act, is_theirs in _between(world, deed, at)
        if not is_theirs and act.deed.more.get("topic") == topic
    ]
    return {
        "token_uses_left": 1 if agreed else 0,
        "token_expires_at": micros(at) + 10**15 if agreed else 0,
        "token_used_at": micros(used[-1]) if used else None,
    }
