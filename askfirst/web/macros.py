"""Macros in a conversation: which there are, running one, and putting back what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askfirst.inbox import access
from askfirst.web.members import for_members, whole
from askfirst.work import batches, choices
from askfirst.work import macros as verbs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.inbox.models import Thread
    from askfirst.web.members import MemberRequest
    from askfirst.work.models import Batch


@for_members
@require_safe
def macros(request: MemberRequest, pk: int) -> HttpResponse:
    """Every macro with a button: a part of the menu, or a page of its own without scripts."""
    held = access.thread(request.user, pk)
    known = choices.words(held.brand)
    found = [
        {"macro": one, "says": choices.sentences(held.brand, one.steps, known=known)}
        for one in verbs.macros(request.user)
    ]
    ran = whole(request.GET.get("ran"))
    context = _result(batches.batch(request.user, ran), held) if ran else {}
    template = "work/macro_menu.html" if request.htmx else "work/macro_page.html"
    return render(request, template, context | {"macros": found, "thread": held})


@for_members
@require_POST
def run(request: MemberRequest, pk: int, macro: int) -> HttpResponse:
    """Do its steps to this conversation; what it did is said, with a button that puts it back."""
    held = access.thread(request.user, pk)
    done = verbs.run(request.user, held, verbs.macro(request.user, macro))
    return _answer(request, held, done)


@for_members
@require_POST
def undo(request: MemberRequest, pk: int, batch: int) -> HttpResponse:
    """Put back what a macro did here."""
    held = access.thread(request.user, pk)
    done = batches.batch(request.user, batch)
    if not done.lines.filter(thread=held).exists():
        raise Http404(_("this was not done to this conversation"))
    return _answer(request, held, verbs.undo(request.user, done))


def _answer(request: MemberRequest, held: Thread, done: Batch) -> HttpResponse:
    if request.htmx:
        return render(request, "work/macro_ran.html", _result(done, held) | {"thread": held})
    return redirect(reverse("thread-macros", args=[held.pk]) + f"?ran={done.pk}")


def _result(done: Batch, held: Thread) -> dict[str, object]:
    line = done.lines.filter(thread=held).first()
    return {
        "ran": done,
        "is_put_back": line is not None and line.is_put_back,
        "has_changed": line is not None and bool(line.before),
        "problems": line.problems if line else [],
    }
