"""Approval of a campaign: its versions, what changed between two of them, what was said of it, and the yes of a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from askfirst.brand.spoken import told
from askfirst.campaigns import access, approving, writing
from askfirst.campaigns.models import Campaign, Review
from askfirst.web.campaign_audience import in_words
from askfirst.web.campaign_frame import page
from askfirst.web.members import for_members, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.campaigns.models import Version
    from askfirst.web.members import MemberRequest

TOGETHER = timedelta(minutes=10)
"""Versions that one member saved so soon after each other stand as one line."""
SHOWN = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """Versions that somebody saved one after the other, while they were writing."""

    newest: Version
    count: int
    is_approved: bool

    @property
    def first(self) -> int:
        """The number of the earliest of them."""
        return self.newest.number - self.count + 1


@for_members
@require_http_methods(["GET", "POST"])
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """Read it, compare it, and say something of it."""
    held = access.campaign(request.user, pk)
    if request.method == "GET":
        return _shown(request, held)
    number, text = whole(request.POST.get("number")), request.POST.get("text", "")
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _shown(request, held, error=_("Nothing was done: choose what to say."))
    try:
        says = act(request.user, held, number, text)
    except writing.CannotChange as why:
        return _shown(request, held, error=told(why), text=text)
    messages.success(request, says)
    return redirect("campaign-review", pk)


def sittings(held: Campaign) -> list[Sitting]:
    """The versions, newest first, those that were saved in one go together.  What was approved or reviewed stands alone."""
    rows = list(held.versions.select_related("author").order_by("-number")[: SHOWN * 10])
    spoken_of = set(held.reviews.values_list("version", flat=True))
    found: list[list[Version]] = []
    for one in rows:
        last = found[-1][-1] if found else None
        is_near = last is not None and last.author_id == one.author_id
        is_near = is_near and last is not None and last.created_at - one.created_at < TOGETHER
        if is_near and one.pk not in spoken_of and not one.note:
            found[-1].append(one)
        else:
            found.append([one])
    return [
        Sitting(newest=group[0], count=len(group), is_approved=group[0].number == held.approved_version)
        for group in found[:SHOWN]
    ]


def _shown(request: MemberRequest, held: Campaign, *, error: str = "", text: str = "") -> HttpResponse:
    newest = access.version(held)
    chosen = access.version(held, whole(request.GET.get("version"))) if "version" in request.GET else newest
    if chosen is None and "version" in request.GET:
        raise Http404(_("there is no such version"))
    groups = sittings(held)
    before = _before(request, held, chosen, groups)
    context: dict[str, Any] = {
        "chosen": chosen,
        "before": before,
        "is_newest": chosen is not None and newest is not None and chosen.pk == newest.pk,
        "sittings": groups,
        "audience_words": in_words(held, chosen.audience) if chosen else "",
        "changes": _changes(held, before, chosen) if chosen else [],
        "reviews": list(held.reviews.select_related("member", "version").order_by("created_at", "pk")),
        "approvers": approving.approvers(held, newest) if newest else [],
        "is_author": newest is not None and newest.author_id == request.user.pk,
        "error": error,
        "text": text,
        "kinds": {
            Review.Kind.APPROVED: "circle-check",
            Review.Kind.CHANGES: "pen-line",
            Review.Kind.COMMENT: "message-square",
        },
    }
    return page(request, held, "review", context, is_refused=bool(error))


def _before(
    request: MemberRequest, held: Campaign, chosen: Version | None, groups: Iterable[Sitting]
) -> Version | None:
    """What the chosen version is compared with: what was asked for, what was approved last, or the sitting before."""
    if chosen is None:
        return None
    asked = whole(request.GET.get("before"))
    if asked:
        return access.version(held, asked)
    yes = held.reviews.filter(kind=Review.Kind.APPROVED, version__number__lt=chosen.number)
    last = yes.select_related("version").order_by("-version__number").first()
    if last:
        return access.version(held, last.version.number)
    earlier = [one.newest for one in groups if one.newest.number < chosen.number]
    return earlier[0] if earlier else None


def _changes(held: Campaign, before: Version | None, after: Version) -> list[tuple[str, list[writing.Line]]]:
    """What changed, by part in words.  The audience is said as a sentence, not as data."""
    if before is None:
        return []
    labels = {
        "subject": _("Subject"),
        "preview": _("Preview line"),
        "text": _("Text"),
        "audience": _("For whom"),
    }
    found = writing.difference(before, after)
    if "audience" in found:
        found["audience"] = [
            writing.Line(kind="gone", text=in_words(held, before.audience)),
            writing.Line(kind="new", text=in_words(held, after.audience)),
        ]
    return [(labels[name], lines) for name, lines in found.items()]


def _submit(member: Member, held: Campaign, number: int, _text: str) -> str:
    approving.submit(member, held, number)
    return _("Whoever can say yes to it has been told.")


def _approve(member: Member, held: Campaign, number: int, text: str) -> str:
    approving.approve(member, held, number, text)
    return _("Version %(number)s is approved. It can be sent.") % {"number": number}


def _ask(member: Member, held: Campaign, number: int, text: str) -> str:
    approving.ask_for_changes(member, held, number, text)
    return _("The author has been told what you would change.")


def _comment(member: Member, held: Campaign, number: int, text: str) -> str:
    approving.comment(member, held, number, text)
    return _("Your comment stands below.")


_ACTS: dict[str, Callable[[Member, Campaign, int, str], str]] = {
    "submit": _submit,
    "approve": _approve,
    "changes": _ask,
    "comment": _comment,
}
