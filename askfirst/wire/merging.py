"""Two entries turn out to be one person: everything of theirs is brought together, and can be taken apart again.

What cannot be rewritten stays where it was written, and is read from there: the ledger of consents with wishes, requests,
memberships and what was asked to come off the stop list, decisions, recipients of campaigns, and the places that messages took in a network's limits.  Which row is which is written down below; a test finds what is forgotten.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce, held_back
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import apart, memberships
from askfirst.drafts.models import Draft, PersonalNote
from askfirst.gate.models import Delivery, Refusal
from askfirst.inbox.models import Reaction, Thread
from askfirst.people import scores
from askfirst.people.models import Contact, Engagement, Handle, Link, Merge, Relationship, Sighting
from askfirst.people.moving import move, move_edges, move_undrawn, put, settle_all
from askfirst.people.resolve import redraw
from askfirst.wall.models import Comment, Post, Vote
from askfirst.wire import strands
from askfirst.wire.through import but_twice, hand_over, stand_again

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.brand.models import Member
    from askfirst.people.moving import Moved

MOVED = (
    *(Handle, Engagement, Delivery, Refusal, Draft, PersonalNote, Thread, Reaction, Post, Comment, Vote),
    Relationship,
)
"""What changes hands as it is.  Sightings do too, and the edges that they tell of are drawn anew; scores are made anew."""
UNDO = timedelta(days=30)
"""How long a merge can be undone."""
LONGEST_EVIDENCE = 500
_FILLED = ("name", "language", "country", "region", "time_zone")
_RELATION = ("relation", "relation_by_id", "relation_at")


class CannotMerge(ValueError):  # noqa: N818 -- it says what the matter is
    """These two cannot be made one, or not be taken apart; the message says why and what to do."""


def merge(member: Member | None, kept: Contact, gone: Contact, *, evidence: str) -> Merge:
    """From now on `gone` is `kept`: their addresses, conversations and deeds are one's, and the stricter word of both holds.

    Raises:
        PermissionDenied: the member's role may not, or somebody is another brand's.
        CannotMerge: they cannot be, or nobody says how it is known.
    """
    for one in (kept, gone):
        if member:
            require(member, Right.JOIN, one.brand_id)
    evidence = plain(evidence).strip()[:LONGEST_EVIDENCE]
    if not evidence:
        raise CannotMerge(
            _("Nothing was changed. Say how you know that they are one person: it is kept as proof.")
        )
    with transaction.atomic(), held_back():
        kept, gone = _both(kept.pk, gone.pk)
        _require_two(kept, gone)
        settle_all(kept, gone)
        now, handles = timezone.now(), list(gone.handles.order_by("pk"))
        before = {
            "kept": _fill(kept, gone),
            "earlier": _bring_along(kept, gone, now),
            "threads": _put_away(kept, gone),
        }
        held = Merge.objects.create(
            brand_id=kept.brand_id,
            kept=kept,
            gone=gone,
            member=member,
            evidence=evidence,
            merged_at=now,
            before=before,
            moved=_move_all(gone, kept),
        )
        gone.merged_into, gone.merged_at = kept, now
        gone.save(update_fields=["merged_into", "merged_at"])
        note_links(handles, kept, Link.Act.MERGED, member=member, evidence=evidence, was=gone)
        _stand_again(before["threads"], kept)
        memberships.renew_people([kept, gone])
        scores.rescore([kept.pk, gone.pk])
        announce(kept.brand, "person", contact=kept.pk)
    return held


def undo(member: Member | None, held: Merge) -> Contact:
    """Take the two apart again.  What came in since goes with the address by which it came.

    What they forbade meanwhile holds for both: nobody can know who of them it was.  Returns who is there again.

    Raises:
        PermissionDenied: the member's role may not.
        CannotMerge: it is too late, was undone already, or somebody has been merged or forgotten since.
    """
    if member:
        require(member, Right.JOIN, held.brand_id)
    with transaction.atomic(), held_back():
        held = Merge.objects.select_for_update(of=("self",)).get(pk=held.pk)
        kept, gone = _both(held.kept_id, held.gone_id)
        _require_undoable(held, kept, gone)
        handles = list(Handle.objects.filter(pk__in=held.moved.get(Handle.__name__, []), contact=kept))
        _put_back(held, kept, gone)
        elsewhere = set(kept.handles.values_list("network", flat=True))
        for handle in handles:
            is_alone = handle.network not in elsewhere
            moved = hand_over(handle, kept, gone, is_alone=is_alone)
            if not is_alone:
                stand_again(moved, kept, gone)
        _restore(held, kept, gone)
        apart.copy_no(kept, gone, since=held.merged_at, why=_("said while both were taken for one person"))
        apart.stop_again(gone.brand_id, handles, merged_at=held.merged_at)
        held.undone_at, held.undone_by = timezone.now(), member
        held.save(update_fields=["undone_at", "undone_by"])
        note_links(handles, gone, Link.Act.UNDONE, member=member, evidence="", was=kept)
        _stand_again(held.before["threads"], kept, gone)
        memberships.renew_people([kept, gone])
        scores.rescore([kept.pk, gone.pk])
        announce(kept.brand, "person", contact=kept.pk)
    return gone


def can_undo_until(held: Merge) -> datetime | None:
    """Until when a merge can be undone; None: it cannot any more."""
    end = held.merged_at + UNDO
    return None if held.undone_at or end <= timezone.now() else end


def merges_of(contact: Contact) -> list[Merge]:
    """What was merged into this person, the newest first; what was undone is left out."""
    rows = Merge.objects.filter(kept=contact, undone_at=None).select_related("gone", "member")
    return list(rows.order_by("-pk"))


def note_links(  # noqa: PLR0913 -- what a line of the history says
    handles: Iterable[Handle],
    to: Contact,
    act: str,
    *,
    member: Member | None,
    evidence: str,
    was: Contact | None,
) -> None:
    """Write down whose these addresses are from now on, and why."""
    Link.objects.bulk_create(
        Link(brand_id=to.brand_id, handle=one, contact=to, was=was, act=act, member=member, evidence=evidence)
        for one in handles
    )


def _both(kept: int, gone: int) -> tuple[Contact, Contact]:
    rows = Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("brand")
    found = {one.pk: one for one in rows.filter(pk__in=[kept, gone]).order_by("pk")}
    return found[kept], found[gone]


def _require_two(kept: Contact, gone: Contact) -> None:
    if kept.pk == gone.pk:
        raise CannotMerge(_("Nothing was changed. This is one person already: choose somebody else."))
    if kept.brand_id != gone.brand_id:
        raise CannotMerge(_("Nothing was changed. These two belong to different brands."))
    for one in (kept, gone):
        if one.merged_into_id:
            raise CannotMerge(_("Nothing was changed. %(person)s was merged already.") % {"person": one})
        if one.forgotten_at:
            raise CannotMerge(
                _("Nothing was changed. One of them was forgotten; there is nothing to bring together.")
            )


def _require_undoable(held: Merge, kept: Contact, gone: Contact) -> None:
    if held.undone_at:
        raise CannotMerge(_("This merge was undone already."))
    if can_undo_until(held) is None:
        raise CannotMerge(_("It is too late: a merge can be undone for %(days)s days.") % {"days": UNDO.days})
    if kept.forgotten_at or gone.forgotten_at:
        raise CannotMerge(_("This person was forgotten: nothing is left to take apart."))
    if gone.merged_into_id != kept.pk:
        raise CannotMerge(_("%(person)s was merged again since. Undo that merge first.") % {"person": kept})


def _fill(kept: Contact, gone: Contact) -> dict[str, Any]:
    """What is not known of the one is taken from the other.  Returns what changed, as it was."""
    before: dict[str, Any] = {}
    for name in _FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            before[name] = getattr(kept, name)
            setattr(kept, name, getattr(gone, name))
    if not kept.relation and gone.relation:
        for name in _RELATION:
            value = getattr(kept, name)
            before[name] = value.isoformat() if name == "relation_at" and value else value
            setattr(kept, name, getattr(gone, name))
    if gone.is_vip and not kept.is_vip:
        before["is_vip"], kept.is_vip = False, True
    kept.save()
    return before


def _bring_along(kept: Contact, gone: Contact, now: datetime) -> dict[str, str]:
    """Who was merged into `gone` is `kept` too, and what they said counts anew from now.  Returns since when it counted."""
    earlier = {str(one.pk): (one.merged_at or now).isoformat() for one in gone.merged.all()}
    gone.merged.update(merged_into=kept, merged_at=now)
    return earlier


def _put_away(kept: Contact, gone: Contact) -> dict[str, dict[str, Any]]:
    """Under one post a person has one thread: the other's ends, and keeps its place until the merge is undone."""
    theirs = Thread.objects.filter(contact=gone, post__gt=0)
    twice = list(theirs.exclude(pk__in=but_twice(theirs, kept).values("pk")))
    before = {
        str(one.pk): {
            "state": one.state,
            "post": one.post,
            "channel": one.channel_id,
            "waiting_since": one.waiting_since.isoformat() if one.waiting_since else None,
        }
        for one in twice
    }
    for one in twice:
        one.state, one.waiting_since, one.look_at, one.later_until = Thread.State.DONE, None, None, None
        one.save()
    return before


