"""`policy test`, `policy coverage` and `policy diff`: for people who write packs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import printing
from askfirst.cli.exits import Exit, Failed
from askfirst.cli.policies import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.audit import Coverage
    from askfirst.policy.cases import Case
    from askfirst.policy.compare import Difference
    from askfirst.policy.program import Policy

OwnPacks = Annotated[
    list[Path] | None,
    typer.Option(
        "--pack", help="A pack of your own, put beside those that come with the product; may be repeated."
    ),
]
CaseFiles = Annotated[
    list[Path] | None, typer.Argument(help="Files of cases; without any, those that come with the product.")
]


def run_cases(files: CaseFiles = None, packs: OwnPacks = None, as_json: printing.AsJson = False) -> None:
    """Run cases: facts, and which rules must speak or be silent about them.

    Says of each case that fails what is not as it should be, and exits with 1 where there is one.
    """
    policy, cases = _policy(packs), _cases(files)
    failures = [failure for case in cases for failure in case.failures(policy)]
    if as_json:
        printing.answer_json({"cases": len(cases), "failures": failures})
    else:
        for failure in failures:
            printing.say(failure)
        printing.say(
            f"{len(cases)} cases, {'all as they should be' if not failures else f'{len(failures)} to mend'}."
        )
    raise typer.Exit(Exit.WRONG if failures else Exit.YES)


def coverage(files: CaseFiles = None, packs: OwnPacks = None, as_json: printing.AsJson = False) -> None:
    """Tell how many cases show each rule speaking and silent.  Exits with 1 where a rule has none of a kind."""
    from askfirst.policy.audit import coverage

    found = coverage(_policy(packs), _cases(files))
    missing = [one for one in found if not one.is_complete]
    if as_json:
        printing.answer_json([_coverage_data(one) for one in found])
    else:
        _show_coverage(found)
        printing.say(f"{len(found)} rules, {len(missing) or 'none'} without a case of each kind.")
    raise typer.Exit(Exit.WRONG if missing else Exit.YES)


def diff(
    first: Annotated[str, typer.Argument(metavar="DAY", help="One day, such as 2020-03-03.")],
    second: Annotated[str, typer.Argument(metavar="DAY", help="The other day; the order does not matter.")],
    packs: OwnPacks = None,
    as_json: printing.AsJson = False,
) -> None:
    """Tell what changed between two days: rules that began, ended or were announced, and the cases that turned."""
    from askfirst.policy.cases import load_cases
    from askfirst.policy.compare import diff

    found = diff(_policy(packs), _day(first), _day(second), load_cases())
    if as_json:
        printing.answer_json(_difference_data(found))
    else:
        _show_difference(found)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failed(f"`{text}` is no day: write it as 2020-03-04.") from None


def _policy(files: Iterable[Path] | None) -> Policy:
    from askfirst.policy import PackError, bundled, read_packs
    from askfirst.policy.program import Policy

    if not files:
        return bundled()
    try:
        return Policy([*bundled().packs, *read_packs(texts_of(files))])
    except PackError as error:
        raise Failed(f"{error}\nMend the pack first: `askfirst policy check` shows all of it.") from error


def _cases(files: Iterable[Path] | None) -> tuple[Case, ...]:
    from askfirst.policy import FactError
    from askfirst.policy.cases import load_cases, read_cases

    try:
        return tuple(case for file in files for case in read_cases(file)) if files else load_cases()
    except (FactError, OSError) as error:
        raise Failed(f"The cases cannot be read. {error}") from error


def _difference_data(found: Difference) -> dict[str, Any]:
    return {
        "first": found.first,
        "second": found.second,
        "began": [rule.id for rule in found.began],
        "ended": [rule.id for rule in found.ended],
        "announced": [rule.id for rule in found.announced],
        "turned": [{"case": one.case.title, "then": one.then, "now": one.now} for one in found.turned],
    }


def _show_difference(found: Difference) -> None:
    printing.say(f"After {found.first}, up to and with {found.second}:")
    for word, rules in (("began", found.began), ("ended", found.ended), ("announced", found.announced)):
        for rule in rules:
            printing.say(f"  {word:<9} {rule.id}: {rule.why}")
    for one in found.turned:
        printing.say(f"  turned    from {one.then} to {one.now}: {one.case.title}")
    if not (found.began or found.ended or found.announced or found.turned):
        printing.say("  nothing")


def _coverage_data(one: Coverage) -> dict[str, Any]:
    return {"rule": one.rule, "speaking": one.speaking, "silent": one.silent}


def _show_coverage(found: Iterable[Coverage]) -> None:
    from rich.table import Table

    table = Table("Rule", "Cases where it speaks", "Cases where it is silent", box=None, pad_edge=False)
    for one in found:
        table.add_row(one.rule, str(one.speaking), str(one.silent))
    printing.console().print(table)
