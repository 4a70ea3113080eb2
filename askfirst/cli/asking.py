"""`decide` and `reach`: the question itself, with facts given by hand or gathered for one person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 -- Typer reads the annotation
from typing import Annotated

import typer

from askfirst.cli import printing
from askfirst.cli.exits import OF_VERDICT

AT_HELP = "The instant the question is about: a day, or a date and time (UTC unless an offset is given). Otherwise now."


def decide(
    *,
    network: Annotated[str, typer.Option(help="Where it would be said: page, email, facebook …")] = "",
    form: Annotated[str, typer.Option(help="direct, private_reply, public_reply or public_post.")] = "",
    purpose: Annotated[
        str, typer.Option(help="What it is for: reply, service, marketing, recruiting …")
    ] = "",
    at: Annotated[str, typer.Option("--at", "--on", help=AT_HELP)] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="One more fact, as often as needed: `likes_page=yes`, `last_inbound_at=-3h`, `person_country=DE`.",
        ),
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A JSON object of facts by name; `-` reads it from standard input."
        ),
    ] = None,
    as_json: printing.AsJson = False,
) -> None:
    """May this be said?  Prints the verdict, why, until when, what would help and what is open instead.

    Facts that are not given are unknown, or what the registry says. Nothing is stored and no database is needed.
    Exits with 0 for allow, 3 for deny, 4 for hold.
    """
    from askfirst.cli import answers, given
    from askfirst.policy import bundled
    from askfirst.policy.explain import explain

    options = {"network": network, "form": form, "purpose": purpose}
    said = given.facts_out_of(given.Given(options=options, at=at, pairs=fact or [], file=facts))
    explanation = explain(bundled(), said)
    if as_json:
        printing.answer_json(answers.as_data(explanation))
    else:
        answers.show(explanation)
    raise typer.Exit(OF_VERDICT[explanation.decision.verdict])


def reach(
    person: Annotated[
        str,
        typer.Argument(
            help="A name, a handle on any network, or an id; without one, the overview of all networks."
        ),
    ] = "",
    *,
    brand: Annotated[
        str, typer.Option(help="The brand's short name; not needed where there is only one.")
    ] = "",
    purpose: Annotated[
        str, typer.Option(help="What it would be for; of the overview, all three are shown.")
    ] = "service",
    country: Annotated[
        str, typer.Option(help="In the overview: where business and people are, such as US or DE.")
    ] = "",
    at: Annotated[str, typer.Option("--at", "--on", help=AT_HELP)] = "",
    as_json: printing.AsJson = False,
) -> None:
    """Every way to reach one person, each already asked for, best first; or, for nobody in particular, of every network.

    The overview needs no database: for marketing, care and hiring it says to whom each network is open on that day.
    Exits with 0 where one is open, 4 where the best one is on hold, 3 where all are closed.
    """
    from askfirst.cli import given

    moment = given.instant(at, datetime.now(UTC)) if at else datetime.now(UTC)
    if not person:
        from askfirst.cli import overview

        raise typer.Exit(overview.show(moment, country, as_json=as_json))
    from askfirst.cli import framework

    framework.start_ready()
    from askfirst.cli import finding, reaching
    from askfirst.gate import recommend

    contact = finding.contact(finding.brand(brand), person)
    found = reaching.channels_of(contact, purpose, moment)
    suits = recommend.for_person(contact, purpose, moment)
    if as_json:
        printing.answer_json(reaching.as_data(contact, found, suits))
    else:
        reaching.show(contact, found, suits)
    raise typer.Exit(reaching.exit_of(found))
