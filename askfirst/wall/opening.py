"""What is open to visitors, and what the owner has closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from askfirst.brand.changes import To, announce
from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.wall.models import Page

MOST_ASKS = 100
_FIELDS = {
    "asks": "takes_asks",
    "anonymous_asks": "takes_anonymous_asks",
    "comments": "takes_comments",
    "posts": "takes_posts",
}
PLACES = ("messages", *_FIELDS)
"""What can be opened and closed, in the words of `brand.rollout.FEATURES`."""


def is_open(page: Page, place: str) -> bool:
    """Whether the owner lets visitors do this.

    Raises:
        KeyError: there is no such place.
    """
    if place == "messages":
        return page.channel.takes_messages
    if place == "anonymous_asks" and not page.takes_asks:
        return False
    return bool(getattr(page, _FIELDS[place]))


def set_open(member: Member, page: Page, place: str, *, is_on: bool) -> None:
    """Open or close it; whoever looks at the page sees it at once.

    Raises:
        PermissionDenied: the role may not edit the page.
        KeyError: there is no such place.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    if place not in PLACES:
        raise KeyError(place)
    row, field = (page.channel, "takes_messages") if place == "messages" else (page, _FIELDS[place])
    with transaction.atomic():
        setattr(row, field, is_on)
        row.save(update_fields=[field])
        announce(page.brand, "page", To(everybody=True), **{f"takes_{place}": is_on})


def limit_asks(member: Member, page: Page, a_day: int) -> None:
    """How many questions one person may ask in a day.

    Raises:
        PermissionDenied: the role may not edit the page.
        ValueError: it is less than one, or more than a team could answer.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    if not 1 <= a_day <= MOST_ASKS:
        raise ValueError(
            _("Choose a number from 1 to %(most)s; to take no questions, close them.") % {"most": MOST_ASKS}
        )
    page.asks_a_day = a_day
    page.save(update_fields=["asks_a_day"])
