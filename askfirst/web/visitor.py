"""Who a visitor is: a signed cookie for each brand that holds a random handle on the brand's page.

Nothing is stored for somebody who only looks, but while a feature of the page is for a share of its visitors, or an open
poll stands before them, their browser keeps the handle that they would get, so that they see the same each time and have
one vote.  The cookie is set, and the contact made by the
wire, when they first do something.  It holds no secret of ours: whoever has it is that visitor, so scripts cannot read it and it is never logged.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing

from askfirst.brand.models import Brand
from askfirst.people.models import Contact, Handle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

NETWORK = "page"
KEPT = timedelta(days=400)
LOOKED = timedelta(days=30)
MOST_EARLIER = 5
MOST_ASKED = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """`address` is their handle on the page, `earlier` those with which this browser wrote before it signed in."""

    address: str
    name: str = ""
    earlier: tuple[str, ...] = ()
    is_known: bool = False
    """They have a cookie of ours: they did something here before."""
    has_mail: bool = False
    """This browser came by a link out of their mailbox, so it may see what was said by mail as well."""

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.address, *self.earlier)


def new_address() -> str:
    """A handle that nobody can guess: 192 random bits."""
    return secrets.token_hex(24)


def of(request: HttpRequest, brand: Brand) -> Visitor:
    """Who asks.  Without a cookie, with an old one or a forged one: somebody new."""
    return read(request.COOKIES, brand) or Visitor(address=_seen_before(request, brand) or new_address())


def read(cookies: Mapping[str, str], brand: Brand) -> Visitor | None:
    """The visitor whom these cookies name; None where they name nobody."""
    found = _opened(cookies.get(_cookie(brand), ""), brand)
    if found is None:
        return None
    return Visitor(
        address=found["a"],
        name=found["n"],
        earlier=tuple(found["e"]),
        is_known=True,
        has_mail=bool(found.get("m")),
    )


def is_kept(request: HttpRequest, brand: Brand) -> bool:
    """This browser was given a handle here, or a place, and brought it back: it is the same one as before."""
    return read(request.COOKIES, brand) is not None or bool(_seen_before(request, brand))


def has_lost(request: HttpRequest, brand: Brand) -> bool:
    """There is a cookie, and it opens nothing any more."""
    return _cookie(brand) in request.COOKIES and read(request.COOKIES, brand) is None


def keep(response: HttpResponse, brand: Brand, visitor: Visitor) -> None:
    """Let this browser be that visitor, for 400 days from now."""
    content = {
        "a": visitor.address,
        "n": visitor.name,
        "e": list(visitor.earlier[:MOST_EARLIER]),
        "m": visitor.has_mail,
    }
    response.set_cookie(
        _cookie(brand),
        signing.dumps(content, salt=_salt(brand)),
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.IS_SECURE,
    )


def keep_place(response: HttpResponse, brand: Brand, visitor: Visitor) -> None:
    """Let this browser have the same place among a hundred for 30 days, though nobody knows who looks."""
    response.set_cookie(
        _place_cookie(brand),
        signing.dumps(visitor.address, salt=_salt(brand, "place")),
        max_age=int(LOOKED.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.IS_SECURE,
    )


def forget(response: HttpResponse, brand: Brand) -> None:
    """Let this browser be nobody again."""
    response.delete_cookie(_cookie(brand), samesite="Lax")
    response.delete_cookie(_place_cookie(brand), samesite="Lax")
    response.delete_cookie(_asked_cookie(brand), samesite="Lax")


def nameless(request: HttpRequest, brand: Brand) -> list[str]:
    """Ids of what this browser asked without a name, newest first: it alone knows that it did."""
    try:
        found: list[str] = signing.loads(
            request.COOKIES.get(_asked_cookie(brand), ""), salt=_salt(brand, "asked"), max_age=KEPT
        )
    except signing.BadSignature:
        return []
    return found


def keep_nameless(response: HttpResponse, brand: Brand, ids: list[str]) -> None:
    """Let this browser find what it asked without a name."""
    response.set_cookie(
        _asked_cookie(brand),
        signing.dumps(ids[:MOST_ASKED], salt=_salt(brand, "asked")),
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.IS_SECURE,
    )


def named(visitor: Visitor, name: str) -> Visitor:
    """The same visitor under the name that they gave; an empty one changes nothing."""
    return replace(visitor, name=name) if name else visitor


def joined(visitor: Visitor, address: str) -> Visitor:
    """The visitor after showing that `address` is theirs as well: they go on with it and lose nothing that they wrote."""
    if not visitor.is_known:
        return replace(visitor, address=address, is_known=True, has_mail=True)
    earlier = [one for one in visitor.addresses if one != address]
    return replace(visitor, address=address, earlier=tuple(earlier[:MOST_EARLIER]), has_mail=True)


def contacts(brand: Brand, visitor: Visitor) -> list[Contact]:
    """The people of this brand who they are, the current one first; empty until the wire has made one."""
    if not visitor.is_known:
        return []
    handles = Handle.objects.filter(brand=brand, network=NETWORK, key__in=visitor.addresses)
    found = {handle.key: handle.contact for handle in handles.select_related("contact__brand")}
    return list({one.pk: one for key in visitor.addresses if (one := found.get(key))}.values())


def name_of(brand: Brand, address: str) -> str:
    """What the person behind a page handle calls themselves; empty where nobody said."""
    handle = (
        Handle.objects.filter(brand=brand, network=NETWORK, key=address).select_related("contact").first()
    )
    return handle.contact.name if handle else ""


def contact_of(cookies: Mapping[str, str], slug: str) -> int:
    """The id of the contact who brings these cookies to the page `slug`; 0 for somebody whom the brand has not met."""
    brand = Brand.objects.filter(slug=slug).first()
    visitor = read(cookies, brand) if brand else None
    people = contacts(brand, visitor) if brand and visitor else []
    return people[0].pk if people else 0


def _cookie(brand: Brand) -> str:
    return f"askfirst_visitor_{brand.pk}"


def _place_cookie(brand: Brand) -> str:
    return f"askfirst_place_{brand.pk}"


def _asked_cookie(brand: Brand) -> str:
    return f"askfirst_asked_{brand.pk}"


def _seen_before(request: HttpRequest, brand: Brand) -> str:
    try:
        address: str = signing.loads(
            request.COOKIES.get(_place_cookie(brand), ""), salt=_salt(brand, "place"), max_age=LOOKED
        )
    except signing.BadSignature:
        return ""
    return address


def _salt(brand: Brand, of: str = "") -> str:
    """One for each kind of cookie: what was signed as one is not taken as another."""
    return f"askfirst.visitor.{brand.pk}{of and f'.{of}'}"


def _opened(text: str, brand: Brand) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(text, salt=_salt(brand), max_age=KEPT)
    except signing.BadSignature:
        return None
    return found
