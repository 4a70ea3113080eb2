"""`list import`, `export`, `resume-import` and `undo-import`: lists out of files, and into them."""

from __future__ import annotations

import csv
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Exit, Failed
from askfirst.cli.setup import OfBrand  # noqa: TC001 -- Typer reads the annotation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.consent.models import Import

CHUNK = 1 << 20
Number = Annotated[int, typer.Argument(metavar="ID", help="Its number, as `import` printed it.")]


def bring(
    file: Annotated[Path, typer.Argument(help="A CSV file, or a zip with several, as it was exported.")],
    *,
    on: Annotated[str, typer.Option("--list", metavar="LIST", help="The short name of the list.")],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help="What a column tells, such as `Joined=agreed_at`; an empty FIELD: it is not read. Else it is guessed by its name.",
        ),
    ] = None,
    standing: Annotated[
        str,
        typer.Option(
            help="How everybody stands of whom no line says it: on, waiting, left, dead or complained."
        ),
    ] = "",
    how: Annotated[str, typer.Option(help="By what they agreed, where no line says it.")] = "",
    words: Annotated[
        str, typer.Option(help="What they read before, where no line says it; @FILE reads it.")
    ] = "",
    order: Annotated[
        str, typer.Option(help="How days are written: ymd, dmy (31/05/2024) or mdy (05/31/2024).")
    ] = "ymd",
    only_list: Annotated[
        bool,
        typer.Option("--only-list", help="Who left there leaves this list; else nothing is sent to them."),
    ] = False,
    shared_because: Annotated[
        str, typer.Option(help="Why addresses of roles, such as info@, may be on the list.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it; do nothing.")
    ] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Read people out of a file into a list. It stops whoever left; it adds only whose line shows when, how, where and with which words they agreed."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import importing
    from askfirst.networks.base import BadInput
    from askfirst.wire import list_imports

    found = finding.list_of(finding.brand(brand), on)
    try:
        held = list_imports.receive(None, found, file.name, _chunks(file))
    except (BadInput, importing.CannotImport) as why:
        raise Failed(str(why)) from why
    try:
        told = _fields(held, columns or ())
        wanted = {"how": how or held.how, "words": _read(words), "order": _known_order(order)}
        standings = _standings(held, standing)
        importing.set_up(
            held,
            importing.Reading(
                fields=told,
                standings=standings,
                is_only_list=only_list,
                shared_because=shared_because,
                **wanted,
            ),
        )
        importing.start(held, is_try=dry_run)
    except (Failed, importing.CannotImport) as why:
        importing.drop(held)
        raise Failed(str(why)) from why
    _go_on(held, is_quiet=as_json)
    _answer(held, is_json=as_json)
    if dry_run and held.state != held.State.FAILED:
        importing.drop(held)
    raise typer.Exit(Exit.WRONG if held.state == held.State.FAILED else Exit.YES)


