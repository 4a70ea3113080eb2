"""How complete the page is, gathered from where each part of it is kept; for screens of those who may edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from askfirst.brand.roles import Right, may
from askfirst.consent import lists
from askfirst.wall import completeness
from askfirst.wall.models import Page
from askfirst.work import hours

if TYPE_CHECKING:
    from typing import Any

    from askfirst.brand.models import Member
    from askfirst.wall.completeness import Completeness, Point


def of(page: Page) -> Completeness:
    """The page as it is saved now."""
    brand = page.brand
    return completeness.check(
        completeness.Presented(
            tagline=page.tagline,
            about=page.about,
            greeting=page.greeting,
            help_email=brand.help_email,
            help_phone=brand.help_phone,
            postal_address=brand.postal_address,
            has_face=page.face_id is not None,
            has_cover=page.cover_id is not None,
            takes_messages=page.channel.takes_messages,
            has_hours=hours.of(brand.pk) is not None,
            lists=tuple((one.name, one.about) for one in lists.joinable(brand)),
        )
    )


def context(member: Member) -> dict[str, Any]:
    """For the template `settings/complete.html`; empty for who may not edit the page, or where there is none."""
    if not may(member, Right.EDIT_PAGE):
        return {}
    page = Page.objects.select_related("brand", "channel").filter(brand_id=member.brand_id).first()
    if page is None:
        return {}
    found = of(page)
    return {"complete": found, "complete_missing": [(point, address(point)) for point in found.missing]}


def address(point: Point) -> str:
    """Where this is mended."""
    return reverse("settings-page") + point.where if point.where.startswith("#") else reverse(point.where)
