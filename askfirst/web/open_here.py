"""What one visitor can do on one page, and why not where something is closed: by its owner, or not everywhere yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from askfirst.brand import rollout
from askfirst.brand.models import Member

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Brand
    from askfirst.people.models import Contact

_REGION = re.compile(r"\s*[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})(?![A-Za-z0-9])")
LABELS: dict[str, _StrPromise] = {
    "messages": _("Messages"),
    "asks": _("Questions"),
    "comments": _("Comments"),
    "posts": _("Posts by visitors"),
}
"""What stands on the page's own list of what is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One thing that a visitor may be able to do here."""

    key: str
    is_off: bool = False
    """The page's owner has closed it."""
    is_later: bool = False
    """It is open, and has not come to this visitor yet."""

    @property
    def is_open(self) -> bool:
        return not (self.is_off or self.is_later)

    @property
    def label(self) -> str:
        return str(LABELS.get(self.key, self.key))


def country_of(people: list[Contact], request: HttpRequest) -> str:
    """Where somebody is, as far as anybody has said: the brand's team, else the first language that their browser asks for.

    No address of the net is looked up: nothing here knows where one is.  Empty: nobody has said.
    """
    known = next((one.country for one in people if one.country), "")
    if known:
        return known.upper()
    said = _REGION.match(request.headers.get("Accept-Language", ""))
    return said.group(1).upper() if said else ""


def who(people: list[Contact], request: HttpRequest, address: str, brand: Brand) -> rollout.Who:
    """The visitor, as a rollout asks: a member of the brand who looks at their own page is one as well."""
    member = request.user
    return rollout.Who(
        key=address,
        country=country_of(people, request),
        contacts=tuple(one.pk for one in people),
        member=member.pk if isinstance(member, Member) and member.brand_id == brand.pk else 0,
    )
