"""Lists that somebody wants again: a member's own, and the whole team's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, may, require
from askfirst.work.models import View

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member

MOST = 50
"""Views of one member, and of one team: more than a list can show is a search."""
LONGEST_NAME = 60
KEPT = timedelta(days=1)
"""So long a deleted view can be brought back."""


def of(member: Member) -> list[View]:
    """What this member can choose from: the team's views and their own, by name.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    found = _of(member).filter(deleted_at=None)
    return sorted(found, key=lambda view: (view.member_id is not None, view.name.casefold()))


def view(member: Member, pk: int) -> View:
    """One view, deleted ones included.

    Raises:
        PermissionDenied: the role may not read the inbox.
        Http404: there is none, or it is another member's.
    """
    found = _of(member).filter(pk=pk).first()
    if found is None:
        raise Http404(_("this view does not exist, or belongs to somebody else"))
    return found


def may_share(member: Member) -> bool:
    """Whether the team's views are theirs to make, name and delete: of whoever answers people."""
    return may(member, Right.REPLY)


def save(member: Member, name: str, query: str, *, is_shared: bool = False) -> View:
    """Keep a list under a name.  `query` is the end of its address.

    Raises:
        PermissionDenied: the role may not read the inbox, or may not share with the team.
        ValueError: there is no name, it is taken, or there are too many already.
    """
    require(member, Right.REPLY if is_shared else Right.READ_INBOX)
    owner = None if is_shared else member
    wanted = _named(name)
    if View.objects.filter(brand_id=member.brand_id, member=owner, deleted_at=None).count() >= MOST:
        raise ValueError(_("There are %(most)d views already: delete one first.") % {"most": MOST})
    try:
        with transaction.atomic():
            return View.objects.create(
                brand_id=member.brand_id, member=owner, name=wanted, query=query[:1000]
            )
    except IntegrityError as error:
        raise ValueError(_taken(wanted)) from error


def may_change(member: Member, view: View) -> bool:
    """Whether this view is theirs to name, change and delete: their own, or the team's where they may share."""
    if view.member_id is None:
        return view.brand_id == member.brand_id and may_share(member)
    return view.member_id == member.pk


def show_instead(member: Member, view: View, query: str) -> None:
    """Another list under the same name.  What it showed before is kept, for whoever changed it by mistake.

    Raises:
        PermissionDenied: as for `change`.
    """
    _require(member, view)
    if query[:1000] == view.query:
        return
    view.query, view.before = query[:1000], view.query
    view.save(update_fields=["query", "before"])


def show_as_before(member: Member, view: View) -> None:
    """The list that it showed before its last change; that change is what can be taken back then.

    Raises:
        PermissionDenied: as for `change`.
    """
    _require(member, view)
    if view.before is not None:
        show_instead(member, view, view.before)


def change(member: Member, view: View, *, name: str) -> None:
    """Another name.

    Raises:
        PermissionDenied: it is the team's, and the role may not change what the team shares; or another member's.
        ValueError: there is no name, or it is taken.
    """
    _require(member, view)
    view.name = _named(name)
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError as error:
        raise ValueError(_taken(view.name)) from error


def delete(member: Member, view: View) -> None:
    """Take a view away; for a day it can be brought back.

    Raises:
        PermissionDenied: as for `change`.
    """
    _require(member, view)
    View.objects.filter(pk=view.pk).update(deleted_at=timezone.now())


def bring_back(member: Member, view: View) -> None:
    """A deleted view stands again.

    Raises:
        PermissionDenied: as for `change`.
        ValueError: its name was given to another meanwhile.
    """
    _require(member, view)
    try:
        with transaction.atomic():
            View.objects.filter(pk=view.pk).update(deleted_at=None)
    except IntegrityError as error:
        raise ValueError(_taken(view.name)) from error


def forget_deleted() -> int:
    """Drop what was deleted long enough ago.  Returns how many."""
    return View.objects.filter(deleted_at__lt=timezone.now() - KEPT).delete()[0]


def _of(member: Member) -> QuerySet[View]:
    require(member, Right.READ_INBOX)
    return View.objects.filter(Q(member=member) | Q(member=None), brand_id=member.brand_id)


def _require(member: Member, view: View) -> None:
    if view.member_id is None:
        require(member, Right.REPLY, view.brand_id)
    else:
        require(member, Right.READ_INBOX, view.brand_id if view.member_id == member.pk else 0)


def _named(name: str) -> str:
    said = " ".join(plain(name).split())
    if not said:
        raise ValueError(_("Give the view a name, so that you find it again."))
    if len(said) > LONGEST_NAME:
        raise ValueError(_("The name is too long: %(most)d letters fit.") % {"most": LONGEST_NAME})
    return said


def _taken(name: str) -> str:
    return _("There is a view called “%(name)s” already: choose another name.") % {"name": name}
