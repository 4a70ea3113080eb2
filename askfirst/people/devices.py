"""The browsers in which a visitor is told of answers while the brand's page is not open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand.devices import require_browser, require_room
from askfirst.people.models import VisitorDevice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from askfirst.people.models import Contact, Handle

NAME_LENGTH = 80


def add(handle: Handle, told: tuple[str, str, str], name: str, country: str = "") -> VisitorDevice:
    """Tell whoever this address is in that browser from now on.  A browser that somebody else used before is theirs now.

    `told`: the browser's place at its push service, its key and its secret.

    Raises:
        ValueError: what the browser said of itself cannot be, or the person has too many devices.
    """
    endpoint, key, secret = told
    require_browser(endpoint, key, secret)
    with transaction.atomic():
        require_room(of([handle.contact]).exclude(endpoint=endpoint).count())
        given = {
            "brand_id": handle.brand_id,
            "handle": handle,
            "key": key,
            "secret": secret,
            "name": name[:NAME_LENGTH],
            "country": country[:2],
        }
        VisitorDevice.objects.filter(endpoint=endpoint).exclude(handle=handle).delete()
        found, _is_new = VisitorDevice.objects.update_or_create(endpoint=endpoint, defaults=given)
    return found


def of(people: Sequence[Contact]) -> QuerySet[VisitorDevice]:
    """These people's browsers, the newest first."""
    return VisitorDevice.objects.filter(handle__contact__in=people).order_by("-pk")


def remove(people: Sequence[Contact], pk: int) -> bool:
    """Tell them there no more.  Whether it was one of theirs."""
    return bool(of(people).filter(pk=pk).delete()[0])


def remove_here(people: Sequence[Contact], endpoint: str) -> bool:
    """The same, for the browser that asks."""
    return bool(endpoint) and bool(of(people).filter(endpoint=endpoint).delete()[0])
