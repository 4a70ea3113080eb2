"""The verdict as every screen shows it: one word, one icon, one colour, and behind them the whole answer.

Made from a policy Explanation (a question asked now) or from a stored Decision (one that was acted upon).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from askfirst.gate.release import instant, layers_as_rows, reasons_as_rows
from askfirst.policy.explain import NOT_NOW, ONLY_THIS_WAY, YOU_MAY, day, help_line
from askfirst.policy.facts import FACTS, as_mapping
from askfirst.policy.words import say
from askfirst.web import words

if TYPE_CHECKING:
    from askfirst.gate.models import Decision
    from askfirst.policy.explain import Explanation
    from askfirst.policy.ways import Way

KINDS = {
    YOU_MAY: ("allow", "circle-check"),
    ONLY_THIS_WAY: ("only", "signpost"),
    NOT_NOW: ("deny", "octagon-x"),
}
WORDS = (gettext_noop("You may write"), gettext_noop("Only this way"), gettext_noop("Not now"))
"""The three words, for the catalogue: the policy holds them and speaks one language."""
LAYER_NAMES = {
    "network": gettext_lazy("The network"),
    "law": gettext_lazy("The law"),
    "consent": gettext_lazy("What they agreed to"),
    "house": gettext_lazy("Your own rules"),
    "manners": gettext_lazy("Manners"),
}
LAYER_WORDS = {
    "allow": gettext_lazy("yes"),
    "hold": gettext_lazy("not without a look"),
    "deny": gettext_lazy("no"),
    None: gettext_lazy("not asked"),
}
EFFECT_ICONS = {"deny": "octagon-x", "hold": "hand", "allow": "circle-check", "advise": "lightbulb"}
SURE = {
    "high": gettext_lazy("certain"),
    "medium": gettext_lazy("fairly sure"),
    "low": gettext_lazy("not sure"),
}


FOR_A_LIKE = "manners-base.thanks_for_liking"
"""The rule that knows a thank-you for a like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownReason:
    """One sentence, where it comes from, and since when."""

    says: str
    effect: str
    icon: str
    rule: str
    layer: str
    dates: str
    sure: str
    source: str
    address: str
    read: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLayer:
    """What one of the five said."""

    name: str
    verdict: str
    word: str
    reasons: tuple[ShownReason, ...]
    otherwise: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownWay:
    """Something that is open instead; `address` is where it is done, empty where it is done outside."""

    id: str
    title: str
    address: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A whole answer, ready for any template."""

    kind: str
    word: str
    icon: str
    until: str
    """`closes in 3 h 12 min, …` or `opens in …`; empty where time alone changes nothing."""
    summary: str
    layers: tuple[ShownLayer, ...]
    reasons: tuple[ShownReason, ...]
    is_allowed: bool
    needs_approval: bool = False
    valid_until: datetime | None = None
    helps: tuple[str, ...] = ()
    ways: tuple[ShownWay, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    asked_at: datetime = field(default_factory=timezone.now)
    policy_version: str = ""

    @property
    def against(self) -> tuple[ShownReason, ...]:
        """The reasons that stand in the way."""
        return tuple(reason for reason in self.reasons if reason.effect in {"deny", "hold"})

    @property
    def is_for_a_like(self) -> bool:
        """It stands in the way that this would be a note because of a like."""
        return any(reason.rule == FOR_A_LIKE for reason in self.against)

    @property
    def first_ways(self) -> tuple[ShownWay, ...]:
        """The best three, where there is little room."""
        return self.ways[:3]

    @property
    def refusals(self) -> tuple[ShownReason, ...]:
        """The reasons that say no outright; where there are none, those that hold."""
        return tuple(reason for reason in self.against if reason.effect == "deny") or self.against

    @property
    def advice(self) -> tuple[ShownReason, ...]:
        """What is worth minding although it may be written."""
        return tuple(reason for reason in self.reasons if reason.effect == "advise")


def shown(found: Explanation, addresses: dict[str, str] | None = None) -> Shown:
    """A question that was asked now.  `addresses` says where a way, by its id, is gone."""
    kind, icon = KINDS[found.word]
    rows = zip(reasons_as_rows(found.decision), found.reasons, strict=True)
    reasons = [shown_reason(row | {"says": local.says}) for row, local in rows]
    return Shown(
        kind=kind,
        word=_(found.word),
        icon=icon,
        until=_until(found),
        summary=_summary(reasons, is_allowed=kind == "allow"),
        layers=_layers(layers_as_rows(found.decision), reasons),
        reasons=tuple(reasons),
        is_allowed=kind == "allow",
        needs_approval=any("manager_approves" in {act.id for act in one.acts} for one in found.helps[:1]),
        valid_until=instant(found.change.at) if found.change else None,
        helps=tuple(help_line(one) for one in found.helps),
        ways=tuple(_way(one.way, addresses or {}) for one in found.ways),
        facts=tuple(_facts(as_mapping(found.decision.facts), found.decision.facts.now)),
        asked_at=instant(found.decision.facts.now),
        policy_version=found.decision.policy_version,
    )


def shown_stored(decision: Decision) -> Shown:
    """An answer that was acted upon, from what was stored with it and nothing else."""
    is_allowed = decision.verdict == "allow"
    word = YOU_MAY if is_allowed else NOT_NOW
    kind, icon = KINDS[word]
    reasons = [shown_reason(row) for row in decision.reasons]
    return Shown(
        kind=kind,
        word=_(word),
        icon=icon,
        until="",
        summary=_summary(reasons, is_allowed=is_allowed),
        layers=_layers(decision.layers, reasons),
        reasons=tuple(reasons),
        is_allowed=is_allowed,
        valid_until=decision.valid_until,
        facts=tuple(_facts(decision.facts, decision.facts["now"])),
        asked_at=decision.decided_at,
        policy_version=decision.policy_version,
    )


def shown_reason(row: dict[str, Any]) -> ShownReason:
    """A stored reason as a template needs it."""
    source = row["source"] or {}
    return ShownReason(
        says=row["says"],
        effect=row["effect"],
        icon=EFFECT_ICONS[row["effect"]],
        rule=row["rule"],
        layer=row["layer"],
        dates=_dates(row),
        sure=str(SURE[row["confidence"]]),
        source=source.get("title", ""),
        address=link_to(source.get("address", "")),
        read=_day(source.get("read")),
    )


def _until(found: Explanation) -> str:
    """`closes in 3 h 12 min, Thursday 16:40` or `opens …`, by the brand's clock; empty where time alone changes nothing."""
    is_allowed = found.word == YOU_MAY
    at = found.change.at if is_allowed and found.change else found.opens_at
    if at is None:
        return ""
    said = words.until(instant(at), instant(found.decision.facts.now), timezone.get_current_timezone())
    return (_("closes %(when)s") if is_allowed else _("opens %(when)s")) % {"when": said}


