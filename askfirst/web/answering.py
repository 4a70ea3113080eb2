"""What comes back after something was said in a conversation: the stream with it, and a composer that is empty again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render

from askfirst.web.inbox_list import list_context
from askfirst.web.inbox_thread import thread_context

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.inbox.models import Thread
    from askfirst.web.members import MemberRequest


def answered(request: MemberRequest, held: Thread) -> HttpResponse:
    """It stands in the stream; the composer shows what is still being written, with a new key."""
    if not request.htmx:
        return redirect("thread", held.pk)
    return render(request, "inbox/answered.html", thread_context(request, held))


def with_typed(request: MemberRequest, held: Thread, error: str, text: str | None = None) -> HttpResponse:
    """The composer with what was typed, and the reason why it is still there.  `text`: what stands there instead."""
    shown = request.POST.get("text", "") if text is None else text
    typed = {"text": shown, "subject": request.POST.get("subject", ""), "error": error}
    context = thread_context(request, held, **typed)
    if request.htmx:
        return render(request, "inbox/answered.html", context)
    return render(request, "inbox/inbox.html", list_context(request) | context)