def _move_all(gone: Contact, kept: Contact) -> Moved:
    moved: Moved = {}
    for model in MOVED:
        if model is not Relationship:
            moved |= move(but_twice(model.objects.filter(contact=gone), kept), kept)
    moved |= move_edges(Sighting.objects.filter(contact=gone), gone, kept)
    return moved | move_undrawn(gone, kept)


def _put_back(held: Merge, kept: Contact, gone: Contact) -> None:
    for model in MOVED:
        put(model, held.moved.get(model.__name__, ()), was=kept, to=gone)
    ids = held.moved.get(Sighting.__name__, [])
    drawn = set(Sighting.objects.filter(pk__in=ids, contact=kept).values_list("channel", "kind"))
    put(Sighting, ids, was=kept, to=gone)
    for channel, kind in sorted(drawn):
        redraw(kept.pk, channel, kind)
        redraw(gone.pk, channel, kind)


def _restore(held: Merge, kept: Contact, gone: Contact) -> None:
    """What is told of the two reads as before, but for what somebody has changed since."""
    for name, value in held.before["kept"].items():
        taken = getattr(gone, name)
        if getattr(kept, name) == taken:
            setattr(kept, name, parse_datetime(value) if name == "relation_at" and value else value)
    kept.save()
    gone.merged_into, gone.merged_at = None, None
    gone.save(update_fields=["merged_into", "merged_at"])
    for pk, merged_at in held.before["earlier"].items():
        Contact.objects.filter(pk=pk, merged_into=kept).update(
            merged_into=gone, merged_at=parse_datetime(merged_at)
        )
    for pk, was in held.before["threads"].items():
        waiting = parse_datetime(was["waiting_since"]) if was["waiting_since"] else None
        rows = Thread.objects.filter(pk=pk, contact=gone)
        rows.update(state=was["state"], waiting_since=waiting, look_at=timezone.now())


def _stand_again(threads: dict[str, dict[str, Any]], *people: Contact) -> None:
    """Under the posts where both spoke, whose turn it is is counted anew from what stands there."""
    for post in Post.objects.filter(pk__in={one["post"] for one in threads.values()}).order_by("pk"):
        for person in people:
            strands.recount(post, person)
