"""What a member does in a conversation: answer, note, hand it over, close it, and look after a reply under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from askfirst.inbox import access, collision, marks, replies, unsent
from askfirst.web import inbox_public
from askfirst.web.composer import CannotSend, address_of, composer, is_refused, wish_from
from askfirst.web.inbox_list import list_context
from askfirst.web.inbox_thread import stream_context, thread_context
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.quotes import answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Reply, Thread

LONGEST_NOTE = 10_000
TOO_LATE = gettext_lazy("That came too late: it has changed in the meantime.")
STILL_WAITS = gettext_lazy(
    "You said yes, and it still waits: an approval does not lift what stands below it."
)


@for_members
@require_safe
def verdict(request: MemberRequest, pk: int) -> HttpResponse:
    """The bar above the composer, asked anew for the purpose that was chosen."""
    held = access.thread(request.user, pk)
    if held.is_public:
        return inbox_public.verdict(request, held)
    fresh = composer(request.user, address_of(held), request.GET.get("purpose", ""))
    context = {
        "thread": held,
        "composer": fresh,
        "why_address": reverse("thread-why", args=[pk]),
        "fresh": True,
    }
    return render(request, "inbox/verdict.html", context)


@for_members
@require_safe
def why(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything behind the verdict: a sheet, or a page of its own without scripts."""
    held = access.thread(request.user, pk)
    if held.is_public:
        return inbox_public.why(request, held)
    address = address_of(held)
    asked = composer(request.user, address, request.GET.get("purpose", ""))
    template = "verdict/sheet.html" if request.htmx else "verdict/page.html"
    context = {"verdict": asked.verdict, "contact": held.contact, "channel": held.channel, "thread": held}
    return render(request, template, context)


@for_members
@require_POST
def reply(request: MemberRequest, pk: int) -> HttpResponse:
    """Let it out, if the gate agrees.  What was typed is given back where it does not."""
    held = access.thread(request.user, pk)
    address = address_of(held)
    try:
        wish = wish_from(request, address)
    except CannotSend as error:
        return _with_typed(request, held, str(error))
    replies.put_away_refused(request.user, held)
    try:
        said = collision.reply(request.user, held, answering(request, held, wish), seen_by(request))
    except collision.AnsweredMeanwhile as quicker:
        return _with_typed(request, held, "", meanwhile=quicker)
    held = access.thread(request.user, pk)
    if is_refused(said):
        return _with_typed(request, held, "")
    unsent.sent(request.user, held, unsent.Mode.REPLY, wish.key)
    if request.POST.get("then") == "done":
        marks.set_state(request.user, held, "done")
        held = access.thread(request.user, pk)
    return _answered(request, held)


@for_members
@require_POST
def note(request: MemberRequest, pk: int) -> HttpResponse:
    """A remark for colleagues."""
    held = access.thread(request.user, pk)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_NOTE]
    if text:
        marks.note(request.user, held, text)
        unsent.sent(request.user, held, unsent.Mode.NOTE, request.POST.get("key", ""))
    return _answered(request, held)


@for_members
@require_POST
def reply_act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """Approve, take back, try again, put away, or say whether it arrived."""
    held = access.reply(request.user, pk)
    if act not in _ACTS:
        raise Http404(_("there is nothing of that name to do with a reply"))
    is_done = _ACTS[act](request.user, held)
    sentence = "" if is_done else STILL_WAITS if act == "approve" else TOO_LATE
    thread = access.thread(request.user, held.thread_id)
    if request.htmx:
        answer = render(request, "inbox/stream.html", stream_context(request, thread))
        return trigger_client_event(answer, "say", {"title": sentence, "text": ""}) if sentence else answer
    if sentence:
        messages.warning(request, sentence)
    return redirect("thread", thread.pk)


def _arrived(member: Member, held: Reply) -> bool:
    return replies.clear_up(member, held, has_arrived=True)


def _resend(member: Member, held: Reply) -> bool:
    return replies.clear_up(member, held, has_arrived=False)


_ACTS: dict[str, Callable[[Member, Reply], bool]] = {
    "approve": replies.approve,
    "withdraw": replies.withdraw,
    "hurry": replies.hurry,
    "put_away": replies.put_away,
    "arrived": _arrived,
    "resend": _resend,
}


def _answered(request: MemberRequest, held: Thread) -> HttpResponse:
    """It stands in the stream; the composer is empty and has a new key."""
    if not request.htmx:
        return redirect("thread", held.pk)
    return render(request, "inbox/answered.html", thread_context(request, held))


def seen_by(request: MemberRequest) -> collision.Known | None:
    """How far the writer had seen what we said; None where they send it whatever was said since."""
    if request.POST.get("all_the_same"):
        return None
    return collision.Known.read(request.POST.get("known", ""))


def _with_typed(request: MemberRequest, held: Thread, error: str, **more: Any) -> HttpResponse:
    """The composer with what was typed, and the reason why it is still there."""
    typed = {"text": request.POST.get("text", ""), "subject": request.POST.get("subject", ""), "error": error}
    context = thread_context(request, held, **typed, **more)
    if request.htmx:
        return render(request, "inbox/answered.html", context)
    return render(request, "inbox/inbox.html", list_context(request) | context)
