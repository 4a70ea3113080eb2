"""`credits`, `channel account` and `people relate`: what an account has left, what it is, and what a person is to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.brand.models import Brand, Channel
    from askfirst.gate.counters import Standing
    from askfirst.gate.models import CreditEntry

app = typer.Typer(
    help="Paid first messages (InMail): what is left, and what came or lapsed.", no_args_is_help=True
)
people = typer.Typer(help="The people the brand knows.", no_args_is_help=True)

OfChannel = Annotated[
    str,
    typer.Argument(
        metavar="CHANNEL", help="Its id, its address, or its network where the brand has one there."
    ),
]


@app.command("show")
def show(channel: OfChannel, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Show the credits of a channel, line by line, and how much of each of its limits is used."""
    framework.start_ready()
    from django.utils import timezone

    from askfirst.cli import finding
    from askfirst.gate import counters, credits  # noqa: A004 -- the word for it

    found = _channel(finding.brand(brand), channel)
    now = timezone.now()
    left, lines = credits.left(found, now), credits.lines(found)
    standings = counters.standings(found, now)
    if as_json:
        printing.answer_json(
            {
                "channel": found.pk,
                "network": found.network,
                "credits_left": left,
                "lines": [_line_data(line) for line in lines],
                "limits": [_standing_data(one) for one in standings],
            }
        )
        return
    printing.say(f"{found}: {'no credits on this network' if left is None else f'{left} credits left'}")
    for line in lines:
        note = f"  {line.note}" if line.note else ""
        said = f"{line.amount:+d}  {line.get_kind_display()}"
        printing.say(f"  {line.at:%Y-%m-%d %H:%M}  {line.balance:>5}  {said}{note}")
    for one in standings:
        printing.say(f"  {standing_sentence(one)}")


@app.command("add")
def add(
    channel: OfChannel,
    amount: Annotated[int, typer.Argument(help="How many.")],
    *,
    kind: Annotated[str, typer.Option(help="allowance, purchase, or expiry for what lapsed.")] = "allowance",
    note: Annotated[str, typer.Option(help="Whatever will help to understand the line later.")] = "",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Write down credits that came with the plan, were bought, or lapsed. Lines are added, never changed."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.gate import credits  # noqa: A004 -- the word for it

    found = _channel(finding.brand(brand), channel)
    try:
        line = credits.add(found, credits.Gain(amount=amount, kind=kind, note=note))
    except ValueError as wrong:
        raise Failed(f"Nothing was written down: {wrong}.") from wrong
    if as_json:
        printing.answer_json(_line_data(line))
    else:
        printing.say(f"{found}: {line.balance} credits left.")


def account(
    channel: OfChannel,
    said: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...",
            help="Such as tier=premium_career, kind=person, automation_label=yes; KEY= takes a word back.",
        ),
    ] = None,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Say what the account behind a channel is: its plan, labels and approvals, and who shares its limits."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.gate import accounts

    found = _channel(finding.brand(brand), channel)
    try:
        if said:
            accounts.say(found, dict(map(_pair, said)))
    except ValueError as wrong:
        raise Failed(f"Nothing was changed: {wrong}.") from wrong
    known = dict(accounts.said_of(found))
    if as_json:
        printing.answer_json({"channel": found.pk, "account": known})
        return
    printing.say(f"{found}:" if known else f"{found}: nobody has said anything about its account.")
    for key, value in known.items():
        printing.say(f"  {key} = {value}")


@people.command("relate")
def relate(
    person: Annotated[str, typer.Argument(help="A name, a handle on any network, or an id.")],
    relation: Annotated[
        str,
        typer.Argument(help="client, friend, family, lead, candidate or colleague; `none` takes it back."),
    ],
    *,
    purpose: Annotated[str, typer.Option(help="What you would write for.")] = "service",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Say what a person is to the brand, and hear which network suits that and whether it is open now."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.gate import recommend
    from askfirst.people import relations

    contact = finding.contact(finding.brand(brand), person)
    try:
        relations.say(contact, "" if relation == "none" else relation)
    except ValueError as wrong:
        raise Failed(f"Nothing was changed: {wrong}.") from wrong
    found = recommend.for_person(contact, purpose)
    if as_json:
        printing.answer_json(
            {
                "person": contact.pk,
                "relation": contact.relation or None,
                "recommendation": recommendation_data(found),
            }
        )
        return
    printing.say(
        f"{contact}: {contact.get_relation_display().lower() if contact.relation else 'nothing is said'}"
    )
    if found:
        printing.say(f"{found.label}: {found.why}")
        printing.say("It is open now." if found.is_open else f"It is not open now. {found.closed}")


def recommendation_data(found: Any) -> dict[str, Any] | None:
    """A recommendation for programs."""
    if found is None:
        return None
    return {
        "network": found.network,
        "why": found.why,
        "is_open": found.is_open,
        "closed": found.closed,
        "passed_over": [{"network": one.network, "closed": one.closed} for one in found.passed_over],
    }


def standing_sentence(one: Standing) -> str:
    """How much of a limit is used, in words."""
    if one.number is None:
        return f"{one.limit.title}: no number is known; the first refusal stops us"
    when = f", the next place is free at {one.frees_at:%Y-%m-%d %H:%M} UTC" if one.frees_at else ""
    return f"{one.limit.title}: {one.used} of {one.number}{when}"


def _channel(brand: Brand, said: str) -> Channel:
    from django.db.models import Q

    from askfirst.brand.models import Channel

    rows = Channel.objects.filter(brand=brand).select_related("brand")
    if said.isdecimal() and (by_id := rows.filter(pk=int(said)).first()):
        return by_id
    found = list(rows.filter(Q(address__iexact=said) | Q(network=said)).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    raise Failed(
        f"{'More than one channel' if found else 'No channel'} of {brand} is called `{said}`. "
        "`askfirst channel list` shows them with their ids."
    )


def _pair(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"`{text}` is no KEY=VALUE")
    known: dict[str, Any] = {"": None, "yes": True, "true": True, "no": False, "false": False}
    return key, int(value) if value.isdecimal() else known.get(value.lower(), value)


def _line_data(line: CreditEntry) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": line.kind,
        "amount": line.amount,
        "balance": line.balance,
        "delivery": line.delivery_id,
        "note": line.note,
        "at": line.at.isoformat(),
    }


def _standing_data(one: Standing) -> dict[str, Any]:
    return {
        "limit": one.limit.id,
        "title": one.limit.title,
        "owner": one.owner,
        "used": one.used,
        "number": one.number,
        "frees_at": one.frees_at.isoformat() if one.frees_at else None,
        "source": one.limit.source["title"],
    }
