"""Why somebody got something: an answer in public, a mail or a push that told of an answer; each with the switch that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from askfirst.wall.models import Comment
from askfirst.web import why
from askfirst.web.visit import visiting
from askfirst.wire import visitor_mail, visitor_push

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.gate.models import Delivery
    from askfirst.web.visit import Visit
    from askfirst.wire.models import VisitorPush


@require_GET
@visiting
def why_public(visit: Visit, pk: int) -> HttpResponse:
    """Why the brand answered something of theirs in public.  Nobody else gets this answer: it says what is known of them."""
    rows = Comment.objects.select_related("delivery__decision", "post")
    said = rows.filter(pk=pk, channel=visit.page.channel, delivery__contact__in=visit.people).first()
    if said is None:
        raise Http404(_("this answer is not here, or was not given to you"))
    template = "visitor/why_part.html" if visit.is_part else "visitor/why_public.html"
    return visit.render(template, said=said, why=why.why(said.delivery), has_stopped=visit.has_stopped())


@require_GET
@visiting
def why_mail(visit: Visit, token: str) -> HttpResponse:
    """Behind the link in a mail: why it came, to whoever has the mail, signed in or not."""
    notice = _notice(visit, token)
    handle = notice.contact.handles.filter(network="email").first() if notice.contact else None
    return visit.render(
        "visitor/why_mail.html",
        said=notice,
        why=why.why(notice),
        token=token,
        takes_notices=bool(handle and handle.takes_notices),
    )


@require_POST
@visiting
def stop_mail(visit: Visit, token: str) -> HttpResponse:
    """No more of these mails, or again.  Programs that look for viruses follow links and press nothing."""
    notice = _notice(visit, token)
    visit.counted()
    is_on = visit.request.POST.get("on") == "yes"
    if notice.contact:
        visitor_mail.switch_notices(notice.contact, is_on=is_on)
    messages.success(
        visit.request,
        _("You are told of answers by mail again.")
        if is_on
        else _("No more of these mails. Answers still wait for you under Messages."),
    )
    return redirect("why-mail", visit.brand.slug, token)


@require_GET
@visiting
def why_push(visit: Visit, token: str) -> HttpResponse:
    """Behind the button of a push: why it came, from the decision of the answer of which it told."""
    push = _pushed(visit, token)
    return visit.render(
        "visitor/why_push.html", push=push, why=why.why(push.delivery), token=token, device=push.device
    )


@require_POST
@visiting
def stop_push(visit: Visit, token: str) -> HttpResponse:
    """Nothing is told on that device any more."""
    push = _pushed(visit, token)
    visit.counted()
    push.device.delete()
    messages.success(visit.request, _("Removed. Nothing is pushed to that browser any more."))
    return redirect("you", visit.brand.slug)


def _pushed(visit: Visit, token: str) -> VisitorPush:
    push = visitor_push.push_of(visit.brand, token)
    if push is None:
        raise Http404(_("this link is not complete, or that device is told nothing any more"))
    return push


def _notice(visit: Visit, token: str) -> Delivery:
    notice = visitor_mail.notice_of(visit.brand, token)
    if notice is None:
        raise Http404(_("this link is not complete: copy the whole of it from the mail"))
    return notice
