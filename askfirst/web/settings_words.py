"""Settings: ready words, one's own and the team's; and for how long what was sent can be undone."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand import files, undo, uploads
from askfirst.brand.roles import Right, may, require
from askfirst.networks.exports import cells
from askfirst.web.members import MemberRequest, for_members
from askfirst.work import canned as verbs
from askfirst.work.filling import NAMES

if TYPE_CHECKING:
    from askfirst.brand.models import StoredFile
    from askfirst.work.models import CannedReply

MOST_LINES = 500
LARGEST_TABLE = 2_000_000
"""Bytes of a table that is read in."""
_NO_UNDO = "-"
"""The choice to leave it to the brand, or to the installation."""


@for_members
@require_http_methods(["GET", "POST"])
def words(request: MemberRequest) -> HttpResponse:
    """The list, with a form for new ones."""
    require(request.user, Right.REPLY)
    return _keep(request) if request.method == "POST" else _shown(request)


@for_members
@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """One of them, to be changed."""
    row = verbs.one(request.user, pk)
    return _keep(request, row) if request.method == "POST" else _shown(request, row)


@for_members
@require_POST
def let_go(request: MemberRequest, pk: int) -> HttpResponse:
    """It is not needed any more."""
    row = verbs.let_go(request.user, pk)
    messages.success(request, _("“%(name)s” is gone.") % {"name": row.name})
    return redirect("settings-words")


@for_members
@require_POST
def drop_file(request: MemberRequest, pk: int, token: str) -> HttpResponse:
    """A file does not belong to it any more."""
    verbs.drop_file(request.user, pk, token)
    return redirect("settings-words-one", pk)


@for_members
@require_POST
def undoing(request: MemberRequest) -> HttpResponse:
    """For how long one can undo: one's own choice, or what holds for whoever has chosen nothing."""
    require(request.user, Right.REPLY)
    try:
        seconds = _seconds(request.POST.get("seconds", ""))
        if request.POST.get("whose") == "team":
            undo.choose_for_all(request.user, request.user.brand, seconds)
        else:
            undo.choose(request.user, seconds)
        messages.success(request, _("Saved."))
    except ValueError:
        messages.error(request, _("Nothing was changed. Choose one of the times that are offered."))
    return redirect("settings-words")


@for_members
@require_safe
def table(request: MemberRequest) -> HttpResponse:
    """All that the member sees, as a table: name, words, and whose they are."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="ready-words.csv"'
    lines = csv.writer(answer)
    lines.writerow(["name", "text", "whose"])
    for row in verbs.of(request.user):
        lines.writerow([cells.safe(row.name), cells.safe(row.text), "mine" if row.member_id else "team"])
    return answer


@for_members
@require_POST
def read_table(request: MemberRequest) -> HttpResponse:
    """Take a table in, as `table` writes it.  Each line that cannot be taken is named; the others are."""
    require(request.user, Right.REPLY)
    upload = request.FILES.get("table")
    if upload is None or (upload.size or 0) > LARGEST_TABLE:
        messages.error(request, _("Nothing was taken in. Choose a CSV file of at most 2 MB."))
        return redirect("settings-words")
    try:
        lines = list(csv.DictReader(io.StringIO(upload.read().decode("utf-8-sig"))))[:MOST_LINES]
    except (UnicodeDecodeError, csv.Error):
        messages.error(request, _("Nothing was taken in. This is no CSV file in UTF-8."))
        return redirect("settings-words")
    taken, refused = 0, list[str]()
    for number, line in enumerate(lines, start=2):
        try:
            is_team = (line.get("whose") or "").strip() == "team"
            text, name = cells.as_meant(line.get("text") or ""), cells.as_meant(line.get("name") or "")
            verbs.keep(request.user, verbs.Words(name=name, text=text, is_for_team=is_team))
            taken += 1
        except verbs.CannotKeep as why:
            refused.append(_("Line %(number)d: %(why)s") % {"number": number, "why": why})
        except PermissionDenied:
            refused.append(
                _("Line %(number)d: your role may not change the team’s words.") % {"number": number}
            )
    messages.success(request, _("%(count)d were taken in.") % {"count": taken})
    for sentence in refused[:8]:
        messages.warning(request, sentence)
    return redirect("settings-words")


def _seconds(chosen: str) -> int | None:
    """The time that was chosen; None: whoever stands above decides.

    Raises:
        ValueError: it is no number.
    """
    return None if chosen == _NO_UNDO else int(chosen[:4])


def _keep(request: MemberRequest, row: CannedReply | None = None) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("name", "text", "whose")}
    wanted = verbs.Words(name=typed["name"], text=typed["text"], is_for_team=typed["whose"] == "team")
    try:
        given = _uploads(request)
        kept = verbs.keep(request.user, wanted, given, row.pk if row else 0)
    except verbs.CannotKeep as why:
        return _shown(request, row, typed=typed, error=str(why), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Kept. Type /%(name)s while you write to somebody.") % {"name": kept.name})
    return redirect("settings-words")


def _uploads(request: MemberRequest) -> list[StoredFile]:
    """The files of the form, each looked at first.

    Raises:
        CannotKeep: one of them is not taken.
    """
    read = [(one.name or "file", one.read()) for one in request.FILES.getlist("files")[: verbs.MOST_FILES]]
    for name, content in read:
        if says := uploads.problem(name, content):
            raise verbs.CannotKeep(says)
    return [files.keep(request.user.brand, name, content) for name, content in read]


def _shown(
    request: MemberRequest,
    row: CannedReply | None = None,
    *,
    typed: dict[str, str] | None = None,
    error: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    stands = {"name": row.name, "text": row.text, "whose": "mine" if row.member_id else "team"} if row else {}
    may_lead = may(request.user, Right.MEMBERS)
    context: dict[str, Any] = {
        "rows": verbs.of(request.user),
        "row": row,
        "typed": typed or stands,
        "error": error,
        "may_lead": may_lead,
        "is_closed": row is not None and row.member_id is None and not may_lead,
        "names": [f"{{{name}}}" for name in NAMES],
        "choices": undo.CHOICES,
        "own": request.user.undo_seconds,
        "teams": request.user.brand.undo_seconds,
    }
    return render(request, "settings/words.html", context, status=status)
