"""`list`: what people can join, made and looked at from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askfirst.cli import framework, list_files, printing
from askfirst.cli.exits import Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from askfirst.consent.models import List

app = typer.Typer(help="Lists: what people may ask to be told of.", no_args_is_help=True)
app.command("import")(list_files.bring)
app.command("export")(list_files.export)
app.command("resume-import")(list_files.resume)
app.command("undo-import")(list_files.undo)

OfList = Annotated[str, typer.Argument(metavar="LIST", help="Its short name, as in its address.")]
Words = Annotated[
    list[str],
    typer.Option(
        "--words",
        metavar="LANGUAGE=TEXT",
        help="The words that people agree to, such as `en=We write to you about…`; @FILE reads them. Once for each language.",
    ),
]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="As people read it before they join.")],
    *,
    words: Words,
    about: Annotated[str, typer.Option(help="What one gets, in a sentence or two.")] = "",
    purpose: Annotated[str, typer.Option(help="marketing, event or survey.")] = "marketing",
    most: Annotated[int, typer.Option(help="The promise: at most so many messages …")] = 1,
    days: Annotated[int, typer.Option(help="… in so many days.")] = 7,
    network: Annotated[
        list[str] | None, typer.Option(help="Where it is sent; email where not given.")
    ] = None,
    keyword: Annotated[str, typer.Option(help="The word that joins it, written in private.")] = "",
    months: Annotated[
        int, typer.Option(help="An agreement ends after so many without a sign; 0: never.")
    ] = 0,
    internal: Annotated[bool, typer.Option("--internal", help="Shown by name to nobody outside.")] = False,
    count_links: Annotated[
        bool,
        typer.Option("--count-links", help="Count who follows which link; people read it before they join."),
    ] = False,
    single_because: Annotated[
        str, typer.Option(help="Why one press is enough here; else everybody confirms.")
    ] = "",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Make a list with the words that people agree to. The form for it stands on the brand's page at once."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import lists

    wanted = lists.Wanted(
        name=name,
        about=about,
        purpose=purpose,
        most=most,
        days=days,
        networks=tuple(network or ["email"]),
        keyword=keyword,
        months=months or None,
        is_internal=internal,
        counts_links=count_links,
        single_because=single_because,
    )
    try:
        made = lists.make(None, finding.brand(brand), wanted, _words(words))
    except lists.CannotKeep as why:
        raise Failed(str(why)) from why
    _answer(made, f"“{made}” can be joined now: {_address(made)}", is_json=as_json)


@app.command("show")
def show(brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Show every list: how many people are on it, its promise, and where it is joined."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import counting, lists
    from askfirst.consent.models import List

    held = list(List.objects.select_related("brand").filter(brand=finding.brand(brand)).order_by("name"))
    many = counting.on_each(held)
    if as_json:
        printing.answer_json([{**_data(one), "on": many.get(one.pk, 0)} for one in held])
        return
    if not held:
        printing.say("There is no list yet: make one with `askfirst list add`.")
    for one in held:
        state = " (closed)" if one.closed_at else ""
        printing.say(
            f"{one.slug}{state}: {many.get(one.pk, 0)} on it. {one}. {lists.promise(one)} {_address(one)}"
        )


@app.command("words")
def words(found: OfList, *, words: Words, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Write new words that people agree to, as a new version. Who joined before agreed to the earlier ones, which are kept."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import lists

    one = finding.list_of(finding.brand(brand), found)
    try:
        version = lists.reword(None, one, _words(words))
    except lists.CannotKeep as why:
        raise Failed(str(why)) from why
    _answer(one, f"Version {version} of the words for “{one}” holds.", is_json=as_json)


@app.command("close")
def close(
    found: OfList,
    *,
    again: Annotated[bool, typer.Option("--open", help="Use a closed list again.")] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Use a list no more: nobody joins it and nothing is sent to it. Its people and their proof are kept."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import lists

    one = finding.list_of(finding.brand(brand), found)
    if again:
        lists.open_again(None, one)
    else:
        lists.close(None, one)
    _answer(one, f"“{one}” is used again." if again else f"“{one}” is closed.", is_json=as_json)


def _words(given: list[str]) -> dict[str, str]:
    """The notice by language.  Raises Failed where something is no pair, or a file cannot be read."""
    said = {}
    for pair in given:
        language, sign, text = pair.partition("=")
        if not sign or not language.strip():
            raise Failed(f"`{pair[:60]}` does not say its language: write it as en=TEXT or en=@FILE.")
        said[language.strip()] = _read(text) if text.startswith("@") else text
    return said


def _read(name: str) -> str:
    path = Path(name[1:])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{path} could not be read as text: {error}.") from error


def _address(one: List) -> str:
    from django.conf import settings

    return f"{settings.ADDRESS}/@{one.brand.slug}/lists/{one.slug}/"


def _data(one: List) -> dict[str, object]:
    return {
        "list": one.slug,
        "name": one.name,
        "purpose": one.purpose,
        "most": one.most,
        "days": one.days,
        "networks": one.networks,
        "is_open": one.is_open and one.closed_at is None,
        "address": _address(one),
    }


def _answer(one: List, says: str, *, is_json: bool) -> None:
    if is_json:
        printing.answer_json(_data(one))
    else:
        printing.say(says)
