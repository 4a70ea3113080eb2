"""One conversation: its page, and the fragments that keep it right while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from askfirst.brand.models import Member
from askfirst.brand.roles import Right, may, require
from askfirst.inbox import access, marks
from askfirst.inbox import timeline as rows
from askfirst.people.profile import profile
from askfirst.wall import standing
from askfirst.wall.models import Comment
from askfirst.web import timeline
from askfirst.web.composer import address_of, composer
from askfirst.web.inbox_list import list_context
from askfirst.web.members import MemberRequest, for_members, whole

if TYPE_CHECKING:
    from askfirst.inbox.models import Reply, Thread


@for_members
@require_safe
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    """The conversation between list and context; the conversation alone where a fragment is asked for."""
    held = access.thread(request.user, pk)
    if held.is_public:
        return _where_it_stands(request, held)
    context = thread_context(request, held)
    if request.htmx.target == "conversation":
        return render(request, "inbox/thread.html", context)
    return render(request, "inbox/inbox.html", list_context(request) | context)


@for_members
@require_safe
def stream(request: MemberRequest, pk: int) -> HttpResponse:
    """The messages from `begin` on, as they are now."""
    held = access.thread(request.user, pk)
    try:
        context = stream_context(request, held)
    except ValueError:
        return HttpResponseBadRequest("`begin` must be what an earlier answer said")
    return render(request, "inbox/stream.html", context)


@for_members
@require_safe
def earlier(request: MemberRequest, pk: int) -> HttpResponse:
    """The messages before `before`."""
    held = access.thread(request.user, pk)
    try:
        found = timeline.earlier(held, request.user, request.GET.get("before", ""))
    except ValueError:
        return HttpResponseBadRequest("`before` must be what an earlier answer said")
    return render(request, "inbox/earlier.html", {"thread": held, "stream": found})


@for_members
@require_safe
def head(request: MemberRequest, pk: int) -> HttpResponse:
    """Whose turn it is and whose conversation."""
    return render(request, "inbox/head.html", head_context(request.user, access.thread(request.user, pk)))


@for_members
@require_POST
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """This member has it before their eyes."""
    marks.read(request.user, access.thread(request.user, pk))
    return HttpResponse(status=204) if request.htmx else redirect("thread", pk)


@for_members
@require_POST
def typing(request: MemberRequest, pk: int) -> HttpResponse:
    """This member is writing an answer."""
    require(request.user, Right.REPLY)
    marks.typing(access.thread(request.user, pk), member=request.user)
    return HttpResponse(status=204)


def thread_context(request: MemberRequest, held: Thread, **typed: str) -> dict[str, Any]:
    """All that an open conversation shows."""
    purpose = request.POST.get("purpose", "") or request.GET.get("purpose", "")
    again = _again(request, held)
    if again and not typed:
        typed = {"text": again.draft.text, "subject": again.draft.subject}
        purpose = purpose or again.draft.purpose
    return (
        stream_context(request, held)
        | head_context(request.user, held)
        | {
            "composer": composer(request.user, address_of(held), purpose, **typed),
            "profile": profile(held.them),
            "contact": held.contact,
            "open_pk": held.pk,
        }
    )


def stream_context(request: MemberRequest, held: Thread) -> dict[str, Any]:
    """What the stream shows.  `seen` keeps the line above what was new when it was opened.

    Raises:
        ValueError: `begin` is not something that a stream said.
    """
    asked = request.POST if request.method == "POST" else request.GET
    seen = asked.get("seen")
    seen_upto = whole(seen) if seen is not None else rows.read_upto(request.user, held)
    return {
        "thread": held,
        "seen_upto": seen_upto,
        "stream": timeline.stream(held, request.user, begin=asked.get("begin", ""), seen_upto=seen_upto),
        "may_approve": may(request.user, Right.APPROVE),
        "may_reply": may(request.user, Right.REPLY),
    }


def head_context(member: Member, held: Thread) -> dict[str, Any]:
    """Who may do what with it, and to whom it may be given."""
    return {
        "thread": held,
        "may_reply": may(member, Right.REPLY),
        "colleagues": Member.objects.filter(brand_id=held.brand_id, is_active=True).order_by("name"),
    }


def _where_it_stands(request: MemberRequest, held: Thread) -> HttpResponse:
    """What is public is answered on the wall."""
    said = standing.found(held.channel, held.about)
    if said is None:
        return redirect("wall")
    kind = "comment" if isinstance(said, Comment) else "post"
    place = reverse("wall-item", args=[kind, said.pk])
    return HttpResponseClientRedirect(place) if request.htmx else redirect(place)


def _again(request: MemberRequest, held: Thread) -> Reply | None:
    """The reply whose text is to be written anew, if one was named."""
    pk = whole(request.GET.get("again"))
    found = access.reply(request.user, pk) if pk else None
    return found if found and found.thread_id == held.pk else None
