"""The public posts of a brand: what is being written, what waits for its hour or a yes, what has left, and the blog's entries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.drafts import access, feeds, posts, submit
from askfirst.drafts.models import Composition, Draft, Feed, FeedItem
from askfirst.drafts.schedule import NoSuchHour, first_reason
from askfirst.gate.models import Delivery
from askfirst.web import hours
from askfirst.web.members import MemberRequest, for_members, whole

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

MANY = 50
"""Of each kind so many are shown."""
ITEMS = 20
KEPT = timedelta(days=7)
"""So long what was put away is shown."""
_OPEN = (Delivery.State.QUEUED, Delivery.State.FAILED, Delivery.State.PAUSED, Delivery.State.HANDED)


@for_members
@require_safe
def everything(request: MemberRequest) -> HttpResponse:
    """All of it on one page, what waits for somebody first."""
    rows = access.posts(request.user)
    state = Draft.State
    away = Composition.objects.filter(
        brand=request.user.brand, let_out_at=None, put_away_at__gte=timezone.now() - KEPT
    )
    back = rows.filter(state__in=[state.WRITTEN, state.REFUSED]).exclude(decision=None)
    context = {
        "writing": access.compositions(request.user)[:MANY],
        "scheduled": rows.filter(state=state.SCHEDULED).order_by("scheduled_at", "pk")[:MANY],
        "waiting": rows.filter(state=state.WAITING).order_by("-pk")[:MANY],
        "back": [(draft, first_reason(draft)) for draft in _not_again(back)],
        "out": _out(rows),
        "away": away.order_by("-put_away_at")[:MANY],
        "has_blog": Feed.objects.filter(brand=request.user.brand).exists(),
        "hours": hours.for_person(None, request.user.brand),
        "may_publish": may(request.user, Right.PUBLISH),
        "may_approve": may(request.user, Right.APPROVE),
    }
    return render(request, "posts/parts.html" if request.htmx else "posts/all.html", context)


@for_members
@require_POST
def act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """What is done about one that waits, has left or came back."""
    draft = access.post(request.user, pk)
    if act not in _ACTS:
        raise Http404(_("there is no such act"))
    return _ACTS[act](request, draft)


@for_members
@require_POST
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    """What was put away is being written again."""
    composition = access.composition(request.user, pk)
    posts.put_away(request.user, composition, is_away=False)
    return redirect("post", pk)


@for_members
@require_safe
def blog(request: MemberRequest) -> HttpResponse:
    """What the team's blogs say, newest first, and what has become of it."""
    require(request.user, Right.COMPOSE)
    before = whole(request.GET.get("before"))
    rows = FeedItem.objects.filter(brand=request.user.brand).select_related("feed")
    rows = rows.prefetch_related("compositions__drafts__channel").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ITEMS + 1])
    context = {
        "items": [(item, next(iter(item.compositions.all()), None)) for item in found[:ITEMS]],
        "before": found[ITEMS - 1].pk if len(found) > ITEMS else 0,
        "feeds": Feed.objects.filter(brand=request.user.brand).order_by("pk"),
        "may_set": may(request.user, Right.EDIT_PAGE),
    }
    return render(request, "posts/blog.html", context)


@for_members
@require_POST
def from_blog(request: MemberRequest, pk: int) -> HttpResponse:
    """An entry becomes a draft; where it is one already, one goes on with that."""
    item = access.item(request.user, pk)
    return redirect("post", feeds.compose(item, request.user).pk)


def _out(rows: QuerySet[Draft]) -> list[tuple[Draft, bool]]:
    """What was let out, and whether it can still be taken back."""
    left = rows.filter(state=Draft.State.RELEASED, delivery__isnull=False).order_by("-pk")
    return [(draft, bool(draft.delivery and draft.delivery.state in _OPEN)) for draft in left[:MANY]]


def _not_again(rows: QuerySet[Draft]) -> list[Draft]:
    """What came back, without what is being written again already."""
    by_key = {posts.key_again(draft): draft for draft in rows.order_by("-pk")[:MANY]}
    known = Composition.objects.filter(key__in=by_key).values_list("key", flat=True) if by_key else ()
    return [draft for key, draft in by_key.items() if key not in set(known)]


def _cancel(request: MemberRequest, draft: Draft) -> HttpResponse:
    if not posts.cancel(request.user, draft):
        messages.warning(request, _("Its hour had come already."))
        return redirect("posts")
    draft.refresh_from_db()
    composition = posts.copy(request.user, draft)
    messages.success(request, _("It is not published. Its words are here."))
    return redirect("post", composition.pk)


def _move(request: MemberRequest, draft: Draft) -> HttpResponse:
    by = hours.for_person(None, request.user.brand)
    try:
        is_done = posts.move(
            request.user, draft, hours.chosen(hours.OWN, request.POST.get("at_hour", ""), by)
        )
    except NoSuchHour as why:
        messages.error(request, str(why))
        return redirect("posts")
    if is_done:
        messages.success(request, _("It waits for the other hour."))
    else:
        messages.warning(request, _("Its hour had come already."))
    return redirect("posts")


def _again(request: MemberRequest, draft: Draft) -> HttpResponse:
    return redirect("post", posts.copy(request.user, draft).pk)


def _take_back(request: MemberRequest, draft: Draft) -> HttpResponse:
    require(request.user, Right.PUBLISH)
    if draft.state != Draft.State.RELEASED or not submit.withdraw(draft):
        messages.warning(request, _("It has left already. On your own page you can hide it: see the wall."))
        return redirect("posts")
    draft.refresh_from_db()
    messages.success(request, _("Taken back before it left. Its words are here."))
    return redirect("post", posts.copy(request.user, draft).pk)


def _yes(request: MemberRequest, draft: Draft) -> HttpResponse:
    answered = posts.answer(request.user, draft, is_yes=True)
    if answered.state == Draft.State.RELEASED:
        messages.success(request, _("Approved: it is on its way."))
    else:
        messages.warning(
            request,
            _("The gate was asked again and says no: %(why)s") % {"why": first_reason(answered)},
        )
    return redirect("posts")


def _no(request: MemberRequest, draft: Draft) -> HttpResponse:
    posts.answer(request.user, draft, is_yes=False)
    messages.success(request, _("It is not published."))
    return redirect("posts")


_ACTS = {
    "cancel": _cancel,
    "move": _move,
    "again": _again,
    "take-back": _take_back,
    "yes": _yes,
    "no": _no,
}
