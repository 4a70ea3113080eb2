"""What a new connection would see of us: by channel, what gives most away first, and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, may, require
from askfirst.friends import access, exhibits
from askfirst.friends.models import Exhibit, Reading
from askfirst.networks.base import BadInput
from askfirst.web.members import for_members, whole
from askfirst.web.requests import tabs
from askfirst.wire import exposing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.friends.exhibits import Overview
    from askfirst.web.members import MemberRequest

PAGE = 50
LARGEST_EXPORT = 2_000_000_000
SORTS = {"revealing": gettext_lazy("What gives most away"), "oldest": gettext_lazy("Oldest first")}
ALLOWED = {
    "mastodon": gettext_lazy(
        "Mastodon cannot change who sees a post that stands. It can be taken down, for good, with its likes and answers; "
        "thirty in half an hour."
    ),
    "facebook": gettext_lazy(
        "Facebook lets no program change who sees what stands on a profile. “Limit past posts” changes everything that is "
        "public to friends at once; single posts and albums have a menu of their own in the activity log."
    ),
    "instagram": gettext_lazy(
        "Instagram lets no program hide posts. Under Your activity, Posts, you archive many at once; a private account shows "
        "them to followers alone."
    ),
    "linkedin": gettext_lazy("LinkedIn lets nobody change who sees a post that stands: it can only be deleted there."),
    "x": gettext_lazy("X shows every post to everybody, or with protected posts all of them to followers alone."),
}  # fmt: skip
PLACES = {
    "facebook": (
        ("https://www.facebook.com/settings?tab=privacy", gettext_lazy("Limit past posts")),
        ("https://www.facebook.com/me/allactivity", gettext_lazy("The activity log")),
    ),
    "instagram": (
        ("https://www.instagram.com/your_activity/photos_and_videos/posts", gettext_lazy("Your posts")),
        ("https://www.instagram.com/accounts/privacy_and_security/", gettext_lazy("Private account")),
    ),
    "linkedin": (("https://www.linkedin.com/in/me/recent-activity/all/", gettext_lazy("Your posts")),),
    "x": (("https://x.com/settings/audience_and_tagging", gettext_lazy("Protect your posts")),),
}


@for_members
@require_safe
def channels(request: MemberRequest) -> HttpResponse:
    """Where something of us is known, and where it can be read from."""
    require(request.user, Right.READ_INBOX)
    rows = Channel.objects.select_related("brand").filter(brand=request.user.brand)
    found = rows.annotate(many=Count("exhibits")).order_by("pk")
    context = {
        "rows": [
            (one, exposing.can_read(one), exhibits.overview(access.exhibits(request.user, one)))
            for one in found
            if one.many or exposing.can_read(one)
        ],
        "may_bring": may(request.user, Right.REPLY),
        **tabs(request),
    }
    return render(request, "friends/exposure.html", context)


def _channel(request: MemberRequest, pk: int) -> Channel:
    require(request.user, Right.READ_INBOX)
    found = Channel.objects.select_related("brand").filter(brand=request.user.brand, pk=pk).first()
    if found is None:
        raise Http404(_("this channel does not exist, or is another brand's"))
    return found


@for_members
@require_safe
def one(request: MemberRequest, pk: int) -> HttpResponse:
    """What stands on one channel and would be seen by somebody who is accepted there."""
    channel, asked = _channel(request, pk), request.GET
    rows = access.exhibits(request.user, channel)
    audience = asked.get("audience", "") if asked.get("audience", "") in Exhibit.Audience.values else ""
    sort = asked.get("sort", "") if asked.get("sort", "") in SORTS else "revealing"
    is_looked_at = asked.get("looked") == "yes"
    wanted = exhibits.ordered(exhibits.narrowed(rows, audience, is_looked_at=is_looked_at), sort)
    page = max(whole(asked.get("page")), 1)
    found = list(wanted[(page - 1) * PAGE : page * PAGE + 1])
    overview = exhibits.overview(rows)
    query = asked.copy()
    query["page"] = str(page + 1)
    context = {
        "channel": channel,
        "overview": overview,
        "audiences": [
            (value, word, overview.by_audience.get(value, 0)) for value, word in Exhibit.Audience.choices
        ],
        "rows": list(_rows(found[:PAGE], overview)),
        "more": query.urlencode() if len(found) > PAGE else "",
        "audience": audience,
        "sort": sort,
        "sorts": SORTS.items(),
        "is_looked_at": is_looked_at,
        "can_read": exposing.can_read(channel),
        "reading": Reading.objects.filter(channel=channel).first(),
        "allowed": ALLOWED.get(channel.network, ""),
        "places": PLACES.get(channel.network, ()),
        "may_act": may(request.user, Right.PUBLISH),
        **tabs(request),
    }
    return render(request, "friends/exposure_one.html", context)


def _rows(found: list[Exhibit], overview: Overview) -> Iterator[tuple[Exhibit, list[tuple[str, bool]], bool]]:
    """Each with its text in pieces, of which some give something away, and whether it is an exception."""
    for row in found:
        yield row, _pieces(row), exhibits.is_odd(row, overview)


def _pieces(row: Exhibit) -> list[tuple[str, bool]]:
    spans = sorted((start, end) for mark in row.marks for start, end in mark.get("spans", ()))
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if start >= at:
            parts += [(row.text[at:start], False), (row.text[start:end], True)]
            at = end
    return [part for part in [*parts, (row.text[at:], False)] if part[0]]


@for_members
@require_POST
def act(request: MemberRequest, pk: int) -> HttpResponse:
    """Read it from the network; say that some may stand; or have some taken down, after a second word."""
    channel, deed = _channel(request, pk), request.POST.get("do", "")
    ids = [number for number in (whole(one) for one in request.POST.getlist("one")) if number]
    if deed == "read":
        exhibits.ask_to_read(request.user, channel)
        messages.success(request, _("It is being read. Load the page again in a moment."))
    elif deed in {"leave", "down"} and not ids:
        messages.error(request, _("Nothing was changed. Choose some first."))
    elif deed == "leave":
        count = exhibits.leave(request.user, channel, ids)
        said = ngettext("%(n)s may stand as it is.", "%(n)s may stand as they are.", count)
        messages.success(request, said % {"n": count})
    elif deed == "down":
        _down(request, channel, ids)
    return redirect("people-exposure-channel", pk)


def _down(request: MemberRequest, channel: Channel, ids: list[int]) -> None:
    require(request.user, Right.PUBLISH)
    if not exposing.can_read(channel):
        messages.error(
            request, _("Nothing was changed. No program may take things down there: do it on the network.")
        )
    elif request.POST.get("sure") != "yes":
        messages.error(
            request,
            _(
                "Nothing was changed. What is taken down is gone for good: say that you are sure, and press again."
            ),
        )
    else:
        count = exhibits.wish_down(request.user, channel, ids)
        said = ngettext("%(n)s is being taken down.", "%(n)s are being taken down.", count)
        messages.success(request, said % {"n": count})


@for_members
@require_POST
def bring(request: MemberRequest) -> HttpResponse:
    """Read posts and albums out of a download of Facebook's or Instagram's."""
    require(request.user, Right.REPLY)
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST_EXPORT:
        messages.error(
            request, _("Choose the zip as Facebook or Instagram gave it, smaller than two gigabytes.")
        )
        return redirect("people-exposure")
    ours = " ".join(request.POST.get("ours", "").replace("\x00", "").split())[:254]
    with NamedTemporaryFile(suffix=".zip") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            channel, new = exposing.bring(request.user.brand, Path(kept.name), ours)
        except (BadInput, LookupError) as error:
            messages.error(request, _said(error, kept.name, upload.name or "file"))
            return redirect("people-exposure")
    said = ngettext("%(n)s new post or album was read.", "%(n)s new posts and albums were read.", new)
    messages.success(request, said % {"n": new})
    return redirect("people-exposure-channel", channel.pk)


def _said(error: Exception, path: str, name: Any) -> str:
    """The sentence with the file's own name."""
    return str(error).replace(path, str(name))
