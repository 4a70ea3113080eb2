"""`consent`: the ledger walked, told of one person, and counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Exit
from askfirst.cli.personal import OfPerson  # noqa: TC001 -- Typer reads the annotation
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.consent.models import Entry, Membership

app = typer.Typer(
    help="The ledger of consents: what people agreed to and forbade, each line sealed by the one before it.",
    no_args_is_help=True,
)


@app.command("verify")
def verify(brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Walk the brand's ledger from its first line and name every line that was changed, taken out or put in. Exit code 1 if there is one."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import chain

    found = finding.brand(brand)
    walked = list(chain.verify(found))
    lines = next((one for one in walked if isinstance(one, int)), 0)
    flaws = [one for one in walked if isinstance(one, chain.Flaw)]
    if as_json:
        printing.answer_json(
            {
                "brand": found.slug,
                "lines": lines,
                "flaws": [{"line": one.number, "what": one.what} for one in flaws],
            }
        )
    else:
        for flaw in flaws:
            printing.say(f"Line {flaw.number}: {flaw.what}.")
        printing.say(
            f"{len(flaws)} of {lines} lines do not hold."
            if flaws
            else f"All {lines} lines hold: none was changed, taken out or put in."
        )
    if flaws:
        raise typer.Exit(Exit.WRONG)


@app.command("show")
def show(person: OfPerson, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Tell what a person agreed to and forbade, line by line, and where they stand with each list today."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import grants, memberships, receipts, standing

    contact = finding.contact(finding.brand(brand), person)
    entries = list(reversed(standing.entries_of(contact)))
    lists = memberships.of(contact)
    held = grants.held(contact)
    if as_json:
        printing.answer_json(
            {
                "person": contact.pk,
                "lists": [_membership_data(one) for one in lists],
                "grants": [
                    {"network": one.network, "scope": one.scope, "until": one.expires_at} for one in held
                ],
                "lines": [_line_data(one) for one in entries],
                "receipts": [receipts.as_json(one) for one in receipts.receipts(contact)],
            }
        )
        return
    printing.say(f"{contact}")
    for one in lists:
        printing.say(f"  {one.list}: {one.get_state_display()}")
    for grant in held:
        until = f" until {grant.expires_at:%Y-%m-%d}" if grant.expires_at else ""
        printing.say(f"  granted on {grant.network}: {grant.scope}{until}")
    printing.say("" if entries else "  The ledger says nothing of them.")
    for line in entries:
        about = str(line.list) if line.list_id else line.purpose or "everything"
        how = f" by {line.get_mechanism_display()}" if line.mechanism else ""
        where = f", {line.place}" if line.place else ""
        printing.say(
            f"  {line.number:>6}  {line.occurred_at:%Y-%m-%d %H:%M}  {line.get_act_display()}{how}: {about}{where}"
        )
        if line.evidence:
            printing.say(f"          {' '.join(line.evidence.split())}")


@app.command("rebuild")
def rebuild(brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Compute anew from the ledger who stands on which list. It finds the same as what is kept, unless somebody changed that by hand."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import memberships

    found = finding.brand(brand)
    many = memberships.rebuild(found)
    if as_json:
        printing.answer_json({"brand": found.slug, "memberships": many})
    else:
        printing.say(f"Places on lists, computed from the ledger of {found}: {many}.")


def _membership_data(one: Membership) -> dict[str, Any]:
    return {
        "list": one.list.slug,
        "state": one.state,
        "basis": one.basis,
        "given_at": one.given_at,
        "expires_at": one.expires_at,
    }


def _line_data(line: Entry) -> dict[str, Any]:
    return {
        "number": line.number,
        "act": line.act,
        "at": line.occurred_at,
        "list": line.list.slug if line.list else None,
        "purpose": line.purpose,
        "mechanism": line.mechanism,
        "place": line.place,
        "actor": line.actor,
        "evidence": line.evidence,
        "seal": line.seal,
    }
