"""For whom a campaign is: conditions as rows of a form, in words, and how many of the list fit them now.

Rows hold what most people ask: all of these, or any of these, each a field and what is said of it.  Conditions that stand
deeper, written by a program, are said in words and stay until somebody puts rows in their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.models import Channel
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import told
from askfirst.campaigns import access, audiences, fields, writing
from askfirst.campaigns.models import Campaign
from askfirst.consent.models import List, Membership
from askfirst.networks import catalog
from askfirst.people.models import Contact
from askfirst.web.campaign_frame import page
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse, QueryDict

    from askfirst.web.members import MemberRequest

MOST_ROWS = 12
MOST_CHOICES = 40
USUAL_DAYS = 30
JOINS = ("all", "any")
SAYS = {
    fields.IS: gettext_lazy("is one of"),
    fields.IS_NOT: gettext_lazy("is none of"),
    fields.WITHIN: gettext_lazy("in the last … days"),
    fields.NOT_WITHIN: gettext_lazy("not in the last … days"),
}
YES, NO = "yes", "no"


@dataclass(kw_only=True, slots=True)
class Row:
    """One condition, as the form shows it."""

    field: str = ""
    word: str = ""
    values: list[str] = default(default_factory=list)
    days: str = str(USUAL_DAYS)

    @property
    def known(self) -> fields.Field | None:
        return fields.FIELDS.get(self.field)

    @property
    def is_span(self) -> bool:
        return self.word in fields.SPANS

    @property
    def is_yes(self) -> bool:
        return self.known is not None and fields.YES in self.known.words


@for_members
@require_http_methods(["GET", "POST"])
def audience(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the rows; with a press add one, take one away, count, or keep them."""
    held = access.campaign(request.user, pk)
    newest = access.version(held)
    kept = newest.audience if newest else {}
    if request.method == "GET":
        join, rows = rows_of(kept)
        return _shown(request, held, join, rows, kept=kept)
    require(request.user, Right.COMPOSE, held.brand_id)
    join, rows = typed(request.POST)
    act = request.POST.get("do", "look")
    if act == "more":
        rows = [*rows, Row()][:MOST_ROWS]
    elif act.startswith("drop-"):
        rows = [row for nth, row in enumerate(rows) if nth != whole(act.removeprefix("drop-"))]
    elif act == "save":
        return _keep(request, held, join, rows)
    return _shown(request, held, join, rows, kept=conditions(join, rows))


def rows_of(kept: Mapping[str, Any]) -> tuple[str, list[Row] | None]:
    """Conditions as rows, and how they are joined.  Rows None: they stand too deep to be shown as rows."""
    if not kept:
        return "all", []
    if "field" in kept:
        row = _row(kept)
        return "all", [row] if row else None
    join = next(iter(kept))
    parts = kept[join]
    if join not in JOINS or not isinstance(parts, list) or len(parts) > MOST_ROWS:
        return "all", None
    rows = [_row(one) for one in parts]
    return join, None if None in rows else [row for row in rows if row]


def typed(said: QueryDict) -> tuple[str, list[Row]]:
    """The rows as the form sent them.  What does not go with a field that was just chosen begins anew."""
    join = said.get("join", "all")
    count = min(whole(said.get("rows")), MOST_ROWS)
    return (join if join in JOINS else "all"), [_typed(said, nth) for nth in range(count)]


def conditions(join: str, rows: list[Row]) -> dict[str, Any]:
    """The rows in the grammar of `audiences`; rows without a field ask nothing."""
    parts = [_condition(row) for row in rows if row.field]
    return {join: parts} if parts else {}


def in_words(held: Campaign, kept: Any, depth: int = 0) -> str:
    """Conditions as a sentence, however deep they stand."""
    if not isinstance(kept, dict) or not kept:
        return _("everybody on the list")
    name = next(iter(kept))
    if name in audiences.GROUPS and isinstance(kept[name], list):
        joined = {"all": _("; and "), "any": _("; or "), "none": _("; or ")}[name]
        inner = joined.join(in_words(held, one, depth + 1) for one in kept[name])
        if name == "none":
            return _("none of (%(conditions)s)") % {"conditions": inner}
        return f"({inner})" if depth and len(kept[name]) > 1 else inner
    row = _row(kept)
    return _said(held, row) if row and row.known else str(kept)


def count_fitting(held: Campaign, kept: Mapping[str, Any]) -> int:
    """How many of those on the list fit now.

    Raises:
        audiences.BadAudience: they are no conditions.
    """
    active = Membership.objects.filter(list=held.on, state=Membership.State.ACTIVE).values("contact")
    return audiences.people(kept, held.on).filter(pk__in=active).count()


def _keep(request: MemberRequest, held: Campaign, join: str, rows: list[Row]) -> HttpResponse:
    newest = access.version(held)
    words = writing.words_of(newest) if newest else writing.Words()
    wanted = conditions(join, rows)
    try:
        audiences.read(wanted, held.on)
        whom = writing.Words(subject=words.subject, preview=words.preview, text=words.text, audience=wanted)
        based_on = whole(request.POST.get("base"))
        saved = writing.save(request.user, held, whom, based_on=based_on, note=_("For whom"))
    except (audiences.BadAudience, writing.CannotChange) as why:
        return _shown(request, held, join, rows, kept=wanted, error=told(why))
    messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect("campaign-audience", held.pk)


