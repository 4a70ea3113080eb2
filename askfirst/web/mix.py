"""The mix meter: what kinds of posts a brand publishes, against what it wants, and what each kind earned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from askfirst.brand.roles import Right, may, require
from askfirst.brand.spoken import told
from askfirst.consent import counting
from askfirst.manners.reading import Kind
from askfirst.wall import figures
from askfirst.wall import mix as verbs
from askfirst.web import periods
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Brand
    from askfirst.wall.mix import Mixed, Part
    from askfirst.wall.models import Mix
    from askfirst.web.members import MemberRequest

WIDTH = 600
"""Of a bar that stands for a hundred per cent, in units of the drawing."""
WORDS: dict[Kind, _StrPromise] = {
    Kind.PITCH: gettext_lazy("Offers"),
    Kind.VALUE: gettext_lazy("Useful"),
    Kind.CONVERSATION: gettext_lazy("Conversation"),
    Kind.PERSONAL: gettext_lazy("Personal"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One kind within a bar."""

    kind: str
    label: str
    many: int
    share: int
    x: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """What was said in one place or one week, as a bar of a hundred per cent."""

    name: str
    pieces: tuple[Piece, ...]
    whole: int
    left_out: int = 0
    unread: int = 0


@dataclass(kw_only=True, slots=True)
class Earned:
    """What the posts of one kind earned."""

    label: str
    posts: int = 0
    answers: int = 0
    opt_ins: int = 0


@for_members
@require_http_methods(["GET", "POST"])
def mix(request: MemberRequest) -> HttpResponse:
    """The meter; posting the form sets what the brand wants."""
    require(request.user, Right.READ_INBOX)
    if request.method == "POST":
        return _aim(request)
    first, last, error = periods.shown(request)
    brand = request.user.brand
    found = verbs.mixed(brand, first, last)
    wanted = verbs.target(brand)
    context: dict[str, Any] = periods.fields(request, first, last, error) | {
        "first": first,
        "last": last,
        "found": found,
        "bars": [
            *([_bar(_("All accounts"), found.all)] if len(found.accounts) != 1 else []),
            *(_bar(str(channel), part) for channel, part in found.accounts),
        ],
        "target": _target(wanted),
        "weeks": [_bar(date_format(day, "j M"), part) for day, part in found.weeks],
        "wanted": [(str(kind), label, getattr(wanted, kind)) for kind, label in WORDS.items()],
        "says": list(_says(found, wanted)),
        "earned": _earned(brand, found),
        "width": WIDTH,
        "may_aim": may(request.user, Right.PUBLISH),
    }
    return render(request, "work/mix.html", context)


def _aim(request: MemberRequest) -> HttpResponse:
    wanted = {kind: whole(request.POST.get(str(kind))) for kind in verbs.COUNTED}
    try:
        verbs.aim(request.user, wanted)
    except verbs.WrongMix as why:
        messages.error(request, told(why))
    else:
        messages.success(request, _("Kept: the meter measures against this mix."))
    return redirect("reports-mix")


def _bar(name: str, part: Part) -> Bar:
    return Bar(
        name=name,
        pieces=tuple(_pieces({kind: (part.many[kind], part.share(kind)) for kind in verbs.COUNTED})),
        whole=part.whole,
        left_out=part.left_out,
        unread=part.unread,
    )


def _target(wanted: Mix) -> Bar:
    shares = {kind: (0, float(getattr(wanted, kind))) for kind in verbs.COUNTED}
    return Bar(name=_("Wanted"), pieces=tuple(_pieces(shares)), whole=0)


def _pieces(shares: dict[Kind, tuple[int, float]]) -> Iterator[Piece]:
    x = 0.0
    for kind, (many, share) in shares.items():
        width = WIDTH * share / 100
        yield Piece(
            kind=str(kind),
            label=str(WORDS[kind]),
            many=many,
            share=round(share),
            x=round(x, 1),
            width=round(width, 1),
        )
        x += width


def _says(found: Mixed, wanted: Mix) -> Iterator[str]:
    """What is most out of the wanted mix, in a sentence."""
    if found.all.whole < 3:
        return
    pitch = round(found.all.share(Kind.PITCH))
    if pitch > wanted.pitch:
        yield _("%(share)d of a hundred posts are offers; you wanted %(wanted)d.") % {
            "share": pitch,
            "wanted": wanted.pitch,
        }
    others = [kind for kind in verbs.COUNTED if kind is not Kind.PITCH]
    least = max(others, key=lambda kind: getattr(wanted, kind) - found.all.share(kind))
    if getattr(wanted, least) - found.all.share(least) >= 5:
        yield _("Most missing: %(kind)s.") % {"kind": WORDS[least]}


def _earned(brand: Brand, found: Mixed) -> list[Earned]:
    """Answers, votes and opt-ins by the kind of the post that won them."""
    rows: dict[Kind, Earned] = {kind: Earned(label=str(WORDS[kind])) for kind in verbs.COUNTED}
    posts = [pk for pk, kind in found.kinds.items() if kind in rows]
    answers = figures.answers_to(posts)
    places = {f"/@{brand.slug}/posts/{pk}/": pk for pk in posts}
    won: dict[int, int] = defaultdict(int)
    for place, many in counting.won_at(brand, places).items():
        won[places[place]] += many
    for pk in posts:
        kind = found.kinds[pk]
        if kind is not None:
            rows[kind].posts += 1
            rows[kind].answers += answers.get(pk, 0)
            rows[kind].opt_ins += won[pk]
    return list(rows.values())
