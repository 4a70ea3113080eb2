"""A visitor's Messages area: their conversations with one brand, live, each message with its "Why did I get this?"."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from askfirst.inbox import marks
from askfirst.inbox.models import Message as Said
from askfirst.people import claims
from askfirst.wall import answers, asks
from askfirst.web import deeds, frames, limits, talks, visitor, why
from askfirst.web.page_forms import Message
from askfirst.web.visit import visiting
from askfirst.web.visitor import NETWORK, Visitor
from askfirst.wire import visitor_mail
from askfirst.wire.intake import waiting
from askfirst.work import hours

if TYPE_CHECKING:
    from askfirst.inbox.models import Thread
    from askfirst.networks.base import Event
    from askfirst.web.visit import Visit

CONFIRMATIONS_AN_HOUR = 3
MAILS_FROM_ONE_PLACE_AN_HOUR = 20


@require_http_methods(["GET", "POST"])
@visiting
def message(visit: Visit) -> HttpResponse:
    """The Message button: a small dialog on the page, and a page of its own where there is no script."""
    if answer := frames.first_look(visit):
        return frames.framed(visit, answer)
    if visit.request.method == "GET":
        return frames.framed(visit, _talk(visit, _current(visit)))
    return frames.framed(visit, _say(visit, visit.visitor))


@require_GET
@visiting
def area(visit: Visit) -> HttpResponse:
    """Their conversations, newest first, what they asked, and what they were answered in public."""
    visit.look()
    nameless = visitor.nameless(visit.request, visit.brand)
    given = answers.given(visit.page, visit.people)
    pending = deeds.pending(visit.page, visit.visitor, "message")
    asking = [*deeds.pending(visit.page, visit.visitor, "ask"), *waiting(visit.page.channel, nameless)]
    asked = asks.asked(visit.page, visit.people_by_now(), nameless)
    placed = {one.ask.external_id for one in asked}
    # The badge asks for this screen too, from every other one: then nobody reads it.
    if visit.is_looked_at and visit.request.headers.get("HX-Target", "talks") == "talks":
        answers.see(visit.page, visit.people)
    return visit.render(
        "visitor/area.html",
        threads=talks.listed(visit.people_by_now(), visit.visitor),
        pending=pending,
        asked=asked,
        asking=[told for told in asking if told.external_id not in placed],
        answered=[one for one in given if one.kind != "question"],
        unseen={one.said.pk for one in given if one.is_unseen},
    )


@require_http_methods(["GET", "POST"])
@visiting
def talk(visit: Visit, pk: int) -> HttpResponse:
    """One conversation.  What is written goes out under the handle with which it began."""
    thread = _thread(visit, pk)
    if visit.request.method == "GET":
        return _talk(visit, thread)
    if thread.theirs.network != NETWORK:
        raise Http404(_("this conversation runs by mail: answer it there"))
    return _say(visit, Visitor(address=thread.theirs.key, name=visit.visitor.name, is_known=True), thread)


@require_POST
@visiting
def read(visit: Visit, pk: int) -> HttpResponse:
    """They have seen it: the page is open before them."""
    thread = _thread(visit, pk)
    marks.read_by_them(thread.them, thread)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@visiting
def typing(visit: Visit, pk: int) -> HttpResponse:
    """They are writing; the team sees it for a few seconds."""
    visit.counted()
    marks.typing(_thread(visit, pk))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_GET
@visiting
def why_this(visit: Visit, pk: int, message_pk: int) -> HttpResponse:
    """The answer to "Why did I get this?" for one message of the brand."""
    thread = _thread(visit, pk)
    rows = Said.objects.select_related("delivery__decision", "delivery__channel")
    said = rows.filter(thread=thread, pk=message_pk, is_ours=True).first()
    if said is None:
        raise Http404(_("this message is not in your conversation"))
    template = "visitor/why_part.html" if visit.is_part else "visitor/why.html"
    return visit.render(
        template, said=said, thread=thread, why=why.why(said.delivery), has_stopped=visit.has_stopped()
    )


def _thread(visit: Visit, pk: int) -> Thread:
    found = talks.threads(visit.people, visit.visitor).filter(pk=pk).first()
    if found is None:
        raise Http404(_("this conversation does not exist, or is not yours"))
    return found


def _current(visit: Visit) -> Thread | None:
    visit.look()
    return talks.current(visit.people, visit.visitor)


def _say(visit: Visit, who: Visitor, thread: Thread | None = None) -> HttpResponse:
    """Keep what they wrote.  Without `thread` it is their current one, looked up only where a screen shows it."""
    form = Message(visit.visitor, visit.request.POST, visit.request.FILES)
    visit.counted()
    if not visit.takes_messages:
        form.full_clean()
        return _talk(visit, thread or _current(visit), form, HTTPStatus.CONFLICT)
    if not form.is_valid():
        return _talk(visit, thread or _current(visit), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    known = form.who()
    deeds.do(visit.page, Visitor(address=who.address, name=known.name, is_known=True), form.deed())
    if form.cleaned_data["email"]:
        ask_to_confirm(visit, form.cleaned_data["email"])
    visit.visitor = replace(known, is_known=True)
    if visit.is_part:
        return visit.done(_talk(visit, thread or _current(visit)), visit.visitor)
    here = redirect("talk", visit.brand.slug, thread.pk) if thread else redirect("message", visit.brand.slug)
    return visit.done(here, visit.visitor)


def ask_to_confirm(visit: Visit, email: str) -> None:
    """Send a link to this address, at most a few times an hour; what the visitor is told is the same in every case."""
    place = limits.address_of(visit.request)
    try:
        limits.count_rarely(f"mail:{visit.brand.pk}:{email.casefold()}", CONFIRMATIONS_AN_HOUR)
        limits.count_rarely(f"mail-from:{place}", MAILS_FROM_ONE_PLACE_AN_HOUR)
    except limits.TooMany:
        messages.info(visit.request, _ALREADY.format(email=email))
        return
    visitor_mail.send_confirmation(visit.brand, email, visit.visitor.address)
    messages.success(visit.request, _SENT.format(email=email))


_SENT = gettext_lazy(
    "We have sent a link to {email}. Nothing else goes there until you have pressed the button behind it."
)
_ALREADY = gettext_lazy(
    "A few links have gone to {email} already. Look into that mailbox, also under spam; after an hour you can ask again."
)


def _talk(
    visit: Visit, thread: Thread | None, form: Message | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    visit.look()
    pending = _pending(visit, thread)
    if thread is None and not pending and visit.visitor.is_known:
        thread = _just_placed(visit)
    before = visit.request.GET.get("before", "")
    shown = talks.read(thread, pending, int(before) if before.isdecimal() and len(before) < 19 else 0)
    if thread and visit.is_looked_at:
        marks.read_by_them(thread.them, thread)
    whole = "visitor/framed.html" if visit.is_framed else "visitor/talk.html"
    return visit.render(
        "visitor/talk_part.html" if visit.is_part else whole,
        status,
        talk=shown,
        thread=thread,
        message_form=form or Message(visit.visitor),
        has_stopped=visit.has_stopped(),
        can_notify=bool(visitor_mail.channel_for(visit.brand)),
        confirmed=claims.confirmed_email(visit.contact) if visit.contact else None,
        address=_address(visit, thread),
        **_presence(visit),
    )


def _presence(visit: Visit) -> dict[str, str | bool]:
    """Whether somebody of the team is there now, and when again, where the brand has said when it answers."""
    said = hours.of(visit.brand)
    gone = hours.absence(said, timezone.now())
    if said is None or not any(said.week.values()):
        return {}
    return {"is_there": gone is None, "back_at": hours.back(said, gone) if gone else ""}


def _just_placed(visit: Visit) -> Thread | None:
    """What was not in its place when we looked for the conversation, and no longer waited when we looked for that."""
    return talks.current(visitor.contacts(visit.brand, visit.visitor), visit.visitor)


def _address(visit: Visit, thread: Thread | None) -> str:
    """Where this conversation is shown and written to."""
    return f"/@{visit.brand.slug}/messages/{thread.pk}/" if thread else f"/@{visit.brand.slug}/message/"


def _pending(visit: Visit, thread: Thread | None) -> list[Event]:
    if thread is None:
        return deeds.pending(visit.page, visit.visitor, "message")
    if thread.theirs.network != NETWORK:
        return []
    who = Visitor(address=thread.theirs.key, is_known=True)
    return deeds.pending(visit.page, who, "message")
