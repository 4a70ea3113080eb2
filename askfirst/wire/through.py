"""What came in, or went out, by one address: what goes with it when it turns out to be somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery, Refusal
from askfirst.inbox.models import Message, Reaction, Thread
from askfirst.people.models import Engagement, Sighting
from askfirst.people.moving import move, move_edges
from askfirst.wall.models import Comment, Post, Vote
from askfirst.wire import strands

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.people.models import Contact, Handle
    from askfirst.people.moving import Moved


def hand_over(handle: Handle, was: Contact, to: Contact, *, is_alone: bool) -> Moved:
    """Make everything theirs that is `was`'s and came by this address.  Returns what was moved.

    `is_alone`: it is the only address of `was` on its network, so whatever they did there was done by it.  Else only what
    names the address goes with it: of what was written down without one nobody knows by which of several it was done.
    """
    moved: Moved = {}
    for rows in _everything(handle, was) if is_alone else _named(handle, was):
        moved |= move(but_twice(rows, to), to)
    there = Sighting.objects.filter(contact=was, channel__network=handle.network)
    moved |= move_edges(there if is_alone else there.filter(handle=handle), was, to)
    return moved


def stand_again(moved: Moved, *people: Contact) -> None:
    """Under the posts where words of one turned out to be another's, whose turn it is is counted anew for both."""
    words = Comment.objects.filter(pk__in=moved.get(Comment.__name__, [])).values("post")
    posts = Post.objects.filter(Q(pk__in=moved.get(Post.__name__, [])) | Q(pk__in=words))
    for post in posts.select_related("channel__brand").order_by("pk"):
        for person in people:
            strands.recount(post, person)


def but_twice(rows: QuerySet[Any], to: Contact) -> QuerySet[Any]:
    """Without what `to` has of their own already: a thread under the same post, the same sign on the same message."""
    if rows.model is Thread:
        same = Thread.objects.filter(
            contact=to, channel=OuterRef("channel"), post=OuterRef("post"), post__gt=0
        )
        return rows.exclude(Exists(same))
    if rows.model is Reaction:
        return rows.exclude(
            Exists(Reaction.objects.filter(contact=to, message=OuterRef("message"), sign=OuterRef("sign")))
        )
    return rows


def _everything(handle: Handle, was: Contact) -> list[QuerySet[Any]]:
    # Reactions go before their messages' threads do: they are found through them.
    reactions = Reaction.objects.filter(contact=was, message__channel__network=handle.network)
    models = (Engagement, Refusal, Draft, Delivery, Thread, Post, Comment)
    return [reactions, *(_there(model, handle, was) for model in models), _votes(handle, was)]


def _there(model: Any, handle: Handle, was: Contact) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(contact=was, channel__network=handle.network)
    return rows


def _named(handle: Handle, was: Contact) -> list[QuerySet[Any]]:
    said = Message.objects.filter(thread__handle=handle, thread__contact=was)
    did = _there(Engagement, handle, was)
    written = Q(handle=None, kind=Engagement.Kind.MESSAGE, reference__in=said.values("external_id"))
    # Asked for when these have gone already, so that whose they are by then does not matter.
    public = Engagement.objects.filter(handle=handle).values("reference")
    return [
        Reaction.objects.filter(contact=was, message__in=said),
        did.filter(Q(handle=handle) | written),
        _there(Refusal, handle, was).filter(receipt__delivery__to=handle.address),
        _there(Draft, handle, was).filter(reply__thread__handle=handle),
        _there(Delivery, handle, was).filter(to=handle.address),
        Thread.objects.filter(contact=was, handle=handle, post=0),
        _there(Post, handle, was).filter(external_id__in=public),
        _there(Comment, handle, was).filter(external_id__in=public),
        _votes(handle, was),
    ]


def _votes(handle: Handle, was: Contact) -> QuerySet[Any]:
    return Vote.objects.filter(contact=was, handle=handle)
