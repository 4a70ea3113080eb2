"""Settings: a list that somebody brings along, from the file to its report, and back."""

from __future__ import annotations

import csv
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from askfirst.brand.files import plain_name
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.consent import importing
from askfirst.consent import lists as verbs
from askfirst.consent.importing import CannotImport
from askfirst.consent.models import Import, ImportLine
from askfirst.networks.base import BadInput
from askfirst.networks.exports.cells import safe
from askfirst.web import import_words
from askfirst.web.members import for_members
from askfirst.wire import list_imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpResponse

    from askfirst.consent.models import List
    from askfirst.web.members import MemberRequest

LARGEST = 1 << 30
"""Bytes of a file: some ten million lines."""
MOST_SHOWN = 60
"""Columns that are shown; those of which it is known what they tell are shown in any case."""
MOST_IMPORTS = 50
_DEEDS = ("try", "run", "undo", "drop")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest, pk: int) -> HttpResponse:
    """The files that were brought, and a form for another."""
    on = verbs.access(request.user, pk)
    if request.method != "POST":
        return _begin(request, on)
    require(request.user, Right.SUPPRESS)
    upload = request.FILES.get("file")
    if upload is None:
        return _begin(request, on, _("Choose a file first."))
    if (upload.size or 0) > LARGEST:
        return _begin(request, on, _("The file is larger than a gigabyte: bring it in parts."))
    try:
        held = list_imports.receive(request.user, on, plain_name(upload.name or ""), upload.chunks())
    except (BadInput, CannotImport) as why:
        return _begin(request, on, str(why))
    return redirect("settings-lists-import-one", pk, held.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """One file: how it is read, what would come of it, what came of it."""
    held = _held(request, pk, number)
    if request.method != "POST":
        return _one(request, held)
    do = request.POST.get("do", "")
    try:
        if do in _DEEDS:
            _do(request, held, do)
    except CannotImport as why:
        return _one(request, held, why, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("settings-lists-import-one", pk, number)


@for_members
@require_safe
def moving(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """How far it is, for a page that follows it; at the end that page is shown anew, with what can be done now."""
    held = _held(request, pk, number)
    answer = render(request, "lists/import_moving.html", _numbers(held) | {"import": held, "list": held.list})
    if held.state not in importing.UNDER_WAY:
        answer.headers["HX-Refresh"] = "true"
    return answer


@for_members
@require_safe
def report(request: MemberRequest, pk: int, number: int) -> StreamingHttpResponse:
    """What became of each line, as a table; of a dry run what would."""
    held = _held(request, pk, number)
    is_try = not held.found
    rows = ImportLine.objects.filter(of=held, is_try=is_try).order_by("file", "number")
    lines = rows.values_list("file", "number", "outcome", "reason").iterator(2000)
    return as_csv(f"import-{held.pk}.csv", _reported(held, lines))


def as_csv(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A table as a file, line by line as it is asked for; no cell of it is a formula."""
    writer = csv.writer(_Echo())
    # Spreadsheets take UTF-8 for what it is by this sign.
    lines = (writer.writerow([safe(cell) for cell in row]) for row in rows)
    answer = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _marked(lines: Iterable[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def _held(request: MemberRequest, pk: int, number: int) -> Import:
    on = verbs.access(request.user, pk)
    return importing.access(request.user, number, on)


def _do(request: MemberRequest, held: Import, do: str) -> None:
    if do == "try":
        importing.set_up(held, _wanted(request, held))
        list_imports.try_out(held)
    elif do == "run":
        require(request.user, Right.SUPPRESS)
        importing.start(held, is_try=False)
        list_imports.a_little(held)
    elif do == "undo":
        importing.undo(request.user, held)
        list_imports.a_little(held)
    else:
        importing.drop(held)
        messages.success(request, _("The file was let go. Nothing was read."))


def _wanted(request: MemberRequest, held: Import) -> importing.Reading:
    given = request.POST
    names = _columns(held)
    fields = {**held.fields}
    for place, name in enumerate(names):
        told = given.get(f"column-{place}")
        if told is not None:
            fields[name] = told if told in import_words.FIELDS else ""
    standings = {
        place: said
        for place in range(len(held.sheets))
        if (said := given.get(f"standing-{place}", "")) in import_words.STANDINGS
    }
    order = given.get("order", "ymd")
    return importing.Reading(
        fields=fields,
        standings=standings,
        how=given.get("how", ""),
        words=given.get("words", ""),
        order=order if order in import_words.ORDERS else "ymd",
        is_only_list=given.get("scope") == "list",
        shared_because=given.get("shared_because", ""),
    )


def _columns(held: Import) -> list[str]:
    """The names of all columns, once each."""
    return list(dict.fromkeys(column["name"] for sheet in held.sheets for column in sheet["columns"]))


def _begin(request: MemberRequest, on: List, error: str = "") -> HttpResponse:
    rows = importing.imports_of(on.brand).filter(list=on)[:MOST_IMPORTS]
    may_export = may(request.user, Right.PERSONAL)
    context = {"list": on, "imports": rows, "error": error, "may_export": may_export}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "lists/import_begin.html", context, status=status)


def _one(
    request: MemberRequest, held: Import, error: CannotImport | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    is_open = held.state in {Import.State.OPEN, Import.State.TRIED}
    context: dict[str, Any] = {"import": held, "list": held.list, "error": error, "is_open": is_open}
    if is_open:
        context |= _preview(request, held)
    context |= _numbers(held)
    answer = render(request, "lists/import_one.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"  # the first lines of somebody's list are in it
    return answer


def _preview(request: MemberRequest, held: Import) -> dict[str, Any]:
    samples: dict[str, list[str]] = {}
    for sheet in held.sheets:
        for column in sheet["columns"]:
            samples.setdefault(column["name"], []).extend(column.get("samples", ()))
    typed = request.POST
    rows = [
        {
            "place": place,
            "name": name,
            "samples": list(islice(dict.fromkeys(found), 3)),
            "told": typed.get(f"column-{place}", held.fields.get(name, "")),
        }
        for place, (name, found) in enumerate(samples.items())
    ]
    shown = [row for row in rows if row["place"] < MOST_SHOWN or row["told"]]
    return {
        "columns": shown,
        "hidden": len(rows) - len(shown),
        "fields": import_words.FIELDS.items(),
        "standings": import_words.STANDINGS.items(),
        "orders": import_words.ORDERS.items(),
        "sheets": held.sheets,
        "how": plain(typed.get("how", held.how)),
        "words": plain(typed.get("words", held.words)),
        "notices": [notice.text for notice in verbs.notices(held.list).values()],
    }


def _numbers(held: Import) -> dict[str, Any]:
    is_try = not held.found
    counts = held.tried if is_try else held.found
    done = min(held.read, held.total)
    return {
        "is_under_way": held.state in importing.UNDER_WAY,
        "is_try": is_try,
        "came": import_words.came(held, counts, is_try=is_try) if counts else [],
        "percent": 100 * done // held.total if held.total else 0,
        "can_be_undone": importing.can_be_undone(held)
        and held.state in {Import.State.DONE, Import.State.FAILED},
    }


def _reported(held: Import, lines: Iterable[tuple[int, int, str, str]]) -> Iterator[Sequence[object]]:
    labels = {outcome: str(words[1]) for outcome, words in import_words.OUTCOMES.items()}
    yield (_("File"), _("Line"), _("What came of it"), _("Why"))
    for file, number, outcome, why in lines:
        yield held.sheets[file]["name"], number, labels[outcome], import_words.reason(outcome, why)
