"""`campaign`: what would come of one text to many, of however many people."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 -- Typer reads the annotation
from typing import Annotated

import typer

from askfirst.cli import audience, framework, printing
from askfirst.cli.asking import AT_HELP
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

app = typer.Typer(help="Campaigns: one text to many.", no_args_is_help=True)


@app.callback()
def _campaigns() -> None:
    """Typer makes a group of a single command only where there is a callback."""


@app.command("dry-run")
def dry_run(
    campaign: Annotated[int, typer.Argument(metavar="CAMPAIGN", help="Its number, as in its address.")],
    *,
    at: Annotated[str, typer.Option("--at", "--on", help=AT_HELP)] = "",
    out: Annotated[
        Path | None, typer.Option(help="A folder for each person's verdict, a Parquet file for each million.")
    ] = None,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Who gets the newest version of a campaign, who waits, who does not, why, and what would have to be true.

    It is the very question that is asked about each person when their turn comes; nothing is sent and nothing is kept.
    Without `--at` it is asked of the campaign's hour, where it has one, else of now.  Exits as `audience decide` does.
    """
    framework.start_ready()
    from askfirst.campaigns import access
    from askfirst.campaigns import dry_run as running
    from askfirst.campaigns.models import Campaign
    from askfirst.campaigns.writing import CannotChange
    from askfirst.cli import finding, given
    from askfirst.policy.sets.mistakes import SourceError

    ours = finding.brand(brand)
    held = Campaign.objects.select_related("brand", "on", "channel__brand").filter(brand=ours, pk=campaign)
    found = held.first()
    version = access.version(found) if found else None
    if found is None or version is None:
        raise Failed(f"{ours} has no campaign {campaign} with words: its number stands in its address.")
    moment = given.instant(at, datetime.now(UTC)) if at else None
    try:
        with audience.bar() as told:
            summary = running.summary(found, version, at=moment, out=out, progress=told)
    except (CannotChange, SourceError) as error:
        raise Failed(str(error)) from error
    audience.answer(summary, out, as_json=as_json)
