"""One thing done to many conversations: a few at once, more by the worker; every one of them can be undone.

What was done to a conversation, and that it was done, is written in one transaction: whoever dies in the middle has done
each conversation once or not at all.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand import notify
from askfirst.brand.changes import To, announce, held_back
from askfirst.brand.models import Notification
from askfirst.brand.roles import Right, require
from askfirst.brand.spoken import in_language_of
from askfirst.inbox import access
from askfirst.sentence import Sentence, counted, words_of
from askfirst.work import steps as stepping
from askfirst.work.models import Batch, BatchLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread

AT_ONCE = 25
"""So many conversations are done while the member waits."""
CHUNK = 20
"""So many are done in one transaction: nobody who writes waits for longer than these take."""
MOST = 10_000
SHOWN = timedelta(minutes=30)
"""So long the list tells of a batch that has ended."""
KEPT = timedelta(days=7)
MOST_SAID = 50
"""Problems that are listed one by one."""


def start(
    member: Member, steps: Sequence[dict[str, Any]], threads: Iterable[int], *, says: str, by: str = ""
) -> Batch:
    """Do these steps to these conversations, by their ids: at once where they are few.

    `says`: what is done, in words.  `by`: the macro whose steps they are.

    Raises:
        PermissionDenied: the role may not write to people.
        ValueError: nothing is chosen, or more than can be done in one go.
    """
    require(member, Right.REPLY)
    chosen = list(dict.fromkeys(threads))[: MOST + 1]
    if not chosen:
        raise ValueError(_("No conversation is chosen: tick one first."))
    if len(chosen) > MOST:
        raise ValueError(
            _("More than %(most)s conversations are chosen: narrow the list first.") % {"most": f"{MOST:,}"}
        )
    batch = Batch.objects.create(
        brand_id=member.brand_id,
        member=member,
        by=by[:120],
        says=says,
        steps=list(steps),
        threads=chosen,
        total=len(chosen),
    )
    return _at_once(batch)


def undo(member: Member, batch: Batch) -> Batch:
    """Put back what it has done so far.  What somebody changed since stays as it is, and what was said stays said.

    Raises:
        PermissionDenied: the role may not write to people, or it is another member's.
    """
    _require(member, batch)
    done = batch.lines.filter(is_put_back=False).exclude(before={})
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk).exclude(state__in=[Batch.State.UNDOING, Batch.State.UNDONE])
        rows.update(state=Batch.State.UNDOING, left=done.count(), ended_at=None, is_put_away=False)
        _tell(batch)
    return _at_once(batch)


def put_away(member: Member, batch: Batch) -> None:
    """Its member has read what came of it.

    Raises:
        PermissionDenied: as for `undo`.
    """
    _require(member, batch)
    Batch.objects.filter(pk=batch.pk).update(is_put_away=True)


def batch(member: Member, pk: int) -> Batch:
    """One batch of this member's.

    Raises:
        PermissionDenied: the role may not write to people.
        Http404: there is none, or it is another member's.
    """
    require(member, Right.REPLY)
    found = _light().filter(member=member, pk=pk).first()
    if found is None:
        raise Http404(_("there is no such batch, or it is somebody else's"))
    return found


def latest(member: Member) -> Batch | None:
    """The newest batch of which the list still tells: one under way, or one that ended a short while ago."""
    found = _light().filter(member=member).order_by("-pk").first()
    if found is None or found.is_put_away:
        return None
    is_old = found.ended_at is not None and found.ended_at < timezone.now() - SHOWN
    return None if is_old else found


def problems(batch: Batch) -> list[BatchLine]:
    """The conversations with which something went wrong, the first fifty."""
    rows = batch.lines.exclude(problems=[]).select_related("thread__contact")
    return list(rows.order_by("pk")[:MOST_SAID])


def count_problems(batch: Batch) -> int:
    """With how many conversations something went wrong."""
    return batch.lines.exclude(problems=[]).count()


def work_off() -> int:
    """A chunk of the oldest batch under way that no other worker has in hand.  Returns how many it looked at."""
    open_ones = Batch.objects.select_related("member").filter(state__in=_UNDER_WAY).only("member")
    for row in open_ones.order_by("pk")[:5]:
        with in_language_of(row.member):  # who began it reads what could not be done
            done = _chunk(row.pk)
        if done:
            return done
    return 0


def forget_old() -> int:
    """Drop batches that nobody will undo any more.  Returns how many rows."""
    old = Batch.objects.filter(ended_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


_UNDER_WAY = (Batch.State.RUNNING, Batch.State.UNDOING)


def _at_once(batch: Batch) -> Batch:
    """Done before the answer where it is little; else the worker's."""
    batch = _light().get(pk=batch.pk)
    if batch.total <= AT_ONCE:
        with suppress(OperationalError):  # somebody else had one of them in hand: then the worker goes on
            while batch.is_under_way and _chunk(batch.pk):
                batch = _light().get(pk=batch.pk)
    return batch


