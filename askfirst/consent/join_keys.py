"""Keys by which a program of the brand's asks people onto one list.  Such a program only asks: the person confirms.

Whoever finds a key can have this brand's confirming mail sent to an address, within the limits that hold for everybody,
and nothing else: it reads nobody, confirms nothing, and is no key to another list.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import pending
from askfirst.consent.lists import CannotKeep
from askfirst.consent.models import JoinKey

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.consent.models import List

PREFIX = "afj_"
"""By which a key is known for one where it should not be, in a log or a repository."""
SHOWN = 8
LONGEST_NAME = 80
MOST = 20
"""Keys of one list that work at once."""


def make(member: Member, on: List, name: str) -> tuple[JoinKey, str]:
    """A new key for this list.  Returns it as it is kept, and the key itself: nobody can read it again.

    Raises:
        PermissionDenied: the member's role may not set up lists, or the list is another brand's.
        CannotKeep: nothing says where it is used, the list is an internal one, or too many keys work already.
    """
    require(member, Right.LISTS, on.brand_id)
    said = " ".join(plain(name).split())
    if not said or len(said) > LONGEST_NAME:
        raise CannotKeep(
            _("Say where the key is used, in 80 characters at most, as in: checkout of the shop."), "name"
        )
    if on.is_internal:
        raise CannotKeep(_("An internal list is shown to nobody outside, so nobody can be asked onto it."))
    if sum(one.revoked_at is None for one in of(on)) >= MOST:
        raise CannotKeep(_("This list has 20 keys that work. Switch one off first."))
    key = f"{PREFIX}{secrets.token_urlsafe(24)}"
    with transaction.atomic():
        made = JoinKey.objects.create(
            brand_id=on.brand_id,
            list=on,
            name=said,
            start=key[:SHOWN],
            digest=pending.hashed(key),
            created_by=member,
        )
        announce(on.brand, "lists")
    return made, key


def revoke(member: Member, on: List, pk: int) -> None:
    """This key of the list works no more, from now on.  Twice, or where there is none such, changes nothing.

    Raises:
        PermissionDenied: as `make`.
    """
    require(member, Right.LISTS, on.brand_id)
    with transaction.atomic():
        if JoinKey.objects.filter(pk=pk, list=on, revoked_at=None).update(revoked_at=timezone.now()):
            announce(on.brand, "lists")


def of(on: List) -> list[JoinKey]:
    """All keys of a list: those that work first, then the newest."""
    rows = JoinKey.objects.filter(list=on).select_related("created_by").order_by("-pk")
    return sorted(rows, key=lambda one: one.revoked_at is not None)


def find(key: str, brand_slug: str, list_slug: str) -> JoinKey | None:
    """The key that works for just this list, and notes that it was used.  None: it is none, or none any more."""
    rows = JoinKey.objects.select_related("list__brand").filter(digest=pending.hashed(key), revoked_at=None)
    found = rows.filter(list__slug=list_slug, list__brand__slug=brand_slug).first()
    if found:
        JoinKey.objects.filter(pk=found.pk).update(used_at=timezone.now())
    return found
