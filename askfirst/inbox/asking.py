"""What the gate is asked about a conversation: whether it may be answered, and until when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from askfirst.brand.changes import announce
from askfirst.gate.question import Question
from askfirst.gate.release import instant
from askfirst.gate.ways import glance
from askfirst.inbox import acts
from askfirst.inbox.models import Act, Thread
from askfirst.networks.base import Form
from askfirst.policy.facts import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askfirst.gate.facts import Together
    from askfirst.gate.ways import Glance

BATCH = 200
AHEAD = 8 * DAY
"""How far ahead a closing door is looked for: the longest window of any network is seven days."""
AGAIN = timedelta(hours=12)
"""What the gate said may have changed for other reasons: it is asked again after so long."""
_ENDED = (Thread.State.DONE, Thread.State.NO_REPLY, Thread.State.EXPIRED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """In which shape, and about what, a conversation would be answered."""

    form: Form
    about: str
    purpose: str


def shape_of(thread: Thread) -> Shape:
    """How a conversation is answered.  One that began with a public word of theirs is a private reply until they write."""
    if thread.is_public:
        return Shape(form=Form.PUBLIC_REPLY, about=thread.about, purpose="reply")
    is_private = bool(thread.about) and not thread.last_inbound
    form = Form.PRIVATE_REPLY if is_private else Form.DIRECT
    return Shape(
        form=form,
        about=thread.about if is_private else "",
        purpose="reply" if is_private or thread.last_inbound else "service",
    )


def question(thread: Thread) -> Question:
    """What the gate is asked for a list: may this be answered?"""
    shape = shape_of(thread)
    # Under a post two addresses of one person may have spoken: there the word that is answered says to whom it would go.
    to = "" if thread.is_public or thread.handle is None else thread.handle.address
    return Question(
        channel=thread.channel,
        contact=thread.contact,
        form=shape.form,
        purpose=shape.purpose,
        about=shape.about,
        to=to,
    )


def glances(
    threads: Iterable[Thread], *, ahead: int | None = None, together: Together | None = None
) -> dict[int, Glance]:
    """The gate's answer in short for each conversation, by its id: a fixed number of queries for each brand.

    `ahead`: how far to look for an answer that ends, in microseconds; as far as a list looks unless given.
    `together`: what the page that shows them looks up at once; then all are of one brand.
    """
    by_brand: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        by_brand[thread.brand_id].append(thread)
    found: dict[int, Glance] = {}
    for group in by_brand.values():
        answers = glance([question(thread) for thread in group], ahead=ahead, together=together)
        found |= {thread.pk: seen for thread, seen in zip(group, answers, strict=True)}
    return found


def look_due() -> int:
    """Ask the gate about the conversations whose turn it is, so that lists can be sorted by what closes.  Returns how many."""
    now = timezone.now()
    rows = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").filter(
        look_at__lte=now
    )
    due = list(rows.order_by("look_at")[:BATCH])
    seen = glances([thread for thread in due if thread.state not in _ENDED], ahead=AHEAD)
    for thread in due:
        _write(thread, seen.get(thread.pk), now)
    return len(due)


def _write(thread: Thread, seen: Glance | None, now: datetime) -> None:
    """Kept only if nothing happened there meanwhile: then it is looked at again anyway."""
    closes_at = instant(seen.change.at) if seen and seen.is_allowed and seen.change else None
    fresh: dict[str, object] = {"closes_at": closes_at, "look_at": None}
    if seen:
        fresh["look_at"] = min(closes_at or now + AGAIN, now + AGAIN)
    has_closed = bool(thread.closes_at and thread.closes_at <= now and seen and not seen.is_allowed)
    is_missed = has_closed and thread.state == Thread.State.OPEN and thread.waiting_since is not None
    if is_missed:
        fresh["state"] = Thread.State.EXPIRED
    with transaction.atomic():
        rows = Thread.objects.filter(pk=thread.pk, look_at=thread.look_at, state=thread.state)
        if not rows.update(**fresh):
            return
        act = None
        if is_missed:
            act = acts.write(thread, Act.Kind.STATE, before=thread.state, after=Thread.State.EXPIRED)
        if is_missed or closes_at != thread.closes_at:
            announce(thread.brand, "thread", thread=thread.pk, act=act.pk if act else 0)
