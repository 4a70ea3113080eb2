"""`decision again`: a question of the past put once more to the rules of then, or to those of now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import printing
from askfirst.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from askfirst.gate.models import Decision
    from askfirst.policy.decision import Decision as Answer

app = typer.Typer(help="What was decided, and by which rules.", no_args_is_help=True)


@app.command("again")
def again(
    decision: Annotated[
        int, typer.Argument(help="The decision's number, as a person's page and exports give it.")
    ],
    *,
    by_todays_rules: Annotated[
        bool, typer.Option("--today", help="Ask the rules in force now, with the facts of then.")
    ] = False,
    as_json: printing.AsJson = False,
) -> None:
    """Decide once more what was decided, from the facts and the rules that were stored with it.

    Exits with 0 where the answer is the same, 1 where it is another one.
    """
    from askfirst.cli import framework

    framework.start_ready()
    from askfirst.gate.models import Decision

    stored = Decision.objects.select_related("brand").filter(pk=decision).first()
    if stored is None:
        raise Failed(f"There is no decision {decision}.")
    answer = _answer(stored, by_todays_rules=by_todays_rules)
    is_same = _is_same(stored, answer)
    if as_json:
        printing.answer_json(_as_data(stored, answer, is_same=is_same))
    else:
        _show(stored, answer, is_same=is_same)
    raise typer.Exit(Exit.YES if is_same else Exit.WRONG)


def _answer(stored: Decision, *, by_todays_rules: bool) -> Answer:
    from askfirst.gate import policies
    from askfirst.policy import engine

    try:
        if by_todays_rules:
            return engine.decide(policies.of(stored.brand_id), policies.facts_of(stored))
        return policies.again(stored)
    except policies.NotKept as reason:
        raise Failed(f"Decision {stored.pk} cannot be made again: {reason}.") from reason


def _is_same(stored: Decision, answer: Answer) -> bool:
    before = {(reason["rule"], reason["effect"]) for reason in stored.reasons}
    now = {(reason.rule, str(reason.effect)) for reason in answer.reasons}
    return stored.verdict == answer.verdict and before == now


def _show(stored: Decision, answer: Answer, *, is_same: bool) -> None:
    printing.say(f"Decision {stored.pk} of {stored.decided_at:%Y-%m-%d %H:%M:%S} UTC: {stored.verdict}")
    for reason in stored.reasons:
        printing.say(f"  {reason['effect']} {reason['rule']}: {reason['says']}")
    if is_same:
        printing.say(f"Decided again by the rules {answer.policy_version}: the same.")
        return
    printing.say(f"Decided again by the rules {answer.policy_version}: {answer.verdict}")
    for one in answer.reasons:
        printing.say(f"  {one.effect} {one.rule}: {one.says}")


def _as_data(stored: Decision, answer: Answer, *, is_same: bool) -> dict[str, Any]:
    return {
        "decision": stored.pk,
        "at": stored.decided_at,
        "is_same": is_same,
        "then": {
            "verdict": stored.verdict,
            "rules": [reason["rule"] for reason in stored.reasons],
            "policy_version": stored.policy_version,
        },
        "again": {
            "verdict": str(answer.verdict),
            "rules": [reason.rule for reason in answer.reasons],
            "policy_version": answer.policy_version,
        },
    }
