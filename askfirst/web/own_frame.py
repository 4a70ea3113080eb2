"""Pages about somebody's own choices: they stand where the brand's page stands, and also while that page is switched off."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import shortcuts
from django.http import Http404
from django.utils.translation import gettext as _

from askfirst.brand.models import Brand
from askfirst.wall.models import Page
from askfirst.web import pictures

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from askfirst.web.pictures import Picture


def brand_of(slug: str) -> Brand:
    """The brand at this address.

    Raises:
        Http404: there is none.
    """
    found = Brand.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(_("there is no such page"))
    return found


def render(
    request: HttpRequest, brand: Brand, template: str, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    """A page that nobody but its reader keeps: in no search, in no store on the way, and no other site is told whence one came."""
    answer = shortcuts.render(
        request, template, {"brand": brand, "face": _face(brand), **more}, status=status
    )
    answer.headers["Cache-Control"] = "no-store"
    # Not `no-referrer`: with it browsers say of their own forms that they come from nowhere, and they are refused.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _face(brand: Brand) -> Picture | None:
    rows = Page.objects.select_related("brand", "face", "face_small").filter(brand=brand)
    page = rows.first()
    return pictures.shown(page, "face") if page else None
