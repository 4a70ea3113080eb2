"""`poll`: what was asked on the page and what came of it, and the end of a poll."""

from __future__ import annotations

import csv
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.wall.models import Poll

app = typer.Typer(
    help="Polls on the brand's page. Somebody on the team opens them there.", no_args_is_help=True
)

Number = Annotated[int, typer.Argument(metavar="POLL", help="Its number, as in its address.")]


@app.command("list")
def list_polls(brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """List the polls, the newest first: number, state, how many people voted, the question."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.wall import access, polls, votes

    held = list(access.polls_of(finding.brand(brand)))
    found = votes.results(held)
    rows = [
        {"poll": one.pk, "state": polls.state(one).name.lower(), "voters": found[one.pk].voters, "question": one.question}
        for one in held
    ]  # fmt: skip
    if as_json:
        printing.answer_json(rows)
        return
    for row in rows:
        printing.say(f"{row['poll']:>6}  {row['state']:<8}  {row['voters']:>6}  {row['question']}")
    if not rows:
        printing.say("There is no poll yet. The team makes them under Wall, Polls.")


@app.command("show")
def show(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Show one poll: its choices, how many chose each, and how many people voted."""
    framework.start_ready()
    from askfirst.wall import poll_tables

    told = poll_tables.document(_poll(number, brand), with_people=False)
    if as_json:
        printing.answer_json(told)
        return
    printing.say(f"{told['question']}  ({told['state']})")
    for one in told["choices"]:
        printing.say(f"  {one['votes']:>6}  {one['text']}")
    printing.say(f"  {told['voters']:>6}  people voted")


@app.command("export")
def export(
    number: Number,
    *,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write it; `-`: to the screen.")] = "-",
    people: Annotated[
        bool, typer.Option("--people", help="Who chose what, in place of how many chose each.")
    ] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Write a poll as CSV, or with --json as one document; no cell is taken for a formula by a spreadsheet."""
    framework.start_ready()
    from askfirst.networks.exports.cells import safe
    from askfirst.wall import poll_tables

    held = _poll(number, brand)
    if as_json:
        printing.answer_json(poll_tables.document(held, with_people=people))
        return
    rows = poll_tables.people(None, held) if people else poll_tables.numbers(held)
    with nullcontext(sys.stdout) if out == "-" else Path(out).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)


@app.command("close")
def close(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """End a poll now: nobody votes or changes a vote after this, and it is not opened again."""
    framework.start_ready()
    from askfirst.wall import polls

    held = _poll(number, brand)
    try:
        polls.close(None, held)
    except polls.CannotKeep as why:
        raise Failed(str(why)) from why
    if as_json:
        printing.answer_json({"poll": held.pk, "state": "over"})
    else:
        printing.say(f"“{held}” has ended.")


def _poll(number: int, brand: str) -> Poll:
    from askfirst.cli import finding
    from askfirst.wall import access

    ours = finding.brand(brand)
    held = access.polls_of(ours).filter(pk=number).first()
    if held is None:
        raise Failed(f"{ours} has no poll {number}: `askfirst poll list` shows those that there are.")
    return held
