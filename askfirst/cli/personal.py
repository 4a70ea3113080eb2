"""`people export` and `people forget`: what a person may ask of the brand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.people.models import Forgetting

OfPerson = Annotated[str, typer.Argument(metavar="PERSON", help="A name, a handle on any network, or an id.")]


def export(
    person: OfPerson,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the archive; else `person-ID.zip` here.")
    ] = None,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Write everything that is known of a person into a zip: one page to read, one JSON document, and their files. With --json and no --out, print the document instead."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.wire import portrait

    contact = finding.contact(finding.brand(brand), person)
    if as_json and out is None:
        printing.answer_json(portrait.portrait(None, contact))
        return
    path = out or Path(f"person-{contact.pk}.zip")
    try:
        path.write_bytes(portrait.archive(None, contact))
    except OSError as error:
        raise Failed(
            f"The archive could not be written to {path}: {error.strerror}. Name another place with --out."
        ) from error
    if as_json:
        printing.answer_json({"person": contact.pk, "file": str(path), "bytes": path.stat().st_size})
    else:
        printing.say(f"{contact}: everything that is known is in {path}.")


def forget(
    person: OfPerson,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this, only say what would go.")] = False,
    reachable: Annotated[
        bool, typer.Option("--reachable", help="Do not put their addresses on the stop list.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, for the report; name nobody.")] = "",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Forget a person for good: names, addresses, words and files go, and a report is kept. Without --yes nothing is changed."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.wire import forgetting

    contact = finding.contact(finding.brand(brand), person)
    try:
        if yes:
            report = forgetting.forget(None, contact, reason=reason, and_stop=not reachable)
        else:
            report = forgetting.look(None, contact, and_stop=not reachable)
    except forgetting.CannotForget as refused:
        raise Failed(str(refused)) from refused
    if as_json:
        printing.answer_json(_report_data(report, is_done=yes))
        return
    printing.say(f"{'What went' if yes else 'What would go'}:")
    for one in report.gone:
        printing.say(f"  {one['count']:>6}  {one['what']}")
    printing.say(f"{'What stays' if yes else 'What would stay'}:")
    for one in report.stays:
        printing.say(f"  {one['count']:>6}  {one['what']}: {one['why']}")
    printing.say(
        f"The report is kept: /people/{report.contact_id}/forgotten/"
        if yes
        else "Nothing was changed. Say --yes to forget them; it cannot be undone."
    )


def _report_data(report: Forgetting, *, is_done: bool) -> dict[str, Any]:
    return {
        "person": report.contact_id,
        "is_done": is_done,
        "at": report.at.isoformat() if is_done else None,
        "reason": report.reason,
        "gone": report.gone,
        "stays": report.stays,
    }
