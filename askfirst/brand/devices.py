"""The browsers in which a member is told also while no page of ours is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from askfirst.brand.models import Device
from askfirst.networks import webpush

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from askfirst.brand.models import Member

MOST = 20


def own_key() -> EllipticCurvePrivateKey:
    """The key by which push services know this installation; it follows from the file of secrets."""
    return webpush.own_key(settings.DIGEST_KEY)


def public_key() -> str:
    """What a browser is given when it subscribes, in base64url."""
    return webpush.public_part(own_key())


def add(member: Member, endpoint: str, key: str, secret: str, name: str) -> Device:
    """Tell this member in that browser from now on.  A browser that another member used before is this one's now.

    Raises:
        ValueError: what the browser said of itself cannot be, or the member has too many devices.
    """
    require_browser(endpoint, key, secret)
    with transaction.atomic():
        others = Device.objects.filter(member=member).exclude(endpoint=endpoint)
        require_room(others.count())
        Device.objects.filter(endpoint=endpoint).exclude(member=member).delete()
        given = {"member": member, "key": key, "secret": secret, "name": name[:80]}
        found, _is_new = Device.objects.update_or_create(endpoint=endpoint, defaults=given)
    return found


def require_browser(endpoint: str, key: str, secret: str) -> None:
    """Go on only if a browser can be told by what it said of itself.

    Raises:
        ValueError: it cannot be, and why.
    """
    try:
        webpush.browser(endpoint, key, secret)
    except ValueError as why:
        raise ValueError(
            _("This browser cannot be told: %(why)s. Switch it off and on again there.") % {"why": why}
        ) from why


def require_room(others: int) -> None:
    """Go on only if somebody with so many other devices may have one more.

    Raises:
        ValueError: they have too many.
    """
    if others >= MOST:
        raise ValueError(_("You have %(most)s devices already. Remove one of them first.") % {"most": MOST})


def remove(member: Member, pk: int) -> bool:
    """Tell the member there no more.  Whether it was one of theirs."""
    return bool(Device.objects.filter(member=member, pk=pk).delete()[0])


def remove_here(member: Member, endpoint: str) -> bool:
    """The same, for the browser that asks."""
    return bool(Device.objects.filter(member=member, endpoint=endpoint).delete()[0])


def of(member: Member) -> list[Device]:
    """This member's browsers, the newest first."""
    return list(Device.objects.filter(member=member).order_by("-pk"))
