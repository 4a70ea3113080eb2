"""Polls as the team makes them: written, opened by a post that passes the gate, closed, and what is said with votes hidden.

Once a poll is open its words and who sees its results stay as they are: people voted on those.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from askfirst.brand.changes import To, announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import lists
from askfirst.drafts.models import Draft
from askfirst.wall import talk
from askfirst.wall.models import Choice, Poll
from askfirst.wall.votes import is_over, post_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.consent.models import List
    from askfirst.wall.models import Page, Vote

LEAST_CHOICES, MOST_CHOICES = 2, 20
LONGEST_QUESTION, LONGEST_ABOUT, LONGEST_CHOICE = 300, 1000, 120


class State(StrEnum):
    """How far a poll is."""

    DRAFT = gettext_noop("Being written")
    WAITING = gettext_noop("Waiting for approval")
    REFUSED = gettext_noop("Not allowed")
    LEAVING = gettext_noop("On its way to the wall")
    OPEN = gettext_noop("Open")
    OVER = gettext_noop("Ended")
    HIDDEN = gettext_noop("Hidden")


class CannotKeep(ValueError):  # noqa: N818 -- it says what the matter is
    """The poll stays as it is; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """One choice, and the list that “yes, write to me” beside it asks for."""

    text: str
    on: List | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A poll as somebody wishes it to be; the fields are those of `Poll`."""

    question: str
    choices: Sequence[Offered]
    about: str = ""
    is_multiple: bool = False
    takes_comments: bool = True
    shows: str = Poll.Shows.VOTED
    on: List | None = None
    closes_at: datetime | None = None


def state(poll: Poll, at: datetime | None = None) -> State:
    """How far it is at an instant; now unless given."""
    draft, post = poll.draft, post_of(poll)
    if post:
        if post.hidden_at or post.taken_back_at:
            return State.HIDDEN
        return State.OVER if is_over(poll, at) else State.OPEN
    if draft is None or draft.state == Draft.State.WITHDRAWN:
        return State.DRAFT
    if draft.state == Draft.State.REFUSED:
        return State.REFUSED
    return State.LEAVING if draft.delivery_id else State.WAITING


def make(member: Member, page: Page, wanted: Wanted) -> Poll:
    """A poll that nobody outside sees yet.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: something is missing or cannot be; nothing was kept.
    """
    require(member, Right.PUBLISH, page.brand_id)
    fields, choices = _checked(page.brand, wanted)
    with transaction.atomic():
        made = Poll.objects.create(brand_id=page.brand_id, page=page, created_by=member, **fields)
        _offer(made, choices)
        announce(page.brand, "poll", poll=made.pk)
    return made


def change(member: Member, poll: Poll, wanted: Wanted) -> None:
    """Let a poll that is not out yet be as wanted.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: it is out, or cannot be so; nothing was changed.
    """
    require(member, Right.PUBLISH, poll.brand_id)
    fields, choices = _checked(poll.brand, wanted)
    with transaction.atomic():
        held = _held(poll)
        _require_unwritten(held)
        for name, value in fields.items():
            setattr(held, name, value)
        held.save(update_fields=list(fields))
        held.choices.all().delete()
        _offer(held, choices)
        announce(poll.brand, "poll", poll=poll.pk)


def publish(member: Member, poll: Poll, key: str = "") -> Draft:
    """Open it: a post that carries it goes to the wall, through the gate.  `draft.decision` says what came of it.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: it is out already, or waits; or its time is over before it began.
    """
    require(member, Right.PUBLISH, poll.brand_id)
    with transaction.atomic():
        held = _held(poll)
        _require_unwritten(held)
        if is_over(held):
            raise CannotKeep(
                _("Its end has passed already. Choose a later one, and open it then."), "closes_at"
            )
        draft = talk.publish(
            member, held.page, words(held), key=key or f"poll-{held.pk}-{secrets.token_urlsafe(12)}"
        )
        held.draft = draft
        held.save(update_fields=["draft"])
        announce(poll.brand, "poll", poll=poll.pk)
    return draft


def set_end(member: Member, poll: Poll, closes_at: datetime | None) -> None:
    """Another end for a poll that has not ended.  None: until somebody closes it.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: it has ended, or the end has passed.
    """
    require(member, Right.PUBLISH, poll.brand_id)
    with transaction.atomic():
        held = _held(poll)
        if is_over(held) and post_of(held):
            raise CannotKeep(
                _("This poll has ended, and people have read so. Make another one to ask again."), "closes_at"
            )
        _require_later(closes_at)
        held.closes_at = closes_at
        held.save(update_fields=["closes_at"])
        announce(poll.brand, "poll", To(everybody=post_of(held) is not None), poll=poll.pk)


def close(member: Member | None, poll: Poll) -> None:
    """End it now: nobody votes or changes a vote after this.  Ending it twice changes nothing.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: it is not out, so there is nothing to end.
    """
    if member:
        require(member, Right.PUBLISH, poll.brand_id)
    with transaction.atomic():
        held = _held(poll)
        if post_of(held) is None:
            raise CannotKeep(_("This poll is not open, so there is nothing to end."))
        if is_over(held):
            return
        held.closed_at = timezone.now()
        held.save(update_fields=["closed_at"])
        announce(poll.brand, "poll", To(everybody=True), poll=poll.pk)


def remove(member: Member, poll: Poll) -> None:
    """Throw away a poll that never was out.

    Raises:
        PermissionDenied: the role may not publish.
        CannotKeep: it is out, or on its way there.
    """
    require(member, Right.PUBLISH, poll.brand_id)
    with transaction.atomic():
        held = _held(poll)
        _require_unwritten(held)
        held.delete()
        announce(poll.brand, "poll", poll=poll.pk)


def hide(member: Member, vote: Vote, *, is_hidden: bool) -> None:
    """Take what somebody said with their vote out of what visitors see, or put it back.  The vote counts as before.

    Raises:
        PermissionDenied: the role may not moderate.
    """
    require(member, Right.MODERATE, vote.brand_id)
    with transaction.atomic():
        vote.hidden_at = timezone.now() if is_hidden else None
        vote.save(update_fields=["hidden_at"])
        announce(vote.poll.brand, "poll", poll=vote.poll_id)


def words(poll: Poll) -> str:
    """The whole poll as one text: what the gate is asked about, and what stands where a poll cannot be shown."""
    offered = "\n".join(f"– {one.text}" for one in poll.choices.all())
    return "\n\n".join(part for part in (poll.question, poll.about, offered) if part)


def _held(poll: Poll) -> Poll:
    """The row, held until the transaction ends, with what it is read with."""
    Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    return Poll.objects.select_related("brand", "page__channel__brand", "draft__delivery__post").get(
        pk=poll.pk
    )


def _require_unwritten(poll: Poll) -> None:
    now = state(poll)
    if now not in {State.DRAFT, State.REFUSED}:
        says = {
            State.WAITING: _("This poll waits for an approval: take it back there first."),
            State.LEAVING: _("This poll is on its way to the wall."),
        }.get(now, _("People have read this poll, and may have voted: it stays as it is. Make another one."))
        raise CannotKeep(says)


def _offer(poll: Poll, choices: Sequence[Offered]) -> None:
    Choice.objects.bulk_create(
        Choice(poll=poll, number=number, text=one.text, on=one.on)
        for number, one in enumerate(choices, start=1)
    )


def _checked(brand: Brand, wanted: Wanted) -> tuple[dict[str, object], list[Offered]]:
    question, about = " ".join(plain(wanted.question).split()), plain(wanted.about).strip()
    if not question:
        raise CannotKeep(_("Write the question: what do you want to know?"), "question")
    _require_short(question, LONGEST_QUESTION, "question")
    _require_short(about, LONGEST_ABOUT, "about")
    if wanted.shows not in Poll.Shows.values:
        raise CannotKeep(_("Choose who sees the results."), "shows")
    _require_later(wanted.closes_at)
    choices = _choices(wanted.choices)
    _require_joinable(brand, [on for on in (wanted.on, *(one.on for one in choices)) if on])
    fields: dict[str, object] = {
        "question": question,
        "about": about,
        "is_multiple": wanted.is_multiple,
        "takes_comments": wanted.takes_comments,
        "shows": wanted.shows,
        "on": wanted.on,
        "closes_at": wanted.closes_at,
    }
    return fields, choices


def _choices(given: Sequence[Offered]) -> list[Offered]:
    choices = [Offered(text=" ".join(plain(one.text).split()), on=one.on) for one in given]
    if any(one.on and not one.text for one in choices):
        raise CannotKeep(_("A list stands beside an empty line: write the choice, or take the list away."), "choices")  # fmt: skip
    choices = [one for one in choices if one.text]
    if len(choices) < LEAST_CHOICES:
        says = _("A poll needs at least %(least)d choices: with fewer there is nothing to choose.")
        raise CannotKeep(says % {"least": LEAST_CHOICES}, "choices")
    if len(choices) > MOST_CHOICES:
        says = _("These are %(many)d choices, and nobody reads more than %(most)d: take some out.")
        raise CannotKeep(says % {"many": len(choices), "most": MOST_CHOICES}, "choices")
    seen = set[str]()
    for one in choices:
        _require_short(one.text, LONGEST_CHOICE, "choices")
        if one.text.casefold() in seen:
            raise CannotKeep(_("“%(text)s” stands there twice.") % {"text": one.text}, "choices")
        seen.add(one.text.casefold())
    return choices


def _require_joinable(brand: Brand, wanted: Sequence[List]) -> None:
    known = {one.pk for one in lists.joinable(brand)}
    for one in wanted:
        if one.pk not in known:
            says = _("“%(list)s” takes nobody at the moment, or has no words that people could agree to.")
            raise CannotKeep(says % {"list": one}, "on")


def _require_later(closes_at: datetime | None) -> None:
    if closes_at and closes_at <= timezone.now():
        raise CannotKeep(_("This end has passed already: choose a later one."), "closes_at")


def _require_short(text: str, most: int, field: str) -> None:
    if len(text) > most:
        says = _("This has %(count)s characters, and %(limit)s fit: make it shorter.")
        raise CannotKeep(says % {"count": len(text), "limit": most}, field)
