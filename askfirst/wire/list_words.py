"""A word that joins a list, or a press of the network's own button: asked back with the words to agree to, and a yes joins.

A mail can be sent in anybody's name, so who writes the word by mail is asked by mail, with link and code, like everybody.
Elsewhere the network knows whose the address is: the question goes through the gate into the same conversation, said in
the name of the member who made the list, and only a yes that answers just that question counts.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, may
from askfirst.consent import confirming, joining, ledger, lists, pending, standing
from askfirst.consent.models import Entry, Request
from askfirst.drafts.submit import Wish
from askfirst.inbox import asking, talk
from askfirst.networks import optins
from askfirst.networks.catalog import label
from askfirst.people import speaking
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, Member
    from askfirst.consent.models import List
    from askfirst.inbox.models import Thread
    from askfirst.networks.base import Event
    from askfirst.people.models import Handle

log = logging.getLogger(__name__)

YES = frozenset({"yes", "ja", "sí", "si", "نعم"})
LONGEST = 60
"""A longer message is a conversation and no word that joins."""
_TRIM = " .!?\"'“”„«»"


def heard(channel: Channel, handle: Handle, told: Event, thread: Thread) -> None:
    """Do what a message of theirs asks for, if it is such a word.  It stands in the inbox all the same.

    To be called for what the person themselves wrote just now, after it was put in its thread.
    """
    said = key_of(told.text).strip(_TRIM)
    if len(said) > LONGEST or told.attachments:
        return
    if said in YES and channel.network != joining.EMAIL:
        _agree(handle, thread, told.text.strip())
        return
    subject = key_of(told.subject).strip(_TRIM)
    one = lists.by_keyword(channel.brand, said) or lists.by_keyword(channel.brand, subject)
    if one is None:
        return
    try:
        if channel.network == joining.EMAIL:
            joining.ask(channel.brand, _asking(channel, handle, one))
        elif channel.network in one.networks:
            _ask_back(channel, handle, thread, one)
    except (joining.CannotAsk, joining.TooOften) as why:
        log.info("the word for list %s was heard and nothing came of it: %s", one.pk, why)


def pressed(channel: Channel, handle: Handle, one: List, told: Event) -> None:
    """They pressed the network's own button under a request of ours: they ask to join, as by a word in the conversation.

    Who is on the list already has only given us a ticket for it.
    """
    on = standing.states([handle.contact], one.purpose, on=one)[handle.contact_id]
    if on.state == "active" or one.closed_at or not one.is_open:
        return
    with transaction.atomic():
        thread = talk.thread_for(channel, handle)
    title = str(told.extra.get(optins.TITLE, "")) or one.name
    place = _("a request on %(network)s: “%(title)s”") % {"network": label(channel.network), "title": title}
    try:
        _ask_back(channel, handle, thread, one, mechanism=Entry.Mechanism.BUTTON, place=place)
    except (joining.CannotAsk, joining.TooOften) as why:
        log.info("a button for list %s was pressed and nothing came of it: %s", one.pk, why)


def _asking(
    channel: Channel, handle: Handle, one: List, mechanism: str = Entry.Mechanism.KEYWORD, place: str = ""
) -> joining.Asking:
    language = speaking.language(handle.contact, handle)
    notice = lists.notice_for(one, language)
    return joining.Asking(
        network=channel.network,
        address=handle.address,
        name=handle.contact.name,
        notices=[notice] if notice else [],
        mechanism=mechanism,
        place=place or f"a conversation on {channel.network}",
        language=language,
    )


def _ask_back(channel: Channel, handle: Handle, thread: Thread, one: List, **how: str) -> None:
    """The question with the words to agree to; where one press is enough, that they are on the list."""
    if one.created_by is None:
        return  # nobody answers for it: a person reads the message and answers
    asked = _asking(channel, handle, one, **how)
    request = joining.ask(channel.brand, asked)
    with translation.override(asked.language):
        if request.confirmed_at:
            _say(one.created_by, thread, _welcome([one]), _key(request, "welcome"))
            return
        if not pending.is_pending(request):
            return
        if not Entry.objects.filter(exchange=request.exchange).exists():
            confirming.heard(handle, request)
        text = _(
            "%(words)s\n\n%(promise)s\n\nAnswer YES to be told of “%(list)s”. Without it nothing is sent."
        ) % {
            "words": asked.notices[0].text,
            "promise": lists.promise(one),
            "list": one,
        }
        if _say(one.created_by, thread, text, _key(request, "question")):
            Request.objects.filter(pk=request.pk, mailed_at=None).update(mailed_at=timezone.now())


def _agree(handle: Handle, thread: Thread, said: str) -> None:
    """A yes, if the last thing we said in this conversation was the question."""
    last = thread.messages.filter(is_ours=True).select_related("delivery").order_by("-pk").first()
    if last is None or last.delivery is None:
        return
    waiting = Request.objects.filter(
        brand=thread.brand_id, network=handle.network, confirmed_at=None, lapsed_at=None
    ).exclude(mailed_at=None)
    keys = {
        _sent(thread, _key(request, "question")): request
        for request in waiting.filter(endpoint=ledger.digest(handle.network, handle.address))
    }
    request = keys.get(last.delivery.key)
    if request is None:
        return
    try:
        done = confirming.in_talk(request, handle, said)
    except confirming.CannotConfirm as why:
        log.info("a yes came too late for request %s: %s", request.pk, why)
        return
    speaker = done.lists[0].created_by
    if speaker:
        with translation.override(request.language):
            _say(speaker, thread, _welcome(done.lists), _key(request, "welcome"))


def _welcome(on: list[List]) -> str:
    return _("You are told of “%(list)s” from now on. Write STOP at any time, and it ends.") % {
        "list": ", ".join(one.name for one in on)
    }


def _say(member: Member, thread: Thread, text: str, key: str) -> bool:
    """Through the gate, as the rules of the inbox say things; whether it may leave."""
    shape = asking.shape_of(thread)
    wish = Wish(
        text=text,
        form=shape.form,
        purpose=shape.purpose,
        about=shape.about,
        key=key,
        authored_by=talk.BY_RULE,
        approved_by=member if may(member, Right.APPROVE) else None,
        approved_as=_("the words of a list"),
    )
    try:
        made = talk.reply(member, thread, wish)
    except PermissionDenied as why:
        log.info("the word for a list was heard and nobody may answer it: %s", why)
        return False
    return made.draft.delivery_id is not None


def _key(request: Request, what: str) -> str:
    return f"list:{what}:{request.pk}"


def _sent(thread: Thread, key: str) -> str:
    """The key under which a draft's words left."""
    return hashlib.sha256(f"{thread.brand_id}:{key}".encode()).hexdigest()[:40]
