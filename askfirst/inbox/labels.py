"""The words that a team puts on conversations: making, renaming, merging and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.roles import Right, require
from askfirst.inbox.models import Label

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Member

MOST = 200
LONGEST = 40


class CannotLabel(Exception):  # noqa: N818 -- it says what the matter is
    """It cannot be done; the sentence says why and what to do instead."""


def labels(member: Member) -> QuerySet[Label]:
    """Every label of this member's brand, by name, with how many conversations bear it as `used`.

    Raises:
        PermissionDenied: the role may not set up labels.
    """
    require(member, Right.SORT)
    return Label.objects.filter(brand_id=member.brand_id).annotate(used=Count("threads")).order_by("name")


def save(member: Member, name: str, colour: str, label: Label | None = None) -> Label:
    """Make a label, or give one another name and colour.  Conversations that bear it show it at once.

    Raises:
        PermissionDenied: the role may not set up labels, or the label is another brand's.
        CannotLabel: the name is empty, too long or taken, there is no such colour, or there are too many.
    """
    require(member, Right.SORT, label.brand_id if label else None)
    name = " ".join(name.split())
    if not name:
        raise CannotLabel(_("Write the word that the label shows."))
    if len(name) > LONGEST:
        raise CannotLabel(_("A label has at most 40 characters: choose a shorter word."))
    if colour not in Label.Colour.values:
        raise CannotLabel(_("There is no such colour: choose one of those shown."))
    rows = Label.objects.filter(brand_id=member.brand_id)
    if rows.filter(name__iexact=name).exclude(pk=label.pk if label else 0).exists():
        raise CannotLabel(
            _("There is a label “%(name)s” already: merge the two, or choose another word.") % {"name": name}
        )
    if label is None and rows.count() >= MOST:
        raise CannotLabel(
            _("There are %(most)s labels already. Merge or delete some first.") % {"most": MOST}
        )
    kept = label or Label(brand_id=member.brand_id)
    kept.name, kept.colour = name, colour
    try:
        with transaction.atomic():
            kept.save()
            announce(member.brand, "labels")
    except IntegrityError as taken:
        raise CannotLabel(_("Somebody has just made a label “%(name)s”.") % {"name": name}) from taken
    return kept


def merge(member: Member, label: Label, into: Label) -> int:
    """Every conversation that bears `label` bears `into` instead, and `label` is gone.  Returns how many there were.

    Raises:
        PermissionDenied: the role may not set up labels, or one of them is another brand's.
        CannotLabel: both are the same.
    """
    require(member, Right.SORT, label.brand_id)
    if into.brand_id != label.brand_id:
        raise PermissionDenied(_("this does not exist, or belongs to somebody else"))
    if label.pk == into.pk:
        raise CannotLabel(_("Choose another label: this one cannot be merged into itself."))
    through = Label.threads.through.objects
    with transaction.atomic():
        bearing = through.filter(label=label)
        moved = bearing.count()
        known = through.filter(label=into).values("thread_id")
        bearing.exclude(thread_id__in=known).update(label=into)
        label.delete()
        announce(member.brand, "labels")
    return moved


def delete(member: Member, label: Label) -> int:
    """Take a label off every conversation, and away.  Returns how many bore it; the conversations stay.

    Raises:
        PermissionDenied: the role may not set up labels, or the label is another brand's.
    """
    require(member, Right.SORT, label.brand_id)
    with transaction.atomic():
        borne: int = Label.threads.through.objects.filter(label=label).count()
        label.delete()
        announce(member.brand, "labels")
    return borne
