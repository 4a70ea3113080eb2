"""Several steps under one name: kept by who sets up the work, run by whoever answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require
from askfirst.work import batches
from askfirst.work.models import Macro

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from askfirst.brand.models import Member
    from askfirst.inbox.models import Thread
    from askfirst.work.models import Batch
    from askfirst.work.steps import Step

MOST = 100
LONGEST = 60
AGAIN = timedelta(seconds=5)
"""Whoever presses a macro twice within so long has meant it once."""


class CannotKeep(Exception):  # noqa: N818 -- it says what the matter is
    """A macro or a rule cannot be kept; the sentence says why and what to do."""


def macros(member: Member) -> QuerySet[Macro]:
    """Every macro of this member's brand, by name.

    Raises:
        PermissionDenied: the role may not write to people.
    """
    require(member, Right.REPLY)
    return Macro.objects.filter(brand_id=member.brand_id).order_by("name")


def macro(member: Member, pk: int) -> Macro:
    """One macro.

    Raises:
        PermissionDenied: the role may not write to people.
        Http404: there is no such macro in this member's brand.
    """
    found = macros(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_("this macro does not exist, or belongs to somebody else"))
    return found


def save(member: Member, name: str, chosen: Sequence[Step], macro: Macro | None = None) -> Macro:
    """Make a macro, or change one.

    Raises:
        PermissionDenied: the role may not set up macros, or the macro is another brand's.
        CannotKeep: the name is empty, too long or taken, or there are too many.
    """
    require(member, Right.SORT, macro.brand_id if macro else None)
    rows = Macro.objects.filter(brand_id=member.brand_id)
    name = named(name)
    if rows.filter(name__iexact=name).exclude(pk=macro.pk if macro else 0).exists():
        raise CannotKeep(_("There is a macro “%(name)s” already: choose another name.") % {"name": name})
    if macro is None and rows.count() >= MOST:
        raise CannotKeep(_("There are %(most)s macros already. Delete one first.") % {"most": MOST})
    kept = macro or Macro(brand_id=member.brand_id)
    kept.name, kept.steps = name, list(chosen)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as taken:
        raise CannotKeep(_("Somebody has just made a macro “%(name)s”.") % {"name": name}) from taken
    return kept


def named(name: str) -> str:
    """The name as it is kept.

    Raises:
        CannotKeep: it is empty or too long.
    """
    name = " ".join(name.split())
    if not name:
        raise CannotKeep(_("Give it a name, by which your colleagues find it."))
    if len(name) > LONGEST:
        raise CannotKeep(_("The name has more than %(most)s characters: shorten it.") % {"most": LONGEST})
    return name


def delete(member: Member, macro: Macro) -> None:
    """Give a macro up.  What it has done stays done.

    Raises:
        PermissionDenied: the role may not set up macros, or the macro is another brand's.
    """
    require(member, Right.SORT, macro.brand_id)
    macro.delete()


def by(macro: Macro) -> str:
    """How the log of a conversation names it."""
    return f"the macro ‘{macro.name}’"


def run(member: Member, thread: Thread, macro: Macro) -> Batch:
    """Do its steps to a conversation.  Pressed twice it is done once.  The lines of what is returned say what came of it.

    Raises:
        PermissionDenied: the role may not write to people, or the thread or the macro is another brand's.
    """
    require(member, Right.REPLY, macro.brand_id)
    require(member, Right.REPLY, thread.brand_id)
    recent = member.batches.filter(by=by(macro), created_at__gt=timezone.now() - AGAIN, total=1)
    done = recent.filter(lines__thread=thread).order_by("-pk").first()
    if done is None:
        with transaction.atomic():
            done = batches.start(member, macro.steps, [thread.pk], says=macro.name, by=by(macro))
            batches.put_away(member, done)  # it is told in the conversation, not above the list
    return done


def undo(member: Member, done: Batch) -> Batch:
    """Put back what a macro did to one conversation.  What was changed since stays, and what has left stays said.

    Raises:
        PermissionDenied: the role may not write to people, or another member ran it.
    """
    with transaction.atomic():
        undone = batches.undo(member, done)
        batches.put_away(member, undone)
    return undone
