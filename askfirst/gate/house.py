"""The brand's own rules: written by an owner, kept as versions of which the newest is in force.

A version is the whole pack as text.  Nothing is ever changed or removed: going back adds a version that says the old.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from askfirst.brand.roles import Right, require
from askfirst.gate.models import HouseVersion
from askfirst.gate.policies import HOUSE, keep_text
from askfirst.policy.model import Effect, Layer, Mistake, Pack, Verdict
from askfirst.policy.packs import PackError, read_packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from askfirst.brand.models import Member

EFFECTS = (Effect.HOLD, Effect.DENY, Effect.ADVISE)
"""What a house rule may do.  It may not allow: it stands beside the other rules and only adds to them."""
MOST_RULES = 200
_HEAD = {
    "id": HOUSE,
    "layer": str(Layer.HOUSE),
    "title": "Your own rules",
    "default": str(Verdict.ALLOW),
    "otherwise": "Your own rules have nothing against it.",
}


class Outdated(Exception):  # noqa: N818 -- it says what the matter is
    """Somebody saved another version in between.  Nothing was changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseRule:
    """One rule as its owner wrote it; a rule of the policy once it has been read."""

    name: str
    """Its id without the pack's."""
    effect: str
    when: str
    why: str
    since: date | None = None
    until: date | None = None
    instead: tuple[str, ...] = ()
    unknown: str = ""

    @property
    def id(self) -> str:
        """As decisions name it."""
        return f"{HOUSE}.{self.name}"


def text_of(rules: Iterable[HouseRule]) -> str:
    """The pack that says these rules."""
    lines = [f"{key} = {_said(value)}" for key, value in _HEAD.items()]
    for rule in rules:
        lines += ["", "[[rule]]", *(f"{key} = {_said(value)}" for key, value in _parts(rule) if value)]
    return "\n".join(lines) + "\n"


def rules_of(text: str) -> tuple[HouseRule, ...]:
    """The rules of a version, whether or not they can be read as a policy today."""
    return tuple(
        HouseRule(
            name=row["id"].removeprefix(f"{HOUSE}."),
            effect=row["effect"],
            when=row["when"],
            why=row["why"],
            since=row.get("from"),
            until=row.get("until"),
            instead=tuple(row.get("instead", ())),
            unknown=row.get("unknown", ""),
        )
        for row in tomllib.loads(text).get("rule", ())
    )


def checked(rules: Iterable[HouseRule]) -> Pack:
    """The rules as a pack of the policy.

    Raises:
        PackError: with every mistake of every rule.
    """
    rules = tuple(rules)
    mistakes = [
        Mistake(HOUSE, f"choose one of {', '.join(EFFECTS)}", rule.id, "effect")
        for rule in rules
        if rule.effect not in EFFECTS
    ]
    if len(rules) > MOST_RULES:
        mistakes.append(Mistake(HOUSE, f"{len(rules)} rules; a house has at most {MOST_RULES}", "", "rule"))
    if mistakes:
        raise PackError(mistakes)
    (pack,) = read_packs({HOUSE: text_of(rules)})
    return pack


def unreadable(rules: Iterable[HouseRule]) -> list[HouseRule]:
    """The rules that this version of the product cannot read, each looked at alone."""
    return [rule for rule in rules if not _is_readable(rule)]


def versions(member: Member) -> QuerySet[HouseVersion]:
    """All versions of the member's brand, the newest first, with text and author.

    Raises:
        PermissionDenied: the member's role may not see them.
    """
    require(member, Right.RULES)
    rows = HouseVersion.objects.filter(brand_id=member.brand_id).select_related("pack", "author")
    return rows.order_by("-number")


def save(member: Member, rules: Iterable[HouseRule], *, based_on: int, note: str = "") -> HouseVersion:
    """Make these the brand's rules, from the next question on.  `based_on` is the version that was looked at, 0 for none.

    Rules that could not be read before may stay as they are, so that each can be mended by itself; as long as one is
    left, everything waits.

    Raises:
        PermissionDenied: the member's role may not write rules.
        PackError: they cannot be used, for a mistake that was not there before; nothing was saved.
        Outdated: there is a newer version than the one that was looked at; nothing was saved.
    """
    require(member, Right.RULES)
    rules = tuple(rules)
    checked(_without_known(rules, versions(member).first()))
    return _append(member, text_of(rules), based_on, note)


def use_again(member: Member, number: int, *, based_on: int) -> HouseVersion:
    """Make an old version the newest; number 0 is the time before the first: no rules of the brand's own.

    Raises:
        PermissionDenied: as `save`.
        PackError: this version of the product cannot read it any more.
        HouseVersion.DoesNotExist: there is no such version.
        Outdated: as `save`.
    """
    rules = rules_of(versions(member).get(number=number).pack.text) if number else ()
    return save(
        member,
        rules,
        based_on=based_on,
        note=f"Version {number} again" if number else "No rules of our own again",
    )


def _without_known(rules: Iterable[HouseRule], newest: HouseVersion | None) -> list[HouseRule]:
    """The rules but for those that the newest version has and cannot read either."""
    rest = list(rules)
    for known in unreadable(rules_of(newest.pack.text)) if newest else ():
        if known in rest:
            rest.remove(known)
    return rest


def _is_readable(rule: HouseRule) -> bool:
    try:
        checked([rule])
    except PackError:
        return False
    return True


def _append(member: Member, text: str, based_on: int, note: str) -> HouseVersion:
    try:
        with transaction.atomic():
            newest = versions(member).first()
            if (newest.number if newest else 0) != based_on:
                raise Outdated
            return HouseVersion.objects.create(
                brand_id=member.brand_id,
                number=based_on + 1,
                pack_id=keep_text(text),
                author=member,
                note=note,
            )
    except IntegrityError:
        raise Outdated from None


def _parts(rule: HouseRule) -> Iterator[tuple[str, Any]]:
    yield "id", rule.id
    yield "effect", str(rule.effect)
    yield "when", rule.when
    yield "from", rule.since
    yield "until", rule.until
    yield "why", rule.why
    yield "instead", list(rule.instead)
    yield "unknown", rule.unknown


def _said(value: Any) -> str:
    """A value as TOML has it: a date bare, anything else as JSON, whose strings and lists mean the same there."""
    return value.isoformat() if hasattr(value, "isoformat") else json.dumps(value, ensure_ascii=False)
