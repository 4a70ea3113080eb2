"""What a member does in a public conversation: answer for everybody or for one, hide what does not belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askfirst.brand.roles import Right, require
from askfirst.inbox import access, collision, replies, talk, unsent
from askfirst.people.resolve import who_did
from askfirst.wall import talk as verbs
from askfirst.web import guard, public_strand
from askfirst.web.composer import CannotSend, answer_address, wish_from
from askfirst.web.inbox_acts import seen_by
from askfirst.web.inbox_list import list_context
from askfirst.web.inbox_public import PRIVATE, PUBLIC, composer_context, verdict
from askfirst.web.inbox_thread import thread_context
from askfirst.web.members import MemberRequest, for_members
from askfirst.web.typed import clean
from askfirst.wire import strands
from askfirst.work import answers

if TYPE_CHECKING:
    from askfirst.drafts.models import Draft
    from askfirst.inbox.models import Thread
    from askfirst.web import wall_desk
    from askfirst.web.public_strand import PublicStream


@for_members
@require_safe
def ways(request: MemberRequest, pk: int) -> HttpResponse:
    """The composer for another way, or for another word of theirs."""
    held = _held(request, pk)
    if not request.htmx:
        return redirect(f"{reverse('thread', args=[pk])}?{request.GET.urlencode()}")
    if request.GET.get("only") == "verdict":
        return verdict(request, held)
    found = public_strand.stream(held, request.user)
    context = {"thread": held, "known": collision.known(held)} | composer_context(request, held, found)
    return render(request, "inbox/composer.html", context)


@for_members
@require_POST
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer where everybody can read it, through the gate."""
    held = _held(request, pk)
    require(request.user, Right.REPLY)
    found = public_strand.stream(held, request.user)
    target = found.target(request.POST.get("to", "")) if found else None
    if target is None or not target.has_public:
        return _with_typed(request, held, error=_NOTHING(), way=PUBLIC)
    turned = guard.turn(request, held.channel, held.contact, clean(request.POST.get("text", "")))
    if turned:
        return _turned(request, held, target, turned)
    try:
        wish = wish_from(request, answer_address(held, PUBLIC))
        replies.put_away_refused(request.user, held)
        draft = answers.answer(
            request.user, target.said, wish.text, key=wish.key, files=wish.files, seen=seen_by(request)
        )
    except CannotSend as error:
        return _with_typed(request, held, error=str(error), way=PUBLIC)
    except collision.AnsweredMeanwhile as held_back:
        return _with_typed(request, held, meanwhile=held_back, way=PUBLIC)
    if _is_refused(draft):
        return _with_typed(request, held, way=PUBLIC)
    unsent.sent(request.user, held, PUBLIC, wish.key)
    return _answered(request, held)


@for_members
@require_POST
def private(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer to them alone, once for each public word of theirs, through the gate."""
    held = _held(request, pk)
    require(request.user, Right.REPLY)
    found = public_strand.stream(held, request.user)
    target = found.target(request.POST.get("to", "")) if found else None
    if target is None or not target.has_private or held.handle is None:
        return _with_typed(request, held, error=_NOTHING(), way=PRIVATE)
    try:
        wish = wish_from(request, answer_address(held, PRIVATE))
    except CannotSend as error:
        return _with_typed(request, held, error=str(error), way=PRIVATE)
    about = target.said.external_id
    handle = who_did(held.channel, held.handle.contact, about) or held.handle
    place = talk.begin_about(held.channel, handle, about)
    replies.put_away_refused(request.user, place)
    said = talk.private_reply(request.user, place, wish.text, about=about, key=wish.key, files=wish.files)
    if _is_refused(said.draft):
        return _with_typed(request, held, way=PRIVATE)
    unsent.sent(request.user, held, PRIVATE, wish.key)
    return _answered(request, held, is_private=True)


@for_members
@require_POST
def hide(request: MemberRequest, pk: int) -> HttpResponse:
    """Take something off our wall, or put it back: nothing is deleted."""
    held = _held(request, pk)
    require(request.user, Right.MODERATE)
    found = public_strand.stream(held, request.user)
    rows = [found.post, *_all_said(found)] if found else []
    named = [one for one in rows if public_strand.name_of(one) == request.POST.get("to")]
    if not named or not named[0].is_on_page:
        raise Http404(_("this does not stand on your page, so it cannot be hidden from here"))
    verbs.hide(request.user, named[0].said, is_hidden=request.POST.get("on") != "no")
    strands.changed(named[0].said.channel, named[0].said.external_id)
    return _answered(request, held)


def _held(request: MemberRequest, pk: int) -> Thread:
    held = access.thread(request.user, pk)
    if not held.is_public:
        raise Http404(_("this conversation is private: it is answered in its own composer"))
    return held


def _turned(request: MemberRequest, held: Thread, target: wall_desk.Item, turned: guard.Turn) -> HttpResponse:
    """The form again with its text as it stands now: for a second look, or where only they can read it."""
    if not (turned.is_private and target.has_private):
        return _with_typed(request, held, text=turned.text, turn=turned, way=PUBLIC)
    about, key = target.said.external_id, request.POST.get("key", "")
    unsent.go_private(request.user, held, turned.text, about=about, key=key)
    return _with_typed(request, held, text="", way=PRIVATE)


def _is_refused(draft: Draft) -> bool:
    return bool(draft.decision and draft.decision.verdict == "deny")


def _all_said(found: PublicStream) -> list[wall_desk.Item]:
    return [one for item in found.items for one in ([item.said] if item.said else item.others)]


def _NOTHING() -> str:  # noqa: N802 -- a constant sentence in the reader's language
    return _(
        "What you answer is not there any more, or can only be answered in another way. Your text is kept."
    )


def _answered(request: MemberRequest, held: Thread, *, is_private: bool = False) -> HttpResponse:
    """It stands there with its state; what may be said next is said in public, until somebody chooses otherwise."""
    if not request.htmx:
        if is_private:
            messages.success(request, _("Your private answer is on its way. Nobody else can read it."))
        return redirect("thread", held.pk)
    context = thread_context(request, access.thread(request.user, held.pk), way=PUBLIC)
    return render(request, "inbox/answered.html", context)


def _with_typed(request: MemberRequest, held: Thread, **more: Any) -> HttpResponse:
    """The composer with what was typed, and the reason why it is still there."""
    held = access.thread(request.user, held.pk)
    context = thread_context(request, held, **({"text": request.POST.get("text", "")} | more))
    if request.htmx:
        return render(request, "inbox/answered.html", context)
    return render(request, "inbox/inbox.html", list_context(request) | context)
