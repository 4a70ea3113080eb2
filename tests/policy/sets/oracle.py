"""A second reading of conditions and packs, written apart from the product's own and for nothing but to be right.

True is 1, false is 0 and unknown is a half.  Then NOT is `1 - x`, AND is the least and OR the greatest of its parts.
Nothing here imports what it judges: no fold, no lowering, no printer, no program, not even the reference.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from askfirst.policy import expressions as tree
from askfirst.policy.model import Effect, Layer, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.policy.model import Pack, Rule

HALF = Fraction(1, 2)
NEVER_UNASKED = (Layer.NETWORK, Layer.CONSENT)


def weigh(expr: tree.Expr, row: Mapping[str, Any]) -> Fraction:  # noqa: PLR0911 -- one line for each kind of node
    """How true a condition is."""
    if isinstance(expr, tree.And):
        return min(weigh(part, row) for part in expr.operands)
    if isinstance(expr, tree.Or):
        return max(weigh(part, row) for part in expr.operands)
    if isinstance(expr, tree.Not):
        return 1 - weigh(expr.operand, row)
    if isinstance(expr, tree.IsTruth):
        return Fraction(weigh(expr.operand, row) == (1 if expr.value else 0))
    if isinstance(expr, tree.IsNull):
        return Fraction(known(expr.operand, row) is None)
    if isinstance(expr, tree.In):
        here = known(expr.operand, row)
        return HALF if here is None else Fraction(here in [const.value for const in expr.values])
    if isinstance(expr, tree.Compare):
        left, right = known(expr.left, row), known(expr.right, row)
        return HALF if left is None or right is None else Fraction(compare(left, expr.op, right))
    here = known(expr, row)
    return HALF if here is None else Fraction(here)


def known(expr: tree.Expr, row: Mapping[str, Any]) -> Any:
    """The value of a part, None where it is unknown."""
    if isinstance(expr, tree.Name):
        return row[expr.name]
    if isinstance(expr, tree.Const):
        return expr.value
    if isinstance(expr, tree.Coalesce):
        here = known(expr.operand, row)
        return expr.other.value if here is None else here
    assert isinstance(expr, tree.Arith)
    left, right = known(expr.left, row), known(expr.right, row)
    if left is None or right is None:
        return None
    return {"+": left + right, "-": left - right, "*": left * right}[expr.op]


def compare(left: Any, op: str, right: Any) -> bool:
    if op in {"=", "<>"}:
        return (left == right) is (op == "=")
    if op in {"<", ">="}:
        return (left < right) is (op == "<")
    return (left > right) is (op == ">")


def spoken(packs: list[Pack], row: Mapping[str, Any]) -> dict[str, bool]:
    """The rules that speak, by id, and whether only for want of a fact."""
    found = {}
    for rule in (rule for pack in packs for rule in pack.rules if _in_force(rule, row["now"])):
        weight = weigh(rule.when, row)
        if weight == 1:
            found[rule.id] = False
        elif weight == HALF and rule.effect is not Effect.ADVISE and rule.unknown != "skip":
            found[rule.id] = True
    return found


def verdict(packs: list[Pack], row: Mapping[str, Any]) -> str:
    """Every layer must say yes."""
    here = [pack for pack in packs if pack.network in {"", row["network"]}]
    said = [_layer([pack for pack in here if pack.layer is layer], layer, row) for layer in Layer]
    return "deny" if "deny" in said else "hold" if "hold" in said else "allow"


def _layer(packs: list[Pack], layer: Layer, row: Mapping[str, Any]) -> str:
    if not packs:
        return "hold" if layer in NEVER_UNASKED else ""
    fired = spoken(packs, row)
    rules = [(rule, fired[rule.id]) for pack in packs for rule in pack.rules if rule.id in fired]
    counted = [
        "hold" if unknown and rule.effect is Effect.DENY else str(rule.effect)
        for rule, unknown in rules
        if rule.effect is not Effect.ADVISE and not (rule.effect is Effect.ALLOW and unknown)
    ]
    for one in ("deny", "hold", "allow"):
        if one in counted:
            return one
    return _default(packs, layer, row, is_hoping=any(rule.effect is Effect.ALLOW for rule, _ in rules))


def _default(packs: list[Pack], layer: Layer, row: Mapping[str, Any], *, is_hoping: bool) -> str:
    if any(pack.default is Verdict.DENY for pack in packs):
        return "deny"
    has_rules = any(_in_force(rule, row["now"]) for pack in packs for rule in pack.rules)
    if is_hoping or (layer is Layer.NETWORK and not has_rules):
        return "hold"
    return "hold" if any(pack.default is Verdict.HOLD for pack in packs) else "allow"


def _in_force(rule: Rule, now: int) -> bool:
    day = now // 86_400_000_000
    begins, ends = rule.since or rule.observed, rule.until
    epoch = 719_163
    return (begins is None or begins.toordinal() - epoch <= day) and (
        ends is None or day < ends.toordinal() - epoch
    )
