"""`requests`: friend and follow requests, what speaks for and against each, and the two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.friends.models import Request

app = typer.Typer(
    help="Friend and follow requests: who asks, what speaks for and against them, accept or decline.",
    no_args_is_help=True,
)
Number = Annotated[
    int, typer.Argument(metavar="REQUEST", help="The number of the request, as `list` says it.")
]
MOST = 200


@app.command("list")
def list_requests(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those that were decided too.")] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """List the requests that wait, newest first, each with its suggestion and the heaviest reason."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.friends import access

    rows = access.of_brand(finding.brand(brand)).defer("portrait").order_by("-pk")
    found = list((rows if everything else rows.filter(state="open"))[:MOST])
    if as_json:
        printing.answer_json([_said(one) for one in found])
        return
    for one in found:
        reason = max(one.points, key=lambda point: abs(point["weight"]), default=None)
        why = f"  {reason['says']}" if reason and reason["weight"] else ""
        word = one.suggestion or "not read yet" if one.state == "open" else one.state
        printing.say(f"{one.pk:>6}  {word:<12}  {one.handle.contact} ({one.channel.network}){why}")
    if not found:
        printing.say("Nobody waits for an answer.")


@app.command("show")
def show(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Show one request: the three tests with their points, and what the suggestion rests on."""
    framework.start_ready()
    held = _found(number, brand)
    if as_json:
        printing.answer_json(_said(held))
        return
    printing.say(f"{held.handle.contact}, {held.handle.address}, asks {held.channel} ({held.state})")
    if held.note:
        printing.say(f"  They wrote: {held.note}")
    for test, question in _QUESTIONS.items():
        printing.say(f"{question} {held.tests.get(test, 'unknown')}")
        for point in held.points:
            if point["test"] == test:
                printing.say(f"  {point['weight']:+d}  {point['says']}")
    printing.say(f"Suggestion: {held.suggestion or 'not read yet'}. A person decides.")


@app.command("accept")
def accept(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Accept a request; where a program may, it is done on the network by the worker."""
    _decide(number, brand, is_accepted=True, is_json=as_json)


@app.command("decline")
def decline(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Decline a request without a word; the kind reply of the friend policy is written in the web."""
    _decide(number, brand, is_accepted=False, is_json=as_json)


def _decide(number: int, brand: str, *, is_accepted: bool, is_json: bool) -> None:
    framework.start_ready()
    from askfirst.friends.requests import Answer, CannotDecide
    from askfirst.wire import requesting

    held = _found(number, brand)
    try:
        done = requesting.decide(None, held, Answer(is_accepted=is_accepted))
    except CannotDecide as error:
        raise Failed(str(error)) from error
    held = _found(number, brand)
    if is_json:
        printing.answer_json(_said(held))
        return
    there = "The worker does it there" if done.is_by_program else "No program may do it there: do it by hand"
    printing.say(f"{held.handle.contact}: {held.state}. {there}.")


def _found(number: int, brand: str) -> Request:
    from askfirst.cli import finding
    from askfirst.friends import access

    owner = finding.brand(brand)
    found = access.of_brand(owner).filter(pk=number).first()
    if found is None:
        raise Failed(f"{owner} has no request {number}. `askfirst requests list --all` says which there are.")
    return found


def _said(held: Request) -> dict[str, Any]:
    return {
        "request": held.pk,
        "person": held.handle.contact_id,
        "name": held.handle.contact.name,
        "address": held.handle.address,
        "network": held.channel.network,
        "state": held.state,
        "note": held.note,
        "came_at": held.came_at,
        "suggestion": held.suggestion,
        "tests": held.tests,
        "points": [{**point, "says": str(point["says"])} for point in held.points],
        "is_done_there": held.settled_at is not None,
        "trouble": str(held.trouble),
    }


_QUESTIONS = {
    "wall": "Is the wall about more than their own opportunity?",
    "others": "Does anybody else speak there?",
    "person": "Is this a real person?",
}