def resume(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Go on with an import that was cut off, from the line at which it stopped. A worker does so by itself."""
    framework.start_ready()
    held = _import(number, brand)
    _go_on(held, is_quiet=as_json)
    _answer(held, is_json=as_json)


def undo(number: Number, brand: OfBrand = "", as_json: printing.AsJson = False) -> None:
    """Take back what an import alone did, through the ledger. Who confirmed, wrote or said no since stays as they are."""
    framework.start_ready()
    from askfirst.consent import importing

    held = _import(number, brand)
    if held.state != held.State.UNDOING:
        try:
            importing.undo(None, held)
        except importing.CannotImport as why:
            raise Failed(str(why)) from why
    _go_on(held, is_quiet=as_json)
    if as_json:
        printing.answer_json({"import": held.pk, "state": held.state, **held.undone})
        return
    printing.say(
        f"Taken back: {held.undone['taken_back']:,} lines of the ledger are answered, {held.undone['lifted']:,} stops are lifted. "
        f"{held.undone['kept']:,} stay: something was said since."
    )


def export(
    found: Annotated[str, typer.Argument(metavar="LIST", help="Its short name; `stops` with --stops.")] = "",
    *,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write it; `-`: to the screen.")] = "-",
    stops: Annotated[
        bool, typer.Option("--stops", help="The stop list of the brand in place of a list.")
    ] = False,
    brand: OfBrand = "",
) -> None:
    """Write a list, or the stop list, as CSV that can be read again: who stands on it, since when, by what, with which words."""
    framework.start_ready()
    from askfirst.cli import finding
    from askfirst.consent import exporting
    from askfirst.networks.exports.cells import safe
    from askfirst.wire import list_imports

    whose = finding.brand(brand)
    if bool(found) == stops:
        raise Failed("Say which list, or --stops for the stop list.")
    rows = (
        exporting.stops(None, whose, list_imports.digest_key())
        if stops
        else exporting.members(None, finding.list_of(whose, found))
    )
    try:
        with (
            nullcontext(sys.stdout)
            if out == "-"
            else Path(out).open("w", encoding="utf-8", newline="") as file
        ):
            csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
    except OSError as error:
        raise Failed(f"{out} could not be written ({error.strerror}).") from None


def _chunks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            yield from iter(lambda: opened.read(CHUNK), b"")
    except OSError as error:
        raise Failed(
            f"{file} cannot be read ({error.strerror}). Check the name and your right to read it."
        ) from None


def _fields(held: Import, columns: Any) -> dict[str, str]:
    """What is guessed of the columns, and over it what was said."""
    from askfirst.networks.exports.list_fields import Field

    names = {column["name"] for sheet in held.sheets for column in sheet["columns"]}
    told = dict(held.fields)
    for pair in columns:
        name, _sign, field = pair.partition("=")
        name, field = name.strip().casefold(), field.strip()
        if name not in names:
            shown = ", ".join(sorted(names)[:20])
            raise Failed(f"{held.name} has no column `{name}`. It has: {shown}.")
        if field and field not in set(Field):
            raise Failed(f"No column tells `{field}`. Choose one of: {', '.join(Field)}.")
        told = {known: what for known, what in told.items() if what != field} | {name: field}
    return told


def _standings(held: Import, standing: str) -> dict[int, str]:
    from askfirst.networks.exports.list_lines import Standing

    usable = [one.value for one in Standing if one is not Standing.UNKNOWN]
    if standing and standing not in usable:
        raise Failed(f"Nobody stands `{standing}`. Choose one of: {', '.join(usable)}.")
    return {place: standing for place in range(len(held.sheets)) if standing}


def _known_order(order: str) -> str:
    from askfirst.networks.exports.list_reading import ORDERS

    if order not in ORDERS:
        raise Failed(f"Days are not written `{order}`. Choose one of: {', '.join(ORDERS)}.")
    return order


def _read(words: str) -> str:
    if not words.startswith("@"):
        return words
    try:
        return Path(words[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{words[1:]} could not be read as text: {error}.") from error


def _import(number: int, brand: str) -> Import:
    from askfirst.cli import finding
    from askfirst.consent import importing

    whose = finding.brand(brand)
    found = importing.imports_of(whose).filter(pk=number).first()
    if found is None:
        raise Failed(f"{whose} has no import {number}.")
    return found


def _go_on(held: Import, *, is_quiet: bool) -> None:
    """Do all of what is under way under a progress bar, which stands on standard error so that the answer can be piped."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from askfirst.wire.list_imports import Imports

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    imports = Imports()
    with Progress(
        *columns, console=printing.console(is_error=True), disable=is_quiet, transient=True
    ) as progress:
        bar = progress.add_task("Reading", total=max(held.total, 1), completed=held.read)
        while imports.go_on(held.pk):
            held.refresh_from_db()
            progress.update(bar, completed=held.read, description=f"{held.read:,} lines")
    held.refresh_from_db()


def _answer(held: Import, *, is_json: bool) -> None:
    from askfirst.web import import_words

    is_try = not held.found
    counts = held.tried if is_try else held.found
    if is_json:
        printing.answer_json(
            {"import": held.pk, "state": held.state, "problem": str(held.problem), "came": counts}
        )
        return
    if held.problem:
        printing.say(str(held.problem))
    for one in import_words.came(held, counts, is_try=is_try):
        printing.say(f"{one.many:>9,}  {one.label}")
        for why in one.because:
            printing.say(f"{'':>9}  {why.many:,}: {why.says} (line {why.lines})")
    if is_try:
        printing.say("Nothing was done. Leave --dry-run out to do it.")
    elif held.state == held.State.DONE:
        printing.say(f"Import {held.pk}. To take it back: askfirst list undo-import {held.pk}")
