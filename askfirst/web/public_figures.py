"""What came of what was said in public: openings, people who did something, who came back, and opt-ins won by it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from askfirst.brand.roles import Right, require
from askfirst.campaigns.figures import figures as opt_ins
from askfirst.networks.exports import cells
from askfirst.wall import figures as verbs
from askfirst.wall.models import Poll
from askfirst.web import charts, periods
from askfirst.web.members import for_members

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from askfirst.brand.models import Brand
    from askfirst.wall.figures import Figures
    from askfirst.web.members import MemberRequest

REMEMBERED = 60
"""Seconds for which what was counted is not counted anew."""
_PLACE = re.compile(r"/@[^/]+/(posts|polls)/(\d{1,18})/")


@for_members
@require_safe
def figures(request: MemberRequest) -> HttpResponse:
    """The page; with `as=csv` its posts for a spreadsheet."""
    require(request.user, Right.READ_INBOX)
    first, last, error = periods.shown(request)
    brand = request.user.brand
    found, won = _counted(brand, first, last)
    if request.GET.get("as") == "csv":
        return _table(found, won)
    polls = Poll.objects.filter(brand=brand, pk__in=[pk for kind, pk in won if kind == "polls"])
    context: dict[str, Any] = periods.fields(request, first, last, error) | {
        "figures": found,
        "first": first,
        "last": last,
        "rate": None if found.rate is None else round(found.rate, 1),
        "bars": charts.bars(_days(found)),
        "posts": [{"one": one, "won": won["posts", one.post.pk]} for one in found.posts],
        "polls": sorted(
            ((poll, won["polls", poll.pk]) for poll in polls), key=lambda row: (-row[1], row[0].pk)
        ),
        "won": won.total(),
    }
    return render(request, "work/public_figures.html", context)


def _counted(brand: Brand, first: date, last: date) -> tuple[Figures, Counter[tuple[str, int]]]:
    """What was counted, and the opt-ins by the post or poll that won them; `("", 0)`: by anything else."""
    key = f"public-figures:{brand.pk}:{first}:{last}:{brand.time_zone}"
    kept: tuple[Figures, Counter[tuple[str, int]]] | None = cache.get(key)
    if kept is None:
        won: Counter[tuple[str, int]] = Counter()
        for source, many in opt_ins(brand, first, last).won_by:
            place = _PLACE.search(source.place)
            won[(place[1], int(place[2])) if place else ("", 0)] += many
        kept = verbs.figures(brand, first, last), won
        cache.set(key, kept, REMEMBERED)
    return kept


def _days(found: Figures) -> list[tuple[str, str, int, int]]:
    said = _("%(day)s: opened %(opened)s times, %(deeds)s deeds")
    names = periods.named([one.day for one in found.days])
    return [
        (said % {"day": name, "opened": one.opened, "deeds": one.deeds}, short, one.opened, one.deeds)
        for (name, short), one in zip(names, found.days, strict=True)
    ]


def _table(found: Figures, won: Counter[tuple[str, int]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="in-public.csv"'
    answer.write("\ufeff")  # by which a spreadsheet knows the letters
    csv.writer(answer).writerows([cells.safe(cell) for cell in row] for row in _rows(found, won))
    return answer


def _rows(found: Figures, won: Counter[tuple[str, int]]) -> Iterable[list[object]]:
    yield [_("Post"), _("Account"), _("Said"), _("Opened"), _("Answers and votes"), _("People"), _("Opt-ins")]
    for one in found.posts:
        opened = "" if one.opened is None else one.opened
        said = one.post.said_at.isoformat(timespec="minutes")
        yield [
            one.post.text, str(one.post.channel), said, opened, one.answers, one.people, won["posts", one.post.pk]
        ]  # fmt: skip
