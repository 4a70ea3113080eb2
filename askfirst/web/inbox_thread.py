"""One conversation: its page, and the fragments that keep it right while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.gate.ways import announce
from askfirst.inbox import access, collision, marks, presence
from askfirst.inbox import timeline as rows
from askfirst.people.profile import profile
from askfirst.web import inbox_public, public_strand, timeline
from askfirst.web.composer import address_of, composer, purpose_of, question_of
from askfirst.web.inbox_filters import Known
from askfirst.web.inbox_head import head_context, was
from askfirst.web.inbox_list import list_context
from askfirst.web.members import MemberRequest, for_members, whole
from askfirst.web.quotes import can_quote, quoted

if TYPE_CHECKING:
    from askfirst.gate.question import Question
    from askfirst.inbox.models import Reply, Thread


@for_members
@require_safe
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    """The conversation between list and context; the conversation alone where a fragment is asked for."""
    held = access.thread(request.user, pk)
    known = Known(request.user)
    if request.htmx.target == "conversation":
        return render(request, "inbox/thread.html", thread_context(request, held, known))
    if not held.is_public:
        announce(_question(request, held), known.asked)
    listed = list_context(request, known=known)
    return render(request, "inbox/inbox.html", listed | thread_context(request, held, known))


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
@require_POST
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """This member has it before their eyes."""
    marks.read(request.user, access.thread(request.user, pk))
    return HttpResponse(status=204) if request.htmx else redirect("thread", pk)


@for_members
@require_POST
def unread(request: MemberRequest, pk: int) -> HttpResponse:
    """This member wants to come back to it: it counts as not seen."""
    marks.unread(request.user, access.thread(request.user, pk))
    return HttpResponse(status=204) if request.htmx else redirect("inbox")


@for_members
@require_POST
def typing(request: MemberRequest, pk: int) -> HttpResponse:
    """This member is writing an answer."""
    require(request.user, Right.REPLY)
    marks.typing(access.thread(request.user, pk), member=request.user)
    return HttpResponse(status=204)


@for_members
@require_POST
def here(request: MemberRequest, pk: int) -> HttpResponse:
    """This member looks at it (`is` is `come` or `here`), or at something else now (`gone`)."""
    held = access.thread(request.user, pk)
    state = request.GET.get("is", "here")
    if state == "gone":
        presence.gone(request.user, held)
    else:
        presence.here(request.user, held, has_come=state == "come")
    return HttpResponse(status=204) if request.htmx else redirect("thread", pk)


@for_members
@require_safe
def quote(request: MemberRequest, pk: int) -> HttpResponse:
    """The line above the answer that shows which one message is answered; none where that was given up."""
    held = access.thread(request.user, pk)
    if not request.htmx:
        return redirect(f"{reverse('thread', args=[pk])}?{request.GET.urlencode()}")
    return render(request, "inbox/quoting.html", {"thread": held} | quoting(request, held))


def quoting(request: MemberRequest, held: Thread) -> dict[str, Any]:
    """Which one message is answered, where one was chosen and its network has such answers."""
    asked = request.POST if request.method == "POST" else request.GET
    return {"quoting": quoted(held, asked.get("quote", ""))}


def thread_context(
    request: MemberRequest, held: Thread, known: Known | None = None, /, **typed: Any
) -> dict[str, Any]:
    """All that an open conversation shows.  `typed`: what an attempt held that is shown again, and why it is."""
    beside = {"meanwhile": typed.pop("meanwhile", None)} | quoting(request, held)
    if held.is_public:
        return _public_context(request, held, known, **typed) | beside
    purpose = _purpose(request)
    again = _again(request, held)
    if again and not typed:
        typed = {"text": again.draft.text, "subject": again.draft.subject}
        purpose = purpose or again.draft.purpose
    return (
        stream_context(request, held)
        | head_context(request.user, held, known, **was(request))
        | {
            "composer": composer(
                request.user, address_of(held), purpose, known.asked if known else None, **typed
            ),
            "profile": profile(held.them),
            "contact": held.contact,
            "open_pk": held.pk,
        }
        | beside
    )


def _question(request: MemberRequest, held: Thread) -> Question:
    """What the composer of a private conversation will ask."""
    address = address_of(held)
    return question_of(request.user, address, purpose_of(_purpose(request), address))


def _purpose(request: MemberRequest) -> str:
    return request.POST.get("purpose", "") or request.GET.get("purpose", "")


def _public_context(
    request: MemberRequest, held: Thread, known: Known | None, **typed: Any
) -> dict[str, Any]:
    typed.pop("subject", None)  # nothing in public has one
    again = _again(request, held)
    if again and not typed:
        typed = {"text": again.draft.text}
    shown = stream_context(request, held)
    return (
        head_context(request.user, held, known, **was(request))
        | shown
        | inbox_public.composer_context(request, held, shown["stream"], **typed)
        | {
            "profile": profile(held.contact) if held.contact else None,
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
    common = {
        "thread": held,
        "seen_upto": seen_upto,
        "known": collision.known(held),
        "may_approve": may(request.user, Right.APPROVE),
        "may_reply": may(request.user, Right.REPLY),
        "can_quote": not held.is_public and can_quote(held),
    }
    if held.is_public:
        return common | {
            "stream": public_strand.stream(held, request.user, seen_upto),
            "may_moderate": may(request.user, Right.MODERATE),
        }
    return common | {
        "stream": timeline.stream(held, request.user, begin=asked.get("begin", ""), seen_upto=seen_upto),
    }


def _again(request: MemberRequest, held: Thread) -> Reply | None:
    """The reply whose text is to be written anew, if one was named."""
    pk = whole(request.GET.get("again"))
    found = access.reply(request.user, pk) if pk else None
    return found if found and found.thread_id == held.pk else None
