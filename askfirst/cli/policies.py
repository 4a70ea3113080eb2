"""`policy check`, `policy show` and `policy explain`: the rules themselves.  `authoring` adds what their authors need."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import printing
from askfirst.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.policy.model import Pack, Rule

app = typer.Typer(
    help="The rules themselves: check your own packs, read the ones in force.", no_args_is_help=True
)


@app.command("check")
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Packs to check; without any, those that come with the product."),
    ] = None,
    as_json: printing.AsJson = False,
) -> None:
    """Check packs: every mistake of every file, at once, each with what is wrong and where.

    Types, dates, names used twice, sources that are missing, rules that can never speak; of the packs that come with
    the product also rules without a case.  Exits with 1 where there is something to mend.
    """
    from askfirst.policy.audit import unreachable
    from askfirst.policy.packs import PackError, load_packs, read_packs, warnings

    mistakes: list[str] = []
    packs: tuple[Pack, ...] = ()
    try:
        packs = read_packs(texts_of(files)) if files else load_packs()
    except PackError as error:
        mistakes = [str(mistake) for mistake in error.mistakes]
    mistakes += [str(mistake) for pack in packs for mistake in unreachable(pack)]
    if not files:
        mistakes += _without_cases(packs)
    advice = [str(one) for pack in packs for one in warnings(pack)]
    if as_json:
        printing.answer_json({"packs": [pack.id for pack in packs], "mistakes": mistakes, "advice": advice})
    else:
        _show_check(packs, mistakes, advice)
    raise typer.Exit(Exit.WRONG if mistakes else Exit.YES)


@app.command("show")
def show(
    pack: Annotated[
        str, typer.Argument(help="A pack's id, or a rule's; without one, all packs are listed.")
    ] = "",
    as_json: printing.AsJson = False,
) -> None:
    """List the packs in force, or read one pack or rule with its dates and sources."""
    from askfirst.policy import bundled

    packs = {one.id: one for one in bundled().packs}
    if "." in pack:
        explain(pack, as_json=as_json)
        return
    if pack and pack not in packs:
        raise Failed(f"There is no pack `{pack}`. There is: {', '.join(packs)}.")
    if as_json:
        printing.answer_json(_pack_data(packs[pack]) if pack else [_pack_head(one) for one in packs.values()])
    elif pack:
        _show_pack(packs[pack])
    else:
        _show_packs(packs.values())


@app.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(help="A rule's id, as decisions name it.")],
    as_json: printing.AsJson = False,
) -> None:
    """Tell all about one rule: what it does, when it speaks, since when, and where it was read."""
    from askfirst.policy import bundled
    from askfirst.policy.taming import did_you_mean

    rules = {one.id: one for pack in bundled().packs for one in pack.rules}
    if rule not in rules:
        raise Failed(
            f"There is no rule `{rule}`{did_you_mean(rule, rules)}. `askfirst policy show` lists the packs."
        )
    if as_json:
        printing.answer_json(_rule_data(rules[rule]))
    else:
        _show_rule(rules[rule])


def _without_cases(packs: Iterable[Pack]) -> list[str]:
    from askfirst.policy.audit import uncovered
    from askfirst.policy.cases import load_cases
    from askfirst.policy.program import Policy

    return [str(mistake) for mistake in uncovered(Policy(packs), load_cases())]


def texts_of(files: Iterable[Path]) -> dict[str, bytes]:
    """What stands in some files, by their names.

    Raises:
        Failed: one cannot be read.
    """
    texts = {}
    for path in files:
        try:
            texts[str(path)] = path.read_bytes()
        except OSError as error:
            raise Failed(
                f"{path} cannot be read ({error.strerror}). Check the name and your right to read it."
            ) from error
    return texts


def _show_check(packs: Iterable[Pack], mistakes: list[str], advice: list[str]) -> None:
    for line in mistakes:
        printing.say(line)
    for line in advice:
        printing.say(f"Mind: {line}")
    if mistakes:
        printing.say(f"{len(mistakes)} to mend." if len(mistakes) > 1 else "One to mend.")
    for pack in packs:
        order = "" if mistakes else ", all in order"
        printing.say(f"{pack.id}: {len(pack.rules)} rules{order}.")


def _show_packs(packs: Iterable[Pack]) -> None:
    from rich.table import Table

    table = Table("Pack", "Layer", "Rules", "Where none speaks", "Title", box=None, pad_edge=False)
    for pack in packs:
        table.add_row(pack.id, str(pack.layer), str(len(pack.rules)), str(pack.default), pack.title)
    printing.console().print(table)


def _show_pack(pack: Pack) -> None:
    printing.say(f"{pack.id}: {pack.title} ({pack.layer})")
    if pack.about:
        printing.say(pack.about)
    printing.say(f"Where no rule speaks: {pack.default}. {pack.otherwise}")
    for rule in pack.rules:
        printing.say()
        _show_rule(rule)


def _show_rule(rule: Rule) -> None:
    printing.say(f"{rule.id}: {rule.effect} ({rule.layer}, {_dates(rule)})")
    printing.say(f"  says    {rule.why}")
    printing.say(f"  when    {' '.join(rule.text.split())}")
    if rule.instead:
        printing.say(f"  instead {', '.join(rule.instead)}")
    if rule.source:
        read = f", read on {rule.source.read}" if rule.source.read else ""
        printing.say(
            f"  source  {rule.source.title}, {rule.source.address}{read} (confidence {rule.confidence})"
        )
    if rule.note:
        printing.say(f"  note    {' '.join(rule.note.split())}")


def _dates(rule: Rule) -> str:
    begin = (
        f"since {rule.since}"
        if rule.since
        else f"seen in force on {rule.observed}"
        if rule.observed
        else "always"
    )
    return f"{begin}, until {rule.until}" if rule.until else begin


def _pack_head(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "layer": str(pack.layer),
        "network": pack.network,
        "title": pack.title,
        "default": str(pack.default),
        "rules": len(pack.rules),
    }


def _pack_data(pack: Pack) -> dict[str, Any]:
    said = {"otherwise": pack.otherwise, "about": pack.about}
    return _pack_head(pack) | said | {"rules": [_rule_data(rule) for rule in pack.rules]}


def _rule_data(rule: Rule) -> dict[str, Any]:
    from askfirst.policy.model import plain

    source = rule.source
    return {
        "id": rule.id,
        "layer": str(rule.layer),
        "effect": str(rule.effect),
        "when": rule.text,
        "why": rule.why,
        **{
            name: plain(getattr(rule, name))
            for name in ("since", "until", "announced", "observed", "confidence")
        },
        "instead": list(rule.instead),
        "note": rule.note,
        "source": {"title": source.title, "address": source.address, "read": plain(source.read)}
        if source
        else None,
    }
