"""The wall for the team: publish, answer in public, answer one post or comment privately, hide what does not belong."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askfirst.brand.roles import Right, may, require
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.inbox import talk
from askfirst.networks.base import Form
from askfirst.people.resolve import who_did
from askfirst.wall import access
from askfirst.wall import talk as verbs
from askfirst.wall.models import Comment, Post
from askfirst.web import guard, wall_desk
from askfirst.web.composer import way_addresses
from askfirst.web.members import for_members, whole
from askfirst.web.page_forms import new_key
from askfirst.web.typed import Words, clean
from askfirst.web.verdict import shown
from askfirst.wire import strands
from askfirst.work import answers

if TYPE_CHECKING:
    from django.forms import Form as HtmlForm
    from django.http import HttpResponse

    from askfirst.brand.models import Channel, Member
    from askfirst.drafts.models import Draft
    from askfirst.people.models import Handle
    from askfirst.web.members import MemberRequest
    from askfirst.web.verdict import Shown

WE_HAVE_WRITTEN = "Hello {name}, we have written to you privately. You find it under Messages on this page."
WE_HAVE_WRITTEN_THERE = "Hello {name}, we have sent you a private message."


class Saying(forms.Form):
    """Words of the brand, and the browser's own id of this wish."""

    key = forms.CharField(max_length=64)
    text = Words()


@for_members
@require_safe
def wall(request: MemberRequest) -> HttpResponse:
    """What stands on the wall, newest first, with what waits for an answer."""
    return _wall(request)


@for_members
@require_POST
def publish(request: MemberRequest) -> HttpResponse:
    """Put a post on the wall, through the gate."""
    require(request.user, Right.PUBLISH)
    page = access.page(request.user)
    form = Saying(request.POST)
    if not form.is_valid():
        return _wall(request, HTTPStatus.UNPROCESSABLE_ENTITY, form)
    turned = guard.turn(request, page.channel, None, form.cleaned_data["text"])
    if turned:
        return _wall(request, HTTPStatus.CONFLICT, form, turned)
    draft = verbs.publish(request.user, page, form.cleaned_data["text"], key=form.cleaned_data["key"])
    tell(request, draft, _("Your post is on its way to the wall."))
    return redirect("wall")


