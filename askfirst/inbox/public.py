"""What was said in public and is to be answered: one thread for each person under each post.

The words stand on the wall.  Whoever sees both rooms hands in what stands there now, so that it does not matter in which
order, or how often, anything was heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand import notify
from askfirst.brand.changes import announce
from askfirst.brand.models import Notification
from askfirst.inbox import acts
from askfirst.inbox.models import Act, Mention, Note, Reply, Thread
from askfirst.inbox.talk import ENDED, PREVIEW, TAKEN_BACK
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, Member
    from askfirst.drafts.models import Draft
    from askfirst.gate.models import Delivery
    from askfirst.people.models import Contact, Handle

_DID = {
    Thread.Kind.COMMENT: Sentence("%(name)s commented on your wall", name=""),
    Thread.Kind.WALL_POST: Sentence("%(name)s wrote on your wall", name=""),
    Thread.Kind.MENTION: Sentence("%(name)s mentioned you", name=""),
    Thread.Kind.ASK: Sentence("%(name)s asked you", name=""),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What one person said under one post and how far it was answered, as it stands on the wall now."""

    kind: Thread.Kind
    post: int
    contact: Contact | None
    handle: Handle | None
    author: str
    about: str
    """The network's id of the newest thing of theirs: what an answer answers."""
    preview: str
    last_at: datetime
    is_last_ours: bool
    waiting_since: datetime | None


def bring_up(
    channel: Channel, standing: Standing, *, is_new: bool = False, is_history: bool = False
) -> Thread:
    """The thread reads as it stands.  `is_new`: they have just said something, so the team is called."""
    with transaction.atomic():
        thread, is_made = Thread.objects.select_for_update(no_key=True).get_or_create(
            channel=channel,
            post=standing.post,
            contact=standing.contact,
            defaults={
                "brand_id": channel.brand_id,
                "handle": standing.handle,
                "kind": standing.kind,
                "state": Thread.State.DONE if is_history else Thread.State.OPEN,
            },
        )
        thread.kind, thread.about, thread.is_last_ours = standing.kind, standing.about, standing.is_last_ours
        thread.last_at, thread.preview = standing.last_at, _line(standing.preview)
        calls = is_new and not is_history
        if calls:
            thread.last_inbound += 1
        if not is_history:
            _turn(thread, standing, calls=calls or is_made)
        thread.save()
        if calls:
            _tell_the_team(thread, standing)
        announce(channel.brand, "message" if calls else "thread", thread=thread.pk, post=standing.post)
    return thread


def _line(words: str) -> str:
    return words if isinstance(words, Sentence) else " ".join(words.split())[:PREVIEW]


def gone(channel: Channel, post: int, contact: Contact | None) -> None:
    """Nothing of theirs stands there any more: nobody waits."""
    rows = Thread.objects.filter(channel=channel, post=post, contact=contact)
    with transaction.atomic():
        for thread in rows.select_for_update(no_key=True, of=("self",)):
            thread.state, thread.waiting_since, thread.look_at = Thread.State.NO_REPLY, None, None
            thread.preview = TAKEN_BACK
            thread.save(update_fields=["state", "waiting_since", "look_at", "preview"])
            announce(channel.brand, "thread", thread=thread.pk, post=post)


def forget_words(channel: Channel, post: int, contact: Contact | None) -> None:
    """What was said there was taken back: the notes to the team say that something was said, and not what."""
    for pk in Thread.objects.filter(channel=channel, post=post, contact=contact).values_list("pk", flat=True):
        notify.forget_words(channel.brand, f"thread:{pk}")


def forget_before(channel: Channel, before: datetime) -> None:
    """The network lets us keep what was said until then no longer: lists and notes show no words of it."""
    rows = Thread.objects.filter(channel=channel, post__gt=0, last_at__lt=before).exclude(preview="")
    for pk in list(rows.values_list("pk", flat=True)):
        Thread.objects.filter(pk=pk).update(preview="")
        notify.forget_words(channel.brand, f"thread:{pk}")


def moved(channel: Channel, post: int, to: int) -> None:
    """What stood by itself turned out to stand under another post."""
    with transaction.atomic():
        for thread in Thread.objects.filter(channel=channel, post=post):
            kept = Thread.objects.filter(channel=channel, post=to, contact=thread.contact_id).first()
            if kept is None:
                Thread.objects.filter(pk=thread.pk).update(post=to)
            else:
                _join(thread, kept)


def people_under(channel: Channel, post: int) -> list[Contact | None]:
    """Who has a thread under this post; None: those who gave no name."""
    rows = Thread.objects.select_related("contact").filter(channel=channel, post=post).order_by("pk")
    return [thread.contact for thread in rows]


def _join(thread: Thread, kept: Thread) -> None:
    """Two threads of one person are one: what the team did with the first stands in the second."""
    for model in (Note, Mention, Act, Reply):
        model.objects.filter(thread=thread).update(thread=kept)
    kept.labels.add(*thread.labels.all())
    fresh = {
        "last_inbound": kept.last_inbound + thread.last_inbound,
        "priority": max(kept.priority, thread.priority),
        "assignee": kept.assignee_id or thread.assignee_id,
        "team": kept.team_id or thread.team_id,
        "state": thread.state if kept.state in ENDED else kept.state,
    }
    notify.take_back(thread.brand, f"thread:{thread.pk}")
    thread.delete()
    Thread.objects.filter(pk=kept.pk).update(**fresh)


def _turn(thread: Thread, standing: Standing, *, calls: bool) -> None:
    """Whose turn it is.  A thread that somebody ended stays ended until the person says something more."""
    is_ended = thread.state in ENDED
    if is_ended and not calls:
        thread.waiting_since = None
        return
    thread.waiting_since = standing.waiting_since
    thread.look_at = standing.last_at
    if standing.waiting_since is None:
        thread.state = Thread.State.WAITING
    elif calls or thread.state == Thread.State.WAITING:
        thread.state, thread.later_until = Thread.State.OPEN, None


def _tell_the_team(thread: Thread, standing: Standing) -> None:
    members = [thread.assignee] if thread.assignee else notify.readers(thread.brand)
    notify.notify(
        thread.brand,
        members,
        notify.News(
            kind=Notification.Kind.COMMENT,
            title=_DID[standing.kind].filled(name=str(standing.contact or standing.author)),
            excerpt=standing.preview,
            link=f"/inbox/{thread.pk}/",
            subject=f"thread:{thread.pk}",
            is_urgent=thread.priority >= Thread.Priority.URGENT,
        ),
    )


def hold(member: Member, thread: Thread, draft: Draft) -> Reply:
    """An answer of ours shows in its conversation, with its state or the reasons, until it stands on the wall."""
    with transaction.atomic():
        held, _ = Reply.objects.get_or_create(
            draft=draft, defaults={"brand_id": thread.brand_id, "thread": thread}
        )
        if thread.assignee_id is None and draft.delivery_id:
            acts.take_over(member, thread)
        announce(thread.brand, "reply", thread=thread.pk, reply=held.pk)
    return held


def stands(delivery: Delivery) -> None:
    """It stands on the wall: the conversation shows it there."""
    Reply.objects.filter(draft__delivery=delivery).update(is_settled=True)
