"""`audience decide`: the question put to everybody in a table."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 -- Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import printing
from askfirst.cli.asking import AT_HELP
from askfirst.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askfirst.policy.sets.tally import Summary

app = typer.Typer(help="The same question about everybody in a table.", no_args_is_help=True)

MOST_SHOWN = 12


@app.command("decide")
def decide(
    facts: Annotated[
        str,
        typer.Argument(
            help="A Parquet file or a folder of them; a `.sql` file with one query (duckdb); or, in a database, a table."
        ),
    ],
    *,
    network: Annotated[str, typer.Option(help="Where it would be said: page, email, facebook …")],
    form: Annotated[str, typer.Option(help="direct, private_reply, public_reply or public_post.")] = "",
    purpose: Annotated[str, typer.Option(help="What it is for: reply, service, marketing …")] = "",
    at: Annotated[str, typer.Option("--at", "--on", help=AT_HELP)] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A fact that holds for all of them, as often as needed."),
    ] = None,
    engine: Annotated[str, typer.Option(help="polars, duckdb, sqlite, postgres or spark.")] = "polars",
    database: Annotated[
        str,
        typer.Option(
            envvar="ASKFIRST_AUDIENCE_DATABASE",
            help="An SQLite file or the URL of a PostgreSQL; for spark its master, otherwise all cores here.",
        ),
    ] = "",
    key: Annotated[str, typer.Option(help="The column that says who it is.")] = "person",
    out: Annotated[
        Path | None,
        typer.Option(
            help="A folder for the verdicts, a Parquet file for each part. Run again, it goes on where it stopped."
        ),
    ] = None,
    as_json: printing.AsJson = False,
) -> None:
    """May this be said to each of them?  Prints who gets it, who does not, why, and what would have to be true.

    The columns of the table are named like facts; what is neither a column nor given is unknown, or what the registry says.
    Exits with 0 where somebody may be written to, 4 where nobody may but some wait, 3 where all are denied.
    """
    from askfirst.cli import given
    from askfirst.policy import FactError, bundled
    from askfirst.policy.sets import engines
    from askfirst.policy.sets.mistakes import SourceError, TableError
    from askfirst.policy.sets.plan import Question
    from askfirst.policy.sets.run import decide_table

    options = {"network": network, "form": form, "purpose": purpose}
    question = Question(known=given.known_of_all(options, at, fact or []), key=key)
    try:
        source = engines.source(engine, facts, database)
        try:
            with bar() as progress:
                summary = decide_table(bundled(), question, source, out, progress)
        finally:
            source.close()
    except (FactError, TableError) as error:
        raise Failed("\n".join(_sentence(str(mistake)) for mistake in error.mistakes)) from error
    except SourceError as error:
        raise Failed(str(error)) from error
    except KeyboardInterrupt:
        kept = f" What was finished is kept in {out}; run the same again to go on." if out else ""
        raise Failed(f"Stopped.{kept}") from None
    answer(summary, out, as_json=as_json)


def answer(summary: Summary, out: Path | None, *, as_json: bool) -> None:
    """Print it, and leave with what it says.

    Raises:
        Exit: always.
    """
    from askfirst.policy import Verdict

    if as_json:
        printing.answer_json(_as_data(summary, out))
    else:
        _show(summary, out)
    if not summary.people or summary.verdicts[Verdict.ALLOW]:
        raise typer.Exit(Exit.YES)
    raise typer.Exit(Exit.HOLD if summary.verdicts[Verdict.HOLD] else Exit.DENY)


@app.command("people")
def people(
    *,
    channel: Annotated[str, typer.Option(help="The network of the brand's channel that would say it.")],
    address: Annotated[str, typer.Option(help="Which channel, where the brand has several there.")] = "",
    brand: Annotated[
        str, typer.Option(help="The brand's short name; not needed where there is only one.")
    ] = "",
    form: Annotated[str, typer.Option(help="direct, private_reply, public_reply or public_post.")] = "direct",
    purpose: Annotated[str, typer.Option(help="What it is for: service, marketing …")] = "marketing",
    text: Annotated[str, typer.Option(help="What would be said, where that is known.")] = "",
    at: Annotated[str, typer.Option("--at", "--on", help=AT_HELP)] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A fact about the text, such as has_unsubscribe=yes."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for each person's verdict, a Parquet file for each million.")
    ] = None,
    as_json: printing.AsJson = False,
) -> None:
    """May this be said to everybody the brand knows?  Prints who gets it, who does not, why, and what would have to be true.

    The facts come from the brand's own tables, the rules are those in force for it, its own included.
    It is asked as one text to all of them, unless `--fact audience_size=…` says to how many.
    Exits as `audience decide` does.
    """
    from askfirst.cli import framework

    framework.start_ready()
    from askfirst.cli import finding, given
    from askfirst.gate import audience
    from askfirst.gate.question import Question
    from askfirst.networks.base import Form
    from askfirst.policy import FactError
    from askfirst.policy.sets.mistakes import SourceError

    if form not in set(Form):
        raise Failed(f"There is no form `{form}`. Choose from: {', '.join(Form)}.")
    said = given.known_of_all({}, at, fact or [])
    moment = said.pop("now")
    try:
        question = Question(
            channel=finding.channel(finding.brand(brand), channel, address),
            contact=None,
            form=Form(form),
            purpose=purpose,
            text=text,
        )
        with bar() as progress:
            summary = audience.decide(
                audience.to_everybody(question), moment, said=said, out=out, progress=progress
            )
    except FactError as error:
        raise Failed("\n".join(_sentence(mistake) for mistake in error.mistakes)) from error
    except (SourceError, ValueError) as error:
        raise Failed(_sentence(str(error))) from error
    answer(summary, out, as_json=as_json)


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on the screen of whoever watches; nothing where the errors go into a file."""
    if not sys.stderr.isatty():
        yield lambda _done, _everybody: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Deciding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=printing.console(is_error=True), transient=True) as shown:
        task = shown.add_task("people", total=None)
        yield lambda done, everybody: shown.update(task, completed=done, total=everybody)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _show(summary: Summary, out: Path | None) -> None:
    said = {str(verdict): people for verdict, people in summary.verdicts.items()}
    printing.say(f"{summary.people:,} people, policy {summary.policy_version}")
    printing.say(f"  get it     {said['allow']:>13,}")
    printing.say(f"  wait       {said['hold']:>13,}")
    printing.say(f"  do not     {said['deny']:>13,}")
    if summary.reasons:
        printing.say("Why, and how many people:")
    for reason in summary.reasons[:MOST_SHOWN]:
        missing = ", for want of a fact" if reason.is_unknown else ""
        printing.say(f"  {reason.people:>13,}  {reason.says} [{reason.rule}, {reason.effect}{missing}]")
    if len(summary.reasons) > MOST_SHOWN:
        printing.say(f"  and {len(summary.reasons) - MOST_SHOWN} more reasons; --json names them all.")
    if summary.groups:
        printing.say("The largest groups that do not get it, and what would help one of them:")
    for group in summary.groups:
        printing.say(f"  {group.people:>13,}  {group.verdict} because of {', '.join(group.rules)}")
        for one in group.helps or ("Nothing that they or you could do alone.",):
            printing.say(f"                 {one}")
    if out:
        printing.say(f"Each person's verdict stands in {out}.")


def _as_data(summary: Summary, out: Path | None) -> dict[str, Any]:
    return {**asdict(summary), "out": str(out) if out else None}