@for_members
@require_safe
def item(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """One post or comment, with everything that can be done about it."""
    return _item(request, _said(request.user, kind, pk))


@for_members
@require_POST
def answer(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Answer in public, through the gate."""
    require(request.user, Right.REPLY)
    said = _said(request.user, kind, pk)
    form = Saying(request.POST)
    turned = guard.turn(request, said.channel, said.contact, clean(request.POST.get("text", "")))
    if turned:
        return _turned(request, said, turned)
    if not form.is_valid():
        return _item(request, said, HTTPStatus.UNPROCESSABLE_ENTITY, public_form=form)
    draft = answers.answer(request.user, said, form.cleaned_data["text"], key=form.cleaned_data["key"])
    if _is_refused(draft):
        return _item(request, said, HTTPStatus.CONFLICT, public_form=form)
    tell(request, draft, _("Your answer is on its way to the wall. Everybody can read it."))
    return redirect(_place(said))


@for_members
@require_http_methods(["GET", "POST"])
def private(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Answer one person privately, once.  What the gate says stands there before anything is typed."""
    said = _said(request.user, kind, pk)
    if request.method == "GET":
        return _item(request, said, is_private=True)
    require(request.user, Right.REPLY)
    form = Saying(request.POST)
    if not form.is_valid():
        return _item(request, said, HTTPStatus.UNPROCESSABLE_ENTITY, private_form=form, is_private=True)
    thread = talk.begin_about(said.channel, _handle(said), said.external_id)
    reply = talk.private_reply(
        request.user, thread, form.cleaned_data["text"], about=said.external_id, key=form.cleaned_data["key"]
    )
    if _is_refused(reply.draft):
        return _item(request, said, HTTPStatus.CONFLICT, private_form=form, is_private=True)
    tell(request, reply.draft, _("Your private answer is on its way. Nobody else can read it."))
    return redirect("wall-told", kind, pk)


@for_members
@require_http_methods(["GET", "POST"])
def told(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """The short public word after a private answer, ready to be sent with one press, or changed first."""
    said = _said(request.user, kind, pk)
    if request.method == "GET":
        return _item(request, said, is_telling=True)
    return answer(request, kind=kind, pk=pk)


@for_members
@require_POST
def hide(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Take it off the wall, or put it back: nothing is deleted."""
    said = _said(request.user, kind, pk)
    is_hidden = request.POST.get("on") != "no"
    verbs.hide(request.user, said, is_hidden=is_hidden)
    strands.changed(said.channel, said.external_id)
    if is_hidden:
        messages.success(request, _("Hidden: visitors no longer see it. You can put it back at any time."))
    else:
        messages.success(request, _("It stands on the wall again."))
    return redirect(_place(said))


def verdict_for(channel: Channel, member: Member, form: Form, said: Post | Comment | None = None) -> Shown:
    """What the gate would say now."""
    contact = said.contact if said else None
    question = Question(
        channel=channel,
        contact=contact,
        form=form,
        purpose="reply" if said else "service",
        about=said.external_id if said and not said.is_ours else "",
        member=member,
    )
    return shown(explained(question), way_addresses(contact) if contact else None)


def _said(member: Member, kind: str, pk: int) -> Post | Comment:
    if kind == "post":
        return access.post(member, pk)
    if kind == "comment":
        return access.comment(member, pk)
    raise Http404(_("the wall holds posts and comments"))


def _handle(said: Post | Comment) -> Handle:
    found = who_did(said.channel, said.contact, said.external_id) if said.contact else None
    if found is None:
        raise Http404(_("nobody can be answered privately here"))
    return found


def _turned(request: MemberRequest, said: Post | Comment, turned: guard.Turn) -> HttpResponse:
    """The form again with its text as it stands now: for a second look, or in the private answer."""
    form = Saying(initial={"text": turned.text})
    if turned.is_private:
        return _item(request, said, HTTPStatus.CONFLICT, private_form=form, is_private=True)
    return _item(request, said, HTTPStatus.CONFLICT, public_form=form, turn=turned)


def _wall(
    request: MemberRequest,
    status: int = HTTPStatus.OK,
    form: HtmlForm | None = None,
    turn: guard.Turn | None = None,
) -> HttpResponse:
    page = access.page(request.user)
    wanted = request.GET.get("show", "all")
    before = whole(request.GET.get("before"))
    desk = wall_desk.desk(page.brand, wanted if wanted in wall_desk.SHOWN else "all", before)
    context = {
        "page": page,
        "desk": desk,
        "before": before,
        "may_moderate": may(request.user, Right.MODERATE),
        "may_reply": may(request.user, Right.REPLY),
    }
    if request.htmx.target == "wall":
        return render(request, "wall/strands.html", context)
    may_publish = may(request.user, Right.PUBLISH)
    context |= {
        "form": form,
        "turn": turn,
        "key": new_key(),
        "may_publish": may_publish,
        "verdict": verdict_for(page.channel, request.user, Form.PUBLIC_POST) if may_publish else None,
    }
    return render(request, "wall/wall.html", context, status=status)


def _item(
    request: MemberRequest, said: Post | Comment, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    found = wall_desk.item(said)
    telling = WE_HAVE_WRITTEN if found.is_on_page else WE_HAVE_WRITTEN_THERE
    private = _verdict(request, Form.PRIVATE_REPLY, said) if found.has_private else None
    may_go_private = bool(private and private.is_allowed and not found.private)
    context = {
        "item": found,
        "may_go_private": may_go_private,
        "may_hand_off": not may_go_private and guard.hand_off(said.channel, said.contact),
        "is_private": not found.has_public,
        "key": new_key(),
        "may_reply": may(request.user, Right.REPLY),
        "may_moderate": may(request.user, Right.MODERATE),
        "public_verdict": _verdict(request, Form.PUBLIC_REPLY, said) if found.has_public else None,
        "private_verdict": private,
        "telling": telling.format(name=said.author),
        **more,
    }
    return render(request, "wall/item.html", context, status=status)


def _verdict(request: MemberRequest, form: Form, said: Post | Comment) -> Shown:
    return verdict_for(said.channel, request.user, form, said)


def _is_refused(draft: Draft) -> bool:
    return bool(draft.decision and draft.decision.verdict == "deny")


def tell(request: MemberRequest, draft: Draft, sent: str) -> None:
    """Say what became of a wish: `sent` where it was let out."""
    if draft.delivery_id:
        messages.success(request, sent)
    elif draft.decision and draft.decision.verdict == "hold":
        messages.warning(
            request, _("It waits for somebody with the right to approve it. Nothing has left yet.")
        )


def _place(said: Post | Comment) -> str:
    kind = "post" if isinstance(said, Post) else "comment"
    return f"/wall/#{kind}-{said.pk}"