def _shown(  # noqa: PLR0913 -- one page
    request: MemberRequest,
    held: Campaign,
    join: str,
    rows: list[Row] | None,
    *,
    kept: Mapping[str, Any],
    error: str = "",
) -> HttpResponse:
    wrong, fits = "", 0
    try:
        fits = count_fitting(held, kept)
    except audiences.BadAudience as why:
        wrong = told(why)
    choices = _choices(held)
    context = {
        "join": join,
        "rows": [(nth, row, _words(row), choices.get(row.field, [])) for nth, row in enumerate(rows or [])],
        "is_deep": rows is None,
        "said": in_words(held, kept),
        "fields": [(name, one.label) for name, one in fields.FIELDS.items()],
        "on_list": Membership.objects.filter(list=held.on, state=Membership.State.ACTIVE).count(),
        "fits": fits,
        "wrong_audience": wrong if not error else "",
        "error": error,
        "may_add": len(rows or []) < MOST_ROWS,
    }
    return page(request, held, "audience", context, is_refused=bool(error))


def _row(node: Any) -> Row | None:
    """One condition as a row; None: it is none, or a group."""
    known = fields.FIELDS.get(node.get("field", "")) if isinstance(node, dict) else None
    said = [word for word in node if word != "field"] if known else []
    if known is None or len(said) != 1 or said[0] not in known.words:
        return None
    word, value = said[0], node[said[0]]
    row = Row(field=node["field"], word=word)
    if word in fields.SPANS:
        row.days = str(value)
    elif word == fields.YES:
        row.word = YES if value else NO
    else:
        row.values = [str(one) for one in value] if isinstance(value, list) else []
    return row


def _typed(said: QueryDict, nth: int) -> Row:
    row = Row(
        field=said.get(f"field-{nth}", ""),
        word=said.get(f"word-{nth}", ""),
        values=[plain(one)[:80] for one in said.getlist(f"value-{nth}")],
        days=said.get(f"days-{nth}", str(USUAL_DAYS)).strip()[:6],
    )
    known = row.known
    if known is None:
        return Row()
    if row.field != said.get(f"was-{nth}", row.field):
        row.values = []
    if row.word not in [word for word, _label in _words(row)]:
        row.word = _words(row)[0][0]
    return row


def _words(row: Row) -> list[tuple[str, Any]]:
    """What can be said of the field of this row."""
    known = row.known
    if known is None:
        return []
    if row.is_yes:
        return [(YES, _("is so")), (NO, _("is not so"))]
    return [(word, SAYS[word]) for word in known.words]


def _condition(row: Row) -> dict[str, Any]:
    known = row.known
    if known is None or row.is_yes:
        return {"field": row.field, fields.YES: row.word != NO}
    if row.is_span:
        return {"field": row.field, row.word: whole(row.days)}
    values: list[Any] = [whole(one) for one in row.values] if known.is_by_id else list(row.values)
    return {"field": row.field, row.word: values}


def _said(held: Campaign, row: Row) -> str:
    label = str(row.known.label) if row.known else row.field
    if row.is_yes:
        return label if row.word != NO else _("not: %(what)s") % {"what": label}
    if row.is_span:
        says = {
            fields.WITHIN: _("%(what)s in the last %(days)s days"),
            fields.NOT_WITHIN: _("%(what)s, but not in the last %(days)s days"),
        }
        return says[row.word] % {"what": label, "days": row.days}
    names = dict(_choices(held).get(row.field, []))
    told_them = ", ".join(names.get(one, one) for one in row.values) or "–"
    return f"{label} {SAYS[row.word]} {told_them}"


def _choices(held: Campaign) -> dict[str, list[tuple[str, str]]]:
    """What can be ticked for each field whose values are known."""
    brand = held.brand_id
    earlier = Campaign.objects.filter(brand_id=brand, began_at__isnull=False).order_by("-began_at")
    sent = [(str(pk), name) for pk, name in earlier.values_list("pk", "name")[:MOST_CHOICES]]
    lists = List.objects.filter(brand_id=brand).exclude(pk=held.on_id).order_by("name")
    networks = Channel.objects.filter(brand_id=brand).order_by("network").values_list("network", flat=True)
    return {
        "language": [(code, _language(code)) for code, _code in _held(brand, "language")],
        "country": _held(brand, "country"),
        "region": _held(brand, "region"),
        "relation": [(str(value), str(label)) for value, label in Contact.Relation.choices],
        "list": [(str(pk), name) for pk, name in lists.values_list("pk", "name")[:MOST_CHOICES]],
        "got": sent,
        "clicked": sent,
        "reachable": [(one, _(catalog.label(one))) for one in dict.fromkeys(networks)],
    }


def _language(code: str) -> str:
    """The language as people call it; one that nobody has named stays its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _held(brand: int, name: str) -> list[tuple[str, str]]:
    """What is known of the brand's people under this name, the most frequent values."""
    rows = Contact.objects.filter(brand_id=brand, merged_into=None).exclude(**{name: ""}).order_by(name)
    found = rows.values_list(name, flat=True).distinct()[:MOST_CHOICES]
    return [(one, one) for one in found]