def _summary(reasons: list[ShownReason], *, is_allowed: bool) -> str:
    """The one sentence beside the word: the reason that decided."""
    wanted = {"allow"} if is_allowed else {"deny", "hold"}
    return next((reason.says for reason in reasons if reason.effect in wanted), "")


def _layers(rows: list[dict[str, Any]], reasons: list[ShownReason]) -> tuple[ShownLayer, ...]:
    return tuple(
        ShownLayer(
            name=str(LAYER_NAMES[row["layer"]]),
            verdict=row["verdict"] or "none",
            word=str(LAYER_WORDS[row["verdict"]]),
            reasons=tuple(reason for reason in reasons if reason.layer == row["layer"]),
            otherwise=row["otherwise"],
        )
        for row in rows
    )


def _facts(values: dict[str, Any], now: int) -> list[tuple[str, str]]:
    """The facts that say something, as sentences; what is not known and what did not happen is left out."""
    zone = timezone.get_current_timezone()
    told = []
    for name, value in values.items():
        fact = FACTS.get(name)
        if fact is not None and name != "now" and value not in (None, False) and value != fact.default:
            told.append((fact.doc, say(fact, value, now, zone)))
    return told


def _way(way: Way, addresses: dict[str, str]) -> ShownWay:
    return ShownWay(id=way.id, title=way.title, address=addresses.get(way.id) or _standing_address(way.id))


def _standing_address(way: str) -> str:
    if way not in {"invite", "list", "public_post", "public_reply"}:
        return ""
    try:
        return reverse("wall")
    except NoReverseMatch:
        return ""


def _dates(row: dict[str, Any]) -> str:
    if row["since"]:
        said = _("since %(day)s") % {"day": _day(row["since"])}
    elif row["observed"]:
        said = _("seen in force on %(day)s") % {"day": _day(row["observed"])}
    else:
        said = ""
    if not row["until"]:
        return said
    until = _("until %(day)s") % {"day": _day(row["until"])}
    return f"{said} {until}".lstrip()


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def link_to(address: str) -> str:
    """An address that may be followed; empty for a place in our own documentation."""
    if not address or address.startswith("docs/"):
        return ""
    return address if address.startswith("https://") else f"https://{address}"


def closes_soon(found: Shown, within_hours: int = 6) -> bool:
    """It may be written now, and not for long."""
    if not found.is_allowed or found.valid_until is None:
        return False
    return (found.valid_until - datetime.now(UTC)).total_seconds() < within_hours * 3600
