"""`people engaged`: who takes part, found from what they really do, and line by line why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.people.engaged import Standing
    from askfirst.people.models import Contact


def engaged(
    person: Annotated[
        str, typer.Argument(help="A name, a handle or an id: why they stand where they stand. Else the list.")
    ] = "",
    *,
    band: Annotated[str, typer.Option(help="Only new, regular, engaged or devoted people.")] = "",
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many to list.")] = 20,
    anew: Annotated[
        bool, typer.Option("--anew", help="First make all scores anew, out of every deed.")
    ] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """List the people who take part most, or explain one person's score line by line."""
    framework.start_ready()
    from django.utils import timezone

    from askfirst.cli import finding
    from askfirst.people import engaged as found
    from askfirst.people import scores
    from askfirst.people.models import Contact
    from askfirst.people.points import Band

    of = finding.brand(brand)
    if band and band not in Band.values:
        raise Failed(f"There is no band `{band}`. There is: {', '.join(Band.values)}.")
    if anew:
        scores.rescore_everybody(of)
    if person:
        contact = finding.contact(of, person)
        _explain(contact, found.standing(contact), as_json=as_json)
        return
    at = timezone.now()
    rows = Contact.objects.filter(brand=of, merged_into=None, forgotten_at=None, score__brand=of)
    rows = rows.filter(found.in_band(band, of, at)) if band else rows
    people = list(rows.select_related("score").order_by("-score__value", "pk")[:most])
    bands = found.bands(people, of, at)
    data = [
        {
            "person": one.pk,
            "name": str(one),
            "band": str(bands[one.pk] or "") or None,
            "points": round(found.today(one.score, at), 1),
            "deeds": one.score.deeds,
            "last_at": one.score.last_at,
        }
        for one in people
    ]
    if as_json:
        printing.answer_json({"people": data})
        return
    for line in data:
        printing.say(f"{line['points']:>8}  {line['band'] or '-':<8}  {line['person']:>6}  {line['name']}")
    if not data:
        printing.say("Nobody yet: people appear here once they write, comment or take part otherwise.")


def _explain(contact: Contact, standing: Standing, *, as_json: bool) -> None:
    band = str(standing.band) if standing.band else None
    if as_json:
        printing.answer_json(
            {
                "person": contact.pk,
                "band": band,
                "points": round(standing.score, 1),
                "lines": [_line_data(line) for line in standing.lines],
                "by_one_press": round(standing.light, 1),
                "by_one_press_counted": round(standing.light_counted, 1),
                "next": standing.says_next or None,
            }
        )
        return
    printing.say(f"{contact}: {band or 'nothing is known that they did'}, {standing.score:.1f} points")
    for line in standing.lines:
        said = "; ".join(line.remarks)
        printing.say(
            f"  {line.points:>7.1f}  {line.title}, {line.done} times, last {line.last_at:%Y-%m-%d}"
            + (f" ({said})" if said else "")
        )
    if standing.is_capped:
        printing.say(
            f"  what takes one press counts {standing.light_counted:.1f} of {standing.light:.1f}: half of what was said in words at most"
        )
    if standing.says_next:
        printing.say(f"  {standing.says_next}")


def _line_data(line: Any) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "done": line.done,
        "counted": line.counted,
        "points": round(line.points, 1),
        "remarks": list(line.remarks),
        "last_at": line.last_at,
        "is_one_press": line.is_light,
    }