def _chunk(pk: int) -> int:
    """The next conversations of one batch, in one transaction with the note that they are done."""
    with transaction.atomic():
        rows = Batch.objects.filter(pk=pk, state__in=_UNDER_WAY).select_related("brand", "member")
        has_skip = connection.features.has_select_for_update_skip_locked
        held = rows.select_for_update(of=("self",), no_key=True, skip_locked=has_skip).first()
        if held is None:
            return 0
        with held_back():
            return _forward(held) if held.state == Batch.State.RUNNING else _back(held)


def _forward(held: Batch) -> int:
    # Sorted, so that two batches that meet in the same conversations wait for each other and do not lock each other out.
    keys = sorted(held.threads[held.upto : held.upto + CHUNK])
    found = _threads(held, keys)
    BatchLine.objects.bulk_create(
        [_done(held, found[key]) for key in keys if key in found], ignore_conflicts=True
    )
    held.upto += len(keys)
    if held.upto >= held.total:
        held.state, held.ended_at = Batch.State.DONE, timezone.now()
    held.save(update_fields=["upto", "state", "ended_at"])
    _tell(held)
    if held.state == Batch.State.DONE and held.total > AT_ONCE:
        _tell_it_is_done(held)
    return max(len(keys), 1)


def _tell_it_is_done(held: Batch) -> None:
    """Whoever began it may be somewhere else by now; what is done before the answer is told there."""
    failed = count_problems(held)
    news = notify.News(
        kind=Notification.Kind.BATCH,
        title=counted("Done with %(number)s conversation", "Done with %(number)s conversations", held.total),
        excerpt=Sentence("Something went wrong with %(failed)s of them.", failed=failed) if failed else "",
        link="/inbox/",
        subject=f"batch:{held.pk}",
    )
    notify.notify(held.brand, [held.member], news)


def _done(held: Batch, thread: Thread) -> BatchLine:
    key = f"batch:{held.pk}:{thread.pk}"
    try:
        with transaction.atomic():
            taken = stepping.take(held.member, thread, held.steps, held.by, key=key)
    except PermissionDenied as why:
        return BatchLine(batch=held, thread=thread, problems=[words_of(why)])
    return BatchLine(batch=held, thread=thread, before=taken.before, problems=taken.problems)


def _back(held: Batch) -> int:
    lines = list(held.lines.filter(is_put_back=False).exclude(before={}).order_by("-pk")[:CHUNK])
    found = _threads(held, [line.thread_id for line in lines])
    for line in lines:
        line.problems, line.is_put_back = _put_back(held, found.get(line.thread_id), line), True
    BatchLine.objects.bulk_update(lines, ["problems", "is_put_back"])
    held.left = max(held.left - len(lines), 0)
    if len(lines) < CHUNK:
        held.state, held.ended_at, held.left = Batch.State.UNDONE, timezone.now(), 0
    held.save(update_fields=["left", "state", "ended_at"])
    _tell(held)
    return max(len(lines), 1)


def _put_back(held: Batch, thread: Thread | None, line: BatchLine) -> list[str]:
    if thread is None:
        return [Sentence("You may not see it any more, so it stays as it is.")]
    try:
        with transaction.atomic():
            return stepping.put_back(thread, line.before, member=held.member)
    except PermissionDenied as why:
        return [words_of(why)]


def _threads(held: Batch, keys: Sequence[int]) -> dict[int, Thread]:
    """Those of them that this member may still see."""
    try:
        rows = access.threads(held.member).filter(pk__in=keys)
    except PermissionDenied:
        return {}
    related = ("brand", "channel__brand", "contact", "handle", "assignee", "team")
    return {row.pk: row for row in rows.select_related(*related)}


def _light() -> QuerySet[Batch]:
    """Without its ten thousand ids."""
    return Batch.objects.select_related("brand").defer("threads", "steps")


def _tell(batch: Batch) -> None:
    announce(batch.brand, "batch", To(member=batch.member_id), batch=batch.pk)


def _require(member: Member, batch: Batch) -> None:
    require(member, Right.REPLY, batch.brand_id if batch.member_id == member.pk else 0)


__all__ = [
    "AT_ONCE",
    "MOST",
    "batch",
    "count_problems",
    "forget_old",
    "latest",
    "problems",
    "put_away",
    "start",
    "undo",
    "work_off",
]
