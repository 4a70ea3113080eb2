"""A visitor shows that a mail address is theirs: links that are signed, expire, and work once.

Nothing is stored for a link.  It carries the moment of the last confirmation of its address; using it moves that moment,
so it and every older link for the address are used up.  An address belongs to nobody until its holder has confirmed it:
otherwise a stranger could name it and read what its holder writes to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from askfirst.people.models import Handle
from askfirst.people.resolve import Seen, key_of, resolve, settle

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Brand, Channel
    from askfirst.people.models import Contact

SALT = "askfirst.people.claims"
LIFE = timedelta(hours=2)
NOTICE_LIFE = timedelta(days=7)


class LinkDead(Exception):  # noqa: N818 -- it says what the matter is
    """The link is forged, too old or used already; the message says which, for the person who pressed it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a link says: whoever has it reads the mail of `email`; `visitor` is the handle that asked, empty for none."""

    brand: int
    email: str
    visitor: str = ""
    stamp: str = ""
    is_notice: bool = False


def known(brand: Brand, email: str) -> Handle | None:
    """The handle of this address in the brand, confirmed or not."""
    rows = Handle.objects.select_related("contact__brand").filter(brand=brand, network="email")
    return rows.filter(key=key_of(email)).first()


def token(brand: Brand, email: str, *, visitor: str = "", is_notice: bool = False) -> str:
    """The secret part of a link."""
    return signing.dumps(
        {"b": brand.pk, "e": email, "v": visitor, "s": _stamp(known(brand, email)), "n": is_notice}, salt=SALT
    )


def read(brand: Brand, text: str) -> Claim:
    """What a link says, if it can still be used.

    Raises:
        LinkDead: it cannot.
    """
    try:
        found = signing.loads(text, salt=SALT, max_age=NOTICE_LIFE)
        if not found["n"]:
            signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.SignatureExpired as error:
        raise LinkDead(
            gettext(
                "This link is too old. Links work for a short time only, so that a mail that others find later opens nothing."
            )
        ) from error
    except (signing.BadSignature, KeyError, TypeError) as error:
        raise LinkDead(gettext("This link is not complete. Copy the whole of it from the mail.")) from error
    claim = Claim(
        brand=found["b"], email=found["e"], visitor=found["v"], stamp=found["s"], is_notice=found["n"]
    )
    if claim.brand != brand.pk:
        raise LinkDead(gettext("This link belongs to another page."))
    if claim.stamp != _stamp(known(brand, claim.email)):
        raise LinkDead(gettext("This link was used already. Each works once."))
    return claim


def confirm(channel: Channel, claim: Claim, new_address: str) -> Handle:
    """The holder pressed the button: the address is theirs.  Returns the page handle with which they go on.

    `new_address` is used where the person has no handle on the page `channel` yet.

    Raises:
        LinkDead: somebody was faster with the same link.
    """
    with transaction.atomic():
        held = known(channel.brand, claim.email)
        if held is None:
            return _link_new(channel, claim, new_address)
        moved = Handle.objects.filter(pk=held.pk, verified_at=held.verified_at)
        if claim.stamp != _stamp(held) or not moved.update(
            verified_at=timezone.now(), unreachable_since=None
        ):
            raise LinkDead(gettext("This link was used already. Each works once."))
        return _page_handle(channel, held.contact, new_address)


def confirmed_email(contact: Contact) -> Handle | None:
    """The newest address that this person has shown to be theirs."""
    rows = contact.handles.filter(network="email").exclude(verified_at=None)
    return rows.order_by("-verified_at").first()


def _link_new(channel: Channel, claim: Claim, new_address: str) -> Handle:
    """An address that the brand did not know: it joins the person who asked for the link."""
    seen = Seen(address=claim.visitor or new_address, evidence="confirmed a mail address on the page")
    page_handle = resolve(channel, seen)
    settle(page_handle.contact_id, "email")
    _, is_new = Handle.objects.get_or_create(
        brand_id=channel.brand_id,
        network="email",
        key=key_of(claim.email),
        defaults={
            "contact": page_handle.contact,
            "address": claim.email,
            "evidence": "pressed the button behind a link that was sent to this address",
            "verified_at": timezone.now(),
        },
    )
    if not is_new:
        raise LinkDead(gettext("This link was used already. Each works once."))
    return page_handle


def _page_handle(channel: Channel, contact: Contact, new_address: str) -> Handle:
    found = contact.handles.filter(network=channel.network).order_by("pk").first()
    return found or Handle.objects.create(
        brand_id=channel.brand_id,
        contact=contact,
        network=channel.network,
        key=key_of(new_address),
        address=new_address,
        evidence="came in by a link that was sent to a mail address of theirs",
        verified_at=timezone.now(),
    )


def _stamp(handle: Handle | None) -> str:
    moment: datetime | None = handle.verified_at if handle else None
    return moment.isoformat() if moment else ""
