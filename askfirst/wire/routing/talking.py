"""What was said one to one, by them or by us with another tool, and what became of it afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from askfirst.brand import files, notify
from askfirst.consent import dead
from askfirst.gate import echoes
from askfirst.inbox import afterwards, doubts, talk
from askfirst.manners.tone import tone_of
from askfirst.networks.email import html
from askfirst.people import resolve
from askfirst.people.models import Engagement
from askfirst.sentence import Sentence
from askfirst.wall import heard
from askfirst.wire import enclosures, list_words, retention, strands
from askfirst.wire.models import Event as Row
from askfirst.wire.routing import public, words
from askfirst.wire.routing.shared import Step, Unheard, at, unnamed, who

if TYPE_CHECKING:
    from askfirst.brand.models import Channel, StoredFile
    from askfirst.networks.base import Event

_NAMED = ("message", "status")
"""What connectors put before the id of a message where the thing that tells it has a name of its own."""


def message(channel: Channel, told: Event, is_history: bool) -> None:
    """They wrote to us."""
    handle = who(channel, told)
    external_id = talk.own_id(channel, handle, told.external_id)
    if _opens_a_window(told, is_history=is_history):
        kind, tone = Engagement.Kind.MESSAGE, tone_of(told.text)
        resolve.engage(channel, handle, kind, reference=external_id, at=at(told), tone=tone)
        dead.revive(handle)
    if not talk.is_known(channel, external_id):
        told = replace(told, external_id=external_id)
        said = _said(channel, told, told.actor_name or handle.address, is_history=is_history)
        kept = talk.receive(channel, handle, said)
        if kept and not is_history and words.may_ask_to_stop(told):
            doubts.mark_stop(kept.thread)
        if kept and not is_history and _opens_a_window(told, is_history=is_history):
            list_words.heard(channel, handle, told, kept.thread)
        enclosures.expect(channel, external_id, told.media)


def _opens_a_window(told: Event, *, is_history: bool) -> bool:
    """Whether the person themselves did it, at a time that is known.

    A machine that answers for them did not, nor did somebody who uses their address or ours.
    """
    if told.extra.get("is_automatic") or told.extra.get("is_from_us"):
        return False
    if told.extra.get("is_verified") is False:
        return False
    return told.occurred_at is not None or not is_history


def echo(channel: Channel, told: Event, is_history: bool) -> None:
    """Our own words come back: through us, which settles what was in doubt, or by another tool."""
    ours = echoes.recognise(channel, told)
    if ours:
        # What left is put in its place by `dispatch.record_left`; whoever was asked to look need not any more.
        notify.take_back(channel.brand, f"delivery:{ours.pk}")
        return
    if told.extra.get("is_report"):
        return  # that something of another tool left: its words are not told
    if told.is_public:
        public.echo(channel, told, is_history)
        return
    if talk.is_known(channel, told.external_id):
        return
    seen = resolve.Seen(
        address=told.target, evidence=f"we wrote to them on {channel.network}: {told.external_id}"
    )
    handle = resolve.resolve(channel, seen)
    talk.echo(channel, handle, _said(channel, told, channel.brand.name, is_history=is_history))
    enclosures.expect(channel, told.external_id, told.media)


def edit(channel: Channel, told: Event, _is_history: bool) -> None:
    """Something reads otherwise now, in a thread or on a wall."""
    if not _may_change(channel, told):
        return
    is_kept = retention.keeps_earlier(channel)
    known = afterwards.edit(channel, told.target, told.text, at(told), is_kept=is_kept)
    if known:
        return
    if not heard.edit(channel, told.target, told.text, at(told), is_kept=is_kept):
        raise Unheard(f"a change of `{told.target}`, which has not come in")
    strands.changed(channel, told.target)


def delete(channel: Channel, told: Event, _is_history: bool) -> None:
    """Something was taken back: its words go from our screens and from what came in; that there was something stays."""
    if not _may_change(channel, told):
        return
    known = afterwards.take_back(channel, told.target, at(told))
    if not (known or heard.take_back(channel, told.target, at(told))):
        raise Unheard(f"`{told.target}` was taken back, which has not come in")
    if not known:
        strands.changed(channel, told.target, are_words_gone=True)
    enclosures.forget(channel, told.target)
    names = [told.target, *(f"{prefix}:{told.target}" for prefix in _NAMED)]
    Row.objects.filter(channel=channel, external_id__in=names).exclude(routed_at=None).update(raw=b"")


def _may_change(channel: Channel, told: Event) -> bool:
    """Whether whoever changes something said it.  Most networks look at that themselves; an event says where none does."""
    if not told.extra.get("is_unchecked"):
        return True
    said = afterwards.author(channel, told.target)
    if said is None:
        raise Unheard(f"a change of `{told.target}`, which has not come in")
    return resolve.key_of(told.actor) == resolve.key_of(said or channel.address)


def reaction(*, is_on: bool) -> Step:
    """A sign was put on something, or taken off."""

    def step(channel: Channel, told: Event, is_history: bool) -> None:
        handle = who(channel, told)
        if afterwards.react(channel, told.target, handle.contact, told.text, at(told), is_on=is_on):
            if is_on and _opens_a_window(told, is_history=is_history):
                kind = Engagement.Kind.REACTION
                resolve.engage(channel, handle, kind, reference=unnamed(told), at=at(told))
            return
        if not heard.is_known(channel, told.target):
            raise Unheard(f"a {told.kind} to `{told.target}`, which has not come in")
        if is_on:
            resolve.engage(channel, handle, Engagement.Kind.LIKE, reference=unnamed(told), at=at(told))

    return step


def _said(channel: Channel, told: Event, author: str, *, is_history: bool) -> talk.Said:
    stored, remarks = _files(channel, told)
    if told.occurred_at is None:
        remarks.append(Sentence("Nobody says when this was written; it stands where it was read."))
    # Whoever only pretends to be somebody does not get into their thread, whatever it says to answer.
    is_forged = told.extra.get("is_verified") is False
    answers = () if is_forged else (told.in_reply_to, *reversed(told.references))
    return talk.Said(
        external_id=told.external_id,
        at=at(told),
        author=author,
        text=told.text,
        quoted=str(told.extra.get("quoted", "")),
        html=html.clean(told.html) if told.html else "",
        subject=told.subject,
        remarks=[*told.remarks, *remarks, *enclosures.remarks(channel, told.media)],
        files=stored,
        answers=tuple(one for one in answers if one),
        is_history=is_history,
    )


def _files(channel: Channel, told: Event) -> tuple[tuple[StoredFile, ...], list[str]]:
    stored: list[StoredFile] = []
    remarks: list[str] = []
    for attachment in told.attachments:
        if len(attachment.content) > settings.UPLOAD_BYTES:
            size = len(attachment.content) // 1_000_000
            remarks.append(
                Sentence(
                    "%(name)s (%(size)s MB) is larger than we keep: it was left out",
                    name=files.plain_name(attachment.name),
                    size=size,
                )
            )
            continue
        stored.append(files.keep(channel.brand, attachment.name, attachment.content))
    return tuple(stored), remarks
