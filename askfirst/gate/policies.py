"""Which rules are in force for a brand, and which were in force when something was decided.

In force are the packs that come with the product and, beside them, the newest version of the brand's own: the stricter
of the two is the answer, so a house rule never allows what another one refuses.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from askfirst.gate.models import HouseVersion, PackText, PolicyVersion
from askfirst.policy import engine
from askfirst.policy.facts import FACTS
from askfirst.policy.model import Layer, Pack, Verdict
from askfirst.policy.packs import PackError, read_packs
from askfirst.policy.program import Policy, bundled
from askfirst.policy.taming import FactError, facts_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.gate.models import Decision
    from askfirst.policy.decision import Decision as Answer
    from askfirst.policy.facts import Facts

HOUSE = "house"
"""The brand's own pack: its id, and its name among the texts of a policy."""
_UNREADABLE = Pack(
    id=HOUSE,
    layer=Layer.HOUSE,
    title="Your own rules",
    default=Verdict.HOLD,
    otherwise="Your own rules cannot be read any more, so everything waits until an owner has mended them in the settings.",
    rules=(),
)


class NotKept(LookupError):  # noqa: N818 -- it says what the matter is
    """A decision cannot be made again: its rules or its facts are not as they were.  The message says which."""


def of(brand: int) -> Policy:
    """The rules in force for a brand, by its id.  One query; what was read once is not read again."""
    newest = HouseVersion.objects.filter(brand=brand).order_by("-number").values_list("pack_id", flat=True)
    digest = newest.first()
    return _of_digest(digest, bundled()) if digest else bundled()


def with_house(text: str) -> Policy:
    """The rules that would be in force if these were the brand's own.  A pack that cannot be read holds everything."""
    return _beside(bundled(), text)


def keep(policy: Policy) -> None:
    """Write down what a policy was read from, once, so that it can decide again.  One query where that is done already."""
    if PolicyVersion.objects.filter(pk=policy.version).exists():
        return
    packs = [(name, keep_text(text)) for name, text in policy.texts.items()]
    row = PolicyVersion(version=policy.version, hash=policy.hash, packs=packs)
    PolicyVersion.objects.bulk_create([row], ignore_conflicts=True)


def keep_text(text: str) -> str:
    """Keep a pack's text; returns the digest under which it is found."""
    digest = _digest(text)
    PackText.objects.bulk_create([PackText(digest=digest, text=text)], ignore_conflicts=True)
    return digest


def again(decision: Decision) -> Answer:
    """The same question to the same rules as then, from what was stored: the same verdict, layers and reasons.

    Raises:
        NotKept: the decision is older than the keeping of rules, or this version of the product cannot read them.
    """
    kept = PolicyVersion.objects.filter(pk=decision.policy_version).first()
    if kept is None:
        raise NotKept(f"the rules {decision.policy_version} were not kept")
    return engine.decide(
        _of_digests(tuple((name, digest) for name, digest in kept.packs)), facts_of(decision)
    )


def facts_of(decision: Decision) -> Facts:
    """The facts that were known.  One that the product has learnt to ask about since takes its default.

    Raises:
        NotKept: a value that this version of the product no longer knows.
    """
    try:
        return facts_from({name: value for name, value in decision.facts.items() if name in FACTS})
    except FactError as wrong:
        raise NotKept(f"the facts of this decision cannot be read any more: {wrong}") from wrong


@lru_cache(maxsize=256)
def _of_digest(digest: str, base: Policy) -> Policy:
    return _beside(base, PackText.objects.get(pk=digest).text)


@lru_cache(maxsize=8)
def _of_digests(packs: tuple[tuple[str, str], ...]) -> Policy:
    stored = PackText.objects.in_bulk([digest for _, digest in packs])
    texts = {name: stored[digest].text for name, digest in packs}
    house = texts.pop(HOUSE, None)
    base = _base(texts)
    return base if house is None else _beside(base, house)


def _base(texts: Mapping[str, str]) -> Policy:
    if texts == bundled().texts:
        return bundled()
    try:
        return Policy(read_packs(texts), texts)
    except PackError as wrong:
        raise NotKept(f"the rules of that time cannot be read any more: {wrong}") from wrong


def _beside(base: Policy, text: str) -> Policy:
    try:
        packs = read_packs({HOUSE: text})
    except PackError:
        packs = (_UNREADABLE,)
    return Policy((*base.packs, *packs), {**base.texts, HOUSE: text})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
